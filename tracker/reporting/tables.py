"""A progress report as tables with typed columns: sheets of a workbook, or a CSV file.

A column is plain data: it names the attribute that it shows of a row of its table.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext, gettext_lazy as _, pgettext_lazy

from tracker.progress import Progress
from tracker.reporting import context, layout, phrases, table_rows
from tracker.vocabulary import ReportKind
from tracker.vocabulary.columns import INTERNAL_PATH, NUMBER, RECOMMENDATION_COLUMNS, Column, Words

type Value = str | float | date | None


@dataclass(frozen=True, slots=True)
class Table:
    """A named table; its rows are made one at a time, so that a long one needs no memory."""

    name: Words  # for people, 31 letters at most
    description: Words
    rows: Callable[[Progress, context.SourceNumbers], Iterable[object]]
    columns: tuple[Column, ...]
    has_years: bool = False  # a column for the status in each year of the report follows


@dataclass(frozen=True, slots=True)
class TableData:
    """A table of one report."""

    definition: Table
    progress: Progress
    numbers: context.SourceNumbers

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns; a report for others has none of the office's own."""
        years = self.progress.years if self.definition.has_years else ()
        of_years = (
            Column(year.label, _("status for this year"), f"status_by_year.{year.period_to}", 22)
            for year in years
        )
        hidden = INTERNAL_PATH if self.progress.is_external else None
        return tuple(c for c in (*self.definition.columns, *of_years) if c.path != hidden)

    @property
    def head(self) -> tuple[str, ...]:
        """The labels of the columns, in the language in force."""
        return tuple(str(column.label) for column in self.columns)

    def rows(self) -> Iterator[tuple[Value, ...]]:
        """Yield the values of each row."""
        paths = [column.path.split(".") for column in self.columns]
        for row in self.definition.rows(self.progress, self.numbers):
            yield tuple(_value(row, path) for path in paths)


def _value(row: object, path: list[str]) -> Value:
    """Return the attribute at the end of a path; None where one on the way is not set."""
    value: object = row
    for name in path:
        if isinstance(value, dict):
            value = value.get(name)
        elif value is not None:
            value = getattr(value, name)
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


