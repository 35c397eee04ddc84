"""Text written for the progress report: the executive summary, and a remark per recommendation."""

from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import get_language, gettext as _

from tracker import policies
from tracker.actions.progress import remarks
from tracker.forms.progress import PAGE, RemarkForm
from tracker.models import Recommendation, Remark, Report
from tracker.requests import UserRequest, form_view, posted
from tracker.views.base import FormPage, reason_page, render_form, save_form, visible_or_404
from tracker.vocabulary import Language

MAX_EARLIER = 20  # earlier texts shown


@dataclass(frozen=True, slots=True)
class RemarkSubject:
    """Report, or one recommendation of it, that the text is about."""

    report: Report
    recommendation: Recommendation | None

    @property
    def heading(self) -> str:
        """Heading of the form."""
        if self.recommendation is None:
            return _("Executive summary")
        return _("Remark for the progress report")

    @property
    def row(self) -> Report | Recommendation:
        """Recommendation, or else the report."""
        return self.recommendation or self.report


@form_view
def edit_remark(request: UserRequest, slug: str, number: str = "") -> HttpResponse:
    """Write the summary of a report or the remark on a recommendation, in one language."""
    subject = _subject(request, slug, number)
    policies.check_can_change(request.user, "remark", subject.row.cited_as)
    language = _language(request)
    form = RemarkForm(posted(request))
    find_newest = partial(remarks.newest_remark, subject.report, subject.recommendation, language)
    newest = find_newest()
    form.initial = {"text": newest.text if newest else "", "as_of": request.today}
    form.remember_version(lambda: getattr(find_newest(), "pk", 0))
    if response := save_form(
        request,
        form,
        remarks.write,
        partial(
            remarks.WriteRemark,
            report=subject.report,
            recommendation=subject.recommendation,
            language=language,
        ),
        done=_("Saved. Progress reports print it from that day on."),
        to=f"{request.path}?language={language}",
    ):
        if len(form.cleaned_data["text"]) > PAGE:
            messages.warning(
                request,
                _("The text is longer than a page, so a brief becomes longer than two pages."),
            )
        return response
    earlier = Remark.objects.visible_to(request.user).filter(
        report=subject.report, recommendation=subject.recommendation, language=language
    )
    return render_form(
        request,
        "progress/remark.html",
        form,
        subject=subject,
        language=language,
        languages=Language.choices,
        # To be read below the form, if somebody else wrote it meanwhile.
        newest=find_newest() if form.is_bound else newest,
        earlier=earlier.select_related("written_by").newest_first()[:MAX_EARLIER],
    )


@form_view
def withdraw_remark(request: UserRequest, pk: int) -> HttpResponse:
    """Withdraw a remark, with a reason."""
    related = ("report__mechanism", "recommendation__report__mechanism")
    current = visible_or_404(Remark.objects.not_withdrawn(), request.user, *related, pk=pk)
    subject = RemarkSubject(current.report, current.recommendation)
    policies.check_can_change(request.user, "remark", subject.row.cited_as)
    page = FormPage(
        heading=_("Withdraw a remark"),
        button=_("Withdraw"),
        subject=subject.row,
        quotation=current.text,
    )
    return reason_page(
        request,
        page,
        remarks.withdraw,
        partial(remarks.WithdrawRemark, remark=current),
        done=_("Withdrawn. The history keeps it."),
    )


def _subject(request: UserRequest, slug: str, number: str) -> RemarkSubject:
    report = visible_or_404(Report, request.user, "mechanism", slug=slug)
    if not number:
        return RemarkSubject(report, None)
    recommendation = visible_or_404(
        Recommendation, request.user, "report__mechanism", report=report, number=number
    )
    return RemarkSubject(report, recommendation)


def _language(request: UserRequest) -> str:
    """Return the language to write in: the one asked for, else that of the page."""
    wanted = request.GET.get("language", "")
    active = get_language() or ""
    languages = Language.values
    return next((code for code in (wanted, active) if code in languages), Language.ENGLISH.value)
