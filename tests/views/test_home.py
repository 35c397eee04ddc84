"""The first page."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    ClosingFactory,
    CommitmentFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    RedactionFactory,
    SensitivityRequestFactory,
    UserFactory,
    as_factory,
)
from tests.views import rows
from tests.views.conftest import signed_in
from tests.views.forms import place
from tracker.actions.history import summary_rows
from tracker.models import LastVisit, ReadLogEntry
from tracker.vocabulary import Perspective, Sensitivity, State, Status

pytestmark = pytest.mark.django_db


def at_home(client, day="2025-02-01"):
    with time_machine.travel(f"{day}T12:00:00+01:00", tick=False):
        return client.get("/")


def tasks_of(client):
    """Headings of the groups of tasks, each with its tasks."""
    return {group.heading: group.tasks for group in at_home(client).context["tasks"]}


def titles(tasks):
    return [task.recommendation.short_title for task in tasks]


class TestEdition:
    def test_links_each_status_to_its_recommendations(self, viewer):
        RecommendationFactory()
        list(summary_rows.rebuild())

        page = at_home(viewer).text

        address = "/recommendations/?report=tip-2024-kosovo&amp;status=not_assessed"
        assert f'<a href="{address}">' in page
        assert "58 days to 31 March 2025, the end of the period" in page
        assert "style=" not in page

    def test_names_changes_since_the_last_visit(self, viewer):
        RecommendationFactory()
        assert "last visit" not in at_home(viewer, "2024-10-02").text
        RecommendationFactory(assessed=Status.INITIAL_STEPS)

        page = at_home(viewer, "2024-10-04").text

        assert "Since your last visit on 2 October 2024:" in page
        assert "1 assessed for the first time" in page
        assert "last visit" in at_home(viewer, "2024-10-04").text, "a reload keeps it"
        assert "last visit" not in at_home(viewer, "2024-10-06").text

    def test_shows_nobody_the_visits_of_others(self, viewer, analyst):
        at_home(viewer)
        at_home(analyst)

        assert LastVisit.objects.count() == 2
        assert "last visit" not in at_home(analyst).text

    def test_offers_an_import_while_there_is_none(self, analyst, viewer):
        assert 'href="/imports/new/"' in at_home(analyst).text
        assert "An analyst imports the first one" in at_home(viewer).text


class TestTasks:
    def test_of_a_reviewer_are_what_others_submitted_oldest_first(self, reviewer):
        for day, name in ((3, "Later"), (2, "Sooner")):
            AssessmentFactory(
                submitted=True,
                status=Status.PARTIAL,
                recommendation=RecommendationFactory(short_title=name),
                created_at=datetime(2024, 10, day, tzinfo=UTC),
            )
        AssessmentFactory(submitted=True, author=reviewer.user)

        tasks = tasks_of(reviewer)

        assert titles(tasks["To decide"]) == ["Sooner", "Later"]
        assert [task.button for task in tasks["To decide"]] == ["Decide", "Decide"]
        assert all(task.is_rise for task in tasks["To decide"])
        assert "Your drafts" not in tasks

    def test_of_a_reviewer_are_closings_and_requests_of_others(self, reviewer):
        ClosingFactory(recommendation=RecommendationFactory(short_title="Done"))
        ClosingFactory(author=reviewer.user)
        evidence = EvidenceFactory(title="Names", sensitivity=Sensitivity.NAMED_READERS)
        SensitivityRequestFactory(evidence=evidence)

        tasks = tasks_of(reviewer)

        assert titles(tasks["Closings to decide"]) == ["Done"]
        assert "Names" not in at_home(reviewer).text

    def test_of_an_analyst_are_returned_ones_and_drafts(self, analyst):
        for state, title in (
            (State.SUBMITTED, "Sent"),
            (State.DRAFT, "Half done"),
            (State.RETURNED, "Came back"),
        ):
            AssessmentFactory(
                state=state,
                author=analyst.user,
                decision_note="Which amounts?" if state == State.RETURNED else "",
                recommendation=RecommendationFactory(short_title=title),
            )
        AssessmentFactory(recommendation=RecommendationFactory(short_title="Others' draft"))

        tasks = tasks_of(analyst)

        assert titles(tasks["Returned to you"]) == ["Came back"]
        assert titles(tasks["Your drafts"]) == ["Half done"]
        assert {task.button for group in tasks.values() for task in group} == {"Revise", "Continue"}
        assert "Which amounts?" in at_home(analyst).text

    def test_of_an_analyst_are_reviews_thirty_days_before_their_day(self, analyst, reviewer):
        for title, day, assignee in (
            ("Late", date(2025, 1, 1), analyst.user),
            ("Soon", date(2025, 3, 1), analyst.user),
            ("Ahead", date(2025, 6, 1), analyst.user),
            ("Theirs", date(2025, 1, 1), reviewer.user),
            ("Nobody's", date(2025, 1, 2), None),
        ):
            RecommendationFactory(short_title=title, review_on=day, assignee=assignee)

        *own, unassigned = tasks_of(analyst)["Reviews due"]

        assert titles(own) == ["Late", "Soon"]
        assert [task.is_late for task in own] == [True, False]
        assert own[0].button_url.endswith("/log/")
        assert unassigned.title == "1 overdue review is not assigned"

    def test_of_an_analyst_are_overdue_questions_and_commitments(self, analyst, reviewer):
        theirs = RecommendationFactory(assignee=reviewer.user)
        for recommendation, words in ((RecommendationFactory(), "Ours"), (theirs, "Theirs")):
            QuestionFactory(
                text=words,
                recommendation=recommendation,
                body=BodyFactory(),
                asked_on=date(2025, 1, 1),
                due_on=date(2025, 1, 31),
            )
            CommitmentFactory(
                text=words,
                body=BodyFactory(),
                recommendation=recommendation,
                due_on=date(2025, 1, 31),
            )

        tasks = tasks_of(analyst)

        assert [task.title for task in tasks["Overdue questions"]] == ["Ours"]
        assert tasks["Overdue questions"][0].button == "Log a reminder"
        assert [task.title for task in tasks["Overdue commitments"]] == ["Ours"]

    def test_show_five_of_a_kind_and_lead_to_the_others(self, reviewer):
        for _number in range(6):
            AssessmentFactory(submitted=True)

        assert len(tasks_of(reviewer)["To decide"]) == 5
        assert 'href="/review-queue/">Show all' in at_home(reviewer).text

    def test_of_an_administrator_are_users_redactions_and_the_history(self):
        client = signed_in(administrator=True)
        UserFactory()
        RedactionFactory()

        tasks = tasks_of(client)["Administration"]

        assert tasks[0].title == "1 user has no role"
        assert tasks[1].title.startswith("Redaction: ")
        assert tasks[2].title == "The audit history was never verified"
        assert client.get(tasks[0].url).status_code == 200

    def test_are_none_of_a_viewer(self, viewer):
        AssessmentFactory(submitted=True)
        RecommendationFactory(review_on=date(2025, 1, 1))

        page = at_home(viewer)

        assert page.context["tasks"] == []
        assert "For you" not in page.text

    def test_may_be_none_of_an_analyst(self, analyst):
        RecommendationFactory()

        assert "Nothing is waiting for you." in at_home(analyst).text


class TestComing:
    def test_is_what_is_due_in_two_months_soonest_first(self, viewer):
        recommendation, naatip = RecommendationFactory(), BodyFactory(acronym="NAATIP")
        for day in (20, 20, 21):
            RecommendationFactory(review_on=date(2025, 2, day))
        RecommendationFactory(review_on=date(2025, 5, 1))
        for _number in range(2):
            QuestionFactory(
                recommendation=recommendation,
                body=naatip,
                asked_on=date(2025, 1, 1),
                due_on=date(2025, 2, 15),
            )
        CommitmentFactory(
            recommendation=recommendation, body=naatip, text="Guidance", due_on=date(2025, 2, 10)
        )

        coming = at_home(viewer).context["coming"]

        assert [(entry.on.isoformat(), entry.text) for entry in coming] == [
            ("2025-02-10", "NAATIP: Guidance"),
            ("2025-02-15", "NAATIP: 2 answers due"),
            ("2025-02-20", "2 reviews due"),
            ("2025-02-21", "1 review due"),
            ("2025-03-31", "End of the period (TIP)"),
        ]
        assert all(viewer.get(entry.url).status_code == 200 for entry in coming)

    def test_leads_to_a_question_that_is_alone(self, viewer):
        question = QuestionFactory(
            body=BodyFactory(), asked_on=date(2025, 1, 1), due_on=date(2025, 2, 15)
        )

        assert at_home(viewer).context["coming"][0].url == question.get_absolute_url()


class TestViewer:
    def test_reads_what_remains_and_the_published_reports(self, viewer):
        RecommendationFactory(
            assessed=Status.INITIAL_STEPS,
            assessed__remaining="Sign the contracts",
            assessed__next_step="Ask for the contracts",
        )
        RecommendationFactory(assessed=Status.FULL)

        page = at_home(viewer)

        assert len(page.context["recommendations"]) == 1
        assert "Outstanding recommendations" in page.text
        assert "Sign the contracts" in page.text
        assert "Ask for the contracts" not in page.text


class TestFocalPoint:
    def test_sees_questions_commitments_and_recommendations_of_its_body(self):
        thbd, csw = BodyFactory(code="THBD"), BodyFactory(code="CSW")
        client = signed_in(contributor=True, speaks_for=[thbd])
        one = RecommendationFactory(lead=thbd, short_title="Ours: shelters")
        RecommendationFactory(lead=csw, short_title="Theirs: training")
        for body, words in ((thbd, "Ours"), (csw, "Theirs")):
            QuestionFactory(
                body=body,
                text=f"{words}: was it paid?",
                asked_on=date(2024, 5, 1),
                due_on=date(2025, 2, 11),
            )
            CommitmentFactory(body=body, recommendation=one, text=f"{words}: a shelter")
        view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": thbd}
        AssessmentFactory(recommendation=one, author=client.user, **view)

        page = at_home(client).text

        assert "Ours: was it paid?" in page and "Ours: a shelter" in page
        assert "Ours: shelters" in page
        assert "Theirs" not in page
        assert "10 days left" in page
        assert "Your drafts" in page
        assert "Upcoming dates" not in page

    def test_downloads_the_question_sheet_of_its_body_alone(self):
        thbd, csw = BodyFactory(code="THBD"), BodyFactory(code="CSW")
        client = signed_in(contributor=True, speaks_for=[thbd])
        QuestionFactory(body=thbd, asked_on=date(2024, 5, 1))
        address = "/bodies/THBD/question-sheet/file/?format=docx&language=en"

        assert address.replace("&", "&amp;") in at_home(client).text
        assert client.get(address).headers["Content-Disposition"].endswith('.docx"')
        assert client.get(address.replace("THBD", csw.code)).status_code == 403
        assert client.get(address.replace("docx", "exe")).status_code == 403  # not that page

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
        client.get("/")
        with django_assert_num_queries(20, exact=False) as few:
            client.get("/")
        for _more in range(5):
            fill()

        with django_assert_num_queries(len(few)):
            client.get("/")


class TestChanges:
    @pytest.mark.parametrize("where", ["/", "/?on={today}"])
    def test_name_nothing_for_named_readers(self, viewer, where):
        with as_factory():
            piece = EvidenceFactory(
                title="Names", sensitivity=Sensitivity.NAMED_READERS, readers=[viewer.user]
            )
            CitationFactory(evidence=piece)

        page = viewer.get(where.format(today=timezone.localdate())).text

        assert "Names" not in page
        assert not ReadLogEntry.objects.exists()


class TestHome:
    def test_tells_who_has_no_role_yet(self):
        RecommendationFactory(review_on=date(2024, 1, 1))

        page = signed_in().get("/").text

        assert "You have no role yet" in page
        assert "Upcoming dates" not in page
        assert not LastVisit.objects.exists()

    @pytest.mark.parametrize(
        ("role", "most"), [("viewer", 17), ("analyst", 22), ("reviewer", 27), ("auditor", 17)]
    )
    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, role, most, django_assert_num_queries):
        client = signed_in(**{role: True})
        _fill(client.user)
        client.get("/")
        with django_assert_num_queries(most, exact=False) as few:
            client.get("/")
        rows.recommendations(500, review_on=date(2024, 1, 1))
        for _more in range(4):
            _fill(client.user)

        with django_assert_num_queries(len(few)):
            client.get("/")


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
        due_on=timezone.localdate() + timedelta(days=9),
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

        refused = reviewer.post(place("assessment_withdraw", assessment), {"reason": ""})

        assert refused.status_code == 422
        back = assessment.recommendation.get_absolute_url()
        assert f'name="next" value="{back}"' in refused.text
