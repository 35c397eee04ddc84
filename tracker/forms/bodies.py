"""Form to divide the responsibilities of an ended body between its successors."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from tracker.actions.bodies.mandates import DivideResponsibilities
from tracker.forms.base import ReasonOnlyForm
from tracker.models import Body, Mandates, Responsibility, User
from tracker.summaries.bodies import load_holders


class DivideForm(ReasonOnlyForm):
    """Responsibilities of an ended body, the successors that continue them, and the reason."""

    responsibilities = forms.MultipleChoiceField(
        label=gettext_lazy("Responsibilities"), widget=forms.CheckboxSelectMultiple
    )
    bodies = forms.MultipleChoiceField(
        label=gettext_lazy("Who takes them over"),
        help_text=gettext_lazy("Select none to leave them with all successors, not divided."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    field_order = ("responsibilities", "bodies", "reason")

    def __init__(self, *args: Any, body: Body, only: str, mandates: Mandates, user: User) -> None:
        """Offer all responsibilities; those not divided are chosen, or the one with key `only`."""
        super().__init__(*args)
        rows = (
            Responsibility.objects.visible_to(user)
            .not_withdrawn()
            .filter(body=body)
            .select_related("body", "recommendation__report__mechanism")
            .prefetch_related("recommendation__translations")
            .order_by("sort_key", "pk")
        )
        self.rows = {str(row.pk): row for row in load_holders(rows, on=mandates.on)}
        successors = Body.objects.filter(pk__in=mandates.holders(body.pk)).order_by("code")
        self.successors = {other.code: other for other in successors}
        chosen = self.fields["responsibilities"]
        chosen.choices = [(key, _describe(row)) for key, row in self.rows.items()]
        undivided = [key for key, row in self.rows.items() if not row.is_divided]
        chosen.initial = [only] if only in self.rows else undivided
        self.fields["bodies"].choices = [
            (code, str(other)) for code, other in self.successors.items()
        ]

    @property
    def choices(self) -> list[forms.BoundField]:
        """The fields with checkboxes."""
        return [self["responsibilities"], self["bodies"]]

    def command(self, *, by: User, now: datetime) -> DivideResponsibilities:
        """Return the command of the valid form."""
        values = self.cleaned_data
        return DivideResponsibilities(
            responsibilities=[self.rows[key] for key in values["responsibilities"]],
            bodies=[self.successors[code] for code in values["bodies"]],
            reason=values["reason"],
            by=by,
            now=now,
        )


def _describe(row: Responsibility) -> str:
    about = row.recommendation
    note = f" · {row.holder}" if row.is_divided else ""
    return f"{about.cited_as} {about.title} · {row.get_role_display()}{note}"
