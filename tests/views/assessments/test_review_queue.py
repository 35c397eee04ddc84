"""The board: what waits for whom."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    ClosingFactory,
    CommitmentFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tests.views import rows as views_rows
from tests.views.conftest import signed_in
from tests.views.forms import as_user, decision_page
from tracker.models import Assessment
from tracker.vocabulary import Perspective, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = "2025-02-01T12:00:00+01:00"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


def waiting(title="Train judges", **fields):
    fields.setdefault("status", Status.NO_ACTION)
    fields.setdefault("cites", 1)
    fields.setdefault("cites__use", "contradicts")
    row = RecommendationFactory(short_title=title, assessed=fields["status"])
    return AssessmentFactory(submitted=True, recommendation=row, **fields)


class TestReviewers:
    def test_see_who_waits_for_how_long_the_longest_first(self, reviewer):
        arta = UserFactory(username="arta", analyst=True)
        for day, title in ((30, "Later"), (20, "Sooner")):
            waiting(title, author=arta, created_at=datetime(2025, 1, day, tzinfo=UTC))

        page = reviewer.get("/review-queue/").text

        assert page.index("Sooner") < page.index("Later")
        assert "12 days" in page and "2 days" in page and "arta" in page

    def test_can_not_tick_their_own(self, reviewer, analyst):
        own, other = waiting(author=reviewer.user), waiting()

        page = reviewer.get("/review-queue/").text

        assert f'name="assessment" value="{other.pk}"' in page
        assert f'name="assessment" value="{own.pk}"' not in page
        assert 'name="assessment"' not in analyst.get("/review-queue/").text

    def test_approve_several_with_words(self, reviewer):
        one, two, left = waiting(), waiting(), waiting()

        answer = reviewer.post(
            "/review-queue/", {"assessment": [one.pk, two.pk], "reason": "Read and agreed"}
        )

        assert answer.url == "/review-queue/"
        for row, state in ((one, "approved"), (two, "approved"), (left, "submitted")):
            row.refresh_from_db()
            assert row.state == state
        assert one.decision_note == "Read and agreed"
        assert "2 assessments were approved." in reviewer.get("/review-queue/").text

    def test_approve_all_or_none_and_lose_nothing_typed(self, reviewer):
        good = waiting()
        bad = waiting(status=Status.PARTIAL, cites=0)

        answer = reviewer.post(
            "/review-queue/", {"assessment": [good.pk, bad.pk], "reason": "Agreed"}
        )

        good.refresh_from_db()
        assert answer.status_code == 422
        assert good.state == State.SUBMITTED
        assert str(bad.recommendation) in answer.context["form"].non_field_errors()[0]
        assert answer.text.count(" checked>") == 2
        assert ">\nAgreed</textarea>" in answer.text

    def test_are_asked_for_words_and_for_ticks(self, reviewer):
        one = waiting()

        without_words = reviewer.post("/review-queue/", {"assessment": [one.pk], "reason": " "})
        without_ticks = reviewer.post("/review-queue/", {"reason": "Agreed"})

        one.refresh_from_db()
        assert one.state == State.SUBMITTED
        assert without_words.status_code == without_ticks.status_code == 422
        assert without_words.text.count(" checked>") == 1
        assert "Nothing is selected" in without_ticks.text

    def test_decide_on_a_change_of_status_on_its_own_page(self, reviewer):
        stays, rises = waiting(), waiting()
        with as_factory():
            type(rises).objects.filter(pk=rises.pk).update(status=Status.INITIAL_STEPS)

        page = reviewer.get("/review-queue/").text
        answer = reviewer.post(
            "/review-queue/", {"assessment": [stays.pk, rises.pk], "reason": "Agreed"}
        )

        stays.refresh_from_db()
        assert f'name="assessment" value="{stays.pk}"' in page
        assert f'name="assessment" value="{rises.pk}"' not in page
        assert decision_page(rises) in page
        assert (answer.status_code, stays.state) == (422, State.SUBMITTED)
        assert f"{rises.recommendation} changes the status" in answer.text

    @pytest.mark.parametrize("kind", ["own", "decided", "missing", "word", "huge"])
    def test_are_told_when_one_does_not_wait_for_them(self, reviewer, kind):
        good = waiting()
        key = {
            "own": lambda: waiting(author=reviewer.user).pk,
            "decided": lambda: AssessmentFactory(approved=True).pk,
            "missing": lambda: 4711,
            "word": lambda: "x",
            "huge": lambda: "9" * 40,
        }[kind]()

        answer = reviewer.post("/review-queue/", {"assessment": [good.pk, key], "reason": "Agreed"})

        good.refresh_from_db()
        assert answer.status_code == 422
        assert "is no longer waiting for you" in answer.text
        assert good.state == State.SUBMITTED

    @pytest.mark.parametrize("role", ["viewer", "contributor", "analyst", "auditor", "publisher"])
    def test_alone_approve(self, role):
        one, client = waiting(), signed_in(**{role: True})

        answer = client.post("/review-queue/", {"assessment": [one.pk], "reason": "Agreed"})

        one.refresh_from_db()
        assert answer.status_code == 403
        assert "Ask a reviewer" in answer.text
        assert one.state == State.SUBMITTED

    def test_see_proposals_to_close(self, reviewer):
        ClosingFactory(
            recommendation=RecommendationFactory(short_title="Old law"),
            author=UserFactory(username="arta", analyst=True),
            created_at=datetime(2025, 1, 30, tzinfo=UTC),
        )

        page = reviewer.get("/review-queue/").text

        assert "Old law" in page and "proposed by arta" in page and "2 days" in page


class TestAuthors:
    def test_see_what_came_back_and_for_whom_it_waits(self, analyst):
        for author, note in ((analyst.user, "Which amounts?"), (None, "Which court?")):
            author = author or UserFactory(username="ben", analyst=True)
            AssessmentFactory(
                state=State.RETURNED,
                author=author,
                decision_note=note,
                decided_at=datetime(2025, 1, 22, tzinfo=UTC),
            )

        page = analyst.get("/review-queue/").text

        assert "Which amounts?" in page and "waiting for you" in page
        assert "Which court?" in page and "waiting for ben" in page
        assert "10 days" in page

    def test_see_their_own_drafts_alone(self, analyst, reviewer):
        AssessmentFactory(
            author=analyst.user, recommendation=RecommendationFactory(short_title="Half done")
        )

        assert "Half done" in analyst.get("/review-queue/").text
        assert "Half done" not in reviewer.get("/review-queue/").text
        assert "Half done" not in signed_in(auditor=True).get("/review-queue/").text


class TestPeople:
    def test_have_their_overdue_reviews_counted_the_first_few_shown(self, viewer):
        arta = UserFactory(username="arta", analyst=True)
        for day in range(1, 6):
            RecommendationFactory(
                short_title=f"Due {day}", assignee=arta, review_on=date(2025, 1, day)
            )
        RecommendationFactory(short_title="Ahead", assignee=arta, review_on=date(2025, 3, 1))
        RecommendationFactory(short_title="Orphan", review_on=date(2025, 1, 1))

        page = viewer.get("/review-queue/").text

        assert "5 past their review date" in page
        assert "Due 3" in page and "Due 4" not in page and "Ahead" not in page
        assert "/recommendations/?assignee=arta&amp;overdue=yes" in page
        assert page.index("Due 1") < page.index("Not assigned") < page.index("Orphan")


class TestBodies:
    def test_have_what_they_were_asked_and_what_they_are_late_with_counted(self, viewer):
        thbd, csw = BodyFactory(code="THBD"), BodyFactory(code="CSW")
        for body, due in ((thbd, date(2025, 3, 1)), (thbd, date(2025, 1, 31)), (csw, None)):
            QuestionFactory(body=body, asked_on=date(2025, 1, 1), due_on=due)
        QuestionFactory(body=csw)  # not asked yet
        CommitmentFactory(body=csw, recommendation=RecommendationFactory(), due_on=date(2025, 1, 1))
        CommitmentFactory(body=csw, recommendation=RecommendationFactory(), due_on=date(2025, 1, 2))

        rows = viewer.get("/review-queue/").context["queue"].bodies

        assert [
            (row.code, row.open_questions, row.overdue_questions, row.overdue_commitments)
            for row in rows
        ] == [
            ("CSW", 1, 0, 2),
            ("THBD", 2, 1, 0),
        ]


class TestContributor:
    @pytest.fixture
    def thbd(self):
        return BodyFactory(code="THBD")

    @pytest.fixture
    def focal(self, thbd):
        return signed_in(contributor=True, speaks_for=[thbd])

    def test_sees_what_concerns_the_own_body_alone(self, focal, thbd):
        view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": thbd}
        for title, fields in (
            ("Own draft", {"author": focal.user, **view}),
            ("Own returned", {"author": focal.user, "state": State.RETURNED, **view}),
            ("Own sent", {"author": focal.user, "state": State.SUBMITTED, **view}),
            ("Analysts' sent", {"state": State.SUBMITTED}),
            ("Analysts' returned", {"state": State.RETURNED}),
        ):
            AssessmentFactory(
                recommendation=RecommendationFactory(short_title=title, lead=thbd), **fields
            )
        QuestionFactory(body=thbd, asked_on=date(2025, 1, 1))
        QuestionFactory(body=BodyFactory(code="CSW"), asked_on=date(2025, 1, 1))
        RecommendationFactory(short_title="Late", lead=thbd, review_on=date(2025, 1, 1))

        answer = focal.get("/review-queue/")

        for title in ("Own draft", "Own returned", "Own sent"):
            assert title in answer.text
        assert "Analysts" not in answer.text
        assert "Late" not in answer.text
        assert answer.context["queue"].bodies == [thbd]


class TestBoard:
    def test_shows_a_viewer_no_paperwork(self, viewer):
        waiting()
        AssessmentFactory(state=State.RETURNED)
        ClosingFactory(recommendation=RecommendationFactory())

        page = viewer.get("/review-queue/").text

        assert "Nothing is waiting for action." in page
        assert "For reviewers" not in page and "For authors" not in page

    def test_tells_who_has_no_role_yet(self):
        waiting()
        client = signed_in()

        page = client.get("/review-queue/").text

        assert "You have no role yet" in page
        assert "For reviewers" not in page

    def test_shows_so_many_of_a_section_and_says_how_many_more(self, reviewer, monkeypatch):
        monkeypatch.setattr("tracker.summaries.assessments.MAX_ROWS", 2)
        for _one in range(5):
            waiting()

        page = reviewer.get("/review-queue/").text

        assert page.count('name="assessment"') == 2
        assert "3 more are not shown" in page

    def test_costs_the_same_for_few_and_for_many(self, reviewer, django_assert_num_queries):
        _fill(reviewer.user)
        with django_assert_num_queries(30, exact=False) as few:
            reviewer.get("/review-queue/")
        for _more in range(4):
            _fill(reviewer.user)
        views_rows.recommendations(300, review_on=date(2024, 1, 1), assignee=reviewer.user)

        with django_assert_num_queries(len(few)):
            reviewer.get("/review-queue/")


def _fill(user):
    waiting()
    AssessmentFactory(state=State.RETURNED)
    AssessmentFactory(author=user)
    one = RecommendationFactory(review_on=date(2025, 1, 1))
    ClosingFactory(recommendation=one)
    body = BodyFactory()
    QuestionFactory(body=body, asked_on=date(2025, 1, 1))
    CommitmentFactory(body=body, recommendation=one, due_on=date(2025, 1, 1))


class TestSampleList:
    @pytest.fixture
    def samples(self):
        rows = RecommendationFactory.create_batch(
            2, assessed=Status.INITIAL_STEPS, assessed__is_sample=True
        )
        return [row.current_assessment for row in rows]

    def test_confirms_those_selected_in_one_step(self, client, samples):
        rea = as_user(client, reviewer=True)

        home, page = client.get("/").text, client.get(reverse("sample_list")).text
        keys = [sample.pk for sample in samples]
        answer = client.post(reverse("sample_list"), {"assessment": keys}, follow=True)

        assert "2 assessments are approved as samples" in home
        assert page.count(" checked>") == 2
        assert "2 sample approvals are now yours." in answer.text
        assert "approved as samples" not in answer.text
        decided = Assessment.objects.values_list("decided_by", "is_sample")
        assert set(decided) == {(rea.pk, False)}

    def test_confirms_one_from_its_recommendation(self, client, samples):
        as_user(client, reviewer=True)
        where = samples[0].recommendation.get_absolute_url()

        before = client.get(where).text
        deciding = client.get(decision_page(samples[0])).text
        sent = {"assessment": samples[0].pk}
        answer = client.post(reverse("sample_list"), sent, follow=True)

        assert "Confirm as my own" in before and "Confirm as my own" in deciding
        assert answer.redirect_chain[0][0] == where
        assert "Confirm as my own" not in answer.text

    def test_refuses_what_is_no_sample(self, client, samples):
        as_user(client, reviewer=True)

        answer = client.post(
            reverse("sample_list"), {"assessment": AssessmentFactory(approved=True).pk}
        )

        assert answer.status_code == 422
        assert "no longer a sample. Select again." in answer.text

    def test_is_offered_to_reviewers_alone(self, client, samples):
        as_user(client, analyst=True)

        assert "approved as samples" not in client.get("/").text
        where = samples[0].recommendation.get_absolute_url()
        assert "Confirm as my own" not in client.get(where).text
        assert client.get(reverse("sample_list")).status_code == 403
