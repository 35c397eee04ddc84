"""Open work: assessments, closings, publications, overdue reviews, questions, commitments."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    functions,
)

from tracker import compiled_queries, policies
from tracker.models import (
    BODY_NAMES,
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
    is_among,
    table_of,
)
from tracker.summaries.recommendations.parts import ListRow, load_list_rows, load_titles
from tracker.vocabulary import RANK, Perspective, State, StrengthChange

MAX_ROWS = 25  # in a section
MAX_ROWS_PER_PERSON = 3  # overdue reviews listed for one person
MAX_COUNT = 10_000  # counts stop here
MAX_COUNT_OF_BODY = 1_000  # and here for each body; shown as "1000+"


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
    rows: list[ListRow]
    count: int  # up to MAX_COUNT

    @property
    def more(self) -> int:
        """Number of recommendations beyond those in `rows`."""
        return self.count - len(self.rows)

    @property
    def plus(self) -> str:
        """A plus sign where there may be more than were counted."""
        return "+" if self.count == MAX_COUNT else ""


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """All open work that one user may see. The number of queries is fixed."""

    submitted: FirstRows  # for reviewers
    closings: FirstRows
    publications: FirstRows  # drafts by others, for publishers
    sensitivity_requests: FirstRows  # by others, for analysts
    returned: FirstRows  # for authors
    drafts: FirstRows
    people: list[OverdueReviews]
    bodies: list[Body]  # with numbers of open work
    more_bodies: int

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def load_review_queue(user: User, *, on: date) -> ReviewQueue:
    """Load the open work of a day."""
    bodies = body_backlogs(user, on=on)
    queue = ReviewQueue(
        submitted=_first_rows(user, submitted_assessments),
        closings=_first_rows(user, open_closings),
        publications=_first_rows(user, publishable_drafts),
        sensitivity_requests=_first_rows(user, sensitivity_requests),
        returned=_first_rows(user, _returned_assessments),
        drafts=_first_rows(user, _own_drafts),
        people=_overdue_by_person(user, on=on),
        bodies=bodies[:MAX_ROWS],
        more_bodies=max(len(bodies) - MAX_ROWS, 0),
    )
    load_titles(
        row.recommendation
        for section in (queue.submitted, queue.closings, queue.returned, queue.drafts)
        for row in section.rows
    )
    return queue


def _first_rows(user: User, section: Callable[[Viewer], compiled_queries.Rows[Model]]) -> FirstRows:
    rows = list(
        user.load(first_rows, section, policies.four_eyes.one_person_decides(), MAX_ROWS + 1)
    )
    return FirstRows(
        rows[:MAX_ROWS],
        more=user.count(row_keys, section, MAX_COUNT) - MAX_ROWS if len(rows) > MAX_ROWS else 0,
    )


def first_rows(
    user: Viewer,
    section: Callable[[Viewer], compiled_queries.Rows[Model]],
    _alone: bool,
    limit: int,
) -> compiled_queries.Rows[Model]:
    """Return the first rows of a section; what it holds depends on whether one person decides."""
    return section(user)[:limit]


def row_keys(
    user: Viewer, section: Callable[[Viewer], compiled_queries.Rows[Model]], limit: int
) -> compiled_queries.Rows[Model]:
    """Return the keys of the rows of a section, in no order, to count them up to a limit."""
    return section(user).order_by().values_list("pk")[:limit]


def submitted_assessments(user: Viewer) -> AssessmentQuerySet:
    """Return submitted assessments that this user may see, the longest waiting first."""
    return _assessments(user).filter(state=State.SUBMITTED).order_by("created_at", "pk")


def _returned_assessments(user: Viewer) -> AssessmentQuerySet:
    return _assessments(user).filter(state=State.RETURNED).order_by("decided_at", "pk")


def _own_drafts(user: Viewer) -> AssessmentQuerySet:
    return _assessments(user).filter(state=State.DRAFT, author=user.pk).order_by("created_at", "pk")


def decidable_assessments(user: Viewer) -> AssessmentQuerySet:
    """Return submitted assessments on which this user decides: a reviewer, or who is invited."""
    if user.may_review:
        return policies.four_eyes.decidable(submitted_assessments(user), user)
    return with_recommendation(
        Assessment.objects.inviting(user).select_related("author", "body", "corrects")
    ).order_by("created_at", "pk")


def sample_approvals(user: Viewer) -> AssessmentQuerySet:
    """Return sample approvals that this user may confirm as a reviewer, by recommendation."""
    if not user.may_review:
        return Assessment.objects.none()
    return (
        _assessments(user)
        .approved()
        .filter(is_sample=True)
        .order_by("recommendation__sort_key", "pk")
    )


def next_to_decide(user: User, *, after: Assessment) -> Assessment | None:
    """Return the assessment that waits for the user next after one; after the last, the first."""
    later = Q(created_at__gt=after.created_at) | Q(created_at=after.created_at, pk__gt=after.pk)
    turn = Case(When(later, then=0), default=1, output_field=IntegerField())
    return (
        decidable_assessments(user)
        .exclude(pk=after.pk)
        .alias(turn=turn)
        .order_by("turn", "created_at", "pk")
        .first()
    )


def _assessments(user: Viewer) -> AssessmentQuerySet:
    """Return assessments for users who see paperwork or may represent a body."""
    # Read by the body, else those of others to find none of its own.
    own = Q() if user.sees_paperwork else is_among("body", user.represented_body_ids)
    return with_recommendation(
        Assessment.objects.visible_to(user)
        .filter(own)
        .select_related("author", "body", "corrects", "decided_by")
    )


def with_recommendation[Q: QuerySet[Any]](rows: Q) -> Q:
    """Load what a list row of the recommendation shows."""
    return rows.select_related("recommendation__report__mechanism").prefetch_related(
        "recommendation__translations"
    )


def open_closings(user: Viewer) -> ClosingQuerySet:
    """Return proposals to close a recommendation that are not decided."""
    return with_recommendation(
        Closing.objects.visible_to(user).open().select_related("author")
    ).order_by("created_at", "pk")


def publishable_drafts(user: Viewer) -> PublicationQuerySet:
    """Return drafts that wait for a second person to publish them, the longest waiting first."""
    return (
        Publication.objects.visible_to(user)
        .waiting()
        .select_related("author")
        .order_by("created_at", "pk")
    )


def sensitivity_requests(user: Viewer) -> QuerySet[SensitivityRequest]:
    """Return requests by others to lower a sensitivity, the longest waiting first."""
    return (
        policies.confidentiality.decidable_requests(user)
        .select_related(
            "author", "evidence", "file__evidence", "comment__recommendation__report__mechanism"
        )
        .defer("file__extracted_text")
        .order_by("pk")
    )


def _overdue_by_person(user: User, *, on: date) -> list[OverdueReviews]:
    """Return overdue reviews by assignee, most first; those without one come last."""
    if not user.may_read:
        return []
    people = [
        (person, [getattr(person, name) for name in FIRST], person.number)
        for person in user.load(_assignees, MAX_COUNT, on=on)
    ]
    if of_nobody := [key for (key,) in user.load(_first_of_nobody, MAX_ROWS_PER_PERSON, on=on)]:
        people.append((None, of_nobody, user.count(row_keys, _of_nobody, MAX_COUNT, on=on)))
    keys = [key for _person, keys, _number in people for key in keys if key]
    rows = {row.pk: row for row in load_list_rows(keys, past_day=None, user=user, on=on)}
    return sorted(
        (
            OverdueReviews(person, [rows[key] for key in keys if key], number)
            for person, keys, number in people
        ),
        key=lambda o: (o.person is None, -o.count, str(o.person)),
    )


FIRST = [f"first_{place}" for place in range(MAX_ROWS_PER_PERSON)]
DAY = compiled_queries.Bound("on", DateField())


def _assignees(user: Viewer, limit: int) -> QuerySet[User]:
    """Return users with overdue reviews: their number, and the keys of the first."""
    due = _due(user).filter(assignee=OuterRef("pk"))
    return (
        User.objects.filter(Exists(due))
        .only("username", "first_name", "last_name")
        .annotate(
            number=compiled_queries.count_up_to(limit, due.order_by().values("pk")),
            **{name: Subquery(due.values("pk")[place:][:1]) for place, name in enumerate(FIRST)},
        )
    )


def _first_of_nobody(user: Viewer, limit: int) -> compiled_queries.Rows[Recommendation]:
    return _of_nobody(user).values_list("pk")[:limit]


def _of_nobody(user: Viewer) -> QuerySet[Recommendation]:
    return _due(user).filter(assignee=None)


def _due(user: Viewer) -> QuerySet[Recommendation]:
    return (
        Recommendation.objects.visible_to(user)
        .current()
        .overdue(on=DAY)
        .order_by("review_on", "sort_key")
    )


def body_backlogs(user: User, *, on: date) -> list[Body]:
    """Return the bodies with open questions or overdue commitments, the most overdue first.

    Each has `open_questions`, `overdue_questions` and `overdue_commitments`, counted up to
    MAX_COUNT_OF_BODY.
    """
    return sorted(
        [
            body
            for body in user.load(_backlogs, MAX_COUNT_OF_BODY, on=on)
            if body.open_questions or body.overdue_commitments
        ],
        key=lambda b: (-b.overdue_questions - b.overdue_commitments, b.code),
    )


def _backlogs(user: Viewer, limit: int) -> QuerySet[Body]:
    questions = Question.objects.visible_to(user).put_to_bodies()
    numbers: dict[str, QuerySet[Any]] = {
        "open_questions": questions,
        "overdue_questions": questions.filter(due_on__lt=DAY),
        "overdue_commitments": Commitment.objects.visible_to(user).overdue(on=DAY),
    }
    keys = (*user.represented_body_ids, *user.inherited_body_ids)
    # The questions of others would be read to find none of theirs.
    own = is_among("pk", keys) if user.is_focal_point else Q()
    return (
        Body.objects.visible_to(user)
        .filter(own)
        .only("code", *BODY_NAMES)
        .annotate(
            **{
                name: compiled_queries.count_up_to(
                    limit, rows.filter(body=OuterRef("pk")).order_by().values("pk")
                )
                for name, rows in numbers.items()
            }
        )
    )


STRENGTHS_UPGRADE = 4  # number of the action that recalculated all strengths
LONGEST_UPGRADE = timedelta(days=7)


def find_changed_strengths(user: User) -> AssessmentQuerySet:
    """Return the assessments whose strength the upgrade to 0.2 changed, and the user may see."""
    return Assessment.objects.visible_to(user).filter(pk__in=_strength_events().values("key"))


def describe_changed_strengths(
    assessments: Iterable[Assessment], user: User
) -> list[tuple[Assessment, str, str, StrengthChange]]:
    """Return each assessment with its strength before and after, and why, as history tells."""
    rows = {assessment.pk: assessment for assessment in assessments}
    values = (
        _strength_events()
        .visible_to(user)
        .filter(key__in=rows)
        .values_list("key", "old__strength", "new__strength", "reason")
    )
    changes = {key: (before, after, StrengthChange(why)) for key, before, after, why in values}
    return [(row, *changes[key]) for key, row in rows.items() if key in changes]


def count_changed_strengths(user: User) -> list[tuple[str, str, int]]:
    """Return how many assessments went from which strength to which, the most first."""
    changes = (
        _strength_events()
        .filter(key__in=find_changed_strengths(user).order_by().values("pk"))
        .values_list("old__strength", "new__strength")
    )
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
    visible = Recommendation.objects.visible_to(user).order_by()
    return (
        Assessment.objects.visible_to(user)
        .views()
        .exclude(perspective=Perspective.ANALYST)
        .filter(Exists(visible.filter(pk=OuterRef("recommendation"))))
        .filter(recommendation__current_assessment__isnull=False)
        .alias(theirs=_rank("status"), ours=_rank(f"{CURRENT}__status"))
        .filter(
            Q(theirs__gt=F("ours"))
            | Q(theirs__lt=F("ours"))
            | Q(theirs__isnull=True, ours__isnull=False)
            | Q(theirs__isnull=False, ours__isnull=True)
        )
        .annotate(
            gap=F("theirs") - F("ours"),
            steps=functions.Abs(F("theirs") - F("ours")),
            since=functions.Greatest("as_of", f"{CURRENT}__as_of"),
        )
        .order_by(F("steps").desc(nulls_last=True), "since", "recommendation__sort_key", "pk")
    )


def _rank(status: str) -> Case:
    """Return the rank of the status in this column; None where it has none."""
    return Case(
        *[When(**{status: code}, then=Value(rank)) for code, rank in RANK.items()],
        default=None,
        output_field=IntegerField(),
    )
