import re

import pytest
from markdown_it import MarkdownIt

from tests.reporting.all_blocks import COVER, a_document
from tests.reporting.samples import (
    QUOTE,
    a_full_progress,
    a_passage,
    a_progress,
    a_recommendation,
    an_assessment,
    replace,
)
from tracker.progress import Source
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import (
    Bullets,
    Column,
    Heading,
    Paragraph,
    Row,
    SourceText,
    Span,
    Style,
    Table,
    text_line,
)
from tracker.reporting.markdown import render_document

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
    html = READER.render(
        render_document(a_document(cover=replace(COVER, preface=""), blocks=blocks))
    )
    return html.split("based on what we know now</p>\n")[1]


def words_of(html):
    """The characters that a reader shows."""
    shown = re.sub(r"<[^>]*>", "", html)
    for sign, code in (("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("&", "&amp;")):
        shown = shown.replace(code, sign)
    return shown


class TestMarkdown:
    def test_renders_as_commonmark(self):
        html = READER.render(render_document(a_document()))

        for part in (
            "<h1>2030 Clean Water Report: Atlantis</h1>",
            "<p>Progress report · Full report · <strong>draft</strong></p>",
            "<strong>Method:</strong> Statuses are counted, never averaged.",
            '<a href="#rec-1">1 Repair the wells</a>',
            '<h2>State of implementation <a id="standing"></a></h2>',
            "<p>Recommendations by status: Partially implemented 1</p>\n<table>",
            '<th style="text-align:right">Number</th>',
            "<td>◑ <strong>Partially implemented</strong> ↗ improving</td>",
            '<h3>1 Repair the wells <a id="rec-1"></a></h3>',
            "<blockquote>\n<p>Repair the wells of every village.</p>\n"
            "<p>— WATER 2030 Atlantis, ¶ 4</p>\n</blockquote>",
            'Nine wells were repaired. [<a href="#source-1">1</a>]',
            "<li>Open three more wells<br />\nMoW · due 1 December 2030</li>",
            "“The government <strong>repaired nine of the twelve wells</strong> in the north.”",
            '<a href="https://example.org/decree-12">https://example.org/decree-12</a>',
            'published 2 September 2030 · <a href="https://example.org/decree-12">https://example.org/'
            'decree-12</a> <a id="source-2"></a></li>',
        ):
            assert part in html

    def test_resolves_references_and_gives_equal_text(self):
        passage = Source("passage:8:15-48", "", locator="WATER 2030 Atlantis, ¶ 8", quote=QUOTE)
        cited = (a_passage(assessment=1, source=passage),)
        recommendation = a_recommendation("4.2", an_assessment(key=1), citations=cited)

        text = RENDERERS["md"](a_progress(recommendation)).decode()

        html = READER.render(text)
        led = set(re.findall(r'href="#([^"]+)"', html))
        anchors = re.findall(r'id="([^"]+)"', html)
        assert {"source-1", "rec-4-2"} <= led <= set(anchors)
        assert len(anchors) == len(set(anchors))
        assert "Nine wells were repaired.\u00a0[[1]]" in text
        assert text.endswith("\n[1]: #source-1\n")
        assert RENDERERS["md"](a_progress(recommendation)).decode() == text

    def test_prints_a_whole_report(self):
        markup = RENDERERS["md"](a_full_progress())

        text = markup.decode()
        assert "◑ **Partially implemented**" in text
        assert (
            "One of the two recommendations is fully implemented; one more is not counted: not assessed (1)."
            in text
        )
        assert RENDERERS["md"](a_full_progress()) == markup

    @pytest.mark.parametrize("typed", NASTY)
    def test_escapes_user_text(self, typed):
        shown = " ".join(typed.split())
        markup = body(
            Heading(1, typed),
            Paragraph(text_line(f"Before\n{typed}\nafter")),
            SourceText(f"Before\n\n{typed}", typed),
            Bullets(((text_line(typed), text_line(typed)),)),
            Table(
                typed,
                (Column(typed), Column("B")),
                (Row(((text_line(typed),), (text_line("end"),))),),
            ),
        )

        assert words_of(markup).count(shown) == 8
        tags = {"h2", "p", "br", "blockquote", "ul", "li", "table", "thead", "tbody", "tr"}
        assert set(re.findall(r"<([a-z!]+[0-9]?)", markup)) <= tags | {"th", "td", "a", "strong"}
        assert not re.findall(r'href="([^#h][^"]*|https://evil[^"]*)"', markup)
        assert markup.count("<td>") == 2

    def test_links_only_to_web_addresses(self):
        line = (Span("a", Style.LINK, "javascript:alert(1)"), Span("b", Style.LINK, "#nowhere"))
        odd = Span("c", Style.LINK, "https://example.org/a_(b) c>d")

        markup = body(Paragraph((*line, odd)))

        assert markup == '<p>ab<a href="https://example.org/a_%28b%29%20c%3Ed">c</a></p>\n'

    def test_uses_tags_for_strong_text_beside_letters(self):
        markup = body(
            Paragraph((Span("well"), Span("“keepers”", Style.HIGHLIGHT), Span("hip "), Span("x")))
        )

        assert markup == "<p>well<strong>“keepers”</strong>hip x</p>\n"

    def test_isolates_right_to_left_text(self):
        markup = body(
            Paragraph((Span("He said "), Span("قال الوزير", Style.HIGHLIGHT), Span(" 😀 in 2030.")))
        )

        assert markup == "<p>He said <strong>\u2068قال الوزير\u2069</strong> 😀 in 2030.</p>\n"
