"""Who takes words out of the tracker: an administrator asks, and a second person decides."""

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext as _

from tracker.errors import InvalidValue, PermissionRefused, Stale
from tracker.models import Redaction, User
from tracker.vocabulary import State

LEAST_LETTERS = 3


def check_can_ask(user: User) -> None:
    """Raises NotYours unless `user` keeps the tracker."""
    if not user.may_manage:
        raise PermissionRefused(
            _("Words are taken out by administrators, not by %(user)s. Ask one of them.")
            % {"user": user}
        )


def check_words(words: str, *told: str) -> None:
    """Raises Invalid for words that are too short, or that stand in what is kept of the deed.

    And for marks that JSON writes by two letters: there a square would stand for both.
    """
    if len(words) < LEAST_LETTERS:
        raise InvalidValue(
            _("“%(words)s” is too short to be taken out: give %(least)d letters or more.")
            % {"words": words, "least": LEAST_LETTERS}
        )
    if not words.isprintable() or {'"', "\\"} & set(words):
        raise InvalidValue(
            _("“%(words)s” holds a quotation mark or a stroke: give the words between them.")
            % {"words": words}
        )
    if any(words.casefold() in one.casefold() for one in told):
        raise InvalidValue(
            _(
                "What is kept of a redaction may not hold the words themselves. Say what they are, "
                "not which: “name of a witness”."
            )
        )


def check_can_decide(user: User, redaction: Redaction, *, declines: bool = False) -> None:
    """Raises NotYours for who is no second person, Stale when it is decided already.

    Who asked takes the wish back by declining it.
    """
    check_can_ask(user)
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


def check_same_words(redaction: Redaction, words: str) -> None:
    """Raises Invalid unless these are the words that were asked for."""
    if not check_password(words, redaction.words_hash):
        raise InvalidValue(
            _(
                "These are not the words that %(author)s asked for. Type them as you were told "
                "them, letter by letter; nothing was changed."
            )
            % {"author": redaction.author}
        )
