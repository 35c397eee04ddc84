"""The executive summary, with what the data has overtaken."""

from datetime import date
from types import SimpleNamespace

from tests.reporting.samples import a_progress, a_recommendation, an_assessment
from tests.reporting.sourced_report import words_of as words_of_document
from tracker.progress import RemarkData, SummaryBinding
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import Box, Paragraph, Style
from tracker.reporting.context import LayoutContext
from tracker.reporting.front_matter import summary

TEXT = "One began (no. 1).\n\nTwo of nine are fully implemented. Nobody knows who is next."
BOUND = {
    "two": SummaryBinding("Two", 20, "full", "fully implemented", "2", "3", "3"),
    "nine": SummaryBinding("nine", 27, "total", "recommendations in all", "9", "9", "9"),
}


def words_of(blocks):
    return words_of_document(SimpleNamespace(blocks=tuple(blocks)))


def summarized(text=TEXT, **changed):
    remark = RemarkData(text, date(2030, 11, 2), bindings=tuple((BOUND | changed).values()))
    return a_progress(a_recommendation("1", an_assessment()), summary=remark)


class TestSummary:
    def test_marks_and_lists_what_the_data_overtook(self):
        _heading, first, second, overtaken, _by = summary(LayoutContext(summarized()))

        assert words_of([first]).startswith("One began (no. 1)")
        assert words_of([second]) == (
            "Two [now 3] of nine are fully implemented. Nobody knows who is next."
        )
        marked = [span.text for span in second.line if span.style is Style.HIGHLIGHT]
        assert marked == ["Two"]
        assert isinstance(overtaken, Box)
        assert "Overtaken by the data since it was written:" in words_of([overtaken])
        assert "“Two” (fully implemented): now 3" in words_of([overtaken])

    def test_is_as_written_while_the_data_agrees(self):
        agreeing = SummaryBinding("Two", 20, "full", "fully implemented", "2", "2", "2")

        blocks = list(summary(LayoutContext(summarized(two=agreeing))))

        assert not [block for block in blocks if isinstance(block, Box)]
        assert "now" not in words_of([b for b in blocks if isinstance(b, Paragraph)]).split()

    def test_lists_what_another_text_in_its_place_does_not_say(self):
        blocks = list(summary(LayoutContext(summarized("Dy nga nëntë."))))

        assert words_of(blocks[1:2]) == "Dy nga nëntë."
        assert "“Two” (fully implemented): now 3" in words_of(blocks)

    def test_is_marked_in_files(self):
        text = RENDERERS["md"](summarized()).decode()

        assert "now 3" in text
        assert "Overtaken by the data" in text
