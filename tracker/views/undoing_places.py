"""The page of the thing that a line of history is about."""

from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from tracker.audit.names import Model, name_of, visible_rows
from tracker.audit.written import written
from tracker.models import Event, File, Finding, Observation, Recommendation

# Rows shown on the page of another: which.
SHOWN_WITH: dict[Any, str] = {File: "evidence", Finding: "report", Observation: "indicator"}


@dataclass(frozen=True, slots=True)
class Place:
    """A page, and what it is called; `about`: the recommendation that the line is about."""

    address: str
    name: str
    about: str = ""


def place_of(event: Event, user: Any) -> Place:
    """Where a reader finds the thing: on its own page, on that of its recommendation, at home."""
    asked = _found(Recommendation, event.recommendation, user) if event.recommendation else None
    about = str(asked) if asked else ""
    whole = next(iter(written([event])), None)
    row = _found(whole.owner, whole.owner_key, user) if whole and whole.owner else None
    if row is not None:
        shown = getattr(row, SHOWN_WITH[type(row)]) if type(row) in SHOWN_WITH else row
        if hasattr(shown, "get_absolute_url"):
            return Place(f"{shown.get_absolute_url()}#history", name_of(shown), about)
    if asked is not None:
        return Place(f"{asked.get_absolute_url()}#history", str(asked), about)
    if row is not None and user.may_enter_admin:
        try:
            address = reverse(f"admin:tracker_{row._meta.model_name}_history", args=[row.pk])
        except NoReverseMatch:
            return Place(reverse("home"), _("Home"))
        return Place(address, name_of(row))
    return Place(reverse("home"), _("Home"))


def _found(model: Model, key: int, user: Any) -> Any:
    return visible_rows(model, user).filter(pk=key).first()
