"""Forms that log progress, revise a draft and correct an assessment; the short note of Home."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import reference_rows
from tracker.actions.assessments import submission
from tracker.actions.evidence import items
from tracker.forms.assessments.log import AssessmentForm
from tracker.forms.assessments.quick_note import QuickNoteForm
from tracker.models import Assessment, Citation, Recommendation, User
from tracker.requests import UserRequest, form_view, post_view, posted_with_upload
from tracker.views.assessments.review import assessment_or_404
from tracker.views.base import (
    FormPage,
    reason_page,
    recommendation_or_404,
    render_form,
    render_page,
    save_form,
    visible_or_404,
    with_links,
)
from tracker.vocabulary import AUTHOR_STATES, Perspective


@form_view
def log_progress(request: UserRequest, slug: str, number: str) -> HttpResponse:
    """Show the form to log progress, and save it. A refused form is shown again as it was typed."""
    recommendation = recommendation_or_404(request, slug, number, "report__mechanism__issuer")
    _check_can_write(request.user, recommendation)
    return _form_response(request, recommendation)


@form_view
def revise_assessment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Revise one's own draft, or an assessment that was returned with a note."""
    own = Assessment.objects.filter(author=request.user)
    if request.method == "GET":  # a form sent too late is shown again, with what was typed
        own = own.filter(state__in=AUTHOR_STATES)
    assessment = assessment_or_404(request, slug, number, pk, own)
    recommendation = recommendation_or_404(request, slug, number, "report__mechanism__issuer")
    _check_can_assess_like(request.user, recommendation, assessment)
    return _form_response(request, recommendation, revises=assessment)


@form_view
def correct_assessment(request: UserRequest, slug: str, number: str, pk: int) -> HttpResponse:
    """Correct an approved assessment: what was true on its as-of date."""
    assessment = assessment_or_404(request, slug, number, pk)
    recommendation = recommendation_or_404(request, slug, number, "report__mechanism__issuer")
    _check_can_assess_like(request.user, recommendation, assessment)
    if request.method == "GET":  # a form sent too late is shown again, with what was typed
        policies.check_can_correct(assessment, as_of=assessment.as_of)
    return _form_response(request, recommendation, corrects=assessment)


def _form_response(
    request: UserRequest,
    recommendation: Recommendation,
    *,
    revises: Assessment | None = None,
    corrects: Assessment | None = None,
) -> HttpResponse:
    """Show the form or save it. A refusal keeps the typed values and the file."""
    form = AssessmentForm(
        *posted_with_upload(request),
        recommendation=recommendation,
        user=request.user,
        today=request.today,
        revises=revises,
        corrects=corrects,
    )
    return save_form(
        request,
        form,
        submission.log_progress,
        form.command,
        done=form.success_message,
        to=recommendation,
    ) or render_form(
        request,
        "assessments/log.html",
        form,
        recommendation=recommendation,
        revises=revises,
        corrects=corrects,
    )


def _check_can_write(user: User, recommendation: Recommendation) -> None:
    """Check that the user may write a view of it, as an analyst or for a body.

    Raises:
        PermissionRefused: the user is neither.
    """
    if user.may_write or not user.may_represent_body:
        policies.check_can_log(user, recommendation)
        return
    own = policies.represented_bodies_on(user, recommendation)
    policies.check_can_assess(
        user,
        recommendation,
        perspective=Perspective.RESPONSIBLE_BODY,
        body=own[0] if own else None,
    )


def _check_can_assess_like(
    user: User, recommendation: Recommendation, assessment: Assessment
) -> None:
    policies.check_can_assess(
        user, recommendation, perspective=assessment.perspective, body=assessment.body
    )


@form_view
def create_note(request: UserRequest) -> HttpResponse:
    """Log a note from Home, or from the page of its recommendation ("here").

    A refused form is shown again as it was typed.
    """
    policies.check_can_change(request.user, "citation", _("Notes"))
    form = QuickNoteForm(*posted_with_upload(request), user=request.user)
    return save_form(
        request,
        form,
        items.log_note,
        form.command,
        done=lambda notes: note_message(notes[0]),
        to=lambda notes: notes[0].recommendation if "here" in request.POST else "home",
    ) or render_form(request, "home/note.html", form, note_form=form)


@post_view
def find_recommendations(request: UserRequest) -> HttpResponse:
    """Show the recommendations that the search or the sentence is about, and a link in it.

    By POST, so that nothing typed gets into an address, and so into the log of a proxy.
    """
    policies.check_can_change(request.user, "citation", _("Notes"))
    form = QuickNoteForm(request.POST, user=request.user)
    return render_page(
        request,
        "home/_note_matches.html",
        form=form,
        link_is_new=form.offer_link(),
    )


@form_view
def withdraw_note(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw a note that was a mistake, with a reason."""
    related = ("evidence", "recommendation__report__mechanism")
    note = visible_or_404(
        Citation.objects.not_withdrawn(), request.user, *related, pk=pk, assessment=None
    )
    policies.check_can_change(request.user, "citation", _("Notes"))
    return reason_page(
        request,
        FormPage(
            heading=_("Withdraw a note"),
            button=_("Withdraw"),
            subject=note.recommendation,
            quotation="" if note.evidence.is_for_named_readers else note.sentence,
        ),
        reference_rows.withdraw,
        partial(reference_rows.WithdrawRow, row=note),
        done=_("Note withdrawn. It stays in the history."),
    )


def note_message(note: Citation) -> SafeString:
    """Return the sentence that says where a note is, with what can be done next."""
    recommendation = note.recommendation
    links = (
        (f"{recommendation.get_absolute_url()}#citation-{note.pk}", _("View")),
        (reverse("note_withdraw", args=[note.pk]), _("Withdraw")),
        (
            reverse("log_progress", args=[recommendation.report.slug, recommendation.number]),
            _("Log an assessment"),
        ),
    )
    sentence = _("Noted on %(number)s %(title)s.") % {
        "number": recommendation.number,
        "title": recommendation.title,
    }
    return with_links(sentence, *links)
