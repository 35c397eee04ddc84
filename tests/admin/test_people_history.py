"""The audit history in the admin, as sentences."""

import pytest
from django.urls import reverse

from tests.admin.test_recommendations import sign_in
from tests.factories import TopicFactory
from tracker.actions import reference_rows
from tracker.actions.reference_rows import ChangeRow

pytestmark = pytest.mark.django_db


class TestHistory:
    def test_is_told_in_sentences_in_the_list_and_of_a_row(self, client):
        ana = sign_in(client, analyst=True)
        topic = TopicFactory(name="Hotline")
        change = ChangeRow(row=topic, by=ana, reason="Clearer", fields={"name": "Helpline"})
        reference_rows.change(change)

        listed = client.get(reverse("admin:tracker_event_changelist"), {"operation": "update"})
        of_row = client.get(reverse("admin:tracker_topic_history", args=[topic.pk]))

        for page in (listed.text, of_row.text):
            assert "Reason: “Clearer”" in page and "Helpline" in page
        assert "tracker_topic" not in listed.text

    def test_filters_by_labels(self, client):
        sign_in(client, analyst=True)

        page = client.get(reverse("admin:tracker_event_changelist")).text

        assert "?operation=sign_in" in page and ">sign_in<" not in page
