"""Who drops a file, what takes one, and who gets the original."""

from django.utils.translation import gettext as _

from tracker.errors import NotAllowed, NotYours
from tracker.models import Evidence, File, User


def check_can_drop(user: User) -> None:
    """Raises NotYours unless `user` logs evidence, or writes for a body."""
    if not (user.may_write or user.may_speak):
        raise NotYours(
            _("A file can't be added by %(user)s: it takes the right of an analyst. Ask one.")
            % {"user": user}
        )


def check_takes_files(evidence: Evidence) -> None:
    """Raises NotAllowed for words of a report, which stand there, and for what is withdrawn."""
    if evidence.passage_id is not None:
        raise NotAllowed(
            _("“%(piece)s” takes no file: it is a passage of a report, which stands there.")
            % {"piece": evidence}
        )
    if evidence.is_withdrawn:
        raise NotAllowed(
            _("“%(piece)s” takes no file: it is withdrawn. Add the file as a new piece.")
            % {"piece": evidence}
        )


def may_take_original(user: User, file: File) -> bool:
    """Whether the file as it came is handed to this user: to analysts, and to who added it."""
    return user.may_write or file.added_by_id == user.pk


def check_can_take_original(user: User, file: File) -> None:
    """Raises NotYours for everybody else: what leaves the house is the copy without metadata."""
    if not may_take_original(user, file):
        raise NotYours(
            _(
                "The original of “%(file)s” is not handed to %(user)s: it may tell more than it "
                "shows. Take the copy without metadata, or ask an analyst."
            )
            % {"file": file, "user": user}
        )
