"""Fields and base classes that the forms of several wings share, and the file of a form."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django import db, forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.formats import get_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _, gettext_lazy

from tracker import models, screening, vocabulary
from tracker.actions.evidence import files
from tracker.documents import guesses, names, refusals
from tracker.errors import Stale, TrackerError
from tracker.filters.base import DAY_INPUT, CodeField, find_user
from tracker.formats import format_number
from tracker.summaries.history.timeline import Conflict, find_conflicts

type PostedData = MultiValueDict[str, str]  # what a browser sent


class Form(forms.Form):
    """A form, each of whose fields is of a class of its own."""

    data: Any  # what a browser sent, which the form may change in a copy
    fields: dict[str, Any]


class DayField(forms.DateField):
    """A date that is picked, or typed as 2024-03-31."""

    widget = DAY_INPUT


_FRACTION_OR_THOUSANDS = re.compile(r"-?[1-9]\d{0,2}[.,]\d{3}")


class NumberField(forms.FloatField):
    """A number as pages write it: "1,234.5" in English, "1.234,5" in Albanian and Serbian.

    A fraction of three digits is refused: in the other way of writing they are thousands.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    default_error_messages = {"invalid": gettext_lazy("Enter a number like 1,234.5.")}

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        """Return the number. Raises ValidationError for none, and for what may be two numbers."""
        typed = "" if value is None else " ".join(str(value).split())
        point, comma = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
        is_grouped = re.fullmatch(rf"-?[1-9]\d{{0,2}}([{comma} ]\d{{3}})+([{point}]\d+)?", typed)
        plain = re.sub(rf"[{comma} ]", "", typed) if is_grouped else typed
        number = super().to_python(plain.replace(point, "."))
        if number is not None and point in typed and _FRACTION_OR_THOUSANDS.fullmatch(typed):
            raise forms.ValidationError(
                _("“%(typed)s” can mean %(whole)s or %(fraction)s. Write one of the two."),
                params={
                    "typed": typed,
                    "whole": format_number(round(number * 1000)),
                    "fraction": self.prepare_value(number),
                },
            )
        return number

    def prepare_value(self, value: Any) -> Any:
        """Return a number as pages write it; 1.125 as "1.1250", so that it reads as itself."""
        if not isinstance(value, int | float):
            return value
        written = format_number(value)
        return f"{written}0" if value % 1 and _FRACTION_OR_THOUSANDS.fullmatch(written) else written


