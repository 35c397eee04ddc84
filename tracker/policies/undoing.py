"""What can be put back by a deed of its own, by whom, and what to do where it can't."""

from collections.abc import Collection, Iterable, Mapping, Set
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.audit.names import Model
from tracker.audit.values import fields_of
from tracker.audit.written import WRITES, Written, written
from tracker.errors import NotYours
from tracker.models import (
    Assessment,
    Citation,
    Closing,
    Comment,
    Component,
    ComponentBody,
    Draft,
    DueDate,
    Event,
    Evidence,
    File,
    Finding,
    Line,
    Link,
    Lowering,
    Measure,
    Observation,
    Passage,
    Query,
    QuerySpan,
    Reading,
    Recommendation,
    Responsibility,
    Run,
    User,
)
from tracker.policies.rows import (
    ADMINISTRATORS_KEEP,
    ANALYSTS_KEEP,
    FIXED,
    check_can_change,
    keeping,
    may_change,
)
from tracker.vocabulary import Sensitivity, is_lower


class Way(StrEnum):
    """How one row is put back."""

    CHANGE = "change"  # its old values are written again
    WITHDRAW = "withdraw"  # it was added: it is withdrawn
    STAND = "stand"  # it was withdrawn: it stands again
    UNTIE = "untie"  # two rows were tied
    TIE = "tie"  # a tie was taken away
    FOLLOW = "follow"  # worked out, or a trace: nothing to do


MOST = 10_000  # events put back at once
KEPT = ANALYSTS_KEEP | ADMINISTRATORS_KEEP | {"comment"}
TAKEN_BACK = frozenset({"withdrawn_at", "withdrawn_because"})
# Rows that are withdrawn and may stand again; what is said stays taken back.
STANDING = (
    Citation,
    Component,
    Evidence,
    File,
    Finding,
    Measure,
    Observation,
    Responsibility,
)
WITHDRAWN = (*STANDING, Comment)
# Worked out by the tracker from what is put back.
WORKED_OUT: Mapping[Any, frozenset[str]] = {
    Assessment: frozenset({"strength"}),
    Evidence: frozenset({"link_sha256", "link_read_on"}),
    Recommendation: frozenset({"status", "standing_id", "assessed_on"}),
}
# What came with a row goes with it: the column that names that row.
PARTS: Mapping[Any, tuple[Any, str]] = {
    ComponentBody: (Component, "component_id"),
    DueDate: (Measure, "measure_id"),
    File: (Evidence, "evidence_id"),
}

JUDGMENTS = _(
    "“%(thing)s” can't be put back: a judgment is no slip of the pen. Correct it if it was "
    "approved, or withdraw it while it is not."
)
CLOSINGS = _(
    "“%(thing)s” can't be put back: that something is closed is decided by two people. Reopen the "
    "recommendation on its page, or withdraw the proposal."
)
DESCENT = _(
    "“%(thing)s” can't be put back: from what it descends is said on a page of its own. Withdraw "
    "the link on the page “Lineage” of the recommendation."
)
WHO_MAY_KNOW = _(
    "“%(thing)s” can't be put back: who may know of it has a page of its own, and more people "
    "know only once a second person agreed. Set its sensitivity there."
)
ACCOUNTS = _(
    "“%(thing)s” can't be put back: an account has deeds of its own. Change its roles, close it "
    "or open it again on its page."
)
READ_IN = _(
    "“%(thing)s” can't be put back by itself: it was read in. Take the whole run out again on its "
    "page, or correct what is wrong."
)
DUE_DATES = _(
    "“%(thing)s” can't be put back: every date that a measure was due on stays. Move the date "
    "again, with who agreed."
)
QUESTIONS = _("“%(thing)s” can't be taken away: a question stays. Dismiss it, with a reason.")
COMMENTS = _("“%(thing)s” can't be said again by undoing. Say it anew on the assessment.")
STAYS = _("“%(thing)s” can't be taken away: nothing is deleted. Change what is wrong with it.")
QUOTED = _(
    "“%(thing)s” can't be put back: it is quoted from the source or made once. Withdraw what is "
    "wrong, with a reason, and add it anew."
)
HAPPENED = _("“%(thing)s” can't be undone: it changed nothing. It only tells what happened.")
OWN_DEEDS = _("“%(thing)s” can't be put back here: it has deeds of its own, on its own page.")
GONE = _("“%(thing)s” can't be put back: history alone holds it. Add it anew if it is needed.")

DECIDED: Mapping[Any, Promise] = {
    Assessment: JUDGMENTS,
    Line: JUDGMENTS,
    Closing: CLOSINGS,
    Link: DESCENT,
    Lowering: WHO_MAY_KNOW,
    Evidence.readers.through: WHO_MAY_KNOW,
    Comment.readers.through: WHO_MAY_KNOW,
    User: ACCOUNTS,
    Passage: READ_IN,
    Run: READ_IN,
    Draft: READ_IN,
    DueDate: DUE_DATES,
}
ADDED: Mapping[Any, Promise] = {Query: QUESTIONS, Recommendation: READ_IN}


