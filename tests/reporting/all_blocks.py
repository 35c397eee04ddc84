"""An invented document that holds every kind of block once, for the writers."""

from dataclasses import replace

from tracker.reporting.blocks import (
    Bit,
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
    Para,
    Quoted,
    Row,
    Rule,
    SourceRow,
    Sources,
    Style,
    Table,
    Translated,
    Verbatim,
    plain,
)

COVER = Cover(
    kind="Progress report · Full report",
    title="2030 Clean Water Report: Atlantis",
    subtitle="State on 30 November 2030, as we know today",
    running="WATER 2030 Atlantis · Full report",
    running_right="30 November 2030",
    mark="draft",
    name="Office of Wells",
    colour="#1a5276",
    preface="Made for the ministry.",
)
PARTIAL = (
    Bit("partial", Style.CIRCLE),
    Bit(" "),
    Bit("Partially implemented", Style.STRONG),
    Bit(" "),
    Bit("↗", Style.ARROW),
    Bit(" improving"),
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 20" width="480" height="20"'
    ' role="img"><title>Recommendations by status</title><desc>Partially implemented 1</desc>'
    '<rect x="1" y="1" width="200" height="18" fill="currentColor" fill-opacity=".42"/></svg>'
)
QUOTED = Quoted(
    head="Shows progress",
    tone="progress",
    number=1,
    before="The government ",
    marked="repaired nine of the twelve wells",
    after=" in the north.",
    place="WATER 2030 Atlantis, ¶ 8 · published 24 Jun 2030",
)
DECREE = Quoted(
    head="Supports",
    tone="supports",
    number=2,
    title="Decree 12 on wells",
    sentence="The decree is in force.",
    place="Ministry of Wells · law · published 2 Sep 2030",
    url="https://example.org/decree-12",
)
BLOCKS = (
    Box((Facts((Fact("Method", (plain("Statuses are counted, never averaged."),)),)),), "facts"),
    Box((Para(plain("Statuses marked as sample are samples.")),), "warning"),
    Contents("Contents"),
    Heading(1, "Where the recommendations stand", anchor="standing"),
    Chart(SVG, "Recommendations by status", "Partially implemented 1"),
    Table(
        "Recommendations by status",
        (Column("Status", 1), Column("Number", 0, is_number=True)),
        (Row((((*PARTIAL,),), (plain("1"),))),),
        is_narrow=True,
    ),
    Heading(1, "Recommendations", anchor="recommendations", breaks=True),
    Heading(2, "Repair the wells", anchor="rec-1", number="1"),
    Verbatim("Repair the wells of every village.", "WATER 2030 Atlantis, ¶ 4"),
    Translated("Riparoni puset e çdo fshati.", "unofficial translation"),
    Box(
        (
            Para(PARTIAL),
            Facts((Fact("As of", ((Bit("31 March 2030 "), Bit("1 year", Style.SOFT)),)),)),
        )
    ),
    Heading(3, "What was done"),
    Para((Bit("Nine wells were repaired. "), Bit("1", Style.REF))),
    Heading(3, "Commitments, which do not count"),
    Bullets(((plain("Open three more wells"), (Bit("MoW · due 1 Dec 2030", Style.SOFT),)),)),
    Heading(3, "Evidence cited"),
    QUOTED,
    DECREE,
    Rule(),
    Para((Bit("More: "), Bit("Decree 12", Style.LINK, "https://example.org/decree-12")), True),
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
