"""Import runs, and the drafts that they read from a report."""

import json
from typing import Self
from zlib import crc32

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.base import PaperworkQuerySet, choice_constraint, named_by
from tracker.vocabulary import DraftKind, DraftState, ImportRunState, Tier

STATUS_READER = "status"  # of tables of what was done
TABLE_READERS = ("csv", "xlsx", "uhri", STATUS_READER)  # readers whose text is a table


class ImportRun(models.Model):
    """Import of one report: file, text, values of the title block, and the decision."""

    file_name = models.CharField(_("file"), max_length=200, blank=True)  # empty: pasted
    sha256 = models.CharField(_("SHA-256"), max_length=64)  # of the bytes that came in
    reader = models.CharField(_("type of import"), max_length=20)  # "text", "pdf", "csv"
    text = models.TextField(_("text"), blank=True)  # paragraphs, a blank line between them
    mechanism = models.CharField(_("mechanism"), max_length=16, blank=True)  # code: "TIP"
    country = models.CharField(_("country"), max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(_("year of the edition"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    tier = models.CharField(_("tier"), max_length=10, choices=Tier, blank=True)
    previous_tier = models.CharField(_("previous tier"), max_length=10, choices=Tier, blank=True)
    # What each number of the text was read as: [[paragraph, start, end, role], …]
    numbers = models.JSONField(_("numbers of the text"), default=list, blank=True)
    uncertain = models.JSONField(_("uncertainties"), default=list, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=ImportRunState, default=ImportRunState.WAITING
    )
    report = models.ForeignKey(  # the edition it was accepted into
        "tracker.Report",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="import_runs",
        verbose_name=_("report"),
    )
    created_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    created_at = models.DateTimeField(_("imported at"))
    decided_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    # What accepting it created, by model and key (until 0.1.0) or the first and last of keys in
    # sequence, so that it can be undone as a whole.
    created = models.JSONField(_("rows added"), default=dict, blank=True)

    objects = PaperworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            choice_constraint("state", ImportRunState.values, "import_run_state_is_known"),
            choice_constraint("tier", Tier.values, "import_run_tier_is_known", blank=True),
            choice_constraint(
                "previous_tier", Tier.values, "import_run_previous_tier_is_known", blank=True
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ImportRunState.ACCEPTED)
                | models.Q(decided_by__isnull=False),
                name="import_run_accepted_has_decider",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="import_run_sha256")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.mechanism, str(self.year or ""), self.country))) or (
            self.file_name or "?"
        )

    @property
    def created_counts(self) -> dict[str, int]:
        """Number of rows that accepting it created, by model."""
        return {
            name: sum(key[1] - key[0] + 1 if isinstance(key, list) else 1 for key in keys)
            for name, keys in self.created.get("created", {}).items()
        }

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse(
            "import_table" if self.reader in TABLE_READERS else "import_run", args=[self.pk]
        )


class DraftQuerySet(PaperworkQuerySet["Draft"]):
    """Queryset of drafts, visible to everybody who sees their run."""

    def not_dropped(self) -> Self:
        """Filter to drafts that are not dropped."""
        return self.exclude(state=DraftState.DROPPED)


class Draft(models.Model):
    """Draft read from a report; a person changes, accepts or drops it."""

    run = models.ForeignKey(
        ImportRun, models.PROTECT, related_name="drafts", verbose_name=_("import")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=DraftKind)
    position = models.PositiveIntegerField(_("position"))  # order within its kind
    # [[paragraph, start, end], …]: from 1, code points from 0, end exclusive
    places = models.JSONField(_("places in the text"), default=list, blank=True)
    values = models.JSONField(_("values"), default=dict)  # by kind: see intake.drafts
    state = models.CharField(
        _("state"), max_length=10, choices=DraftState, default=DraftState.OFFERED
    )
    outcome = models.TextField(_("outcome"), blank=True)  # a sentence for people

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft of an import")
        verbose_name_plural = _("drafts of imports")
        constraints = [
            choice_constraint("kind", DraftKind.values, "draft_kind_is_known"),
            choice_constraint("state", DraftState.values, "draft_state_is_known"),
        ]
        indexes = [models.Index(fields=["run", "kind", "position"], name="draft_of_run")]

    __str__ = named_by("get_kind_display", "position")

    @property
    def version(self) -> int:
        """A checksum of its values, by which a form notices a later change."""
        return crc32(json.dumps(self.values, sort_keys=True).encode())
