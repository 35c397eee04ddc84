"""The state of a report's recommendations on a date, as a progress report tells it.

What somebody else decides on must not depend on who prints it: evidence for named readers and
paperwork that nobody approved stay out for everybody.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F, FilteredRelation, Q
from django.utils import translation

from tracker.models import Body, Report, User
from tracker.progress import (
    Condition,
    Count,
    Labelled,
    Part,
    Progress,
    RecommendationProgress,
    Remark,
    Share,
)
from tracker.progress.values import UNSET
from tracker.summaries import telling
from tracker.summaries.choosing import CHOSEN_BY_WHAT_IS_TOLD, is_told
from tracker.summaries.figures import figures
from tracker.summaries.known import Known
from tracker.summaries.labels import coded
from tracker.summaries.parts import behind, part_of, place_of, places_of
from tracker.summaries.recommendations import recommendation
from tracker.summaries.remarks import letterhead, remarks
from tracker.summaries.terms import Terms, body_of, since_of
from tracker.summaries.withheld import Left, together, told_of
from tracker.vocabulary import LEFT_OUT, RANK, Audience, Past, ReportKind, Status, Then

SEEN_BY = "seen_by"  # the condition that somebody may not read everything: it is no filter


def progress(
    report: Report,
    *,
    recommendations: Any,
    on: date,
    past: Past = Past.KNOWN_NOW,
    language: str = "en",
    conditions: Sequence[Condition] = (),
    statuses: Collection[str] = (),
    reader: User | None = None,
    kind: ReportKind = ReportKind.FULL,
    audience: Audience = Audience.INTERNAL,
    since: date | None = None,
    body: Body | None = None,
    shown: range | None = None,
) -> Progress:
    """The progress of these recommendations of the report, as they stood at the end of `on`.

    With `past` it is told as that day is known now, or as it was told at its end.
    `recommendations` is a queryset that starts at `visible_to`; `statuses`, if any, keeps those
    that stood at one of them on that day, and the kind those that it is about. `reader` is somebody
    who may not read everything: of what stands under a recommendation only what that person sees is
    told. Without one, the report is the same for everybody. A public one holds nothing that is not
    public. What happened is told of the time after `since`; without one, after the edition's own
    period. The number of queries is the same for 9 and for 5,000: 12 at most.
    `shown` keeps the recommendations at these places, in the order of the source; counts, share,
    strengths and what was left out are over all the same, and only which kinds of matter are
    withheld is told, not how many.
    Raises Invalid for a `since` after `on`, and for a report for a body without one.
    Source of every number: docs/methodology.md.
    """
    terms = Terms(
        then=Then(on, past),
        since=since_of(report, on=on, since=since),
        language=language,
        kind=kind,
        audience=audience,
        reader=reader,
        body=body_of(kind, body, audience),
        edition_to=report.period_to,
    )
    with translation.override(language):
        edition = telling.with_seal(report)
        remarked = remarks(edition, then=terms.then, language=language, reader=reader)
        found = recommendations.filter(report=edition)
        before: tuple[Count, ...] = ()
        part: Part | None = None
        if shown is None or terms.kind in CHOSEN_BY_WHAT_IS_TOLD:
            each = _each(edition, found, terms, statuses, remarked)
            counts = _counts(one.status.code for one, _left in each)
            before = _counts(one.before.code for one, _left in each)
            places = [place_of(one) for one, _left in each]
            told, left = _chosen(each, terms)
            if shown is not None:
                part = part_of(len(told), shown)
                told = told[shown.start : shown.stop]
        else:
            places = places_of(found, terms, statuses)
            counts = _counts(place.status for place in places)
            part = part_of(len(places), shown)
            keys = [place.key for place in places[shown.start : shown.stop]]
            told, left = _chosen(
                _each(edition, found.filter(pk__in=keys), terms, (), remarked), terms
            )
        theme = _theme(conditions)
        is_filtered = any(one.name != SEEN_BY for one in conditions)
        themes = frozenset(place.theme for place in places) if is_filtered else None  # None: all
        series = figures(edition, terms=terms, themes=themes, left=left)
        return Progress(
            report=telling.report_head(edition),
            on=on,
            past=coded(past),
            language=language,
            filter=tuple(conditions),
            counts=counts,
            counts_before=before,
            fully=_fully(counts),
            left_out=tuple(c for c in counts if c.status.code in LEFT_OUT),
            recommendations=tuple(told),
            seal=telling.seal(edition),
            kind=coded(kind),
            audience=coded(audience),
            since=terms.since,
            body=telling.body_role(body) if body else None,
            theme=theme,
            summary=None if _is_of_some(terms, conditions) else remarked.get(None),
            figures=series,
            withheld=told_of(left, is_outward=terms.is_outward, is_part=part is not None),
            part=part,
            behind=behind(places),
            letterhead=letterhead(),
        )


def _each(
    report: Report,
    found: Any,
    terms: Terms,
    statuses: Collection[str],
    remarked: Mapping[int | None, Remark],
) -> list[tuple[RecommendationProgress, Left]]:
    """All that the report counts, in the order of the source, with what it may not tell of each."""
    known = Known.about(found, then=terms.then, reader=terms.reader)
    each = [
        recommendation(row, report, known, terms, remarked.get(row.pk))
        for row in _with_translation(found, terms.language).order_by("sort_key")
    ]
    if statuses:
        each = [(one, left) for one, left in each if one.status.code in statuses]
    if terms.kind == ReportKind.BODY:
        each = [(one, left) for one, left in each if is_told(one, terms)]
    return each


def _chosen(
    each: Iterable[tuple[RecommendationProgress, Left]], terms: Terms
) -> tuple[list[RecommendationProgress], Left]:
    """What the report tells of one by one, and what it may not tell of all it counts.

    One that is left out may be so because what is new or overdue there may not be told.
    """
    each = list(each)
    told = [one for one, _left in each if is_told(one, terms)]
    return told, together(left for _one, left in each)


def _is_of_some(terms: Terms, conditions: Sequence[Condition]) -> bool:
    """Whether the report tells of some of the edition alone; what is written of all is not."""
    return bool(conditions) or terms.kind in {ReportKind.BODY, *CHOSEN_BY_WHAT_IS_TOLD}


def _with_translation(rows: Any, language: str) -> Any:
    """Recommendations with their title and text in a language, and the number of their passage."""
    own = Q(translations__language=language)
    return rows.annotate(translated=FilteredRelation("translations", condition=own)).annotate(
        translated_title=F("translated__short_title"),
        translated_text=F("translated__text"),
        translated_source=F("translated__source"),
        paragraph=F("passage__number"),
    )


def _theme(conditions: Sequence[Condition]) -> Labelled:
    """The theme that the filter keeps; empty where it keeps all."""
    return next((Labelled(c.value, c.reads) for c in conditions if c.name == "theme"), UNSET)


def _counts(statuses: Iterable[str]) -> tuple[Count, ...]:
    numbers = Counter(statuses)
    return tuple(Count(coded(s), RANK.get(s), numbers[s.value]) for s in Status)


def _fully(counts: Sequence[Count]) -> Share:
    """How many stand at fully implemented, of those that have a place on the scale."""
    return Share(
        part=sum(c.number for c in counts if c.status.code == Status.FULL),
        base=sum(c.number for c in counts if c.rank is not None),
    )
