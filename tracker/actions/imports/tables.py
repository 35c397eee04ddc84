"""Recommendations of any mechanism come in as a table: kept as a run, rehearsed, taken in whole."""

import hashlib
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.imports.editions import (
    Kept,
    duty_of,
    mechanism_of,
    short,
    slug_of,
    theme_of,
    year_before,
)
from tracker.actions.imports.table_rows import (
    Comes,
    Edition,
    Line,
    Rehearsal,
    rehearse,
    sentence_of,
)
from tracker.audit.reasons import because
from tracker.documents.tables import Table
from tracker.documents.tables.table import of_text
from tracker.errors import InvalidValue, Stale
from tracker.intake import uhri
from tracker.intake.column_mapping import ColumnMapping, Field, guess_columns
from tracker.intake.table_rows import parse_rows
from tracker.models import Draft, ImportRun, Recommendation, Report, User
from tracker.models.imports import TABLES
from tracker.vocabulary import DraftKind, DraftState, ImportRunState, Reason, ReasonCode

BATCH = 500
NAMED = 3  # faults that a refusal names


def guessed(table: Table, *, mechanism: str = "", as_uhri: bool = False) -> ColumnMapping:
    """What the headings say of themselves, and the mechanism said for the whole file."""
    if as_uhri or uhri.is_uhri(table.headings):
        found = uhri.uhri_mapping(table.headings)
    else:
        found = ColumnMapping(guess_columns(table.headings))
    if mechanism:
        found.constants[Field.MECHANISM] = mechanism
        found.columns.pop(Field.MECHANISM, None)
    return found


@transaction.atomic
def read_in(
    *,
    table: Table,
    content: bytes,
    file_name: str,
    by: User,
    now: datetime,
    mapping: ColumnMapping | None = None,
) -> ImportRun:
    """Keep a table as a run that waits for a decision.

    The same bytes again give the run that waits, or the one accepted whose recommendations are all
    held. Raises NotYours without the right to log.
    """
    policies.imports.check_can_import(by)
    mapping = mapping or guessed(table)
    digest = hashlib.sha256(content).hexdigest()
    fixed = mapping.constants.get(Field.MECHANISM, "")[:16]
    held: ImportRun | None = (
        ImportRun.objects.filter(sha256=digest, reader__in=TABLES, mechanism=fixed)
        .filter(state__in=[ImportRunState.WAITING, ImportRunState.ACCEPTED])
        .order_by("-pk")
        .first()
    )
    if held is not None:
        return held
    with because(_("Read in"), by=by):
        run = ImportRun(
            file_name=file_name[-200:],
            sha256=digest,
            reader="uhri" if mapping.is_uhri else table.kind,
            text=table.text,
            mechanism=fixed,
            uncertain=list(table.notes),
            created={"mapping": mapping.as_json()},
            created_by=by,
            created_at=now,
        )
        run.save()
    return run


def table_of(run: ImportRun) -> Table:
    """The table that the run keeps."""
    return of_text(run.text, kind=run.reader, notes=run.uncertain)


def look(table: Table, mapping: ColumnMapping) -> Rehearsal:
    """What taking the table in would do; nothing is written.

    Raises Unreadable for a mapping that the headings do not bear out.
    """
    return rehearse(parse_rows(table, mapping))


def accept(
    *, run: ImportRun, mapping: ColumnMapping, by: User, reason: str, now: datetime
) -> ImportRun:
    """Take in every row, or none: reports that are missing, and their recommendations.

    What is held stays as it is, and what the table does not hold is not thereby "not repeated": a
    table may be a choice. Raises NotYours, Unreadable for a wrong mapping, Invalid naming the first
    rows with errors or without a reason, Stale when it was decided on meanwhile.
    """
    try:
        return _accept(run, mapping, by, reason, now)
    except IntegrityError as clash:
        raise Stale(
            _(
                "Nothing was taken in of “%(file)s”: somebody took in the same recommendations at "
                "this moment. Look at it again."
            )
            % {"file": run.file_name}
        ) from clash


@transaction.atomic
def _accept(
    run: ImportRun, mapping: ColumnMapping, by: User, reason: str, now: datetime
) -> ImportRun:
    policies.imports.check_can_import(by)
    with because(Reason(reason, ReasonCode.NEW_EDITION), by=by):
        fresh: ImportRun = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        policies.imports.check_is_waiting(fresh)
        rehearsal = look(table_of(fresh), mapping)
        _check_whole(rehearsal, fresh)
        kept = Kept()
        reports = _reports(rehearsal, kept)
        _write(rehearsal, reports, kept, now)
        Draft.objects.bulk_create(_drafts(fresh, rehearsal), batch_size=BATCH)
        only = {line.edition for line in rehearsal.lines if line.edition}
        fresh.report = reports[only.pop()] if len(only) == 1 else None
        fresh.state, fresh.reason, fresh.decided_by, fresh.decided_at = (
            ImportRunState.ACCEPTED,
            reason,
            by,
            now,
        )
        fresh.created = {**kept.told, "mapping": mapping.as_json(), "counts": rehearsal.counts}
        fresh.save()
    return fresh


