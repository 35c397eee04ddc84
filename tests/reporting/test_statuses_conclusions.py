"""The conclusion that a person kept, or the sentence offered as a draft, in every format."""

import csv
import json

import pytest
from django.utils import translation

from tests.reporting.samples import a_full_progress, a_progress, a_recommendation, an_assessment
from tracker.reporting import RENDERERS
from tracker.reporting.blocks import plain_text
from tracker.reporting.context import LayoutContext
from tracker.reporting.statuses import conclusion_line
from tracker.vocabulary import CONCLUSIONS, SELECTABLE_STATUSES, Status

OFFERED = "Heed concludes that recommendation 1 has been partially implemented."


def concluded(text):
    return a_progress(a_recommendation("1", an_assessment(conclusion=text)))


class TestConclusionLine:
    @pytest.mark.parametrize(
        ("text", "printed"),
        [("Most give water.", "Most give water."), ("", f"Draft: {OFFERED}")],
    )
    def test_marks_what_nobody_kept(self, text, printed):
        progress = concluded(text)

        line = conclusion_line(progress.recommendations[0], LayoutContext(progress))

        assert plain_text(line) == printed

    def test_is_empty_without_assessment(self):
        progress = a_progress(a_recommendation())

        assert conclusion_line(progress.recommendations[0], LayoutContext(progress)) == ()

    def test_names_the_language_of_the_text(self):
        assessment = an_assessment(conclusion="Ka ujë.", text_languages={"conclusion": "sq"})
        progress = a_progress(a_recommendation("1", assessment))

        (span,) = conclusion_line(progress.recommendations[0], LayoutContext(progress))

        assert span.language == "sq"


def test_offers_a_sentence_for_every_status():
    assert set(CONCLUSIONS) == set(SELECTABLE_STATUSES)
    assert a_recommendation("1", an_assessment(Status.FULL)).offered_conclusion == ""


class TestFiles:
    @pytest.mark.parametrize("text", ["", "Most give water."])
    def test_hold_the_draft_apart(self, text):
        progress = concluded(text)
        with translation.override("sq"):  # of the reader
            (row,) = json.loads(RENDERERS["json"](progress))["recommendations"]
            head, line, *_rest = csv.reader(RENDERERS["csv"](progress).decode().splitlines())

        table = dict(zip(head, line, strict=True))
        expected = (text, "" if text else OFFERED)
        assert (row["conclusion"] or "", row["offered_conclusion"] or "") == expected
        assert (table["Conclusion"], table["Conclusion (draft)"]) == expected

    def test_are_the_same_for_a_report_that_concludes(self):
        assert "Draft:" not in RENDERERS["md"](a_full_progress()).decode()
