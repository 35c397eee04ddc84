"""Who takes a report in, and what may be undone."""

from django.utils.translation import gettext as _

from tracker.errors import NotAllowed, PermissionRefused, Stale
from tracker.models import ImportRun, Recommendation, User
from tracker.vocabulary import ImportRunState


def check_can_import(user: User) -> None:
    """Raises NotYours unless `user` is an analyst or a reviewer."""
    if not user.may_write:
        raise PermissionRefused(
            _(
                "A report can't be taken in by %(user)s: it takes the right of an analyst. Ask an "
                "administrator for it."
            )
            % {"user": user}
        )


def check_is_waiting(run: ImportRun) -> None:
    """Raises Stale when the run was decided on meanwhile."""
    if run.state != ImportRunState.WAITING:
        raise Stale(
            _("The run “%(run)s” is “%(state)s” already. Open it again to see what happened.")
            % {"run": run, "state": run.get_state_display()}
        )


def check_is_accepted(run: ImportRun) -> None:
    """Raises Stale when there is nothing to undo."""
    if run.state != ImportRunState.ACCEPTED:
        raise Stale(
            _("The run “%(run)s” can't be undone: it is “%(state)s”.")
            % {"run": run, "state": run.get_state_display()}
        )


def check_can_say_descent(user: User, recommendation: Recommendation) -> None:
    """Raises NotYours unless `user` is an analyst or a reviewer."""
    if not user.may_write:
        raise PermissionRefused(
            _(
                "What %(recommendation)s descends from can't be said by %(user)s: it takes the "
                "right of an analyst. Ask an administrator for it."
            )
            % {"recommendation": recommendation, "user": user}
        )


def check_can_link(later: Recommendation, earlier: Recommendation) -> None:
    """Raises NotAllowed unless the earlier one is of an earlier edition of the same country."""
    same = (
        later.report.mechanism_id == earlier.report.mechanism_id
        and later.report.country == earlier.report.country
    )
    if not same or earlier.report.year >= later.report.year:
        raise NotAllowed(
            _(
                "%(later)s can't descend from %(earlier)s: only what an earlier edition asked of "
                "the same country can be asked again. Choose another."
            )
            % {"later": later, "earlier": earlier}
        )
