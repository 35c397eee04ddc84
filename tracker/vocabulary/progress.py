"""Kinds, audiences, formats and states of progress reports."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ReportKind(TextChoices):
    """Kind of progress report, which decides its content and order."""

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
    AGENDA = "agenda", pgettext_lazy("kind of progress report", "Agenda of a meeting")


class Audience(TextChoices):
    """Audience of a report. A public report contains public rows alone.

    A report for a body contains, besides, what that body itself stated, issued or was asked.
    """

    INTERNAL = "internal", pgettext_lazy("audience of a report", "internal")
    BODY = "body", pgettext_lazy("audience of a report", "the body itself")
    PUBLIC = "public", pgettext_lazy("audience of a report", "public")


class ReportFormat(TextChoices):
    """Format of a report; the code is the extension of the file name."""

    HTML = "html", pgettext_lazy("format of a report", "Web page")
    PDF = "pdf", "PDF"
    DOCX = "docx", pgettext_lazy("format of a report", "Word")
    XLSX = "xlsx", pgettext_lazy("format of a report", "Excel")
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    MARKDOWN = "md", "Markdown"


class PublicationState(TextChoices):
    """State of a publication; its bytes are the same in each."""

    DRAFT = "draft", pgettext_lazy("state of a publication", "draft")
    PUBLISHED = "published", pgettext_lazy("state of a publication", "published")
    SUPERSEDED = "superseded", pgettext_lazy("state of a publication", "replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a publication", "withdrawn")


class Frequency(TextChoices):
    """Frequency at which a saved report is made."""

    ONCE = "once", pgettext_lazy("how often a report is made", "once")
    MONTH = "month", pgettext_lazy("how often a report is made", "every month")
    QUARTER = "quarter", pgettext_lazy("how often a report is made", "every three months")
    YEAR = "year", pgettext_lazy("how often a report is made", "every year")
