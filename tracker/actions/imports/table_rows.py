"""What each row of a table comes to: added, held already, or why not. Nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import pycountry
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tracker.actions.imports.editions import KNOWN, NOT_IN_ISO
from tracker.intake.table_rows import RowError, TableRow
from tracker.models import Mechanism, Recommendation, Report, Topic

type Edition = tuple[str, str, int]  # mechanism, country code, year


class Comes(StrEnum):
    """What a row comes to."""

    NEW = "new"
    SAME = "same"
    LEFT_OUT = "left_out"  # it says itself that it is no recommendation
    ERROR = "error"


@dataclass(slots=True)
class Line:
    """One recommendation of a row, and what it comes to."""

    asked: TableRow
    comes: Comes = Comes.NEW
    edition: Edition | None = None
    country: str = ""  # its name
    faults: list[RowError] = field(default_factory=list)
    topics: list[int] = field(default_factory=list)
    unheld: list[str] = field(default_factory=list)  # topics that nobody defined

    @property
    def cited_as(self) -> str:
        if self.edition is None:
            return self.asked.number
        code, _country, year = self.edition
        return f"{code} {year} {self.country} {self.asked.number}".strip()


@dataclass(slots=True)
class Rehearsal:
    """All rows of a table, and the reports that are held of them."""

    lines: list[Line]
    reports: dict[Edition, Report]

    def of(self, comes: Comes) -> list[Line]:
        return [line for line in self.lines if line.comes == comes]

    @property
    def counts(self) -> dict[str, int]:
        """How many recommendations come to what."""
        return {comes.value: len(self.of(comes)) for comes in Comes}

    @property
    def unheld_topics(self) -> list[str]:
        return sorted({name for line in self.lines for name in line.unheld})


def rehearse(asked: Iterable[TableRow]) -> Rehearsal:
    """What taking these in would do. Nothing is written."""
    lines = [Line(one, faults=list(one.errors)) for one in asked]
    _name_editions(lines)
    editions = {line.edition for line in lines if line.edition}
    reports = _reports(editions)
    _check_documents(lines, reports)
    _find_topics(lines)
    _Compared(lines, reports).compare()
    for line in lines:
        if line.asked.is_not_recommendation:
            line.comes, line.faults = Comes.LEFT_OUT, []
        elif line.faults:
            line.comes = Comes.ERROR
    return Rehearsal(lines, reports)


def _name_editions(lines: list[Line]) -> None:
    names = {name.casefold(): code for code, name in Mechanism.objects.values_list("code", "name")}
    names |= {code.casefold(): code for code in (*KNOWN, *names.values())}
    countries = {n.casefold(): c for n, c in Report.objects.values_list("country_name", "country")}
    held = {code: name for name, code in Report.objects.values_list("country_name", "country")}
    for line in lines:
        asked = line.asked
        mechanism = names.get(asked.mechanism.casefold())
        if asked.mechanism and mechanism is None:
            why = _("no mechanism is called “%(name)s”") % {"name": asked.mechanism[:60]}
            remedy = _("An administrator adds it first, or a mapping says which one is meant.")
            line.faults.append(RowError(_("mechanism"), why, remedy))
        code = countries.get(asked.country.casefold()) or code_of(asked.country)
        if asked.country and code is None:
            why = _("“%(name)s” is no country that is known") % {"name": asked.country[:60]}
            line.faults.append(RowError(_("country"), why, _("Write its name as in ISO 3166.")))
        if mechanism and code and asked.year:
            line.edition = (mechanism, code, asked.year)
            line.country = held.get(code) or name_of(code)


def code_of(country: str) -> str | None:
    """ISO 3166-1 in two letters, XK for Kosovo, by exact name or code; the UN's forms too."""
    plain = country.strip().rstrip("*").strip()
    code = {**NOT_IN_ISO, "XK": "XK"}.get(plain)
    before, bracket, inside = plain.partition(" (")
    for name in (plain, f"{before}, {inside.rstrip(')')}" if bracket else ""):
        if code is None and name:
            found = pycountry.countries.get(name=name) or _looked_up(name)
            code = found.alpha_2 if found else None
    return code


def name_of(code: str) -> str:
    """What people call it: "Moldova", not "Moldova, Republic of"."""
    for name, known in NOT_IN_ISO.items():
        if known == code:
            return name
    found = pycountry.countries.get(alpha_2=code)
    return str(getattr(found, "common_name", None) or (found.name if found else code))


def _looked_up(name: str) -> "pycountry.db.Country | None":
    try:
        return pycountry.countries.lookup(name)
    except LookupError:
        return None


def _reports(editions: set[Edition]) -> dict[Edition, Report]:
    rows = Report.objects.select_related("mechanism").filter(
        mechanism__code__in={code for code, _country, _year in editions},
        country__in={country for _code, country, _year in editions},
    )
    found = {(row.mechanism.code, row.country, row.year): row for row in rows}
    return {edition: found[edition] for edition in editions if edition in found}


