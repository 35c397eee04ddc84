"""The paragraphs of a report, as printed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import NaturalKey, OpenQuerySet, known
from tracker.vocabulary import Section


class Passage(NaturalKey, models.Model):
    """One paragraph of a report, numbered from 1 over paragraphs that are not blank."""

    NATURAL_KEY = ("report__slug", "number")

    report = models.ForeignKey(
        "tracker.Report", models.PROTECT, related_name="passages", verbose_name=_("report")
    )
    number = models.PositiveIntegerField(_("number"))
    section = models.CharField(_("section"), max_length=20, choices=Section)
    text = models.TextField(_("text"))  # verbatim; never changed after acceptance

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_passage_per_number"),
            known("section", Section.values, "passage_section_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.report.cited_as}, ¶ {self.number}"
