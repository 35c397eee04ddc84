"""History on the page of a row, and the day picker of pages for a past day."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.db import models
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.evidence import read_log
from tracker.audit.seals import find_key
from tracker.errors import FileUnreadable, InvalidValue
from tracker.filters.parameters import DAY_PARAMETERS
from tracker.models import Event, Recommendation, Seal
from tracker.reporting.history import (
    HistoryEntry,
    HistorySubject,
    SealSummary,
    render as render_pdf,
    sign_pdf,
)
from tracker.requests import UserRequest, page_view
from tracker.summaries.history import timeline
from tracker.summaries.history.shown import exclude_restricted_matter, find_restricted_matter
from tracker.views.base import visible_or_404
from tracker.vocabulary import Basis, PastDay

PLACE_PARAMETERS = (
    "after",
    "before",
    "history_before",
    "show",
)  # positions in a list or a timeline, which differ on another day


@dataclass(frozen=True, slots=True)
class DayPicker:
    """Form to choose a past day: the chosen day, if any, and the other parameters."""

    past_day: PastDay | None
    today: date
    hidden_fields: list[tuple[str, str]]
    today_query: str  # query string of the same page as it is today

    @classmethod
    def of(cls, request: UserRequest, past_day: PastDay | None, *, today: date) -> Self:
        """Return the day picker for the address of a request."""
        params = request.GET.copy()
        for name in (*DAY_PARAMETERS, *PLACE_PARAMETERS):
            params.pop(name, None)
        hidden_fields = [(name, value) for name, values in params.lists() for value in values]
        return cls(past_day, today, hidden_fields, params.urlencode())

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Values of the basis with their labels, and whether each is the one chosen."""
        chosen = self.past_day.basis if self.past_day else Basis.AS_KNOWN_NOW
        return [(basis.value, str(basis.label), basis == chosen) for basis in Basis]


BEFORE_PARAMETER = "history_before"  # sequence of the event that the timeline shown ends before
MAX_DIGITS = 18


def is_whole(request: UserRequest) -> bool:
    """Return whether the address asks for the whole page, with the parts that few read.

    Otherwise `parts.js` fetches these when they are opened, and before the page is printed.
    """
    return request.GET.get("show") == "all" or BEFORE_PARAMETER in request.GET


def load_timeline(
    row: models.Model, request: UserRequest, *parts: models.QuerySet[Any]
) -> timeline.Page:
    """Load the events of a row and of its parts, newest first, from the sequence in the address on.

    What it quotes of evidence for named readers is written to the read log.
    """
    before = before_sequence(request)
    timeline_page = (
        timeline.recommendation_timeline(row, request.user, before=before)
        if isinstance(row, Recommendation)
        else timeline.object_timeline(row, request.user, *parts, before=before)
    )
    read_log.log_listed(
        find_restricted_matter(timeline_page.events, request.user),
        by=request.user,
        now=request.now,
    )
    return timeline_page


def before_sequence(request: UserRequest, name: str = BEFORE_PARAMETER) -> int | None:
    """Return the sequence that the address names; None (the newest) without a valid one."""
    value = request.GET.get(name, "")
    is_sequence = value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS
    return int(value) if is_sequence else None


@page_view
def recommendation_history_pdf(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Send the history of a recommendation as a PDF, signed if there is a key.

    What is for named readers is left out, whoever asks.
    """
    request.back = recommendation = visible_or_404(
        Recommendation.objects.prefetch_related("translations"),
        request.user,
        "report__mechanism",
        "passage",
        report__slug=slug,
        number=number,
    )
    with FileUnreadable.instead_of(
        InvalidValue,
        _(
            "The history of %(recommendation)s can't be signed: the key can't be read. "
            "Ask the person who runs Heed to correct SEAL_KEY."
        ),
        recommendation=recommendation.cited_as,
    ):
        key = find_key()
    now = timezone.localtime()
    pdf = render_pdf(
        _subject(recommendation),
        _timeline_entries(recommendation, request),
        by=str(request.user),
        at=now,
        left_out=str(timeline.EXCLUSIONS),
        seal=_newest_seal(),
        is_signed=key is not None,
    )
    if key is not None:
        pdf = sign_pdf(
            pdf, key, reason=_("History of %(what)s") % {"what": recommendation.cited_as}
        )
    name = f"history-{slug}-{number}-{now:%Y-%m-%d}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _subject(recommendation: Recommendation) -> HistorySubject:
    passage = f", ¶ {recommendation.passage.number}" if recommendation.passage else ""
    return HistorySubject(
        recommendation.cited_as,
        str(recommendation.title),
        recommendation.text,
        f"{recommendation.report.cited_as}{passage}",
    )


def _timeline_entries(recommendation: Recommendation, request: UserRequest) -> list[HistoryEntry]:
    events = (
        Event.objects.visible_to(request.user).about(recommendation, to=request.user).newest_first()
    )
    return [
        HistoryEntry(timezone.localtime(line.at), line.sentence, (*line.changes, *line.bookkeeping))
        for line in timeline.build_lines(
            exclude_restricted_matter(events), request.user, outside=True
        )
    ]


def _newest_seal() -> SealSummary | None:
    seal = Seal.objects.newest()
    return SealSummary(seal.number, seal.hash, seal.last) if seal else None
