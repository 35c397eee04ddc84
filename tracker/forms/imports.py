"""What is typed when a report is taken in: the file or words, and what is said of it."""

from collections.abc import Mapping as Typed
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.actions.imports import Source
from tracker.documents.guards import check_table_size
from tracker.documents.plain_text import check_narrative_size
from tracker.documents.tables import Table, read
from tracker.errors import FileUnreadable, QuoteMismatch, TrackerError
from tracker.intake.column_mapping import FIXABLE, ColumnMapping, Field
from tracker.intake.paragraphs import find_places, find_starts
from tracker.models import Draft, ImportRun, Mechanism
from tracker.vocabulary import Reason, ReasonCode, Tier

FIRST, LAST = 2001, 2099  # years of an edition


def mechanisms() -> list[tuple[str, str]]:
    """The mechanisms held; on an empty database, the one that is known."""
    held = list(Mechanism.objects.order_by("code").values_list("code", "name"))
    return [("", _("as the text says")), *(held or [("TIP", "Trafficking in Persons Report")])]


class SourceForm(forms.Form):
    """A file or pasted words; country, year and mechanism where the text does not say them."""

    file = forms.FileField(
        label=gettext_lazy("A file"),
        help_text=gettext_lazy(
            "Text, HTML, Word (.docx) or PDF, of at most 20 MB. Choose it again if the form is "
            "shown again: a browser does not keep it."
        ),
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty. Choose another.")},
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,.docx,.pdf"}),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or the text itself"),
        help_text=gettext_lazy("Paste the whole narrative on one country, as printed."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "as-printed"}),
    )
    country = forms.CharField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Only where the text does not say it, or holds several."),
        required=False,
        max_length=100,
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year of the edition"),
        help_text=gettext_lazy("Only where the text does not say it."),
        required=False,
        min_value=FIRST,
        max_value=LAST,
    )
    mechanism = forms.ChoiceField(
        label=gettext_lazy("Mechanism"), choices=mechanisms, required=False
    )

    def clean_file(self) -> "UploadedFile[Any] | None":
        file: UploadedFile[Any] | None = self.cleaned_data.get("file")
        try:
            check_narrative_size(file.size or 0 if file else 0)
        except FileUnreadable as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        has_file, has_words = bool(values.get("file")), bool(values.get("pasted", "").strip())
        if has_file and has_words:
            self.add_error("pasted", _("Give a file or the text itself, not both."))
        elif not (has_file or has_words or self.errors):
            self.add_error("file", _("Nothing was given. Choose a file, or paste the text."))
        return values

    @property
    def source(self) -> Source:
        """What came in, of a valid form."""
        values = self.cleaned_data
        file = values["file"]
        return Source(
            content=file.read() if file else b"",
            pasted="" if file else values["pasted"],
            file_name=str(file.name or "") if file else "",
            country=values["country"] or None,
            year=values["year"],
            mechanism=values["mechanism"] or None,
        )


class HeadForm(forms.Form):
    """What a run says of itself, put right by a person."""

    mechanism = forms.ChoiceField(
        label=gettext_lazy("Mechanism"), choices=mechanisms, required=False
    )
    country = forms.CharField(label=gettext_lazy("Country"), required=False, max_length=100)
    year = forms.IntegerField(
        label=gettext_lazy("Year of the edition"), required=False, min_value=FIRST, max_value=LAST
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"), choices=[("", "–"), *Tier.choices], required=False
    )
    previous_tier = forms.ChoiceField(
        label=gettext_lazy("Previous tier"), choices=[("", "–"), *Tier.choices], required=False
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)

    @classmethod
    def opened(cls, run: ImportRun) -> "HeadForm":
        return cls(initial={name: getattr(run, name) for name in cls.base_fields})


class AcceptForm(forms.Form):
    """Why a run is taken in: it is a new edition; words are welcome."""

    because_of = forms.CharField(
        label=gettext_lazy("In words"),
        help_text=gettext_lazy(
            "The history keeps “new edition” as the reason. Add words where that says too little."
        ),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def given(self) -> Reason:
        return Reason(self.cleaned_data["because_of"].strip(), ReasonCode.NEW_EDITION)


class BoundsForm(forms.Form):
    """Where a recommendation stands: its words, or the letters of a paragraph."""

    words = forms.CharField(
        label=gettext_lazy("Its words"),
        help_text=gettext_lazy(
            "As printed, from the first to the last: the tracker finds where they stand. Leave a "
            "blank line where they go on in another paragraph."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "as-printed"}),
    )
    paragraph = forms.IntegerField(label="¶", required=False, min_value=1)
    start = forms.IntegerField(label=gettext_lazy("From letter"), required=False, min_value=0)
    end = forms.IntegerField(label=gettext_lazy("To letter"), required=False, min_value=1)

    @classmethod
    def opened(cls, draft: Draft) -> "BoundsForm":
        texts = draft.run.text.split("\n\n")
        parts = [texts[paragraph - 1][start:end] for paragraph, start, end in draft.places]
        return cls(initial={"words": "\n\n".join(parts)})

    def places(self, draft: Draft) -> list[list[int]]:
        """The places that a valid form names. Raises SpanMismatch for words that stand nowhere."""
        values = self.cleaned_data
        by_letter = [values.get(name) for name in ("paragraph", "start", "end")]
        if all(one is not None for one in by_letter):
            return [[int(one) for one in by_letter if one is not None]]
        if any(one is not None for one in by_letter):
            raise QuoteMismatch(_("A place has a paragraph, a first and a last letter. Give all."))
        found = find_places(values["words"], draft.run.text.split("\n\n"))
        return [[one.paragraph, one.start, one.end] for one in found]


