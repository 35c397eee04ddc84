"""Whose view a judgment gives: an analyst chooses, a body's focal point speaks for the body."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tracker.actions.assessments.submission import LineSaid, View
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
from tracker.models.base import spoken_for
from tracker.vocabulary import CHOSEN, ComponentBasis, Perspective

VIEW = ("perspective", "body", "stated_by", "stated_on")


class ViewFields(forms.Form):
    """ "Whose view": the analyst's, unless something else is said."""

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

    own_bodies: list[Body]  # that somebody who speaks for bodies alone speaks for here
    said: Assessment | None = None  # mended or corrected: whose view it is stays

    def offer_views(self, recommendation: Recommendation, user: User) -> None:
        """Analysts choose whose view it is; a focal point, one of the bodies spoken for."""
        self.fields["body"].queryset = Body.objects.visible_to(user)  # type: ignore[attr-defined]
        self.own_bodies = [] if user.may_write else bodies_spoken_for(recommendation, user)
        if self.said is not None:
            for name in VIEW:
                del self.fields[name]
        elif not user.may_write:
            self._speak_for_own()

    def _speak_for_own(self) -> None:
        del self.fields["stated_by"], self.fields["stated_on"]
        perspective, body = self.fields["perspective"], self.fields["body"]
        perspective.initial, perspective.widget = Perspective.RESPONSIBLE_BODY, forms.HiddenInput()
        body.initial = self.own_bodies[0].code if self.own_bodies else ""
        if len(self.own_bodies) > 1:
            body.help_text = ""
            body.widget = forms.Select(choices=[(b.code, str(b)) for b in self.own_bodies])
        else:
            body.widget = forms.HiddenInput()

    @property
    def chooses_view(self) -> bool:
        """Whether an analyst chooses among all views."""
        return self.said is None and not self.own_bodies

    @property
    def view(self) -> View:
        """Whose view the valid form gives, as a value for an action."""
        if self.said is not None:
            said = self.said
            return View(said.perspective, said.body, said.stated_by, said.stated_on)
        values = self.cleaned_data
        untold = self.own_bodies[0] if len(self.own_bodies) == 1 else None
        return View(
            values.get("perspective") or self.fields["perspective"].initial,
            values.get("body") or untold,
            values.get("stated_by") or "",
            values.get("stated_on"),
        )

    @property
    def has_view_errors(self) -> bool:
        return any(name in self.errors for name in VIEW)

    @property
    def has_other_view(self) -> bool:
        """Whether something but the analyst's own view was said or chosen."""
        given: list[Any] = [self[name].value() for name in VIEW if name in self.fields]
        return any(value not in (None, "", Perspective.ANALYST) for value in given)


def bodies_spoken_for(recommendation: Recommendation, user: User) -> list[Body]:
    """The bodies with a role in the recommendation that this user speaks for, by code."""
    roles = Responsibility.objects.standing().filter(
        recommendation=recommendation.pk, body__in=spoken_for(user)
    )
    return list(Body.objects.visible_to(user).filter(pk__in=roles.values("body")).order_by("code"))


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
        lines = (
            AssessmentLine.objects.visible_to(user).said().filter(assessment=said.pk if said else 0)
        )
        held: dict[int, AssessmentLine] = {line.component_id: line for line in lines}
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
