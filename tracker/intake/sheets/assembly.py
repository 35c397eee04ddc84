"""From the cells of a file to a filled sheet: every cell by the code that is printed before it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tracker.errors import Unreadable
from tracker.sheet import ASKED, PRINTED, SAID, Field, Filled, FilledRow, clean

LONGEST = 5_000  # characters that one cell may say
MOST = 500_000  # characters that a whole sheet may hold
BLANK = frozenset({"", "-", "–", "—", "…", "..."})


@dataclass(slots=True)
class Group:
    """Cells that belong together, by the field they fill: a row, a question, the first page."""

    cells: dict[Field, str] = field(default_factory=dict)
    formulas: set[Field] = field(default_factory=set)

    def get(self, name: Field) -> str:
        return clean(self.cells.get(name, "")).strip()


def assembled(groups: Iterable[Group], *, kind: str, file_name: str, digest: str) -> Filled:
    """The sheet that these groups make up.

    Raises Unreadable where no first page says whose sheet it is, and for far too much text.
    """
    found = list(groups)
    if sum(len(words) for group in found for words in group.cells.values()) > MOST:
        raise Unreadable(
            _(
                "“%(file)s” holds far more text than a sheet. Shorten it to one to three sentences "
                "a cell, and send attachments apart."
            )
            % {"file": file_name}
        )
    identity = Group()
    for group in found:
        if not {Field.REFERENCE, Field.KEY} & set(group.cells):
            identity.cells |= group.cells
    if not identity.get(Field.BODY) or not identity.get(Field.MADE_ON):
        raise Unreadable(
            _(
                "“%(file)s” is no question sheet of ours: nothing in it says which body it was "
                "made for, and when. Fill in the sheet as it was sent, its first page included."
            )
            % {"file": file_name}
        )
    return Filled(
        file_name=file_name,
        sha256=digest,
        kind=kind,
        body=identity.get(Field.BODY),
        made_on=identity.get(Field.MADE_ON),
        language=identity.get(Field.LANGUAGE),
        rows_printed=_number(identity.get(Field.ROWS)),
        questions_printed=_number(identity.get(Field.QUESTIONS)),
        check=identity.get(Field.WHOLE_CHECK),
        filled_by=_said(identity.get(Field.FILLED_BY)),
        contact=_said(identity.get(Field.CONTACT)),
        filled_on=_said(identity.get(Field.FILLED_ON)),
        rows=_rows(found, Field.REFERENCE, PRINTED, SAID),
        answers=_rows(found, Field.KEY, ASKED, (Field.ANSWER,)),
    )


def _rows(
    groups: list[Group], key: Field, printed: tuple[Field, ...], said: tuple[Field, ...]
) -> tuple[FilledRow, ...]:
    return tuple(
        FilledRow(
            key=group.get(key),
            printed=tuple(group.get(name) for name in printed),
            check=group.get(Field.CHECK),
            said=tuple(_said(group.get(name)) for name in said),
            formulas=tuple(sorted(name.value for name in group.formulas)),
        )
        for group in groups
        if group.get(key) or (key in group.cells and any(map(group.get, said)))
    )


def _said(words: str) -> str:
    """What was filled in; a dash, or the offer to choose, is nothing."""
    words = words.strip()
    is_offer = words.startswith("– ") and words.endswith(" –")  # of a list nobody chose from
    return "" if words in BLANK or is_offer else words


def _number(words: str) -> int | None:
    return int(words) if words.isdecimal() and len(words) < 6 else None
