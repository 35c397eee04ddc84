"""Build sample rows in memory, and save them: see `sample_load`."""

from collections import defaultdict
from collections.abc import Sequence
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
    Topic,
    Translation,
)
from tracker.summaries.statuses import AssessedStatus, list_recorded_periods
from tracker.vocabulary import (
    AssessmentKind,
    ClosureReason,
    ComponentBasis,
    EvidenceKind,
    FileKind,
    Group,
    Lifecycle,
    Perspective,
    Role,
    Sensitivity,
    State,
)

EDITIONS, NEWEST = 25, 2025
REPORT_SIZE, COUNTRIES = 12, 4  # recommendations of a report, countries of a block
BLOCK = COUNTRIES * EDITIONS * REPORT_SIZE
BODIES = 300
WORDS = (
    "rights children women law national ensure measures adopt strengthen education health "
    "discrimination access implement violence ratify protocol convention report plan action "
    "police detention minorities budget"
).split()
SYLLABLES = [a + b for a in "bdklmnprstv" for b in "aeiou"]
FREQUENT, RARE = "juvenile", "zebrafish"  # in one recommendation of 100; of 1,000
TEXT_LENGTH = 30
STATES = (State.SUBMITTED, State.SUBMITTED, State.DRAFT)  # of assessments that wait

Model = type[models.Model]
Ranges = dict[Model, tuple[int, int]]  # first and last key


# Mean number of rows of one recommendation; each passage is a piece of evidence, too.
DENSITIES = {
    "thin": {
        "responsibilities": 2,
        "topics": 1,
        "translations": 0.3,
        "assessments": 1,
        "passages": 0.1,
        "evidence": 2,
        "figures": 0.3,
        "questions": 0.15,
        "commitments": 0.1,
    },
    "seed": {
        "responsibilities": 4,
        "topics": 2,
        "translations": 1.5,
        "components": 3,
        "assessments": 1.3,
        "passages": 2,
        "evidence": 5,
        "figures": 3,
        "questions": 1,
        "commitments": 0.4,
    },
}


