"""Forms to close, reopen and link a recommendation and to change many; its history as a PDF."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms, http, shortcuts, urls
from django.utils import functional, timezone
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from tracker import errors, policies, vocabulary
from tracker.actions.base import RowCommand, WithdrawRow
from tracker.actions.recommendations import bulk, lifecycle
from tracker.audit import context, seals
from tracker.filters import parameters, recommendations
from tracker.forms.assessments.review import BulkChangeForm, DecisionForm
from tracker.forms.base import ReasonOnlyForm
from tracker.forms.recommendations import (
    ClosingForm,
    LineageForm,
    lineage_suggestions,
)
from tracker.models import Body, Closing, Event, LineageLink, Question, Recommendation, Seal, User
from tracker.reporting.history import (
    HistoryEntry,
    HistorySubject,
    SealSummary,
    render as render_pdf,
    sign_pdf,
)
from tracker.requests import UserRequest, form_view, is_sent, page_view, posted, saved
from tracker.summaries.history import timeline
from tracker.summaries.history.shown import exclude_restricted_matter
from tracker.summaries.recommendations.threads import load_thread
from tracker.views.base import (
    FormPage,
    complete,
    open_form,
    reason_page,
    recommendation_or_404,
    redirect_with,
    render_decision,
    render_form,
    require_found,
    save_form,
    save_or_show,
    visible_or_404,
    with_links,
)
from tracker.views.pagination import MAX_COUNT, SHOW_ALL, count_rows

MAX_EXAMPLES = 10  # rows shown before they are changed
MAX_EVENTS = 50  # looked at to see whether a request can be undone
SELECTION = ("row", "scope", "kind")  # parameters of a change, beside those of the list

# By button: the state that it leads to, and the message after it.
DECISIONS: dict[str, tuple[vocabulary.State, functional.Promise]] = {
    "approve": (vocabulary.State.APPROVED, gettext_lazy("The recommendation was closed.")),
    "return": (vocabulary.State.RETURNED, gettext_lazy("The proposal was returned.")),
    "withdraw": (vocabulary.State.WITHDRAWN, gettext_lazy("The proposal was withdrawn.")),
}


@form_view
def propose_closing(request: UserRequest, slug: str, number: str) -> http.HttpResponse:
    """Propose to close a recommendation. A refused form is shown again as it was typed."""
    request.back = recommendation = recommendation_or_404(request, slug, number)
    _check_unless_sent(request, policies.recommendations.check_can_propose, recommendation)
    returned = (
        recommendation.closings.visible_to(request.user)
        .filter(state=vocabulary.State.RETURNED)
        .first()
    )
    return save_or_show(
        request,
        open_form(
            ClosingForm,
            request,
            recommendation,
            initial=forms.model_to_dict(returned, ["closure_reason", "explanation"])
            if returned
            else None,
        ),
        "recommendations/closings/propose.html",
        lifecycle.propose_closing,
        lifecycle.ProposeClosing,
        done=_("The proposal to close was sent for review."),
        to=recommendation,
        recommendation=recommendation,
        returned=returned,
    )


@form_view
def decide_closing(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Show a proposal with the actions of its reader: approve, return, withdraw."""
    request.back = recommendation = recommendation_or_404(request, slug, number)
    closing = visible_or_404(
        Closing, request.user, "author", "decided_by", pk=pk, recommendation=recommendation
    )
    closing.recommendation = recommendation
    form = DecisionForm(posted(request))
    response = None
    if pressed := next((DECISIONS[name] for name in DECISIONS if name in request.POST), None):
        state, message = pressed
        response = save_form(
            request,
            form,
            lifecycle.decide_closing,
            partial(lifecycle.DecideClosing, row=closing, state=state),
            done=message,
            to=recommendation,
        )
    elif is_sent(form):
        response = redirect_with(request, _("Nothing was changed."), recommendation)
    return response or render_decision(
        request,
        "recommendations/closings/decide.html",
        form,
        recommendation=recommendation,
        closing=closing,
        actions=[
            name
            for name, (state, _message) in DECISIONS.items()
            if policies.is_allowed(
                policies.recommendations.check_can_decide, request.user, closing, state
            )
        ],
    )


@form_view
def reopen(request: UserRequest, slug: str, number: str) -> http.HttpResponse:
    """Reopen a closed recommendation."""
    request.back = recommendation = recommendation_or_404(request, slug, number)
    _check_unless_sent(request, policies.recommendations.check_can_reopen, recommendation)
    return reason_page(
        request,
        FormPage(
            heading=_("Reopen"),
            button=_("Reopen"),
            subject=recommendation,
            quotation=_(
                "It was closed as “%(because)s”. Once reopened, it is listed and followed as"
                " before."
            )
            % {"because": recommendation.get_closure_reason_display()},
        ),
        lifecycle.reopen,
        partial(RowCommand, row=recommendation),
        done=_("The recommendation was reopened."),
    )


