"""What a status asks to be cited: the same words at every door."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from tracker.errors import EvidenceMissing
from tracker.models import Assessment, Citation
from tracker.policies.independence import is_independent, related_bodies
from tracker.vocabulary import (
    NEEDS_SUPPORT,
    AssessmentKind,
    Duty,
    Perspective,
    Status,
    Strength,
    Use,
)
from tracker.words import day


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
