"""What is said to have a report made again."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tracker.forms.deeds import DayField
from tracker.vocabulary import Audience, Every, Language, ReportKind, Theme


def _capital(choices: Any) -> Any:
    """The choices of a vocabulary, each as it stands alone."""
    return lambda: [(one.value, capfirst(str(one.label))) for one in choices]


class ScheduleForm(forms.Form):
    """A report that is made again: which, how often, from which day on."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As you will look for it: “Quarterly letter to the ministry”."),
        max_length=200,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=_capital(ReportKind))
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    audience = forms.ChoiceField(
        label=_("For whom"),
        help_text=_("A public report holds nothing that is not public."),
        choices=_capital(Audience),
    )
    body = forms.ChoiceField(
        label=_("Responsible body"),
        help_text=_("A report for a body needs one."),
        required=False,
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        required=False,
        choices=lambda: [("", _("all")), *_capital(Theme)()],
    )
    every = forms.ChoiceField(label=_("How often"), choices=_capital(Every))
    first_on = DayField(
        label=_("First on"),
        help_text=_(
            "A draft waits from then on. It tells of the state on the day it is made, and of what"
            " changed since the time before; a brief, what changed and an evidence pack, of the end"
            " of the day before, as we said then. The days that the preview was asked for with are"
            " not kept."
        ),
    )

    def __init__(
        self, data: Any, *, bodies: Sequence[tuple[str, str]], initial: dict[str, Any]
    ) -> None:
        super().__init__(data, initial=initial)
        asked = initial.get("body")  # of a body without a part in the report, its code
        others = [(asked, asked)] if asked and asked not in dict(bodies) else []
        self.fields["body"].choices = [("", _("all")), *bodies, *others]  # type: ignore[attr-defined]

    @property
    def conditions(self) -> dict[str, list[str]]:
        """The filter of the report, as an address holds it."""
        said = self.cleaned_data
        found = {name: said.get(name, "") for name in ("body", "theme")}
        return {name: [value] for name, value in found.items() if value}
