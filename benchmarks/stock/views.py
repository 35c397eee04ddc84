"""Generic views of the stock parts."""

from datetime import UTC, datetime
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.http import HttpRequest, HttpResponse
from django.views.generic import DetailView, TemplateView
from django_filters.views import FilterView

from benchmarks.stock.filters import RecommendationFilter
from benchmarks.stock.models import Recommendation, Report, StatusUpdate


class RecommendationList(FilterView):
    model = Recommendation
    filterset_class = RecommendationFilter
    paginate_by = 25
    template_name = "stock/list.html"
    queryset = Recommendation.objects.select_related("report", "lead_body").prefetch_related(
        "supporting"
    )


class RecommendationDetail(DetailView):
    model = Recommendation
    template_name = "stock/detail.html"
    queryset = Recommendation.objects.select_related("report", "lead_body").prefetch_related(
        "supporting", "updates__author", "evidence"
    )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        history = list(self.object.history.select_related("history_user").all())
        context["diffs"] = [
            (record, record.diff_against(previous) if previous else None)
            for record, previous in zip(history, [*history[1:], None], strict=True)
        ]
        return context


class Dashboard(TemplateView):
    template_name = "stock/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Recommendation.objects.order_by()
        updates = StatusUpdate.objects.order_by()
        return super().get_context_data(
            total=rows.count(),
            by_status=rows.values("status").annotate(n=Count("id")),
            cube=rows.values("status", "lead_body__name", "theme")
            .annotate(n=Count("id"))
            .order_by("lead_body__name", "theme", "status"),
            months=updates.annotate(m=TruncMonth("date"))
            .values("m", "status")
            .annotate(n=Count("id"))
            .order_by("m"),
            **kwargs,
        )


class ReportProgress(DetailView):
    model = Report
    template_name = "stock/progress.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = self.object.recommendations
        return super().get_context_data(
            recs=rows.select_related("lead_body", "report").prefetch_related(
                "supporting", "updates__author", "evidence"
            ),
            by_status=rows.order_by().values("status").annotate(n=Count("id")),
            **kwargs,
        )


def past_state(request: HttpRequest, day: str) -> HttpResponse:
    """Count the recommendations by their status on a day."""
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC)
    rows = Recommendation.history.as_of(moment).order_by()
    return HttpResponse(str(list(rows.values_list("status").annotate(n=Count("pk")))))
