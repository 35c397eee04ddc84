"""Base classes of models and querysets: visibility, withdrawal, quotations, constraints."""

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache, reduce
from operator import attrgetter
from typing import Any, Self, cast

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.lookups import In
from django.urls import reverse
from django.utils import encoding, functional
from django.utils.translation import gettext_lazy as _

from tracker import compiled_queries, formats, vocabulary
from tracker.models.people import Key, Reader, User
from tracker.models.search import (
    MAX_MATCHES,
    AmongKeys,
    find_keys,
    matching_keys,
    search_expression,
)

type Viewer = User | Reader


@lru_cache(maxsize=4096)
def address_of(page: str, *parts: object) -> str:
    """Return the address of a page. Django's `reverse` takes longer than the rest of a link."""
    return reverse(page, args=parts)


def address_by(page: str, *fields: str) -> Callable[[Any], str]:
    """Return the method `get_absolute_url` of rows whose page has these fields in its address."""
    parts = [attrgetter(field) for field in fields]
    return lambda row: address_of(page, *(part(row) for part in parts))


def named_by(*names: str, separator: str = " ") -> Callable[[Any], str]:
    """Return the method `__str__` of rows that are called by these attributes, or what they return.

    Such as "code", "body.short" or "get_status_display".
    """
    parts = [attrgetter(name) for name in names]
    return lambda row: separator.join(
        str(value() if callable(value) else value) for value in (part(row) for part in parts)
    )


@formats.cache_per_language
def _label(field: "models.Field[object, object]", value: object) -> object:
    return encoding.force_str(dict(field.flatchoices).get(value, value), strings_only=True)


class NaturalKey:
    """Mixin for rows that fixtures name by their values, as report and number, not by key.

    Labels of their choices are looked up quickly.
    """

    NATURAL_KEY: tuple[str, ...]  # lookups, in the order of the key

    def natural_key(self) -> tuple[object, ...]:
        """Return the values of `NATURAL_KEY`; None where a relation on the way is empty."""
        # A relation that is not set is missing as an attribute.
        return tuple(
            reduce(
                lambda row, name: getattr(row, name, None), lookup.split("__"), cast(object, self)
            )
            for lookup in self.NATURAL_KEY
        )

    def _get_FIELD_display(self, field: "models.Field[object, object]") -> object:  # noqa: N802 - Django's name
        """Return a label, looked up once per language; Django's own makes a dictionary of all."""
        return _label(field, getattr(self, field.attname))


class AuditedQuerySet[M: models.Model](models.QuerySet[M]):
    """Queryset with `visible_to`, where every read for a person starts. Without a role: no rows."""

    def get_by_natural_key(self, *key: object) -> M:
        """Return the row with this natural key; of several (withdrawn and added again), the newest.

        Raises:
            DoesNotExist: No row has the key.
            ValueError: The key has another number of values than `NATURAL_KEY`.
        """
        lookups: tuple[str, ...] = self.model.NATURAL_KEY  # type: ignore[attr-defined]
        return self.filter(**dict(zip(lookups, key, strict=True))).latest("pk")

    def visible_to(self, user: Viewer | AnonymousUser) -> Self:
        """Filter to the rows this user may know of. Every page, file and list starts here."""
        if isinstance(user, AnonymousUser):
            return self.none()
        if user.may_read:
            return self.visible_to_reader(user)
        return self.visible_to_contributor(user) if user.may_represent_body else self.none()

    def with_words(self, words: str, *, by_hidden_issuer: bool = False) -> Self:
        """Filter to rows with every word, by the search index: see `search_expression`."""
        expression = search_expression(words, by_hidden_issuer=by_hidden_issuer)
        return self.matching(expression, find_keys([str(self.model._meta.model_name)], expression))

    def matching(self, expression: str, found: Mapping[str, str]) -> Self:
        """Filter to the rows that `find_keys` found by an expression."""
        name = str(self.model._meta.model_name)
        if not (keys := found.get(name)):
            return self.none()
        if keys.count(",") < MAX_MATCHES:
            return self.filter(AmongKeys(models.F("pk"), compiled_queries.KeyList(keys)))
        # Too many to sort: the order's own index is read, and each row looked for among them.
        return self.alias(searched_key=models.F("pk") + 0).filter(
            searched_key__in=matching_keys(name, expression)
        )

    def keys_first(self, number: int) -> Self:
        """Filter to the first rows, found in the index of their order before they are joined.

        SQLite would else join all rows, the smallest table first, and sort them.
        """
        return self.filter(pk__in=self.values("pk")[:number])

    def newest_first(self) -> Self:
        """Order newest first."""
        return self.order_by("-pk")

    def offered_to(self, user: Viewer) -> Self:
        """Filter to the rows to choose from in a form or filter: by default all visible ones."""
        return self.visible_to(user)

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to the rows visible to users who read public and internal rows: by default all."""
        return self.all()

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to the rows visible to the focal point of a body: by default none."""
        return self.none()


class OpenQuerySet[M: models.Model](AuditedQuerySet[M]):
    """Queryset of rows that everybody with a role sees, as reports and bodies."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to all rows."""
        return self.all()


