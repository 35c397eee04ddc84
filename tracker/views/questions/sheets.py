"""Question sheet of a body, on paper and as a page: printed, filled in, read back, confirmed."""

from collections.abc import Callable, Collection
from functools import partial, wraps

from django import http, shortcuts
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext as _, gettext_lazy, ngettext

from tracker import errors, grouping, limited_process, policies, vocabulary
from tracker.actions.evidence.files import inspect_upload, load_stored
from tracker.actions.questions import questions, sheets
from tracker.forms.questions import (
    PartForm,
    SheetConfirmForm,
    SheetForm,
    SheetUploadForm,
    StatementForm,
)
from tracker.intake.question_sheets import check_sheet_size, read
from tracker.models import AnsweredSheet, Body, User
from tracker.question_sheets import FilledSheet
from tracker.reporting import CONTENT_TYPES, question_sheets
from tracker.requests import (
    UserRequest,
    form_view,
    is_sent,
    page_view,
    post_view,
    posted,
    store_temporarily,
)
from tracker.summaries.questions.comparison import RowOutcome, SheetComparison, compare
from tracker.summaries.questions.sheets import (
    SavedParts,
    build_sheet,
    count_kinds,
    describe_answers,
    describe_counts,
    find_part,
    iter_parts,
)
from tracker.views.base import (
    FormPage,
    PageLink,
    complete,
    reason_page,
    redirect_with,
    render_form,
    render_page,
    require_found,
    save_form,
    save_page,
    visible_or_404,
)
from tracker.views.evidence.files import send_file

# Of a request, a body and what else stands in the address.
BodyView = Callable[..., http.HttpResponse]


def for_body(
    check: Callable[[User, Body], None],
) -> Callable[[BodyView], Callable[..., http.HttpResponse]]:
    """Return a decorator that gives a view its body if `check` allows it; others see why not."""

    def decorator(view: BodyView) -> Callable[..., http.HttpResponse]:
        @wraps(view)
        def checked(request: UserRequest, code: str, **kwargs: str) -> http.HttpResponse:
            request.back = body = visible_or_404(Body, request.user, code=code)
            check(request.user, body)
            return view(request, body, **kwargs)

        return checked

    return decorator


@form_view
@for_body(policies.questions.check_can_use_sheet)
def question_sheet(request: UserRequest, body: Body) -> http.HttpResponse:
    """Offer the sheet to print, and take a filled one, which waits until an analyst accepts it."""
    form = SheetUploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if is_sent(form):
        try:
            return _send(request, body, form.cleaned_data["file"])
        except errors.TrackerError as error:
            form.add_error("file", str(error))
    return _sheet_page(
        request,
        body,
        SheetForm(
            initial={
                "language": get_language(),
                "due": request.today + questions.ANSWER_DUE_AFTER,
                "include_unasked": True,
            }
        ),
        form,
        status=422 if form.is_bound else 200,
    )


@page_view
@for_body(policies.questions.check_can_use_sheet)
def question_sheet_file(request: UserRequest, body: Body) -> http.HttpResponse:
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
    name = question_sheets.file_name(sheet, values["format"])
    return http.HttpResponse(
        question_sheets.RENDERERS[values["format"]](sheet),
        content_type=CONTENT_TYPES[values["format"]],
        headers={"Content-Disposition": str(content_disposition_header(True, name))},
    )


def _send(request: UserRequest, body: Body, file: UploadedFile[bytes]) -> http.HttpResponse:
    """Let a filled sheet wait; an analyst goes on to what it would write."""
    content, name = file.read(), str(file.name or "")
    check_sheet_size(len(content), name)
    sheet = questions.send_sheet(
        questions.SendSheet(
            body=body,
            filled=limited_process.read_limited(name, read, content, file_name=name),
            file=inspect_upload(content=content, name=name, by=request.user),
            by=request.user,
            now=request.now,
        )
    )
    if not request.user.may_write:
        messages.success(request, _("Sent to the analysts."))
    return shortcuts.redirect(sheet)


def confirm_sheet(request: UserRequest, sheet: AnsweredSheet) -> http.HttpResponse:
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
            return redirect_with(
                request,
                _("Imported: %(what)s. Views with a status wait for review.") % {"what": what},
                body,
            )
        form.add_error(None, _failure_message(comparison, form.accepted))
    return render_form(
        request,
        "questions/sheets/confirm.html",
        form,
        sheet=sheet,
        comparison=comparison,
        offered=offered,
        refusals=sum(bool(line.refusal) for line in comparison.lines),
        may_take_back=policies.is_allowed(
            policies.questions.check_can_take_back, request.user, sheet
        ),
    )


