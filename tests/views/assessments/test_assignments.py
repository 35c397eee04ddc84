"""Assigning one recommendation on its page, and all that a filter finds from the list."""

import pytest
from django.urls import reverse

from tests.factories import RecommendationFactory, UserFactory
from tests.views import rows
from tracker.models import Event, Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ONE = "/reports/tip-2024-kosovo/recommendations/1/"
SEVERAL = "/recommendations/assign/?theme=protection"


class TestAssign:
    def test_takes_one_click_on_the_page(self, analyst):
        one = RecommendationFactory(number="1")
        assert "Assign to me" in analyst.get(ONE).text

        answer = analyst.post(f"{ONE}assign/", {"person": "me"})

        one.refresh_from_db()
        assert answer.url == ONE
        assert one.assignee == analyst.user
        page = analyst.get(ONE).text
        assert f"TIP 2024 Kosovo 1 is assigned to {analyst.user}." in page
        assert "Assign to me" not in page

    @pytest.mark.parametrize("person", ["arta", "nobody"])
    def test_names_somebody_or_nobody_with_words(self, analyst, person):
        arta = UserFactory(username="arta", analyst=True)
        one = RecommendationFactory(number="1", assignee=analyst.user)

        analyst.post(f"{ONE}assign/", {"person": person, "reason": "Ben is on leave"})

        one.refresh_from_db()
        assert one.assignee == (arta if person == "arta" else None)
        assert Event.objects.about(one).newest_first().first().reason == "Ben is on leave"

    def test_offers_only_who_logs_progress(self, analyst):
        RecommendationFactory(number="1")
        UserFactory(username="arta", analyst=True)
        UserFactory(username="vera", viewer=True)
        UserFactory(username="gone", analyst=True, is_active=False)

        page = analyst.get(f"{ONE}assign/").text

        assert 'value="arta"' in page
        assert 'value="vera"' not in page
        assert 'value="gone"' not in page

    @pytest.mark.parametrize(
        ("person", "sentence"),
        [
            ("", "This field is required"),
            ("nemo", "No user is called “nemo”"),
            ("vera", "can&#x27;t be assigned to vera, who can&#x27;t log progress"),
            ("x\0", "Null characters"),
        ],
    )
    def test_keeps_the_words_when_the_person_is_refused(self, analyst, person, sentence):
        UserFactory(username="vera", viewer=True)
        one = RecommendationFactory(number="1")

        answer = analyst.post(f"{ONE}assign/", {"person": person, "reason": "Ben is on leave"})

        one.refresh_from_db()
        assert answer.status_code == 422
        assert sentence in answer.text
        assert "Ben is on leave" in answer.text
        assert one.assignee is None

    def test_is_refused_to_a_viewer_who_sees_whose_it_is(self, viewer):
        RecommendationFactory(number="1", assignee=UserFactory(username="arta", analyst=True))

        page = viewer.get(ONE).text
        answer = viewer.post(f"{ONE}assign/", {"person": "me"})

        assert "arta" in page
        assert "Assign to someone else" not in page
        assert answer.status_code == 403
        assert "Ask an analyst" in answer.text

    def test_is_not_found_where_there_is_nothing(self, analyst):
        assert analyst.post(f"{ONE}assign/", {"person": "me"}).status_code == 404


