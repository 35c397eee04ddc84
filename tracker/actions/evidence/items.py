"""Evidence comes in: found again where it is held already, added where it is not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.evidence import files
from tracker.actions.evidence.files import Dropped
from tracker.actions.values import check_told, check_values
from tracker.audit.reasons import because
from tracker.errors import EvidenceMissing
from tracker.models import Body, Evidence, Passage, Recommendation, Topic, User
from tracker.summaries.recommendations.quotations import place_of
from tracker.vocabulary import EvidenceKind, Reason, Role, Sensitivity

# Of what is typed of a new piece, what says whether it is held already.
SHOWN_FIRST = (
    *("title", "kind", "issuer", "url", "covers_from", "covers_to"),
    *("language", "published_on", "sensitivity", "readers", "dropped"),
)


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
    dropped: Dropped | None = None  # a file
    language: str = ""
    published_on: date | None = None
    sensitivity: str = Sensitivity.INTERNAL
    readers: Sequence[User] = ()  # of what is for named readers, beside who adds it
    page: str = ""  # where in a document that is no report: as printed
    at_paragraph: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.held or self.url or self.words or self.title or self.dropped)


def add_shown(
    shown: Shown,
    *,
    recommendation: Recommendation | None,
    sentence: str,
    as_of: date,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Every piece shown, each held once: a link, file or span held already is used again.

    Left empty, the title is the file's own or the sentence's beginning, the issuer the lead body,
    and the piece is about the mechanism's year up to `as_of`; shown for no recommendation, both
    are as given, and words of a report stand nowhere. Called inside a transaction, under a reason.
    Raises SpanMismatch when the words quoted stand nowhere in the report, Invalid for a value that
    its field can't take, PersonalData for words or a file that look like a victim's data.
    """
    pieces = list(shown.held)
    if shown.words and recommendation is not None:
        pieces.append(_of_words(shown, recommendation=recommendation, by=by, now=now))
    if shown.url or shown.dropped or (shown.title and not pieces):
        filled = _filled(shown, recommendation=recommendation, sentence=sentence, as_of=as_of)
        pieces.append(_held(filled, by=by) or _added(filled, by=by, now=now))
    return list(dict.fromkeys(pieces))


@transaction.atomic
def add(
    *,
    shown: Shown,
    fields: Mapping[str, Any],
    topics: Iterable[Topic] = (),
    by: User,
    now: datetime,
    reason: str | Reason,
) -> tuple[Evidence, bool]:
    """Keep a piece that nothing cites yet, and tell whether it is new: one held already stays.

    `fields` are its other fields: attribution, day of expiry, remark. Raises NotYours, Invalid for
    a value that its field can't take, PersonalData for words or a file that look like a victim's
    data.
    """
    policies.check_can_change(by, "evidence", shown.title or _("Evidence"))
    with because(reason, by=by):
        User.objects.select_for_update(no_key=True).get(pk=by.pk)  # two clicks at once: one waits
        as_of = timezone.localdate(now)
        [piece] = add_shown(shown, recommendation=None, sentence="", as_of=as_of, by=by, now=now)
        is_new = (piece.added_by_id, piece.added_at) == (by.pk, now)
        if is_new:
            said = {name: value for name, value in fields.items() if value}
            for name, value in said.items():
                setattr(piece, name, value)
            check_values(piece)
            check_told(piece)
            if said:
                piece.save(update_fields=list(said))
            piece.topics.set(topics)
    return piece, is_new


def check_something_is_shown(shown: Shown, recommendation: Recommendation) -> None:
    """Raises EvidenceMissing for a note that shows nothing."""
    if shown.is_empty:
        raise EvidenceMissing(
            _(
                "The note on %(recommendation)s shows nothing. Drop a file, give a link, words of "
                "the report or a piece of evidence held already; what has none of these (a "
                "meeting, a visit) gets a title under “More”."
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
    named = shown.dropped.taken.title if shown.dropped else ""
    guessed = shown.dropped.kind if shown.dropped else EvidenceKind.OFFICIAL_STATEMENT
    shown = replace(
        shown,
        title=shown.title or named or _beginning(sentence),
        kind=shown.kind or guessed,
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


def _held(filled: Shown, *, by: User) -> Evidence | None:
    if filled.dropped is not None:
        return files.held(filled.dropped, by=by)
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
        published_on=filled.published_on,
        language=filled.language,
        sensitivity=filled.sensitivity,
        added_by=by,
        added_at=now,
    )
    check_values(piece)
    piece.save()
    if filled.sensitivity == Sensitivity.NAMED_READERS:
        piece.readers.set(filled.readers)
    if filled.dropped is not None:
        files.put(filled.dropped, evidence=piece, by=by, now=now)
    return piece


def _beginning(sentence: str) -> str:
    words = " ".join(sentence.split())
    return words if len(words) <= 100 else words[:100].rsplit(" ", 1)[0] + "…"
