"""Tables of what was done about recommendations: what a column gives, what a row says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from tracker import formats, grouping
from tracker.documents.guesses import MONTH, NUMBERS, YEAR, guess_day
from tracker.documents.tables import Table
from tracker.intake.tables import normalize_heading, parse_day

# What a column can give: its label, and words of its headings, folded, in English, Albanian and
# Serbian. The first that fits counts.
COLUMNS: dict[str, tuple[Promise, str]] = {
    "number": (
        pgettext_lazy("column of statuses", "Number"),
        r"\b(no|nr|br|rb|number|numri|broj|ref|reference)\b",
    ),
    "text": (
        pgettext_lazy("column of statuses", "Text"),
        r"\b(recommendation|rekomand|preporuk|text|teksti)",
    ),
    "due": (pgettext_lazy("column of statuses", "Due date"), r"\b(due|deadline|afat|rok\b|until)"),
    "body": (
        pgettext_lazy("column of statuses", "Body"),
        r"\b(bod(y|ies)|institu|organ|ministr|responsib|pergjegj|nosilac|nadlez)",
    ),
    "status": (
        pgettext_lazy("column of statuses", "Status"),
        r"\b(status|gjendja|stanje|stepen|shkalla)",
    ),
    "date": (pgettext_lazy("column of statuses", "As of"), r"\b(as of|date|data|datum)"),
    "plan": (
        pgettext_lazy("column of statuses", "What will be done"),
        r"\b(plan|hapat|next step|naredn)",
    ),
    "link": (
        pgettext_lazy("column of statuses", "Link"),
        r"\b(link|url|vegez|veza|evidence|deshmi|dokaz|source|burim|izvor)",
    ),
    "note": (
        pgettext_lazy("column of statuses", "What was done"),
        r"\b(done|note|comment|mas(a|at)\b|mere|veprim|aktiv|koment|shenim|napom)",
    ),
}
MONTH_OF_YEAR = re.compile(rf"\b{MONTH}\s+{YEAR}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatusRow:
    """Row of a table: its number in the file, and its filled cells by what they give."""

    number: int
    cells: Mapping[str, Sequence[str]]

    def words(self, column: str) -> str:
        """Return what the row says there; several cells a line each."""
        return "\n".join(self.cells.get(column, ()))


def guess_meanings(headings: Sequence[str]) -> list[str]:
    """Guess what each column gives by words of its heading; empty where nothing fits."""
    guesses: list[str] = []
    for heading in headings:
        words = normalize_heading(formats.fold_text(heading))
        guess = next((code for code in COLUMNS if re.search(COLUMNS[code][1], words)), "")
        # These may be several columns.
        is_repeated = guess not in ("text", "link", "note") and guess in guesses
        guesses.append("" if is_repeated else guess)
    return guesses


def read_status_rows(table: Table, meanings: Sequence[str]) -> Iterator[StatusRow]:
    """Return the rows that are not blank, as their columns are read."""
    return (
        StatusRow(
            number,
            grouping.group_pairs(
                (m, cell) for m, cell in zip(meanings, cells, strict=False) if m and cell
            ),
        )
        for number, cells in table.rows
    )


def parse_date(words: str) -> date | None:
    """Parse a day, or the last day of a month, in any language; None for what can't be read."""
    if day := parse_day(words) or guess_day(words):
        return day
    if (month := MONTH_OF_YEAR.search(words)) is None:
        return None
    first = date(int(month[2]), NUMBERS[month[1].lower()], 1)
    return (first + timedelta(31)).replace(day=1) - timedelta(1)
