"""What each row of a filled sheet would do, and why it is refused."""

import re
from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    ComponentFactory,
    EvidenceFactory,
    as_factory,
)
from tests.helpers.sheets import ONE, TWO, Post
from tracker.summaries.questions.comparison import RowOutcome
from tracker.vocabulary import Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestRows:
    @pytest.mark.parametrize(
        ("cells", "why"),
        [
            ({"A": "Nearly done"}, "“Nearly done” is not a status. Choose one of: No action"),
            ({"A": "Not assessed"}, "“Not assessed” is not a status"),
            ({"B": "x" * 5001}, "has more than 5000 characters"),
            ({"B": "Yes", "4": "Fully implemented"}, r"were changed in the file \(4. Our status"),
            ({"2": "Give victims two places."}, r"\(2. What the report asks for\)"),
            ({"A": "full", "7": "0000000000"}, r"\(7. Check\)"),
            ({"1": "tip-2024-kosovo/77"}, "There is no recommendation “tip-2024-kosovo/77”"),
            ({"1": "greta-2021-kosovo/1"}, "its report is not in Heed"),
        ],
    )
    def test_refuses_a_row_and_says_why(self, post, cells, why):
        lines, _comparison = post.compared({ONE: cells, TWO: {"A": "Initial steps"}})

        refused = next(line for line in lines.values() if line.refusal)
        assert re.search(why, refused.refusal), refused.refusal
        assert lines[TWO].outcome == RowOutcome.VIEW

    def test_refuses_a_formula(self):
        lines, _comparison = Post("xlsx").compared({ONE: {"B": ("=", "1+1")}})

        assert "contains a formula (field B). Replace the formula" in lines[ONE].refusal

    def test_refuses_the_row_of_another_body(self, post):
        with as_factory():
            post.rows[0].responsibilities.update(body=BodyFactory(code="MLSW"))

        lines, _comparison = post.compared({ONE: {"A": "Initial steps"}})

        assert "THBD does not lead or support “tip-2024-kosovo/1”" in lines[ONE].refusal

    def test_takes_the_word_of_a_body_for_full(self, post):
        ComponentFactory(recommendation=post.rows[0])

        lines, _comparison = post.compared({ONE: {"A": "Fully implemented"}})

        assert lines[ONE].outcome == RowOutcome.VIEW

    @pytest.mark.parametrize(
        ("closed", "why"),
        [
            (
                {"dismissal_reason": "not needed"},
                "dismissed in the meantime for the reason “not needed”",
            ),
            ({"answered_on": date(2025, 2, 2)}, "was answered on 2 February 2025"),
        ],
    )
    def test_refuses_an_answer_to_a_question_that_was_closed_meanwhile(self, post, closed, why):
        if "answered_on" in closed:
            closed = {**closed, "answered_by": EvidenceFactory()}
        with as_factory():
            type(post.question).objects.filter(pk=post.question.pk).update(**closed)

        lines, _comparison = post.compared({post.q: {"D": "Nine."}})

        assert why in lines[post.q].refusal

    def test_refuses_a_question_nobody_asked_this_body(self, post):
        with as_factory():
            type(post.question).objects.filter(pk=post.question.pk).update(
                body=BodyFactory(code="MLSW")
            )

        lines, _comparison = post.compared(
            {post.q: {"D": "Nine."}, f"Q{post.whole.pk}": {"15": "Q9999"}}
        )

        assert "is not a question to THBD" in lines[post.q].refusal
        assert "There is no question “Q9999”" in lines["Q9999"].refusal

    def test_warns_of_a_sheet_that_is_older_than_what_we_hold(self, post):
        _assess(post.rows[0])

        lines, _comparison = post.compared({ONE: {"A": "Initial steps"}})

        assert lines[ONE].outcome == RowOutcome.VIEW
        assert "from “Not assessed” to “Largely implemented”" in lines[ONE].warnings[0]


def _assess(recommendation):
    standing = AssessmentFactory(
        recommendation=recommendation, status=Status.SUBSTANTIAL, approved=True, cites=1
    )
    recommendation.status, recommendation.assessed_on = standing.status, standing.as_of
    recommendation.current_assessment = standing
    with as_factory():
        recommendation.save(update_fields=["status", "assessed_on", "current_assessment"])
