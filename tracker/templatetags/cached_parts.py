"""Template tags for parts that are rendered once: the main menu, and the forms of filters."""

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from django import http, template, urls
from django.template.loader import render_to_string
from django.utils import functional, safestring
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy as _, pgettext_lazy

from tracker import formats, models
from tracker.filters import base, parameters
from tracker.templatetags.tracker import on_day

register = template.Library()

EDITION = "/reports/[^/]+/"
# What each entry opens, and the addresses on which it is the current one.
ENTRIES: dict[str, tuple[str | functional.Promise, str]] = {
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
        "|summary)/",
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


@register.simple_tag(takes_context=True)
def main_menu(context: template.Context) -> safestring.SafeString:
    """Return the menu of the user, with the entry of this page marked."""
    user, path = context["request"].user, context["request"].path
    names = (
        TEAM_ENTRIES
        if user.may_read
        else FOCAL_POINT_ENTRIES
        if user.is_focal_point
        else NO_ROLE_ENTRIES
    )
    return _render(
        tuple((name, _current(name, path)) for name in names),
        tuple((name, _current(name, path)) for name in _more_names(user)),
        context.get("past_day"),
    )


@formats.cache_per_language
def _render(
    entries: tuple[tuple[str, str], ...], more: tuple[tuple[str, str], ...], past_day: object
) -> safestring.SafeString:
    """Render the entries of these names, and those under "More", each with whether it is current.

    Some lead to the past day of the page.
    """
    return render_to_string(
        "_menu.html",
        {
            "entries": [_entry(*entry, past_day) for entry in entries],
            "more": [_entry(*entry, past_day) for entry in more],
            "is_more_current": any(current for _name, current in more),
        },
    )


def _more_names(user: models.User) -> list[str]:
    """Return what the user may open under "More"."""
    if not user.may_read:
        return []
    entries = {
        "report_list": True,
        "indicator_list": True,
        "import_list": user.may_write,
        "review_queue": user.sees_paperwork,
        "disagreement_list": True,
        "event_list": user.sees_paperwork,
        "read_log": user.may_view_read_log,
        "admin:index": user.may_enter_admin,
        "help": True,
    }
    return [name for name, may_open in entries.items() if may_open]


def _entry(name: str, current: str, past_day: object) -> dict[str, str]:
    """Return label and address of an entry, and the value of its `aria-current`, perhaps empty."""
    url = on_day({"past_day": (past_day if name in KEEPS_DAY else None)}, _address(name))
    return {"label": str(ENTRIES[name][0]), "url": url, "current": current}


def _current(name: str, path: str) -> str:
    if path == _address(name):
        return "page"
    return "true" if re.match(ENTRIES[name][1], path) else ""


_address = cache(urls.reverse)


type Offered = tuple[tuple[str, tuple[tuple[Any, ...], ...]], ...]  # values by names of fields

CONTROL = re.compile(r"<(select|option|input)\b[^>]*>")
ATTRIBUTE = re.compile(r' (name|value|type)="([^"]*)"')
MARKS = {"option": " selected", "checkbox": " checked"}


@dataclass(frozen=True, slots=True)
class BlankForm:
    """HTML of a form without values, cut before the end of each control.

    `places` has the number of the part that ends in a control, by its name and value, with its
    mark; the value of a field that is typed is None.
    """

    parts: tuple[str, ...]
    places: dict[tuple[str, str | None], tuple[int, str]]

    @classmethod
    def parse(cls, html: str) -> "BlankForm":
        """Cut the HTML of a form."""
        parts: list[str] = []
        places: dict[tuple[str, str | None], tuple[int, str]] = {}
        name, start = "", 0
        for control in CONTROL.finditer(html):
            attributes = dict(ATTRIBUTE.findall(control[0]))
            name = attributes.get("name", name)  # of an option, that of its select
            if control[1] == "select":
                continue
            mark = MARKS.get(attributes.get("type") or control[1] or "", "")
            places[name, attributes.get("value", "") if mark else None] = len(parts), mark
            parts.append(html[start : control.end() - 1])
            start = control.end() - 1
        return cls((*parts, html[start:]), places)

    def fill(self, data: http.QueryDict) -> safestring.SafeString:
        """Return the HTML with the values of an address."""
        parts = list(self.parts)
        for name, values in data.lists():
            for value in map(escape, values):
                for place in (name, value), (name, None):
                    if place in self.places:
                        index, mark = self.places[place]
                        parts[index] = self.parts[index] + (mark or f' value="{value}"')
        return safestring.SafeString("".join(parts))


@dataclass(frozen=True, slots=True)
class FormKey:
    """What the blank form of a filter depends on, and a user who may see the rows it suggests."""

    template_name: str
    filter_class: type[base.StrictFilterSet]
    language: str | None
    offered: Offered
    user: models.User = field(compare=False)


@register.simple_tag(takes_context=True)
def filter_fields(context: template.Context, template_name: str) -> safestring.SafeString:
    """Return the fields of the filter of a list; with their errors, if it has any."""
    filter_set, request = context["filter_set"], context["request"]
    key = FormKey(template_name, type(filter_set), get_language(), filter_set.offered, request.user)
    return (
        _render_form(key, request.GET)
        if filter_set.problems
        else _blank_form(key).fill(request.GET)
    )


QUERY = "&amp;~query~"  # in a cached link: the other parameters of the list


@register.simple_tag(takes_context=True)
def quick_chips(context: template.Context) -> safestring.SafeString:
    """Return chips that offer the values of those filters of a list that are not in use."""
    filter_set, request = context["filter_set"], context["request"]
    key = FormKey(
        "forms/_quick_chip.html", type(filter_set), get_language(), filter_set.offered, request.user
    )
    html = "".join(chip for name, chip in _quick_chips(key) if name not in request.GET)
    return safestring.SafeString(
        html.replace(QUERY, escape(f"&{parameters.first_page(request.GET)}".rstrip("&")))
    )


@lru_cache(maxsize=64)
def _quick_chips(key: FormKey) -> list[tuple[str, safestring.SafeString]]:
    """Render the chip of each filter with at least two values, or with one that is no row."""
    offered, chips = dict(key.offered), list[tuple[str, safestring.SafeString]]()
    fields = key.filter_class.complete(key.user).form.fields
    countries = {code: name for _slug, _m, _year, name, code in offered.get("report", ())}
    for name in key.filter_class.quick:
        field = fields[name]
        rows = offered.get(name, countries.items() if name == "country" else ())
        values = [(code, getattr(field, "show", str)(*label)) for code, *label in rows]
        values.sort(key=lambda value: value[1].casefold())
        choices = values or [choice for choice in getattr(field, "choices", ()) if choice[0]]
        if len(choices) > bool(rows):
            context = {"name": name, "label": field.label, "choices": choices, "query": QUERY}
            chips.append((name, render_to_string(key.template_name, context)))
    return chips


@lru_cache(maxsize=64)
def _blank_form(key: FormKey) -> BlankForm:
    return BlankForm.parse(_render_form(key))


def _render_form(key: FormKey, data: http.QueryDict | None = None) -> safestring.SafeString:
    """Render the fields with values and errors, or else without any."""
    filter_set = key.filter_class.complete(key.user, data)
    fields = filter_set.form.fields
    return render_to_string(
        key.template_name,
        {
            "filter_set": filter_set,
            "form": filter_set.form,
            "offered": {
                name: [(code, fields[name].show(*values)) for code, *values in rows]
                for name, rows in key.offered
            },
        },
    )
