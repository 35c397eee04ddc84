"""What is done about a piece of evidence: added, changed, given a file, used, taken back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tracker import policies
from tracker.actions import reference_rows
from tracker.actions.evidence import citations, files, items, read_log
from tracker.actions.evidence.items import Shown
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused
from tracker.forms.base import WordsForm
from tracker.forms.evidence.edit import ChangePieceForm, CiteForm, NewPieceForm, VersionForm
from tracker.models import Evidence, File
from tracker.requests import UserRequest, put_down
from tracker.views.evidence.pages import for_a_purpose, piece_or_404
from tracker.views.form_views import Deed, done_or_again, refused


class Shelf:
    """Where a new piece will stand: what the page of the deed is about."""

    def __str__(self) -> str:
        return _("Evidence")

    def get_absolute_url(self) -> str:
        return reverse("evidence_list")


@login_required
@require_http_methods(["GET", "POST"])
def add(request: UserRequest) -> HttpResponse:
    """Keep a piece that nothing cites yet: a file, a link or a title."""
    try:
        policies.check_can_change(request.user, "evidence", _("Evidence"))
    except PermissionRefused as told:
        return render(request, "error.html", {"sentence": str(told)}, status=403)
    now = timezone.now()
    came = put_down(request, now=now)
    form: Any = NewPieceForm(request.POST or None, came, user=request.user)

    def do() -> tuple[str, Evidence]:
        said = form.fields_said
        made, is_new = items.add(
            shown=Shown(**{name: said.pop(name) for name in items.SHOWN_FIRST}),
            fields=said,
            topics=form.cleaned_data["topics"],
            by=request.user,
            now=now,
            reason=form.cleaned_data["because_of"],
        )
        told = _("It is kept now. Use it on a recommendation, or come back to it.")
        return told if is_new else _("It was held already: here it is."), made

    offered = form.fields["issuer"].offered
    deed = Deed(heading=_("Add evidence"), button=_("Keep it"), about=Shelf(), said_by=offered)
    return done_or_again(request, form, do, deed=deed)


@login_required
@require_http_methods(["GET", "POST"])
@for_a_purpose
def change(request: UserRequest, pk: int) -> HttpResponse:
    """Mend what is said of a piece, with why."""
    row = piece_or_404(request, pk)
    if told := _shut(request, row):
        return told
    _open(request, row)
    form: Any = ChangePieceForm(request.POST or None, piece=row, user=request.user)

    def do() -> tuple[str, Evidence]:
        if form.changed or form.many:
            reference_rows.change(
                row=row,
                by=request.user,
                reason=form.given,
                fields=form.changed,
                many=form.many,
                seen=form.cleaned_data["seen"],
            )
            return _("Changed. What it said before stays in the history."), row
        return _("Nothing was changed."), row

    deed = Deed(
        heading=_("Change"), button=_("Save"), about=row, said_by=form.fields["issuer"].offered
    )
    return done_or_again(request, form, do, deed=deed, row=row)


@login_required
@require_http_methods(["GET", "POST"])
@for_a_purpose
def withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back a piece that was a mistake, with words."""
    row = piece_or_404(request, pk)
    if told := _shut(request, row):
        return told
    _open(request, row)
    form = WordsForm(request.POST or None)

    def do() -> tuple[str, Evidence]:
        why = form.cleaned_data["because_of"]
        reference_rows.withdraw(row=row, by=request.user, because_of=why, now=timezone.now())
        return _(
            "Withdrawn. It stays in the history; judgments that cite it are weighed anew."
        ), row

    return done_or_again(request, form, do, deed=_deed(row, _("Withdraw"), _("Withdraw")))


