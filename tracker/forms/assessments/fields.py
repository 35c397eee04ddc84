"""Fields of the forms that assess: status, texts, and evidence carried over by a correction."""

from collections.abc import Iterable, Iterator

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy as _, pgettext_lazy

from tracker import policies, vocabulary
from tracker.actions.assessments.review import AssessmentTexts, KeepConclusion
from tracker.forms.base import DayField, Form, PostedData
from tracker.forms.evidence.fields import languages
from tracker.models import (
    Assessment,
    AssessmentLine,
    Citation,
    Component,
    Recommendation,
    User,
)

KEEP_STATUS = ""  # the first choice: the status stays, and a note is logged
STATUS_CHOICES = [(status.value, status.label) for status in vocabulary.SELECTABLE_STATUSES]


class StatusFields(Form):
    """The status to choose, and who has to approve it."""

    recommendation: Recommendation
    user: User
    assessment: Assessment | None  # that is revised or corrected

    status = forms.ChoiceField(
        label=_("What changed?"),
        required=False,
        choices=[(KEEP_STATUS, ""), *STATUS_CHOICES],
        widget=forms.RadioSelect,
    )

    def offer_keeping_status(self, recommendation: Recommendation) -> None:
        """Offer to keep the status as the first choice."""
        self.fields["status"].choices = [
            (KEEP_STATUS, _("Keep “%(status)s”") % {"status": recommendation.get_status_display()}),
            *STATUS_CHOICES,
        ]

    def require_status(self) -> None:
        """Offer the statuses alone, of which one has to be chosen."""
        status = self.fields["status"]
        status.required, status.label = True, _("Status")
        status.choices = STATUS_CHOICES

    @property
    def takes_notes(self) -> bool:
        """Whether the status may be kept, so that a note is logged."""
        return not self.fields["status"].required

    @cached_property
    def status_choices(self) -> list[tuple[BoundWidget, str]]:
        """The statuses to choose, each with why a second person has to approve it, or ""."""
        old = self.assessment
        reasons = policies.four_eyes.second_person_reasons(
            Assessment(
                recommendation=self.recommendation,
                perspective=old.perspective if old else vocabulary.Perspective.ANALYST,
                as_of=old.as_of if old else self.fields["as_of"].initial,
            )
        )
        return [(choice, reasons.get(choice.data["value"], "")) for choice in self["status"]]

    @property
    def offers_approval(self) -> bool:
        """Whether the user could approve an own assessment at once, with one status or another."""
        return self.user.may_write and any(
            choice.data["value"] and not reason for choice, reason in self.status_choices
        )


_OPEN_COMPONENTS = _("Still to be completed: %(components)s.")


def offer_remaining(recommendation: Recommendation, user: User) -> Assessment:
    """Return an unsaved assessment with what remains to be done and the language of it.

    It is as the approved assessment says; if that says nothing, a sentence with the components
    that it does not find fully implemented.
    """
    current = recommendation.current_assessment
    if current is not None and current.remaining:
        return Assessment(
            remaining=current.remaining,
            remaining_by=current.remaining_by,
            text_languages={"remaining": current.text_languages.get("remaining", "")},
        )
    delivered = AssessmentLine.objects.filter(
        assessment=recommendation.current_assessment_id or 0, status=vocabulary.Status.FULL
    )
    titles = "; ".join(
        component.shown_title
        for component in Component.objects.visible_to(user)
        .not_withdrawn()
        .order_by("code")
        .filter(recommendation=recommendation)
        .exclude(pk__in=delivered.values("component"))
    )
    return Assessment(
        remaining=_OPEN_COMPONENTS % {"components": titles} if titles else "",
        text_languages={"remaining": get_language()},
    )


TEXTS = ("rationale", "remaining", "next_step")
ANALYSTS_FIELDS = (
    *("remaining", "remaining_language", "remaining_by"),
    *("next_step", "next_step_language"),
)


class LanguageField(forms.ChoiceField):
    """Language of the text beside it; blank where nobody states it."""

    def __init__(self, *, initial: str | None = None) -> None:
        super().__init__(label=_("Language"), choices=languages, required=False, initial=initial)


