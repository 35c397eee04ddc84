"""What a body is asked on its sheet."""

from datetime import date

import pytest

from tests.factories import (
    BodyFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    TranslationFactory,
    UserFactory,
    as_factory,
)
from tests.views import rows as views_rows
from tracker.models import Assessment
from tracker.summaries.questions.sheets import build_sheet
from tracker.vocabulary import SELECTABLE_STATUSES, Lifecycle, Role, Status

pytestmark = pytest.mark.django_db
DAY = date(2025, 3, 1)


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD", name_sq="Drejtoria")


def printed(body, *, language="en", **wanted):
    user = UserFactory(viewer=True)
    return build_sheet(body, user=user, language=language, made_on=DAY, **wanted)


class TestSheet:
    def test_lists_what_the_body_leads_or_supports_in_citation_order(self, thbd):
        second = RecommendationFactory(number="2", lead=thbd)
        first = RecommendationFactory(number="1")
        ResponsibilityFactory(recommendation=first, body=thbd, role=Role.SUPPORTING)
        watched = RecommendationFactory(number="3")
        ResponsibilityFactory(recommendation=watched, body=thbd, role=Role.OVERSIGHT)

        rows = printed(thbd).rows

        assert [row.reference for row in rows] == ["tip-2024-kosovo/1", "tip-2024-kosovo/2"]
        assert [row.role for row in rows] == ["supporting", "lead"]
        assert rows[1].text == second.text

    def test_tells_no_role_of_another_body_and_lead_of_two(self, thbd):
        row = RecommendationFactory(number="1", lead=BodyFactory(code="OTHER"))
        for role in (Role.LEAD, Role.SUPPORTING, Role.OVERSIGHT):
            ResponsibilityFactory(recommendation=row, body=thbd, role=role)
        supported = RecommendationFactory(number="2", lead=BodyFactory(code="OTHER"))
        ResponsibilityFactory(recommendation=supported, body=thbd, role=Role.SUPPORTING)
        RecommendationFactory(number="3", lead=BodyFactory(code="OTHER"))

        rows = printed(thbd).rows

        assert [(row.reference[-2:], row.role) for row in rows] == [
            ("/1", "lead"),
            ("/2", "supporting"),
        ]

    def test_offers_the_statuses_to_choose_from_with_their_meaning(self, thbd):
        offered = printed(thbd, due_on=DAY)

        labels, meanings = zip(*offered.choices, strict=True)
        assert list(labels) == [str(status.label) for status in SELECTABLE_STATUSES]
        assert all(meanings)
        assert (offered.made_on, offered.due_on, offered.language) == (DAY, DAY, "en")

    def test_leaves_out_what_a_newer_edition_asks_again(self, thbd):
        old = ReportFactory(year=2023)
        RecommendationFactory(report=old, lead=thbd, lifecycle=Lifecycle.CONTINUED)
        RecommendationFactory(lead=thbd)

        assert [row.reference for row in printed(thbd).rows] == ["tip-2024-kosovo/1"]

    def test_tells_the_last_status_with_its_day_and_strength(self, thbd):
        RecommendationFactory(lead=thbd, assessed=Status.PARTIAL, assessed__strength="documented")

        row = printed(thbd).rows[0]

        assert (row.status, row.strength) == ("Partially implemented", "documented")
        assert row.as_of == date(2024, 10, 1)

    def test_tells_what_remains_and_never_our_next_step(self, thbd):
        RecommendationFactory(
            lead=thbd,
            assessed=Status.PARTIAL,
            assessed__remaining="Open the shelter.",
            assessed__remaining_by=DAY,
            assessed__next_step="Ring the minister.",
        )

        sheet = printed(thbd)

        assert (sheet.rows[0].remaining, sheet.rows[0].remaining_by) == ("Open the shelter.", DAY)
        assert "Ring the minister" not in repr(sheet)

    def test_speaks_the_language_asked_for(self, thbd):
        recommendation = RecommendationFactory(lead=thbd)
        TranslationFactory(recommendation=recommendation, text="Jepuni viktimave vend.")

        sheet = printed(thbd, language="sq")

        assert sheet.body_name == "Drejtoria"
        assert sheet.rows[0].title == "Strehim për viktimat"
        assert sheet.rows[0].translation == "Jepuni viktimave vend."
        assert sheet.rows[0].translation_source == ""
        assert printed(thbd).rows[0].translation == ""

    def test_puts_each_open_question_where_it_belongs(self, thbd):
        row = RecommendationFactory(lead=thbd)
        asked = {"body": thbd, "asked_on": DAY}
        on_it = QuestionFactory(recommendation=row, **asked)
        on_report = QuestionFactory(report=row.report, **asked)
        QuestionFactory(recommendation=row, body=BodyFactory(code="MLSW"), asked_on=DAY)
        QuestionFactory(recommendation=row, dismissal_reason="not needed", **asked)

        sheet = printed(thbd)

        assert [q.question for q in sheet.rows[0].questions] == [on_it.text]
        assert [(q.key, q.about) for q in sheet.questions] == [
            (f"Q{on_report.pk}", "TIP 2024 Kosovo")
        ]

    def test_holds_what_was_not_asked_yet_only_when_wanted(self, thbd):
        row = RecommendationFactory(lead=thbd)
        QuestionFactory(recommendation=row, body=thbd)

        assert printed(thbd).all_questions == ()
        assert len(printed(thbd, unasked=True).all_questions) == 1

    def test_of_a_body_without_any_is_empty(self, thbd):
        assert printed(thbd).rows == ()

    def test_costs_the_same_for_few_and_for_many(self, thbd, django_assert_num_queries):
        user = UserFactory(viewer=True)
        assert user.may_read  # looked up once per request

        def sheet():
            return build_sheet(thbd, user=user, language="sq", made_on=DAY)

        views_rows.recommendations(2)
        with django_assert_num_queries(20, exact=False) as few:
            sheet()
        for row in views_rows.recommendations(30):
            QuestionFactory(recommendation=row, body=thbd, asked_on=DAY)

        with django_assert_num_queries(len(few)):
            assert len(sheet().rows) == 32


def test_a_status_approved_by_its_author_is_marked(thbd):
    row = RecommendationFactory(lead=thbd, assessed=Status.PARTIAL)
    with as_factory():
        Assessment.objects.update(decided_by=row.current_assessment.author)

    (sheet_row,) = printed(thbd).rows

    assert sheet_row.status == "Partially implemented (approved by its author)"
