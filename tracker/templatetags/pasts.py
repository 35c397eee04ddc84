"""Addresses on a page that is shown for a past day."""

from typing import Any
from urllib.parse import urlencode

from django import template

register = template.Library()


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
