"""What waits for whom: judgments, closings, reviews that are due, questions and measures."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import Abs, Greatest, RowNumber

from tracker.models import (
    Assessment,
    Body,
    Closing,
    Commitment,
    Publication,
    Question,
    Recommendation,
    SensitivityRequest,
    User,
)
from tracker.vocabulary import RANK, Perspective, State

SHOWN = 25  # of a section
FEW = 3  # of what waits for one person
COUNTED = 10_000  # nobody counts further


@dataclass(frozen=True, slots=True)
class Some:
    """The first of many rows, and how many there are beside them."""

    rows: list[Any] = field(default_factory=list)
    more: int = 0

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class OfPerson:
    """The recommendations past their review date of one person, or of nobody in particular."""

    person: User | None
    rows: list[Recommendation]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, slots=True)
class OfBody:
    """How much waits for a body: what it was asked, of that past its day, measures past theirs."""

    body: Body
    asked: int
    late_answers: int
    late_measures: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything that waits and that one user may know of. The number of queries is fixed."""

    to_decide: Some  # for reviewers
    closings: Some
    publications: Some  # drafts, for publishers other than their author
    sensitivity_requests: list[SensitivityRequest]  # for other analysts than their author
    returned: Some  # for authors
    drafts: Some
    people: list[OfPerson]
    bodies: list[OfBody]
    more_bodies: int

    def __bool__(self) -> bool:
        return any(
            (
                self.to_decide,
                self.closings,
                self.publications,
                self.sensitivity_requests,
                self.returned,
                self.drafts,
                self.people,
                self.bodies,
            )
        )


def board(user: User, *, on: date) -> Board:
    """What waits on a day, for whoever has to act next."""
    bodies = of_bodies(user, on=on)
    return Board(
        to_decide=_some(waiting(user)),
        closings=_some(_closings(user)),
        publications=_some(to_publish(user)),
        sensitivity_requests=_lowerings(user),
        returned=_some(_returned(user)),
        drafts=_some(drafts(user)),
        people=_of_people(user, on=on),
        bodies=bodies[:SHOWN],
        more_bodies=max(len(bodies) - SHOWN, 0),
    )


def waiting(user: User) -> Any:
    """Judgments sent for review that this user may know of, the one that waited longest first."""
    return _judgments(user).filter(state=State.SUBMITTED).order_by("created_at", "pk")


def decidable(user: User) -> Any:
    """Those of them that this user decides on: other people's, for a reviewer."""
    return waiting(user).exclude(author=user.pk) if user.may_review else Assessment.objects.none()


def drafts(user: User) -> Any:
    """Judgments that this user has not sent yet, the oldest first."""
    own = _judgments(user).filter(state=State.DRAFT, author=user.pk)
    return own.order_by("created_at", "pk")


def _returned(user: User) -> Any:
    """Judgments that came back to their authors, the one that waited longest first."""
    rows = _judgments(user).filter(state=State.RETURNED)
    return rows.order_by("decided_at", "pk")


def _judgments(user: User) -> Any:
    """Paperwork is seen by whoever deals with it, or speaks for the body whose view it is."""
    rows = Assessment.objects.visible_to(user)
    if not (user.sees_paperwork or user.may_speak):
        rows = rows.none()
    return with_recommendation(rows.select_related("author", "body", "decided_by"))


def with_recommendation(rows: Any) -> Any:
    """Rows with what the line of a recommendation says at hand."""
    return rows.select_related("recommendation__report__mechanism").prefetch_related(
        "recommendation__translations"
    )


def _closings(user: User) -> Any:
    """Proposals to close a recommendation that nobody has decided on."""
    rows = Closing.objects.visible_to(user).open().select_related("author")
    return with_recommendation(rows).order_by("created_at", "pk")


def to_publish(user: User) -> Any:
    """Reports that wait for a second person to publish them, the one that waited longest first."""
    rows = Publication.objects.visible_to(user).waiting()
    return rows.select_related("author").order_by("created_at", "pk")


def _lowerings(user: User) -> list[SensitivityRequest]:
    """What others propose to open to more people, the one that waited longest first."""
    rows = SensitivityRequest.objects.decidable_by(user).select_related(
        "author", "evidence", "file__evidence", "comment__recommendation__report__mechanism"
    )
    return list(rows.defer("file__extracted_text", "file__folded_text").order_by("pk")[:SHOWN])


