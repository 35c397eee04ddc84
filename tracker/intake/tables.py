"""Recommendations in a table: which column means what, and what each row says."""

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import cast

import msgspec
from django.utils.translation import gettext as _, gettext_lazy

from tracker.documents.tables import Table
from tracker.errors import FileUnreadable
from tracker.vocabulary.columns import (
    EDITION_LABELS,
    IMPORTED_COLUMNS,
    Choices,
    codes_by_label,
    in_languages,
)


class Field(StrEnum):
    """Property of a recommendation that is read in a way of its own."""

    TEXT = "text"
    NUMBER = "number"
    EXTERNAL_ID = "external_id"
    MECHANISM = "mechanism"
    COUNTRY = "country"
    YEAR = "year"
    PUBLISHED_ON = "published_on"
    DOCUMENT = "document"
    THEME = "theme"
    TOPICS = "topics"
    KIND = "kind"  # recommendation, or something else


INVALID_MAPPING = gettext_lazy("The mapping can't be used: %(why)s. Correct it.")
FIXABLE = (Field.MECHANISM, Field.COUNTRY, Field.YEAR)  # can be the same for the whole file
_of_recommendation = {code: column.headings for code, column in IMPORTED_COLUMNS.items()}
# Every property that a column can give, with its usual headings, in the order of the form.
HEADINGS: dict[str, str] = {
    Field.TEXT: _of_recommendation[Field.TEXT],
    Field.NUMBER: _of_recommendation[Field.NUMBER],
    Field.EXTERNAL_ID: "external id|id|ohchr annotation id|annotation id|identifier",
    Field.MECHANISM: "mechanism|reccomending body|recommending body|monitoring body",
    Field.COUNTRY: "country|countries concerned|country concerned|countries|state under review",
    Field.YEAR: "year|year of the edition|edition",
    Field.PUBLISHED_ON: "document publication date|publication date|published on|date",
    Field.DOCUMENT: "document symbol|symbol|document",
    Field.THEME: _of_recommendation[Field.THEME],
    Field.TOPICS: "topics|themes|topic|tags",
    **_of_recommendation,
    Field.KIND: "annotation type",
}


class ColumnMapping(
    msgspec.Struct,
    frozen=True,
    forbid_unknown_fields=True,
    rename={"constants": "fixed", "is_uhri": "uhri"},
):
    """Columns by heading, values for the whole file, and the meaning of words in its cells."""

    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    themes: dict[str, str] = {}  # {"Justice": "prosecution"}
    mechanisms: dict[str, str] = {}  # {"SR Trafficking": "SR-TRAF"}
    is_uhri: bool = False

    def as_json(self) -> dict[str, object]:
        """Convert to plain values, which `from_json` reads back."""
        return cast("dict[str, object]", msgspec.to_builtins(self))


def normalize_heading(heading: str) -> str:
    """Normalise a heading: "Reccomending_Body " is "reccomending body"."""
    return " ".join(re.sub(r"[\W_]+", " ", heading.casefold()).split())


def guess_columns(headings: Sequence[str]) -> dict[str, str]:
    """Guess the field of each column by its heading; of several alike, the first."""
    by_words = {normalize_heading(heading): heading for heading in reversed(headings)}
    guesses = {
        name: next((by_words[words] for words in variants if words in by_words), "")
        for name, variants in _known_headings().items()
    }
    return {name: heading for name, heading in guesses.items() if heading}


def from_json(text: str) -> ColumnMapping:
    """Read a stored mapping. Raises FileUnreadable if it is no mapping, with what is wrong."""
    with (
        FileUnreadable.instead_of(
            (msgspec.DecodeError, RecursionError),
            _(
                "The mapping is not valid JSON: %(why)s. Download it again from the page of "
                "the import."
            ),
        ),
        FileUnreadable.instead_of(
            msgspec.ValidationError,
            INVALID_MAPPING,
            why=_(
                "it can contain columns, fixed, themes and mechanisms, which pair texts with "
                "texts, and uhri (true or false)"
            ),
        ),
    ):
        mapping = msgspec.json.decode(text, type=ColumnMapping)
    return msgspec.structs.replace(
        mapping,
        columns=_choose_fields(mapping.columns, tuple(HEADINGS)),
        constants=_choose_fields(mapping.constants, FIXABLE),
    )


def check_mapping(mapping: ColumnMapping, headings: Sequence[str]) -> None:
    """Refuse a mapping to missing columns, or one that leaves a required field out.

    Raises FileUnreadable if it does either.
    """
    missing_headings = [heading for heading in mapping.columns.values() if heading not in headings]
    if missing_headings:
        raise FileUnreadable(
            _("The file has no column “%(missing)s”. It has: %(held)s. Choose one of these.")
            % {"missing": "”, “".join(missing_headings), "held": ", ".join(headings)}
        )
    given_fields = {**mapping.columns, **mapping.constants}
    requirements = {
        _("the text"): Field.TEXT in mapping.columns,
        _("the mechanism"): Field.MECHANISM in given_fields,
        _("the country"): Field.COUNTRY in given_fields,
        _("the year, or the day of publication"): Field.YEAR in given_fields
        or Field.PUBLISHED_ON in mapping.columns,
    }
    if missing := [label for label, is_given in requirements.items() if not is_given]:
        raise FileUnreadable(
            _(
                "No column gives %(what)s. The columns are: %(held)s. Choose the column, or "
                "enter one value for the whole file."
            )
            % {"what": ", ".join(missing), "held": ", ".join(headings)}
        )


