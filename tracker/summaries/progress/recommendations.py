"""How a recommendation stood over time, from the analysts' judgments of one knowledge."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from tracker.models import Assessment, Report
from tracker.progress import (
    BodyRole,
    ComponentLine,
    Judgment,
    Labelled,
    RecommendationProgress,
    Remark,
    StandingPoint,
    Undertaken,
    View,
)
from tracker.summaries.progress import serializers
from tracker.summaries.progress.confidentiality import Gate, Left
from tracker.summaries.progress.data import Known
from tracker.summaries.progress.parameters import Terms, is_of_period
from tracker.summaries.progress.serializers import coded, labelled
from tracker.vocabulary import RANK, SETTLED, Past, Perspective, Role, Status, Then

type Judgments = Sequence[Assessment]  # approved ones of the analysts, newest first


def previous(judgments: Judgments) -> Assessment | None:
    """The newest one before the standing one that it does not correct, for an earlier day."""
    if not judgments:
        return None
    held = _uncorrected(judgments)
    return next((one for one in held[1:] if one.as_of < judgments[0].as_of), None)


def course(judgments: Judgments) -> tuple[StandingPoint, ...]:
    """Each status from its day on, oldest first: what was corrected never stood.

    Of two judgments for one day the one made later stands.
    """
    by_day = {one.as_of: one for one in reversed(_uncorrected(judgments))}
    return tuple(
        StandingPoint(day, labelled(one, "status"), RANK.get(Status(one.status)), one.pk)
        for day, one in by_day.items()
    )


def status_at(judgments: Judgments, then: Then) -> Labelled:
    """The status at the end of a day, by its knowledge; not assessed before the first."""
    for one in judgments:
        if one.as_of <= then.on and _was_said(one, then):
            return labelled(one, "status")
    return coded(Status.NOT_ASSESSED)


def _was_said(one: Assessment, then: Then) -> bool:
    if then.past == Past.KNOWN_NOW:
        return True
    return one.decided_at is not None and one.decided_at < then.ends_at


def _uncorrected(judgments: Judgments) -> list[Assessment]:
    wrong = {one.corrects_id for one in judgments}
    return [one for one in judgments if one.pk not in wrong]


# Beside the analysts, in this order.
_BESIDE = [
    place.value
    for place in (
        Perspective.RESPONSIBLE_BODY,
        Perspective.CIVIL_SOCIETY,
        Perspective.SOURCE_REPORT,
    )
]
_ROLES = [role.value for role in Role]


def recommendation(
    row: Any, report: Report, known: Known, terms: Terms, remark: Remark | None
) -> tuple[RecommendationProgress, Left]:
    """A row, with its translation, as a report tells it; and what it may not tell of it."""
    row.report = report  # held once, not read with each row
    gate = Gate(known, terms)
    judgments, others = _perspectives(known.assessments.get(row.pk, ()))
    standing = judgments[0] if judgments else None
    status = Status(standing.status) if standing else Status.NOT_ASSESSED
    cited = gate.citations(known.citations.get(row.pk, ()))
    bodies = _bodies(known.responsibilities.get(row.pk, ()))
    views = _views(gate.views(others, cited), report, gate, against=status, bodies=bodies)
    told = [one for one in cited if is_of_period(*one, terms)]
    notes = gate.notes(told)
    questions = gate.questions(known.queries.get(row.pk, ()))
    if terms.is_outward and judgments:
        gate.left["names"].add(0)
    return RecommendationProgress(
        number=row.number,
        title=row.translated_title or row.short_title,
        text=row.text,
        text_source=serializers.place(report.cited_as, row.paragraph),
        translation=row.translated_text or "",
        translation_source=row.translated_source or "",
        theme=labelled(row, "theme"),
        duty=labelled(row, "duty"),
        lifecycle=labelled(row, "lifecycle"),
        review_on=row.review_on,
        is_overdue=_is_overdue(row, status, terms),
        status=coded(status),
        bodies=bodies,
        assessment=_judgment(standing, gate),
        previous=_judgment(previous(judgments), gate),
        notes=tuple(serializers.note(citation, piece, report) for citation, piece in notes),
        evidence=tuple(
            serializers.cited(
                citation,
                piece,
                report,
                is_outward=terms.is_outward,
                silent=_is_silent(citation, terms),
            )
            for citation, piece in told
        ),
        questions=tuple(query.question for query in questions),
        views=views,
        lines=_lines(known.components.get(row.pk, ()), standing),
        commitments=tuple(_measures(row, known, gate, terms)),
        asked=tuple(serializers.asked(query, on=terms.on) for query in questions),
        course=course(judgments),
        before=status_at(judgments, terms.before),
        remark=remark,
        key=row.pk,
        address="" if terms.is_outward else row.get_absolute_url(),
    ), gate.left


def _perspectives(assessments: Sequence[Assessment]) -> tuple[list[Assessment], list[Assessment]]:
    """The analysts' judgments, newest first, and the newest of each other view."""
    judgments: list[Assessment] = []
    views: dict[tuple[str, int | None], Assessment] = {}
    for one in assessments:
        if one.perspective == Perspective.ANALYST:
            judgments.append(one)
        else:
            views.setdefault((one.perspective, one.body_id), one)
    return judgments, list(views.values())


