"""The writer of HTML alone, of documents laid out by hand."""

from dataclasses import replace

from tests.reporting.all_blocks import BLOCKS, COVER, a_document
from tests.reporting.html_outline import Outline, words_of
from tracker.reporting.blocks import (
    Beside,
    Bit,
    Chart,
    Column,
    Contents,
    Heading,
    Para,
    Quoted,
    Row,
    Style,
    Table,
    plain,
)
from tracker.reporting.html import body


class TestBody:
    """The writer alone, of a document that holds every block once."""

    def test_writes_every_block(self):
        text = body(a_document())
        words = words_of(f"</style>{text}")

        assert text.startswith('<article class="told stack wide-gap" lang="en"><header')
        for said in (
            '<h1 lang="en">2030 Clean Water Report: Atlantis</h1><p class="told-on">State on 30 November',
            '<span class="tag">draft</span>',
            '<dl class="told-box told-facts"><div><dt>Method</dt>',
            '<div class="told-warning"><p>Statuses marked',
            '<nav class="told-contents" aria-label="Contents">',
            '<section class="stack breaks" aria-labelledby="recommendations">',
            '<section class="told-section stack" id="rec-1">'
            '<h3 id="rec-1-title"><a class="told-number" href="#rec-1">1</a> Repair the wells</h3>',
            '<blockquote class="verbatim" lang="en"><p>Repair the wells of every village.</p>'
            "<footer>WATER 2030 Atlantis, ¶ 4</footer></blockquote>",
            '<p class="small soft">unofficial translation</p>',
            '<div class="told-box"><p class="standing"><span class="status"><svg',
            '<span class="trend"><span aria-hidden="true">↗</span> improving</span>',
            "<h4>What was done</h4>",
            'repaired. <sup class="ref"><a href="#source-1">[1]</a></sup>',
            '<span class="bearing progress">Shows progress</span>',
            '<hr class="told-rule">',
            '<li id="source-1"><span class="told-number">[1]</span>',
            '<a href="/a/#p8">WATER 2030 Atlantis, ¶ 8</a>',
        ):
            assert said in text, said
        assert "Made for the ministry." in words
        assert Outline(text).faults == Outline(text).open == []

    def test_tells_a_drawing_by_the_table_below_it_or_else_in_words(self):
        chart, table = (block for block in BLOCKS if isinstance(block, Chart | Table))

        with_table = body(a_document(blocks=(chart, table)))
        alone = body(a_document(blocks=(chart,)))

        assert f'{chart.svg}<table class="told-table narrow"><caption class="hidden">' in with_table
        assert f"{chart.svg}<figcaption" in alone
        assert ">Partially implemented 1</figcaption>" in alone

    def test_names_a_column_by_a_circle_and_its_label_for_who_listens(self):
        column = Column("Partially implemented", 1, True, "partial")
        table = Table("All", (Column("Body"), column), (Row(((plain("MoW"),), (plain("1"),))),))

        text = body(a_document(blocks=(table,)))

        assert '<th scope="col" class="end" title="Partially implemented"><svg' in text
        assert '<span class="hidden">Partially implemented</span></th>' in text

    def test_sets_parts_beside_each_other_each_in_a_section_of_its_own(self):
        parts = tuple((Heading(2, name, name), Para(plain(f"Of {name}."))) for name in ("a", "b"))

        text = body(a_document(blocks=(Heading(1, "All", "all"), Beside(parts), Heading(2, "c"))))

        assert Outline(text).faults == Outline(text).open == []
        assert text.count('<div class="told-beside"><div class="stack"><section') == 1
        assert "<p>Of a.</p></section></div><div" in text
        assert "<p>Of b.</p></section></div></div><section" in text

    def test_parts_what_was_written_in_paragraphs(self):
        text = body(a_document(blocks=(Para((Bit("One.\n\nTwo,\nand <3.\n\n\n"),)),)))

        assert "<p>One.</p><p>Two,<br>and &lt;3." in text

    def test_lets_words_turn_nothing_that_stands_after_them(self):
        turned, ref = "wells \u202e& taps", Bit("1", Style.REF)
        said = Quoted("Title", "", sentence="", number=1, title="نص")

        text = body(a_document(blocks=(Para((Bit(turned), ref)), Para((Bit("žao"), ref)), said)))

        told = '<sup class="ref"><a href="#source-1">[1]</a></sup>'
        assert f"<p><bdi>wells \u202e&amp; taps</bdi>{told}</p>" in text
        assert f"<p>žao{told}</p>" in text
        assert f"<b><bdi>نص</bdi></b>{told}" in text

    def test_shows_a_logo_as_an_image_in_which_nothing_runs(self):
        cover = replace(COVER, logo="<svg onload='alert(1)'/>", name="A & B")

        text = body(a_document(cover=cover))

        assert '<img src="data:image/svg+xml;base64,' in text
        assert "onload" not in text
        assert "<span>A &amp; B</span>" in text

    def test_lists_only_the_parts_of_a_long_report(self):
        many = [Heading(2, f"Well {n}", f"rec-{n}", str(n)) for n in range(100)]
        parts = (Contents("Contents"), Heading(1, "Wells", "wells"), *many)

        text = body(a_document(blocks=parts))

        assert text.count("<li") == 1
        assert text.count("<section") == text.count("</section>") == 101
