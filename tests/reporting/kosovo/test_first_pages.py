"""What a reader learns from the first page, and how many pages there are."""

import re

import pytest

from tests.reporting.pdf_files import pages

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def first_page(make_file):
    """The words of the first page of a PDF, with single spaces."""
    return lambda *asked: re.sub(r"\s+", " ", pages(make_file("pdf", *asked))[0])


class TestFirstPage:
    """Five people with a question each, and a minute."""

    def test_tells_a_minister_what_is_worst(self, first_page):
        assert "Furthest behind No action: 5 Resources for the Centers for Social Welfare" in (
            first_page("brief")
        )

    def test_tells_a_desk_officer_what_moved(self, first_page):
        assert (
            "Forward: 3, 6 · Back: 4 · First assessed: 7 · Corrected: 2 (we said “Largely "
            "implemented” until 18 November 2026)"
        ) in first_page("brief")

    def test_tells_a_committee_who_is_late(self, first_page):
        page = first_page("brief")

        assert "Overdue MFLT (no. 6) since 28 February 2025; NAATIP (no. 7) since 30 June" in page
        assert "59 days late due since 28 February 2025 (636 days), moved three times" in page

    def test_tells_a_ministry_what_it_must_do(self, first_page):
        page = first_page("body", "en", "body")

        assert "What is asked of you" in page
        assert (
            "38 posts filled, and a budget that pays for them. MLSW, now MFLT · due 31 December 2026"
        ) in page

    def test_tells_an_editor_how_sure_this_is(self, first_page):
        assert (
            "Corroborated: 9 · independent: 1, 7 · documented: 3, 6 · self-reported: 2, 4, 8 · no "
            "evidence of implementation: 5 · older than a year: 8 · a body says more: 1, 4, 6"
        ) in first_page("brief")


class TestPages:
    def test_of_a_brief_are_two(self, make_file):
        assert len(pages(make_file("pdf", "brief"))) == 2

    def test_of_nine_recommendations_are_fourteen_and_an_annex_of_eight(self, make_file):
        made = [re.sub(r"\s+", " ", page) for page in pages(make_file("pdf", "full"))]
        annex = next(place for place, page in enumerate(made) if re.match(r".{,80}\bAnnex\b", page))

        assert annex <= 14
        assert len(made) - annex <= 8
