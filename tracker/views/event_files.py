"""A file of history: what was asked and when, the events, and at the end how many there are."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.audit.exporting import Exported, not_exported
from tracker.filters.events import Operation, Source
from tracker.progress import Condition
from tracker.reporting.as_csv import lines

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
            "made_at": head.at.isoformat(),
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
