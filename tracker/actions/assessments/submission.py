"""Submit an assessment of a recommendation, and revise one that is not decided."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.assessments.review import approve
from tracker.actions.assessments.status import update_strength
from tracker.actions.evidence.citations import cite
from tracker.actions.evidence.items import EvidenceInput, add_evidence
from tracker.actions.locks import lock_assessment, lock_recommendation
from tracker.actions.values import check_constraints, check_values
from tracker.audit.reasons import because
from tracker.errors import NotAllowed
from tracker.models import (
    Assessment,
    AssessmentLine,
    Body,
    Component,
    Evidence,
    Recommendation,
    User,
)
from tracker.vocabulary import AssessmentKind, Perspective, Reason, ReasonCode, State, Status, Use


@dataclass(frozen=True, slots=True)
class LineInput:
    """Status and remark of a component, as typed. An empty status makes no line."""

    component: Component
    status: str = ""
    remark: str = ""


def set_lines(assessment: Assessment, inputs: Sequence[LineInput]) -> None:
    """Replace the lines of an open assessment by those typed. Called under a reason.

    Raises NotAllowed for a component of another recommendation, or one that was withdrawn;
    InvalidValue for a value that a line can't take.
    """
    old_lines = {
        line.component_id: line for line in AssessmentLine.objects.filter(assessment=assessment.pk)
    }
    for typed in inputs:
        if not typed.status:
            continue
        _check_is_component_of(assessment, typed.component)
        line = old_lines.pop(typed.component.pk, None) or AssessmentLine(
            recommendation=assessment.recommendation,
            assessment=assessment,
            component=typed.component,
        )
        if line.pk and (line.status, line.remark) == (typed.status, typed.remark):
            continue
        line.status, line.remark = typed.status, typed.remark
        check_values(line)
        line.save()
    for line in old_lines.values():
        if line.status:
            line.status, line.remark = "", ""
            line.save()


def _check_is_component_of(assessment: Assessment, component: Component) -> None:
    if component.recommendation_id != assessment.recommendation_id or component.is_withdrawn:
        raise NotAllowed(
            _("“%(component)s” is no component of %(recommendation)s. Open the form again.")
            % {"component": component, "recommendation": assessment.recommendation}
        )


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Perspective of an assessment, and its source: the body, who stated it and on which day.

    `stated_by` and `stated_on` are empty unless an analyst enters a view that came by letter.
    """

    perspective: str = Perspective.ANALYST
    body: Body | None = None
    stated_by: str = ""
    stated_on: date | None = None

    @property
    def code(self) -> ReasonCode:
        """The reason code of the history, unless another is given."""
        if self.perspective == Perspective.RESPONSIBLE_BODY:
            return ReasonCode.REPLY_OF_BODY
        return ReasonCode.NEW_INFORMATION


ANALYST_VIEWPOINT = Viewpoint()


def save_assessment(
    assessment: Assessment,
    evidence_input: EvidenceInput,
    *,
    lines: Sequence[LineInput] | None,
    counter_evidence: Sequence[Evidence],
    use: str,
    by: User,
    now: datetime,
) -> None:
    """Save an assessment, its lines and citations; check the rules unless it is a draft."""
    check_values(assessment)
    check_constraints(assessment)
    assessment.save()
    if lines is not None:
        set_lines(assessment, lines)
    cited = _cite_evidence(
        assessment, evidence_input, counter_evidence=counter_evidence, use=use, by=by, now=now
    )
    is_by_letter = assessment.perspective != Perspective.ANALYST and by.may_write
    if is_by_letter and cited and assessment.stated_in_id is None:
        assessment.stated_in = cited[0]
        assessment.save(update_fields=["stated_in"])
    update_strength(assessment)
    if assessment.state == State.SUBMITTED:
        policies.check_lines(assessment)
        policies.check_evidence(assessment)


