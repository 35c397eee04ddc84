"""Helpers to store, accept and undo imports, and to compare all tables."""

from datetime import UTC, datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings

from tracker.actions import imports
from tracker.actions.history import summary_rows
from tracker.actions.imports import DecideRun, Source, StoreNarrative
from tracker.models import Draft, Event, ImportRun, SummaryRow
from tracker.models.search import SearchEntry

KOSOVO = Path(settings.FIXTURE_DIRS[0]) / "tip-2024-kosovo"
TEXT = (KOSOVO / "narrative.txt").read_text()
NOW = datetime(2024, 7, 1, 9, tzinfo=UTC)


def read_kosovo(by, text=TEXT, **edition):
    return imports.store_narrative(
        StoreNarrative(source=Source(content=text.encode(), **edition), by=by, now=NOW)
    )


class in_name_of:  # noqa: N801
    """`in_name_of(ana).accept(run)`."""

    def __init__(self, by):
        self.by = by

    def accept(self, run):
        return imports.accept(
            DecideRun(run=run, by=self.by, reason="The edition of this year", now=NOW)
        )

    def undo(self, run):
        return imports.undo(DecideRun(run=run, by=self.by, reason="It was the wrong text", now=NOW))

    def drop(self, run):
        return imports.drop(DecideRun(run=run, by=self.by, reason="A worse copy", now=NOW))


def tables():
    """Return every row of every table, except history, runs and their drafts.

    Summary rows are not compared between two moments, but with what they count.
    """
    assert not list(summary_rows.rebuild(store=False))
    found = apps.get_app_config("tracker").get_models(include_auto_created=True)
    return {
        model.__name__: sorted(map(repr, model._default_manager.values()))
        for model in found
        if model not in (Event, ImportRun, Draft, SummaryRow, SearchEntry)
    }


def counts():
    return {name: len(rows) for name, rows in tables().items() if rows}


def added(before):
    """Count the rows that each table gained."""
    return {
        name: number - before.get(name, 0)
        for name, number in counts().items()
        if number != before.get(name, 0)
    }
