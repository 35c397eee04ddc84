"""Preview of a table's import: the outcome of each row, and its errors. Nothing is written here."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import batched

from django.db.models import Q
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy

from tracker.actions.imports.editions import KNOWN_MECHANISMS
from tracker.formats.countries import country_name_of, find_country_code
from tracker.intake.tables import RowError, TableRow
from tracker.models import Mechanism, Recommendation, Report, Topic

CHUNK = 500  # rows that are checked and written at once
LISTED = 100  # lines of each outcome that a preview lists
type Edition = tuple[str, str, int]  # mechanism, country code, year


class RowOutcome(StrEnum):
    """Outcome of a row."""

    NEW = "new"
    SAME = "same"  # exists already
    LEFT_OUT = "left_out"  # marked in the table as no recommendation
    ERROR = "error"


@dataclass(slots=True)
class PreviewLine:
    """Recommendation of one row, with its outcome and errors."""

    source: TableRow
    outcome: RowOutcome = RowOutcome.NEW
    edition: Edition | None = None
    country: str = ""  # its name
    faults: list[RowError] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    unknown_topics: list[str] = field(default_factory=list)

    def add_fault(self, column: str, why: str, remedy: str) -> None:
        """Add a reason why the row can't be imported, and what to do about it."""
        self.faults.append(RowError(column, why, remedy))

    @property
    def cited_as(self) -> str:
        """Name of the recommendation: "TIP 2024 Kosovo 6"; its number without an edition."""
        if self.edition is None:
            return self.source.number
        code, _country, year = self.edition
        return f"{code} {year} {self.country} {self.source.number}".strip()


@dataclass(slots=True)
class TablePreview:
    """Outcomes of all rows of a table: how many there are of each, and the first lines of each."""

    most: int | None = LISTED  # lines of each outcome; none: all
    lines: list[PreviewLine] = field(default_factory=list)
    numbers: Counter[RowOutcome] = field(default_factory=Counter)
    topics: set[str] = field(default_factory=set)

    def add(self, line: PreviewLine) -> None:
        """Count a line, and keep it if it is one of the first of its outcome."""
        self.numbers[line.outcome] += 1
        self.topics.update(line.unknown_topics)
        if self.most is None or self.numbers[line.outcome] <= self.most:
            self.lines.append(line)

    def with_outcome(self, outcome: RowOutcome) -> list[PreviewLine]:
        """Return the first lines with this outcome."""
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def counts(self) -> dict[str, int]:
        """Number of recommendations by outcome."""
        return {outcome.value: self.numbers[outcome] for outcome in RowOutcome}

    @property
    def unknown_topics(self) -> list[str]:
        """Names of topics in the table that nobody defined, in order."""
        return sorted(self.topics)


def preview_rows(
    rows: Iterable[TableRow], check: "TableCheck | None" = None, *, most: int | None = LISTED
) -> TablePreview:
    """Work out the outcome of each row. Nothing is written."""
    check, preview = check or TableCheck(), TablePreview(most)
    for some in batched(rows, CHUNK):
        for line in check.check(some):
            preview.add(line)
    return preview


class SeenKeys:
    """Keys of a file, each with the row it stands in first; in a file, since they may be millions.

    The temporary database is SQLite's own, without a name, whatever the tracker runs on.
    """

    def __init__(self) -> None:
        self._rows = sqlite3.connect("", isolation_level=None)
        self._rows.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA cache_size = -20000; CREATE TABLE seen"
            " (key TEXT PRIMARY KEY, row INTEGER) WITHOUT ROWID; BEGIN"
        )

    def first(self, *key: object, row: int) -> int | None:
        """Return the row in which a key stood before; none, and remember this one, if in none."""
        added = self._rows.execute(
            "INSERT OR IGNORE INTO seen VALUES (?, ?)", ("\0".join(map(str, key)), row)
        )
        return None if added.rowcount else self.find(*key)

    def find(self, *key: object) -> int | None:
        """Return the row in which a key stands, or none."""
        found = self._rows.execute(
            "SELECT row FROM seen WHERE key = ?", ("\0".join(map(str, key)),)
        ).fetchone()
        return found[0] if found else None


