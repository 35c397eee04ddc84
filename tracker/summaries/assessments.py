"""Open work: assessments, closings, publications, overdue reviews, questions, commitments."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import Abs, Greatest, RowNumber

from tracker.grouping import group_pairs
from tracker.models import (
    Assessment,
    AssessmentQuerySet,
    Body,
    Closing,
    ClosingQuerySet,
    Commitment,
    Event,
    EventQuerySet,
    Publication,
    PublicationQuerySet,
    Question,
    Recommendation,
    SensitivityRequest,
    Upgrade,
    User,
    Viewer,
    table_of,
)
from tracker.policies import four_eyes
from tracker.policies.evidence.confidentiality import decidable_requests
from tracker.vocabulary import RANK, Perspective, State, StrengthChange

MAX_ROWS = 25  # in a section
MAX_ROWS_PER_PERSON = 3  # overdue reviews listed for one person
MAX_COUNT = 10_000  # counts stop here


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first of many rows, and the number of further ones."""

    rows: list[Any] = field(default_factory=list)
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class OverdueReviews:
    """Recommendations past their review date, of one assignee or of none."""

    person: User | None
    rows: list[Recommendation]
    count: int

    @property
    def more(self) -> int:
        """Number of recommendations beyond those in `rows`."""
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class BodyBacklog:
    """Numbers of open questions, overdue questions and overdue commitments of a body."""

    body: Body
    open_questions: int
    overdue_questions: int
    overdue_commitments: int


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """All open work that one user may see. The number of queries is fixed."""

    submitted: FirstRows  # for reviewers
    closings: FirstRows
    publications: FirstRows  # drafts by others, for publishers
    sensitivity_requests: list[SensitivityRequest]  # by others, for analysts
    returned: FirstRows  # for authors
    drafts: FirstRows
    people: list[OverdueReviews]
    bodies: list[BodyBacklog]
    more_bodies: int

    def __bool__(self) -> bool:
        return any(
            (
                self.submitted,
                self.closings,
                self.publications,
                self.sensitivity_requests,
                self.returned,
                self.drafts,
                self.people,
                self.bodies,
            )
        )


def load_review_queue(user: User, *, on: date) -> ReviewQueue:
    """Load the open work of a day."""
    bodies = body_backlogs(user, on=on)
    drafts = _assessments(user).filter(state=State.DRAFT, author=user.pk)
    returned = _assessments(user).filter(state=State.RETURNED)
    return ReviewQueue(
        submitted=_first_rows(submitted_assessments(user)),
        closings=_first_rows(open_closings(user)),
        publications=_first_rows(publishable_drafts(user)),
        sensitivity_requests=list(sensitivity_requests(user)[:MAX_ROWS]),
        returned=_first_rows(returned.order_by("decided_at", "pk")),
        drafts=_first_rows(drafts.order_by("created_at", "pk")),
        people=_overdue_by_person(user, on=on),
        bodies=bodies[:MAX_ROWS],
        more_bodies=max(len(bodies) - MAX_ROWS, 0),
    )


def submitted_assessments(user: Viewer) -> AssessmentQuerySet:
    """Return submitted assessments that this user may see, the longest waiting first."""
    return _assessments(user).filter(state=State.SUBMITTED).order_by("created_at", "pk")


def decidable_assessments(user: Viewer) -> AssessmentQuerySet:
    """Return submitted assessments on which this user decides: a reviewer, or who is invited."""
    if user.may_review:
        return four_eyes.decidable(submitted_assessments(user), user)
    rows = Assessment.objects.inviting(user).select_related("author", "body", "corrects")
    return with_recommendation(rows).order_by("created_at", "pk")


def sample_approvals(user: Viewer) -> AssessmentQuerySet:
    """Return sample approvals that this user may confirm as a reviewer, by recommendation."""
    if not user.may_review:
        return Assessment.objects.none()
    rows = _assessments(user).approved().filter(is_sample=True)
    return rows.order_by("recommendation__sort_key", "pk")


