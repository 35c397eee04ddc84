"""From the filter of the list page, or of the command, to a progress report."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from tracker.errors import Invalid
from tracker.filters.recommendations import RecommendationFilter
from tracker.models import Recommendation, Report, User
from tracker.progress import Condition, Progress
from tracker.summaries.progress import progress
from tracker.words import day

# What an address says beside the filter, and what a report on one edition has no use for.
BESIDE = frozenset({"on", "format", "language", "report", "order", "after", "before", "all"})


def progress_of(
    report: Report,
    wanted: Mapping[str, Sequence[str]],
    *,
    user: User,
    today: date,
    language: str = "en",
) -> Progress:
    """The progress of what the filter finds in this report, on the day it names or today.

    `wanted` holds lists of values by parameter. Raises Invalid for a day that can't be read or is
    to come, and for a value or parameter that is not known: never a report on something else.
    Who may not read everything gets what they may see, and the report says so among its
    conditions.
    """
    on = _day("".join(wanted.get("on", [])), today=today)
    asked = {name: list(values) for name, values in wanted.items() if name not in BESIDE}
    whole = _found({**asked, "report": [report.slug]}, user, on=on)
    statuses = whole.form.cleaned_data["status"]
    rows = _found({**asked, "report": [report.slug], "status": []}, user, on=on).qs
    with translation.override(language):
        conditions = tuple(c for c in whole.conditions() if c.name != "report")
        if not user.may_read:
            conditions = (_seen_by(user), *conditions)
    return progress(
        report,
        recommendations=rows,
        on=on,
        language=language,
        conditions=conditions,
        statuses=frozenset(statuses),
        reader=None if user.may_read else user,
    )


def _seen_by(user: User) -> Condition:
    """That a report holds only what the focal point of some bodies sees."""
    bodies = list(user.speaks_for.order_by("code"))
    return Condition(
        name="seen_by",
        value=",".join(body.code for body in bodies),
        label=_("Only what is open to"),
        reads=", ".join(str(body) for body in bodies) or "–",
    )


def _found(asked: Mapping[str, list[str]], user: User, *, on: date) -> RecommendationFilter:
    found = RecommendationFilter(
        MultiValueDict(asked),
        queryset=Recommendation.objects.visible_to(user),
        user=user,
        today=on,
    )
    if found.problems:
        raise Invalid(" ".join(found.problems))
    return found


def _day(typed: str, *, today: date) -> date:
    if not typed:
        return today
    try:
        on = parse_date(typed)
    except ValueError:
        on = None
    if on is None:
        raise Invalid(
            _("“%(typed)s” is no day. Write it as %(today)s.")
            % {"typed": typed, "today": today.isoformat()}
        )
    if on > today:
        raise Invalid(
            _("There is no state as of %(on)s yet: that day has not come. Choose one to %(today)s.")
            % {"on": day(on), "today": day(today)}
        )
    return on
