"""The narrative on Kosovo of 2024 against what was marked by hand, whole and in every layout."""

import json
import textwrap
from pathlib import Path

import pytest

from tracker.intake.narrative import read_narrative

FIXTURES = Path(__file__).parents[2] / "fixtures" / "tip-2024-kosovo"
TEXT = (FIXTURES / "narrative.txt").read_text()
PARAGRAPHS = [line for line in TEXT.split("\n") if line.strip()]


def marked(name):
    return [row["fields"] for row in json.loads((FIXTURES / f"{name}.json").read_text())]


ASKED = [one["text"] for one in marked("recommendations")]
SECTIONS = [passage["section"] for passage in marked("passages")]
SMALL = [ASKED[0].rstrip("."), *((one[0].lower() + one[1:]).rstrip(".") for one in ASKED[1:])]
LISTS = {
    "stars": ([" * ".join(ASKED)], ASKED),
    "stars with blanks that don't break": (["\u00a0*\u00a0".join(ASKED)], ASKED),
    "dots": (["• " + " • ".join(ASKED)], ASKED),
    "stars by line": (["* " + one for one in ASKED], ASKED),
    "dashes by line": (["- " + one for one in ASKED], ASKED),
    "numbers by line": ([f"{n}) {one}" for n, one in enumerate(ASKED, 1)], ASKED),
    "lines": (ASKED, ASKED),
    "lines without stops": ([one.rstrip(".") for one in ASKED], [one.rstrip(".") for one in ASKED]),
    "glued": (["".join(ASKED)], ASKED),
    "sentences": ([" ".join(ASKED)], ASKED),
    "semicolons": (["; ".join(SMALL)], SMALL),
    "semicolons, and": (["; ".join(SMALL[:-1]) + "; and " + SMALL[-1]], SMALL),
    "lines with semicolons": ([one + ";" for one in SMALL], SMALL),
}
HEADINGS = {
    "none": None,
    "alone": "PRIORITIZED RECOMMENDATIONS",
    "with colon": "PRIORITIZED RECOMMENDATIONS:",
    "for": "RECOMMENDATIONS FOR KOSOVO",
    "run in": "Recommendations for Kosovo: ",
    "run in, in capitals": "RECOMMENDATIONS FOR KOSOVO ",
}
WRAPS = {
    "not wrapped": lambda paragraphs: "\n\n".join(paragraphs),
    "no blank lines": lambda paragraphs: "\n".join(paragraphs),
    "wrapped": lambda paragraphs: "\n\n".join(
        textwrap.fill(one, 72, break_long_words=False) for one in paragraphs
    ),
}

# Each pair of a list with a heading, and of either with a wrapping.
IN_PAIRS = [
    (layout, heading, list(WRAPS)[(i + j) % len(WRAPS)])
    for i, layout in enumerate(LISTS)
    for j, heading in enumerate(HEADINGS)
]


class TestTheNarrative:
    def test_is_read_as_it_was_marked(self):
        narrative = read_narrative(TEXT)

        assert [one.text for one in narrative.recommendations] == ASKED
        assert [
            (one.places[0].paragraph, one.places[0].start, one.places[0].end)
            for one in narrative.recommendations
        ] == [(one["passage"][1], one["start"], one["end"]) for one in marked("recommendations")]
        assert [paragraph.section for paragraph in narrative.paragraphs] == SECTIONS
        assert [paragraph.text for paragraph in narrative.paragraphs] == PARAGRAPHS

    def test_says_what_it_is(self):
        head = read_narrative(TEXT).header
        [report] = marked("report")

        assert (head.title, head.year, head.tier, head.previous_tier, head.country) == (
            report["title"],
            report["year"],
            report["tier"],
            report["previous_tier"],
            report["country_name"],
        )

    @pytest.mark.parametrize(("layout", "heading", "wrap"), IN_PAIRS)
    def test_is_read_alike_in_every_layout(self, layout, heading, wrap):
        listed, asked = LISTS[layout]
        lines = list(listed)
        if heading := HEADINGS[heading]:
            lines = [heading + lines[0], *lines[1:]] if heading[-1] == " " else [heading, *lines]

        narrative = read_narrative(WRAPS[wrap]([*PARAGRAPHS[:3], *lines, *PARAGRAPHS[4:]]))

        assert [one.text for one in narrative.recommendations] == asked
        assert [paragraph.section for paragraph in narrative.paragraphs] == (
            SECTIONS[:3] + ["recommendations"] * len(lines) + SECTIONS[4:]
        )


class TestAnExcerpt:
    @pytest.mark.parametrize("end", range(1, len(PARAGRAPHS) + 1))
    def test_from_the_start_is_read_as_far_as_it_goes(self, end):
        narrative = read_narrative("\n\n".join(PARAGRAPHS[:end]))

        assert [paragraph.section for paragraph in narrative.paragraphs] == SECTIONS[:end]
        assert len(narrative.recommendations) == (9 if end > 3 else 0)

    @pytest.mark.parametrize("start", range(len(PARAGRAPHS)))
    def test_from_the_middle_is_read_from_there(self, start):
        narrative = read_narrative("\n\n".join(PARAGRAPHS[start:]))

        assert [paragraph.section for paragraph in narrative.paragraphs] == SECTIONS[start:]
        assert len(narrative.recommendations) == (9 if start <= 3 else 0)

    def test_that_begins_in_mid_section_says_so(self):
        narrative = read_narrative("\n\n".join(PARAGRAPHS[8:]))

        assert any("begins in the middle of a section" in said for said in narrative.uncertainties)

    @pytest.mark.parametrize("end", range(600, len(TEXT), 997))
    def test_cut_within_a_sentence_is_read_too(self, end):
        assert read_narrative(TEXT[:end]).paragraphs
        assert read_narrative(TEXT[-end:]).paragraphs
