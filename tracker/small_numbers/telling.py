"""What stands in a cell, and what is read out there."""

from django.utils.translation import gettext as _

from tracker import words
from tracker.small_numbers.tables import Mask


def told(value: int | None, mask: Mask, below: int) -> str:
    """The text of a cell: "12", "<5", "…", or "–" where the source doesn't say."""
    match mask:
        case Mask.SMALL:
            return f"<{below}"
        case Mask.SUPPRESSED:
            return "…"
        case Mask.UNKNOWN:
            return "–"
    assert value is not None, "a value is shown only where there is one"
    return words.number(value)


def explained(mask: Mask) -> str:
    """The sentence behind what stands in a cell, for `title` and for who listens; or ""."""
    match mask:
        case Mask.SMALL:
            return _("suppressed: small number")
        case Mask.SUPPRESSED:
            return _("suppressed: a small number could be worked out from it")
        case Mask.UNKNOWN:
            return _("unknown: the source does not say")
    return ""
