"""Add the sample users and decisions of `quickstart`."""

from datetime import datetime

from django.db import models, transaction

from tracker.actions import people
from tracker.actions.assessments import review
from tracker.audit.reasons import because
from tracker.models import Assessment, Body, Report, User
from tracker.vocabulary import AssessmentKind, Group, State

SAMPLE_BODY = "THBD"
NOTE = "Approved by quickstart in the name of the sample reviewer"


@transaction.atomic
def add_sample_users() -> dict[str, str]:
    """Add one user per role, named after it; the contributor speaks for THBD.

    Returns the password by name of each user added now.
    """
    passwords = {}
    for group in Group:
        if not User.objects.filter(username=group.value).exists():
            _user, passwords[group.value] = people.add_from_shell(
                people.AddUser(
                    username=group.value,
                    full_name=f"Sample {group.label}",
                    group=group.value,
                    reason="Made by quickstart",
                    bodies=list(Body.objects.filter(code=SAMPLE_BODY))
                    if group == Group.CONTRIBUTOR
                    else (),
                )
            )
    return passwords


@transaction.atomic
def approve_baselines(report: Report, *, now: datetime) -> int:
    """Approve the submitted baselines in the sample reviewer's name; return how many.

    Each is marked as a sample, and pages and reports say so. None is approved in a report that
    people assess already, or if the sample reviewer may not review any more.
    """
    reviewer = User.objects.filter(username=Group.REVIEWER.value).first()
    if reviewer is None or not reviewer.may_review or _is_assessed(report):
        return 0
    waiting = Assessment.objects.filter(
        recommendation__report=report,
        kind=AssessmentKind.BASELINE,
        state=State.SUBMITTED,
        author__username="import",
    ).order_by("pk")
    with because(NOTE):  # at its end, all are counted at once
        for assessment in waiting:
            review.approve(
                review.ApproveAssessment(
                    row=assessment, by=reviewer, now=now, note=NOTE, is_sample=True
                )
            )
    return len(waiting)


def _is_assessed(report: Report) -> bool:
    """Return whether people wrote or decided assessments of this report."""
    by_people = ~models.Q(author__username="import") | models.Q(
        decided_by__isnull=False, is_sample=False
    )
    return Assessment.objects.filter(by_people, recommendation__report=report).exists()
