"""What `quickstart` sets up, so that lists and reports have something to show."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from tracker.actions import people
from tracker.actions.assessments import review
from tracker.models import Assessment, Body, Report, User
from tracker.vocabulary import AssessmentKind, Group, State

SPOKEN_FOR = "THBD"
NOTE = "Approved by quickstart in the name of the sample reviewer"


@transaction.atomic
def add_sample_users() -> dict[str, str]:
    """One user per role, named after it; the contributor speaks for THBD.

    Returns the passwords of those made now.
    """
    made = {}
    for group in Group:
        if not User.objects.filter(username=group.value).exists():
            _user, made[group.value] = people.add_from_shell(
                username=group.value,
                group=group.value,
                reason="Made by quickstart",
                bodies=list(Body.objects.filter(code=SPOKEN_FOR))
                if group == Group.CONTRIBUTOR
                else (),
            )
    return made


@transaction.atomic
def approve_baselines(report: Report, *, now: datetime) -> int:
    """Approve the submitted baselines in the sample reviewer's name; returns how many.

    Each is marked as a sample, and pages and reports say so. A baseline that somebody decided
    on is left alone; all are in a report that people judge already, and where the sample reviewer
    was changed and reviews no more.
    """
    reviewer = User.objects.filter(username=Group.REVIEWER.value).first()
    if reviewer is None or not reviewer.may_review or _is_judged(report):
        return 0
    waiting = Assessment.objects.filter(
        recommendation__report=report,
        kind=AssessmentKind.BASELINE,
        state=State.SUBMITTED,
        author__username="import",
    ).order_by("pk")
    for assessment in waiting:
        review.approve(assessment=assessment, by=reviewer, now=now, note=NOTE, is_sample=True)
    return len(waiting)


def _is_judged(report: Report) -> bool:
    """Whether people wrote or decided on judgments of this report."""
    of_people = ~Q(author__username="import") | Q(decided_by__isnull=False, is_sample=False)
    return Assessment.objects.filter(of_people, recommendation__report=report).exists()
