"""Small counts of persons on a page: hidden from whoever is outside the team, marked for who is in.

The team is whoever sees paperwork. For the others a hidden value is taken off the row itself, so
that no page, chart or difference made from it can tell it. Such rows are to be shown, never saved.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from tracker.models import Observation, User
from tracker.small_numbers import Mask, explained, told
from tracker.summaries.cells import Count, Table, masked
from tracker.summaries.countries import with_country
from tracker.vocabulary import Sensitivity

type Place = tuple[int, str, str]  # indicator, country, period


@dataclass(frozen=True, slots=True)
class Hidden:
    """Stands for a value: "<5" and why; without a text the reader sees the value."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The rows that may be shown, each with `hidden`, `hidden_before` and `hidden_revised`.

    `below`: counts of persons are among them, and this reader is not shown those under it.
    """

    rows: list[Observation]
    withheld: tuple[str, ...] = ()  # periods of which only what is published is shown
    below: int | None = None


@dataclass(frozen=True, slots=True)
class _Stated:
    """One value that a row shows, and where in which table it stands."""

    field: str  # "" the value itself, "_before", "_revised"
    place: Place
    count: Count


def hide(found: Sequence[Observation], *, to: User) -> Shown:
    """What of these rows may be shown to this user; with indicator, evidence and `revises` at hand.

    Judged with all that the user could look up of the same indicators, and with each other where
    they were withdrawn since: a report on a past day tells of those. One query.
    """
    for one in found:
        one.hidden = one.hidden_before = one.hidden_revised = None  # type: ignore[attr-defined]
    persons = {one.indicator_id for one in found if one.indicator.counts_persons}
    if not persons:
        return Shown(list(found))
    tables = _Tables(persons, to, withdrawn=[one for one in found if one.is_withdrawn])
    withheld = {period for one in found for period in tables.withheld(one)}
    rows = [one for one in found if not tables.put(one)]
    if to.sees_paperwork:
        return Shown(rows)
    return Shown(rows, tuple(sorted(withheld)), tables.below)


class _Tables:
    """The counts of some indicators as tables by country and period, as a user may know them."""

    def __init__(self, indicators: set[int], to: User, withdrawn: Sequence[Observation]) -> None:
        self.to, self.indicators, self.below = to, indicators, settings.SMALL_COUNT
        held = [*_held(indicators, to), *withdrawn]
        self.countries = dict(zip((one.pk for one in held), _countries(held), strict=True))
        counts: dict[Place, list[Count]] = defaultdict(list)
        for row in held:
            for stated in self._stated(row):
                counts[stated.place].append(stated.count)
        self.tables = {at: masked(some, below=self.below) for at, some in counts.items()}

    def withheld(self, one: Observation) -> Iterator[str]:
        """The periods of which the row says what is withheld."""
        return (some.place[2] for some in self._stated(one) if self._is_withheld(some))

    def put(self, one: Any) -> bool:
        """Hide or mark what the row says; whether it is to be left out as a whole."""
        said = list(self._stated(one))
        for stated in said:
            mask = self._table(stated).masks[stated.count]
            if self._is_withheld(stated) and mask is not Mask.UNKNOWN:
                mask = Mask.SUPPRESSED
            if mask not in (Mask.VALUE, Mask.UNKNOWN):
                _put(one, stated, mask, self)
        return self._is_withheld(said[0]) if said and not self.to.sees_paperwork else False

    def _is_withheld(self, stated: _Stated) -> bool:
        return self._table(stated).is_withheld and not stated.count.is_published

    def _table(self, stated: _Stated) -> Table:
        held = self.tables.get(stated.place)
        if held is None or stated.count not in held.masks:  # for named readers
            return masked([stated.count], below=self.below)
        return held

    def _stated(self, one: Observation) -> Iterator[_Stated]:
        """What the row says: its value, the one before, and the one that it revised."""
        if one.indicator_id not in self.indicators:
            return
        country = self.countries.get(one.pk, "")
        before = one.previous_period.strip() or f"… {one.period.strip()}"
        said = [("", one.value, one.period.strip()), ("_before", one.previous_value, before)]
        if one.revises is not None:
            said.append(("_revised", one.revises.value, one.revises.period.strip()))
        part = frozenset((str(name), str(value)) for name, value in one.breakdown.items())
        for field, value, period in said:
            count = Count(part, None if value is None else ceil(abs(value)), one.is_published)
            yield _Stated(field, (one.indicator_id, country, period), count)


def _held(indicators: set[int], user: User) -> Any:
    """All figures of these indicators; for the team, those that people outside it could know of."""
    rows = Observation.objects.visible_to(user).standing().filter(indicator__in=indicators)
    if user.sees_paperwork:
        rows = rows.exclude(evidence__sensitivity=Sensitivity.NAMED_READERS)
    return with_country(rows, user).select_related("evidence", "revises").order_by("pk")


def _countries(held: Sequence[Any]) -> list[str]:
    """The country of each; what is of none stands with the only one, as on the page."""
    codes: dict[int, set[str]] = defaultdict(set)
    for one in held:
        codes[one.indicator_id].add(one.country)
    only = {key: max(some) for key, some in codes.items() if len(some - {""}) == 1}
    return [one.country or only.get(one.indicator_id, "") for one in held]


def _put(one: Any, stated: _Stated, mask: Mask, tables: _Tables) -> None:
    """Mark a value that is not shown outside; for a reader outside, take it off the row."""
    field = stated.field
    if tables.to.sees_paperwork:
        small = mask is Mask.SMALL
        why = _("small: not shown outside") if small else _("not shown outside, for a small one")
        setattr(one, f"hidden{field}", Hidden("", why))
        return
    text = told(stated.count.value, mask, tables.below)
    setattr(one, f"hidden{field}", Hidden(text, explained(mask)))
    if field == "_before":
        one.previous_value = None
    elif field == "_revised":
        one.revises.value, one.revises.qualifier = None, ""
    else:
        one.value, one.qualifier = None, ""
