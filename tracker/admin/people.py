"""People, kept by administrators: names, language, rights, passwords."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple, ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.actions import people
from tracker.admin.base import TrackerAdmin
from tracker.errors import NotAllowed, TrackerError
from tracker.models import User
from tracker.vocabulary import RIGHTS, Group, Right

# Rights hang on the names of the groups: those are the tracker's, and in nobody's hands.
admin.site.unregister(auth_admin.Group)  # type: ignore[attr-defined]


HELP = {
    "groups": gettext_lazy("What each role lets somebody do stands below. None: nothing."),
    "is_active": gettext_lazy(
        "Taken off, it closes the account: refused while drafts, assignments or evidence that "
        "nobody else may read hang on it. Nobody is deleted."
    ),
    "speaks_for": gettext_lazy(
        "Whose focal point this is. It counts for contributors alone: they see what these bodies "
        "have to do, and write their views."
    ),
}
SPEAKS_FOR_NOBODY = gettext_lazy(
    "A contributor who speaks for no body sees nothing. Fill in “Speaks for”."
)
SPEAKS_IN_VAIN = gettext_lazy(
    "“Speaks for” counts for contributors alone: without that role it has no effect."
)


class RolesField(ModelMultipleChoiceField):
    """The groups that are roles."""

    def label_from_instance(self, group: Any) -> str:
        known = group.name in Group.values
        return capfirst(str(Group(group.name).label)) if known else str(group.name)


def _listed(rights: list[Right]) -> SafeString:
    if not rights:
        return SafeString("")
    lines = format_html_join("", "<li>{}</li>", ((right.label,) for right in rights))
    return format_html("<ul>{}</ul>", lines)


@admin.register(User)
class UserAdmin(TrackerAdmin):
    """Users and what they may do; nobody is deleted, an account is made inactive."""

    list_display = ("username", "first_name", "last_name", "email", "is_active")
    list_filter = ("is_active", "groups")
    not_looked_up = frozenset({"password"})  # nobody asks how the hash of one begins
    search_fields = ("username", "first_name", "last_name")
    ordering = ("username",)
    sortable_by = ("username",)
    autocomplete_fields = ("speaks_for",)
    readonly_fields = ("may_do", "roles")
    own_fields = (
        "username",
        "first_name",
        "last_name",
        "email",
        "language",
        "is_active",
        "groups",
        "speaks_for",
    )

    def get_queryset(self, request: Any) -> QuerySet[Any]:
        """Administrators see everybody; others the names they pick readers from."""
        return User.objects.order_by("username")

    def has_view_permission(self, request: Any, obj: Any = None) -> bool:
        if request.path.endswith("/autocomplete/"):
            return bool(request.user.may_enter_admin)
        return bool(request.user.is_authenticated and request.user.may(Right.READ_PEOPLE))

    def get_fieldsets(self, request: Any, obj: Any = None) -> Any:
        """The person first; what their roles let them do stands below, in words."""
        (_none, _fields), *why = super().get_fieldsets(request, obj)
        told = ("may_do", "roles") if obj is not None else ("roles",)
        return [
            (None, {"fields": self.own_fields}),
            *why,
            (gettext_lazy("What roles let people do"), {"fields": told}),
        ]

    def formfield_for_manytomany(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Roles as ticks, each called what pages call it."""
        if db_field.name == "groups":
            kwargs["widget"] = CheckboxSelectMultiple
            kwargs["form_class"] = RolesField
            kwargs["label"] = _("Roles")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in HELP and field is not None:
            field.help_text = HELP[db_field.name]
        return field

    @admin.display(description=pgettext_lazy("what roles let people do", "may"))
    def may_do(self, row: User) -> SafeString | str:
        """What the roles of this person grant together."""
        if not row.is_active:
            return _("Nothing: the account is closed.")
        return _listed([right for right in Right if right in row.rights]) or _(
            "Nothing: the person has no role."
        )

    @admin.display(description=gettext_lazy("what each role may"))
    def roles(self, row: User) -> SafeString:
        """The table of roles, from the code."""
        return format_html(
            "<dl>{}</dl>",
            format_html_join(
                "",
                "<dt>{}</dt><dd>{}</dd>",
                (
                    (capfirst(str(role.label)), _listed([r for r in Right if r in RIGHTS[role]]))
                    for role in Group
                ),
            ),
        )

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """An account is closed and opened by its own deeds, with what else was changed before."""
        toggled = change and "is_active" in form.changed_fields
        open_now = form.cleaned_data.get("is_active")
        if toggled:
            form.changed_data.remove("is_active")
        super().save_model(request, obj, form, change)
        if toggled:
            deed = people.open_account if open_now else people.close_account
            deed(person=obj, words=form.given, by=request.user)
        self._warn(request, form)

    def _warn(self, request: Any, form: Any) -> None:
        """Tell what was saved and has no effect yet."""
        roles = {group.name for group in form.cleaned_data["groups"]}
        speaks = bool(form.cleaned_data["speaks_for"])
        if Group.CONTRIBUTOR in roles and not speaks:
            self.message_user(request, SPEAKS_FOR_NOBODY, messages.WARNING)
        if speaks and Group.CONTRIBUTOR not in roles:
            self.message_user(request, SPEAKS_IN_VAIN, messages.WARNING)

    def told(self, refused: TrackerError, request: HttpRequest) -> str:
        """With a way to what hangs on the person, where that is why."""
        key = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        person = User.objects.filter(pk=key).first() if key and str(key).isdecimal() else None
        if not isinstance(refused, NotAllowed) or person is None:
            return str(refused)
        address = reverse("leaving", args=[person.username])
        return format_html('{} <a href="{}">{}</a>', str(refused), address, _("Leaving"))

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
            people.set_password(user=user, password=password, by=request.user)
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
