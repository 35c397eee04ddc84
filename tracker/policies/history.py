"""Checks of redactions, which two administrators decide, and of undoing.

What changed several rows in one request can be undone as a whole, if it changed nothing else.
"""

from collections.abc import Collection

from django.contrib.auth.hashers import check_password
from django.utils.translation import gettext_lazy as _

from tracker import errors, vocabulary
from tracker.models import Event, Question, Recommendation, Redaction, User, table_of

MIN_LENGTH = 3
TOPIC_LINKS = table_of(Recommendation.topics.through)
REVERSIBLE_COLUMNS = {  # by table
    table_of(Recommendation): {"assignee_id", "review_on"},
    table_of(Question): {"body_id", "asked_on", "due_on", "dismissal_reason"},
}
REVERSIBLE_OPERATIONS = {
    (TOPIC_LINKS, "insert"),
    (TOPIC_LINKS, "delete"),
    (table_of(Question), "insert"),
}


def check_can_request_redaction(user: User) -> None:
    """Check that the user may request redactions.

    Raises:
        PermissionRefused: The user is no administrator.
    """
    errors.PermissionRefused.raise_if(
        not user.may_manage,
        _("Only administrators can remove text; %(user)s is not one. Ask an administrator."),
        user=user,
    )


def check_redaction_text(words: str, *stored: str) -> None:
    """Check a text to be redacted against the `stored` texts that describe the redaction.

    Marks that JSON escapes are refused, since one square would replace two characters.

    Raises:
        InvalidValue: It is too short, not printable, or part of a stored text.
    """
    errors.InvalidValue.raise_if(
        len(words) < MIN_LENGTH,
        _("“%(words)s” is too short to be removed. Enter at least %(least)d letters."),
        words=words,
        least=MIN_LENGTH,
    )
    errors.InvalidValue.raise_if(
        not words.isprintable() or {'"', "\\"} & set(words),
        _(
            "“%(words)s” contains a quotation mark or a backslash. Enter only the text "
            "between them."
        ),
        words=words,
    )
    errors.InvalidValue.raise_if(
        any(words.casefold() in text.casefold() for text in stored),
        _(
            "The kept description can't contain the text itself. Describe it instead: "
            "“name of a witness”."
        ),
    )


def check_can_decide(user: User, redaction: Redaction, *, declines: bool = False) -> None:
    """Check that the user may decide on a redaction; its author may only decline it.

    Raises:
        PermissionRefused: The user may not.
        Stale: It is decided already.
    """
    check_can_request_redaction(user)
    errors.Stale.raise_if(
        redaction.state != vocabulary.State.SUBMITTED,
        _("Redaction %(number)d was already decided: %(state)s."),
        number=redaction.pk,
        state=redaction.get_state_display(),
    )
    errors.PermissionRefused.raise_if(
        redaction.author_id == user.pk and not declines,
        _("You requested redaction %(number)d. A second administrator carries it out."),
        number=redaction.pk,
    )


def check_redaction_text_matches(redaction: Redaction, words: str) -> None:
    """Check that the text typed is the one requested.

    Raises:
        InvalidValue: It is another.
    """
    errors.InvalidValue.raise_if(
        not check_password(words, redaction.words_hash),
        _(
            "Nothing was changed: this is not the text that %(author)s requested to "
            "remove. Type it exactly as you were given it."
        ),
        author=redaction.author,
    )


def is_reversible(events: Collection[Event]) -> bool:
    """Return whether events of one request changed several rows, in ways that can be undone.

    They set columns that can be reset, linked topics or added questions, and did nothing else.
    """
    keys = {event.recommendation if event.table == TOPIC_LINKS else event.key for event in events}
    return (
        len(keys) > 1
        and len({event.table for event in events}) == 1
        and all(
            event.request
            and (
                set(event.new or [None]) <= REVERSIBLE_COLUMNS.get(event.table, set())
                if event.operation == "update"
                else (event.table, event.operation) in REVERSIBLE_OPERATIONS
            )
            for event in events
        )
    )
