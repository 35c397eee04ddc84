"""Rewrites for version 0.2: the sample, what earlier versions filled in, what history covers."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import batched
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.assessments.review import update_strength
from tracker.actions.evidence.files import StoredReading, read_new, unstated
from tracker.actions.figures import add_missing_indicators
from tracker.actions.imports.fixtures import Entry, read_entries
from tracker.audit import commitments, context, reasons, triggers
from tracker.audit.audited_tables import (
    COVER,
    EVENT,
    ROLE_PERMISSIONS,
    ROLES,
    SECOND_FACTORS,
    Table,
    iter_audited_tables,
)
from tracker.grouping import group_pairs
from tracker.intake.drafts import NATIONAL
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Commitment,
    Draft,
    Event,
    EventQuerySet,
    Evidence,
    Figure,
    File,
    Indicator,
    Publication,
    PublicationUse,
    Question,
    Recommendation,
    Responsibility,
    User,
    table_of,
)
from tracker.models.recommendations.reports import sortable_position
from tracker.policies.evidence.sources import compute_strength, load_sources
from tracker.vocabulary import (
    INDICATORS,
    DraftKind,
    EvidenceKind,
    ReadingPlace,
    Role,
    State,
    Status,
    Strength,
    StrengthChange,
    Use,
)

BATCH_SIZE = 500
BEGINNING = 3000  # characters of a file in which an issuer was looked for
SHEET = "SHA-256: "  # in the remark of a completed question sheet


def _was_sent_by_a_body(path: str) -> models.Q:
    """Return the condition that evidence came from its issuer: by a focal point, or in a sheet."""
    return models.Q(
        models.Exists(
            User.speaks_for.through.objects.filter(
                user=models.OuterRef(f"{path}added_by"), body=models.OuterRef(f"{path}issuer")
            )
        )
    ) | models.Q(**{f"{path}kind": EvidenceKind.LETTER, f"{path}remark__contains": SHEET})


def unconfirm_lines() -> int:
    """Move to `reading` what nobody may have typed of issuer, kind and period; return how many.

    Filled in were an issuer that leads, that made the commitment or that the file names; the kind
    of a file, or else *official statement*; and the mechanism's year up to the day of a citation.
    Whether somebody typed the same can't be known: confirming it takes one key. What the file or
    the address tells by the rules of today is offered before it.
    """
    pieces = Evidence.objects.not_withdrawn().filter(~_was_sent_by_a_body(""), passage=None)
    keys = list(pieces.exclude(added_by__username="import").values_list("pk", flat=True))
    return sum(map(_unconfirm_batch, batched(sorted(keys), BATCH_SIZE)))


def _unconfirm_batch(keys: tuple[int, ...]) -> int:
    offered = _offered_issuers(keys)
    changed = [
        piece
        for piece in Evidence.objects.filter(pk__in=keys)
        .select_related("issuer")
        .prefetch_related("citations__recommendation__report__mechanism", "files")
        if _unconfirm(piece, offered[piece.pk])
    ]
    return Evidence.objects.bulk_update(
        changed, ["reading", "issuer", "kind", "covers_from", "covers_to"]
    )


def _offered_issuers(keys: tuple[int, ...]) -> defaultdict[int, list[int]]:
    """Return the keys of bodies that forms filled in as issuers, by key of evidence."""
    citing = "recommendation__citations__evidence"
    return group_pairs(
        pair
        for rows in (
            Responsibility.objects.filter(**{"role": Role.LEAD, f"{citing}__in": keys}),
            Commitment.objects.filter(**{f"{citing}__in": keys}),
        )
        for pair in rows.values_list(citing, "body")
    )


def _unconfirm(piece: Evidence, offered: list[int]) -> bool:
    """Move what may have been filled in of one piece; return whether there was any."""
    moved: StoredReading = {}
    files = list(piece.files.all())
    issuer = piece.issuer
    if issuer and (issuer.pk in offered or any(_names(file, issuer) for file in files)):
        moved["issuer"] = _earlier(issuer.code)
        piece.issuer = None
    is_usual = files or piece.kind == EvidenceKind.OFFICIAL_STATEMENT
    if is_usual and piece.kind != EvidenceKind.NOT_STATED:
        moved["kind"] = _earlier(piece.kind)
        piece.kind = EvidenceKind.NOT_STATED
    filled_in = {
        (citation.recommendation.period_around(citation.as_of)[0], citation.as_of)
        for citation in piece.citations.all()
    }
    if (period := (piece.covers_from, piece.covers_to)) in filled_in:
        moved["period"] = _earlier([day.isoformat() for day in period if day])
        piece.covers_from = piece.covers_to = None
    if moved:  # what its file and address tell is the better offer
        read = read_new(
            file=files[0] if files else None,
            url=piece.url,
            words="",
            today=timezone.localdate(piece.added_at),
            published_on=piece.published_on,
        )
        left = unstated(piece)
        piece.reading = moved | {name: read[name] for name in read if name in left} | piece.reading
    return bool(moved)


def _names(file: File, body: Body) -> bool:
    beginning = file.extracted_text[:BEGINNING].casefold()
    names = (body.acronym, body.name_en, body.name_sq, body.name_sr)
    return any(name and name.casefold() in beginning for name in names)


def _earlier(value: str | list[str]) -> dict[str, object]:
    return {"value": value, "place": ReadingPlace.EARLIER.value, "words": ""}


def unconfirm_uses() -> int:
    """Mark the uses of evidence that followed the status, or were those of a note; return how many.

    Uses from accepted marks of a report have a bearing; what a body sent about itself stays.
    """
    is_no_action = models.Q(assessment__status=Status.NO_ACTION)
    is_usual = (
        models.Q(assessment=None, use=Use.SUPPORTS)
        | is_no_action & models.Q(use=Use.CONTRADICTS)
        | models.Q(assessment__isnull=False, use=Use.SUPPORTS) & ~is_no_action
    )
    usual = Citation.objects.filter(is_usual, ~_was_sent_by_a_body("evidence__"), bearing="")
    keys = usual.exclude(added_by__username="import").values("pk")
    return Citation.objects.filter(pk__in=keys, is_use_stated=True).update(is_use_stated=False)


def recalculate_strengths() -> int:
    """Recalculate the strength of every assessment by the rules of 0.2, and say why it changed."""
    assessments = Assessment.objects.exclude(state=State.WITHDRAWN).select_related(
        "recommendation__report__mechanism"
    )
    keys = list(assessments.order_by("pk").values_list("pk", flat=True))
    count = 0
    for batch in batched(keys, BATCH_SIZE):
        for assessment in assessments.filter(pk__in=batch).order_by("pk"):
            before, now = assessment.strength, compute_strength(assessment)
            if now != before:
                count += 1
                with reasons.because(_reason(assessment, now).value):
                    update_strength(assessment)
    return count


def _reason(assessment: Assessment, now: str) -> StrengthChange:
    """Return why the strength changed: the first reason that applies."""
    sources = load_sources(assessment)
    cited = Citation.objects.not_withdrawn().filter(assessment=assessment.pk, use=Use.SUPPORTS)
    if not all(source.is_stated for source in sources):
        return StrengthChange.UNCONFIRMED
    if any(source.is_link_alone for source in sources):
        return StrengthChange.LINK_ALONE
    if len(sources) < cited.filter(evidence__withdrawn_at=None).count():
        return StrengthChange.OTHER_TIME
    was_more = assessment.strength == Strength.CORROBORATED and now == Strength.INDEPENDENT
    return StrengthChange.ONE_SOURCE if was_more else StrengthChange.OTHER_RULES


SAMPLE = "tip-2024-kosovo"
CORRECTED_FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Body: ("acronym", "name_sq", "name_sr", "kind", "domains"),
    Evidence: ("original_source",),
    Figure: ("breakdown", "scope"),
    Question: ("body",),
    Assessment: ("rationale",),
}
REMOVED_QUESTION = "What was the community of origin of victims (and may it lawfully be recorded)?"
CLEAR_QUESTION = (
    "How many persons were screened for indicators of trafficking, and by which bodies?"
)


def correct_sample() -> int:
    """Set on rows of the sample what its fixtures have otherwise now; return how many rows.

    A field that somebody changed stays, as do questions that were asked and assessments that a
    person approved.
    """
    questions = Question.objects.open().filter(report__slug=SAMPLE)
    count = questions.filter(text=REMOVED_QUESTION).update(
        dismissal_reason="Nobody asks for data on the community of origin of victims."
    )
    if not Question.objects.filter(report__slug=SAMPLE, text=CLEAR_QUESTION).exists():
        count += questions.filter(
            text="How many persons were screened, by group?", asked_on=None
        ).update(text=CLEAR_QUESTION)
    return count + sum(map(_correct, _list_entries()))


def _list_entries() -> Iterator[Entry]:
    for file in sorted((Path(settings.FIXTURE_DIRS[0]) / SAMPLE).glob("*.json")):
        for entry in read_entries(file):
            if entry.model in CORRECTED_FIELDS:
                yield entry


def _correct(entry: Entry) -> int:
    """Correct the row of an entry; return 1 if it changed."""
    try:
        row: Any = entry.model._default_manager.get_by_natural_key(*entry.key)
    except ObjectDoesNotExist:
        return 0
    if not _is_correctable(row):
        return 0
    fields = {"breakdown": {}, **entry.fields} if entry.model is Figure else entry.fields
    changed = [
        name
        for name in CORRECTED_FIELDS[entry.model]
        if name in fields and _set(row, name, fields[name])
    ]
    row.save(update_fields=changed)
    return int(bool(changed))


def _is_correctable(row: models.Model) -> bool:
    """Return whether the row was loaded from the sample, and nobody has decided or asked it."""
    match row:
        case Assessment():
            is_left_alone = row.state == State.SUBMITTED or row.is_sample
        case Question():
            is_left_alone = row.is_open and row.asked_on is None
        case _:
            is_left_alone = True
    return (
        is_left_alone
        and _events(row).filter(operation="insert", reason=f"Loaded {SAMPLE}").exists()
    )


def _set(row: Any, name: str, value: Any) -> bool:
    """Set a field to the value of a fixture; return whether it had another that nobody chose."""
    column = row._meta.get_field(name).attname
    if column != name:  # a body, by its code
        value = Body.objects.filter(code__in=value).values_list("pk", flat=True).first()
    is_same = value in (None, getattr(row, column))
    if is_same or _events(row).changing(column).exists():
        return False
    setattr(row, column, value)
    return True


def _events(row: models.Model) -> EventQuerySet:
    return Event.objects.filter(table=table_of(type(row)), key=row.pk)


def cover_rows() -> int:
    """Write an event for each row of what history covers since 0.2; return how many.

    They say what a row holds from here on, and nothing of the time before. Rows that history
    mentions already have none.
    """
    tables = {table.name: table for table in iter_audited_tables(apps)}
    whole = (ROLES, ROLE_PERMISSIONS, SECOND_FACTORS, "tracker_verification")
    covered = sum(_cover(tables[name], "TRUE") for name in whole)
    for name, column in (("tracker_user", "password"), ("tracker_file", "extracted_text")):
        table = replace(tables[name], columns=((column, dict(tables[name].columns)[column]),))
        covered += _cover(table, f"length(event.new ->> '{column}') = {commitments.LENGTH}")
    return covered + _commit_to_uses()


def _cover(table: Table, is_recorded: str) -> int:
    """Write an event for each row of which no event `is_recorded`; as the triggers would."""
    dialect, current = triggers.get_dialect(connection), context.current()
    sql = f"""
        INSERT INTO {EVENT} (at, "table", "key", operation, old, new, actor_id, actor_name,
            reason, reason_code, looked_at, source, request)
        SELECT {dialect.NOW_CALL}, %s, live."{table.key}", %s, NULL, {dialect.build_values(table)},
            CAST(%s AS bigint), %s, %s, '', '', %s, %s FROM "{table.name}" live
        WHERE NOT EXISTS (SELECT 1 FROM {EVENT} event
            WHERE event."table" = %s AND event."key" = live."{table.key}" AND {is_recorded})
        ORDER BY live."{table.key}"
    """  # noqa: S608
    actor = [current.id, current.name, current.reason, current.source, current.request]
    with connection.cursor() as cursor:
        cursor.execute(sql, [table.name, COVER, *actor, table.name])
        return int(cursor.rowcount)


def _commit_to_uses() -> int:
    """Commit to the uses of each publication; return of how many."""
    keys = list(
        Publication.objects.filter(uses_hash="").order_by("pk").values_list("pk", flat=True)
    )
    for key in keys:
        uses = PublicationUse.objects.filter(publication=key)
        Publication.objects.filter(pk=key).update(
            uses_hash=commitments.commit(commitments.list_uses(uses.values_list(*commitments.USE)))
        )
    return len(keys)


def lengthen_sort_keys() -> int:
    """Let positions above 999 sort after the others; return how many rows changed."""
    rows = [
        Recommendation(pk=pk, sort_key=new)
        for pk, old, position in Recommendation.objects.filter(position__gt=999).values_list(
            "pk", "sort_key", "position"
        )
        if (new := f"{old.rpartition('/')[0]}/{sortable_position(position)}") != old
    ]
    Recommendation.objects.bulk_update(rows, ["sort_key"], batch_size=1000)
    roles = Responsibility.objects.exclude(sort_key=models.F("recommendation__sort_key"))
    of_role = Recommendation.objects.filter(pk=models.OuterRef("recommendation"))
    return len(rows) + roles.update(sort_key=models.Subquery(of_role.values("sort_key")))


# Codes that imports made of words of the text, where they can mean one indicator alone.
LISTED_CODES = {
    "BUSINESSES_CLOSED": "CLOSED",
    "CAMPAIGNS_CONDUCTED": "CAMPAIGNS",
    "CASES_CONVICTED": "CONV_CASES",
    "CASES_COOPERATED": "COOP_CASES",
    "CASES_EXCHANGED": "COOP_CASES",
    "CHILDREN_REMOVED": "REMOVED_CHILDREN",
    "DEFENDANTS_ACQUITTED": "ACQUITTED",
    "INSPECTORS_EMPLOYED": "INSPECTORS",
    "LICENSES_REVOKED": "LICENCES",
    "LICENSES_SUSPENDED": "LICENCES",
    "MEETINGS_HELD": "MEETINGS",
    "PERSONS_ACQUITTED": "ACQUITTED",
    "PERSONS_EXTRADITED": "EXTRADITIONS",
    "PERSONS_SCREENED": "VICT_SCREENED",
    "PERSONS_TRAINED": "TRAIN_PERSONS",
    "PREMISES_CLOSED": "CLOSED",
    "SUSPECTS_EXTRADITED": "EXTRADITIONS",
    "TRAININGS_CONDUCTED": "TRAIN_EVENTS",
    "TRAININGS_HELD": "TRAIN_EVENTS",
    "VICTIMS_COMPENSATED": "VICT_COMPENSATED",
    "VIOLATIONS_ID": "VIOLATIONS",
}


def use_listed_indicators() -> int:
    """Create the indicators of the closed list, and map to them what imports made up.

    Rows without a definition are of an import; a person's own stay. Drafts get the form of today.
    Returns how many rows changed.
    """
    unlisted = Indicator.objects.filter(definition="")
    count = 0
    for old, new in LISTED_CODES.items():
        if not Indicator.objects.filter(code=new).exists():
            count += unlisted.filter(code=old).update(code=new)
        for indicator in unlisted.filter(code=old):
            count += _move_figures(indicator, Indicator.objects.get(code=new))
    for row in Indicator.objects.filter(code__in=INDICATORS):
        texts = asdict(INDICATORS[row.code]).items()
        if not row.definition or _is_correctable(row):
            changed = [name for name, text in texts if _set(row, name, text)]
            row.save(update_fields=changed)
            count += bool(changed)
    return count + add_missing_indicators() + _renew_figure_drafts()


def _move_figures(indicator: Indicator, listed: Indicator) -> int:
    """Move figures to an indicator of the list that has none for their period and parts."""
    names = ("report", "evidence", "period", "breakdown")
    taken = list(listed.figures.values_list(*names))
    rows = indicator.figures.values_list("pk", *names)
    return indicator.figures.filter(
        pk__in=[pk for pk, *own in rows if tuple(own) not in taken]
    ).update(indicator=listed)


def _renew_figure_drafts() -> int:
    """Give drafts of figures several earlier values, a whole, a scope and a doubt."""
    for draft in (
        rows := list(Draft.objects.filter(kind=DraftKind.FIGURE, values__has_key="previous_period"))
    ):
        earlier = {"value": draft.values["previous"], "period": draft.values.pop("previous_period")}
        is_assumed = draft.values.pop("previous_is_assumed")
        place = dict(zip(("paragraph", "start", "end"), draft.places[0], strict=True))
        code = LISTED_CODES.get(draft.values["indicator"], draft.values["indicator"])
        draft.values = draft.values | {
            "indicator": code if code in INDICATORS else None,
            "previous": []
            if earlier["value"] is None
            else [earlier if is_assumed else earlier | place],
            "part_of": None,
            "scope": NATIONAL,
            "doubt": _("The earlier value is inferred.") if is_assumed else None,
        }
    return Draft.objects.bulk_update(rows, ["values"], batch_size=BATCH_SIZE)


def name_unlisted_indicators() -> Iterator[str]:
    """Yield a sentence that names the indicators that an import made up and nobody defined."""
    made_up = Indicator.objects.filter(definition="").annotate(number=models.Count("figures"))
    codes = [f"{row.code} ({row.number})" for row in made_up.order_by("code") if row.number]
    if codes:
        yield _(
            "These indicators are not of the list, and were left with their figures: %(codes)s. "
            "An administrator can define them; a figure that was misread can be withdrawn."
        ) % {"codes": ", ".join(codes)}
