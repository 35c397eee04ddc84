"""Rendering of single blocks as HTML."""

import re
from base64 import b64decode
from xml.etree import ElementTree

from msgspec.structs import replace

from tests.reporting.all_blocks import BLOCKS, COVER, a_document
from tests.reporting.html_outline import Outline, words_of
from tracker.reporting.blocks import (
    Bullets,
    Chart,
    Column,
    Contents,
    Heading,
    Paragraph,
    Row,
    SideBySide,
    Span,
    Style,
    Table,
    text_line,
)
from tracker.reporting.html import render_article


class TestRenderArticle:
    """The writer alone, of a document that holds every block once."""

    def test_renders_every_block(self):
        text = render_article(a_document())
        words = words_of(f"</style>{text}")

        assert text.startswith('<article class="report stack wide-gap" lang="en"><header')
        for markup in (
            '<h1>2030 Clean Water Report: Atlantis</h1><p class="report-date">As of 30 November',
            '<span class="tag">draft</span>',
            '<dl class="report-box report-facts"><div><dt>Method</dt>',
            '<div class="report-warning"><p>Statuses marked',
            '<nav class="report-contents" aria-label="Contents">',
            '<section class="stack breaks" aria-labelledby="recommendations">',
            '<section class="report-section stack" id="rec-1">'
            '<h3 id="rec-1-title"><a class="report-number" href="#rec-1">1</a> Repair the wells</h3>',
            '<blockquote class="verbatim" lang="en"><p>Repair the wells of every village.</p>'
            "<footer>WATER 2030 Atlantis, ¶ 4</footer></blockquote>",
            '<p class="small soft">unofficial translation</p>',
            '<div class="report-box"><p class="standing"><span class="status"><svg',
            '<span class="trend"><span aria-hidden="true">↗</span> improving</span>',
            "<h4>What was done</h4>",
            'repaired. <sup class="ref"><a href="#source-1">[1]</a></sup>',
            "<li><b>Shows progress: </b><q ",
            "<mark>repaired nine of the twelve wells</mark></q>",
            '<hr class="report-rule">',
            '<li id="source-1"><span class="report-number">[1]</span>',
            '<a href="/a/#p8">WATER 2030 Atlantis, ¶ 8</a>',
        ):
            assert markup in text, markup
        assert "Made for the ministry." in words
        assert Outline(text).faults == Outline(text).open == []

    def test_describes_a_chart_by_table_or_text(self):
        chart, table = (block for block in BLOCKS if isinstance(block, Chart | Table))

        with_table = render_article(a_document(blocks=(chart, table)))
        alone = render_article(a_document(blocks=(chart,)))

        assert '</a></p><table class="report-table"><caption class="hidden">' in with_table
        assert f"{chart.svg}<p" in alone and "</a></p><figcaption" in alone
        assert ">Partially implemented 1</figcaption>" in alone

    def test_gives_a_chart_away_as_a_file_with_its_words(self):
        (chart,) = (block for block in BLOCKS if isinstance(block, Chart))

        markup = render_article(a_document(blocks=(chart,)), is_alone=True)

        (drawing,) = re.findall(
            r'<a href="data:image/svg\+xml;base64,([^"]*)" download="recommendations-by-status.svg"'
            ' aria-label="Chart as SVG: Recommendations by status">Chart as SVG</a>', markup,
        )  # fmt: skip
        svg = ElementTree.fromstring(b64decode(drawing))
        assert [child.text for child in svg[:2]] == [
            "Recommendations by status",
            "Partially implemented 1",
        ]
        assert "currentColor" not in ElementTree.tostring(svg, encoding="unicode")

    def test_labels_a_column_with_a_circle(self):
        column = Column("Partially implemented", 1, True, "partial")
        table = Table(
            "All", (Column("Body"), column), (Row(((text_line("MoW"),), (text_line("1"),))),)
        )

        text = render_article(a_document(blocks=(table,)))

        assert '<th scope="col" class="end" title="Partially implemented"><svg' in text
        assert '<span class="hidden">Partially implemented</span></th>' in text

    def test_sets_parts_side_by_side_in_sections(self):
        parts = tuple(
            (Heading(2, name, name), Paragraph(text_line(f"Of {name}."))) for name in ("a", "b")
        )

        text = render_article(
            a_document(blocks=(Heading(1, "All", "all"), SideBySide(parts), Heading(2, "c")))
        )

        assert Outline(text).faults == Outline(text).open == []
        assert text.count('<div class="report-columns"><div class="stack"><section') == 1
        assert "<p>Of a.</p></section></div><div" in text
        assert "<p>Of b.</p></section></div></div><section" in text

    def test_splits_paragraphs(self):
        text = render_article(
            a_document(blocks=(Paragraph((Span("One.\n\nTwo,\nand <3.\n\n\n"),)),))
        )

        assert "<p>One.</p><p>Two,<br>and &lt;3." in text

    def test_isolates_right_to_left_text(self):
        turned, ref = "wells \u202e& taps", Span("1", Style.REF)
        listed = Bullets((((Span("نص", Style.STRONG), ref),),))

        text = render_article(
            a_document(
                blocks=(Paragraph((Span(turned), ref)), Paragraph((Span("žao"), ref)), listed)
            )
        )

        reference = '<sup class="ref"><a href="#source-1">[1]</a></sup>'
        assert f"<p><bdi>wells \u202e&amp; taps</bdi>{reference}</p>" in text
        assert f"<p>žao{reference}</p>" in text
        assert f"<b><bdi>نص</bdi></b>{reference}" in text

    def test_shows_a_logo_as_an_image_without_scripts(self):
        cover = replace(COVER, logo="<svg onload='alert(1)'/>", name="A & B")

        text = render_article(a_document(cover=cover))

        assert '<img src="data:image/svg+xml;base64,' in text
        assert "onload" not in text
        assert "<span>A &amp; B</span>" in text

    def test_lists_only_top_headings_of_a_long_report(self):
        many = [Heading(2, f"Well {n}", f"rec-{n}", str(n)) for n in range(100)]
        parts = (Contents("Contents"), Heading(1, "Wells", "wells"), *many)

        text = render_article(a_document(blocks=parts))

        assert text.count("<li") == 1
        assert text.count("<section") == text.count("</section>") == 101