def _some(rows: Any) -> Some:
    found = list(rows[:SHOWN])
    count = rows.order_by()[:COUNTED].count()
    return Some(found, more=count - len(found))


def _of_people(user: User, *, on: date) -> list[OfPerson]:
    """The people whose recommendations are past their review date; nobody's come last."""
    if not user.may_read:
        return []
    due = Recommendation.objects.visible_to(user).current().overdue(on=on)
    first_of_each = (
        due.annotate(
            place=Window(
                RowNumber(), partition_by=["assignee"], order_by=["review_on", "sort_key"]
            ),
            of_person=Window(Count("*"), partition_by=["assignee"]),
        )
        .filter(place__lte=FEW)
        .select_related("report__mechanism", "assignee", "standing")
        .prefetch_related("translations")
        .order_by("assignee", "review_on", "sort_key")
    )
    by_person: dict[User | None, list[Any]] = {}
    for row in first_of_each:
        by_person.setdefault(row.assignee, []).append(row)
    people = [OfPerson(who, rows, rows[0].of_person) for who, rows in by_person.items()]
    return sorted(people, key=lambda one: (one.person is None, -one.count, str(one.person)))


def of_bodies(user: User, *, on: date) -> list[OfBody]:
    """What was asked of bodies and what they are late with; the latest of them first."""
    asked = (
        Question.objects.visible_to(user)
        .asked()
        .order_by()
        .values("body")
        .annotate(asked=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    )
    commitments = (
        Commitment.objects.visible_to(user)
        .overdue(on=on)
        .order_by()
        .values("body")
        .annotate(late=Count("pk"))
    )
    return _by_body(asked, commitments)


def _by_body(asked: Iterable[Any], commitments: Iterable[Any]) -> list[OfBody]:
    questions = {row["body"]: row for row in asked}
    undone = {row["body"]: row["late"] for row in commitments}
    bodies = Body.objects.in_bulk([*questions.keys(), *undone.keys()])
    found = [
        OfBody(
            body,
            asked=questions.get(key, {}).get("asked", 0),
            late_answers=questions.get(key, {}).get("late", 0),
            late_measures=undone.get(key, 0),
        )
        for key, body in bodies.items()
    ]
    return sorted(found, key=lambda one: (-one.late_answers - one.late_measures, one.body.code))


OURS = "recommendation__standing"  # the analysts' newest approved judgment


def disagreements(user: User) -> Any:
    """The newest approved views of bodies, civil society and the report that differ from ours.

    Two views differ when their ranks do, or when only one of them has a rank; two without a rank
    don't. Each row carries `gap`, in steps of rank: above 0 where they claim more than the analysts
    found, None where only one has a rank; `steps`, the same without its sign; and `since`, the
    later of the two as-of dates: both have stood from then on. The widest gap comes first, of equal
    ones the oldest; what has no steps comes last. Source: docs/methodology.md, "Where views
    differ".
    """
    seen = Recommendation.objects.visible_to(user).order_by().values("pk")
    return (
        Assessment.objects.visible_to(user)
        .views()
        .exclude(perspective=Perspective.ANALYST)
        .filter(recommendation__in=seen, recommendation__standing__isnull=False)
        .alias(theirs=_rank("status"), ours=_rank(f"{OURS}__status"))
        .filter(
            Q(theirs__gt=F("ours"))
            | Q(theirs__lt=F("ours"))
            | Q(theirs__isnull=True, ours__isnull=False)
            | Q(theirs__isnull=False, ours__isnull=True)
        )
        .annotate(
            gap=F("theirs") - F("ours"),
            steps=Abs(F("theirs") - F("ours")),
            since=Greatest("as_of", f"{OURS}__as_of"),
        )
        .order_by(F("steps").desc(nulls_last=True), "since", "recommendation__sort_key", "pk")
    )


def _rank(status: str) -> Case:
    """The rank of the status in this column; none where it has none."""
    ranked = [When(**{status: code}, then=Value(rank)) for code, rank in RANK.items()]
    return Case(*ranked, default=None, output_field=IntegerField())
