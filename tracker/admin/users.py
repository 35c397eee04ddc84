"""People, kept by administrators: names, language, rights, passwords."""

from typing import Any

from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _

from tracker.actions import users
from tracker.admin.base import TrackerAdmin
from tracker.models import User

# Rights hang on the names of the groups: those are the tracker's, and in nobody's hands.
admin.site.unregister(auth_admin.Group)  # type: ignore[attr-defined]


@admin.register(User)
class UserAdmin(TrackerAdmin):
    """Users and what they may do; nobody is deleted, an account is made inactive."""

    list_display = ("username", "first_name", "last_name", "email", "is_active")
    list_filter = ("is_active", "groups")
    search_fields = ("username", "first_name", "last_name")
    ordering = ("username",)
    sortable_by = ("username",)
    filter_horizontal = ("groups",)
    own_fields = (
        "username",
        "first_name",
        "last_name",
        "email",
        "language",
        "is_active",
        "groups",
    )

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        """Administrators see everybody; others the names they pick readers from."""
        return User.objects.order_by("username")

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        if request.path.endswith("/autocomplete/"):
            return bool(request.user.may_enter_admin)
        return bool(getattr(request.user, "may_manage", False))

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """Nobody asks how the hash of a password begins."""
        return not lookup.startswith("password") and super().lookup_allowed(lookup, value, request)

    def stamp(self, request: HttpRequest) -> dict[str, Any]:
        return {"password": make_password(None)}  # none until an administrator sets one

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<int:pk>/password/",
            self.admin_site.admin_view(self.password_view),
            name="tracker_user_password",
        )
        return [own, *super().get_urls()]

    def password_view(self, request: Any, pk: int) -> HttpResponse:
        """Give a user another password."""
        user = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, user):
            return HttpResponse(status=403)
        form = AdminPasswordChangeForm(user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            usable = form.cleaned_data["set_usable_password"]
            password = form.cleaned_data["password1"] if usable else None
            users.set_password(user=user, password=password, by=request.user)
            self.message_user(request, _("The password was changed."))
            return redirect("admin:tracker_user_change", pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "row": user,
            "form": form,
            "title": _("Password of %(user)s") % {"user": user},
        }
        return TemplateResponse(request, "admin/tracker/password.html", context)
