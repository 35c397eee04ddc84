"""Pages that change evidence: add, edit, cite, withdraw, who can see it, its new sources."""

from collections.abc import Callable
from functools import partial

from django import forms, http, urls
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from tracker import errors, policies
from tracker.actions import base, bodies, reference_rows
from tracker.actions.evidence import files, items as evidence_items, read_log, sensitivity
from tracker.forms.base import ReasonForm
from tracker.forms.evidence import edit, fields
from tracker.models import Body, Comment, Evidence, File, FormDraft, SensitivityRequest
from tracker.requests import UserRequest, form_view, page_view, posted
from tracker.views.base import (
    FormPage,
    PageLink,
    open_form,
    reason_page,
    render_decision,
    render_page,
    save_form,
    save_page,
    visible_or_404,
)
from tracker.views.evidence.pages import (
    SensitivityContext,
    evidence_or_404,
    readable_evidence_or_404,
)


@form_view
def create_evidence(request: UserRequest) -> http.HttpResponse:
    """Add evidence that nothing cites yet: a file, a link or a title."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    return save_page(
        request,
        open_form(edit.NewEvidenceForm, request),
        FormPage(_("Add evidence"), _("Save"), PageLink(_("Evidence"), "evidence_list")),
        evidence_items.add,
        evidence_items.AddEvidence,
        done=lambda added: (
            _("Evidence added. Cite it on a recommendation now or later.")
            if added[1]
            else _("This evidence already exists.")
        ),
        to=lambda added: added[0],
    )


def _address_after(request: UserRequest, evidence: Evidence) -> str:
    """Return the page to decide that the form was opened from, or that of the evidence."""
    key = request.GET.get("decide", "")
    if key.isdecimal():
        url = urls.reverse("assessment_decide", args=[key])
        draft = (  # the note typed there before
            FormDraft.objects.filter(owner=request.user, address=url).order_by("-saved_at").first()
        )
        return f"{draft.continue_url if draft else url}#evidence"
    return evidence.get_absolute_url()


@form_view
def edit_evidence(request: UserRequest, pk: int) -> http.HttpResponse:
    """Edit the details of evidence, with a reason."""
    evidence = _open_evidence(request, pk)
    form = open_form(edit.EditEvidenceForm, request, evidence)
    return save_page(
        request,
        form,
        FormPage(_("Edit the evidence"), _("Save"), evidence),
        _change_if_needed,
        form.command,
        done=lambda changed: (
            _("Saved. The previous text stays in the history.")
            if changed
            else _("Nothing was changed.")
        ),
        to=_address_after(request, evidence),
    )


def _change_if_needed(command: reference_rows.ChangeRow[Evidence]) -> list[Evidence]:
    """Change evidence, if a field differs; return it if it was changed."""
    return [reference_rows.change(command)] if command.fields or command.many else []


@form_view
def withdraw_evidence(request: UserRequest, pk: int) -> http.HttpResponse:
    """Withdraw evidence that was a mistake, with a reason."""
    evidence = _open_evidence(request, pk)
    return reason_page(
        request,
        FormPage(_("Withdraw the evidence"), _("Withdraw"), evidence),
        reference_rows.withdraw,
        partial(base.WithdrawRow, row=evidence),
        done=_(
            "Evidence withdrawn. It stays in the history; the strength of the assessments"
            " that cite it is computed again."
        ),
    )


@form_view
def add_file(request: UserRequest, pk: int) -> http.HttpResponse:
    """Add the next version of evidence as a file."""
    evidence = _open_evidence(request, pk, for_file=True)
    form = open_form(edit.FileForm, request, evidence)
    return save_page(
        request,
        form,
        FormPage(heading=_("Add a file"), button=_("Add"), subject=evidence),
        files.add_version,
        partial(files.AddVersion, evidence=evidence),
        done=lambda file: " ".join(
            [
                _("Version %(number)s saved.") % {"number": file.number},
                *form.cleaned_data["upload"].file.notices,
            ]
        ),
        to=f"{evidence.get_absolute_url()}#files",
    )


@form_view
def withdraw_file(request: UserRequest, pk: int, number: int) -> http.HttpResponse:
    """Withdraw one version, with a reason."""
    evidence = evidence_or_404(request, pk)
    file = _file_or_404(request, evidence, number)
    _check_is_open(request, evidence)
    errors.Stale.raise_if(file.is_withdrawn, _("“%(file)s” is already withdrawn."), file=file)
    read_log.log_opened(evidence=evidence, by=request.user, now=request.now)
    values = {"number": file.number}
    return reason_page(
        request,
        FormPage(
            heading=_("Withdraw version %(number)s") % values,
            button=_("Withdraw"),
            subject=evidence,
            quotation=file.name,
        ),
        reference_rows.withdraw,
        partial(base.WithdrawRow, row=file),
        done=_("Version %(number)s was withdrawn. It stays in the history.") % values,
        to=f"{evidence.get_absolute_url()}#files",
    )


@form_view
def cite_evidence(request: UserRequest, pk: int) -> http.HttpResponse:
    """Cite evidence on a recommendation: a note, which changes no status."""
    evidence = _open_evidence(request, pk)
    return save_page(
        request,
        open_form(edit.CitationForm, request, evidence),
        FormPage(_("Cite on a recommendation"), _("Cite"), evidence),
        evidence_items.log_note,
        evidence_items.LogNote,
        done=lambda notes: (
            _("Cited on %(recommendation)s. The status did not change.")
            % {"recommendation": notes[0].recommendation.cited_as}
        ),
        to=f"{evidence.get_absolute_url()}#cited",
    )


def _open_evidence(request: UserRequest, pk: int, *, for_file: bool = False) -> Evidence:
    """Return evidence that may be changed, and log that it is read above the form."""
    evidence = evidence_or_404(request, pk)
    _check_is_open(request, evidence, is_file=for_file)
    read_log.log_opened(evidence=evidence, by=request.user, now=request.now)
    return evidence


def _check_is_open(request: UserRequest, evidence: Evidence, *, is_file: bool = False) -> None:
    """Check that this user may change the evidence, and that anybody may.

    Raises:
        PermissionRefused: The user may not.
        NotAllowed: It takes no files.
        Stale: It is withdrawn.
    """
    policies.check_can_change(request.user, "evidence", str(evidence))
    request.back = evidence
    if is_file:
        policies.evidence.confidentiality.check_takes_files(evidence)
    errors.Stale.raise_if(
        evidence.is_withdrawn,
        _("“%(piece)s” is withdrawn and can't be used any more."),
        piece=evidence,
    )


@form_view
def evidence_sensitivity(request: UserRequest, pk: int) -> http.HttpResponse:
    """Set the sensitivity and the named readers of evidence."""
    return _sensitivity_response(request, readable_evidence_or_404(request, pk))


@form_view
def file_sensitivity(request: UserRequest, pk: int, number: int) -> http.HttpResponse:
    """Set the sensitivity of a file, which is never lower than that of its evidence."""
    return _sensitivity_response(
        request, _file_or_404(request, readable_evidence_or_404(request, pk), number)
    )


def _file_or_404(request: UserRequest, evidence: Evidence, number: int) -> File:
    """Return a version of the evidence; 404 if the user may not know of it."""
    file = visible_or_404(
        File.objects.defer("extracted_text"), request.user, evidence=evidence, number=number
    )
    file.evidence = evidence
    return file


@form_view
def comment_sensitivity(request: UserRequest, slug: str, number: str, pk: int) -> http.HttpResponse:
    """Set who may read a comment, of those who see the assessment it is on."""
    return _sensitivity_response(
        request,
        visible_or_404(
            Comment,
            request.user,
            "added_by",
            "assessment",
            "recommendation__report__mechanism",
            pk=pk,
            recommendation__report__slug=slug,
            recommendation__number=number,
        ),
    )


def page_url(obj: policies.confidentiality.Target) -> str:
    """Return the address where evidence, a file or a comment is read."""
    if isinstance(obj, Comment):
        return f"{obj.recommendation.get_absolute_url()}#comment-{obj.pk}"
    return str((obj.evidence if isinstance(obj, File) else obj).get_absolute_url())


def _sensitivity_response(
    request: UserRequest, obj: policies.confidentiality.Target
) -> http.HttpResponse:
    policies.evidence.confidentiality.check_can_set_sensitivity(request.user, obj)
    form = edit.SensitivityForm(posted(request), target=obj, user=request.user)
    return save_form(
        request,
        form,
        lambda command: [sensitivity.set_sensitivity(command)],
        lambda: sensitivity.RequestSensitivity(
            row=obj,
            to=form.cleaned_data["sensitivity"],
            by=request.user,
            now=request.now,
            reason=form.cleaned_data["reason"],
            readers=form.cleaned_data.get("readers"),
        ),
        done=lambda proposals: (
            _("Proposed. The sensitivity changes when this is approved.")
            if proposals[0]
            else _("Saved.")
        ),
        to=page_url(obj),
    ) or _page(request, "evidence/sensitivity/form.html", obj, form)


# By the word in the address: action and message. Who proposed the change withdraws it by "decline".
DECISIONS: dict[str, tuple[Callable[..., SensitivityRequest], Promise]] = {
    "approve": (sensitivity.approve, gettext_lazy("Approved.")),
    "decline": (sensitivity.decline, gettext_lazy("Declined. The sensitivity stays unchanged.")),
}


@form_view
def decide_request(request: UserRequest, pk: int, kind: str) -> http.HttpResponse:
    """Approve or decline that the sensitivity is lowered; only declining needs a reason."""
    action, message = DECISIONS[kind]
    form = ReasonForm(posted(request))
    form.fields["reason"].required = kind == "decline"
    sensitivity_request = visible_or_404(
        SensitivityRequest,
        request.user,
        "author",
        "evidence",
        "file__evidence",
        "comment__recommendation__report__mechanism",
        pk=pk,
    )
    obj = sensitivity_request.target
    return save_form(
        request,
        form,
        action,
        lambda reason: base.DecideRow(
            row=sensitivity_request, by=request.user, now=request.now, note=reason
        ),
        done=message,
        to=page_url(obj),
    ) or _page(request, "evidence/sensitivity/decide.html", obj, form)


def _page(
    request: UserRequest, template: str, obj: policies.confidentiality.Target, form: forms.Form
) -> http.HttpResponse:
    """Show the form, and log that what it is about was seen."""
    read_log.log_listed(
        [obj.evidence if isinstance(obj, File) else obj], by=request.user, now=request.now
    )
    return render_decision(
        request,
        template,
        form,
        object=obj,
        noun=obj._meta.verbose_name,
        back=page_url(obj),
        sensitivity=SensitivityContext(obj, request.user),
        return_url=page_url(obj) if request.method == "POST" else "",
    )


MAX_SOURCES = 50  # those added first; the others follow
MAX_PIECES = 200  # of all of them


SOURCE_LIST = PageLink(gettext_lazy("New sources"), "source_list")


@page_view
def source_list(request: UserRequest) -> http.HttpResponse:
    """List the new sources with their evidence, those added first on top."""
    user = request.user
    policies.bodies.check_can_add_source(user)
    rows = list(
        Body.objects.visible_to(user)
        .to_review()
        .select_related("added_by")
        .order_by("pk")[:MAX_SOURCES]
    )
    shown = list(
        Evidence.objects.visible_to(user)
        .not_withdrawn()
        .filter(issuer__in=rows)
        .order_by("-pk")[:MAX_PIECES]
    )
    read_log.log_listed(shown, by=user, now=request.now)
    return render_page(
        request,
        "evidence/sources.html",
        entries=[(row, [piece for piece in shown if piece.issuer_id == row.pk]) for row in rows],
    )


@form_view
def accept_source(request: UserRequest, code: str) -> http.HttpResponse:
    """Accept a new source, with its name and kind corrected if need be."""
    source = _new_source(request, code)
    return save_page(
        request,
        fields.AcceptSourceForm(
            request.POST or None, initial={"name": source.name_en, "kind": source.kind}
        ),
        FormPage(_("Accept the source"), _("Accept"), SOURCE_LIST),
        bodies.accept_source,
        partial(bodies.AcceptSource, source),
        done=_("Accepted. Everybody can choose it now."),
    )


@form_view
def merge_source(request: UserRequest, code: str) -> http.HttpResponse:
    """Merge a new source into the body that it is, with a reason."""
    source = _new_source(request, code)
    return save_page(
        request,
        open_form(fields.MergeSourceForm, request),
        FormPage(_("Merge into a body"), _("Merge"), SOURCE_LIST, source.name),
        bodies.merge_source,
        lambda body, reason: bodies.MergeSource(
            row=source, into=body, reason=reason, by=request.user, now=request.now
        ),
        done=lambda body: _("Merged. Its evidence is now that of %(body)s.") % {"body": body},
    )


def _new_source(request: UserRequest, code: str) -> Body:
    """Return the new source that this user may decide on."""
    source = visible_or_404(Body.objects.all(), request.user, code=code)
    policies.bodies.check_can_review_source(request.user, source)
    policies.bodies.check_waits_for_review(source)
    return source
