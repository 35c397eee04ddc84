"""Form fields for a file, which is stored before the form is read, so that it is never lost."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence import files
from tracker.documents import names, refusals
from tracker.documents.guesses import guess_day, guess_language
from tracker.errors import TrackerError
from tracker.models import User
from tracker.screening import find_spots_in_text
from tracker.vocabulary import FileKind

ACCEPTED = ",".join(f".{kind.value}" for kind in FileKind) + ",.jpeg"
UploadedFiles = Mapping[str, Any]  # {"file": the stored upload, or the error that refused it}


class UploadField(forms.FileField):
    """The stored upload, or the error that refused it, in place of an uploaded file."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the upload. Raises ValidationError with the message of an error."""
        if isinstance(data, TrackerError):
            raise forms.ValidationError(str(data))
        return data


class UploadFields(forms.Form):
    """A file that comes with the form, or the key of one that was stored before."""

    fields: dict[str, Any]  # each of its own class
    user: User
    takes_upload = True  # templates show `evidence/_upload.html`

    file = UploadField(label=_("File"), required=False)
    upload = forms.CharField(label=_("File"), required=False, widget=forms.HiddenInput)

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
        return self.data.getlist("looked_at") if self.is_bound else []  # type: ignore[attr-defined]


def store_file(file: "UploadedFile[Any]", *, by: User, now: datetime) -> files.Upload:
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
    if size > settings.LARGEST_FILE:
        raise refusals.too_large(name, size=size, largest=settings.LARGEST_FILE)
    content: bytes = file.read()
    return content


def suggest_values(upload: files.DescribedUpload) -> dict[str, str]:
    """Return title, language and day guessed from a file; what can't be guessed is absent.

    They are fields that a person sees and sends. Issuer, kind and period are only read.
    """
    text = upload.file.text
    day = guess_day(text)
    title = upload.file.title
    values = {
        # The name instead, where the title may name a victim.
        "title": Path(upload.file.name).stem if find_spots_in_text(title) else title,
        "language": guess_language(text),
        "published_on": day.isoformat() if day else "",
    }
    return {name: value for name, value in values.items() if value}
