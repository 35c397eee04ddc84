"""The admin's door: rights go by group, and signing in happens on the site's own page."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

NOT_OURS = frozenset({"account", "mfa", "usersessions", "django_tasks_database"})


class TrackerAdminSite(admin.AdminSite):
    """The tracker's admin: for analysts, reviewers, administrators, and auditors to read."""

    site_header = "Heed"
    site_title = "Heed"
    index_title = gettext_lazy("What analysts and administrators keep")
    empty_value_display = "–"
    enable_nav_sidebar = False  # lists need the width

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Take in no table of tasks, nor of allauth: keys of sign-in are their owner's."""
        found = (
            model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        )
        ours = [model for model in found if model._meta.app_label not in NOT_OURS]
        super().register(ours, *args, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return bool(user.is_authenticated and user.may_enter_admin)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send a stranger to sign in; tell somebody signed in why the door stays shut."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        sentence = _(
            "The admin can't be opened by %(user)s: it takes the right of an analyst, a reviewer, "
            "an auditor or an administrator. Ask an administrator for it, or use the site."
        ) % {"user": request.user}
        return render(request, "error.html", {"sentence": sentence}, status=403)
