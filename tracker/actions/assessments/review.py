"""Decide on assessments, comment on them, and keep what is stored of them up to date."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker import errors, policies
from tracker.actions.base import (
    Command,
    DecideRow,
    TimedCommand,
    WithdrawRow,
    because,
    field_label,
    in_lock_order,
    lock_assessment,
    lock_recommendation,
    lock_row,
    save_changes,
    save_checked,
    save_decision,
    save_fields,
)
from tracker.actions.history import status_spans
from tracker.models import (
    Assessment,
    Citation,
    Comment,
    Evidence,
    Invitation,
    Recommendation,
    Responsibility,
    User,
)
from tracker.vocabulary import (
    ASSESSMENT_TEXTS,
    MAX_TEXT_LENGTH,
    SETTLED_STATUSES,
    Language,
    Perspective,
    Reason,
    ReasonCode,
    Sensitivity,
    State,
    Status,
    approval_reason,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveAssessment(DecideRow[Assessment]):
    """Approve an assessment, or nothing if it changed since the version of `created_at`."""

    is_sample: bool = False
    created_at: datetime | None = None


class ConfirmSample(ApproveAssessment):
    """Confirm a sample approval as one's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeparateSources(Command):
    """Say whether neither of the two independent sources of an assessment rests on the other."""

    assessment: Assessment
    are_separate: bool | None  # None: take the answer back


@transaction.atomic
def approve(command: ApproveAssessment) -> Assessment:
    """Approve an assessment, so that its recommendation shows its status from its as-of date.

    A sample approval is confirmed in the same way. Raises PermissionRefused if `by` may not approve
    it, EvidenceMissing if its status asks for more evidence than it cites, NotAllowed if its
    components do not allow it, Stale if it was decided meanwhile, or changed since the version of
    `created_at`. Nothing is written in any case.
    """
    confirms = isinstance(command, ConfirmSample)
    check = policies.check_can_confirm_sample if confirms else policies.check_can_approve
    is_own = not confirms and command.row.author_id == command.by.pk
    with because(
        approval_reason(command.note, command.row.rationale, is_own=is_own), by=command.by
    ):
        assessment = lock_assessment(command.row)
        policies.check_is_unchanged(assessment, command.created_at)
        update_strength(assessment)
        check(command.by, assessment)
        assessment.is_sample = command.is_sample
        _decide(assessment, State.APPROVED, command)
        update_status(assessment.recommendation)
    return assessment


@transaction.atomic
def approve_several(commands: Sequence[ApproveAssessment]) -> list[Assessment]:
    """Approve all of the assessments, or none; only where the status stays.

    Raises InvalidValue without a note, NotAllowed if one of them changes a status, and what
    `approve` raises.
    """
    errors.InvalidValue.raise_if(
        not all(command.note.strip() for command in commands),
        _("To approve several assessments, give a reason."),
    )
    policies.check_keep_status([command.row for command in commands])
    with because(Reason(code=ReasonCode.NEW_INFORMATION)):  # at its end, all are counted at once
        return [approve(command) for command in in_lock_order(commands)]


@transaction.atomic
def confirm_samples(commands: Sequence[ConfirmSample]) -> list[Assessment]:
    """Confirm all of the sample approvals as one's own of today, or none.

    Raises what `approve` raises, and Stale for an assessment that is no sample any more.
    """
    with because(Reason(code=ReasonCode.NEW_INFORMATION)):
        return [approve(command) for command in in_lock_order(commands)]


@transaction.atomic
def send_back(command: DecideRow[Assessment]) -> Assessment:
    """Return an assessment to its author. Raises PermissionRefused, or Stale if decided."""
    with because(command.note, by=command.by):
        assessment = lock_assessment(command.row)
        policies.check_can_return(command.by, assessment)
        _decide(assessment, State.RETURNED, command)
    return assessment


@transaction.atomic
def withdraw(command: DecideRow[Assessment]) -> Assessment:
    """Withdraw an assessment. Raises PermissionRefused, or Stale if decided."""
    with because(Reason(command.note, ReasonCode.WITHDRAWAL), by=command.by):
        assessment = lock_assessment(command.row)
        policies.check_can_withdraw(command.by, assessment)
        _decide(assessment, State.WITHDRAWN, command)
    return assessment


@dataclass(frozen=True, slots=True)
class InvitePerson(TimedCommand):
    """Invite somebody to decide on one assessment."""

    assessment: Assessment
    person: User


@dataclass(frozen=True, slots=True)
class WithdrawInvitation(TimedCommand):
    """Take an invitation back."""

    invitation: Invitation


