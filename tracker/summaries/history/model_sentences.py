"""One event, as the phrases of its noun ask about it."""

from collections.abc import Callable
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from tracker.audit.audited_tables import Model, fields_of
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
from tracker.summaries.history.values import Names, in_words
from tracker.vocabulary import (
    ClosureReason,
    Lifecycle,
    PublicationState,
    ReadAction,
    Sensitivity,
    State,
    is_lower,
)

LONG = 60  # characters


class Deed:
    """One event of a model, as its phrases ask about it."""

    def __init__(self, event: Event, model: Model, names: Names) -> None:
        self.event, self.model, self.names = event, model, names
        self.old, self.new = event.old or {}, event.new or {}

    @property
    def thing(self) -> str:
        return short(self.names.of(self.model, self.event.key)) or _("not shown")

    def of(self, model: Model, column: str) -> str:
        """What a key points to, or pointed to before it was taken away."""
        key = self.new.get(column, self.old.get(column))
        return short(self.names.of(model, key)) or _("not shown")

    def was(self, column: str) -> str:
        return in_words(fields_of(self.model)[column], self.old.get(column), self.names)

    def is_now(self, column: str) -> str:
        return in_words(fields_of(self.model)[column], self.new.get(column), self.names)


def short(name: str) -> str:
    return Truncator(name).chars(LONG)


def draft(deed: Deed) -> str:
    return _("made the draft of the report “%(report)s”") % {"report": deed.thing}


def publication(deed: Deed) -> str:
    told = {"report": deed.thing}
    match deed.new.get("state"):
        case PublicationState.PUBLISHED if deed.old.get("state") == PublicationState.SUPERSEDED:
            return _("let the report “%(report)s” stand again") % told
        case PublicationState.PUBLISHED:
            return _("published the report “%(report)s”") % told
        case PublicationState.SUPERSEDED:
            return _("superseded the report “%(report)s”") % told
        case PublicationState.WITHDRAWN if deed.old.get("state") == PublicationState.DRAFT:
            return _("discarded the draft of the report “%(report)s”") % told
        case PublicationState.WITHDRAWN:
            return _("withdrew the report “%(report)s”") % told
    return ""


def in_its_words(event: Event, model: Model, names: Names) -> str:
    """What was done, or an empty text where the common words say it well."""
    phrase = PHRASES.get((model, event.operation))
    return phrase(Deed(event, model, names)) if phrase else ""


def told_by_another(event: Event, events: list[Event]) -> bool:
    """Whether another event of the same deed says better what this one did."""
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
    return bool(before and after) and is_lower(before, after)


def _due_date(deed: Deed) -> str:
    old, new = deed.new.get("before"), deed.new.get("due_on")
    told = {
        "commitment": deed.of(Commitment, "measure_id"),
        "old": deed.is_now("before"),
        "new": deed.is_now("due_on"),
    }
    if not old:
        return _("set the date of the measure “%(measure)s” to “%(new)s”") % told
    if not new:
        return _("took away the date of the measure “%(measure)s”, which was “%(old)s”") % told
    if new > old:
        return _("put the date of the measure “%(measure)s” off from “%(old)s” to “%(new)s”") % told
    return _(
        "brought the date of the measure “%(measure)s” forward from “%(old)s” to “%(new)s”"
    ) % (told)


def _measure(deed: Deed) -> str:
    told = {"commitment": deed.thing, "day": deed.is_now("done_on")}
    if deed.new.get("done_on"):
        return _("noted that the measure “%(measure)s” was done on “%(day)s”") % told
    if deed.new.get("dropped_reason"):
        return _("noted that the measure “%(measure)s” was dropped") % told
    if set(deed.new) <= {"last_update_on", "latest"}:
        return _("noted what was heard of the measure “%(measure)s”") % told
    return ""


def _comment(deed: Deed) -> str:
    told = {"words": deed.thing, "assessment": deed.of(Assessment, "assessment_id")}
    return _("said “%(words)s” on the assessment “%(assessment)s”") % told


def _line(deed: Deed) -> str:
    told = {
        "component": deed.of(Component, "component_id"),
        "status": deed.is_now("status"),
    }
    return _("judged the component “%(component)s” as “%(status)s”") % told


def _line_again(deed: Deed) -> str:
    if "status" not in deed.new:
        return _("changed the remark on the component “%(component)s”") % {"component": deed.thing}
    told = {"component": deed.thing, "old": deed.was("status"), "new": deed.is_now("status")}
    return _("judged the component “%(component)s” as “%(new)s” instead of “%(old)s”") % told


def _link(deed: Deed) -> str:
    told = {"earlier": deed.thing, "closeness": deed.is_now("closeness")}
    return _("linked it to “%(earlier)s” as “%(closeness)s”") % told


def _link_again(deed: Deed) -> str:
    if not deed.new.get("withdrawn_at"):
        return ""
    return _("withdrew the link to “%(earlier)s”") % {"earlier": deed.thing}


def _proposal(deed: Deed) -> str:
    return _("proposed to close it as “%(because)s”") % {"because": deed.is_now("because")}


