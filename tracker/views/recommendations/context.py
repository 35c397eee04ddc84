"""Page of a recommendation: its citations, lineage, closing, commitments and questions."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.utils.functional import cached_property

from tracker.intake.lineage import word_diff
from tracker.models import (
    Citation,
    Closing,
    Commitment,
    Component,
    ComponentBody,
    Evidence,
    File,
    Question,
    Recommendation,
    Responsibility,
    Translation,
    User,
)
from tracker.models.evidence.evidence import CitationQuerySet
from tracker.summaries.history.timeline import Page, recommendation_timeline
from tracker.summaries.progress.data import filter_valid_citations
from tracker.summaries.recommendations.threads import Thread, ThreadLink, load_thread
from tracker.views.assessments.context import AssessmentsContext
from tracker.vocabulary import OPEN_STATES, Lifecycle, PastDay, Right, Role, State


@dataclass(frozen=True, slots=True)
class WordingChange:
    """Text of an earlier edition, with what was kept, removed and added since."""

    earlier: Recommendation
    link: ThreadLink
    diff: list[tuple[str, str]]  # ("same" | "out" | "in", text)

    @property
    def is_same(self) -> bool:
        """Whether the text did not change."""
        return all(kind == "same" for kind, _text in self.diff)


class LineageContext:
    """Earlier editions of a recommendation, as its page shows them."""

    def __init__(self, recommendation: Recommendation, user: User) -> None:
        self.thread: Thread = load_thread(recommendation, user)
        self.wording_changes = [
            WordingChange(link.earlier, link, word_diff(link.earlier.text, recommendation.text))
            for link in self.thread.direct_links
        ]


class RecommendationContext(AssessmentsContext):
    """Recommendation as a user may see it; each part is read once, when it is shown."""

    def __init__(
        self, recommendation: Recommendation, user: User, *, before: int | None = None
    ) -> None:
        self.recommendation, self.user = recommendation, user
        self.before = before  # sequence of the event that the timeline shown ends before

    @staticmethod
    def queryset(user: User) -> QuerySet[Recommendation]:
        """Return recommendations with what their page needs, and the numbers before and after."""
        siblings = Recommendation.objects.visible_to(user).filter(report=OuterRef("report"))
        before = siblings.filter(position__lt=OuterRef("position")).order_by("-position")
        after = siblings.filter(position__gt=OuterRef("position")).order_by("position")
        return (
            Recommendation.objects.visible_to(user)
            .select_related(
                "report__mechanism",
                "passage",
                "assignee",
                "current_assessment__author",
                "current_assessment__decided_by",
            )
            .prefetch_related("translations", "topics")
            .annotate(
                before=Subquery(before.values("number")[:1]),
                after=Subquery(after.values("number")[:1]),
            )
        )

    @cached_property
    def translations(self) -> list[Translation]:
        """Translations that have a text."""
        return [
            translation
            for translation in self.recommendation.translations.all()
            if translation.text
        ]

    @cached_property
    def components(self) -> QuerySet[Component]:
        """Components with their bodies, by code."""
        bodies = ComponentBody.objects.select_related("body").order_by("body__code")
        return (
            self.recommendation.components.not_withdrawn()
            .prefetch_related(Prefetch("component_bodies", queryset=bodies))
            .order_by("code")
        )

    @cached_property
    def citations(self) -> list[Citation]:
        """Citations in the order of the source, then those of no passage, by date."""
        return self._shown(self._cited.not_withdrawn().filter(evidence__withdrawn_at=None))

    def citations_on(self, past_day: PastDay) -> list[Citation]:
        """Return the citations as they stood on a past day, as in a progress report of that day."""
        return self._shown(filter_valid_citations(self._cited, past_day))

    @property
    def _cited(self) -> CitationQuerySet:
        return Citation.objects.visible_to(self.user).filter(recommendation=self.recommendation)

    def _shown(self, citations: CitationQuerySet) -> list[Citation]:
        rows = citations.select_related(
            "evidence__issuer", "evidence__passage__report__mechanism", "assessment", "added_by"
        ).annotate(file_number=Subquery(_newest_file(self.user)))
        return sorted(rows, key=_source_position)

    @cached_property
    def hidden_count(self) -> int:
        """Number of cited evidence for named readers that the user may know to exist, no more."""
        if not self.user.may(Right.KNOW_OF_ALL):
            return 0
        cited = Citation.objects.not_withdrawn().filter(
            recommendation=self.recommendation, evidence=OuterRef("pk")
        )
        hidden_count: int = (
            Evidence.objects.hidden_from(self.user).not_withdrawn().filter(Exists(cited)).count()
        )
        return hidden_count

    @cached_property
    def closing(self) -> Closing | None:
        """Approved closing; while it is not closed, the open proposal, if there is one."""
        is_closed = self.recommendation.lifecycle == Lifecycle.CLOSED
        rows = self.recommendation.closings.visible_to(self.user).select_related(
            "author", "decided_by"
        )
        closing: Closing | None = (
            rows.filter(state__in=[State.APPROVED] if is_closed else OPEN_STATES)
            .order_by("-pk")
            .first()
        )
        return closing

    @cached_property
    def commitments(self) -> list[Commitment]:
        """Commitments, the open ones first, the next due first."""
        commitments = (
            Commitment.objects.visible_to(self.user)
            .not_withdrawn()
            .filter(recommendation=self.recommendation)
        )
        return sorted(
            commitments.select_related("body").order_by("due_on", "pk"),
            key=lambda commitment: not commitment.is_open,
        )

    @cached_property
    def questions(self) -> QuerySet[Question]:
        """Open questions, the oldest first."""
        return (
            self.recommendation.questions.visible_to(self.user)
            .open()
            .select_related("body")
            .order_by("pk")
        )

    @cached_property
    def lineage(self) -> LineageContext:
        """Earlier editions of it."""
        return LineageContext(self.recommendation, self.user)

    @cached_property
    def responsibilities(self) -> list[tuple[Role, list[Responsibility]]]:
        """Responsibilities by role, in the order of the vocabulary."""
        order = list(Role)
        rows = sorted(
            self.recommendation.responsibilities.not_withdrawn()
            .select_related("body")
            .order_by("body__code"),
            key=lambda responsibility: order.index(Role(responsibility.role)),
        )
        return [
            (Role(role), list(responsibilities))
            for role, responsibilities in groupby(
                rows, key=lambda responsibility: responsibility.role
            )
        ]

    @cached_property
    def history(self) -> Page:
        """Page of its timeline."""
        return recommendation_timeline(self.recommendation, self.user, before=self.before)


def _newest_file(user: User) -> Any:
    """Return the number of the newest file of the evidence that the user may see."""
    files = File.objects.visible_to(user).not_withdrawn().filter(evidence=OuterRef("evidence"))
    return files.newest_first().values("number")[:1]


def _source_position(citation: Citation) -> tuple[bool, int, int, date, int]:
    evidence = citation.evidence
    passage = evidence.passage
    return (
        passage is None,
        passage.number if passage else 0,
        evidence.start or 0,
        citation.as_of,
        citation.pk,
    )
