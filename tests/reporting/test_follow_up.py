"""Commitments with the history of their dates, and what remains."""

from datetime import date

import pytest

from tests.reporting.samples import (
    a_commitment,
    a_move,
    a_progress,
    a_recommendation,
    an_assessment,
    replace,
)
from tracker.reporting.blocks import plain_text
from tracker.reporting.context import LayoutContext
from tracker.reporting.follow_up import commitment_entry, due_texts, remaining_items

ON = date(2026, 11, 30)
FIRST, LAST = date(2025, 2, 28), date(2026, 10, 2)
MOVES = (
    a_move(FIRST, date(2025, 9, 30), "No bids."),
    a_move(date(2025, 9, 30), date(2026, 3, 31), ""),
    a_move(date(2026, 3, 31), LAST, "The budget was cut"),
)


class TestDueTexts:
    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            (
                {},
                "due since 28 February 2025 (640 days), moved three times, now 59 days late",
            ),
            ({"first_due_on": LAST, "moves": ()}, "due since 2 October 2026, 59 days late"),
            (
                {"due_on": date(2027, 3, 31), "is_overdue": False, "moves": MOVES[:1]},
                "due 31 March 2027, first due 28 February 2025, moved once",
            ),
            (
                {"first_due_on": date(2026, 12, 31), "moves": MOVES[:1]},
                "due since 2 October 2026, moved once, 59 days late",
            ),
            (
                {"due_on": None, "is_overdue": False, "moves": MOVES * 2},
                "no due date, moved 6 times",
            ),
            (
                {"first_due_on": None, "moves": (), "is_overdue": False, "due_on": ON},
                "due 30 November 2026",
            ),
        ],
    )
    def test_name_first_day_moves_and_lateness(self, changes, text):
        slipped = a_commitment(first_due_on=FIRST, due_on=LAST, moves=MOVES, postponements=0)

        assert ", ".join(due_texts(replace(slipped, **changes), on=ON)) == text


def test_an_entry_gives_the_reasons_of_moves():
    context = LayoutContext(a_progress(a_recommendation()))

    lines = list(map(plain_text, commitment_entry(a_commitment(moves=MOVES), context)))

    assert lines[-1] == "Moved to 30 September 2025: No bids; to 2 October 2026: The budget was cut"


def test_what_remains_is_sorted_by_urgency():
    late = a_commitment(text="Late", first_due_on=date(2030, 9, 1))
    later = a_commitment(text="Slipped", first_due_on=date(2029, 9, 1))
    open_ended = a_commitment(text="Some day", due_on=None, is_overdue=False)
    done = a_commitment(text="Done", done_on=date(2030, 1, 1))
    asked = a_recommendation("1", an_assessment(), commitments=(late, open_ended, done, later))
    other = a_recommendation("2", an_assessment(remaining="Pay", remaining_by=date(2030, 9, 2)))
    progress = a_progress(asked, other)
    context = LayoutContext(progress)

    assert [
        (plain_text(item.line(context)), *item.due_texts(on=progress.on)[:1])
        for item in remaining_items(progress)
    ] == [
        ("Slipped", "due since 1 September 2029 (455 days)"),
        ("Late", "due since 1 September 2030 (90 days)"),
        ("Pay", "due since 2 September 2030"),
        ("Repair the three that remain.", "due 31 March 2032"),
        ("Some day", "no due date"),
    ]
