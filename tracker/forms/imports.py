"""Forms to import a report or a table, and to correct its drafts."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from itertools import islice
from textwrap import shorten
from typing import Any
from zlib import crc32

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _, gettext_lazy

from tracker import errors, limited_process
from tracker.actions.evidence.files import store_upload
from tracker.actions.imports import Source, StoreNarrative, drafts, editions, status_tables, tables
from tracker.documents.plain_text import check_narrative_size
from tracker.documents.tables import (
    LARGEST_CSV,
    LARGEST_TABLE,
    STREAMED,
    Table,
    check_table_size,
    read,
)
from tracker.filters.base import CodeField, RecommendationField
from tracker.forms.base import (
    BodyField,
    DayField,
    NumberField,
    PostedData,
    add_errors,
    capitalized,
)
from tracker.intake.paragraphs import find_places, find_starts
from tracker.intake.status_tables import COLUMNS, guess_meanings, read_status_rows
from tracker.intake.tables import FIXABLE, HEADINGS, ColumnMapping, Field, guess_mapping
from tracker.models import STATUS_READER, Draft, ImportRun, Mechanism, Report, User
from tracker.vocabulary import SELECTABLE_STATUSES, BodyKind, Tier, columns

FIRST_YEAR, LAST_YEAR = 2001, 2099  # of an edition
SAMPLES = 3  # first values that are shown beside a heading


def mechanisms() -> list[tuple[str, str]]:
    """Return the mechanisms to choose from: those on record, and those whose reports are known."""
    choices = {code: name for code, (name, *_issuer) in editions.KNOWN_MECHANISMS.items()} | dict(
        Mechanism.objects.values_list("code", "name")
    )
    return [("", _("as in the text")), *sorted(choices.items())]


class SourceForm(forms.Form):
    """A file or pasted text; country, year and mechanism where the text does not give them."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "Text, HTML, Word (.docx) or PDF, up to 20 MB. If the form is shown again, "
            "choose the file again."
        ),
        required=False,
        error_messages={"empty": gettext_lazy("The file is empty. Choose another one.")},
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,.docx,.pdf"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Pasted text"),
        help_text=gettext_lazy("Paste the whole narrative on one country, as printed."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "class": "as-printed"}),
    )
    country = forms.CharField(
        label=gettext_lazy("Country"),
        help_text=gettext_lazy("Only if the text does not name it, or is on several countries."),
        required=False,
        max_length=100,
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year of the edition"),
        help_text=gettext_lazy("Only if the text does not give it."),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
    )
    mechanism = forms.ChoiceField(
        label=gettext_lazy("Mechanism"), choices=mechanisms, required=False
    )

    def clean_file(self) -> "UploadedFile[Any] | None":
        """Check the size of the file."""
        file: UploadedFile[Any] | None = self.cleaned_data.get("file")
        try:
            check_narrative_size(file.size or 0 if file else 0)
        except errors.FileUnreadable as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def clean(self) -> None:
        """Check that there is either a file or a text."""
        super().clean()
        values = self.cleaned_data
        has_file, has_text = bool(values.get("file")), bool(values.get("text", "").strip())
        add_errors(
            self,
            (has_file and has_text, "text", _("Choose a file or paste the text, not both.")),
            (
                not (has_file or has_text or self.errors),
                "file",
                _("There is nothing to import. Choose a file or paste the text."),
            ),
        )

    def command(self, *, by: User, now: datetime) -> StoreNarrative:
        """Return the command of the valid form."""
        values = self.cleaned_data
        file = values["file"]
        return StoreNarrative(
            source=Source(
                content=file.read() if file else b"",
                pasted="" if file else values["text"],
                file_name=str(file.name or "") if file else "",
                country=values["country"] or None,
                year=values["year"],
                mechanism=values["mechanism"] or None,
            ),
            by=by,
            now=now,
        )


