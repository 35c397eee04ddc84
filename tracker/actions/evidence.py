"""Evidence comes in: found again where it is held already, added where it is not."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.values import check_values
from tracker.errors import EvidenceMissing
from tracker.models import Body, Evidence, Passage, Recommendation, User
from tracker.summaries.spans import place_of
from tracker.vocabulary import EvidenceKind, Role, Sensitivity


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows for a sentence: pieces held, a link, words of the report, or a title.

    Whatever is left empty is filled in: see `add_shown`.
    """

    held: Sequence[Evidence] = ()
    url: str = ""
    words: str = ""  # of the report that the recommendation stands in
    paragraph: int | None = None
    title: str = ""
    kind: str = ""
    issuer: Body | None = None
    covers_from: date | None = None
    covers_to: date | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.held or self.url or self.words or self.title)


def add_shown(
    shown: Shown,
    *,
    recommendation: Recommendation | None,
    sentence: str,
    as_of: date,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Every piece shown, each held once: a link or span that is held already is used again.

    Left empty, the title is the sentence's beginning, the issuer the lead body, and the piece is
    about the mechanism's year up to `as_of`; shown for no recommendation, both are as given, and
    words of a report stand nowhere. Called inside a transaction, under a reason.
    Raises SpanMismatch when the words quoted stand nowhere in the report, Invalid for a value that
    its field can't take.
    """
    pieces = list(shown.held)
    if shown.words and recommendation is not None:
        pieces.append(_of_words(shown, recommendation=recommendation, by=by, now=now))
    if shown.url or (shown.title and not pieces):
        filled = _filled(shown, recommendation=recommendation, sentence=sentence, as_of=as_of)
        pieces.append(_held_link(filled, by=by) or _added(filled, by=by, now=now))
    return list(dict.fromkeys(pieces))


def check_something_is_shown(shown: Shown, recommendation: Recommendation) -> None:
    """Raises EvidenceMissing for a note that shows nothing."""
    if shown.is_empty:
        raise EvidenceMissing(
            _(
                "The note on %(recommendation)s shows nothing. Give a link, words of the report or "
                "a piece of evidence held already; what has no link (a meeting, a visit) gets a "
                "title under “More”."
            )
            % {"recommendation": recommendation}
        )


def lead_of(recommendation: Recommendation) -> Body | None:
    """The lead body, or None. Of several, the first by code."""
    leads: QuerySet[Body] = Body.objects.filter(
        responsibilities__recommendation=recommendation.pk,
        responsibilities__role=Role.LEAD,
        responsibilities__withdrawn_at=None,
    )
    return leads.order_by("code").first()


def _filled(
    shown: Shown, *, recommendation: Recommendation | None, sentence: str, as_of: date
) -> Shown:
    shown = replace(
        shown,
        title=shown.title or _beginning(sentence),
        kind=shown.kind or EvidenceKind.OFFICIAL_STATEMENT,
    )
    if recommendation is None:
        return shown
    first, _last = recommendation.period_around(as_of)
    unsaid = shown.covers_from is None and shown.covers_to is None
    return replace(
        shown,
        issuer=shown.issuer or lead_of(recommendation),
        covers_from=first if unsaid else shown.covers_from,
        covers_to=as_of if unsaid else shown.covers_to,
    )


def _of_words(shown: Shown, *, recommendation: Recommendation, by: User, now: datetime) -> Evidence:
    report = recommendation.report
    place = place_of(shown.words, report=report, paragraph=shown.paragraph)
    Passage.objects.select_for_update().get(pk=place.passage.pk)  # two people at once: one waits
    held = Evidence.objects.standing().filter(
        passage=place.passage, start=place.start, end=place.end
    )
    return held.first() or Evidence.objects.create(
        kind=EvidenceKind.REPORT_PASSAGE,
        title=_beginning(place.quote),
        issuer=report.mechanism.issuer,
        passage=place.passage,
        start=place.start,
        end=place.end,
        quote=place.quote,
        sentence_start=place.sentence_start,
        sentence_end=place.sentence_end,
        published_on=report.published_on,
        covers_from=report.period_from,
        covers_to=report.period_to,
        language="en",
        sensitivity=Sensitivity.PUBLIC,  # passages of published reports are public
        added_by=by,
        added_at=now,
    )


def _held_link(filled: Shown, *, by: User) -> Evidence | None:
    if not filled.url:
        return None
    held = Evidence.objects.visible_to(by).standing().filter(url=filled.url)
    return held.filter(
        issuer=filled.issuer,
        kind=filled.kind,
        covers_from=filled.covers_from,
        covers_to=filled.covers_to,
    ).first()


def _added(filled: Shown, *, by: User, now: datetime) -> Evidence:
    piece = Evidence(
        kind=filled.kind,
        title=filled.title,
        url=filled.url,
        issuer=filled.issuer,
        covers_from=filled.covers_from,
        covers_to=filled.covers_to,
        accessed_on=timezone.localdate(now) if filled.url else None,
        added_by=by,
        added_at=now,
    )
    check_values(piece)
    piece.save()
    return piece


def _beginning(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= 100 else words[:100].rsplit(" ", 1)[0] + "…"
