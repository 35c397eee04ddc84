"""Preview of a table's import: the outcome of each row, and its errors. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import pycountry
from django.utils.translation import gettext as _, ngettext

from tracker.actions.imports.editions import COUNTRIES_OUTSIDE_ISO, KNOWN_MECHANISMS
from tracker.intake.tables import RowError, TableRow
from tracker.models import Mechanism, Recommendation, Report, Topic

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

    @property
    def cited_as(self) -> str:
        """Name of the recommendation: "TIP 2024 Kosovo 6"; its number without an edition."""
        if self.edition is None:
            return self.source.number
        code, _country, year = self.edition
        return f"{code} {year} {self.country} {self.source.number}".strip()


@dataclass(slots=True)
class TablePreview:
    """All rows of a table, and the existing reports they belong to."""

    lines: list[PreviewLine]
    reports: dict[Edition, Report]

    def with_outcome(self, outcome: RowOutcome) -> list[PreviewLine]:
        """Return the lines with this outcome."""
        return [line for line in self.lines if line.outcome == outcome]

    @property
    def counts(self) -> dict[str, int]:
        """Number of recommendations by outcome."""
        return {outcome.value: len(self.with_outcome(outcome)) for outcome in RowOutcome}

    @property
    def unknown_topics(self) -> list[str]:
        """Names of topics in the table that nobody defined, in order."""
        return sorted({name for line in self.lines for name in line.unknown_topics})


def preview_rows(rows: Iterable[TableRow]) -> TablePreview:
    """Work out the outcome of each row. Nothing is written."""
    lines = [PreviewLine(row, faults=list(row.errors)) for row in rows]
    _name_editions(lines)
    reports = _find_reports({line.edition for line in lines if line.edition})
    _check_documents(lines, reports)
    _find_topics(lines)
    _DuplicateCheck(lines, reports).run()
    for line in lines:
        if line.source.is_not_recommendation:
            line.outcome, line.faults = RowOutcome.LEFT_OUT, []
        elif line.faults:
            line.outcome = RowOutcome.ERROR
    return TablePreview(lines, reports)


def _name_editions(lines: list[PreviewLine]) -> None:
    names = {name.casefold(): code for code, name in Mechanism.objects.values_list("code", "name")}
    names |= {code.casefold(): code for code in (*KNOWN_MECHANISMS, *names.values())}
    countries = {n.casefold(): c for n, c in Report.objects.values_list("country_name", "country")}
    country_names = dict(Report.objects.values_list("country", "country_name"))
    for line in lines:
        row = line.source
        mechanism = names.get(row.mechanism.casefold())
        if row.mechanism and mechanism is None:
            why = _("there is no mechanism “%(name)s”") % {"name": row.mechanism[:60]}
            remedy = _("An administrator can add it, or a mapping can say which one is meant.")
            line.faults.append(RowError(_("mechanism"), why, remedy))
        code = countries.get(row.country.casefold()) or find_country_code(row.country)
        if row.country and code is None:
            why = _("there is no country “%(name)s”") % {"name": row.country[:60]}
            line.faults.append(RowError(_("country"), why, _("Write its name as in ISO 3166.")))
        if mechanism and code and row.year:
            line.edition = (mechanism, code, row.year)
            line.country = country_names.get(code) or country_name_of(code)


def find_country_code(country: str) -> str | None:
    """Return ISO 3166-1 alpha-2 (XK: Kosovo) for an exact name, the UN's form of it, or a code."""
    plain = country.strip().rstrip("*").strip()
    code = {**COUNTRIES_OUTSIDE_ISO, "XK": "XK"}.get(plain)
    before, bracket, inside = plain.partition(" (")
    for name in (plain, f"{before}, {inside.rstrip(')')}" if bracket else ""):
        if code is None and name:
            match = pycountry.countries.get(name=name) or _lookup_country(name)
            code = match.alpha_2 if match else None
    return code


def country_name_of(code: str) -> str:
    """Return the common name of a country: "Moldova", not "Moldova, Republic of"."""
    for name, other in COUNTRIES_OUTSIDE_ISO.items():
        if other == code:
            return name
    country = pycountry.countries.get(alpha_2=code)
    return str(getattr(country, "common_name", None) or (country.name if country else code))


def _lookup_country(name: str) -> "pycountry.db.Country | None":
    try:
        return pycountry.countries.lookup(name)
    except LookupError:
        return None


def _find_reports(editions: set[Edition]) -> dict[Edition, Report]:
    reports = Report.objects.select_related("mechanism").filter(
        mechanism__code__in={code for code, _country, _year in editions},
        country__in={country for _code, country, _year in editions},
    )
    by_edition = {(row.mechanism.code, row.country, row.year): row for row in reports}
    return {edition: by_edition[edition] for edition in editions if edition in by_edition}


