"""Descriptions of events in the words of their model, as the middle of a sentence."""

from collections.abc import Callable

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
    Component,
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
    ClosureReason,
    Lifecycle,
    PublicationState,
    ReadAction,
    Sensitivity,
    State,
    is_less_sensitive,
)

MAX_NAME_LENGTH = 60  # characters


class EventContext:
    """One event of a model, with the names and values that its description uses."""

    def __init__(self, event: Event, model: Model, names: Names) -> None:
        self.event, self.model, self.names = event, model, names
        self.old, self.new = event.old or {}, event.new or {}

    @property
    def name(self) -> str:
        """Name of the row, shortened."""
        return shorten(self.names.of(self.model, self.event.key)) or _("not shown")

    def related_name(self, model: Model, column: str) -> str:
        """Return the name of the row that a key refers to, or referred to before."""
        key = self.new.get(column, self.old.get(column))
        return shorten(self.names.of(model, key)) or _("not shown")

    def old_value(self, column: str) -> str:
        """Format the value of a column before the event."""
        return format_value(fields_by_column(self.model)[column], self.old.get(column), self.names)

    def new_value(self, column: str) -> str:
        """Format the value of a column after the event."""
        return format_value(fields_by_column(self.model)[column], self.new.get(column), self.names)


def shorten(name: str) -> str:
    """Shorten a name for a sentence."""
    return Truncator(name).chars(MAX_NAME_LENGTH)


def _publication(context: EventContext) -> str:
    values = {"report": context.name}
    match context.new.get("state"):
        case PublicationState.PUBLISHED if context.old.get("state") == PublicationState.SUPERSEDED:
            return _("restored the report “%(report)s”") % values
        case PublicationState.PUBLISHED:
            return _("published the report “%(report)s”") % values
        case PublicationState.SUPERSEDED:
            return _("replaced the report “%(report)s” by a newer one") % values
        case PublicationState.WITHDRAWN if context.old.get("state") == PublicationState.DRAFT:
            return _("discarded the draft of the report “%(report)s”") % values
        case PublicationState.WITHDRAWN:
            return _("withdrew the report “%(report)s”") % values
    return ""


def describe_model_event(event: Event, model: Model, names: Names) -> str:
    """Describe an event in the words of its model; empty where the common words will do."""
    context = EventContext(event, model, names)
    column, sentences = BY_CODE.get((model, event.operation), ("", {}))
    if sentence := sentences.get(context.new.get(column, "")):
        thing = _subject(context) if model is ReadLogEntry else context.name
        return str(sentence) % {"thing": thing, "because": thing}
    describe = DESCRIPTIONS.get((model, event.operation))
    return describe(context) if describe else ""


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
            decided = ("tracker_sensitivityrequest", "update") in tables
            return decided and set(new) == {"sensitivity"} and _is_opened(event)
        case "tracker_closing", "update":
            approved = new.get("state") == State.APPROVED
            return approved and ("tracker_recommendation", "update") in tables
    return False


def _is_opened(event: Event) -> bool:
    before = str((event.old or {}).get("sensitivity", ""))
    after = str((event.new or {}).get("sensitivity", ""))
    return bool(before and after) and is_less_sensitive(before, after)


def _due_date(context: EventContext) -> str:
    old, new = context.new.get("before"), context.new.get("due_on")
    values = {
        "commitment": context.related_name(Commitment, "commitment_id"),
        "old": context.new_value("before"),
        "new": context.new_value("due_on"),
    }
    if not old:
        return _("set the due date of the commitment “%(commitment)s” to “%(new)s”") % values
    if not new:
        return (
            _("removed the due date of the commitment “%(commitment)s”, which was “%(old)s”")
            % values
        )
    if new > old:
        return (
            _(
                "postponed the due date of the commitment “%(commitment)s” from “%(old)s” to "
                "“%(new)s”"
            )
            % values
        )
    return _(
        "brought the due date of the commitment “%(commitment)s” forward from "
        "“%(old)s” to “%(new)s”"
    ) % (values)


def _commitment(context: EventContext) -> str:
    values = {"commitment": context.name, "day": context.new_value("done_on")}
    if context.new.get("done_on"):
        return _("marked the commitment “%(commitment)s” as done on %(day)s") % values
    if context.new.get("dropped_reason"):
        return _("marked the commitment “%(commitment)s” as dropped") % values
    if set(context.new) <= {"last_update_on", "latest"}:
        return _("added an update to the commitment “%(commitment)s”") % values
    return ""


def _line_changed(context: EventContext) -> str:
    if "status" not in context.new:
        return _("changed the remark on the component “%(component)s”") % {
            "component": context.name
        }
    return _(
        "changed the assessment of the component “%(component)s” from “%(old)s” to “%(new)s”"
    ) % {
        "component": context.name,
        "old": context.old_value("status"),
        "new": context.new_value("status"),
    }


def _link_withdrawn(context: EventContext) -> str:
    if not context.new.get("withdrawn_at"):
        return ""
    return _("withdrew the link to “%(earlier)s”") % {"earlier": context.name}


def _recommendation(context: EventContext) -> str:
    if context.new.get("lifecycle") == Lifecycle.CLOSED:
        why = ClosureReason(context.new["closure_reason"]).label
        return _("closed the recommendation as “%(because)s”") % {"because": why}
    if context.old.get("lifecycle") == Lifecycle.CLOSED:
        return _("reopened the recommendation")
    if set(context.new) != {"assignee_id"}:
        return ""
    values = {"old": context.old_value("assignee_id"), "new": context.new_value("assignee_id")}
    if not values["old"]:
        return _("assigned the recommendation to %(new)s") % values
    if not values["new"]:
        return _("removed the assignment to %(old)s") % values
    return _("reassigned the recommendation from %(old)s to %(new)s") % values


