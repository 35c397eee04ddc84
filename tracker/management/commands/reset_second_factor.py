"""Remove the second factors of a user who lost the device, by an administrator."""

from django.utils.translation import ngettext, override

from tracker.actions import people
from tracker.management.base import Argument, TrackerCommand, find_account


class Command(TrackerCommand):
    """`heed reset_second_factor ana --by admin --reason "Lost the phone"`."""

    help = "Remove every second factor of a user, and sign the user out everywhere."
    arguments = (
        Argument("username", help="user name of the person who lost the device"),
        Argument("--by", required=True, help="user name of the administrator who does it"),
        Argument("--reason", required=True, help="why, in a sentence"),
    )

    def handle(self, *, username: str, by: str, reason: str, **_options: object) -> None:
        administrator = find_account(by)
        with override(administrator.language):
            person = find_account(username)
            count = people.reset_second_factor(
                people.ChangeAccount(person=person, reason=reason, by=administrator)
            )
            self.stdout.write(
                ngettext(
                    "Removed %(count)d second factor of %(person)s. All sessions ended.",
                    "Removed %(count)d second factors of %(person)s. All sessions ended.",
                    count,
                )
                % {"count": count, "person": person.username}
            )
