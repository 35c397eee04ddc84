"""Bodies, and their responsibilities for recommendations."""

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Self
from urllib.parse import urlsplit

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy as _

from tracker import compiled_queries, formats, grouping
from tracker.models.base import (
    NaturalKey,
    OpenQuerySet,
    PartQuerySet,
    Viewer,
    Withdrawable,
    address_by,
    choice_constraint,
    is_among,
    key_index,
    named_by,
)
from tracker.models.people import Key
from tracker.vocabulary import (
    SHARED_SITES,
    BodyKind,
    Confidence,
    Lifecycle,
    ResponsibilityBasis,
    Role,
    translate_stored,
)

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


# What a body is called in any language, in the order of the arguments of `shorten`.
BODY_NAMES = ("acronym", "acronym_sq", "acronym_sr", "name_en", "name_sq", "name_sr")


@formats.cache_per_language
def shorten(
    acronym: str, acronym_sq: str, acronym_sr: str, name_en: str, name_sq: str, name_sr: str
) -> str:
    """Return the acronym in the language of the reader, or the name without one.

    Where none is stored for a language, a name in it may end with one: "(QPS)".
    """
    if own := formats.choose_translation(sq=acronym_sq, sr=acronym_sr):
        return own
    translated = formats.choose_translation(sq=name_sq, sr=name_sr)
    match = ACRONYM.search(translated) if translated else None
    return match[1] if match else translated or acronym or name_en


class BodyQuerySet(OpenQuerySet["Body"]):
    """Queryset of bodies."""

    def offered_to(self, user: Viewer) -> Self:
        """Filter out new sources that no reviewer looked at, except those the user added."""
        return self.visible_to(user).filter(
            models.Q(is_provisional=False)
            | models.Q(added_by=user.pk, valid_to=None)  # and not merged into a body
        )

    def existing(self, *, on: date) -> Self:
        """Filter out bodies that ended before a day."""
        return self.filter(models.Q(valid_to=None) | models.Q(valid_to__gte=on))

    def to_review(self) -> Self:
        """Filter to new sources that no reviewer has accepted or merged."""
        return self.filter(is_provisional=True, valid_to=None)


class Body(NaturalKey, models.Model):
    """Institution, with names in three languages, a place in a tree and a time it is valid."""

    NATURAL_KEY = ("code",)

    code = models.CharField(_("code"), max_length=40, unique=True)  # "THBD", "MUN_PRISTINA"
    acronym = models.CharField(_("acronym"), max_length=20, blank=True)
    acronym_sq = models.CharField(_("acronym in Albanian"), max_length=20, blank=True)
    acronym_sr = models.CharField(_("acronym in Serbian"), max_length=20, blank=True)
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
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="body_is_not_its_own_parent",
                violation_error_message=_(
                    "A body can't be its own parent. Choose another parent, or none."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from=None)
                | models.Q(valid_to=None)
                | models.Q(valid_from__lte=models.F("valid_to")),
                name="body_begins_before_it_ends",
                violation_error_message=_("“Valid to” is before “Valid from”. Choose a later day."),
            ),
        ]

    def __str__(self) -> str:
        return (
            self.name
            if self.short == self.name
            else f"{self.short} · {self.name.removesuffix(f' ({self.short})')}"
        )

    get_absolute_url = address_by("body", "code")

    @property
    def name(self) -> str:
        """Name in the language of the reader, in English where that is missing."""
        return formats.choose_translation(sq=self.name_sq, sr=self.name_sr) or self.name_en

    @property
    def short(self) -> str:
        """Acronym in the language of the reader, or name without one, as list cells show it."""
        return shorten(*(getattr(self, name) for name in BODY_NAMES))

    @property
    def all_names(self) -> tuple[str, ...]:
        """Acronyms and names in every language, the other names included."""
        names = [self.name_en, self.name_sq, self.name_sr, *self.aliases]
        acronyms = [self.acronym, self.acronym_sq, self.acronym_sr]
        acronyms += [match[1] for match in map(ACRONYM.search, names) if match]
        plain = [ACRONYM.sub("", name) for name in names]
        return tuple(dict.fromkeys(filter(None, [*acronyms, *plain, *names])))

    def has_ended(self, *, on: date) -> bool:
        """Return whether its last day is before `on`."""
        return self.valid_to is not None and self.valid_to < on


