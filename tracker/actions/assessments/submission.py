"""What an assessment says of each component."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.assessments.review import approve
from tracker.actions.assessments.status import weigh
from tracker.actions.evidence.citations import cite
from tracker.actions.evidence.items import Shown, add_shown
from tracker.actions.locks import locked, locked_assessment
from tracker.actions.values import check_told, check_values
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
class LineSaid:
    """How far somebody says a component got. An empty status says nothing of it."""

    component: Component
    status: str = ""
    remark: str = ""


def set_lines(assessment: Assessment, said: Sequence[LineSaid]) -> None:
    """Make the lines of an open assessment those said, and no others. Called under a reason.

    Raises NotAllowed for a component of another recommendation, or one that was withdrawn;
    Invalid for a value that a line can't take.
    """
    held = {
        line.component_id: line for line in AssessmentLine.objects.filter(assessment=assessment.pk)
    }
    wanted = [one for one in said if one.status]
    for one in wanted:
        _check_is_of(assessment, one.component)
        line = held.pop(one.component.pk, None) or AssessmentLine(
            recommendation=assessment.recommendation,
            assessment=assessment,
            component=one.component,
        )
        if line.pk and (line.status, line.remark) == (one.status, one.remark):
            continue
        line.status, line.remark = one.status, one.remark
        check_values(line)
        line.save()
    for line in held.values():
        if line.status:
            line.status, line.remark = "", ""
            line.save()


def _check_is_of(assessment: Assessment, component: Component) -> None:
    if component.recommendation_id != assessment.recommendation_id or component.is_withdrawn:
        raise NotAllowed(
            _("“%(component)s” is no component of %(recommendation)s. Open the form again.")
            % {"component": component, "recommendation": assessment.recommendation}
        )


@dataclass(frozen=True, slots=True)
class View:
    """Whose view a judgment gives; of one that came by letter, by whom and on which day."""

    perspective: str = Perspective.ANALYST
    body: Body | None = None
    stated_by: str = ""
    stated_on: date | None = None

    @property
    def code(self) -> ReasonCode:
        """Why somebody writes it down, unless something else is said."""
        if self.perspective == Perspective.RESPONSIBLE_BODY:
            return ReasonCode.REPLY_OF_BODY
        return ReasonCode.NEW_INFORMATION


OWN = View()


def save(
    assessment: Assessment,
    shown: Shown,
    *,
    lines: Sequence[LineSaid] | None,
    against: Sequence[Evidence],
    use: str,
    by: User,
    now: datetime,
) -> None:
    """Write it with its lines and what it cites; unless it is a draft, hold it to its rules."""
    check_values(assessment)
    check_told(assessment)
    assessment.save()
    if lines is not None:
        set_lines(assessment, lines)
    pieces = _cite(assessment, shown, against=against, use=use, by=by, now=now)
    came_by_letter = assessment.perspective != Perspective.ANALYST and by.may_write
    if came_by_letter and pieces and assessment.stated_in_id is None:
        assessment.stated_in = pieces[0]
        assessment.save(update_fields=["stated_in"])
    weigh(assessment)
    if assessment.state == State.SUBMITTED:
        policies.check_lines(assessment)
        policies.check_evidence(assessment)


def _cite(
    assessment: Assessment,
    shown: Shown,
    *,
    against: Sequence[Evidence],
    use: str,
    by: User,
    now: datetime,
) -> list[Evidence]:
    """Cite what is shown: for the judgment by its usual use, and what speaks against it."""
    usual = Use.CONTRADICTS if assessment.status == Status.NO_ACTION else Use.SUPPORTS
    pieces = add_shown(
        replace(shown, issuer=shown.issuer or assessment.body),
        recommendation=assessment.recommendation,
        sentence=assessment.rationale,
        as_of=assessment.as_of,
        by=by,
        now=now,
    )
    contradicting = [piece for piece in against if piece not in pieces]
    uses = dict.fromkeys(pieces, use or usual) | dict.fromkeys(contradicting, Use.CONTRADICTS)
    for piece, its_use in uses.items():
        cite(
            piece,
            recommendation=assessment.recommendation,
            assessment=assessment,
            use=its_use,
            sentence="",
            as_of=assessment.as_of,
            by=by,
            now=now,
            page=shown.page if piece in pieces else "",
            paragraph=shown.at_paragraph if piece in pieces else "",
        )
    return pieces


@transaction.atomic
def judge(
    *,
    recommendation: Recommendation,
    by: User,
    now: datetime,
    status: str,
    rationale: str,
    shown: Shown,
    as_of: date,
    view: View = OWN,
    lines: Sequence[LineSaid] = (),
    against: Sequence[Evidence] = (),
    use: str = "",
    trend: str = "",
    next_step: str = "",
    draft: bool = False,
    approve_at_once: bool = False,
    seen: int | None = None,
) -> Assessment:
    """Judge how far a recommendation got: keep a draft, send it for review, or approve it at once.

    The rationale is also the reason in the history, a draft's aside: what it shows is told of to
    others who may not read it. Its period is the mechanism's year around
    `as_of`. The same judgment a second time changes nothing. Raises NotYours, Stale, OutOfTime,
    NotAllowed for an unknown status, for a status that its components do not bear and while the
    same view is open for the period; EvidenceMissing when the status asks for more than is cited (a
    draft may), SpanMismatch, Invalid for a value that its field can't take. Nothing is written in
    any case.
    """
    with because(Reason("" if draft else rationale, view.code), by=by):
        fresh = locked(recommendation)
        _check(fresh, status, by=by, view=view, as_of=as_of, now=now, seen=seen)
        first, last = _period(fresh, as_of)
        assessment = Assessment(
            recommendation=fresh,
            kind=AssessmentKind.UPDATE,
            perspective=view.perspective,
            body=view.body,
            stated_by=view.stated_by,
            stated_on=view.stated_on,
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
        again = _same(assessment)
        if again is not None:
            return again
        policies.check_none_open(assessment)
        save(assessment, shown, lines=lines, against=against, use=use, by=by, now=now)
    at_once = approve_at_once and not draft
    return approve(assessment=assessment, by=by, now=now) if at_once else assessment


@transaction.atomic
def mend(
    *,
    assessment: Assessment,
    by: User,
    now: datetime,
    status: str,
    rationale: str,
    shown: Shown,
    as_of: date,
    lines: Sequence[LineSaid] | None = None,
    use: str = "",
    trend: str = "",
    next_step: str = "",
    send: bool = True,
    seen: int | None = None,
) -> Assessment:
    """Change a draft or a returned assessment as its author, and send it for review unless kept.

    What it cited stays cited; what is shown now is added. Without `lines` those it has stay. The
    note it was returned with stays in the history. It is a reviewer's to decide now, not its
    author's. Raises what `judge` raises, and Stale unless it is a draft or returned still.
    """
    why = rationale if send else Reason(code=ReasonCode.NEW_INFORMATION)
    with because(why, by=by):
        fresh = locked_assessment(assessment)
        recommendation = fresh.recommendation
        policies.check_can_mend(by, fresh, send=send)
        view = View(fresh.perspective, fresh.body, fresh.stated_by, fresh.stated_on)
        if fresh.corrects is not None:
            policies.check_can_judge(
                by, recommendation, perspective=view.perspective, body=view.body
            )
            policies.check_status(recommendation, status)
            policies.check_not_stale(recommendation, by, seen)
            as_of = fresh.as_of
        else:
            _check(recommendation, status, by=by, view=view, as_of=as_of, now=now, seen=seen)
            fresh.period_from, fresh.period_to = _period(recommendation, as_of)
        fresh.status, fresh.rationale, fresh.as_of = status, rationale, as_of
        fresh.trend, fresh.next_step, fresh.created_at = trend, next_step, now
        if send:
            fresh.state, fresh.decided_by, fresh.decided_at = State.SUBMITTED, None, None
            fresh.decision_note = ""
        policies.check_none_open(fresh)
        save(fresh, shown, lines=lines, against=(), use=use, by=by, now=now)
    return fresh


def _check(
    recommendation: Recommendation,
    status: str,
    *,
    by: User,
    view: View,
    as_of: date,
    now: datetime,
    seen: int | None,
) -> None:
    """What holds for a judgment whichever way it comes: NotYours, NotAllowed, Stale, OutOfTime."""
    policies.check_can_judge(by, recommendation, perspective=view.perspective, body=view.body)
    policies.check_status(recommendation, status)
    policies.check_not_stale(recommendation, by, seen)
    today = timezone.localdate(now)
    policies.check_as_of(recommendation, as_of, today=today, perspective=view.perspective)
    policies.check_stated_on(view.stated_on, today=today)


def _period(recommendation: Recommendation, as_of: date) -> tuple[date, date]:
    """The report's own period for what the report found, else the mechanism's year around a day."""
    report = recommendation.report
    if report.period_from <= as_of <= report.period_to:
        return report.period_from, report.period_to
    return recommendation.period_around(as_of)


def _same(assessment: Assessment) -> Assessment | None:
    """The judgment that says just this already, whether it waits, was approved or is a draft."""
    found: Assessment | None = Assessment.objects.filter(
        recommendation=assessment.recommendation,
        perspective=assessment.perspective,
        body=assessment.body,
        author=assessment.author,
        status=assessment.status,
        rationale=assessment.rationale,
        as_of=assessment.as_of,
        state__in=[assessment.state, State.SUBMITTED, State.APPROVED],
    ).first()
    return found
