"""Submit an assessment, revise one that is not decided, correct an approved one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import errors, policies
from tracker.actions.assessments.review import (
    ApproveAssessment,
    AssessmentTexts,
    approve,
    forget_separation,
    set_texts,
    update_strength,
)
from tracker.actions.base import (
    VersionedCommand,
    because,
    check_constraints,
    check_values,
    lock_assessment,
    lock_recommendation,
    save_checked,
    save_fields,
)
from tracker.actions.evidence.items import EvidenceInput, LogNote, add_evidence, cite, log_note
from tracker.models import (
    Assessment,
    AssessmentLine,
    Body,
    Citation,
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


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """Perspective of an assessment, and its source: the body, who stated it and on which day.

    `stated_by` and `stated_on` are empty unless an analyst enters a view that came by letter.
    """

    perspective: str = Perspective.ANALYST
    body: Body | None = None
    stated_by: str = ""
    stated_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentInput:
    """Content of an assessment, and the evidence to cite. Lines of None leave those it has."""

    status: str
    rationale: str
    as_of: date
    evidence_input: EvidenceInput
    counter_evidence: Sequence[Evidence] = ()
    use: str = ""  # of the evidence; empty: by the status
    lines: Sequence[LineInput] | None = None
    trend: str = ""
    texts: AssessmentTexts = field(default_factory=AssessmentTexts)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitAssessment(VersionedCommand):
    """Assess a recommendation: save a draft, submit it for review, or approve it at once."""

    recommendation: Recommendation
    content: AssessmentInput
    viewpoint: Viewpoint = Viewpoint()
    draft: bool = False
    approve_at_once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseAssessment(VersionedCommand):
    """Change a draft or a returned assessment as its author, and submit it if `send`."""

    assessment: Assessment
    content: AssessmentInput
    send: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectAssessment(VersionedCommand):
    """Say what was true on the day of an approved assessment that was wrong."""

    assessment: Assessment
    content: AssessmentInput
    # The use of each citation that still stands, by key; the others are left out.
    carried: Mapping[int, str] = field(default_factory=dict)
    approve_at_once: bool = False


type ProgressCommand = LogNote | SubmitAssessment | ReviseAssessment | CorrectAssessment


def log_progress(command: ProgressCommand) -> Assessment | list[Citation]:
    """Carry out what the form that logs progress says. Raises what the action of each raises."""
    match command:
        case LogNote():
            return log_note(command)
        case SubmitAssessment():
            return submit(command)
        case ReviseAssessment():
            return revise(command)
        case CorrectAssessment():
            return correct(command)


@transaction.atomic
def submit(command: SubmitAssessment) -> Assessment:
    """Assess a recommendation for the mechanism's year around the as-of day.

    The rationale is also the reason in the history, except for a draft: others may see the events
    of its evidence, and may not read the draft. The same assessment a second time changes nothing.
    Raises PermissionRefused, Stale, InvalidDate, NotAllowed for an unknown status, for a status
    that its components do not allow and while an assessment of the same perspective is open for the
    period; EvidenceMissing when the status asks for more than is cited (a draft may),
    QuoteMismatch, InvalidValue for a value that its field can't take. Nothing is written then.
    """
    is_reply = command.viewpoint.perspective == Perspective.RESPONSIBLE_BODY
    code = ReasonCode.REPLY_OF_BODY if is_reply else ReasonCode.NEW_INFORMATION
    with because(Reason("" if command.draft else command.content.rationale, code), by=command.by):
        assessment = Assessment(
            recommendation=lock_recommendation(command.recommendation),
            kind=AssessmentKind.UPDATE,
            perspective=command.viewpoint.perspective,
            body=command.viewpoint.body,
            stated_by=command.viewpoint.stated_by,
            stated_on=command.viewpoint.stated_on,
            state=State.DRAFT if command.draft else State.SUBMITTED,
            author=command.by,
        )
        _set_day(assessment, command)
        _fill_in(assessment, command.content, now=command.now)
        if (duplicate := _find_duplicate(assessment)) is not None:
            return duplicate
        _save(assessment, command.content, by=command.by, now=command.now, carried={})
    return (
        approve(ApproveAssessment(row=assessment, by=command.by, now=command.now))
        if command.approve_at_once and not command.draft
        else assessment
    )


@transaction.atomic
def revise(command: ReviseAssessment) -> Assessment:
    """Change a draft or a returned assessment as its author, and submit it if `send`.

    Evidence cited before stays cited; the evidence given now is added. The note it was returned
    with stays in the history. Once sent, a reviewer decides it. Raises what `submit` raises, and
    Stale unless it is a draft or returned still.
    """
    content, by, send = command.content, command.by, command.send
    with because(content.rationale if send else Reason(code=ReasonCode.NEW_INFORMATION), by=by):
        assessment = lock_assessment(command.assessment)
        policies.check_can_revise(by, assessment, send=send)
        if assessment.corrects is not None:  # a correction keeps its day
            _check_can_assess(assessment, command)
        else:
            _set_day(assessment, command)
        _fill_in(assessment, content, now=command.now)
        if send:
            assessment.state, assessment.decision_note = State.SUBMITTED, ""
            assessment.decided_by = assessment.decided_at = None
        _save(assessment, content, by=by, now=command.now, carried={})
    return assessment


@transaction.atomic
def correct(command: CorrectAssessment) -> Assessment:
    """Correct an approved assessment: say what was true on its day.

    Of its citations, those carried over are repeated. The wrong assessment stays; once the
    correction is approved, its day shows the correction, and no later day changes. Raises what
    `submit` raises, and NotAllowed for one that is not approved or was corrected already, and for
    another day.
    """
    with because(Reason(command.content.rationale, ReasonCode.CORRECTION), by=command.by):
        wrong = lock_assessment(command.assessment)
        _check_can_assess(wrong, command)
        policies.check_can_correct(wrong, as_of=command.content.as_of)
        right = Assessment(
            recommendation=wrong.recommendation,
            kind=AssessmentKind.CORRECTION,
            corrects=wrong,
            perspective=wrong.perspective,
            body=wrong.body,
            stated_by=wrong.stated_by,
            stated_on=wrong.stated_on,
            stated_in=wrong.stated_in,
            state=State.SUBMITTED,
            period_from=wrong.period_from,
            period_to=wrong.period_to,
            as_of=wrong.as_of,
            author=command.by,
        )
        _fill_in(right, command.content, now=command.now)
        _save(right, command.content, by=command.by, now=command.now, carried=command.carried)
    return (
        approve(ApproveAssessment(row=right, by=command.by, now=command.now))
        if command.approve_at_once
        else right
    )


def _check_can_assess(
    assessment: Assessment, command: SubmitAssessment | ReviseAssessment | CorrectAssessment
) -> None:
    """Check what every assessment must meet. Raises PermissionRefused, NotAllowed or Stale."""
    recommendation = assessment.recommendation
    policies.check_can_assess(
        command.by, recommendation, perspective=assessment.perspective, body=assessment.body
    )
    policies.check_status(recommendation, command.content.status)
    policies.check_is_current(recommendation, command.by, command.last_event, with_parts=True)


def _set_day(assessment: Assessment, command: SubmitAssessment | ReviseAssessment) -> None:
    """Check an assessment and its days, and set its as-of day and period.

    Raises PermissionRefused, NotAllowed, Stale or InvalidDate.
    """
    _check_can_assess(assessment, command)
    recommendation, as_of = assessment.recommendation, command.content.as_of
    policies.check_as_of(
        recommendation, as_of, today=command.day, perspective=assessment.perspective
    )
    policies.check_stated_on(assessment.stated_on, today=command.day)
    assessment.as_of = as_of
    assessment.period_from, assessment.period_to = recommendation.period_of(as_of)


def _fill_in(assessment: Assessment, content: AssessmentInput, *, now: datetime) -> None:
    assessment.status, assessment.rationale = content.status, content.rationale
    assessment.trend, assessment.created_at = content.trend, now
    set_texts(assessment, content.texts)


def _find_duplicate(assessment: Assessment) -> Assessment | None:
    """Return the same assessment by the same author: submitted, approved or in the same state."""
    return Assessment.objects.filter(
        recommendation=assessment.recommendation,
        perspective=assessment.perspective,
        body=assessment.body,
        author=assessment.author,
        status=assessment.status,
        rationale=assessment.rationale,
        as_of=assessment.as_of,
        state__in=[assessment.state, State.SUBMITTED, State.APPROVED],
    ).first()


def _save(
    assessment: Assessment,
    content: AssessmentInput,
    *,
    by: User,
    now: datetime,
    carried: Mapping[int, str],
) -> None:
    """Save an assessment, its lines and citations; check the rules unless it is a draft."""
    policies.check_none_open(assessment)
    check_values(assessment)
    check_constraints(assessment)
    assessment.save()
    _cite_again(carried, assessment, by=by, now=now)
    if content.lines is not None:
        _set_lines(assessment, content.lines)
    cited = _cite_evidence(assessment, content, by=by, now=now)
    is_by_letter = assessment.perspective != Perspective.ANALYST and by.may_write
    if is_by_letter and cited and assessment.stated_in_id is None:
        save_fields(assessment, stated_in=cited[0])
    if cited:
        forget_separation(assessment)
    update_strength(assessment)
    if assessment.state == State.SUBMITTED:
        policies.check_lines(assessment)
        policies.check_evidence(assessment)


def _set_lines(assessment: Assessment, inputs: Sequence[LineInput]) -> None:
    """Replace the lines of an open assessment by those typed.

    Raises NotAllowed for a component of another recommendation, or one that was withdrawn;
    InvalidValue for a value that a line can't take.
    """
    old_lines = {
        line.component_id: line for line in AssessmentLine.objects.filter(assessment=assessment.pk)
    }
    for typed in (line for line in inputs if line.status):
        component = typed.component
        errors.NotAllowed.raise_if(
            component.recommendation_id != assessment.recommendation_id or component.is_withdrawn,
            _("“%(component)s” is not a component of %(recommendation)s. Open the form again."),
            component=component,
            recommendation=assessment.recommendation,
        )
        line = old_lines.pop(component.pk, None) or AssessmentLine(
            recommendation=assessment.recommendation, assessment=assessment, component=component
        )
        if not line.pk or (line.status, line.remark) != (typed.status, typed.remark):
            line.status, line.remark = typed.status, typed.remark
            save_checked(line)
    for line in old_lines.values():
        if line.status:
            line.status, line.remark = "", ""
            line.save()


def _cite_evidence(
    assessment: Assessment, content: AssessmentInput, *, by: User, now: datetime
) -> list[Evidence]:
    """Cite the evidence given, by its usual use, and the evidence that contradicts the status.

    The usual use is stated if the body sends it itself, or the person confirmed the line.
    """
    given = content.evidence_input
    given = given if by.may_write else replace(given, sender=assessment.body)
    usual_use = Use.CONTRADICTS if assessment.status == Status.NO_ACTION else Use.SUPPORTS
    supporting = add_evidence(
        given,
        recommendation=assessment.recommendation,
        sentence=given.words or assessment.rationale,
        by=by,
        now=now,
    )
    contradicting = [item for item in content.counter_evidence if item not in supporting]
    uses = dict.fromkeys(supporting, content.use or usual_use)
    uses |= dict.fromkeys(contradicting, Use.CONTRADICTS)
    for evidence, use in uses.items():
        is_given = evidence in supporting
        cite(
            evidence,
            recommendation=assessment.recommendation,
            assessment=assessment,
            use=use,
            sentence=given.words if is_given else "",
            as_of=assessment.as_of,
            by=by,
            now=now,
            page=given.page if is_given else "",
            paragraph=given.at_paragraph if is_given else "",
            is_use_stated=not is_given or bool(content.use or given.confirmed or given.sender),
        )
    return supporting


def _cite_again(carried: Mapping[int, str], right: Assessment, *, by: User, now: datetime) -> None:
    """Repeat citations of the wrong assessment with the use chosen for each.

    Raises NotAllowed for one that it does not have, or that was withdrawn meanwhile.
    """
    citations = list(
        Citation.objects.not_withdrawn()
        .filter(assessment=right.corrects_id, evidence__withdrawn_at=None, pk__in=carried)
        .select_related("evidence")
        .order_by("pk")
    )
    errors.NotAllowed.raise_if(
        len(citations) != len(carried),
        _("Evidence of the assessment was withdrawn meanwhile. Open the form again."),
    )
    for citation in citations:
        cite(
            citation.evidence,
            recommendation=right.recommendation,
            assessment=right,
            use=carried[citation.pk],
            sentence=citation.sentence,
            as_of=right.as_of,
            by=by,
            now=now,
            page=citation.page,
            paragraph=citation.paragraph,
        )
