"""The short form answered: the one call that the site and the admin make."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from tracker.actions import progress
from tracker.errors import Stale, TrackerError
from tracker.forms.logging import ProgressForm, bodies_offered
from tracker.models import Assessment, Event, Recommendation, User
from tracker.vocabulary import State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of the form: a sentence when it was saved, else the page to show again."""

    told: str = ""
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200


def answer(
    posted: MultiValueDict[str, str] | None,
    *,
    recommendation: Recommendation,
    user: User,
    now: datetime,
    returned: Assessment | None = None,
) -> Outcome:
    """Read the short form and do what it says. A refusal keeps what was typed.

    With `returned`, it mends that assessment: it opens with what the author said.
    """
    form = ProgressForm(
        posted,
        recommendation=recommendation,
        user=user,
        today=timezone.localdate(now),
        seen=Event.objects.newest_sequence(recommendation),
        returned=returned,
    )
    if form.is_valid():
        try:
            logged = progress.log(
                recommendation=recommendation,
                by=user,
                now=now,
                shown=form.shown,
                approve_at_once="approve" in (posted or ()),
                returned=returned,
                **form.answers,
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Stale):
                form.with_seen(Event.objects.newest_sequence(recommendation))
        else:
            return Outcome(told=_told(recommendation, logged))
    context = {
        "recommendation": recommendation,
        "form": form,
        "returned": returned,
        "bodies": bodies_offered(recommendation, user),
        "picked": form.cleaned_data.get("evidence", []) if form.is_bound else [],
    }
    return Outcome(context=context, status=422 if form.is_bound else 200)


def _told(recommendation: Recommendation, logged: object) -> str:
    if not isinstance(logged, Assessment):
        return _("Noted. The status of %(recommendation)s stays as it is.") % {
            "recommendation": recommendation
        }
    status = logged.get_status_display()
    if logged.state == State.APPROVED:
        return _(
            "%(recommendation)s is now “%(status)s”, approved by its author, and says so "
            "wherever it is shown."
        ) % {"recommendation": recommendation, "status": status}
    return _("“%(status)s” for %(recommendation)s was sent for review.") % {
        "recommendation": recommendation,
        "status": status,
    }
