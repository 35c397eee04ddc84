"""A sheet that was filled in, without the file it came in."""

from datetime import date

from django.utils import translation

from tests.factories import UserFactory
from tracker.question_sheets import FilledRow, FilledSheet
from tracker.summaries.questions.comparison import compare
from tracker.summaries.questions.sheets import build_sheet

MADE, TODAY = date(2025, 2, 1), date(2025, 3, 1)


def fill(of, answers=None, *, language="en", **changes):
    """Return a sheet of the body with these answers by key: `{"Q1": ("Nine.",)}`."""
    answers = answers or {}
    sheet = build_sheet(
        of, user=UserFactory(viewer=True), language=language, made_on=MADE, unasked=True
    )
    with translation.override(language):
        rows, questions = (
            tuple(
                FilledRow(key, cells, sheet.hash_row(cells), answers.get(key, blank))
                for key, cells in pairs
            )
            for pairs, blank in (
                ([(row.reference, row.cells()) for row in sheet.rows], ("", "", "")),
                ([(one.key, tuple(one)) for one in sheet.all_questions], ("",)),
            )
        )
    plain = {
        "file_name": "thbd.docx",
        "sha256": "5" * 64,
        "kind": "docx",
        "body": of.code,
        "made_on": MADE.isoformat(),
        "language": language,
        "rows_printed": len(rows),
        "questions_printed": len(questions),
        "check": sheet.hash_sheet(),
        "filled_by": "Ana Kola",
        "contact": "",
        "filled_on": "",
        "rows": rows,
        "answers": questions,
    }
    return FilledSheet(**{**plain, **changes})


def compared(body, filled, user=None):
    """Return what the sheet would do, and its lines by key."""
    user = user or UserFactory(analyst=True)
    found = compare(filled, body=body, user=user, today=TODAY)
    return found, {line.key: line for line in found.lines}
