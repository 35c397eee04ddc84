"""A progress report: a preview with the form that chooses what is printed, and the files."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.errors import Invalid
from tracker.filters.pasts import then_of
from tracker.filters.progress import check_once, progress_of
from tracker.models import Report
from tracker.progress import Progress
from tracker.reporting import CONTENT_TYPES, RENDERERS, as_html, layout
from tracker.reporting.names import file_name
from tracker.reporting.pages import ReportPage, shown_on
from tracker.requests import UserRequest
from tracker.views.listing import filled_in, has_empty
from tracker.views.previews import NOT_CARRIED, Preview, narrowed
from tracker.vocabulary import Language


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
    except Invalid as refused:
        context = {**_form(request, report, today), "problem": str(refused)}
        return render(request, "reports/progress.html", context, status=400)
    part = ReportPage.of(told)
    if part.is_beyond:
        return redirect(f"{request.path}?{_with_page(request, part.pages)}")
    context = {
        **_form(request, report, today),
        "told": told,
        "part": part,
        "body": as_html.body(layout.document(told)),
        "narrowed": narrowed(request.GET, told.filter),
        "then": then_of(request.GET, today=today),
    }
    return render(request, "reports/progress.html", context)


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
        raise Invalid(
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
        raise Invalid(
            _("The tracker does not speak “%(asked)s”. Choose one of: %(known)s.")
            % {"asked": asked, "known": ", ".join(Language.values)}
        )
    return asked
