"""Pages of people: their roles, the hand-over of their work, their account and sessions."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from allauth.account import signals, views as account
from allauth.decorators import rate_limit
from allauth.mfa.base import views as factors
from allauth.mfa.webauthn import views as passkeys
from allauth.usersessions.internal.flows.sessions import end_other_sessions, end_sessions
from allauth.usersessions.models import UserSession
from django import forms, shortcuts, urls
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import LogoutView, PasswordChangeView
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.utils import decorators, http
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tracker import errors, models, policies, vocabulary
from tracker.actions import people
from tracker.filters.lists import LISTS, OpenList
from tracker.forms.people import FullNameForm, HandOverForm, SavedViewForm
from tracker.requests import UserRequest, form_view, is_sent, page_view, post_view, posted, saved
from tracker.summaries.people import OpenWork
from tracker.views import base, pagination

MAX_ROWS = 20  # of each kind
THEMES = ("light", "dark")
THEME_COOKIE = "theme"
YEAR = 365 * 86_400  # seconds


@page_view
def person_detail(request: UserRequest, username: str) -> HttpResponse:
    """Show a person: roles, bodies spoken for, and the history of both."""
    base.require_found(request.user.may(vocabulary.Right.READ_PEOPLE))
    person = shortcuts.get_object_or_404(models.User, username=username)
    return base.render_page(
        request,
        "people/detail.html",
        person=person,
        roles=[role.label for role in vocabulary.Group if role in person.group_names],
        bodies=person.speaks_for.order_by("code"),
        timeline=base.load_timeline(person, request),
    )


@form_view
def hand_over(request: UserRequest, username: str) -> HttpResponse:
    """Hand over the open work of a person, and close the account or open it again."""
    errors.PermissionRefused.raise_if(
        not request.user.may_manage,
        _(
            "%(user)s can't close, open or hand over accounts: only administrators can. Ask "
            "one to do it."
        ),
        user=request.user,
    )
    person = shortcuts.get_object_or_404(models.User, username=username)
    open_work = OpenWork(person)
    form = HandOverForm(posted(request), person=person, kinds=list(open_work.counts))
    if is_sent(form) and (message := saved(form, _act, request, person, form)):
        return base.redirect_with(request, message, "hand_over", person.username)
    return base.render_form(
        request,
        "people/hand_over.html",
        form,
        person=person,
        open_work=_open_work_rows(open_work),
        submitted=_first_rows(
            _by_recommendation(open_work.submitted)[:MAX_ROWS], open_work.submitted.count()
        ),
        is_own=person == request.user,
    )


def _act(request: UserRequest, person: models.User, form: HandOverForm) -> str:
    """Do what the pressed button says, and return the message to show."""
    named = {"person": person}
    if "open" in request.POST:
        people.open_account(
            base.complete(partial(people.ChangeAccount, person=person), request, form)
        )
        return (
            _("The account of %(person)s is open again. Set a password so that they can sign in.")
            % named
        )
    closes = "close" in request.POST
    counts = people.hand_over(form.hand_over_command(by=request.user, closes=closes))
    if closes:
        return _("The account of %(person)s is closed. The name stays on their work.") % named
    if not counts:
        return _("Nothing was handed over. Name the person who takes over.")
    return _("Handed over: %(what)s.") % {"what": people.describe_counts(counts)}


def _first_rows(rows: Sequence[object] | QuerySet[Any], count: int) -> dict[str, object]:
    """Return rows to show with the number of all, and that of those that are not shown."""
    return {"rows": rows, "count": count, "more": count - len(rows)}


def _open_work_rows(open_work: OpenWork) -> dict[str, dict[str, object]]:
    """Return the first rows of each kind of open work that there is."""
    kinds: dict[str, QuerySet[Any]] = {
        "drafts": _by_recommendation(open_work.drafts),
        "views": _by_recommendation(open_work.views),
        "assigned": open_work.assigned.select_related("report__mechanism")
        .prefetch_related("translations")
        .order_by("sort_key"),
        "evidence": open_work.evidence.order_by("pk"),
        "comments": open_work.comments.select_related("recommendation__report__mechanism").order_by(
            "pk"
        ),
        "bodies": open_work.bodies.order_by("code"),
        "saved_reports": open_work.saved_reports.select_related("report__mechanism").order_by("pk"),
    }
    rows: dict[str, list[Any]] = {kind: list(kinds[kind][:MAX_ROWS]) for kind in open_work.counts}
    if evidence := rows.get("evidence"):
        rows["evidence"] = open_work.recommendations_citing(evidence)
    return {kind: _first_rows(rows[kind], count) for kind, count in open_work.counts.items()}


def _by_recommendation(assessments: QuerySet[models.Assessment]) -> QuerySet[models.Assessment]:
    """Order assessments by recommendation, and load what a list says of each without its text."""
    return (
        assessments.select_related("recommendation__report__mechanism", "body")
        .prefetch_related("recommendation__translations")
        .order_by("recommendation__sort_key", "pk")
    )


@decorators.method_decorator(
    [login_required, rate_limit(action="change_password")], name="dispatch"
)
class ChangePassword(PasswordChangeView):
    """Change the password of whoever knows the old one. It ends every other session."""

    template_name = "people/account/password.html"
    success_url = urls.reverse_lazy("home")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save the password, and say that other sessions have ended."""
        messages.success(
            self.request, _("Your password was changed. You are signed out everywhere else.")
        )
        answer = super().form_valid(form)
        signals.password_changed.send(
            sender=type(self.request.user), request=self.request, user=self.request.user
        )
        return answer


