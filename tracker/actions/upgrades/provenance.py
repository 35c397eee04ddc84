"""Take back what versions before 0.2 filled in by themselves, until a person confirms it."""

from collections import defaultdict
from itertools import batched

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from tracker.actions.assessments.review import update_strength
from tracker.actions.evidence.files import FileText, StoredReading, read_new, unstated
from tracker.audit.reasons import because
from tracker.grouping import group_pairs
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Commitment,
    Evidence,
    File,
    Responsibility,
    User,
)
from tracker.policies.evidence.sources import compute_strength, load_sources
from tracker.vocabulary import (
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


def _was_sent_by_a_body(path: str) -> Q:
    """Return the condition that evidence came from its issuer: by a focal point, or in a sheet."""
    speaks_for = User.speaks_for.through.objects
    by_focal_point = Exists(
        speaks_for.filter(user=OuterRef(f"{path}added_by"), body=OuterRef(f"{path}issuer"))
    )
    in_sheet = {f"{path}kind": EvidenceKind.LETTER, f"{path}remark__contains": SHEET}
    return Q(by_focal_point) | Q(**in_sheet)


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
    pieces = (
        Evidence.objects.filter(pk__in=keys)
        .select_related("issuer")
        .prefetch_related("citations__recommendation__report__mechanism", "files")
    )
    changed = [piece for piece in pieces if _unconfirm(piece, offered[piece.pk])]
    for piece in changed:
        piece.save(update_fields=["reading", "issuer", "kind", "covers_from", "covers_to"])
    return len(changed)


def _offered_issuers(keys: tuple[int, ...]) -> defaultdict[int, list[int]]:
    """Return the keys of bodies that forms filled in as issuers, by key of evidence."""
    citing = "recommendation__citations__evidence"
    leads = Responsibility.objects.filter(**{"role": Role.LEAD, f"{citing}__in": keys})
    commitments = Commitment.objects.filter(**{f"{citing}__in": keys})
    return group_pairs(
        pair for rows in (leads, commitments) for pair in rows.values_list(citing, "body")
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
        file = files[0] if files else None
        read = read_new(
            file=FileText(file.extracted_text, file.name, file.kind) if file else None,
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
    is_no_action = Q(assessment__status=Status.NO_ACTION)
    is_usual = (
        Q(assessment=None, use=Use.SUPPORTS)
        | is_no_action & Q(use=Use.CONTRADICTS)
        | Q(assessment__isnull=False, use=Use.SUPPORTS) & ~is_no_action
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
                with because(_reason(assessment, now).value):
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
