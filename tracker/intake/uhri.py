"""The export of the UN's Universal Human Rights Index: its columns, misspellings and dashes."""

import re
from collections.abc import Sequence

from tracker.intake.tables.mapping import Field, Mapping, guess, words_of

# Any of these headings tells the export; both spellings of the second are met.
SIGNS = {"ohchr annotation id", "reccomending body"}
# What the Index calls a body, and our code of its mechanism: see actions.imports.editions.KNOWN.
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
    """Whether the headings are those of the Index."""
    return bool(SIGNS & {words_of(heading) for heading in headings})


def mapping(headings: Sequence[str]) -> Mapping:
    """What its columns say. Its themes are none of ours: they are topics, where we hold them."""
    columns = guess(headings)
    columns.pop(Field.THEME, None)
    return Mapping(columns, is_uhri=True)


def lines(value: str) -> tuple[str, ...]:
    """ "- A\\n- B" is A and B; a value without dashes is one."""
    found = (DASH.sub("", line.strip()).strip() for line in value.splitlines())
    return tuple(dict.fromkeys(line for line in found if line and line != "-"))


def text(value: str) -> str:
    """The words as they are, but for a dash before them."""
    return DASH.sub("", value, count=1)


def mechanism(body: str) -> str:
    """Our code of the body; the body itself where we have none."""
    return BODIES.get(words_of(body), body)
