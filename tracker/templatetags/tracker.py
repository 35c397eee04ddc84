"""Template tags and filters: labels, days, quotations and links of a page."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template, urls
from django.conf import settings
from django.template.defaulttags import CsrfTokenNode
from django.utils import crypto, functional, html, safestring, timezone
from django.utils.translation import (
    get_language,
    gettext_lazy as _,
    ngettext,
    pgettext,
    pgettext_lazy,
)

from tracker import formats, logs, models, policies, screening, text_differences
from tracker.actions import form_drafts
from tracker.actions.evidence import files
from tracker.audit.text_screening import confirmation_mark
from tracker.filters.parameters import Sorting
from tracker.forms.base import ACCEPTED
from tracker.reporting import pages, phrases, status_pictures
from tracker.reporting.context import anchor_of
from tracker.reporting.evidence import repeats_title
from tracker.summaries.evidence import EvidenceLine, describe_line
from tracker.summaries.home.editions import Edition
from tracker.summaries.statuses import MAX_COUNTED, TOO_MANY
from tracker.vocabulary import (
    STATUS_DESCRIPTIONS,
    TREND_ARROWS,
    Bearing,
    EvidenceKind,
    FourEyes,
    Role,
    State,
    Status,
    Strength,
    Trend,
    Use,
    columns,
    translate_breakdown,
)

register = template.Library()
register.filter(policies.four_eyes.may_decide)
register.filter(status_pictures.status_bar)
register.filter("capital", formats.upper_first)
register.filter("change", formats.signed_number)
register.filter("word_diff", text_differences.diff_long_texts)
register.filter("breakdown", translate_breakdown)  # a usual one; others stay as they are
register.filter("moment", formats.format_moment, expects_localtime=True)
register.filter("before_mark", formats.drop_full_stop)  # of a day before a comma or a dash
register.filter("known_line", describe_line)
register.simple_tag(policies.four_eyes.one_person_decides)
register.simple_tag(logs.request_id)

USE_LABELS: dict[str, str | functional.Promise] = {
    Use.SUPPORTS: _("Speaks for it"),
    Use.CONTRADICTS: _("Speaks against it"),
    Use.CONTEXT: pgettext_lazy("heading of a citation", "Background"),
    Use.COMMITMENT: pgettext_lazy("heading of a citation", "Commitment"),
}


@register.simple_tag(takes_context=True, name="csrf_token")
def hidden_fields(context: template.Context) -> str:
    """Return the token of a form that is sent, with who opened it, on which page."""
    token = CsrfTokenNode().render(context)
    request: Any = getattr(context, "request", None)
    if not token or request is None or not request.user.is_authenticated:
        return token
    if not hasattr(request, "signed_key"):
        draft = getattr(request, "draft", None)
        request.signed_key = form_drafts.sign_key(
            request.user.pk, (draft and draft.key) or crypto.get_random_string(16)
        )
    return token + html.format_html(
        '<input type="hidden" name="{}" value="{}">', form_drafts.FIELD, request.signed_key
    )


@register.simple_tag
@formats.cache_per_language
def status_badge(code: str) -> safestring.SafeString:
    """Return the circle of a status with its label."""
    return html.format_html(
        '<span class="status">{}<span>{}</span></span>',
        status_pictures.status_circle(code),
        Status(code).label,
    )


@register.filter
def reference(recommendation: models.Recommendation, editions: Sequence[Edition] | None) -> str:
    """Return the number where it is of the only edition on the page, else "TIP 2024 Kosovo 4"."""
    reports = {edition.report.pk for edition in editions or ()}
    return recommendation.number if reports == {recommendation.report_id} else str(recommendation)


@register.simple_tag
@formats.cache_per_language
def trend(code: str) -> safestring.SafeString | str:
    """Return the arrow of a trend with its label; empty without a trend."""
    return (
        html.format_html(
            '<span class="trend"><span aria-hidden="true">{}</span> {}</span>',
            TREND_ARROWS[Trend(code)],
            Trend(code).label,
        )
        if code
        else ""
    )


@register.filter
@formats.cache_per_language
def strength(code: str) -> str:
    """Return the label of a strength."""
    return str(Strength(code).label)


@register.filter
def state(code: str) -> str:
    """Return the label of a state."""
    return str(State(code).label)


@register.filter
def role(code: str) -> str:
    """Return the label of a role."""
    return str(Role(code).label)


@register.filter
def status_description(code: str) -> str:
    """Return what a status means, as shown beside each choice."""
    return str(STATUS_DESCRIPTIONS[Status(code)])


@register.filter
def timestamp(at: datetime) -> str:
    """Return a moment as HTML takes it in `datetime`, to the second."""
    return timezone.localtime(at).isoformat(timespec="seconds")


@register.filter
def indicator_name(indicator: models.Indicator) -> safestring.SafeString | str:
    """Return the capitalized name of an indicator, marked as English if it is untranslated."""
    return _mark_untranslated(
        formats.upper_first(indicator.translated_name), indicator.name_sq, indicator.name_sr
    )


@register.filter
def indicator_unit(indicator: models.Indicator) -> safestring.SafeString | str:
    """Return the unit of an indicator, marked as English if it has no translation."""
    return _mark_untranslated(indicator.translated_unit, indicator.unit_sq, indicator.unit_sr)


def _mark_untranslated(label: str, sq: str, sr: str) -> safestring.SafeString | str:
    return (
        html.format_html('<span lang="en">{}</span>', label)
        if formats.choose_translation(sq=sq, sr=sr) == ""
        else label
    )


@register.filter
def place_in_report(recommendation: models.Recommendation) -> str:
    """Return the place in its progress report: "#rec-4-2", or "?page=3#rec-201"."""
    page = pages.page_of(recommendation.position - 1)
    return f"{f'?page={page}' if page > 1 else ''}#{anchor_of(recommendation.number)}"


@register.filter
def use_label(citation: models.Citation) -> str:
    """Return what a citation shows; if nobody stated it, what the citation is used for."""
    return str(
        phrases.BEARING_LABELS[Bearing(citation.bearing)]
        if citation.bearing
        else USE_LABELS[citation.use]
    )


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """Return "31 March 2024" (of a moment, its local day); a dash without a day."""
    return formats.format_day(value) if value else "–"


@register.filter
def period(text: str) -> str:
    """Return the period of a figure, a month by its name; a dash without one."""
    return formats.format_period(text) or "–"


@register.filter
def days_to(since: date | datetime | None, today: date) -> int:
    """Return the whole days from a day, or from the local day of a moment, to today."""
    first = timezone.localdate(since) if isinstance(since, datetime) else since
    return (today - first).days if first else 0


@register.filter
def age(since: datetime, today: date) -> safestring.SafeString:
    """Return the days that something has waited."""
    return _age(days_to(since, today))


@formats.cache_per_language
def _age(days: int) -> safestring.SafeString:
    words = ngettext("%(number)s day", "%(number)s days", days) if days else _("since today")
    return html.format_html('<span class="small soft">{}</span>', words % {"number": days})


@register.filter
def covers(evidence: models.Evidence) -> str:
    """Return the time that evidence is about, open at either end; empty if it states none."""
    return _format_span(evidence.covers_from, evidence.covers_to)


@formats.cache_per_language
def _format_span(first: date | None, last: date | None) -> str:
    if first and last:
        if first == last:
            return formats.format_day(first)
        return pgettext("period that evidence covers", "%(first)s – %(last)s") % {
            "first": formats.format_day(first),
            "last": formats.format_day(last),
        }
    if first:
        return str(_("since %(day)s") % {"day": formats.format_day(first)})
    return str(_("until %(day)s") % {"day": formats.format_day(last)}) if last else ""


@register.simple_tag
def read_line(upload: files.Upload | None, url: str) -> EvidenceLine:
    """Return what a file or a link that is not saved yet tells of issuer, kind and period."""
    read = files.read_line(upload, url, today=timezone.localdate())
    return describe_line(models.Evidence(kind=EvidenceKind.NOT_STATED, reading=read))


register.simple_tag(files.line_mark)


@register.filter
def quotation(evidence: models.Evidence) -> safestring.SafeString:
    """Return the sentence of evidence with its quotation marked. Needs its passage loaded."""
    assert evidence.passage is not None
    text = evidence.passage.text
    first = evidence.start if evidence.sentence_start is None else evidence.sentence_start
    last = evidence.end if evidence.sentence_end is None else evidence.sentence_end
    return html.format_html(
        "{}<mark>{}</mark>{}",
        text[first : evidence.start],
        text[evidence.start : evidence.end],
        text[evidence.end : last],
    )


@register.filter
def figure(value: float | None) -> str:
    """Return a value with grouped thousands; "unknown" for None, which is not zero."""
    return str(_("unknown")) if value is None else formats.format_number(value)


@register.filter
def shows_title(citation: models.Citation) -> bool:
    """Return whether the title of the evidence says more than the sentence of the citation."""
    return not repeats_title(citation.evidence.title, citation.sentence)


@register.filter
def issuer_visible_to(evidence: models.Evidence, user: models.User) -> bool:
    """Return whether the user may see who issued the evidence."""
    return policies.confidentiality.may_see_issuer(user, evidence)


@register.filter
def citation_place(citation: models.Citation) -> str:
    """Return the place in a document: "p. 4, ¶ 12"; empty if nobody stated it."""
    return formats.format_locator(citation.page, citation.paragraph)


@register.simple_tag
def four_eyes_rule() -> str:
    """Return the sentences on what a second person decides here."""
    return str(FourEyes(settings.FOUR_EYES).label)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """Return the languages that pages are offered in, each with its own name."""
    return settings.LANGUAGES


@register.simple_tag
def html_lang() -> str:
    """Return the page's language for `<html lang>`: "sr-Latn" with the usual capitals."""
    parts = (get_language() or "en").split("-")
    return "-".join([parts[0], *(p.title() if len(p) == 4 else p.upper() for p in parts[1:])])


