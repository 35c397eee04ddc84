"""What changed between a progress report as it was frozen and as it would be made now."""

from collections.abc import Collection, Iterator
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.models import Citation, Evidence
from tracker.progress import Cited, Progress, RecommendationProgress
from tracker.progress.values import UNSET
from tracker.vocabulary import Audience, Sensitivity

NAMED = 5  # numbers of recommendations in one sentence


def without_seal(progress: Progress) -> Progress:
    """All of it that comes from what it tells of: not the seal, nor which publication it is."""
    return replace(progress, seal=None, state=UNSET)


def is_same(frozen: Progress, now: Progress) -> bool:
    """Whether both say the same, whatever was sealed between them."""
    return without_seal(frozen) == without_seal(now)


def changes(frozen: Progress, now: Progress) -> list[str]:
    """What is another now, as parts of a sentence: first what may not be shown any more."""
    old = {one.number: one for one in frozen.recommendations}
    new = {one.number: one for one in now.recommendations}
    both = [(old[n], new[n]) for n in old if n in new]
    told = list(_of_evidence(both, frozen.audience.code, frozen.body.code if frozen.body else ""))
    judged = [a.number for a, b in both if (a.judgment, a.lines) != (b.judgment, b.lines)]
    if judged:
        told.append(
            ngettext(
                "the judgment of %(numbers)s is another",
                "the judgments of %(numbers)s are others",
                len(judged),
            )
            % {"numbers": _listed(judged)}
        )
    if left := [number for number in old if number not in new]:
        told.append(_("%(numbers)s no longer belong to it") % {"numbers": _listed(left)})
    if came := [number for number in new if number not in old]:
        told.append(_("%(numbers)s belong to it now") % {"numbers": _listed(came)})
    rest = [a.number for a, b in both if a != b and a.number not in judged]
    if rest and not told:
        told.append(_("what is said of %(numbers)s is another") % {"numbers": _listed(rest)})
    if frozen.figures != now.figures:
        told.append(_("figures were added or corrected"))
    if frozen.summary != now.summary:
        told.append(_("the executive summary was rewritten"))
    if frozen.letterhead != now.letterhead:
        told.append(_("it stands on other paper"))
    return told or [_("its words are others")]


def cited_in(one: RecommendationProgress) -> Iterator[Cited]:
    """Every piece that is named under a recommendation."""
    yield from one.evidence
    yield from (note.cited for note in one.notes)


def _of_evidence(
    both: Collection[tuple[RecommendationProgress, RecommendationProgress]],
    audience: str,
    addressee: str,
) -> Iterator[str]:
    """Evidence of the draft that is gone: hidden since, withdrawn since."""
    gone: dict[int, str] = {}
    for before, after in both:
        keys = {cited.key for cited in cited_in(after)}
        missing = (cited.key for cited in cited_in(before) if cited.key not in keys)
        gone |= {key: before.number for key in missing if key is not None}
    if not gone:
        return
    rows = Citation.objects.filter(pk__in=gone).select_related("evidence__issuer")
    hidden, withdrawn = [], []
    for row in rows.order_by("pk"):
        if row.is_withdrawn or row.evidence.is_withdrawn:
            withdrawn.append(gone[row.pk])
        elif is_hidden(row.evidence, audience, addressee):
            hidden.append(gone[row.pk])
    if hidden:
        yield _("evidence cited for %(numbers)s may no longer be shown") % {
            "numbers": _listed(hidden)
        }
    if withdrawn:
        yield _("evidence cited for %(numbers)s was withdrawn") % {"numbers": _listed(withdrawn)}


def is_hidden(piece: Evidence, audience: str, addressee: str) -> bool:
    """Whether a report for these readers may not name a piece, by the rules of `withheld`.

    `addressee` is the code of the body that a report for a body itself is for.
    """
    if piece.is_for_named_readers or audience == Audience.INTERNAL:
        return piece.is_for_named_readers
    if audience == Audience.BODY and piece.issuer is not None and piece.issuer.code == addressee:
        return False
    return piece.sensitivity != Sensitivity.PUBLIC or not piece.may_be_named


def _listed(numbers: Collection[str]) -> str:
    """ "3, 6 and 7 more"; each number once."""
    each = list(dict.fromkeys(numbers))
    told = ", ".join(each[:NAMED])
    if len(each) <= NAMED:
        return told
    more = ngettext("%(told)s and %(number)d more", "%(told)s and %(number)d more", len(each))
    return more % {"told": told, "number": len(each) - NAMED}