def _check_documents(lines: list[PreviewLine], reports: dict[Edition, Report]) -> None:
    """Add a fault to lines of a second document for one mechanism, country and year."""
    first: dict[Edition, str] = {}
    for line in lines:
        document = line.source.document
        if line.edition is None or not document:
            continue
        report = reports.get(line.edition)
        if report is not None and not report.title.startswith(f"{document}:"):
            why = _("%(report)s is recorded as “%(title)s”, which is another document") % {
                "report": report.cited_as,
                "title": report.title,
            }
        elif first.setdefault(line.edition, document) != document:
            why = _("%(other)s has the same mechanism, country and year") % {
                "other": first[line.edition]
            }
        else:
            continue
        remedy = _("Remove one of the two: there can be only one such document.")
        line.faults.append(RowError(_("document"), why, remedy))


def _find_topics(lines: list[PreviewLine]) -> None:
    topics: dict[str, int] = {}
    for pk, code, name in Topic.objects.values_list("pk", "code", "name"):
        topics |= {code.casefold(): pk, name.casefold(): pk}
    for line in lines:
        for name in line.source.topics:
            if (key := topics.get(name.casefold())) is None:
                line.unknown_topics.append(name)
            elif key not in line.topics:
                line.topics.append(key)


class _DuplicateCheck:
    """Comparison of rows with each other and with existing recommendations, by edition."""

    def __init__(self, lines: list[PreviewLine], reports: dict[Edition, Report]) -> None:
        self.lines = lines
        self.rows: dict[tuple[Edition, str, str], int] = {}  # number of the first row with a key
        self.existing: dict[tuple[Edition, str, str], tuple[str, str, str]] = {}
        of_report = {report.pk: edition for edition, report in reports.items()}
        rows = Recommendation.objects.filter(report__in=reports.values()).values_list(
            "report", "number", "external_id", "text"
        )
        for report, number, external_id, text in rows:
            values = (number, external_id, text)
            for kind, key in (("number", number), ("id", external_id), ("text", text)):
                if key:
                    self.existing[of_report[report], kind, key] = values

    def run(self) -> None:
        """Set the outcome SAME, and add faults, where rows repeat or contradict others."""
        for line in self.lines:
            if line.edition is not None and not line.source.is_not_recommendation:
                self._check_within_file(line)
                self._check_against_existing(line)

    def _check_within_file(self, line: PreviewLine) -> None:
        assert line.edition is not None
        row = line.source
        keys = [("id", row.external_id, _("external id")), ("number", row.number, _("number"))]
        if not (row.external_id or row.number):
            keys = [("text", row.text, _("text"))]
        for kind, key, column in keys:
            first = self.rows.setdefault((line.edition, kind, key), row.row) if key else row.row
            if first != row.row:
                why = _("row %(row)s has the same value: “%(key)s”") % {
                    "row": first,
                    "key": key[:60],
                }
                line.faults.append(RowError(column, why, _("Remove one of them, or correct it.")))

    def _check_against_existing(self, line: PreviewLine) -> None:
        assert line.edition is not None
        row, edition = line.source, line.edition
        existing = None
        if row.external_id:
            existing = self.existing.get((edition, "id", row.external_id))
        if existing is None and row.number:
            existing = self.existing.get((edition, "number", row.number))
        if not (row.external_id or row.number):
            existing = self.existing.get((edition, "text", row.text))
        if existing is None:
            return
        number, external_id, text = existing
        name = f"{line.cited_as} {number}" if not row.number else line.cited_as
        if text != row.text:
            why = _("%(name)s is recorded with different text, and printed text never changes")
            remedy = _("Compare the two. Remove the row, or give it another number and id.")
            line.faults.append(RowError(_("text"), why % {"name": name}, remedy))
        elif row.number and number != row.number:
            why = _("“%(id)s” is recorded with the number %(number)s") % {
                "id": row.external_id,
                "number": number,
            }
            line.faults.append(RowError(_("number"), why, _("Correct the number or the id.")))
        elif row.external_id and external_id and external_id != row.external_id:
            why = _("%(name)s is recorded with the id “%(id)s”") % {"name": name, "id": external_id}
            line.faults.append(RowError(_("external id"), why, _("Correct the number or the id.")))
        line.outcome = RowOutcome.SAME


def describe_error(fault: RowError, row: int) -> str:
    """Return "Row 4, country: there is no country “Atlantis”. Write …"."""
    return _("Row %(row)s, %(column)s: %(why)s. %(remedy)s") % {
        "row": row,
        "column": fault.column,
        "why": fault.message,
        "remedy": fault.remedy,
    }


def describe_counts(counts: dict[str, int]) -> str:
    """Return "2 new, 5 already recorded, 1 with errors."."""
    errors = counts["error"]
    parts = [
        ngettext("%(number)d new", "%(number)d new", counts["new"]) % {"number": counts["new"]},
        _("%(number)d already recorded") % {"number": counts["same"]},
    ]
    if counts["left_out"]:
        left = counts["left_out"]
        parts.append(
            ngettext("%(number)d left out", "%(number)d left out", left) % {"number": left}
        )
    if errors:
        parts.append(
            ngettext("%(number)d with errors", "%(number)d with errors", errors)
            % {"number": errors}
        )
    return ", ".join(parts) + "."
