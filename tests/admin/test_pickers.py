"""A junk key in an address or a form of the admin is an error of its field."""

import pytest
from django.urls import reverse

from tests.admin.test_recommendations import opened, sign_in
from tests.factories import RecommendationFactory

pytestmark = pytest.mark.django_db
TOO_LONG = "9" * 23


class TestPickers:
    @pytest.mark.parametrize("key", ["junk", TOO_LONG])
    def test_open_empty_for_a_junk_key_in_the_address(self, client, key):
        sign_in(client, analyst=True)
        url = reverse("admin:tracker_evidence_add")

        assert client.get(url, {"issuer": key, "topics": key}).status_code == 200

    @pytest.mark.parametrize("key", ["junk", TOO_LONG])
    @pytest.mark.parametrize("field", ["topics", "citations-0-evidence"])
    def test_refuse_a_junk_key_that_is_sent(self, client, field, key):
        sign_in(client, analyst=True)
        row = RecommendationFactory()
        url = reverse("admin:tracker_recommendation_change", args=[row.pk])

        answer = client.post(url, {**opened(client, url), field: key, "citations-0-sentence": "x"})

        assert answer.status_code == 200 and "not a valid value" in answer.text
