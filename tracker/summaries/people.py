"""What hangs on a person: what nobody would take care of, read or say once the account is closed.

Shown to administrators, who need not see what is in it: of a draft the recommendation and the state
alone, of a piece for named readers the recommendation alone. So these reads start at the person and
not at `visible_to`.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group as RightsGroup
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from tracker.models import (
    Assessment,
    Body,
    Citation,
    Comment,
    Evidence,
    File,
    Recommendation,
    SavedReport,
    User,
)
from tracker.vocabulary import (
    IN_THE_HANDS_OF_ITS_AUTHOR,
    RIGHTS,
    Perspective,
    Right,
    Sensitivity,
    State,
)

WHO_SPEAK = sorted(role.value for role, rights in RIGHTS.items() if Right.SPEAK in rights)
OF_A_BODY = Q(perspective=Perspective.RESPONSIBLE_BODY, stated_by="")


class Hanging:
    """What hangs on one person, kind by kind; each kind is a queryset that costs one query."""

    def __init__(self, person: User) -> None:
        self.person = person

    @property
    def papers(self) -> QuerySet[Any]:
        """Judgments that only their author can go on with: drafts, and what was returned."""
        return Assessment.objects.filter(
            author=self.person.pk, state__in=sorted(IN_THE_HANDS_OF_ITS_AUTHOR)
        )

    @property
    def drafts(self) -> QuerySet[Any]:
        """Those that whoever logs progress can go on with."""
        return self.papers.exclude(OF_A_BODY)

    @property
    def views(self) -> QuerySet[Any]:
        """Those that a focal point wrote for a body."""
        return self.papers.filter(OF_A_BODY)

    @property
    def submitted(self) -> QuerySet[Any]:
        """Judgments that wait for a reviewer: they keep nobody from leaving."""
        return Assessment.objects.filter(author=self.person.pk, state=State.SUBMITTED)

    @property
    def assigned(self) -> QuerySet[Any]:
        """Recommendations that the person follows."""
        return Recommendation.objects.filter(assignee=self.person.pk)

    @property
    def evidence(self) -> QuerySet[Any]:
        """Pieces for named readers that have no other reader with an open account.

        The person is one of the readers, or added the piece. A piece with a file for named readers
        counts too.
        """
        readers = Evidence.readers.through.objects.filter(evidence=OuterRef("pk"))
        others = readers.filter(user__is_active=True).exclude(user=self.person.pk)
        closed = File.objects.standing().filter(
            evidence=OuterRef("pk"), sensitivity=Sensitivity.NAMED_READERS
        )
        return Evidence.objects.standing().filter(
            Q(added_by=self.person.pk) | Exists(readers.filter(user=self.person.pk)),
            Q(sensitivity=Sensitivity.NAMED_READERS) | Exists(closed),
            ~Exists(others),
        )

    @property
    def comments(self) -> QuerySet[Any]:
        """What was said for named readers, of whom nobody else has an open account."""
        readers = Comment.readers.through.objects.filter(comment=OuterRef("pk"))
        others = readers.filter(user__is_active=True).exclude(user=self.person.pk)
        return Comment.objects.standing().filter(
            Q(added_by=self.person.pk) | Exists(readers.filter(user=self.person.pk)),
            Q(added_by=self.person.pk) | Q(added_by__is_active=False),
            ~Exists(others),
            sensitivity=Sensitivity.NAMED_READERS,
        )

    @property
    def bodies(self) -> QuerySet[Any]:
        """Bodies whose only focal point with an open account the person is."""
        points = User.speaks_for.through.objects.filter(body=OuterRef("pk"))
        others = points.filter(user__is_active=True, user__groups__name__in=WHO_SPEAK).exclude(
            user=self.person.pk
        )
        speaks = RightsGroup.objects.filter(user=self.person.pk, name__in=WHO_SPEAK)
        return Body.objects.filter(
            Exists(points.filter(user=self.person.pk)), Exists(speaks), ~Exists(others)
        )

    @property
    def schedules(self) -> QuerySet[Any]:
        """Saved reports that are still to be made, in the name of the person."""
        return SavedReport.objects.standing().filter(author=self.person.pk, next_on__isnull=False)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many of each kind have to be handed over; kinds without any are left out."""
        kinds = {
            "drafts": self.drafts,
            "views": self.views,
            "assigned": self.assigned,
            "evidence": self.evidence,
            "comments": self.comments,
            "bodies": self.bodies,
            "schedules": self.schedules,
        }
        found = {name: rows.count() for name, rows in kinds.items()}
        return {name: many for name, many in found.items() if many}

    def where_cited(self, pieces: Iterable[Evidence]) -> list[list[Recommendation]]:
        """For each piece, the recommendations that cite it: all that is told of it."""
        keys = [piece.pk for piece in pieces]
        cited: dict[int, list[Recommendation]] = {key: [] for key in keys}
        citations = (
            Citation.objects.standing()
            .filter(evidence__in=keys)
            .select_related("recommendation__report__mechanism")
            .order_by("evidence", "recommendation__sort_key")
        )
        for citation in citations:
            rows = cited[citation.evidence_id]
            if citation.recommendation not in rows:
                rows.append(citation.recommendation)
        return [cited[key] for key in keys]
