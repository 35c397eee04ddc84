"""The reports held, and the page of one."""

from types import SimpleNamespace

import pytest
from hypothesis import given, strategies as st

from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    EvidenceFactory,
    FindingFactory,
    PassageFactory,
    RecommendationFactory,
    ReportFactory,
)
from tests.views import rows
from tracker.actions.history import summary_rows
from tracker.views import pagination
from tracker.views.recommendations.pages import Mark, segments
from tracker.vocabulary import Section, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = "/reports/tip-2024-kosovo/"


class TestReportList:
    def test_shows_the_newest_edition_first(self, viewer):
        ReportFactory(year=2023)
        ReportFactory(year=2024)

        page = viewer.get("/reports/").text

        assert page.index("TIP 2024 Kosovo") < page.index("TIP 2023 Kosovo")

    def test_goes_on_after_a_page_by_year_and_name(self, viewer, monkeypatch):
        monkeypatch.setattr(pagination, "PAGE_SIZE", 2)
        for year, country in ((2023, "XK"), (2024, "RS"), (2024, "AL"), (2024, "XK"), (2022, "XK")):
            ReportFactory(year=year, country=country, country_name=country)

        first = viewer.get("/reports/").text
        second = viewer.get("/reports/?after=2024~tip-2024-rs").text
        back = viewer.get("/reports/?before=2024~tip-2024-xk").text

        assert 'href="?after=2024~tip-2024-rs"' in first.replace("%7E", "~")
        assert first.index("TIP 2024 AL") < first.index("TIP 2024 RS")
        assert "5 reports" in first and "TIP 2024 XK" not in first
        assert second.index("TIP 2024 XK") < second.index("TIP 2023 XK")
        assert "TIP 2024 AL" in back and "TIP 2024 RS" in back and "TIP 2024 XK" not in back
        assert viewer.get("/reports/?after=soon~tip").status_code == 400

    def test_says_where_its_recommendations_stand(self, viewer):
        RecommendationFactory(assessed=Status.PARTIAL)
        RecommendationFactory()
        list(summary_rows.rebuild())

        assert "Partially implemented 1, Not assessed 1<" in viewer.get("/reports/").text


class TestReport:
    def test_gives_its_text_section_by_section(self, viewer):
        PassageFactory(section=Section.SUMMARY, text="In short.")
        PassageFactory(section=Section.PROTECTION, text="At length.")

        page = viewer.get(HERE).text

        assert page.index("In short.") < page.index(">Protection</h3>") < page.index("At length.")

    def test_marks_what_is_cited_and_leads_to_its_recommendation(self, viewer):
        span = EvidenceFactory(passage_span=True, start=4, end=14)
        one = CitationFactory(evidence=span).recommendation

        page = viewer.get(HERE).text

        assert (
            f'The <mark id="p1-4">government</mark><span class="lead-tag"><a href="{one.get_absolute_url()}"'
            in page
        )

    def test_marks_the_words_of_a_recommendation_itself(self, viewer):
        passage = PassageFactory(
            section=Section.RECOMMENDATIONS, text="Train judges. * Fund shelters."
        )
        RecommendationFactory(passage=passage, start=16, end=30)

        assert (
            '* <mark id="p1-16" class="recommendation-text">Fund shelters.</mark>'
            in viewer.get(HERE).text
        )

    def test_leaves_words_unmarked_that_the_reader_may_not_know_to_be_cited(self, viewer):
        waiting = AssessmentFactory(submitted=True)
        CitationFactory(
            evidence=EvidenceFactory(
                passage_span=True, passage__report=waiting.recommendation.report
            ),
            recommendation=waiting.recommendation,
            assessment=waiting,
        )

        assert "<mark" not in viewer.get(HERE).text

    def test_lists_what_no_recommendation_covers(self, viewer):
        FindingFactory(
            title="No monitoring of agencies", touches=[RecommendationFactory(number="3")]
        )

        page = viewer.get(HERE).text

        assert "No monitoring of agencies" in page
        assert ">Recommendation 3</a>" in page

    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        _fill()
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get(HERE)
        for _more in range(4):
            _fill()
        rows.recommendations(500)

        with django_assert_num_queries(len(few)):
            viewer.get(HERE)


def _fill():
    one = RecommendationFactory(lead="THBD")
    passage = PassageFactory()
    span = EvidenceFactory(passage_span=True, passage=passage)
    CitationFactory(evidence=span, recommendation=one)
    FindingFactory(touches=[one])


TEXT = "The government kept a hotline. Shelters took in six victims."
R1, R2 = (SimpleNamespace(pk=n, position=n, number=str(n)) for n in (1, 2))
places = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)


def cut(*marks):
    return list(segments(SimpleNamespace(text=TEXT, number=8), marks))


class TestSegments:
    def test_of_spans_that_overlap_are_cut_at_every_boundary(self):
        first, second = Mark(4, 14, False, (R1,)), Mark(9, 19, False, (R2,))

        found = cut(first, second)

        assert [(s.text, s.is_marked, s.anchor, s.ends) for s in found] == [
            ("The ", False, "", ()),
            ("gover", True, "p8-4", ()),
            ("nment", True, "p8-9", (R1,)),
            (" kept", True, "", (R2,)),
            (" a hotline. Shelters took in six victims.", False, "", ()),
        ]

    def test_of_one_span_cited_twice_lead_to_both(self):
        found = cut(Mark(4, 14, False, (R2, R1)))

        assert found[1].ends == (R1, R2)

    @given(st.lists(places, max_size=6))
    def test_hold_every_word_once_and_every_anchor_once(self, spans):
        marks = [Mark(start, end, False, (R1,)) for start, end in spans]

        found = cut(*marks)

        assert "".join(s.text for s in found) == TEXT
        anchors = [s.anchor for s in found if s.anchor]
        assert sorted(anchors) == sorted({f"p8-{a}" for a, b in spans if a < b})
        covered = {i for a, b in spans for i in range(a, b)}
        at = 0
        for segment in found:
            assert segment.is_marked == (at in covered)
            at += len(segment.text)
