"""The evidence of an assessment that is corrected: what of it still stands."""

from collections.abc import Iterator

from django import forms
from django.utils.translation import pgettext_lazy

from tracker.models import Assessment, Citation, User
from tracker.vocabulary import Use

STANDS, LEFT_OUT = "stands", "left_out"
CHOICES = [
    (STANDS, pgettext_lazy("evidence of a wrong assessment", "Still stands")),
    (Use.CONTRADICTS.value, pgettext_lazy("evidence of a wrong assessment", "Speaks against it")),
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
            is_against = citation.use == Use.CONTRADICTS
            self.fields[_name(citation)] = forms.ChoiceField(
                label=citation.evidence.title,
                choices=[c for c in CHOICES if not (is_against and c[0] == Use.CONTRADICTS)],
                widget=forms.RadioSelect,
                required=False,
            )

    @property
    def carried(self) -> Iterator[tuple[Citation, forms.BoundField]]:
        """The citations with their fields."""
        for citation in self.carried_citations:
            yield citation, self[_name(citation)]

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
