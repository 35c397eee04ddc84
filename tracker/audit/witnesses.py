"""Who else knows which seals there were: paper, publications, and verifications of before.

The newest seals can be deleted, and what they covered rewritten, without a break in the chain.
"""

from collections.abc import Mapping

from django.db.models import F, Max
from django.utils.translation import gettext as _

from tracker.audit.drift import Wrong
from tracker.audit.verified import Verified
from tracker.models import Publication, Seal, Verification

Pair = tuple[int, str]  # number of a seal, its hash or how that begins


def look_at(came: Verified, printed: Mapping[int, str]) -> None:
    """Compare the seals with those that were printed, that publications name, that were counted."""
    frozen = Publication.objects.exclude(seal_hash="").order_by("seal_number", "pk")
    named = {(one.seal_number or 0, one.seal_hash): one.title for one in frozen.reverse()}
    held = _held({number for number, _begins in (*printed.items(), *named)})
    for number, begins in sorted(printed.items()):
        told = _("Seal %(number)d is not the one that was printed (%(printed)s): %(there)s.")
        if not _is_held(held, (number, begins)):
            what = {"number": number, "printed": begins, "there": _there(held, number)}
            came.tell(Wrong(None, told % what))
    for (number, whole), title in sorted(named.items()):
        if held.get(number) != whole:
            told = _(
                "Seal %(number)d is not the one that “%(title)s” was made under (%(hash)s): "
                "%(there)s."
            )
            what = {"number": number, "title": title, "hash": whole}
            came.tell(Wrong(None, told % {**what, "there": _there(held, number)}))
    _compare_with_earlier(came)


def _held(numbers: set[int]) -> dict[int, str]:
    return dict(Seal.objects.filter(number__in=numbers).values_list("number", "hash"))


def _is_held(held: Mapping[int, str], pair: Pair) -> bool:
    number, begins = pair
    return bool(begins) and held.get(number, "").startswith(begins.lower())


def _there(held: Mapping[int, str], number: int) -> str:
    return held.get(number) or _("there is none")


def _compare_with_earlier(came: Verified) -> None:
    """As many seals as an earlier verification counted must still be there."""
    counted = Verification.objects.filter(seals__gt=0)
    were = counted.aggregate(newest=Max(F("since") + F("seals") - 1))["newest"] or 0
    are = Seal.objects.aggregate(newest=Max("number"))["newest"] or 0
    if were > are:
        told = _(
            "An earlier verification found seals up to number %(were)d, and the newest now is "
            "%(are)d: seals were deleted."
        )
        came.tell(Wrong(None, told % {"were": were, "are": are}))
