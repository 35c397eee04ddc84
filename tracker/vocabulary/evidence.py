"""What can be shown, what for, and to whom."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class EvidenceKind(TextChoices):
    """What sort of thing a piece of evidence is."""

    REPORT_PASSAGE = "report_passage", pgettext_lazy("kind of evidence", "passage of a report")
    LAW = "law", pgettext_lazy("kind of evidence", "law")
    BUDGET = "budget", pgettext_lazy("kind of evidence", "budget")
    STATISTIC = "statistic", pgettext_lazy("kind of evidence", "statistic")
    COURT_DECISION = "court_decision", pgettext_lazy("kind of evidence", "court decision")
    PROCEDURE = "procedure", pgettext_lazy("kind of evidence", "procedure")
    TRAINING = "training", pgettext_lazy("kind of evidence", "training")
    OFFICIAL_STATEMENT = (
        "official_statement",
        pgettext_lazy("kind of evidence", "official statement"),
    )
    LETTER = "letter", pgettext_lazy("kind of evidence", "letter")
    MEETING = "meeting", pgettext_lazy("kind of evidence", "meeting")
    AUDIT = "audit", pgettext_lazy("kind of evidence", "audit")
    NGO_REPORT = "ngo_report", pgettext_lazy("kind of evidence", "NGO report")
    INTERNATIONAL_REPORT = (
        "international_report",
        pgettext_lazy("kind of evidence", "international report"),
    )
    MEDIA = "media", pgettext_lazy("kind of evidence", "media")
    INTERVIEW = "interview", pgettext_lazy("kind of evidence", "interview")
    SITE_VISIT = "site_visit", pgettext_lazy("kind of evidence", "site visit")


DOCUMENTS = frozenset(
    {
        EvidenceKind.LAW,
        EvidenceKind.BUDGET,
        EvidenceKind.STATISTIC,
        EvidenceKind.COURT_DECISION,
        EvidenceKind.PROCEDURE,
        EvidenceKind.TRAINING,
        EvidenceKind.AUDIT,
    }
)


class Bearing(TextChoices):
    """What a passage says about a recommendation's progress."""

    PROGRESS = "progress", pgettext_lazy("bearing", "progress")
    REGRESSION = "regression", pgettext_lazy("bearing", "regression")
    NO_CHANGE = "no_change", pgettext_lazy("bearing", "no change")
    GAP = "gap", pgettext_lazy("bearing", "gap")


class Polarity(TextChoices):
    """Whether a passage speaks well or ill of what was done."""

    POSITIVE = "positive", pgettext_lazy("polarity", "positive")
    NEGATIVE = "negative", pgettext_lazy("polarity", "negative")
    NEUTRAL = "neutral", pgettext_lazy("polarity", "neutral")


class Use(TextChoices):
    """What a piece of evidence is cited for."""

    SUPPORTS = "supports", pgettext_lazy("use of evidence", "supports")
    CONTRADICTS = "contradicts", pgettext_lazy("use of evidence", "contradicts")
    CONTEXT = "context", pgettext_lazy("use of evidence", "context")
    COMMITMENT = "commitment", pgettext_lazy("use of evidence", "commitment")


class Attribution(TextChoices):
    """Whether a source may be named."""

    ATTRIBUTABLE = "attributable", pgettext_lazy("attribution", "attributable")
    NOT_ATTRIBUTABLE = "not_attributable", pgettext_lazy("attribution", "not attributable")
    PROTECTED = "protected", pgettext_lazy("attribution", "protected")


class QuestionKind(TextChoices):
    """What sort of question a query is."""

    DOES_NOT_ADD_UP = "does_not_add_up", pgettext_lazy("kind of query", "does not add up")
    ASK = "ask", pgettext_lazy("kind of query", "ask")