class SplitForm(forms.Form):
    """Where a recommendation is cut: at the words that the second one begins with."""

    begins = forms.CharField(
        label=gettext_lazy("The second one begins with"),
        help_text=gettext_lazy("The first words of it, as printed."),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "as-printed"}),
    )

    def at(self, draft: Draft) -> int:
        """The letter to cut at. Raises SpanMismatch unless the words stand once in the draft."""
        words = self.cleaned_data["begins"]
        paragraph, start, end = draft.places[0]
        text = draft.run.text.split("\n\n")[paragraph - 1]
        found = find_starts(words, text, start=start, end=end)
        if len(found) != 1:
            raise QuoteMismatch(
                _("“%(words)s” does not stand once in the recommendation, but %(times)s times.")
                % {"words": words, "times": len(found)}
                + " "
                + _("Type more of the words, as printed.")
            )
        return found[0]


LABELS = {
    Field.TEXT: gettext_lazy("Text"),
    Field.NUMBER: gettext_lazy("Number"),
    Field.EXTERNAL_ID: gettext_lazy("External id"),
    Field.MECHANISM: gettext_lazy("Mechanism"),
    Field.COUNTRY: gettext_lazy("Country"),
    Field.YEAR: gettext_lazy("Year of the edition"),
    Field.PUBLISHED_ON: pgettext_lazy("label of a day", "Published on"),
    Field.DOCUMENT: gettext_lazy("Document symbol"),
    Field.THEME: gettext_lazy("Theme"),
    Field.TOPICS: gettext_lazy("Topics"),
    Field.SHORT_TITLE: gettext_lazy("Short title"),
    Field.DUTY: gettext_lazy("Duty"),
    Field.KIND: gettext_lazy("Whether it is a recommendation"),
}


class UploadForm(forms.Form):
    """The file; `table` is what the valid form holds."""

    file = forms.FileField(
        label=gettext_lazy("The table"),
        help_text=gettext_lazy("CSV or a workbook (.xlsx), of at most 20 MB."),
        error_messages={
            "required": gettext_lazy("No file was chosen. Choose a CSV file or a workbook."),
            "empty": gettext_lazy("The file is empty. Save it anew where it came from."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    mechanism = forms.CharField(
        label=gettext_lazy("Mechanism"),
        help_text=gettext_lazy("Its code, where no column says it: TIP."),
        required=False,
        max_length=16,
    )

    content: bytes = b""
    table: Table

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            check_table_size(file.size or 0, str(file.name))
            self.content = file.read()
            self.table = read(self.content, file_name=str(file.name))
        except TrackerError as refused:
            raise forms.ValidationError(str(refused)) from refused
        return file


class MappingForm(forms.Form):
    """Which column says what, and what holds for the whole file."""

    def __init__(
        self, typed: Typed[str, Any] | None = None, *, table: Table, opened: ColumnMapping
    ) -> None:
        super().__init__(typed)
        self.opened = opened
        headings = [("", _("no column"))] + [(one, one) for one in table.headings]
        for name in Field:
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=LABELS[name],
                choices=headings,
                required=False,
                initial=opened.columns.get(name, ""),
            )
        for name in FIXABLE:
            self.fields[f"fixed_{name}"] = forms.CharField(
                label=_("For the whole file: %(name)s") % {"name": LABELS[name]},
                required=False,
                max_length=100,
                initial=opened.constants.get(name, ""),
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{name}"] for name in Field]

    @property
    def fixed(self) -> list[forms.BoundField]:
        return [self[f"fixed_{name}"] for name in FIXABLE]

    @property
    def mapping(self) -> ColumnMapping:
        """As chosen; as opened while nothing was, or what was can't be read."""
        if not self.is_bound or not self.is_valid():
            return self.opened
        said = self.cleaned_data
        return ColumnMapping(
            columns={name: said[f"column_{name}"] for name in Field if said[f"column_{name}"]},
            constants={name: said[f"fixed_{name}"] for name in FIXABLE if said[f"fixed_{name}"]},
            themes=self.opened.themes,
            mechanisms=self.opened.mechanisms,
            is_uhri=self.opened.is_uhri,
        )


class DecideForm(forms.Form):
    """Why a table is taken in, left out, or taken back."""

    words = forms.CharField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("One sentence. It is kept in the history."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say why, in one sentence.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
