"""The institutions that answer for recommendations, benefit from them, or speak about them."""

import re

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tracker.models.shared import NaturalKey, OpenQuerySet, ToldCheck, known
from tracker.vocabulary import BodyKind
from tracker.words import in_language

_ACRONYM = re.compile(r" \(([A-ZÇËŠĐČĆŽ]{2,20})\)$")  # at the end of a name


class Body(NaturalKey, models.Model):
    """An institution: named in three languages, placed in a tree, valid for a time."""

    NATURAL_KEY = ("code",)

    code = models.CharField(_("code"), max_length=40, unique=True)  # "THBD", "MUN_PRISTINA"
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    name_en = models.CharField(_("name in English"), max_length=200)
    name_sq = models.CharField(_("name in Albanian"), max_length=200, blank=True)
    name_sr = models.CharField(_("name in Serbian"), max_length=200, blank=True)
    names_from = models.JSONField(  # {"sq": {"status": "found", "source": "…"}}
        _("where the names are from"), default=dict, blank=True
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
    can_be_written_to = models.BooleanField(_("can be written to"), default=True)
    remark = models.TextField(_("remark"), blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        constraints = [
            known("kind", BodyKind.values, "body_kind_is_known"),
            ToldCheck(
                condition=~Q(parent=F("id")),
                name="body_is_not_its_own_parent",
                says=_("A body does not stand above itself. Choose another parent, or none."),
            ),
            ToldCheck(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
                name="body_begins_before_it_ends",
                says=_("The body ends before it begins. Choose a day after “Valid from”."),
            ),
        ]

    def __str__(self) -> str:
        if self.short == self.name:
            return self.name
        return f"{self.short} · {self.name.removesuffix(f' ({self.short})')}"

    def get_absolute_url(self) -> str:
        return reverse("body", args=[self.code])

    @property
    def name(self) -> str:
        """Its name in the language of the reader, in English where that is missing."""
        return in_language(sq=self.name_sq, sr=self.name_sr) or self.name_en

    @property
    def short(self) -> str:
        """What a list cell shows: the acronym, or the name.

        A name in another language ends with its own acronym where it has one: "(QPS)".
        """
        own = in_language(sq=self.name_sq, sr=self.name_sr)
        ends = _ACRONYM.search(own) if own else None
        return ends[1] if ends else self.acronym or self.name
