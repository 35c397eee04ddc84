"""What holds for all that a report counts, and where a page of a long one stands in it."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.utils import translation

from tracker.models import Assessment, Body, Report, Responsibility, User
from tracker.models import Remark as RemarkRow
from tracker.progress import (
    Behind,
    Condition,
    Count,
    Labelled,
    Letterhead,
    Part,
    Progress,
    RecommendationProgress,
    Remark,
    Share,
)
from tracker.progress.report import by_strength
from tracker.progress.values import UNSET
from tracker.summaries.progress import serializers
from tracker.summaries.progress.confidentiality import Left, together, told_of
from tracker.summaries.progress.data import Known
from tracker.summaries.progress.figures import figures
from tracker.summaries.progress.parameters import (
    CHOSEN_BY_WHAT_IS_TOLD,
    Terms,
    body_of,
    is_told,
    since_of,
)
from tracker.summaries.progress.recommendations import recommendation
from tracker.summaries.progress.serializers import coded
from tracker.vocabulary import (
    LEFT_OUT,
    RANK,
    Audience,
    Past,
    ReportKind,
    State,
    Status,
    Strength,
    Then,
)


class Place(NamedTuple):
    """A recommendation that a report counts, and how it stood on the day."""

    key: int
    status: str
    strength: str | None  # None: nobody judged it
    is_sample: bool | None
    by_author: bool | None  # approved by who wrote it
    theme: str


def places_of(found: Any, terms: Terms, statuses: Collection[str]) -> list[Place]:
    """All that a report of another kind counts, in the order of the source.

    One query, of the spans that follow from the judgments: `check_statuses` compares the two.
    """
    if terms.kind == ReportKind.BODY:
        roles = Responsibility.objects.standing().filter(body=terms.body)
        found = found.filter(Exists(roles.filter(recommendation=OuterRef("pk"))))
    rows = found.then(terms.then)
    if statuses:
        rows = rows.filter(status_then__in=statuses)
    judged = Assessment.objects.filter(pk=OuterRef("assessment_then"))
    own = judged.filter(state=State.APPROVED, decided_by=F("author"))
    rows = rows.annotate(
        strength=Subquery(judged.values("strength")),
        is_sample=Subquery(judged.values("is_sample")),
        by_author=Exists(own),
    )
    columns = ("pk", "status_then", "strength", "is_sample", "by_author", "theme")
    return [Place(*row) for row in rows.order_by("sort_key").values_list(*columns)]


def place_of(one: RecommendationProgress) -> Place:
    """The place of a recommendation that was read already."""
    judgment = one.assessment
    if judgment is None:
        return Place(one.key or 0, one.status.code, None, None, None, one.theme.code)
    return Place(
        one.key or 0,
        one.status.code,
        judgment.strength.code,
        judgment.is_sample,
        judgment.approved_by_its_author,
        one.theme.code,
    )


def part_of(of: int, shown: range) -> Part | None:
    """What `shown` is of so many recommendations; None: all of them."""
    return None if len(range(of)[shown.start : shown.stop]) == of else Part(shown.start, of)


def behind(places: Sequence[Place]) -> Behind:
    """What stands behind the statuses of all of them, in the language in force."""
    held = Counter(one.strength for one in places)
    return Behind(
        strengths=by_strength({coded(Strength(code)): held[code] for code in held if code}),
        has_samples=any(one.is_sample for one in places),
        by_authors=sum(bool(one.by_author) for one in places),
    )


def remarks(
    report: Report, *, then: Then, language: str, reader: User | None
) -> Mapping[int | None, Remark]:
    """The newest remark in this language on each recommendation, by key; under None the summary.

    One query. What was written in another language alone is not there.
    """
    rows = RemarkRow.objects.all() if reader is None else RemarkRow.objects.visible_to(reader)
    rows = rows.filter(report=report, language=language).told(then).newest_first()
    told: dict[int | None, Remark] = {}
    for row in rows:
        told.setdefault(row.recommendation_id, Remark(row.text, row.as_of, row.pk))
    return told


def letterhead() -> Letterhead:
    """Name, logo, colour and preface of the settings; empty where none is set."""
    return Letterhead(
        name=getattr(settings, "REPORT_NAME", ""),
        logo=getattr(settings, "REPORT_LOGO", ""),
        colour=getattr(settings, "REPORT_COLOUR", ""),
        preface=getattr(settings, "REPORT_PREFACE", ""),
    )


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
        edition = serializers.with_seal(report)
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
            report=serializers.report_head(edition),
            on=on,
            past=coded(past),
            language=language,
            filter=tuple(conditions),
            counts=counts,
            counts_before=before,
            fully=_fully(counts),
            left_out=tuple(c for c in counts if c.status.code in LEFT_OUT),
            recommendations=tuple(told),
            seal=serializers.seal(edition),
            kind=coded(kind),
            audience=coded(audience),
            since=terms.since,
            body=serializers.body_role(body) if body else None,
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
