"""Question sheet of a body: printed, read back, confirmed."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tracker import policies
from tracker.errors import TrackerError
from tracker.forms import questions as forms
from tracker.models import Body
from tracker.reporting.question_sheets import CONTENT_TYPES, RENDERERS, file_name
from tracker.requests import UserRequest
from tracker.summaries.questions.sheets import build_sheet

BodyView = Callable[[UserRequest, Body], HttpResponse]


def _for_body(view: BodyView) -> Callable[[UserRequest, str], HttpResponse]:
    """Allow a view of a body to users who may send it a sheet; others are shown why not."""

    @wraps(view)
    def checked(request: UserRequest, code: str) -> HttpResponse:
        body = get_object_or_404(Body.objects.visible_to(request.user), code=code)
        try:
            policies.questions.check_can_ask_by_sheet(request.user, body)
        except TrackerError as error:
            context = {"sentence": str(error), "back": body}
            return render(request, "error.html", context, status=403)
        return view(request, body)

    return checked


@login_required
@require_http_methods(["GET", "POST"])
@_for_body
def question_sheet(request: UserRequest, body: Body) -> HttpResponse:
    """Offer the sheet to print, and read a filled one, which is shown before it counts."""
    posted = request.method == "POST"
    result = forms.preview_sheet(
        request.POST if posted else None,
        request.FILES if posted else None,
        body=body,
        user=request.user,
        now=timezone.now(),
    )
    if "reply" in result.context:
        return render(request, "questions/sheets/confirm.html", {"body": body, **result.context})
    today = timezone.localdate()
    printing = forms.SheetForm.with_defaults(language=get_language() or "en", today=today)
    context = {"body": body, "printing": printing, **result.context}
    return render(request, "questions/sheets/page.html", context, status=result.status)


@login_required
@require_GET
@_for_body
def question_sheet_file(request: UserRequest, body: Body) -> HttpResponse:
    """Send the sheet as a Word document or a workbook."""
    form = forms.SheetForm(request.GET)
    if not form.is_valid():
        context = {"body": body, "printing": form, "upload": forms.SheetUploadForm()}
        return render(request, "questions/sheets/page.html", context, status=400)
    values = form.cleaned_data
    sheet = build_sheet(
        body,
        user=request.user,
        language=values["language"],
        made_on=timezone.localdate(),
        due_on=values["due"],
        unasked=values["include_unasked"],
    )
    name = file_name(sheet, values["format"])
    return HttpResponse(
        RENDERERS[values["format"]](sheet),
        content_type=CONTENT_TYPES[values["format"]],
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )


@login_required
@require_POST
@_for_body
def confirm_question_sheet(request: UserRequest, body: Body) -> HttpResponse:
    """Save what the preview showed, under the dates and the name given."""
    try:
        result = forms.confirm_sheet(request.POST, body=body, user=request.user, now=timezone.now())
    except TrackerError as error:
        context = {"sentence": str(error), "back": body, "return_url": body.get_absolute_url()}
        return render(request, "error.html", context, status=422)
    if result.message:
        messages.success(request, result.message)
        return redirect(body)
    context = {
        "body": body,
        "return_url": reverse("question_sheet", args=[body.code]),
        **result.context,
    }
    return render(request, "questions/sheets/confirm.html", context, status=result.status)
