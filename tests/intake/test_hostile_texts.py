"""Texts made to keep a reader busy are read, or refused for what they are, never for want of time.

Each is 200,000 characters long and read in a process that may use 5 seconds of CPU. What was not
read within them would be refused in another sentence.
"""

import pytest

from tracker.errors import FileUnreadable
from tracker.intake.narrative import read_document, read_narrative
from tracker.limited_process import read_limited

LENGTH = 200_000
BEGINNING = """Kosovo (Tier 2)

The Government of Kosovo does not fully meet the minimum standards for the elimination of \
trafficking but is making significant efforts to do so.

PRIORITIZED RECOMMENDATIONS:

Train police.

PROSECUTION

The government increased prosecution efforts. """
REPEATED = {
    "commas": ",",
    "numbers with commas": "1,",
    "numbers": "1,000 victims, ",
}
LISTED = {  # with the beginning of a report of another mechanism
    "GRETA urges ": "GRETA(2024)02",
    "GRECO recommended recommendation i has been i and i ": "Group of States against Corruption",
    "(a) The Committee recommends that it; ": "CRC/C/KSH/CO/5\n\nConcluding observations on it",
    "1.1 recommendations (A) (B (C)) ; ": "Working Group on the Universal Periodic Review",
    "To the A:\n\n1. ": "OSCE\n\nRECOMMENDATIONS",
    "→ A should: ": "SWD(2024) 12 final",
}


@pytest.mark.once
@pytest.mark.usefixtures("own_process")
class TestHostileTexts:
    @pytest.mark.parametrize("thousand", [",000", ".000"])
    def test_a_number_too_long_for_any_count_is_read_as_none(self, thousand):
        number = f"1{thousand * 120}"
        text = f"{BEGINNING}Police investigated {number} cases and spent €{number} on shelters."

        figures = read_narrative(text, year=2024).figures

        assert all((figure.value or 0) < 1e15 for figure in figures)

    @pytest.mark.parametrize("repeated", REPEATED.values(), ids=REPEATED)
    def test_are_read_whole(self, repeated):
        text = BEGINNING + (repeated * LENGTH)[:LENGTH]

        try:
            narrative = read_limited("", read_document, text, year=None, country=None)
        except FileUnreadable as refused:
            assert "more than 1000 recommendations or figures" in str(refused)
        else:
            assert sum(len(p.text) for p in narrative.paragraphs) > LENGTH / 2

    @pytest.mark.parametrize(("repeated", "head"), LISTED.items())
    def test_are_read_or_refused_for_what_they_are(self, repeated, head):
        text = f"{head}\n\n9. " + (repeated * LENGTH)[:LENGTH]

        try:
            assert read_limited("", read_document, text, year=None, country=None)
        except FileUnreadable as refused:
            assert "could not be read" not in str(refused)
