"""Progress reports from the query parameters of a page or command, and filter for publications."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import django_filters
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _, gettext_lazy, override
from msgspec.structs import replace

from tracker.errors import InvalidValue
from tracker.filters import base, parameters, recommendations
from tracker.models import Recommendation, Report, User
from tracker.progress import Condition, Progress
from tracker.summaries.progress.report import SEEN_BY, build_progress
from tracker.vocabulary import Audience, Basis, Language, PublicationState, ReportKind

# Parameters of the report itself, and those that a report on one edition ignores.
OTHER_PARAMETERS = frozenset(
    {"on", "basis", "since", "kind", "audience", "format", "language", "report"}
    | {"reference", "reply_by"}
    | {"order", "after", "before", "all"}
)
# Parameters that may have several values, any of which may match.
MULTIPLE = frozenset(
    name
    for name, declared in recommendations.RecommendationFilter.base_filters.items()
    if isinstance(declared, django_filters.MultipleChoiceFilter)
)


def progress_from_params(
    report: Report,
    params: Mapping[str, Sequence[str]],
    *,
    user: User,
    today: date,
    language: str = "en",
    shown: range | None = None,
) -> Progress:
    """Work out the progress of the filtered recommendations of a report, on a day or today.

    `params` holds lists of values by parameter, `shown` is the range of places to list. Who may not
    read everything gets what they may see, and the conditions say so. Raises InvalidValue for a
    value that can't be used, or that stands beside another of its parameter.
    """
    check_single_values(params)
    on = _day(params, "on", today=today) or today
    _check_has_begun(report, on)
    kind = parameters.parse_code(_value(params, "kind"), ReportKind.FULL)
    reference, reply_by = _read_letter(params, kind, on=on)
    own_audience = Audience.BODY if kind == ReportKind.BODY else Audience.INTERNAL
    audience = parameters.parse_code(_value(params, "audience"), own_audience)
    filters = {n: list(v) for n, v in params.items() if n not in OTHER_PARAMETERS and any(v)}
    rows = Recommendation.objects.visible_to(user)
    filter_set, values = None, dict[str, Any]()
    if filters:
        filter_set = _filter_set(filters, report, user, on=on)
        values = filter_set.form.cleaned_data
        _check_names_no_staff(audience, values)
        rows = filter_set.qs
        if values.get("status"):  # statuses are compared on the day of the report, not today
            rows = _filter_set({**filters, "status": []}, report, user, on=on).qs
    progress = build_progress(
        report,
        recommendations=rows,
        on=on,
        basis=parameters.parse_code(_value(params, "basis"), Basis.AS_KNOWN_NOW),
        language=language,
        conditions=_conditions(filter_set, user, language),
        statuses=frozenset(values.get("status", ())),
        reader=None if user.may_read else user,
        kind=kind,
        audience=audience,
        since=_day(params, "since", today=today),
        stored_filter=filters,
        body=values.get("body") if kind == ReportKind.BODY else None,
        shown=shown,
    )
    return replace(progress, reference=reference, reply_by=reply_by)


def _read_letter(
    params: Mapping[str, Sequence[str]], kind: ReportKind, *, on: date
) -> tuple[str, date | None]:
    """Return the reference of a letter to a body, and by when it replies; raise InvalidValue."""
    reference, text = _value(params, "reference").strip(), _value(params, "reply_by")
    reply_by = parameters.read_day(text, today=on) if text else None
    InvalidValue.raise_if(
        kind != ReportKind.BODY and (reference or reply_by),
        _(
            "Only a report for a responsible body has a reference and a day to reply by. Choose "
            "that kind, or leave both empty."
        ),
    )
    InvalidValue.raise_if(
        reply_by is not None and reply_by < on,
        _("The day to reply by is before the day of the report. Choose a later one."),
    )
    return reference, reply_by


def check_single_values(params: Mapping[str, Sequence[str]]) -> None:
    """Check that parameters for one value have one: else the last would silently win.

    Raises:
        InvalidValue: A parameter has several values.
    """
    known = OTHER_PARAMETERS.union(recommendations.RecommendationFilter.base_filters)
    for name, values in params.items():
        InvalidValue.raise_if(
            len(values) > 1 and name in known - MULTIPLE,
            _("“%(name)s” has several values: %(values)s. Choose one."),
            name=name,
            values=", ".join(map(str, values)),
        )


def _value(params: Mapping[str, Sequence[str]], name: str) -> str:
    return "".join(params.get(name, []))


def _day(params: Mapping[str, Sequence[str]], name: str, *, today: date) -> date | None:
    text = _value(params, name)
    return parameters.parse_day(text, today=today) if text else None


def _check_has_begun(report: Report, on: date) -> None:
    """Check that the day is not before the period of the edition. Raises InvalidValue."""
    InvalidValue.raise_if(
        on < report.period_from,
        _(
            "%(report)s covers the time from %(first)s, so it has no state as of "
            "%(on)s. Choose a later day or an earlier edition."
        ),
        report=report,
        first=report.period_from,
        on=on,
    )


def _check_names_no_staff(audience: Audience, values: Mapping[str, Any]) -> None:
    """Check that only an internal report is filtered by assignee. Raises InvalidValue."""
    InvalidValue.raise_if(
        audience != Audience.INTERNAL and values.get("assignee") not in (None, base.NOBODY),
        _(
            "Only internal reports name staff, and this one is filtered by what "
            "is assigned to %(person)s. Remove that filter, or choose the "
            "internal audience."
        ),
        person=values.get("assignee"),
    )


def _conditions(
    filter_set: recommendations.RecommendationFilter | None, user: User, language: str
) -> tuple[Condition, ...]:
    """Return what a report says of its filter, and that its user may not see everything."""
    with override(language):
        used = filter_set.conditions() if filter_set else ()
        seen_by = () if user.may_read else (_visibility_condition(user),)
        return (*seen_by, *(condition for condition in used if condition.name != "report"))


def _visibility_condition(user: User) -> Condition:
    """Return the condition that a report holds only what a focal point may see."""
    bodies = list(user.speaks_for.order_by("code"))
    return Condition(
        name=SEEN_BY,
        value=",".join(body.code for body in bodies),
        label=_("Visible to"),
        display_value=", ".join(str(body) for body in bodies) or "–",
    )


def _filter_set(
    params: Mapping[str, list[str]], report: Report, user: User, *, on: date
) -> recommendations.RecommendationFilter:
    filter_set = recommendations.RecommendationFilter(
        MultiValueDict({**params, "report": [report.slug]}),
        queryset=Recommendation.objects.visible_to(user),
        user=user,
        today=on,
    )
    if filter_set.problems:
        raise InvalidValue(" ".join(filter_set.problems))
    return filter_set


class PublicationFilter(base.StrictFilterSet):
    """Filter for the list of publications. Without values: all."""

    report = base.report_filter(gettext_lazy("Report"))
    state = django_filters.ChoiceFilter(
        choices=PublicationState, label=gettext_lazy("State"), empty_label=gettext_lazy("any")
    )
    kind = django_filters.ChoiceFilter(
        choices=ReportKind, label=gettext_lazy("Kind"), empty_label=gettext_lazy("any")
    )
    language = django_filters.ChoiceFilter(
        choices=Language, label=gettext_lazy("Language"), empty_label=gettext_lazy("any")
    )
