"""The short form answered: the one call that the site and the admin make."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from tracker.actions import progress
from tracker.errors import Stale, TrackerError
from tracker.forms.dropped import Came
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
    came: Came | None = None,
    mended: Assessment | None = None,
    corrected: Assessment | None = None,
) -> Outcome:
    """Read the short form and do what it says. A refusal keeps what was typed, and the file.

    `came` is what became of a file that was sent with it: see `requests.put_down`.
    With `mended` it changes that assessment, with `corrected` it corrects that one: it opens with
    what was said there.
    """
    form = ProgressForm(
        posted,
        came,
        recommendation=recommendation,
        user=user,
        today=timezone.localdate(now),
        seen=Event.objects.newest_sequence(recommendation, to=user),
        mended=mended,
        corrected=corrected,
    )
    if form.is_valid():
        try:
            logged = progress.log(
                recommendation=recommendation,
                by=user,
                now=now,
                shown=form.shown,
                draft="draft" in (posted or ()),
                approve_at_once="approve" in (posted or ()),
                mended=mended,
                corrected=corrected,
                **form.answers,
            )
        except TrackerError as refused:
            form.add_error(None, str(refused))
            if isinstance(refused, Stale):
                form.with_seen(Event.objects.newest_sequence(recommendation, to=user))
        else:
            return Outcome(told=told(recommendation, logged))
    context = {
        "recommendation": recommendation,
        "form": form,
        "mended": mended,
        "corrected": corrected,
        "bodies": bodies_offered(recommendation, user),
        "picked": form.cleaned_data.get("evidence", []) if form.is_bound else [],
    }
    return Outcome(context=context, status=422 if form.is_bound else 200)


def told(recommendation: Recommendation, logged: object) -> str:
    """What came of it, in one sentence."""
    names: dict[str, object] = {"recommendation": recommendation}
    if not isinstance(logged, Assessment):
        return _("Noted. The status of %(recommendation)s stays as it is.") % names
    names["status"] = logged.get_status_display()
    match logged.state:
        case State.DRAFT:
            said = _(
                "“%(status)s” for %(recommendation)s is kept as a draft: nobody decides on it "
                "until you send it."
            )
        case State.RETURNED:
            said = _(
                "What you changed on “%(status)s” for %(recommendation)s is kept: send it when it "
                "is ready."
            )
        case State.APPROVED if logged.recommendation.standing_id == logged.pk:
            said = _(
                "%(recommendation)s is now “%(status)s”, approved by its author, and says so "
                "wherever it is shown."
            )
        case State.APPROVED:
            said = _(
                "“%(status)s” for %(recommendation)s is approved by its author, and says so; the "
                "status it shows stays as it is."
            )
        case _:
            said = _("“%(status)s” for %(recommendation)s was sent for review.")
    return said % names
