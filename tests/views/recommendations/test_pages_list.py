"""The list of recommendations."""

import re
from datetime import date
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    TopicFactory,
)
from tests.views import rows
from tests.views.conftest import signed_in
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.filters.parameters import ORDERS
from tracker.views import pagination
from tracker.views.pagination import PAGE_SIZE
from tracker.vocabulary import Lifecycle, Role, Status

pytestmark = pytest.mark.django_db


def listed(client, **params):
    answer = client.get(f"{reverse('recommendation_list')}?{urlencode(params, doseq=True)}")
    return answer, [row.number for row in answer.context["rows"]]


class TestList:
    def test_shows_what_is_asked_for_and_who_leads(self, viewer):
        RecommendationFactory(number="4", short_title="Train judges", lead="THBD")

        answer, numbers = listed(viewer)

        assert numbers == ["4"]
        assert "Train judges" in answer.text
        assert "THBD" in answer.text

    def test_begins_with_how_to_begin(self, viewer):
        answer, _numbers = listed(viewer)

        assert "Import a report, or run the command" in answer.text

    def test_leaves_out_continued_ones_by_default(self, viewer):
        RecommendationFactory(number="1", lifecycle=Lifecycle.CONTINUED)
        RecommendationFactory(number="2")

        assert listed(viewer)[1] == ["2"]
        assert listed(viewer, all="yes")[1] == ["1", "2"]
        assert listed(viewer, lifecycle="continued")[1] == ["1"]

    def test_marks_what_its_author_approved(self, viewer):
        one = RecommendationFactory(assessed=Status.PARTIAL)
        RecommendationFactory(
            report=one.report,
            assessed=Status.PARTIAL,
            assessed__decided_by=one.current_assessment.author,
            assessed__author=one.current_assessment.author,
        )

        answer, _numbers = listed(viewer)

        assert answer.text.count("approved by its author") == 1


class TestFirstVisit:
    LARGEST = 30_000  # bytes of page, style sheets and scripts, compressed

    def test_of_a_list_stays_small(self, analyst):
        for number in range(1, 41):
            RecommendationFactory(number=str(number), position=number, lead="THBD")
        page = listed(analyst)[0].text

        linked = re.findall(r'(?:<link rel="stylesheet" href|<script[^>]* src)="([^"]+)"', page)
        paths = [reverse("recommendation_list"), *linked]
        sizes = [len(compressed(analyst, path)) for path in paths]

        assert sum(sizes) < self.LARGEST, dict(zip(paths, sizes, strict=True))


def compressed(client, path):
    answer = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    return answer.getvalue()


class TestConditions:
    def test_stand_as_chips_that_can_be_taken_away(self, viewer):
        RecommendationFactory(assessed=Status.PARTIAL, lead="THBD")

        answer, numbers = listed(viewer, status=["partial", "full"], body="THBD")

        assert numbers == ["1"]
        chips = {chip["reads"]: chip["without"] for chip in answer.context["chips"]}
        assert chips["Partially implemented"] == "status=full&body=THBD"
        assert chips["THBD · Institution THBD"] == "status=partial&status=full"

    def test_lead_to_the_progress_report_of_the_one_report_in_view(self, viewer):
        RecommendationFactory(lead="THBD")

        answer, _numbers = listed(viewer, body="THBD", report="tip-2024-kosovo")

        assert "/reports/tip-2024-kosovo/progress/?body=THBD" in answer.text

    @pytest.mark.parametrize(
        "params",
        [
            {"status": "good"},
            {"theme": "x"},
            {"body": "NOBODY"},
            {"report": "tip-1999"},
            {"review_by": "soon"},
            {"overdue": "maybe"},
            {"stauts": "full"},
            {"order": "title"},
            {"after": "2024-01-01~XK"},
            {"order": "review", "after": "XK"},
            {"order": "review", "after": "never~XK"},
            {"search": "\0"},
        ],
    )
    def test_that_cannot_be_read_show_an_error_and_no_rows(self, viewer, params):
        RecommendationFactory()

        answer, numbers = listed(viewer, **params)

        assert answer.status_code == 400
        assert numbers == []
        assert 'role="alert"' in answer.text

    def test_left_empty_in_the_form_leave_the_address(self, viewer):
        answer = viewer.get("/recommendations/?search=&status=full&status=partial&theme=&foo=1")

        assert answer.url == "/recommendations/?status=full&status=partial&foo=1"


