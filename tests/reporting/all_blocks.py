"""An invented document with every kind of block once, for tests of the writers."""

from msgspec.structs import replace

from tracker.reporting.blocks import (
    Box,
    Bullets,
    Chart,
    Column,
    Contents,
    Cover,
    Document,
    Fact,
    Facts,
    Heading,
    Paragraph,
    Row,
    Rule,
    SourceRow,
    Sources,
    SourceText,
    Span,
    Style,
    Table,
    TranslatedText,
    text_line,
)

COVER = Cover(
    kind="Progress report · Full report",
    title="2030 Clean Water Report: Atlantis",
    subtitle="As of 30 November 2030, based on what we know now",
    header_left="WATER 2030 Atlantis · Full report",
    header_right="30 November 2030",
    watermark="draft",
    name="Office of Wells",
    colour="#1a5276",
    preface="Made for the ministry.",
)
PARTIAL = (
    Span("partial", Style.STATUS_ICON),
    Span(" "),
    Span("Partially implemented", Style.STRONG),
    Span(" "),
    Span("↗", Style.TREND_ARROW),
    Span(" improving"),
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 20" width="480" height="20"'
    ' role="img"><title>Recommendations by status</title><desc>Partially implemented 1</desc>'
    '<rect x="1" y="1" width="200" height="18" fill="currentColor" fill-opacity=".42"/></svg>'
)
QUOTED = (
    (
        Span("Shows progress: ", Style.STRONG),
        Span("“The government ", Style.QUOTED),
        Span("repaired nine of the twelve wells", Style.MARKED),
        Span(" in the north.”", Style.QUOTED),
        Span("1", Style.REF),
    ),
    (Span("WATER 2030 Atlantis, ¶ 8 · published 24 June 2030", Style.MUTED),),
)
DECREE = (
    (
        Span("Supports: ", Style.STRONG),
        Span("The decree is in force."),
        Span("2", Style.REF),
    ),
    (
        Span("Decree 12 on wells", Style.MUTED),
        Span(" · Ministry of Wells · law · published 2 September 2030", Style.MUTED),
    ),
)
BLOCKS = (
    Box(
        (Facts((Fact("Method", (text_line("Statuses are counted, never averaged."),)),)),), "facts"
    ),
    Box((Paragraph(text_line("Statuses marked as sample are samples.")),), "warning"),
    Contents("Contents"),
    Heading(1, "State of implementation", anchor="standing"),
    Chart(SVG, "Recommendations by status", "Partially implemented 1"),
    Table(
        "Recommendations by status",
        (Column("Status", 1), Column("Number", 0, is_number=True)),
        (Row((((*PARTIAL,),), (text_line("1"),))),),
    ),
    Heading(1, "Recommendations", anchor="recommendations", starts_page=True),
    Heading(2, "Repair the wells", anchor="rec-1", number="1"),
    SourceText("Repair the wells of every village.", "WATER 2030 Atlantis, ¶ 4"),
    TranslatedText("Riparoni puset e çdo fshati.", "unofficial translation"),
    Box(
        (
            Paragraph(PARTIAL),
            Facts((Fact("As of", ((Span("31 March 2030 "), Span("1 year", Style.MUTED)),)),)),
        )
    ),
    Heading(3, "What was done"),
    Paragraph((Span("Nine wells were repaired. "), Span("1", Style.REF))),
    Heading(3, "Commitments (these do not affect the status)"),
    Bullets(
        ((text_line("Open three more wells"), (Span("MoW · due 1 December 2030", Style.MUTED),)),)
    ),
    Heading(3, "Evidence cited"),
    Bullets((QUOTED, DECREE)),
    Rule(),
    Paragraph(
        (Span("More: "), Span("Decree 12", Style.LINK, "https://example.org/decree-12")), True
    ),
    Heading(1, "Sources", anchor="sources"),
    Sources(
        (
            SourceRow(1, "source-1", "", "WATER 2030 Atlantis, ¶ 8", "repaired nine of", "/a/#p8"),
            SourceRow(
                2,
                "source-2",
                "Decree 12 on wells",
                "Ministry of Wells, published 2 September 2030",
                href="https://example.org/decree-12",
            ),
        )
    ),
)


def a_document(**changes):
    return replace(Document("en", COVER, BLOCKS), **changes)