def next_to_decide(user: User, *, after: Assessment) -> Assessment | None:
    """Return the assessment that waits for the user next after one; after the last, the first."""
    later = Q(created_at__gt=after.created_at) | Q(created_at=after.created_at, pk__gt=after.pk)
    turn = Case(When(later, then=0), default=1, output_field=IntegerField())
    rows = decidable_assessments(user).exclude(pk=after.pk).alias(turn=turn)
    return rows.order_by("turn", "created_at", "pk").first()


def _assessments(user: Viewer) -> AssessmentQuerySet:
    """Return assessments for users who see paperwork or may represent a body."""
    rows = Assessment.objects.visible_to(user)
    if not (user.sees_paperwork or user.may_represent_body):
        rows = rows.none()
    return with_recommendation(rows.select_related("author", "body", "corrects", "decided_by"))


def with_recommendation[Q: QuerySet[Any]](rows: Q) -> Q:
    """Load what a list row of the recommendation shows."""
    return rows.select_related("recommendation__report__mechanism").prefetch_related(
        "recommendation__translations"
    )


def open_closings(user: Viewer) -> ClosingQuerySet:
    """Return proposals to close a recommendation that are not decided."""
    rows = Closing.objects.visible_to(user).open().select_related("author")
    return with_recommendation(rows).order_by("created_at", "pk")


def publishable_drafts(user: Viewer) -> PublicationQuerySet:
    """Return drafts that wait for a second person to publish them, the longest waiting first."""
    rows = Publication.objects.visible_to(user).waiting()
    return rows.select_related("author").order_by("created_at", "pk")


def sensitivity_requests(user: Viewer) -> QuerySet[SensitivityRequest]:
    """Return requests by others to lower a sensitivity, the longest waiting first."""
    rows = decidable_requests(user).select_related(
        "author", "evidence", "file__evidence", "comment__recommendation__report__mechanism"
    )
    return rows.defer("file__extracted_text").order_by("pk")


def _first_rows(rows: Any) -> FirstRows:
    first = list(rows[:MAX_ROWS])
    return FirstRows(first, more=rows.order_by()[:MAX_COUNT].count() - len(first))


def _overdue_by_person(user: User, *, on: date) -> list[OverdueReviews]:
    """Return overdue reviews by assignee, most first; those without one come last."""
    if not user.may_read:
        return []
    due = Recommendation.objects.visible_to(user).current().overdue(on=on)
    first_of_each = (
        due.annotate(
            place=Window(
                RowNumber(), partition_by=["assignee"], order_by=["review_on", "sort_key"]
            ),
            assignee_count=Window(Count("*"), partition_by=["assignee"]),
        )
        .filter(place__lte=MAX_ROWS_PER_PERSON)
        .select_related("report__mechanism", "assignee", "current_assessment")
        .prefetch_related("translations")
        .order_by("assignee", "review_on", "sort_key")
    )
    by_person: dict[User | None, list[Any]] = group_pairs(
        (row.assignee, row) for row in first_of_each
    )
    overdue = [
        OverdueReviews(person, rows, rows[0].assignee_count) for person, rows in by_person.items()
    ]
    return sorted(overdue, key=lambda o: (o.person is None, -o.count, str(o.person)))


def body_backlogs(user: User, *, on: date) -> list[BodyBacklog]:
    """Return open questions and overdue work of bodies, the most overdue first."""
    questions = Question.objects.visible_to(user).put_to_bodies()
    commitments = Commitment.objects.visible_to(user).overdue(on=on)
    open_questions, overdue_questions, overdue_commitments = (
        Counter(dict(rows.order_by().values_list("body").annotate(Count("pk"))))
        for rows in (questions, questions.filter(due_on__lt=on), commitments)
    )
    backlogs = [
        BodyBacklog(
            body,
            open_questions=open_questions[key],
            overdue_questions=overdue_questions[key],
            overdue_commitments=overdue_commitments[key],
        )
        for key, body in Body.objects.in_bulk([*open_questions, *overdue_commitments]).items()
    ]
    return sorted(
        backlogs, key=lambda b: (-b.overdue_questions - b.overdue_commitments, b.body.code)
    )


