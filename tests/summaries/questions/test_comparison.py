"""What a filled sheet would do as a whole."""

import pytest

from tests.factories import BodyFactory
from tests.helpers.sheets import ONE, TWO
from tracker.errors import NotAllowed
from tracker.models import Event, Evidence
from tracker.summaries.questions.comparison import RowOutcome

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestPreview:
    def test_tells_of_rows_that_are_missing(self, post):
        _lines, comparison = post.compared(drop=[TWO, post.q])

        assert comparison.warnings[:2] == (
            "1 of 3 rows are missing and stay unchanged. TIP 2024 Kosovo 2",
            "1 of 2 questions are missing and stay open.",
        )

    def test_tells_when_nobody_stands_as_having_filled_it_in(self, post):
        _lines, comparison = post.compared()

        assert comparison.warnings == (
            "Field E does not name the person who filled it in. Enter below who stated it.",
        )

    def test_tells_when_the_first_page_was_changed(self, post):
        _lines, comparison = post.compared(cover={"14": "0123456789"})

        assert "The first page was changed" in comparison.warnings[0]

    def test_refuses_the_sheet_of_another_body_whole(self, post):
        post.body = BodyFactory(code="MLSW")

        with pytest.raises(NotAllowed, match="is the sheet of THBD and can't be imported for MLSW"):
            post.compared({ONE: {"A": "Initial steps"}})

    @pytest.mark.parametrize("day", ["2031-01-01", "yesterday", "2025-02-31"])
    def test_refuses_a_sheet_of_no_day_of_ours(self, post, day):
        with pytest.raises(NotAllowed, match=f"has the date “{day}”, but no sheet was"):
            post.compared(cover={"9": day})

    def test_writes_nothing(self, post):
        before = Event.objects.count()

        lines, _comparison = post.compared({ONE: {"A": "Initial steps"}, post.q: {"D": "Nine."}})

        assert (lines[ONE].outcome, lines[TWO].outcome) == (RowOutcome.VIEW, RowOutcome.BLANK)
        assert (lines[post.q].outcome, lines[f"Q{post.whole.pk}"].outcome) == (
            RowOutcome.ANSWER,
            RowOutcome.BLANK,
        )
        assert Event.objects.count() == before
        assert not Evidence.objects.exists()
