"""What views share: rows at addresses, forms saved or shown as typed, past days, history."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from inspect import signature
from typing import Any, NamedTuple, Self, cast

from django import forms, http, shortcuts, urls
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import CharField, Model, QuerySet
from django.tasks import Task, TaskResult, exceptions
from django.utils import functional, html, safestring, timezone

from tracker import compiled_queries, tasks, vocabulary
from tracker.actions.evidence import read_log
from tracker.filters.parameters import DAY_PARAMETERS
from tracker.forms.base import ActionForm, ReasonOnlyForm
from tracker.models import AuditedQuerySet, Reader, Recommendation, Report, User, Viewer
from tracker.requests import (
    REFUSED,
    UserRequest,
    is_sent,
    posted,
    posted_with_upload,
    saved,
)
from tracker.summaries.history import shown, timeline

Label = str | functional.Promise


def visible_or_404[M: Model](
    rows: type[M] | AuditedQuerySet[M], user: Viewer, *related: str, **lookup: object
) -> M:
    """Return the row at an address, with the `related` ones; 404 if the user may not know of it."""
    queryset: Any = rows._default_manager if isinstance(rows, type) else rows
    visible: QuerySet[M] = queryset.visible_to(user)
    if related:  # without names, Django selects every relation
        visible = visible.select_related(*related)
    return shortcuts.get_object_or_404(visible, **lookup)


def require_found(condition: object) -> None:
    """Raise Http404 unless a condition is met."""
    if not condition:
        raise http.Http404


def report_or_404(request: UserRequest, slug: str) -> Report:
    """Return the report at an address, with its mechanism; 404 if the user may not know of it."""
    for report in request.user.load(_report, slug=slug):
        return cast("Report", report)
    raise http.Http404


def _report(user: Reader) -> QuerySet[Report]:
    return (
        Report.objects.visible_to(user)
        .select_related("mechanism__issuer")
        .filter(slug=compiled_queries.Bound("slug", CharField()))
    )


def recommendation_or_404(
    request: UserRequest, slug: str, number: str, *related: str
) -> Recommendation:
    """Return the recommendation at an address; 404 if the user may not know of it."""
    return visible_or_404(
        Recommendation,
        request.user,
        "report__mechanism",
        *related,
        report__slug=slug,
        number=number,
    )


def result_or_404(
    task: "Task[Any, Any] | tuple[Task[Any, Any], ...]", key: str, *, by: User
) -> "TaskResult[Any, Any]":
    """Return the result of a task, or one of some, that `by` started.

    A backend that works at once keeps none. One whose worker is gone is ended first.

    Raises:
        Http404: there is no such result, or somebody else started the task.
    """
    for candidate in task if isinstance(task, tuple) else (task,):
        with suppress(
            exceptions.TaskResultDoesNotExist, exceptions.TaskResultMismatch, NotImplementedError
        ):
            result = candidate.get_result(key)
            if result.kwargs.get("by") == by.pk:
                tasks.end_interrupted(now=timezone.now())  # its worker may be gone
                result.refresh()
                return result
    raise http.Http404


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page as the object that a form leads back to."""

    name: Label
    view: str
    args: tuple[object, ...] = ()

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        """Return the address of the page."""
        return urls.reverse(self.view, args=self.args)


@dataclass(frozen=True, slots=True)
class FormPage:
    """Texts of a page with one form, and the object that it leads back to."""

    heading: Label
    button: Label
    subject: Any  # the row that the page is about, with a get_absolute_url
    quotation: Label = ""  # what the row says, shown above the form
    is_verbatim: bool = False  # the quotation is text of a report
    link: tuple[str, Label] | None = None  # to what should be done first: address and text


class RowAction(NamedTuple):
    """An action on one row, with a page of its own: its texts, and its form."""

    heading: Label
    button: Label
    action: Callable[[Any], Model]
    command: Callable[..., object]
    done: Label | Callable[[Any], Label]
    form: type[ActionForm] = ReasonOnlyForm


