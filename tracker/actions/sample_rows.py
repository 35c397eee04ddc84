"""Build sample rows in memory, and save them: see `sample_load`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, count
from random import Random
from string import ascii_uppercase
from typing import Any

from django.db import models
from django.db.models import Max

from tracker.actions.evidence import storage
from tracker.actions.history.status_spans import make_span
from tracker.actions.sample_data import SAMPLE_BODY
from tracker.formats import fold_text
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Commitment,
    Component,
    ComponentBody,
    DueDate,
    Evidence,
    Figure,
    File,
    Indicator,
    LineageLink,
    Mechanism,
    Passage,
    Question,
    Recommendation,
    Report,
    Responsibility,
    StatusSpan,
    Topic,
    Translation,
)
from tracker.summaries.history.past_days import AssessedStatus, list_recorded_periods
from tracker.vocabulary import (
    RANK,
    AssessmentKind,
    BodyKind,
    ClosureReason,
    ComponentBasis,
    Confidence,
    Duty,
    EvidenceKind,
    FileKind,
    Group,
    Lifecycle,
    LineageKind,
    Perspective,
    QuestionKind,
    ResponsibilityBasis,
    Role,
    Section,
    Sensitivity,
    State,
    Status,
    Strength,
    Theme,
    Tier,
    Trend,
    Use,
)

EDITIONS, NEWEST = 25, 2025
DECIDED_AFTER = timedelta(days=9)
REPORT_SIZE, COUNTRIES = 12, 4  # recommendations of a report, countries of a block
BLOCK = COUNTRIES * EDITIONS * REPORT_SIZE
BODIES = 300
WORDS = (  # noqa: SIM905
    "rights children women law national ensure measures adopt strengthen education health "
    "discrimination access implement violence ratify protocol convention report plan action "
    "police detention minorities budget"
).split()
SYLLABLES = [a + b for a in "bdklmnprstv" for b in "aeiou"]
FREQUENT, RARE = "juvenile", "zebrafish"  # in one recommendation of 100; of a block
RARE_AT = 700
TEXT_LENGTH = 30
STATES = (State.SUBMITTED, State.SUBMITTED, State.DRAFT)  # of assessments that wait

Model = type[models.Model]
Ranges = dict[Model, tuple[int, int]]  # first and last key


@dataclass(frozen=True, slots=True)
class Density:
    """Mean number of rows of one recommendation."""

    evidence: float
    passages: float  # each of them evidence, too
    responsibilities: float
    topics: float
    assessments: float
    figures: float
    questions: float
    commitments: float
    translations: float
    components: float


DENSITIES = {
    "thin": Density(2, 0.1, 2, 1, 1, 0.3, 0.15, 0.1, 0.3, 0),
    "seed": Density(5, 2, 4, 2, 1.3, 3, 1, 0.4, 2, 3),
}


class Maker:
    """Makes blocks of rows with keys of their own, and saves them."""

    def __init__(self, density: Density, seed: int, users: dict[str, int]) -> None:
        self._random = Random(seed)  # noqa: S311
        self._density = density
        self._analyst, self._reviewer = users[Group.ANALYST], users[Group.REVIEWER]
        self._contributor = users[Group.CONTRIBUTOR]
        made = {"".join(self._random.choices(SYLLABLES, k=k)) for k in (2, 3, 4) * 700}
        self._words = [*WORDS, *sorted(made)]
        self._weights = list(accumulate(1 / (n + 5) for n in range(len(self._words))))
        self._texts = 0  # of recommendations so far
        self._rows = defaultdict[Model, list[Any]](list)  # not saved yet
        self._last = dict[Model, int]()  # keys
        self.models: set[Model] = {Mechanism}
        self._mechanisms = dict[str, int]()
        self._issuer = Mechanism.objects.order_by("pk").values_list("issuer", flat=True)[0]
        self._topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True))
        self._indicators = list(Indicator.objects.order_by("pk").values_list("pk", flat=True))
        self._sample_body = Body.objects.get(code=SAMPLE_BODY).pk
        self._bodies = list[int]()

    def save(self) -> Ranges:
        """Save the rows added since the last time; return their keys."""
        for model, rows in self._rows.items():
            model._default_manager.bulk_create(rows, batch_size=1_000)
        ranges = {model: (rows[0].pk, rows[-1].pk) for model, rows in self._rows.items()}
        self.models.update(self._rows)
        self._rows.clear()
        self._last.clear()
        return ranges

    def add_bodies(self) -> None:
        """Add the bodies; with the one of the sample contributor there are `BODIES`."""
        for n in range(1, BODIES):
            kind, name = self._random.choice(BodyKind.values), self._text(3)[:-1]
            row = self._add(Body, code=f"B{n:03d}", acronym=f"B{n:03d}", name_en=name, kind=kind)
            self._bodies.append(row.pk)

    def add_mechanism(self, code: str) -> tuple[str, int]:
        """Add the mechanism unless it is there; return its code and key."""
        if code not in self._mechanisms:
            row = Mechanism.objects.create(code=code, name=f"Sample {code}", issuer_id=self._issuer)
            self._mechanisms[code] = row.pk
        return code, self._mechanisms[code]

    def add_editions(self, mechanism: str, left: int, sizes: Sequence[int] = ()) -> None:
        """Add reports with `left` recommendations together, the newest of a country first."""
        number, newer = 0, list[Recommendation]()
        while left > 0:
            country, edition = divmod(number, EDITIONS)
            size = min(left, sizes[number] if number < len(sizes) else REPORT_SIZE)
            name, newer = f"A{ascii_uppercase[country]}", newer if edition else []
            newer = self.add_report(mechanism, name, NEWEST - edition, size, newer)
            number, left = number + 1, left - size

    def add_report(
        self,
        mechanism: str,
        country: str,
        year: int,
        size: int,
        newer: Sequence[Recommendation] = (),
    ) -> list[Recommendation]:
        """Add a report; return its recommendations, some of which the `newer` ones repeat."""
        report = self._add(
            Report,
            mechanism_id=self.add_mechanism(mechanism)[1],
            country=country,
            country_name=f"Country {country}",
            year=year,
            slug=f"{mechanism}-{year}-{country}".lower(),
            title=f"Report {year}: Country {country}",
            tier=self._random.choice(Tier.values),
            period_from=date(year - 1, 4, 1),
            period_to=date(year, 3, 31),
            published_on=date(year, 6, 20),
        )
        added, numbers = list[Recommendation](), count(1)
        for first in range(0, size, REPORT_SIZE):
            texts = [self._text(TEXT_LENGTH) for _n in range(min(REPORT_SIZE, size - first))]
            passage = self._add_passage(report, next(numbers), " ".join(texts))
            start = 0
            for text in texts:
                row = Recommendation(text=text, passage=passage, start=start, end=start + len(text))
                start += len(text) + 1
                later = newer[len(added)] if len(added) < len(newer) else None
                self._add_recommendation(row, report, mechanism, len(added) + 1, later)
                added.append(row)
                passages = [passage] + [
                    self._add_passage(report, next(numbers), self._text(60))
                    for _n in range(self._count(self._density.passages))
                ]
                self._add_parts(row, report, passages)
        return added

    def _add_recommendation(
        self,
        row: Recommendation,
        report: Report,
        mechanism: str,
        position: int,
        later: Recommendation | None,
    ) -> None:
        chosen, is_newest = self._random, report.year == NEWEST
        row.pk, row.report = self._next(Recommendation), report
        row.position, row.number = position, str(position)
        row.sort_key = f"{report.country}/{mechanism}/{9999 - report.year:04d}/{position:03d}"
        row.short_title = self._text(5)[:-1]
        row.theme, row.duty = chosen.choice(Theme.values), chosen.choice(Duty.values)
        if later and chosen.random() < 0.6:
            row.lifecycle = Lifecycle.CONTINUED
            self._add(
                LineageLink,
                recommendation=later,
                earlier=row,
                closeness=LineageKind.REPEATED,
                score=0.9,
                confirmed_by_id=self._analyst,
                confirmed_at=_noon(_day_of(report)),
            )
        elif chosen.random() < 0.1:
            row.lifecycle, row.closure_reason = Lifecycle.CLOSED, ClosureReason.MOOT
        elif not is_newest:
            row.lifecycle = Lifecycle.NOT_REPEATED
        if is_newest or chosen.random() < 0.1:
            row.review_on = date(2026, 1, 15) + timedelta(chosen.randrange(540))
            row.assignee_id = self._analyst if chosen.random() < 0.1 else None
        self._rows[Recommendation].append(row)

    def _add_parts(self, row: Recommendation, report: Report, passages: list[Passage]) -> None:
        chosen, density, of = self._random, self._density, {"recommendation": row}
        bodies = chosen.sample(self._bodies, max(1, self._count(density.responsibilities)))
        is_sample_body = row.pk % BODIES == 7
        for n, body in enumerate([*bodies, self._sample_body] if is_sample_body else bodies):
            self._add(
                Responsibility,
                **of,
                body_id=body,
                role=chosen.choice(Role.values) if n else Role.LEAD,
                basis=chosen.choice(ResponsibilityBasis.values),
                confidence=chosen.choice(Confidence.values),
                sort_key=row.sort_key,
            )
        self._add_topics(row)
        for language in ("sq", "sr_Latn")[: self._count(density.translations)]:
            title = f"{language}: {row.short_title}"
            self._add(Translation, **of, language=language, short_title=title, text=row.text)
        for letter in ascii_uppercase[: self._count(density.components)].lower():
            part = {"code": f"{row.number}{letter}"[:10], "title": self._text(4)}
            part |= {"basis": ComponentBasis.ANALYST, "duty": row.duty}
            component = self._add(Component, **of, **part)
            self._add(ComponentBody, **of, component=component, body_id=bodies[0])
        assessments = self._add_assessments(row, report, self._count(density.assessments))
        if is_sample_body:
            view = {"perspective": Perspective.RESPONSIBLE_BODY, "body_id": self._sample_body}
            view |= {"author_id": self._contributor}
            self._add_assessment(row, report, 1, chosen.choice(STATES), **view)
        pieces = [
            self._add_evidence(row, report, chosen.choice([None, *assessments]), passage)
            for passage in (*passages[1:], *(None for _n in range(self._count(density.evidence))))
        ]
        for _n in range(self._count(density.figures)):
            self._add_figure(report, chosen.choice(passages), pieces)
        for _n in range(self._count(density.questions)):
            day = _day_of(report) + timedelta(chosen.randrange(600))
            due = day + timedelta(chosen.randrange(30, 200))
            times: dict[str, Any] = {"asked_on": day, "due_on": due}
            if pieces and chosen.random() < 0.4:
                times |= {"answered_on": day + timedelta(20), "answered_by": pieces[-1]}
            text = self._text(12)
            kind, body = QuestionKind.ASK, self._sample_body if is_sample_body else bodies[0]
            self._add(Question, **of, report=report, body_id=body, kind=kind, text=text, **times)
        for _n in range(self._count(density.commitments) or is_sample_body):
            self._add_commitment(row, report, self._sample_body if is_sample_body else bodies[0])

    def _add_assessments(
        self, row: Recommendation, report: Report, number: int
    ) -> list[Assessment]:
        """Add approved assessments with their status spans, and a few that wait."""
        rows = [self._add_assessment(row, report, n, State.APPROVED) for n in range(min(number, 2))]
        statuses = [
            AssessedStatus(a.pk, a.status, a.as_of, _noon(a.as_of + DECIDED_AFTER)) for a in rows
        ]
        for period in list_recorded_periods(statuses):
            span = make_span(row.pk, period)
            span.pk = self._next(StatusSpan)
            self._rows[StatusSpan].append(span)
        if self._random.random() < 0.02:
            rows.append(self._add_assessment(row, report, len(rows), self._random.choice(STATES)))
        return rows

    def _add_assessment(
        self, row: Recommendation, report: Report, number: int, state: State, **values: Any
    ) -> Assessment:
        """Add an assessment of a year: 0 is the one of the report, 1 that after it."""
        chosen, year = self._random, report.year - 1 + number
        day = date(year, 4, 1) + timedelta(chosen.randrange(30, 200))
        decided: dict[str, Any] = {}
        if state == State.APPROVED:
            decided = {"decided_by_id": self._reviewer, "decided_at": _noon(day + DECIDED_AFTER)}
        assessment: Assessment = self._add(
            Assessment,
            recommendation=row,
            kind=AssessmentKind.UPDATE if number else AssessmentKind.BASELINE,
            state=state,
            status=chosen.choice([*RANK, Status.UNABLE_TO_VERIFY]),
            trend=chosen.choice([*Trend.values, ""]),
            strength=chosen.choice(Strength.values),
            rationale=self._text(14),
            remaining=self._text(10),
            period_from=date(year, 4, 1),
            period_to=date(year + 1, 3, 31),
            as_of=day,
            created_at=_noon(day + timedelta(1)),
            **{"author_id": self._analyst} | decided | values,
        )
        return assessment

    def _add_evidence(
        self,
        row: Recommendation,
        report: Report,
        assessment: Assessment | None,
        passage: Passage | None,
    ) -> Evidence:
        """Add a piece with its citation; of a passage it is the first words."""
        chosen = self._random
        added: dict[str, Any] = self._added(_day_of(report))
        if passage:
            quote = passage.text[:40]
            source: dict[str, Any] = {
                "kind": EvidenceKind.REPORT_PASSAGE,
                "sensitivity": Sensitivity.PUBLIC,
                "passage": passage,
                "start": 0,
                "end": len(quote),
                "quote": quote,
            }
        else:
            source = {
                "kind": chosen.choice(EvidenceKind.values[1:]),
                "sensitivity": chosen.choices(Sensitivity.values, weights=(70, 28, 2))[0],
                "url": f"https://example.org/{self._next(Evidence) + 1}",
            }
        piece: Evidence = self._add(
            Evidence,
            title=self._text(8),
            issuer_id=chosen.choice(self._bodies),
            published_on=_day_of(report) + timedelta(chosen.randrange(600)),
            covers_from=report.period_from,
            covers_to=report.period_to,
            **source,
            **added,
        )
        self._add(
            Citation,
            recommendation=row,
            assessment=assessment,
            evidence=piece,
            use=chosen.choice(Use.values),
            sentence=self._text(10),
            as_of=piece.published_on,
            **added,
        )
        self._add_topics(piece)
        if not passage and chosen.random() < 0.1:
            text = self._text(200)
            sha256, size = storage.store_file(text.encode()), len(text)
            self._add(
                File,
                evidence=piece,
                number=1,
                name="note.txt",
                kind=FileKind.TXT,
                size=size,
                sha256=sha256,
                clean_size=size,
                clean_sha256=sha256,
                extracted_text=text,
                folded_text=fold_text(text),
                sensitivity=piece.sensitivity,
                **added,
            )
        return piece

    def _add_figure(self, report: Report, passage: Passage, pieces: list[Evidence]) -> None:
        """Add the value of an indicator, of the report or, one of five, of evidence."""
        chosen = self._random
        source: dict[str, Any] = {"report": report, "passage": passage, "start": 0, "end": 9}
        if pieces and chosen.random() < 0.2:
            source = {"evidence": chosen.choice(pieces)}
        self._add(
            Figure,
            indicator_id=chosen.choice(self._indicators),
            value=float(chosen.randrange(60)),
            period=str(report.year - 1),
            quote=passage.text[:9] if "passage" in source else "",
            **source,
            **self._added(_day_of(report)),
        )

    def _add_commitment(self, row: Recommendation, report: Report, body: int) -> None:
        chosen = self._random
        day = _day_of(report) + timedelta(chosen.randrange(500))
        due: dict[str, Any] = {"due_on": day + timedelta(chosen.randrange(30, 400))}
        done = {"dropped_reason": self._text(5)} if chosen.random() < 0.4 else {}
        values = {"body_id": body, "text": self._text(9), "undertaken_on": day, **due, **done}
        commitment = self._add(Commitment, recommendation=row, last_update_on=day, **values)
        dated = {"commitment": commitment, "agreed_on": day, **due, **self._added(day)}
        self._add(DueDate, recommendation=row, **dated)

    def _added(self, day: date) -> dict[str, Any]:
        return {"added_by_id": self._analyst, "added_at": _noon(day)}

    def _add_topics(self, row: Recommendation | Evidence) -> None:
        name = type(row).__name__.lower()
        for topic in set(self._random.choices(self._topics, k=self._count(self._density.topics))):
            self._add(type(row).topics.through, **{f"{name}_id": row.pk, "topic_id": topic})

    def _add_passage(self, report: Report, number: int, text: str) -> Passage:
        section = Section.RECOMMENDATIONS if number == 1 else Section.PROTECTION
        row: Passage = self._add(Passage, report=report, number=number, section=section, text=text)
        return row

    def _add(self, model: Any, **values: Any) -> Any:
        row = model(pk=self._next(model), **values)
        self._rows[model].append(row)
        return row

    def _next(self, model: Any) -> int:
        """Return the key of the next row."""
        if model not in self._last:
            self._last[model] = model._default_manager.aggregate(last=Max("pk"))["last"] or 0
        self._last[model] += 1
        return self._last[model]

    def _count(self, mean: float) -> int:
        """Return a random number from 0 to twice the mean."""
        number = self._random.random() * 2 * mean
        return int(number) + (self._random.random() < number % 1)

    def _text(self, length: int) -> str:
        """Return a sentence of so many words, the frequent ones as in a language."""
        words = self._random.choices(self._words, cum_weights=self._weights, k=length)
        if length == TEXT_LENGTH:
            self._texts += 1
            words[5] = FREQUENT if self._random.random() < 0.01 else words[5]
            words[6] = RARE if self._texts % BLOCK == RARE_AT else words[6]
        return " ".join(words).capitalize() + "."


def _day_of(report: Report) -> date:
    """Return when the report was published."""
    return date(report.year, 6, 20)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
