"""Why something changes, in the admin: one click, or words."""

import pytest
from django.urls import reverse

from tests.factories import ResponsibilityFactory, TopicFactory, UserFactory
from tracker.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic():
    return TopicFactory(code="begging", name="Begging")


@pytest.fixture
def save(client, topic):
    client.force_login(UserFactory(analyst=True))
    url = reverse("admin:tracker_topic_change", args=[topic.pk])
    return lambda **reason: client.post(
        url, {"code": "begging", "name": "Forced begging", **reason}
    )


def newest(topic):
    return Event.objects.filter(table="tracker_topic", key=topic.pk).latest("pk")


class TestAChange:
    def test_needs_one_click(self, save, topic):
        assert save(reason_code="new_information").status_code == 302

        event = newest(topic)
        assert (event.reason_code, event.reason) == ("new_information", "")
        assert event.new == {"name": "Forced begging"}

    def test_takes_words_beside_it(self, save, topic):
        save(reason_code="editorial", reason_text="As the report says it")

        event = newest(topic)
        assert (event.reason_code, event.reason) == ("editorial", "As the report says it")

    def test_takes_words_alone(self, save, topic):
        save(reason_text="As the report says it")

        assert (newest(topic).reason_code, newest(topic).reason) == ("", "As the report says it")

    @pytest.mark.parametrize(
        ("reason", "message"),
        [
            ({}, "Give a reason: choose one or write a sentence."),
            ({"reason_text": "   "}, "Give a reason: choose one or write a sentence."),
            ({"reason_code": "other"}, "“Other” needs a sentence"),
            ({"reason_code": "correction", "reason_text": "It was wrong"}, "correction"),
            ({"reason_code": "nonsense"}, "nonsense"),
        ],
    )
    def test_is_refused_without_a_reason_that_says_enough(self, save, topic, reason, message):
        before = newest(topic).pk

        page = save(**reason)

        assert page.status_code == 200
        assert message in page.content.decode()
        assert 'value="Forced begging"' in page.content.decode()
        assert newest(topic).pk == before

    def test_of_nothing_needs_none(self, client, save, topic):
        url = reverse("admin:tracker_topic_change", args=[topic.pk])
        before = newest(topic).pk

        answer = client.post(url, {"code": "begging", "name": "Begging"})

        assert answer.status_code == 302
        assert newest(topic).pk == before

    def test_tells_the_reason_of_a_row_from_the_reason_for_its_change(self, client):
        row = ResponsibilityFactory(reason="The law says so.")
        client.force_login(UserFactory(analyst=True))
        sent = {
            "recommendation": row.recommendation_id,
            "body": row.body_id,
            "role": row.role,
            "basis": row.basis,
            "confidence": "low",
            "reason": "An order says so.",
            "reason_code": "new_information",
        }

        client.post(reverse("admin:tracker_responsibility_change", args=[row.pk]), sent)

        row.refresh_from_db()
        assert (row.reason, row.confidence) == ("An order says so.", "low")


class TestEvents:
    def test_are_found_by_the_code_of_their_reason(self, client, save):
        save(reason_code="new_edition")
        url = reverse("admin:tracker_event_changelist")

        page = client.get(url, {"reason_code": "new_edition"})

        assert len(page.context["cl"].result_list) == 1
        assert "new edition" in page.content.decode()
        assert not client.get(url, {"reason_code": "editorial"}).context["cl"].result_list