def with_links(sentence: str, *links: tuple[str, str]) -> safestring.SafeString:
    """Return a sentence with links after it, each an address and its label."""
    return html.format_html(
        "{} {}", sentence, html.format_html_join(" · ", '<a href="{}">{}</a>', links)
    )


def render_page(
    request: http.HttpRequest, template: str, /, *, status: int = 200, **context: object
) -> http.HttpResponse:
    """Show a page with this context."""
    return shortcuts.render(request, template, context, status=status)


def render_form(
    request: UserRequest, template: str, form: forms.Form, **context: object
) -> http.HttpResponse:
    """Show a form, anew or again with its errors and what was typed."""
    return shortcuts.render(
        request, template, context | {"form": form}, status=422 if form.is_bound else 200
    )


def render_decision(
    request: UserRequest, template: str, form: forms.Form, **context: object
) -> http.HttpResponse:
    """Show the form of a decision, as `render_form` does; 403 if its user may not decide so."""
    response = render_form(request, template, form, **context)
    if is_refused(form):
        response.status_code = 403
    return response


def is_refused(form: forms.Form) -> bool:
    """Return whether the user may not do what a form says, whatever else it says."""
    return form.has_error(NON_FIELD_ERRORS, REFUSED)


def open_form[Form: ActionForm](
    form_class: type[Form], request: UserRequest, row: Model | None = None, **options: object
) -> Form:
    """Return a form about a row, if any, with what was sent and its file."""
    return form_class(
        *posted_with_upload(request), row=row, user=request.user, today=request.today, **options
    )


def redirect_with(
    request: http.HttpRequest, message: Label, to: Any, *args: object
) -> http.HttpResponse:
    """Confirm what was done, and open the next page."""
    messages.success(request, str(message))
    return shortcuts.redirect(to, *args)


def complete[Command](
    command: Callable[..., Command], request: UserRequest, form: forms.Form
) -> Command:
    """Return a command with what it lacks: who gives it and when, and what the valid form says.

    A field of the command gets the value of the field or property of the form with its name; one
    named `row`, or as the model of the form's row, gets that row.
    """
    lacking = signature(command).parameters.keys() - getattr(command, "keywords", {}).keys()
    values = form.cleaned_data | {"by": request.user}
    if row := getattr(form, "row", None):
        values |= {"row": row, row._meta.model_name: row}
    values |= {name: getattr(request, name) for name in lacking & {"now", "today"}}
    values |= {
        name: getattr(form, name)
        for name in lacking - values.keys()
        if isinstance(getattr(type(form), name, None), property)
    }
    return command(**{name: values[name] for name in lacking & values.keys()})


def save_form[Command, Row: Model | Sequence[object]](
    request: UserRequest,
    form: forms.Form,
    action: Callable[[Command], Row],
    command: Callable[..., Command],
    *,
    done: Label | Callable[[Row], Label],
    to: Any,
) -> http.HttpResponse | None:
    """Do what a valid form says, confirm it and open the next page; return None if it is refused.

    `command` lacks what `complete` adds. `done` is the message, if any, and `to` the page; each may
    depend on what was saved.
    """
    if not is_sent(form) or (row := saved(form, action, complete(command, request, form))) is None:
        return None
    if message := done(row) if callable(done) else done:
        messages.success(request, str(message))
    return shortcuts.redirect(to(row) if callable(to) else to)


def save_or_show[Command, Row: Model | Sequence[object]](
    request: UserRequest,
    form: forms.Form,
    template: str,
    action: Callable[[Command], Row],
    command: Callable[..., Command],
    *,
    done: Label | Callable[[Row], Label],
    to: Any,
    **context: object,
) -> http.HttpResponse:
    """Save a form, as `save_form` does, or show it in a template with this context."""
    return save_form(request, form, action, command, done=done, to=to) or render_form(
        request, template, form, **context
    )


