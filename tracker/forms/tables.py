"""A table of recommendations: its file, what its columns say, and why it is taken in."""

from collections.abc import Mapping as Typed
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tracker.errors import TrackerError
from tracker.intake.tables import Table, read
from tracker.intake.tables.guards import check_table_size
from tracker.intake.tables.mapping import FIXABLE, ColumnMapping, Field

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
