"""Columns, misspellings and dashes of the export of the UN's Universal Human Rights Index."""

import re
from collections.abc import Sequence

from tracker.intake.column_mapping import ColumnMapping, Field, guess_columns, normalize_heading

# Either heading identifies the export; the misspelling is the Index's own.
UHRI_HEADINGS = {"ohchr annotation id", "reccomending body"}
# The Index's name of a body, and our code of its mechanism.
BODIES = {
    "upr": "UPR",
    "universal periodic review": "UPR",
    "cat": "CAT",
    "committee against torture": "CAT",
    "ccpr": "CCPR",
    "human rights committee": "CCPR",
    "ced": "CED",
    "committee on enforced disappearances": "CED",
    "cedaw": "CEDAW",
    "committee on the elimination of discrimination against women": "CEDAW",
    "cerd": "CERD",
    "committee on the elimination of racial discrimination": "CERD",
    "cescr": "CESCR",
    "committee on economic social and cultural rights": "CESCR",
    "cmw": "CMW",
    "committee on migrant workers": "CMW",
    "crc": "CRC",
    "committee on the rights of the child": "CRC",
    "crpd": "CRPD",
    "committee on the rights of persons with disabilities": "CRPD",
    "spt": "SPT",
    "subcommittee on prevention of torture": "SPT",
}
DASH = re.compile(r"^-\s+")


def is_uhri(headings: Sequence[str]) -> bool:
    """Return whether the headings are those of the Index."""
    return bool(UHRI_HEADINGS & {normalize_heading(heading) for heading in headings})


def uhri_mapping(headings: Sequence[str]) -> ColumnMapping:
    """Map the columns of the Index. Its themes are not ours: they become topics."""
    columns = guess_columns(headings)
    columns.pop(Field.THEME, None)
    return ColumnMapping(columns, is_uhri=True)


def split_items(value: str) -> tuple[str, ...]:
    """Split lines that begin with a dash; a value without dashes is one."""
    items = (DASH.sub("", line.strip()).strip() for line in value.splitlines())
    return tuple(dict.fromkeys(line for line in items if line and line != "-"))


def strip_dash(value: str) -> str:
    """Return the words without a dash before them."""
    return DASH.sub("", value, count=1)


def mechanism_code(body: str) -> str:
    """Return our code of the Index's body, or its name where there is none."""
    return BODIES.get(normalize_heading(body), body)