class Amiss(TextChoices):
    """What was found wrong with a file or a link, in words that follow its name and a colon."""

    MISSING = "missing", pgettext_lazy("amiss", "the original is missing")
    CHANGED = "changed", pgettext_lazy("amiss", "the original was changed: its SHA-256 differs")
    SHUT = "shut", pgettext_lazy("amiss", "the original can’t be read from disk")
    COPY_MISSING = "copy_missing", pgettext_lazy("amiss", "the clean copy is missing")
    COPY_CHANGED = (
        "copy_changed",
        pgettext_lazy("amiss", "the clean copy was changed: its SHA-256 differs"),
    )
    COPY_SHUT = "copy_shut", pgettext_lazy("amiss", "the clean copy can’t be read from disk")
    UNTOLD = "untold", pgettext_lazy("amiss", "kept on disk, and no file of any piece is this")

    GONE = "gone", pgettext_lazy("amiss", "the page is gone")
    FAILS = "fails", pgettext_lazy("amiss", "the site answers with an error")
    NO_NAME = "no_name", pgettext_lazy("amiss", "no site has that name any more")
    NAMES_SILENT = "names_silent", pgettext_lazy("amiss", "the name of the site was not found out")
    TOO_SLOW = "too_slow", pgettext_lazy("amiss", "the site did not answer in time")
    NO_ANSWER = "no_answer", pgettext_lazy("amiss", "the site can’t be reached")
    UNTRUSTED = "untrusted", pgettext_lazy("amiss", "the site can’t prove that it is that site")
    INNER = "inner", pgettext_lazy("amiss", "it leads into a network that is not public")
    IN_CIRCLES = "in_circles", pgettext_lazy("amiss", "it is passed on too many times")
    NO_LINK = "no_link", pgettext_lazy("amiss", "it leads to no page of the web")
    DRIFTED = (
        "drifted",
        pgettext_lazy("amiss", "the page says something else than when it was read"),
    )

    KEPT_OUT = "kept_out", pgettext_lazy("amiss", "the site lets no program read the page")
    TOO_LARGE = "too_large", pgettext_lazy("amiss", "the page is too large to be compared")

    EXPIRED = "expired", pgettext_lazy("amiss", "it holds no longer")


# The link may well be good: told, and not counted as wrong.
UNSURE = frozenset({Amiss.KEPT_OUT, Amiss.TOO_LARGE})


class FileKind(TextChoices):
    """The kinds of file that are kept. The code is also the extension of their names."""

    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"
    ODT = "odt", "ODT"
    ODS = "ods", "ODS"
    CSV = "csv", "CSV"
    TXT = "txt", "TXT"
    PNG = "png", "PNG"
    JPEG = "jpg", "JPEG"


OFFICE = "application/vnd.openxmlformats-officedocument"
CONTENT_TYPES: dict[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: f"{OFFICE}.wordprocessingml.document",
    FileKind.XLSX: f"{OFFICE}.spreadsheetml.sheet",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.CSV: "text/csv",
    FileKind.TXT: "text/plain",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
}


class SpotKind(TextChoices):
    """What a spot of a text looks like."""

    PERSONAL_NUMBER = "personal_number", pgettext_lazy("kind of spot", "personal number")
    BIRTH_DATE = "birth_date", pgettext_lazy("kind of spot", "birth date")
    CASE_NUMBER = "case_number", pgettext_lazy("kind of spot", "case number")
    VICTIM_BESIDE_NAME = "victim_beside_name", pgettext_lazy("kind of spot", "victim beside a name")


class Sensitivity(TextChoices):
    """Who may know of a piece of evidence, a file or a comment."""

    PUBLIC = "public", pgettext_lazy("sensitivity", "public")
    INTERNAL = "internal", pgettext_lazy("sensitivity", "internal")
    NAMED_READERS = "named_readers", pgettext_lazy("sensitivity", "named readers")


# From open to closed.
CLOSEDNESS = (Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.NAMED_READERS)


def is_lower(before: str, after: str) -> bool:
    """Whether `after` lets more people know of it than `before` did."""
    order = [code.value for code in CLOSEDNESS]
    return order.index(after) < order.index(before)


def stricter(one: str, other: str) -> str:
    """Of two sensitivities, the one that lets fewer people know."""
    return other if is_lower(other, one) else one


class ReadAction(TextChoices):
    """What somebody did with matter for named readers."""

    FOUND = "found", pgettext_lazy("reading", "met it in a list or a search")
    OPENED = "opened", pgettext_lazy("reading", "opened it")
    DOWNLOADED = "downloaded", pgettext_lazy("reading", "downloaded a file of it")
    EXPORTED = "exported", pgettext_lazy("reading", "took it out in an export")
