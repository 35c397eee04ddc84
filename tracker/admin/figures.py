"""Admin of indicators."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tracker.admin.base import CodedAdmin
from tracker.forms.figures import BreaksField
from tracker.models import Indicator


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
