"""What is outstanding: what is past its day, the longest first, then what else is not done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.progress import Progress, RecommendationProgress
from tracker.reporting.tables.listing import Column, Listing
from tracker.reporting.tables.standings import NUMBER, STATUS, leads_of

KINDS: dict[str, str | Promise] = {
    "review": pgettext_lazy("what is overdue", "Review"),
    "commitment": pgettext_lazy("what is overdue", "Commitment"),
    "question": pgettext_lazy("what is overdue", "Question"),
    "recommendation": pgettext_lazy("what is outstanding, though not overdue", "Recommendation"),
}


@dataclass(frozen=True, slots=True)
class Outstanding:
    """A review, a commitment or a question that is past its day; or what is not done yet."""

    kind: str
    told: RecommendationProgress
    due: date | None  # of a recommendation that is not overdue, its next review
    days: int | None = None  # past it, on the day of the report; None: it is not overdue
    words: str = ""
    body: str = ""
    put_off: int | None = None  # times


def outstanding(progress: Progress) -> Listing[Outstanding]:
    """Every review, commitment and question that is overdue, and every other unsettled one."""
    return Listing(
        "outstanding",
        _("Outstanding"),
        _(
            "One row for each review, commitment and question past its day, the longest first; "
            "then one for each other recommendation that is not fully implemented."
        ),
        (
            Column(_("What is outstanding"), _("its kind"), lambda o: str(KINDS[o.kind]), 14),
            Column(_("Code"), _("of the kind, as programs read it"), lambda o: o.kind, 12),
            Column(NUMBER, _("number of the recommendation"), lambda o: o.told.number, 7),
            Column(_("Short title"), _("of the recommendation"), lambda o: o.told.title, 40),
            Column(_("Words"), _("of the commitment or question"), lambda o: o.words, 50),
            Column(_("Body"), _("that undertook it, is asked, or leads"), lambda o: o.body, 14),
            Column(
                _("Due"), _("by when; of a recommendation, its next review"), lambda o: o.due, 12
            ),
            Column(
                _("Days overdue"),
                _("on the day of the report; empty: not overdue"),
                lambda o: o.days,
                9,
            ),
            Column(_("Put off"), _("times that the day was moved"), lambda o: o.put_off, 8),
            *map(_outstanding_column, STATUS[:2]),
        ),
        lambda: sorted(_all_of(progress), key=lambda one: -(one.days or 0)),
    )


def _outstanding_column(column: Column[RecommendationProgress]) -> Column[Outstanding]:
    """A column of recommendations, for one that something is overdue of."""
    return Column(column.label, column.means, lambda one: column.of(one.told), column.width)


def _all_of(progress: Progress) -> Iterator[Outstanding]:
    on = progress.on
    for told in progress.recommendations:
        if told.is_overdue and (due := told.review_on):
            yield Outstanding("review", told, due, (on - due).days, body=leads_of(told))
        elif told.is_unsettled:
            yield Outstanding("recommendation", told, told.review_on, body=leads_of(told))
        for one in told.measures:
            if one.is_overdue and (due := one.due_on):
                days = (on - due).days
                whose = one.body.short
                yield Outstanding("commitment", told, due, days, one.text, whose, one.put_off)
        for asked in told.asked:
            if asked.is_overdue and (due := asked.due_on):
                yield Outstanding(
                    "question", told, due, (on - due).days, asked.question, asked.body
                )
