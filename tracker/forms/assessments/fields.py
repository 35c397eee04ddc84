"""Form fields for the perspective of an assessment and for the lines of its components."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions.assessments.submission import LineInput, Viewpoint
from tracker.forms.fields import DayInput
from tracker.models import (
    Assessment,
    AssessmentLine,
    Body,
    Component,
    Recommendation,
    Responsibility,
    User,
)
from tracker.models.base import represented_bodies
from tracker.vocabulary import SELECTABLE_STATUSES, ComponentBasis, Perspective

PERSPECTIVE_FIELDS = ("perspective", "body", "stated_by", "stated_on")


class PerspectiveFields(forms.Form):
    """Perspective of an assessment: the analyst's, unless another is chosen."""

    perspective = forms.ChoiceField(
        label=_("Whose view"),
        choices=Perspective.choices,
        initial=Perspective.ANALYST,
        required=False,
        widget=forms.RadioSelect,
    )
    body = forms.ModelChoiceField(
        label=_("Body whose view it is"),
        help_text=_("The code of a body. A responsible body always; an organisation if known."),
        queryset=Body.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"}),
        error_messages={
            "invalid_choice": _("No body has the code “%(value)s”. Choose one from the list.")
        },
    )
    stated_by = forms.CharField(
        label=_("As stated by"),
        help_text=_("Who said so for it: a name or an office."),
        required=False,
        max_length=200,
    )
    stated_on = forms.DateField(
        label=_("Stated on"),
        help_text=_("It is stated in what you show above."),
        required=False,
        widget=DayInput,
    )

    own_bodies: list[Body]  # the bodies that a focal point may write for; empty for analysts
    assessment: Assessment | None = None  # revised or corrected here: its perspective stays

    def offer_perspectives(self, recommendation: Recommendation, user: User) -> None:
        """Offer all perspectives to an analyst, and a focal point's own bodies to a focal point."""
        self.fields["body"].queryset = Body.objects.visible_to(user)  # type: ignore[attr-defined]
        self.own_bodies = [] if user.may_write else represented_bodies_of(recommendation, user)
        if self.assessment is not None:
            for name in PERSPECTIVE_FIELDS:
                del self.fields[name]
        elif not user.may_write:
            self._offer_own_bodies()

    def _offer_own_bodies(self) -> None:
        del self.fields["stated_by"], self.fields["stated_on"]
        perspective, body = self.fields["perspective"], self.fields["body"]
        perspective.initial, perspective.widget = Perspective.RESPONSIBLE_BODY, forms.HiddenInput()
        body.initial = self.own_bodies[0].code if self.own_bodies else ""
        if len(self.own_bodies) > 1:
            body.help_text = ""
            body.widget = forms.Select(choices=[(own.code, str(own)) for own in self.own_bodies])
        else:
            body.widget = forms.HiddenInput()

    @property
    def chooses_perspective(self) -> bool:
        """Whether an analyst chooses among all perspectives."""
        return self.assessment is None and not self.own_bodies

    @property
    def viewpoint(self) -> Viewpoint:
        """The perspective of the valid form, as a value for an action."""
        if old := self.assessment:
            return Viewpoint(old.perspective, old.body, old.stated_by, old.stated_on)
        values = self.cleaned_data
        only_body = self.own_bodies[0] if len(self.own_bodies) == 1 else None
        return Viewpoint(
            values.get("perspective") or self.fields["perspective"].initial,
            values.get("body") or only_body,
            values.get("stated_by") or "",
            values.get("stated_on"),
        )

    @property
    def has_perspective_errors(self) -> bool:
        """Whether a field of the perspective is wrong."""
        return any(name in self.errors for name in PERSPECTIVE_FIELDS)

    @property
    def has_other_perspective(self) -> bool:
        """Whether anything but the analyst's own view was typed or chosen."""
        values: list[Any] = [
            self[name].value() for name in PERSPECTIVE_FIELDS if name in self.fields
        ]
        return any(value not in (None, "", Perspective.ANALYST) for value in values)


def represented_bodies_of(recommendation: Recommendation, user: User) -> list[Body]:
    """Return the bodies with a role in the recommendation that the user speaks for, by code."""
    roles = Responsibility.objects.not_withdrawn().filter(
        recommendation=recommendation.pk, body__in=represented_bodies(user)
    )
    return list(Body.objects.visible_to(user).filter(pk__in=roles.values("body")).order_by("code"))


NO_STATUS = ""


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """A component with its two form fields."""

    component: Component
    status: forms.BoundField
    remark: forms.BoundField

    @property
    def rolls_up(self) -> bool:
        """Whether the component is quoted in the text: only such ones bear on the whole."""
        return self.component.basis == ComponentBasis.IN_TEXT


class LineFields(forms.Form):
    """A status and a remark for each standing component; none where it has none."""

    components: list[Component]

    def offer_lines(
        self, recommendation: Recommendation, user: User, assessment: Assessment | None
    ) -> None:
        """Add two fields per component, filled in from the lines of `assessment`."""
        standing = Component.objects.visible_to(user).not_withdrawn()
        self.components = list(standing.filter(recommendation=recommendation).order_by("code"))
        lines = AssessmentLine.objects.visible_to(user).with_status()
        old_lines: dict[int, AssessmentLine] = {
            line.component_id: line
            for line in lines.filter(assessment=assessment.pk if assessment else 0)
        }
        for component in self.components:
            line = old_lines.get(component.pk)
            self.fields[_status(component)] = forms.ChoiceField(
                label=str(component),
                choices=[
                    (NO_STATUS, _("not judged")),
                    *((s.value, s.label) for s in SELECTABLE_STATUSES),
                ],
                initial=line.status if line else NO_STATUS,
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
        """Add an error to each remark without a status, and to each status of a note."""
        for line in self.line_inputs():
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

    def line_inputs(self) -> list[LineInput]:
        """Return the line of each component in the valid form, as values for an action."""
        values = self.cleaned_data
        return [
            LineInput(
                component, values.get(_status(component), ""), values.get(_remark(component), "")
            )
            for component in self.components
        ]

    @property
    def lines(self) -> Iterator[ComponentLine]:
        """The components with their fields, by code."""
        for component in self.components:
            yield ComponentLine(component, self[_status(component)], self[_remark(component)])

    @property
    def has_lines_to_show(self) -> bool:
        """Whether a line is filled in or has an error."""
        return any(
            field.errors or field.value()
            for line in self.lines
            for field in (line.status, line.remark)
        )


def _status(component: Component) -> str:
    return f"component_{component.pk}"


def _remark(component: Component) -> str:
    return f"remark_{component.pk}"
