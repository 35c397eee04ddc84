"""The short form of Home: log a note, find its recommendation, withdraw it."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions import reference_rows
from tracker.actions.evidence import items
from tracker.forms.assessments.quick_note import QuickNoteForm
from tracker.models import Citation
from tracker.requests import UserRequest, form_view, post_view, posted, store_temporarily
from tracker.views.base import FormPage, reason_page, render_form, save_form, visible_or_404


@form_view
def create_note(request: UserRequest) -> HttpResponse:
    """Log a note from Home. A refused form is shown again as it was typed."""
    policies.check_can_change(request.user, "citation", _("Notes"))
    now = timezone.now()
    upload = store_temporarily(request, now=now)
    form = QuickNoteForm(posted(request), upload, user=request.user)
    return save_form(
        request,
        form,
        items.log_note,
        lambda: form.command(by=request.user, now=now),
        done=lambda notes: _success_message(notes[0]),
        to="home",
    ) or render_form(request, "home/note.html", form, note_form=form)


@post_view
def find_recommendations(request: UserRequest) -> HttpResponse:
    """Show the recommendations that the search or the sentence is about, and a link in it.

    By POST, so that nothing typed gets into an address, and so into the log of a proxy.
    """
    policies.check_can_change(request.user, "citation", _("Notes"))
    form = QuickNoteForm(request.POST, user=request.user)
    context = {"form": form, "link_is_new": form.offer_link()}
    return render(request, "home/_note_matches.html", context)


@form_view
def withdraw_note(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw a note that was a mistake, with a reason."""
    related = ("evidence", "recommendation__report__mechanism")
    note = visible_or_404(
        Citation.objects.not_withdrawn(), request.user, *related, pk=pk, assessment=None
    )
    policies.check_can_change(request.user, "citation", _("Notes"))
    page = FormPage(
        heading=_("Withdraw a note"),
        button=_("Withdraw"),
        subject=note.recommendation,
        quotation="" if note.evidence.is_for_named_readers else note.sentence,
    )
    return reason_page(
        request,
        page,
        reference_rows.withdraw,
        partial(reference_rows.WithdrawRow, row=note, by=request.user, now=timezone.now()),
        done=_("Note withdrawn. It stays in the history."),
    )


def _success_message(note: Citation) -> SafeString:
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
    anchors = [format_html('<a href="{}">{}</a>', url, label) for url, label in links]
    return format_html("{} {} · {} · {}", sentence, *anchors)
