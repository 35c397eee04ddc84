"""Forms for evidence: added, edited, given a file, cited, withdrawn."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker import policies
from tracker.actions import reference_rows
from tracker.actions.evidence import citations, files, items, read_log
from tracker.actions.evidence.files import WithdrawFile
from tracker.actions.reference_rows import WithdrawRow
from tracker.errors import InvalidValue, Stale
from tracker.forms.base import ReasonOnlyForm
from tracker.forms.evidence.edit import CitationForm, EditEvidenceForm, FileForm, NewEvidenceForm
from tracker.models import Evidence, File
from tracker.requests import UserRequest, store_temporarily
from tracker.views.evidence.pages import evidence_or_404, require_purpose
from tracker.views.form_views import FormPage, form_response
from tracker.views.lookups import visible_or_404


class EvidenceListLink:
    """List of evidence as the object that the form for new evidence leads back to."""

    def __str__(self) -> str:
        return _("Evidence")

    def get_absolute_url(self) -> str:
        """Return the address of the list of evidence."""
        return reverse("evidence_list")


@login_required
@require_http_methods(["GET", "POST"])
def create_evidence(request: UserRequest) -> HttpResponse:
    """Add evidence that nothing cites yet: a file, a link or a title."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    now = timezone.now()
    upload = store_temporarily(request, now=now)
    form: Any = NewEvidenceForm(request.POST or None, upload, user=request.user)

    def save() -> tuple[str, Evidence]:
        evidence, is_new = items.add(form.command(by=request.user, now=now))
        message = _("It is kept now. Use it on a recommendation, or come back to it.")
        return message if is_new else _("It was held already: here it is."), evidence

    bodies = form.fields["issuer"].suggestions
    page = FormPage(
        heading=_("Add evidence"), button=_("Keep it"), subject=EvidenceListLink(), bodies=bodies
    )
    return form_response(request, form, save, page=page)


@login_required
@require_http_methods(["GET", "POST"])
@require_purpose
def edit_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Edit the details of evidence, with a reason."""
    evidence = evidence_or_404(request, pk)
    _check_is_open(request, evidence)
    _record_reading(request, evidence)
    form: Any = EditEvidenceForm(request.POST or None, evidence=evidence, user=request.user)

    def save() -> tuple[str, Evidence]:
        if form.changed_values or form.changed_topics:
            reference_rows.change(
                row=evidence,
                by=request.user,
                reason=form.stated_reason,
                fields=form.changed_values,
                many=form.changed_topics,
                last_event=form.cleaned_data["last_event"],
            )
            return _("Changed. What it said before stays in the history."), evidence
        return _("Nothing was changed."), evidence

    page = FormPage(
        heading=_("Change"),
        button=_("Save"),
        subject=evidence,
        bodies=form.fields["issuer"].suggestions,
    )
    return form_response(request, form, save, page=page)


@login_required
@require_http_methods(["GET", "POST"])
@require_purpose
def withdraw_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw evidence that was a mistake, with a reason."""
    evidence = evidence_or_404(request, pk)
    _check_is_open(request, evidence)
    _record_reading(request, evidence)
    form = ReasonOnlyForm(request.POST or None)

    def save() -> tuple[str, Evidence]:
        reason = form.cleaned_data["reason"]
        reference_rows.withdraw(
            WithdrawRow(row=evidence, by=request.user, reason=reason, now=timezone.now())
        )
        return _(
            "Withdrawn. It stays in the history; judgments that cite it are weighed anew."
        ), evidence

    return form_response(
        request, form, save, page=_form_page(evidence, _("Withdraw"), _("Withdraw"))
    )


@login_required
@require_http_methods(["GET", "POST"])
@require_purpose
def add_file(request: UserRequest, pk: int) -> HttpResponse:
    """Add the next version of evidence as a file."""
    evidence = evidence_or_404(request, pk)
    _check_is_open(request, evidence, is_file=True)
    _record_reading(request, evidence)
    now = timezone.now()
    upload = store_temporarily(request, now=now)
    form: Any = FileForm(request.POST or None, upload, user=request.user)

    def save() -> tuple[str, str]:
        command = form.command(evidence, by=request.user, now=now)
        try:
            file = files.add_version(command)
        except InvalidValue:
            if (existing := files.find_version(command)) is None:
                raise
            file = existing  # a second click
        sentences = [
            _("Version %(number)s is kept.") % {"number": file.number},
            *command.upload.file.notices,
        ]
        return " ".join(sentences), f"{evidence.get_absolute_url()}#files"

    return form_response(
        request, form, save, page=_form_page(evidence, _("Add a file"), _("Add it"))
    )


@login_required
@require_http_methods(["GET", "POST"])
@require_purpose
def withdraw_file(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Withdraw one version, with a reason."""
    evidence = evidence_or_404(request, pk)
    rows = File.objects.defer("extracted_text", "folded_text")
    file = visible_or_404(rows, request.user, evidence=evidence, number=number)
    _check_is_open(request, evidence)
    if file.is_withdrawn:
        raise Stale(_("“%(file)s” is withdrawn already.") % {"file": file})
    _record_reading(request, evidence)
    form = ReasonOnlyForm(request.POST or None)

    def save() -> tuple[str, str]:
        reason = form.cleaned_data["reason"]
        files.withdraw(WithdrawFile(file, by=request.user, now=timezone.now(), reason=reason))
        message = _("Version %(number)s was withdrawn. It stays in the history.")
        return message % {"number": file.number}, f"{evidence.get_absolute_url()}#files"

    heading = _("Withdraw version %(number)s") % {"number": file.number}
    page = _form_page(evidence, heading, _("Withdraw"), quotation=file.name)
    return form_response(request, form, save, page=page)


@login_required
@require_http_methods(["GET", "POST"])
@require_purpose
def cite_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Cite evidence on a recommendation: a note, which changes no status."""
    evidence = evidence_or_404(request, pk)
    _check_is_open(request, evidence)
    _record_reading(request, evidence)
    now = timezone.now()
    form = CitationForm(
        request.POST or None, evidence=evidence, user=request.user, today=timezone.localdate(now)
    )

    def save() -> tuple[str, str]:
        command = form.command(evidence, by=request.user, now=now)
        citations.log_note(command)
        message = _("Cited on %(recommendation)s. No status changed.")
        params = {"recommendation": command.recommendation.cited_as}
        return message % params, f"{evidence.get_absolute_url()}#cited"

    page = _form_page(evidence, _("Use it on a recommendation"), _("Cite it"))
    return form_response(request, form, save, page=page)


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
    if evidence.is_withdrawn:
        sentence = _("“%(piece)s” is withdrawn: nothing more is done with it.")
        raise Stale(sentence % {"piece": evidence})


def _record_reading(request: UserRequest, evidence: Evidence) -> None:
    """Write to the read log that the evidence is shown above the form. Raises PurposeMissing."""
    read_log.log_opened(evidence=evidence, by=request.user, now=timezone.now())


def _form_page(evidence: Evidence, heading: str, button: str, *, quotation: str = "") -> FormPage:
    return FormPage(heading=heading, button=button, subject=evidence, quotation=quotation)
