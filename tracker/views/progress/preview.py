"""The form above the preview of a progress report: what is printed, for whom, of which days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET

from tracker.errors import InvalidValue
from tracker.filters.past_days import days_of, then_of
from tracker.filters.progress import check_once, progress_of
from tracker.models import Body, Report, Responsibility, User
from tracker.progress import Condition, Progress
from tracker.reporting import CONTENT_TYPES, RENDERERS, html, layout
from tracker.reporting.json import SCHEMA
from tracker.reporting.names import file_name
from tracker.reporting.pages import ReportPage, shown_on
from tracker.requests import UserRequest
from tracker.summaries.progress import comparison
from tracker.views.pagination import filled_in, has_empty
from tracker.vocabulary import Audience, Language, Past, ReportFormat, ReportKind, Theme

# Paper first: what people send; then what they go on with.
FORMATS = (
    ReportFormat.PDF,
    ReportFormat.DOCX,
    ReportFormat.XLSX,
    ReportFormat.CSV,
    ReportFormat.JSON,
    ReportFormat.MARKDOWN,
    ReportFormat.HTML,
)
DAYS = ("on", "since")
NOT_CARRIED = ("format", "page")


@dataclass(frozen=True, slots=True)
class Choice:
    """A field with its options, one of which is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, Any]]
    chosen: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What the form shows: each choice as the address has it, and what else the address says."""

    choices: tuple[Choice, ...]
    on: str
    since: str
    today: date
    carried: tuple[tuple[str, str], ...]  # hidden fields
    formats: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, asked: QueryDict, report: Report, *, user: User, today: date) -> Self:
        """The form for an address, whether or not a report can be made from it."""
        choices = _choices(asked, report, user)
        shown = {*(choice.name for choice in choices), *DAYS, *NOT_CARRIED}
        carried = tuple((n, v) for n, some in asked.lists() for v in some if n not in shown)
        on, since = (asked.get(name, "") for name in DAYS)
        formats = tuple((str(one), str(one.label)) for one in FORMATS)
        return cls(choices, on, since, today, carried, formats)


def narrowed(asked: QueryDict, conditions: Iterable[Condition]) -> list[dict[str, str]]:
    """The conditions that the form has no field for, each with the address without it."""
    return [
        {"label": one.label, "reads": one.reads, "without": _without(asked, one.name)}
        for one in conditions
        if one.name in asked and one.name not in ("body", "theme")
    ]


def _without(asked: QueryDict, name: str) -> str:
    kept = asked.copy()
    for gone in (name, *NOT_CARRIED):
        kept.pop(gone, None)
    return kept.urlencode()


def _choices(asked: QueryDict, report: Report, user: User) -> tuple[Choice, ...]:
    """Every field that is picked from a list, in the order of the form."""
    any_one = [("", _("any"))]
    fields: tuple[tuple[str, str, Sequence[tuple[str, Any]], str], ...] = (
        ("kind", _("Kind"), ReportKind.choices, ReportKind.FULL),
        ("body", _("Responsible body"), [*any_one, *bodies_of(report, user)], ""),
        ("theme", _("Theme"), [*any_one, *Theme.choices], ""),
        ("past", _("By whose knowledge"), Past.choices, Past.KNOWN_NOW),
        ("audience", _("For whom"), [("", _("as its kind is meant")), *Audience.choices], ""),
        ("language", _("Language"), Language.choices, get_language() or "en"),
    )
    return tuple(
        Choice(name, label, options, asked.get(name) or str(default))
        for name, label, options, default in fields
    )


def bodies_of(report: Report, user: User) -> list[tuple[str, str]]:
    """The bodies that have a part in its recommendations, by code."""
    held = Responsibility.objects.visible_to(user).standing()
    having = held.filter(recommendation__report=report).order_by().values("body")
    return [(body.code, str(body)) for body in Body.objects.filter(pk__in=having).order_by("code")]


@login_required
@require_GET
def progress(request: UserRequest, slug: str) -> HttpResponse:
    """The report's progress as the address asks for it: `format` names a file, else the preview.

    What can't be answered is told above the form, which still holds all that was asked.
    """
    report = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism__issuer"), slug=slug
    )
    if has_empty(request.GET):
        return redirect(f"{request.path}?{filled_in(request.GET)}")
    today = timezone.localdate()
    try:
        check_once(dict(request.GET.lists()))  # of the format and the language, too
        wanted_format = _format(request)
        told = progress_of(
            report,
            {name: values for name, values in request.GET.lists() if name not in NOT_CARRIED},
            user=request.user,
            today=today,
            language=_language(request),
            shown=None if wanted_format else _shown(request, report),
        )
        if wanted_format:
            return _file(told, wanted_format)
    except InvalidValue as refused:
        context = {**_form(request, report, today), "problem": str(refused)}
        return render(request, "progress/preview.html", context, status=400)
    part = ReportPage.of(told)
    if part.is_beyond:
        return redirect(f"{request.path}?{_with_page(request, part.pages)}")
    context = {
        **_form(request, report, today),
        "told": told,
        "part": part,
        "body": html.body(layout.document(told)),
        "narrowed": narrowed(request.GET, told.filter),
        "then": then_of(request.GET, today=today),
    }
    return render(request, "progress/preview.html", context)


def _form(request: UserRequest, report: Report, today: date) -> dict[str, object]:
    preview = Preview.of(request.GET, report, user=request.user, today=today)
    return {"report": report, "preview": preview}


def _file(told: Progress, wanted_format: str) -> HttpResponse:
    name = file_name(told, wanted_format)
    return HttpResponse(
        RENDERERS[wanted_format](told),
        content_type=CONTENT_TYPES[wanted_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _format(request: UserRequest) -> str:
    """The format asked for; empty for the page. Raises Invalid for one there is not."""
    asked = request.GET.get("format", "")
    if asked and asked not in RENDERERS:
        raise InvalidValue(
            _("No report is printed as “%(asked)s”. Choose one of: %(known)s.")
            % {"asked": asked, "known": ", ".join(RENDERERS)}
        )
    return asked


def _shown(request: UserRequest, report: Report) -> range | None:
    """What the page asked for tells of a long report; the first for what is no number."""
    asked = request.GET.get("page", "")
    page = int(asked) if asked.isdecimal() and len(asked) < 7 else 1
    return shown_on(page, held=report.recommendations.count())


def _with_page(request: UserRequest, page: int) -> str:
    asked = request.GET.copy()
    asked["page"] = str(page)
    return asked.urlencode()


def _language(request: UserRequest) -> str:
    """The language asked for, else that of the page. Raises Invalid for one it does not speak."""
    asked = request.GET.get("language") or get_language() or "en"
    if asked not in Language.values:
        raise InvalidValue(
            _("The tracker does not speak “%(asked)s”. Choose one of: %(known)s.")
            % {"asked": asked, "known": ", ".join(Language.values)}
        )
    return asked


@login_required
@require_GET
def compare(request: UserRequest, slug: str) -> HttpResponse:
    """What changed from the first day to the last; without days, the form that asks for them."""
    report = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism"), slug=slug
    )
    today = timezone.localdate()
    context = {"report": report, "asked": request.GET, "today": today}
    try:
        days = days_of(request.GET, today=today)
    except InvalidValue as refused:
        context["problem"] = str(refused)
        return render(request, "progress/comparison/page.html", context, status=400)
    if days:
        first, last = days
        context |= {
            "first": first,
            "last": last,
            "found": comparison.compare(report, first=first, last=last, user=request.user),
        }
    return render(request, "progress/comparison/page.html", context)


@require_GET
@cache_control(public=True, max_age=86_400)
def report_schema(_request: HttpRequest) -> HttpResponse:
    """The schema of `format=json`. It tells of no report, so nobody signs in for it."""
    return HttpResponse(SCHEMA.read_bytes(), content_type="application/schema+json")
