"""A progress report: a page to read and print, a PDF, JSON."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tracker.errors import Invalid
from tracker.filters.progress import progress_of
from tracker.models import Report
from tracker.reporting import CONTENT_TYPES, RENDERERS, as_html
from tracker.requests import UserRequest
from tracker.vocabulary import Language


@login_required
@require_GET
def progress(request: UserRequest, slug: str) -> HttpResponse:
    """The report's progress with the filter of the address; `format=pdf` and `json` are files."""
    report = get_object_or_404(
        Report.objects.visible_to(request.user).select_related("mechanism__issuer"), slug=slug
    )
    wanted = dict(request.GET.lists())
    try:
        told = progress_of(
            report,
            wanted,
            user=request.user,
            today=timezone.localdate(),
            language=_language(request),
        )
    except Invalid as refused:
        context = {"sentence": str(refused), "back": report}
        return render(request, "refused.html", context, status=400)
    wanted_format = request.GET.get("format", "")
    if wanted_format in RENDERERS:
        name = f"{report.slug}-{told.on}.{wanted_format}"
        return HttpResponse(
            RENDERERS[wanted_format](told),
            content_type=CONTENT_TYPES[wanted_format],
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
    query = request.GET.copy()
    context = {**as_html.context(told), "report": report, "query": query}
    return render(request, "reports/progress.html", context)


def _language(request: UserRequest) -> str:
    """The language asked for, else that of the page. Raises Invalid for one it does not speak."""
    asked = request.GET.get("language") or get_language() or "en"
    if asked not in Language.values:
        raise Invalid(
            _("The tracker does not speak “%(asked)s”. Choose one of: %(known)s.")
            % {"asked": asked, "known": ", ".join(Language.values)}
        )
    return asked
