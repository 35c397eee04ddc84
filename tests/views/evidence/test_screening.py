"""Words that look like a victim's data: asked about on one page, whichever form they came from."""

import re

import pytest
from django.urls import reverse

from tests.factories import RecommendationFactory, UserFactory, as_factory
from tracker.models import Citation, Event, Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NUMBER = "1234567892"
TYPED = {
    "status": "",
    "sentence": f"The girl, personal number {NUMBER}, was moved.",
    "url": "https://mpms.example.org/letter",
    "as_of": "2025-03-01",
    "kind": "letter",
    "title": "Letter of the shelter",
}


@pytest.fixture
def recommendation():
    return RecommendationFactory(number="4")


@pytest.fixture
def log(recommendation):
    return reverse("log_progress", args=[recommendation.report.slug, "4"])


def hidden_and_shown(page):
    """What the page sends again, by name."""
    found = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    marks = re.search(r'name="looked_at" value="([^"]*)"', page)
    return dict(found), marks[1]


class TestAForm:
    def test_asks_with_the_spot_and_saves_nothing(self, analyst, log):
        answer = analyst.post(log, TYPED)

        page = answer.content.decode()
        assert answer.status_code == 422
        assert f"«{NUMBER}»" in page
        assert "personal number" in page
        assert not Citation.objects.exists()
        assert not Event.objects.filter(reason__contains=NUMBER).exists()

    def test_holds_all_that_was_typed_and_saves_it_once_ticked(self, analyst, log):
        sent, marks = hidden_and_shown(analyst.post(log, TYPED).content.decode())

        assert sent == TYPED
        answer = analyst.post(log, {**sent, "looked_at": marks})

        assert answer.status_code == 302
        event = Event.objects.filter(table="tracker_citation").get()
        assert event.looked_at == "personal_number"

    def test_saves_what_was_taken_out_without_a_tick_and_tells_of_none(self, analyst, log):
        answer = analyst.post(log, {**TYPED, "sentence": "The girl was moved."})

        assert answer.status_code == 302
        assert set(Event.objects.values_list("looked_at", flat=True)) == {""}

    def test_asks_again_for_words_that_were_not_looked_at(self, analyst, log):
        sent, marks = hidden_and_shown(analyst.post(log, TYPED).content.decode())
        other = sent["sentence"].replace(NUMBER, "1234567893")

        answer = analyst.post(log, {**sent, "sentence": other, "looked_at": marks})

        assert answer.status_code == 422
        assert not Citation.objects.exists()

    def test_asks_nothing_of_who_may_not_write(self, viewer, log):
        assert viewer.post(log, TYPED).status_code == 403

    def test_lets_the_name_of_a_colleague_and_of_a_body_pass(self, analyst, log):
        UserFactory(first_name="Vjosa", last_name="Krasniqi")

        sentence = "Vjosa Krasniqi asked which victim was meant."

        assert analyst.post(log, {**TYPED, "sentence": sentence}).status_code == 302

    def test_asks_about_another_name_beside_a_victim(self, analyst, log):
        sentence = "Which victim was meant: Arta Berisha was moved."

        answer = analyst.post(log, {**TYPED, "sentence": sentence})

        assert answer.status_code == 422
        assert "victim beside a name" in answer.content.decode()


class TestTheAdmin:
    def test_asks_on_the_same_page(self, analyst):
        url = reverse("admin:tracker_topic_add")
        answer = analyst.post(
            url, {"code": "x", "name": "X", "reason_text": f"As told of {NUMBER}"}
        )

        assert answer.status_code == 422
        sent, marks = hidden_and_shown(answer.content.decode())
        assert analyst.post(url, {**sent, "looked_at": marks}).status_code == 302
        event = Event.objects.filter(table="tracker_topic").get()
        assert event.looked_at == "personal_number"


class TestAnAnalystsField:
    def test_is_looked_through_where_it_changed(self, analyst, recommendation):
        with as_factory():
            Recommendation.objects.filter(pk=recommendation.pk).update(text=f"Help {NUMBER}.")
        log = reverse("log_progress", args=[recommendation.report.slug, "4"])

        assert analyst.post(log, {**TYPED, "sentence": "Done."}).status_code == 302
