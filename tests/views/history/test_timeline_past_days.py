"""Pages as they stood on a past day: as we know today, and as we said then."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from tests.factories import (
    BodyFactory,
    CitationFactory,
    LineageLinkFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
)
from tests.views import rows as views_rows
from tests.views.history.corrected import BELIEVED, DAY, KNOWN, corrected
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Recommendation
from tracker.vocabulary import Lifecycle, Status

pytestmark = pytest.mark.django_db
LIST = "/recommendations/"
REPORT = "/reports/tip-2024-kosovo/"
ONE = f"{REPORT}recommendations/1/"
BODY = "/bodies/THBD/"
PROGRESS = f"{REPORT}progress/"
PAGES = ["/", LIST, REPORT, PROGRESS, ONE, BODY]
DEEDS = (
    "/log/",
    "/assign/",
    "/approve/",
    "/withdraw/",
    "/question-sheet/",
    "/questions/new/",
    "/closings/new/",
)
BAD = (
    ({"on": "soon"}, "“soon” is not a date. Write it like"),
    ({"on": "2024-02-30"}, "“2024-02-30” is not a date."),
    ({"on": "2999-01-01"}, "1 January 2999 is in the future"),
    ({"on": "2024-12-31", "basis": "rumour"}, "There is no view “rumour” of a past day."),
    ({"basis": "\0"}, "of a past day."),
)
CARRIED = f"?on={DAY}&amp;basis=believed"


def listed(client, **params):
    answer = client.get(f"{LIST}?{urlencode(params, doseq=True)}")
    return answer, [(row.number, row.status) for row in answer.context["rows"]]


class TestEveryPage:
    def test_says_which_day_and_by_whose_knowledge_and_carries_both_on(self, viewer):
        corrected(lead="THBD")

        for path in PAGES:
            believed, known = viewer.get(path, BELIEVED).text, viewer.get(path, KNOWN).text

            if path == PROGRESS:  # the report itself says it, in every format
                assert "31 December 2024, based on what was recorded then" in believed
                assert "31 December 2024, based on what we know now" in known
            else:
                assert "As of 31 December 2024, based on what was recorded then" in believed
                assert "As of 31 December 2024, based on what we know now" in known
            if path in (ONE, PROGRESS):
                assert "A house was bought." in believed and "never bought" not in believed
                assert "The house was never bought." in known
            assert f'href="{LIST}{CARRIED}"' in believed

    def test_is_of_today_until_a_day_is_chosen(self, viewer):
        corrected(lead="THBD")

        for path in PAGES:
            page = viewer.get(path, {"basis": "known_now"}).text

            picked = "</option>" if path == PROGRESS else "</label>"
            assert 'name="on"' in page and f"hat we know now{picked}" in page
            assert 'class="past ' not in page and f"{LIST}?on=" not in page

    def test_refuses_in_a_sentence_a_day_that_cannot_be_shown(self, viewer):
        corrected(lead="THBD")

        for path, (params, words) in product(PAGES, BAD):
            answer = viewer.get(path, params)

            assert answer.status_code == 400, path
            assert words in answer.text, path
            assert "Shelter for victims" not in answer.text, path  # no row is shown

    def test_offers_no_writing_as_of_a_past_day(self, reviewer):
        row = corrected(lead="THBD")
        QuestionFactory(
            recommendation=row, body=BodyFactory(code="THBD"), asked_on=date(2024, 5, 1)
        )

        for path in PAGES:
            page = reviewer.get(path, BELIEVED).text

            assert [deed for deed in DEEDS if deed in page] == []
            # The language, the theme and signing out; of a past day a report may be drafted for publishing.
            assert page.count('method="post"') == 3 + (path == PROGRESS)
        assert reviewer.get("/recommendations/change/", BELIEVED).status_code == 400


class TestList:
    def test_shows_and_filters_by_the_status_of_that_day(self, viewer):
        corrected()

        for params, status in ((KNOWN, Status.NO_ACTION), (BELIEVED, Status.PARTIAL)):
            answer, rows = listed(viewer, **params)

            assert rows == [("1", status)]
            assert "1 October 2024" in answer.text and "Review due</th>" not in answer.text
            assert listed(viewer, **params, status=status.value)[1] == rows
            assert listed(viewer, **params, status=[s for s in Status if s != status])[1] == []
            assert listed(viewer, **params, order="assessed")[1] == rows
        assert listed(viewer)[1] == [("1", Status.FULL)]

    def test_shows_a_judgment_that_came_later_only_as_we_know_today(self, viewer):
        corrected()
        day = "2025-03-02"  # full as of the day before, approved the day after

        assert listed(viewer, on=day)[1] == [("1", Status.FULL)]
        assert listed(viewer, on=day, basis="believed")[1] == [("1", Status.NO_ACTION)]
        assert listed(viewer, on="2024-09-30")[1] == [("1", Status.NOT_ASSESSED)]

    def test_holds_what_was_asked_for_on_that_day(self, viewer):
        newer = ReportFactory(published_on=date(2024, 6, 24))
        older = ReportFactory(year=2023, published_on=date(2023, 6, 15))
        before = RecommendationFactory(report=older, number="7", lifecycle=Lifecycle.CONTINUED)
        LineageLinkFactory(
            recommendation=RecommendationFactory(report=newer, number="1"), earlier=before
        )

        def numbers(**params):
            return [number for number, _status in listed(viewer, **params)[1]]

        assert numbers() == numbers(on="2024-06-24") == ["1"]
        assert numbers(on="2024-06-23") == ["7"]
        assert numbers(on="2024-06-23", report=newer.slug) == ["1"]

    def test_keeps_the_day_in_its_form_its_chips_and_its_pages(self, viewer, monkeypatch):
        monkeypatch.setattr("tracker.views.pagination.PAGE_SIZE", 1)
        corrected(lead="THBD")
        corrected(lead="THBD")

        answer, _rows = listed(viewer, **BELIEVED, body="THBD", status="partial")

        assert f'<input type="hidden" name="on" value="{DAY}">' in answer.text
        assert answer.context["chips"][0]["without"] == f"{urlencode(BELIEVED)}&body=THBD"
        assert (
            f"on={DAY}&amp;basis=believed&amp;body=THBD&amp;status=partial&amp;after="
            in answer.text
        )
        assert 'href="?body=THBD&amp;status=partial">Today</a>' in answer.text
        assert f"{ONE}{CARRIED}&amp;in=" in answer.text

    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        corrected(lead="THBD")
        with django_assert_num_queries(20, exact=False) as few:
            listed(viewer, **BELIEVED)
        for _more in range(6):
            corrected(lead="THBD")

        with django_assert_num_queries(len(few)):
            _answer, rows = listed(viewer, **BELIEVED)

        assert len(rows) == 7


class TestRecommendation:
    def test_tells_the_judgment_of_that_day_what_it_cites_and_what_is_known_otherwise(self, viewer):
        corrected()

        believed, known = (viewer.get(ONE, params).text for params in (BELIEVED, KNOWN))

        assert "A house was bought." in believed and "Deed of sale" in believed
        assert "As we know now, the status was “No action”" in believed
        assert "The house was never bought." in known and "Deed of sale" not in known
        assert "On that day the recorded status was “Partially implemented”" in known
        assert f'href="?on={DAY}&amp;basis=believed">Based on what was recorded then</a>' in known
        assert f'href="{PROGRESS}{CARRIED}#rec-1">Progress report</a>' in believed
        for page in (believed, known):
            assert "The shelter is open." not in page and "Fully implemented" not in page

    def test_cites_what_the_progress_report_of_that_day_cites(self, viewer):
        row = corrected()
        wrong = row.assessments.get(status=Status.PARTIAL)
        since = datetime(2025, 2, 1, tzinfo=UTC)
        cited = {"recommendation": row, "assessment": wrong}
        CitationFactory(**cited, evidence__title="Old paper", withdrawn_at=since)
        CitationFactory(**cited, evidence__title="Later paper", added_at=since)
        CitationFactory(**cited, evidence__title="Forged deed", evidence__withdrawn_at=since)

        for path in (ONE, PROGRESS):
            page = viewer.get(path, BELIEVED).text

            assert "Old paper" in page and "Forged deed" in page
            assert "Later paper" not in page

    def test_says_that_the_report_came_out_later(self, viewer):
        report = ReportFactory(published_on=date(2025, 6, 24))
        RecommendationFactory(report=report)

        page = viewer.get(ONE, KNOWN).text

        assert "Not assessed" in page
        assert "The report was published later (24 June 2025)" in page


class TestBody:
    def test_tells_how_what_it_leads_stood(self, viewer, django_assert_num_queries):
        corrected(lead="THBD")
        with django_assert_num_queries(20, exact=False) as few:
            page = viewer.get(BODY, BELIEVED).text
        corrected(lead="THBD")

        with django_assert_num_queries(len(few)):
            viewer.get(BODY, BELIEVED)

        assert "Partially implemented" in page and "as of 1 October 2024" in page
        assert "Fully implemented" not in page
        assert f'{ONE}{CARRIED}"' in page
        assert f"{LIST}?body=THBD&amp;on={DAY}&amp;basis=believed" in page


class TestReport:
    def test_tells_how_its_recommendations_stood_and_leads_to_what_changed_since(self, viewer):
        CitationFactory(recommendation=corrected())

        page = viewer.get(REPORT, BELIEVED).text

        assert "Partially implemented" in page and "Fully implemented" not in page
        assert f'{REPORT}progress/{CARRIED}"' in page
        assert f'{REPORT}progress/?kind=changes&amp;since={DAY}"' in page


class TestHome:
    def test_counts_what_stood_where_and_leads_to_it(self, viewer):
        corrected()
        corrected()
        RecommendationFactory()

        answer = viewer.get("/", BELIEVED)

        assert answer.context["counts"] == [(Status.NOT_ASSESSED, 1), (Status.PARTIAL, 2)]
        assert f"{LIST}?status=partial&amp;on={DAY}&amp;basis=believed" in answer.text
        assert "Nothing had changed by then." in answer.text

    def test_shows_what_people_had_changed_by_then(self, viewer):
        corrected()
        today = timezone.localdate()
        with acting_as("ana", source="site", request="r1"), because("It is so"):
            Recommendation.objects.update(lifecycle=Lifecycle.NOT_REPEATED)

        assert "ana: Changed it" in viewer.get("/", {"on": today}).text
        assert "Nothing had changed by then." in viewer.get("/", {"on": today - timedelta(1)}).text

    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        views_rows.recommendations(2)
        with django_assert_num_queries(20, exact=False) as few:
            viewer.get("/", BELIEVED)
        views_rows.recommendations(200)

        with django_assert_num_queries(len(few)):
            answer = viewer.get("/", BELIEVED)

        assert answer.context["total"] == 202
