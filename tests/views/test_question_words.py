"""The words of a report that a question cites, on its page."""

from datetime import date

import pytest

from tests.factories import PassageFactory, QueryFactory, QuerySpanFactory, RecommendationFactory
from tests.views.conftest import signed_in

pytestmark = pytest.mark.django_db


class TestWordsOfAQuestion:
    def test_are_quoted_in_their_sentence(self, viewer):
        span = QuerySpanFactory()

        told = viewer.get(span.query.get_absolute_url()).text

        assert "<mark>six victims</mark>, fewer than last year." in told
        assert f"#p{span.passage.number}" in told

    def test_stand_once_in_a_sentence_that_holds_several(self, viewer):
        query = QueryFactory()
        text = "Police found nine victims. Six were women and four were men."
        passage = PassageFactory(report=query.report, text=text)
        for words in ("Six were women", "four were men"):
            QuerySpanFactory(query=query, passage=passage, quote=words)

        told = viewer.get(query.get_absolute_url()).text

        assert "<mark>Six were women</mark> and <mark>four were men</mark>." in told
        assert told.count("four were men") == 1

    def test_are_quoted_to_the_body_asked(self):
        recommendation = RecommendationFactory(lead="OSP")
        body = recommendation.responsibilities.get().body
        query = QueryFactory(
            recommendation=recommendation,
            body=body,
            asked_on=date(2025, 1, 1),
        )
        QuerySpanFactory(query=query)
        focal = signed_in(contributor=True, speaks_for=[body])

        assert "six victims</mark>" in focal.get(query.get_absolute_url()).text

    def test_cost_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        query = QuerySpanFactory().query
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get(query.get_absolute_url())
        for _more in range(9):
            QuerySpanFactory(query=query)

        with django_assert_num_queries(len(few)):
            viewer.get(query.get_absolute_url())
