"""Change many recommendations alike in one step, ask many questions, and undo such a step."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any, NamedTuple

from django.db import models, transaction
from django.utils import functional
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy, ngettext, ngettext_lazy

from tracker import errors, formats, grouping, policies
from tracker.actions.base import Command, TimedCommand, check_values
from tracker.audit import audited_tables, reasons
from tracker.models import Body, Event, Question, Recommendation, Responsibility, Topic, User
from tracker.summaries.bodies import load_holders
from tracker.vocabulary import QuestionKind, Reason, ReasonCode, Role

type Rows = models.QuerySet[Recommendation] | models.QuerySet[Question]

BATCH_SIZE = 500  # rows in one statement
MAX_NAMED = 3  # rows in one sentence
TOPIC_LINKS: Any = Recommendation.topics.through
LEFT: Any = {  # sentences on what a change leaves, by why
    "unchanged": ngettext_lazy(
        "%(number)d recommendation stays as it is.",
        "%(number)d recommendations stay as they are.",
        "number",
    ),
    "repeated": ngettext_lazy(
        "%(number)d such question is open already and is not asked again.",
        "%(number)d such questions are open already and are not asked again.",
        "number",
    ),
    "unanswerable": ngettext_lazy(
        "%(number)d recommendation has no lead body that can be written to.",
        "%(number)d recommendations have no lead body that can be written to.",
        "number",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRows(TimedCommand):
    """A change of all rows of a queryset, by its kind, and what it sets.

    Rows are recommendations; to `ask`, questions that were not asked yet.
    """

    rows: Rows
    kind: str  # assign, set_review_date, clear_review_date, add_topics … as in CHANGES
    reason: Reason | str
    person: User | None = None  # None is nobody
    review_on: date | None = None
    topics: Collection[Topic] = ()
    text: str = ""  # of a request for updates
    body: Body | None = None  # asked
    on: date | None = None
    due: date | None = None
    expected: str | None = None  # mark of the preview; empty: preview it; None: do anything


class Preview(NamedTuple):
    """What a change does and what it leaves, in sentences."""

    sentences: list[str]
    mark: str  # of the sentences and of every row that changes


# What changes: keys of rows, or recommendation and body of each question to ask; numbers of what
# is left, by why; the write.
type Plan = tuple[Sequence[object], Mapping[str, int], Callable[[], object]]
type Audited = type[Recommendation | Question]


@transaction.atomic
def change_rows(command: ChangeRows) -> Preview:
    """Change all rows alike, or none, or preview that; return what it does and what it leaves.

    Raises InvalidValue for a reason that says too little, and for a preview of nothing; Stale when
    it would do anything else than the preview said, or to any other row; and what the policies of
    the change raise.
    """
    change, meta, by = CHANGES[command.kind], command.rows.model._meta, command.by
    with reasons.because(command.reason, by=by):
        policies.check_can_change(by, str(meta.model_name), str(meta.verbose_name_plural))
        changed, left, write = change.plan(
            command, command.rows.order_by("pk").select_for_update(of=("self",), no_key=True)
        )
        sentences = _describe(command, len(changed), left)
        mark = hashlib.sha256(repr((sentences, changed)).encode()).hexdigest()
        errors.InvalidValue.raise_if(
            command.expected == "" and not changed,
            _("Nothing changes. %(left)s"),
            left=" ".join(sentences),
        )
        errors.Stale.raise_if(
            command.expected not in (None, "", mark),
            _(
                "Nothing was changed: your entries or the rows are not those of the preview any "
                "more. Your entries are kept. Preview the change again."
            ),
        )
        if command.expected != "":
            write()
    return Preview(sentences, mark)


def _describe(command: ChangeRows, number: int, left: Mapping[str, int]) -> list[str]:
    """Return a sentence for each number of rows that is not 0."""
    values = {
        "person": command.person,
        "day": command.review_on and formats.format_day(command.review_on),
        "topics": ", ".join(topic.shown_name for topic in command.topics),
        "body": command.body and command.body.short,
        "due": command.due and formats.format_day(command.due),
    }
    is_unassigned = command.kind == "assign" and command.person is None
    numbers = [
        (UNASSIGNED if is_unassigned else CHANGES[command.kind].sentence, number),
        *((LEFT[why], count) for why, count in left.items()),
    ]
    return [sentence % {"number": count, **values} for sentence, count in numbers if count]


def _plan_assignment(command: ChangeRows, rows: Rows) -> Plan:
    """Plan to assign the rows to a person, whose account may have been closed meanwhile."""
    person = command.person and User.objects.select_for_update(no_key=True).get(
        pk=command.person.pk
    )
    policies.check_can_assign(command.by, _("Recommendations"), person)
    return _plan_values(rows, {"assignee": person})


def _plan_questions(command: ChangeRows, rows: Rows) -> Plan:
    """Plan to ask a body the questions."""
    body, on, due, today = command.body, command.on, command.due, command.day
    assert body is not None and on is not None and due is not None
    policies.questions.check_accepts_questions(body)
    policies.questions.check_question_dates(body, on=on, due=due, today=today)
    return _plan_values(rows, {"body": body, "asked_on": on, "due_on": due})


def _plan_values(rows: Rows, values: Mapping[str, Any]) -> Plan:
    """Plan to give each row these values, but for those that have them."""
    wanted = [getattr(value, "pk", value) for value in values.values()]
    current = list(rows.values_list("pk", *values))
    keys = [key for key, *present in current if present != wanted]
    return keys, {"unchanged": len(current) - len(keys)}, lambda: _update(rows.model, keys, values)


def _plan_topics(command: ChangeRows, rows: Rows) -> Plan:
    """Plan to add the topics that are missing, or to remove those that are there."""
    keys, adds = list(rows.values_list("pk", flat=True)), command.kind == "add_topics"
    linked = Counter(
        link.recommendation_id
        for link in _in_batches(
            TOPIC_LINKS.objects.filter(topic__in=command.topics), "recommendation", keys
        )
    )
    unchanged = len(command.topics) if adds else 0
    changed = [key for key in keys if linked[key] != unchanged]
    left = {"unchanged": len(keys) - len(changed)}
    return changed, left, lambda: _set_topics(command.topics, changed, adds=adds)


def _set_topics(topics: Iterable[Topic], keys: Iterable[int], *, adds: bool) -> None:
    """Add topics to recommendations, or remove them. Called under a reason."""
    for topic in topics:
        (topic.recommendations.add if adds else topic.recommendations.remove)(*keys)


def _plan_requests(command: ChangeRows, rows: Rows) -> Plan:
    """Plan a question to each lead body that can be written to and has no such question open."""
    text, due, today = command.text, command.due, command.day
    assert due is not None
    errors.InvalidDate.raise_if(
        due <= today,
        _("An answer can't be due on %(due)s: it is asked for today. Choose a later date."),
        due=due,
    )
    reports = dict(rows.values_list("pk", "report"))
    leads = Responsibility.objects.not_withdrawn().filter(role=Role.LEAD).select_related("body")
    pairs = dict.fromkeys(
        (lead.recommendation_id, body)
        for lead in load_holders(_in_batches(leads, "recommendation", reports), on=today)
        for body in lead.holders or [lead.body]
        if lead.is_divided and body.accepts_correspondence and not body.has_ended(on=today)
    )
    same = Question.objects.filter(
        models.Q(answered_on=None, dismissal_reason="") | models.Q(asked_on=today),
        text__startswith=text,
    )
    pending = {
        (row.recommendation_id, row.body_id) for row in _in_batches(same, "recommendation", reports)
    }
    new = [
        Question(
            report_id=reports[key],
            recommendation_id=key,
            body=body,
            kind=QuestionKind.ASK,
            # No two questions on a recommendation have the same words.
            text=f"{text} ({body.short}, {formats.format_day(today)})",
            asked_on=today,
            due_on=due,
        )
        for key, body in pairs
        if (key, body.pk) not in pending
    ]
    for question in new[:1]:
        check_values(question)  # the others differ in the body alone
    left = {
        "repeated": len(pairs) - len(new),
        "unanswerable": len(reports.keys() - {key for key, _body in pairs}),
    }
    targets = [(question.recommendation_id, question.body_id) for question in new]
    return targets, left, lambda: Question.objects.bulk_create(new, batch_size=BATCH_SIZE)


def _in_batches(rows: models.QuerySet[Any], column: str, keys: Iterable[int]) -> Iterator[Any]:
    """Yield the rows with these keys in a column, read some at a time."""
    for batch in batched(keys, BATCH_SIZE):
        yield from rows.filter(**{f"{column}__in": batch})


def _update(model: type[models.Model], keys: Iterable[int], values: Mapping[str, object]) -> None:
    """Give all rows with these keys the same values. Called under a reason."""
    for batch in batched(keys, BATCH_SIZE):
        model._default_manager.filter(pk__in=batch).update(**values)


@dataclass(frozen=True, slots=True)
class Change:
    """Kind of change of many rows."""

    label: functional.Promise
    fields: tuple[str, ...]  # of a command, that it needs
    sentence: Any  # on what it does, by the number of rows
    plan: Callable[[ChangeRows, Rows], Plan]


CHANGES: Mapping[str, Change] = {
    "assign": Change(
        gettext_lazy("Assign to a person, or to nobody"),
        ("person",),
        ngettext_lazy(
            "%(number)d recommendation is assigned to %(person)s.",
            "%(number)d recommendations are assigned to %(person)s.",
            "number",
        ),
        _plan_assignment,
    ),
    "set_review_date": Change(
        gettext_lazy("Set the review date"),
        ("review_on",),
        ngettext_lazy(
            "%(number)d recommendation is due for review on %(day)s.",
            "%(number)d recommendations are due for review on %(day)s.",
            "number",
        ),
        lambda command, rows: _plan_values(rows, {"review_on": command.review_on}),
    ),
    "clear_review_date": Change(
        gettext_lazy("Clear the review date"),
        (),
        ngettext_lazy(
            "%(number)d recommendation no longer has a review date.",
            "%(number)d recommendations no longer have a review date.",
            "number",
        ),
        lambda _command, rows: _plan_values(rows, {"review_on": None}),
    ),
    "add_topics": Change(
        gettext_lazy("Add topics"),
        ("topics",),
        ngettext_lazy(
            "%(number)d recommendation gets topics: %(topics)s.",
            "%(number)d recommendations get topics: %(topics)s.",
            "number",
        ),
        _plan_topics,
    ),
    "remove_topics": Change(
        gettext_lazy("Remove topics"),
        ("topics",),
        ngettext_lazy(
            "%(number)d recommendation loses topics: %(topics)s.",
            "%(number)d recommendations lose topics: %(topics)s.",
            "number",
        ),
        _plan_topics,
    ),
    "request_updates": Change(
        gettext_lazy("Request an update from the lead bodies"),
        ("text", "due"),
        ngettext_lazy(
            "%(number)d question is asked of a lead body; the answer is due on %(due)s.",
            "%(number)d questions are asked of lead bodies; the answers are due on %(due)s.",
            "number",
        ),
        _plan_requests,
    ),
    "ask": Change(  # of questions that were not asked yet; the others, of recommendations
        gettext_lazy("Ask"),
        ("on", "due"),
        ngettext_lazy(
            "%(number)d question is asked of %(body)s; the answer is due on %(due)s.",
            "%(number)d questions are asked of %(body)s; the answers are due on %(due)s.",
            "number",
        ),
        _plan_questions,
    ),
}
UNASSIGNED: Any = ngettext_lazy(
    "%(number)d recommendation is no longer assigned.",
    "%(number)d recommendations are no longer assigned.",
    "number",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoRequest(Command):
    """The request to undo, and why."""

    key: str
    reason: str


@transaction.atomic
def undo(command: UndoRequest) -> list[int]:
    """Undo what one request changed, all or none; return the keys of the rows.

    Values and topics become what they were; a question that was added is dismissed. The undoing is
    such a change too, and can be undone. Raises PermissionRefused, InvalidValue without a reason,
    NotAllowed when the request did anything else, and when a row was changed since or is gone.
    """
    by, reason = command.by, command.reason.strip()
    errors.InvalidValue.raise_if(
        not reason, _("Nothing was undone. Give a reason for the history.")
    )
    policies.check_can_assign(by, _("Recommendations"), None)
    # All of them: what `by` may not see is undone too, or keeps the others from being undone.
    events = list(Event.objects.filter(request=command.key).order_by("pk"))
    errors.NotAllowed.raise_if(
        not policies.history.is_reversible(events),
        _(
            "This can't be undone as a whole; only imports and changes of several rows at once "
            "can. Correct or withdraw it on its own page."
        ),
    )
    sentence = _("Undo of changes %(first)d to %(last)d: %(why)s") % {
        "first": events[0].pk,
        "last": events[-1].pk,
        "why": reason,
    }
    code = ReasonCode.REASSIGNMENT if events[0].reason_code == ReasonCode.REASSIGNMENT else None
    model: Any = audited_tables.models_by_table()[events[0].table]
    with reasons.because(Reason(sentence, code), by=by):
        return (
            _restore_links(events)
            if model is TOPIC_LINKS
            else _restore_values(model, events, by, sentence)
        )


def _restore_values(model: Audited, events: Sequence[Event], by: User, sentence: str) -> list[int]:
    """Give rows the values from before; dismiss a question that was added, with the sentence."""
    before: dict[int, dict[str, Any]] = {}
    after: dict[int, dict[str, Any]] = {}
    for event in events:
        old = event.old or {"dismissal_reason": sentence}
        before[event.key] = {**old, **before.get(event.key, {})}
        after[event.key] = {**after.get(event.key, {}), **(event.new or {})}
    people: set[Any] = {values.get("assignee_id") for values in before.values()}
    for person in User.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True):
        policies.check_can_assign(by, _("Recommendations"), person)
    fields = audited_tables.fields_by_column(model)
    columns = sorted({column for values in after.values() for column in values})
    locked = model._default_manager.order_by("pk").select_for_update(no_key=True)
    rows = _in_batches(locked.values_list("pk", *columns), "pk", sorted(after))
    now = {key: set(zip(columns, values, strict=True)) for key, *values in rows}
    changed = [
        key
        for key, values in after.items()
        if not {(c, fields[c].to_python(v)) for c, v in values.items()} <= now.get(key, set())
    ]
    _check_none_changed(model, changed, by)
    alike = grouping.group_pairs((tuple(v.items()), key) for key, v in before.items())
    for values, keys in alike.items():
        _update(model, keys, dict(values))
    return list(before)


def _restore_links(events: Sequence[Event]) -> list[int]:
    """Remove the links to topics that were added, and add those that were removed.

    One that is so again already stays.
    """
    alike = grouping.group_pairs(
        ((values["topic_id"], event.operation == "insert"), values["recommendation_id"])
        for event in events
        if (values := event.new or event.old)
    )
    for (topic, was_added), keys in alike.items():
        _set_topics([Topic(pk=topic)], keys, adds=not was_added)
    return [*{key for keys in alike.values() for key in keys}]


def _check_none_changed(model: Audited, keys: Collection[int], by: User) -> None:
    """Raise NotAllowed, with the names of the first rows that `by` may see, if any was changed."""
    rows = model.objects.visible_to(by).filter(pk__in=sorted(keys)[:MAX_NAMED]).order_by("pk")
    errors.NotAllowed.raise_if(
        keys,
        ngettext(
            "Nothing was undone: %(number)d row has been changed since (%(named)s). Change the "
            "others from the list.",
            "Nothing was undone: %(number)d rows have been changed since (%(named)s). Change the "
            "others from the list.",
            len(keys),
        ),
        number=len(keys),
        named=", ".join(Truncator(row).chars(80) for row in rows) or _("not shown"),
    )