class BodyField(CodeField):
    """A body by its code, with a list of suggestions."""

    widget = forms.TextInput(attrs={"list": "bodies", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(rows=models.Body.objects.order_by("code"), code="code", **kwargs)


class UserNameField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A user by user name, or by the full name if only one has it."""

    widget = forms.TextInput(attrs={"list": "people", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Return the user. Raises ValidationError for nobody, and for several."""
        user = find_user(value) if value and "\0" not in value else None
        return super().to_python(user.username if user else value)


class RowKeysField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Rows chosen by their keys; a key of more than 18 digits is refused."""

    def clean(self, value: Any) -> Any:
        """Refuse keys too long for the database, then find the rows. Raises ValidationError."""
        for key in value or ():
            if len(str(key)) > 18:  # SQLite can't even look for it
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid", params={"pk": key}
                )
        return super().clean(value)


def add_errors(form: forms.BaseForm, *errors: tuple[object, str, object]) -> None:
    """Add errors to a form, each if it holds: the condition, the field and the message."""
    for is_wrong, name, message in errors:
        if is_wrong:
            form.add_error(name, str(message))


def capitalized(codes: Iterable[db.models.Choices]) -> Callable[[], list[tuple[str, str]]]:
    """Return the choices of these codes, with capitalized labels in the active language."""
    return lambda: [(str(code.value), capfirst(str(code.label))) for code in codes]


REASON_FIELDS = ("reason_code", "reason_text")  # no field of a noun has these names


class ReasonFields(forms.Form):
    """A reason by code, in words, or both."""

    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy(
            "Choose a reason. “Other” needs a sentence. It appears in the history."
        ),
        choices=capitalized(vocabulary.SELECTABLE_REASONS),
        required=False,
        widget=forms.RadioSelect,
    )
    reason_text = forms.CharField(
        label=gettext_lazy("Explanation"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    @property
    def requires_reason(self) -> bool:
        """Whether a reason is needed: always, unless a form knows that nothing changes."""
        return True

    @property
    def stated_reason(self) -> vocabulary.Reason:
        """The reason as typed, perhaps empty."""
        code = self.cleaned_data.get("reason_code")
        return vocabulary.Reason(
            (self.cleaned_data.get("reason_text") or "").strip(),
            vocabulary.ReasonCode(code) if code else None,
        )

    def clean(self) -> None:
        """Check that the reason says enough, if one is required."""
        super().clean()
        reason = self.stated_reason
        if reason.is_enough or self.errors.get("reason_code"):
            return
        if reason.code in vocabulary.REASONS_NEEDING_TEXT:
            self.add_error("reason_text", _("“Other” needs a sentence. Write the reason."))
        elif self.requires_reason:
            self.add_error("reason_code", _("Give a reason: choose one or write a sentence."))


class MergeMixin(forms.BaseForm):
    """Form that shows what others changed meanwhile, and takes their values where chosen."""

    data: Any  # what a browser sent, which the form may change in a copy
    fields: dict[str, Any]  # each of its own class
    conflicts: Sequence[Conflict] = ()

    def full_clean(self) -> None:
        """Take the values of others where they were chosen, then check the form."""
        chosen = {name: self.data.get(f"merge_{name}", "") for name in self.fields}
        if any(chosen.values()):
            self.data = self.data.copy()
            self.data.update({name: value[1:] for name, value in chosen.items() if value})
        super().full_clean()

    def show_conflicts(self, error: Stale, user: models.User | None) -> None:
        """Show the fields of the form that others changed in the row of the error."""
        if error.row is None or user is None:
            return
        self.conflicts = [
            self._compare(c)
            for c in find_conflicts(error.row, user, since=error.since)
            if c.field.name in self.fields
        ]

    def _compare(self, conflict: Conflict) -> Conflict:
        typed = self[conflict.field.name]
        before, now = (
            _as_typed(typed.field, stored)
            for stored in (conflict.stored_before, conflict.stored_now)
        )
        return conflict._replace(
            typed=typed, value=now, is_untouched=str(typed.value() or "") == before
        )


def _as_typed(field: forms.Field, stored: Any) -> str:
    """Return a stored value as a form takes it: of a body its code, a day as 2024-03-31."""
    if isinstance(field, CodeField) and stored:
        rows = field.rows.model._default_manager.filter(pk=stored)
        return str(getattr(rows.first(), field.code, ""))
    return "" if stored is None else str(field.prepare_value(stored))


class VersionedForm(MergeMixin, forms.Form):
    """A form that keeps the newest event of its row, so that an action notices a later change."""

    version_field = "last_event"
    newest_version: Callable[[], int] | None = None

    def remember_version(self, newest: Callable[[], int]) -> None:
        """Show the form as of the newest event now; `newest` returns its sequence number."""
        self.newest_version = newest
        self.fields[self.version_field].initial = newest()

    def refresh_version(self) -> None:
        """Keep the typed values, but show the form as of the newest event now."""
        if self.newest_version is not None:
            self.data = self.data.copy()
            self.data[self.version_field] = str(self.newest_version())


class ActionForm(VersionedForm):
    """A form for one action: fields `FIRST`, the fields of evidence if any, then `LAST`.

    Without `FIRST`, all visible fields are shown, in their order.
    """

    FIRST: tuple[str, ...] = ()
    LAST: tuple[str, ...] = ()

    day_name = "on"  # of the day that is today unless another is typed
    takes_evidence = False

    last_event = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        row: Any = None,
        user: Any = None,
        today: Any = None,
        **kwargs: Any,
    ) -> None:
        """Open the form for the row that it is about, if any, for a user and a day."""
        super().__init__(*args, **kwargs)
        self.row, self.user = row, user
        self.today: date = today
        if today and self.day_name in self.fields:
            self.fields[self.day_name].initial = today
        self.prepare()

    def prepare(self) -> None:
        """Set choices, and what is filled in from the start."""

    @property
    def suggested_bodies(self) -> Sequence[db.models.Model]:
        """The bodies to suggest: those of the first field for one."""
        fields = (field for field in self.fields.values() if isinstance(field, BodyField))
        return next((field.suggestions for field in fields), ())

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields above those of evidence."""
        names = self.FIRST or [field.name for field in self.visible_fields()]
        return [self[name] for name in names if name in self.fields]

    @property
    def last(self) -> list[forms.BoundField]:
        """The fields below those of evidence."""
        return [self[name] for name in self.LAST]


class ReasonForm(Form):
    """The reason for a change or a decision."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence. It appears in the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ReasonOnlyForm(ActionForm):
    """An action that needs nothing but a reason."""

    FIRST: tuple[str, ...] = ("reason",)

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("One sentence. It appears in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def newest_event_of(row: db.models.Model) -> int:
    """Return the sequence number of the newest event of a row, 0 without any."""
    return (
        models.Event.objects.filter(table=row._meta.db_table, key=row.pk)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
        or 0
    )


ACCEPTED = ",".join(f".{kind.value}" for kind in vocabulary.FileKind) + ",.jpeg"
UploadedFiles = Mapping[str, Any]  # {"file": the stored upload, or the error that refused it}


class UploadField(forms.FileField):
    """The stored upload, or the error that refused it, in place of an uploaded file."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the upload. Raises ValidationError with the message of an error."""
        if isinstance(data, TrackerError):
            raise forms.ValidationError(str(data))
        return data


class UploadFields(Form):
    """A file that comes with the form, or the key of one that was stored before."""

    user: models.User
    takes_upload = True  # templates show `evidence/_upload.html`

    file = UploadField(label=gettext_lazy("File"), required=False)
    upload = forms.CharField(label=gettext_lazy("File"), required=False, widget=forms.HiddenInput)

    def clean_upload(self) -> files.Upload | None:
        """Load the stored upload of a key; one that has expired is an error of the file."""
        key, sent = self.cleaned_data["upload"], self.files.get(self.add_prefix("file"))
        if not key:
            return None
        if isinstance(sent, files.Upload):
            return sent
        try:
            return files.load_upload(key, by=self.user)
        except TrackerError as error:
            self.add_error("file", str(error))
            return None

    @property
    def stored_upload(self) -> files.Upload | None:
        """The upload of the form, for an action or for a form that is shown again."""
        return getattr(self, "cleaned_data", {}).get("upload")

    @property
    def looked_at(self) -> list[str]:
        """Marks of the personal data that was confirmed, for a form that is shown again."""
        return self.data.getlist("looked_at") if self.is_bound else []


def store_file(file: "UploadedFile[Any]", *, by: models.User, now: datetime) -> files.Upload:
    """Store an uploaded file until its form is sent.

    Raises:
        PermissionRefused: `by` adds no evidence.
        FileUnreadable: It is too large, or can't be read.
        Unwritable: There is no room for it.
    """
    return files.store_upload(content=read_content(file), name=str(file.name or ""), by=by, now=now)


def read_content(file: "UploadedFile[Any]") -> bytes:
    """Read an uploaded file. Raises FileUnreadable for one that is too large."""
    name, size = names.shown(str(file.name or "")), file.size or 0
    refusals.check_size(name, size=size, largest=settings.LARGEST_FILE)
    return bytes(file.read())


def suggest_values(upload: files.DescribedUpload) -> dict[str, str]:
    """Return title, language and day guessed from a file; what can't be guessed is absent.

    They are fields that a person sees and sends. Issuer, kind and period are only read.
    """
    text = upload.file.text
    day = guesses.guess_day(text)
    title = upload.file.title
    values = {
        # The name instead, where the title may name a victim.
        "title": Path(upload.file.name).stem if screening.find_spots_in_text(title) else title,
        "language": guesses.guess_language(text),
        "published_on": day.isoformat() if day else "",
    }
    return {name: value for name, value in values.items() if value}
