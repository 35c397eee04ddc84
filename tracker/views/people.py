"""Who somebody is to the tracker; and what hangs on them, when they leave."""

from dataclasses import dataclass
from typing import Any

from allauth.account import views as account
from allauth.account.signals import password_changed
from allauth.decorators import rate_limit
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LogoutView, PasswordChangeView
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker.actions import people
from tracker.errors import TrackerError
from tracker.forms.people import LeavingForm
from tracker.models import User
from tracker.policies.people import must_add_second_factor
from tracker.requests import UserRequest
from tracker.summaries.people import Hanging
from tracker.views.history.timeline import history_of
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
    return render(request, "people/detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def leave(request: UserRequest, username: str) -> HttpResponse:
    """What hangs on somebody. Handed over and closed at once, or not at all."""
    if not request.user.may_manage:
        sentence = _(
            "Accounts can't be closed, opened or handed over by %(user)s: it takes an "
            "administrator. Ask one to do it."
        ) % {"user": request.user}
        return render(request, "error.html", {"sentence": sentence}, status=403)
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
    return render(request, "people/hand_over.html", context, status=422 if form.is_bound else 200)


def _do(request: UserRequest, person: User, form: LeavingForm) -> str:
    """What the button says, told in a sentence."""
    said: dict[str, Any] = {
        "person": person,
        "words": form.cleaned_data["words"],
        "by": request.user,
    }
    if "open" in request.POST:
        people.open_account(**said)
        return _(
            "The account of %(person)s is open again. It has no password until you set one."
        ) % {"person": person}
    if "close" in request.POST:
        people.leave(to=form.successors, **said)
        return _("The account of %(person)s is closed. The name stays on what they did.") % {
            "person": person
        }
    handed = people.hand_over(to=form.successors, **said)
    if not handed:
        return _("Nothing was handed over: nobody was named.")
    return _("Handed over: %(what)s.") % {"what": people.told(handed)}


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


@method_decorator([login_required, rate_limit(action="change_password")], name="dispatch")
class ChangePassword(PasswordChangeView):
    """A new password for whoever knows the old one. It ends every other session."""

    template_name = "people/account/password.html"
    success_url = reverse_lazy("home")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(
            self.request, _("Your password was changed. You are signed out everywhere else.")
        )
        answer = super().form_valid(form)
        user = self.request.user
        password_changed.send(sender=type(user), request=self.request, user=user)
        return answer


class Account(factors.IndexView):  # type: ignore[misc]
    """What one's account is made safe by, and where one is signed in."""

    template_name = "people/account/detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        codes = context["authenticators"].get("recovery_codes")
        return {
            **context,
            "must_add": must_add_second_factor(self.request.user),
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
        }


class ConfirmByPasskey(passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """A passkey, asked again. What does not fit is said on the same page."""

    def form_invalid(self, form: Any) -> HttpResponse:
        for error in form.errors.get("credential", []):
            messages.error(self.request, error)
        return redirect(self.request.get_full_path())


sign_in = account.LoginView.as_view(template_name="people/account/login.html")
sign_out = LogoutView.as_view()
change_password = ChangePassword.as_view()
confirm_by_passkey = ConfirmByPasskey.as_view()
your_account = Account.as_view()


# What a browser says of itself, by what it alone says: the first that fits.
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "Firefox": "Firefox", "Chrom": "Chrome"}
BROWSERS |= {"CriOS": "Chrome", "FxiOS": "Firefox", "Safari": "Safari"}
SYSTEMS = {"Windows": "Windows", "iPhone": "iPhone", "iPad": "iPad", "Mac OS": "macOS"}
SYSTEMS |= {"Android": "Android", "Linux": "Linux"}


@login_required
@require_GET
def session_list(request: UserRequest) -> HttpResponse:
    """Everywhere one is signed in now, this place first."""
    found = UserSession.objects.purge_and_list(request.user)
    here = request.session.session_key
    found.sort(key=lambda one: (one.session_key != here, -one.created_at.timestamp()))
    places = [
        {"session": one, "device": device(one.user_agent), "is_here": one.session_key == here}
        for one in found
    ]
    return render(request, "usersessions/usersession_list.html", {"places": places})


@login_required
@require_POST
def session_end(request: UserRequest, pk: int) -> HttpResponse:
    """End one session: its next click leads to sign-in."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    is_here = session.is_current()
    end_sessions(request, [session])
    if is_here:
        return redirect("login")
    messages.success(request, _("That session was ended."))
    return redirect("usersessions_list")


@login_required
@require_POST
def session_end_others(request: UserRequest) -> HttpResponse:
    """End every session but this one."""
    end_other_sessions(request, request.user)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("usersessions_list")


def device(user_agent: str) -> str:
    """ "Firefox, Windows", as far as a browser says; an empty text where it says neither."""
    return ", ".join(filter(None, (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent))))


def _first(known: dict[str, str], said: str) -> Any:
    return next((name for sign, name in known.items() if sign in said), "")
