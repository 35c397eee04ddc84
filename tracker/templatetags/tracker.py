"""How codes, days and quotations are shown on a page."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tracker import formats
from tracker.actions.evidence.files import Dropped
from tracker.audit.text_screening import mark_of
from tracker.forms.uploads import ACCEPTED
from tracker.models import Citation, Evidence, Indicator, Recommendation
from tracker.policies.evidence.confidentiality import may_name
from tracker.reporting.context import anchor_of
from tracker.reporting.evidence import says_again
from tracker.reporting.pages import page_at
from tracker.reporting.phrases import BEARS
from tracker.reporting.status_circle import status_circle
from tracker.screening import Spot
from tracker.text_differences import Part, differences
from tracker.vocabulary import (
    ANCHOR,
    ARROW,
    Bearing,
    Language,
    Role,
    State,
    Status,
    Strength,
    Trend,
    Use,
)

register = template.Library()

LONG = 80  # characters of a value that is told word by word

USED: dict[str, str | Promise] = {
    Use.SUPPORTS: _("Speaks for it"),
    Use.CONTRADICTS: _("Speaks against it"),
    Use.CONTEXT: pgettext_lazy("heading of a citation", "Context"),
    Use.COMMITMENT: pgettext_lazy("heading of a citation", "A commitment"),
}


@register.simple_tag
def status_badge(code: str) -> SafeString:
    """The circle of a status with its label."""
    return format_html(
        '<span class="status">{}<span>{}</span></span>', status_circle(code), Status(code).label
    )


@register.simple_tag
def trend(code: str) -> SafeString | str:
    """The arrow of a trend with its word; nothing where no trend was given."""
    if not code:
        return ""
    return format_html(
        '<span class="trend"><span aria-hidden="true">{}</span> {}</span>',
        ARROW[Trend(code)],
        Trend(code).label,
    )


@register.filter
def strength(code: str) -> str:
    return str(Strength(code).label)


@register.filter
def state(code: str) -> str:
    return str(State(code).label)


@register.filter
def role(code: str) -> str:
    return str(Role(code).label)


@register.filter
def anchor(code: str) -> str:
    """What a status means, in the words beside each choice."""
    return str(ANCHOR[Status(code)])


@register.filter
def capital(label: Any) -> str:
    """A label as it stands at the head of a line."""
    return str(label)[:1].upper() + str(label)[1:]


@register.filter
def called(indicator: Indicator) -> SafeString | str:
    """The name of an indicator at the head of a line, marked where it has no translation."""
    return _marked(capital(indicator.called), indicator.name_sq, indicator.name_sr)


@register.filter
def counted_in(indicator: Indicator) -> SafeString | str:
    """The unit of an indicator, marked likewise."""
    return _marked(indicator.counted_in, indicator.unit_sq, indicator.unit_sr)


def _marked(told: str, sq: str, sr: str) -> SafeString | str:
    is_wanting = formats.in_language(sq=sq, sr=sr) == ""
    return format_html('<span lang="en">{}</span>', told) if is_wanting else told


@register.filter
def place_in_report(recommendation: Recommendation) -> str:
    """Where a recommendation stands in its progress report: "#rec-4-2", or "?page=3#rec-201"."""
    page = page_at(recommendation.position - 1)
    return f"{f'?page={page}' if page > 1 else ''}#{anchor_of(recommendation.number)}"


@register.filter
def bearing(citation: Citation) -> str:
    """What a citation shows, in words; what it is used for where nobody said how it bears."""
    return str(BEARS[Bearing(citation.bearing)] if citation.bearing else USED[citation.use])


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """ "31 March 2024"; a dash for no day. Of a moment, its day here."""
    return formats.day(value) if value else "–"


@register.filter(expects_localtime=True)
def short_day(value: date | None) -> str:
    """ "31 Mar 2024"; a dash for no day. Of a moment, its day here."""
    return formats.short_day(value) if value else "–"


@register.filter(expects_localtime=True)
def moment(value: datetime) -> str:
    """ "31 March 2024, 14:02", as the clock here showed it."""
    return formats.moment(value)


@register.filter(expects_localtime=True)
def short_moment(value: datetime) -> str:
    """ "31 Mar 2024, 14:02", as the clock here showed it."""
    return formats.short_moment(value)


@register.filter
def before_mark(written: str) -> str:
    """A day as it stands before a comma or a dash."""
    return formats.before_mark(written)


@register.filter
def period(text: str) -> str:
    """The period of a figure, a month by its name; a dash for none."""
    return formats.period(text) or "–"


@register.filter
def days_to(since: date | datetime | None, today: date) -> int:
    """Whole days from a day, or from the day of a moment here, to today."""
    first = timezone.localdate(since) if isinstance(since, datetime) else since
    return (today - first).days if first else 0


@register.filter
def covers(evidence: Evidence) -> str:
    """The time a piece of evidence is about, open at either end; empty when it names none."""
    first, last = evidence.covers_from, evidence.covers_to
    if first and last:
        return (
            f"{formats.before_mark(formats.short_day(first))} – {formats.short_day(last)}"
            if first != last
            else formats.short_day(first)
        )
    if first:
        return str(_("since %(day)s") % {"day": formats.short_day(first)})
    return str(_("until %(day)s") % {"day": formats.short_day(last)}) if last else ""


@register.filter
def quoted(evidence: Evidence) -> SafeString:
    """The whole sentence of a piece of evidence, its words marked. Needs its passage at hand."""
    assert evidence.passage is not None
    text = evidence.passage.text
    first = evidence.start if evidence.sentence_start is None else evidence.sentence_start
    last = evidence.end if evidence.sentence_end is None else evidence.sentence_end
    return format_html(
        "{}<mark>{}</mark>{}",
        text[first : evidence.start],
        text[evidence.start : evidence.end],
        text[evidence.end : last],
    )


@register.filter
def figure(value: float | None) -> str:
    """A value with its thousands grouped; "unknown" for none, which is not zero."""
    return str(_("unknown")) if value is None else formats.number(value)


@register.filter
def change(value: float) -> str:
    """A change with its sign: "+4", "−12", "0"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{formats.number(abs(value))}"


