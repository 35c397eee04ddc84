"""How codes, days and quotations are shown."""

from datetime import UTC, date, datetime

import pytest
from django.template import Context, Template
from django.utils import translation

from tests.factories import CitationFactory, EvidenceFactory
from tracker.filters.parameters import Order, Sorting
from tracker.vocabulary import Status, Trend


def shown(text, **context):
    return Template("{% load tracker %}" + text).render(Context(context))


class TestStatusBadge:
    @pytest.mark.parametrize("status", Status)
    def test_draws_the_circle_and_says_the_label(self, status):
        badge = shown("{% status_badge code %}", code=status.value)

        assert badge.count("<svg") == 1
        assert str(status.label) in badge


class TestTrend:
    @pytest.mark.parametrize("trend", Trend)
    def test_is_an_arrow_with_its_word(self, trend):
        assert f"</span> {trend.label}" in shown("{% trend code %}", code=trend.value)

    def test_is_nothing_where_none_was_given(self):
        assert shown("{% trend code %}", code="") == ""
        assert shown("{% trend missing.code %}") == ""


class TestDay:
    def test_is_written_in_full(self):
        assert shown("{{ d|day }}", d=date(2024, 3, 31)) == "31 March 2024"

    def test_of_a_moment_is_the_day_where_we_are(self):
        assert shown("{{ d|day }}", d=datetime(2024, 3, 31, 22, 30, tzinfo=UTC)) == "1 April 2024"

    def test_is_a_dash_where_there_is_none(self):
        assert shown("{{ d|day }}", d=None) == "–"


class TestHtmlLang:
    @pytest.mark.parametrize(("code", "tag"), [("en", "en"), ("sq", "sq"), ("sr-latn", "sr-Latn")])
    def test_writes_the_script_as_it_is_written(self, code, tag):
        with translation.override(code):
            assert shown("{% html_lang %}") == tag


@pytest.mark.django_db
class TestIsNamed:
    @pytest.mark.parametrize(
        ("title", "named"),
        [("Order 12", "True"), ("The order is", "False"), ("The order is…", "False")],
    )
    def test_is_not_said_of_a_title_that_says_the_sentence_again(self, title, named):
        evidence = EvidenceFactory(title=title)
        citation = CitationFactory(evidence=evidence, sentence="The order is in force.")

        assert shown("{{ c|shows_title }}", c=citation) == named


class TestSortHead:
    ORDERS = Sorting({"code": Order(), "-code": Order(descending=True)}, "code", "theme=x")

    @pytest.mark.parametrize(
        ("sorting", "order", "head"),
        [
            (
                ORDERS,
                "code",
                '<th scope="col" aria-sort="ascending">'
                '<a href="?theme=x&amp;order=-code">Head</a></th>',
            ),
            (ORDERS, "", '<th scope="col">Head</th>'),
            (None, "code", '<th scope="col">Head</th>'),
            (None, "", '<th scope="col">Head</th>'),
        ],
    )
    def test_says_a_direction_of_the_column_that_sorts_the_list_alone(self, sorting, order, head):
        assert shown("{% sort_head s o 'Head' %}", s=sorting, o=order) == head


@pytest.mark.django_db
class TestCovers:
    @pytest.mark.parametrize(
        ("first", "last", "told"),
        [
            (date(2024, 1, 1), date(2024, 1, 31), "1 January 2024 – 31 January 2024"),
            (date(2024, 1, 1), date(2024, 1, 1), "1 January 2024"),
            (date(2024, 1, 1), None, "since 1 January 2024"),
            (None, date(2024, 1, 31), "until 31 January 2024"),
            (None, None, ""),
        ],
    )
    def test_is_told_open_at_either_end(self, first, last, told):
        piece = EvidenceFactory(covers_from=first, covers_to=last)

        assert shown("{{ piece|covers }}", piece=piece) == told
