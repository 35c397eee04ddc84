"""Forms for evidence: added, edited, given a file, cited, withdrawn."""

from functools import partial

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import reference_rows
from tracker.actions.evidence import citations, files, items, read_log
from tracker.errors import Stale
from tracker.forms.evidence.edit import CitationForm, EditEvidenceForm, FileForm, NewEvidenceForm
from tracker.models import Evidence, File
from tracker.requests import UserRequest, form_view, store_temporarily
from tracker.views.base import FormPage, PageLink, reason_page, save_page, visible_or_404
from tracker.views.evidence.pages import evidence_or_404, require_purpose


@form_view
def create_evidence(request: UserRequest) -> HttpResponse:
    """Add evidence that nothing cites yet: a file, a link or a title."""
    policies.check_can_change(request.user, "evidence", _("Evidence"))
    now = timezone.now()
    upload = store_temporarily(request, now=now)
    form = NewEvidenceForm(request.POST or None, upload, user=request.user)
    is_added = _("Evidence added. Cite it on a recommendation now or later.")
    page = FormPage(
        heading=_("Add evidence"),
        button=_("Save"),
        subject=PageLink(_("Evidence"), "evidence_list"),
        bodies=form.issuers,
    )
    return save_page(
        request,
        form,
        page,
        items.add,
        lambda: form.command(by=request.user, now=now),
        done=lambda added: is_added if added[1] else _("This evidence already exists."),
        to=lambda added: added[0],
    )


def _address_after(request: UserRequest, evidence: Evidence) -> str:
    """Return the page to decide that the form was opened from, or that of the evidence."""
    key = request.GET.get("decide", "")
    if key.isdecimal():
        return f"{reverse('assessment_decide', args=[key])}#evidence"
    return evidence.get_absolute_url()


@form_view
@require_purpose
def edit_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Edit the details of evidence, with a reason."""
    evidence = _open_evidence(request, pk)
    form = EditEvidenceForm(request.POST or None, evidence=evidence, user=request.user)
    return save_page(
        request,
        form,
        FormPage(_("Edit the evidence"), _("Save"), evidence, bodies=form.issuers),
        _change_if_needed,
        lambda: form.command(by=request.user),
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
@require_purpose
def withdraw_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw evidence that was a mistake, with a reason."""
    evidence = _open_evidence(request, pk)
    return reason_page(
        request,
        FormPage(_("Withdraw the evidence"), _("Withdraw"), evidence),
        reference_rows.withdraw,
        partial(reference_rows.WithdrawRow, row=evidence, by=request.user, now=timezone.now()),
        done=_(
            "Evidence withdrawn. It stays in the history; the strength of the assessments"
            " that cite it is computed again."
        ),
    )


@form_view
@require_purpose
def add_file(request: UserRequest, pk: int) -> HttpResponse:
    """Add the next version of evidence as a file."""
    evidence = _open_evidence(request, pk, for_file=True)
    now = timezone.now()
    upload = store_temporarily(request, now=now)
    form = FileForm(request.POST or None, upload, user=request.user)
    return save_page(
        request,
        form,
        FormPage(heading=_("Add a file"), button=_("Add"), subject=evidence),
        files.add_version,
        lambda: form.command(evidence, by=request.user, now=now),
        done=lambda file: " ".join(
            [
                _("Version %(number)s saved.") % {"number": file.number},
                *form.cleaned_data["upload"].file.notices,
            ]
        ),
        to=f"{evidence.get_absolute_url()}#files",
    )


@form_view
@require_purpose
def withdraw_file(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Withdraw one version, with a reason."""
    evidence = evidence_or_404(request, pk)
    rows = File.objects.defer("extracted_text")
    file = visible_or_404(rows, request.user, evidence=evidence, number=number)
    _check_is_open(request, evidence)
    if file.is_withdrawn:
        raise Stale(_("“%(file)s” is already withdrawn.") % {"file": file})
    _record_reading(request, evidence)
    values = {"number": file.number}
    heading = _("Withdraw version %(number)s") % values
    return reason_page(
        request,
        FormPage(heading, _("Withdraw"), evidence, quotation=file.name),
        files.withdraw,
        partial(files.WithdrawFile, file, by=request.user, now=timezone.now()),
        done=_("Version %(number)s was withdrawn. It stays in the history.") % values,
        to=f"{evidence.get_absolute_url()}#files",
    )


@form_view
@require_purpose
def cite_evidence(request: UserRequest, pk: int) -> HttpResponse:
    """Cite evidence on a recommendation: a note, which changes no status."""
    evidence = _open_evidence(request, pk)
    now = timezone.now()
    form = CitationForm(
        request.POST or None, evidence=evidence, user=request.user, today=timezone.localdate(now)
    )
    return save_page(
        request,
        form,
        FormPage(_("Cite on a recommendation"), _("Cite"), evidence),
        citations.log_note,
        lambda: form.command(evidence, by=request.user, now=now),
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
    _record_reading(request, evidence)
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
    if evidence.is_withdrawn:
        raise Stale(_("“%(piece)s” is withdrawn and can't be used any more.") % {"piece": evidence})


def _record_reading(request: UserRequest, evidence: Evidence) -> None:
    """Write to the read log that the evidence is shown above the form. Raises PurposeMissing."""
    read_log.log_opened(evidence=evidence, by=request.user, now=timezone.now())
