"""A progress report as tables with typed columns: sheets of a workbook, or a CSV file.

A column is plain data: it names the attribute that it shows of a row of its table.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tracker.progress import Progress
from tracker.reporting import table_rows
from tracker.reporting.context import SourceNumbers
from tracker.reporting.layout import source_numbers
from tracker.reporting.phrases import HEADINGS
from tracker.vocabulary import ReportKind
from tracker.vocabulary.columns import NUMBER, RECOMMENDATION_COLUMNS, Column, Words

type Value = str | float | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; its rows are made one at a time, so that a long one needs no memory."""

    name: Words  # for people, 31 letters at most
    description: Words
    rows: Callable[[Progress, SourceNumbers], Iterable[object]]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class TableData:
    """A table of one report."""

    code: str  # "evidence"
    definition: Table
    progress: Progress
    numbers: SourceNumbers

    @property
    def head(self) -> tuple[str, ...]:
        """The labels of the columns, in the language in force."""
        return tuple(str(column.label) for column in self.definition.columns)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Yield the values of each row."""
        paths = [column.path.split(".") for column in self.definition.columns]
        for row in self.definition.rows(self.progress, self.numbers):
            yield tuple(_value(row, path) for path in paths)


def _value(row: object, path: list[str]) -> Value:
    """Return the attribute at the end of a path; None where one on the way is not set."""
    value: object = row
    for name in path:
        value = None if value is None else getattr(value, name)
    if isinstance(value, bool):
        return gettext("yes") if value else ""
    return value if value is None or isinstance(value, (str, int, float, date)) else str(value)


NUMBER_OF_RECOMMENDATION = Column(
    NUMBER, _("number of the recommendation"), "recommendation.number", 7
)


def _of_recommendation(*codes: str) -> tuple[Column, ...]:
    """Return columns of a recommendation for rows about something of one."""
    return tuple(
        replace(column, path=f"recommendation.{column.path}")
        for column in (RECOMMENDATION_COLUMNS[code] for code in codes)
    )


SOURCE_NUMBER = _("Source")
_NUMBERED = _("number in the list of sources; empty: it may not be named here")
TABLES: dict[str, Table] = {
    "recommendations": Table(
        _("Recommendations"),
        _("One row for each recommendation, as it stood on the day of the report."),
        lambda progress, _numbers: progress.recommendations,
        tuple(RECOMMENDATION_COLUMNS.values()),
    ),
    "outstanding": Table(
        _("Outstanding"),
        _(
            "One row for each review, commitment and question past its day, the longest first; "
            "then one for each other recommendation that is not fully implemented."
        ),
        table_rows.outstanding_rows,
        (
            Column(_("What is outstanding"), _("its kind"), "kind_label", 14),
            Column(_("Code"), _("of the kind, as programs read it"), "kind", 12),
            Column(NUMBER, _("number of the recommendation"), "recommendation.number", 7),
            Column(_("Short title"), _("of the recommendation"), "recommendation.title", 40),
            Column(_("Words"), _("of the commitment or question"), "text", 50),
            Column(_("Body"), _("that undertook it, is asked, or leads"), "body", 14),
            Column(_("Due"), _("by when; of a recommendation, its next review"), "due_on", 12),
            Column(
                _("Days overdue"),
                _("on the day of the report; empty: not overdue"),
                "days_overdue",
                9,
            ),
            Column(_("Put off"), _("times that the day was moved"), "postponements", 8),
            *_of_recommendation("status", "status_code"),
        ),
    ),
    "changes": Table(
        _("Changes"),
        _("One row for each recommendation that moved, or was corrected or judged, in the period."),
        table_rows.change_rows,
        (
            *_of_recommendation("number", "short_title"),
            Column(
                _("Outcome"),
                _("a correction is no movement: an earlier judgment was wrong"),
                "outcome",
                24,
            ),
            Column(
                _("Status before"),
                _("at the end of the day before"),
                "recommendation.previous_status.label",
                22,
            ),
            Column(
                _("Code before"),
                _("the same, as programs read it"),
                "recommendation.previous_status.code",
                18,
            ),
            *_of_recommendation("status", "status_code", "rank"),
            Column(
                _("Steps"),
                _(
                    "how far the rank moved; below 0 it fell; empty where nothing moved, and off "
                    "the scale"
                ),
                "steps",
                7,
            ),
            *_of_recommendation("trend", "strength", "as_of", "corrects", "leads"),
        ),
    ),
    "counts": Table(
        _("Counts"),
        _("One row for each status. What has no rank is outside the base of every share."),
        table_rows.status_count_rows,
        (
            Column(_("Status"), _("its label"), "status.label", 24),
            Column(_("Status code"), _("the same, as programs read it"), "status.code"),
            Column(_("Rank"), _("0 to 4; empty off the scale"), "rank", 6),
            Column(HEADINGS["counted"], _("in the base of shares"), "is_counted"),
            Column(_("Number"), _("on the day of the report"), "number", 9),
            Column(
                _("Number before"),
                _("at the end of the day before the period; empty where none is told of"),
                "previous_number",
                9,
            ),
        ),
    ),
    "bodies": Table(
        _("Bodies"),
        _("One row for each body of each recommendation."),
        table_rows.rows_of_each(lambda recommendation: recommendation.bodies),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Body"), _("code of the body"), "item.code", 12),
            Column(_("Name"), _("in the language of this report"), "item.name", 40),
            Column(_("Role"), _("what it has to do with it"), "item.role.label", 14),
            Column(_("Status"), _("of the recommendation"), "recommendation.status.label", 22),
            Column(_("Status code"), _("of the recommendation"), "recommendation.status.code", 18),
        ),
    ),
    "views": Table(
        _("Views"),
        _("What bodies, civil society and the source itself say. It enters no count."),
        table_rows.rows_of_each(lambda recommendation: recommendation.views),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Analysts"), _("their status"), "recommendation.status.label", 22),
            Column(_("Whose view"), _("who says it"), "item.holder.name", 30),
            Column(
                _("Perspective"),
                _("whether a body, civil society or the source"),
                "item.holder.perspective.label",
                18,
            ),
            Column(_("Status"), _("in their view"), "item.assessment.status.label", 22),
            Column(
                _("Status code"),
                _("the same, as programs read it"),
                "item.assessment.status.code",
                18,
            ),
            Column(
                _("Difference"),
                _("steps above the analysts' status, below 0 under it; empty: no rank"),
                "item.rank_difference",
                11,
            ),
            Column(_("Differs"), _("from the analysts' rank"), "item.differs", 9),
            Column(_("As of"), _("the day that it speaks of"), "item.assessment.as_of", 12),
            Column(_("Reasons"), _("as they give them"), "item.assessment.rationale", 60),
            Column(_("Stated by"), _("of what came by letter"), "item.stated_by", 20),
            Column(_("Stated on"), _("day of the letter"), "item.stated_on", 12),
            Column(_("Stated in"), _("title of the evidence"), "item.stated_in", 30),
        ),
    ),
    "components": Table(
        _("Components"),
        _("One row for each part of a compound recommendation that was judged by parts."),
        table_rows.rows_of_each(lambda recommendation: recommendation.component_lines),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Component"), _("its code"), "item.code", 11),
            Column(_("Title"), _("what the part asks for"), "item.title", 40),
            Column(
                _("Basis"),
                _("only parts that stand in the text bear on the whole"),
                "item.basis.label",
                18,
            ),
            Column(_("Status"), _("of the part"), "item.status.label", 22),
            Column(_("Status code"), _("of the part"), "item.status.code", 18),
            Column(_("Remark"), _("of the analysts"), "item.remark", 50),
        ),
    ),
    "commitments": Table(
        _("Commitments"),
        _("What bodies undertook, and what came of it. A commitment never raises a status."),
        table_rows.rows_of_each(lambda recommendation: recommendation.commitments),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Commitment"), _("what was undertaken"), "item.text", 50),
            Column(_("Body"), _("who undertook it"), "item.body.short", 14),
            Column(_("Undertaken on"), _("day of the commitment"), "item.undertaken_on", 13),
            Column(_("Due date"), _("as it stands now"), "item.due_on", 12),
            Column(_("Put off"), _("times that the day was moved"), "item.postponements", 8),
            Column(_("Overdue"), _("open and past its day"), "item.is_overdue", 9),
            Column(
                _("Quiet"),
                _("open, and nothing heard for 180 days or more"),
                "item.is_without_update",
                8,
            ),
            Column(_("Last heard"), _("day of what was heard last"), "item.last_update_on", 12),
            Column(_("Latest"), _("what was heard last"), "item.last_update", 50),
            Column(_("Done on"), _("empty while it is open"), "item.done_on", 12),
            Column(_("Shown by"), _("title of the evidence"), "item.evidence_title", 30),
            Column(_("Dropped because"), _("why"), "item.dropped_reason", 30),
        ),
    ),
    "questions": Table(
        _("Open questions"),
        _("One row for each question that is open on the day of the report."),
        table_rows.rows_of_each(lambda recommendation: recommendation.questions),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Question"), _("as it was asked"), "item.question", 70),
            Column(_("Kind"), _("what the question is about"), "item.kind.label", 18),
            Column(_("Body"), _("who is asked; empty: nobody yet"), "item.body", 14),
            Column(_("Asked on"), _("day of the question"), "item.asked_on", 12),
            Column(_("Due date"), _("by when an answer is due"), "item.due_on", 12),
            Column(_("Overdue"), _("past that day"), "item.is_overdue", 9),
        ),
    ),
    "evidence": Table(
        _("Evidence"),
        _("One row for each piece of evidence cited. What is promised is not done yet."),
        table_rows.evidence_rows,
        (
            Column(SOURCE_NUMBER, _NUMBERED, "number", 8),
            Column(NUMBER, _("number of the recommendation"), "recommendation.number", 7),
            Column(_("Use"), _("what it is cited for"), "citation.use.label", 14),
            Column(_("Bearing"), _("what the passage shows"), "citation.bearing.label", 16),
            Column(_("Title"), _("of the piece"), "citation.title", 40),
            Column(_("Kind"), _("what it is"), "citation.kind.label", 18),
            Column(
                _("Quotation"), _("whole sentence, in the language of the source"), "quotation", 60
            ),
            Column(_("Marked words"), _("those that count"), "citation.quote", 40),
            Column(_("Place"), _("where it stands"), "place", 24),
            Column(_("Shows"), _("the analysts' sentence"), "sentence", 40),
            Column(
                _("Whose view"),
                _("for whose view it is cited; empty: for the analysts' judgment or as a note"),
                "citation.view_holder.short",
                14,
            ),
            Column(_("Issuer"), _("who published it"), "citation.issuer", 24),
            Column(_("Published"), _("day of publication"), "citation.published_on", 12),
            Column(_("Covers from"), _("first day that it is about"), "citation.covers_from", 12),
            Column(_("Covers to"), _("last day that it is about"), "citation.covers_to", 12),
            Column(_("Link"), _("address on the web"), "citation.url", 40),
        ),
    ),
    "figures": Table(
        _("Figures"),
        _("One row for each value of an indicator, as its source states it."),
        table_rows.figure_rows,
        (
            Column(_("Indicator"), _("its code"), "series.code", 20),
            Column(_("Name"), _("what is counted"), "series.name", 40),
            Column(_("Unit"), _("of the value"), "series.unit", 12),
            Column(_("Theme"), _("what it is about"), "series.theme.label", 14),
            Column(_("Period"), _("that the value is of"), "figure.period", 22),
            Column(
                _("Value"),
                _("empty: unknown, or not shown because it is small; never 0 for either"),
                "figure.value",
                10,
            ),
            Column(_("As stated"), _("the value as people write it"), "figure.display_value", 16),
            Column(
                _("Year before"),
                _("what the same source states for the period before"),
                "figure.previous_value",
                12,
            ),
            Column(
                _("Change"), _("only where both are counted in the same way"), "figure.change", 10
            ),
            Column(
                _("Change in %"), _("only where both are 20 or more"), "figure.percent_change", 11
            ),
            Column(_("Provisional"), _("may still be corrected"), "figure.is_provisional", 11),
            Column(SOURCE_NUMBER, _NUMBERED, "number", 8),
        ),
    ),
    "sources": Table(
        _("Sources"),
        _("The numbered sources of the report and of its tables."),
        table_rows.source_rows,
        (
            Column(SOURCE_NUMBER, _("its number"), "number", 8),
            Column(
                _("Title"), _("of the piece; of a passage, its first words"), "source.title", 50
            ),
            Column(_("Issuer"), _("who published it"), "source.issuer", 26),
            Column(_("Kind"), _("what it is"), "source.kind.label", 18),
            Column(_("Published"), _("day of publication"), "source.published_on", 12),
            Column(_("Place"), _("where it stands"), "source.locator", 24),
            Column(_("Marked words"), _("of a passage"), "source.quote", 60),
            Column(_("Link"), _("address on the web"), "source.url", 40),
            Column(_("In the tracker"), _("address there"), "source.address", 40),
        ),
    ),
}

# The tables of each kind, in the order of its sheets; CSV holds the first one.
_ALL = (
    "recommendations",
    "counts",
    "bodies",
    "views",
    "components",
    "evidence",
    "commitments",
    "questions",
)
KINDS: dict[str, tuple[str, ...]] = {
    ReportKind.FULL: (*_ALL, "figures"),
    ReportKind.BRIEF: ("recommendations", "counts", "evidence", "questions"),
    ReportKind.THEME: (*_ALL, "figures"),
    ReportKind.BODY: _ALL,
    ReportKind.CHANGES: ("changes", "counts", "recommendations", "evidence", "commitments"),
    ReportKind.OUTSTANDING: (
        "outstanding",
        "recommendations",
        "counts",
        "bodies",
        "commitments",
        "questions",
    ),
    ReportKind.EVIDENCE: ("evidence", "counts", "recommendations", "commitments"),
}
MAIN = {kind: codes[0] for kind, codes in KINDS.items()}


def tables(progress: Progress) -> tuple[TableData, ...]:
    """Return the tables of the report's kind; the sources come last and must be read last."""
    numbers = source_numbers(progress)
    codes = KINDS[progress.kind.code]
    # The outstanding report selects by due dates, so status changes don't belong in it.
    lists_changes = progress.kind.code != ReportKind.OUTSTANDING and "changes" not in codes
    if progress.since is not None and lists_changes:
        codes = (codes[0], "changes", *codes[1:])
    return tuple(TableData(code, TABLES[code], progress, numbers) for code in (*codes, "sources"))


def main_table(progress: Progress) -> TableData:
    """Return the table that holds most of what the report's kind is for."""
    code = MAIN[progress.kind.code]
    return TableData(code, TABLES[code], progress, source_numbers(progress))
