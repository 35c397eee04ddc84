"""Make a user with one right; the password is random and printed once."""

from typing import Any

from django.core.management.base import CommandParser

from tracker.actions import users
from tracker.management.base import TrackerCommand
from tracker.vocabulary import Group


class Command(TrackerCommand):
    """`manage.py add_user ana --role analyst`."""

    help = "Makes a user with one right and a random password, printed once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", required=True, help=", ".join(Group.values))

    def handle(self, *, username: str, role: str, **_options: Any) -> None:
        user, password = users.add_from_shell(
            username=username, group=role, reason="Made with add_user"
        )
        self.stdout.write(f"{user.username}  {password}  ({role})")
