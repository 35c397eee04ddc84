"""Admin site with rights by group, and sign-in on the page of the site."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.errors import PermissionRefused

HIDDEN_APPS = frozenset({"account", "mfa", "usersessions", "django_tasks_database"})


class TrackerAdminSite(admin.AdminSite):
    """Admin for analysts, reviewers and administrators, and for auditors to read."""

    site_header = "Heed"
    site_title = "Heed"
    index_title = gettext_lazy("What analysts and administrators keep")
    empty_value_display = "–"
    enable_nav_sidebar = False  # lists need the width

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Register models except those of tasks and of allauth."""
        models = (
            model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        )
        visible = [model for model in models if model._meta.app_label not in HIDDEN_APPS]
        super().register(visible, *args, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether the user may open the admin."""
        user: Any = request.user
        return bool(user.is_authenticated and user.may_enter_admin)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Redirect to the sign-in of the site; tell a signed-in user why access is refused."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        sentence = _(
            "The admin can't be opened by %(user)s: it takes the right of an analyst, a reviewer, "
            "an auditor or an administrator. Ask an administrator for it, or use the site."
        ) % {"user": request.user}
        raise PermissionRefused(sentence)
