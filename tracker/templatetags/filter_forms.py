"""Template tag for the form of a filter, which is rendered once and then filled in."""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django import template
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tracker.filters.base import StrictFilterSet
from tracker.models import User

type Offered = tuple[tuple[str, tuple[tuple[Any, ...], ...]], ...]  # values by names of fields

register = template.Library()

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

    def fill(self, data: QueryDict) -> SafeString:
        """Return the HTML with the values of an address."""
        parts = list(self.parts)
        for name, values in data.lists():
            for value in map(escape, values):
                for place in (name, value), (name, None):
                    if place in self.places:
                        index, mark = self.places[place]
                        parts[index] = self.parts[index] + (mark or f' value="{value}"')
        return SafeString("".join(parts))


@dataclass(frozen=True, slots=True)
class FormKey:
    """What the blank form of a filter depends on, and a user who may see the rows it suggests."""

    template_name: str
    filter_class: type[StrictFilterSet]
    orders: tuple[tuple[str, str | Promise], ...]
    language: str | None
    offered: Offered
    user: User = field(compare=False)


@register.simple_tag(takes_context=True)
def filter_fields(context: template.Context, template_name: str, orders: Any = ()) -> SafeString:
    """Return the fields of the filter of a list; with their errors, if it has any."""
    filter_set, request = context["filter_set"], context["request"]
    filter_class: type[StrictFilterSet] = type(filter_set)
    offered = filter_class.offered_to(request.user)
    key = FormKey(template_name, filter_class, orders, get_language(), offered, request.user)
    return _render(key, request.GET) if filter_set.problems else _blank_form(key).fill(request.GET)


@lru_cache(maxsize=64)
def _blank_form(key: FormKey) -> BlankForm:
    return BlankForm.parse(_render(key))


def _render(key: FormKey, data: QueryDict | None = None) -> SafeString:
    """Render the fields with values and errors, or else without any."""
    filter_set = key.filter_class.complete(key.user, data)
    fields = filter_set.form.fields
    context = {
        "filter_set": filter_set,
        "form": filter_set.form,
        "offered": {
            name: [(code, fields[name].show(*values)) for code, *values in rows]
            for name, rows in key.offered
        },
        "orders": key.orders,
        "order": data and data.get("order"),
    }
    return render_to_string(key.template_name, context)
