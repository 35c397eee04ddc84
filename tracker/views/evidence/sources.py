"""New sources of evidence, which a reviewer accepts or merges into a body."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from tracker.actions.bodies import sources
from tracker.actions.evidence import read_log
from tracker.forms.evidence.sources import AcceptSourceForm, MergeSourceForm
from tracker.models import Body, Evidence
from tracker.policies import bodies
from tracker.requests import UserRequest, form_view, page_view
from tracker.views.base import FormPage, PageLink, save_page, visible_or_404

MAX_SOURCES = 50  # those added first; the others follow
MAX_PIECES = 200  # of all of them


SOURCE_LIST = PageLink(gettext_lazy("New sources"), "source_list")


@page_view
def source_list(request: UserRequest) -> HttpResponse:
    """List the new sources with their evidence, those added first on top."""
    user = request.user
    bodies.check_can_add_source(user)
    new = Body.objects.visible_to(user).to_review().select_related("added_by")
    rows = list(new.order_by("pk")[:MAX_SOURCES])
    pieces = Evidence.objects.visible_to(user).not_withdrawn().filter(issuer__in=rows)
    shown = list(pieces.order_by("-pk")[:MAX_PIECES])
    read_log.log_listed(shown, by=user, now=timezone.now())
    entries = [(row, [piece for piece in shown if piece.issuer_id == row.pk]) for row in rows]
    return render(request, "evidence/sources.html", {"entries": entries})


@form_view
def accept_source(request: UserRequest, code: str) -> HttpResponse:
    """Accept a new source, with its name and kind corrected if need be."""
    source = _new_source(request, code)
    initial = {"name": source.name_en, "kind": source.kind}
    form = AcceptSourceForm(request.POST or None, initial=initial)
    return save_page(
        request,
        form,
        FormPage(_("Accept the source"), _("Accept"), SOURCE_LIST),
        sources.accept_source,
        lambda: form.command(source, by=request.user),
        done=_("Accepted. Everybody can choose it now."),
    )


@form_view
def merge_source(request: UserRequest, code: str) -> HttpResponse:
    """Merge a new source into the body that it is, with a reason."""
    source = _new_source(request, code)
    form = MergeSourceForm(request.POST or None, user=request.user)
    page = FormPage(
        heading=_("Merge into a body"),
        button=_("Merge"),
        subject=SOURCE_LIST,
        quotation=source.name,
        bodies=form.suggestions,
    )
    return save_page(
        request,
        form,
        page,
        sources.merge_source,
        lambda: form.command(source, by=request.user, now=timezone.now()),
        done=lambda body: _("Merged. Its evidence is now that of %(body)s.") % {"body": body},
    )


def _new_source(request: UserRequest, code: str) -> Body:
    """Return the new source that this user may decide on."""
    source = visible_or_404(Body.objects.all(), request.user, code=code)
    bodies.check_can_review_source(request.user, source)
    bodies.check_waits_for_review(source)
    return source
