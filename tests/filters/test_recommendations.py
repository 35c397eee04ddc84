"""The one set of filters for recommendations."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from tests.factories import (
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    TranslationFactory,
    UserFactory,
)
from tracker.filters.recommendations import RecommendationFilter
from tracker.models import Recommendation
from tracker.vocabulary import Lifecycle, Status, Theme

pytestmark = pytest.mark.django_db
TODAY = date(2025, 2, 1)


def filter_set(address):
    rows = Recommendation.objects.for_list()
    return RecommendationFilter(
        QueryDict(address), queryset=rows, user=UserFactory(viewer=True), today=TODAY
    )


def numbers(address):
    return [row.number for row in filter_set(address).rows]


class TestRecommendationFilter:
    def test_finds_any_of_several_statuses(self):
        for status in (Status.PARTIAL, Status.FULL, None):
            RecommendationFactory(assessed=status)

        assert numbers("status=partial&status=full") == ["1", "2"]
        assert numbers("status=not_assessed") == ["3"]

    def test_finds_a_theme(self):
        RecommendationFactory(theme=Theme.PREVENTION)
        RecommendationFactory()

        assert numbers("theme=prevention") == ["1"]

    def test_forgets_a_responsibility_that_was_withdrawn(self):
        one = ResponsibilityFactory(
            withdrawn_at=datetime(2024, 11, 1, tzinfo=UTC), withdrawal_reason="wrong"
        )

        assert numbers(f"body={one.body.code}") == []

    def test_finds_a_role_in_whichever_body(self):
        ResponsibilityFactory(role="oversight")
        RecommendationFactory(lead="THBD")

        assert numbers("role=oversight") == ["1"]

    def test_finds_reviews_due_up_to_a_day_and_those_past(self):
        RecommendationFactory(review_on=date(2025, 1, 31))
        RecommendationFactory(review_on=date(2025, 2, 1))
        RecommendationFactory(review_on=date(2025, 2, 2))
        RecommendationFactory(assessed=Status.FULL, review_on=date(2025, 1, 1))

        assert numbers("review_by=2025-02-01") == ["1", "2", "4"]
        assert numbers("overdue=yes") == ["1"]

    @pytest.mark.usefixtures("indexed")
    def test_finds_words_of_the_text_the_title_and_its_translation(self):
        one = RecommendationFactory(text="Fund the hotline", short_title="Money")
        TranslationFactory(recommendation=one, short_title="Linja telefonike")
        RecommendationFactory()

        for words in ("hotline", "money+fund", "telefonike"):
            assert numbers(f"search={words}") == ["1"]

    def test_shows_all_of_a_report_but_only_current_rows_of_others(self):
        RecommendationFactory(lifecycle=Lifecycle.CONTINUED, report=ReportFactory(year=2023))
        RecommendationFactory(lifecycle=Lifecycle.NOT_REPEATED, report=ReportFactory(year=2023))
        RecommendationFactory(number="7")

        assert numbers("") == ["7", "2"]
        assert numbers("report=tip-2023-kosovo") == ["1", "2"]

    def test_describes_its_conditions(self):
        RecommendationFactory(lead="THBD")

        conditions = filter_set(
            "body=THBD&status=partial&status=full&review_by=2025-03-31"
        ).conditions()

        assert [(c.name, c.value, c.display_value) for c in conditions] == [
            ("status", "partial,full", "Partially implemented, Fully implemented"),
            ("body", "THBD", "THBD · Institution THBD"),
            ("review_by", "2025-03-31", "31 March 2025"),
        ]

    def test_shows_no_rows_for_what_it_cannot_read(self):
        RecommendationFactory()

        broken = filter_set("body=NOBODY&colour=red")

        assert list(broken.rows) == []
        assert broken.problems == [
            "Responsible body: Unknown value “NOBODY”. Choose one from the list or check the code.",
            "Unknown filter “colour”. Remove it from the address.",
        ]