def _check_whole(rehearsal: Rehearsal, run: ImportRun) -> None:
    faulty = rehearsal.of(Comes.ERROR)
    if faulty:
        told = [sentence_of(line.faults[0], line.asked.row) for line in faulty[:NAMED]]
        raise InvalidValue(
            _(
                "Nothing was taken in of “%(file)s”: %(number)d rows have errors, and it is taken "
                "in whole or not at all. %(first)s"
            )
            % {"file": run.file_name, "number": len(faulty), "first": " ".join(told)}
        )


def _reports(rehearsal: Rehearsal, kept: Kept) -> dict[Edition, Report]:
    """The report of every edition that a row needs; those that are missing are made."""
    reports = dict(rehearsal.reports)
    for line in rehearsal.of(Comes.NEW):
        edition = line.edition
        assert edition is not None
        if edition not in reports:
            reports[edition] = _report(line, edition, kept)
    return reports


def _report(line: Line, edition: Edition, kept: Kept) -> Report:
    code, country, year = edition
    mechanism = mechanism_of(code, kept)
    first, last = year_before(mechanism, year)
    named = f"{mechanism.name} {year}, {line.country}"
    document = line.asked.document
    slug = slug_of(code, year, line.country)
    if Report.objects.filter(slug=slug).exists():
        slug = slug_of(code, year, country)
    report = Report(
        mechanism=mechanism,
        country=country,
        country_name=line.country,
        year=year,
        slug=slug,
        title=(f"{document}: {named}" if document else named)[:200],
        period_from=first,
        period_to=last,
        published_on=line.asked.published_on,
    )
    report.save()
    kept.made(report)
    return report


def _write(rehearsal: Rehearsal, reports: dict[Edition, Report], kept: Kept, now: datetime) -> None:
    """The recommendations that are missing, in the order of the file, and their topics."""
    lines = rehearsal.of(Comes.NEW)
    numbers: dict[int, set[str]] = {}
    last: dict[int, int] = {}
    held = Recommendation.objects.filter(report__in={line.pk for line in reports.values()})
    for report, number, position in held.values_list("report", "number", "position"):
        numbers.setdefault(report, set()).add(number)
        last[report] = max(last.get(report, 0), position)
    for line in lines:  # those that stand in the file come first: the others take what is free
        if line.edition and line.asked.number:
            numbers.setdefault(reports[line.edition].pk, set()).add(line.asked.number)
    rows = []
    for line in lines:
        assert line.edition is not None
        report = reports[line.edition]
        last[report.pk] = position = last.get(report.pk, 0) + 1
        taken = numbers.setdefault(report.pk, set())
        number = line.asked.number or _free(taken, position)
        taken.add(number)
        rows.append(_row(line, report, number, position, now))
    made = Recommendation.objects.bulk_create(rows, batch_size=BATCH)
    ties: list[Any] = []
    through = Recommendation.topics.through
    for row, line in zip(made, lines, strict=True):
        kept.made(row)
        line.asked.number = row.number
        ties += [through(recommendation=row, topic_id=key) for key in line.topics]
    for tie in through.objects.bulk_create(ties, batch_size=BATCH):
        kept.made(tie)


def _free(taken: set[str], position: int) -> str:
    """The first number from `position` on that nothing has."""
    while str(position) in taken:
        position += 1
    return str(position)


def _row(line: Line, report: Report, number: str, position: int, now: datetime) -> Recommendation:
    asked = line.asked
    return Recommendation(
        report=report,
        number=number,
        position=position,
        sort_key=report.sort_key_for(position),
        text=asked.text,
        external_id=asked.external_id,
        short_title=asked.short_title or short(asked.text),
        theme=asked.theme or theme_of(asked.text),
        duty=asked.duty or duty_of(asked.text),
        review_on=report.mechanism.next_date(after=now.date()),
    )


def _drafts(run: ImportRun, rehearsal: Rehearsal) -> list[Draft]:
    """One for each recommendation of each row, with what became of it."""
    words = {
        Comes.NEW: _("added"),
        Comes.SAME: _("held already"),
        Comes.LEFT_OUT: _("left out: no recommendation"),
    }
    drafts = []
    for position, line in enumerate(rehearsal.lines, 1):
        told = words[line.comes]
        if line.unheld and line.comes == Comes.NEW:
            told += ". " + _("Topics that are not held: %(names)s") % {
                "names": ", ".join(line.unheld)
            }
        left = line.comes == Comes.LEFT_OUT
        drafts.append(
            Draft(
                run=run,
                kind=DraftKind.RECOMMENDATION,
                position=position,
                values={
                    "row": line.asked.row,
                    "number": line.asked.number,
                    "external_id": line.asked.external_id,
                    "text": line.asked.text,
                    "name": line.cited_as,
                },
                state=DraftState.DROPPED if left else DraftState.ACCEPTED,
                outcome=told,
            )
        )
    return drafts