class Maker:
    """Makes blocks of rows with keys of their own, and saves them."""

    def __init__(self, density: dict[str, float], seed: int, users: dict[str, int]) -> None:
        self._random = Random(seed)
        self._density, self._users = density, users
        made = {"".join(self._random.choices(SYLLABLES, k=k)) for k in (2, 3, 4) * 700}
        self._words = [*WORDS, *sorted(made)]
        self._weights = list(accumulate(1 / (n + 5) for n in range(len(self._words))))
        self._rows = defaultdict[Model, list[Any]](list)  # not saved yet
        self._topics = list(Topic.objects.order_by("pk"))
        self._indicators = list(Indicator.objects.order_by("pk"))
        self._sample_body = Body.objects.get(code=SAMPLE_BODY)
        self._bodies = [
            self._add(Body, code=f"B{n:03d}", acronym=f"B{n:03d}", name_en=self._text(3)[:-1])
            for n in range(1, BODIES)
        ]

    def save(self) -> Ranges:
        """Save the rows added since the last time; return their keys."""
        for model, rows in self._rows.items():
            model._default_manager.bulk_create(rows, batch_size=1_000)
        ranges = {model: (rows[0].pk, rows[-1].pk) for model, rows in self._rows.items()}
        self._rows.clear()
        return ranges

    def add_editions(
        self, mechanism: Mechanism, left: int, sizes: Sequence[int] = (), country: str = "A"
    ) -> None:
        """Add reports with `left` recommendations together, the newest of a country first.

        `country` is the code of the only country, or the letter with which all codes begin.
        """
        number, later = 0, list[Recommendation]()
        while left > 0:
            index, edition = divmod(number, EDITIONS)
            size = min(left, sizes[number] if number < len(sizes) else REPORT_SIZE)
            name = f"{country}{ascii_uppercase[index]}"[:2]
            later = self._add_report(mechanism, name, NEWEST - edition, size, later)
            number, left = number + 1, left - size

    def _add_report(
        self,
        mechanism: Mechanism,
        country: str,
        year: int,
        size: int,
        later: Sequence[Recommendation],
    ) -> list[Recommendation]:
        """Add a report; return its recommendations, some of which the `later` ones repeat."""
        report = self._add(
            Report,
            mechanism=mechanism,
            country=country,
            country_name=f"Country {country}",
            year=year,
            slug=f"{mechanism.code}-{year}-{country}".lower(),
            title=f"Report {year}: Country {country}",
            period_from=date(year - 1, 4, 1),
            period_to=date(year, 3, 31),
            published_on=date(year, 6, 20),
        )
        added, numbers = list[Recommendation](), count(1)
        for first in range(0, size, REPORT_SIZE):
            texts = [self._text(TEXT_LENGTH) for _n in range(min(REPORT_SIZE, size - first))]
            if len(self._rows[Recommendation]) == 4 * REPORT_SIZE:  # once in a block
                texts[0] = f"{texts[0][:-1]} {RARE}."
            passage = self._add(Passage, report=report, number=next(numbers), text=" ".join(texts))
            for text in texts:
                repeated = dict(enumerate(later)).get(len(added)) if year < NEWEST else None
                start = passage.text.index(text)
                place = {"passage": passage, "start": start, "end": start + len(text)}
                values = {"text": text, "number": str(len(added) + 1), **place}
                added.append(self._add_recommendation(report, len(added) + 1, repeated, values))
                passages = [
                    self._add(Passage, report=report, number=next(numbers), text=self._text(60))
                    for _n in self._several("passages")
                ]
                self._add_parts(added[-1], report, [passage, *passages])
        return added

    def _add_recommendation(
        self,
        report: Report,
        position: int,
        later: Recommendation | None,
        values: dict[str, Any],
    ) -> Recommendation:
        chosen, is_newest = self._random, report.year == NEWEST
        lifecycle = chosen.choices(
            (Lifecycle.CONTINUED, Lifecycle.NOT_REPEATED, Lifecycle.CLOSED), (60, 30, 10)
        )[0]
        if is_newest or (lifecycle == Lifecycle.CONTINUED and not later):
            lifecycle = Lifecycle.ACTIVE if is_newest else Lifecycle.NOT_REPEATED
        is_dated = is_newest or chosen.random() < 0.1
        row: Recommendation = self._add(
            Recommendation,
            report=report,
            position=position,
            sort_key=report.sort_key_for(position),
            short_title=self._text(5)[:-1],
            lifecycle=lifecycle,
            closure_reason=ClosureReason.MOOT if lifecycle == Lifecycle.CLOSED else "",
            review_on=date(2026, 1, 15) + timedelta(chosen.randrange(540)) if is_dated else None,
            assignee_id=self._users[Group.ANALYST] if is_dated and position % 9 == 0 else None,
            **values,
        )
        if lifecycle == Lifecycle.CONTINUED:
            self._add(
                LineageLink,
                recommendation=later,
                earlier=row,
                confirmed_by_id=self._users[Group.ANALYST],
                confirmed_at=_noon(_day_of(report)),
            )
        return row

    def _add_parts(self, row: Recommendation, report: Report, passages: list[Passage]) -> None:
        """Add everything about a recommendation."""
        chosen, of, day = self._random, {"recommendation": row}, _day_of(report)
        added = {"added_by_id": self._users[Group.ANALYST], "added_at": _noon(day)}
        bodies = [self._sample_body] * (row.pk % BODIES == 7)
        bodies += chosen.sample(self._bodies, max(1, len(self._several("responsibilities"))))
        for role, body in zip([Role.LEAD, *Role] * 9, bodies, strict=False):
            self._add(Responsibility, **of, body=body, role=role, sort_key=row.sort_key)
        self._add_topics(row)
        for language, _n in zip(("sq", "sr_Latn"), self._several("translations"), strict=False):
            self._add(
                Translation,
                **of,
                language=language,
                short_title=self._text(5)[:-1],
                text=row.text,
            )
        for n in self._several("components"):
            component = self._add(
                Component,
                **of,
                title=self._text(4),
                code=f"{row.number}{'abcdef'[n]}",
                basis=ComponentBasis.ANALYST,
            )
            self._add(ComponentBody, **of, component=component, body=bodies[0])
        assessments = self._add_assessments(row, report, bodies)
        pieces = [
            self._add_evidence(row, chosen.choice([None, *assessments]), report, passage, added)
            for passage in (*passages[1:], *(None for _n in self._several("evidence")))
        ]
        for _n in self._several("figures"):
            value = {"value": float(chosen.randrange(60)), "period": str(report.year - 1)}
            quote = {"passage": passages[0], "start": 0, "end": 9, "quote": passages[0].text[:9]}
            is_shown = pieces and chosen.random() < 0.2
            value |= {"evidence": pieces[0]} if is_shown else {"report": report, **quote}
            self._add(Figure, indicator=chosen.choice(self._indicators), **value, **added)
        self._add_follow_up(row, report, bodies[0], pieces, added)

    def _add_follow_up(
        self,
        row: Recommendation,
        report: Report,
        body: Body,
        pieces: list[Evidence],
        added: dict[str, Any],
    ) -> None:
        """Add questions to the body, some of them answered, and its commitments."""
        chosen, of, day = self._random, {"recommendation": row}, _day_of(report)
        for _n in self._several("questions"):
            due: dict[str, Any] = {"due_on": day + timedelta(chosen.randrange(30, 900))}
            if pieces and chosen.random() < 0.4:
                due |= {"answered_on": day + timedelta(20), "answered_by": pieces[0]}
            self._add(
                Question,
                **of,
                text=self._text(12),
                report=report,
                body=body,
                asked_on=day,
                **due,
            )
        for _n in self._several("commitments"):
            due = {"due_on": day + timedelta(chosen.randrange(30, 900))}
            commitment = self._add(
                Commitment,
                **of,
                body=body,
                text=self._text(9),
                undertaken_on=day,
                last_update_on=day,
                **due,
            )
            self._add(DueDate, **of, commitment=commitment, agreed_on=day, **due, **added)

    def _add_assessments(
        self, row: Recommendation, report: Report, bodies: list[Body]
    ) -> list[Assessment]:
        """Add approved assessments, with their status spans, and some that wait.

        The first is of the year of the report, each other one of the year after.
        """
        chosen, view = self._random, dict[str, Any]()
        states = [State.APPROVED for _n in self._several("assessments")][:2]
        states += chosen.choices(STATES, k=chosen.random() < 0.02)
        if bodies[0] == self._sample_body:
            view = {"perspective": Perspective.RESPONSIBLE_BODY, "body": bodies[0]}
            view["author_id"] = self._users[Group.CONTRIBUTOR]
        rows: list[Any] = []
        for number, state in enumerate([*states, *(STATES[:1] if view else ())]):
            is_view = number == len(states)
            first = date(report.year - 1 + number, 4, 1)
            day = first + timedelta(chosen.randrange(30, 200))
            decided = {
                "decided_by_id": self._users[Group.REVIEWER],
                "decided_at": _noon(day),
                "conclusion": "The sample concludes as its status says.",
            }
            rows.append(
                self._add(
                    Assessment,
                    recommendation=row,
                    kind=AssessmentKind.UPDATE if number else AssessmentKind.BASELINE,
                    state=state,
                    rationale=self._text(14),
                    remaining=self._text(10),
                    period_from=first,
                    period_to=date(first.year + 1, 3, 31),
                    as_of=day,
                    created_at=_noon(day),
                    **{"author_id": self._users[Group.ANALYST]}
                    | (decided if state == State.APPROVED else {})
                    | (view if is_view else {}),
                )
            )
        statuses = [
            AssessedStatus(a.pk, a.status, a.as_of, a.decided_at)
            for a in rows
            if a.state == State.APPROVED
        ]
        for period in list_recorded_periods(statuses):
            self._append(make_span(row.pk, period))
        return rows

    def _add_evidence(
        self,
        row: Recommendation,
        assessment: Assessment | None,
        report: Report,
        passage: Passage | None,
        added: dict[str, Any],
    ) -> Evidence:
        """Add a piece with its citation; of a passage it is the first words."""
        chosen = self._random
        source: dict[str, Any] = {
            "kind": EvidenceKind.REPORT_PASSAGE,
            "sensitivity": Sensitivity.PUBLIC,
            **{"passage": passage, "start": 0, "end": 40},
        }
        if passage is None:
            source = {
                "kind": chosen.choice(EvidenceKind.values[1:]),
                "sensitivity": chosen.choices(Sensitivity.values, (70, 28, 2))[0],
            }
        piece = self._add(
            Evidence,
            title=self._text(8),
            issuer=chosen.choice(self._bodies),
            quote=passage.text[:40] if passage else "",
            url="" if passage else f"https://example.org/{row.pk}",
            published_on=_day_of(report) + timedelta(chosen.randrange(600)),
            covers_from=report.period_from,
            covers_to=report.period_to,
            **source,
            **added,
        )
        self._add(
            Citation,
            recommendation=row,
            sentence=self._text(10),
            assessment=assessment,
            evidence=piece,
            as_of=piece.published_on,
            **added,
        )
        self._add_topics(piece)
        if not passage and chosen.random() < 0.1:
            self._add_file(piece, added)
        return piece

    def _add_file(self, piece: Evidence, added: dict[str, Any]) -> None:
        text = self._text(200)
        sha256, size = storage.store_file(text.encode()), len(text)
        self._add(
            File,
            evidence=piece,
            sensitivity=piece.sensitivity,
            **{"name": "note.txt", "kind": FileKind.TXT, "number": 1, "size": size},
            **{"clean_size": size, "sha256": sha256, "clean_sha256": sha256},
            extracted_text=text,
            **added,
        )

    def _add_topics(self, row: Recommendation | Evidence) -> None:
        name = type(row).__name__.lower()
        for topic in self._topics[row.pk % 9 :][: len(self._several("topics"))]:
            self._add(type(row).topics.through, **{f"{name}_id": row.pk, "topic": topic})

    def _add[Row: models.Model](self, model: type[Row], **values: Any) -> Row:
        """Add a row; what has choices and is not given gets one of them."""
        for field in model._meta.concrete_fields:
            if field.choices and not field.has_default():
                values.setdefault(field.name, self._random.choice(field.choices)[0])
        return self._append(model(**values))

    def _append[Row: models.Model](self, row: Row) -> Row:
        """Add a row under the next key."""
        model, rows = type(row), self._rows[type(row)]
        last = rows[-1].pk if rows else model._default_manager.aggregate(last=Max("pk"))["last"]
        row.pk = (last or 0) + 1
        rows.append(row)
        return row

    def _several(self, name: str) -> range:
        """Return a range of random length, from 0 to twice the mean."""
        number = self._random.random() * 2 * self._density.get(name, 0)
        return range(int(number) + (self._random.random() < number % 1))

    def _text(self, length: int) -> str:
        """Return a sentence of so many words, the frequent ones as in a language."""
        words = self._random.choices(self._words, cum_weights=self._weights, k=length)
        if length == TEXT_LENGTH:
            words[5] = FREQUENT if self._random.random() < 0.01 else words[5]
        return " ".join(words).capitalize() + "."


def _day_of(report: Report) -> date:
    """Return when the report was published."""
    return date(report.year, 6, 20)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)
