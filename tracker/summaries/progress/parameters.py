"""What a progress report is asked for: the day, the period, for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.formats import day
from tracker.models import Body, Citation, Evidence, Report, User
from tracker.progress import RecommendationProgress
from tracker.vocabulary import Audience, Past, ReportKind, Then


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of one report. Of the time after `since` up to the day it tells what happened."""

    then: Then
    since: date
    language: str
    kind: ReportKind = ReportKind.FULL
    audience: Audience = Audience.INTERNAL
    reader: User | None = None  # who may not read everything; None: everybody
    body: Body | None = None
    edition_to: date = date.min  # last day of the edition's own period

    @property
    def on(self) -> date:
        return self.then.on

    @property
    def before(self) -> Then:
        """The end of `since`, by the same knowledge.

        A day of the edition's own period was judged only afterwards: that is told by what was known
        on the day of the report.
        """
        past = Past.KNOWN_NOW if self.since <= self.edition_to else self.then.past
        return Then(self.since, past)

    @property
    def is_outward(self) -> bool:
        """Whether people outside the house read it."""
        return self.audience != Audience.INTERNAL

    @property
    def addressee(self) -> int | None:
        """Key of the body that reads it; None: no body alone."""
        is_for_body = self.audience == Audience.BODY and self.body is not None
        return self.body.pk if is_for_body and self.body else None

    def happened(self, on: date | None) -> bool:
        """Whether a day lies in the period told of. One that is not known does not."""
        return on is not None and self.since < on <= self.on

    @property
    def first_day(self) -> date:
        """Of the period told of; the day after the report where that is empty."""
        return self.since + timedelta(days=1)


def since_of(report: Report, *, on: date, since: date | None) -> date:
    """The day after which a report on `on` tells what happened.

    Where none is asked for, the last day of the edition's own period: what it judged itself is
    left behind. Never after `on`. Raises Invalid for a day asked for that is, and for one more than
    a day before the edition's period.
    """
    if since is None:
        return min(report.period_to, on)
    if since > on:
        raise InvalidValue(
            _(
                "The report on %(on)s can't tell what happened since %(since)s: that comes later. "
                "Choose an earlier first day, or a later day of the report."
            )
            % {"on": day(on), "since": day(since)}
        )
    if since < (first := report.period_from - timedelta(days=1)):
        raise InvalidValue(
            _(
                "%(report)s speaks about the time from %(first)s: nothing happened to it since "
                "%(since)s that is not told from %(day)s on. Choose that day, or a later one."
            )
            % {
                "report": report.cited_as,
                "first": day(report.period_from),
                "since": day(since),
                "day": day(first),
            }
        )
    return since


def body_of(kind: ReportKind, body: Body | None, audience: Audience) -> Body | None:
    """The body a report is for. Raises Invalid where it is for one and none is named."""
    if audience == Audience.BODY and kind != ReportKind.BODY:
        raise InvalidValue(
            _(
                "A report that a body itself reads is one for a responsible body. Choose that "
                "kind, or make it public."
            )
        )
    if kind == ReportKind.BODY and body is None:
        raise InvalidValue(
            _("A report for a responsible body needs the body. Name it by its code, such as THBD.")
        )
    return body


# Kinds that can't choose before what stands under a recommendation was read.
CHOSEN_BY_WHAT_IS_TOLD = frozenset({ReportKind.OUTSTANDING, ReportKind.CHANGES})


def is_told(one: RecommendationProgress, terms: Terms) -> bool:
    """Whether a report of this kind tells of the recommendation, by what it may say of it."""
    match terms.kind:
        case ReportKind.OUTSTANDING:
            return is_outstanding(one)
        case ReportKind.CHANGES:
            return has_changed(one, terms)
        case ReportKind.BODY:
            return any(body.code == terms.body.code for body in one.bodies if terms.body)
    return True


def is_outstanding(one: RecommendationProgress) -> bool:
    """Unsettled, or with a measure or an open question that is overdue."""
    return (
        one.is_unsettled
        or any(commitment.is_overdue for commitment in one.commitments)
        or any(asked.is_overdue for asked in one.asked)
    )


def has_changed(one: RecommendationProgress, terms: Terms) -> bool:
    """Whether it moved since the end of `since`, its judgment was corrected or approved later, or
    anything told under it is dated later.
    """
    if one.moved or any(map(terms.happened, _days(one))):
        return True
    return one.was_judged_late(since=terms.since, on=terms.on, edition_to=terms.edition_to)


def _days(one: RecommendationProgress) -> Iterable[date | None]:
    """The days of what is told of it: judgments and their correction, citations, notes, measures,
    questions.
    """
    if one.assessment and one.assessment.corrects:
        yield one.assessment.corrects.until
    yield from (point.as_of for point in one.course)
    yield from (cited.as_of for cited in one.evidence)
    yield from (note.on for note in one.notes)
    yield from (asked.asked_on for asked in one.asked)
    for commitment in one.commitments:
        yield from (commitment.on, commitment.done_on)


def is_of_period(citation: Citation, piece: Evidence, terms: Terms) -> bool:
    """Whether an evidence pack holds it: about part of the period told of, or cited in it."""
    if terms.kind != ReportKind.EVIDENCE:
        return True
    return terms.happened(citation.as_of) or piece.covers_part_of(terms.first_day, terms.on)
