"""Admin site with rights by group, and sign-in on the page of the site."""

from collections.abc import Iterable
from typing import Any

from django import http, shortcuts
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from tracker import errors, requests
from tracker.models import display_name

# The models by job: each section, and what each of its models is for.
SECTIONS = (
    (
        pgettext_lazy("section of Administration", "Log"),
        {
            "Recommendation": _("Log progress, add bodies and set the review date."),
            "Evidence": _("Documents, links and passages, and who can see them."),
            "Citation": _("Which evidence is cited where, and what for."),
            "Commitment": _("What bodies have undertaken to do, and by when."),
            "Question": _("What we ask of a source or a body."),
        },
    ),
    (
        pgettext_lazy("section of Administration", "Decide"),
        {
            "Assessment": _("Approve or return what was sent for review."),
            "AssessmentLine": _("The status of each component in an assessment."),
            "Comment": _("What people wrote about an assessment."),
            "Closing": _("Proposals to close a recommendation."),
            "SensitivityRequest": _("Requests to show evidence to more people."),
            "Publication": _("Reports that were drafted, published or withdrawn."),
            "Reply": _("What bodies replied to draft reports."),
            "ReportText": _("Sender, contact and preface of progress reports."),
        },
    ),
    (
        pgettext_lazy("section of Administration", "Sources"),
        {
            "Report": _("Editions that we read: tier, period and address."),
            "Mechanism": _("Series of reports, such as TIP, and their calendars."),
            "Component": _("The separate parts of a recommendation."),
            "Finding": _("Statements of a report that no recommendation covers."),
            "Topic": _("Subjects across themes, such as shelters."),
            "Indicator": _("What figures measure: definition and unit."),
            "File": _("Files of evidence and their versions."),
        },
    ),
    (
        pgettext_lazy("section of Administration", "People"),
        {
            "Body": _("Names, acronyms and successors of institutions."),
            "Responsibility": _("Which body leads or supports which recommendation."),
            "User": _("Accounts, roles and passwords."),
        },
    ),
    (
        pgettext_lazy("section of Administration", "History"),
        {
            "Event": _("Every change: who, when, why, and what it was before."),
            "ReadLogEntry": _("Who read restricted evidence, and what for."),
        },
    ),
)


class RowsView(AutocompleteJsonView):
    """Rows to pick from; a recommendation has a number and a title."""

    admin_site: Any

    def process_request(self, request: http.HttpRequest) -> Any:
        """Return the parameters, of a field that a form of the admin can have.

        Raises:
            PermissionDenied: There is no such field.
        """
        parameters = super().process_request(request)
        field = parameters[2]
        if field.auto_created or not self.admin_site.is_registered(field.model):
            raise PermissionDenied
        return parameters

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Return key and name of a row."""
        return {**super().serialize_result(obj, to_field_name), "text": display_name(obj)}


class TrackerAdminSite(admin.AdminSite):
    """Admin for analysts, reviewers and administrators, and for auditors to read."""

    site_header = "Heed"
    site_title = "Heed"
    index_title = _("Administration")
    empty_value_display = "–"
    enable_nav_sidebar = False  # lists need the width

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Register models except those of tasks and of allauth."""
        models = (
            model_or_iterable if isinstance(model_or_iterable, Iterable) else [model_or_iterable]
        )
        super().register(
            [
                model
                for model in models
                if model._meta.app_label
                not in {"account", "mfa", "usersessions", "django_tasks_database"}
            ],
            *args,
            **options,
        )

    def get_app_list(self, request: http.HttpRequest, app_label: str | None = None) -> list[Any]:
        """Return the sections that the user may open, each with its models."""
        models = {
            model["object_name"]: model
            for app in self._build_app_dict(request).values()
            for model in app["models"]
        }
        sections = (
            {
                "name": name,
                "models": [
                    {
                        **models[model],
                        "description": description,
                        # The name of a list may be another than the model's.
                        "name": getattr(self._registry[models[model]["model"]], "list_name", "")
                        or models[model]["name"],
                    }
                    for model, description in descriptions.items()
                    if model in models
                ],
            }
            for name, descriptions in SECTIONS
        )
        return [section for section in sections if section["models"]]

    def app_index(
        self, request: http.HttpRequest, app_label: str, extra_context: Any = None
    ) -> Any:
        """Lead to the index: there is one app."""
        return shortcuts.redirect("admin:index")

    def autocomplete_view(self, request: http.HttpRequest) -> Any:
        """Return rows to pick from, by the names that people know.

        Raises:
            Http404: There are none, or none that the user may list: which of them, is not told.
        """
        try:
            return RowsView.as_view(admin_site=self)(request)
        except PermissionDenied as error:
            raise http.Http404 from error

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return a view that keeps, as those of the site do, what a form of it was sent with."""
        return requests.with_drafts(super().admin_view(view, cacheable))

    def has_permission(self, request: http.HttpRequest) -> bool:
        """Return whether the user may open the admin."""
        return bool(getattr(request.user, "may_enter_admin", False))

    def login(
        self, request: http.HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> http.HttpResponse:
        """Redirect to the sign-in of the site; tell a signed-in user why access is refused."""
        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or request.get_full_path())
        raise errors.PermissionRefused(
            gettext(
                "%(user)s can't open Administration. It is for analysts, reviewers, auditors and "
                "administrators. Ask an administrator for one of these roles, or use the site."
            )
            % {"user": request.user}
        )
