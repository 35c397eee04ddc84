"""What a judgment says of each component."""

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions.lines import LineSaid
from tracker.models import Assessment, Component, Line, Recommendation, User
from tracker.vocabulary import CHOSEN, ComponentBasis

NOT_JUDGED = ""


@dataclass(frozen=True, slots=True)
class LineAsked:
    """One component with its two fields."""

    component: Component
    status: forms.BoundField
    remark: forms.BoundField

    @property
    def rolls_up(self) -> bool:
        """Whether its words stand in the text: only such components bear on the whole."""
        return self.component.basis == ComponentBasis.IN_TEXT


class LineFields(forms.Form):
    """A status and a remark for each standing component; none where it has none."""

    components: list[Component]

    def offer_lines(
        self, recommendation: Recommendation, user: User, said: Assessment | None
    ) -> None:
        """Ask for a line per component; open with what was said already."""
        standing = Component.objects.visible_to(user).standing()
        self.components = list(standing.filter(recommendation=recommendation).order_by("code"))
        lines = Line.objects.visible_to(user).said().filter(assessment=said.pk if said else 0)
        held: dict[int, Line] = {line.component_id: line for line in lines}
        for component in self.components:
            line = held.get(component.pk)
            self.fields[_status(component)] = forms.ChoiceField(
                label=str(component),
                choices=[(NOT_JUDGED, _("not judged")), *((s.value, s.label) for s in CHOSEN)],
                initial=line.status if line else NOT_JUDGED,
                required=False,
            )
            label = _("Remark on %(component)s") % {"component": component.code}
            self.fields[_remark(component)] = forms.CharField(
                label=label,
                widget=forms.TextInput(attrs={"aria-label": label, "placeholder": _("Remark")}),
                initial=line.remark if line else "",
                required=False,
                max_length=1000,
            )

    def check_lines(self, *, is_note: bool) -> None:
        """A remark has a status beside it; a note says nothing of components."""
        for line in self.lines_said():
            if line.remark and not line.status:
                self.add_error(
                    _status(line.component),
                    _("A remark goes with a status. Say how far it got, or leave both empty."),
                )
            elif is_note and line.status:
                self.add_error(
                    _status(line.component),
                    _(
                        "Components are judged together with the whole. Choose how far the "
                        "recommendation got, or “not judged” here."
                    ),
                )

    def lines_said(self) -> list[LineSaid]:
        """What the form says of each component, as values for an action."""
        values = self.cleaned_data
        return [
            LineSaid(one, values.get(_status(one), ""), values.get(_remark(one), ""))
            for one in self.components
        ]

    @property
    def lines(self) -> Iterator[LineAsked]:
        """The components with their fields, by code."""
        for one in self.components:
            yield LineAsked(one, self[_status(one)], self[_remark(one)])

    @property
    def has_lines_to_show(self) -> bool:
        """Whether something was said of a component, or is wrong with it."""
        return any(
            one.status.errors or one.remark.errors or one.status.value() or one.remark.value()
            for one in self.lines
        )


def _status(component: Component) -> str:
    return f"component_{component.pk}"


def _remark(component: Component) -> str:
    return f"remark_{component.pk}"
