"""The people and rows of the year, its calendar, and what people do on a day of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from io import StringIO
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.core.management import call_command
from django.utils import timezone

from tests.realistic_year.pieces import PIECES
from tracker.actions import people
from tracker.actions.assessments import review, submission
from tracker.actions.base import TimedCommand
from tracker.actions.evidence.items import AddEvidence, EvidenceInput, add as add_evidence
from tracker.actions.reference_rows import ChangeRow, change
from tracker.audit.context import acting_as
from tracker.models import Assessment, Body, Component, Evidence, Recommendation, Report, User
from tracker.vocabulary import SETTLED_STATUSES, AssessmentKind, Group, State

ELDER = "Agreed; the elderberry paper says the same."  # a note of the reviewer
SLUG = "tip-2024-kosovo"
FIRST_DAY = date(2024, 7, 1)
LAST_DAY = date(2026, 11, 26)
ZONE = ZoneInfo("Europe/Belgrade")
PEOPLE = {  # full name, role, bodies that a focal point speaks for
    "ana": ("Ana Lepaja", Group.ANALYST, ()),
    "besa": ("Besa Qorraj", Group.ANALYST, ()),
    "rita": ("Rita Zogaj", Group.REVIEWER, ()),
    "pia": ("Pia Vukaj", Group.PUBLISHER, ()),
    "osp": ("Focal point of the OSP", Group.CONTRIBUTOR, ("OSP",)),
    "mflt": ("Focal point of the ministry", Group.CONTRIBUTOR, ("MFLT",)),
    "vera": ("Vera Dushi", Group.VIEWER, ()),
    "adem": ("Adem Pllana", Group.ADMINISTRATOR, ()),
}


@dataclass(frozen=True, kw_only=True)
class Judgment:
    """What an analyst writes about a recommendation, and when the others follow."""

    number: str
    on: str  # the day it is sent
    status: str
    as_of: str
    rationale: str
    pieces: tuple[tuple[str, str], ...]  # code of the piece, and the words it is cited for
    counter: tuple[str, ...] = ()
    trend: str = "steady"
    lines: tuple[tuple[str, str], ...] = ()  # component, status
    remaining: str = ""
    by: str = ""  # to be done by
    next_step: str = ""
    author: str = "ana"
    language: str = "en"
    conclusion: str = ""  # kept two days after the approval; empty: not kept
    decided: str = ""  # a week later; "never": it waits
    corrects: str = ""  # as of this day
    are_separate: bool | None = None  # whether two independent sources rest on each other

    @property
    def approved_on(self) -> date:
        return day(self.decided) if self.decided else day(self.on) + timedelta(days=7)


def day(written: str) -> date:
    return date.fromisoformat(written)


@dataclass
class World:
    """The report, its people, and a calendar of what they do."""

    users: dict[str, User] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)  # by user name
    named: dict[str, Any] = field(default_factory=dict)  # rows by a name of the story
    calendar: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)
    order: Iterator[int] = field(default_factory=count)

    def on(self, when: str | date, step: Callable[..., object], *args: Any, **values: Any) -> None:
        """Plan a step for a day."""
        when = day(when) if isinstance(when, str) else when
        self.calendar.append((when, next(self.order), lambda: step(*args, **values)))

    def run(self, until: date = LAST_DAY) -> None:
        """Do what the calendar says, day by day; what is planned meanwhile, too."""
        while due := [entry for entry in self.calendar if entry[0] <= until]:
            entry = min(due, key=lambda entry: entry[:2])
            self.calendar.remove(entry)
            with on_day(entry[0]):
                entry[2]()

    def report(self) -> Report:
        return Report.objects.select_related("mechanism__issuer").get(slug=SLUG)

    def row(self, number: str) -> Recommendation:
        return Recommendation.objects.select_related("report__mechanism__issuer").get(
            report__slug=SLUG, number=number
        )

    def command[C: TimedCommand](self, action: type[C], who: str, /, **values: Any) -> C:
        """Make a command of a person; `now` is left out where it has none."""
        if "now" in {
            name for base in action.__mro__ for name in getattr(base, "__annotations__", ())
        }:
            values["now"] = timezone.now()
        return action(by=self.users[who], **values)

    def assess(self, judgment: Judgment) -> None:
        """Plan an assessment: it is written, decided on, and its conclusion kept."""
        self.on(judgment.on, self._write, judgment)
        if judgment.decided != "never":
            self.on(judgment.approved_on, self._approve, judgment)

    def _write(self, judgment: Judgment) -> None:
        first, *others = judgment.pieces
        content = self._content(judgment, first)
        if judgment.corrects:
            wrong = Assessment.objects.approved().get(
                recommendation=self.row(judgment.number),
                as_of=day(judgment.corrects),
                perspective="analyst",
                corrected_by=None,
            )
            command = self.command(
                submission.CorrectAssessment, judgment.author, assessment=wrong, content=content
            )
            self.named[_key(judgment)] = submission.correct(command)
            return
        command = self.command(
            submission.SubmitAssessment,
            judgment.author,
            recommendation=self.row(judgment.number),
            content=content,
            draft=bool(others),
        )
        assessment = submission.submit(command)
        for place, piece in enumerate(others, 1):
            assessment = submission.revise(
                self.command(
                    submission.ReviseAssessment,
                    judgment.author,
                    assessment=assessment,
                    content=replace(self._content(judgment, piece), counter_evidence=()),
                    send=place == len(others),
                )
            )
        self.named[_key(judgment)] = assessment

    def _content(self, judgment: Judgment, piece: tuple[str, str]) -> submission.AssessmentInput:
        code, words = piece
        lines = [
            submission.LineInput(
                Component.objects.get(recommendation=self.row(judgment.number), code=component),
                status,
            )
            for component, status in judgment.lines
        ]
        written = ("rationale", "remaining", "next_step")
        return submission.AssessmentInput(
            status=judgment.status,
            rationale=judgment.rationale,
            as_of=day(judgment.as_of),
            trend=judgment.trend,
            lines=lines or None,
            evidence_input=self.piece(code, words),
            counter_evidence=[self.evidence(other) for other in judgment.counter],
            texts=review.AssessmentTexts(
                remaining=judgment.remaining,
                remaining_by=day(judgment.by) if judgment.by else None,
                next_step=judgment.next_step,
                languages=dict.fromkeys(written, judgment.language),
            ),
        )

    def _approve(self, judgment: Judgment) -> None:
        assessment = self.named[_key(judgment)]
        if judgment.are_separate is not None:
            review.separate_sources(
                review.SeparateSources(
                    by=self.users["rita"],
                    assessment=assessment,
                    are_separate=judgment.are_separate,
                )
            )
        note = "Checked against its sources." if judgment.are_separate is None else ELDER
        review.approve(self.command(review.ApproveAssessment, "rita", row=assessment, note=note))
        self._set_review_date(judgment)
        if judgment.conclusion:
            later = judgment.approved_on + timedelta(days=2)
            self.on(later, self.conclude, assessment, judgment.conclusion)

    def _set_review_date(self, judgment: Judgment) -> None:
        """Look at it again before the next period ends, but for one that everybody forgot."""
        if judgment.status in SETTLED_STATUSES:
            return
        first, _last = self.row(judgment.number).period_of(day(judgment.as_of) + timedelta(days=1))
        change(
            ChangeRow(
                row=self.row(judgment.number),
                fields={"review_on": first + timedelta(days=306)},
                reason="Look at it again before the next report",
                by=self.users["rita"],
            )
        )

    def conclude(self, assessment: Assessment, conclusion: str, language: str = "en") -> None:
        command = self.command(
            review.KeepConclusion,
            "ana",
            row=assessment,
            conclusion=conclusion,
            language=language,
        )
        review.keep_conclusion(command)

    def piece(self, code: str, words: str = "") -> EvidenceInput:
        """Return a piece of evidence as a form gives it."""
        values = dict(PIECES[code])
        if values["sensitivity"] == "named_readers":
            values["readers"] = (self.users["ana"], self.users["rita"])
        values["issuer"] = Body.objects.get(code=values["issuer"])
        for name in ("published_on", "covers_from", "covers_to"):
            values[name] = day(values[name]) if values.get(name) else None
        return EvidenceInput(**values, words=words, confirmed=True)

    def evidence(self, code: str) -> Evidence:
        """Return a piece, added if it is not there yet."""
        command = self.command(
            AddEvidence, "ana", evidence_input=self.piece(code), reason="It speaks against it"
        )
        return add_evidence(command)[0]

    def begin(self) -> None:
        """Load the report on the first day, with people and sources, and approve its baselines."""
        with on_day(FIRST_DAY):
            call_command("load_report", SLUG, stdout=StringIO())
            for username, (name, group, codes) in PEOPLE.items():
                self.users[username], self.passwords[username] = people.add_from_shell(
                    people.AddUser(
                        username=username,
                        full_name=name,
                        group=group.value,
                        reason="For the realistic year",
                        bodies=list(Body.objects.filter(code__in=codes)),
                    )
                )
        for assessment in Assessment.objects.filter(
            kind=AssessmentKind.BASELINE, state=State.SUBMITTED
        ).order_by("pk"):
            self.on(
                FIRST_DAY + timedelta(days=3),
                lambda row: review.approve(self.command(review.ApproveAssessment, "rita", row=row)),
                assessment,
            )


def _key(judgment: Judgment) -> str:
    return f"{judgment.number} {judgment.as_of} {judgment.corrects}".strip()


@contextmanager
def on_day(when: date) -> Iterator[None]:
    """Live on a day, at ten in the morning, as a script of the tracker."""
    moment = datetime.combine(when, time(10), tzinfo=ZONE)
    with time_machine.travel(moment), acting_as("realistic_year", source="command"):
        yield
