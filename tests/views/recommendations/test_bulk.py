"""Assigning one recommendation on its page; changing many from the list, and undoing that."""

import pytest
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    QuestionFactory,
    RecommendationFactory,
    TopicFactory,
    UserFactory,
)
from tests.views import rows
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Event, Question, Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ONE = "/reports/tip-2024-kosovo/recommendations/1/"
SEVERAL = "/recommendations/change/?theme=protection"
ASSIGN = {"kind": "assign", "person": "me", "reason": "New team"}


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


def confirm(client, address, values):
    """Preview a change and confirm what the preview says."""
    preview = client.post(address, values)
    assert preview.status_code == 200, preview.text
    return client.post(address, {**values, "expected": preview.context["preview"].mark})


class TestChangeRows:
    def test_is_offered_by_the_list_with_its_filter(self, analyst, viewer):
        rows.recommendations(3)

        page = analyst.get("/recommendations/?theme=protection&order=-key").text

        assert 'action="/recommendations/change/"' in page
        assert '<input type="hidden" name="theme" value="protection">' in page
        assert 'name="order"' not in page[page.index('id="select"') :]
        assert "Change all 3 that match" in page
        assert page.count('type="checkbox" name="row"') == 3

    def test_is_not_offered_to_readers_nor_of_a_past_day(self, analyst, viewer, client):
        rows.recommendations(3)
        thbd = BodyFactory(code="THBD")
        client.force_login(UserFactory(contributor=True, speaks_for=[thbd]))

        for page in (
            viewer.get("/recommendations/").text,
            client.get("/recommendations/").text,
            analyst.get("/recommendations/?on=2025-01-01").text,
        ):
            assert "Shelter for victims 3" in page
            assert 'name="row"' not in page
            assert "/recommendations/change/" not in page

    def test_shows_how_many_the_first_of_them_and_the_filter(self, analyst):
        rows.recommendations(12, assignee=UserFactory(username="arta", analyst=True))
        RecommendationFactory(theme="prevention")

        answer = analyst.get(SEVERAL)

        assert "Change 12 recommendations" in answer.text
        assert "The first rows; 2 more are not shown" in answer.text
        assert "Theme <b>Protection</b>" in answer.text
        assert len(answer.context["rows"]) == 10
        assert "arta" in answer.text

    def test_previews_first_and_changes_what_is_confirmed(self, analyst):
        rows.recommendations(3)
        other = RecommendationFactory(theme="prevention")

        preview = analyst.post(SEVERAL, ASSIGN)

        assert "3 recommendations are assigned to" in preview.text
        assert not Recommendation.objects.filter(assignee=analyst.user).exists()

        answer = confirm(analyst, SEVERAL, ASSIGN)

        assert answer.url == "/recommendations/?theme=protection"
        assert Recommendation.objects.filter(assignee=analyst.user).count() == 3
        other.refresh_from_db()
        assert other.assignee is None

    def test_leads_back_to_all_whatever_view_opens_by_default(self, analyst):
        rows.recommendations(2)

        answer = confirm(analyst, "/recommendations/change/", ASSIGN)

        assert answer.url == "/recommendations/?view=none"

    def test_offers_to_undo_it_in_the_message(self, analyst):
        rows.recommendations(3)

        answer = confirm(analyst, SEVERAL, ASSIGN)

        event = Event.objects.filter(reason="New team").first()
        page = analyst.get(answer.url).text
        assert f"3 recommendations are assigned to {analyst.user}." in page
        assert f'<a href="{address_of(event)}">Undo</a>' in page

    def test_offers_no_undo_of_one_alone(self, analyst):
        rows.recommendations(1)

        answer = confirm(analyst, SEVERAL, ASSIGN)

        assert ">Undo</a>" not in analyst.get(answer.url).text

    def test_changes_the_rows_selected_alone(self, analyst):
        first, second, third = rows.recommendations(3)
        address = f"{SEVERAL}&scope=selected&row={first.pk}&row={third.pk}"
        values = {"kind": "set_review_date", "review_on": "2027-03-31", "reason": "New plan"}

        answer = confirm(analyst, address, values)

        assert answer.url == "/recommendations/?theme=protection"
        second.refresh_from_db()
        assert second.review_on is None
        assert Recommendation.objects.filter(review_on="2027-03-31").count() == 2

    def test_is_of_what_was_selected_whatever_the_filter_finds(self, analyst):
        (row,) = rows.recommendations(1)

        page = analyst.get(f"/recommendations/change/?theme=prevention&scope=selected&row={row.pk}")

        assert page.context["count"] == 1
        assert page.context["conditions"] == ()

    @pytest.mark.parametrize("selected", ["", "&row=x", "&row=" + "9" * 30, "&row=²"])
    def test_changes_nothing_where_nothing_is_selected(self, analyst, selected):
        rows.recommendations(3)

        answer = analyst.get(f"{SEVERAL}&scope=selected{selected}")

        assert answer.status_code == 400
        assert "Nothing is selected" in answer.text

    def test_changes_topics(self, analyst):
        (row,) = rows.recommendations(1)
        topic = TopicFactory()
        values = {"topics": [topic.pk], "reason": "About shelters"}

        confirm(analyst, SEVERAL, {"kind": "add_topics", **values})
        assert list(row.topics.all()) == [topic]
        confirm(analyst, SEVERAL, {"kind": "remove_topics", **values})
        assert not row.topics.exists()

    def test_requests_updates(self, analyst):
        rows.recommendations(2)
        form = analyst.get(SEVERAL).context["form"]
        values = {name: form[name].value() for name in ("text", "due")}

        confirm(analyst, SEVERAL, {"kind": "request_updates", "reason": "Round", **values})

        assert Question.objects.put_to_bodies().count() == 2

    def test_keeps_the_words_when_the_preview_showed_something_else(self, analyst):
        rows.recommendations(3)
        answer = analyst.post(SEVERAL, {**ASSIGN, "expected": "2 recommendations are assigned."})

        assert answer.status_code == 422
        assert "not those of the preview any more" in answer.text
        assert "New team" in answer.text
        assert not Recommendation.objects.filter(assignee=analyst.user).exists()

    def test_keeps_the_words_when_the_person_is_refused(self, analyst):
        rows.recommendations(3)
        UserFactory(username="vera", viewer=True)

        answer = analyst.post(SEVERAL, {**ASSIGN, "person": "vera"})

        assert answer.status_code == 422
        assert "who can&#x27;t log progress" in answer.text
        assert "New team" in answer.text

    def test_asks_once_about_words_that_look_like_a_victim_s(self, analyst):
        rows.recommendations(3)
        values = {**ASSIGN, "reason": "The victim Arta Gashi, born 3 May 2001"}
        screening = analyst.post(SEVERAL, values)
        assert screening.templates[0].name == "evidence/screening.html"
        marks = screening.context["marks"]

        preview = analyst.post(SEVERAL, {**values, "looked_at": marks})

        assert f'<input type="hidden" name="looked_at" value="{marks}">' in preview.text
        confirm(analyst, SEVERAL, {**values, "looked_at": marks})
        assert Recommendation.objects.filter(assignee=analyst.user).count() == 3

    @pytest.mark.parametrize(
        "typed",
        [
            {"reason": ""},
            {"person": ""},
            {"kind": ""},
            {"kind": "approve"},
            {"kind": "ask"},
            {"kind": "set_review_date"},
            {"kind": "set_review_date", "review_on": "soon"},
            {"kind": "add_topics"},
            {"kind": "add_topics", "topics": "x"},
            {"kind": "request_updates", "text": ""},
        ],
    )
    def test_asks_for_what_the_change_needs(self, analyst, typed):
        rows.recommendations(3)

        answer = analyst.post(SEVERAL, {**ASSIGN, **typed})

        assert answer.status_code == 422
        assert 'role="alert"' in answer.text

    @pytest.mark.parametrize("params", ["status=good", "stauts=full", "assignee=nemo"])
    def test_shows_what_it_cannot_read_and_changes_nothing(self, analyst, params):
        rows.recommendations(3)

        answer = analyst.post(f"/recommendations/change/?{params}", ASSIGN)

        assert answer.status_code == 400
        assert "Nothing can be changed" in answer.text

    def test_says_when_nothing_is_found_or_too_much(self, analyst, monkeypatch):
        assert "No recommendation matches the filter" in analyst.get(SEVERAL).text

        rows.recommendations(3)
        for where in ("pagination", "recommendations.edit"):
            monkeypatch.setattr(f"tracker.views.{where}.MAX_COUNT", 2)
        assert "You can change up to 2 rows" in analyst.get(SEVERAL).text
        analyst.post(SEVERAL, {**ASSIGN, "expected": "3 recommendations are assigned to me."})
        assert not Recommendation.objects.filter(assignee=analyst.user).exists()

    def test_is_refused_to_a_viewer(self, viewer):
        assert viewer.get(SEVERAL).status_code == 403
        assert viewer.post(SEVERAL, ASSIGN).status_code == 403

    def test_is_led_to_from_its_old_address(self, analyst):
        answer = analyst.get("/recommendations/assign/?theme=protection")

        assert answer.url == SEVERAL

    def test_costs_the_same_for_few_and_for_many(self, analyst, django_assert_num_queries):
        rows.recommendations(3)
        with django_assert_num_queries(20, exact=False) as few:
            analyst.get(SEVERAL)
        rows.recommendations(300, assignee=analyst.user)

        with django_assert_num_queries(len(few)):
            analyst.get(SEVERAL)


