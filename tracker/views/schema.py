"""What a progress report in JSON holds, for whoever reads one: the schema, open to everybody."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from tracker.reporting.as_json import SCHEMA


@require_GET
@cache_control(public=True, max_age=86_400)
def report_schema(_request: HttpRequest) -> HttpResponse:
    """The schema of `format=json`. It tells of no report, so nobody signs in for it."""
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")