class TableCheck:
    """Check of the rows of one table, some at a time; what they refer to is looked up once."""

    def __init__(self) -> None:
        codes = dict(Mechanism.objects.values_list("name", "code"))
        self._mechanisms = {name.casefold(): code for name, code in codes.items()} | {
            code.casefold(): code for code in (*KNOWN_MECHANISMS, *codes.values())
        }
        named = Report.objects.order_by("pk").values_list("country_name", "country").distinct()
        self._countries: dict[str, str | None] = {name.casefold(): code for name, code in named}
        self._country_names = {code: name for name, code in named}
        self._topics: dict[str, int] = {}
        for pk, code, name in Topic.objects.values_list("pk", "code", "name"):
            self._topics |= {code.casefold(): pk, name.casefold(): pk}
        self.seen = SeenKeys()
        self.reports: dict[Edition, Report] = {}  # of the rows checked last
        self._documents: dict[Edition, str] = {}

    def check(self, rows: Iterable[TableRow]) -> list[PreviewLine]:
        """Return the outcome of each row. The same rows may be checked again, in their order."""
        lines = [PreviewLine(row, faults=list(row.errors)) for row in rows]
        for line in lines:
            self._name_edition(line)
        self.reports = _find_reports({line.edition for line in lines if line.edition})
        existing = _find_existing(self.reports, lines)
        for line in lines:
            self._check_document(line)
            self._find_topics(line)
            if line.source.is_not_recommendation:
                line.outcome, line.faults = RowOutcome.LEFT_OUT, []
                continue
            if line.edition is not None:
                self._check_within_file(line, line.edition)
                _check_existing(line, line.edition, existing)
            if line.faults:
                line.outcome = RowOutcome.ERROR
        return lines

    def _name_edition(self, line: PreviewLine) -> None:
        row = line.source
        mechanism = self._mechanisms.get(row.mechanism.casefold())
        if row.mechanism and mechanism is None:
            line.add_fault(
                _("mechanism"),
                _("there is no mechanism “%(name)s”") % {"name": row.mechanism[:60]},
                _("An administrator can add it, or a mapping can say which one is meant."),
            )
        country = row.country.casefold()
        if country not in self._countries:
            self._countries[country] = find_country_code(row.country)
        code = self._countries[country]
        if row.country and code is None:
            line.add_fault(
                _("country"),
                _("there is no country “%(name)s”") % {"name": row.country[:60]},
                _("Write its name as in ISO 3166."),
            )
        if mechanism and code and row.year:
            line.edition = (mechanism, code, row.year)
            line.country = self._country_names.get(code) or country_name_of(code)

    def _check_document(self, line: PreviewLine) -> None:
        """Add a fault to a line of a second document for one mechanism, country and year."""
        document, edition = line.source.document, line.edition
        if edition is None or not document:
            return
        report = self.reports.get(edition)
        if report is not None and not report.title.startswith(f"{document}:"):
            why = _("%(report)s is recorded as “%(title)s”, which is another document") % {
                "report": report.cited_as,
                "title": report.title,
            }
        elif self._documents.setdefault(edition, document) != document:
            why = _("%(other)s has the same mechanism, country and year") % {
                "other": self._documents[edition]
            }
        else:
            return
        line.add_fault(
            _("document"), why, _("Remove one of the two: there can be only one such document.")
        )

    def _find_topics(self, line: PreviewLine) -> None:
        for name in line.source.topics:
            if (key := self._topics.get(name.casefold())) is None:
                line.unknown_topics.append(name)
            elif key not in line.topics:
                line.topics.append(key)

    def _check_within_file(self, line: PreviewLine, edition: Edition) -> None:
        row = line.source
        for kind, key in _identifying_values(row):
            first = self.seen.first(*edition, kind, key, row=row.row)
            if first not in (None, row.row):
                line.add_fault(
                    {"id": _("external id"), "number": _("number"), "text": _("text")}[kind],
                    _("row %(row)s has the same value: “%(key)s”")
                    % {"row": first, "key": key[:60]},
                    _("Remove one of them, or correct it."),
                )


