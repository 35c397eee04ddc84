"""What is known about the recommendations of a report on a day, as far as a report may tell it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from tracker.models import (
    Assessment,
    Citation,
    Commitment,
    Component,
    Evidence,
    Question,
    Responsibility,
    User,
)
from tracker.vocabulary import Past, Sensitivity, State, Then

Rows = dict[int, list[Any]]
# Of a body that is read with each of thousands of rows: what no report tells.
_HEAVY = ("body__aliases", "body__names_source", "body__remark")
# Of which rows a report may tell where it is shown, and the columns that say in which piece.
_SHOWN_IN = {
    "assessments": ("stated_in_id",),
    "citations": ("evidence_id",),
    "commitments": ("undertaken_in_id", "done_by_id"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """Rows by the key of their recommendation, in the order they are told.

    A piece of evidence is held once, however often it is cited; the rows hold its key. What is for
    named readers is not read at all, nor where it is cited: it would cost time, and tell of itself.
    """

    assessments: Rows  # of every perspective, newest first
    components: Rows  # one row for each line said of it, by any assessment
    citations: Rows
    responsibilities: Rows
    queries: Rows
    commitments: Rows  # one row for each time that the due date was moved after the day
    pieces: dict[int, Evidence]
    resting_on_closed: frozenset[int]  # assessments that cite what is for named readers, too

    @classmethod
    def about(cls, recommendations: Any, *, then: Then, reader: User | None) -> Self:
        """What may be told of them to `reader`; to None, who reads everything, all of it.

        Judgments, views and citations are those of the day, by the knowledge of `then`; bodies,
        components, questions and what became of measures are known as they are today.

        The same number of queries however many recommendations there are: 7 at most.
        """
        keys = recommendations.order_by().values("pk")

        def seen(model: Any) -> Any:
            rows = model.objects.all() if reader is None else model.objects.visible_to(reader)
            return rows.filter(recommendation__in=keys)

        commitments = seen(Commitment).standing().filter(undertaken_on__lte=then.on)
        told = list(_with_people(seen(Assessment).told(then)))
        rows: dict[str, Rows] = {
            "assessments": _by_recommendation(told),
            "components": _by_recommendation(_with_lines(seen(Component).standing())),
            "citations": _by_recommendation(_citations(seen(Citation), then)),
            "responsibilities": _by_recommendation(_with_bodies(seen(Responsibility).standing())),
            "queries": _by_recommendation(_with_body(seen(Question).open())),
            "commitments": _by_recommendation(_as_due(commitments, then)),
        }
        closed = frozenset(row.pk for row in told if row.rests_on_closed)
        return cls(**rows, pieces=_pieces(reader, rows), resting_on_closed=closed)

    def piece(self, key: int | None) -> Evidence | None:
        """A piece whose title a report may print; None for any other."""
        piece = self.pieces.get(key) if key else None
        return None if piece is None or piece.is_withdrawn else piece


def _by_recommendation(rows: Iterable[Any]) -> Rows:
    grouped = defaultdict(list)
    for row in rows:
        grouped[row.recommendation_id].append(row)
    return grouped


def _with_people(assessments: Any) -> Any:
    closed = Citation.objects.filter(
        assessment=OuterRef("pk"), evidence__sensitivity=Sensitivity.NAMED_READERS
    )
    rows = assessments.select_related("author", "decided_by", "corrects", "body").newest_first()
    return rows.annotate(rests_on_closed=Exists(closed)).defer(*_HEAVY)


def _with_lines(components: Any) -> Any:
    """Components with what an assessment says of each: `said_by`, `said` and `said_remark`."""
    return components.annotate(
        said_by=F("lines__assessment"), said=F("lines__status"), said_remark=F("lines__remark")
    ).order_by("code", "pk")


def _with_bodies(responsibilities: Any) -> Any:
    rows = responsibilities.select_related("body").order_by("body__code", "pk")
    return rows.defer(*_HEAVY, "shown_by", "reason")


def _with_body(queries: Any) -> Any:
    return queries.select_related("body").order_by("pk")


def _citations(rows: Any, then: Then) -> Any:
    """What is cited; of a judgment that was corrected, the correction cites it again.

    Of one day, passages first, in the order of the source.
    """
    corrections = Assessment.objects.told(then).filter(corrects__isnull=False)
    number = F("evidence__passage__number")
    return (
        stood(rows, then)
        .exclude(evidence__sensitivity=Sensitivity.NAMED_READERS)
        .filter(Q(assessment=None) | Q(assessment__state=State.APPROVED))
        .exclude(assessment__in=corrections.order_by().values("corrects"))  # asked once, not by row
        .order_by("as_of", number.asc(nulls_last=True), "evidence__start", "pk")
        .select_related("assessment__body")
    )


def stood(citations: Any, then: Then) -> Any:
    """Those that nobody withdrew, nor their evidence; as said then, nobody by the end of the day.

    And those that were there by then: added, and their judgment, if they have one, approved. None
    is of a later day.
    """
    citations = citations.filter(as_of__lte=then.on)
    if then.past == Past.KNOWN_NOW:
        return citations.standing().filter(evidence__withdrawn_at=None)
    end = then.ends_at
    return citations.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=end),
        Q(evidence__withdrawn_at=None) | Q(evidence__withdrawn_at__gte=end),
        Q(assessment=None) | Q(assessment__decided_at__lt=end),
        added_at__lt=end,
    )


def _as_due(commitments: Any, then: Then) -> Any:
    """Measures with each change of the due date that was agreed on later, the first one first."""
    moved = FilteredRelation("due_dates", condition=Q(due_dates__agreed_on__gt=then.on))
    return (
        commitments.annotate(moved=moved)
        .annotate(
            moved_on=F("moved__agreed_on"),
            moved_from=F("moved__before"),
            moved_to=F("moved__due_on"),
        )
        .select_related("body")
        .defer(*_HEAVY)
        .order_by("undertaken_on", "pk", "moved_on", "moved__pk")
    )


def _pieces(reader: User | None, rows: dict[str, Rows]) -> dict[int, Evidence]:
    """The evidence behind all of it, each piece once.

    Asked for by the keys that were read: a subquery would walk all citations again, also past
    those of what is for named readers.
    """
    keys = {
        getattr(row, column)
        for name, columns in _SHOWN_IN.items()
        for some in rows[name].values()
        for row in some
        for column in columns
    }
    pieces = Evidence.objects.all() if reader is None else Evidence.objects.visible_to(reader)
    at_hand = pieces.told_in_reports().select_related(
        "issuer", "passage__report__mechanism__issuer"
    )
    return dict(at_hand.in_bulk(keys - {None}))
