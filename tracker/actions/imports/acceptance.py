"""Links to earlier editions become rows, and what was ticked is carried over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.imports.editions import Kept, duty_of, edition_of, short, theme_of
from tracker.actions.imports.figures import Figures, Outcomes
from tracker.actions.recommendations.lineage import carry_over
from tracker.audit.reasons import because
from tracker.errors import NotAllowed
from tracker.intake.narrative import paragraphs_in
from tracker.models import (
    Body,
    Draft,
    ImportRun,
    LineageLink,
    Passage,
    Recommendation,
    Report,
    Responsibility,
    User,
)
from tracker.vocabulary import (
    Confidence,
    DraftKind,
    DraftState,
    ImportRunState,
    Lifecycle,
    Reason,
    ReasonCode,
)


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
        linked = LineageLink.objects.standing().filter(recommendation__report=self.report)
        held = set(linked.values_list("recommendation", "earlier"))
        outcomes: Outcomes = []
        links: list[LineageLink] = []
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
        for row in LineageLink.objects.bulk_create(links):
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

    def _link(self, draft: Draft, later: Recommendation, earlier: Recommendation) -> LineageLink:
        return LineageLink(
            recommendation=later,
            earlier=earlier,
            closeness=draft.values["closeness"],
            score=draft.values["score"],
            confirmed_by=self.by,
            confirmed_at=self.now,
        )


class Writing:
    """One run written into its edition."""

    def __init__(
        self, run: ImportRun, report: Report, kept: Kept, *, by: User, now: datetime
    ) -> None:
        self.run, self.report, self.kept, self.by, self.now = run, report, kept, by, now
        self.passages: dict[int, Passage] = {}
        self.recommendations: dict[str, Recommendation] = {}
        self.told: list[Draft] = []

    def write(self) -> None:
        self._passages()
        drafts = list(self.run.drafts.taken().order_by("position", "pk"))

        def of(kind: DraftKind) -> list[Draft]:
            return [draft for draft in drafts if draft.kind == kind]

        figures = Figures(self.report, self.passages, self.kept, by=self.by, now=self.now)
        self._tell(self._recommendations(of(DraftKind.RECOMMENDATION)))
        self._tell(figures.write(of(DraftKind.FIGURE)))
        self._tell(figures.ask(of(DraftKind.QUERY)))
        chosen = self._chosen(of(DraftKind.RESPONSIBILITY))
        self._tell([(draft, self._responsibility(draft)) for draft in chosen])
        linking = Linking(self.report, self.recommendations, self.kept, by=self.by, now=self.now)
        self._tell(linking.write(self._chosen(of(DraftKind.LINK))))
        self._keep_outcomes()

    def _tell(self, outcomes: Outcomes) -> None:
        for draft, outcome in outcomes:
            draft.outcome, draft.state = outcome, DraftState.ACCEPTED
            self.told.append(draft)

    def _keep_outcomes(self) -> None:
        """One update for all that ended alike: few outcomes, many drafts."""
        alike: dict[tuple[str, str], list[int]] = {}
        for draft in self.told:
            alike.setdefault((draft.state, draft.outcome), []).append(draft.pk)
        for (state, outcome), keys in alike.items():
            self.run.drafts.filter(pk__in=keys).update(state=state, outcome=outcome)

    def _chosen(self, drafts: list[Draft]) -> list[Draft]:
        """Those that a person chose; the others are left out and say so."""
        for draft in drafts:
            if not _is_chosen(draft):
                draft.outcome, draft.state = _("left out: nobody accepted it"), DraftState.DROPPED
                self.told.append(draft)
        return [draft for draft in drafts if _is_chosen(draft)]

    def _passages(self) -> None:
        """Every paragraph as printed. An edition held with other words is another text."""
        held = {p.number: p for p in Passage.objects.filter(report=self.report)}
        missing: list[Passage] = []
        for paragraph in paragraphs_in(self.run.text):
            passage = held.get(paragraph.number)
            if passage is not None and passage.text != paragraph.text:
                raise NotAllowed(
                    _(
                        "%(report)s is held with other words in ¶ %(number)s, and a printed text "
                        "never changes. Compare the two, and drop this run if it is a worse copy."
                    )
                    % {"report": self.report.cited_as, "number": paragraph.number}
                )
            if passage is None:
                passage = Passage(
                    report=self.report,
                    number=paragraph.number,
                    section=paragraph.section,
                    text=paragraph.text,
                )
                missing.append(passage)
            self.passages[paragraph.number] = passage
        for row in Passage.objects.bulk_create(missing):
            self.kept.made(row)

    def _recommendations(self, drafts: list[Draft]) -> Outcomes:
        rows = Recommendation.objects.filter(report=self.report)
        held = {row.number: row for row in rows.select_related("report__mechanism")}
        review_on = self.report.mechanism.next_date(after=self.now.date())
        taken = {row.position for row in held.values()}
        missing: list[Recommendation] = []
        outcomes: Outcomes = []
        for draft in drafts:
            number, text = str(draft.values["number"]), draft.values["text"]
            row = held.get(number)
            if row is not None and row.text != text:
                raise NotAllowed(
                    _("%(recommendation)s is held with other words. Drop the draft, or the run.")
                    % {"recommendation": row}
                )
            outcomes.append((draft, _("added") if row is None else _("held already")))
            if row is None:
                position = _free(number, taken)
                taken.add(position)
                row = Recommendation(
                    report=self.report,
                    number=number,
                    position=position,
                    sort_key=self.report.sort_key_for(position),
                    text=text,
                    short_title=short(text),
                    theme=theme_of(text),
                    duty=duty_of(text),
                    review_on=review_on,
                    **(self._place(draft) if len(draft.places) == 1 else {}),
                )
                missing.append(row)
                held[number] = row
            self.recommendations[number] = row
        for made in Recommendation.objects.bulk_create(missing):
            self.kept.made(made)
        return outcomes

    def _place(self, draft: Draft) -> dict[str, Any]:
        paragraph, start, end = draft.places[0]
        return {"passage": self.passages[paragraph], "start": start, "end": end}

    def _responsibility(self, draft: Draft) -> str:
        told = draft.values
        recommendation = self.recommendations.get(str(told["number"]))
        if recommendation is None:
            return _("left out: its recommendation was dropped")
        body = Body.objects.get(code=told["body"])
        held = Responsibility.objects.standing().filter(
            recommendation=recommendation, body=body, role=told["role"]
        )
        if held.exists():
            return _("held already")
        row = Responsibility.objects.create(
            recommendation=recommendation,
            body=body,
            role=told["role"],
            basis=told["basis"],
            confidence=Confidence.MEDIUM,
            reason=told["sentence"],
        )
        self.kept.made(row)
        return _("added")


def _is_chosen(draft: Draft) -> bool:
    """Responsibilities and links are a person's: they count once somebody accepted them.

    A link whose words are so alike that it stands by itself is accepted with its run, unless
    somebody dropped it.
    """
    if draft.kind == DraftKind.LINK and draft.values.get("by_itself"):
        return True
    return draft.state == DraftState.ACCEPTED


def _free(number: str, taken: set[int]) -> int:
    """The position that a number says, or the next after all where it says none or one taken."""
    position = int(number) if number.isdigit() else 0
    return position if position and position not in taken else max(taken, default=0) + 1


@transaction.atomic
def accept(*, run: ImportRun, by: User, reason: str | Reason, now: datetime) -> ImportRun:
    """Take in what was not dropped: the edition, its passages and recommendations, figures,
    questions, responsibilities and links to earlier editions that were accepted.

    What is held already stays as it is: the same text twice adds nothing. What the edition asks
    again makes the older one continued; what it does not ask of earlier editions is not repeated.
    Raises NotYours, Stale when it was decided on meanwhile, Invalid for what the run does not say,
    NotAllowed where the edition is held with other words. Nothing is written then.
    """
    policies.imports.check_can_import(by)
    why = reason if isinstance(reason, Reason) else Reason(reason, ReasonCode.NEW_EDITION)
    with because(why, by=by):
        fresh = _locked(run)
        policies.imports.check_is_waiting(fresh)
        kept = Kept()
        report = edition_of(fresh, kept)
        Writing(fresh, report, kept, by=by, now=now).write()
        _carry_lifecycles(report, kept)
        fresh.report, fresh.state, fresh.reason = report, ImportRunState.ACCEPTED, why.words
        fresh.decided_by, fresh.decided_at, fresh.created = by, now, kept.told
        fresh.save(
            update_fields=["report", "state", "reason", "decided_by", "decided_at", "created"]
        )
    return fresh


def _locked(run: ImportRun) -> ImportRun:
    """The run as it is now. Others of its edition wait: of two copies the second adds nothing."""
    same = Q(mechanism=run.mechanism, country__iexact=run.country, year=run.year)
    rows = (
        ImportRun.objects.filter(Q(pk=run.pk) | same).order_by("pk").select_for_update(of=("self",))
    )
    list(rows.values_list("pk"))
    fresh: ImportRun = ImportRun.objects.get(pk=run.pk)
    return fresh


def _carry_lifecycles(report: Report, kept: Kept) -> None:
    """Continued: asked again. Not repeated: of an earlier edition, and not asked again by a newer.

    Neither is thereby implemented or closed; what was closed stays closed. An edition of which no
    recommendation is held says nothing of what it asks: nothing is not repeated for its sake. One
    that comes after a newer edition was taken in is itself asked again, or not repeated.
    """
    editions = Recommendation.objects.filter(
        report__mechanism=report.mechanism, report__country=report.country
    )
    again = editions.filter(
        asked_again__recommendation__report=report, asked_again__withdrawn_at=None
    )
    for row in again.filter(lifecycle__in=[Lifecycle.ACTIVE, Lifecycle.NOT_REPEATED]).distinct():
        _becomes(row, Lifecycle.CONTINUED, kept)
    linked = LineageLink.objects.standing().filter(earlier=OuterRef("pk"))
    left = editions.filter(~Exists(linked), lifecycle=Lifecycle.ACTIVE)
    if editions.filter(report=report).exists():
        for row in left.filter(report__year__lt=report.year):
            _becomes(row, Lifecycle.NOT_REPEATED, kept)
    if editions.filter(report__year__gt=report.year).exists():
        for row in left.filter(report=report):
            _becomes(row, Lifecycle.NOT_REPEATED, kept)


def _becomes(row: Recommendation, lifecycle: Lifecycle, kept: Kept) -> None:
    kept.changes(row, "lifecycle")
    row.lifecycle = lifecycle
    row.save(update_fields=["lifecycle"])