def _assessment(context: EventContext) -> str:
    values = {
        "thing": context.name,
        "old": context.old_value("author_id"),
        "new": context.new_value("author_id"),
    }
    if context.new.get("is_sample") is False:
        return _("confirmed the sample approval of the assessment “%(thing)s”") % values
    if set(context.new) != {"author_id"}:
        return ""
    return _("handed over the assessment “%(thing)s” from %(old)s to %(new)s") % values


def _account(context: EventContext) -> str:
    values = {"user": context.name}
    if context.new.get("is_active") is False:
        return _("closed the account of %(user)s") % values
    if context.new.get("is_active") is True:
        return _("reopened the account of %(user)s") % values
    return ""


def _question(context: EventContext) -> str:
    if not (set(context.new) <= {"reminded_on", "due_on"} and context.new.get("reminded_on")):
        return ""
    return _("reminded the body of the question “%(question)s”") % {"question": context.name}


def _subject(context: EventContext) -> str:
    """Return the name of what a sensitivity request or a log entry is about."""
    for model, column in ((File, "file_id"), (Comment, "comment_id"), (Evidence, "evidence_id")):
        if context.new.get(column, context.old.get(column)) is not None:
            return context.related_name(model, column)
    return context.name


def _sensitivity_changed(context: EventContext) -> str:
    """Describe a new sensitivity, where that is all that changed."""
    if set(context.new) != {"sensitivity"}:
        return ""
    values = {
        "noun": context.model._meta.verbose_name,
        "thing": context.name,
        "new": context.new_value("sensitivity"),
    }
    if context.new["sensitivity"] == Sensitivity.NAMED_READERS:
        return _("restricted the %(noun)s “%(thing)s” to named readers") % values
    return _("changed the sensitivity of the %(noun)s “%(thing)s” to “%(new)s”") % values


# Sentences by the code that an event sets in a column.
BY_CODE: dict[tuple[Model, str], tuple[str, dict[str, str | Promise]]] = {
    (Assessment, "update"): (
        "state",
        {
            State.SUBMITTED: gettext_lazy("sent the assessment “%(thing)s” for review"),
            State.APPROVED: gettext_lazy("approved the assessment “%(thing)s”"),
            State.RETURNED: gettext_lazy("returned the assessment “%(thing)s”"),
            State.WITHDRAWN: gettext_lazy("withdrew the assessment “%(thing)s”"),
        },
    ),
    (Closing, "update"): (
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
    (SensitivityRequest, "update"): (
        "state",
        {
            State.APPROVED: gettext_lazy("approved lowering the sensitivity of “%(thing)s”"),
            State.RETURNED: gettext_lazy("declined lowering the sensitivity of “%(thing)s”"),
            State.WITHDRAWN: gettext_lazy(
                "withdrew the proposal to lower the sensitivity of “%(thing)s”"
            ),
        },
    ),
    (ReadLogEntry, "insert"): (
        "action",
        {
            ReadAction.LISTED: gettext_lazy("saw “%(thing)s” in a list or a search"),
            ReadAction.OPENED: gettext_lazy("opened “%(thing)s”"),
            ReadAction.DOWNLOADED: gettext_lazy("downloaded “%(thing)s”"),
            ReadAction.EXPORTED: gettext_lazy("exported “%(thing)s”"),
        },
    ),
}


DESCRIPTIONS: dict[tuple[Model, str], Callable[[EventContext], str]] = {
    (Assessment, "update"): _assessment,
    (Closing, "insert"): lambda context: (
        _("proposed to close the recommendation as “%(because)s”")
        % {"because": context.new_value("closure_reason")}
    ),
    (Comment, "insert"): lambda context: (
        _("commented “%(words)s” on the assessment “%(assessment)s”")
        % {
            "words": context.name,
            "assessment": context.related_name(Assessment, "assessment_id"),
        }
    ),
    (Comment, "update"): _sensitivity_changed,
    (DueDate, "insert"): _due_date,
    (Evidence, "update"): _sensitivity_changed,
    (File, "insert"): lambda context: (
        _("added version %(number)s of the file “%(file)s”")
        % {
            "number": context.new.get("number"),
            "file": context.name,
        }
    ),
    (File, "update"): _sensitivity_changed,
    (AssessmentLine, "insert"): lambda context: (
        _("assessed the component “%(component)s” as “%(status)s”")
        % {
            "component": context.related_name(Component, "component_id"),
            "status": context.new_value("status"),
        }
    ),
    (AssessmentLine, "update"): _line_changed,
    (LineageLink, "insert"): lambda context: (
        _("linked the recommendation to “%(earlier)s” as “%(closeness)s”")
        % {
            "earlier": context.name,
            "closeness": context.new_value("closeness"),
        }
    ),
    (LineageLink, "update"): _link_withdrawn,
    (SensitivityRequest, "insert"): lambda context: (
        _("proposed the sensitivity “%(after)s” for “%(thing)s”")
        % {
            "thing": _subject(context),
            "after": context.new_value("requested_sensitivity"),
        }
    ),
    (Commitment, "update"): _commitment,
    (Publication, "insert"): lambda context: (
        _("created a draft of the report “%(report)s”") % {"report": context.name}
    ),
    (Publication, "update"): _publication,
    (Question, "update"): _question,
    (Recommendation, "update"): _recommendation,
    (User, "update"): _account,
}
