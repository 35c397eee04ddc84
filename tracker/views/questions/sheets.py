"""Question sheet of a body: printed, read back, confirmed."""

from collections.abc import Callable, Collection
from functools import partial, wraps

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext as _

from tracker import policies
from tracker.actions.evidence.files import inspect_upload
from tracker.actions.questions import answers, sheets
from tracker.actions.questions.questions import ANSWER_DUE_AFTER
from tracker.errors import TrackerError
from tracker.forms.questions import SheetConfirmForm, SheetForm, SheetUploadForm
from tracker.intake.question_sheets import check_sheet_size, read
from tracker.limited_process import read_limited
from tracker.models import AnsweredSheet, Body, User
from tracker.policies.model_permissions import is_allowed
from tracker.question_sheets import FilledSheet
from tracker.reporting import CONTENT_TYPES
from tracker.reporting.question_sheets import RENDERERS, file_name
from tracker.requests import UserRequest, form_view, is_sent, page_view, posted
from tracker.summaries.questions.comparison import SheetComparison, compare
from tracker.summaries.questions.sheets import build_sheet, count_kinds, describe_counts
from tracker.views.base import complete, render_form, visible_or_404

BodyView = Callable[..., HttpResponse]  # of a request, a body and what else stands in the address


def for_body(
    check: Callable[[User, Body], None],
) -> Callable[[BodyView], Callable[..., HttpResponse]]:
    """Return a decorator that gives a view its body if `check` allows it; others see why not."""

    def decorator(view: BodyView) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: UserRequest, code: str, **kwargs: str) -> HttpResponse:
            body = visible_or_404(Body, request.user, code=code)
            request.back = body
            check(request.user, body)
            return view(request, body, **kwargs)

        return checked

    return decorator


@form_view
@for_body(policies.questions.check_can_use_sheet)
def question_sheet(request: UserRequest, body: Body) -> HttpResponse:
    """Offer the sheet to print, and take a filled one, which waits until an analyst accepts it."""
    form = SheetUploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if is_sent(form):
        try:
            return _send(request, body, form.cleaned_data["file"])
        except TrackerError as error:
            form.add_error("file", str(error))
    printing = SheetForm(
        initial={
            "language": get_language(),
            "due": request.today + ANSWER_DUE_AFTER,
            "include_unasked": True,
        }
    )
    return _sheet_page(request, body, printing, form, status=422 if form.is_bound else 200)


@page_view
@for_body(policies.questions.check_can_use_sheet)
def question_sheet_file(request: UserRequest, body: Body) -> HttpResponse:
    """Send the sheet as a Word document or a workbook, to focal points of the body too."""
    form = SheetForm(request.GET)
    if not form.is_valid():
        policies.questions.check_can_ask_by_sheet(request.user, body)  # whose page it is
        return _sheet_page(request, body, form, SheetUploadForm(), status=400)
    values = form.cleaned_data
    sheet = build_sheet(
        body,
        user=request.user,
        language=values["language"],
        made_on=request.today,
        due_on=values["due"],
        unasked=values["include_unasked"],
    )
    name = file_name(sheet, values["format"])
    return HttpResponse(
        RENDERERS[values["format"]](sheet),
        content_type=CONTENT_TYPES[values["format"]],
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )


def _send(request: UserRequest, body: Body, file: UploadedFile[bytes]) -> HttpResponse:
    """Let a filled sheet wait; an analyst goes on to what it would write."""
    content, name = file.read(), str(file.name or "")
    check_sheet_size(len(content), name)
    sheet = answers.send_sheet(
        answers.SendSheet(
            body=body,
            filled=read_limited(name, read, content, file_name=name),
            file=inspect_upload(content=content, name=name, by=request.user),
            by=request.user,
            now=request.now,
        )
    )
    if not request.user.may_write:
        messages.success(request, _("Sent to the analysts."))
    return redirect(sheet)


def confirm_sheet(request: UserRequest, sheet: AnsweredSheet) -> HttpResponse:
    """Show an analyst what answers that wait would write; import the rows that are accepted.

    Showing them writes nothing, so that a rule may refuse a row later: then nothing is imported,
    and the page says why.
    """
    body, filled = sheet.body, FilledSheet.from_json(sheet.filled)
    policies.questions.check_can_ask_by_sheet(request.user, body)
    policies.questions.check_is_waiting(sheet)
    form = SheetConfirmForm(posted(request), filled=filled, today=request.today)
    comparison = compare(filled, body=body, user=request.user, today=request.today)
    offered = [line.key for line in comparison.lines if line.is_applied]
    if is_sent(form):
        comparison = sheets.import_sheet(
            complete(partial(sheets.ImportSheet, sheet=sheet, body=sheet.body), request, form)
        )
        if comparison.letter is not None:
            what = describe_counts(count_kinds(ln.key for ln in comparison.lines if ln.is_applied))
            messages.success(
                request,
                _("Imported: %(what)s. Views with a status wait for review.") % {"what": what},
            )
            return redirect(body)
        form.add_error(None, _failure_message(comparison, form.accepted))
    return render_form(
        request,
        "questions/sheets/confirm.html",
        form,
        sheet=sheet,
        comparison=comparison,
        offered=offered,
        refusals=sum(bool(line.refusal) for line in comparison.lines),
        may_take_back=is_allowed(policies.questions.check_can_take_back, request.user, sheet),
    )


def _sheet_page(
    request: UserRequest, body: Body, printing: SheetForm, upload: SheetUploadForm, *, status: int
) -> HttpResponse:
    return render(
        request,
        "questions/sheets/page.html",
        {"body": body, "printing": printing, "upload": upload},
        status=status,
    )


def _failure_message(comparison: SheetComparison, accepted: Collection[str]) -> str:
    if not (refused := comparison.list_refused(accepted)):
        return _(
            "Nothing was saved: no row of the sheet can be imported. Each row shows the reason."
        )
    return _(
        "Nothing was saved: these rows can't be imported with these dates: %(rows)s. Each shows"
        " the reason. Change the dates, or leave these rows out."
    ) % {"rows": ", ".join(line.name for line in refused)}