class Mandates:
    """Which bodies have taken over the mandates of those that ended before a day.

    One query, when it is first asked.
    """

    def __init__(self, on: date) -> None:
        self.on = on

    @cached_property
    def _links(self) -> list[tuple[int, int, date | None]]:
        return list(_mandate_links().run({"on": self.on}))

    @cached_property
    def _later(self) -> dict[int, list[int]]:
        return grouping.group_pairs((former, later) for former, later, _last_day in self._links)

    @cached_property
    def _earlier(self) -> dict[int, list[int]]:
        return grouping.group_pairs((later, former) for former, later, _last_day in self._links)

    @cached_property
    def _ended(self) -> set[int]:
        return {later for _former, later, day in self._links if day and day < self.on}.union(
            self._later
        )

    def predecessors(self, bodies: Iterable[int]) -> tuple[int, ...]:
        """Return the ended bodies, at any distance, whose mandates passed on to these."""
        return tuple(sorted(reach(self._earlier, bodies)))

    def shared(self) -> dict[int, list[int]]:
        """Return the bodies that hold the mandate of an ended body, by that, where several do."""
        holders = {body: self.holders(body) for body in self._later}
        return {body: several for body, several in holders.items() if len(several) > 1}

    def holders(self, body: int) -> list[int]:
        """Return the bodies that hold the mandate of an ended body: none without a successor."""
        return sorted(key for key in reach(self._later, [body]) if key not in self._ended)


@compiled_queries.compiled
def _mandate_links() -> compiled_queries.Rows[models.Model]:
    """Return former, later and the later one's last day, of what ended before `on`."""
    return (
        Body.successors.through.objects.filter(
            models.Q(from_body__valid_to__lt=compiled_queries.Bound("on", models.DateField()))
        )
        .order_by("pk")
        .values_list("from_body", "to_body", "to_body__valid_to")
    )


def reach(links: dict[int, list[int]], rows: Iterable[int]) -> set[int]:
    """Return what is linked to these rows at any distance, without them; a cycle ends."""
    start = set(rows)
    reached, waiting = set[int](), list(start)
    while waiting:
        new = set(links.get(waiting.pop(), ())) - reached - start
        reached |= new
        waiting += new
    return reached


class ResponsibilityQuerySet(PartQuerySet["Responsibility"]):
    """Queryset of responsibilities."""

    def of_holder(self, body: Body, *, on: date) -> Self:
        """Filter to what a body is responsible for on a day.

        Its own responsibilities, and those of its ended predecessors that are not divided. A row
        that only continues another one counts from the day that its body had ended.
        """
        return self.of_heir([body.pk], Mandates(on).predecessors([body.pk]), on=on)

    def of_heir(
        self, own: Collection[Key], inherited: Collection[Key], *, on: date | compiled_queries.Bound
    ) -> Self:
        """Filter as `of_holder` to what bodies hold, with these ended predecessors."""
        stands_alone = ~models.Q(basis=ResponsibilityBasis.INFERRED_OUTSIDE_REPORT)
        # No join: PostgreSQL, without statistics, would read the whole table for each row.
        has_begun = models.Q(continues=None) | models.Exists(
            Responsibility.objects.filter(pk=models.OuterRef("continues"), body__valid_to__lt=on)
        )
        return self.of_bodies(own, inherited).filter(has_begun | stands_alone)

    def of_bodies(self, own: Collection[Key], inherited: Collection[Key]) -> Self:
        """Filter to responsibilities of these bodies, and undivided ones of ended predecessors."""
        rows = self.not_withdrawn().filter(is_among("body", [*own, *inherited]))
        return (
            rows.filter(models.Q(is_among("body", own)) | ~models.Exists(_continuing()))
            if inherited
            else rows
        )

    def undivided(self) -> Self:
        """Filter to responsibilities for current recommendations that no other row continues."""
        return (
            self.not_withdrawn()
            .exclude(recommendation__lifecycle__in=[Lifecycle.CONTINUED, Lifecycle.CLOSED])
            .filter(~models.Exists(_continuing()))
        )


def _continuing() -> "ResponsibilityQuerySet":
    """Return the standing responsibilities that continue the outer one."""
    return Responsibility.objects.not_withdrawn().filter(continues=models.OuterRef("pk"))