def _identifying_values(row: TableRow) -> list[tuple[str, str]]:
    """Return what tells the row from others: its id and number, else its text."""
    return [pair for pair in [("id", row.external_id), ("number", row.number)] if pair[1]] or [
        ("text", row.text)
    ]


def _find_reports(editions: set[Edition]) -> dict[Edition, Report]:
    reports = Report.objects.select_related("mechanism").filter(
        mechanism__code__in={code for code, _country, _year in editions},
        country__in={country for _code, country, _year in editions},
        year__in={year for _code, _country, year in editions},
    )
    by_edition = {(row.mechanism.code, row.country, row.year): row for row in reports}
    return {edition: by_edition[edition] for edition in editions & by_edition.keys()}


type Existing = dict[tuple[Edition, str, str], tuple[str, str, str]]


def _find_existing(reports: dict[Edition, Report], lines: list[PreviewLine]) -> Existing:
    """Return number, id and text of existing recommendations, by each that these lines have."""
    of_report = {report.pk: edition for edition, report in reports.items()}
    sources = [line.source for line in lines]
    return {
        (of_report[report], kind, key): (number, external_id, text)
        for report, number, external_id, text in Recommendation.objects.filter(
            Q(number__in={row.number for row in sources if row.number})
            | Q(external_id__in={row.external_id for row in sources if row.external_id})
            | Q(text__in={row.text for row in sources if not (row.number or row.external_id)}),
            report__in=of_report,
        ).values_list("report", "number", "external_id", "text")
        for kind, key in (("number", number), ("id", external_id), ("text", text))
    }


def _check_existing(line: PreviewLine, edition: Edition, existing: Existing) -> None:
    """Set the outcome SAME where the row exists, and add faults where they contradict."""
    row = line.source
    keys = [(edition, kind, key) for kind, key in _identifying_values(row)]
    if (values := next((existing[key] for key in keys if key in existing), None)) is None:
        return
    number, external_id, text = values
    name = f"{line.cited_as} {number}" if not row.number else line.cited_as
    if text != row.text:
        line.add_fault(
            _("text"),
            _("%(name)s is recorded with different text, and printed text never changes")
            % {"name": name},
            _("Compare the two. Remove the row, or give it another number and id."),
        )
    elif row.number and number != row.number:
        line.add_fault(
            _("number"),
            _("“%(id)s” is recorded with the number %(number)s")
            % {"id": row.external_id, "number": number},
            _("Correct the number or the id."),
        )
    elif row.external_id and external_id and external_id != row.external_id:
        line.add_fault(
            _("external id"),
            _("%(name)s is recorded with the id “%(id)s”") % {"name": name, "id": external_id},
            _("Correct the number or the id."),
        )
    line.outcome = RowOutcome.SAME


def describe_error(fault: RowError, row: int) -> str:
    """Return "Row 4, country: there is no country “Atlantis”. Write …"."""
    return _("Row %(row)s, %(column)s: %(why)s. %(remedy)s") % {
        "row": row,
        "column": fault.column,
        "why": fault.message,
        "remedy": fault.remedy,
    }


COUNT_LABELS = {
    RowOutcome.NEW: ngettext_lazy("%(number)d new", "%(number)d new", "number"),
    RowOutcome.SAME: gettext_lazy("%(number)d already recorded"),
    RowOutcome.LEFT_OUT: ngettext_lazy("%(number)d left out", "%(number)d left out", "number"),
    RowOutcome.ERROR: ngettext_lazy("%(number)d with errors", "%(number)d with errors", "number"),
}


def describe_counts(counts: dict[str, int]) -> str:
    """Return "2 new, 0 already recorded, 1 with errors.": the first two in any case."""
    parts = (
        label % {"number": counts[outcome]}
        for outcome, label in COUNT_LABELS.items()
        if counts[outcome] or outcome in (RowOutcome.NEW, RowOutcome.SAME)
    )
    return ", ".join(parts) + "."