@register.simple_tag(takes_context=True)
def on_day(context: Any, address: str) -> str:
    """Return the address with the past day of this page; unchanged on a page of today."""
    if not (past_day := context.get("past_day")):
        return address
    path, mark, fragment = address.partition("#")
    query = urlencode({"on": past_day.on.isoformat(), "basis": past_day.basis.value})
    return f"{path}{'&' if '?' in path else '?'}{query}{mark}{fragment}"


@register.simple_tag
def help_link(term: str, about: str) -> safestring.SafeString:
    """Return a small "?" that opens the glossary at a term, in a tab beside the work."""
    return html.format_html(
        '<a class="help-link" href="{}#{}" target="help" aria-label="{}">?</a>',
        urls.reverse("glossary"),
        term,
        _("Help: %(about)s") % {"about": about},
    )


MAX_SPOTS = 200  # spots of a file on a page; the others are shown once these are confirmed


@register.simple_tag
def accepted_files() -> dict[str, object]:
    """Return the file extensions that are accepted, and the largest size in megabytes."""
    return {"accept": ACCEPTED, "most": settings.LARGEST_FILE // 1_000_000}


@register.filter
def spots_to_confirm(upload: files.Upload) -> list[screening.Spot]:
    """Return the spots that the page shows."""
    return upload.spots[:MAX_SPOTS]


@register.filter
def spot_marks(upload: files.Upload) -> str:
    """Return the value of the confirmation checkbox: the marks of the spots on the page."""
    return ",".join(dict.fromkeys(confirmation_mark(spot) for spot in spots_to_confirm(upload)))


@register.simple_tag
def sort_head(
    sorting: Sorting | None, order: str, label: str, css: str = ""
) -> safestring.SafeString:
    """Return the head of a column: a link that sorts the list, or that turns its order around.

    Where nothing is sorted, or not by this column, it is the label alone.
    """
    text, direction = label, ""
    if sorting and order:
        direction = {order: "ascending", f"-{order}": "descending"}.get(sorting.order, "")
        others = (name for name in sorting.orders if name.lstrip("-") == order)
        if other := next((name for name in others if name != sorting.order), ""):
            query = f"{sorting.query}&order={other}".lstrip("&")
            text = html.format_html('<a href="?{}">{}</a>', query, label)
    marks = html.format_html_join(
        "", ' {}="{}"', (mark for mark in (("class", css), ("aria-sort", direction)) if mark[1])
    )
    return html.format_html('<th scope="col"{}>{}</th>', marks, text)


@register.filter
def count_of(counts: Counter[str] | None, status: str) -> str:
    """Return how many have a status, or how many there are; empty for none, or unknown."""
    if counts and TOO_MANY in counts:
        return "…" if status else f"{MAX_COUNTED}+"
    return str((counts and (counts[status] if status else counts.total())) or "")


@register.simple_tag
def list_columns(brief: object, past_day: object) -> list[columns.RecommendationColumn]:
    """Return the columns of a list of recommendations; a past day has no review to come."""
    codes = [code for code in columns.LIST_COLUMNS if not (brief and code in columns.NOT_BRIEF)]
    return [columns.RECOMMENDATION_COLUMNS[c] for c in codes if not (past_day and c == "review_on")]


@register.filter
@formats.cache_per_language
def column_head(code: str) -> str:
    """Return the head of a column in the list of recommendations."""
    return str(columns.RECOMMENDATION_COLUMNS[code].head)