def is_of_bodies(own: Collection[Key], inherited: Collection[Key]) -> models.Q:
    """Return the condition that a row with body and recommendation is of bodies `own`.

    It is theirs, or passed on with the mandate of its body, one of `inherited`; once somebody
    divided the responsibility for the recommendation, only to those who continue it.
    """
    is_own = models.Q(is_among("body", own))
    if not inherited:
        return is_own
    is_of_any = models.Q(is_among("body", [*own, *inherited]))
    continuing = Responsibility.objects.filter(
        recommendation=models.OuterRef("recommendation"), continues__isnull=False
    )
    divided = continuing.not_withdrawn().filter(continues__body=models.OuterRef("body"))
    own_parts = continuing.of_bodies(own, inherited)
    return is_of_any & (
        is_own | models.Q(~models.Exists(divided)) | models.Q(models.Exists(own_parts))
    )


def is_of_body(body: Body, *, on: date) -> models.Q:
    """Return the condition that a row is the body's, or had passed on to it by the day."""
    return is_of_bodies([body.pk], Mandates(on).predecessors([body.pk]))


class Responsibility(NaturalKey, Withdrawable):
    """Role of a body in a recommendation, with its basis, confidence and reason."""

    NATURAL_KEY = ("recommendation__report__slug", "recommendation__number", "body__code", "role")

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="responsibilities",
        db_index=False,  # "resp_recommendation" begins with it
        verbose_name=_("recommendation"),
    )
    body = models.ForeignKey(
        "tracker.Body",
        models.PROTECT,
        related_name="responsibilities",
        db_index=False,  # "resp_body_key" begins with it
        verbose_name=_("body"),
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
        db_index=False,  # most are empty, which databases take for many rows of each value
        editable=False,
        verbose_name=_("continues"),
    )
    sort_key = models.CharField(max_length=60, editable=False)  # the recommendation's; for lists

    objects = ResponsibilityQuerySet.as_manager()

    # Set by `summaries.bodies.load_holders` where the body has ended.
    holders: "list[Body] | None" = None
    is_divided = True

    class Meta:
        verbose_name = _("responsibility")
        verbose_name_plural = _("responsibilities")
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "body", "role"],
                condition=models.Q(withdrawn_at=None),
                name="one_role_of_a_body_once",
                violation_error_message=_(
                    "The body already has this role. Choose another body or role."
                ),
            ),
            choice_constraint("role", Role.values, "responsibility_role_is_known"),
            choice_constraint("basis", ResponsibilityBasis.values, "responsibility_basis_is_known"),
            choice_constraint(
                "confidence", Confidence.values, "responsibility_confidence_is_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["body", "sort_key", "recommendation"],
                condition=models.Q(withdrawn_at=None),
                name="resp_body_key",
            ),
            models.Index(
                fields=["recommendation", "role", "withdrawn_at"], name="resp_recommendation"
            ),
            models.Index(fields=["sort_key", "id"], name="resp_key"),  # of the admin's list
            models.Index(
                fields=["role", "recommendation"],
                condition=models.Q(withdrawn_at=None),
                name="resp_role",
            ),
            key_index("resp", "continues"),
        ]

    __str__ = named_by("body.short", "get_role_display", separator=": ")

    @property
    def only_continues(self) -> bool:
        """Whether it stands for nothing but the responsibility of a body that ended."""
        return (
            self.continues_id is not None
            and self.basis == ResponsibilityBasis.INFERRED_OUTSIDE_REPORT
        )

    @property
    def holder_note(self) -> str:
        """Who holds it since its body ended: "now MFLT or MOJ (not divided)"; else empty."""
        if self.holders is None:
            return ""
        if not (names := [body.short for body in self.holders]):
            day = self.body.valid_to
            return gettext("until %(day)s") % {"day": formats.format_day(day)} if day else ""
        *others, last = names
        if not others:
            return gettext("now %(body)s") % {"body": last}
        values = {"bodies": ", ".join(others), "last": last}
        return (
            gettext("now %(bodies)s and %(last)s") % values
            if self.is_divided
            else gettext("now %(bodies)s or %(last)s (not divided)") % values
        )

    @property
    def holder(self) -> str:
        """Its body, and who holds it since that ended: "MLSW, now MFLT"."""
        return ", ".join(filter(None, [self.body.short, self.holder_note]))

    @property
    def shown_reason(self) -> str:
        """Reason in the language of the reader, without a full stop."""
        return translate_stored("reason of a responsibility", self.reason).rstrip(".")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; its sort key is set once."""
        if not self.sort_key:
            self.sort_key = self.recommendation.sort_key
        super().save(*args, **kwargs)
