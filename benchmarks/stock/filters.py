"""Filters of the stock list; the report by number, as after the first complaint."""

import django_filters

from benchmarks.stock.models import STATUSES, THEMES, Body, Recommendation, choices


class RecommendationFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=choices(STATUSES))
    theme = django_filters.ChoiceFilter(choices=choices(THEMES))
    report = django_filters.NumberFilter(field_name="report_id")
    body = django_filters.ModelMultipleChoiceFilter(
        field_name="supporting", queryset=Body.objects.all()
    )
    due = django_filters.DateFromToRangeFilter(field_name="due_date")
    q = django_filters.CharFilter(field_name="text", lookup_expr="icontains")

    class Meta:
        model = Recommendation
        fields: list[str] = []
