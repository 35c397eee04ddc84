"""Log, revise and correct assessments, notes too; review, invite, comment and assign."""

from functools import partial
from typing import Any

from django import forms, http, shortcuts, urls
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, ngettext

from tracker import errors, policies, vocabulary
from tracker.actions import base, reference_rows
from tracker.actions.assessments import review, submission
from tracker.actions.evidence import items
from tracker.actions.recommendations import bulk
from tracker.filters import parameters, recommendations
from tracker.forms.assessments.log import AssessmentForm
from tracker.forms.assessments.review import (
    AssignForm,
    BulkApprovalForm,
    CommentForm,
    InvitationForm,
    QuickNoteForm,
    SampleForm,
)
from tracker.forms.base import ReasonForm
from tracker.models import (
    Assessment,
    AssessmentQuerySet,
    Citation,
    Comment,
    Invitation,
    Recommendation,
    User,
)
from tracker.requests import (
    UserRequest,
    drop_empty_parameters,
    form_view,
    page_view,
    post_view,
    posted,
    posted_with_upload,
)
from tracker.summaries import assessments as summary
from tracker.views.base import (
    FormPage,
    is_refused,
    reason_page,
    recommendation_or_404,
    redirect_with,
    render_decision,
    render_form,
    render_page,
    save_form,
    save_or_show,
    visible_or_404,
    with_links,
)
from tracker.views.pagination import (
    ListPage,
    count_rows,
    list_response,
    page_response,
    paginate_rows,
)


@form_view
def log_progress(request: UserRequest, slug: str, number: str) -> http.HttpResponse:
    """Show the form to log progress, and save it. A refused form is shown again as it was typed."""
    return _log_response(request, slug, number)