STATE = Table(
    pgettext_lazy("name of a worksheet", "State"),
    _("One row per recommendation, as of the day of the report."),
    lambda progress, _numbers: progress.recommendations,
    tuple(
        RECOMMENDATION_COLUMNS[code]
        for code in (
            *("number", "short_title", "status", "trend", "as_of", "conclusion"),
            *("leads", "remaining", "remaining_by"),
        )
    ),
    has_years=True,
)
SOURCE_NUMBER = _("Source")
_NUMBERED = _("number in the list of sources; blank if it can't be named here")
TABLES: dict[str, Table] = {
    "recommendations": Table(
        _("Recommendations"),
        _("One row per recommendation, as of the day of the report."),
        lambda progress, _numbers: progress.recommendations,
        tuple(RECOMMENDATION_COLUMNS.values()),
        has_years=True,
    ),
    "outstanding": Table(
        _("Outstanding"),
        _(
            "One row per overdue review, commitment and question, longest overdue "
            "first; then one per other recommendation that is not fully implemented."
        ),
        table_rows.outstanding_rows,
        (
            Column(_("What is outstanding"), _("kind"), "kind_label", 14),
            Column(_("Code"), _("code of the kind, for programs"), "kind", 12),
            Column(NUMBER, _("number of the recommendation"), "recommendation.number", 7),
            Column(_("Short title"), _("of the recommendation"), "recommendation.title", 40),
            Column(_("Text"), _("text of the commitment or question"), "text", 50),
            Column(_("Body"), _("body that made the commitment, is asked or leads"), "body", 14),
            Column(_("Due"), _("due date; for a recommendation, its next review"), "due_on", 12),
            Column(_("First due date"), _("before any change"), "first_due_on", 12),
            Column(
                _("Days overdue"),
                _("on the day of the report; blank if not overdue"),
                "days_overdue",
                9,
            ),
            Column(_("Postponed"), _("number of postponements"), "postponements", 8),
            *_of_recommendation("status", "status_code"),
        ),
    ),
    "changes": Table(
        _("Changes"),
        _("One row per recommendation that changed, was corrected or was assessed in the period."),
        table_rows.change_rows,
        (
            *_of_recommendation("number", "short_title"),
            Column(
                _("Outcome"),
                _("a correction changes what we know, not what happened"),
                "outcome",
                24,
            ),
            Column(
                _("Previous status"),
                _("at the end of the day before the period"),
                "recommendation.previous_status.label",
                22,
            ),
            Column(
                _("Previous status code"),
                _("status code, for programs"),
                "recommendation.previous_status.code",
                18,
            ),
            *_of_recommendation("status", "status_code", "rank"),
            Column(
                _("Steps"),
                _(
                    "change of rank; below 0 if it fell; blank if nothing changed or "
                    "not on the scale"
                ),
                "steps",
                7,
            ),
            *_of_recommendation("trend", "strength", "as_of", "corrects", "leads"),
        ),
    ),
    "counts": Table(
        _("Counts"),
        _("One row per status. Statuses without a rank are not counted in shares."),
        table_rows.status_count_rows,
        (
            Column(_("Status"), _("label"), "current.status.label", 24),
            Column(_("Status code"), _("status code, for programs"), "current.status.code"),
            Column(_("Rank"), _("0 to 4; blank if not on the scale"), "current.rank", 6),
            Column(phrases.HEADINGS["counted"], _("counted in shares"), "is_counted"),
            Column(_("Number"), _("on the day of the report"), "current.number", 9),
            Column(
                _("Previous number"),
                _("at the end of the day before the period; blank without a period"),
                "previous_number",
                9,
            ),
        ),
    ),
    "bodies": Table(
        _("Bodies"),
        _("One row per body of each recommendation."),
        table_rows.rows_of_each("bodies"),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Body"), _("code of the body"), "item.code", 12),
            Column(_("Name"), _("in the language of this report"), "item.name", 40),
            Column(_("Now"), _("who holds it since the body ended"), "item.holder_note", 30),
            Column(_("Role"), _("its role for the recommendation"), "item.role.label", 14),
            Column(_("Status"), _("of the recommendation"), "recommendation.status.label", 22),
            Column(_("Status code"), _("of the recommendation"), "recommendation.status.code", 18),
        ),
    ),
    "views": Table(
        _("Views"),
        _("Views of bodies, civil society and the source itself. They are not counted."),
        table_rows.rows_of_each("views"),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Analysts"), _("the analysts' status"), "recommendation.status.label", 22),
            Column(_("Whose view"), _("whose view it is"), "item.holder.name", 30),
            Column(
                _("Perspective"),
                _("body, civil society or source"),
                "item.holder.perspective.label",
                18,
            ),
            Column(_("Status"), _("status in this view"), "item.assessment.status.label", 22),
            Column(
                _("Status code"),
                _("status code, for programs"),
                "item.assessment.status.code",
                18,
            ),
            Column(
                _("Difference"),
                _("steps above the analysts' status; below 0 if lower; blank without a rank"),
                "item.rank_difference",
                11,
            ),
            Column(_("Differs"), _("differs from the analysts' rank"), "item.differs", 9),
            Column(_("As of"), _("day it refers to"), "item.assessment.as_of", 12),
            Column(_("Reasons"), _("reasons given"), "item.assessment.rationale", 60),
            Column(_("Stated by"), _("if it came by letter"), "item.stated_by", 20),
            Column(_("Stated on"), _("date of the letter"), "item.stated_on", 12),
            Column(_("Stated in"), _("title of the evidence"), "item.stated_in", 30),
        ),
    ),
    "components": Table(
        _("Components"),
        _("One row per component of a recommendation assessed component by component."),
        table_rows.rows_of_each("component_lines"),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Component"), _("code"), "item.code", 11),
            Column(_("Title"), _("what the component asks for"), "item.title", 40),
            Column(
                _("Basis"),
                _("only components from the text affect the overall status"),
                "item.basis.label",
                18,
            ),
            Column(_("Status"), _("of the component"), "item.status.label", 22),
            Column(_("Status code"), _("of the component"), "item.status.code", 18),
            Column(_("Remark"), _("by the analysts"), "item.remark", 50),
        ),
    ),
    "commitments": Table(
        _("Commitments"),
        _("What bodies undertook, and the outcome. A commitment never raises a status."),
        table_rows.rows_of_each("commitments"),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Commitment"), _("text of the commitment"), "item.text", 50),
            Column(_("Body"), _("body that made it"), "item.body.short", 14),
            Column(_("Undertaken on"), _("date of the commitment"), "item.undertaken_on", 13),
            Column(_("Due date"), _("current due date"), "item.due_on", 12),
            Column(_("First due date"), _("before any change"), "item.first_due_on", 12),
            Column(_("Postponed"), _("number of postponements"), "item.postponements", 8),
            Column(_("Overdue"), _("open and past its due date"), "item.is_overdue", 9),
            Column(
                _("No update"),
                _("open, and no update for 180 days or more"),
                "item.is_without_update",
                8,
            ),
            Column(_("Last update on"), _("date of the last update"), "item.last_update_on", 12),
            Column(_("Last update"), _("text of the last update"), "item.last_update", 50),
            Column(_("Done on"), _("blank while open"), "item.done_on", 12),
            Column(_("Evidence"), _("title of the evidence"), "item.evidence_title", 30),
            Column(_("Reason for dropping"), _("reason"), "item.dropped_reason", 30),
        ),
    ),
    "moves": Table(
        _("Changes of due dates"),
        _("One row per change of the due date of a commitment."),
        table_rows.move_rows,
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Commitment"), _("text of the commitment"), "commitment.text", 50),
            Column(_("Body"), _("body that made it"), "commitment.body.short", 14),
            Column(_("Agreed on"), _("day of the change"), "item.agreed_on", 12),
            Column(_("Before"), _("previous due date; blank if it had none"), "item.before", 12),
            Column(_("Due date"), _("new due date; blank if it was removed"), "item.after", 12),
            Column(_("Reason"), _("blank if it can't be shown here"), "item.reason", 50),
        ),
    ),
    "replies": Table(
        _("Replies to drafts"),
        _("The newest reply of each body to a draft of a report that it was sent."),
        lambda progress, _numbers: progress.replies,
        (
            Column(_("Body"), _("body that was sent the draft"), "body.short", 14),
            Column(_("Sent on"), _("day on which the draft was sent"), "sent_on", 12),
            Column(_("Reply by"), _("due date of the reply"), "reply_by", 12),
            Column(_("Replied on"), _("blank if no reply had come"), "replied_on", 12),
            Column(_("Reply"), _("text of the reply"), "text", 70),
            Column(_("None received"), _("recorded as not received"), "is_none_received", 9),
        ),
    ),
    "questions": Table(
        _("Open questions"),
        _("One row per question that is open on the day of the report."),
        table_rows.rows_of_each("questions"),
        (
            NUMBER_OF_RECOMMENDATION,
            Column(_("Question"), _("text of the question"), "item.question", 70),
            Column(_("Kind"), _("what the question is about"), "item.kind.label", 18),
            Column(_("Body"), _("body asked; blank if not addressed yet"), "item.body", 14),
            Column(_("Asked on"), _("date of the question"), "item.asked_on", 12),
            Column(_("Due date"), _("due date of the answer"), "item.due_on", 12),
            Column(_("Overdue"), _("past the due date"), "item.is_overdue", 9),
        ),
    ),
    "evidence": Table(
        _("Evidence"),
        _("One row per citation. Commitments are not actions taken."),
        table_rows.evidence_rows,
        (
            Column(SOURCE_NUMBER, _NUMBERED, "number", 8),
            Column(NUMBER, _("number of the recommendation"), "recommendation.number", 7),
            Column(_("Use"), _("how it is used; blank if not stated"), "citation.use.label", 14),
            Column(_("Bearing"), _("what the passage shows"), "citation.bearing.label", 16),
            Column(_("Title"), _("title of the evidence"), "citation.title", 40),
            Column(_("Kind"), _("kind of evidence"), "citation.kind.label", 18),
            Column(
                _("Quotation"),
                _("the whole sentence, in the language of the source"),
                "quotation",
                60,
            ),
            Column(_("Marked words"), _("the words that matter"), "citation.quote", 40),
            Column(_("Place"), _("place in the source"), "place", 24),
            Column(_("Shows"), _("what it shows, in the analysts' words"), "sentence", 40),
            Column(
                _("Whose view"),
                _("whose view cites it; blank for the analysts' assessment or a note"),
                "citation.view_holder.short",
                14,
            ),
            Column(
                _("Issuer"),
                _("issuer of the source; blank if not stated"),
                "citation.issuer",
                24,
            ),
            Column(
                _("Original source"),
                _("whose words the source passes on"),
                "citation.source.original_source",
                24,
            ),
            Column(_("Published"), _("date of publication"), "citation.published_on", 12),
            Column(_("Covers from"), _("first day it covers"), "citation.covers_from", 12),
            Column(_("Covers to"), _("last day it covers"), "citation.covers_to", 12),
            Column(_("Link"), _("web address"), "citation.url", 40),
        ),
    ),
    "figures": Table(
        _("Figures"),
        _("One row per value of an indicator, as given by its source."),
        table_rows.figure_rows,
        (
            Column(_("Indicator"), _("code"), "series.code", 20),
            Column(_("Name"), _("what is counted"), "series.name", 40),
            Column(_("Unit"), _("unit of the value"), "series.unit", 12),
            Column(_("Theme"), _("subject"), "series.theme.label", 14),
            Column(_("Period"), _("period of the value"), "figure.period", 22),
            Column(
                _("Value"),
                _("blank if unknown, or hidden because it is small; never 0 for either"),
                "figure.value",
                10,
            ),
            Column(_("As written"), _("the value with its qualifier"), "figure.display_value", 16),
            Column(
                _("Previous value"),
                _("value for the previous period, same source"),
                "figure.previous_value",
                12,
            ),
            Column(_("Change"), _("only if both are counted in the same way"), "figure.change", 10),
            Column(_("Change in %"), _("only if both are 20 or more"), "figure.percent_change", 11),
            Column(_("Provisional"), _("may still be corrected"), "figure.is_provisional", 11),
            Column(SOURCE_NUMBER, _NUMBERED, "number", 8),
        ),
    ),
    "sources": Table(
        _("Sources"),
        _("The numbered sources of the report and of its tables."),
        table_rows.source_rows,
        (
            Column(SOURCE_NUMBER, _("number of the source"), "number", 8),
            Column(_("Title"), _("title; for a passage, its first words"), "source.title", 50),
            Column(
                _("Issuer"), _("issuer of the source; blank if not stated"), "source.issuer", 26
            ),
            Column(
                _("Original source"),
                _("whose words the source passes on"),
                "source.original_source",
                24,
            ),
            Column(_("Kind"), _("kind of evidence"), "source.kind.label", 18),
            Column(_("Published"), _("date of publication"), "source.published_on", 12),
            Column(_("Place"), _("place in the source"), "source.locator", 24),
            Column(_("Marked words"), _("marked words of a passage"), "source.quote", 60),
            Column(_("Link"), _("web address"), "source.url", 40),
            Column(_("In Heed"), _("address in Heed"), "source.address", 40),
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
    "moves",
    "questions",
    "replies",
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
        "moves",
        "questions",
    ),
    ReportKind.EVIDENCE: ("evidence", "counts", "recommendations", "commitments"),
    ReportKind.AGENDA: ("recommendations", "counts", "commitments", "questions"),
}


def tables(progress: Progress) -> tuple[TableData, ...]:
    """Return the tables of the report's kind; the sources come last and must be read last."""
    numbers = layout.source_numbers(progress)
    codes = KINDS[progress.kind.code]
    # The outstanding report selects by due dates, so status changes don't belong in it.
    lists_changes = progress.kind.code != ReportKind.OUTSTANDING and "changes" not in codes
    if progress.since is not None and lists_changes:
        codes = (codes[0], "changes", *codes[1:])
    return tuple(TableData(TABLES[code], progress, numbers) for code in (*codes, "sources"))


def main_table(progress: Progress) -> TableData:
    """Return the table that holds most of what the report's kind is for."""
    return TableData(
        TABLES[KINDS[progress.kind.code][0]], progress, layout.source_numbers(progress)
    )
