"""Whose word does not corroborate: the bodies that answer for a recommendation, and their like."""

from collections.abc import Collection, Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.errors import EvidenceMissing
from tracker.formats import day
from tracker.models import Assessment, Body, Citation, Evidence, Recommendation, Responsibility
from tracker.vocabulary import (
    ANSWERABLE,
    NEEDS_SUPPORT,
    AssessmentKind,
    Duty,
    Perspective,
    Status,
    Strength,
    Use,
)


def is_independent(piece: Evidence, related: Collection[int]) -> bool:
    """Whether a body that is not related issued it. Without an issuer it is not independent."""
    return piece.issuer_id is not None and piece.issuer_id not in related


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


def check_evidence(assessment: Assessment) -> None:
    """Raises EvidenceMissing unless what is cited carries the status.

    `partial` and above cite a piece that speaks for it and is about part of the period; for a duty
    done once, about any time up to the as-of date. `no_action` cites what says so. `full` also
    has one such piece from a source that is neither lead nor supporting body, nor above or below
    one; but a body's own view is its claim, and needs no other to have been made.
    """
    status = assessment.speaks_of
    cited = list(
        Citation.objects.standing().filter(assessment=assessment.pk).select_related("evidence")
    )
    about_it = [c for c in cited if not c.evidence.is_withdrawn and _speaks_of_time(c, assessment)]
    if status in NEEDS_SUPPORT and not any(c.use == Use.SUPPORTS for c in about_it):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: it cites no "
                "evidence that speaks for it and is about %(time)s. Cite at least one piece, or "
                "choose “%(instead)s”."
            )
            % _names(assessment)
        )
    if status == Status.NO_ACTION and not any(c.use != Use.SUPPORTS for c in about_it):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: nothing cited "
                "says so about %(time)s, and silence is not inaction. Cite what says that nothing "
                "was done, or choose “%(instead)s”."
            )
            % _names(assessment)
        )
    is_claim = assessment.perspective == Perspective.RESPONSIBLE_BODY
    if status == Status.FULL and assessment.strength != Strength.CORROBORATED and not is_claim:
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: every source "
                "cited is a responsible body, or above or below one. Cite one independent source, "
                "or choose “%(below)s”."
            )
            % {**_names(assessment), "below": Status.SUBSTANTIAL.label}
        )
    if status == Status.FULL and not is_claim and not _is_corroborated(about_it, assessment):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no independent "
                "source cited is about %(time)s. Cite one that is, or choose “%(below)s”."
            )
            % {**_names(assessment), "below": Status.SUBSTANTIAL.label}
        )


def _is_corroborated(about_it: Iterable[Citation], assessment: Assessment) -> bool:
    """Whether one that speaks for it, and is about its time, comes from an independent source."""
    related = related_bodies(assessment.recommendation)
    return any(c.use == Use.SUPPORTS and is_independent(c.evidence, related) for c in about_it)


def _speaks_of_time(citation: Citation, assessment: Assessment) -> bool:
    any_time = citation.use == Use.SUPPORTS and _is_done_once(assessment)
    first = date.min if any_time else assessment.period_from
    return bool(citation.evidence.covers_part_of(first, assessment.as_of))


def _is_done_once(assessment: Assessment) -> bool:
    """Whether what was done at any time up to the as-of date speaks for it."""
    first = assessment
    while first.corrects is not None:  # a correction of a baseline speaks of the same time
        first = first.corrects
    return assessment.recommendation.duty == Duty.ONCE and first.kind != AssessmentKind.BASELINE


def _names(assessment: Assessment) -> dict[str, object]:
    if _is_done_once(assessment) and assessment.speaks_of in NEEDS_SUPPORT:
        time = _("the time up to that day")
    else:
        time = _("the time from %(first)s to %(last)s") % {
            "first": day(assessment.period_from),
            "last": day(assessment.as_of),
        }
    return {
        "recommendation": assessment.recommendation,
        "status": assessment.speaks_of.label,
        "as_of": day(assessment.as_of),
        "time": time,
        "instead": Status.UNABLE_TO_VERIFY.label,
    }
