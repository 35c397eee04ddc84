"""How well the supporting evidence of an assessment is backed."""

from collections.abc import Sequence

from tracker.models import Assessment, Citation, Evidence, Recommendation
from tracker.policies.independence import is_independent, related_bodies
from tracker.vocabulary import DOCUMENTS, Strength, Use


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
    if any(is_independent(piece, related) for piece in pieces):
        return Strength.CORROBORATED
    if any(piece.kind in DOCUMENTS for piece in pieces):
        return Strength.DOCUMENTED
    return Strength.SELF_REPORTED