class TestAssignSeveral:
    def test_is_offered_by_the_list_with_its_filter_and_its_number(self, analyst, viewer):
        rows.recommendations(3)

        page = analyst.get("/recommendations/?theme=protection&order=-key").text

        assert 'href="/recommendations/assign/?theme=protection"' in page
        assert "Assign 3 recommendations" in page
        assert "Assign 3" not in viewer.get("/recommendations/").text

    def test_shows_how_many_the_first_of_them_and_the_filter(self, analyst):
        rows.recommendations(12, assignee=UserFactory(username="arta", analyst=True))
        RecommendationFactory(theme="prevention")

        answer = analyst.get(SEVERAL)

        assert "Assign 12 recommendations" in answer.text
        assert "The first rows; 2 more are not shown" in answer.text
        assert "Theme <b>Protection</b>" in answer.text
        assert len(answer.context["rows"]) == 10
        assert "arta" in answer.text

    def test_gives_what_the_filter_finds_to_one_person(self, analyst):
        rows.recommendations(3)
        other = RecommendationFactory(theme="prevention")

        answer = analyst.post(SEVERAL, {"person": "me", "reason": "New team", "count": "3"})

        assert answer.url == "/recommendations/?theme=protection"
        assert Recommendation.objects.filter(assignee=analyst.user).count() == 3
        other.refresh_from_db()
        assert other.assignee is None
        assert "3 recommendations are assigned to" in analyst.get("/").text

    def test_comes_back_to_whose_they_are_now(self, analyst):
        rows.recommendations(2)
        address = "/recommendations/assign/?assignee=nobody"

        answer = analyst.post(address, {"person": "me", "reason": "New team", "count": "2"})

        assert answer.url == f"/recommendations/?assignee={analyst.user.username}"

    def test_is_refused_when_the_number_changed_and_keeps_the_words(self, analyst):
        rows.recommendations(3)

        answer = analyst.post(SEVERAL, {"person": "me", "reason": "New team", "count": "2"})

        assert answer.status_code == 422
        assert "found 2 recommendations when you opened this page" in answer.text
        assert "New team" in answer.text
        assert "Assign 3 recommendations" in answer.text
        assert '<input type="hidden" name="count" value="3">' in answer.text
        assert not Recommendation.objects.filter(assignee=analyst.user).exists()

    @pytest.mark.parametrize(
        "left_out", [{"reason": ""}, {"person": ""}, {"count": ""}, {"count": "many"}]
    )
    def test_asks_for_a_person_for_words_and_for_the_number(self, analyst, left_out):
        rows.recommendations(3)
        typed = {"person": "me", "reason": "New team", "count": "3"}

        answer = analyst.post(SEVERAL, typed | left_out)

        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert not Recommendation.objects.filter(assignee=analyst.user).exists()

    @pytest.mark.parametrize("params", ["status=good", "stauts=full", "assignee=nemo"])
    def test_shows_what_it_cannot_read_and_assigns_nothing(self, analyst, params):
        rows.recommendations(3)

        answer = analyst.post(
            f"/recommendations/assign/?{params}", {"person": "me", "reason": "x", "count": "3"}
        )

        assert answer.status_code == 400
        assert "Nothing can be assigned" in answer.text
        assert not Recommendation.objects.filter(assignee=analyst.user).exists()

    def test_says_when_nothing_is_found_or_too_much(self, analyst, monkeypatch):
        assert "No recommendation matches the filter" in analyst.get(SEVERAL).text

        rows.recommendations(3)
        for where in (
            "tracker.views.pagination.MAX_COUNT",
            "tracker.views.assessments.review.MAX_COUNT",
        ):
            monkeypatch.setattr(where, 2)
        assert "You can assign up to 2 recommendations" in analyst.get(SEVERAL).text.replace(
            "&#x27;", "'"
        )

    def test_is_refused_to_a_viewer(self, viewer):
        assert viewer.get(SEVERAL).status_code == 403
        assert viewer.post(SEVERAL, {"person": "me", "reason": "x"}).status_code == 403

    def test_costs_the_same_for_few_and_for_many(self, analyst, django_assert_num_queries):
        rows.recommendations(3)
        with django_assert_num_queries(20, exact=False) as few:
            analyst.get(SEVERAL)
        rows.recommendations(300, assignee=analyst.user)

        with django_assert_num_queries(len(few)):
            analyst.get(SEVERAL)


