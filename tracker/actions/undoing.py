"""A deed is put back by a new one: through the actions of each noun, so that every rule holds."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.actions import assignments, comments, files, rows
from tracker.audit.reasons import because
from tracker.errors import Invalid, NotAllowed, Stale
from tracker.models import Citation, Comment, Event, Evidence, File, Recommendation, User
from tracker.policies.undoing import Way
from tracker.summaries.undoing import Step, Undoing, check_was_not_read_in, deed_of
from tracker.summaries.undoing.steps import in_parts
from tracker.vocabulary import Reason, ReasonCode

RANGES = 4  # of sequences told in words


@transaction.atomic
def undo(
    *,
    event: Event,
    by: User,
    reason: str,
    now: datetime,
    alone: bool = False,
    seen: int | None = None,
) -> int:
    """Put back all that was written in the request of an event, or nothing. Returns how many rows.

    `alone`: only what concerns the same recommendation. The history tells which events were undone,
    and why. Raises NotYours, Invalid without words, Stale when somebody else changed one of the
    rows after the event `seen`, and NotAllowed for what has a deed of its own, was read in, was
    changed since, is put back already, or had something built on it.
    """
    if not reason.strip():
        raise Invalid(_("Nothing was put back: the history keeps why. Say it in one sentence."))
    events = deed_of(event, user=by, alone=alone)
    words = _("Undoes %(which)s: %(why)s") % {"which": told(events), "why": reason.strip()}
    with because(Reason(words, ReasonCode.WITHDRAWAL), by=by):
        asked = Undoing(events, by)
        asked.check_rights()
        check_was_not_read_in(event)
        _lock(asked)
        found = Undoing(events, by)  # read again, under the lock
        _check_not_stale(found, by, seen)
        if found.obstacles:
            raise NotAllowed(" ".join(found.obstacles))
        _put_back(found.left, by=by, words=words, now=now)
    return len(found.left)


def told(events: Iterable[Event]) -> str:
    """Sequences in words: "#120–#124, #130"; of very many pieces, the first and the last.

    Written so, they look like nobody's personal number, as "10012–20011" would.
    """
    ranges: list[list[int]] = []
    for key in sorted(event.pk for event in events):
        if ranges and ranges[-1][1] == key - 1:
            ranges[-1][1] = key
        else:
            ranges.append([key, key])
    if len(ranges) > RANGES:
        ranges = [[ranges[0][0], ranges[-1][1]]]
    return ", ".join(f"#{a}–#{b}" if a != b else f"#{a}" for a, b in ranges)


def _lock(undoing: Undoing) -> None:
    """Keep other writers from all that is put back: recommendations first, as every deed does."""
    keys = undoing.live.keys
    around = {one.recommendation for one in undoing.deed if one.recommendation is not None}
    around |= keys.get(Recommendation, set())
    for some in in_parts(keys.get(Evidence, ())):
        cited = Citation.objects.filter(evidence__in=some).order_by()
        around |= set(cited.values_list("recommendation", flat=True).distinct())
    first = {Recommendation: around, Evidence: keys.get(Evidence, set())}
    for model, found in {**first, **{m: keys[m] for m in _by_name(keys) if m not in first}}.items():
        for some in in_parts(found):
            held: Any = model._default_manager.filter(pk__in=some).order_by("pk")
            list(held.select_for_update(no_key=True).values_list("pk"))


def _by_name(models: Iterable[Any]) -> list[Any]:
    return sorted(models, key=lambda model: str(model._meta.model_name))


def _check_not_stale(undoing: Undoing, by: User, seen: int | None) -> None:
    newer = undoing.newest(after=seen, not_by=by) if seen is not None else None
    if newer is None:
        return
    who = rows.who_wrote(newer, to=by)
    told = (
        _(
            "Something of this was changed by %(who)s after you opened this form, so nothing "
            "was put back. What you typed is kept: look at what stands here now, then decide."
        )
        if who
        else _(
            "Something of this was changed after you opened this form, so nothing was put back. "
            "What you typed is kept: look at what stands here now, then decide."
        )
    )
    raise Stale(told % {"who": who})


def _put_back(steps: list[Step], *, by: User, words: str, now: datetime) -> None:
    """The newest first: what was built in one deed is taken down in the other order."""
    why = Reason(words, ReasonCode.WITHDRAWAL)
    handed: dict[int | None, list[int]] = defaultdict(list)
    ties: dict[tuple[Any, int], dict[str, tuple[Any, set[int], set[int]]]] = defaultdict(dict)
    for step in reversed(steps):
        if step.tie is not None:
            _gather(step, ties)
            continue
        if step.way == Way.STAND:
            rows.stand_again(row=step.row, by=by, reason=why)
        fields = _fields(step)
        if "assignee" in fields:
            person = fields.pop("assignee")
            handed[person.pk if person else None].append(step.row.pk)
        if fields:
            rows.change(row=step.row, by=by, reason=why, fields=fields)
        if step.way == Way.WITHDRAW:
            _withdraw(step.row, by=by, words=words, now=now)
    for (model, key), fields_tied in ties.items():
        row = model._default_manager.get(pk=key)
        many = {
            name: to.filter(pk__in=({r.pk for r in getattr(row, name).all()} | more) - less)
            for name, (to, more, less) in fields_tied.items()
        }
        rows.change(row=row, by=by, reason=why, fields={}, many=many)
    _hand_back(handed, by=by, words=words)


def _gather(step: Step, ties: Any) -> None:
    """Ties of one row are written together: to what, which more, which less."""
    one, field = step.written, step.tie
    to = field.related_model._default_manager.all()
    _to, more, less = ties[one.owner, one.owner_key].setdefault(field.name, (to, set(), set()))
    (more if step.way == Way.TIE else less).add(one.tied_key)


def _fields(step: Step) -> dict[str, Any]:
    """The values before, as their fields take them."""
    found = {}
    for column, back in step.columns.items():
        field = step.fields[column]
        value = field.to_python(back)
        if field.is_relation and value is not None:
            value = field.remote_field.model._default_manager.get(pk=value)
        found[field.name] = value
    return found


def _withdraw(row: Any, *, by: User, words: str, now: datetime) -> None:
    match row:
        case File():
            files.withdraw(file=row, by=by, now=now, because_of=words)
        case Comment():
            comments.unsay(comment=row, by=by, now=now, because_of=words)
        case _:
            rows.withdraw(row=row, by=by, because_of=words, now=now)


def _hand_back(handed: dict[int | None, list[int]], *, by: User, words: str) -> None:
    """Recommendations go back to who followed them, many in one statement."""
    for key, keys in handed.items():
        person = User.objects.get(pk=key) if key is not None else None
        for some in in_parts(keys):
            assignments.assign_several(
                recommendations=Recommendation.objects.filter(pk__in=some),
                person=person,
                by=by,
                words=words,
            )