@cache
def _known_headings() -> dict[str, tuple[str, ...]]:
    """Return the usual headings of each property, and its label in every language."""
    labels = {**EDITION_LABELS, **{code: c.label for code, c in IMPORTED_COLUMNS.items()}}
    return {
        name: (
            *variants.split("|"),
            *(normalize_heading(label) for label in in_languages(labels.get(name, name))),
        )
        for name, variants in HEADINGS.items()
    }


def ignored_columns(mapping: ColumnMapping, headings: Sequence[str]) -> list[str]:
    """Return the columns that nothing is read from."""
    return [heading for heading in headings if heading not in mapping.columns.values()]


def _choose_fields(values: dict[str, str], allowed: Sequence[str]) -> dict[str, str]:
    """Return the fields that are given. Raises FileUnreadable for one that is unknown."""
    unknown = _("“%(name)s” is unknown; the known fields are: %(fields)s")
    for name in values:
        FileUnreadable.raise_if(
            name not in allowed,
            INVALID_MAPPING,
            why=unknown % {"name": name, "fields": ", ".join(allowed)},
        )
    return {name: words for name, words in values.items() if words}


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


def guess_mapping(table: Table, *, mechanism: str = "", as_uhri: bool = False) -> ColumnMapping:
    """Guess the mapping from the headings; `mechanism` holds for the whole file, if given.

    The themes of the Index are not ours: they become topics.
    """
    columns = guess_columns(table.headings)
    is_uhri = as_uhri or not UHRI_HEADINGS.isdisjoint(map(normalize_heading, table.headings))
    if is_uhri:
        columns.pop(Field.THEME, None)
    if mechanism:
        columns.pop(Field.MECHANISM, None)
    constants: dict[str, str] = {Field.MECHANISM: mechanism} if mechanism else {}
    return ColumnMapping(columns, constants, is_uhri=is_uhri)


def split_items(value: str) -> tuple[str, ...]:
    """Split lines that begin with a dash; a value without dashes is one."""
    return tuple(
        dict.fromkeys(
            item
            for line in value.splitlines()
            if (item := DASH.sub("", line.strip()).strip()) not in ("", "-")
        )
    )


SERIALS = range(10_000, 80_000)  # 1927 to 2119
YEARS = range(1900, 2101)
FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y")


def parse_day(words: str) -> date | None:
    """Parse a day; None for what can't be read. In doubt the day stands before the month."""
    words = words.strip().rstrip(".")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", words):
        serial = int(float(words))  # days of a workbook, as counted since March 1900
        return date(1899, 12, 30) + timedelta(days=serial) if serial in SERIALS else None
    words = re.sub(r"[T ]\d{2}:\d{2}.*$", "", words)
    for form in FORMS:
        with suppress(ValueError):
            return datetime.strptime(words, form).date()
    return None


def parse_year(words: str) -> int | None:
    """Parse a year, also of a day; None for what can't be read."""
    day = parse_day(words)
    number = int(words) if re.fullmatch(r"\d{4}", words.strip()) else day.year if day else 0
    return number if number in YEARS else None


# Read into values of their own; every other column of a recommendation is read as it is declared.
PLAIN_COLUMNS = {
    code: column
    for code, column in IMPORTED_COLUMNS.items()
    if code not in (Field.TEXT, Field.NUMBER)
}
MAX_LENGTHS = {Field.EXTERNAL_ID: 60, Field.DOCUMENT: 100} | {
    code: column.max_length for code, column in IMPORTED_COLUMNS.items() if column.max_length
}


@dataclass(frozen=True, slots=True)
class RowError:
    """Reason why a row can't be imported, and what to do about it."""

    column: str
    message: str
    remedy: str


@dataclass(slots=True)
class TableRow:
    """Recommendation to one country, as the row states it."""

    row: int
    text: str = ""
    number: str = ""
    external_id: str = ""
    mechanism: str = ""
    country: str = ""
    year: int | None = None
    published_on: date | None = None
    document: str = ""
    topics: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)  # of PLAIN_COLUMNS; empty: not said
    is_not_recommendation: bool = False  # its kind says so
    errors: list[RowError] = field(default_factory=list)