class TestAskQuestions:
    ASK = "/questions/ask/?body=THBD"

    @pytest.fixture
    def three(self):
        """Two questions that are meant for THBD and one for OSP, put to nobody yet."""
        for code in ("THBD", "THBD", "OSP"):
            QuestionFactory(body=BodyFactory(code=code))

    def test_is_offered_where_the_list_is_of_a_body(self, analyst, viewer, three):
        link = 'href="/questions/ask/?body=THBD"'

        assert link in analyst.get("/questions/?body=THBD").text
        assert link in analyst.get("/bodies/THBD/question-sheet/").text
        assert "/questions/ask/" not in analyst.get("/questions/").text
        assert link not in viewer.get("/questions/?body=THBD").text

    def test_asks_what_is_meant_for_the_body(self, analyst, three):
        page = analyst.get(self.ASK)
        form = page.context["form"]
        values = {name: form[name].value() for name in ("on", "due")}

        assert "Ask 2 questions" in page.text
        answer = confirm(analyst, self.ASK, {"kind": "ask", "reason": "Round", **values})

        assert answer.url == "/questions/?body=THBD"
        assert Question.objects.put_to_bodies().count() == 2
        assert Question.objects.unasked().count() == 1
        assert ">Undo</a>" in analyst.get(answer.url).text
        assert "No open question for this body" in analyst.get(self.ASK).text

    def test_is_undone_from_the_history(self, analyst, three):
        values = {"kind": "ask", "reason": "Round", "on": "2025-03-01", "due": "2025-04-01"}
        confirm(analyst, self.ASK, values)
        where = address_of(Event.objects.filter(reason="Round").first())

        assert "Undo the change of 2 questions" in analyst.get(where).text
        analyst.post(where, {"reason": "A slip"})

        assert Question.objects.unasked().count() == 3

    def test_needs_a_body(self, analyst, three):
        for address in ("/questions/ask/", "/questions/ask/?body=NONE"):
            assert analyst.get(address).status_code == 400

    def test_takes_no_other_change(self, analyst, three):
        assert analyst.post(self.ASK, {**ASSIGN}).status_code == 422

    def test_is_refused_to_a_viewer(self, viewer, three):
        assert viewer.get(self.ASK).status_code == 403


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
        assert (chip["label"], chip["without"]) == ("Assigned to", "view=")
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
    confirm(analyst, SEVERAL, ASSIGN)
    return address_of(Event.objects.filter(reason="New team").first())


