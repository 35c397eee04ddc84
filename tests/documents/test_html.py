"""HTML: what is seen, at any depth."""

import time

import pytest
from hypothesis import given, strategies as st

from tracker.documents import html

PAGE = """<!DOCTYPE html><html><head><title>Unseen</title><style>p {}</style></head><body>
<nav><ul><li>Home</li></ul></nav><!-- <p>never</p> -->
<main><h1>2021 Report: Karesh</h1><p>The government&nbsp;identified
 <b>17</b> victims &amp; more.<br>Next line.</p><script>if (a < b && c > d) { "<p>no</p>" }</script>
<ul><li>Train police.</li><li>Fund shelters.</li></ul></main><footer>Privacy</footer></body></html>"""


class TestSeen:
    def test_gives_blocks_as_paragraphs_and_drops_the_page_around(self):
        assert html.extract_visible_text(PAGE).split("\n\n") == [
            "2021 Report: Karesh",
            "The government\u00a0identified 17 victims & more.\nNext line.",
            "Train police.",
            "Fund shelters.",
        ]

    def test_reads_the_whole_page_when_its_main_part_holds_little(self):
        assert (
            html.extract_visible_text("<p>Long text here</p><article>x</article>")
            == "Long text here\n\nx"
        )

    @pytest.mark.parametrize(
        "page",
        [
            "<div>" * 200_000 + "deep",
            "<p " * 200_000 + "deep",
            "<!--" * 200_000 + "deep",
            "<" * 500_000 + "deep",
            "<b><i><font>" * 60_000 + "</p><p>deep",
        ],
        ids=["divs", "open tags", "open comments", "brackets", "formatting"],
    )
    def test_takes_no_long_time_over_nonsense(self, page):
        start = time.process_time()

        assert "deep" in html.extract_visible_text(page)
        assert time.process_time() - start < 2

    @given(st.text(alphabet="<>/!-pbr divscript&;=\"' x", max_size=120))
    def test_never_crashes(self, page):
        assert isinstance(html.extract_visible_text(page), str)


class TestRead:
    def test_obeys_the_encoding_that_the_page_names(self):
        page = '<html><head><meta charset="windows-1250"></head><p>reći će đaci</p></html>'

        assert html.read(page.encode("cp1250")).text == "reći će đaci"

    def test_takes_a_name_that_is_none_for_a_guess(self):
        page = '<html><head><meta charset="nonsense"></head><p>Kosovës</p></html>'

        assert html.read(page.encode("cp1252")).text == "Kosovës"
