"""Run by test_killed as a process of its own: `manage.py`, killed once it has sent a statement so often.

Arguments: how the statement begins, how often, then the command with its own. The transaction that
the last one belongs to is not committed.
"""

import os
import sys

STATEMENT, TIMES, *COMMAND = sys.argv[1:]
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

import django  # noqa: E402

django.setup()

from django.core.management import execute_from_command_line  # noqa: E402
from django.db import connection  # noqa: E402

from tests.helpers.clock import SQL_NOW, on_the_day  # noqa: E402
from tests.helpers.faulty_storages import die  # noqa: E402
from tracker.actions.history import seals  # noqa: E402
from tracker.audit import postgres  # noqa: E402

sent = []


def counted(execute, sql, params, many, context):
    """Let it through, and die after the last."""
    came = execute(sql, params, many, context)
    sent.append(sql.startswith(STATEMENT))
    if sum(sent) == int(TIMES):
        die()
    return came


postgres.FUNCTIONS["heed_now"] = (*postgres.FUNCTIONS["heed_now"][:-1], SQL_NOW)  # see conftest
seals.MAX_EVENTS = 5  # so that there are several
with on_the_day(), connection.execute_wrapper(counted):
    execute_from_command_line(["manage.py", *COMMAND])
