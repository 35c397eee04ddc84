"""Components of recommendations, links to earlier editions, and closings."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from tracker.models.base import (
    AuditedQuerySet,
    NaturalKey,
    PartQuerySet,
    Proposal,
    Viewer,
    Withdrawable,
    WithdrawableQuerySet,
    choice_constraint,
    is_under_visible,
    named_by,
    second_person_constraint,
)
from tracker.vocabulary import (
    OPEN_STATES,
    ClosureReason,
    ComponentBasis,
    Duty,
    LineageKind,
    State,
    translate_stored,
)


class Component(NaturalKey, Withdrawable):
    """Separable part of a recommendation, as "1a investigate"."""

    NATURAL_KEY = ("recommendation__report__slug", "recommendation__number", "code")

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="components",
        verbose_name=_("recommendation"),
    )
    code = models.CharField(_("code"), max_length=10)  # "1a"
    title = models.CharField(_("title"), max_length=120)
    basis = models.CharField(_("basis"), max_length=20, choices=ComponentBasis)
    quote = models.TextField(_("quote"), blank=True)
    duty = models.CharField(_("duty"), max_length=20, choices=Duty)
    bodies = models.ManyToManyField(
        "tracker.Body", through="tracker.ComponentBody", related_name="components"
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("component")
        verbose_name_plural = _("components")
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "code"], name="one_component_per_code"
            ),
            models.CheckConstraint(
                condition=(models.Q(basis=ComponentBasis.IN_TEXT) & ~models.Q(quote=""))
                | models.Q(basis=ComponentBasis.ANALYST, quote=""),
                name="component_in_text_has_its_words",
                violation_error_message=_(
                    "A component in the text needs a quote; one added by an analyst has none. "
                    "Correct the basis or the quote."
                ),
            ),
            choice_constraint("duty", Duty.values, "component_duty_is_known"),
        ]

    __str__ = named_by("code", "title")

    @property
    def shown_title(self) -> str:
        """Title in the language of the reader."""
        return translate_stored("component", self.title)


class ComponentBody(models.Model):
    """Body that carries out a component."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="+",
        verbose_name=_("recommendation"),
    )
    component = models.ForeignKey(
        Component, models.CASCADE, related_name="component_bodies", verbose_name=_("component")
    )
    body = models.ForeignKey(
        "tracker.Body", models.PROTECT, related_name="+", verbose_name=_("body")
    )

    objects = PartQuerySet.as_manager()

    class Meta:
        verbose_name = _("body of a component")
        verbose_name_plural = _("bodies of components")
        constraints = [
            models.UniqueConstraint(fields=["component", "body"], name="one_body_per_component")
        ]

    __str__ = named_by("component_id", "body_id")


class LineageLinkQuerySet(WithdrawableQuerySet["LineageLink"]):
    """Queryset of lineage links."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to links of which both recommendations are visible."""
        return self.filter(is_under_visible(user), is_under_visible(user, "earlier"))


class LineageLink(Withdrawable):
    """Link from a recommendation to the earlier one that it repeats, confirmed by a person."""

    recommendation = models.ForeignKey(  # the later one
        "tracker.Recommendation",
        models.PROTECT,
        related_name="earlier_links",
        verbose_name=_("recommendation"),
    )
    earlier = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="later_links",
        verbose_name=_("earlier recommendation"),
    )
    closeness = models.CharField(_("kind of link"), max_length=12, choices=LineageKind)
    score = models.FloatField(_("similarity"), null=True, blank=True)  # 0 to 1; empty: by hand
    confirmed_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))

    objects = LineageLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link to an earlier edition")
        verbose_name_plural = _("links to earlier editions")
        constraints = [
            choice_constraint("closeness", LineageKind.values, "lineage_link_closeness_is_known"),
            models.UniqueConstraint(
                fields=["recommendation", "earlier"],
                condition=models.Q(withdrawn_at=None),
                name="one_link_per_pair",
                violation_error_message=_("The two are already linked. Withdraw that link first."),
            ),
            models.CheckConstraint(
                condition=~models.Q(recommendation=models.F("earlier")),
                name="no_link_to_itself",
                violation_error_message=_(
                    "A recommendation can't be linked to itself. Choose another."
                ),
            ),
        ]
        indexes = [models.Index(fields=["earlier"], name="lineage_link_earlier")]

    __str__ = named_by("recommendation", "earlier", separator=" ← ")


class ClosingQuerySet(AuditedQuerySet["Closing"]):
    """Queryset of closings, which are paperwork until a second person approves them."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to approved closings; with the right to paperwork, to all."""
        return self.all() if user.sees_paperwork else self.filter(state=State.APPROVED)

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to approved closings of visible recommendations."""
        return self.filter(is_under_visible(user), state=State.APPROVED)

    def open(self) -> Self:
        """Filter to closings that are neither approved nor withdrawn."""
        return self.filter(state__in=sorted(OPEN_STATES))  # as the index has them


class Closing(Proposal):
    """Proposal to close a recommendation; a second person decides."""

    recommendation = models.ForeignKey(
        "tracker.Recommendation",
        models.PROTECT,
        related_name="closings",
        verbose_name=_("recommendation"),
    )
    closure_reason = models.CharField(_("reason for closing"), max_length=20, choices=ClosureReason)
    explanation = models.TextField(_("reason"))

    objects = ClosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        constraints = [
            choice_constraint("closure_reason", ClosureReason.values, "closing_reason_is_known"),
            choice_constraint("state", State.values, "closing_state_is_known"),
            models.CheckConstraint(
                condition=~models.Q(explanation=""), name="closing_has_an_explanation"
            ),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=models.Q(state__in=sorted(OPEN_STATES)),
                name="one_open_closing",
            ),
            second_person_constraint(
                "a_closing_has_a_second_person",
                _("A second person closes a recommendation. Ask a reviewer."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=models.Q(state__in=sorted(OPEN_STATES)),
                name="closing_waiting",
            )
        ]

    __str__ = named_by("get_closure_reason_display")
