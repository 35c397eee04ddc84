"""Forms to make, publish, take back and save progress reports, and to write remarks."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tracker.actions.progress import DiscardDraft, MakeDraft, PublishReport, WithdrawReport
from tracker.actions.progress.remarks import WriteRemark
from tracker.actions.progress.saved_reports import SaveReport
from tracker.forms.base import ActionForm, DayField, VersionedForm, capitalized
from tracker.models import Publication, Recommendation, Report, User
from tracker.vocabulary import Audience, Frequency, Language, ReportFormat, ReportKind, Theme


class NewPublicationForm(ActionForm):
    """The reason to make a publication. Its parameters are in the address."""

    FIRST = ("reason",)

    reason = forms.CharField(
        label=_("Why is it created?"),
        help_text=_("Its readers and its purpose. Kept with the report and in the history."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    formats = forms.MultipleChoiceField(
        choices=ReportFormat.choices, required=False, widget=forms.MultipleHiddenInput
    )

    def command(
        self,
        report: Report,
        parameters: Mapping[str, Sequence[str]],
        *,
        language: str,
        by: User,
        now: datetime,
    ) -> MakeDraft:
        """Return the command of the valid form."""
        return MakeDraft(
            report=report,
            parameters=parameters,
            language=language,
            reason=self.cleaned_data["reason"],
            formats=self.cleaned_data["formats"],
            by=by,
            now=now,
        )


class PublishForm(ActionForm):
    """A note for history, and whether the report supersedes those published before."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("For the history. If blank, the reason for the draft is used."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    supersedes = forms.BooleanField(
        label=_("Replace the earlier publications"), required=False, initial=True
    )

    def __init__(self, *args: Any, publication: Publication, older: list[Publication]) -> None:
        super().__init__(*args)
        self.publication, self.older = publication, older

    def command(self, *, by: User, now: datetime) -> PublishReport:
        """Return the command of the valid form."""
        return PublishReport(
            publication=self.publication,
            note=self.cleaned_data["note"],
            supersedes=self.cleaned_data["supersedes"],
            by=by,
            now=now,
        )


class NoticeForm(ActionForm):
    """The reason to end a publication."""

    FIRST: tuple[str, ...] = ("notice",)

    notice = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.publication = publication


class DiscardForm(NoticeForm):
    """The reason to discard a draft."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].help_text = _(
            "Shown in the history. The number of the draft is not used again."
        )

    def command(self, *, by: User, now: datetime) -> DiscardDraft:
        """Return the command of the valid form."""
        notice = self.cleaned_data["notice"]
        return DiscardDraft(publication=self.publication, notice=notice, by=by, now=now)


class WithdrawReportForm(NoticeForm):
    """The reason to withdraw a report, and whether those it superseded stand again."""

    reinstates = forms.BooleanField(
        label=_("Publish again the report that it replaced"), required=False, initial=True
    )

    def __init__(self, *args: Any, older: Sequence[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["notice"].help_text = _(
            "Readers see this instead of the report. Leave out names and anything "
            "they may not know."
        )
        if older:
            self.FIRST = ("notice", "reinstates")
            self.fields["reinstates"].help_text = "; ".join(map(str, older))
        else:
            del self.fields["reinstates"]

    def command(self, *, by: User, now: datetime) -> WithdrawReport:
        """Return the command of the valid form."""
        return WithdrawReport(
            publication=self.publication,
            notice=self.cleaned_data["notice"],
            reinstates=self.cleaned_data.get("reinstates", False),
            by=by,
            now=now,
        )


PAGE = 3_000  # characters of a text that about fill a page of a report


class RemarkForm(VersionedForm):
    """A remark in one language, and the day it is about."""

    version_field = "last_remark"

    text = forms.CharField(
        label=_("Text"),
        help_text=format_lazy(
            "{} {}",
            _(
                "Leave an empty line between paragraphs. The text is printed as "
                "written. In an executive summary, “(no. 6)” becomes a link to that "
                "recommendation with its main sources."
            ),
            _("A page fits about 3,000 characters."),
        ),
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    as_of = DayField(
        label=_("As of"),
        help_text=_("Printed in reports as of this day and later, until a newer text replaces it."),
    )
    last_remark = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def command(
        self,
        report: Report,
        recommendation: Recommendation | None,
        *,
        language: str,
        by: User,
        now: datetime,
    ) -> WriteRemark:
        """Return the command of the valid form."""
        return WriteRemark(
            report=report,
            recommendation=recommendation,
            language=language,
            text=self.cleaned_data["text"],
            as_of=self.cleaned_data["as_of"],
            last_remark=self.cleaned_data["last_remark"],
            by=by,
            now=now,
            today=timezone.localdate(now),
        )


class SavedReportForm(forms.Form):
    """A report that is made again and again: its parameters, frequency and first day."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("A name you will recognize: “Quarterly letter to the ministry”."),
        max_length=200,
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=capitalized(ReportKind))
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices)
    audience = forms.ChoiceField(
        label=_("Audience"),
        help_text=_("A public report contains only public material."),
        choices=capitalized(Audience),
    )
    body = forms.ChoiceField(
        label=_("Responsible body"),
        help_text=_("Required for a report for a body."),
        required=False,
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        required=False,
        choices=lambda: [("", _("all")), *capitalized(Theme)()],
    )
    frequency = forms.ChoiceField(label=_("How often"), choices=capitalized(Frequency))
    first_run_on = DayField(
        label=_("First day"),
        help_text=_(
            "A draft is created on this day. It shows the state on that day and what "
            "changed since the previous one; a brief, “What changed” and an evidence "
            "pack show the end of the day before, as recorded then. Days chosen in "
            "the preview are not kept."
        ),
    )

    def __init__(
        self,
        data: Mapping[str, object] | None,
        *,
        bodies: Sequence[tuple[str, str]],
        initial: dict[str, object],
    ) -> None:
        super().__init__(data, initial=initial)
        code = str(initial.get("body") or "")  # perhaps of a body that has no part in the report
        others = [(code, code)] if code and code not in dict(bodies) else []
        self.fields["body"].choices = [("", _("all")), *bodies, *others]  # type: ignore[attr-defined]

    def command(
        self,
        report: Report,
        other_conditions: Mapping[str, Sequence[str]],
        *,
        by: User,
        now: datetime,
    ) -> SaveReport:
        """Return the command of the valid form, whose filter has other conditions too."""
        values = self.cleaned_data
        own = {name: [values[name]] for name in ("body", "theme") if values.get(name)}
        return SaveReport(
            report=report,
            name=values["name"],
            kind=values["kind"],
            language=values["language"],
            audience=values["audience"],
            conditions={**other_conditions, **own},
            frequency=values["frequency"],
            first_run_on=values["first_run_on"],
            by=by,
            now=now,
            today=timezone.localdate(now),
        )
