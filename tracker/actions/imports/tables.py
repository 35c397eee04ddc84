"""Import recommendations of any mechanism from a table: store, preview, accept as a whole."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from itertools import batched, islice

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from tracker import compiled_queries, policies, vocabulary
from tracker.actions.base import TimedCommand, save_fields
from tracker.actions.evidence.files import Upload
from tracker.actions.imports import drafts, editions
from tracker.actions.imports.table_rows import (
    CHUNK,
    LISTED,
    Edition,
    PreviewLine,
    RowOutcome,
    TableCheck,
    TablePreview,
    describe_error,
    preview_rows,
)
from tracker.audit import reasons, text_screening
from tracker.documents.tables import Row, Table, read_table_text
from tracker.errors import InvalidValue, Stale
from tracker.intake.tables import ColumnMapping, Field, from_json, guess_mapping, parse_rows
from tracker.models import STATUS_READER, TABLE_READERS, Draft, ImportRun, Recommendation, Report

BATCH_SIZE = 500
MAX_SYNC_ROWS = 5000  # checked within a request
MAX_STATUS_ROWS = 250  # of a table of statuses: each has some fields on one page
MAX_NAMED_ERRORS = 3  # faults that a refusal names


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTable(TimedCommand):
    """A table to store, with the SHA-256 of its file; the mapping is guessed unless given."""

    table: Table
    sha256: str
    file_name: str
    mapping: ColumnMapping | None = None
    upload: Upload | None = None  # of a table of statuses, which is kept until it is accepted


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTable(drafts.DecideRun):
    """A table to accept as its columns are read, and why."""

    mapping: ColumnMapping
    on_progress: Callable[[int, int], object] = max  # takes rows that are written, of how many


@transaction.atomic
def store_run(command: StoreTable) -> ImportRun:
    """Store a table as a run that waits for a decision.

    The same bytes again return the run that waits or was accepted. Raises PermissionRefused where
    `by` may not import.
    """
    policies.imports.check_can_import(command.by)
    table, mapping = command.table, command.mapping or guess_mapping(command.table)
    InvalidValue.raise_if(
        command.upload and sum(1 for _row in table.rows) > MAX_STATUS_ROWS,
        _("A table of statuses can have %(most)d rows, since each is looked at. Split it."),
        most=MAX_STATUS_ROWS,
    )
    fixed = mapping.constants.get(Field.MECHANISM, "")[:16]
    is_of_statuses = models.Q(reader=STATUS_READER)
    is_accepted = models.Q(state=vocabulary.ImportRunState.ACCEPTED)
    is_own = models.Q(created_by=command.by)  # statuses are imported by who uploaded them
    existing: ImportRun | None = (
        ImportRun.objects.filter(sha256=command.sha256, reader__in=TABLE_READERS, mechanism=fixed)
        .filter(is_of_statuses & (is_accepted | is_own) if command.upload else ~is_of_statuses)
        .filter(state__in=[vocabulary.ImportRunState.WAITING, vocabulary.ImportRunState.ACCEPTED])
        .order_by("-pk")
        .first()
    )
    if existing is not None:
        return existing
    kind = "uhri" if mapping.is_uhri else table.kind
    if command.upload:
        kind = STATUS_READER
        text_screening.check_file_text(command.upload.file.screened)
    with reasons.because(_("Imported"), by=command.by):
        run = ImportRun.objects.create(
            file_name=command.file_name[-200:],
            sha256=command.sha256,
            reader=kind,
            mechanism=fixed,
            uncertain=list(table.notes),
            created={
                "mapping": mapping.as_json(),
                "headings": table.headings,
                "upload": command.upload and command.upload.token,
            },
            created_by=command.by,
            created_at=command.now,
        )
        _store_rows(run, table)
    return run


def _store_rows(run: ImportRun, table: Table) -> None:
    """Store the rows of a table as drafts of some hundred each, which its page shows one by one."""
    for rows in batched(table.rows, CHUNK):
        Draft.objects.create(
            run=run,
            kind=vocabulary.DraftKind.RECOMMENDATION,
            position=rows[0][0],
            values={"cells": [[number, *cells] for number, cells in rows]},
        )


def is_long(run: ImportRun) -> bool:
    """Return whether a run has more rows than are checked while somebody waits for a page."""
    return run.drafts.count() > MAX_SYNC_ROWS // CHUNK


def load_table(run: ImportRun) -> Table:
    """Load the table that is stored with the run."""
    if "headings" not in run.created:  # stored before 0.2
        return read_table_text(run.text, kind=run.reader, notes=run.uncertain)
    return Table(
        run.reader,
        tuple(run.created["headings"]),
        partial(_stored_rows, run),
        tuple(run.uncertain),
    )


def _stored_rows(run: ImportRun) -> Iterator[Row]:
    for draft in run.drafts.order_by("position").iterator(10):
        yield from _rows_of(draft)


def _rows_of(draft: Draft) -> Iterator[Row]:
    return ((number, tuple(cells)) for number, *cells in draft.values["cells"])


def saved_mapping(run: ImportRun) -> ColumnMapping:
    """Return the mapping that the run was stored or accepted with."""
    return from_json(json.dumps(run.created.get("mapping", {})))


def preview_table(
    table: Table, mapping: ColumnMapping, *, first: int | None = None, most: int | None = LISTED
) -> TablePreview:
    """Work out what accepting the table, or its `first` rows, would do; nothing is written.

    Raises FileUnreadable for a mapping that does not fit the headings.
    """
    return preview_rows(islice(parse_rows(table, mapping), first), most=most)


def list_outcomes(run: ImportRun, most: int) -> list[dict[str, object]]:
    """Return row, name, text and outcome of the first recommendations of a decided run."""
    if "outcomes" in run.created:
        return list(run.created["outcomes"][:most])
    return [  # before 0.2
        {**draft.values, "outcome": draft.outcome}
        for draft in run.drafts.filter(kind=vocabulary.DraftKind.RECOMMENDATION).order_by(
            "position"
        )[:most]
    ]


def accept(command: AcceptTable) -> ImportRun:
    """Accept every row, or none: create missing reports and recommendations.

    Existing ones stay as they are. A recommendation that the table lacks is not thereby "not
    repeated", since a table may be a selection.

    Raises PermissionRefused, Stale, FileUnreadable for a mapping that does not fit the headings,
    InvalidValue without a reason and for rows with errors, of which it names the first.
    """
    clash = _(
        "Nothing was imported from “%(file)s”: somebody else imported the same recommendations at "
        "the same time. Preview it again."
    )
    with Stale.instead_of(IntegrityError, clash, file=command.run.file_name):
        run = _accept(command)
    compiled_queries.refresh_statistics()  # a table may hold more rows than there were
    return run


@transaction.atomic
def _accept(command: AcceptTable) -> ImportRun:
    reason = vocabulary.Reason(command.reason, vocabulary.ReasonCode.NEW_EDITION)
    with (
        drafts.editing(command.run, command.by, reason) as fresh,
        editions.record_changes() as list_changes,
    ):
        table, check = load_table(fresh), TableCheck()
        preview = preview_rows(parse_rows(table, command.mapping), check)
        _check_no_errors(preview, fresh)
        if "headings" not in fresh.created:
            _store_rows(fresh, table)
        writer = _TableWriter(check, command.now)
        total = sum(preview.numbers.values())
        for key in list(fresh.drafts.order_by("position").values_list("pk", flat=True)):
            draft = Draft.objects.get(pk=key)
            rows = parse_rows(replace(table, source=partial(_rows_of, draft)), command.mapping)
            writer.write(check.check(rows))
            save_fields(draft, state=vocabulary.DraftState.ACCEPTED)
            command.on_progress(writer.count, total)
        report = next(iter(writer.reports.values())) if len(writer.reports) == 1 else None
        created = {
            **list_changes(),
            "mapping": command.mapping.as_json(),
            "headings": table.headings,
            "counts": preview.counts,
            "outcomes": writer.outcomes,
        }
        return drafts.save_run_decision(
            fresh, command, vocabulary.ImportRunState.ACCEPTED, report=report, created=created
        )


def _check_no_errors(preview: TablePreview, run: ImportRun) -> None:
    if faulty := preview.with_outcome(RowOutcome.ERROR):
        errors = [describe_error(line.faults[0], line.source.row) for line in faulty]
        raise InvalidValue(
            _(
                "Nothing was imported from “%(file)s”: %(number)d rows have errors, and a "
                "table is imported whole or not at all. %(first)s"
            )
            % {
                "file": run.file_name,
                "number": preview.numbers[RowOutcome.ERROR],
                "first": " ".join(errors[:MAX_NAMED_ERRORS]),
            }
        )


class _TableWriter:
    """Write the missing reports and recommendations of a table, some hundred rows at a time."""

    def __init__(self, check: TableCheck, now: datetime) -> None:
        self.check, self.now = check, now
        self._mechanism = cache(editions.get_or_create_mechanism)
        self.reports: dict[Edition, Report] = {}
        self.outcomes: list[dict[str, object]] = []  # of the first rows
        self.count = 0
        self._positions: dict[int, int] = {}  # last ones, by report
        self._labels = {
            RowOutcome.NEW: _("added"),
            RowOutcome.SAME: _("already recorded"),
            RowOutcome.LEFT_OUT: _("left out, because it is not a recommendation"),
        }

    def write(self, lines: list[PreviewLine]) -> None:
        """Create what is missing."""
        new = [line for line in lines if line.outcome == RowOutcome.NEW]
        reports = self.check.reports | self._create_reports(new)
        self._load_positions(reports.values())
        rows = [self._build(line, reports[line.edition]) for line in new if line.edition]
        rows = Recommendation.objects.bulk_create(rows, batch_size=BATCH_SIZE)
        through = Recommendation.topics.through
        through.objects.bulk_create(
            [
                through(recommendation=row, topic_id=topic)
                for row, line in zip(rows, new, strict=True)
                for topic in line.topics
            ],
            batch_size=BATCH_SIZE,
        )
        self.reports |= reports
        self.count += len(lines)
        self.outcomes += [
            {"row": line.source.row, "name": line.cited_as, "text": line.source.text}
            | {"outcome": self._describe(line)}
            for line in lines[: LISTED - len(self.outcomes)]
        ]

    def _describe(self, line: PreviewLine) -> str:
        outcome = self._labels[line.outcome]
        if line.unknown_topics and line.outcome == RowOutcome.NEW:
            names = _("Unknown topics: %(names)s") % {"names": ", ".join(line.unknown_topics)}
            return f"{outcome}. {names}"
        return outcome

    def _load_positions(self, reports: Iterable[Report]) -> None:
        """Load the last position, and the numbers, of reports that come up the first time."""
        keys = {report.pk for report in reports} - self._positions.keys()
        self._positions |= dict.fromkeys(keys, 0)
        for report, number, position in (
            Recommendation.objects.filter(report__in=keys)
            .order_by("position")
            .values_list("report", "number", "position")
        ):
            self._positions[report] = position
            self.check.seen.first(report, number, row=0)

    def _build(self, line: PreviewLine, report: Report) -> Recommendation:
        self._positions[report.pk] = position = self._positions[report.pk] + 1
        row = line.source
        return editions.build_recommendation(
            report,
            row.number or self._free_number(line, report, position),
            position,
            row.text,
            now=self.now,
            external_id=row.external_id,
            **{code: value for code, value in row.values.items() if value},
        )

    def _free_number(self, line: PreviewLine, report: Report, number: int) -> str:
        """Return the first number from this one on that neither the file nor the report has."""
        seen, edition = self.check.seen, line.edition or ()
        while (
            seen.find(*edition, "number", number) is not None
            or seen.first(report.pk, number, row=0) == 0
        ):
            number += 1
        return str(number)

    def _create_reports(self, lines: list[PreviewLine]) -> dict[Edition, Report]:
        """Create the reports of the editions that these lines are the first of."""
        reports: dict[Edition, Report] = {}
        for line in lines:
            if line.edition and not (line.edition in reports or line.edition in self.check.reports):
                reports[line.edition] = self._build_report(line, line.edition)
        taken = set(
            Report.objects.filter(
                slug__in=[report.slug for report in reports.values()]
            ).values_list("slug", flat=True)
        )
        for (code, country, year), report in reports.items():
            if report.slug in taken:
                report.slug = editions.make_slug(code, year, country)
            taken.add(report.slug)
        Report.objects.bulk_create(reports.values())
        return reports

    def _build_report(self, line: PreviewLine, edition: Edition) -> Report:
        code, country, year = edition
        mechanism = self._mechanism(code)
        title = f"{mechanism.name} {year}, {line.country}"
        document = line.source.document
        return editions.build_report(
            mechanism,
            year,
            country,
            line.country,
            title=(f"{document}: {title}" if document else title)[:200],
            published_on=line.source.published_on,
        )
