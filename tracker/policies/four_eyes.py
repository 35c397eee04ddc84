"""Four eyes: what the author of a proposal may not decide alone, by the setting FOUR_EYES."""

from typing import Any

from django.conf import settings
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from tracker.errors import EvidenceMissing
from tracker.models import Assessment, LineageLink, Proposal, Publication, User, Viewer
from tracker.vocabulary import (
    NEEDS_SECOND_PERSON,
    RANK,
    SELECTABLE_STATUSES,
    FourEyes,
    Perspective,
    Status,
    Strength,
)


def one_person_decides() -> bool:
    """Return whether authors may decide on what they propose, as in an office of one."""
    return bool(settings.FOUR_EYES == FourEyes.NONE)


def may_decide(user: User, proposal: Proposal | Publication) -> bool:
    """Return whether the user is another than the author, or needs not be."""
    return proposal.author_id != user.pk or one_person_decides()


def decidable[Q: QuerySet[Any]](rows: Q, user: Viewer) -> Q:
    """Filter to proposals whose author is another user, or needs not be."""
    return rows if one_person_decides() else rows.exclude(author=user.pk)


def is_decided_alone(user: User, proposal: Proposal | Publication) -> bool:
    """Return whether the user decides on an own proposal where elsewhere a second person does."""
    return one_person_decides() and proposal.author_id == user.pk


def second_person_reasons(assessment: Assessment) -> dict[Status, str]:
    """Return why the author can't approve the assessment, saved or not, by the status it may have.

    Empty where the author can. By the setting: `all`, nobody approves their own; `rises`, somebody
    else decides a rise of the status, and a fall to `no_action` or by two ranks; `full`, somebody
    else decides from `full` on; `none`, nobody else has to. A rise is a rank above the last one
    approved, or `partial` and higher where there is none. Only the analysts' assessments have rises
    and falls, since no other view changes the status.
    """
    mode = FourEyes(settings.FOUR_EYES)
    reasons: dict[Status, str] = dict.fromkeys(
        SELECTABLE_STATUSES,
        _("Every assessment needs a second person to approve it.") if mode == FourEyes.ALL else "",
    )
    if mode in (FourEyes.NONE, FourEyes.ALL):
        return reasons
    if mode == FourEyes.RISES and assessment.perspective == Perspective.ANALYST:
        last = last_ranked_statuses(assessment)
        reasons |= {status: _explain_change(last, status) for status in RANK}
    return reasons | {
        status: _("“%(status)s” needs a second person.") % {"status": status.label}
        for status in NEEDS_SECOND_PERSON
    }


def _explain_change(last: list[Status], status: Status) -> str:
    """Return the sentence on a rise or a large fall; empty for another change or none."""
    if not last:
        sentence = _(
            "It needs a second person: “%(status)s” would be the first status of the "
            "recommendation, and is above “%(least)s”."
        ) % {"status": status.label, "least": Status.INITIAL_STEPS.label}
        return sentence if RANK[status] >= RANK[Status.PARTIAL] else ""
    lowest, highest = last[0], last[-1]
    if RANK[status] > RANK[lowest]:
        return _("It needs a second person: it raises the status from “%(before)s”.") % {
            "before": lowest.label
        }
    fall = RANK[highest] - RANK[status]
    sentence = _("It needs a second person: it lowers the status from “%(before)s”.")
    is_large = fall >= 2 or (fall and status == Status.NO_ACTION)
    return sentence % {"before": highest.label} if is_large else ""


def last_ranked_statuses(assessment: Assessment) -> list[Status]:
    """Return the last approved status with a rank before the assessment, of its recommendation.

    Without any, of the recommendations that it repeats, of the newest edition that has one: several
    where they were merged, by rank. Statuses without a rank are passed over.
    """
    keys, seen = {assessment.recommendation_id}, set[int]()
    while keys:
        last = [_last_ranked(key, assessment) for key in sorted(keys)]
        if any(last):
            return sorted(filter(None, last), key=lambda status: RANK[status])
        seen |= keys
        links = LineageLink.objects.not_withdrawn().filter(recommendation__in=keys)
        links = links.exclude(earlier__in=seen)
        newest = links.aggregate(year=Max("earlier__report__year"))["year"]
        keys = set(links.filter(earlier__report__year=newest).values_list("earlier", flat=True))
    return []


def _last_ranked(recommendation: int, assessment: Assessment) -> Status | None:
    last: Assessment | None = (
        Assessment.objects.approved()
        .filter(
            recommendation=recommendation,
            perspective=Perspective.ANALYST,
            status__in=RANK,
            as_of__lte=assessment.as_of,
        )
        .exclude(pk=assessment.pk)
        .newest_first()
        .first()
    )
    return last.status_choice if last else None


def check_corroborated(user: User, assessment: Assessment) -> None:
    """Check that sources agree where one person alone says `full`; not in a body's own view.

    Raises:
        EvidenceMissing: They do not.
    """
    EvidenceMissing.raise_if(
        assessment.status == Status.FULL
        and assessment.perspective != Perspective.RESPONSIBLE_BODY
        and is_decided_alone(user, assessment)
        and assessment.strength != Strength.CORROBORATED,
        _(
            "%(recommendation)s can't be set to “%(status)s” by one person: its evidence is "
            "“%(strength)s”, not “%(needed)s”. Cite a second source that agrees with an "
            "independent one, or choose “%(below)s”."
        ),
        recommendation=assessment.recommendation,
        status=Status.FULL.label,
        strength=Strength(assessment.strength).label,
        needed=Strength.CORROBORATED.label,
        below=Status.SUBSTANTIAL.label,
    )
