"""Checks of imports and of links to earlier editions."""

from django.utils.translation import gettext_lazy as _

from tracker import errors, models, vocabulary


def check_can_import(user: models.User) -> None:
    """Check that the user may import reports.

    Raises:
        PermissionRefused: The user is no analyst or reviewer.
    """
    errors.PermissionRefused.raise_if(
        not user.may_write,
        _("%(user)s can't import a report: only analysts can. Ask an administrator for the role."),
        user=user,
    )


def check_is_waiting(run: models.ImportRun) -> None:
    """Check that the run is not decided.

    Raises:
        Stale: It is.
    """
    errors.Stale.raise_if(
        run.state != vocabulary.ImportRunState.WAITING,
        _("The import “%(run)s” is already %(state)s. Open it again to see what happened."),
        run=run,
        state=run.get_state_display(),
    )


def check_is_accepted(run: models.ImportRun) -> None:
    """Check that the run can be undone.

    Raises:
        Stale: It is not accepted.
    """
    errors.Stale.raise_if(
        run.state != vocabulary.ImportRunState.ACCEPTED,
        _("The import “%(run)s” can't be undone: it is %(state)s."),
        run=run,
        state=run.get_state_display(),
    )


def check_can_edit_lineage(user: models.User, recommendation: models.Recommendation) -> None:
    """Check that the user may link the recommendation to earlier editions.

    Raises:
        PermissionRefused: The user is no analyst or reviewer.
    """
    errors.PermissionRefused.raise_if(
        not user.may_write,
        _(
            "%(user)s can't link %(recommendation)s to an earlier edition: only analysts "
            "can. Ask an administrator for the role."
        ),
        recommendation=recommendation,
        user=user,
    )


def check_can_link(later: models.Recommendation, earlier: models.Recommendation) -> None:
    """Check that `earlier` is of an earlier edition on the same country.

    Raises:
        NotAllowed: It is not.
    """
    is_same_series = (
        later.report.mechanism_id == earlier.report.mechanism_id
        and later.report.country == earlier.report.country
    )
    errors.NotAllowed.raise_if(
        not is_same_series or earlier.report.year >= later.report.year,
        _(
            "%(later)s can't be linked to %(earlier)s: only a recommendation of an "
            "earlier edition to the same country can be. Choose another one."
        ),
        later=later,
        earlier=earlier,
    )
