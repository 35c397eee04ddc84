"""The wordings of two editions side by side, word by word."""

from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Subquery
from django.utils.functional import cached_property

from tracker.intake.lineage import word_diff
from tracker.models import (
    Citation,
    Closing,
    Commitment,
    ComponentBody,
    Evidence,
    File,
    Recommendation,
    Responsibility,
    User,
)
from tracker.summaries.history.timeline import Page, page
from tracker.summaries.progress.data import stood
from tracker.summaries.recommendations.threads import Thread, Tie, thread_of
from tracker.views.assessments.context import Judgments
from tracker.vocabulary import OPEN, Lifecycle, Right, Role, State, Then


@dataclass(frozen=True, slots=True)
class Wording:
    """What an earlier edition asked, and what was kept, taken out and put in since."""

    earlier: Recommendation
    tie: Tie
    told: list[tuple[str, str]]  # ("same" | "out" | "in", words)

    @property
    def is_same(self) -> bool:
        return all(kind == "same" for kind, _words in self.told)


class Lineage:
    """Where a recommendation comes from, as its page shows it."""

    def __init__(self, recommendation: Recommendation, user: User) -> None:
        self.thread: Thread = thread_of(recommendation, user)
        self.wordings = [
            Wording(tie.earlier, tie, word_diff(tie.earlier.text, recommendation.text))
            for tie in self.thread.asks_again
        ]


class About(Judgments):
    """One recommendation as a user may know it; each part is read once, when it is shown."""

    def __init__(self, row: Recommendation, user: User, *, before: int | None = None) -> None:
        self.row, self.user = row, user
        self.before = before  # sequence of the event that the history shown ends before

    @staticmethod
    def rows(user: User) -> Any:
        """Recommendations with what their page needs at hand, and the numbers beside them."""
        beside = Recommendation.objects.visible_to(user).filter(report=OuterRef("report"))
        before = beside.filter(position__lt=OuterRef("position")).order_by("-position")
        after = beside.filter(position__gt=OuterRef("position")).order_by("position")
        return (
            Recommendation.objects.visible_to(user)
            .select_related(
                "report__mechanism",
                "passage",
                "assignee",
                "standing__author",
                "standing__decided_by",
            )
            .prefetch_related("translations", "topics")
            .annotate(
                before=Subquery(before.values("number")[:1]),
                after=Subquery(after.values("number")[:1]),
            )
        )

    @cached_property
    def translations(self) -> list[Any]:
        return [t for t in self.row.translations.all() if t.text]

    @cached_property
    def components(self) -> Any:
        carried = ComponentBody.objects.select_related("body").order_by("body__code")
        return (
            self.row.components.standing()
            .prefetch_related(Prefetch("component_bodies", queryset=carried))
            .order_by("code")
        )

    @cached_property
    def citations(self) -> list[Citation]:
        """Evidence in the order of the source, then what is no passage, by date."""
        return self._shown(self._cited.standing().filter(evidence__withdrawn_at=None))

    def citations_then(self, then: Then) -> list[Citation]:
        """The same as it stood on a past day, as a progress report of that day has it."""
        return self._shown(stood(self._cited, then))

    @property
    def _cited(self) -> Any:
        return Citation.objects.visible_to(self.user).filter(recommendation=self.row)

    def _shown(self, citations: Any) -> list[Citation]:
        rows = citations.select_related(
            "evidence__issuer", "evidence__passage__report__mechanism", "assessment", "added_by"
        ).annotate(file_number=Subquery(_newest_file(self.user)))
        return sorted(rows, key=_place)

    @cached_property
    def hidden(self) -> int:
        """How many pieces for named readers are cited that this user may know to exist, no more."""
        if not self.user.may(Right.KNOW_OF_ALL):
            return 0
        cited = Citation.objects.standing().filter(recommendation=self.row, evidence=OuterRef("pk"))
        hidden: int = (
            Evidence.objects.hidden_from(self.user).standing().filter(Exists(cited)).count()
        )
        return hidden

    @cached_property
    def closing(self) -> Closing | None:
        """What closed it; of one that is not closed, the proposal that it be, if there is one."""
        is_closed = self.row.lifecycle == Lifecycle.CLOSED
        rows = self.row.closings.visible_to(self.user).select_related("author", "decided_by")
        found: Closing | None = (
            rows.filter(state__in=[State.APPROVED] if is_closed else OPEN).order_by("-pk").first()
        )
        return found

    @cached_property
    def commitments(self) -> Any:
        """What was promised, the next due first; what is closed stays below."""
        rows = Commitment.objects.visible_to(self.user).standing().filter(recommendation=self.row)
        return sorted(
            rows.select_related("body").order_by("due_on", "pk"), key=lambda row: not row.is_open
        )

    @cached_property
    def questions(self) -> Any:
        return self.row.queries.visible_to(self.user).open().select_related("body").order_by("pk")

    @cached_property
    def lineage(self) -> Lineage:
        return Lineage(self.row, self.user)

    @cached_property
    def responsibilities(self) -> list[tuple[Role, list[Responsibility]]]:
        """Bodies by role, in the order of the vocabulary."""
        order = list(Role)
        rows = sorted(
            self.row.responsibilities.standing().select_related("body").order_by("body__code"),
            key=lambda r: order.index(Role(r.role)),
        )
        return [(Role(role), list(some)) for role, some in groupby(rows, key=lambda r: r.role)]

    @cached_property
    def history(self) -> Page:
        return page(self.row, self.user, before=self.before)


def _newest_file(user: User) -> Any:
    """Number of the newest file of what is cited that this user may know of."""
    files = File.objects.visible_to(user).standing().filter(evidence=OuterRef("evidence"))
    return files.newest_first().values("number")[:1]


def _place(citation: Citation) -> tuple[bool, int, int, Any, int]:
    evidence = citation.evidence
    passage = evidence.passage
    return (
        passage is None,
        passage.number if passage else 0,
        evidence.start or 0,
        citation.as_of,
        citation.pk,
    )