def _closing(deed: Deed) -> str:
    told = {"because": deed.thing}
    match deed.new.get("state"):
        case State.SUBMITTED:
            return _("proposed again to close it as “%(because)s”") % told
        case State.APPROVED:
            return _("approved to close it as “%(because)s”") % told
        case State.RETURNED:
            return _("returned the proposal to close it as “%(because)s”") % told
        case State.WITHDRAWN:
            return _("withdrew the proposal to close it as “%(because)s”") % told
    return ""


def _recommendation(deed: Deed) -> str:
    if deed.new.get("lifecycle") == Lifecycle.CLOSED:
        why = ClosureReason(deed.new["closure_reason"]).label
        return _("closed it as “%(because)s”") % {"because": why}
    if deed.old.get("lifecycle") == Lifecycle.CLOSED:
        return _("reopened it")
    if set(deed.new) != {"assignee_id"}:
        return ""
    told = {"old": deed.was("assignee_id"), "new": deed.is_now("assignee_id")}
    if not told["old"]:
        return _("assigned it to “%(new)s”") % told
    if not told["new"]:
        return _("took it from “%(old)s”, and nobody in particular follows it") % told
    return _("handed it from “%(old)s” to “%(new)s”") % told


def _assessment(deed: Deed) -> str:
    if set(deed.new) != {"author_id"}:
        return ""
    told = {
        "thing": deed.thing,
        "old": deed.was("author_id"),
        "new": deed.is_now("author_id"),
    }
    return _("handed the assessment “%(thing)s” from “%(old)s” to “%(new)s”") % told


def _account(deed: Deed) -> str:
    told = {"user": deed.thing}
    if deed.new.get("is_active") is False:
        return _("closed the account of “%(user)s”") % told
    if deed.new.get("is_active") is True:
        return _("opened the account of “%(user)s” again") % told
    return ""


def _question(deed: Deed) -> str:
    if not (set(deed.new) <= {"reminded_on", "due_on"} and deed.new.get("reminded_on")):
        return ""
    return _("reminded the body of the question “%(question)s”") % {"question": deed.thing}


def _about(deed: Deed) -> str:
    """What a lowering or a reading is about: its keys say which, where an update does not."""
    for model, column in ((File, "file_id"), (Comment, "comment_id"), (Evidence, "evidence_id")):
        if deed.new.get(column, deed.old.get(column)) is not None:
            return deed.of(model, column)
    return deed.thing


def _lowering(deed: Deed) -> str:
    told = {"thing": _about(deed), "after": deed.is_now("after")}
    return _("proposed that “%(thing)s” be “%(after)s”") % told


def _lowering_decided(deed: Deed) -> str:
    told = {"thing": deed.thing}
    match deed.new.get("state"):
        case State.APPROVED:
            return _("agreed that “%(thing)s” be less sensitive") % told
        case State.RETURNED:
            return _("left the sensitivity of “%(thing)s” as it is") % told
        case State.WITHDRAWN:
            return _("took back that “%(thing)s” be less sensitive") % told
    return ""


def _closed_or_opened(deed: Deed) -> str:
    """A new sensitivity, where that is all that changed."""
    if set(deed.new) != {"sensitivity"}:
        return ""
    told = {
        "noun": deed.model._meta.verbose_name,
        "thing": deed.thing,
        "new": deed.is_now("sensitivity"),
    }
    if deed.new["sensitivity"] == Sensitivity.NAMED_READERS:
        return _("made the %(noun)s “%(thing)s” for named readers") % told
    return _("made the %(noun)s “%(thing)s” %(new)s") % told


def _file(deed: Deed) -> str:
    told = {"number": deed.new.get("number"), "file": deed.thing}
    return _("added version %(number)s of the file “%(file)s”") % told


def _reading(deed: Deed) -> str:
    told = {"thing": _about(deed)}
    match deed.new.get("deed"):
        case ReadAction.FOUND:
            return _("met “%(thing)s” in a list or a search") % told
        case ReadAction.OPENED:
            return _("opened “%(thing)s”") % told
        case ReadAction.DOWNLOADED:
            return _("downloaded “%(thing)s”") % told
        case ReadAction.EXPORTED:
            return _("took “%(thing)s” out in an export") % told
    return ""


PHRASES: dict[tuple[Any, str], Callable[[Deed], str]] = {
    (Assessment, "update"): _assessment,
    (Closing, "insert"): _proposal,
    (Closing, "update"): _closing,
    (Comment, "insert"): _comment,
    (Comment, "update"): _closed_or_opened,
    (DueDate, "insert"): _due_date,
    (Evidence, "update"): _closed_or_opened,
    (File, "insert"): _file,
    (File, "update"): _closed_or_opened,
    (AssessmentLine, "insert"): _line,
    (AssessmentLine, "update"): _line_again,
    (LineageLink, "insert"): _link,
    (LineageLink, "update"): _link_again,
    (SensitivityRequest, "insert"): _lowering,
    (SensitivityRequest, "update"): _lowering_decided,
    (Commitment, "update"): _measure,
    (Publication, "insert"): draft,
    (Publication, "update"): publication,
    (Question, "update"): _question,
    (ReadLogEntry, "insert"): _reading,
    (Recommendation, "update"): _recommendation,
    (User, "update"): _account,
}
