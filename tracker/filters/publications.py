"""Which publications somebody asked for."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from tracker.filters.fields import CodeFilter
from tracker.filters.strict import StrictFilterSet
from tracker.models import Publication, Report, User
from tracker.vocabulary import Language, PublicationState, ReportKind


class PublicationFilter(StrictFilterSet):
    """Nothing asked for: every publication."""

    report = CodeFilter(
        label=_("Report"),
        rows=Report.objects.select_related("mechanism").order_by("-year", "slug"),
        code="slug",
    )
    state = django_filters.ChoiceFilter(
        choices=PublicationState, label=_("State"), empty_label=_("any")
    )
    kind = django_filters.ChoiceFilter(choices=ReportKind, label=_("Kind"), empty_label=_("any"))
    language = django_filters.ChoiceFilter(
        choices=Language, label=_("Language"), empty_label=_("any")
    )

    class Meta:
        model = Publication
        fields: list[str] = []  # every filter is declared above, by name

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.form.fields["report"]
        field.rows = field.rows.visible_to(user)
