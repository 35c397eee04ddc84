"""Links to earlier editions become rows, and what was ticked is carried over."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tracker.actions.imports.figures import Outcomes
from tracker.actions.imports.kept import Kept
from tracker.actions.lineage import carry_over
from tracker.models import Draft, Link, Recommendation, Report, User


class Linking:
    """The links of one run, written many at a time; the newest edition is carried over first."""

    def __init__(
        self,
        report: Report,
        recommendations: dict[str, Recommendation],
        kept: Kept,
        *,
        by: User,
        now: datetime,
    ) -> None:
        self.report, self.recommendations, self.kept = report, recommendations, kept
        self.by, self.now = by, now

    def write(self, drafts: Sequence[Draft]) -> Outcomes:
        earlier = self._earlier(drafts)
        linked = Link.objects.standing().filter(recommendation__report=self.report)
        held = set(linked.values_list("recommendation", "earlier"))
        outcomes: Outcomes = []
        links: list[Link] = []
        carried: list[tuple[Recommendation, Recommendation, list[str]]] = []
        for draft in sorted(drafts, key=lambda one: -earlier[one.values["earlier"]].report.year):
            later = self.recommendations.get(str(draft.values["number"]))
            before = earlier[draft.values["earlier"]]
            if later is None:
                outcomes.append((draft, _("left out: its recommendation was dropped")))
            elif before.report.year >= self.report.year:
                outcomes.append((draft, _("left out: it is of no earlier edition")))
            elif (later.pk, before.pk) in held:
                outcomes.append((draft, _("held already")))
            else:
                held.add((later.pk, before.pk))
                links.append(self._link(draft, later, before))
                carried.append((before, later, draft.values.get("carry") or []))
                outcomes.append((draft, _("linked to %(earlier)s") % {"earlier": before}))
        for row in Link.objects.bulk_create(links):
            self.kept.made(row)
        for before, later, wanted in carried:
            if wanted:
                with self.kept.carrying(later):
                    carry_over(before, later, wanted=wanted, made=self.kept.made)
        return outcomes

    def _earlier(self, drafts: Sequence[Draft]) -> dict[int, Recommendation]:
        keys = {draft.values["earlier"] for draft in drafts}
        rows = Recommendation.objects.filter(pk__in=keys).select_related("report__mechanism")
        return {row.pk: row for row in rows}

    def _link(self, draft: Draft, later: Recommendation, earlier: Recommendation) -> Link:
        return Link(
            recommendation=later,
            earlier=earlier,
            closeness=draft.values["closeness"],
            score=draft.values["score"],
            confirmed_by=self.by,
            confirmed_at=self.now,
        )
