"""What analysts write for the progress report: a summary, a remark on a recommendation."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.values import check_values
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, NotAllowed, Stale
from tracker.formats import day
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
    seen: int | None = None,
) -> Remark:
    """Write the words that the report prints from `as_of` on; those before stay in the history.

    Without a recommendation they are the executive summary. The same words twice are one remark.
    `seen` is the key of the newest remark that the form knew of, 0 for none. Raises NotYours,
    Stale when somebody wrote meanwhile, Invalid for no words, too many, or a day that can't be,
    PersonalData for words that look like a victim's data.
    """
    about = recommendation.cited_as if recommendation else report.cited_as
    policies.check_can_change(by, "remark", about)
    _check_day(as_of, report=report, today=today)
    Report.objects.select_for_update().get(pk=report.pk)  # two who write at once wait here
    newest = newest_remark(report, recommendation, language)
    if newest and (newest.text, newest.as_of) == (text.strip(), as_of):
        return newest
    if seen is not None and seen != (newest.pk if newest else 0):
        raise Stale(
            _(
                "Somebody wrote a remark on %(about)s in this language while you did. Read it "
                "below; what you typed is kept, send it again to put it in its place."
            )
            % {"about": about}
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
def withdraw(*, remark: Remark, by: User, now: datetime, because_of: str) -> Remark:
    """Take a remark back with a reason: the one before it is printed again, if there is one.

    Raises NotYours, NotAllowed for one that was withdrawn already, Invalid without a reason.
    """
    policies.check_can_change(by, "remark", str(_("a remark")))
    with because(Reason(because_of, ReasonCode.WITHDRAWAL), by=by):
        fresh: Remark = Remark.objects.select_for_update().get(pk=remark.pk)
        if fresh.withdrawn_at is not None:
            raise NotAllowed(_("This remark was withdrawn already. There is nothing left to do."))
        fresh.withdrawn_at, fresh.withdrawal_reason = now, because_of
        fresh.save(update_fields=["withdrawn_at", "withdrawal_reason"])
    return fresh


def newest_remark(
    report: Report, recommendation: Recommendation | None, language: str
) -> Remark | None:
    """The one that stands in this language, however far ahead its day is."""
    found: Remark | None = (
        Remark.objects.standing()
        .filter(report=report, recommendation=recommendation, language=language)
        .newest_first()
        .first()
    )
    return found


def _check_day(as_of: date, *, report: Report, today: date) -> None:
    if as_of > today:
        raise InvalidValue(
            _("%(day)s is to come. A remark tells of a day up to today: choose an earlier one.")
            % {"day": day(as_of)}
        )
    if as_of < report.period_from:
        raise InvalidValue(
            _("%(day)s is before %(report)s begins to tell, on %(first)s. Choose a later day.")
            % {"day": day(as_of), "report": report.cited_as, "first": day(report.period_from)}
        )
