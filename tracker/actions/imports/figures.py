"""Figures and questions of a run become rows: what is held is left alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from tracker.actions.imports.editions import Kept
from tracker.models import Draft, Figure, Indicator, Passage, Question, QuestionSpan, Report, User
from tracker.vocabulary.figures import defined, unit_in

Outcomes = list[tuple[Draft, str]]
Place = Sequence[int]


class Figures:
    """The figures and questions of one run, written many at a time."""

    def __init__(
        self,
        report: Report,
        passages: dict[int, Passage],
        kept: Kept,
        *,
        by: User,
        now: datetime,
    ) -> None:
        self.report, self.passages, self.kept, self.by, self.now = report, passages, kept, by, now

    def write(self, drafts: Sequence[Draft]) -> Outcomes:
        """The figures: a value at the same words, of the same indicator, is held.

        Whatever it is a part of: a person may know that better than the text was read.
        """
        indicators = self._indicators(drafts)
        held = {_mark(row) for row in Figure.objects.filter(report=self.report)}
        rows: list[Figure] = []
        outcomes: Outcomes = []
        for draft in drafts:
            row = self._observation(draft, indicators[_code(draft)])
            is_held = _mark(row) in held
            outcomes.append((draft, _("held already") if is_held else _("added")))
            if not is_held:
                held.add(_mark(row))
                rows.append(row)
        for row in Figure.objects.bulk_create(rows):
            self.kept.made(row)
        return outcomes

    def ask(self, drafts: Sequence[Draft]) -> Outcomes:
        """The questions, with the words each cites. The same question twice is held."""
        about = Question.objects.filter(report=self.report, recommendation=None)
        held = set(about.values_list("question", flat=True))
        queries: list[Question] = []
        cited: list[Draft] = []
        outcomes: Outcomes = []
        for draft in drafts:
            question = str(draft.values["message"])[:1000]
            is_held = question in held
            outcomes.append((draft, _("held already") if is_held else _("added")))
            if not is_held:
                held.add(question)
                queries.append(
                    Question(report=self.report, kind=draft.values["kind"], question=question)
                )
                cited.append(draft)
        made = Question.objects.bulk_create(queries)
        spans = [
            QuestionSpan(query=query, **self._quoted(place))
            for query, draft in zip(made, cited, strict=True)
            for place in draft.places
        ]
        for row in (*made, *QuestionSpan.objects.bulk_create(spans)):
            self.kept.made(row)
        return outcomes

    def _indicators(self, drafts: Sequence[Draft]) -> dict[str, Indicator]:
        """By code; those that nobody defined yet are made with the words of the text."""
        wanted = {_code(draft): draft.values for draft in reversed(drafts)}
        found = {row.code: row for row in Indicator.objects.filter(code__in=wanted)}
        missing = [
            Indicator(code=code, **_defined(code, told))
            for code, told in wanted.items()
            if code not in found
        ]
        for row in Indicator.objects.bulk_create(missing):
            self.kept.made(row)
            found[row.code] = row
        return found

    def _observation(self, draft: Draft, indicator: Indicator) -> Figure:
        told = draft.values
        return Figure(
            indicator=indicator,
            report=self.report,
            breakdown=told["breakdown"],
            value=told["value"],
            qualifier=told["qualifier"] or "",
            period=told["period"] or "",
            previous_value=told["previous"],
            previous_period=told["previous_period"] or "",
            previous_is_assumed=told["previous_is_assumed"],
            added_by=self.by,
            added_at=self.now,
            **self._quoted(draft.places[0]),
        )

    def _quoted(self, place: Place) -> dict[str, Any]:
        paragraph, start, end = place
        passage = self.passages[paragraph]
        return {"passage": passage, "start": start, "end": end, "quote": passage.text[start:end]}


def _code(draft: Draft) -> str:
    return str(draft.values["indicator"])[:60]


def _mark(row: Figure) -> tuple[Any, ...]:
    """What makes two figures the same."""
    value = None if row.value is None else float(row.value)
    return (row.indicator_id, row.passage_id, row.start, row.end, value)


def _defined(code: str, told: Mapping[str, Any]) -> dict[str, str]:
    """What an indicator is made with: its definition where it is known, else the text's words."""
    known = defined(code)
    if known is None:
        unit = str(told["unit"])[:40]
        sq, sr = unit_in(unit)
        return {"name": str(told["label"])[:200], "unit": unit, "unit_sq": sq, "unit_sr": sr}
    return {
        "name": known.name,
        "name_sq": known.name_sq,
        "name_sr": known.name_sr,
        "unit": known.unit,
        "unit_sq": known.unit_sq,
        "unit_sr": known.unit_sr,
        "definition": known.definition,
        "theme": known.theme,
        "direction": known.direction or "",
    }