def parse_rows(table: Table, mapping: ColumnMapping) -> Iterator[TableRow]:
    """Yield the recommendation of every row, once for each country that it names.

    Raises FileUnreadable if the mapping does not fit the headings.
    """
    check_mapping(mapping, table.headings)
    columns = {name: table.headings.index(heading) for name, heading in mapping.columns.items()}
    for number, cells in table.rows:
        words_by_field = {name: cells[column] for name, column in columns.items()}
        words_by_field |= {
            name: words for name, words in mapping.constants.items() if not words_by_field.get(name)
        }
        countries = (
            split_items(words_by_field[Field.COUNTRY])
            if mapping.is_uhri
            else (words_by_field[Field.COUNTRY],)
        )
        for country in countries or ("",):
            yield _Row(number, {**words_by_field, Field.COUNTRY: country}, mapping).parse()


class _Row:
    def __init__(self, number: int, words_by_field: dict[str, str], mapping: ColumnMapping) -> None:
        self.words, self.mapping = words_by_field, mapping
        self.row = TableRow(number)

    def parse(self) -> TableRow:
        """Return the recommendation of this row, with its errors."""
        row, read_plain = self.row, self._read_plain
        kind = self.words.get(Field.KIND, "").casefold()
        row.is_not_recommendation = bool(kind) and "recommend" not in kind
        row.text, row.country = read_plain(Field.TEXT), read_plain(Field.COUNTRY)
        body = read_plain(Field.MECHANISM)
        row.mechanism = self.mapping.mechanisms.get(body) or (
            BODIES.get(normalize_heading(body), body) if self.mapping.is_uhri else body
        )
        row.number, row.external_id = read_plain(Field.NUMBER), read_plain(Field.EXTERNAL_ID)
        row.document = read_plain(Field.DOCUMENT)
        if "/" in row.number:
            self._add_error(
                Field.NUMBER,
                _("“%(words)s” contains a slash, but the number is part of an address")
                % {"words": row.number},
                _("Write it with a point or a dash."),
            )
        row.topics = split_items(read_plain(Field.TOPICS).replace(";", "\n"))
        self._read_dates()
        row.values = {code: self._read_column(code) for code in PLAIN_COLUMNS}
        return row

    def _read_column(self, code: str) -> str:
        words, choices = self._read_plain(code), PLAIN_COLUMNS[code].choices
        if code == Field.THEME:
            words = self.mapping.themes.get(words, words)
        return self._vocabulary_code(code, words, choices) if choices else words

    def _read_dates(self) -> None:
        words = self._read_plain(Field.PUBLISHED_ON)
        self.row.published_on = parse_day(words) if words else None
        if words and self.row.published_on is None:
            self._add_error(
                Field.PUBLISHED_ON,
                _("“%(words)s” is not a date") % {"words": words[:60]},
                _("Write it like 2024-06-24."),
            )
        year_words = self._read_plain(Field.YEAR)
        self.row.year = parse_year(year_words) if year_words else None
        if year_words and self.row.year is None:
            self._add_error(
                Field.YEAR,
                _("“%(words)s” is not a year") % {"words": year_words[:60]},
                _("Write it like 2024."),
            )
        elif not year_words and self.row.published_on:
            self.row.year = self.row.published_on.year
        elif not year_words and not words:
            self._add_error(
                Field.YEAR if Field.YEAR in self.words else Field.PUBLISHED_ON,
                _("the row has no year"),
                _("Fill it in, or enter one for the whole file."),
            )

    def _read_plain(self, name: str) -> str:
        words = self.words.get(name, "")
        if self.mapping.is_uhri and name == Field.TEXT:
            words = DASH.sub("", words, count=1)
        elif name == Field.MECHANISM or (self.mapping.is_uhri and name != Field.TOPICS):
            words = "; ".join(split_items(words))
        if name in (Field.TEXT, Field.COUNTRY, Field.MECHANISM) and not words.strip():
            self._add_error(name, _("the cell is empty"), _("Fill it in, or remove the row."))
        if words.startswith("="):
            self._add_error(
                name,
                _("the cell contains a formula, and formulas are not calculated"),
                _("Replace it with its value."),
            )
            return ""
        if (longest := MAX_LENGTHS.get(name)) and len(words) > longest:
            self._add_error(
                name,
                _("it has more than %(most)d characters") % {"most": longest},
                _("Shorten it, or choose another column."),
            )
        return words

    def _vocabulary_code(self, name: str, words: str, choices: Choices) -> str:
        """Return the code of a choice given by code or label; empty, with an error, if unknown."""
        if code := codes_by_label(choices).get(words.casefold()):
            return code
        if words:
            self._add_error(
                name,
                _("“%(words)s” is not a known value") % {"words": words[:60]},
                _("Use one of: %(known)s. A mapping can also say which one is meant.")
                % {"known": ", ".join(choices.values)},
            )
        return ""

    def _add_error(self, name: str, message: str, remedy: str) -> None:
        self.row.errors.append(
            RowError(self.mapping.columns.get(name) or name.replace("_", " "), message, remedy)
        )
