"""Kinds, uses, faults and sensitivities of evidence and files."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class EvidenceKind(TextChoices):
    """Kind of evidence."""

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
    NOT_STATED = "not_stated", pgettext_lazy("kind of evidence", "kind not stated")


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
# They prove themselves: a duty done once is fulfilled by the law, the judgment, the procedure.
ACTS = frozenset({EvidenceKind.LAW, EvidenceKind.COURT_DECISION, EvidenceKind.PROCEDURE})


class Bearing(TextChoices):
    """Bearing of a passage on the progress of a recommendation."""

    PROGRESS = "progress", pgettext_lazy("bearing", "progress")
    REGRESSION = "regression", pgettext_lazy("bearing", "regression")
    NO_CHANGE = "no_change", pgettext_lazy("bearing", "no change")
    GAP = "gap", pgettext_lazy("bearing", "gap")


class Polarity(TextChoices):
    """Tone of a passage about what was done."""

    POSITIVE = "positive", pgettext_lazy("polarity", "positive")
    NEGATIVE = "negative", pgettext_lazy("polarity", "negative")
    NEUTRAL = "neutral", pgettext_lazy("polarity", "neutral")


class Use(TextChoices):
    """Use of evidence in a citation."""

    SUPPORTS = "supports", pgettext_lazy("use of evidence", "speaks for it")
    CONTRADICTS = "contradicts", pgettext_lazy("use of evidence", "speaks against it")
    CONTEXT = "context", pgettext_lazy("use of evidence", "background")
    COMMITMENT = "commitment", pgettext_lazy("use of evidence", "commitment")


class ReadingPlace(TextChoices):
    """Place where Heed read a value of evidence that nobody stated."""

    LETTERHEAD = "letterhead", pgettext_lazy("place of a reading", "from the letterhead")
    TEXT = "text", pgettext_lazy("place of a reading", "from the text")
    FILE = "file", pgettext_lazy("place of a reading", "from the file")
    ADDRESS = "address", pgettext_lazy("place of a reading", "from the address")
    EARLIER = "earlier", pgettext_lazy("place of a reading", "filled in by an earlier version")


class Attribution(TextChoices):
    """Degree to which a source may be named."""

    ATTRIBUTABLE = "attributable", pgettext_lazy("attribution", "may be named")
    NOT_ATTRIBUTABLE = "not_attributable", pgettext_lazy("attribution", "may not be named")
    PROTECTED = "protected", pgettext_lazy("attribution", "protected")


class QuestionKind(TextChoices):
    """Kind of question."""

    DOES_NOT_ADD_UP = "does_not_add_up", pgettext_lazy("kind of query", "does not add up")
    ASK = "ask", pgettext_lazy("kind of query", "request for information")


class EvidenceFault(TextChoices):
    """Fault of a file or a link; the label follows its name and a colon."""

    MISSING = "missing", pgettext_lazy("amiss", "the original is missing")
    CHANGED = "changed", pgettext_lazy("amiss", "the original was changed: its SHA-256 differs")
    UNREADABLE = "shut", pgettext_lazy("amiss", "the original can’t be read from disk")
    COPY_MISSING = "copy_missing", pgettext_lazy("amiss", "the clean copy is missing")
    COPY_CHANGED = (
        "copy_changed",
        pgettext_lazy("amiss", "the clean copy was changed: its SHA-256 differs"),
    )
    COPY_UNREADABLE = "copy_shut", pgettext_lazy("amiss", "the clean copy can’t be read from disk")
    ORPHANED = "untold", pgettext_lazy("amiss", "on disk, but not a file of any evidence")

    NOT_FOUND = "gone", pgettext_lazy("amiss", "the page is gone")
    SERVER_ERROR = "fails", pgettext_lazy("amiss", "the site answers with an error")
    HOST_NOT_FOUND = "no_name", pgettext_lazy("amiss", "no site has that name any more")
    DNS_TIMEOUT = (
        "names_silent",
        pgettext_lazy("amiss", "the name of the site could not be looked up"),
    )
    TOO_SLOW = "too_slow", pgettext_lazy("amiss", "the site did not answer in time")
    NO_ANSWER = "no_answer", pgettext_lazy("amiss", "the site can’t be reached")
    BAD_CERTIFICATE = (
        "untrusted",
        pgettext_lazy("amiss", "the site has no valid certificate"),
    )
    PRIVATE_ADDRESS = "inner", pgettext_lazy("amiss", "it leads to a network that is not public")
    REDIRECT_LOOP = "in_circles", pgettext_lazy("amiss", "it is redirected too many times")
    NOT_A_WEB_PAGE = "no_link", pgettext_lazy("amiss", "it does not lead to a web page")
    CONTENT_CHANGED = (
        "drifted",
        pgettext_lazy("amiss", "the page has changed since it was read"),
    )

    ACCESS_DENIED = (
        "kept_out",
        pgettext_lazy("amiss", "the site does not let programs read the page"),
    )
    TOO_LARGE = "too_large", pgettext_lazy("amiss", "the page is too large to compare")

    EXPIRED = "expired", pgettext_lazy("amiss", "it has expired")


# The link may be good: reported, but not counted as a fault.
UNCERTAIN_FAULTS = frozenset({EvidenceFault.ACCESS_DENIED, EvidenceFault.TOO_LARGE})


class FileKind(TextChoices):
    """Kind of file that is accepted. The code is also the extension of the name."""

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
    """Kind of personal data that a place in a text may be."""

    PERSONAL_NUMBER = "personal_number", pgettext_lazy("kind of spot", "personal number")
    BIRTH_DATE = "birth_date", pgettext_lazy("kind of spot", "birth date")
    CASE_NUMBER = "case_number", pgettext_lazy("kind of spot", "case number")
    VICTIM_BESIDE_NAME = "victim_beside_name", pgettext_lazy("kind of spot", "victim beside a name")


class Sensitivity(TextChoices):
    """Group of users who may know of evidence, a file or a comment; the largest first."""

    PUBLIC = "public", pgettext_lazy("sensitivity", "public")
    INTERNAL = "internal", pgettext_lazy("sensitivity", "internal")
    NAMED_READERS = "named_readers", pgettext_lazy("sensitivity", "named readers")


def is_less_sensitive(before: str, after: str) -> bool:
    """Return whether more people may know of a row with `after` than with `before`."""
    order = Sensitivity.values
    return order.index(after) < order.index(before)


def stricter(first: str, second: str) -> str:
    """Return the one of two sensitivities that lets fewer people know."""
    return second if is_less_sensitive(second, first) else first


class ReadAction(TextChoices):
    """Action of a user on a row for named readers."""

    LISTED = "found", pgettext_lazy("reading", "saw it in a list or a search")
    OPENED = "opened", pgettext_lazy("reading", "opened it")
    DOWNLOADED = "downloaded", pgettext_lazy("reading", "downloaded a file")
    EXPORTED = "exported", pgettext_lazy("reading", "exported it")