class TestPages:
    @pytest.mark.parametrize("few", [1_000, 10])
    @pytest.mark.parametrize("order", [name for name in ORDERS if not name.endswith("lead")])
    def test_show_every_row_once_there_and_back(self, viewer, order, few, monkeypatch):
        monkeypatch.setattr(pagination, "FEW", few)
        rows.recommendations(2 * PAGE_SIZE, review_on=date(2025, 3, 31))
        rows.recommendations(PAGE_SIZE // 2, review_on=date(2024, 3, 31))
        rows.recommendations(PAGE_SIZE)

        there = [listed(viewer, order=order)]
        while after := there[-1][0].context["list_page"].page.after:
            there.append(listed(viewer, order=order, after=after))
        back = [there[-1]]
        while before := back[-1][0].context["list_page"].page.before:
            back.append(listed(viewer, order=order, before=before))

        seen = [number for _answer, numbers in there for number in numbers]
        assert len(seen) == len(set(seen)) == 3 * PAGE_SIZE + PAGE_SIZE // 2
        assert [numbers for _answer, numbers in reversed(back)][1:] == [
            numbers for _answer, numbers in there
        ][1:]
        dates = [r.review_on or date.max for a, _n in there for r in a.context["rows"]]
        assert order != "review" or dates == sorted(dates)

    @pytest.mark.once
    def test_cost_the_same_for_few_and_for_many(self, viewer, django_assert_max_num_queries):
        rows.recommendations(26)  # of one page, the rows are the count
        with django_assert_max_num_queries(10) as few:
            listed(viewer)
        rows.recommendations(4974)

        with django_assert_max_num_queries(10) as lots:
            answer, _numbers = listed(viewer)

        assert len(lots) == len(few)
        assert "5,000 recommendations" in answer.text or "5000 recommendations" in answer.text

    def test_count_no_further_than_anybody_reads(self, viewer, monkeypatch):
        monkeypatch.setattr("tracker.views.pagination.MAX_COUNT", 3)
        monkeypatch.setattr("tracker.views.pagination.MAX_COUNT", 3)
        rows.recommendations(5)

        answer, _numbers = listed(viewer)

        assert "More than 3 recommendations" in answer.text


class TestHeads:
    def test_lead_to_the_order_of_their_column_and_back(self, viewer):
        RecommendationFactory()
        link = '<a href="?theme=protection&amp;order={}">Status</a>'

        plain = listed(viewer, theme="protection", after="XK/TIP/7975/000")[0].text
        rising = listed(viewer, theme="protection", order="status")[0].text

        assert f'<th scope="col">{link.format("status")}</th>' in plain
        assert f'<th scope="col" aria-sort="ascending">{link.format("-status")}</th>' in rising
        assert plain.count("aria-sort") == rising.count("aria-sort") == 1
        assert '<input type="hidden" name="order" value="status">' in rising

    def test_sort_by_rank_and_by_lead(self, viewer):
        for number, (status, lead) in enumerate(
            [(Status.FULL, "MLSW"), (Status.NO_ACTION, "THBD"), (Status.PARTIAL, "OSP")], 1
        ):
            RecommendationFactory(number=str(number), lead=lead, assessed=status)

        assert listed(viewer, order="status")[1] == ["2", "3", "1"]
        assert listed(viewer, order="-status")[1] == ["1", "3", "2"]
        assert listed(viewer, order="-lead")[1] == ["2", "3", "1"]

    def test_are_plain_where_sorting_would_read_too_many(self, viewer, monkeypatch):
        RecommendationFactory(assessed=Status.FULL)
        monkeypatch.setattr(pagination, "FEW", 0)

        today, past = listed(viewer)[0], listed(viewer, on="2026-01-01")[0]

        assert '<th scope="col">Lead</th>' in today.text and "order=status" in today.text
        assert '<th scope="col">Status</th>' in past.text
        assert "can&#x27;t be sorted by “lead”" in listed(viewer, order="lead")[0].text


class TestFilter:
    def test_finds_a_body_in_the_role_asked_for(self, viewer):
        lead = RecommendationFactory(number="1", lead="THBD")
        helped = RecommendationFactory(number="2")
        ResponsibilityFactory(
            recommendation=helped, body=lead.responsibilities.get().body, role=Role.SUPPORTING
        )

        assert listed(viewer, body="THBD")[1] == ["1", "2"]
        assert listed(viewer, body="THBD", role="supporting")[1] == ["2"]

    def test_finds_a_topic_a_country_and_open_questions(self):
        focal_point, analyst = signed_in(contributor=True), signed_in(analyst=True)
        albania = ReportFactory(country="AL", country_name="Albania")
        topic, body = TopicFactory(code="shelters", name="Shelters"), BodyFactory()
        about = RecommendationFactory(number="1", topics=[topic], assignee=analyst.user)
        abroad = RecommendationFactory(number="2", report=albania)
        for row in (about, abroad):
            ResponsibilityFactory(recommendation=row, body=body)
        QuestionFactory(recommendation=about, body=BodyFactory(), asked_on="2024-10-01")
        QuestionFactory(recommendation=abroad, body=body, asked_on="2024-10-01")
        QuestionFactory(recommendation=about, body=body, asked_on=None)
        with acting_as("ana", source="site"), because("Speaks for it"):
            focal_point.user.speaks_for.add(body)

        assert listed(analyst, topic="shelters")[1] == listed(analyst, country="XK")[1] == ["1"]
        assert listed(analyst, country="al")[1] == ["2"]
        assert listed(analyst, asked_of="me")[1] == ["1"]
        assert listed(focal_point, asked_of="me")[1] == ["2"]
        assert "No report is on “ZZ”" in listed(analyst, country="ZZ")[0].text

    def test_is_offered_above_the_list(self, viewer):
        ReportFactory(country="AL", country_name="Albania")
        TopicFactory(code="hotline"), TopicFactory(code="a&b", name="<b>")
        RecommendationFactory()

        page = listed(viewer, theme="protection", order="status", after="0~XK/TIP/7975/000")[0]
        without = listed(viewer, topic="hotline")[0].text

        link = '<a href="?{}&amp;theme=protection&amp;order=status">{}</a>'
        assert link.format("country=AL", "Albania") in page.text
        assert link.format("topic=a%26b", "&lt;b&gt;") in page.text
        assert "?asked_of=me&amp;theme=protection" in page.text
        assert "topic=a" not in without and "country=AL&amp;topic=hotline" in without

    def test_knows_one_report_from_another(self, viewer):
        RecommendationFactory(number="1")
        RecommendationFactory(number="2", report=ReportFactory(year=2023))

        assert listed(viewer, report="tip-2023-kosovo")[1] == ["2"]
