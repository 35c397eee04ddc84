"""Bodies, and their responsibilities for recommendations."""

import re
from typing import Any, Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.formats import choose_translation
from tracker.models.base import (
    MessageCheckConstraint,
    MessageUniqueConstraint,
    NaturalKey,
    OpenQuerySet,
    PartQuerySet,
    Withdrawable,
    choice_constraint,
)
from tracker.models.people import Viewer
from tracker.vocabulary import SHARED_SITES, BodyKind, Confidence, ResponsibilityBasis, Role
from tracker.vocabulary.stored_texts import translate_stored

ACRONYM = re.compile(r" \(([A-ZÇËŠĐČĆŽ]{2,20})\)$")  # at the end of a name


def domain_of(url: str) -> str:
    """Return the domain of a link without "www.": "hrw.org".

    Empty for what is no web address, and for a site on which anybody publishes.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
    except ValueError:  # "https://[": no address
        return ""
    is_shared = any(host == site or host.endswith(f".{site}") for site in SHARED_SITES)
    return "" if is_shared or "." not in host else host


class BodyQuerySet(OpenQuerySet["Body"]):
    """Queryset of bodies."""

    def offered_to(self, user: Viewer) -> Self:
        """Filter out new sources that no reviewer looked at, except those the user added."""
        is_own = Q(added_by=user.pk, valid_to=None)  # and not merged into a body
        return self.visible_to(user).filter(Q(is_provisional=False) | is_own)

    def to_review(self) -> Self:
        """Filter to new sources that no reviewer has accepted or merged."""
        return self.filter(is_provisional=True, valid_to=None)


class Body(NaturalKey, models.Model):
    """Institution, with names in three languages, a place in a tree and a time it is valid."""

    NATURAL_KEY = ("code",)

    code = models.CharField(_("code"), max_length=40, unique=True)  # "THBD", "MUN_PRISTINA"
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_sq = models.CharField(_("name in Albanian"), max_length=200, blank=True)
    name_sr = models.CharField(_("name in Serbian"), max_length=200, blank=True)
    names_source = models.JSONField(  # {"sq": {"status": "found", "source": "…"}}
        _("source of the names"), default=dict, blank=True
    )
    aliases = models.JSONField(_("other names"), default=list, blank=True)  # ["Državni tužilac"]
    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
        verbose_name=_("parent"),
    )
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    successors = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="predecessors",
        verbose_name=_("successors"),
    )
    accepts_correspondence = models.BooleanField(_("accepts letters"), default=True)
    domains = models.JSONField(  # of its site: ["mfpt-ks.net"]
        _("internet domains"), default=list, blank=True
    )
    # Added by an analyst as a source; in no list to choose from before a reviewer looked at it.
    is_provisional = models.BooleanField(_("not reviewed yet"), default=False, editable=False)
    added_by = models.ForeignKey(  # of a source that an analyst added
        "tracker.User",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    remark = models.TextField(_("remark"), blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [
            choice_constraint("kind", BodyKind.values, "body_kind_is_known"),
            MessageCheckConstraint(
                condition=~Q(parent=F("id")),
                name="body_is_not_its_own_parent",
                message=_("A body can't be its own parent. Choose another parent, or none."),
            ),
            MessageCheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="body_begins_before_it_ends",
                message=_("“Valid to” is before “Valid from”. Choose a later day."),
            ),
        ]

    def __str__(self) -> str:
        if self.short == self.name:
            return self.name
        return f"{self.short} · {self.name.removesuffix(f' ({self.short})')}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("body", args=[self.code])

    @property
    def name(self) -> str:
        """Name in the language of the reader, in English where that is missing."""
        return choose_translation(sq=self.name_sq, sr=self.name_sr) or self.name_en

    @property
    def short(self) -> str:
        """Acronym in the language of the reader, or name without one, as list cells show it.

        A name in another language ends with its own acronym where it has one: "(QPS)".
        """
        translated = choose_translation(sq=self.name_sq, sr=self.name_sr)
        match = ACRONYM.search(translated) if translated else None
        return match[1] if match else translated or self.acronym or self.name_en

    @property
    def all_names(self) -> tuple[str, ...]:
        """Acronyms and names in every language, the other names included."""
        names = [self.name_en, self.name_sq, self.name_sr, *self.aliases]
        matches = {name: ACRONYM.search(name) for name in names}
        acronyms = [self.acronym, *(match[1] for match in matches.values() if match)]
        plain = [ACRONYM.sub("", name) for name in names]
        return tuple(dict.fromkeys(filter(None, [*acronyms, *plain, *names])))


class Responsibility(NaturalKey, Withdrawable):
    """Role of a body in a recommendation, with its basis, confidence and reason."""

    NATURAL_KEY = ("recommendation__report__slug", "recommendation__number", "body__code", "role")

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="responsibilities",
        verbose_name=_("recommendation"),
    )
    body = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="responsibilities", verbose_name=_("body")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)
    basis = models.CharField(_("basis"), max_length=30, choices=ResponsibilityBasis)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence)
    reason = models.TextField(_("reason"), blank=True)
    # Where a report shows it: [{"paragraph": 6, "start": 0, "end": 115, "quote": "…"}]
    shown_by = models.JSONField(_("shown by"), default=list, blank=True)
    # The responsibility of a body that ended, of which this one is the whole or a part.
    continues = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="continued_by",
        editable=False,
        verbose_name=_("continues"),
    )
    sort_key = models.CharField(max_length=60, editable=False)  # the recommendation's; for lists

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            MessageUniqueConstraint(
                fields=["recommendation", "body", "role"],
                condition=Q(withdrawn_at=None),
                name="one_role_of_a_body_once",
                message=_("The body already has this role. Choose another body or role."),
            ),
            choice_constraint("role", Role.values, "responsibility_role_is_known"),
            choice_constraint("basis", ResponsibilityBasis.values, "responsibility_basis_is_known"),
            choice_constraint(
                "confidence", Confidence.values, "responsibility_confidence_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "sort_key"],
                condition=Q(withdrawn_at=None),
                name="resp_body_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.body.short}: {self.get_role_display()}"

    @property
    def shown_reason(self) -> str:
        """Reason in the language of the reader, without a full stop."""
        return translate_stored("reason of a responsibility", self.reason).rstrip(".")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; its sort key is set once."""
        if not self.sort_key:
            self.sort_key = self.recommendation.sort_key
        super().save(*args, **kwargs)
