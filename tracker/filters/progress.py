"""From the filter of the list page, or of the command, to a progress report."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import django_filters
from django.db.models import TextChoices
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.errors import InvalidValue
from tracker.filters.base import StrictFilterSet
from tracker.filters.fields import NOBODY, CodeFilter
from tracker.filters.past_days import day_of, past_of
from tracker.filters.recommendations import RecommendationFilter
from tracker.formats import day
from tracker.models import Publication, Recommendation, Report, User
from tracker.progress import Condition, Progress
from tracker.summaries.progress.report import SEEN_BY, progress
from tracker.vocabulary import Audience, Language, PublicationState, ReportKind

# What an address says beside the filter, and what a report on one edition has no use for.
BESIDE = frozenset(
    {"on", "past", "since", "kind", "audience", "format", "language", "report"}
    | {"order", "after", "before", "all"}
)
# What an address may name several times: any of them is meant.
SEVERAL = frozenset(
    name
    for name, one in RecommendationFilter.base_filters.items()
    if isinstance(one, django_filters.MultipleChoiceFilter)
)


def progress_of(
    report: Report,
    wanted: Mapping[str, Sequence[str]],
    *,
    user: User,
    today: date,
    language: str = "en",
    shown: range | None = None,
) -> Progress:
    """The progress of what the filter finds in this report, on the day it names or today.

    `wanted` holds lists of values by parameter. Beside the filter, `past` says by whose knowledge
    the day is told, `since` after which day it tells what happened, `kind` and `audience` what it
    is and for whom; a report for a body is for the one that the filter names. `shown` are the
    places of the recommendations that are told of one by one, where that is not all of them.
    Raises Invalid for a day that can't be read, is to come or lies before the edition's period, for
    a value or parameter that is not known, and for two values where one is meant: never a report on
    something else. Who may not read everything gets what they may see, and the report says so among
    its conditions.
    """
    check_once(wanted)
    on = _day(wanted, "on", today=today) or today
    _check_has_begun(report, on)
    kind = kind_of(_one(wanted, "kind"))
    audience = audience_of(_one(wanted, "audience"), kind)
    asked = {name: list(values) for name, values in wanted.items() if name not in BESIDE}
    whole = _found({**asked, "report": [report.slug]}, user, on=on)
    chosen = whole.form.cleaned_data
    _check_names_nobody(audience, chosen)
    rows = whole.qs
    if chosen["status"]:  # it is told which stand there on that day, not which do today
        rows = _found({**asked, "report": [report.slug], "status": []}, user, on=on).qs
    with translation.override(language):
        conditions = tuple(c for c in whole.conditions() if c.name != "report")
        if not user.may_read:
            conditions = (_seen_by(user), *conditions)
    return progress(
        report,
        recommendations=rows,
        on=on,
        past=past_of(_one(wanted, "past")),
        language=language,
        conditions=conditions,
        statuses=frozenset(chosen["status"]),
        reader=None if user.may_read else user,
        kind=kind,
        audience=audience,
        since=_day(wanted, "since", today=today),
        body=chosen["body"] if kind == ReportKind.BODY else None,
        shown=shown,
    )


def check_once(wanted: Mapping[str, Sequence[str]]) -> None:
    """Raises Invalid for two values of what has one: the last would win and nobody would know."""
    known = RecommendationFilter.base_filters
    for name, values in wanted.items():
        if len(values) > 1 and name in BESIDE.union(known) - SEVERAL:
            raise InvalidValue(
                _("“%(name)s” is asked for more than once: %(values)s. Choose one of them.")
                % {"name": name, "values": ", ".join(map(str, values))}
            )


def kind_of(typed: str) -> ReportKind:
    """A kind as typed, the full report for nothing. Raises Invalid for one there is not."""
    if typed and typed not in ReportKind.values:
        raise InvalidValue(
            _("“%(typed)s” is no kind of progress report. Choose one of: %(known)s.")
            % {"typed": typed, "known": _known(ReportKind)}
        )
    return ReportKind(typed or ReportKind.FULL)


def audience_of(typed: str, kind: ReportKind) -> Audience:
    """An audience as typed; for nothing ourselves, or the body that the report is for.

    Raises Invalid for one there is not.
    """
    if typed and typed not in Audience.values:
        raise InvalidValue(
            _("“%(typed)s” is nobody a report is made for. Choose one of: %(known)s.")
            % {"typed": typed, "known": _known(Audience)}
        )
    own = Audience.BODY if kind == ReportKind.BODY else Audience.INTERNAL
    return Audience(typed or own)


def _known(choices: type[TextChoices]) -> str:
    return ", ".join(f"{choice.value} ({choice.label})" for choice in choices)


def _one(wanted: Mapping[str, Sequence[str]], name: str) -> str:
    return "".join(wanted.get(name, []))


def _day(wanted: Mapping[str, Sequence[str]], name: str, *, today: date) -> date | None:
    typed = _one(wanted, name)
    return day_of(typed, today=today) if typed else None


def _check_has_begun(report: Report, on: date) -> None:
    """Raises Invalid for a day before the time that the edition speaks about."""
    if on < report.period_from:
        raise InvalidValue(
            _(
                "%(report)s speaks about the time from %(first)s, and nothing is known for it as "
                "of %(on)s. Choose a later day, or an earlier edition."
            )
            % {"report": report, "first": day(report.period_from), "on": day(on)}
        )


def _check_names_nobody(audience: Audience, chosen: Mapping[str, Any]) -> None:
    """Raises Invalid for a public report on what is assigned to somebody."""
    if audience != Audience.INTERNAL and chosen["assignee"] not in ("", NOBODY):
        raise InvalidValue(
            _(
                "A report that leaves the house names no staff, and this one is on what is "
                "assigned to %(person)s. Take the person out of the filter, or make it an internal "
                "one."
            )
            % {"person": chosen["assignee"]}
        )


def _seen_by(user: User) -> Condition:
    """That a report holds only what the focal point of some bodies sees."""
    bodies = list(user.speaks_for.order_by("code"))
    return Condition(
        name=SEEN_BY,
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
        raise InvalidValue(" ".join(found.problems))
    return found


class PublicationFilter(StrictFilterSet):
    """Nothing asked for: every publication."""

    report = CodeFilter(
        label=gettext_lazy("Report"),
        rows=Report.objects.select_related("mechanism").order_by("-year", "slug"),
        code="slug",
    )
    state = django_filters.ChoiceFilter(
        choices=PublicationState, label=gettext_lazy("State"), empty_label=gettext_lazy("any")
    )
    kind = django_filters.ChoiceFilter(
        choices=ReportKind, label=gettext_lazy("Kind"), empty_label=gettext_lazy("any")
    )
    language = django_filters.ChoiceFilter(
        choices=Language, label=gettext_lazy("Language"), empty_label=gettext_lazy("any")
    )

    class Meta:
        model = Publication
        fields: list[str] = []  # every filter is declared above, by name

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.form.fields["report"]
        field.rows = field.rows.visible_to(user)