class TextFields(forms.Form):
    """What remains for the body, our next step, and the languages of these and the rationale."""

    rationale_language = LanguageField()
    remaining = forms.CharField(
        label=_("What remains to be done"),
        help_text=_("For the body; reports print it."),
        required=False,
        max_length=vocabulary.MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    remaining_language = LanguageField()
    remaining_by = DayField(label=_("To be done by"), required=False)
    next_step = forms.CharField(
        label=_("Our next step"),
        help_text=_("For us alone; only internal reports print it."),
        required=False,
        max_length=vocabulary.MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_step_language = LanguageField()

    def fill_texts(
        self, recommendation: Recommendation, user: User, assessment: Assessment | None = None
    ) -> None:
        """Open with the texts of an assessment, or with what remained last.

        A text in no stated language stays so; a new one is in the language the user works in.
        """
        if not user.may_write:
            for name in ANALYSTS_FIELDS:
                del self.fields[name]
        self.is_remaining_offered = assessment is None
        opened = assessment or offer_remaining(recommendation, user)
        for name in TEXTS:
            text = getattr(opened, name)
            if name in self.fields:
                self.fields[name].initial = text
            if (field := self.fields.get(f"{name}_language")) is not None:
                field.initial = opened.text_languages.get(name, "") if text else get_language()
        if "remaining_by" in self.fields:
            self.fields["remaining_by"].initial = opened.remaining_by

    @property
    def has_new_texts(self) -> bool:
        """Whether a text was written that a note can't have."""
        values = self.cleaned_data
        return bool(
            (values.get("remaining") and not self._is_remaining_unchanged)
            or values.get("next_step")
        )

    @property
    def _is_remaining_unchanged(self) -> bool:
        typed, opened = self.cleaned_data.get("remaining", ""), self["remaining"].initial or ""
        return bool(typed.split() == opened.split())

    def texts(self, *, status: str, perspective: str) -> AssessmentTexts:
        """Return the texts of the valid form.

        What remained last is left out, unless it was changed, once nothing remains and from views
        that are not the analysts'.
        """
        values = self.cleaned_data
        is_ours = (
            status not in vocabulary.SETTLED_STATUSES
            and perspective == vocabulary.Perspective.ANALYST
        )
        is_left_out = "remaining" not in values or (
            self.is_remaining_offered and not is_ours and self._is_remaining_unchanged
        )
        return AssessmentTexts(
            remaining="" if is_left_out else values["remaining"],
            remaining_by=None if is_left_out else values["remaining_by"],
            next_step=values.get("next_step", ""),
            languages={name: values.get(f"{name}_language", "") for name in TEXTS},
        )


class ConclusionsForm(forms.Form):
    """The conclusions of an edition's assessments: those kept, and sentences that are offered."""

    def __init__(self, data: PostedData | None, *, assessments: Iterable[Assessment]) -> None:
        super().__init__(data)
        self.assessments = list(assessments)
        for row in self.assessments:
            self.fields[f"conclusion_{row.pk}"] = forms.CharField(
                label=_("Conclusion on no. %(number)s") % {"number": row.recommendation.number},
                initial=row.conclusion
                or vocabulary.offer_conclusion(row.status, number=row.recommendation.number),
                required=False,
                max_length=vocabulary.MAX_TEXT_LENGTH,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
            self.fields[f"language_{row.pk}"] = LanguageField(
                initial=row.text_languages.get("conclusion", "")
                if row.conclusion
                else get_language()
            )

    @property
    def conclusions(self) -> Iterator[tuple[Assessment, forms.BoundField, forms.BoundField]]:
        """The assessments, each with the fields of its text and of its language."""
        return (
            (row, self[f"conclusion_{row.pk}"], self[f"language_{row.pk}"])
            for row in self.assessments
        )

    def commands(self, *, by: User) -> list[KeepConclusion]:
        """Return a command for each conclusion that is not kept as it stands."""
        values = self.cleaned_data
        return [
            KeepConclusion(row=row, conclusion=text, language=language, by=by)
            for row in self.assessments
            for text, language in [(values[f"conclusion_{row.pk}"], values[f"language_{row.pk}"])]
            if (text, language if text else "")
            != (row.conclusion, row.text_languages.get("conclusion", ""))
        ]


STANDS, LEFT_OUT = "stands", "left_out"
CHOICES = [
    (STANDS, pgettext_lazy("evidence of a wrong assessment", "Still stands")),
    (
        vocabulary.Use.CONTRADICTS.value,
        pgettext_lazy("evidence of a wrong assessment", "Speaks against it"),
    ),
    (LEFT_OUT, pgettext_lazy("evidence of a wrong assessment", "Leave out")),
]


class CarriedFields(forms.Form):
    """A choice for each citation of the corrected assessment; without one it is left out."""

    carried_citations: list[Citation] = []

    def offer_citations(self, wrong: Assessment, user: User) -> None:
        """Add a field for each citation that stands and the user may see."""
        rows = Citation.objects.visible_to(user).not_withdrawn().filter(assessment=wrong.pk)
        rows = rows.filter(evidence__withdrawn_at=None).select_related("evidence")
        self.carried_citations = list(rows.order_by("pk"))
        for citation in self.carried_citations:
            is_against = citation.use == vocabulary.Use.CONTRADICTS  # already
            self.fields[_name(citation)] = forms.ChoiceField(
                label=citation.evidence.title,
                choices=[
                    (code, label)
                    for code, label in CHOICES
                    if not (is_against and code == vocabulary.Use.CONTRADICTS)
                ],
                widget=forms.RadioSelect,
                required=False,
            )

    @property
    def carried(self) -> Iterator[tuple[Citation, forms.BoundField]]:
        """The citations with their fields."""
        return ((citation, self[_name(citation)]) for citation in self.carried_citations)

    @property
    def carried_uses(self) -> dict[int, str]:
        """The use, by key, of what the valid form carries over: it stands, or speaks against it."""
        chosen = [(c, self.cleaned_data[_name(c)]) for c in self.carried_citations]
        return {
            citation.pk: citation.use if choice == STANDS else choice
            for citation, choice in chosen
            if choice not in ("", LEFT_OUT)
        }


def _name(citation: Citation) -> str:
    return f"standing_{citation.pk}"
