"""How well the supporting evidence of an assessment is backed."""

from collections.abc import Iterable, Sequence

from tracker.models import Assessment, Body, Citation, Evidence, Recommendation, Responsibility
from tracker.vocabulary import ANSWERABLE, DOCUMENTS, Strength, Use


def strength_of(assessment: Assessment) -> Strength:
    """The strength of an assessment, from the pieces of evidence that it cites as supporting.

    What was withdrawn, citation or evidence, does not count. Four queries, however much is cited.
    """
    pieces = [
        citation.evidence
        for citation in Citation.objects.standing()
        .filter(assessment=assessment.pk, use=Use.SUPPORTS, evidence__withdrawn_at=None)
        .select_related("evidence")
    ]
    return strength_among(pieces, assessment.recommendation)


def strength_among(pieces: Sequence[Evidence], recommendation: Recommendation) -> Strength:
    """The strength that these supporting pieces give, from their issuers and kinds.

    *None* without any; *corroborated* when one issuer is independent of the recommendation's lead
    and supporting bodies; else *documented* when one piece is of a documentary kind; else
    *self-reported*. A piece without an issuer is not independent.
    """
    if not pieces:
        return Strength.NONE
    related = related_bodies(recommendation)
    if any(piece.issuer_id is not None and piece.issuer_id not in related for piece in pieces):
        return Strength.CORROBORATED
    if any(piece.kind in DOCUMENTS for piece in pieces):
        return Strength.DOCUMENTED
    return Strength.SELF_REPORTED


def related_bodies(recommendation: Recommendation) -> set[int]:
    """Keys of its lead and supporting bodies, those that took over from them, and their trees.

    A ministry that followed the lead answers for what the lead was asked: its word does not
    corroborate. Nor does that of a body above or below one of them.
    """
    answerable = _with_successors(
        Responsibility.objects.standing()
        .filter(recommendation=recommendation.pk, role__in=ANSWERABLE)
        .values_list("body_id", flat=True)
    )
    parents: dict[int, int | None] = dict(Body.objects.values_list("pk", "parent_id"))
    above = {one for body in answerable for one in _line(body, parents)}
    return above | {body for body in parents if not answerable.isdisjoint(_line(body, parents))}


def _with_successors(bodies: Iterable[int]) -> set[int]:
    """These bodies, and whoever took over from them, however often names changed."""
    took_over: dict[int, set[int]] = {}
    for former, later in Body.successors.through.objects.values_list("from_body", "to_body"):
        took_over.setdefault(former, set()).add(later)
    found, waiting = set[int](), set(bodies)
    while waiting:
        body = waiting.pop()
        found.add(body)
        waiting |= took_over.get(body, set()) - found
    return found


def _line(body: int, parents: dict[int, int | None]) -> list[int]:
    """A body and everything above it, upwards."""
    line = [body]
    while (parent := parents.get(line[-1])) is not None and parent not in line:
        line.append(parent)
    return line