def _check_unless_sent(
    request: UserRequest,
    check: Callable[[User, Recommendation], None],
    recommendation: Recommendation,
) -> None:
    """Leave what is not possible any more to a sent form, which is shown with what was typed."""
    try:
        check(request.user, recommendation)
    except errors.NotAllowed:
        if request.method == "GET":
            raise


@form_view
def edit_lineage(request: UserRequest, slug: str, number: str) -> http.HttpResponse:
    """Link a recommendation to earlier ones that it asks again."""
    request.back = recommendation = recommendation_or_404(request, slug, number)
    policies.imports.check_can_edit_lineage(request.user, recommendation)
    thread = load_thread(recommendation, request.user)
    return save_or_show(
        request,
        LineageForm(
            posted(request),
            recommendation=recommendation,
            suggestions=lineage_suggestions(
                recommendation, request.user, excluded=[link.earlier.pk for link in thread.links]
            ),
            user=request.user,
        ),
        "recommendations/lineage/link.html",
        lifecycle.link,
        lambda predecessors, carry_over, reason: lifecycle.LinkRecommendation(
            recommendation=recommendation,
            predecessors=predecessors,
            carry=carry_over,
            reason=reason,
            by=request.user,
            now=request.now,
        ),
        done=partial(_linked_message, recommendation),
        to=f"{recommendation.get_absolute_url()}#lineage",
        recommendation=recommendation,
        thread=thread,
    )


