"""Which events are about a row: a lookup by index for each table, never a walk through history."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Q

from tracker.models import Event
from tracker.models.events import NEVER_SHOWN, TIED, table_of


def about(row: models.Model, *parts: Any) -> Any:
    """Keys of the events of a row, of its many-to-many ties and of its parts, as a subquery.

    `parts` are querysets, of each table one at most. Each table is looked up by itself: one
    condition with "or" would walk all of history.
    """
    own = Event.objects.filter(table=table_of(type(row)), key=row.pk).values("pk")
    of_parts = (
        Event.objects.filter(table=table_of(rows.model), key__in=rows.order_by().values("pk"))
        for rows in parts
    )
    return own.union(*(rows.values("pk") for rows in (*_of_ties(row), *of_parts)))


def _of_ties(row: models.Model) -> Iterator[Any]:
    """Events of its ties, of those too that were taken away: who has lost a role had it once.

    Ties that show no more once they are gone are looked up as they stand.
    """
    for field in row._meta.local_many_to_many:
        through: Any = field.remote_field.through
        rows = Event.objects.filter(table=table_of(through))
        if through in NEVER_SHOWN:
            continue
        if through in TIED:
            ties = through.objects.filter(**{field.m2m_field_name(): row.pk})
            yield rows.filter(key__in=ties.values("pk"))
        else:
            column = field.m2m_column_name()
            yield rows.filter(Q(**{f"new__{column}": row.pk}) | Q(**{f"old__{column}": row.pk}))
