"""Assembly of a filled sheet from a file's cells, by the field code printed before each."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tracker.errors import FileUnreadable
from tracker.question_sheets import (
    ANSWER_FIELDS,
    PRINTED_FIELDS,
    QUESTION_FIELDS,
    Field,
    FilledRow,
    FilledSheet,
    remove_control_characters,
)

MAX_SHEET_LENGTH = 500_000  # characters that a whole sheet may hold
BLANK = frozenset({"", "-", "–", "—", "…", "..."})


@dataclass(slots=True)
class FieldGroup:
    """Cells that belong together, by the field they fill: a row, a question, the first page."""

    cells: dict[Field, str] = field(default_factory=dict)
    formulas: set[Field] = field(default_factory=set)

    def get(self, name: Field) -> str:
        """Return the words of a field, cleaned; empty when it is missing."""
        return remove_control_characters(self.cells.get(name, "")).strip()


def assemble_sheet(
    groups: Iterable[FieldGroup], *, kind: str, file_name: str, digest: str
) -> FilledSheet:
    """Assemble the sheet from its groups.

    Raises:
        FileUnreadable: No first page names the sheet's body, or there is far too much text.
    """
    all_groups = list(groups)
    if sum(len(words) for group in all_groups for words in group.cells.values()) > MAX_SHEET_LENGTH:
        raise FileUnreadable(
            _(
                "“%(file)s” holds far more text than a sheet. Shorten it to one to three sentences "
                "a cell, and send attachments apart."
            )
            % {"file": file_name}
        )
    identity = FieldGroup()
    for group in all_groups:
        if not {Field.REFERENCE, Field.KEY} & set(group.cells):
            identity.cells |= group.cells
    if not identity.get(Field.BODY) or not identity.get(Field.MADE_ON):
        raise FileUnreadable(
            _(
                "“%(file)s” is no question sheet of ours: nothing in it says which body it was "
                "made for, and when. Fill in the sheet as it was sent, its first page included."
            )
            % {"file": file_name}
        )
    return FilledSheet(
        file_name=file_name,
        sha256=digest,
        kind=kind,
        body=identity.get(Field.BODY),
        made_on=identity.get(Field.MADE_ON),
        language=identity.get(Field.LANGUAGE),
        rows_printed=_number(identity.get(Field.ROWS)),
        questions_printed=_number(identity.get(Field.QUESTIONS)),
        check=identity.get(Field.WHOLE_CHECK),
        filled_by=_clean_answer(identity.get(Field.FILLED_BY)),
        contact=_clean_answer(identity.get(Field.CONTACT)),
        filled_on=_clean_answer(identity.get(Field.FILLED_ON)),
        rows=_rows(all_groups, Field.REFERENCE, PRINTED_FIELDS, ANSWER_FIELDS),
        answers=_rows(all_groups, Field.KEY, QUESTION_FIELDS, (Field.ANSWER,)),
    )


def _rows(
    groups: list[FieldGroup], key: Field, printed: tuple[Field, ...], answers: tuple[Field, ...]
) -> tuple[FilledRow, ...]:
    return tuple(
        FilledRow(
            key=group.get(key),
            printed=tuple(group.get(name) for name in printed),
            check=group.get(Field.CHECK),
            answers=tuple(_clean_answer(group.get(name)) for name in answers),
            formulas=tuple(sorted(name.value for name in group.formulas)),
        )
        for group in groups
        if group.get(key) or (key in group.cells and any(map(group.get, answers)))
    )


def _clean_answer(words: str) -> str:
    """Return an answer; a dash, or the text that offers a choice, counts as empty."""
    words = words.strip()
    is_offer = words.startswith("– ") and words.endswith(" –")  # of a list without a choice made
    return "" if words in BLANK or is_offer else words


def _number(words: str) -> int | None:
    return int(words) if words.isdecimal() and len(words) < 6 else None
