"""Keeping a piece of evidence: adding, changing, giving it a file, using it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tracker.filters.fields import AT_MOST
from tracker.forms.base import BodyField, DayField, DeedForm, WordsForm
from tracker.forms.evidence.fields import ReaderFields
from tracker.forms.fields import WhyFields
from tracker.forms.uploads import DroppedFields
from tracker.models import Evidence, Recommendation, Report, Topic, User
from tracker.vocabulary import Attribution, EvidenceKind, Language, Sensitivity, Use

FIELDS = (
    "title",
    "kind",
    "issuer",
    "url",
    "language",
    "published_on",
    "accessed_on",
    "covers_from",
    "covers_to",
    "expires_on",
    "attribution",
    "remark",
)


def capitals(choices: Any) -> list[tuple[str, str]]:
    """Codes with their labels, in the language in force."""
    return [(one.value, str(one.label)[:1].upper() + str(one.label)[1:]) for one in choices]


def kinds() -> list[tuple[str, str]]:
    """What somebody may choose: words of a report are logged on a recommendation."""
    return capitals(kind for kind in EvidenceKind if kind != EvidenceKind.REPORT_PASSAGE)


def languages() -> list[tuple[str, str]]:
    return [("", _("not said")), *Language.choices]


class PieceForm(DeedForm):
    """What a piece is, who issued it, and the time it is about."""

    FIRST: tuple[str, ...] = FIELDS

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=kinds, initial=EvidenceKind.OFFICIAL_STATEMENT
    )
    issuer = BodyField(
        label=gettext_lazy("Issuer"),
        help_text=gettext_lazy("The code of a body. Empty: not said."),
        required=False,
    )
    url = forms.URLField(
        label=gettext_lazy("Link"), required=False, max_length=1000, assume_scheme="https"
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=languages, required=False)
    published_on = DayField(label=gettext_lazy("Published on"), required=False)
    accessed_on = DayField(label=gettext_lazy("Accessed on"), required=False)
    covers_from = DayField(
        label=gettext_lazy("Covers from"),
        help_text=gettext_lazy("The time it is about, not the day it was written."),
        required=False,
    )
    covers_to = DayField(label=gettext_lazy("Covers to"), required=False)
    expires_on = DayField(
        label=gettext_lazy("Expires on"),
        help_text=gettext_lazy("The last day it holds, where it says one."),
        required=False,
    )
    attribution = forms.ChoiceField(
        label=gettext_lazy("Attribution"),
        help_text=gettext_lazy("Whether the issuer may be named to others than analysts."),
        choices=lambda: capitals(Attribution),
        initial=Attribution.ATTRIBUTABLE,
    )
    topics = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Topics"),
        queryset=Topic.objects.none(),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("Analysts alone read it."),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        issuer: Any = self.fields["issuer"]
        issuer.rows = issuer.rows.visible_to(user)
        topics: Any = self.fields["topics"]
        topics.queryset = Topic.objects.visible_to(user).order_by("name", "code")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = values.get("covers_from"), values.get("covers_to")
        if first and last and first > last:
            self.add_error(
                "covers_to", _("It ends before it begins. Choose a day after “Covers from”.")
            )
        return values

    @property
    def topic_choices(self) -> list[Any]:
        """At most fifty are offered, those chosen among them."""
        choices = list(self["topics"])
        chosen = [one for one in choices if one.data["selected"]]
        return chosen + [one for one in choices if not one.data["selected"]][:AT_MOST]

    @property
    def fields_said(self) -> dict[str, Any]:
        """The fields as answered."""
        return {name: self.cleaned_data[name] for name in self.FIRST if name in self.fields}


class NewPieceForm(DroppedFields, ReaderFields, PieceForm):
    """A piece that nothing cites yet: by its file, its link or its title."""

    LAST = ("because_of",)

    names_readers = True

    title = forms.CharField(
        label=gettext_lazy("Title"),
        help_text=gettext_lazy("Empty: the title of the file."),
        required=False,
        max_length=300,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=lambda: [("", _("guessed from the file")), *kinds()],
        required=False,
    )
    sensitivity = forms.ChoiceField(
        label=gettext_lazy("Sensitivity"),
        help_text=gettext_lazy("Who is not a named reader never learns of it; you are one."),
        choices=lambda: capitals(Sensitivity),
        initial=Sensitivity.INTERNAL,
    )
    because_of = forms.CharField(
        label=gettext_lazy("What is it kept for?"),
        help_text=gettext_lazy("In one sentence: it is kept in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.user = user
        self.offer_readers(user)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        named = values.get("title") or values.get("ticket")
        if not named and not {"title", "file"} & set(self.errors):
            self.add_error("title", _("Give it a title, or choose its file."))
        return values

    @property
    def fields_said(self) -> dict[str, Any]:
        return {**super().fields_said, **self.read_by, "dropped": self.dropped}


class ChangePieceForm(WhyFields, PieceForm):
    """The same fields of a piece that is held, and why they change."""

    def __init__(self, *args: Any, piece: Evidence, user: User, **kwargs: Any) -> None:
        initial: dict[str, Any] = {name: getattr(piece, name) for name in FIELDS}
        initial["issuer"] = piece.issuer.code if piece.issuer else ""
        initial["topics"] = [topic.code for topic in piece.topics.all()]
        super().__init__(*args, user=user, initial=initial, **kwargs)
        if piece.passage_id is not None:
            del self.fields["kind"]
        self.open_on(piece)

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST if name in self.fields]

    @property
    def changed(self) -> dict[str, Any]:
        """The fields that have another value now."""
        return {n: v for n, v in self.fields_said.items() if n in self.changed_data}

    @property
    def many(self) -> dict[str, Any]:
        named = {"topics": self.cleaned_data["topics"]}
        return named if "topics" in self.changed_data else {}


class VersionForm(DroppedFields, WordsForm):
    """A file, and why it is added."""

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        if not values.get("ticket") and "file" not in self.errors:
            self.add_error("file", _("No file was dropped. Drop it, or choose one."))
        return values


class CiteForm(DeedForm):
    """What a piece shows about one recommendation."""

    FIRST = ("report", "number", "sentence", "use", "page", "paragraph", "as_of")

    report = forms.ModelChoiceField(
        label=gettext_lazy("Report"),
        queryset=Report.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    number = forms.CharField(
        label=gettext_lazy("Number of the recommendation"),
        help_text=gettext_lazy("As printed in the report: 4, or 12(b)."),
        max_length=16,
    )
    sentence = forms.CharField(
        label=gettext_lazy("What does it show?"),
        help_text=gettext_lazy("One to three sentences. No status changes."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    use = forms.ChoiceField(
        label=gettext_lazy("Use"), choices=lambda: capitals(Use), initial=Use.SUPPORTS
    )
    page = forms.CharField(
        label=gettext_lazy("Page"),
        help_text=gettext_lazy("As printed: 4, iv, 4–6."),
        required=False,
        max_length=20,
    )
    paragraph = forms.CharField(label=gettext_lazy("Paragraph"), required=False, max_length=20)
    as_of = DayField(label=gettext_lazy("As of"))

    def __init__(self, *args: Any, piece: Evidence, user: User, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        report: Any = self.fields["report"]
        rows = Report.objects.visible_to(user).select_related("mechanism")
        report.queryset = rows.order_by("-year", "slug")
        self.fields["as_of"].initial = today
        if piece.passage_id is not None:  # it has its place
            del self.fields["page"], self.fields["paragraph"]

    @property
    def first(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FIRST if name in self.fields]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        report, number = values.get("report"), (values.get("number") or "").strip()
        if report is None or not number:
            return values
        rows = Recommendation.objects.visible_to(self.user).select_related("report__mechanism")
        values["recommendation"] = rows.filter(report=report, number=number).first()
        if values["recommendation"] is None:
            self.add_error(
                "number",
                _("%(edition)s has no recommendation %(number)s. Look it up in the report.")
                % {"edition": report.cited_as, "number": number},
            )
        return values
