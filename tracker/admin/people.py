"""Admin of bodies, indicators and users, and of what all users did."""

from collections.abc import Iterable
from typing import Any

from django import forms, shortcuts, urls
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import admin as auth_admin, hashers
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.db.models import Model, QuerySet, TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils import html, safestring, text
from django.utils.translation import gettext as _, gettext_lazy

from tracker import errors, policies, vocabulary
from tracker.actions import people
from tracker.admin.base import (
    CodedAdmin,
    ReadOnlyLoggedAdmin,
    TrackerAdmin,
    TrackerAdminForm,
    attribute,
    user_of,
)
from tracker.audit.audited_tables import models_by_table
from tracker.forms.figures import BreaksField
from tracker.models import Body, Comment, Event, Evidence, Indicator, Responsibility, User
from tracker.summaries.history import shown, timeline

# Rights depend on the names of the groups, so nobody edits those.
admin.site.unregister(auth_admin.Group)  # type: ignore[attr-defined]


HELP = {
    "email": gettext_lazy(
        "For links to new passwords and messages about scheduled reports. Only administrators and "
        "auditors can see it."
    ),
    "groups": gettext_lazy(
        "What each role allows is listed below. Without a role, the person can do nothing."
    ),
    "is_active": gettext_lazy(
        "Clear this to close the account. An account can't be closed while it has drafts, "
        "assignments or evidence that nobody else can read. Nothing is deleted."
    ),
    "speaks_for": gettext_lazy(
        "The bodies that this person speaks for. For focal points only: they see what these "
        "bodies have to do, and write their views."
    ),
}


class RolesField(forms.ModelMultipleChoiceField):
    """The groups that are roles, by their labels."""

    def label_from_instance(self, group: Any) -> str:
        """Return the label of a role; of another group, its name."""
        return text.capfirst(str(dict(vocabulary.Group.choices).get(group.name, group.name)))


def _rights_list(rights: list[vocabulary.Right]) -> safestring.SafeString:
    lines = html.format_html_join("", "<li>{}</li>", ((right.label,) for right in rights))
    return lines and html.format_html("<ul>{}</ul>", lines)