def _sheet_page(
    request: UserRequest, body: Body, printing: SheetForm, upload: SheetUploadForm, *, status: int
) -> http.HttpResponse:
    return render_page(
        request,
        "questions/sheets/page.html",
        status=status,
        body=body,
        printing=printing,
        upload=upload,
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


MAX_PARTS = 100  # of a kind, and those that are written; the sheet as a file has all
MAX_SENT = 10
HEADINGS = {
    "question": gettext_lazy("Your answer"),
    "view": gettext_lazy("Your own view"),
    "new": gettext_lazy("New commitment"),
    "commitment": gettext_lazy("Commitment"),
}


@form_view
@for_body(policies.questions.check_can_answer)
def body_answers(request: UserRequest, body: Body) -> http.HttpResponse:
    """List what a body may answer, with what is written so far; send it to the analysts."""
    form = StatementForm(posted(request), today=request.today)
    if response := save_form(
        request,
        form,
        questions.send_answers,
        partial(questions.SendAnswers, body=body),
        done=_sent_message,
        to=lambda sheet: sheet,
    ):
        return response
    saved = _saved_parts(body)
    return render_form(
        request,
        "questions/sheets/answers.html",
        form,
        body=body,
        language=get_language(),
        groups=grouping.group_pairs(
            (part.kind, part)
            for part in iter_parts(
                body, saved, user=request.user, on=request.today, limit=MAX_PARTS, keys=saved
            )
        ),
        saved=saved,
        limit=MAX_PARTS,
        upload=SheetUploadForm(),
        sent=AnsweredSheet.objects.visible_to(request.user)
        .filter(body=body)
        .exclude(state=vocabulary.State.DRAFT)
        .for_list()
        .newest_first()[:MAX_SENT],
    )


def _saved_parts(body: Body) -> SavedParts:
    """Return what the draft of the body holds, by key of the row."""
    return (
        AnsweredSheet.objects.filter(body=body, state=vocabulary.State.DRAFT)
        .values_list("parts", flat=True)
        .first()
        or {}
    )


def _sent_message(sheet: AnsweredSheet) -> str:
    """Return that it was sent, and how many rows were not, as nobody asks them any more."""
    if not (left := len(sheet.parts) - sum(sheet.counts)):
        return _("Sent to the analysts.")
    return ngettext(
        "Sent to the analysts, but for %(number)d row that is no longer asked.",
        "Sent to the analysts, but for %(number)d rows that are no longer asked.",
        left,
    ) % {"number": left}


@form_view
@for_body(policies.questions.check_can_answer)
def answer_part(request: UserRequest, body: Body, key: str) -> http.HttpResponse:
    """Write the answer to one row, which is kept until it is sent."""
    if (
        part := find_part(body, _saved_parts(body), key, user=request.user, on=request.today)
    ) is None:
        errors.Stale.raise_if(
            request.method == "POST",
            _("This is no longer asked, so it was not kept. You wrote: %(words)s"),
            words=request.POST.get("words", ""),
        )
        raise http.Http404
    upload = store_temporarily(request, now=request.now) if part.takes_upload else None
    return save_page(
        request,
        PartForm(
            posted(request),
            upload,
            part=part,
            version=lambda: _saved_parts(body).get(key, {}).get("version", 0),
            user=request.user,
        ),
        FormPage(
            heading=f"{HEADINGS[part.kind]}: {part.name}",
            button=_("Keep"),
            subject=PageLink(_("Answers"), "body_answers", (body.code,)),
            quotation=part.quotation or part.text,
            is_verbatim=part.is_verbatim,
        ),
        questions.save_part,
        partial(questions.SavePart, body=body, key=key),
        done=_("Kept. Send it to the analysts when you are ready."),
    )


@form_view
def answered_sheet(request: UserRequest, pk: int) -> http.HttpResponse:
    """Show an analyst what answers that wait would write; others, what became of them."""
    sheet, user = _sheet_or_404(request, pk), request.user
    waits = sheet.state == vocabulary.State.SUBMITTED
    if request.method == "POST" or (user.may_write and waits):
        return confirm_sheet(request, sheet)
    filled = FilledSheet.from_json(sheet.filled)
    return render_page(
        request,
        "questions/sheets/answered.html",
        sheet=sheet,
        filled=filled,
        sentence=describe_answers(sheet),
        lines=compare(filled, body=sheet.body, user=user, today=request.today).lines
        if waits
        else (),
        results=[(*row, RowOutcome(code), why) for *row, code, why in sheet.results],
        is_own=policies.questions.may_answer(user, sheet.body),
    )


@page_view
def answered_file(request: UserRequest, pk: int, key: str) -> http.HttpResponse:
    """Send a file that waits with answers, without metadata; accepted ones are evidence."""
    sheet = _sheet_or_404(request, pk)
    require_found(sheet.state == vocabulary.State.SUBMITTED and key in sheet.files)
    file = load_stored(**sheet.files[key]).file
    return send_file(file.clean, vocabulary.CONTENT_TYPES[file.kind], file.name, is_saved=True)


@post_view
def take_back_answers(request: UserRequest, pk: int) -> http.HttpResponse:
    """Take back answers that were not accepted or returned yet."""
    sheet, user = _sheet_or_404(request, pk), request.user
    questions.decide_answers(
        questions.DecideAnswers(
            row=sheet,
            state=vocabulary.State.WITHDRAWN,
            reason=_("Answers taken back"),
            by=user,
            now=request.now,
        )
    )
    return redirect_with(
        request,
        _("Taken back. Change it and send it again."),
        "question_sheet" if user.may_write else "body_answers",
        sheet.body.code,
    )


@form_view
def return_answers(request: UserRequest, pk: int) -> http.HttpResponse:
    """Return answers to the body, with a note."""
    sheet = _sheet_or_404(request, pk)
    policies.questions.check_can_ask_by_sheet(request.user, sheet.body)
    return reason_page(
        request,
        FormPage(_("Return the answers"), _("Return with a note"), sheet),
        questions.decide_answers,
        partial(questions.DecideAnswers, row=sheet, state=vocabulary.State.RETURNED),
        done=_("Returned. The body sees the note and can send its answers again."),
        to=sheet.body,
    )


def _sheet_or_404(request: UserRequest, pk: int) -> AnsweredSheet:
    """Return what was sent, and where refusals lead back to; a draft has no page of its own."""
    sheet = visible_or_404(
        AnsweredSheet.objects.exclude(state=vocabulary.State.DRAFT),
        request.user,
        "body",
        "author",
        pk=pk,
    )
    request.back = sheet.body
    return sheet