class TestFilter:
    @pytest.fixture
    def three(self, analyst):
        arta = UserFactory(username="arta", first_name="Arta", last_name="Gashi", analyst=True)
        RecommendationFactory(number="1", assignee=arta)
        RecommendationFactory(number="2", assignee=analyst.user)
        RecommendationFactory(number="3")

    @pytest.mark.parametrize(
        ("whose", "numbers", "reads"),
        [("arta", ["1"], "Arta Gashi"), ("me", ["2"], ""), ("nobody", ["3"], "nobody")],
    )
    def test_finds_what_somebody_follows_and_says_so(self, analyst, three, whose, numbers, reads):
        answer = analyst.get(reverse("recommendation_list"), {"assignee": whose})

        assert [row.number for row in answer.context["rows"]] == numbers
        (chip,) = answer.context["chips"]
        assert (chip["label"], chip["without"]) == ("Assigned to", "")
        assert chip["reads"] == (reads or str(analyst.user))

    def test_refuses_who_is_not_known(self, analyst, three):
        answer = analyst.get(reverse("recommendation_list"), {"assignee": "nemo"})

        assert answer.status_code == 400
        assert answer.context["rows"] == []
        assert "No user is called “nemo”" in answer.text


@pytest.fixture
def undoing(analyst):
    """Where a bulk assignment of twelve recommendations is undone."""
    rows.recommendations(12, assignee=UserFactory(username="ben", analyst=True))
    analyst.post(SEVERAL, {"person": "me", "reason": "New team", "count": "12"})
    return address_of(Event.objects.filter(reason="New team").first())


def address_of(event):
    return reverse("assignments_undo", args=[event.request])


class TestUndoSeveral:
    def test_is_offered_by_the_history_to_who_may(self, analyst, viewer, undoing):
        link = f'<a href="{undoing}">Undo</a>'

        assert link in analyst.get("/history/").text
        assert link not in viewer.get("/history/").text

    def test_is_not_offered_or_found_for_a_single_change(self, analyst):
        one = RecommendationFactory(number="1")
        analyst.post(f"{ONE}assign/", {"person": "me"})
        where = address_of(Event.objects.about(one).newest_first().first())

        assert ">Undo</a>" not in analyst.get("/history/").text
        assert ">Undo</a>" not in analyst.get(ONE).text
        assert analyst.get(where).status_code == 404
        assert analyst.post(where, {"reason": "A slip"}).status_code == 404
        one.refresh_from_db()
        assert one.assignee == analyst.user

    def test_shows_the_first_of_them_and_gives_all_back(self, analyst, undoing):
        page = analyst.get(undoing)
        answer = analyst.post(undoing, {"reason": "A slip"})

        assert "Undo the assignment of 12 recommendations" in page.text
        assert "The first rows; 2 more are not shown" in page.text
        assert len(page.context["rows"]) == 10
        assert answer.url == "/history/"
        assert "12 recommendations are assigned as before." in analyst.get("/").text
        assert Recommendation.objects.filter(assignee__username="ben").count() == 12

    def test_keeps_the_words_when_one_was_assigned_again(self, analyst, undoing):
        assert analyst.post(undoing, {"reason": ""}).status_code == 422
        row = Recommendation.objects.get(number="7")
        analyst.post(f"{row.get_absolute_url()}assign/", {"person": "ben"})

        answer = analyst.post(undoing, {"reason": "A slip"})

        assert answer.status_code == 422
        assert f"assigned again since ({row})" in answer.text
        assert "A slip" in answer.text
        assert Recommendation.objects.filter(assignee=analyst.user).count() == 11

    def test_asks_about_words_that_look_like_a_victim_s(self, analyst, undoing):
        words = "The victim Arta Gashi, born 3 May 2001"

        params = analyst.post(undoing, {"reason": words})

        assert params.status_code == 422
        assert params.templates[0].name == "evidence/screening.html"

    def test_is_refused_to_a_viewer(self, viewer, undoing):
        assert viewer.get(undoing).status_code == 403
        assert viewer.post(undoing, {"reason": "A slip"}).status_code == 403
