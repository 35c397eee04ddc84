"""What the place to drop a file shows."""

from typing import Any

from django import template
from django.conf import settings

from tracker.actions.dropping import Dropped
from tracker.audit.screen import mark_of
from tracker.forms.dropped import ACCEPTED
from tracker.screening import Spot

register = template.Library()
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
