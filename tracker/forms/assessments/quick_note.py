"""The short form on Home that logs a note: what somebody learned, and on which recommendation."""

import re
from datetime import datetime
from functools import cached_property

from django import forms
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _, gettext_lazy

from tracker.actions.evidence.items import EvidenceInput, LogNote, shorten
from tracker.forms.base import PostedData, RowKeysField, UploadedFiles, UploadFields, suggest_values
from tracker.forms.evidence.fields import RecentEvidence
from tracker.models import Evidence, Recommendation, User
from tracker.summaries.recommendations.matches import find_matches
from tracker.vocabulary import Use

_LINK = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)


class QuickNoteForm(UploadFields, RecentEvidence):
    """A sentence, a link, a file or recent evidence, and the recommendation they are about.

    Nothing is asked about the evidence; what is read of it can be confirmed later.
    """

    sentence = forms.CharField(
        label=gettext_lazy("What did you learn?"),
        help_text=gettext_lazy("One to three sentences. You can paste a link among them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    url = forms.URLField(
        label=gettext_lazy("Link"), required=False, max_length=1000, assume_scheme="https"
    )
    evidence = RowKeysField(
        label=gettext_lazy("Recently added by you"),
        queryset=Evidence.objects.none(),
        required=False,
    )
    offered_url = forms.CharField(required=False, widget=forms.HiddenInput)
    search = forms.CharField(
        label=gettext_lazy("Find a recommendation"),
        help_text=gettext_lazy("By number, body or words: 6, MLSW, shelters."),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "autocomplete": "off",
                "aria-label": gettext_lazy("Find a recommendation"),
            }
        ),
    )
    recommendation = forms.ModelChoiceField(
        label=gettext_lazy("Which recommendation?"),
        queryset=Recommendation.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "This recommendation is not in the current list. Choose another one."
            )
        },
    )

    def __init__(
        self, data: PostedData | None = None, files: UploadedFiles | None = None, *, user: User
    ) -> None:
        super().__init__(data, files)  # type: ignore[arg-type]  # uploads of ours
        self.user = user
        self.fields["recommendation"].queryset = (
            Recommendation.objects.visible_to(user).current().for_list()
        )
        self.fields["evidence"].queryset = Evidence.objects.visible_to(user).not_withdrawn()

    def clean(self) -> None:
        """Check that the sentence is more than a link, and that a recommendation is chosen."""
        super().clean()
        values, sentence = self.cleaned_data, self.cleaned_data.get("sentence", "")
        if sentence and not _LINK.sub("", sentence).strip():
            self.add_error("sentence", _("Write in one sentence what the link shows."))
        if self.offer_link():
            self.add_error(
                "url", _("This link is from your sentence. Save to keep it, or clear the field.")
            )
        if values.get("recommendation") is None and "recommendation" not in self.errors:
            self.add_error("recommendation", self._missing_choice)

    @property
    def _missing_choice(self) -> str:
        return (
            _("Choose the recommendation that the note is about.")
            if self.matches or not self.words
            else _("No recommendation was found. Search by its number or other words.")
        )

    def offer_link(self) -> bool:
        """Fill in the link of the sentence once; return whether it was filled in now."""
        match = _LINK.search(self.data.get("sentence", ""))
        link = match[0].rstrip(".,;:!?)") if match else ""
        if not link or self.data.get("url") or self.data.get("offered_url") == link:
            return False
        data = MultiValueDict[str, object]()
        data.update(self.data)
        data["url"] = data["offered_url"] = link
        self.data = data
        return True

    @cached_property
    def chosen(self) -> Recommendation | None:
        """The recommendation chosen, for a form that is shown again."""
        try:
            row: Recommendation | None = self.fields["recommendation"].clean(
                self.data.get("recommendation")
            )
        except forms.ValidationError:
            return None
        return row

    @property
    def words(self) -> str:
        """What is compared with recommendations: the search, or else the sentence."""
        return str(self.data.get("search") or self.data.get("sentence", ""))

    @cached_property
    def matches(self) -> list[Recommendation]:
        """Recommendations that match the search, or else the sentence; first the chosen one."""
        rows = find_matches(self.user, self.words, by_number=bool(self.data.get("search")))
        first = [self.chosen] if self.chosen else []
        return [*first, *(row for row in rows if row not in first)]

    def command(self, *, by: User, now: datetime) -> LogNote:
        """Return the note of the valid form."""
        values, upload = self.cleaned_data, self.stored_upload
        guessed = suggest_values(upload) if upload else {}
        title = guessed.get("title") or shorten(_LINK.sub("", values["sentence"]))
        return LogNote(
            values["recommendation"],
            sentence=values["sentence"],
            evidence_input=EvidenceInput(
                evidence=tuple(values["evidence"]), url=values["url"], upload=upload, title=title
            ),
            as_of=timezone.localdate(now),
            use=Use.CONTEXT,
            by=by,
            now=now,
        )
