"""Parameters of a progress report: the day, the period, the readers; and what a kind includes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.errors import InvalidValue
from tracker.models import Body, Citation, Evidence, Publication, Report, User
from tracker.policies.bodies import check_accepts_letters, check_exists
from tracker.progress import PublicationReference, RecommendationProgress, ReportYear
from tracker.vocabulary import Audience, Basis, PastDay, PublicationState, ReportKind

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportParameters:
    """Parameters of one report. It reports on the time after `since` up to its day."""

    then: PastDay
    since: date
    language: str
    kind: ReportKind = ReportKind.FULL
    audience: Audience = Audience.INTERNAL
    reader: User | None = None  # whose rights narrow it; None: nobody's
    body: Body | None = None
    edition_to: date = date.min  # last day of the edition's own period
    years: tuple[ReportYear, ...] = ()  # that of the edition, then those up to the day
    compared_with: PublicationReference | None = None  # of which `since` is the day
    is_translated: bool = True  # False: every text as people wrote it

    @property
    def on(self) -> date:
        """Day of the report."""
        return self.then.on

    @property
    def previous_day(self) -> PastDay:
        """The end of `since`, on the same basis as the report.

        A day of the edition's own period could only be assessed afterwards, so that its status is
        the one known on the day of the report.
        """
        basis = Basis.AS_KNOWN_NOW if self.since <= self.edition_to else self.then.basis
        return PastDay(self.since, basis)

    @property
    def is_external(self) -> bool:
        """Whether people outside the office read it."""
        return self.audience != Audience.INTERNAL

    @property
    def addressee(self) -> int | None:
        """Key of the body whose focal points read it; None where it is not for one body."""
        return self.body.pk if self.body and self.audience == Audience.BODY else None

    def is_in_period(self, on: date | None) -> bool:
        """Return whether a day lies in the period reported on; an unknown day does not."""
        return on is not None and self.since < on <= self.on


def resolve_since(report: Report, *, on: date, since: date | None) -> date:
    """Return the day after which the period of a report on `on` begins.

    Without `since` it is the last day of the edition's own period, but never after `on`.

    Raises:
        InvalidValue: `since` is after `on`, or more than a day before the edition's period.
    """
    if since is None:
        return min(report.period_to, on)
    InvalidValue.raise_if(
        since > on,
        _(
            "A report as of %(on)s can't show changes since %(since)s, which is "
            "later. Choose an earlier first day or a later day of the report."
        ),
        on=on,
        since=since,
    )
    InvalidValue.raise_if(
        since < report.period_from - DAY,
        _(
            "%(report)s covers the time from %(first)s, so there is nothing to "
            "show since %(since)s. Choose %(day)s or a later day."
        ),
        report=report.cited_as,
        first=report.period_from,
        since=since,
        day=report.period_from - DAY,
    )
    return since


def find_earlier_publication(
    report: Report, params: ReportParameters, stored_filter: Mapping[str, Sequence[str]]
) -> PublicationReference | None:
    """Return the publication of the same kind, audience and filter with the newest day before.

    Withdrawn ones don't count. Of several, in this language if there is one, the last made.
    """
    publications = Publication.objects.all()
    if params.reader is not None:
        publications = publications.visible_to(params.reader)
    similar = publications.filter(
        report=report,
        kind=params.kind,
        audience=params.audience,
        on__lt=params.on,
        state__in=(PublicationState.PUBLISHED, PublicationState.SUPERSEDED),
    )
    newest = max(
        (row for row in similar if row.conditions == stored_filter),
        key=lambda row: (row.on, row.language == params.language, row.number),
        default=None,
    )
    if newest is None or newest.decided_at is None:
        return None
    published_on = timezone.localdate(newest.decided_at)
    return PublicationReference(newest.number, newest.title, newest.on, published_on)


def list_years(report: Report, *, on: date) -> tuple[ReportYear, ...]:
    """Return the edition's own period, then the years of its mechanism that began by `on`."""
    first, last = report.period_from, report.period_to
    years = [ReportYear(_label_year(first, last), first, last)]
    while last < on:
        first, last = report.mechanism.year_around(last + DAY)
        years.append(ReportYear(_label_year(first, last), first, last))
    return tuple(years)


def _label_year(first: date, last: date) -> str:
    """Return "2024" within one year, "2023/24" over two, "2019–2023" over more."""
    if first.year == last.year:
        return str(first.year)
    is_short = last.year - first.year == 1
    return f"{first.year}/{last.year % 100:02}" if is_short else f"{first.year}–{last.year}"


def resolve_body(
    kind: ReportKind, body: Body | None, audience: Audience, *, on: date
) -> Body | None:
    """Return the body that a report is for.

    Raises:
        InvalidValue: The kind needs a body and none is named, it had ended or accepts no letters;
            or the audience needs that kind.
    """
    InvalidValue.raise_if(
        audience == Audience.BODY and kind != ReportKind.BODY,
        _(
            "Only the kind “For a responsible body” can have the audience “the "
            "body itself”. Choose that kind or another audience."
        ),
    )
    InvalidValue.raise_if(
        kind == ReportKind.BODY and body is None,
        _("Choose a responsible body for this kind of report, by its code, such as THBD."),
    )
    if body is not None:
        check_exists(body, on=on)
        check_accepts_letters(body)
    return body


# Kinds that choose recommendations by what is read of each.
KINDS_CHOSEN_BY_CONTENT = frozenset({ReportKind.OUTSTANDING, ReportKind.CHANGES})


def is_included(recommendation: RecommendationProgress, params: ReportParameters) -> bool:
    """Return whether a report of this kind includes the recommendation."""
    match params.kind:
        case ReportKind.OUTSTANDING:
            return is_outstanding(recommendation)
        case ReportKind.CHANGES:
            return has_changed(recommendation, params)
        case ReportKind.BODY:
            return any(
                params.body.code in (body.code, *body.holders)
                for body in recommendation.bodies
                if params.body
            )
    return True


def is_outstanding(recommendation: RecommendationProgress) -> bool:
    """Return whether it is unsettled, or has an overdue commitment or open question."""
    return (
        recommendation.is_unsettled
        or any(commitment.is_overdue for commitment in recommendation.commitments)
        or any(question.is_overdue for question in recommendation.questions)
    )


def has_changed(recommendation: RecommendationProgress, params: ReportParameters) -> bool:
    """Return whether its status changed since the end of `since`, or something is dated later.

    An assessment that was corrected later, or approved late, counts as well.
    """
    return (
        recommendation.has_changed_status
        or bool(recommendation.corrections_since(params.since))
        or any(map(params.is_in_period, _event_days(recommendation)))
        or recommendation.was_assessed_late(
            since=params.since, on=params.on, edition_to=params.edition_to
        )
    )


def _event_days(recommendation: RecommendationProgress) -> Iterable[date | None]:
    """Yield the days of its assessments, citations, notes, questions, commitments."""
    yield from (point.as_of for point in recommendation.status_history)
    yield from (citation.as_of for citation in recommendation.citations)
    yield from (note.noted_on for note in recommendation.notes)
    yield from (question.asked_on for question in recommendation.questions)
    for commitment in recommendation.commitments:
        yield from (commitment.undertaken_on, commitment.done_on)
        yield from (move.agreed_on for move in commitment.moves)


def is_in_evidence_pack(citation: Citation, evidence: Evidence, params: ReportParameters) -> bool:
    """Return whether an evidence pack holds it: about part of the period, or cited in it."""
    if params.kind != ReportKind.EVIDENCE:
        return True
    return params.is_in_period(citation.as_of) or evidence.covers_part_of(
        params.since + DAY, params.on
    )