@transaction.atomic
def invite(command: InvitePerson) -> Invitation:
    """Invite a person to decide on an assessment; a second time changes nothing.

    Raises PermissionRefused, NotAllowed for a person who may not decide, or Stale if the assessment
    was decided.
    """
    with because(_("Invitation to decide"), by=command.by):
        assessment = lock_assessment(command.assessment)
        person = User.objects.select_for_update(no_key=True).get(pk=command.person.pk)
        policies.check_can_invite(command.by, assessment, person)
        existing: Invitation | None = (
            Invitation.objects.not_withdrawn().filter(assessment=assessment, user=person).first()
        )
        return existing or Invitation.objects.create(
            assessment=assessment, user=person, added_by=command.by, added_at=command.now
        )


@transaction.atomic
def withdraw_invitation(command: WithdrawInvitation) -> Invitation:
    """Take an invitation back. Raises PermissionRefused, or Stale if the assessment was decided."""
    with because(_("Invitation withdrawn"), by=command.by):
        policies.check_can_invite(command.by, lock_assessment(command.invitation.assessment))
        if command.invitation.withdrawn_at is None:
            save_fields(command.invitation, withdrawn_at=command.now)
    return command.invitation


@transaction.atomic
def separate_sources(command: SeparateSources) -> Assessment:
    """Store the answer, which decides whether the strength is corroborated.

    Raises PermissionRefused, or Stale if the assessment was decided, or if there are no two sources
    to ask about any more: the answer would be taken for others.
    """
    with because(_("Whether the sources are separate"), by=command.by):
        assessment = lock_assessment(command.assessment)
        policies.check_can_separate(command.by, assessment)
        errors.Stale.raise_if(
            command.are_separate is not None
            and policies.find_separable_sources(assessment) is None,
            _(
                "Nothing was saved: %(recommendation)s no longer has two independent sources to"
                " compare. Open the page again."
            ),
            recommendation=assessment.recommendation,
        )
        if assessment.are_sources_separate != command.are_separate:
            save_fields(assessment, are_sources_separate=command.are_separate)
            update_strength(assessment)
    return assessment


def _decide(assessment: Assessment, state: State, command: DecideRow[Assessment]) -> None:
    save_decision(
        assessment,
        state,
        by=command.by,
        now=command.now,
        note=command.note,
        is_sample=assessment.is_sample,
    )


def update_strength(assessment: Assessment) -> None:
    """Store the evidence strength of an assessment. Called under a reason."""
    save_changes(assessment, {"strength": policies.compute_strength(assessment)})


def update_strengths(row: models.Model) -> None:
    """Recalculate the strength of the assessments that depend on a row that was written.

    Citations, evidence and responsibilities; nothing depends on others. Called under a reason.
    """
    match row:
        case Citation():
            assessments = Assessment.objects.filter(citations=row.pk)
        case Evidence():
            assessments = Assessment.objects.filter(citations__evidence=row.pk).distinct()
        case Responsibility():
            assessments = Assessment.objects.filter(recommendation=row.recommendation_id)
        case _:
            return
    assessments = assessments.exclude(state=State.WITHDRAWN).select_related("recommendation")
    is_role = isinstance(row, Responsibility)
    # A reader of the assessment need not see the evidence, nor why it changed.
    with nullcontext() if is_role else because(_("Recalculated")):
        for assessment in assessments:
            if not is_role and row.withdrawn_at is not None:
                forget_separation(assessment)
            update_strength(assessment)


def forget_separation(assessment: Assessment) -> None:
    """Take back whether the sources are separate: it was said of what was cited before."""
    save_changes(assessment, {"are_sources_separate": None})


