"""The page on which a change is put back, and the lines of history that lead to it."""

import pytest
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.narratives import a_run
from tests.views import many
from tests.views.conftest import signed_in
from tests.views.typed import opened
from tracker.actions.assignments import assign_several
from tracker.actions.imports import accept
from tracker.audit.context import who
from tracker.models import Event, Recommendation
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
WHY = {"because_of": "A slip"}


def at(event):
    return reverse("undo", args=[event.pk])


def newest(row):
    return Event.objects.about(row).latest("pk")


@pytest.fixture
def taken(analyst):
    """A recommendation that somebody took over from another."""
    row = RecommendationFactory(number="1", assignee=UserFactory(username="ben", analyst=True))
    analyst.post(f"{row.get_absolute_url()}assign/", {"person": "me", "words": "Leave"})
    return row


class TestUndo:
    def test_is_offered_in_the_history_to_who_may(self, analyst, viewer, taken):
        link = f'<a href="{at(newest(taken))}">Undo</a>'

        assert link in analyst.get(taken.get_absolute_url()).text
        assert link not in viewer.get(taken.get_absolute_url()).text

    def test_shows_what_would_be_put_back_and_does_it(self, analyst, taken):
        where = at(newest(taken))

        page = analyst.get(where)
        answer = analyst.post(where, opened(analyst, where, **WHY))

        assert f"<del>{analyst.user}</del>" in page.text
        assert "<ins>ben</ins>" in page.text
        assert "Put it back" in page.text
        assert answer.url == f"{taken.get_absolute_url()}#history"
        assert "Put back." in analyst.get("/").text
        taken.refresh_from_db()
        assert taken.assignee.username == "ben"

    def test_a_second_time_says_that_it_is_put_back_already(self, analyst, taken):
        where = at(newest(taken))
        sent = opened(analyst, where, **WHY)
        analyst.post(where, sent)

        for answer in (analyst.post(where, sent), analyst.get(where)):
            assert answer.status_code == 409
            assert "is put back already, by" in answer.text
            assert "Put it back" not in answer.text

    def test_asks_for_words_and_keeps_them_when_somebody_was_faster(self, analyst, taken):
        where = at(newest(taken))
        sent = opened(analyst, where, because_of="")
        assert analyst.post(where, sent).status_code == 422
        ben = signed_in(analyst=True)
        ben.post(f"{taken.get_absolute_url()}assign/", {"person": "me", "words": "Mine"})
        ben.post(f"{taken.get_absolute_url()}assign/", {"person": analyst.user.username})

        stale = analyst.post(where, sent | WHY)
        assert stale.status_code == 422
        assert f"changed by {ben.user} after you opened this form" in stale.text
        assert "A slip" in stale.text

        seen = stale.context["form"]["seen"].value()
        assert analyst.post(where, {**WHY, "seen": seen}).status_code == 302

    def test_asks_about_words_that_look_like_a_victim_s(self, analyst, taken):
        where = at(newest(taken))

        asked = analyst.post(
            where, opened(analyst, where, because_of="The victim Arta Gashi, born 3 May 2001")
        )

        assert asked.status_code == 422
        assert asked.templates[0].name == "screened.html"

    def test_of_many_says_how_many_and_offers_one_alone(self, analyst):
        many.recommendations(25)
        said = {"person": "me", "words": "All", "count": "25"}
        analyst.post("/recommendations/assign/?theme=protection", said)
        one = Recommendation.objects.get(number="7")
        where = at(newest(one))

        whole = analyst.get(where)
        assert "and 15 more" in whole.text
        assert "Put back 25 changes" in whole.text
        assert "Put back TIP 2024 Kosovo 7 alone" in whole.text
        alone = analyst.get(f"{where}?alone=yes")
        assert "Put back the whole, 25 changes" in alone.text
        analyst.post(f"{where}?alone=yes", opened(analyst, f"{where}?alone=yes", **WHY))

        assert Recommendation.objects.filter(assignee=None).get() == one
        analyst.post(where, opened(analyst, where, **WHY))
        assert "24 changes were put back" in analyst.get("/").text
        assert not Recommendation.objects.filter(assignee__isnull=False).exists()

    def test_costs_the_same_for_few_and_for_many(self, analyst, django_assert_num_queries):
        where, ben = [], UserFactory(analyst=True)
        for number in (5, 60):
            rows = many.recommendations(number, assignee=ben)
            with who("ana", source="site", request=f"r-{number}"):
                assign_several(
                    recommendations=Recommendation.objects.filter(pk__in=[r.pk for r in rows]),
                    person=analyst.user,
                    by=analyst.user,
                    words="All",
                )
            where.append(at(Event.objects.filter(request=f"r-{number}").earliest("pk")))
        analyst.get(where[0])
        with django_assert_num_queries(20, exact=False) as few:
            analyst.get(where[0])

        with django_assert_num_queries(len(few)):
            assert analyst.get(where[1]).status_code == 200

    def test_of_what_has_a_deed_of_its_own_says_which(self, analyst):
        judged = AssessmentFactory(approved=True)

        answer = analyst.get(at(Event.objects.filter(table="tracker_assessment").latest("pk")))

        assert answer.status_code == 409
        assert "Correct it if it was approved" in answer.text
        assert f'href="{judged.recommendation.get_absolute_url()}#history"' in answer.text

    def test_of_a_run_leads_to_the_run(self, analyst):
        run = a_run(by=analyst.user)
        with who(analyst.user.username, source="site", request="r-1"):
            accept(run=run, by=analyst.user, reason="New", now=run.made_at)
        event = Event.objects.filter(request="r-1", table="tracker_recommendation").earliest("pk")

        answer = analyst.get(at(event))

        assert answer.status_code == 409
        assert f'href="{run.get_absolute_url()}"' in answer.text

    def test_is_refused_to_a_viewer_and_hides_what_is_hidden(self, analyst, viewer, taken):
        EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        hidden = Event.objects.filter(table="tracker_evidence").latest("pk")

        assert viewer.get(at(newest(taken))).status_code == 403
        assert viewer.post(at(newest(taken)), WHY).status_code == 403
        assert analyst.get(at(hidden)).status_code == 404
        assert analyst.post(at(hidden), WHY).status_code == 404
