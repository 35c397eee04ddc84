"""Progress reports: their kinds, for whom they are, and what becomes of those that are frozen."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ReportKind(TextChoices):
    """What a progress report tells, and in which order."""

    FULL = "full", pgettext_lazy("kind of progress report", "Full report")
    BRIEF = "brief", pgettext_lazy("kind of progress report", "Brief")
    THEME = "theme", pgettext_lazy("kind of progress report", "By theme")
    BODY = "body", pgettext_lazy("kind of progress report", "For a responsible body")
    CHANGES = "changes", pgettext_lazy("kind of progress report", "What changed")
    OUTSTANDING = (
        "outstanding",
        pgettext_lazy("kind of progress report", "Outstanding and overdue"),
    )
    EVIDENCE = "evidence", pgettext_lazy("kind of progress report", "Evidence pack")


class Audience(TextChoices):
    """For whom a report is. A public one holds nothing that is not public.

    One for the body it is about holds beside that what the body itself said, issued or was asked.
    """

    INTERNAL = "internal", pgettext_lazy("audience of a report", "internal")
    BODY = "body", pgettext_lazy("audience of a report", "the body itself")
    PUBLIC = "public", pgettext_lazy("audience of a report", "public")


class ReportFormat(TextChoices):
    """What a report can be printed as; the code ends the name of the file."""

    HTML = "html", pgettext_lazy("format of a report", "Web page")
    PDF = "pdf", "PDF"
    DOCX = "docx", pgettext_lazy("format of a report", "Word")
    XLSX = "xlsx", pgettext_lazy("format of a report", "Workbook")
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    MARKDOWN = "md", "Markdown"


class PublicationState(TextChoices):
    """Where a frozen report stands. Its bytes are the same in each."""

    DRAFT = "draft", pgettext_lazy("state of a publication", "draft")
    PUBLISHED = "published", pgettext_lazy("state of a publication", "published")
    SUPERSEDED = "superseded", pgettext_lazy("state of a publication", "superseded")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a publication", "withdrawn")


class Frequency(TextChoices):
    """How often a saved report is made."""

    ONCE = "once", pgettext_lazy("how often a report is made", "once")
    MONTH = "month", pgettext_lazy("how often a report is made", "every month")
    QUARTER = "quarter", pgettext_lazy("how often a report is made", "every three months")
    YEAR = "year", pgettext_lazy("how often a report is made", "every year")