@form_view
def revise_assessment(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Revise one's own draft, or an assessment that was returned with a note."""
    own = Assessment.objects.filter(author=request.user)
    if request.method == "GET":  # a form sent too late is shown again, with what was typed
        own = own.filter(state__in=vocabulary.AUTHOR_STATES)
    return _log_response(
        request, slug, number, revises=assessment_or_404(request, slug, number, pk, own)
    )


@form_view
def correct_assessment(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Correct an approved assessment: what was true on its as-of date."""
    return _log_response(
        request, slug, number, corrects=assessment_or_404(request, slug, number, pk)
    )


def _log_response(
    request: UserRequest,
    slug: str,
    number: str,
    *,
    revises: Assessment | None = None,
    corrects: Assessment | None = None,
) -> http.HttpResponse:
    """Show the form or save it. A refusal keeps the typed values and the file."""
    recommendation = recommendation_or_404(request, slug, number, "report__mechanism__issuer")
    _check_can_write(request.user, recommendation, revises or corrects)
    if corrects and request.method == "GET":  # one sent too late is shown again
        policies.check_can_correct(corrects, as_of=corrects.as_of)
    form = AssessmentForm(
        *posted_with_upload(request),
        recommendation=recommendation,
        user=request.user,
        today=request.today,
        revises=revises,
        corrects=corrects,
    )
    return save_or_show(
        request,
        form,
        "assessments/log.html",
        submission.log_progress,
        form.command,
        done=form.success_message,
        to=recommendation,
        recommendation=recommendation,
        revises=revises,
        corrects=corrects,
    )


def _check_can_write(
    user: User, recommendation: Recommendation, assessment: Assessment | None
) -> None:
    """Check that the user may write a view of it, as an analyst or for a body, or another of one.

    Raises:
        PermissionRefused: the user is neither.
    """
    if assessment is None and (user.may_write or not user.may_represent_body):
        policies.check_can_log(user, recommendation)
        return
    perspective, body = vocabulary.Perspective.RESPONSIBLE_BODY.value, None
    if assessment:
        perspective, body = assessment.perspective, assessment.body
    elif own := policies.represented_bodies_on(user, recommendation):
        body = own[0]
    policies.check_can_assess(user, recommendation, perspective=perspective, body=body)


@form_view
def create_note(request: UserRequest) -> http.HttpResponse:
    """Log a note from Home, or from the page of its recommendation ("here").

    A refused form is shown again as it was typed.
    """
    policies.check_can_change(request.user, "citation", _("Notes"))
    form = QuickNoteForm(*posted_with_upload(request), user=request.user)
    return save_or_show(
        request,
        form,
        "home/note.html",
        items.log_note,
        form.command,
        done=lambda notes: note_message(notes[0]),
        to=lambda notes: notes[0].recommendation if "here" in request.POST else "home",
        note_form=form,
    )


@post_view
def find_recommendations(request: UserRequest) -> http.HttpResponse:
    """Show the recommendations that the search or the sentence is about, and a link in it.

    By POST, so that nothing typed gets into an address, and so into the log of a proxy.
    """
    policies.check_can_change(request.user, "citation", _("Notes"))
    form = QuickNoteForm(request.POST, user=request.user)
    return render_page(request, "home/_note_matches.html", form=form, link_is_new=form.offer_link())


@form_view
def withdraw_note(request: UserRequest, pk: int) -> http.HttpResponse:
    """Withdraw a note that was a mistake, with a reason."""
    note = visible_or_404(
        Citation.objects.not_withdrawn(),
        request.user,
        "evidence",
        "recommendation__report__mechanism",
        pk=pk,
        assessment=None,
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
        partial(base.WithdrawRow, row=note),
        done=_("Note withdrawn. It stays in the history."),
    )


def note_message(note: Citation) -> SafeString:
    """Return the sentence that says where a note is, with what can be done next."""
    recommendation = note.recommendation
    return with_links(
        _("Noted on %(number)s %(title)s.")
        % {"number": recommendation.number, "title": recommendation.title},
        (f"{recommendation.get_absolute_url()}#citation-{note.pk}", _("View")),
        (urls.reverse("note_withdraw", args=[note.pk]), _("Withdraw")),
        (
            urls.reverse("log_progress", args=[recommendation.report.slug, recommendation.number]),
            _("Log an assessment"),
        ),
    )


def assessment_or_404(
    request: UserRequest,
    slug: str,
    number: str,
    pk: int,
    rows: type[Assessment] | AssessmentQuerySet = Assessment,
) -> Assessment:
    """Return the assessment at this address, of these rows; 404 if the user may not know of it."""
    return visible_or_404(
        rows,
        request.user,
        "body",
        "decided_by",
        "recommendation__report__mechanism",
        pk=pk,
        recommendation__report__slug=slug,
        recommendation__number=number,
    )


def _save_or_refuse(
    request: UserRequest,
    form: forms.Form,
    assessment: Assessment,
    heading: str,
    *saving: Any,
    **options: Any,
) -> http.HttpResponse:
    """Save the form of another page, or show it with its errors: nothing typed is lost.

    `saving` and `options` are as of `save_form`.
    """
    return save_form(request, form, *saving, **options) or render_decision(
        request,
        "assessments/refused.html",
        form,
        assessment=assessment,
        heading=heading,
        may_send_again=not is_refused(form),
        return_url=assessment.recommendation.get_absolute_url(),
    )


@form_view
def withdraw(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Withdraw an assessment that is not approved; a reason is required."""
    assessment = assessment_or_404(request, slug, number, pk)
    return _save_or_refuse(
        request,
        ReasonForm(posted(request)),
        assessment,
        _("Withdraw"),
        review.withdraw,
        lambda reason: base.DecideRow(
            row=assessment, by=request.user, now=request.now, note=reason
        ),
        done=_("The assessment was withdrawn."),
        to=assessment.recommendation,
    )


@form_view
def invite(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Invite a person to decide on an assessment; `withdraw` is the user name of one no more."""
    assessment = assessment_or_404(request, slug, number, pk)
    if "withdraw" in request.POST:
        invitation = shortcuts.get_object_or_404(
            Invitation.objects.visible_to(request.user).not_withdrawn(),
            assessment=assessment,
            user__username=request.POST["withdraw"],
        )
        review.withdraw_invitation(
            review.WithdrawInvitation(invitation, by=request.user, now=request.now)
        )
        return redirect_with(
            request,
            _("%(person)s is no longer invited.") % {"person": invitation.user},
            _assessment_url(assessment),
        )
    return _save_or_refuse(
        request,
        InvitationForm(posted(request)),
        assessment,
        _("Invite somebody to decide"),
        review.invite,
        partial(review.InvitePerson, assessment),
        done=lambda invitation: (
            _("%(person)s is invited and finds the assessment on Home.")
            % {"person": invitation.user}
        ),
        to=_assessment_url(assessment),
    )


@form_view
def add_comment(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Comment on an assessment; who restricts the comment names its readers next."""
    assessment = assessment_or_404(request, slug, number, pk)
    return _save_or_refuse(
        request,
        CommentForm(posted(request)),
        assessment,
        _("Add comment"),
        review.add_comment,
        partial(review.AddComment, assessment=assessment),
        done="",
        to=lambda comment: (
            urls.reverse("comment_sensitivity", args=[slug, number, comment.pk])
            if comment.is_for_named_readers
            else _assessment_url(assessment)
        ),
    )


@form_view
def withdraw_comment(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Withdraw one's own comment, with a reason."""
    comment = visible_or_404(
        Comment,
        request.user,
        "added_by",
        "assessment__recommendation__report__mechanism",
        pk=pk,
        assessment__recommendation__report__slug=slug,
        assessment__recommendation__number=number,
    )
    return _save_or_refuse(
        request,
        ReasonForm(posted(request)),
        comment.assessment,
        _("Remove the comment"),
        review.withdraw_comment,
        partial(base.WithdrawRow, row=comment),
        done=_("The comment was removed. The history keeps it."),
        to=_assessment_url(comment.assessment),
    )


def _assessment_url(assessment: Assessment) -> str:
    return f"{assessment.recommendation.get_absolute_url()}#assessment-{assessment.pk}"


@form_view
def review_queue(request: UserRequest) -> http.HttpResponse:
    """Show what waits for whom; a reviewer approves several assessments at once.

    A refused approval keeps the ticks and the note.
    """
    form = BulkApprovalForm(posted(request), rows=summary.decidable_assessments(request.user))
    errors.PermissionRefused.raise_if(
        form.is_bound and not request.user.may_review,
        _("%(user)s can't approve assessments. Ask a reviewer."),
        user=request.user,
    )
    return save_form(
        request,
        form,
        review.approve_several,
        form.commands,
        done=lambda approved: (
            ngettext(
                "%(number)d assessment was approved.",
                "%(number)d assessments were approved.",
                len(approved),
            )
            % {"number": len(approved)}
        ),
        to="review_queue",
    ) or render_form(
        request,
        "assessments/review_queue/page.html",
        form,
        queue=summary.load_review_queue(request.user, on=request.today),
        today=request.today,
        max_count_of_body=summary.MAX_COUNT_OF_BODY,
    )


@form_view
def sample_list(request: UserRequest) -> http.HttpResponse:
    """List the sample approvals; a reviewer confirms those selected as their own in one step."""
    errors.PermissionRefused.raise_if(
        not request.user.may_review,
        _("%(user)s can't confirm sample approvals. Ask a reviewer."),
        user=request.user,
    )
    rows = summary.sample_approvals(request.user)
    form = SampleForm(posted(request), rows=rows)
    return save_or_show(
        request,
        form,
        "assessments/samples.html",
        review.confirm_samples,
        form.commands,
        done=lambda confirmed: (
            ngettext(
                "%(number)d sample approval is now yours.",
                "%(number)d sample approvals are now yours.",
                len(confirmed),
            )
            % {"number": len(confirmed)}
        ),
        to=lambda confirmed: confirmed[0].recommendation if len(confirmed) == 1 else "home",
        samples=rows,
    )


MAX_ROWS = 100  # rows shown, the widest gaps; a filter finds the others


@page_view
@drop_empty_parameters
def disagreement_list(request: UserRequest) -> http.HttpResponse:
    """List each view that differs from the analysts' assessment, the widest gap first."""
    filter_set = recommendations.DisagreementFilter(
        request.GET, queryset=summary.find_disagreements(request.user), user=request.user
    )
    rows = filter_set.rows.select_related(
        "recommendation__report__mechanism", "recommendation__current_assessment", "body"
    ).prefetch_related("recommendation__translations")
    problems = filter_set.problems
    list_page = ListPage[Assessment](problems=problems, count=0 if problems else count_rows(rows))
    return list_response(
        request,
        "assessments/disagreements/list.html",
        filter_set,
        list_page,
        rows=rows[:MAX_ROWS],
        count=list_page.count,
        more=max(list_page.count - MAX_ROWS, 0),
        today=request.today,
    )


@page_view
def changed_strength_list(request: UserRequest) -> http.HttpResponse:
    """List the assessments whose evidence strength the upgrade to 0.2 changed, and why."""
    list_page = paginate_rows(
        summary.with_recommendation(
            summary.find_changed_strengths(request.user).select_related("body")
        ),
        request.GET,
        orders={"number": parameters.Order(key="pk")},
    )
    return page_response(
        request,
        "assessments/changed_strengths.html",
        list_page,
        changes=summary.describe_changed_strengths(list_page.page.rows, request.user),
        counts=summary.count_changed_strengths(request.user),
    )


@form_view
def assign(request: UserRequest, slug: str, number: str) -> http.HttpResponse:
    """Assign one recommendation to a person; a reason is optional."""
    recommendation = recommendation_or_404(request, slug, number, "assignee")
    policies.check_can_assign(request.user, str(recommendation), None)
    form = AssignForm(request.POST or None, user=request.user)
    rows = Recommendation.objects.filter(pk=recommendation.pk)
    return save_or_show(
        request,
        form,
        "assessments/assign.html",
        bulk.change_rows,
        partial(bulk.ChangeRows, rows=rows, kind="assign"),
        done=lambda _sentences: (
            (
                _("%(recommendation)s is assigned to %(person)s.")
                if form.cleaned_data["person"]
                else _("%(recommendation)s is no longer assigned.")
            )
            % {"recommendation": recommendation, "person": form.cleaned_data["person"]}
        ),
        to=recommendation,
        recommendation=recommendation,
    )
