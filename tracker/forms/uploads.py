"""A file that came with a form: put down first, so that whatever happens it is not lost."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from tracker.actions.evidence import files
from tracker.actions.evidence.files import Dropped
from tracker.documents import names, refusals
from tracker.documents.guesses import guess_bodies, guess_day, guess_language
from tracker.errors import TrackerError
from tracker.models import Body, User
from tracker.screening import spots_of_typed
from tracker.vocabulary import FileKind

ACCEPTED = ",".join(f".{kind.value}" for kind in FileKind) + ",.jpeg"
Came = Mapping[str, Any]  # {"file": what was dropped, or why it was refused}


class DroppedField(forms.FileField):
    """What became of a file that came with the form: see `requests.put_down`."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        if isinstance(data, TrackerError):
            raise forms.ValidationError(str(data))
        return data


class DroppedFields(forms.Form):
    """The place to drop a file: what came with the form, or the ticket of what came before."""

    user: User
    drops = True  # the form has the place: see `evidence/_upload.html`

    file = DroppedField(label=_("A file"), required=False)
    ticket = forms.CharField(label=_("A file"), required=False, widget=forms.HiddenInput)

    def clean_ticket(self) -> Dropped | None:
        """What was dropped; that it is there no more is told where files are dropped."""
        ticket, came = self.cleaned_data["ticket"], self.files.get("file")
        if not ticket:
            return None
        if isinstance(came, Dropped):
            return came
        try:
            return files.picked_up(ticket, by=self.user)
        except TrackerError as gone:
            self.add_error("file", str(gone))
            return None

    @property
    def dropped(self) -> Dropped | None:
        """What was dropped already: for an action, or for a form that is shown again."""
        dropped: Dropped | None = getattr(self, "cleaned_data", {}).get("ticket")
        return dropped

    @property
    def looked_at(self) -> list[str]:
        """Marks of what the form was ticked for, for a form that is shown again."""
        ticked: list[str] = self.data.getlist("looked_at") if self.is_bound else []  # type: ignore[attr-defined]
        return ticked


def drop(file: "UploadedFile[Any]", *, by: User, now: datetime) -> Dropped:
    """Look at an uploaded file and put it down. Raises NotYours, Unreadable, Unwritable."""
    name = str(file.name or "")
    if (file.size or 0) > settings.LARGEST_FILE:
        shown = names.shown(name)
        raise refusals.too_large(shown, size=file.size or 0, largest=settings.LARGEST_FILE)
    return files.drop(content=file.read(), name=name, by=by, now=now)


def guessed_of(dropped: Dropped, user: User) -> dict[str, str]:
    """What a file fills in, by the name of the field; what can't be guessed is left out."""
    text = dropped.taken.text
    day = guess_day(text)
    guessed = {
        "title": _title(dropped),
        "kind": dropped.kind.value,
        "language": guess_language(text),
        "published_on": day.isoformat() if day else "",
        "issuer": next(iter(guess_bodies(text, _names_of_bodies(user))), ""),
    }
    return {name: value for name, value in guessed.items() if value}


def _title(dropped: Dropped) -> str:
    """What it is called; its first line, where that may tell of a victim, stays within."""
    title = dropped.taken.title
    return Path(dropped.taken.name).stem if spots_of_typed(title) else title


def _names_of_bodies(user: User) -> dict[str, list[str]]:
    rows = Body.objects.visible_to(user).values_list(
        "code", "acronym", "name_en", "name_sq", "name_sr"
    )
    return {code: list(filter(None, own)) for code, *own in rows}