@login_required
@require_http_methods(["GET", "POST"])
@for_a_purpose
def add_file(request: UserRequest, pk: int) -> HttpResponse:
    """Give a piece its next version as a file."""
    row = piece_or_404(request, pk)
    if told := _shut(request, row, is_file=True):
        return told
    _open(request, row)
    now = timezone.now()
    came = put_down(request, now=now)
    form: Any = VersionForm(request.POST or None, came, user=request.user)

    def do() -> tuple[str, str]:
        taken, why = form.dropped, form.cleaned_data["because_of"]
        by = request.user
        try:
            made = files.add_version(evidence=row, dropped=taken, by=by, now=now, reason=why)
        except InvalidValue:
            if (kept := files.version_by(by, evidence=row, dropped=taken)) is None:
                raise
            made = kept  # a second click
        said = [_("Version %(number)s is kept.") % {"number": made.number}, *taken.taken.said]
        return " ".join(said), f"{row.get_absolute_url()}#files"

    return done_or_again(request, form, do, deed=_deed(row, _("Add a file"), _("Add it")))


@login_required
@require_http_methods(["GET", "POST"])
@for_a_purpose
def withdraw_file(request: UserRequest, pk: int, number: int) -> HttpResponse:
    """Take back one version, with words."""
    row = piece_or_404(request, pk)
    file: File = get_object_or_404(
        File.objects.visible_to(request.user).defer("extracted_text", "folded_text"),
        evidence=row,
        number=number,
    )
    if told := _shut(request, row):
        return told
    if file.is_withdrawn:
        already = _("“%(file)s” is withdrawn already.") % {"file": file}
        return _not_possible(request, row, already)
    _open(request, row)
    form = WordsForm(request.POST or None)

    def do() -> tuple[str, str]:
        why = form.cleaned_data["because_of"]
        files.withdraw(file=file, by=request.user, now=timezone.now(), because_of=why)
        told = _("Version %(number)s was withdrawn. It stays in the history.")
        return told % {"number": file.number}, f"{row.get_absolute_url()}#files"

    heading = _("Withdraw version %(number)s") % {"number": file.number}
    deed = _deed(row, heading, _("Withdraw"), quoted=file.name)
    return done_or_again(request, form, do, deed=deed)


@login_required
@require_http_methods(["GET", "POST"])
@for_a_purpose
def cite(request: UserRequest, pk: int) -> HttpResponse:
    """Use a piece that is held on a recommendation: a note, which changes no status."""
    row = piece_or_404(request, pk)
    if told := _shut(request, row):
        return told
    _open(request, row)
    now = timezone.now()
    form = CiteForm(
        request.POST or None, piece=row, user=request.user, today=timezone.localdate(now)
    )

    def do() -> tuple[str, str]:
        said = form.cleaned_data
        shown = Shown(held=[row], page=said.get("page", ""), at_paragraph=said.get("paragraph", ""))
        citations.note(
            recommendation=said["recommendation"],
            by=request.user,
            now=now,
            sentence=said["sentence"],
            shown=shown,
            as_of=said["as_of"],
            use=said["use"],
        )
        told = _("Cited on %(recommendation)s. No status changed.")
        named = {"recommendation": said["recommendation"].cited_as}
        return told % named, f"{row.get_absolute_url()}#cited"

    deed = _deed(row, _("Use it on a recommendation"), _("Cite it"))
    return done_or_again(request, form, do, deed=deed)


def _shut(request: UserRequest, row: Evidence, *, is_file: bool = False) -> HttpResponse | None:
    """The page that says why not: for who may not, and for what is withdrawn."""
    if shut := refused(request, "evidence", str(row)):
        return shut
    try:
        if is_file:
            policies.evidence.confidentiality.check_takes_files(row)
    except NotAllowed as refusal:
        return _not_possible(request, row, str(refusal))
    if row.is_withdrawn:
        told = _("“%(piece)s” is withdrawn: nothing more is done with it.") % {"piece": row}
        return _not_possible(request, row, told)
    return None


def _not_possible(request: UserRequest, row: Evidence, sentence: str) -> HttpResponse:
    context = {"sentence": sentence, "back": row}
    return render(request, "error.html", context, status=409)


def _open(request: UserRequest, row: Evidence) -> None:
    """Its words stand above the form. Raises PurposeMissing."""
    read_log.opened(evidence=row, by=request.user, now=timezone.now())


def _deed(row: Evidence, heading: str, button: str, *, quoted: str = "") -> Deed:
    return Deed(heading=heading, button=button, about=row, quoted=quoted)
