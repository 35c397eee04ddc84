"""Links of evidence: whether each leads somewhere, and to what it led to when it was read."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from itertools import batched

from django.db import transaction
from django.utils.translation import gettext as _

from tracker.actions.checking.reading import LONGEST, Outcome, read_links
from tracker.actions.checking.unread import Unread
from tracker.audit.reasons import because
from tracker.models import Evidence
from tracker.summaries import checking as told
from tracker.summaries.checking import Found, Link
from tracker.vocabulary.checking import Amiss

TOGETHER = 100  # readings kept in one transaction


@dataclass(slots=True)
class Links:
    """What came of all links."""

    found: list[Found] = field(default_factory=list)
    read: int = 0  # those that led to a page
    learned: int = 0  # those whose page was read for the first time, or anew
    not_reached: int = 0  # left for another night


def check_links(
    links: Collection[Link],
    *,
    on: date,
    timeout: float,
    longest: float = LONGEST,
    opened_to: Collection[str] = (),
) -> Links:
    """Read every link and keep what those say that were never read. One piece is written or none.

    A link that several pieces have is read once. What is read while another writes another link
    is not kept.
    """
    of_url: dict[str, list[Link]] = {}
    for link in links:
        of_url.setdefault(link.piece.url, []).append(link)
    came = Links(not_reached=len(links))
    read = read_links(
        of_url, timeout=timeout, seed=on.toordinal(), longest=longest, opened_to=opened_to
    )
    for some in batched(read, TOGETHER):
        outcomes = [(link, what) for url, what in some for link in of_url[url]]
        for part in batched(outcomes, told.AT_ONCE):
            _look(part, came, on=on)
    came.found.sort(key=lambda one: one.piece.pk if one.piece else 0)
    return came


def _look(outcomes: Collection[tuple[Link, Outcome]], came: Links, *, on: date) -> None:
    came.not_reached -= len(outcomes)
    fresh: dict[int, tuple[Link, str]] = {}
    other: dict[int, tuple[Link, str]] = {}
    for link, what in outcomes:
        if isinstance(what, Unread):
            came.found.append(Found(what.why, piece=link.piece, code=what.code))
            continue
        came.read += 1
        if not link.sha256 or link.is_read_anew:
            fresh[link.piece.pk] = link, what
        elif what != link.sha256:
            other[link.piece.pk] = link, what
    relinked = told.relinked(other) if other else set()
    for pk, (link, what) in other.items():
        if pk in relinked:
            fresh[pk] = link, what
        else:
            came.found.append(Found(Amiss.DRIFTED, piece=link.piece, day=link.read_on))
    if fresh:
        came.learned += _keep(fresh, on=on)


def _keep(fresh: dict[int, tuple[Link, str]], *, on: date) -> int:
    """Write what these links say now, each unless its piece has another link by now."""
    with transaction.atomic(), because(_("What the link says was read, to be compared later")):
        rows = Evidence.objects.filter(pk__in=fresh).order_by("pk")
        changed = []
        for piece in rows.select_for_update(no_key=True).only("pk", "url"):
            link, what = fresh[piece.pk]
            if piece.url == link.piece.url:
                piece.link_sha256, piece.link_read_on = what, on
                changed.append(piece)
        Evidence.objects.bulk_update(changed, ["link_sha256", "link_read_on"])
    return len(changed)
