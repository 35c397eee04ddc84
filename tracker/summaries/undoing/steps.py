"""One row that is put back, beside the row as it is now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from tracker.audit.names import Model, Names, name_of, visible_rows
from tracker.audit.phrases import tie_of
from tracker.audit.values import fields_of
from tracker.audit.written import Written
from tracker.models import Evidence, Observation
from tracker.policies.undoing import TAKEN_BACK, Way, told_columns

STANDS_AGAIN = (Evidence, Way.STAND)
AT_ONCE = 500  # keys in one question to the database


@dataclass(frozen=True, slots=True)
class Step:
    """One row that is put back: how, and what it would say again."""

    way: Way
    written: Written
    row: Any  # as it is now, of a tie the row whose field it is; None: gone, or not to be known
    is_back: bool  # it is as it was already: nothing to do

    @property
    def name(self) -> str:
        return name_of(self.row) if self.row is not None else _("not shown")

    @property
    def columns(self) -> dict[str, Any]:
        """What is written again, by column; nothing where a row is only withdrawn or tied."""
        one = self.written
        told = told_columns(one) if one.operation == "update" else []
        return {column: one.old.get(column) for column in told if column not in TAKEN_BACK}

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the row, by column."""
        owner = self.written.owner
        return fields_of(owner) if owner is not None else {}

    @property
    def tie(self) -> Any:
        """The many-to-many field of a tie; None for every other row."""
        one = self.written
        return tie_of(one.model) if one.is_tie and one.model is not None else None

    def points_to(self) -> Iterator[tuple[Model, int]]:
        """The rows that its values name, now and before."""
        if self.tie is not None:
            yield self.tie.related_model, self.written.tied_key
        for column in self.columns:
            field = self.fields.get(column)
            for side in (self.written.old, self.written.new):
                if isinstance(field, models.ForeignKey) and side.get(column) is not None:
                    yield field.remote_field.model, side[column]


def holds(row: Any, column: str, value: Any) -> bool:
    """Whether a row says this, as history writes it, in a column."""
    model: Any = type(row)
    field = fields_of(model).get(column)
    return field is not None and getattr(row, field.attname) == field.to_python(value)


def in_parts(keys: Iterable[int]) -> Iterator[list[int]]:
    """Keys in order, so many as one question takes."""
    found = sorted(keys)
    for start in range(0, len(found), AT_ONCE):
        yield found[start : start + AT_ONCE]


class Live:
    """The rows of a deed as they are now, those that `user` may know of."""

    def __init__(self, ways: Iterable[tuple[Written, Way]], user: Any) -> None:
        self.ways, self.user = list(ways), user

    @cached_property
    def keys(self) -> dict[Model, set[int]]:
        """Rows that are put back, by model; of ties, the rows whose field they are."""
        found: dict[Model, set[int]] = defaultdict(set)
        for one, _way in self.ways:
            if one.owner is not None:
                found[one.owner].add(one.owner_key)
        return found

    @cached_property
    def rows(self) -> dict[tuple[Model, int], Any]:
        return {
            (model, row.pk): row
            for model, keys in self.keys.items()
            for some in in_parts(keys)
            for row in visible_rows(model, self.user).filter(pk__in=some)
        }

    @cached_property
    def revised(self) -> set[int]:
        """Figures that another one, which nobody withdrew, revises."""
        newer = Observation.objects.standing()
        return {
            key
            for some in in_parts(self.keys[Observation])
            for key in newer.filter(revises__in=some).values_list("revises", flat=True)
        }

    @cached_property
    def withdrawn(self) -> dict[int, str]:
        """Withdrawn pieces that rows name, and do not stand again with them: each with why."""
        named = {row.evidence_id for row in self.rows.values() if getattr(row, "evidence_id", 0)}
        again = {one.owner_key for one, way in self.ways if (one.owner, way) == STANDS_AGAIN}
        return {
            key: why
            for some in in_parts(named - again)
            for key, why in Evidence.objects.visible_to(self.user)
            .filter(pk__in=some, withdrawn_at__isnull=False)
            .values_list("pk", "withdrawn_because")
        }

    @cached_property
    def ties(self) -> dict[tuple[Model, int, int], int]:
        """Ties that stand now, by table and both ends: the key of each."""
        owners: dict[Model, set[int]] = defaultdict(set)
        for one, _way in self.ways:
            if one.is_tie and one.model is not None:
                owners[one.model].add(one.owner_key)
        found = {}
        for model, keys in owners.items():
            ends = (tie_of(model).m2m_column_name(), tie_of(model).m2m_reverse_name())
            for some in in_parts(keys):
                rows = model._default_manager.filter(**{f"{ends[0]}__in": some})
                for pk, *both in rows.values_list("pk", *ends):
                    found[model, both[0], both[1]] = pk
        return found

    def tie(self, one: Written) -> int | None:
        """The key under which the two ends of a tie are tied now; None: they are not."""
        return self.ties.get((one.model, one.owner_key, one.tied_key)) if one.model else None

    def step(self, one: Written, way: Way) -> Step:
        row = self.rows.get((one.owner, one.owner_key)) if one.owner else None
        is_back = row is not None and self._is_back(one, way, row)
        return Step(way=way, written=one, row=row, is_back=is_back)

    def _is_back(self, one: Written, way: Way, row: Any) -> bool:
        if one.is_tie:
            return (self.tie(one) is not None) == (way == Way.TIE)
        if way in (Way.WITHDRAW, Way.STAND) and (row.withdrawn_at is None) != (way == Way.STAND):
            return False
        told = told_columns(one) if one.operation == "update" else []
        return all(holds(row, c, one.old.get(c)) for c in told if c not in TAKEN_BACK)


def names_for(steps: Iterable[Step], user: Any) -> Names:
    """Names of all that the values of some steps point to."""
    return Names({pair for step in steps for pair in step.points_to()}, user)
