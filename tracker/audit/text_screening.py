"""Screen text for a victim's data before it is saved, since history keeps it for ever.

The writer sees the spots, and takes the words out or confirms that they are no victim's data. A
confirmation is recorded with the events of the write: the kinds of the spots, never their words.
"""

import hashlib
from collections.abc import Callable, Iterable

from django.utils.encoding import force_str

from tracker import errors, limited_process, models, screening, vocabulary
from tracker.audit import context

Finder = Callable[..., list[screening.Spot]]
LONG = 20_000  # characters, which take 0.2 seconds at most; more are looked through apart


def check_text(texts: Iterable[str]) -> None:
    """Raise PersonalDataFound for typed text with unconfirmed spots like a victim's data."""
    _check(texts, screening.find_spots_in_text)


def check_file_text(text: str) -> None:
    """Raise PersonalDataFound for the text of a file, in which fewer patterns are significant."""
    _check([text], screening.find_spots_in_file)


def preview_file_spots(text: str) -> list[screening.Spot]:
    """Return the spots that `check_file_text` would refuse, to warn as soon as a file is stored."""
    return _find_spots(text, screening.find_spots_in_file)


def confirmation_mark(spot: screening.Spot) -> str:
    """Return the mark by which a spot is confirmed; it changes with the words of the spot."""
    return hashlib.sha256(f"{spot.kind}:{spot.words}".encode()).hexdigest()[:16]


def _check(texts: Iterable[str], find: Finder) -> None:
    spots = [spot for text in texts for spot in _find_spots(force_str(text), find)]
    if not spots:
        return
    current = context.current()
    unconfirmed = [spot for spot in spots if not current.is_confirmed(confirmation_mark(spot))]
    if unconfirmed:
        raise errors.PersonalDataFound(screening.describe_spots(unconfirmed), unconfirmed)
    kinds = {*filter(None, current.looked_at.split(",")), *(str(spot.kind) for spot in spots)}
    context.set_confirmed_kinds(",".join(sorted(kinds)))


def _find_spots(text: str, find: Finder) -> list[screening.Spot]:
    if len(text) > LONG:
        return limited_process.read_limited("", find, text, known=_known_names())
    spots = find(text)
    return (
        find(text, known=_known_names())
        if any(spot.kind == vocabulary.SpotKind.VICTIM_BESIDE_NAME for spot in spots)
        else spots
    )


def _known_names() -> list[str]:
    """Return the names of bodies and users, which may stand beside any word."""
    names = [
        name for row in models.Body.objects.values_list(*models.BODY_NAMES) for name in row
    ] + [
        " ".join(row).strip() for row in models.User.objects.values_list("first_name", "last_name")
    ]
    return [name for name in names if name]