STRENGTHS_UPGRADE = 4  # number of the action that recalculated all strengths
LONGEST_UPGRADE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ChangedStrength:
    """Assessment whose strength an upgrade changed, with the strength before and after."""

    assessment: Assessment
    before: str
    after: str
    reason: StrengthChange


def find_changed_strengths(user: User) -> AssessmentQuerySet:
    """Return the assessments whose strength the upgrade to 0.2 changed, and the user may see."""
    return Assessment.objects.visible_to(user).filter(pk__in=_strength_events().values("key"))


def describe_changed_strengths(
    assessments: Iterable[Assessment], user: User
) -> list[ChangedStrength]:
    """Return what history tells of the change of each assessment, in their order."""
    rows = {assessment.pk: assessment for assessment in assessments}
    events = _strength_events().visible_to(user).filter(key__in=rows)
    values = events.values_list("key", "old__strength", "new__strength", "reason")
    changes = {key: change for key, *change in values}
    return [
        ChangedStrength(row, before, after, StrengthChange(reason))
        for key, row in rows.items()
        if (change := changes.get(key))
        for before, after, reason in [change]
    ]


def count_changed_strengths(user: User) -> list[tuple[str, str, int]]:
    """Return how many assessments went from which strength to which, the most first."""
    keys = find_changed_strengths(user).order_by().values("pk")
    changes = _strength_events().filter(key__in=keys).values_list("old__strength", "new__strength")
    return [(*change, number) for change, number in Counter(changes[:MAX_COUNT]).most_common()]


def _strength_events() -> EventQuerySet:
    if (upgrade := Upgrade.objects.filter(number=STRENGTHS_UPGRADE).first()) is None:
        return Event.objects.none()
    return Event.objects.filter(
        table=table_of(Assessment),
        at__range=(upgrade.at, upgrade.at + LONGEST_UPGRADE),  # the index narrows it down
        reason__in=StrengthChange.values,
    )


CURRENT = "recommendation__current_assessment"


def find_disagreements(user: User) -> AssessmentQuerySet:
    """Return the newest approved views of others that differ from the analysts' assessment.

    Two views differ when their ranks do, or when only one of them has a rank; two without a rank
    don't. Each row has `gap`, in steps of rank: above 0 where they claim more than the analysts
    found, None where only one has a rank; `steps`, the same without its sign; and `since`, the
    later of the two as-of dates. The widest gap comes first, of equal ones the oldest; those
    without steps come last. Source: docs/methodology.md, "Other views".
    """
    visible = Recommendation.objects.visible_to(user).order_by().values("pk")
    return (
        Assessment.objects.visible_to(user)
        .views()
        .exclude(perspective=Perspective.ANALYST)
        .filter(recommendation__in=visible, recommendation__current_assessment__isnull=False)
        .alias(theirs=_rank("status"), ours=_rank(f"{CURRENT}__status"))
        .filter(
            Q(theirs__gt=F("ours"))
            | Q(theirs__lt=F("ours"))
            | Q(theirs__isnull=True, ours__isnull=False)
            | Q(theirs__isnull=False, ours__isnull=True)
        )
        .annotate(
            gap=F("theirs") - F("ours"),
            steps=Abs(F("theirs") - F("ours")),
            since=Greatest("as_of", f"{CURRENT}__as_of"),
        )
        .order_by(F("steps").desc(nulls_last=True), "since", "recommendation__sort_key", "pk")
    )


def _rank(status: str) -> Case:
    """Return the rank of the status in this column; None where it has none."""
    ranked = [When(**{status: code}, then=Value(rank)) for code, rank in RANK.items()]
    return Case(*ranked, default=None, output_field=IntegerField())