def _check_documents(lines: list[Line], reports: dict[Edition, Report]) -> None:
    """One edition is one document: of a country and year no mechanism can have two."""
    first: dict[Edition, str] = {}
    for line in lines:
        document = line.asked.document
        if line.edition is None or not document:
            continue
        report = reports.get(line.edition)
        if report is not None and not report.title.startswith(f"{document}:"):
            why = _("%(report)s is held as “%(title)s”, which is not this document") % {
                "report": report.cited_as,
                "title": report.title,
            }
        elif first.setdefault(line.edition, document) != document:
            why = _("%(other)s is of the same mechanism, country and year") % {
                "other": first[line.edition]
            }
        else:
            continue
        remedy = _("Take one of the two out: of these, one document can be held.")
        line.faults.append(RowError(_("document"), why, remedy))


def _find_topics(lines: list[Line]) -> None:
    topics: dict[str, int] = {}
    for pk, code, name in Topic.objects.values_list("pk", "code", "name"):
        topics |= {code.casefold(): pk, name.casefold(): pk}
    for line in lines:
        for name in line.asked.topics:
            key = topics.get(name.casefold())
            if key is None:
                line.unheld.append(name)
            elif key not in line.topics:
                line.topics.append(key)


class _Compared:
    """Rows against each other and against what is held, edition by edition."""

    def __init__(self, lines: list[Line], reports: dict[Edition, Report]) -> None:
        self.lines = lines
        self.rows: dict[tuple[Edition, str, str], int] = {}  # where each was met in the file
        self.held: dict[tuple[Edition, str, str], tuple[str, str, str]] = {}
        of_report = {report.pk: edition for edition, report in reports.items()}
        rows = Recommendation.objects.filter(report__in=reports.values()).values_list(
            "report", "number", "external_id", "text"
        )
        for report, number, external_id, text in rows:
            values = (number, external_id, text)
            for kind, key in (("number", number), ("id", external_id), ("text", text)):
                if key:
                    self.held[of_report[report], kind, key] = values

    def compare(self) -> None:
        for line in self.lines:
            if line.edition is not None and not line.asked.is_not_recommendation:
                self._met_before(line)
                self._against_held(line)

    def _met_before(self, line: Line) -> None:
        assert line.edition is not None
        asked = line.asked
        keys = [("id", asked.external_id, _("external id")), ("number", asked.number, _("number"))]
        if not (asked.external_id or asked.number):
            keys = [("text", asked.text, _("text"))]
        for kind, key, column in keys:
            row = self.rows.setdefault((line.edition, kind, key), asked.row) if key else asked.row
            if row != asked.row:
                why = _("row %(row)s has the same: “%(key)s”") % {"row": row, "key": key[:60]}
                line.faults.append(RowError(column, why, _("Take one of them out, or correct it.")))

    def _against_held(self, line: Line) -> None:
        assert line.edition is not None
        asked, edition = line.asked, line.edition
        held = None
        if asked.external_id:
            held = self.held.get((edition, "id", asked.external_id))
        by_number = self.held.get((edition, "number", asked.number)) if asked.number else None
        if held is None:
            held = by_number
        if not (asked.external_id or asked.number):
            held = self.held.get((edition, "text", asked.text))
        if held is None:
            return
        number, external_id, text = held
        name = f"{line.cited_as} {number}" if not asked.number else line.cited_as
        if text != asked.text:
            why = _("%(name)s is held with other words, and a printed text never changes")
            remedy = _("Compare the two; take the row out, or give it a number and id of its own.")
            line.faults.append(RowError(_("text"), why % {"name": name}, remedy))
        elif asked.number and number != asked.number:
            why = _("“%(id)s” is held as number %(number)s") % {
                "id": asked.external_id,
                "number": number,
            }
            line.faults.append(RowError(_("number"), why, _("Correct the number or the id.")))
        elif asked.external_id and external_id and external_id != asked.external_id:
            why = _("%(name)s is held under the id “%(id)s”") % {"name": name, "id": external_id}
            line.faults.append(RowError(_("external id"), why, _("Correct the number or the id.")))
        line.comes = Comes.SAME


def sentence_of(fault: RowError, row: int) -> str:
    """ "Row 4, country: “Atlantis” is no country that is known. Write …" """
    return _("Row %(row)s, %(column)s: %(why)s. %(remedy)s") % {
        "row": row,
        "column": fault.column,
        "why": fault.message,
        "remedy": fault.remedy,
    }


def told_of(counts: dict[str, int]) -> str:
    """ "2 new, 5 held already, 1 error." """
    errors = counts["error"]
    told = [
        ngettext("%(number)d new", "%(number)d new", counts["new"]) % {"number": counts["new"]},
        _("%(number)d held already") % {"number": counts["same"]},
    ]
    if counts["left_out"]:
        left = counts["left_out"]
        told.append(ngettext("%(number)d left out", "%(number)d left out", left) % {"number": left})
    if errors:
        told.append(
            ngettext("%(number)d with errors", "%(number)d with errors", errors)
            % {"number": errors}
        )
    return ", ".join(told) + "."
