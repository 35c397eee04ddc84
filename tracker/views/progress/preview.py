"""Preview of a progress report, and its files."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django import shortcuts, urls
from django.core.paginator import Paginator
from django.db.models import BigIntegerField, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import get_language, gettext as _
from django.views.decorators import cache, http

from tracker import compiled_queries, errors, replica, requests
from tracker.filters.parameters import parse_past_day
from tracker.filters.progress import check_single_values, progress_from_params
from tracker.models import (
    Body,
    Reader,
    Recommendation,
    Report,
    Responsibility,
    ResponsibilityQuerySet,
    User,
    Viewer,
)
from tracker.progress import Condition, Progress, ReportPart
from tracker.reporting import CONTENT_TYPES, RENDERERS, html, json, layout, names
from tracker.reporting.pages import PAGE_SIZE, page_of, page_range
from tracker.summaries.bodies import list_responsible_bodies
from tracker.summaries.progress.publications import describe_missing_conclusions
from tracker.views.base import render_page, report_or_404
from tracker.vocabulary import Audience, Basis, Language, ReportFormat, ReportKind, Theme

# First what people send to others, then what they work on with.
FORMATS = (
    ReportFormat.PDF,
    ReportFormat.DOCX,
    ReportFormat.XLSX,
    ReportFormat.CSV,
    ReportFormat.JSON,
    ReportFormat.MARKDOWN,
    ReportFormat.HTML,
)
TYPED_PARAMETERS = ("on", "since", "reply_by", "reference")
OUTPUT_PARAMETERS = ("format", "page")


def other_conditions(params: QueryDict, conditions: Iterable[Condition]) -> list[dict[str, str]]:
    """Return the conditions without a field in the form, each with the address without it."""
    return [
        {
            "label": condition.label,
            "reads": condition.display_value,
            "without": _without(params, condition.name),
        }
        for condition in conditions
        if condition.name in params and condition.name not in ("body", "theme")
    ]


def _without(params: QueryDict, name: str) -> str:
    dropped = (name, *OUTPUT_PARAMETERS)
    return urlencode([(n, values) for n, values in params.lists() if n not in dropped], doseq=True)


def _choices(params: QueryDict, report: Report, user: User) -> list[dict[str, object]]:
    """Return every select field, in the order of the form, with what the address chooses."""
    any_value = [("", _("any"))]
    fields: tuple[tuple[str, str, Sequence[tuple[str, Any]], str], ...] = (
        ("kind", _("Kind"), ReportKind.choices, ReportKind.FULL),
        ("body", _("Responsible body"), [*any_value, *bodies_of(report, user)], ""),
        ("theme", _("Theme"), [*any_value, *Theme.choices], ""),
        ("basis", _("Based on"), Basis.choices, Basis.AS_KNOWN_NOW),
        ("audience", _("Audience"), [("", _("default")), *Audience.choices], ""),
        ("language", _("Language"), Language.choices, get_language() or "en"),
    )
    return [
        {
            "name": name,
            "label": label,
            "options": options,
            "chosen": params.get(name) or str(default),
        }
        for name, label, options, default in fields
    ]


def bodies_of(report: Report, user: User) -> list[tuple[str, str]]:
    """Return code and name of the bodies responsible for its recommendations, by code."""
    on, bodies = timezone.localdate(), list(user.load(_bodies_of, report=report.pk))
    if any(body.has_ended(on=on) for body in bodies):
        bodies = list_responsible_bodies(_responsibilities(user, report), on=on)
    return [(body.code, str(body)) for body in bodies]


def _bodies_of(user: Reader) -> QuerySet[Body]:
    return Body.objects.filter(
        pk__in=_responsibilities(user, compiled_queries.Bound("report", BigIntegerField()))
        .order_by()
        .values("body")
    ).order_by("code")


def _responsibilities(
    user: Viewer, report: Report | compiled_queries.Bound
) -> ResponsibilityQuerySet:
    return (
        Responsibility.objects.visible_to(user)
        .not_withdrawn()
        .filter(recommendation__report=report)
    )


@requests.page_view
@requests.drop_empty_parameters
@replica.reads_replica
def progress_report(request: requests.UserRequest, slug: str) -> HttpResponse:
    """Show the progress report that the address asks for, or send it as a file (`format`).

    What can't be answered is shown above the form, which keeps all that was asked for.
    """
    report = report_or_404(request, slug)
    try:
        check_single_values(dict(request.GET.lists()))  # format and language included
        file_format = _file_format(request)
        progress = progress_from_params(
            report,
            {name: values for name, values in request.GET.lists() if name not in OUTPUT_PARAMETERS},
            user=request.user,
            today=request.today,
            language=_language(request),
            shown=None if file_format else _shown_range(request, report),
        )
        if file_format:
            return _file_response(progress, file_format)
    except errors.InvalidValue as error:
        return render_page(
            request,
            "progress/preview.html",
            status=400,
            **_form_context(request, report),
            problem=str(error),
        )
    part = progress.part or ReportPart(offset=0, total=1)
    pages, number = Paginator(range(part.total), PAGE_SIZE), page_of(part.offset)
    if number > pages.num_pages:
        query = urlencode({**dict(request.GET.lists()), "page": pages.num_pages}, doseq=True)
        return shortcuts.redirect(f"{request.path}?{query}")
    return render_page(
        request,
        "progress/preview.html",
        **_form_context(request, report),
        progress=progress,
        missing=describe_missing_conclusions(progress),
        page=pages.page(number),
        body=html.render_article(layout.document(progress)),
        other_conditions=other_conditions(request.GET, progress.filter),
        past_day=parse_past_day(request.GET, today=request.today),
    )


def _form_context(request: requests.UserRequest, report: Report) -> dict[str, Any]:
    """Return the form for an address, whether or not a report can be made from it."""
    params, choices = request.GET, _choices(request.GET, report, request.user)
    form_fields = {*(choice["name"] for choice in choices), *TYPED_PARAMETERS, *OUTPUT_PARAMETERS}
    return {
        "report": report,
        "preview": {
            "choices": choices,
            **{name: params.get(name, "") for name in TYPED_PARAMETERS},
            "today": request.today,
            "is_letter": params.get("kind") == ReportKind.BODY,
            "hidden_fields": [
                (name, value)
                for name, values in params.lists()
                for value in values
                if name not in form_fields
            ],
            "formats": [(file_format.value, file_format.label) for file_format in FORMATS],
        },
    }


def _file_response(progress: Progress, file_format: str) -> HttpResponse:
    name = names.file_name(progress, file_format)
    return HttpResponse(
        RENDERERS[file_format](progress),
        content_type=CONTENT_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file_format(request: requests.UserRequest) -> str:
    """Return the format asked for; empty for the page. Raises InvalidValue for an unknown one."""
    wanted = request.GET.get("format", "")
    if wanted and wanted not in RENDERERS:
        raise errors.InvalidValue(
            _("Reports are not available as “%(asked)s”. Choose one of: %(known)s.")
            % {"asked": wanted, "known": ", ".join(RENDERERS)}
        )
    return wanted


def _shown_range(request: requests.UserRequest, report: Report) -> range | None:
    """Return the range of recommendations on a page of a long report, by default the first."""
    value = request.GET.get("page", "")
    return page_range(
        int(value) if value.isdecimal() and len(value) < 7 else 1,
        total=request.user.count(_of_report, report=report.pk),
    )


def _of_report(_user: Reader) -> compiled_queries.Rows[Recommendation]:
    return Recommendation.objects.filter(
        report=compiled_queries.Bound("report", BigIntegerField())
    ).values_list("pk")


def _language(request: requests.UserRequest) -> str:
    """Return the language asked for, else that of the page. Raises InvalidValue if unknown."""
    language = request.GET.get("language") or get_language() or "en"
    if language not in Language.values:
        raise errors.InvalidValue(
            _("The language “%(asked)s” is not available. Choose one of: %(known)s.")
            % {"asked": language, "known": ", ".join(Language.values)}
        )
    return language


@requests.page_view
@replica.reads_replica
def report_comparison(request: requests.UserRequest, slug: str) -> HttpResponse:
    """Redirect the address of a former page on two days to the report on changes between them."""
    report = report_or_404(request, slug)
    days = {"since": request.GET.get("from", ""), "on": request.GET.get("to", "")}
    query = urlencode({"kind": ReportKind.CHANGES} | {n: day for n, day in days.items() if day})
    return shortcuts.redirect(
        f"{urls.reverse('progress_report', args=[report.slug])}?{query}", permanent=True
    )


@http.require_GET
@cache.cache_control(public=True, max_age=86_400)
def progress_schema(_request: HttpRequest) -> HttpResponse:
    """Send the JSON schema of `format=json`. It holds no data, so nobody has to sign in."""
    return HttpResponse(json.SCHEMA.read_bytes(), content_type="application/schema+json")
