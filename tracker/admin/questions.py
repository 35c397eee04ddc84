"""Admin of questions."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from tracker.actions.evidence import read_log
from tracker.admin.base import TrackerAdmin, user_of
from tracker.models import Question


@admin.register(Question)
class QuestionAdmin(TrackerAdmin):
    """Admin of questions about figures and to bodies."""

    list_display = ("text", "kind", "recommendation_named", "body", "asked_on", "due_on")
    list_filter = ("kind",)
    search_fields = ("text",)
    autocomplete_fields = ("report", "recommendation", "body", "answered_by", "topics")
    own_fields = (
        "report",
        "recommendation",
        "body",
        "kind",
        "text",
        "asked_on",
        "due_on",
        "reminded_on",
        "answered_on",
        "answered_by",
        "dismissal_reason",
        "topics",
    )

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Question | None:
        """Return a question, and log that its page names the evidence that answers it."""
        question = super().get_object(request, object_id, from_field)
        evidence = filter(None, [question and question.answered_by])
        read_log.log_listed(evidence, by=user_of(request), now=timezone.now())
        return question
