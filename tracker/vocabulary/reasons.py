"""Why something is changed: a code, and words where the code alone says too little."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class ReasonCode(TextChoices):
    """Why something is changed, in one click."""

    NEW_INFORMATION = (
        "new_information",
        pgettext_lazy("reason for a change", "new information"),
    )
    REPLY_OF_BODY = "reply_of_body", pgettext_lazy("reason for a change", "reply of the body")
    NEW_EDITION = "new_edition", pgettext_lazy("reason for a change", "new edition")
    EDITORIAL = "editorial", pgettext_lazy("reason for a change", "editorial")
    REASSIGNMENT = "reassignment", pgettext_lazy("reason for a change", "reassignment")
    CORRECTION = "correction", pgettext_lazy("reason for a change", "correction")
    WITHDRAWAL = "withdrawal", pgettext_lazy("reason for a change", "withdrawal")
    OTHER = "other", pgettext_lazy("reason for a change", "other")


NEED_WORDS = frozenset({ReasonCode.CORRECTION, ReasonCode.WITHDRAWAL, ReasonCode.OTHER})

# What somebody picks for an ordinary change; corrections and withdrawals have deeds of their own.
PICKED = (
    ReasonCode.NEW_INFORMATION,
    ReasonCode.REPLY_OF_BODY,
    ReasonCode.NEW_EDITION,
    ReasonCode.EDITORIAL,
    ReasonCode.REASSIGNMENT,
    ReasonCode.OTHER,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, words, or both. Words alone carry no code; a code alone needs none of NEED_WORDS."""

    words: str = ""
    code: ReasonCode | None = None

    @property
    def is_enough(self) -> bool:
        """Whether it says why: words, or a code that needs none."""
        return bool(self.words.strip()) or (self.code is not None and self.code not in NEED_WORDS)
