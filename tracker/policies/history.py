"""Checks of redactions: an administrator requests one, and a second one decides."""

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from tracker.errors import InvalidValue, PermissionRefused, Stale
from tracker.models import Redaction, User
from tracker.vocabulary import State

MIN_LENGTH = 3


def check_can_request_redaction(user: User) -> None:
    """Check that the user may request redactions.

    Raises:
        PermissionRefused: The user is no administrator.
    """
    if not user.may_manage:
        raise PermissionRefused(
            _("Words are taken out by administrators, not by %(user)s. Ask one of them.")
            % {"user": user}
        )


def check_redaction_text(words: str, *stored: str) -> None:
    """Check a text to be redacted against the `stored` texts that describe the redaction.

    Marks that JSON escapes are refused, since one square would replace two characters.

    Raises:
        InvalidValue: It is too short, not printable, or part of a stored text.
    """
    if len(words) < MIN_LENGTH:
        raise InvalidValue(
            _("“%(words)s” is too short to be taken out: give %(least)d letters or more.")
            % {"words": words, "least": MIN_LENGTH}
        )
    if not words.isprintable() or {'"', "\\"} & set(words):
        raise InvalidValue(
            _("“%(words)s” holds a quotation mark or a stroke: give the words between them.")
            % {"words": words}
        )
    if any(words.casefold() in text.casefold() for text in stored):
        raise InvalidValue(
            _(
                "What is kept of a redaction may not hold the words themselves. Say what they are, "
                "not which: “name of a witness”."
            )
        )


def check_can_decide(user: User, redaction: Redaction, *, declines: bool = False) -> None:
    """Check that the user may decide on a redaction; its author may only decline it.

    Raises:
        PermissionRefused: The user may not.
        Stale: It is decided already.
    """
    check_can_request_redaction(user)
    if redaction.state != State.SUBMITTED:
        raise Stale(
            _("Redaction %(number)d is %(state)s already.")
            % {"number": redaction.pk, "state": redaction.get_state_display()}
        )
    if redaction.author_id == user.pk and not declines:
        raise PermissionRefused(
            _("You asked for redaction %(number)d: a second administrator carries it out.")
            % {"number": redaction.pk}
        )


def check_redaction_text_matches(redaction: Redaction, words: str) -> None:
    """Check that the text typed is the one requested.

    Raises:
        InvalidValue: It is another.
    """
    if not check_password(words, redaction.words_hash):
        raise InvalidValue(
            _(
                "These are not the words that %(author)s asked for. Type them as you were told "
                "them, letter by letter; nothing was changed."
            )
            % {"author": redaction.author}
        )
