"""What is past its day, the longest first: what a report on what is outstanding is for."""

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
}


@dataclass(frozen=True, slots=True)
class Overdue:
    """A review, a commitment or a question that is past its day."""

    kind: str
    told: RecommendationProgress
    due: date
    days: int  # past it, on the day of the report
    words: str = ""
    body: str = ""
    put_off: int | None = None  # times


def overdue(progress: Progress) -> Listing[Overdue]:
    """Every review, commitment and question that is overdue."""
    return Listing(
        "overdue",
        _("Overdue"),
        _("One row for each review, commitment and question past its day, the longest first."),
        (
            Column(_("What is overdue"), _("its kind"), lambda o: str(KINDS[o.kind]), 14),
            Column(_("Code"), _("of the kind, as programs read it"), lambda o: o.kind, 12),
            Column(NUMBER, _("number of the recommendation"), lambda o: o.told.number, 7),
            Column(_("Short title"), _("of the recommendation"), lambda o: o.told.title, 40),
            Column(_("Words"), _("of the commitment or question"), lambda o: o.words, 50),
            Column(_("Body"), _("that undertook it, is asked, or leads"), lambda o: o.body, 14),
            Column(_("Was due"), _("the day that has passed"), lambda o: o.due, 12),
            Column(_("Days overdue"), _("on the day of the report"), lambda o: o.days, 9),
            Column(_("Put off"), _("times that the day was moved"), lambda o: o.put_off, 8),
            *map(_of, STATUS[:2]),
        ),
        lambda: sorted(_overdue(progress), key=lambda one: one.due),
    )


def _of(column: Column[RecommendationProgress]) -> Column[Overdue]:
    """A column of recommendations, for one that something is overdue of."""
    return Column(column.label, column.means, lambda one: column.of(one.told), column.width)


def _overdue(progress: Progress) -> Iterator[Overdue]:
    on = progress.on
    for told in progress.recommendations:
        if told.is_overdue and (due := told.review_on):
            yield Overdue("review", told, due, (on - due).days, body=leads_of(told))
        for one in told.measures:
            if one.is_overdue and (due := one.due_on):
                days = (on - due).days
                whose = one.body.short
                yield Overdue("commitment", told, due, days, one.text, whose, one.put_off)
        for asked in told.asked:
            if asked.is_overdue and (due := asked.due_on):
                yield Overdue("question", told, due, (on - due).days, asked.question, asked.body)
