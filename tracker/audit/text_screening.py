"""Words are looked through for a victim's data before they are kept: history never forgets.

The writer is shown what was found, takes it out, or ticks that it was looked at. That they did is
told in the history of what they wrote, by kind; never the words themselves.
"""

import hashlib
from collections.abc import Callable, Iterable

from django.utils.encoding import force_str

from tracker.audit import context
from tracker.errors import PersonalDataFound
from tracker.models import Body, User
from tracker.screening import Spot, spots_of_file, spots_of_typed, told
from tracker.vocabulary import SpotKind

Finder = Callable[..., list[Spot]]


def screen(texts: Iterable[str]) -> None:
    """Raises PersonalData for typed words that look like a victim's data, unless looked at."""
    _look(texts, spots_of_typed)


def screen_file(text: str) -> None:
    """The same for what a file says, of which less is telling."""
    _look([text], spots_of_file)


def spots_in_file(text: str) -> list[Spot]:
    """What `screen_file` would ask about: a warning as soon as the file is there."""
    return _spots(text, spots_of_file)


def mark_of(spot: Spot) -> str:
    """What stands for a spot in a tick: other words have another mark."""
    return hashlib.sha256(f"{spot.kind}:{spot.words}".encode()).hexdigest()[:16]


def _look(texts: Iterable[str], find: Finder) -> None:
    spots = [spot for text in texts for spot in _spots(force_str(text), find)]
    if not spots:
        return
    now = context.current()
    unseen = [spot for spot in spots if not now.has_ticked(mark_of(spot))]
    if unseen:
        raise PersonalDataFound(told(unseen), unseen)
    kinds = {*filter(None, now.looked_at.split(",")), *(str(spot.kind) for spot in spots)}
    context.look_at(",".join(sorted(kinds)))


def _spots(text: str, find: Finder) -> list[Spot]:
    found = find(text)
    if any(spot.kind == SpotKind.VICTIM_BESIDE_NAME for spot in found):
        return find(text, known=_known_names())
    return found


def _known_names() -> list[str]:
    """Bodies, and the people who work here: their names may stand beside any word."""
    bodies = Body.objects.values_list("name_en", "name_sq", "name_sr", "acronym")
    people = User.objects.values_list("first_name", "last_name")
    names = [name for row in bodies for name in row] + [" ".join(row).strip() for row in people]
    return [name for name in names if name]