@register.filter
def word_diff(old: str, new: str) -> tuple[Part, ...]:
    """What changed in a long text, word by word; nothing where both are short or one is empty."""
    if not (old and new) or max(len(old), len(new)) <= LONG:
        return ()
    return differences(old, new)


@register.filter
def is_named(citation: Citation) -> bool:
    """Whether the title of what is cited says more than the sentence beside it."""
    return not says_again(citation.evidence.title, citation.sentence)


@register.filter
def named_to(evidence: Evidence, user: Any) -> bool:
    """Whether this user is told whose words a piece is."""
    return may_name(user, evidence)


@register.filter
def place(citation: Citation) -> str:
    """Where in a document: "p. 4, ¶ 12"; empty where nobody said."""
    found = []
    if citation.page:
        found.append(_("p. %(page)s") % {"page": citation.page})
    if citation.paragraph:
        found.append(f"¶ {citation.paragraph}")
    return ", ".join(str(one) for one in found)


@register.simple_tag
def languages() -> list[tuple[str, str]]:
    """The languages of the tracker, each named in itself."""
    return Language.choices


@register.simple_tag
def html_lang() -> str:
    """The page's language for `<html lang>`: "sr-Latn" with the script as it is written."""
    parts = (get_language() or "en").split("-")
    return "-".join([parts[0], *(p.title() if len(p) == 4 else p.upper() for p in parts[1:])])


@register.simple_tag(takes_context=True)
def on_day(context: Any, address: str) -> str:
    """The address with the past day that this page is shown for; as it is on a page of today."""
    then = context.get("then")
    if not then:
        return address
    path, mark, place = address.partition("#")
    joint = "&" if "?" in path else "?"
    asked = urlencode({"on": then.on.isoformat(), "past": then.past.value})
    return f"{path}{joint}{asked}{mark}{place}"


SHOWN = 200  # spots of a file; whoever ticks them is asked about the rest next


@register.simple_tag
def files_taken() -> dict[str, Any]:
    """Endings of the files that are taken, and the megabytes that one may have."""
    return {"accept": ACCEPTED, "most": settings.LARGEST_FILE // 1_000_000}


@register.filter
def shown(dropped: Dropped) -> list[Spot]:
    """The spots that a page shows."""
    return dropped.spots[:SHOWN]


@register.filter
def marks(dropped: Dropped) -> str:
    """What the tick "looked at" stands for: the spots that were shown, and no others."""
    return ",".join(dict.fromkeys(mark_of(spot) for spot in shown(dropped)))