class Account(factors.IndexView):  # type: ignore[misc]
    """Show the full name and second factors of an account; a POST changes the name."""

    template_name = "people/account/detail.html"

    def post(self, request: UserRequest, *_args: object, **_kwargs: object) -> HttpResponse:
        """Change the full name, once the second factor is there that a role asks for."""
        user = request.user
        form = FullNameForm(request.POST)
        if policies.people.must_add_second_factor(user):
            return shortcuts.redirect("account")
        return base.save_form(
            request,
            form,
            people.change_name,
            partial(people.ChangeName, person=user),
            done=_("Your name was saved."),
            to="account",
        ) or shortcuts.render(
            request, self.template_name, self.get_context_data(name_form=form), status=422
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a second factor is required, and the recovery codes left."""
        context = super().get_context_data(**kwargs)
        codes = context["authenticators"].get("recovery_codes")
        return {
            "name_form": FullNameForm(initial={"full_name": self.request.user.full_name}),
            **context,
            "must_add": policies.people.must_add_second_factor(self.request.user),
            "codes_left": len(codes.get_unused_codes()) if codes else 0,
        }


class ConfirmByPasskey(passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Confirm by a passkey who is there; an error is shown on the same page."""

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        """Show the error on the page that the passkey was asked on."""
        for error in form.errors.get("credential", []):
            messages.error(self.request, str(error))
        return shortcuts.redirect(self.request.get_full_path())


sign_in = account.LoginView.as_view(template_name="people/account/login.html")
sign_out = LogoutView.as_view()
account_detail = Account.as_view()


@form_view
def save_view(request: UserRequest) -> HttpResponseBase:
    """Save filter and order of a list under a name, if they can be read."""
    params = request.GET or request.POST  # the address, so that a draft of the form opens too
    name, query = params.get("list", ""), pagination.saved_query(QueryDict(params.get("query", "")))
    base.require_found(name in LISTS and query)
    OpenList(name, QueryDict(query), user=request.user, today=request.today).choose_order()
    return _save_view(request, models.SavedView(owner=request.user, list_name=name, query=query))


@form_view
def edit_view(request: UserRequest, pk: int) -> HttpResponseBase:
    """Rename a saved view, let its list open with it, or delete it."""
    view = shortcuts.get_object_or_404(request.user.saved_views, pk=pk)
    if "delete" in request.POST:
        people.delete_view(view)
        return base.redirect_with(
            request, _("View deleted."), f"{urls.reverse(view.list_name)}?{pagination.SHOW_ALL}"
        )
    return _save_view(request, view)


def _save_view(request: UserRequest, view: models.SavedView) -> HttpResponse:
    return base.save_or_show(
        request,
        SavedViewForm(posted(request), initial={"name": view.name, "is_default": view.is_default}),
        "people/saved_view.html",
        people.save_view,
        partial(people.SaveView, view=view),
        done=_("View saved."),
        to=view,
        view=view,
    )


# Names by a word of the user agent: the first that occurs in it.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox": "Firefox",
    "Chrom": "Chrome",
    "CriOS": "Chrome",
    "FxiOS": "Firefox",
    "Safari": "Safari",
}
SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Mac OS": "macOS",
    "Android": "Android",
    "Linux": "Linux",
}


@page_view
def session_list(request: UserRequest) -> HttpResponse:
    """List the sessions of the user, this one first."""
    sessions = UserSession.objects.purge_and_list(request.user)
    current_key = request.session.session_key
    sessions.sort(
        key=lambda session: (session.session_key != current_key, -session.created_at.timestamp())
    )
    return base.render_page(
        request,
        "usersessions/usersession_list.html",
        rows=[
            {
                "session": session,
                "device": device(session.user_agent),
                "is_current": session.session_key == current_key,
            }
            for session in sessions
        ],
    )


@post_view
def session_end(request: UserRequest, pk: int) -> HttpResponse:
    """End a session: its next click leads to sign-in."""
    session = shortcuts.get_object_or_404(UserSession, pk=pk, user=request.user)
    is_current = session.is_current()
    end_sessions(request, [session])
    return (
        shortcuts.redirect("login")
        if is_current
        else base.redirect_with(request, _("The session was ended."), "usersessions_list")
    )


@post_view
def session_end_others(request: UserRequest) -> HttpResponse:
    """End every session but this one."""
    end_other_sessions(request, request.user)
    return base.redirect_with(
        request, _("You are signed out everywhere else."), "usersessions_list"
    )


def device(user_agent: str) -> str:
    """Return “Firefox, Windows” for a user agent, as far as it says; empty if it says neither."""
    named = (
        next((name for sign, name in names.items() if sign in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    )
    return ", ".join(filter(None, named))


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep in a cookie whether pages are light or dark; without either, as the device says."""
    back = request.POST.get("next", "")
    if not http.url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = urls.reverse("home")
    response = shortcuts.redirect(back)
    theme = request.POST.get("theme")
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=YEAR,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response