def ways_of(deed: Collection[Written]) -> list[tuple[Written, Way | Promise]]:
    """How each row of a deed is put back, or why not: a sentence in which "%(thing)s" names it."""
    added = {(one.model, one.key) for one in deed if one.operation == "insert"}
    return [(one, _way_of(one, added)) for one in deed]


def _way_of(one: Written, added: Set[tuple[Any, Any]]) -> Way | Promise:
    model = one.model
    if one.operation not in WRITES or model is None:
        return HAPPENED if model else GONE
    if _follows(one, added):
        return Way.FOLLOW
    decided = DECIDED.get(model) or (ACCOUNTS if one.owner is User else None)
    if decided is not None or keeping(one.owner or model) not in KEPT:
        return decided or OWN_DEEDS
    if one.is_tie:
        return Way.UNTIE if one.operation == "insert" else Way.TIE
    if one.operation == "insert":
        return Way.WITHDRAW if model in WITHDRAWN else ADDED.get(model, STAYS)
    return GONE if one.operation == "delete" else _of_update(one, model)


def _follows(one: Written, added: Set[tuple[Any, Any]]) -> bool:
    """Whether it is a trace, is worked out from the rest, or goes with a row that was added."""
    model = one.model
    if model is Reading or (one.operation == "update" and not told_columns(one)):
        return True
    if one.operation != "insert" or model is None:
        return False
    if one.is_tie:
        return (one.owner, one.owner_key) in added
    if model is QuerySpan:
        return (Query, one.new.get("query_id")) in added
    whole, column = PARTS.get(model, (None, ""))
    return (whole, one.new.get(column)) in added


def told_columns(one: Written) -> list[str]:
    """The columns of an update that somebody set: what is worked out follows them."""
    return [c for c in one.new if c not in WORKED_OUT.get(one.model, ())]


def _of_update(one: Written, model: Model) -> Way | Promise:
    columns = set(told_columns(one))
    if model is Recommendation and columns & {"lifecycle", "closed_because"}:
        return CLOSINGS if "closed_because" in columns else DESCENT
    if model is Measure and "due_on" in columns:
        return DUE_DATES
    if (model in (File, Comment) and "sensitivity" in columns) or _opens(one):
        return WHO_MAY_KNOW
    if _fixed(one, model):
        return QUOTED
    if "withdrawn_at" not in columns:
        return Way.CHANGE
    if model not in STANDING:
        return COMMENTS
    return Way.STAND if one.is_withdrawal else Way.WITHDRAW


def _opens(one: Written) -> bool:
    """Whether putting it back would let more people know of it."""
    now, back = one.new.get("sensitivity"), one.old.get("sensitivity")
    known = Sensitivity.values
    return now in known and back in known and is_lower(str(now), str(back))


def _fixed(one: Written, model: Model) -> bool:
    """Whether a column of it is never changed; who follows a recommendation has its own deed."""
    names = {fields_of(model)[column].name for column in told_columns(one)}
    fixed = FIXED.get(str(model._meta.model_name), frozenset()) | {"added_by", "added_at"}
    return bool(names & (fixed - {"assignee"}))


def may_undo(user: Any, one: Written) -> bool:
    """Whether this user puts back changes of this noun; words said, who said them."""
    owner = one.owner
    if owner is Comment:
        return bool(one.new.get("added_by_id") == user.pk)
    return owner is not None and may_change(user, keeping(owner))


def check_writes(user: User) -> None:
    """Raises NotYours for who reads alone."""
    if not user.writes:
        raise NotYours(
            gettext("Changes can't be put back by %(user)s: it takes an analyst. Ask one to do it.")
            % {"user": user}
        )


def check_can_undo(user: User, one: Written) -> None:
    """Raises NotYours unless `user` puts back changes of this noun."""
    if may_undo(user, one):
        return
    owner = one.owner
    if owner is Comment:
        raise NotYours(gettext("A comment can be taken back by who said it alone. Ask them."))
    assert owner is not None
    check_can_change(user, keeping(owner), capfirst(str(owner._meta.verbose_name)))


def is_offered(user: Any, events: Iterable[Event]) -> bool:
    """Whether the line of a deed offers to undo it: told by right and noun alone, no query."""
    if not (getattr(user, "may_write", False) or getattr(user, "may_manage", False)):
        return False
    real = [(one, way) for one, way in ways_of(written(events)) if way != Way.FOLLOW]
    return bool(real) and all(isinstance(way, Way) and may_undo(user, one) for one, way in real)
