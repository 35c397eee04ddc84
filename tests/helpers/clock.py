"""The day of all tests, whatever day they are run on; HEED_TEST_NOW names another moment."""

import os
from datetime import UTC, datetime, timedelta

import time_machine
from django.utils import timezone

NOW = datetime.fromisoformat(os.environ.get("HEED_TEST_NOW") or "2026-11-26T12:00:00+01:00")
TODAY = timezone.localdate(NOW)
# Of the real clock; a process beside this one is told, so that both live at one moment.
AHEAD = timedelta(
    seconds=float(os.environ.get("HEED_TEST_AHEAD") or (NOW - datetime.now(UTC)).total_seconds())
)
# In place of the database's own: see tracker/audit/postgres.py.
SQL_NOW = f" SELECT clock_timestamp() + interval '{AHEAD.total_seconds():.6f} seconds' "


def on_the_day():
    """Return a block that lives on that day; its clock goes on from block to block."""
    return time_machine.travel(datetime.now(UTC) + AHEAD)