@form_view
def unlink(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Withdraw a link that was a mistake, with a reason."""
    link = visible_or_404(
        LineageLink.objects.not_withdrawn(),
        request.user,
        "recommendation__report__mechanism",
        "earlier__report__mechanism",
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )
    request.back = recommendation = link.recommendation
    policies.imports.check_can_edit_lineage(request.user, recommendation)
    values = {"earlier": link.earlier}
    return reason_page(
        request,
        FormPage(
            heading=_("Withdraw the link to %(earlier)s") % values,
            button=_("Withdraw the link"),
            subject=recommendation,
            quotation=_(
                "If no other link repeats it, %(earlier)s becomes “not repeated”; if it is "
                "closed, it stays closed. What was carried over stays; remove it where it is "
                "wrong."
            )
            % values,
        ),
        lifecycle.unlink,
        partial(WithdrawRow, row=link),
        done=_("The link to %(earlier)s was withdrawn. What was carried over stays.") % values,
    )


def _linked_message(recommendation: Recommendation, links: list[LineageLink]) -> str:
    return _("%(recommendation)s is linked to %(earlier)s. Its status does not change.") % {
        "recommendation": recommendation,
        "earlier": ", ".join(str(link.earlier) for link in links),
    }


@form_view
def change_rows(request: UserRequest, *, kind: str | None = None) -> http.HttpResponse:
    """Change alike what a filter finds, or the rows selected of it: first a preview, then the deed.

    With the kind "ask", ask a body the questions that are meant for it and were not asked yet.
    """
    policies.check_can_assign(request.user, _("Recommendations"), None)
    filter_set, rows, body, problems = _select(request, kind)
    count, preview = 0 if problems else count_rows(rows), None
    list_url = urls.reverse("question_list" if kind else "recommendation_list")
    list_url += f"?{parameters.first_page(request.GET, *SELECTION) or SHOW_ALL}"
    form = BulkChangeForm(
        posted(request),
        user=request.user,
        today=request.today,
        kind=kind or request.GET.get("kind", ""),
        kinds=[code for code in bulk.CHANGES if (code == "ask") == bool(kind)],
    )
    if 0 < count <= MAX_COUNT and is_sent(form):
        preview = saved(
            form,
            bulk.change_rows,
            complete(partial(bulk.ChangeRows, rows=rows, body=body), request, form),
        )
        if preview and form.cleaned_data["expected"]:
            return redirect_with(request, _change_message(preview.sentences), list_url)
    response = render_form(
        request,
        "recommendations/bulk/change.html",
        form,
        problems=problems,
        conditions=() if request.GET.get("scope") == "selected" else filter_set.each_condition(),
        is_question=rows.model is Question,
        count=count,
        most=MAX_COUNT,
        preview=preview,
        list_url=list_url,
        rows=_example_rows(rows),
        more=max(count - MAX_EXAMPLES, 0),
    )
    if problems or not form.errors:
        response.status_code = 400 if problems else 200
    return response


def _select(request: UserRequest, kind: str | None) -> tuple[Any, Any, Body | None, list[str]]:
    """Return the filter, the rows to change, the body to ask, and why nothing can be changed."""
    filter_class: Any = (
        recommendations.QuestionFilter if kind else recommendations.RecommendationFilter
    )
    filter_set = filter_class(
        request.GET,
        queryset=(Question if kind else Recommendation).objects.visible_to(request.user),
        user=request.user,
        today=request.today,
        other_parameters=(*SELECTION, *parameters.PAGE_PARAMETERS),
    )
    rows, problems = filter_set.rows, filter_set.problems
    if kind and not problems:
        body = filter_set.form.cleaned_data.get("body")
        return filter_set, rows.unasked(), body, [] if body else [_("Filter by the body to ask.")]
    if request.GET.get("scope") == "selected":
        keys = [key for key in request.GET.getlist("row") if key.isdecimal() and len(key) < 19]
        rows = filter_set.queryset.filter(pk__in=keys)
        problems += [] if keys else [_("Nothing is selected. Select rows of the list.")]
    return filter_set, rows, None, problems


def _example_rows(rows: Any) -> Any:
    """Return the first rows, with what their table shows."""
    shown = (
        rows.select_related("report__mechanism", "recommendation__report__mechanism")
        if rows.model is Question
        else rows.for_list().select_related("assignee").prefetch_related("topics")
    )
    return shown.order_by("pk")[:MAX_EXAMPLES]


def _change_message(sentences: list[str]) -> str:
    """Return what was changed, with the way to undo it where it can be undone as a whole."""
    key, message = context.current().request, " ".join(sentences)
    return (
        with_links(message, (urls.reverse("request_undo", args=[key]), _("Undo")))
        if policies.history.is_reversible(
            Event.objects.filter(request=key).order_by("pk")[:MAX_EVENTS]
        )
        else message
    )


@form_view
def undo_request(request: UserRequest, key: str) -> http.HttpResponse:
    """Undo what one request changed in several rows: each becomes what it was before."""
    events = Event.objects.visible_to(request.user).filter(request=key)
    first = shortcuts.get_list_or_404(events.order_by("pk")[:MAX_EVENTS])
    policies.check_can_assign(request.user, _("Recommendations"), None)
    require_found(policies.history.is_reversible(first))
    is_question = first[0].table == Question._meta.db_table
    keys = (
        events.order_by()
        .values("recommendation" if first[0].table == policies.history.TOPIC_LINKS else "key")
        .distinct()
    )
    count = keys.count()
    return save_or_show(
        request,
        ReasonOnlyForm(posted(request)),
        "recommendations/bulk/undo.html",
        bulk.undo,
        partial(bulk.UndoRequest, key=key),
        done=lambda keys: (
            ngettext(
                "%(number)d row is as it was before.",
                "%(number)d rows are as they were before.",
                len(keys),
            )
            % {"number": len(keys)}
        ),
        to="event_list",
        count=count,
        is_question=is_question,
        rows=_example_rows(
            (Question if is_question else Recommendation).objects.filter(pk__in=keys)
        ),
        more=max(count - MAX_EXAMPLES, 0),
    )


@page_view
def recommendation_history_pdf(request: UserRequest, slug: str, number: str) -> http.HttpResponse:
    """Send the history of a recommendation as a PDF, signed if there is a key.

    What is for named readers is left out, whoever asks.
    """
    request.back = recommendation = visible_or_404(
        Recommendation.objects.prefetch_related("translations"),
        request.user,
        "report__mechanism",
        "passage",
        report__slug=slug,
        number=number,
    )
    with errors.FileUnreadable.instead_of(
        errors.InvalidValue,
        _(
            "The history of %(recommendation)s can't be signed: the key can't be read. "
            "Ask the person who runs Heed to correct SEAL_KEY."
        ),
        recommendation=recommendation.cited_as,
    ):
        key = seals.find_key()
    now, seal = timezone.localtime(), Seal.objects.newest()
    pdf = render_pdf(
        _subject(recommendation),
        _timeline_entries(recommendation, request),
        by=str(request.user),
        at=now,
        left_out=str(timeline.EXCLUSIONS),
        seal=SealSummary(seal.number, seal.hash, seal.last) if seal else None,
        is_signed=key is not None,
    )
    if key is not None:
        pdf = sign_pdf(
            pdf, key, reason=_("History of %(what)s") % {"what": recommendation.cited_as}
        )
    return http.HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": "attachment; "
            f'filename="history-{slug}-{number}-{now:%Y-%m-%d}.pdf"'
        },
    )


def _subject(recommendation: Recommendation) -> HistorySubject:
    passage = f", ¶ {recommendation.passage.number}" if recommendation.passage else ""
    return HistorySubject(
        recommendation.cited_as,
        str(recommendation.title),
        recommendation.text,
        f"{recommendation.report.cited_as}{passage}",
    )


def _timeline_entries(recommendation: Recommendation, request: UserRequest) -> list[HistoryEntry]:
    events = (
        Event.objects.visible_to(request.user).about(recommendation, to=request.user).newest_first()
    )
    return [
        HistoryEntry(timezone.localtime(line.at), line.sentence, (*line.changes, *line.bookkeeping))
        for line in timeline.build_lines(
            exclude_restricted_matter(events), request.user, outside=True
        )
    ]
