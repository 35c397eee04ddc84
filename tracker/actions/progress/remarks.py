"""Write the remarks of a progress report: its summary, and remarks on recommendations."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.base import (
    Command,
    TimedCommand,
    check_values,
    lock_row,
    save_fields,
    save_withdrawal,
)
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, Stale
from tracker.models import Recommendation, Remark, Report
from tracker.summaries.progress.bindings import find_bindings, to_stored
from tracker.vocabulary import Reason, ReasonCode


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteRemark(TimedCommand):
    """A remark in one language, and the day it is about; without a recommendation, the summary."""

    report: Report
    recommendation: Recommendation | None
    language: str
    text: str
    as_of: date
    today: date
    last_remark: int | None = None  # key of the newest that the form showed, 0 for none


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRemark(TimedCommand):
    """Why a remark is printed no more."""

    remark: Remark
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BindSummary(Command):
    """Which numbers and statuses of an executive summary are compared with the data."""

    remark: Remark
    bindings: Collection[str]  # codes of `SummaryBinding`


@transaction.atomic
def write(command: WriteRemark) -> Remark:
    """Write a remark that the report prints from `as_of` on; earlier ones stay in the history.

    The same text twice is one remark. Raises PermissionRefused; Stale if somebody wrote one since
    `last_remark`; InvalidValue for a text that is empty or too long, or an impossible day;
    PersonalDataFound.
    """
    report, recommendation, as_of = command.report, command.recommendation, command.as_of
    subject = recommendation.cited_as if recommendation else report.cited_as
    text = command.text.strip()
    policies.check_can_change(command.by, "remark", subject)
    _check_day(as_of, report=report, today=command.today)
    Report.objects.select_for_update().get(pk=report.pk)  # a second writer waits here
    newest = newest_remark(report, recommendation, command.language)
    if newest and (newest.text, newest.as_of) == (text, as_of):
        return newest
    Stale.raise_if(
        command.last_remark not in (None, newest.pk if newest else 0),
        _(
            "Someone else saved a remark on %(about)s in this language while you "
            "were writing. Read it below. Your text is kept; save it again to "
            "replace theirs."
        ),
        about=subject,
    )
    remark = Remark(
        report=report,
        recommendation=recommendation,
        language=command.language,
        text=text,
        as_of=as_of,
        written_by=command.by,
        written_at=command.now,
    )
    check_values(remark)
    with because(_("Written for the progress report"), by=command.by):
        remark.save()
    return remark


@transaction.atomic
def withdraw(command: WithdrawRemark) -> Remark:
    """Withdraw a remark with a reason; the one before it, if any, is printed again.

    Raises PermissionRefused, NotAllowed for a withdrawn remark, InvalidValue without a reason.
    """
    policies.check_can_change(command.by, "remark", str(_("a remark")))
    with because(Reason(command.reason, ReasonCode.WITHDRAWAL), by=command.by):
        fresh = lock_row(command.remark)
        _check_is_printed(fresh)
        save_withdrawal(fresh, command.now, command.reason)
    return fresh


@transaction.atomic
def bind(command: BindSummary) -> Remark:
    """Compare these numbers and statuses of an executive summary with the data, and no others.

    Raises PermissionRefused, NotAllowed for a summary that is withdrawn.
    """
    report = command.remark.report
    policies.check_can_change(command.by, "remark", report.cited_as)
    with because(Reason(code=ReasonCode.EDITORIAL), by=command.by):
        fresh = lock_row(command.remark)
        _check_is_printed(fresh)
        statuses = dict(report.recommendations.values_list("number", "status"))
        found = find_bindings(fresh.text, fresh.language, statuses)
        chosen = [to_stored(binding) for binding in found if binding.code in command.bindings]
        return save_fields(fresh, bindings=chosen)


def _check_is_printed(remark: Remark) -> None:
    NotAllowed.raise_if(
        remark.withdrawn_at is not None,
        _("This remark is already withdrawn. You don't need to do anything."),
    )


def newest_remark(
    report: Report, recommendation: Recommendation | None, language: str
) -> Remark | None:
    """Return the newest remark in this language that is not withdrawn, also of a later day."""
    newest: Remark | None = (
        Remark.objects.not_withdrawn()
        .filter(report=report, recommendation=recommendation, language=language)
        .newest_first()
        .first()
    )
    return newest


def _check_day(as_of: date, *, report: Report, today: date) -> None:
    InvalidValue.raise_if(
        as_of > today, _("%(day)s is in the future. Choose today or an earlier day."), day=as_of
    )
    InvalidValue.raise_if(
        as_of < report.period_from,
        _(
            "%(day)s is before the period of %(report)s, which begins on "
            "%(first)s. Choose a later day."
        ),
        day=as_of,
        report=report.cited_as,
        first=report.period_from,
    )
