import json

from django.urls import reverse

from tracker.reporting.as_json import SCHEMA


def test_the_schema_of_reports_is_read_without_signing_in(client):
    answer = client.get(reverse("report_schema"))

    assert reverse("report_schema") == "/reports/schema.json"
    assert answer.headers["Content-Type"] == "application/schema+json"
    assert json.loads(answer.content)["$id"] == SCHEMA.name
