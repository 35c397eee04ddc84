"""Admin of the stock parts."""

from django.contrib import admin
from import_export import fields, resources, widgets
from import_export.admin import ImportExportModelAdmin
from simple_history.admin import SimpleHistoryAdmin

from benchmarks.stock.models import Body, Evidence, Recommendation, Report, StatusUpdate


class RecommendationResource(resources.ModelResource):
    lead_body = fields.Field(
        "lead_body", "lead_body", widget=widgets.ForeignKeyWidget(Body, "acronym")
    )
    supporting = fields.Field(
        "supporting",
        "supporting",
        widget=widgets.ManyToManyWidget(Body, field="acronym", separator=";"),
    )

    class Meta:
        model = Recommendation
        import_id_fields = ["report", "number"]
        fields = ["report", "number", "text", "status", "theme", "priority", "due_date"]
        fields += ["lead_body", "supporting"]


class UpdateInline(admin.TabularInline):
    model = StatusUpdate
    extra = 0


class EvidenceInline(admin.TabularInline):
    model = Evidence
    extra = 0


@admin.register(Recommendation)
class RecommendationAdmin(ImportExportModelAdmin, SimpleHistoryAdmin):
    resource_classes = [RecommendationResource]
    list_display = ["number", "report", "text", "status"]
    list_display += ["theme", "priority", "due_date", "lead_body"]
    list_filter = ["status", "theme", "priority", "lead_body"]
    search_fields = ["text", "report__country", "lead_body__name"]
    list_select_related = ["report", "lead_body"]
    autocomplete_fields = ["report", "lead_body", "supporting"]
    inlines = [UpdateInline, EvidenceInline]


@admin.register(Report)
class ReportAdmin(admin.ModelAdmin):
    search_fields = ["country"]
    list_display = ["country", "year"]


@admin.register(Body)
class BodyAdmin(admin.ModelAdmin):
    search_fields = ["name", "acronym"]
