"""Which measures somebody asked for."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tracker.filters.base import StrictFilterSet
from tracker.filters.fields import CodeFilter
from tracker.filters.recommendations import YES
from tracker.models import Body, Commitment, Report, User


class CommitmentState(TextChoices):
    """Whether there is anything left to follow."""

    OPEN = "open", pgettext_lazy("state of a measure", "open")
    DONE = "done", pgettext_lazy("state of a measure", "done")
    DROPPED = "dropped", pgettext_lazy("state of a measure", "dropped")


class CommitmentFilter(StrictFilterSet):
    """Nothing asked for: every measure that nobody withdrew."""

    state = django_filters.ChoiceFilter(
        choices=CommitmentState, method="in_state", label=_("State"), empty_label=_("any")
    )
    body = CodeFilter(
        label=_("Body"),
        rows=Body.objects.order_by("code"),
        code="code",
        widget=forms.TextInput(attrs={"list": "bodies-offered", "autocomplete": "off"}),
    )
    report = CodeFilter(
        label=_("Report"),
        rows=Report.objects.select_related("mechanism").order_by("-year", "slug"),
        code="slug",
        field_name="recommendation__report",
    )
    overdue = django_filters.ChoiceFilter(
        choices=YES, label=_("Overdue"), method="past_due", empty_label=None
    )
    slipped = django_filters.ChoiceFilter(
        choices=YES, label=_("Put off twice or more"), method="put_off", empty_label=None
    )
    quiet = django_filters.ChoiceFilter(
        choices=YES, label=_("Quiet for 180 days"), method="unheard_of", empty_label=None
    )

    class Meta:
        model = Commitment
        fields: list[str] = []  # every filter is declared above, by name

    def __init__(self, *args: Any, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("report", "body"):
            field = self.form.fields[name]
            field.rows = field.rows.visible_to(user)

    def in_state(self, rows: Any, name: str, state: str) -> Any:
        match state:
            case CommitmentState.OPEN:
                return rows.open()
            case CommitmentState.DONE:
                return rows.filter(done_on__isnull=False)
        return rows.exclude(dropped_reason="")

    def past_due(self, rows: Any, name: str, yes: str) -> Any:
        return rows.overdue(on=self.today)

    def put_off(self, rows: Any, name: str, yes: str) -> Any:
        return rows.slipped_twice()

    def unheard_of(self, rows: Any, name: str, yes: str) -> Any:
        return rows.quiet(on=self.today)
