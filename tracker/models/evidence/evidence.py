"""Evidence, its files, and citations that use it."""

from datetime import date
from itertools import permutations
from typing import Self

from django.db import models
from django.utils.translation import gettext, gettext_lazy as _

from tracker.models import assessments, people
from tracker.models.base import (
    Entry,
    NaturalKey,
    Span,
    Viewer,
    Withdrawable,
    WithdrawableQuerySet,
    address_by,
    choice_constraint,
    is_among,
    is_own,
    is_under_visible,
    is_visible,
    key_index,
    named_by,
    span_constraint,
)
from tracker.vocabulary import (
    Attribution,
    Bearing,
    EvidenceKind,
    FileKind,
    Language,
    Polarity,
    Right,
    Sensitivity,
    Use,
    stricter,
)


class EvidenceQuerySet(WithdrawableQuerySet["Evidence"]):
    """Queryset of evidence."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter out evidence for named readers, except from them and from who added it."""
        return self.filter(
            ~models.Q(sensitivity=Sensitivity.NAMED_READERS) | is_own(Evidence, user)
        )

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to evidence that is public, issued by the user's bodies, or the user's own."""
        return self.filter(
            models.Q(sensitivity=Sensitivity.PUBLIC)
            | models.Q(
                is_among("issuer", user.represented_body_ids), sensitivity=Sensitivity.INTERNAL
            )
            | is_own(Evidence, user)
        )

    def allowed_in_reports(self) -> Self:
        """Filter out evidence for named readers, which no report shows to anybody."""
        return self.exclude(sensitivity=Sensitivity.NAMED_READERS)

    def to_confirm(self) -> Self:
        """Filter to evidence in use of which something was read that nobody confirmed."""
        return self.not_withdrawn().exclude(reading={})

    def expired(self, *, on: date) -> Self:
        """Filter to evidence that expired before `on`."""
        return self.filter(expires_on__lt=on)

    def hidden_from(self, user: Viewer) -> Self:
        """Filter to evidence for other named readers, if the user may know that it exists."""
        return (
            self.filter(models.Q(sensitivity=Sensitivity.NAMED_READERS) & ~is_own(Evidence, user))
            if user.may(Right.KNOW_OF_ALL)
            else self.none()
        )


class Evidence(NaturalKey, Span, Withdrawable, Entry):
    """Passage, document, link or statistic, and the time it is about."""

    NATURAL_KEY = ("passage__report__slug", "passage__number", "start", "end")

    kind = models.CharField(_("kind"), max_length=30, choices=EvidenceKind)
    title = models.CharField(_("title"), max_length=300)
    issuer = models.ForeignKey(
        "tracker.Body",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="evidence_issued",
        verbose_name=_("issuer"),
    )
    # Whose words it passes on: a press release that was reprinted, "the government reported".
    original_source = models.ForeignKey(
        "tracker.Body",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="+",
        verbose_name=_("whose words it passes on"),
    )
    # What Heed read of issuer, kind and period, until a person confirms or states them.
    # {"issuer": {"value": "MFLT", "place": "letterhead", "words": "Ministry of …"},
    #  "period": {"value": ["2026-01-01", "2026-09-30"], …}}
    reading = models.JSONField(default=dict, blank=True, editable=False)
    url = models.URLField(_("link"), max_length=1000, blank=True)
    # The whole sentence around the span, in the same passage.
    sentence_start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    sentence_end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    accessed_on = models.DateField(_("accessed on"), null=True, blank=True)
    covers_from = models.DateField(_("covers from"), null=True, blank=True)  # empty: open
    covers_to = models.DateField(_("covers to"), null=True, blank=True)  # empty: open
    expires_on = models.DateField(_("expires on"), null=True, blank=True)  # the last day it holds
    language = models.CharField(_("language"), max_length=10, choices=Language, blank=True)
    sensitivity = models.CharField(
        _("sensitivity"), max_length=20, choices=Sensitivity, default=Sensitivity.INTERNAL
    )
    attribution = models.CharField(
        _("attribution"), max_length=20, choices=Attribution, default=Attribution.ATTRIBUTABLE
    )
    readers = models.ManyToManyField(
        "tracker.User",
        blank=True,
        related_name="readable_evidence",
        verbose_name=_("named readers"),
    )
    topics = models.ManyToManyField(
        "tracker.Topic", blank=True, related_name="evidence", verbose_name=_("topics")
    )
    remark = models.TextField(_("remark"), blank=True)
    # Content of the link when it was last read over a trusted connection.
    link_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    link_read_on = models.DateField(null=True, blank=True, editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        constraints = [
            choice_constraint("kind", EvidenceKind.values, "evidence_kind_is_known"),
            choice_constraint("sensitivity", Sensitivity.values, "evidence_sensitivity_is_known"),
            choice_constraint("attribution", Attribution.values, "evidence_attribution_is_known"),
            span_constraint("evidence_span_is_whole"),
            models.CheckConstraint(
                condition=~models.Q(kind=EvidenceKind.REPORT_PASSAGE)
                | models.Q(passage__isnull=False),
                name="evidence_passage_has_its_span",
                violation_error_message=_(
                    "A passage of a report is added by its quote. Add the quote, or choose another"
                    " kind."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(covers_from=None)
                | models.Q(covers_to=None)
                | models.Q(covers_from__lte=models.F("covers_to")),
                name="evidence_covers_runs_forward",
                violation_error_message=_(
                    "The end is before the start. Choose a date after “Covers from”."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(passage=None) | models.Q(sensitivity=Sensitivity.PUBLIC),
                name="evidence_passage_is_public",
                violation_error_message=_(
                    "A passage of a published report is public. Its sensitivity can’t be changed."
                ),
            ),
            models.UniqueConstraint(
                fields=["passage", "start", "end"],
                condition=models.Q(withdrawn_at=None),
                name="one_evidence_per_span",
            ),
        ]
        indexes = [
            models.Index(fields=["published_on", "id"], name="evidence_published"),
            *(
                models.Index(
                    fields=[name, "id"],
                    condition=models.Q(withdrawn_at=None),
                    name=f"evidence_{name}",
                )
                for name in ("kind", "language")
            ),
            *(  # of all: SQLite takes no partial index for an OR
                models.Index(fields=[first, last], name=f"evidence_{first}")
                for first, last in permutations(("covers_from", "covers_to"))
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(withdrawn_at=None, sensitivity=Sensitivity.NAMED_READERS),
                name="evidence_named_readers",
            ),
            models.Index(
                fields=["expires_on", "id"],
                condition=models.Q(withdrawn_at=None, expires_on__isnull=False),
                name="evidence_expires",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(withdrawn_at=None) & ~models.Q(reading={}),
                name="evidence_to_confirm",
            ),
            models.Index(  # what a user added last
                fields=["added_by", "-id"],
                condition=models.Q(withdrawn_at=None),
                name="evidence_recent",
            ),
            *(key_index("evidence", name) for name in ("passage", "issuer", "original_source")),
        ]

    __str__ = named_by("title")

    get_absolute_url = address_by("evidence", "pk")

    @property
    def is_for_named_readers(self) -> bool:
        """Whether only named readers, and who added it, may know of it."""
        return self.sensitivity == Sensitivity.NAMED_READERS

    @property
    def may_be_named(self) -> bool:
        """Whether its source may be named in reports.

        Otherwise reports show neither issuer nor link, and of a protected source no title either.
        """
        return self.attribution == Attribution.ATTRIBUTABLE

    @property
    def public_title(self) -> str:
        """Title for reports; of a protected source its kind alone."""
        return (
            gettext("protected source: %(kind)s") % {"kind": self.get_kind_display()}
            if self.attribution == Attribution.PROTECTED
            else self.title
        )

    @property
    def public_issuer(self) -> str:
        """Issuer for reports; "" without one."""
        return (
            (self.issuer.name if self.issuer else "")
            if self.may_be_named
            else gettext("a source that may not be named")
        )

    def is_expired(self, *, on: date) -> bool:
        """Return whether it expired before `on`. Without an expiry day it never does."""
        return self.expires_on is not None and self.expires_on < on

    def covers_part_of(self, first: date, last: date) -> bool:
        """Return whether it is about any day from `first` to `last`. Without a time it is not."""
        return (
            bool(self.covers_from or self.covers_to)
            and (self.covers_from or date.min) <= last
            and (self.covers_to or date.max) >= first
        )


class CitationQuerySet(WithdrawableQuerySet["Citation"]):
    """Queryset of citations."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to citations of visible evidence, and of a visible assessment if they have one."""
        return self.filter(
            is_visible(Evidence, user, "evidence"),
            models.Q(assessment=None) | is_visible(assessments.Assessment, user, "assessment"),
        )

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to readable citations on visible recommendations."""
        return self.visible_to_reader(user).filter(is_under_visible(user))


class Citation(NaturalKey, Withdrawable, Entry):
    """Use of evidence on a recommendation, alone (a note) or in an assessment."""

    NATURAL_KEY = (
        "recommendation__report__slug",
        "recommendation__number",
        "evidence__passage__number",
        "evidence__start",
        "evidence__end",
    )

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="citations",
        verbose_name=_("recommendation"),
    )
    assessment = models.ForeignKey(
        "tracker.Assessment",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="citations",
        verbose_name=_("assessment"),
    )
    evidence = models.ForeignKey(
        "tracker.Evidence", models.PROTECT, related_name="citations", verbose_name=_("evidence")
    )
    use = models.CharField(_("use"), max_length=20, choices=Use)
    # Whether a person chose or confirmed the use; otherwise it follows the status.
    is_use_stated = models.BooleanField(default=True, editable=False)
    bearing = models.CharField(_("direction"), max_length=20, choices=Bearing, blank=True)
    polarity = models.CharField(_("polarity"), max_length=20, choices=Polarity, blank=True)
    sentence = models.TextField(_("what it shows"), blank=True)
    page = models.CharField(_("page"), max_length=20, blank=True)  # as printed: "4", "iv", "4–6"
    paragraph = models.CharField(_("paragraph"), max_length=20, blank=True)  # "12", "3(b)"
    as_of = models.DateField(_("as of"))
    # A citation of the same report that says the same: not a second source.
    repeats = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="repetitions",
        verbose_name=_("repeats"),
    )

    objects = CitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            choice_constraint("use", Use.values, "citation_use_is_known"),
            choice_constraint("bearing", Bearing.values, "citation_bearing_is_known", blank=True),
            choice_constraint(
                "polarity", Polarity.values, "citation_polarity_is_known", blank=True
            ),
        ]
        indexes = [
            models.Index(fields=["recommendation", "as_of"], name="citation_recommendation_as_of"),
            *(key_index("citation", name) for name in ("assessment", "repeats")),
        ]

    def __str__(self) -> str:
        return f"{self.evidence.title} ({self.get_use_display()})"


def _is_of_own_evidence(user: Viewer) -> models.Exists:
    """Return the condition on a file that the user added its evidence or is a named reader."""
    return models.Exists(
        Evidence.objects.filter(is_own(Evidence, user), pk=models.OuterRef("evidence"))
    )


class FileQuerySet(WithdrawableQuerySet["File"]):
    """Queryset of files; a file is visible only with its evidence."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to files of visible evidence; those for named readers are the user's own."""
        return self.filter(
            is_visible(Evidence, user, "evidence"),
            ~models.Q(sensitivity=Sensitivity.NAMED_READERS) | _is_of_own_evidence(user),
        )

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to public files of visible evidence, and internal ones of the user's bodies."""
        return self.filter(
            is_visible(Evidence, user, "evidence"),
            models.Q(sensitivity=Sensitivity.PUBLIC)
            | models.Q(
                is_among("evidence__issuer", user.represented_body_ids),
                sensitivity=Sensitivity.INTERNAL,
            )
            | _is_of_own_evidence(user),
        )

    def for_decision_by(self, user: Viewer) -> Self:
        """Filter to visible files, and those that a page shows on which the user shall decide."""
        cited = (
            Citation.objects.visible_to(people.GUEST)
            .not_withdrawn()
            .filter(assessment__in=assessments.Assessment.objects.inviting(user).values("pk"))
        )
        shown = (
            self.visible_to(people.GUEST)
            .not_withdrawn()
            .filter(evidence__in=cited.values("evidence"))
        )
        return self.visible_to(user) | shown

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
                condition=models.Q(withdrawn_at=None),
                name="the_same_bytes_once",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="files_are_numbered_from_one"
            ),
        ]
        indexes = [
            models.Index(fields=["sha256"], name="file_sha256"),
            models.Index(fields=["clean_sha256"], name="file_clean_sha256"),
        ]

    __str__ = named_by("name")

    get_absolute_url = address_by("file", "evidence_id", "number")

    @property
    def is_for_named_readers(self) -> bool:
        """Whether the file or its evidence is for named readers. Select the evidence first."""
        return stricter(self.sensitivity, self.evidence.sensitivity) == Sensitivity.NAMED_READERS


