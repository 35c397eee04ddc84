"""Run by test_killed as a process of its own: `manage.py`, killed once it has sent a statement so often.

Arguments: how the statement begins, how often, then the command with its own. The transaction that
the last one belongs to is not committed.
"""

import os
import sys


def main():
    """Everything is imported here: what reads for this process imports the file again."""
    statement, times, *command = sys.argv[1:]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"

    import django

    django.setup()

    from django.core.management import execute_from_command_line
    from django.db import connection

    from tests.helpers.clock import SQL_NOW, on_the_day
    from tests.helpers.faulty_storages import die
    from tracker.actions.history import seals
    from tracker.audit import postgres

    sent = []

    def counted(execute, sql, params, many, context):
        """Let it through, and die after the last."""
        came = execute(sql, params, many, context)
        sent.append(sql.startswith(statement))
        if sum(sent) == int(times):
            die()
        return came

    postgres.FUNCTIONS["heed_now"] = (*postgres.FUNCTIONS["heed_now"][:-1], SQL_NOW)  # see conftest
    seals.MAX_EVENTS = 5  # so that there are several
    with on_the_day(), connection.execute_wrapper(counted):
        execute_from_command_line(["manage.py", *command])


if __name__ == "__main__":
    main()
