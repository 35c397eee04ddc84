"""What the place to drop a file shows."""

from typing import Any

from django import template
from django.conf import settings

from tracker.actions.dropping import Dropped
from tracker.audit.screen import mark_of
from tracker.forms.dropped import ACCEPTED

register = template.Library()


@register.simple_tag
def files_taken() -> dict[str, Any]:
    """Endings of the files that are taken, and the megabytes that one may have."""
    return {"accept": ACCEPTED, "most": settings.LARGEST_FILE // 1_000_000}


@register.filter
def marks(dropped: Dropped) -> str:
    """What the tick "looked at" stands for: the spots that were shown."""
    return ",".join(dict.fromkeys(mark_of(spot) for spot in dropped.spots))
