"""Files of evidence."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.assessments import Assessment
from tracker.models.base import (
    Entry,
    Withdrawable,
    WithdrawableQuerySet,
    choice_constraint,
    is_among,
    is_visible,
)
from tracker.models.evidence.evidence import Citation, Evidence
from tracker.models.people import GUEST, Viewer
from tracker.vocabulary import FileKind, Sensitivity, stricter


def _is_own(user: Viewer) -> Exists:
    """Return the condition that the user added the evidence or is a named reader of it."""
    return Exists(Evidence.objects.of_reader(user).filter(pk=OuterRef("evidence")))


class FileQuerySet(WithdrawableQuerySet["File"]):
    """Queryset of files; a file is visible only with its evidence."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to files of visible evidence; those for named readers are the user's own."""
        unrestricted = ~Q(sensitivity=Sensitivity.NAMED_READERS)
        return self.filter(is_visible(Evidence, user, "evidence"), unrestricted | _is_own(user))

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to public files of visible evidence, and internal ones of the user's bodies."""
        is_visible_evidence = is_visible(Evidence, user, "evidence")
        own = is_among("evidence__issuer", user.represented_body_ids)
        issued = Q(own, sensitivity=Sensitivity.INTERNAL)
        public = Q(sensitivity=Sensitivity.PUBLIC)
        return self.filter(is_visible_evidence, public | issued | _is_own(user))

    def for_decision_by(self, user: Viewer) -> Self:
        """Filter to visible files, and those that a page shows on which the user shall decide."""
        cited = Citation.objects.visible_to(GUEST).not_withdrawn()
        cited = cited.filter(assessment__in=Assessment.objects.inviting(user).values("pk"))
        shown = self.visible_to(GUEST).not_withdrawn().filter(evidence__in=cited.values("evidence"))
        return self.visible_to(user) | shown

    def of_reader(self, user: Viewer) -> Self:
        """Filter to files of evidence that this user added or is a named reader of."""
        return self.filter(_is_own(user))

    def newest_first(self) -> Self:
        """Order newest first."""
        return self.order_by("-number", "-pk")


class File(Withdrawable, Entry):
    """Numbered version of evidence as a file, whose bytes never change.

    The original is stored unchanged; the clean copy, without metadata, is what readers download.
    Both are stored by their SHA-256.
    """

    evidence = models.ForeignKey(
        "tracker.Evidence", models.PROTECT, related_name="files", verbose_name=_("evidence")
    )
    number = models.PositiveIntegerField(_("version"))  # 1 is the first of its piece
    name = models.CharField(_("name"), max_length=120)  # "letter.pdf", safe to write anywhere
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind)
    size = models.PositiveBigIntegerField(_("size"))  # bytes of the original
    sha256 = models.CharField(_("SHA-256"), max_length=64)  # of the original, hexadecimal
    clean_size = models.PositiveBigIntegerField(_("size of the clean copy"))
    clean_sha256 = models.CharField(_("SHA-256 of the clean copy"), max_length=64)
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    is_signed = models.BooleanField(_("signed"), default=False)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=20, choices=Sensitivity, default=Sensitivity.INTERNAL
    )
    extracted_text = models.TextField(
        _("text"), blank=True
    )  # extracted from the bytes; not audited

    objects = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        constraints = [
            choice_constraint("kind", FileKind.values, "file_kind_is_known"),
            choice_constraint("sensitivity", Sensitivity.values, "file_sensitivity_is_known"),
            models.UniqueConstraint(fields=["evidence", "number"], name="one_file_per_number"),
            models.UniqueConstraint(
                fields=["evidence", "sha256"],
                condition=Q(withdrawn_at=None),
                name="the_same_bytes_once",
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="files_are_numbered_from_one"),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="file_sha256"),
            models.Index(fields=["clean_sha256"], name="file_clean_sha256"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the clean copy."""
        return reverse("file", args=[self.evidence_id, self.number])

    @property
    def is_for_named_readers(self) -> bool:
        """Whether the file or its evidence is for named readers. Select the evidence first."""
        return stricter(self.sensitivity, self.evidence.sensitivity) == Sensitivity.NAMED_READERS
