"""Where the things that history tells of are found, for somebody who may know of them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.actions.evidence import read_log
from tracker.audit import triggers
from tracker.filters.history import EventFilter, Operation, Source
from tracker.models import (
    Body,
    Commitment,
    Event,
    Evidence,
    Indicator,
    Publication,
    Question,
    Recommendation,
    Report,
    Seal,
    User,
    Verification,
)
from tracker.progress import Condition
from tracker.reporting.csv import lines
from tracker.requests import UserRequest
from tracker.summaries.history.exports import Exported, exported, not_exported
from tracker.summaries.history.named_readers import matter_of
from tracker.summaries.history.timeline import TimelineLine, page_of
from tracker.views.history.timeline import place_in
from tracker.views.pagination import chips, filled_in, has_empty
from tracker.vocabulary import Right

SHOWN = 3  # places beside one line
LONG = 60  # characters


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and what it is called."""

    label: str
    url: str


# What has a page of its own, and what its name reads.
WITH_PAGES: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (Recommendation, ("report__mechanism",)),
    (Evidence, ()),
    (Report, ("mechanism",)),
    (Body, ()),
    (Indicator, ()),
    (Question, ("report__mechanism",)),
    (Commitment, ()),
    (Publication, ()),
)


class Places:
    """Places of what some events are about: a query for each noun that they name."""

    def __init__(self, events: Iterable[Event], user: Any) -> None:
        keys: dict[str, set[int]] = defaultdict(set)
        for event in events:
            for table, key in _things(event):
                keys[table].add(key)
        self._found: dict[tuple[str, int], Place] = {}
        for model, reads in WITH_PAGES:
            table = str(model._meta.db_table)
            if wanted := keys.get(table):
                rows = model.objects.visible_to(user).filter(pk__in=wanted)
                for row in rows.select_related(*reads) if reads else rows:
                    self._found[table, row.pk] = Place(_name(row), row.get_absolute_url())
        if (wanted := keys.get(User._meta.db_table)) and user.may(Right.READ_PEOPLE):
            for person in User.objects.filter(pk__in=wanted):
                url = reverse("person", args=[person.username])
                self._found[User._meta.db_table, person.pk] = Place(str(person), url)

    def of(self, line: TimelineLine) -> list[Place]:
        """Of one line, the first few, beginning with recommendations."""
        every = dict.fromkeys(thing for event in line.events for thing in _things(event))
        things = sorted(every, key=lambda thing: thing[0] != Recommendation._meta.db_table)
        return [self._found[thing] for thing in things if thing in self._found][:SHOWN]


def _things(event: Event) -> Iterable[tuple[str, int]]:
    """The recommendation, and the thing itself."""
    if event.recommendation:
        yield str(Recommendation._meta.db_table), event.recommendation
    yield event.table, event.key


def _name(row: Any) -> str:
    match row:
        case Recommendation() | Report():
            return str(row.cited_as)
        case Body():
            return str(row.short)
    return Truncator(str(row)).chars(LONG)


FORMATS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Head:
    """When, for whom and with which filter a file was made."""

    at: datetime
    by: str
    conditions: tuple[Condition, ...]


def pieces(kind: str, head: Head, told: Iterable[Exported]) -> Iterator[str]:
    """The file, some text at a time. Words are looked up now, while a language is in force."""
    if kind == "jsonl":
        return _json(head, told)
    rows = [
        [_("History"), _("made on %(at)s for %(by)s") % {"at": _at(head.at), "by": head.by}],
        [_("Filter"), *(f"{one.label}: {one.reads}" for one in head.conditions)],
        [_("Left out"), not_exported()],
        [],
        [
            *(_("Event"), _("When"), _("Who"), _("Where"), _("Request"), _("What was done")),
            *(_("Noun"), _("Number"), _("Recommendation"), _("Field"), _("Before"), _("Since")),
            *(_("Reason"), _("Reason by code")),
        ],
    ]
    words = {code: str(label) for code, label in (*Operation.choices, *Source.choices)}
    return lines(chain(rows, _cells(told, words, end=_("End: events"))))


