"""Main menu: at most eight entries, and what stands under "More", by the rights of the user."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from tracker.formats import cache_per_language
from tracker.models import User
from tracker.templatetags.tracker import on_day

register = template.Library()

EDITION = "/reports/[^/]+/"
# What each entry opens, and the addresses on which it is the current one.
ENTRIES: dict[str, tuple[str | Promise, str]] = {
    "home": (_("Home"), "/$"),
    "recommendation_list": (_("Recommendations"), f"/recommendations/|{EDITION}recommendations/"),
    "evidence_list": (pgettext_lazy("menu", "Evidence"), "/evidence/"),
    "question_list": (_("Questions"), "/questions/"),
    "commitment_list": (_("Commitments"), "/commitments/"),
    "body_list": (_("Bodies"), "/bodies/"),
    "my_body": (_("My body"), "/my-body/|/bodies/"),
    "publication_list": (
        _("Reports"),
        f"/(publications|saved-reports|remarks)/|{EDITION}(progress|publications|saved-reports"
        "|summary|compare)/",
    ),
    "report_list": (_("Source reports"), f"/reports/$|{EDITION}$"),
    "indicator_list": (_("Figures"), f"/(indicators|figures)/|{EDITION}figures/"),
    "import_list": (_("Imports"), "/imports/"),
    "review_queue": (_("Waiting for action"), "/review-queue/"),
    "disagreement_list": (_("Other views"), "/disagreements/"),
    "event_list": (_("History"), "/(history|health|redactions)/"),
    "read_log": (_("Read log"), "/read-log/"),
    "admin:index": (_("Administration"), "/admin/"),
    "help": (_("Help"), "/(help|glossary)/"),
}
KEEPS_DAY = ("home", "recommendation_list")  # links that lead to the past day of the page
TEAM_ENTRIES = (
    "home",
    "recommendation_list",
    "evidence_list",
    "question_list",
    "commitment_list",
    "body_list",
    "publication_list",
)
NO_ROLE_ENTRIES = ("home", "help")
FOCAL_POINT_ENTRIES = ("my_body", "question_list", "commitment_list", "publication_list", "help")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """Link of the menu; `current` is the value of its `aria-current`, empty elsewhere."""

    label: str
    url: str
    current: str


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> SafeString:
    """Return the menu of the user, with the entry of this page marked."""
    user, path = context["request"].user, context["request"].path
    names: Sequence[str] = TEAM_ENTRIES
    if not user.may_read:
        names = FOCAL_POINT_ENTRIES if user.is_focal_point else NO_ROLE_ENTRIES
    entries = tuple((name, _current(name, path)) for name in names)
    more = tuple((name, _current(name, path)) for name in _more_names(user))
    return _render(entries, more, context.get("past_day"))


@cache_per_language
def _render(
    entries: tuple[tuple[str, str], ...], more: tuple[tuple[str, str], ...], past_day: object
) -> SafeString:
    """Render the entries of these names, and those under "More", each with whether it is current.

    Some lead to the past day of the page.
    """
    context = {
        "entries": [_entry(*entry, past_day) for entry in entries],
        "more": [_entry(*entry, past_day) for entry in more],
        "is_more_current": any(current for _name, current in more),
    }
    return render_to_string("_menu.html", context)


def _more_names(user: User) -> Iterator[str]:
    """Yield what the user may open under "More"."""
    if not user.may_read:
        return
    yield from ("report_list", "indicator_list")
    if user.may_write:
        yield "import_list"
    if user.sees_paperwork:
        yield "review_queue"
    yield "disagreement_list"
    if user.sees_paperwork:
        yield "event_list"
    if user.may_view_read_log:
        yield "read_log"
    if user.may_enter_admin:
        yield "admin:index"
    yield "help"


def _entry(name: str, current: str, past_day: object) -> MenuEntry:
    url = _address(name)
    return MenuEntry(
        str(ENTRIES[name][0]),
        on_day({"past_day": past_day}, url) if name in KEEPS_DAY else url,
        current,
    )


def _current(name: str, path: str) -> str:
    if path == _address(name):
        return "page"
    return "true" if re.match(ENTRIES[name][1], path) else ""


_address = cache(reverse)
