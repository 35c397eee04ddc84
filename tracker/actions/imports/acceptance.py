"""Accept a run: write its edition, links and carried-over values; or undo it as a whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import batched, chain
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from tracker import errors, grouping, policies
from tracker.actions.base import lock_row, save_fields
from tracker.actions.bodies import NewSource, add_source
from tracker.actions.imports.drafts import DEPENDENT_KINDS, DecideRun, save_run_decision
from tracker.actions.imports.editions import (
    AcceptedEdition,
    build_recommendation,
    find_doubts,
    get_or_create_report,
    record_changes,
    write_figures,
    write_questions,
)
from tracker.actions.recommendations.lifecycle import carry_over
from tracker.audit.reasons import because
from tracker.intake.narrative import read_paragraphs
from tracker.models import (
    Body,
    Draft,
    Event,
    ImportRun,
    Indicator,
    LineageLink,
    Passage,
    Recommendation,
    Report,
    Responsibility,
    StatusSpan,
)
from tracker.summaries.bodies import find_foreign
from tracker.vocabulary import (
    INDICATORS,
    BodyKind,
    Confidence,
    DraftKind,
    DraftState,
    ImportRunState,
    Lifecycle,
    Reason,
    ReasonCode,
)


def write_run(run: ImportRun, edition: AcceptedEdition) -> None:
    """Write passages, then the drafts of each kind, and save the outcome of every draft."""
    _write_passages(run, edition)
    drafts = list(run.drafts.not_dropped().order_by("position", "pk"))
    doubts = find_doubts([draft for draft in drafts if draft.kind == DraftKind.FIGURE])
    for draft in drafts:
        # A link of nearly equal texts is accepted with its run, unless somebody dropped it.
        needs_person = draft.kind in (*DEPENDENT_KINDS, DraftKind.BODY) and not draft.values.get(
            "by_itself"
        )
        is_chosen = draft.state == DraftState.ACCEPTED or not needs_person
        draft.state = (
            DraftState.ACCEPTED if is_chosen and draft.pk not in doubts else DraftState.DROPPED
        )
        draft.outcome = (
            _("left out: %(why)s") % {"why": doubts[draft.pk]}
            if draft.pk in doubts
            else _("left out, because nobody accepted it")
        )
    by_kind = grouping.group_pairs((d.kind, d) for d in drafts if d.state == DraftState.ACCEPTED)
    for kind, write in WRITERS.items():
        write(edition, by_kind[kind])
    # One update for each outcome: they are few, the drafts many.
    by_outcome = grouping.group_pairs(((draft.state, draft.outcome), draft.pk) for draft in drafts)
    for (state, outcome), keys in by_outcome.items():
        run.drafts.filter(pk__in=keys).update(state=state, outcome=outcome)


def _write_passages(run: ImportRun, edition: AcceptedEdition) -> None:
    """Create missing passages. Raises NotAllowed where an existing one has another text."""
    report = edition.report
    edition.passages = {p.number: p for p in Passage.objects.filter(report=report)}
    missing: list[Passage] = []
    for paragraph in read_paragraphs(run.text, run.mechanism):
        number, text = paragraph.number, paragraph.text
        passage = Passage(report=report, number=number, section=paragraph.section, text=text)
        if number not in edition.passages:
            missing.append(passage)
        errors.NotAllowed.raise_if(
            edition.passages.setdefault(number, passage).text != text,
            _(
                "¶ %(number)s of %(report)s is recorded with different text, and printed "
                "text never changes. Compare the two, and discard this import if it is "
                "the worse copy."
            ),
            report=report.cited_as,
            number=number,
        )
    Passage.objects.bulk_create(missing)


def write_recommendations(edition: AcceptedEdition, drafts: Sequence[Draft]) -> None:
    """Create missing recommendations. Raises NotAllowed where one exists with another text."""
    existing = {
        row.number: row
        for row in edition.report.recommendations.select_related("report__mechanism")
    }
    taken = {row.position for row in existing.values()}
    missing: list[Recommendation] = []
    for draft in drafts:
        number, text = str(draft.values["number"]), draft.values["text"]
        row = existing.get(number)
        draft.outcome = _("added") if row is None else _("already recorded")
        if row is None:
            position = int(number) if number.isdigit() else 0
            if not position or position in taken:
                position = max(taken, default=0) + 1
            taken.add(position)
            place = edition.quote(draft.places[0]) if len(draft.places) == 1 else {}
            place.pop("quote", None)  # that is its text
            row = existing[number] = build_recommendation(
                edition.report, number, position, text, now=edition.now, **place
            )
            missing.append(row)
        errors.NotAllowed.raise_if(
            row.text != text,
            _(
                "%(recommendation)s is recorded with different text. Leave out the draft, "
                "or discard the import."
            ),
            recommendation=row,
        )
        edition.recommendations[number] = row
    Recommendation.objects.bulk_create(missing)


def write_responsibilities(edition: AcceptedEdition, drafts: Sequence[Draft]) -> None:
    """Create the responsibilities that the recommendations do not have yet."""
    for draft in drafts:
        values = draft.values
        if (recommendation := edition.recommendations.get(str(values["number"]))) is None:
            draft.outcome = _("left out, because its recommendation was left out")
            continue
        responsibility = Responsibility(
            recommendation=recommendation,
            body=_find_body(values["body"]),
            role=values["role"],
            basis=values["basis"],
            confidence=Confidence.MEDIUM,
            reason=values["sentence"],
        )
        existing = Responsibility.objects.not_withdrawn().filter(
            recommendation=recommendation, body=responsibility.body, role=responsibility.role
        )
        if existing.exists():
            draft.outcome = _("already recorded")
        else:
            responsibility.save()
            draft.outcome = _("added")


def _find_body(code: str) -> Body:
    """Return a body that a draft names. Raises NotAllowed where undoing an import deleted it."""
    bodies = Body.objects.filter(code=code)
    errors.NotAllowed.raise_if(
        not bodies,
        _(
            "A draft names the body “%(code)s”, which was deleted when its import was undone. "
            "Leave the draft out."
        ),
        code=code,
    )
    return bodies[0]


def write_bodies(edition: AcceptedEdition, drafts: Sequence[Draft]) -> None:
    """Give each name to the body that a person chose; without one, add a body for reviewers."""
    elsewhere = find_foreign(Body.objects.all(), edition.report.country_name)
    for draft in drafts:
        name, acronym, code, kind = (
            draft.values[field] for field in ("name", "acronym", "body", "kind")
        )
        draft.outcome = _("added as a name of %(body)s") % {"body": code}
        if code:
            body = _find_body(code)
            save_fields(body, aliases=list(dict.fromkeys([*body.aliases, name])))
        else:
            try:
                add_source(
                    NewSource(name, BodyKind(kind), acronym=acronym),
                    by=edition.by,
                    elsewhere=elsewhere,
                )
                draft.outcome = _("added")
            except errors.TrackerError as error:
                draft.outcome = str(error)


def write_links(edition: AcceptedEdition, drafts: Sequence[Draft]) -> None:
    """Create the links, in bulk; values of the newest edition are carried over first."""
    report = edition.report
    earlier = Recommendation.objects.select_related("report__mechanism").in_bulk(
        {draft.values["earlier"] for draft in drafts}
    )
    existing = set(
        LineageLink.objects.not_withdrawn()
        .filter(recommendation__report=report)
        .values_list("recommendation", "earlier")
    )
    links: list[LineageLink] = []
    carried: list[tuple[Recommendation, Recommendation, list[str]]] = []
    for draft in sorted(drafts, key=lambda d: -earlier[d.values["earlier"]].report.year):
        later = edition.recommendations.get(str(draft.values["number"]))
        before = earlier[draft.values["earlier"]]
        if later is None:
            draft.outcome = _("left out, because its recommendation was left out")
        elif before.report.year >= report.year:
            draft.outcome = _("left out, because it does not lead to an earlier edition")
        elif (later.pk, before.pk) in existing:
            draft.outcome = _("already recorded")
        else:
            existing.add((later.pk, before.pk))
            links.append(
                LineageLink(
                    recommendation=later,
                    earlier=before,
                    closeness=draft.values["closeness"],
                    score=draft.values["score"],
                    confirmed_by=edition.by,
                    confirmed_at=edition.now,
                )
            )
            carried.append((before, later, draft.values.get("carry") or []))
            draft.outcome = _("linked to %(earlier)s") % {"earlier": before}
    LineageLink.objects.bulk_create(links)
    for before, later, fields in carried:
        carry_over(before, later, fields=fields)


WRITERS: dict[str, Callable[[AcceptedEdition, Sequence[Draft]], None]] = {
    DraftKind.RECOMMENDATION: write_recommendations,
    DraftKind.FIGURE: write_figures,
    DraftKind.QUESTION: write_questions,
    DraftKind.RESPONSIBILITY: write_responsibilities,
    DraftKind.LINK: write_links,
    DraftKind.BODY: write_bodies,
}


@transaction.atomic
def accept(command: DecideRun) -> ImportRun:
    """Accept a run: create its report, passages, recommendations, figures and questions.

    Responsibilities and links to earlier editions are created where a person accepted them.
    Existing rows stay as they are, so that the same text twice adds nothing. Recommendations that
    the edition repeats become continued; active ones of earlier editions become not repeated.

    Raises PermissionRefused, Stale, InvalidValue for a run that lacks mechanism, country or year,
    NotAllowed for an edition that exists with another text. Nothing is written in any case.
    """
    policies.imports.check_can_import(command.by)
    with (
        because(Reason(command.reason, ReasonCode.NEW_EDITION), by=command.by),
        record_changes() as list_changes,
    ):
        fresh = _lock_run(command.run)
        policies.imports.check_is_waiting(fresh)
        report = get_or_create_report(fresh)
        write_run(fresh, AcceptedEdition(report, by=command.by, now=command.now))
        _carry_lifecycles(report)
        return save_run_decision(
            fresh, command, ImportRunState.ACCEPTED, report=report, created=list_changes()
        )


def _lock_run(run: ImportRun) -> ImportRun:
    """Lock the run and all others of its edition, so that of two copies the second adds nothing."""
    runs = ImportRun.objects.filter(
        models.Q(pk=run.pk)
        | models.Q(mechanism=run.mechanism, country__iexact=run.country, year=run.year)
    ).order_by("pk")
    list(runs.select_for_update(of=("self",)).values_list("pk"))
    return ImportRun.objects.get(pk=run.pk)


def _carry_lifecycles(report: Report) -> None:
    """Set continued on recommendations that a newer edition repeats, not repeated on the others.

    Neither is thereby implemented or closed; closed ones stay closed. An edition without any
    recommendation makes none not repeated. The edition accepted here may itself be older than
    others: then its own recommendations are continued or not repeated.
    """
    editions = Recommendation.objects.filter(
        report__mechanism=report.mechanism, report__country=report.country
    )
    _set_lifecycle(
        editions.filter(
            later_links__recommendation__report=report,
            later_links__withdrawn_at=None,
            lifecycle__in=[Lifecycle.ACTIVE, Lifecycle.NOT_REPEATED],
        ).distinct(),
        Lifecycle.CONTINUED,
    )
    unlinked = editions.filter(
        ~models.Exists(LineageLink.objects.not_withdrawn().filter(earlier=models.OuterRef("pk"))),
        lifecycle=Lifecycle.ACTIVE,
    )
    if editions.filter(report=report).exists():
        _set_lifecycle(unlinked.filter(report__year__lt=report.year), Lifecycle.NOT_REPEATED)
    if editions.filter(report__year__gt=report.year).exists():
        _set_lifecycle(unlinked.filter(report=report), Lifecycle.NOT_REPEATED)


def _set_lifecycle(rows: Iterable[Recommendation], lifecycle: Lifecycle) -> None:
    for row in rows:
        save_fields(row, lifecycle=lifecycle)


BATCH_SIZE = 1000  # rows that are checked or deleted at once


@transaction.atomic
def undo(command: DecideRun) -> ImportRun:
    """Undo everything that accepting the run created and changed; the run and its history stay.

    Raises PermissionRefused, Stale for a run that is not accepted, InvalidValue without a reason,
    NotAllowed if something was built on it, which has to be withdrawn first.
    """
    policies.imports.check_can_import(command.by)
    with because(Reason(command.reason, ReasonCode.WITHDRAWAL), by=command.by):
        fresh = lock_row(command.run)
        policies.imports.check_is_accepted(fresh)
        created, changed = fresh.created["created"], fresh.created["changed"]
        for name in created:
            for keys in _batches(created[name]):
                _check_untouched(fresh, _model(name), keys)
        save_run_decision(fresh, command, ImportRunState.UNDONE, report=None)
        fresh.drafts.filter(state=DraftState.ACCEPTED).update(state=DraftState.OFFERED, outcome="")
        later = _changed_since(fresh, changed)
        for name, key, field, value in reversed(changed):
            rows = _model(name)._default_manager.filter(pk=key)
            if (name, key, field) not in later and (row := rows.first()) is not None:
                save_fields(row, **{field: value})
        for name in reversed(fresh.created.get("order", list(created))):
            # What other editions may share is not deleted while they use it.
            is_shared = name in ("body", "mechanism", "indicator")
            delete = _delete_unused if is_shared else _delete_created
            for keys in _batches(created[name]):
                delete(fresh, _model(name), keys)
    return fresh


def _batches(created: list[int | list[int]]) -> Iterator[list[int]]:
    """Yield keys that a run recorded, by themselves or as the first and last of a range."""
    ranges = (range(key[0], key[1] + 1) if isinstance(key, list) else (key,) for key in created)
    yield from map(list, batched(chain.from_iterable(ranges), BATCH_SIZE))


def _model(name: str) -> type[models.Model]:
    return apps.get_model("tracker", name)


def _check_untouched(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    """Raise NotAllowed where a row that the run created was changed since, but by an upgrade."""
    later = Event.objects.filter(
        table=model._meta.db_table, key__in=keys, pk__gt=run.created.get("until", 0)
    ).exclude(actor_name__in=("command:upgrade", "command:restore", "command:quickstart"))
    first: dict[tuple[int, str], Any] = {}
    last: dict[tuple[int, str], Any] = {}
    for event in later.filter(operation="update").order_by("pk"):
        for column, value in (event.new or {}).items():
            first.setdefault((event.key, column), (event.old or {}).get(column))
            last[event.key, column] = value
    if changed := {key for key, column in last if last[key, column] != first[key, column]}:
        raise _built_upon_error(
            run, model._default_manager.filter(pk__in=changed).order_by("pk")[:3]
        )


def _changed_since(run: ImportRun, changed: list[list[Any]]) -> set[tuple[str, int, str]]:
    """Return the values that the run changed and that were changed again since."""
    events = Event.objects.filter(pk__gt=run.created.get("until", 0), operation="update")
    return {
        (name, key, field)
        for name, key, field, _value in changed
        if events.filter(table=_model(name)._meta.db_table, key=key, new__has_key=field).exists()
    }


def _delete_created(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    """Delete these rows. Raises NotAllowed where others refer to them: that is somebody's work."""
    rows = model._default_manager.filter(pk__in=keys)
    collector = models.deletion.Collector(using=rows.db)
    try:
        collector.collect(rows)
    except (models.ProtectedError, models.RestrictedError) as error:
        raise _built_upon_error(run, error.args[1], StatusSpan) from error
    related = [*chain(*collector.data.values(), *collector.fast_deletes)]
    if any(not isinstance(row, model) for row in related):
        raise _built_upon_error(run, related, model)
    rows.delete()


def _delete_unused(run: ImportRun, model: type[models.Model], keys: list[int]) -> None:
    for row in model._default_manager.filter(pk__in=keys).exclude(
        models.Q(code__in=INDICATORS) if model is Indicator else models.Q(pk=None)
    ):
        with suppress(models.ProtectedError):  # another edition uses it: it stays
            row.delete()


def _built_upon_error(
    run: ImportRun, rows: Iterable[models.Model], *expected: type[models.Model]
) -> errors.NotAllowed:
    """Return the error that names the first of the rows, but for those of the expected models."""
    names = {str(row) for row in rows if not isinstance(row, expected)}
    return errors.NotAllowed(
        _(
            "“%(run)s” can't be undone: something depends on it (%(built)s). Withdraw that "
            "first, or correct the mistake instead."
        )
        % {"run": run, "built": ", ".join(sorted(names)[:3])}
    )