def update_status(recommendation: Recommendation) -> None:
    """Copy the newest approved analyst assessment onto the recommendation, under a reason.

    The status spans of past days are updated even where today's status stays: the approved
    assessment may be about an earlier day.
    """
    status_spans.update_spans(recommendation)
    newest = (
        Assessment.objects.approved()
        .filter(recommendation=recommendation, perspective=Perspective.ANALYST)
        .newest_first()
        .first()
    )
    if recommendation.current_assessment_id != (newest.pk if newest else None):
        save_fields(
            recommendation,
            current_assessment=newest,
            status=newest.status if newest else Status.NOT_ASSESSED,
            assessed_on=newest.as_of if newest else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AddComment(TimedCommand):
    """Comment on an assessment; for named readers: for its author alone until they are named."""

    assessment: Assessment
    text: str
    sensitivity: Sensitivity = Sensitivity.INTERNAL


@transaction.atomic
def add_comment(command: AddComment) -> Comment:
    """Add a comment to an assessment.

    Raises PermissionRefused, or InvalidValue for a comment that is empty or too long.
    """
    policies.check_can_comment(command.by, command.assessment)
    lock_recommendation(command.assessment.recommendation)  # first, as a decision does
    comment = Comment(
        recommendation_id=command.assessment.recommendation_id,
        assessment=command.assessment,
        text=command.text.strip(),
        sensitivity=command.sensitivity,
        added_by=command.by,
        added_at=command.now,
    )
    with because(_("Comment on an assessment"), by=command.by):
        return save_checked(comment)


@transaction.atomic
def withdraw_comment(command: WithdrawRow[Comment]) -> Comment:
    """Withdraw one's own comment with a reason; it stays in the history.

    Raises PermissionRefused for another person's comment and for who may not comment any more,
    InvalidValue without a reason.
    """
    errors.PermissionRefused.raise_if(
        command.row.added_by_id != command.by.pk,
        _("Only %(who)s can remove this comment."),
        who=command.row.added_by,
    )
    policies.check_can_comment(command.by, command.row.assessment)
    with because(Reason(command.reason, ReasonCode.WITHDRAWAL), by=command.by):
        comment = lock_row(command.row)
        if comment.withdrawn_at is None:
            save_fields(comment, withdrawn_at=command.now, withdrawal_reason=command.reason)
    return comment


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentTexts:
    """Texts beside the rationale, and the stated language of each by field name.

    Where `remaining` is None, what the assessment says of it stays; a new one repeats the last
    approved one.
    """

    remaining: str | None = None
    remaining_by: date | None = None
    next_step: str = ""
    languages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepConclusion(Command):
    """Keep a sentence as the conclusion of an approved assessment; an empty one removes it."""

    row: Assessment
    conclusion: str
    language: str


@transaction.atomic
def keep_conclusion(command: KeepConclusion) -> Assessment:
    """Keep the conclusion of an approved assessment of the analysts.

    Raises PermissionRefused, NotAllowed for an assessment that is not approved or states another's
    view, InvalidValue for a text that is too long or an unknown language.
    """
    with because(Reason(code=ReasonCode.EDITORIAL), by=command.by):
        assessment = lock_assessment(command.row)
        policies.check_can_conclude(command.by, assessment)
        assessment.conclusion = command.conclusion.strip()
        assessment.text_languages |= {"conclusion": command.language}
        check_texts(assessment)
        return save_checked(assessment, "conclusion", "text_languages")


@transaction.atomic
def keep_conclusions(commands: Sequence[KeepConclusion]) -> list[Assessment]:
    """Keep several conclusions, all or none. Raises what `keep_conclusion` raises."""
    return [keep_conclusion(command) for command in in_lock_order(commands)]


def set_texts(assessment: Assessment, texts: AssessmentTexts) -> None:
    """Set the texts of an assessment that is to be saved. Raises InvalidValue."""
    languages = {**texts.languages}
    if texts.remaining is None:
        source = _carried_from(assessment)
        languages["remaining"] = source.text_languages.get("remaining", "")
        assessment.remaining, assessment.remaining_by = source.remaining, source.remaining_by
    else:
        assessment.remaining = texts.remaining.strip()
        assessment.remaining_by = texts.remaining_by
    assessment.next_step = texts.next_step.strip()
    assessment.text_languages = {**assessment.text_languages, **languages}
    check_texts(assessment)


def _carried_from(assessment: Assessment) -> Assessment:
    """Return the assessment whose remaining work stays: itself, where there is no other."""
    if assessment.pk is not None:
        return assessment
    if assessment.corrects is not None:
        return assessment.corrects
    is_open = assessment.status not in SETTLED_STATUSES
    return (
        assessment.recommendation.current_assessment or assessment
        if is_open and assessment.perspective == Perspective.ANALYST
        else assessment
    )


def check_texts(assessment: Assessment) -> None:
    """Check lengths and languages, and forget the language of what is empty.

    Raises InvalidValue for a text that is too long, an unknown language, and a day without what
    remains to be done.
    """
    for name in ASSESSMENT_TEXTS:
        text = getattr(assessment, name)
        errors.InvalidValue.raise_if(
            len(text) > MAX_TEXT_LENGTH,
            _("“%(field)s” has %(length)d characters; it can have %(limit)d. Shorten it."),
            field=field_label(assessment, name),
            length=len(text),
            limit=MAX_TEXT_LENGTH,
        )
    stated = {name: code for name, code in assessment.text_languages.items() if code}
    if unknown := set(stated.values()) - set(Language.values):
        raise errors.InvalidValue(
            _("“%(code)s” is not a language of Heed. Choose one of: %(known)s.")
            % {"code": min(unknown), "known": ", ".join(Language.labels)}
        )
    errors.InvalidValue.raise_if(
        assessment.remaining_by and not assessment.remaining,
        _("“To be done by” needs what remains to be done. Write it, or clear the date."),
    )
    assessment.text_languages = {
        name: stated[name]
        for name in ASSESSMENT_TEXTS
        if getattr(assessment, name) and name in stated
    }
