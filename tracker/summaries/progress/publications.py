"""What changed between a progress report as it was frozen and as it would be made now."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.formats import day
from tracker.models import (
    Assessment,
    Citation,
    Commitment,
    Event,
    Evidence,
    Figure,
    Publication,
    PublicationUse,
    Remark,
    User,
)
from tracker.models.history.events import table_of
from tracker.models.progress import PublicationQuerySet
from tracker.progress import Cited, Progress, RecommendationProgress
from tracker.progress.values import UNSET
from tracker.vocabulary import Audience, PublicationState, Sensitivity, Status

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
    judged = [a.number for a, b in both if (a.assessment, a.lines) != (b.assessment, b.lines)]
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


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that a reader of a publication has to know. It says nothing that is hidden."""

    told: str
    at: datetime
    evidence: Evidence | None = None  # where the reader may know of it
    is_open: bool = True  # told to people who do not sign in, too
    bars: bool = False  # shut with it, unless it is out: see `is_barred`


def notices(publication: Publication, user: User | None = None) -> list[Notice]:
    """All of them, the oldest first. Without a user, what may be told to everybody.

    Source: rule 9 of the design: a correction marks every publication that used what it corrects.
    """
    told = [
        *_corrected(publication, user),
        *_put_right(publication),
        *_taken_back(publication, user),
    ]
    if user is None:
        told = [one for one in told if one.is_open]
    return sorted(
        dict.fromkeys(told), key=lambda one: one.at
    )  # a piece cited twice is told of once


def is_barred(publication: Publication, user: User | None = None) -> bool:
    """Whether it holds evidence that may no longer be shown to its readers, and is not out.

    What stands as published for people outside, or was superseded, is out: nobody calls it back but
    by withdrawing it. An internal one did not leave the house: it stays open to a `user` who may
    read all of that evidence, and to nobody else.
    """
    stands = publication.has_left and publication.state != PublicationState.WITHDRAWN
    if not stands:
        return any(one.bars for one in _taken_back(publication, None))
    if publication.audience != Audience.INTERNAL:
        return False
    return any(one.bars and one.evidence is None for one in _taken_back(publication, user))


def is_remarked(publication: Publication) -> bool:
    """Whether words of analysts stand in it that no second person approved."""
    return publication.uses.filter(table=table_of(Remark)).exists()


def with_corrected(rows: PublicationQuerySet) -> PublicationQuerySet:
    """The rows with `is_corrected`: whether a judgment, figure, measure or remark that they print
    was corrected or withdrawn since.
    """
    created_at = OuterRef("publication__created_at")
    corrections = Assessment.objects.approved().filter(
        corrects=OuterRef("key"), decided_at__gt=created_at
    )
    revisions = Figure.objects.standing().filter(revises=OuterRef("key"), added_at__gt=created_at)
    is_used = Q(Exists(corrections), table=table_of(Assessment))
    is_used |= Q(Exists(revisions), table=table_of(Figure))
    for model in (Figure, Commitment, Remark):
        gone = model.objects.filter(pk=OuterRef("key"), withdrawn_at__gt=created_at)
        is_used |= Q(Exists(gone), table=table_of(model))
    used = PublicationUse.objects.filter(is_used, publication=OuterRef("pk"))
    marked: PublicationQuerySet = rows.annotate(is_corrected=Exists(used))
    return marked


def _used(publication: Publication, model: Any) -> Any:
    """Keys of the rows of a model that it used, as a subquery."""
    return publication.uses.filter(table=table_of(model)).values("key")


def _corrected(publication: Publication, user: User | None) -> Iterator[Notice]:
    rows = (
        Assessment.objects.approved()
        .filter(corrects__in=_used(publication, Assessment), decided_at__gt=publication.created_at)
        .select_related("corrects", "recommendation")
        .order_by("decided_at", "pk")
    )
    for row in rows:
        assert row.corrects is not None
        names = {
            "number": row.recommendation.number,
            "day": day(timezone.localdate(row.decided_at)),
            "old": Status(row.corrects.status).label,
            "new": Status(row.status).label,
        }
        if user is None:  # what stands instead has not been published yet
            told = _("The judgment of %(number)s, “%(old)s”, was corrected on %(day)s.")
        else:
            told = _(
                "The judgment of %(number)s was corrected on %(day)s: from “%(old)s” to “%(new)s”."
            )
        yield Notice(told % names, row.decided_at)


