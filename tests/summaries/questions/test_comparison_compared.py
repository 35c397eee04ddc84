"""A filled sheet beside what is on record, without the file it came in."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.summaries.questions.helpers import MADE, TODAY, compared, fill
from tracker.errors import NotAllowed
from tracker.summaries.questions.comparison import RowOutcome, hash_line
from tracker.vocabulary import EvidenceKind, Perspective, State

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ONE = "tip-2024-kosovo/1"
SINCE = "A view of the body has been entered since the sheet was created."


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD")


class TestTheFile:
    def test_is_refused_once_it_was_read_in(self, thbd):
        filled = fill(thbd)
        letter = {
            "kind": EvidenceKind.LETTER,
            "issuer": thbd,
            "remark": f"Sheet. {hash_line(filled)}",
        }
        for other in (
            {"kind": EvidenceKind.MEETING},
            {"issuer": BodyFactory()},
            {"remark": "Sheet."},
            {"withdrawn_at": datetime(2025, 2, 2, tzinfo=UTC)},
        ):
            EvidenceFactory(**{**letter, **other})
        assert compared(thbd, filled)[0].warnings == ()

        EvidenceFactory(**letter, title="Reply", added_at=datetime(2025, 2, 19, 23, 30, tzinfo=UTC))

        with pytest.raises(NotAllowed, match=r"already imported .* on 20 February 2025 as “Reply”"):
            compared(thbd, filled)

    @pytest.mark.parametrize(("body", "made_on"), [("thbd", MADE), ("THBD", TODAY)])
    def test_is_of_its_body_and_of_a_day_up_to_today(self, thbd, body, made_on):
        filled = fill(thbd, body=body, made_on=made_on.isoformat())

        assert compared(thbd, filled)[0].filled == filled

    def test_is_refused_of_tomorrow(self, thbd):
        with pytest.raises(NotAllowed, match="has the date “2025-03-02”, but no sheet was"):
            compared(thbd, fill(thbd, made_on="2025-03-02"))

    @pytest.mark.parametrize(("language", "read_as"), [("sq", "sq"), ("en", "en"), ("xx", "en")])
    def test_is_compared_in_its_language(self, thbd, language, read_as):
        row = RecommendationFactory(lead=thbd, assessed="partial", number="1")

        filled = fill(thbd, {ONE: ("full", "", "")}, language=read_as)
        _found, lines = compared(thbd, replace(filled, language=language))

        assert lines[ONE].recommendation == row
        assert (lines[ONE].outcome, lines[ONE].refusal, lines[ONE].warnings) == (
            RowOutcome.VIEW,
            "",
            (),
        )


class TestWarnings:
    def test_name_missing_rows_where_all_are_known(self, thbd):
        for _each in range(3):
            RecommendationFactory(lead=thbd)
        filled = fill(thbd)

        missing = [
            compared(thbd, replace(filled, rows=filled.rows[:count], rows_printed=printed))[0]
            for count, printed in ((3, 3), (1, 3), (1, 4), (1, None))
        ]

        sentence = "%d of %d rows are missing and stay unchanged."
        assert [found.warnings[:1] for found in missing[:3]] == [
            (),
            (f"{sentence % (2, 3)} TIP 2024 Kosovo 2, TIP 2024 Kosovo 3",),
            (sentence % (3, 4),),
        ]
        assert "first page was changed" in missing[3].warnings[0]

    def test_tell_of_a_changed_first_page_only_where_nothing_else_was(self, thbd):
        RecommendationFactory(lead=thbd)
        QuestionFactory(body=thbd, asked_on=MADE)
        filled = fill(thbd, check="0" * 10)
        changed = (replace(filled.rows[0], printed=("?",) * 8),)

        found = [
            compared(thbd, replace(filled, **changes))[0].warnings
            for changes in (
                {},
                {"rows": changed},
                {"answers": ()},
                {"check": fill(thbd).check.upper()},
                {"check": fill(thbd).check, "filled_by": ""},
            )
        ]

        first_page = (
            "The first page was changed: its check code does not match. The rows have their own"
            " check codes."
        )
        assert found == [
            (first_page,),
            (),
            ("1 of 1 questions are missing and stay open.",),
            (),
            ("Field E does not name the person who filled it in. Enter below who stated it.",),
        ]


class TestRows:
    def test_that_exist_and_are_of_others_are_told_apart_from_unknown_ones(self, thbd):
        RecommendationFactory(number="1")
        RecommendationFactory(number="2", report__year=2023)
        RecommendationFactory(lead=thbd, number="3")
        filled = fill(thbd)
        rows = [replace(filled.rows[0], key=key) for key in (ONE, "tip-2024-kosovo/2", "")]

        _found, lines = compared(thbd, replace(filled, rows=tuple(rows)))

        assert [line.refusal[:25] for line in lines.values()] == [
            "THBD does not lead or sup",
            "There is no recommendatio",
            "There is no recommendatio",
        ]

    def test_name_questions_by_number_that_the_reader_sees(self, thbd):
        asked = QuestionFactory(body=thbd, asked_on=MADE)
        other = QuestionFactory(body=BodyFactory())
        filled = fill(thbd, {f"Q{asked.pk}": ("Nine.",)})
        (answer,) = filled.answers
        keys = (f"Q{other.pk}", "Q" + "9" * 18, "Q" + "9" * 19, "Qx", "")
        answers = (answer, *(replace(answer, key=key) for key in keys))

        _found, lines = compared(thbd, replace(filled, answers=answers))

        assert [line.question for line in lines.values()] == [asked, other, None, None, None, None]
        assert lines[answer.key].outcome == RowOutcome.ANSWER
        unseen = compared(thbd, filled, UserFactory(contributor=True))[1]
        assert unseen[answer.key].question is None

    @pytest.mark.parametrize(
        ("changes", "is_newer"),
        [
            ({}, True),
            ({"state": State.APPROVED}, True),
            ({"state": State.DRAFT}, False),
            ({"state": State.RETURNED}, False),
            ({"body": "OTHER"}, False),
            ({"perspective": Perspective.CIVIL_SOCIETY, "body": None}, False),
            ({"created_at": datetime(2025, 2, 1, 22, 59, tzinfo=UTC)}, False),
            ({"created_at": datetime(2025, 2, 1, 23, 0, tzinfo=UTC)}, True),  # midnight there
        ],
    )
    def test_warn_of_a_view_entered_after_the_day_of_the_sheet(self, thbd, changes, is_newer):
        row = RecommendationFactory(lead=thbd, number="1")
        RecommendationFactory(lead=thbd, number="2")
        plain = {
            "state": State.SUBMITTED,
            "perspective": Perspective.RESPONSIBLE_BODY,
            "body": thbd,
            "created_at": datetime(2025, 2, 10, tzinfo=UTC),
        }
        if changes.get("body"):
            changes = {"body": BodyFactory(code="OTHER")}
        if changes.get("state") == State.APPROVED:
            changes = {"approved": True}
            del plain["state"]
        AssessmentFactory(recommendation=row, **{**plain, **changes})

        _found, lines = compared(thbd, fill(thbd))

        assert [line.warnings for line in lines.values()] == [(SINCE,) if is_newer else (), ()]
