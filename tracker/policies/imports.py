"""Checks of imports and of links to earlier editions."""

from django.utils.translation import gettext as _

from tracker.errors import NotAllowed, PermissionRefused, Stale
from tracker.models import ImportRun, Recommendation, User
from tracker.vocabulary import ImportRunState


def check_can_import(user: User) -> None:
    """Check that the user may import reports.

    Raises:
        PermissionRefused: The user is no analyst or reviewer.
    """
    if not user.may_write:
        raise PermissionRefused(
            _(
                "A report can't be taken in by %(user)s: it takes the right of an analyst. Ask an "
                "administrator for it."
            )
            % {"user": user}
        )


def check_is_waiting(run: ImportRun) -> None:
    """Check that the run is not decided.

    Raises:
        Stale: It is.
    """
    if run.state != ImportRunState.WAITING:
        raise Stale(
            _("The run “%(run)s” is “%(state)s” already. Open it again to see what happened.")
            % {"run": run, "state": run.get_state_display()}
        )


def check_is_accepted(run: ImportRun) -> None:
    """Check that the run can be undone.

    Raises:
        Stale: It is not accepted.
    """
    if run.state != ImportRunState.ACCEPTED:
        raise Stale(
            _("The run “%(run)s” can't be undone: it is “%(state)s”.")
            % {"run": run, "state": run.get_state_display()}
        )


def check_can_edit_lineage(user: User, recommendation: Recommendation) -> None:
    """Check that the user may link the recommendation to earlier editions.

    Raises:
        PermissionRefused: The user is no analyst or reviewer.
    """
    if not user.may_write:
        raise PermissionRefused(
            _(
                "What %(recommendation)s descends from can't be said by %(user)s: it takes the "
                "right of an analyst. Ask an administrator for it."
            )
            % {"recommendation": recommendation, "user": user}
        )


def check_can_link(later: Recommendation, earlier: Recommendation) -> None:
    """Check that `earlier` is of an earlier edition on the same country.

    Raises:
        NotAllowed: It is not.
    """
    is_same_series = (
        later.report.mechanism_id == earlier.report.mechanism_id
        and later.report.country == earlier.report.country
    )
    if not is_same_series or earlier.report.year >= later.report.year:
        raise NotAllowed(
            _(
                "%(later)s can't descend from %(earlier)s: only what an earlier edition asked of "
                "the same country can be asked again. Choose another."
            )
            % {"later": later, "earlier": earlier}
        )
