"""Create a user with one role; the password is random and printed once."""

from django.utils.translation import gettext as _

from tracker import errors, vocabulary
from tracker.actions import people
from tracker.management.base import Argument, TrackerCommand, find_body


class Command(TrackerCommand):
    """`heed add_user ana --name "Ana Krasniqi" --role analyst`."""

    help = "Create a user with one role and a random password, which is printed once."
    arguments = (
        Argument("username"),
        Argument("--name", default="", help="full name, shown instead of the user name"),
        Argument("--role", required=True, help=", ".join(vocabulary.Group.values)),
        Argument(
            "--body", action="append", default=[], help="code of a body the focal point speaks for"
        ),
    )

    def handle(
        self, *, username: str, name: str, role: str, body: list[str], **_options: object
    ) -> None:
        errors.InvalidValue.raise_if(
            body and role != vocabulary.Group.CONTRIBUTOR,
            _("--body is for focal points only. Leave it out, or use --role contributor."),
        )
        user, password = people.add_from_shell(
            people.AddUser(
                username=username,
                full_name=name,
                group=role,
                reason="Added with add_user",
                bodies=[find_body(code) for code in body],
            )
        )
        self.stdout.write(f"{user.username}  {password}  ({role})")
        if role == vocabulary.Group.CONTRIBUTOR and not body:
            self.stdout.write(
                _(
                    "A focal point without a body sees nothing. Choose a body for this person in "
                    "Administration."
                )
            )
