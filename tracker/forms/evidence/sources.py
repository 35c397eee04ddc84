"""Forms for sources of evidence: a new one beside the issuer, and the body that it is."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from tracker.actions.bodies.sources import AcceptSource, MergeSource, NewSource
from tracker.errors import InvalidValue
from tracker.forms.base import ActionForm, BodyField, DayField, ReasonOnlyForm, capitalized
from tracker.models import Body, User, domain_of
from tracker.policies import bodies
from tracker.vocabulary import BodyKind, Language


def languages() -> list[tuple[str, str]]:
    """Return the languages to choose from, in the active language."""
    return [("", _("not stated")), *Language.choices]


class SourceFields(forms.Form):
    """Link, language and days of evidence, and an issuer that is not in the list yet.

    The domain of a new issuer is that of the link.
    """

    SOURCE_FIELDS = ("new_source_name", "new_source_kind")

    new_source_name = forms.CharField(
        label=gettext_lazy("New source"),
        help_text=gettext_lazy(
            "The name of an issuer that is not in the list. A reviewer checks it later."
        ),
        required=False,
        max_length=200,
    )
    new_source_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of source"),
        choices=lambda: [("", "–"), *capitalized(BodyKind)()],
        required=False,
    )
    url = forms.URLField(
        label=gettext_lazy("Link"), required=False, max_length=1000, assume_scheme="https"
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages, required=False)
    published_on = DayField(label=pgettext_lazy("label of a day", "Published on"), required=False)
    covers_from = DayField(label=gettext_lazy("Covers from"), required=False)
    covers_to = DayField(label=gettext_lazy("Covers to"), required=False)

    def clean(self) -> None:
        """Check the period, and that a new source has a name and a kind and is not in the list."""
        super().clean()
        values = self.cleaned_data
        first, last = values.get("covers_from"), values.get("covers_to")
        if first and last and first > last:
            self.add_error(
                "covers_to", _("The end is before the start. Choose a date after “Covers from”.")
            )
        name, kind = values.get("new_source_name"), values.get("new_source_kind")
        if not name and kind:
            self.add_error("new_source_name", _("Enter the name of the new source."))
        if not name:
            return
        if values.get("issuer"):
            self.add_error("new_source_name", _("Choose an issuer or add a new source, not both."))
        if not kind and "new_source_kind" not in self.errors:
            self.add_error("new_source_kind", _("Choose the kind of the new source."))
        try:
            bodies.find_same_source(name, domain_of(values.get("url") or ""))
        except InvalidValue as error:
            self.add_error("new_source_name", str(error))

    @property
    def new_source(self) -> NewSource | None:
        """The new source of the valid form, or None."""
        values = self.cleaned_data
        if not values.get("new_source_name"):
            return None
        kind = BodyKind(values["new_source_kind"])
        return NewSource(values["new_source_name"], kind, values.get("url") or "")


class AcceptSourceForm(ActionForm):
    """Name and kind of a new source, as the reviewer finds them right."""

    FIRST = ("name", "kind")

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=capitalized(BodyKind))

    def command(self, source: Body, *, by: User) -> AcceptSource:
        """Return what the valid form says."""
        return AcceptSource(source, self.cleaned_data["name"], self.cleaned_data["kind"], by=by)


class MergeSourceForm(ReasonOnlyForm):
    """The body that a new source is, and the reason."""

    FIRST: tuple[str, ...] = ("body", "reason")

    body = BodyField(
        label=gettext_lazy("Body"),
        help_text=gettext_lazy("Type a name or acronym and choose from the list."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        field.rows = field.rows.visible_to(user).filter(is_provisional=False)

    @property
    def suggestions(self) -> list[Body]:
        """The bodies to suggest."""
        return list(self.fields["body"].suggestions)

    def command(self, source: Body, *, by: User, now: datetime) -> MergeSource:
        """Return what the valid form says."""
        values = self.cleaned_data
        return MergeSource(source, values["body"], reason=values["reason"], by=by, now=now)