@admin.register(User)
class UserAdmin(TrackerAdmin):
    """Admin of users. Nobody is deleted: an account is closed."""

    list_display = ("username", "full_name", "email", "is_active")
    list_filter = ("is_active", "groups")
    restricted_columns = frozenset({"password"})  # a hash can't be guessed letter by letter
    search_fields = ("username", "first_name", "last_name")
    ordering = ("username",)
    sortable_by = ("username",)
    autocomplete_fields = ("speaks_for",)
    readonly_fields = ("may_do", "roles")
    full_name = attribute("full_name", gettext_lazy("full name"))
    own_pages = ("password",)
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Return all users: others than administrators choose readers from them."""
        return User.objects.order_by("username")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        right = "may_enter_admin" if request.path.endswith("/autocomplete/") else "may_read_people"
        return bool(getattr(request.user, right, False))

    def get_fieldsets(self, request: HttpRequest, obj: Model | None = None) -> Any:
        """Return the fields of the person first, and what roles let people do last."""
        _fields, *reason = super().get_fieldsets(request, obj)
        return [
            (None, {"fields": self.own_fields}),
            *reason,
            (
                gettext_lazy("What roles allow"),
                {"fields": ("may_do", "roles") if obj is not None else ("roles",)},
            ),
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Show roles as checkboxes with their labels."""
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
            kwargs["form_class"] = RolesField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the form, with help for those who may fill it in."""
        kwargs["help_texts"] = HELP if self.has_add_permission(request) else {}
        return super().get_form(request, *args, labels={"groups": gettext_lazy("Roles")}, **kwargs)

    @admin.display(description=gettext_lazy("rights"))
    def may_do(self, row: User) -> safestring.SafeString | str:
        """List the rights that the roles of a user grant together."""
        if not row.is_active:
            return _("None: the account is closed.")
        return _rights_list([right for right in vocabulary.Right if right in row.rights]) or _(
            "None: the person has no role."
        )

    @admin.display(description=gettext_lazy("rights by role"))
    def roles(self, row: User) -> safestring.SafeString:
        """List the rights of each role."""
        return html.format_html(
            "<dl>{}</dl>",
            html.format_html_join(
                "",
                "<dt>{}</dt><dd>{}</dd>",
                (
                    (
                        text.capfirst(str(role.label)),
                        _rights_list([r for r in vocabulary.Right if r in vocabulary.RIGHTS[role]]),
                    )
                    for role in vocabulary.Group
                ),
            ),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Save the other fields first, then open or close the account by an action of its own."""
        is_toggled = change and "is_active" in form.changed_fields
        if is_toggled:
            form.changed_data.remove("is_active")
        super().save_model(request, obj, form, change)
        if is_toggled:
            action = (
                people.open_account if form.cleaned_data.get("is_active") else people.close_account
            )
            action(people.ChangeAccount(person=obj, reason=form.stated_reason, by=user_of(request)))
        is_focal_point = any(
            group.name == vocabulary.Group.CONTRIBUTOR for group in form.cleaned_data["groups"]
        )
        has_bodies = bool(form.cleaned_data["speaks_for"])
        if has_bodies != is_focal_point:  # what was saved has no effect yet
            self.message_user(
                request,
                _(
                    "“Represented bodies” is for focal points only. Add that role, or leave the "
                    "field empty."
                )
                if has_bodies
                else _(
                    "A focal point without a body sees nothing. Choose a body under “Represented "
                    "bodies”."
                ),
                messages.WARNING,
            )

    def error_message(self, error: errors.TrackerError, request: HttpRequest) -> str:
        """Return the message with a link to hand over open work, where that is the reason."""
        key = request.resolver_match.kwargs.get("object_id") if request.resolver_match else None
        person = User.objects.filter(pk=key).first() if key and str(key).isdecimal() else None
        if not isinstance(error, errors.NotAllowed) or person is None:
            return str(error)
        return html.format_html(
            '{} <a href="{}">{}</a>',
            str(error),
            urls.reverse("hand_over", args=[person.username]),
            _("Hand over work"),
        )

    def added_values(self, request: HttpRequest) -> dict[str, Any]:
        return {"password": hashers.make_password(None)}  # none until an administrator sets one

    def password_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set another password for a user."""
        user = shortcuts.get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, user):
            return HttpResponse(status=403)
        form = AdminPasswordChangeForm(user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            people.set_password(
                user=user,
                password=values["password1"] if values["set_usable_password"] else None,
                by=user_of(request),
            )
            self.message_user(request, _("The password was changed."))
            return shortcuts.redirect("admin:tracker_user_change", pk)
        return self.page(
            request,
            "password",
            title=_("Password of %(user)s") % {"user": user},
            row=user,
            form=form,
        )


@admin.register(Body)
class BodyAdmin(CodedAdmin):
    """Institutions with their names in three languages and their place in the tree."""

    list_display = ("code", "acronym", "name_en", "kind", "parent", "valid_to", "is_provisional")
    list_filter = ("kind", "accepts_correspondence", "is_provisional")
    search_fields = ("code", "acronym", "name_en", "name_sq", "name_sr")
    own_fields = (
        "code",
        "acronym",
        "acronym_sq",
        "acronym_sr",
        "name_en",
        "name_sq",
        "name_sr",
        "aliases",
        "kind",
        "parent",
        "valid_from",
        "valid_to",
        "successors",
        "accepts_correspondence",
        "domains",
        "remark",
    )

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        """Search for every word; pickers leave out new sources that no reviewer looked at.

        Bodies that have ended are not offered to be asked, or as responsible.
        """
        if request.path.endswith("/autocomplete/"):
            user = user_of(request)
            queryset = queryset.offered_to(user)
            if request.GET.get("model_name") in ("question", "responsibility"):
                queryset = queryset.existing(on=user.mandates.on)
        return super().get_search_results(request, queryset, search_term)


admin.site.register(
    Responsibility,
    TrackerAdmin,
    list_display=(
        *("recommendation_named", "body", "role", "basis", "confidence", "continues"),
        "withdrawn_at",
    ),
    list_filter=("role", "basis", "confidence"),
    list_select_related=("continues__body",),
    ordering=("sort_key", "pk"),
    own_fields=("recommendation", "body", "role", "basis", "confidence", "reason"),
)


class IndicatorForm(TrackerAdminForm):
    """Definition and unit of an indicator, which way is better, where the definition changed."""

    breaks = BreaksField(
        label=Indicator._meta.get_field("breaks").verbose_name,
        help_text=gettext_lazy(
            "The period from which the definition differs, and how: “2019: includes courts of "
            "appeal”."
        ),
        required=False,
    )


admin.site.register(
    Indicator,
    CodedAdmin,
    form=IndicatorForm,
    list_display=("code", "name", "unit", "theme", "direction"),
    list_filter=("theme",),
    search_fields=("code", "name", "name_sq", "name_sr"),
    own_fields=(
        "code",
        "name",
        "name_sq",
        "name_sr",
        "definition",
        "unit",
        "unit_sq",
        "unit_sr",
        "direction",
        "theme",
        "breaks",
    ),
)


class FixedFilter(admin.SimpleListFilter):
    """Filter by the possible values of a column, without looking them up in all of history."""

    codes: type[TextChoices]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(code.value, str(code.label)) for code in self.codes]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Model]) -> QuerySet[Model]:
        if self.value() not in self.codes.values:
            return queryset
        name = str(self.parameter_name)
        # What is not empty may have an index of its own, which SQLite else takes for another's.
        return queryset.exclude(**{name: ""}).filter(**{name: self.value()})


def fixed_filter(name: str, title: object, codes: type[TextChoices]) -> type:
    """Return the filter of a column by its possible values."""
    return type(name, (FixedFilter,), {"parameter_name": name, "title": title, "codes": codes})


@admin.register(Event)
class EventAdmin(ReadOnlyLoggedAdmin):
    """Read-only admin of the events that the user may see."""

    list_display = ("at",)  # the template shows sentences
    list_filter = (
        fixed_filter("operation", gettext_lazy("operation"), vocabulary.Operation),
        fixed_filter("reason_code", gettext_lazy("kind of reason"), vocabulary.ReasonCode),
        fixed_filter("source", gettext_lazy("source"), vocabulary.EventSource),
    )
    restricted_columns = frozenset({"old", "new"})
    own_fields = (
        "at",
        "actor_name",
        "operation",
        "table_name",
        "key",
        "old",
        "new",
        "reason",
        "reason_code",
        "source",
        "request",
    )

    @admin.display(description=gettext_lazy("table"))
    def table_name(self, event: Event) -> str:
        """Return the noun of the rows of its table."""
        model = models_by_table().get(event.table)
        return str(model._meta.verbose_name_plural) if model else event.table

    def prepare_list(self, changelist: ChangeList, request: HttpRequest) -> None:
        """Add the events as sentences, and log what they show."""
        super().prepare_list(changelist, request)
        changelist.lines = timeline.build_lines(changelist.result_list, user_of(request))  # type: ignore[attr-defined]

    def restricted_rows(self, rows: Iterable[Event], user: User) -> Iterable[Evidence | Comment]:
        return shown.find_restricted_matter(rows, user)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Any:
        """Return an event without the values that the page of the evidence hides too."""
        if event := super().get_object(request, object_id, from_field):
            policies.confidentiality.hide_internal_values(user_of(request), [event])
        return event
