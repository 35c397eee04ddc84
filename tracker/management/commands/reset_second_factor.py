"""Remove the second factors of a user who lost the device, by an administrator."""

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from tracker.actions import people
from tracker.actions.people import ChangeAccount
from tracker.errors import InvalidValue
from tracker.management.base import TrackerCommand
from tracker.models import User


class Command(TrackerCommand):
    """`manage.py reset_second_factor ana --by admin --reason "Lost the phone"`."""

    help = "Remove every second factor of a user, and sign the user out everywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", help="user name of the person who lost the device")
        parser.add_argument(
            "--by", required=True, help="user name of the administrator who does it"
        )
        parser.add_argument("--reason", required=True, help="why, in a sentence")

    def handle(self, *, username: str, by: str, reason: str, **_options: object) -> None:
        administrator = _get_user(by)
        with override(administrator.language):
            person = _get_user(username)
            count = people.reset_second_factor(
                ChangeAccount(person=person, reason=reason, by=administrator)
            )
            message = ngettext(
                "Removed %(count)d second factor of %(person)s. All sessions ended.",
                "Removed %(count)d second factors of %(person)s. All sessions ended.",
                count,
            )
            self.stdout.write(message % {"count": count, "person": person.username})


def _get_user(username: str) -> User:
    user: User | None = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise InvalidValue(
            _("No open account is called “%(name)s”. Check the spelling.") % {"name": username}
        )
    return user
