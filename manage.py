#!/usr/bin/env python
"""The tracker's commands: `manage.py quickstart` starts it."""

import os
import sys


def main() -> None:
    """Run a command as itself: history names it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from tracker.audit.context import acting_as

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        with acting_as(f"command:{command}", source="command"):
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))  # a setting is wrong: the sentence says which, and what to do


if __name__ == "__main__":
    main()