def _is_overdue(row: Any, status: Status, terms: Terms) -> bool:
    """Past its review date and unsettled on that day, whatever it is today."""
    return status not in SETTLED and row.review_on is not None and row.review_on < terms.on


def _is_silent(citation: Any, terms: Terms) -> bool:
    """Whether the sentence of a citation is not told: nobody approved it for the public."""
    return terms.is_outward and citation.assessment_id is None


def _judgment(assessment: Assessment | None, gate: Gate) -> Judgment | None:
    if assessment is None:
        return None
    unnamed = gate.unnamed[assessment.pk]
    return serializers.serialize_assessment(assessment, unnamed=unnamed, is_public=gate.is_outward)


def _bodies(responsibilities: Iterable[Any]) -> tuple[BodyRole, ...]:
    return tuple(
        serializers.body_role(one.body, labelled(one, "role"))
        for one in sorted(responsibilities, key=lambda one: _ROLES.index(one.role))
    )


def _views(
    views: Sequence[Assessment],
    report: Report,
    gate: Gate,
    *,
    against: Status,
    bodies: Sequence[BodyRole],
) -> tuple[View, ...]:
    """Everybody else's view: responsible bodies first, in the order of their roles."""
    places = {body.code: place for place, body in reversed(list(enumerate(bodies)))}

    def order(one: Assessment) -> tuple[int, int, str, int]:
        code = one.body.code if one.body else ""
        return _BESIDE.index(one.perspective), places.get(code, len(places)), code, one.pk

    return tuple(
        serializers.view(
            one,
            report,
            against=against,
            unnamed=gate.unnamed[one.pk],
            stated_in=gate.piece(one.stated_in_id),
            is_public=not gate.is_own(one.body_id),
            is_outward=gate.is_outward,
        )
        for one in sorted(views, key=order)
    )


def _lines(rows: Sequence[Any], standing: Assessment | None) -> tuple[ComponentLine, ...]:
    """Every component, where the standing judgment speaks of any."""
    if standing is None or not any(row.said_by == standing.pk and row.said for row in rows):
        return ()
    return tuple(serializers.line(list(some), standing=standing) for _key, some in _each(rows))


def _measures(row: Any, known: Known, gate: Gate, terms: Terms) -> Iterable[Undertaken]:
    each = {key: list(some) for key, some in _each(known.commitments.get(row.pk, ()))}
    for one in gate.commitments([some[0] for some in each.values()], on=terms.on):
        yield serializers.commitment(
            each[one.pk],
            on=terms.on,
            number=row.number,
            undertaken_in=gate.piece(one.undertaken_in_id),
            done_by=gate.piece(one.done_by_id),
            is_public=not gate.is_own(one.body_id),
            is_outward=gate.is_outward,
        )


def _each(rows: Iterable[Any]) -> Iterable[tuple[Any, Iterable[Any]]]:
    """Rows that stand for one thing, which come one after the other."""
    return groupby(rows, key=lambda row: row.pk)
