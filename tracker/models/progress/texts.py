"""What people write for a progress report itself: remarks, letterheads, translations of texts."""

import hashlib
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models import assessments, questions
from tracker.models.base import (
    AuditedQuerySet,
    Viewer,
    Withdrawable,
    WithdrawableQuerySet,
    choice_constraint,
    is_visible,
    key_index,
    named_by,
)
from tracker.models.evidence.evidence import Citation, Evidence
from tracker.models.progress.publications import Reply
from tracker.models.recommendations import components, recommendations
from tracker.vocabulary import Basis, Language, PastDay


class RemarkQuerySet(WithdrawableQuerySet["Remark"]):
    """Queryset of remarks, visible to readers of the report but not to focal points."""

    def valid_on(self, past_day: PastDay) -> Self:
        """Filter to remarks about days up to the past day, by its basis."""
        remarks = self.filter(as_of__lte=past_day.on)
        return (
            remarks.not_withdrawn()
            if past_day.basis == Basis.AS_KNOWN_NOW
            else remarks.filter(
                models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=past_day.ends_at),
                written_at__lt=past_day.ends_at,
            )
        )

    def newest_first(self) -> Self:
        """Order newest first."""
        return self.order_by("-as_of", "-pk")


class Remark(Withdrawable):
    """Text for the progress report in one language; a new remark replaces the one before.

    Without a recommendation it is the executive summary of the report.
    """

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="remarks", verbose_name=_("report")
    )
    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="remarks",
        verbose_name=_("recommendation"),
    )
    language = models.CharField(_("language"), max_length=10, choices=Language)
    text = models.TextField(_("text"), max_length=50_000)
    # Of a summary: [{"start": 0, "text": "Two", "subject": "full", "written": "2"}].
    bindings = models.JSONField(_("compared with the data"), default=list, blank=True)
    as_of = models.DateField(_("as of"))
    written_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("written by"),
    )
    written_at = models.DateTimeField(_("written at"), editable=False)

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [
            choice_constraint("language", Language.values, "remark_language_is_known"),
            models.CheckConstraint(condition=~models.Q(text=""), name="a_remark_has_text"),
        ]
        indexes = [
            models.Index(
                fields=["report", "language", "recommendation", "-as_of", "-id"],
                name="remark_newest",
            ),
            key_index("remark", "recommendation"),
        ]

    __str__ = named_by("text")


class ReportText(models.Model):
    """Sender, contact, preface and note of an edition's progress reports, in one language."""

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="texts", verbose_name=_("report")
    )
    language = models.CharField(_("language"), max_length=10, choices=Language)
    sender = models.CharField(_("sender"), max_length=200, blank=True)
    contact = models.TextField(_("contact"), max_length=500, blank=True)  # line by line
    preface = models.TextField(_("preface"), max_length=5_000, blank=True)
    # On the name of the country: "* This designation is without prejudice …"
    note = models.TextField(_("note on the name"), max_length=1_000, blank=True)

    objects = AuditedQuerySet.as_manager()

    class Meta:
        verbose_name = _("sender and preface")
        verbose_name_plural = _("senders and prefaces")
        constraints = [
            choice_constraint("language", Language.values, "report_text_language_is_known"),
            models.UniqueConstraint(
                fields=["report", "language"], name="one_report_text_per_language"
            ),
        ]

    __str__ = named_by("report", "get_language_display", separator=": ")


# Translations of recommendations are rows of `Translation`: people cite them.
TRANSLATED_MODELS: dict[str, Any] = {
    model._meta.db_table: model
    for model in (
        *(assessments.Assessment, assessments.AssessmentLine, Citation),
        *(questions.Commitment, components.Component, questions.DueDate, Evidence),
        *(questions.Question, recommendations.Recommendation, Remark, Reply),
    )
}


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text, by which a translation knows the original it was made from."""
    return hashlib.sha256(text.encode()).hexdigest()


class TextTranslationQuerySet(AuditedQuerySet["TextTranslation"]):
    """Queryset of translations, visible to readers who see the row with the original."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to translations of texts in visible rows."""
        conditions = (
            models.Q(is_visible(model, user, "key"), table=table)
            for table, model in TRANSLATED_MODELS.items()
        )
        return self.filter(models.Q(*conditions, _connector=models.Q.OR))


class TextTranslation(models.Model):
    """Translation of a text that people wrote: one field of one row, in one language."""

    table = models.CharField(_("table"), max_length=64)  # of the row: "tracker_assessment"
    key = models.BigIntegerField(_("key"))
    field = models.CharField(_("field"), max_length=40)  # "rationale"
    recommendation = models.ForeignKey(  # that the row belongs to
        "tracker.Recommendation",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="+",
        verbose_name=_("recommendation"),
    )
    language = models.CharField(_("language"), max_length=10, choices=Language)
    text = models.TextField(_("translation"), blank=True, max_length=50_000)  # empty: none
    translated_by = models.CharField(_("translated by"), max_length=150, blank=True)
    is_official = models.BooleanField(_("official translation"), default=False)
    source_sha256 = models.CharField(_("SHA-256 of the original"), max_length=64)
    entered_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"), editable=False)

    objects = TextTranslationQuerySet.as_manager()

    class Meta:
        verbose_name = _("translation of a text")
        verbose_name_plural = _("translations of texts")
        constraints = [
            choice_constraint("language", Language.values, "text_translation_language_is_known"),
            models.UniqueConstraint(
                fields=["table", "key", "field", "language"], name="one_translation_per_text"
            ),
        ]
        indexes = [key_index("translated", "recommendation")]

    __str__ = named_by("table", "key", "field", "language")

    def is_outdated(self, original: str) -> bool:
        """Return whether the original was changed since it was translated."""
        return self.source_sha256 != hash_text(original)