def address_of(event):
    return reverse("request_undo", args=[event.request])


class TestUndoRequest:
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

    def test_is_not_offered_where_the_request_did_more_than_is_shown(self, analyst):
        rows.recommendations(2)
        topic, by = TopicFactory(), {"id": analyst.user.pk, "source": "site", "request": "a" * 36}
        with acting_as("ana", **by), because("Handed over"):
            Recommendation.objects.update(assignee=analyst.user)
            type(topic).objects.update(name="Shelter")

        page = analyst.get("/history/?noun=recommendation").text

        assert "Handed over" in page
        assert ">Undo</a>" not in page

    def test_shows_the_first_of_them_and_gives_all_back(self, analyst, undoing):
        page = analyst.get(undoing)
        answer = analyst.post(undoing, {"reason": "A slip"})

        assert "Undo the change of 12 recommendations" in page.text
        assert "The first rows; 2 more are not shown" in page.text
        assert len(page.context["rows"]) == 10
        assert answer.url == "/history/"
        assert "12 rows are as they were before." in analyst.get("/").text
        assert Recommendation.objects.filter(assignee__username="ben").count() == 12

    def test_shows_recommendations_for_their_topics(self, analyst):
        rows.recommendations(2)
        values = {"kind": "add_topics", "topics": [TopicFactory().pk], "reason": "About it"}
        confirm(analyst, SEVERAL, values)
        event = Event.objects.filter(reason="About it").first()

        page = analyst.get(address_of(event))

        assert "Undo the change of 2 recommendations" in page.text
        assert "Shelters" in page.text

    def test_keeps_the_words_when_one_was_assigned_again(self, analyst, undoing):
        assert analyst.post(undoing, {"reason": ""}).status_code == 422
        row = Recommendation.objects.get(number="7")
        analyst.post(f"{row.get_absolute_url()}assign/", {"person": "ben"})

        answer = analyst.post(undoing, {"reason": "A slip"})

        assert answer.status_code == 422
        assert f"changed since ({row})" in answer.text
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
