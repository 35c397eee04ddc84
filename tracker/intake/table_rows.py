"""Recommendations in the rows of a table, checked one by one, without a database."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from tracker.documents.tables import Table
from tracker.intake import uhri
from tracker.intake.column_mapping import ColumnMapping, Field, check_mapping
from tracker.vocabulary.columns import IMPORTED_COLUMNS, Choices

FIRST = date(1899, 12, 30)  # day 0 of a workbook, as counted since March 1900
SERIALS = range(10_000, 80_000)  # 1927 to 2119
FORMS = ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%B %d, %Y")
YEARS = range(1900, 2101)


def parse_day(words: str) -> date | None:
    """Parse a day; None for what can't be read. In doubt the day stands before the month."""
    words = words.strip().rstrip(".")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", words):
        serial = int(float(words))
        return FIRST + timedelta(days=serial) if serial in SERIALS else None
    words = re.sub(r"[T ]\d{2}:\d{2}.*$", "", words)
    for form in FORMS:
        try:
            return datetime.strptime(words, form).date()
        except ValueError:
            continue
    return None


def parse_year(words: str) -> int | None:
    """Parse a year, also of a day; None for what can't be read."""
    if re.fullmatch(r"\d{4}", words.strip()):
        number = int(words)
    else:
        parsed_day = parse_day(words)
        number = parsed_day.year if parsed_day else 0
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
        for name, words in mapping.constants.items():
            if not words_by_field.get(name):
                words_by_field[name] = words
        countries = (
            uhri.split_items(words_by_field[Field.COUNTRY])
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
        row.text = self._read_required(Field.TEXT, uhri.strip_dash if self.mapping.is_uhri else str)
        row.country = self._read_required(Field.COUNTRY, str)
        body = self._read_required(
            Field.MECHANISM, lambda words: "; ".join(uhri.split_items(words))
        )
        row.mechanism = self.mapping.mechanisms.get(body) or (
            uhri.mechanism_code(body) if self.mapping.is_uhri else body
        )
        row.number, row.external_id = read_plain(Field.NUMBER), read_plain(Field.EXTERNAL_ID)
        row.document = read_plain(Field.DOCUMENT)
        if "/" in row.number:
            self._add_error(
                Field.NUMBER,
                _("“%(words)s” has a slash, and a number stands in an address")
                % {"words": row.number},
                _("Write it with a point or a dash."),
            )
        row.topics = uhri.split_items(read_plain(Field.TOPICS).replace(";", "\n"))
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
                _("“%(words)s” is no day") % {"words": words[:60]},
                _("Write it as 2024-06-24."),
            )
        year_words = self._read_plain(Field.YEAR)
        self.row.year = parse_year(year_words) if year_words else None
        if year_words and self.row.year is None:
            self._add_error(
                Field.YEAR,
                _("“%(words)s” is no year") % {"words": year_words[:60]},
                _("Write it as 2024."),
            )
        elif not year_words and self.row.published_on:
            self.row.year = self.row.published_on.year
        elif not year_words and not words:
            self._add_error(
                Field.YEAR if Field.YEAR in self.words else Field.PUBLISHED_ON,
                _("the row says no year"),
                _("Fill it in, or give one for the whole file."),
            )

    def _read_plain(self, name: str) -> str:
        words = self.words.get(name, "")
        if self.mapping.is_uhri and name not in (Field.TOPICS, Field.TEXT):
            words = "; ".join(uhri.split_items(words))
        if words.startswith("="):
            self._add_error(
                name,
                _("a formula stands there, and none is worked out"),
                _("Put in what it comes to, as a value."),
            )
            return ""
        longest = MAX_LENGTHS.get(name)
        if longest and len(words) > longest:
            self._add_error(
                name,
                _("it has more than %(most)d characters") % {"most": longest},
                _("Shorten it, or choose another column."),
            )
        return words

    def _read_required(self, name: str, convert: Callable[[str], str]) -> str:
        words = self.words.get(name, "")
        if words.startswith("="):
            return self._read_plain(name)
        if not convert(words).strip():
            self._add_error(name, _("the cell is empty"), _("Fill it in, or take the row out."))
        return convert(words)

    def _vocabulary_code(self, name: str, words: str, choices: Choices) -> str:
        """Return the code of a choice given by code or label; empty, with an error, if unknown."""
        lowered = words.casefold()
        for code, label in choices.choices:
            if lowered in (code, str(label).casefold()):
                return str(code)
        if words:
            self._add_error(
                name,
                _("“%(words)s” is not in the vocabulary") % {"words": words[:60]},
                _("Use one of: %(known)s. A mapping can say which one is meant.")
                % {"known": ", ".join(choices.values)},
            )
        return ""

    def _add_error(self, name: str, message: str, remedy: str) -> None:
        column = self.mapping.columns.get(name) or name.replace("_", " ")
        self.row.errors.append(RowError(column, message, remedy))
