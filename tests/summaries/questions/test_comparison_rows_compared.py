"""Rows of a filled sheet, without the file it came in."""

from dataclasses import replace

import pytest

from tests.factories import BodyFactory, QuestionFactory, RecommendationFactory, as_factory
from tests.summaries.questions.helpers import MADE, compared, fill
from tracker.models import Recommendation
from tracker.summaries.questions.comparison import ComparedRow, RowOutcome

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ONE = "tip-2024-kosovo/1"


@pytest.fixture
def thbd():
    body = BodyFactory(code="THBD")
    RecommendationFactory(lead=body, number="1")
    return body


def row(answers, status="", outcome=RowOutcome.NOTE):
    return ComparedRow(key=ONE, name="", about="", outcome=outcome, answers=answers, status=status)


@pytest.mark.parametrize(
    ("answers", "status", "words"),
    [
        (("Nine.",), "", (("", "Nine."),)),
        (("",), "", ()),
        (("full", "Done.", "Law 1"), "full", (("", "Done."), ("Evidence:", "Law 1"))),
        (("nearly", "Done.", ""), "", (("Status:", "nearly"), ("", "Done."))),
        (("", "", ""), "", ()),
    ],
)
def test_words_are_labelled_unless_they_speak_for_themselves(answers, status, words):
    assert row(answers, status).words == words


def test_some_outcomes_are_applied():
    applied = [one for one in RowOutcome if row(("",), outcome=one).is_applied]

    assert applied == [
        *(RowOutcome.VIEW, RowOutcome.DRAFT, RowOutcome.NOTE, RowOutcome.ANSWER),
        *(RowOutcome.COMMITMENT, RowOutcome.RESCHEDULED, RowOutcome.NEWS),
    ]
    assert {one.value: one.label for one in RowOutcome} == {
        "view": "New view",
        "draft": "Draft assessment",
        "note": "Note without status",
        "answer": "Answer",
        "commitment": "New commitment",
        "rescheduled": "New due date",
        "news": "Update of a commitment",
        "left_out": "Left out",
        "unchanged": "Already recorded",
        "blank": "Empty",
        "refused": "Can’t be imported",
    }


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (("", "", ""), RowOutcome.BLANK),
        (("", "Done.", ""), RowOutcome.NOTE),
        (("Fully implemented", "", ""), RowOutcome.VIEW),
        (("pjesërisht i zbatuar", "", ""), RowOutcome.VIEW),
        (("x" * 101, "", ""), RowOutcome.REFUSED),
        (("", "y" * 5000, ""), RowOutcome.NOTE),
        (("", "y" * 5001, ""), RowOutcome.REFUSED),
    ],
)
def test_a_row_is_a_view_a_note_blank_or_refused(thbd, answers, outcome):
    _found, lines = compared(thbd, fill(thbd, {ONE: answers}))

    line = lines[ONE]
    assert (line.outcome, line.answers, line.name) == (outcome, answers, "TIP 2024 Kosovo 1")
    assert line.about == line.recommendation.title
    assert bool(line.refusal) == (outcome == RowOutcome.REFUSED)
    if len(answers[0]) == 101:
        assert f"“{'x' * 100}” is not a status" in line.refusal


def test_the_second_of_two_rows_or_answers_is_refused(thbd):
    asked = QuestionFactory(body=thbd, asked_on=MADE, text="How many?")
    filled = fill(thbd)

    found, _lines = compared(
        thbd, replace(filled, rows=filled.rows * 2, answers=filled.answers * 2)
    )

    twice = "%s appears twice in the file. Only its first row is imported."
    assert [(line.about, line.refusal) for line in found.lines] == [
        ("Shelter for victims 1", ""),
        ("Shelter for victims 1", twice % "TIP 2024 Kosovo 1"),
        ("How many?", ""),
        ("How many?", twice % f"Q{asked.pk}"),
    ]


def test_formulas_and_changed_words_are_refused_by_field(thbd):
    (printed,) = fill(thbd).rows
    cases = [
        ({"formulas": ("B", "C")}, "contains a formula (field B, C)"),
        ({"check": "0" * 10}, "(7. Check)"),
        (
            {
                "printed": (
                    printed.printed[0],
                    "Other",
                    *printed.printed[2:3],
                    "Done",
                    "",
                    "",
                    "",
                    "",
                )
            },
            "(2. What the report asks for, 4. Our status)",
        ),
    ]

    for changes, words in cases:
        filled = fill(thbd, rows=(replace(printed, **changes),))
        assert words in compared(thbd, filled)[1][ONE].refusal


def test_a_text_changed_on_record_since_refuses_its_row(thbd):
    filled = fill(thbd)
    with as_factory():
        Recommendation.objects.update(text="Give them two places.")

    assert "(2. What the report asks for)" in compared(thbd, filled)[1][ONE].refusal


def test_a_status_or_day_changed_on_record_since_warns():
    body = BodyFactory(code="THBD")
    judged = RecommendationFactory(lead=body, number="1", assessed="partial")
    blank = RecommendationFactory(lead=body, number="2")
    RecommendationFactory(lead=body, number="3", assessed="partial")
    fields = ("status", "assessed_on", "current_assessment")
    filled = fill(body)
    with as_factory():
        for one, other in ((judged, blank), (blank, judged)):
            values = {name: getattr(other, name) for name in fields}
            Recommendation.objects.filter(pk=one.pk).update(**values)

    found, _lines = compared(body, filled)

    older = "The status has changed since the sheet was created: from "
    assert [line.warnings for line in found.lines] == [
        (f"{older}“Partially implemented” to “Not assessed”, as of –.",),
        (f"{older}“Not assessed” to “Partially implemented”, as of 1 October 2024.",),
        (),
    ]


def test_an_unknown_question_is_told_by_what_the_sheet_says(thbd):
    QuestionFactory(body=thbd, asked_on=MADE, text="How many?")
    filled = fill(thbd)
    answers = tuple(replace(filled.answers[0], key=key) for key in ("Q999", ""))

    found, _lines = compared(thbd, replace(filled, answers=answers))

    assert [(line.name, line.about, line.refusal[:34]) for line in found.lines[1:]] == [
        ("Q999", "How many?", "There is no question “Q999”. Copy "),
        ("", "How many?", "There is no question “–”. Copy the"),
    ]


def test_a_closed_question_refuses_no_blank_answer(thbd):
    asked = QuestionFactory(body=thbd, asked_on=MADE)
    blank, answered = (fill(thbd, {f"Q{asked.pk}": (words,)}) for words in ("", "Nine."))
    with as_factory():
        type(asked).objects.update(dismissal_reason="moot")

    outcomes = [compared(thbd, filled)[1][f"Q{asked.pk}"].outcome for filled in (blank, answered)]

    assert outcomes == [RowOutcome.BLANK, RowOutcome.REFUSED]
