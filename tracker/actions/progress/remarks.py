"""Write the remarks of a progress report: its summary, and remarks on recommendations."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, Stale
from tracker.formats import format_day
from tracker.models import Recommendation, Remark, Report, User
from tracker.vocabulary import Reason, ReasonCode


@transaction.atomic
def write(
    *,
    report: Report,
    recommendation: Recommendation | None,
    language: str,
    text: str,
    as_of: date,
    by: User,
    now: datetime,
    today: date,
    last_remark: int | None = None,
) -> Remark:
    """Write a remark that the report prints from `as_of` on; earlier ones stay in the history.

    Without a recommendation it is the executive summary. The same text twice is one remark.
    `last_remark` is the key of the newest remark that the form showed, 0 for none.

    Raises:
        PermissionRefused: `by` writes no remarks.
        Stale: Somebody wrote one meanwhile.
        InvalidValue: The text is empty or too long, or the day impossible.
        PersonalDataFound: The text looks like a victim's data.
    """
    subject = recommendation.cited_as if recommendation else report.cited_as
    policies.check_can_change(by, "remark", subject)
    _check_day(as_of, report=report, today=today)
    Report.objects.select_for_update().get(pk=report.pk)  # a second writer waits here
    newest = newest_remark(report, recommendation, language)
    if newest and (newest.text, newest.as_of) == (text.strip(), as_of):
        return newest
    if last_remark is not None and last_remark != (newest.pk if newest else 0):
        raise Stale(
            _(
                "Somebody wrote a remark on %(about)s in this language while you did. Read it "
                "below; what you typed is kept, send it again to put it in its place."
            )
            % {"about": subject}
        )
    remark = Remark(
        report=report,
        recommendation=recommendation,
        language=language,
        text=text.strip(),
        as_of=as_of,
        written_by=by,
        written_at=now,
    )
    check_values(remark)
    with because(_("Written for the progress report"), by=by):
        remark.save()
    return remark


@transaction.atomic
def withdraw(*, remark: Remark, by: User, now: datetime, reason: str) -> Remark:
    """Withdraw a remark with a reason; the one before it, if any, is printed again.

    Raises PermissionRefused, NotAllowed for a withdrawn remark, InvalidValue without a reason.
    """
    policies.check_can_change(by, "remark", str(_("a remark")))
    with because(Reason(reason, ReasonCode.WITHDRAWAL), by=by):
        fresh: Remark = Remark.objects.select_for_update().get(pk=remark.pk)
        if fresh.withdrawn_at is not None:
            raise NotAllowed(_("This remark was withdrawn already. There is nothing left to do."))
        fresh.withdrawn_at, fresh.withdrawal_reason = now, reason
        fresh.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    return fresh


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
    if as_of > today:
        raise InvalidValue(
            _("%(day)s is to come. A remark tells of a day up to today: choose an earlier one.")
            % {"day": format_day(as_of)}
        )
    if as_of < report.period_from:
        raise InvalidValue(
            _("%(day)s is before %(report)s begins to tell, on %(first)s. Choose a later day.")
            % {
                "day": format_day(as_of),
                "report": report.cited_as,
                "first": format_day(report.period_from),
            }
        )
