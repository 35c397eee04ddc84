"""Who may know of a thing, and what is kept of who read it."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class Sensitivity(TextChoices):
    """Who may know of a piece of evidence, a file or a comment."""

    PUBLIC = "public", pgettext_lazy("sensitivity", "public")
    INTERNAL = "internal", pgettext_lazy("sensitivity", "internal")
    NAMED_READERS = "named_readers", pgettext_lazy("sensitivity", "named readers")


# From open to closed.
CLOSEDNESS = (Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.NAMED_READERS)


def is_lower(before: str, after: str) -> bool:
    """Whether `after` lets more people know of it than `before` did."""
    order = [code.value for code in CLOSEDNESS]
    return order.index(after) < order.index(before)


def stricter(one: str, other: str) -> str:
    """Of two sensitivities, the one that lets fewer people know."""
    return other if is_lower(other, one) else one


class ReadingDeed(TextChoices):
    """What somebody did with matter for named readers."""

    FOUND = "found", pgettext_lazy("reading", "met it in a list or a search")
    OPENED = "opened", pgettext_lazy("reading", "opened it")
    DOWNLOADED = "downloaded", pgettext_lazy("reading", "downloaded a file of it")
    EXPORTED = "exported", pgettext_lazy("reading", "took it out in an export")