class RowExists(models.Exists):
    """Exists, asked for one row after the other.

    Among other conditions PostgreSQL would else read the inner table whole, for a few rows of the
    outer one; an offset keeps it from that.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


def is_among(column: str, keys: Collection[Key]) -> In:
    """Return the condition that a column holds one of these keys, which may be `Bound`."""
    return In(models.F(column), keys)


def is_under_visible(user: Viewer, column: str = "recommendation") -> models.Exists:
    """Return the condition that the user sees the recommendation whose key the column holds.

    It is asked of the row at hand: as a list of all that the user sees it would be read whole. A
    body may be asked about any recommendation, so its question may not lead to one it sees.
    """
    from tracker.models.recommendations.recommendations import Recommendation

    return is_visible(Recommendation, user, column)


def is_own(model: Any, user: Viewer) -> models.Q:
    """Return the condition that the user added a row of the model or is a named reader of it."""
    named = model.readers.through.objects.filter(
        user=user.pk, **{str(model._meta.model_name): models.OuterRef("pk")}
    )
    return models.Q(added_by=user.pk) | models.Q(models.Exists(named))


def is_visible(model: Any, user: Viewer, column: str) -> models.Exists:
    """Return the condition that the user sees the row of the model whose key the column holds."""
    return models.Exists(model.objects.visible_to(user).filter(pk=models.OuterRef(column)))


class OfParentQuerySet[M: models.Model](AuditedQuerySet[M]):
    """Queryset of rows visible to everybody who sees their `PARENT`, the row they are a part of."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to the parts of visible rows."""
        parent: Any = self.model._meta.get_field(self.model.PARENT)  # type: ignore[attr-defined]
        return self.filter(is_visible(parent.related_model, user, parent.name))

    visible_to_contributor = visible_to_reader


class WithdrawableQuerySet[M: models.Model](AuditedQuerySet[M]):
    """Queryset of rows that can be withdrawn with a reason."""

    def not_withdrawn(self) -> Self:
        """Filter to the rows that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class PartQuerySet[M: models.Model](WithdrawableQuerySet[M]):
    """Queryset of rows under a recommendation, visible to everybody who sees that."""

    def visible_to_contributor(self, user: Viewer) -> Self:
        """Filter to rows under visible recommendations."""
        return self.filter(is_under_visible(user))


class PaperworkQuerySet[M: models.Model](AuditedQuerySet[M]):
    """Queryset of rows visible with the right to paperwork alone."""

    def visible_to_reader(self, user: Viewer) -> Self:
        """Filter to all rows, with the right to paperwork."""
        return self.all() if user.sees_paperwork else self.none()


class ProposalQuerySet[M: models.Model](AuditedQuerySet[M]):
    """Queryset of rows that one person proposes and another decides: see `Proposal`."""

    def submitted(self) -> Self:
        """Filter to what waits for a decision."""
        return self.filter(state=vocabulary.State.SUBMITTED)


def display_name(row: models.Model) -> str:
    """Return number and title of a recommendation, else the name in the reader's language."""
    if shown_name := getattr(row, "shown_name", ""):
        return str(shown_name)
    title = getattr(row, "title", "") if hasattr(row, "cited_as") else ""
    return f"{row}: {title}" if title and title != str(row) else str(row)


class Withdrawable(models.Model):
    """Row that is withdrawn after a mistake, with time and reason, and never deleted."""

    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawal_reason = models.TextField(_("reason for withdrawing"), blank=True, editable=False)

    class Meta:
        abstract = True

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was withdrawn."""
        return self.withdrawn_at is not None


class Entry(models.Model):
    """Row that a person added."""

    added_by = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", editable=False, verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"), editable=False)

    class Meta:
        abstract = True


class Proposal(models.Model):
    """Row that one person proposes and, as a rule, another decides."""

    state = models.CharField(
        _("state"), max_length=20, choices=vocabulary.State, default=vocabulary.State.SUBMITTED
    )
    author = models.ForeignKey(
        "tracker.User", models.PROTECT, related_name="+", verbose_name=_("author")
    )
    created_at = models.DateTimeField(_("created at"), editable=False)
    decided_by = models.ForeignKey(
        "tracker.User",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_note = models.TextField(_("note on the decision"), blank=True)
    # By its author, where a second person is required elsewhere (`FOUR_EYES=none`).
    is_decided_alone = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class Span(models.Model):
    """Quotation of a passage: code points `start` to `end` (exclusive), counted from 0."""

    passage = models.ForeignKey(
        "tracker.Passage",
        models.PROTECT,
        null=True,
        db_index=False,
        blank=True,
        related_name="%(class)s_spans",
        verbose_name=_("passage"),
    )
    start = models.PositiveIntegerField(_("start"), null=True, blank=True)
    end = models.PositiveIntegerField(_("end"), null=True, blank=True)
    quote = models.TextField(_("quote"), blank=True)

    class Meta:
        abstract = True


def key_index(name: str, field: str) -> models.Index:
    """Return the index of a key that is empty in most rows, without these.

    With them, SQLite takes it for useless: it counts on as many rows for each value.
    """
    filled = models.Q((f"{field}__isnull", False))
    return models.Index(fields=[field], condition=filled, name=f"{name}_{field}")


def span_constraint(name: str) -> models.CheckConstraint:
    """Build the constraint that a span has passage, start before end and quote, or none of them."""
    return models.CheckConstraint(
        condition=(
            models.Q(passage=None, start=None, end=None, quote="")
            | (models.Q(passage__isnull=False, start__lt=models.F("end")) & ~models.Q(quote=""))
        ),
        name=name,
    )


def second_person_constraint(name: str, message: functional.Promise) -> models.CheckConstraint:
    """Build the constraint that a proposal is approved by somebody else, or marked."""
    return models.CheckConstraint(
        condition=~models.Q(state=vocabulary.State.APPROVED)
        | (
            models.Q(decided_by__isnull=False, decided_at__isnull=False)
            & (~models.Q(decided_by=models.F("author")) | models.Q(is_decided_alone=True))
        ),
        name=name,
        violation_error_message=message,  # type: ignore[arg-type] # a lazy text
    )


def choice_constraint(
    field: str, values: list[str], name: str, *, blank: bool = False
) -> models.CheckConstraint:
    """Build the constraint that a column holds a code of the vocabulary."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": [*values, ""] if blank else values}), name=name
    )
