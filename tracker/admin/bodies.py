"""Admin of bodies, responsibilities and indicators."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import CodedAdmin, TrackerAdmin, user_of
from tracker.forms.figures import BreaksField
from tracker.models import Body, Indicator, Responsibility


@admin.register(Body)
class BodyAdmin(CodedAdmin):
    """Institutions with their names in three languages and their place in the tree."""

    list_display = ("code", "acronym", "name_en", "kind", "parent", "valid_to", "is_provisional")
    list_filter = ("kind", "accepts_correspondence", "is_provisional")
    search_fields = ("code", "acronym", "name_en", "name_sq", "name_sr")
    autocomplete_fields = ("parent", "successors")
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


@admin.register(Responsibility)
class ResponsibilityAdmin(TrackerAdmin):
    """Responsibilities with their basis and confidence."""

    list_display = (
        *("recommendation_named", "body", "role", "basis", "confidence", "continues"),
        "withdrawn_at",
    )
    list_filter = ("role", "basis", "confidence")
    list_select_related = ("continues__body",)
    ordering = ("sort_key", "pk")
    autocomplete_fields = ("recommendation", "body")
    own_fields = ("recommendation", "body", "role", "basis", "confidence", "reason")


@admin.register(Indicator)
class IndicatorAdmin(CodedAdmin):
    """Indicators: definition, unit, which way is better, and where the definition changed."""

    list_display = ("code", "name", "unit", "theme", "direction")
    list_filter = ("theme",)
    search_fields = ("code", "name", "name_sq", "name_sr")
    own_fields = (
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
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name != "breaks":
            return super().formfield_for_dbfield(db_field, request, **kwargs)
        return BreaksField(
            label=db_field.verbose_name,
            help_text=_(
                "The period from which the definition differs, and how: “2019: includes courts of "
                "appeal”."
            ),
            required=False,
        )
