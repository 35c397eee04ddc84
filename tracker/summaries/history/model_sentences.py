"""Descriptions of events in the words of their model, as the middle of a sentence."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy

from tracker.audit.audited_tables import Model, fields_by_column
from tracker.models import (
    Assessment,
    AssessmentLine,
    Closing,
    Comment,
    Commitment,
    DueDate,
    Event,
    Evidence,
    File,
    LineageLink,
    Publication,
    Question,
    ReadLogEntry,
    Recommendation,
    SensitivityRequest,
    User,
)
from tracker.summaries.history.shown import Names, format_value
from tracker.vocabulary import (
    Lifecycle,
    PublicationState,
    ReadAction,
    Sensitivity,
    State,
    is_less_sensitive,
)

MAX_NAME_LENGTH = 60  # characters
# What sentences call the row.
NAMES = (
    *("because", "commitment", "component", "earlier", "file", "question", "report"),
    *("thing", "user", "words"),
)
WHATEVER, ANY, LATER = object(), object(), object()  # any value; any but none; after the old one


@dataclass(frozen=True, slots=True)
class Sentence:
    """Sentence for events that set a column to a certain value, in place of a certain one."""

    column: str
    text: str | Promise
    new: object = WHATEVER
    old: object = WHATEVER
    only: frozenset[str] = frozenset()  # columns; if any, the event sets no others
    value: str = "new"  # name of the new value in the text

    def describes(self, old: dict[str, Any], new: dict[str, Any]) -> bool:
        """Return whether these values of the columns of an event are what it is for."""
        before, after = old.get(self.column), new.get(self.column)
        return (
            (not self.only or self.only.issuperset(new))
            and _is(self.old, before, before)
            and _is(self.new, after, before)
        )


def _is(wanted: object, value: Any, before: Any) -> bool:
    if wanted is LATER:
        return bool(value > before)
    return bool(value) if wanted is ANY else wanted is WHATEVER or value == wanted


def shorten(name: str) -> str:
    """Shorten a name for a sentence."""
    return Truncator(name).chars(MAX_NAME_LENGTH)


def describe_model_event(event: Event, model: Model, names: Names) -> str:
    """Describe an event in the words of its model; empty where the common words will do."""
    old, new = event.old or {}, event.new or {}
    if model is DueDate:  # whose columns hold the day before and since
        old = {"due_on": new.get("before")}
    for sentence in SENTENCES.get((model, event.operation), ()):
        if sentence.describes(old, new):
            field = fields_by_column(model)[sentence.column]
            before, after = (format_value(field, s.get(field.column), names) for s in (old, new))
            return str(sentence.text) % {
                **dict.fromkeys(NAMES, _subject(event, model, names)),
                "noun": model._meta.verbose_name,
                "old": before,
                sentence.value: after,
            }
    return ""


def _subject(event: Event, model: Model, names: Names) -> str:
    """Return the shortened name of the row, or of what it is about."""
    values, key = {**(event.old or {}), **(event.new or {})}, event.key
    for related, column in SUBJECTS.get(model, ()) if event.operation == "insert" else ():
        if values.get(column) is not None:
            model, key = related, values[column]
            break
    return shorten(names.of(model, key)) or _("not shown")


def is_described_by_another(event: Event, events: list[Event]) -> bool:
    """Return whether another event of the same action describes it better."""
    tables = {(e.table, e.operation) for e in events}
    new = event.new or {}
    match event.table, event.operation:
        case "tracker_commitment", "update":
            return "due_on" in new and ("tracker_duedate", "insert") in tables
        case "tracker_duedate", "insert":
            return ("tracker_commitment", "insert") in tables
        case "tracker_publicationfile", "insert":
            return ("tracker_publication", "insert") in tables
        case "tracker_evidence" | "tracker_file" | "tracker_comment", "update":
            return (
                ("tracker_sensitivityrequest", "update") in tables
                and set(new) == {"sensitivity"}
                and _is_opened(event)
            )
        case "tracker_closing", "update":
            return (
                new.get("state") == State.APPROVED
                and ("tracker_recommendation", "update") in tables
            )
    return False


def _is_opened(event: Event) -> bool:
    before = str((event.old or {}).get("sensitivity", ""))
    after = str((event.new or {}).get("sensitivity", ""))
    return bool(before and after) and is_less_sensitive(before, after)


def _by_code(column: str, texts: dict[str, Promise]) -> tuple[Sentence, ...]:
    return tuple(Sentence(column, text, code) for code, text in texts.items())


_SENSITIVITY = frozenset({"sensitivity"})
_RESTRICTED = (
    Sentence(
        "sensitivity",
        gettext_lazy("restricted the %(noun)s “%(thing)s” to named readers"),
        Sensitivity.NAMED_READERS,
        only=_SENSITIVITY,
    ),
    Sentence(
        "sensitivity",
        gettext_lazy("changed the sensitivity of the %(noun)s “%(thing)s” to “%(new)s”"),
        ANY,
        only=_SENSITIVITY,
    ),
)
_MATTER = ((File, "file_id"), (Comment, "comment_id"), (Evidence, "evidence_id"))
# Columns that say what a row is about, which is named in its place.
SUBJECTS: dict[Model, tuple[tuple[Model, str], ...]] = {
    DueDate: ((Commitment, "commitment_id"),),
    ReadLogEntry: _MATTER,
    SensitivityRequest: _MATTER,
}
# Sentences by model and operation: the first that describes an event is taken.
SENTENCES: dict[tuple[Model, str], tuple[Sentence, ...]] = {
    (Assessment, "update"): (
        *_by_code(
            "state",
            {
                State.SUBMITTED: gettext_lazy("sent the assessment “%(thing)s” for review"),
                State.APPROVED: gettext_lazy("approved the assessment “%(thing)s”"),
                State.RETURNED: gettext_lazy("returned the assessment “%(thing)s”"),
                State.WITHDRAWN: gettext_lazy("withdrew the assessment “%(thing)s”"),
            },
        ),
        Sentence(
            "is_sample",
            gettext_lazy("confirmed the sample approval of the assessment “%(thing)s”"),
            False,
        ),
        Sentence(
            "author_id",
            gettext_lazy("handed over the assessment “%(thing)s” from %(old)s to %(new)s"),
            ANY,
            only=frozenset({"author_id"}),
        ),
    ),
    (AssessmentLine, "insert"): (
        Sentence(
            "status",
            gettext_lazy("assessed the component “%(component)s” as “%(status)s”"),
            value="status",
        ),
    ),
    (AssessmentLine, "update"): (
        Sentence(
            "remark",
            gettext_lazy("changed the remark on the component “%(component)s”"),
            only=frozenset({"remark"}),
        ),
        Sentence(  # perhaps to none
            "status",
            gettext_lazy(
                "changed the assessment of the component “%(component)s” from “%(old)s” to "
                "“%(new)s”"
            ),
        ),
    ),
    (Closing, "insert"): (
        Sentence(
            "closure_reason",
            gettext_lazy("proposed to close the recommendation as “%(because)s”"),
            value="because",
        ),
    ),
    (Closing, "update"): _by_code(
        "state",
        {
            State.SUBMITTED: gettext_lazy(
                "proposed again to close the recommendation as “%(because)s”"
            ),
            State.APPROVED: gettext_lazy("approved closing the recommendation as “%(because)s”"),
            State.RETURNED: gettext_lazy(
                "returned the proposal to close the recommendation as “%(because)s”"
            ),
            State.WITHDRAWN: gettext_lazy(
                "withdrew the proposal to close the recommendation as “%(because)s”"
            ),
        },
    ),
    (Comment, "insert"): (
        Sentence(
            "assessment_id",
            gettext_lazy("commented “%(words)s” on the assessment “%(assessment)s”"),
            value="assessment",
        ),
    ),
    (Comment, "update"): _RESTRICTED,
    (Commitment, "update"): (
        Sentence(
            "done_on",
            gettext_lazy("marked the commitment “%(commitment)s” as done on %(day)s"),
            ANY,
            value="day",
        ),
        Sentence(
            "dropped_reason",
            gettext_lazy("marked the commitment “%(commitment)s” as dropped"),
            ANY,
        ),
        Sentence(
            "latest",
            gettext_lazy("added an update to the commitment “%(commitment)s”"),
            only=frozenset({"last_update_on", "latest"}),
        ),
    ),
    (DueDate, "insert"): (
        Sentence(
            "due_on",
            gettext_lazy("set the due date of the commitment “%(commitment)s” to “%(new)s”"),
            old=None,
        ),
        Sentence(
            "due_on",
            gettext_lazy(
                "removed the due date of the commitment “%(commitment)s”, which was “%(old)s”"
            ),
            new=None,
        ),
        Sentence(
            "due_on",
            gettext_lazy(
                "postponed the due date of the commitment “%(commitment)s” from “%(old)s” to "
                "“%(new)s”"
            ),
            LATER,
        ),
        Sentence(
            "due_on",
            gettext_lazy(
                "brought the due date of the commitment “%(commitment)s” forward from "
                "“%(old)s” to “%(new)s”"
            ),
        ),
    ),
    (Evidence, "update"): _RESTRICTED,
    (File, "insert"): (
        Sentence(
            "number",
            gettext_lazy("added version %(number)s of the file “%(file)s”"),
            value="number",
        ),
    ),
    (File, "update"): _RESTRICTED,
    (LineageLink, "insert"): (
        Sentence(
            "closeness",
            gettext_lazy("linked the recommendation to “%(earlier)s” as “%(closeness)s”"),
            value="closeness",
        ),
    ),
    (LineageLink, "update"): (
        Sentence("withdrawn_at", gettext_lazy("withdrew the link to “%(earlier)s”"), ANY),
    ),
    (Publication, "insert"): (
        Sentence("state", gettext_lazy("created a draft of the report “%(report)s”")),
    ),
    (Publication, "update"): (
        Sentence(
            "state",
            gettext_lazy("restored the report “%(report)s”"),
            PublicationState.PUBLISHED,
            old=PublicationState.SUPERSEDED,
        ),
        Sentence(
            "state",
            gettext_lazy("discarded the draft of the report “%(report)s”"),
            PublicationState.WITHDRAWN,
            old=PublicationState.DRAFT,
        ),
        *_by_code(
            "state",
            {
                PublicationState.PUBLISHED: gettext_lazy("published the report “%(report)s”"),
                PublicationState.SUPERSEDED: gettext_lazy(
                    "replaced the report “%(report)s” by a newer one"
                ),
                PublicationState.WITHDRAWN: gettext_lazy("withdrew the report “%(report)s”"),
            },
        ),
    ),
    (Question, "update"): (
        Sentence(
            "reminded_on",
            gettext_lazy("reminded the body of the question “%(question)s”"),
            ANY,
            only=frozenset({"reminded_on", "due_on"}),
        ),
    ),
    (ReadLogEntry, "insert"): _by_code(
        "action",
        {
            ReadAction.LISTED: gettext_lazy("saw “%(thing)s” in a list or a search"),
            ReadAction.OPENED: gettext_lazy("opened “%(thing)s”"),
            ReadAction.DOWNLOADED: gettext_lazy("downloaded “%(thing)s”"),
            ReadAction.EXPORTED: gettext_lazy("exported “%(thing)s”"),
        },
    ),
    (Recommendation, "update"): (
        Sentence(
            "closure_reason",
            gettext_lazy("closed the recommendation as “%(because)s”"),
            ANY,
            value="because",
        ),
        Sentence("lifecycle", gettext_lazy("reopened the recommendation"), old=Lifecycle.CLOSED),
        Sentence(
            "assignee_id",
            gettext_lazy("assigned the recommendation to %(new)s"),
            old=None,
            only=frozenset({"assignee_id"}),
        ),
        Sentence(
            "assignee_id",
            gettext_lazy("removed the assignment to %(old)s"),
            None,
            only=frozenset({"assignee_id"}),
        ),
        Sentence(
            "assignee_id",
            gettext_lazy("reassigned the recommendation from %(old)s to %(new)s"),
            ANY,
            only=frozenset({"assignee_id"}),
        ),
    ),
    (SensitivityRequest, "insert"): (
        Sentence(
            "requested_sensitivity",
            gettext_lazy("proposed the sensitivity “%(after)s” for “%(thing)s”"),
            value="after",
        ),
    ),
    (SensitivityRequest, "update"): _by_code(
        "state",
        {
            State.APPROVED: gettext_lazy("approved lowering the sensitivity of “%(thing)s”"),
            State.RETURNED: gettext_lazy("declined lowering the sensitivity of “%(thing)s”"),
            State.WITHDRAWN: gettext_lazy(
                "withdrew the proposal to lower the sensitivity of “%(thing)s”"
            ),
        },
    ),
    (User, "update"): (
        Sentence("is_active", gettext_lazy("closed the account of %(user)s"), False),
        Sentence("is_active", gettext_lazy("reopened the account of %(user)s"), True),
    ),
}
