"""Work to reassign before an account is closed.

Shown to administrators, who need not see its content: of a draft only recommendation and state, of
evidence for named readers only the recommendation. So these reads don't start at `visible_to`.
"""

from collections.abc import Iterable

from django.contrib.auth.models import Group as RightsGroup
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property

from tracker import grouping, vocabulary
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

SPEAKING_ROLES = sorted(
    role.value for role, rights in vocabulary.RIGHTS.items() if vocabulary.Right.SPEAK in rights
)
BODY_VIEWS = Q(perspective=vocabulary.Perspective.RESPONSIBLE_BODY, stated_by="")


class OpenWork:
    """Work of one person, kind by kind; each kind is a queryset that costs one query."""

    def __init__(self, person: User) -> None:
        self.person = person

    @property
    def unfinished(self) -> QuerySet[Assessment]:
        """Assessments that only their author can continue: drafts and returned ones."""
        return Assessment.objects.filter(
            author=self.person.pk, state__in=sorted(vocabulary.AUTHOR_STATES)
        )

    @property
    def drafts(self) -> QuerySet[Assessment]:
        """Unfinished assessments that anybody who logs progress can continue."""
        return self.unfinished.exclude(BODY_VIEWS)

    @property
    def views(self) -> QuerySet[Assessment]:
        """Unfinished views that a focal point wrote for a body."""
        return self.unfinished.filter(BODY_VIEWS)

    @property
    def submitted(self) -> QuerySet[Assessment]:
        """Assessments that wait for a reviewer; they need no reassignment."""
        return Assessment.objects.filter(author=self.person.pk, state=vocabulary.State.SUBMITTED)

    @property
    def assigned(self) -> QuerySet[Recommendation]:
        """Recommendations assigned to the person."""
        return Recommendation.objects.filter(assignee=self.person.pk)

    @property
    def evidence(self) -> QuerySet[Evidence]:
        """Evidence for named readers that has no other reader with an open account.

        The person is one of the readers, or added it. Evidence with a file for named readers counts
        too.
        """
        read = Evidence.readers.through.objects.filter(user=self.person.pk)  # found by an index
        others = (
            Evidence.readers.through.objects.filter(evidence=OuterRef("pk"))
            .filter(user__is_active=True)
            .exclude(user=self.person.pk)
        )
        restricted_files = File.objects.not_withdrawn().filter(
            evidence=OuterRef("pk"), sensitivity=vocabulary.Sensitivity.NAMED_READERS
        )
        return Evidence.objects.not_withdrawn().filter(
            Q(added_by=self.person.pk) | Q(pk__in=read.values("evidence")),
            Q(sensitivity=vocabulary.Sensitivity.NAMED_READERS) | Exists(restricted_files),
            ~Exists(others),
        )

    @property
    def comments(self) -> QuerySet[Comment]:
        """Comments for named readers of whom nobody else has an open account."""
        readers = Comment.readers.through.objects.filter(comment=OuterRef("pk"))
        return Comment.objects.not_withdrawn().filter(
            Q(added_by=self.person.pk) | Exists(readers.filter(user=self.person.pk)),
            Q(added_by=self.person.pk) | Q(added_by__is_active=False),
            ~Exists(readers.filter(user__is_active=True).exclude(user=self.person.pk)),
            sensitivity=vocabulary.Sensitivity.NAMED_READERS,
        )

    @property
    def bodies(self) -> QuerySet[Body]:
        """Bodies whose only focal point with an open account is the person."""
        points = User.speaks_for.through.objects.filter(body=OuterRef("pk"))
        return Body.objects.filter(
            Exists(points.filter(user=self.person.pk)),
            Exists(RightsGroup.objects.filter(user=self.person.pk, name__in=SPEAKING_ROLES)),
            ~Exists(
                points.filter(user__is_active=True, user__groups__name__in=SPEAKING_ROLES).exclude(
                    user=self.person.pk
                )
            ),
        )

    @property
    def saved_reports(self) -> QuerySet[SavedReport]:
        """Saved reports with a next run, made in the name of the person."""
        return SavedReport.objects.not_withdrawn().filter(
            author=self.person.pk, next_run_on__isnull=False
        )

    @cached_property
    def counts(self) -> dict[str, int]:
        """Number of rows of each kind to reassign; kinds without any are left out."""
        kinds = {
            "drafts": self.drafts,
            "views": self.views,
            "assigned": self.assigned,
            "evidence": self.evidence,
            "comments": self.comments,
            "bodies": self.bodies,
            "saved_reports": self.saved_reports,
        }
        return {name: count for name, rows in kinds.items() if (count := rows.count())}

    def recommendations_citing(self, evidence: Iterable[Evidence]) -> list[list[Recommendation]]:
        """Return for each piece of evidence the recommendations that cite it."""
        keys = [piece.pk for piece in evidence]
        cited_for = grouping.group_pairs(
            (row.evidence_id, row.recommendation)
            for row in Citation.objects.not_withdrawn()
            .filter(evidence__in=keys)
            .select_related("recommendation__report__mechanism")
            .order_by("evidence", "recommendation__sort_key")
        )
        return [list(dict.fromkeys(cited_for[key])) for key in keys]