class InboxFile(models.Model):
    """Upload that waits two weeks for its owner, who stores it as evidence or leaves it out.

    Operational: not audited, read for its owner only, not backed up.
    """

    owner = models.ForeignKey(
        "tracker.User",
        models.CASCADE,
        db_index=False,  # the constraint begins with it
        related_name="inbox_files",
        verbose_name=_("owner"),
    )
    name = models.CharField(_("name"), max_length=120)  # as in `File`
    sha256 = models.CharField(_("SHA-256"), max_length=64)  # of the upload, hexadecimal
    size = models.PositiveBigIntegerField(_("size"))  # bytes
    # As in `Evidence`, with number and day of the document:
    # {"number": {"value": "02-145/2026", …}, "day": {"value": "2026-05-03", …}}
    reading = models.JSONField(default=dict)
    # What its inspection told, with the beginning of its text:
    # {"kind": "pdf", "title": "Letter", "text": "Dear …", "pages": 2, …}
    description = models.JSONField(default=dict)
    added_at = models.DateTimeField(_("added at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "sha256"], name="one_inbox_file_per_content")
        ]
        indexes = [models.Index(fields=["added_at"], name="inbox_file_added")]

    __str__ = named_by("name")

    get_absolute_url = address_by("inbox_file", "pk")
