"""The first page."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    as_factory,
)
from tests.views import rows
from tests.views.conftest import signed_in
from tests.views.forms import place
from tracker.models import ReadLogEntry
from tracker.vocabulary import Perspective, Sensitivity, State

pytestmark = pytest.mark.django_db


class TestWaiting:
    def test_shows_a_reviewer_what_others_submitted_oldest_first(self, reviewer):
        for day, name in ((3, "Later"), (2, "Sooner")):
            AssessmentFactory(
                submitted=True,
                recommendation=RecommendationFactory(short_title=name),
                created_at=datetime(2024, 10, day, tzinfo=UTC),
            )
        AssessmentFactory(submitted=True, author=reviewer.user)

        answer = reviewer.get("/")

        names = [a.recommendation.short_title for a in answer.context["to_decide"]]
        assert names == ["Sooner", "Later"]
        assert "yours, waits for a reviewer" in answer.text

    def test_shows_an_analyst_what_was_returned_and_why(self, analyst):
        AssessmentFactory(state=State.RETURNED, author=analyst.user, decision_note="Which amounts?")
        AssessmentFactory(submitted=True)

        answer = analyst.get("/")

        assert "Which amounts?" in answer.text
        assert not answer.context["to_decide"]

    def test_shows_own_drafts_after_what_came_back(self, analyst):
        for state, title in (
            (State.SUBMITTED, "Sent"),
            (State.DRAFT, "Half done"),
            (State.RETURNED, "Came back"),
        ):
            AssessmentFactory(
                state=state,
                author=analyst.user,
                recommendation=RecommendationFactory(short_title=title),
            )
        AssessmentFactory(recommendation=RecommendationFactory(short_title="Others' draft"))

        answer = analyst.get("/")

        titles = [a.recommendation.short_title for a in answer.context["own"]]
        assert titles == ["Came back", "Half done", "Sent"]
        assert "not sent yet" in answer.text

    def test_is_no_matter_of_a_viewer(self, viewer):
        AssessmentFactory(submitted=True)

        assert "Waiting for me" not in viewer.get("/").text


class TestAssigned:
    def test_shows_what_somebody_follows_thirty_days_before_its_day(self, analyst, reviewer):
        for title, day, whose in (
            ("Late", date(2025, 1, 1), analyst.user),
            ("Soon", date(2025, 3, 1), analyst.user),
            ("Ahead", date(2025, 6, 1), analyst.user),
            ("Theirs", date(2025, 1, 1), reviewer.user),
        ):
            RecommendationFactory(short_title=title, review_on=day, assignee=whose)

        with time_machine.travel("2025-02-01T12:00:00+01:00", tick=False):
            answer = analyst.get("/")

        assert [row.short_title for row in answer.context["assigned"]] == ["Late", "Soon"]
        assert "review due 1 March 2025" in answer.text
        assert "/recommendations/?assignee=me" in answer.text

    def test_is_no_matter_of_a_viewer(self, viewer):
        assert "Assigned to me" not in viewer.get("/").text


class TestContributor:
    def test_sees_the_questions_and_measures_of_the_own_body(self):
        thbd, csw = BodyFactory(code="THBD"), BodyFactory(code="CSW")
        client = signed_in(contributor=True, speaks_for=[thbd])
        one = RecommendationFactory(lead=thbd, review_on=date(2024, 1, 1))
        for body, words in ((thbd, "Ours"), (csw, "Theirs")):
            QuestionFactory(body=body, text=f"{words}: was it paid?", asked_on=date(2024, 5, 1))
            CommitmentFactory(body=body, recommendation=one, text=f"{words}: a shelter")
        AssessmentFactory(
            recommendation=one,
            author=client.user,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=thbd,
        )

        page = client.get("/").text

        assert "Ours: was it paid?" in page and "Ours: a shelter" in page
        assert "Theirs: was it paid?" not in page and "Theirs: a shelter" not in page
        assert "the view of THBD" in page and "not sent yet" in page
        assert "Overdue" not in page

    def test_pays_the_same_for_few_and_for_many(self, django_assert_num_queries):
        thbd = BodyFactory(code="THBD")
        client = signed_in(contributor=True, speaks_for=[thbd])

        def fill():
            one = RecommendationFactory(lead=thbd)
            QuestionFactory(body=thbd, asked_on=date(2024, 5, 1))
            CommitmentFactory(body=thbd, recommendation=one)
            view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": thbd}
            AssessmentFactory(recommendation=one, author=client.user, **view)

        fill()
        with django_assert_num_queries(100, exact=False) as few:
            client.get("/")
        for _more in range(5):
            fill()

        with django_assert_num_queries(len(few)):
            client.get("/")


class TestOverdue:
    def test_shows_recommendations_and_questions_past_their_day(self, viewer):
        RecommendationFactory(short_title="Past", review_on=date(2025, 1, 31))
        RecommendationFactory(short_title="Ahead", review_on=date(2025, 2, 2))
        QuestionFactory(
            text="Was it paid?",
            body=BodyFactory(),
            asked_on=date(2025, 1, 1),
            due_on=date(2025, 1, 31),
        )
        CommitmentFactory(
            text="Open a shelter",
            body=BodyFactory(),
            recommendation=RecommendationFactory(),
            due_on=date(2025, 1, 31),
        )

        with time_machine.travel("2025-02-01T12:00:00+01:00", tick=False):
            page = viewer.get("/").text

        overdue = page[page.index("Overdue</h2>") : page.index("Changed lately</h2>")]
        assert "Past" in overdue
        assert "Was it paid?" in overdue
        assert "Open a shelter" in overdue
        assert "Ahead" not in overdue


class TestChanges:
    def test_are_told_by_whom_and_why_once_per_deed(self, viewer):
        RecommendationFactory(lead="THBD")

        changes = viewer.get("/").context["changes"]

        assert [(change.actor, change.reason) for change in changes] == [
            ("factory", "made by a factory")
        ]

    def test_hide_what_the_reader_may_not_know(self, viewer, analyst):
        one = RecommendationFactory()
        seen = len(viewer.get("/").context["changes"])
        with_paperwork = AssessmentFactory(submitted=True, recommendation=one)
        waiting = with_paperwork.recommendation

        assert len(viewer.get("/").context["changes"]) == seen
        assert analyst.get("/").context["changes"][0].recommendation == waiting

    @pytest.mark.parametrize("where", ["/", "/?on={today}"])
    def test_about_matter_for_named_readers_are_kept_in_the_read_log(self, viewer, analyst, where):
        with as_factory():
            piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, readers=[viewer.user])
            CitationFactory(evidence=piece)
        address = where.format(today=timezone.localdate())

        for client in (analyst, viewer, viewer):
            assert client.get(address).status_code == 200

        assert [(one.evidence, one.user) for one in ReadLogEntry.objects.all()] == [
            (piece, viewer.user)
        ]


class TestHome:
    def test_tells_who_has_no_role_yet(self):
        RecommendationFactory(review_on=date(2024, 1, 1))

        page = signed_in().get("/").text

        assert "You have no role yet" in page
        assert "Overdue" not in page

    def test_says_what_will_be_here_and_how_to_begin(self, analyst):
        page = analyst.get("/").text

        assert "Begin with “Log progress”" in page
        assert "Import a report, or run the command" in page

    def test_costs_the_same_for_few_and_for_many(self, reviewer, django_assert_num_queries):
        _fill(reviewer.user)
        with django_assert_num_queries(100, exact=False) as few:
            reviewer.get("/")
        rows.recommendations(500, review_on=date(2024, 1, 1))
        for _more in range(4):
            _fill(reviewer.user)

        with django_assert_num_queries(len(few)):
            reviewer.get("/")


def _fill(user):
    one = RecommendationFactory(lead="THBD", review_on=date(2024, 1, 1))
    AssessmentFactory(submitted=True, recommendation=one)
    AssessmentFactory(author=user)
    RecommendationFactory(assignee=user, review_on=date(2024, 1, 1))
    CommitmentFactory(body=BodyFactory(), recommendation=one, due_on=date(2024, 12, 1))
    QuestionFactory(
        recommendation=one,
        body=BodyFactory(),
        asked_on=date(2024, 1, 1),
        due_on=date(2024, 1, 31),
    )


class TestHeader:
    def test_leads_to_the_admin_whom_the_admin_lets_in(self, analyst, viewer):
        assert 'href="/admin/"' in analyst.get("/").text
        assert 'href="/admin/"' not in viewer.get("/").text

    def test_costs_no_query_of_its_own(self, analyst, viewer, django_assert_num_queries):
        with django_assert_num_queries(20, exact=False) as for_viewer:
            viewer.get("/bodies/")

        with django_assert_num_queries(len(for_viewer)):
            analyst.get("/bodies/")

    def test_changes_the_language_where_the_address_takes_only_forms(self, reviewer):
        assessment = AssessmentFactory(submitted=True)

        refused = reviewer.post(place("assessment_return", assessment), {"reason": ""})

        assert refused.status_code == 422
        back = assessment.recommendation.get_absolute_url()
        assert f'name="next" value="{back}"' in refused.text
