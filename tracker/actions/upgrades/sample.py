"""Correct the Kosovo sample of a version before 0.2 where nobody changed it since."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from tracker.actions.imports.fixtures import Entry, read_entries
from tracker.models import Assessment, Body, Event, Evidence, Question, table_of
from tracker.vocabulary import State

SAMPLE = "tip-2024-kosovo"
CORRECTED_FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Body: ("acronym", "name_sq", "name_sr", "kind", "domains"),
    Evidence: ("original_source",),
    Question: ("body",),
    Assessment: ("rationale",),
}
REMOVED_QUESTION = "What was the community of origin of victims (and may it lawfully be recorded)?"
DISMISSAL = "Nobody asks for data on the community of origin of victims."
REWORDED_QUESTIONS = {
    "How many persons were screened, by group?": (
        "How many persons were screened for indicators of trafficking, and by which bodies?"
    )
}


def correct_sample() -> int:
    """Set on rows of the sample what its fixtures have otherwise now; return how many rows.

    A field that somebody changed stays, as do questions that were asked and assessments that a
    person approved.
    """
    questions = Question.objects.open().filter(report__slug=SAMPLE)
    count = questions.filter(text=REMOVED_QUESTION).update(dismissal_reason=DISMISSAL)
    for old, new in REWORDED_QUESTIONS.items():
        if not Question.objects.filter(report__slug=SAMPLE, text=new).exists():
            count += questions.filter(text=old, asked_on=None).update(text=new)
    return count + sum(map(_correct, _list_entries()))


def _list_entries() -> Iterator[Entry]:
    for file in sorted((Path(settings.FIXTURE_DIRS[0]) / SAMPLE).glob("*.json")):
        for entry in read_entries(file):
            if entry.model in CORRECTED_FIELDS:
                yield entry


def _correct(entry: Entry) -> int:
    """Correct the row of an entry; return 1 if it changed."""
    try:
        row: Any = entry.model._default_manager.get_by_natural_key(*entry.key)
    except ObjectDoesNotExist:
        return 0
    if not _is_correctable(row):
        return 0
    changed = [
        name
        for name in CORRECTED_FIELDS[entry.model]
        if name in entry.fields and _set(row, name, entry.fields[name])
    ]
    if changed:
        row.save(update_fields=changed)
    return int(bool(changed))


def _is_correctable(row: models.Model) -> bool:
    """Return whether the row was loaded from the sample, and nobody has decided or asked it."""
    match row:
        case Assessment():
            is_left_alone = row.state == State.SUBMITTED or row.is_sample
        case Question():
            is_left_alone = row.is_open and row.asked_on is None
        case _:
            is_left_alone = True
    loaded = _events(row).filter(operation="insert", reason=f"Loaded {SAMPLE}")
    return is_left_alone and loaded.exists()


def _set(row: Any, name: str, value: Any) -> bool:
    """Set a field to the value of a fixture; return whether it had another that nobody chose."""
    column = row._meta.get_field(name).attname
    if column != name:  # a body, by its code
        value = Body.objects.filter(code__in=value).values_list("pk", flat=True).first()
    is_same = value in (None, getattr(row, column))
    if is_same or _events(row).changing(column).exists():
        return False
    setattr(row, column, value)
    return True


def _events(row: models.Model) -> Any:
    return Event.objects.filter(table=table_of(type(row)), key=row.pk)
