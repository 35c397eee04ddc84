"""Import recommendations of any mechanism from a table: store, preview, accept as a whole."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.base import TimedCommand, lock_row
from tracker.actions.history.summary_rows import keep_summaries
from tracker.actions.imports.drafts import log_decision
from tracker.actions.imports.editions import (
    ChangeSet,
    get_or_create_mechanism,
    guess_duty,
    guess_theme,
    make_slug,
    reported_year,
    shorten_title,
)
from tracker.actions.imports.table_rows import (
    Edition,
    PreviewLine,
    RowOutcome,
    TablePreview,
    describe_error,
    preview_rows,
)
from tracker.audit.reasons import because
from tracker.documents.tables import Table, read_table_text
from tracker.errors import InvalidValue, Stale
from tracker.intake import tables
from tracker.intake.tables import ColumnMapping, Field, guess_columns, parse_rows
from tracker.models import Draft, ImportRun, Recommendation, Report
from tracker.models.imports import TABLE_READERS
from tracker.vocabulary import DraftKind, DraftState, ImportRunState, Reason, ReasonCode

BATCH_SIZE = 500
MAX_NAMED_ERRORS = 3  # faults that a refusal names


def guess_mapping(table: Table, *, mechanism: str = "", as_uhri: bool = False) -> ColumnMapping:
    """Guess the mapping from the headings; `mechanism` holds for the whole file, if given."""
    if as_uhri or tables.is_uhri(table.headings):
        mapping = tables.uhri_mapping(table.headings)
    else:
        mapping = ColumnMapping(guess_columns(table.headings))
    if mechanism:
        mapping.constants[Field.MECHANISM] = mechanism
        mapping.columns.pop(Field.MECHANISM, None)
    return mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTable(TimedCommand):
    """A table to store, with its file; the mapping is guessed unless given."""

    table: Table
    content: bytes
    file_name: str
    mapping: ColumnMapping | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptTable(TimedCommand):
    """A table to accept as its columns are read, and why."""

    run: ImportRun
    mapping: ColumnMapping
    reason: str


@transaction.atomic
def store_run(command: StoreTable) -> ImportRun:
    """Store a table as a run that waits for a decision.

    The same bytes again return the run that waits or was accepted. Raises PermissionRefused where
    `by` may not import.
    """
    policies.imports.check_can_import(command.by)
    table, mapping = command.table, command.mapping or guess_mapping(command.table)
    digest = hashlib.sha256(command.content).hexdigest()
    fixed = mapping.constants.get(Field.MECHANISM, "")[:16]
    existing: ImportRun | None = (
        ImportRun.objects.filter(sha256=digest, reader__in=TABLE_READERS, mechanism=fixed)
        .filter(state__in=[ImportRunState.WAITING, ImportRunState.ACCEPTED])
        .order_by("-pk")
        .first()
    )
    if existing is not None:
        return existing
    with because(_("Imported"), by=command.by):
        return ImportRun.objects.create(
            file_name=command.file_name[-200:],
            sha256=digest,
            reader="uhri" if mapping.is_uhri else table.kind,
            text=table.text,
            mechanism=fixed,
            uncertain=list(table.notes),
            created={"mapping": mapping.as_json()},
            created_by=command.by,
            created_at=command.now,
        )


def load_table(run: ImportRun) -> Table:
    """Load the table that is stored with the run."""
    return read_table_text(run.text, kind=run.reader, notes=run.uncertain)


def preview_table(table: Table, mapping: ColumnMapping) -> TablePreview:
    """Work out what accepting the table would do; nothing is written.

    Raises FileUnreadable for a mapping that does not fit the headings.
    """
    return preview_rows(parse_rows(table, mapping))


def accept(command: AcceptTable) -> ImportRun:
    """Accept every row, or none: create missing reports and recommendations.

    Existing ones stay as they are. A recommendation that the table lacks is not thereby "not
    repeated", since a table may be a selection.

    Raises PermissionRefused, Stale, FileUnreadable for a mapping that does not fit the headings,
    InvalidValue without a reason and for rows with errors, of which it names the first.
    """
    try:
        return _accept(command)
    except IntegrityError as clash:
        raise Stale(
            _(
                "Nothing was imported from “%(file)s”: somebody else imported the same "
                "recommendations at the same time. Preview it again."
            )
            % {"file": command.run.file_name}
        ) from clash


@keep_summaries()
def _accept(command: AcceptTable) -> ImportRun:
    policies.imports.check_can_import(command.by)
    with because(Reason(command.reason, ReasonCode.NEW_EDITION), by=command.by):
        fresh = lock_row(command.run)
        policies.imports.check_is_waiting(fresh)
        preview = preview_table(load_table(fresh), command.mapping)
        _check_no_errors(preview, fresh)
        change_set = ChangeSet()
        reports = _create_missing_reports(preview, change_set)
        _create_recommendations(preview, reports, change_set, command.now)
        Draft.objects.bulk_create(_build_drafts(fresh, preview), batch_size=BATCH_SIZE)
        editions = {line.edition for line in preview.lines if line.edition}
        fresh.report = reports[editions.pop()] if len(editions) == 1 else None
        fresh.state, fresh.reason = ImportRunState.ACCEPTED, command.reason
        fresh.decided_by, fresh.decided_at = command.by, command.now
        fresh.created = {
            **change_set.as_json,
            "mapping": command.mapping.as_json(),
            "counts": preview.counts,
        }
        fresh.save()
    log_decision(fresh)
    return fresh


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
                "number": len(faulty),
                "first": " ".join(errors[:MAX_NAMED_ERRORS]),
            }
        )


def _create_missing_reports(preview: TablePreview, change_set: ChangeSet) -> dict[Edition, Report]:
    """Return the report of every edition in the table, created where it is missing."""
    reports = dict(preview.reports)
    for line in preview.with_outcome(RowOutcome.NEW):
        edition = line.edition
        assert edition is not None
        if edition not in reports:
            reports[edition] = _create_report(line, edition, change_set)
    return reports


def _create_report(line: PreviewLine, edition: Edition, change_set: ChangeSet) -> Report:
    code, country, year = edition
    mechanism = get_or_create_mechanism(code, change_set)
    first, last = reported_year(mechanism, year)
    title = f"{mechanism.name} {year}, {line.country}"
    document = line.source.document
    slug = make_slug(code, year, line.country)
    if Report.objects.filter(slug=slug).exists():
        slug = make_slug(code, year, country)
    report = Report.objects.create(
        mechanism=mechanism,
        country=country,
        country_name=line.country,
        year=year,
        slug=slug,
        title=(f"{document}: {title}" if document else title)[:200],
        period_from=first,
        period_to=last,
        published_on=line.source.published_on,
    )
    change_set.record_created(report)
    return report


def _create_recommendations(
    preview: TablePreview, reports: dict[Edition, Report], change_set: ChangeSet, now: datetime
) -> None:
    """Create the missing recommendations, in the order of the file, with their topics."""
    lines = preview.with_outcome(RowOutcome.NEW)
    numbers: dict[int, set[str]] = {}
    last: dict[int, int] = {}
    existing = Recommendation.objects.filter(report__in={row.pk for row in reports.values()})
    for key, number, position in existing.values_list("report", "number", "position"):
        numbers.setdefault(key, set()).add(number)
        last[key] = max(last.get(key, 0), position)
    for line in lines:  # numbers in the file come first: rows without one get what is left
        if line.edition and line.source.number:
            numbers.setdefault(reports[line.edition].pk, set()).add(line.source.number)
    rows = []
    for line in lines:
        assert line.edition is not None
        report = reports[line.edition]
        last[report.pk] = position = last.get(report.pk, 0) + 1
        taken = numbers.setdefault(report.pk, set())
        number = line.source.number or _free_number(taken, position)
        taken.add(number)
        rows.append(_build_recommendation(line, report, number, position, now))
    rows = Recommendation.objects.bulk_create(rows, batch_size=BATCH_SIZE)
    topics: list[Any] = []
    through = Recommendation.topics.through
    for row, line in zip(rows, lines, strict=True):
        change_set.record_created(row)
        line.source.number = row.number
        topics += [through(recommendation=row, topic_id=key) for key in line.topics]
    for topic in through.objects.bulk_create(topics, batch_size=BATCH_SIZE):
        change_set.record_created(topic)


def _free_number(taken: set[str], position: int) -> str:
    """Return the first number from `position` on that is not taken."""
    while str(position) in taken:
        position += 1
    return str(position)


def _build_recommendation(
    line: PreviewLine, report: Report, number: str, position: int, now: datetime
) -> Recommendation:
    row = line.source
    guesses = {
        "short_title": shorten_title(row.text),
        "theme": guess_theme(row.text),
        "duty": guess_duty(row.text),
    }
    return Recommendation(
        report=report,
        number=number,
        position=position,
        sort_key=report.sort_key_for(position),
        text=row.text,
        external_id=row.external_id,
        review_on=report.mechanism.next_date(after=now.date()),
        **{**guesses, **{code: value for code, value in row.values.items() if value}},
    )


def _build_drafts(run: ImportRun, preview: TablePreview) -> list[Draft]:
    """Build a draft for each recommendation of each row, with its outcome."""
    labels = {
        RowOutcome.NEW: _("added"),
        RowOutcome.SAME: _("already recorded"),
        RowOutcome.LEFT_OUT: _("left out, because it is not a recommendation"),
    }
    drafts = []
    for position, line in enumerate(preview.lines, 1):
        outcome = labels[line.outcome]
        if line.unknown_topics and line.outcome == RowOutcome.NEW:
            outcome += ". " + _("Unknown topics: %(names)s") % {
                "names": ", ".join(line.unknown_topics)
            }
        is_left_out = line.outcome == RowOutcome.LEFT_OUT
        drafts.append(
            Draft(
                run=run,
                kind=DraftKind.RECOMMENDATION,
                position=position,
                values={
                    "row": line.source.row,
                    "number": line.source.number,
                    "external_id": line.source.external_id,
                    "text": line.source.text,
                    "name": line.cited_as,
                },
                state=DraftState.DROPPED if is_left_out else DraftState.ACCEPTED,
                outcome=outcome,
            )
        )
    return drafts
