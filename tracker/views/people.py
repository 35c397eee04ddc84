"""Who somebody is to the tracker; and what hangs on them, when they leave."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tracker.actions import leaving
from tracker.errors import TrackerError
from tracker.forms.leaving import LeavingForm
from tracker.models import User
from tracker.requests import UserRequest
from tracker.summaries.leaving import Hanging
from tracker.views.timelines import history_of
from tracker.vocabulary import Group, Right

SHOWN = 20  # of each kind


@dataclass(frozen=True, slots=True)
class Listed:
    """The first of a kind, and how many there are."""

    rows: list[Any]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@login_required
@require_GET
def person(request: UserRequest, username: str) -> HttpResponse:
    """One person: the roles, the bodies spoken for, and who gave and took them when."""
    if not request.user.may(Right.READ_PEOPLE):
        raise Http404
    found = get_object_or_404(User, username=username)
    context = {
        "person": found,
        "roles": [role.label for role in Group if role in found.group_names],
        "bodies": found.speaks_for.order_by("code"),
        "told": history_of(found, request),
    }
    return render(request, "people/person.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: UserRequest, username: str) -> HttpResponse:
    """What hangs on somebody. Handed over and closed at once, or not at all."""
    if not request.user.may_manage:
        sentence = _(
            "Accounts can't be closed, opened or handed over by %(user)s: it takes an "
            "administrator. Ask one to do it."
        ) % {"user": request.user}
        return render(request, "refused.html", {"sentence": sentence}, status=403)
    person = get_object_or_404(User, username=username)
    hanging = Hanging(person)
    typed = request.POST if request.method == "POST" else None
    form = LeavingForm(typed, person=person, kinds=list(hanging.counts))
    if form.is_valid():
        try:
            done = _do(request, person, form)
        except TrackerError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done)
            return redirect("leaving", person.username)
    context = {
        "person": person,
        "form": form,
        "hanging": _listed(hanging),
        "submitted": _papers(hanging.submitted, hanging.submitted.count()),
        "is_own": person == request.user,
    }
    return render(request, "people/leaving.html", context, status=422 if form.is_bound else 200)


def _do(request: UserRequest, person: User, form: LeavingForm) -> str:
    """What the button says, told in a sentence."""
    said: dict[str, Any] = {
        "person": person,
        "words": form.cleaned_data["words"],
        "by": request.user,
    }
    if "open" in request.POST:
        leaving.open_account(**said)
        return _(
            "The account of %(person)s is open again. It has no password until you set one."
        ) % {"person": person}
    if "close" in request.POST:
        leaving.leave(to=form.successors, **said)
        return _("The account of %(person)s is closed. The name stays on what they did.") % {
            "person": person
        }
    handed = leaving.hand_over(to=form.successors, **said)
    if not handed:
        return _("Nothing was handed over: nobody was named.")
    return _("Handed over: %(what)s.") % {"what": leaving.told(handed)}


def _listed(hanging: Hanging) -> dict[str, Listed]:
    """The first rows of each kind that there is."""
    counts, found = hanging.counts, dict[str, Listed]()
    for kind in counts:
        match kind:
            case "drafts" | "views":
                found[kind] = _papers(getattr(hanging, kind), counts[kind])
            case "assigned":
                rows = hanging.assigned.select_related("report__mechanism").prefetch_related(
                    "translations"
                )
                found[kind] = Listed(list(rows.order_by("sort_key")[:SHOWN]), counts[kind])
            case "evidence":
                pieces = list(hanging.evidence.order_by("pk")[:SHOWN])
                found[kind] = Listed(hanging.where_cited(pieces), counts[kind])
            case "comments":
                said = hanging.comments.select_related("recommendation__report__mechanism")
                found[kind] = Listed(list(said.order_by("pk")[:SHOWN]), counts[kind])
            case "bodies":
                found[kind] = Listed(list(hanging.bodies.order_by("code")[:SHOWN]), counts[kind])
            case "schedules":
                saved = hanging.schedules.select_related("report__mechanism")
                found[kind] = Listed(list(saved.order_by("pk")[:SHOWN]), counts[kind])
    return found


def _papers(rows: Any, count: int) -> Listed:
    """Judgments by recommendation and state; what they say is not shown."""
    found = (
        rows.select_related("recommendation__report__mechanism", "body")
        .prefetch_related("recommendation__translations")
        .order_by("recommendation__sort_key", "pk")
    )
    return Listed(list(found[:SHOWN]), count)
