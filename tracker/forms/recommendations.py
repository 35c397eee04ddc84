"""Forms to link, close and reopen a recommendation, and to divide the responsibilities for some."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy

from tracker.actions.recommendations.lifecycle import (
    CARRY_OVER_FIELDS,
    Predecessor,
)
from tracker.actions.reference_rows import DivideResponsibilities
from tracker.filters.base import MAX_CANDIDATES, choose_named
from tracker.forms.base import ActionForm, Form, ReasonOnlyForm, capitalized
from tracker.intake.lineage import LinkSuggestion, RecommendationText, suggest_links, word_diff
from tracker.models import (
    Body,
    Event,
    Mandates,
    Recommendation,
    Report,
    Responsibility,
    User,
)
from tracker.summaries.bodies import load_holders
from tracker.vocabulary import ClosureReason, LineageKind

MAX_COMPARED = 5000  # earlier recommendations, those of the newest editions first

CARRY_OVER_LABELS: dict[str, str | Promise] = {
    "bodies": gettext_lazy("Responsible bodies"),
    "components": gettext_lazy("Components"),
    "topics": gettext_lazy("Topics"),
    "translations": gettext_lazy("Translations, if the wording is the same"),
    "assignee": gettext_lazy("Assigned to"),
}


# An earlier recommendation that may be the same demand, why, and the difference of the texts:
# ("same" | "out" | "in", words).
type LineageSuggestion = tuple[Recommendation, LinkSuggestion, list[tuple[str, str]]]


def lineage_suggestions(
    recommendation: Recommendation, user: User, *, excluded: Sequence[int]
) -> list[LineageSuggestion]:
    """Suggest recommendations of earlier editions, of the same mechanism and country.

    `excluded` are the keys of those in its thread already. Two queries; at most MAX_COMPARED
    recommendations are compared.
    """
    report = recommendation.report
    rows = Recommendation.objects.visible_to(user).select_related(
        "report__mechanism", "current_assessment"
    )
    candidates = {
        row.pk: row
        for row in rows.filter(
            report__mechanism=report.mechanism_id,
            report__country=report.country,
            report__year__lt=report.year,
        ).order_by("sort_key")[:MAX_COMPARED]
    }
    links = suggest_links(
        [
            RecommendationText(row.pk, report.year, row.text)
            for row in rows.filter(report=report).order_by("sort_key")  # all, to notice splits
        ],
        [RecommendationText(row.pk, row.report.year, row.text) for row in candidates.values()],
    )
    return [
        (
            earlier := candidates[int(link.earlier.key)],
            link,
            word_diff(earlier.text, recommendation.text),
        )
        for link in links
        if link.later.key == recommendation.pk and link.earlier.key not in excluded
    ]


class LineageForm(Form):
    """Links to earlier recommendations, what is carried over from them, and the reason."""

    edition = forms.ModelChoiceField(
        label=gettext_lazy("Edition"),
        queryset=Report.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("none"),
    )
    number = forms.CharField(
        label=gettext_lazy("Number in that edition"),
        help_text=gettext_lazy("Or words of it."),
        required=False,
        max_length=200,
    )
    closeness = forms.ChoiceField(
        label=gettext_lazy("Kind of link"),
        choices=capitalized(LineageKind),
        initial=LineageKind.REWORDED,
        required=False,
    )
    carry_over = forms.MultipleChoiceField(
        label=gettext_lazy("Carry over"),
        help_text=gettext_lazy(
            "Copied where this recommendation has none. The status is never carried over."
        ),
        choices=list(CARRY_OVER_LABELS.items()),
        initial=CARRY_OVER_FIELDS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Optional. If left blank, the history says “new edition”."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        recommendation: Recommendation,
        suggestions: Sequence[LineageSuggestion],
        user: User,
    ) -> None:
        super().__init__(*args)
        self.recommendation, self.suggestions, self.user = recommendation, suggestions, user
        report = recommendation.report
        self.fields["edition"].queryset = (
            Report.objects.visible_to(user)
            .filter(mechanism=report.mechanism_id, country=report.country, year__lt=report.year)
            .select_related("mechanism")
            .order_by("-year")
        )
        for earlier, link, _diff in suggestions:
            self.fields[f"link_{earlier.pk}"] = forms.BooleanField(
                label=earlier.cited_as, required=False, initial=link.is_by_itself
            )
            self.fields[f"closeness_{earlier.pk}"] = forms.ChoiceField(
                label=_("Kind of link"),
                choices=capitalized(LineageKind),
                initial=link.closeness,
                required=False,
            )

    @property
    def rows(self) -> list[tuple[object, ...]]:
        """Each suggestion with its checkbox and the field of its closeness."""
        return [
            (earlier, link, diff, self[f"link_{earlier.pk}"], self[f"closeness_{earlier.pk}"])
            for earlier, link, diff in self.suggestions
        ]

    @property
    def predecessors(self) -> list[Predecessor]:
        """The chosen suggestions and the one typed, as values for the action."""
        values = self.cleaned_data
        predecessors = [
            Predecessor(
                earlier, values[f"closeness_{earlier.pk}"] or link.closeness.value, link.score
            )
            for earlier, link, _diff in self.suggestions
            if values.get(f"link_{earlier.pk}")
        ]
        typed = values.get("earlier")
        if typed and typed.pk not in [predecessor.earlier.pk for predecessor in predecessors]:
            predecessors.append(
                Predecessor(typed, values["closeness"] or LineageKind.REWORDED.value)
            )
        return predecessors

    def clean(self) -> None:
        """Find the recommendation typed, and check that anything is linked."""
        super().clean()
        values = self.cleaned_data
        edition, number = values.get("edition"), (values.get("number") or "").strip()
        if edition and number:
            values["earlier"] = find_recommendation(edition, number, user=self.user)
        elif edition:
            self.add_error(
                "number",
                _("Enter its number in %(edition)s.") % {"edition": edition.cited_as},
            )
        elif number and "edition" not in self.errors:
            self.add_error("edition", _("Choose the edition for this number."))
        if not self.errors and not self.predecessors:
            self.add_error(
                None,
                _("Nothing was linked. Select a suggestion, or enter an edition and a number."),
            )


def find_recommendation(edition: Report, number: str, *, user: User) -> Recommendation:
    """Find a recommendation by edition and number or words; ValidationError is of the number."""
    rows: Any = (
        Recommendation.objects.visible_to(user)
        .filter(report=edition)
        .select_related("report__mechanism")
    )
    named = rows.filter(number=number)[:1] or rows.with_words(number).order_by("sort_key")
    try:
        match: Recommendation | None = choose_named(number, named[: MAX_CANDIDATES + 1])
    except forms.ValidationError as error:
        raise forms.ValidationError({"number": error}) from error
    if match is None:
        raise forms.ValidationError(
            {
                "number": _(
                    "%(edition)s has no recommendation %(number)s. Check the number in the report."
                )
                % {"edition": edition.cited_as, "number": number}
            }
        )
    return match


class ClosingForm(ActionForm):
    """A proposal to close a recommendation: the reason, and an explanation."""

    closure_reason = forms.ChoiceField(
        label=gettext_lazy("Reason for closing"),
        choices=capitalized(ClosureReason),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a reason for closing.")},
    )
    explanation = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "What was done, or what replaced the recommendation: for the second person "
            "who decides and for later readers."
        ),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def prepare(self) -> None:
        """Show the form as of the newest event of the recommendation."""
        self.remember_version(partial(Event.objects.newest_sequence, self.row, to=self.user))


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
        self.successors = {
            other.code: other
            for other in Body.objects.filter(pk__in=mandates.holders(body.pk)).order_by("code")
        }
        chosen = self.fields["responsibilities"]
        chosen.choices = [(key, _describe(row)) for key, row in self.rows.items()]
        chosen.initial = (
            [only]
            if only in self.rows
            else [key for key, row in self.rows.items() if not row.is_divided]
        )
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