def save_page[Command, Row: Model | Sequence[object]](
    request: UserRequest,
    form: ActionForm,
    page: FormPage,
    action: Callable[[Command], Row],
    command: Callable[..., Command],
    *,
    done: Label | Callable[[Row], Label],
    to: Any = None,
) -> http.HttpResponse:
    """Save a form, as `save_form` does, or show it; the next page is the subject's by default."""
    return save_or_show(
        request,
        form,
        "forms/form.html",
        action,
        command,
        done=done,
        to=to or page.subject,
        form_page=page,
    )


def row_page(
    request: UserRequest, row_action: RowAction, row: Model, *, quotation: str, **options: Any
) -> http.HttpResponse:
    """Show the form of an action on a row, or save it; `options` are those of `save_page`."""
    heading, button, action, command, done, form_class = row_action
    form, subject = open_form(form_class, request, row), options.pop("subject", row)
    return save_page(
        request,
        form,
        FormPage(heading, button, subject, quotation),
        action,
        command,
        done=done,
        **options,
    )


def reason_page[Command, Row: Model | Sequence[object]](
    request: UserRequest,
    page: FormPage,
    action: Callable[[Command], Row],
    command: Callable[..., Command],
    *,
    done: Label,
    to: Any = None,
) -> http.HttpResponse:
    """Ask for the reason of an action, as `save_page` does."""
    return save_page(
        request, ReasonOnlyForm(posted(request)), page, action, command, done=done, to=to
    )


PLACE_PARAMETERS = (
    "after",
    "before",
    "history_before",
    "show",
)  # positions in a list or a timeline, which differ on another day


@dataclass(frozen=True, slots=True)
class DayPicker:
    """Form to choose a past day: the chosen day, if any, and the other parameters."""

    past_day: vocabulary.PastDay | None
    today: date
    hidden_fields: list[tuple[str, str]]
    today_query: str  # query string of the same page as it is today

    @classmethod
    def of(cls, request: UserRequest, past_day: vocabulary.PastDay | None, *, today: date) -> Self:
        """Return the day picker for the address of a request."""
        params = request.GET.copy()
        for name in (*DAY_PARAMETERS, *PLACE_PARAMETERS):
            params.pop(name, None)
        return cls(
            past_day,
            today,
            [(name, value) for name, values in params.lists() for value in values],
            params.urlencode(),
        )

    @property
    def choices(self) -> list[tuple[str, str, bool]]:
        """Values of the basis with their labels, and whether each is the one chosen."""
        chosen = self.past_day.basis if self.past_day else vocabulary.Basis.AS_KNOWN_NOW
        return [(basis.value, str(basis.label), basis == chosen) for basis in vocabulary.Basis]


BEFORE_PARAMETER = "history_before"  # sequence of the event that the timeline shown ends before
MAX_DIGITS = 18


def is_whole(request: UserRequest) -> bool:
    """Return whether the address asks for the whole page, with the parts that few read.

    Otherwise `parts.js` fetches these when they are opened, and before the page is printed.
    """
    return request.GET.get("show") == "all" or BEFORE_PARAMETER in request.GET


def load_timeline(row: Model, request: UserRequest, *parts: QuerySet[Any]) -> timeline.Page:
    """Load the events of a row and of its parts, newest first, from the sequence in the address on.

    What it quotes of evidence for named readers is written to the read log.
    """
    before = before_sequence(request)
    timeline_page = (
        timeline.recommendation_timeline(row, request.user, before=before)
        if isinstance(row, Recommendation)
        else timeline.object_timeline(row, request.user, *parts, before=before)
    )
    read_log.log_listed(
        shown.find_restricted_matter(timeline_page.events, request.user),
        by=request.user,
        now=request.now,
    )
    return timeline_page


def before_sequence(request: UserRequest, name: str = BEFORE_PARAMETER) -> int | None:
    """Return the sequence that the address names; None (the newest) without a valid one."""
    value = request.GET.get(name, "")
    return (
        int(value) if value.isascii() and value.isdecimal() and len(value) <= MAX_DIGITS else None
    )
