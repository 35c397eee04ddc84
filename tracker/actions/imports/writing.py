"""Drafts become rows: what is missing is created, what is held is left alone."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tracker.actions.imports.figures import Figures, Outcomes
from tracker.actions.imports.guessing import duty_of, short, theme_of
from tracker.actions.imports.kept import Kept
from tracker.actions.imports.linking import Linking
from tracker.errors import NotAllowed
from tracker.intake.reading import paragraphs_in
from tracker.models import (
    Body,
    Draft,
    Passage,
    Recommendation,
    Report,
    Responsibility,
    Run,
    User,
)
from tracker.vocabulary import Confidence, DraftKind, DraftState


class Writing:
    """One run written into its edition."""

    def __init__(self, run: Run, report: Report, kept: Kept, *, by: User, now: datetime) -> None:
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