def _cells(told: Iterable[Exported], words: dict[str, str], end: str) -> Iterator[list[object]]:
    """A row for each field of an event; one without a field for what tells of none."""
    count = 0
    for one in told:
        count += 1
        event = one.event
        first = [event.pk, _at(one.at), event.actor_name, words.get(event.source, event.source)]
        first += [event.request, words.get(event.operation, event.operation)]
        first += [one.noun, event.key, one.recommendation]
        for value in one.values or [("", "", "")]:
            yield [*first, *value, event.reason, one.reason]
    yield [end, count]


def _json(head: Head, told: Iterable[Exported]) -> Iterator[str]:
    yield _line(
        {
            "history": "heed",
            "created_at": head.at.isoformat(),
            "made_for": head.by,
            "filter": {one.name: one.value for one in head.conditions},
            "left_out": "named_readers",
        }
    )
    count = 0
    for one in told:
        count += 1
        event = one.event
        yield _line(
            {
                "event": event.pk,
                "at": event.at.isoformat(),
                "actor": event.actor_name,
                "source": event.source,
                "request": event.request,
                "operation": event.operation,
                "table": event.table,
                "key": event.key,
                "recommendation": event.recommendation,
                "cited_as": one.recommendation,
                "old": one.old,
                "new": one.new,
                "reason": event.reason,
                "reason_code": event.reason_code,
                "looked_at": event.looked_at,
            }
        )
    yield _line({"end": True, "events": count})


def _line(values: dict[str, object]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def _at(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(sep=" ", timespec="seconds")


BESIDE = ("before", "format")


@login_required
@require_GET
def event_log(request: UserRequest) -> HttpResponse:
    """What the filter finds, deed by deed, newest first. What can't be read shows no lines."""
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    found = _found(request)
    before = place_in(request, "before")
    problems = found.problems
    if before is None and "before" in request.GET:
        said = {"place": request.GET["before"]}
        problems.append(
            _("“%(place)s” is no place in the log. Open it from its newest line.") % said
        )
    context: dict[str, Any] = {"found": found, "problems": problems, "chips": []}
    if not problems:
        page = page_of(found.rows, request.user, before=before)
        read_log.met(matter_of(page.events, request.user), by=request.user, now=timezone.now())
        places = Places(page.events, request.user)
        doors = dict(Source.choices)
        context |= {
            "chips": chips(found, request.GET),
            "told": page,
            "rows": [
                {
                    "line": line,
                    "places": places.of(line),
                    "door": doors.get(line.source, line.source),
                    "request": line.events[0].request,
                }
                for line in page.lines
            ],
            "asked": request.GET.urlencode(),
        }
    return render(request, "history/list.html", context, status=400 if problems else 200)


@login_required
@require_GET
def event_export(request: UserRequest) -> HttpResponse | StreamingHttpResponse:
    """What the filter finds as a file, CSV or lines of JSON, sent while it is read."""
    found = _found(request)
    problems = found.problems
    wanted = request.GET.get("format", "csv")
    if wanted not in FORMATS:
        said = {"format": wanted, "known": ", ".join(FORMATS)}
        problems.append(_("There is no file “%(format)s”. Choose one of: %(known)s.") % said)
    if problems:
        context = {"found": found, "problems": problems, "chips": []}
        return render(request, "history/list.html", context, status=400)
    now = timezone.localtime()
    told = exported(found.rows, request.user, get_language() or "en")
    head = Head(at=now, by=str(request.user), conditions=found.conditions())
    name = f"history-{now:%Y-%m-%d-%H%M}.{wanted}"
    return StreamingHttpResponse(
        pieces(wanted, head, told),
        content_type=FORMATS[wanted],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _found(request: UserRequest) -> EventFilter:
    return EventFilter(
        request.GET,
        queryset=Event.objects.visible_to(request.user),
        user=request.user,
        today=timezone.localdate(),
        beside=BESIDE,
    )


@login_required
@require_GET
def health(request: UserRequest) -> HttpResponse:
    """Triggers installed, the newest seal, what the newest verification found."""
    if not request.user.may_read_people:
        sentence = _("The health of the history is shown to auditors and administrators.")
        return render(request, "error.html", {"sentence": sentence}, status=403)
    seal = Seal.objects.newest()
    context = {
        "missing": triggers.missing(),
        "seal": seal,
        "unsealed": Event.objects.filter(pk__gt=seal.last if seal else 0).count(),
        "verification": Verification.objects.order_by("-pk").first(),
    }
    return render(request, "history/health.html", context)
