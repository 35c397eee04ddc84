import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from tests.reporting.all_blocks import COVER, DECREE, a_document
from tests.reporting.samples import (
    QUOTE,
    a_full_progress,
    a_judgment,
    a_passage,
    a_progress,
    a_recommendation,
)
from tracker.progress import Source
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import (
    Bit,
    Bullets,
    Column,
    Heading,
    Para,
    Row,
    Style,
    Table,
    Verbatim,
    plain,
)
from tracker.reporting.markdown import written

# What readers do beyond CommonMark: tables, bare addresses, struck words, raw HTML.
READER = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(
    ["table", "strikethrough"]
)
NASTY = (
    "# no heading",
    "- no list",
    "+ none",
    "1. nor this",
    "7) nor that",
    "> no quotation",
    "    no code",
    "```",
    "~~~",
    "---",
    "===",
    "***",
    "| a | b |",
    "<script>alert(1)</script>",
    "<!-- gone",
    "&lt;b&gt; &copy;",
    "[link](https://evil.example)",
    "![picture](x.png)",
    "[ref]: https://evil.example",
    "<https://evil.example>",
    "*strong* _em_ **both** __both__ ~~struck~~ `code` \\* $x^2$",
    "[^1] [x] @someone #12",
    "ends with a sign \\",
)


def body(*blocks):
    """The HTML that a reader makes of these blocks, without the cover."""
    html = READER.render(written(a_document(cover=replace(COVER, preface=""), blocks=blocks)))
    return html.split("as we know today</p>\n")[1]


def words_of(html):
    """The characters that a reader shows."""
    shown = re.sub(r"<[^>]*>", "", html)
    for sign, code in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        shown = shown.replace(code, sign)
    return shown


class TestMarkdown:
    def test_is_what_a_reader_makes_a_report_of(self):
        html = READER.render(written(a_document()))

        for part in (
            "<h1>2030 Clean Water Report: Atlantis</h1>",
            "<p>Progress report · Full report · <strong>draft</strong></p>",
            "<strong>Method:</strong> Statuses are counted, never averaged.",
            '<a href="#rec-1">1 Repair the wells</a>',
            '<h2><a id="standing"></a>Where the recommendations stand</h2>',
            "<p>Recommendations by status: Partially implemented 1</p>\n<table>",
            '<th style="text-align:right">Number</th>',
            "<td>◑ <strong>Partially implemented</strong> ↗ improving</td>",
            '<h3><a id="rec-1"></a>1 Repair the wells</h3>',
            "<blockquote>\n<p>Repair the wells of every village.</p>\n"
            "<p>— WATER 2030 Atlantis, ¶ 4</p>\n</blockquote>",
            'Nine wells were repaired. <a href="#source-1">[1]</a>',
            "<li>Open three more wells<br />\nMoW · due 1 Dec 2030</li>",
            "“The government <strong>repaired nine of the twelve wells</strong> in the north.”",
            '<a href="https://example.org/decree-12">https://example.org/decree-12</a>',
            '<li><a id="source-2"></a>Decree 12 on wells · Ministry of Wells, published',
        ):
            assert part in html

    def test_resolves_every_reference_of_a_report_and_is_the_same_twice(self):
        passage = Source("passage:8:15-48", "", place="WATER 2030 Atlantis, ¶ 8", quote=QUOTE)
        cited = (a_passage(assessment=1, of=passage),)
        told = a_recommendation("4.2", a_judgment(key=1), evidence=cited)

        text = RENDERERS["md"](a_progress(told)).decode()

        html = READER.render(text)
        led = set(re.findall(r'href="#([^"]+)"', html))
        anchors = re.findall(r'id="([^"]+)"', html)
        assert {"source-1", "rec-4-2"} <= led <= set(anchors)
        assert len(anchors) == len(set(anchors))
        assert "Nine wells were repaired.\u00a0[\\[1\\]](#source-1)" in text
        assert RENDERERS["md"](a_progress(told)).decode() == text

    def test_prints_a_whole_report(self):
        told = RENDERERS["md"](a_full_progress())

        text = told.decode()
        assert "◑ **Partially implemented**" in text
        assert "1 of 2 fully implemented; 1 left out: not assessed 1" in text
        assert RENDERERS["md"](a_full_progress()) == told

    @pytest.mark.parametrize("typed", NASTY)
    def test_shows_what_people_typed_and_acts_upon_none_of_it(self, typed):
        shown = " ".join(typed.split())
        told = body(
            Heading(1, typed),
            Para(plain(f"Before\n{typed}\nafter")),
            Verbatim(f"Before\n\n{typed}", typed),
            Bullets(((plain(typed), plain(typed)),)),
            Table(typed, (Column(typed), Column("B")), (Row(((plain(typed),), (plain("end"),))),)),
            replace(DECREE, title=typed, sentence=typed, place=typed, url=typed),
        )

        assert words_of(told).count(shown) == 12
        tags = {"h2", "p", "br", "blockquote", "ul", "li", "table", "thead", "tbody", "tr"}
        assert set(re.findall(r"<([a-z!]+[0-9]?)", told)) <= tags | {"th", "td", "a", "strong"}
        assert not re.findall(r'href="([^#h][^"]*|https://evil[^"]*)"', told)
        assert told.count("<td>") == 2

    def test_leads_to_no_address_that_a_browser_may_not_open(self):
        line = (Bit("a", Style.LINK, "javascript:alert(1)"), Bit("b", Style.LINK, "#nowhere"))
        odd = Bit("c", Style.LINK, "https://example.org/a_(b) c>d")

        told = body(Para((*line, odd)))

        assert told == '<p>ab<a href="https://example.org/a_%28b%29%20c%3Ed">c</a></p>\n'

    def test_makes_strong_also_what_stands_close_to_other_letters(self):
        told = body(Para((Bit("well"), Bit("“keepers”", Style.MARK), Bit("hip "), Bit("x"))))

        assert told == "<p>well<strong>“keepers”</strong>hip x</p>\n"

    def test_keeps_words_from_right_to_left_to_themselves(self):
        told = body(Para((Bit("He said "), Bit("قال الوزير", Style.MARK), Bit(" 😀 in 2030."))))

        assert told == "<p>He said <strong>\u2068قال الوزير\u2069</strong> 😀 in 2030.</p>\n"
