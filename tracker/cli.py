"""The command `heed` of an installed package, and `manage.py` of a checkout."""

import os
import sys
from uuid import uuid4

from django.core import exceptions, management

from tracker.audit.context import acting_as


def main() -> None:
    """Run a management command as itself: history names it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        if command == "--version":
            from tracker.environment import version

            sys.stdout.write(f"heed {version()}\n")
            return
        with acting_as(f"command:{command}", source="command", request=str(uuid4())):
            management.execute_from_command_line(sys.argv)
    except exceptions.ImproperlyConfigured as wrong:
        sys.exit(str(wrong))  # a setting is wrong: the sentence says which, and what to do


if __name__ == "__main__":
    main()
