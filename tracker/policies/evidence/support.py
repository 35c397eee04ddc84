"""Support of a status by evidence: independent sources, and the time they are about."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.errors import EvidenceMissing
from tracker.formats import format_day
from tracker.models import Assessment, Body, Citation, Evidence, Recommendation, Responsibility
from tracker.vocabulary import (
    NEEDS_SUPPORT,
    RESPONSIBLE_ROLES,
    AssessmentKind,
    Duty,
    Perspective,
    Status,
    Strength,
    Use,
)


def is_independent(evidence: Evidence, related: Collection[int]) -> bool:
    """Return whether the issuer is known and not among the related bodies."""
    return evidence.issuer_id is not None and evidence.issuer_id not in related


def related_bodies(recommendation: Recommendation) -> set[int]:
    """Return the keys of lead and supporting bodies, their successors, and their trees.

    What these bodies state does not corroborate, nor does what a body above or below one states.
    """
    responsible = _with_successors(
        Responsibility.objects.not_withdrawn()
        .filter(recommendation=recommendation.pk, role__in=RESPONSIBLE_ROLES)
        .values_list("body_id", flat=True)
    )
    parents: dict[int, int | None] = dict(Body.objects.values_list("pk", "parent_id"))
    above = {ancestor for body in responsible for ancestor in _ancestry(body, parents)}
    return above | {
        body for body in parents if not responsible.isdisjoint(_ancestry(body, parents))
    }


def _with_successors(bodies: Iterable[int]) -> set[int]:
    """Return these bodies and their successors, at any distance."""
    successors: dict[int, set[int]] = {}
    for former, later in Body.successors.through.objects.values_list("from_body", "to_body"):
        successors.setdefault(former, set()).add(later)
    reached, waiting = set[int](), set(bodies)
    while waiting:
        body = waiting.pop()
        reached.add(body)
        waiting |= successors.get(body, set()) - reached
    return reached


def _ancestry(body: int, parents: dict[int, int | None]) -> list[int]:
    """Return a body and its ancestors, upwards."""
    line = [body]
    while (parent := parents.get(line[-1])) is not None and parent not in line:
        line.append(parent)
    return line


def check_evidence(assessment: Assessment) -> None:
    """Check that the citations of an assessment support its status.

    `partial` and above need supporting evidence about part of the period; for a duty done once,
    about any time up to the as-of date. `no_action` needs evidence that says so. `full` needs,
    besides, such evidence from an independent source; except in a body's own view.

    Raises:
        EvidenceMissing: They do not.
    """
    status = assessment.status_choice
    cited = list(
        Citation.objects.not_withdrawn().filter(assessment=assessment.pk).select_related("evidence")
    )
    relevant = [c for c in cited if not c.evidence.is_withdrawn and _is_about_period(c, assessment)]
    if status in NEEDS_SUPPORT and not any(c.use == Use.SUPPORTS for c in relevant):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no evidence"
                " about %(time)s speaks for it. Cite some, or choose “%(instead)s”."
            )
            % _message_values(assessment)
        )
    if status == Status.NO_ACTION and not any(c.use != Use.SUPPORTS for c in relevant):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no evidence"
                " about %(time)s says that nothing was done. Cite some, or choose “%(instead)s”."
            )
            % _message_values(assessment)
        )
    is_claim = assessment.perspective == Perspective.RESPONSIBLE_BODY
    if status == Status.FULL and assessment.strength != Strength.CORROBORATED and not is_claim:
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: every source"
                " cited is a responsible body, or above or below one. Cite an independent source,"
                " or choose “%(below)s”."
            )
            % {**_message_values(assessment), "below": Status.SUBSTANTIAL.label}
        )
    if status == Status.FULL and not is_claim and not _is_corroborated(relevant, assessment):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no independent"
                " source about %(time)s is cited. Cite one, or choose “%(below)s”."
            )
            % {**_message_values(assessment), "below": Status.SUBSTANTIAL.label}
        )


def _is_corroborated(relevant: Iterable[Citation], assessment: Assessment) -> bool:
    """Return whether any relevant citation supports it and has an independent source."""
    related = related_bodies(assessment.recommendation)
    return any(c.use == Use.SUPPORTS and is_independent(c.evidence, related) for c in relevant)


def _is_about_period(citation: Citation, assessment: Assessment) -> bool:
    any_time = citation.use == Use.SUPPORTS and _is_done_once(assessment)
    first = date.min if any_time else assessment.period_from
    return bool(citation.evidence.covers_part_of(first, assessment.as_of))


def _is_done_once(assessment: Assessment) -> bool:
    """Return whether evidence about any time up to the as-of date counts."""
    first = assessment
    while first.corrects is not None:  # a correction of a baseline is about the same time
        first = first.corrects
    return assessment.recommendation.duty == Duty.ONCE and first.kind != AssessmentKind.BASELINE


def _message_values(assessment: Assessment) -> dict[str, object]:
    if _is_done_once(assessment) and assessment.status_choice in NEEDS_SUPPORT:
        time = _("the time up to that day")
    else:
        time = _("the time from %(first)s to %(last)s") % {
            "first": format_day(assessment.period_from),
            "last": format_day(assessment.as_of),
        }
    return {
        "recommendation": assessment.recommendation,
        "status": assessment.status_choice.label,
        "as_of": format_day(assessment.as_of),
        "time": time,
        "instead": Status.UNABLE_TO_VERIFY.label,
    }
