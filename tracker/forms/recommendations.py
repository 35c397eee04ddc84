"""What a recommendation asks again: ticked among what is suggested, or named by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.actions.recommendations.lineage import CARRIED, Descent
from tracker.intake.lineage import RecommendationText, suggest_links, word_diff
from tracker.models import Recommendation, Report, User
from tracker.vocabulary import ClosureReason, LineageKind

MOST = 5000  # earlier recommendations compared, those of the newest editions first

CALLED: dict[str, str | Promise] = {
    "bodies": gettext_lazy("Bodies that answer for it"),
    "components": gettext_lazy("Components"),
    "topics": gettext_lazy("Topics"),
    "translations": gettext_lazy("Translations, where the words are the same"),
    "assignee": gettext_lazy("Who follows it"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A suggestion, with the words compared."""

    earlier: Recommendation
    score: float
    closeness: LineageKind
    is_by_itself: bool
    told: list[tuple[str, str]]  # ("same" | "out" | "in", words)


def offers(recommendation: Recommendation, user: User, *, known: Sequence[int]) -> list[Offer]:
    """What it may ask again of earlier editions of the same mechanism and country.

    Without those `known`, which are in its thread already. Two queries; at most MOST are compared.
    """
    report = recommendation.report
    rows = Recommendation.objects.visible_to(user).select_related("report__mechanism", "standing")
    beside = rows.filter(report=report)  # they show what was split
    held = {
        row.pk: row
        for row in rows.filter(
            report__mechanism=report.mechanism_id,
            report__country=report.country,
            report__year__lt=report.year,
        ).order_by("sort_key")[:MOST]
    }
    found = suggest_links(
        [RecommendationText(row.pk, report.year, row.text) for row in beside.order_by("sort_key")],
        [RecommendationText(row.pk, row.report.year, row.text) for row in held.values()],
    )
    return [
        Offer(
            earlier := held[int(one.earlier.key)],
            one.score,
            one.closeness,
            one.is_by_itself,
            word_diff(earlier.text, recommendation.text),
        )
        for one in found
        if one.later.key == recommendation.pk and one.earlier.key not in known
    ]


def closenesses() -> list[tuple[str, str]]:
    """How it may descend, in the language in force."""
    return [(one.value, capfirst(str(one.label))) for one in LineageKind]


class LineageForm(forms.Form):
    """Links to confirm, what is carried over with them, and why."""

    edition = forms.ModelChoiceField(
        label=gettext_lazy("Edition"),
        queryset=Report.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("none"),
    )
    number = forms.CharField(label=gettext_lazy("Number in it"), required=False, max_length=16)
    closeness = forms.ChoiceField(
        label=gettext_lazy("How it was asked again"),
        choices=closenesses,
        initial=LineageKind.REWORDED,
        required=False,
    )
    carry = forms.MultipleChoiceField(
        label=gettext_lazy("Carried over"),
        help_text=gettext_lazy(
            "Copied where this recommendation lacks it. Its status is never taken over."
        ),
        choices=list(CALLED.items()),
        initial=CARRIED,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("May stay empty: the history then says “new edition”."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, recommendation: Recommendation, offered: Sequence[Offer], user: User
    ) -> None:
        super().__init__(*args)
        self.offered, self.user = offered, user
        report = recommendation.report
        self.fields["edition"].queryset = (  # type: ignore[attr-defined]
            Report.objects.visible_to(user)
            .filter(mechanism=report.mechanism_id, country=report.country, year__lt=report.year)
            .select_related("mechanism")
            .order_by("-year")
        )
        for offer in offered:
            self.fields[f"link_{offer.earlier.pk}"] = forms.BooleanField(
                label=offer.earlier.cited_as, required=False, initial=offer.is_by_itself
            )
            self.fields[f"as_{offer.earlier.pk}"] = forms.ChoiceField(
                label=_("How it was asked again"),
                choices=closenesses,
                initial=offer.closeness,
                required=False,
            )

    @property
    def suggested(self) -> list[tuple[Offer, forms.BoundField, forms.BoundField]]:
        """Each offer with its tick and its closeness."""
        return [
            (offer, self[f"link_{offer.earlier.pk}"], self[f"as_{offer.earlier.pk}"])
            for offer in self.offered
        ]

    @property
    def descents(self) -> list[Descent]:
        """What the valid form says, for the action."""
        said = self.cleaned_data
        found = [
            Descent(
                offer.earlier, said[f"as_{offer.earlier.pk}"] or offer.closeness.value, offer.score
            )
            for offer in self.offered
            if said.get(f"link_{offer.earlier.pk}")
        ]
        by_hand = said.get("by_hand")
        if by_hand and by_hand.pk not in [one.earlier.pk for one in found]:
            found.append(Descent(by_hand, said["closeness"] or LineageKind.REWORDED.value))
        return found

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        edition, number = values.get("edition"), (values.get("number") or "").strip()
        if edition and number:
            values["by_hand"] = self._found(edition, number)
        elif edition:
            self.add_error("number", _("Give the number it had in %(edition)s.") % _named(edition))
        elif number and "edition" not in self.errors:
            self.add_error("edition", _("Choose the edition in which it had this number."))
        if not self.errors and not self.descents:
            self.add_error(
                None, _("Nothing is linked: tick a suggestion, or give an edition and a number.")
            )
        return values

    def _found(self, edition: Report, number: str) -> Recommendation | None:
        rows = Recommendation.objects.visible_to(self.user).select_related("report__mechanism")
        found: Recommendation | None = rows.filter(report=edition, number=number).first()
        if found is None:
            self.add_error(
                "number",
                _("%(edition)s has no recommendation %(number)s. Look it up in the report.")
                % {**_named(edition), "number": number},
            )
        return found


def _named(edition: Report) -> dict[str, str]:
    return {"edition": edition.cited_as}


def reasons() -> list[tuple[str, str]]:
    """The reasons to close, in the language in force."""
    return [(one.value, capfirst(str(one.label))) for one in ClosureReason]


class ProposalForm(forms.Form):
    """Why a recommendation need not be followed any more."""

    because = forms.ChoiceField(
        label=gettext_lazy("Why is it closed?"),
        choices=reasons,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose why it is closed.")},
    )
    words = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "For a second person who decides, and for whoever asks years later: what was done, "
            "or by what it is superseded."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def with_seen(self, seen: int) -> None:
        """Show this form again as one opened now: what was typed stays, what was seen is newer."""
        typed: Any = self.data
        self.data = typed.copy()
        self.data["seen"] = str(seen)  # type: ignore[index]


class WordsForm(forms.Form):
    """Words for a decision on a proposal; whether they are needed, the decision says."""

    words = forms.CharField(
        label=gettext_lazy("Note"),
        help_text=gettext_lazy("Needed to return or to withdraw it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    created_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)  # what was read


class ReopenForm(forms.Form):
    """Why a closed recommendation is followed again."""

    words = forms.CharField(
        label=gettext_lazy("Why?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
