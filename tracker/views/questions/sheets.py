"""A body's question sheet: printed, read back, confirmed."""

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
from tracker.reporting.question_sheets import CONTENT_TYPES, RENDERERS, name_of
from tracker.requests import UserRequest
from tracker.summaries.questions.sheets import sheet as sheet_of

BodyView = Callable[[UserRequest, Body], HttpResponse]


def _for_body(view: BodyView) -> Callable[[UserRequest, str], HttpResponse]:
    """The view of a body by its code, for whoever may ask it by sheet; others are told why not."""

    @wraps(view)
    def checked(request: UserRequest, code: str) -> HttpResponse:
        body = get_object_or_404(Body.objects.visible_to(request.user), code=code)
        try:
            policies.questions.check_can_ask_by_sheet(request.user, body)
        except TrackerError as refused:
            context = {"sentence": str(refused), "back": body}
            return render(request, "error.html", context, status=403)
        return view(request, body)

    return checked


@login_required
@require_http_methods(["GET", "POST"])
@_for_body
def sheet(request: UserRequest, body: Body) -> HttpResponse:
    """What can be printed for the body; and the filled copy, read and shown before it counts."""
    posted = request.method == "POST"
    outcome = forms.upload(
        request.POST if posted else None,
        request.FILES if posted else None,
        body=body,
        user=request.user,
        now=timezone.now(),
    )
    if "reply" in outcome.context:
        return render(request, "questions/sheets/confirm.html", {"body": body, **outcome.context})
    today = timezone.localdate()
    printing = forms.SheetForm.opened(language=get_language() or "en", today=today)
    context = {"body": body, "printing": printing, **outcome.context}
    return render(request, "questions/sheets/page.html", context, status=outcome.status)


@login_required
@require_GET
@_for_body
def sheet_file(request: UserRequest, body: Body) -> HttpResponse:
    """The sheet itself, as a Word document or a workbook."""
    form = forms.SheetForm(request.GET)
    if not form.is_valid():
        context = {"body": body, "printing": form, "upload": forms.UploadForm()}
        return render(request, "questions/sheets/page.html", context, status=400)
    wanted = form.cleaned_data
    told = sheet_of(
        body,
        user=request.user,
        language=wanted["language"],
        made_on=timezone.localdate(),
        due_on=wanted["due"],
        unasked=wanted["unasked"],
    )
    name = name_of(told, wanted["format"])
    return HttpResponse(
        RENDERERS[wanted["format"]](told),
        content_type=CONTENT_TYPES[wanted["format"]],
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )


@login_required
@require_POST
@_for_body
def sheet_confirm(request: UserRequest, body: Body) -> HttpResponse:
    """Read in what the preview showed, under the days and the name given."""
    try:
        outcome = forms.confirm(request.POST, body=body, user=request.user, now=timezone.now())
    except TrackerError as refused:
        context = {"sentence": str(refused), "back": body, "here": body.get_absolute_url()}
        return render(request, "error.html", context, status=422)
    if outcome.told:
        messages.success(request, outcome.told)
        return redirect(body)
    context = {"body": body, "here": reverse("sheet", args=[body.code]), **outcome.context}
    return render(request, "questions/sheets/confirm.html", context, status=outcome.status)
