"""What several nouns have in common: a place in a passage, and being withdrawn with a reason."""

from copy import copy
from typing import Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tracker.models.people import User

MOST_WORDS = 50  # looked for at once; SQLite can't read a condition of some hundred


class NaturalKey:
    """A row that a fixture names by what it says, as its report and number, not by its key."""

    NATURAL_KEY: tuple[str, ...]  # lookups of what it is named by, in order

    def natural_key(self) -> tuple[Any, ...]:
        """What names it; None in a place that is empty."""
        return tuple(_value_at(self, lookup) for lookup in self.NATURAL_KEY)


def _value_at(row: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        row = getattr(row, name, None)  # a relation that is not set is missing as an attribute
    return row


class AuditedQuerySet(models.QuerySet[Any]):
    """The start of every read for a person: who has no role sees no row."""

    def get_by_natural_key(self, *key: Any) -> Any:
        """The row named so; of several (withdrawn and added again), the newest.

        Raises DoesNotExist, ValueError for a key of another length.
        """
        named = self.filter(**dict(zip(self.model.NATURAL_KEY, key, strict=True)))
        if (row := named.order_by("-pk").first()) is None:
            raise self.model.DoesNotExist
        return row

    def visible_to(self, user: Any) -> Self:
        """The rows this user may know of. Every page, file and list starts here."""
        if isinstance(user, AnonymousUser):
            return self.none()
        if user.may_read:
            return self.readable_by(user)
        return self.concerning(user) if user.may_speak else self.none()

    def readable_by(self, user: Any) -> Self:
        """Of these, what somebody sees who reads what is public and internal: all, for most."""
        return self.all()

    def concerning(self, user: Any) -> Self:
        """Of these, what a body's focal point sees: nothing, unless the noun says otherwise."""
        return self.none()


class OpenQuerySet(AuditedQuerySet):
    """Rows that everybody with a role sees: the published reports, and who is who."""

    def concerning(self, user: Any) -> Self:
        return self.all()


def spoken_for(user: Any) -> Any:
    """Keys of the bodies this user speaks for, as a subquery."""
    return User.speaks_for.through.objects.filter(user=user.pk).values("body")


def _recommendations_of(user: Any) -> Any:
    """Keys of the recommendations this user sees, as a subquery."""
    from tracker.models.recommendations.recommendations import Recommendation

    return Recommendation.objects.visible_to(user).order_by().values("pk")


class OfRecommendationQuerySet(AuditedQuerySet):
    """Rows under a recommendation, seen by whoever sees that."""

    def concerning(self, user: Any) -> Self:
        return self.filter(recommendation__in=_recommendations_of(user))


class WithdrawableQuerySet(AuditedQuerySet):
    """Rows that can be withdrawn with a reason."""

    def standing(self) -> Self:
        """The rows that nobody withdrew."""
        return self.filter(withdrawn_at=None)


class PartQuerySet(WithdrawableQuerySet):
    """Parts of a recommendation that can be withdrawn: seen by whoever sees it."""

    def concerning(self, user: Any) -> Self:
        return self.filter(recommendation__in=_recommendations_of(user))


class Withdrawable(models.Model):
    """A row that a mistake takes back: it stays, with when and why. Nothing is deleted."""

    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(_("withdrawn because"), blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Span(models.Model):
    """Some words of a passage: code points `start` to `end` (exclusive), counted from 0, quoted."""

    passage = models.ForeignKey(
        "tracker.Passage",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_spans",
        verbose_name=_("passage"),
    )
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    quote = models.TextField(_("quoted words"), blank=True)

    class Meta:
        abstract = True


class Told:
    """A constraint with the sentence a person sees. To migrations it is a plain one."""

    plain: str  # the name of what it is without its sentence

    def __init__(self, *, says: Any, **kwargs: Any) -> None:
        self.says = says
        super().__init__(**kwargs)

    def get_violation_error_message(self) -> str:
        return str(self.says)

    def deconstruct(self) -> Any:
        _path, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return f"django.db.models.{self.plain}", args, kwargs

    def clone(self) -> Self:
        return copy(self)


class ToldCheck(Told, models.CheckConstraint):
    """A check with its sentence."""

    plain = "CheckConstraint"


class ToldUnique(Told, models.UniqueConstraint):
    """A condition under which values are unique, with its sentence."""

    plain = "UniqueConstraint"


def span_is_whole_or_absent(name: str) -> models.CheckConstraint:
    """A span has a passage, a start before its end and its words, or none of them."""
    return models.CheckConstraint(
        condition=(
            Q(passage=None, start=None, end=None, quote="")
            | (Q(passage__isnull=False, start__lt=F("end")) & ~Q(quote=""))
        ),
        name=name,
    )


def known(
    field: str, values: list[str], name: str, *, blank: bool = False
) -> models.CheckConstraint:
    """A column holds a code of the vocabulary, whichever way it was written."""
    return models.CheckConstraint(
        condition=Q(**{f"{field}__in": [*values, ""] if blank else values}), name=name
    )
