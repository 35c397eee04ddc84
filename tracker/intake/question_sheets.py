"""Reader of filled question sheets: a file in, its words out as plain values, not yet trusted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from django.utils.translation import gettext as _

from tracker import errors, vocabulary
from tracker.documents import archives, docx, kinds, refusals, workbooks, xml
from tracker.question_sheets import (
    ANSWER_FIELDS,
    PRINTED_FIELDS,
    QUESTION_FIELDS,
    Field,
    FilledRow,
    FilledSheet,
    find_field,
    remove_control_characters,
)

LARGEST_SHEET = 10 * 2**20  # bytes of a file
ROWS, COLUMNS = 5_000, 200  # of a worksheet; every cell in between takes memory
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


def check_sheet_size(size: int, file_name: str) -> None:
    """Refuse a file that is larger than any sheet. Raises FileUnreadable."""
    errors.FileUnreadable.raise_if(
        size > LARGEST_SHEET,
        _(
            "“%(file)s” has more than %(most)d MB. Remove the pictures, or send attachments "
            "separately."
        ),
        file=file_name,
        most=LARGEST_SHEET // 2**20,
    )


def read(data: bytes, *, file_name: str) -> FilledSheet:
    """Read a filled question sheet, a Word document or a workbook, by its content.

    Raises FileUnreadable if it is too large, cut off, protected by a password, of another type,
    with macros, or no sheet of ours.
    """
    check_sheet_size(len(data), file_name)
    errors.FileUnreadable.raise_if(
        data.startswith(kinds.OLE),
        _(
            "“%(file)s” is protected by a password or in an old format. Save it without a password "
            "as a Word document (.docx) or workbook (.xlsx)."
        ),
        file=file_name,
    )
    parts = archives.parts_of(data, file_name, archives.SHEET) if data.startswith(b"PK") else {}
    errors.FileUnreadable.raise_if(
        kinds.TYPES not in parts, refusals.SHEET_OF_OTHER_KIND, file=file_name
    )
    errors.FileUnreadable.raise_if(
        kinds.has_macros(parts),
        _(
            "“%(file)s” contains macros and was not opened. Save it without them as a Word document"
            " (.docx) or workbook (.xlsx)."
        ),
        file=file_name,
    )
    with errors.FileUnreadable.instead_of(xml.Harmful, refusals.SHEET_DAMAGED, file=file_name):
        xml.check_parts(parts)
        if (kind := kinds.office_kind(parts)) is None:
            raise errors.FileUnreadable(refusals.SHEET_OF_OTHER_KIND % {"file": file_name})
        groups = [
            *(_word_groups(data) if kind == vocabulary.FileKind.DOCX else _book_groups(data, parts))
        ]
    return _assemble_sheet(
        groups, kind=kind.value, file_name=file_name, digest=sha256(data).hexdigest()
    )


def _word_groups(data: bytes) -> Iterator[FieldGroup]:
    """Yield a group for each table that names fields, with the cells beside them."""
    for table in docx.tables(data):
        group = FieldGroup()
        for row in table:
            name = find_field(row[0].text) if len(row) > 1 else None
            if name is not None:
                group.cells.setdefault(name, row[1].text)
                if row[1].is_calculated:
                    group.formulas.add(name)
        if group.cells:
            yield group


def _book_groups(data: bytes, parts: Mapping[str, bytes]) -> Iterator[FieldGroup]:
    """Yield a group for the first page, and one for each row below a header that names fields."""
    pages = workbooks.pages_of(parts)
    if any(page.rows > ROWS or page.columns > COLUMNS for page in pages.values()):
        raise xml.Harmful("a cell far out")
    by_name = workbooks.pages_by_name(parts, pages)
    for sheet in workbooks.read_sheets(data):
        if sheet.name not in by_name:
            raise xml.Harmful(f"{sheet.name} is not linked")
        formulas = by_name[sheet.name].formulas
        header: dict[int, Field] = {}
        first_page = FieldGroup()
        for index, row in enumerate(sheet.rows):
            if header:
                group = FieldGroup(
                    {
                        name: row[place] if place < len(row) else ""
                        for place, name in header.items()
                    },
                    {name for place, name in header.items() if (index, place) in formulas},
                )
                if any(group.cells.values()) or group.formulas:
                    yield group
                continue
            labels = {column: find_field(words) for column, words in enumerate(row)}
            fields = {column: name for column, name in labels.items() if name is not None}
            if len(fields) > 2 and {Field.REFERENCE, Field.KEY} & set(fields.values()):
                header = fields
            elif (name := labels.get(0)) is not None and len(row) > 1:
                first_page.cells.setdefault(name, row[1])
        for key in (Field.REFERENCE, Field.KEY):
            first_page.cells.pop(key, None)
        yield first_page


def _assemble_sheet(
    groups: list[FieldGroup], *, kind: str, file_name: str, digest: str
) -> FilledSheet:
    errors.FileUnreadable.raise_if(
        sum(len(words) for group in groups for words in group.cells.values()) > MAX_SHEET_LENGTH,
        _(
            "“%(file)s” has far too much text for a question sheet. Shorten it to one to three "
            "sentences per cell, and send attachments separately."
        ),
        file=file_name,
    )
    identity = FieldGroup()
    for group in groups:
        if not {Field.REFERENCE, Field.KEY} & set(group.cells):
            identity.cells |= group.cells
    errors.FileUnreadable.raise_if(
        not (identity.get(Field.BODY) and identity.get(Field.MADE_ON)),
        _(
            "“%(file)s” is not a question sheet made here: it does not state the body and the "
            "date. Fill in the sheet as it was sent, including its first page."
        ),
        file=file_name,
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
        rows=_rows(groups, Field.REFERENCE, PRINTED_FIELDS, ANSWER_FIELDS),
        answers=_rows(groups, Field.KEY, QUESTION_FIELDS, (Field.ANSWER,)),
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
