"""The page on which analysts write the sender and preface of an edition's progress reports."""

from functools import partial

from django.forms import model_to_dict
from django.http import HttpResponse
from django.utils.translation import gettext as _

from tracker import policies
from tracker.actions.base import Command
from tracker.actions.reference_rows import AddRow, ChangeRow, add, change
from tracker.forms.base import newest_event_of
from tracker.forms.progress import ReportTextForm
from tracker.models import ReportText
from tracker.requests import UserRequest, form_view, posted
from tracker.views.base import render_form, report_or_404, save_form
from tracker.views.progress.publish import language_of
from tracker.vocabulary import Language


@form_view
def edit_report_text(request: UserRequest, slug: str) -> HttpResponse:
    """Write what the reports of an edition say of their sender, in one language."""
    report, language = report_or_404(request, slug), language_of(request)
    policies.check_can_change(request.user, "reporttext", report.cited_as)
    rows = ReportText.objects.visible_to(request.user)
    row = rows.filter(report=report, language=language).first()
    form = ReportTextForm(posted(request), initial=model_to_dict(row) if row else None)
    if row:
        form.remember_version(partial(newest_event_of, row))
    heading = _("Sender and preface")

    def save(command: Command) -> ReportText:
        fields = {name: form.cleaned_data[name] for name in form.FIRST}
        if row is None:
            fields |= {"report": report, "language": language}
            return add(AddRow(model=ReportText, fields=fields, reason=heading, by=command.by))
        last_event = form.cleaned_data["last_event"]
        return change(
            ChangeRow(row=row, fields=fields, reason=heading, by=command.by, last_event=last_event)
        )

    return save_form(
        request,
        form,
        save,
        Command,
        done=_("Saved. Reports created from now on print it."),
        to=f"{request.path}?language={language}",
    ) or render_form(
        request,
        "progress/texts.html",
        form,
        heading=heading,
        report=report,
        language=language,
        languages=Language.choices,
    )
