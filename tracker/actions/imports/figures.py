"""Creation of the figures and questions of an import run; existing rows are left alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from django.utils.translation import gettext as _

from tracker.actions.imports.editions import ChangeSet
from tracker.models import Draft, Figure, Indicator, Passage, Question, QuestionSpan, Report, User
from tracker.vocabulary import get_indicator_definition, translated_unit

Outcomes = list[tuple[Draft, str]]
Place = Sequence[int]


class Quotation(TypedDict):
    """Fields of a row that quotes a passage."""

    passage: Passage
    start: int
    end: int
    quote: str


class Figures:
    """Writer of the figures and questions of one run, many at a time."""

    def __init__(
        self,
        report: Report,
        passages: dict[int, Passage],
        change_set: ChangeSet,
        *,
        by: User,
        now: datetime,
    ) -> None:
        self.report, self.passages, self.change_set = report, passages, change_set
        self.by, self.now = by, now

    def write(self, drafts: Sequence[Draft]) -> Outcomes:
        """Create the figures whose words and value the report did not have before.

        A person may have put the same words under another indicator, which is not changed. Two
        figures of one run may share words ("identified and referred 13"), but not an indicator.
        """
        previous = {_place(row) for row in Figure.objects.filter(report=self.report)}
        figures = [(draft, self._figure(draft)) for draft in drafts]
        new = [draft for draft, row in figures if _place(row) not in previous]
        indicators = self._indicators(new)
        rows: dict[tuple[object, ...], Figure] = {}
        outcomes: Outcomes = []
        for draft, row in figures:
            is_new = False
            if _place(row) not in previous:
                row.indicator = indicators[_code(draft)]
                is_new = rows.setdefault((row.indicator_id, *_place(row)), row) is row
            outcomes.append((draft, _("added") if is_new else _("already recorded")))
        for row in Figure.objects.bulk_create(rows.values()):
            self.change_set.record_created(row)
        return outcomes

    def ask(self, drafts: Sequence[Draft]) -> Outcomes:
        """Create the questions, with the words that each cites; one that exists is left alone."""
        about = Question.objects.filter(report=self.report, recommendation=None)
        existing = set(about.values_list("text", flat=True))
        questions: list[Question] = []
        cited: list[Draft] = []
        outcomes: Outcomes = []
        for draft in drafts:
            text = str(draft.values["message"])[:1000]
            is_known = text in existing
            outcomes.append((draft, _("already recorded") if is_known else _("added")))
            if not is_known:
                existing.add(text)
                questions.append(Question(report=self.report, kind=draft.values["kind"], text=text))
                cited.append(draft)
        created = Question.objects.bulk_create(questions)
        spans = [
            QuestionSpan(question=question, **self._quoted(place))
            for question, draft in zip(created, cited, strict=True)
            for place in draft.places
        ]
        for row in (*created, *QuestionSpan.objects.bulk_create(spans)):
            self.change_set.record_created(row)
        return outcomes

    def _indicators(self, drafts: Sequence[Draft]) -> dict[str, Indicator]:
        """Return indicators by code; create those missing, if undefined in the text's words."""
        wanted = {_code(draft): draft.values for draft in reversed(drafts)}
        by_code = {row.code: row for row in Indicator.objects.filter(code__in=wanted)}
        missing = [
            Indicator(code=code, **_indicator_fields(code, fields))
            for code, fields in wanted.items()
            if code not in by_code
        ]
        for row in Indicator.objects.bulk_create(missing):
            self.change_set.record_created(row)
            by_code[row.code] = row
        return by_code

    def _figure(self, draft: Draft) -> Figure:
        """Return the row of a draft, without its indicator."""
        fields = draft.values
        return Figure(
            report=self.report,
            breakdown=fields["breakdown"],
            value=fields["value"],
            qualifier=fields["qualifier"] or "",
            period=fields["period"] or "",
            previous_value=fields["previous"],
            previous_period=fields["previous_period"] or "",
            previous_is_assumed=fields["previous_is_assumed"],
            added_by=self.by,
            added_at=self.now,
            **self._quoted(draft.places[0]),
        )

    def _quoted(self, place: Place) -> Quotation:
        paragraph, start, end = place
        passage = self.passages[paragraph]
        return Quotation(passage=passage, start=start, end=end, quote=passage.text[start:end])


def _code(draft: Draft) -> str:
    return str(draft.values["indicator"])[:60]


def _place(row: Figure) -> tuple[object, ...]:
    """Return the words and the value of a figure, to compare."""
    value = None if row.value is None else float(row.value)
    return (row.passage_id, row.start, row.end, value)


def _indicator_fields(code: str, fields: Mapping[str, object]) -> dict[str, str]:
    """Return the fields of a new indicator: its definition if known, else the text's words."""
    if (known := get_indicator_definition(code)) is None:
        unit = str(fields["unit"])[:40]
        sq, sr = translated_unit(unit)
        return {"name": str(fields["label"])[:200], "unit": unit, "unit_sq": sq, "unit_sr": sr}
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