def _put_right(publication: Publication) -> Iterator[Notice]:
    """Figures, measures and words of analysts that were revised or withdrawn since."""
    since = publication.created_at
    figures = Figure.objects.select_related("indicator")
    used = _used(publication, Figure)
    for one in figures.standing().filter(revises__in=used, added_at__gt=since).order_by("pk"):
        told = _("The figure of “%(figure)s” was revised on %(day)s.")
        yield _notice(told, one.added_at, figure=_named(one))
    for one in figures.filter(pk__in=used, withdrawn_at__gt=since).order_by("pk"):
        told = _("The figure of “%(figure)s” was withdrawn on %(day)s.")
        yield _notice(told, one.withdrawn_at, figure=_named(one))
    for model in (Commitment, Remark):
        rows = model.objects.filter(pk__in=_used(publication, model), withdrawn_at__gt=since)
        for row in rows.select_related("recommendation").order_by("pk"):
            yield _notice(_withdrawn(row), row.withdrawn_at, number=_number_of(row))


def _withdrawn(row: Commitment | Remark) -> str:
    if isinstance(row, Commitment):
        return _("A measure under %(number)s was withdrawn on %(day)s.")
    if row.recommendation is None:
        return _("The executive summary was withdrawn on %(day)s.")
    return _("The remark on %(number)s was withdrawn on %(day)s.")


def _number_of(row: Commitment | Remark) -> str:
    return row.recommendation.number if row.recommendation else ""


def _notice(told: str, at: datetime, **names: str) -> Notice:
    return Notice(told % {**names, "day": day(timezone.localdate(at))}, at)


def _named(figure: Figure) -> str:
    """ "Victims identified, 2024"."""
    return ", ".join(part for part in (figure.indicator.called, figure.period) if part)


def _taken_back(publication: Publication, user: User | None) -> Iterator[Notice]:
    """Evidence, or its use on a recommendation, that was withdrawn or became hidden since."""
    citations = list(_citations_since(publication))
    keys = {row.evidence_id for row in citations}
    others = list(_others_since(publication).exclude(pk__in=keys))
    known: dict[int, Evidence] = {}
    if user:
        known = Evidence.objects.visible_to(user).in_bulk(keys | {piece.pk for piece in others})
    for row in citations:
        piece, names = known.get(row.evidence_id), {"number": row.recommendation.number}
        if is_hidden(row.evidence, publication.audience, publication.addressee):
            told = _("Evidence cited for %(number)s may no longer be shown to these readers.")
            told = _advised(told % names, publication)
            yield Notice(told, publication.created_at, piece, is_open=False, bars=True)
        elif row.withdrawn_at or row.evidence.withdrawn_at:
            at = row.withdrawn_at or row.evidence.withdrawn_at
            names["day"] = day(timezone.localdate(at))
            told = _("Evidence cited for %(number)s was withdrawn on %(day)s.")
            yield Notice(told % names, at, piece)
    for other in others:
        piece = known.get(other.pk)
        if is_hidden(other, publication.audience, publication.addressee):
            told = _advised(
                _(
                    "The source of a figure, a measure or a view may no longer be shown to these "
                    "readers."
                ),
                publication,
            )
            yield Notice(told, publication.created_at, piece, is_open=False, bars=True)
        elif other.withdrawn_at:
            told = _("The source of a figure, a measure or a view was withdrawn on %(day)s.")
            names = {"day": day(timezone.localdate(other.withdrawn_at))}
            yield Notice(told % names, other.withdrawn_at, piece)


def _advised(told: str, publication: Publication) -> str:
    """The sentence with what can be done about it, while something can."""
    if publication.state == PublicationState.WITHDRAWN:
        return told
    if publication.is_draft:
        return f"{told} {_('Discard this draft, and make one without it.')}"
    return f"{told} {_('Withdraw this report, or publish one without it.')}"


def _citations_since(publication: Publication) -> Any:
    """Citations that it printed, of what was withdrawn or may have been hidden since."""
    return (
        Citation.objects.filter(pk__in=_used(publication, Citation))
        .filter(
            Q(withdrawn_at__gt=publication.created_at)
            | Q(evidence__withdrawn_at__gt=publication.created_at)
            | Q(Exists(_closed_since(publication, "evidence")))
        )
        .select_related("recommendation", "evidence__issuer")
        .order_by("recommendation__sort_key", "pk")
    )


def _others_since(publication: Publication) -> Any:
    """Pieces that it named, cited or not: what figures, measures and views rest on, too."""
    return (
        Evidence.objects.filter(pk__in=_used(publication, Evidence))
        .filter(
            Q(withdrawn_at__gt=publication.created_at) | Q(Exists(_closed_since(publication, "pk")))
        )
        .select_related("issuer")
        .order_by("pk")
    )


def _closed_since(publication: Publication, key: str) -> Any:
    """Events that gave a piece another sensitivity, attribution or issuer after the report was
    made.
    """
    return Event.objects.filter(
        table=table_of(Evidence),
        key=OuterRef(key),
        pk__gt=publication.history_to,
        operation="update",
        new__has_any_keys=["sensitivity", "attribution", "issuer_id"],
    )