class ReportDetailsForm(forms.Form):
    """Details of a report that an import read, corrected by a person."""

    mechanism = forms.ChoiceField(
        label=gettext_lazy("Mechanism"), choices=mechanisms, required=False
    )
    country = forms.CharField(label=gettext_lazy("Country"), required=False, max_length=100)
    year = forms.IntegerField(
        label=gettext_lazy("Year of the edition"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
    )
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier"), choices=[("", "–"), *Tier.choices], required=False
    )
    previous_tier = forms.ChoiceField(
        label=gettext_lazy("Previous tier"), choices=[("", "–"), *Tier.choices], required=False
    )
    title = forms.CharField(label=gettext_lazy("Title"), required=False, max_length=300)


class AcceptForm(forms.Form):
    """Acceptance of an import as a new edition, with an optional explanation."""

    reason = forms.CharField(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy(
            "The history keeps “new edition” as the reason. Add details if needed."
        ),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class BodyDraftForm(forms.Form):
    """The body whose name a report gives: an existing one, or else a new one of this kind."""

    body = BodyField(label=gettext_lazy("Existing body"), required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=capitalized(BodyKind),
        error_messages={"required": gettext_lazy("Choose what kind of body it is.")},
    )


class DraftBoundsForm(forms.Form):
    """The place of a recommendation: its text, or a range of characters in a paragraph."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        help_text=gettext_lazy(
            "As printed, from the first to the last word: Heed finds its place. Leave a "
            "blank line where it continues in another paragraph."
        ),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "as-printed"}),
    )
    paragraph = NumberField(label="¶", required=False, min_value=1, step_size=1)
    start = NumberField(
        label=gettext_lazy("From character"), required=False, min_value=0, step_size=1
    )
    end = NumberField(label=gettext_lazy("To character"), required=False, min_value=1, step_size=1)

    @classmethod
    def from_draft(cls, draft: Draft) -> "DraftBoundsForm":
        """Return the form with the text of a draft."""
        texts = draft.run.text.split("\n\n")
        return cls(
            initial={
                "text": "\n\n".join(
                    texts[paragraph - 1][start:end] for paragraph, start, end in draft.places
                )
            }
        )

    def places_in(self, draft: Draft) -> list[list[int]]:
        """Return the places that the valid form names.

        Raises:
            QuoteMismatch: The text stands nowhere, or a place is incomplete.
        """
        values = self.cleaned_data
        place = [values.get(name) for name in ("paragraph", "start", "end")]
        numbers = [int(number) for number in place if number is not None]
        if len(numbers) == len(place):
            return [numbers]
        errors.QuoteMismatch.raise_if(
            numbers, _("Give the paragraph, the first and the last character.")
        )
        return [
            [match.paragraph, match.start, match.end]
            for match in find_places(values["text"], draft.run.text.split("\n\n"))
        ]


class DraftSplitForm(forms.Form):
    """The words before which a recommendation is split in two."""

    split_before = forms.CharField(
        label=gettext_lazy("The second part begins with"),
        help_text=gettext_lazy("Its first words, as printed."),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "as-printed"}),
    )

    def command(self, draft: Draft, *, by: User) -> drafts.SplitDraft:
        """Return the command of the valid form.

        Raises:
            QuoteMismatch: The words don't stand exactly once in the draft.
        """
        words = self.cleaned_data["split_before"]
        paragraph, start, end = draft.places[0]
        offsets = find_starts(
            words, draft.run.text.split("\n\n")[paragraph - 1], start=start, end=end
        )
        errors.QuoteMismatch.raise_if(
            len(offsets) != 1,
            _("“%(words)s” occurs %(times)s times in the recommendation.")
            + " "
            + _("Type more words, as printed."),
            words=words,
            times=len(offsets),
        )
        return drafts.SplitDraft(draft=draft, at=offsets[0], by=by)


LABELS: dict[str, columns.Words] = {
    code: c.label for code, c in columns.IMPORTED_COLUMNS.items()
} | {
    Field.TEXT: gettext_lazy("Text"),
    Field.NUMBER: gettext_lazy("Number"),
    **columns.EDITION_LABELS,
    Field.KIND: gettext_lazy("Is a recommendation (yes or no)"),
}


class TableUploadForm(forms.Form):
    """A file with a table; a valid form has its rows as `table`."""

    file = forms.FileField(
        label=gettext_lazy("Table"),
        help_text=gettext_lazy("CSV in UTF-8 up to 500 MB, or a workbook (.xlsx) up to 20 MB."),
        error_messages={
            "required": gettext_lazy("No file was chosen. Choose a CSV file or a workbook."),
            "empty": gettext_lazy("The file is empty. Save it again in the program it comes from."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx"}),
    )
    mechanism = forms.CharField(
        label=gettext_lazy("Mechanism"),
        help_text=gettext_lazy("Its code, if no column gives it, for example TIP."),
        required=False,
        max_length=16,
    )

    kind = forms.ChoiceField(
        label=gettext_lazy("What each row is about"),
        choices=[
            ("", gettext_lazy("a recommendation to add")),
            (STATUS_READER, gettext_lazy("what was done: status, dates, links, notes")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    content: bytes = b""
    table: Table | None = None  # none: the file is long, and a task reads it

    def clean_file(self) -> "UploadedFile[Any]":
        """Read the table of the file, unless it is long."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        name, size = str(file.name), file.size or 0
        try:
            is_of_statuses = self.data.get("kind")  # whose rows are looked at one by one
            check_table_size(size, name, most=LARGEST_TABLE if is_of_statuses else LARGEST_CSV)
            if size <= STREAMED or is_of_statuses:
                self.content = file.read()
                self.table = limited_process.read_limited(name, read, self.content, file_name=name)
        except errors.TrackerError as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def command(self, *, by: User, now: datetime) -> tables.StoreTable:
        """Return the command of the valid form, of a table that was read."""
        assert self.table is not None
        name, upload = str(self.cleaned_data["file"].name), None
        if self.cleaned_data["kind"]:
            upload = store_upload(content=self.content, name=name, by=by, now=now)
        return tables.StoreTable(
            table=self.table,
            sha256=hashlib.sha256(self.content).hexdigest(),
            file_name=name,
            upload=upload,
            mapping=guess_mapping(self.table, mechanism=self.cleaned_data["mechanism"]),
            by=by,
            now=now,
        )


class MappingForm(forms.Form):
    """The column of each field, and values that hold for the whole file."""

    def __init__(
        self, data: Mapping[str, object] | None = None, *, table: Table, suggestion: ColumnMapping
    ) -> None:
        super().__init__(data)
        self.suggestion = suggestion
        headings = [("", _("no column"))] + [(heading, heading) for heading in table.headings]
        for name in HEADINGS:
            self.fields[f"column_{name}"] = forms.ChoiceField(
                label=str(LABELS[name]),
                choices=headings,
                required=False,
                initial=suggestion.columns.get(name, ""),
            )
        for name in FIXABLE:
            self.fields[f"fixed_{name}"] = forms.CharField(
                label=_("For the whole file: %(name)s") % {"name": LABELS[name]},
                required=False,
                max_length=100,
                initial=suggestion.constants.get(name, ""),
            )
        self.columns = [self[f"column_{name}"] for name in HEADINGS]
        self.constants = [self[f"fixed_{name}"] for name in FIXABLE]

    @property
    def mapping(self) -> ColumnMapping:
        """The mapping of a valid form, else the suggestion."""
        if not self.is_bound or not self.is_valid():
            return self.suggestion
        values = self.cleaned_data
        return ColumnMapping(
            columns={
                name: values[f"column_{name}"] for name in HEADINGS if values[f"column_{name}"]
            },
            constants={name: words for name in FIXABLE if (words := values[f"fixed_{name}"])},
            themes=self.suggestion.themes,
            mechanisms=self.suggestion.mechanisms,
            is_uhri=self.suggestion.is_uhri,
        )


class TableDecisionForm(forms.Form):
    """The reason to import, discard or undo a table."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence, kept in the history."),
        max_length=500,
        error_messages={"required": gettext_lazy("Give the reason in one sentence.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class StatusTableForm(TableDecisionForm):
    """How a table of statuses is read: whose it is, its columns and words, what its rows are of."""

    owner = forms.ChoiceField(
        label=gettext_lazy("Whose list is it?"),
        choices=[
            ("body", gettext_lazy("A body’s own: its view, as stated in the file")),
            ("own", gettext_lazy("Our own: drafts by me; nothing is sent or approved")),
        ],
        widget=forms.RadioSelect,
    )
    body = BodyField(label=gettext_lazy("Body"), required=False)
    stated_by = forms.CharField(label=gettext_lazy("Who stated it"), required=False, max_length=200)
    stated_on = DayField(label=gettext_lazy("Stated on"), required=False)
    report = CodeField(
        label=gettext_lazy("Report"),
        rows=Report.objects.select_related("mechanism").order_by("-year", "slug"),
        code="slug",
        widget=forms.TextInput(attrs={"list": "reports", "autocomplete": "off"}),
    )
    as_of = DayField(
        label=gettext_lazy("As of"),
        help_text=gettext_lazy("For rows without a date."),
    )

    def __init__(self, data: PostedData | None, *, table: Table, user: User, today: date) -> None:
        self.today = today
        super().__init__(data, initial={"stated_on": today, "as_of": today})
        self.fields["reason"].required = "accept" in self.data
        for name in ("body", "stated_by", "stated_on"):
            self.fields[name].required = self["owner"].value() == "body"
        meanings = [("", _("not used")), *((code, COLUMNS[code][0]) for code in COLUMNS)]
        samples = [cells for _number, cells in islice(table.rows, SAMPLES)]
        for index, guess in enumerate(guess_meanings(table.headings)):
            self.fields[f"column_{index}"] = forms.ChoiceField(
                label=table.headings[index],
                help_text=" · ".join(
                    shorten(cells[index], 60, placeholder="…") for cells in samples if cells[index]
                ),
                choices=meanings,
                required=False,
                initial=guess,
            )
        self.columns = [self[f"column_{index}"] for index in range(len(table.headings))]
        self.meanings = [str(column.value()) for column in self.columns]
        self.rows = list(read_status_rows(table, self.meanings))
        known = columns.codes_by_label(SELECTABLE_STATUSES)
        words = dict.fromkeys(row.words("status") for row in self.rows)
        self._names = {word: f"word_{crc32(word.encode())}" for word in words if word}
        for word, name in self._names.items():
            self.fields[name] = forms.ChoiceField(
                label=f"“{word}”",
                choices=[
                    ("", _("no status: a note")),
                    (status_tables.LEAVE_OUT, _("leave these rows out")),
                    *((status.value, status.label) for status in SELECTABLE_STATUSES),
                ],
                required=False,
                initial=known.get(word.casefold(), ""),
            )
        self.words = [self[name] for name in self._names.values()]
        for row in self.rows:
            field = RecommendationField(
                label=_("Another one"),
                required=False,
                widget=forms.TextInput(attrs={"list": "recommendations", "autocomplete": "off"}),
            )
            field.user = user
            self.fields[f"row_{row.number}"] = field

    def command(self, run: ImportRun, *, by: User, now: datetime) -> status_tables.ImportStatuses:
        """Return the command of the valid form."""
        values, data = self.cleaned_data, self.data
        body = values["body"] if values["owner"] == "body" else None
        return status_tables.ImportStatuses(
            run=run,
            reason=values["reason"],
            report=values["report"],
            body=body,
            stated_by=values["stated_by"] if body else f"“{run.file_name}”",
            stated_on=values["stated_on"] if body else self.today,
            as_of=values["as_of"],
            accepted=data.getlist("take"),  # type: ignore[attr-defined]
            meanings=self.meanings,
            statuses={word: values[name] for word, name in self._names.items()},
            chosen={row.number: c for row in self.rows if (c := values[f"row_{row.number}"])},
            shown=data.get("shown", "").split(),
            by=by,
            now=now,
        )