def _cite_evidence(
    assessment: Assessment,
    evidence_input: EvidenceInput,
    *,
    counter_evidence: Sequence[Evidence],
    use: str,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Cite the evidence given, by its usual use, and the evidence that contradicts the status."""
    usual_use = Use.CONTRADICTS if assessment.status == Status.NO_ACTION else Use.SUPPORTS
    supporting = add_evidence(
        replace(evidence_input, issuer=evidence_input.issuer or assessment.body),
        recommendation=assessment.recommendation,
        sentence=assessment.rationale,
        as_of=assessment.as_of,
        by=by,
        now=now,
    )
    contradicting = [evidence for evidence in counter_evidence if evidence not in supporting]
    uses = dict.fromkeys(supporting, use or usual_use)
    uses |= dict.fromkeys(contradicting, Use.CONTRADICTS)
    for evidence, evidence_use in uses.items():
        cite(
            evidence,
            recommendation=assessment.recommendation,
            assessment=assessment,
            use=evidence_use,
            sentence="",
            as_of=assessment.as_of,
            by=by,
            now=now,
            page=evidence_input.page if evidence in supporting else "",
            paragraph=evidence_input.at_paragraph if evidence in supporting else "",
        )
    return supporting


@transaction.atomic
def submit_assessment(
    *,
    recommendation: Recommendation,
    by: User,
    now: datetime,
    status: str,
    rationale: str,
    evidence_input: EvidenceInput,
    as_of: date,
    viewpoint: Viewpoint = ANALYST_VIEWPOINT,
    lines: Sequence[LineInput] = (),
    counter_evidence: Sequence[Evidence] = (),
    use: str = "",
    trend: str = "",
    next_step: str = "",
    draft: bool = False,
    approve_at_once: bool = False,
    last_event: int | None = None,
) -> Assessment:
    """Assess a recommendation: save a draft, submit it for review, or approve it at once.

    The rationale is also the reason in the history, except for a draft: others may see the events
    of its evidence, and may not read the draft. Its period is the mechanism's year around `as_of`.
    The same assessment a second time changes nothing. Raises PermissionRefused, Stale, InvalidDate,
    NotAllowed for an unknown status, for a status that its components do not allow and while an
    assessment of the same perspective is open for the period; EvidenceMissing when the status asks
    for more than is cited (a draft may), QuoteMismatch, InvalidValue for a value that its field
    can't take. Nothing is written in any case.
    """
    with because(Reason("" if draft else rationale, viewpoint.code), by=by):
        fresh = lock_recommendation(recommendation)
        _check_can_submit(
            fresh, status, by=by, viewpoint=viewpoint, as_of=as_of, now=now, last_event=last_event
        )
        first, last = _period(fresh, as_of)
        assessment = Assessment(
            recommendation=fresh,
            kind=AssessmentKind.UPDATE,
            perspective=viewpoint.perspective,
            body=viewpoint.body,
            stated_by=viewpoint.stated_by,
            stated_on=viewpoint.stated_on,
            state=State.DRAFT if draft else State.SUBMITTED,
            status=status,
            trend=trend,
            rationale=rationale,
            next_step=next_step,
            period_from=first,
            period_to=last,
            as_of=as_of,
            author=by,
            created_at=now,
        )
        duplicate = _find_duplicate(assessment)
        if duplicate is not None:
            return duplicate
        policies.check_none_open(assessment)
        save_assessment(
            assessment,
            evidence_input,
            lines=lines,
            counter_evidence=counter_evidence,
            use=use,
            by=by,
            now=now,
        )
    if approve_at_once and not draft:
        return approve(assessment=assessment, by=by, now=now)
    return assessment


@transaction.atomic
def revise_assessment(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    status: str,
    rationale: str,
    evidence_input: EvidenceInput,
    as_of: date,
    lines: Sequence[LineInput] | None = None,
    use: str = "",
    trend: str = "",
    next_step: str = "",
    send: bool = True,
    last_event: int | None = None,
) -> Assessment:
    """Change a draft or a returned assessment as its author, and submit it if `send`.

    Evidence cited before stays cited; the evidence given now is added. Without `lines` its lines
    stay. The note it was returned with stays in the history. Once sent, a reviewer decides it.
    Raises what `submit_assessment` raises, and Stale unless it is a draft or returned still.
    """
    reason = rationale if send else Reason(code=ReasonCode.NEW_INFORMATION)
    with because(reason, by=by):
        fresh = lock_assessment(assessment)
        recommendation = fresh.recommendation
        policies.check_can_revise(by, fresh, send=send)
        view = Viewpoint(fresh.perspective, fresh.body, fresh.stated_by, fresh.stated_on)
        if fresh.corrects is not None:
            policies.check_can_assess(
                by, recommendation, perspective=view.perspective, body=view.body
            )
            policies.check_status(recommendation, status)
            policies.check_is_current(recommendation, by, last_event)
            as_of = fresh.as_of
        else:
            _check_can_submit(
                recommendation,
                status,
                by=by,
                viewpoint=view,
                as_of=as_of,
                now=now,
                last_event=last_event,
            )
            fresh.period_from, fresh.period_to = _period(recommendation, as_of)
        fresh.status, fresh.rationale, fresh.as_of = status, rationale, as_of
        fresh.trend, fresh.next_step, fresh.created_at = trend, next_step, now
        if send:
            fresh.state, fresh.decided_by, fresh.decided_at = State.SUBMITTED, None, None
            fresh.decision_note = ""
        policies.check_none_open(fresh)
        save_assessment(
            fresh, evidence_input, lines=lines, counter_evidence=(), use=use, by=by, now=now
        )
    return fresh


def _check_can_submit(
    recommendation: Recommendation,
    status: str,
    *,
    by: User,
    viewpoint: Viewpoint,
    as_of: date,
    now: datetime,
    last_event: int | None,
) -> None:
    """Check what every assessment must meet.

    Raises PermissionRefused, NotAllowed, Stale or InvalidDate.
    """
    policies.check_can_assess(
        by, recommendation, perspective=viewpoint.perspective, body=viewpoint.body
    )
    policies.check_status(recommendation, status)
    policies.check_is_current(recommendation, by, last_event)
    today = timezone.localdate(now)
    policies.check_as_of(recommendation, as_of, today=today, perspective=viewpoint.perspective)
    policies.check_stated_on(viewpoint.stated_on, today=today)


def _period(recommendation: Recommendation, as_of: date) -> tuple[date, date]:
    """Return the report's own period if it holds `as_of`, else the mechanism's year around it."""
    report = recommendation.report
    if report.period_from <= as_of <= report.period_to:
        return report.period_from, report.period_to
    return recommendation.period_around(as_of)


def _find_duplicate(assessment: Assessment) -> Assessment | None:
    """Return the same assessment by the same author: submitted, approved or in the same state."""
    duplicate: Assessment | None = Assessment.objects.filter(
        recommendation=assessment.recommendation,
        perspective=assessment.perspective,
        body=assessment.body,
        author=assessment.author,
        status=assessment.status,
        rationale=assessment.rationale,
        as_of=assessment.as_of,
        state__in=[assessment.state, State.SUBMITTED, State.APPROVED],
    ).first()
    return duplicate
