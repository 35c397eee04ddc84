"""Support of a status by evidence: what may be submitted, and what may be approved."""

from collections.abc import Collection
from copy import copy
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from tracker.errors import EvidenceMissing
from tracker.formats import format_day
from tracker.models import Assessment, Citation, Recommendation, Responsibility
from tracker.policies.evidence.sources import (
    NOBODY,
    ConcernedBodies,
    Source,
    is_done_once,
    load_sources,
    make_source,
    may_count,
)
from tracker.vocabulary import (
    ACTS,
    NEEDS_SUPPORT,
    RANK,
    ComponentBasis,
    Duty,
    Perspective,
    Status,
    Use,
)

# Refusals of a status, each with what its evidence lacks.
UNSUPPORTED = (
    gettext_lazy(
        "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no evidence"
        " about %(time)s speaks for it. Cite some, or choose “%(instead)s”."
    ),
    gettext_lazy("For “%(status)s” it lacks confirmed evidence about %(time)s that speaks for it."),
)
NOT_INDEPENDENT = (
    gettext_lazy(
        "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no independent"
        " source about %(time)s is cited. Cite one, or choose “%(below)s”."
    ),
    gettext_lazy("For “%(status)s” it lacks a confirmed independent source about %(time)s."),
)


def check_evidence(assessment: Assessment) -> None:
    """Check that the citations of an assessment may support its status, stated or only read.

    `partial` and above need a supporting piece that may count for the period, `full` one that may
    be independent, or the act; `no_action` needs evidence that says so. A body's own view needs no
    independent source.

    Raises:
        EvidenceMissing: They do not.
    """
    if gap := _find_gap(assessment, load_sources(assessment)):
        raise EvidenceMissing(gap[0] % _message_values(assessment))
    if assessment.status_choice == Status.NO_ACTION and not _is_no_action_shown(assessment):
        raise EvidenceMissing(
            _(
                "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: no evidence"
                " about %(time)s says that nothing was done. Cite some, or choose “%(instead)s”."
            )
            % _message_values(assessment)
        )


def check_confirmed(assessment: Assessment) -> None:
    """Check besides that a person stated what the status rests on, as approving it asks.

    A body's own view stays its claim.

    Raises:
        EvidenceMissing: A piece has to be confirmed, or its words kept, or evidence is missing.
    """
    check_evidence(assessment)
    sources = load_sources(assessment)
    if _is_claim(assessment) or not _find_gap(
        assessment, [source for source in sources if source.is_confirmed]
    ):
        return
    waiting = [source for source in sources if not source.is_confirmed]
    source = next((source for source in waiting if not source.is_stated), waiting[0])
    message = (
        _(
            "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: “%(evidence)s” is"
            " only a link. Paste the words it is cited for, or add a copy of the page."
        )
        if source.is_stated
        else _(
            "%(recommendation)s can't be set to “%(status)s” as of %(as_of)s: issuer, kind, period"
            " and use of “%(evidence)s” are not confirmed. Confirm or complete its line, or choose"
            " “%(instead)s”."
        )
    )
    evidence = source.evidence
    name = (  # the title is for named readers, too
        _("Evidence %(number)s") % {"number": evidence.pk}
        if evidence.is_for_named_readers
        else evidence.public_title
    )
    raise EvidenceMissing(message % {**_message_values(assessment), "evidence": name})


def describe_need(
    assessment: Assessment,
    citations: Collection[Citation],
    responsibilities: Collection[Responsibility],
) -> str:
    """Say what approving the next rank for the period of an assessment would be refused for.

    Its citations have `has_copy` set. Empty where nothing is lacking, or there is no next rank.
    One query at most.
    """
    if (status := dict(pairwise(RANK)).get(assessment.status_choice)) is None:
        return ""
    higher = copy(assessment)
    higher.status = status
    concerned = ConcernedBodies.of(responsibilities) if status == Status.FULL else NOBODY
    sources = [
        make_source(citation, higher, concerned)
        for citation in citations
        if citation.use == Use.SUPPORTS and may_count(citation, higher)
    ]
    gap = _find_gap(higher, [source for source in sources if source.is_confirmed])
    time = _("any time so far") if is_done_once(higher) else _("this period")
    return gap[1] % {"status": status.label, "time": time} if gap else ""


def _find_gap(
    assessment: Assessment, sources: Collection[Source]
) -> tuple[Promise, Promise] | None:
    """Return what the sources lack for the status, whether stated or only read."""
    status = assessment.status_choice
    if status in NEEDS_SUPPORT and not sources:
        return UNSUPPORTED
    is_shown = (
        status != Status.FULL
        or _is_claim(assessment)
        or any(source.is_independent or not source.is_stated for source in sources)
        or (any(map(is_act, sources)) and _is_proved_by_act(assessment.recommendation))
    )
    return None if is_shown else NOT_INDEPENDENT


def is_act(source: Source) -> bool:
    """Return whether the piece is the act itself: a law, a judgment or a procedure."""
    return source.is_own_document and source.evidence.kind in ACTS


def _is_proved_by_act(recommendation: Recommendation) -> bool:
    """Return whether it asks for acts alone: its duty, or that of each component, is done once."""
    if recommendation.duty == Duty.ONCE:
        return True
    components = recommendation.components.not_withdrawn().filter(basis=ComponentBasis.IN_TEXT)
    return set(components.values_list("duty", flat=True)) == {Duty.ONCE}


def _is_no_action_shown(assessment: Assessment) -> bool:
    citations = (
        Citation.objects.not_withdrawn()
        .filter(assessment=assessment.pk, evidence__withdrawn_at=None)
        .exclude(use=Use.SUPPORTS)
        .select_related("evidence")
    )
    return any(may_count(citation, assessment) for citation in citations)


def _is_claim(assessment: Assessment) -> bool:
    return assessment.perspective == Perspective.RESPONSIBLE_BODY


def _message_values(assessment: Assessment) -> dict[str, object]:
    days = {
        "first": format_day(assessment.period_from),
        "last": format_day(assessment.as_of),
    }
    return {
        "recommendation": assessment.recommendation,
        "status": assessment.status_choice.label,
        "as_of": format_day(assessment.as_of),
        "time": _("the time up to that day")
        if is_done_once(assessment) and assessment.status_choice in NEEDS_SUPPORT
        else _("the time from %(first)s to %(last)s") % days,
        "instead": Status.UNABLE_TO_VERIFY.label,
        "below": Status.SUBSTANTIAL.label,
    }
