"""Change many recommendations alike in one step, ask many questions, and undo such a step."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any

from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _, ngettext, ngettext_lazy

from tracker import policies
from tracker.actions.base import Command, TimedCommand, check_values
from tracker.audit.audited_tables import fields_by_column, models_by_table
from tracker.audit.reasons import because
from tracker.errors import InvalidDate, InvalidValue, NotAllowed, Stale
from tracker.formats import format_day
from tracker.grouping import group_pairs
from tracker.models import Body, Event, Question, Recommendation, Responsibility, Topic, User
from tracker.summaries.bodies import load_holders
from tracker.vocabulary import QuestionKind, Reason, ReasonCode, Role

BATCH_SIZE = 500  # rows in one statement
MAX_NAMED = 3  # rows in one sentence
TOPIC_LINKS: Any = Recommendation.topics.through
SENTENCES: Any = {  # on what a change does, by its kind, and on what it leaves
    "assign": ngettext_lazy(
        "%(number)d recommendation is assigned to %(person)s.",
        "%(number)d recommendations are assigned to %(person)s.",
        "number",
    ),
    "unassign": ngettext_lazy(
        "%(number)d recommendation is no longer assigned.",
        "%(number)d recommendations are no longer assigned.",
        "number",
    ),
    "set_review_date": ngettext_lazy(
        "%(number)d recommendation is due for review on %(day)s.",
        "%(number)d recommendations are due for review on %(day)s.",
        "number",
    ),
    "clear_review_date": ngettext_lazy(
        "%(number)d recommendation no longer has a review date.",
        "%(number)d recommendations no longer have a review date.",
        "number",
    ),
    "add_topics": ngettext_lazy(
        "%(number)d recommendation gets topics: %(topics)s.",
        "%(number)d recommendations get topics: %(topics)s.",
        "number",
    ),
    "remove_topics": ngettext_lazy(
        "%(number)d recommendation loses topics: %(topics)s.",
        "%(number)d recommendations lose topics: %(topics)s.",
        "number",
    ),
    "ask": ngettext_lazy(
        "%(number)d question is asked of %(body)s; the answer is due on %(due)s.",
        "%(number)d questions are asked of %(body)s; the answers are due on %(due)s.",
        "number",
    ),
    "request_updates": ngettext_lazy(
        "%(number)d question is asked of a lead body; the answer is due on %(due)s.",
        "%(number)d questions are asked of lead bodies; the answers are due on %(due)s.",
        "number",
    ),
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

# Number of rows that change, or of questions asked; numbers of what is left, by why; the write.
type Plan = tuple[int, Mapping[str, int], Callable[[], object]]
type Audited = type[Recommendation | Question]
type Links = Mapping[tuple[int, int], int]  # keys of recommendation and topic, and of their link


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRows(TimedCommand):
    """A change of all rows of a queryset, by its kind, and what it sets.

    Rows are recommendations; to `ask`, questions that were not asked yet.
    """

    rows: QuerySet[Any]
    kind: str  # assign, set_review_date, clear_review_date, add_topics … as in SENTENCES
    reason: Reason | str
    person: User | None = None  # None is nobody
    review_on: date | None = None
    topics: Collection[Topic] = ()
    text: str = ""  # of a request for updates
    body: Body | None = None  # asked
    on: date | None = None
    due: date | None = None
    expected: str | None = None  # what the preview said; empty: preview it; None: do anything


@transaction.atomic
def change_rows(command: ChangeRows) -> list[str]:
    """Change all rows alike, or none, or preview that; return what it does and what it leaves.

    Raises InvalidValue for a reason that says too little, and for a preview of nothing; Stale when
    it would do anything else than the preview said; and what the policies of the change raise.
    """
    is_unassigned = command.kind == "assign" and command.person is None
    with because(command.reason, by=command.by):
        rows = command.rows.order_by("pk").select_for_update(of=("self",), no_key=True)
        count, left, write = _plan(command, rows, timezone.localdate(command.now))
        sentences = _describe(
            command, {"unassign" if is_unassigned else command.kind: count, **left}
        )
        InvalidValue.raise_if(
            command.expected == "" and not count,
            _("Nothing changes. %(left)s"),
            left=" ".join(sentences),
        )
        Stale.raise_if(
            command.expected not in (None, "", " ".join(sentences)),
            _(
                "Nothing was changed: your entries or the rows are not those of the preview any "
                "more. Your entries are kept. Preview the change again."
            ),
        )
        if command.expected != "":
            write()
    return sentences


def _describe(command: ChangeRows, numbers: Mapping[str, int]) -> list[str]:
    """Return a sentence for each number of rows that is not 0, by its name in SENTENCES."""
    values = {
        "person": command.person,
        "day": command.review_on and format_day(command.review_on),
        "topics": ", ".join(topic.shown_name for topic in command.topics),
        "body": command.body and command.body.short,
        "due": command.due and format_day(command.due),
    }
    return [SENTENCES[name] % {"number": n, **values} for name, n in numbers.items() if n]


def _plan(command: ChangeRows, rows: QuerySet[Any], today: date) -> Plan:
    """Plan a change, under the policies that it needs."""
    meta, by, body, due = rows.model._meta, command.by, command.body, command.due
    people = User.objects.select_for_update(no_key=True)
    policies.check_can_change(by, str(meta.model_name), str(meta.verbose_name_plural))
    match command.kind:
        case "assign":
            # Read again: the account may have been closed meanwhile.
            person = command.person and people.get(pk=command.person.pk)
            policies.check_can_assign(by, _("Recommendations"), person)
            return _plan_values(rows, {"assignee": person})
        case "set_review_date":
            return _plan_values(rows, {"review_on": command.review_on})
        case "clear_review_date":
            return _plan_values(rows, {"review_on": None})
        case "request_updates":
            assert due is not None
            return _plan_requests(rows, command.text, today, due)
        case "ask":
            assert body is not None and command.on is not None and due is not None
            policies.questions.check_accepts_questions(body)
            policies.questions.check_question_dates(body, on=command.on, due=due, today=today)
            return _plan_values(rows, {"body": body, "asked_on": command.on, "due_on": due})
    return _plan_topics(rows, command)


def _plan_values(rows: QuerySet[Any], values: Mapping[str, Any]) -> Plan:
    """Plan to give each row these values, but for those that have them."""
    wanted = [getattr(value, "pk", value) for value in values.values()]
    current = list(rows.values_list("pk", *values))
    keys = [key for key, *present in current if present != wanted]
    left = {"unchanged": len(current) - len(keys)}
    return len(keys), left, lambda: _update(rows.model, keys, values)


def _plan_topics(rows: QuerySet[Recommendation], command: ChangeRows) -> Plan:
    """Plan to add the links to topics that are missing, or to remove those that are there."""
    keys = list(rows.values_list("pk", flat=True))
    topics = {topic.pk for topic in command.topics}
    existing = _find_links(keys, topics)
    missing = {(key, topic) for key in keys for topic in topics}.difference(existing)
    links = missing if command.kind == "add_topics" else existing.keys()
    count = len({key for key, _topic in links})
    return count, {"unchanged": len(keys) - count}, lambda: _toggle_links(links, existing)


def _plan_requests(rows: QuerySet[Recommendation], text: str, today: date, due: date) -> Plan:
    """Plan a question to each lead body that can be written to and has no such question open."""
    InvalidDate.raise_if(
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
    is_pending = Q(answered_on=None, dismissal_reason="") | Q(asked_on=today)
    same = Question.objects.filter(is_pending, text__startswith=text)
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
            text=f"{text} ({body.short}, {format_day(today)})",
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
    return len(new), left, lambda: Question.objects.bulk_create(new, batch_size=BATCH_SIZE)


def _in_batches(rows: QuerySet[Any], column: str, keys: Iterable[int]) -> Iterator[Any]:
    """Yield the rows with these keys in a column, read some at a time."""
    for batch in batched(keys, BATCH_SIZE):
        yield from rows.filter(**{f"{column}__in": batch})


def _update(model: type[models.Model], keys: Iterable[int], values: Mapping[str, object]) -> None:
    """Give all rows with these keys the same values. Called under a reason."""
    for batch in batched(keys, BATCH_SIZE):
        model._default_manager.filter(pk__in=batch).update(**values)


def _find_links(keys: Iterable[int], topics: Collection[int]) -> Links:
    """Return the links of recommendations to any of the topics."""
    links = TOPIC_LINKS.objects.filter(topic__in=topics)
    return {
        (row.recommendation_id, row.topic_id): row.pk
        for row in _in_batches(links, "recommendation", keys)
    }


def _toggle_links(links: Collection[tuple[int, int]], existing: Links) -> None:
    """Remove the links to topics that exist, and add the others. Called under a reason."""
    for batch in batched((existing[link] for link in links if link in existing), BATCH_SIZE):
        TOPIC_LINKS.objects.filter(pk__in=batch).delete()
    new = sorted(link for link in links if link not in existing)
    TOPIC_LINKS.objects.bulk_create(
        [TOPIC_LINKS(recommendation_id=key, topic_id=topic) for key, topic in new],
        batch_size=BATCH_SIZE,
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
    InvalidValue.raise_if(not reason, _("Nothing was undone. Give a reason for the history."))
    policies.check_can_assign(by, _("Recommendations"), None)
    # All of them: what `by` may not see is undone too, or keeps the others from being undone.
    events = list(Event.objects.filter(request=command.key).order_by("pk"))
    NotAllowed.raise_if(
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
    model: Any = models_by_table()[events[0].table]
    with because(Reason(sentence, code), by=by):
        if model is TOPIC_LINKS:
            return _restore_links(events, by)
        return _restore_values(model, events, by, sentence)


def _restore_values(model: Audited, events: Sequence[Event], by: User, sentence: str) -> list[int]:
    """Give rows the values from before; dismiss a question that was added, with the sentence."""
    before, after = dict[int, dict[str, Any]](), dict[int, dict[str, Any]]()
    for event in events:
        old = event.old or {"dismissal_reason": sentence}
        before[event.key] = {**old, **before.get(event.key, {})}
        after[event.key] = {**after.get(event.key, {}), **(event.new or {})}
    people: set[Any] = {values.get("assignee_id") for values in before.values()}
    for person in User.objects.filter(pk__in=people).order_by("pk").select_for_update(no_key=True):
        policies.check_can_assign(by, _("Recommendations"), person)
    fields = fields_by_column(model)
    columns = sorted({column for values in after.values() for column in values})
    now = {
        key: set(zip(columns, values, strict=True))
        for key, *values in _lock(model, after, *columns)
    }
    changed = [
        key
        for key, values in after.items()
        if not {(c, fields[c].to_python(v)) for c, v in values.items()} <= now.get(key, set())
    ]
    _check_none_changed(model, changed, by)
    for values, keys in group_pairs((tuple(v.items()), key) for key, v in before.items()).items():
        _update(model, keys, dict(values))
    return list(before)


def _restore_links(events: Sequence[Event], by: User) -> list[int]:
    """Remove the links to topics that were added, and add those that were removed."""
    links = {
        (values["recommendation_id"], values["topic_id"]): event.operation == "insert"
        for event in events
        if (values := event.new or event.old)
    }
    keys = {key for key, _topic in links}
    list(_lock(Recommendation, keys))
    now = _find_links(keys, {topic for _key, topic in links})
    changed = {link[0] for link, was_added in links.items() if (link in now) != was_added}
    _check_none_changed(Recommendation, changed, by)
    _toggle_links(links, now)
    return list(keys)


def _lock(
    model: type[models.Model], keys: Iterable[int], *columns: str
) -> Iterator[tuple[int, ...]]:
    """Lock rows in their order, and yield the key and these columns of each."""
    rows = model._default_manager.order_by("pk").select_for_update(no_key=True)
    return _in_batches(rows.values_list("pk", *columns), "pk", sorted(keys))


def _check_none_changed(model: Audited, keys: Collection[int], by: User) -> None:
    """Raise NotAllowed, with the names of the first rows that `by` may see, if any was changed."""
    rows = model.objects.visible_to(by).filter(pk__in=sorted(keys)[:MAX_NAMED]).order_by("pk")
    names = ", ".join(Truncator(row).chars(80) for row in rows)
    NotAllowed.raise_if(
        keys,
        ngettext(
            "Nothing was undone: %(number)d row has been changed since (%(named)s). Change the "
            "others from the list.",
            "Nothing was undone: %(number)d rows have been changed since (%(named)s). Change the "
            "others from the list.",
            len(keys),
        ),
        number=len(keys),
        named=names or _("not shown"),
    )
