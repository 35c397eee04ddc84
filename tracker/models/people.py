"""Users and service accounts, and the rights that their roles grant."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.compiled_queries import Bound, BoundKeys, Rows, compiled
from tracker.vocabulary import RIGHTS, Group, Language, Right

if TYPE_CHECKING:
    from tracker.models.bodies import Mandates
    from tracker.models.progress.publications import Publication

SECOND_FACTORS = ("totp", "webauthn")  # allauth's names; recovery codes stand in for one
READ_RIGHTS = frozenset(
    {
        Right.READ,
        Right.READ_OWN,
        Right.READ_PAPERWORK,
        Right.READ_DRAFTS,
        Right.READ_PEOPLE,
        Right.KNOW_OF_ALL,
        Right.ENTER_ADMIN,
    }
)


class Granted:
    """Attribute of a user: whether any of the roles grants a right."""

    def __init__(self, right: Right) -> None:
        self.right = right

    def __get__(self, user: "RightsMixin", _class: object) -> bool:
        return self.right in user.rights


class RightsMixin:
    """Mixin for the rights that the roles of a user grant together."""

    rights: frozenset[Right]

    may_read = Granted(Right.READ)  # reads what is public or internal
    may_represent_body = Granted(Right.SPEAK)  # reads and writes for bodies alone
    may_write = Granted(Right.LOG)  # logs evidence and assessments
    may_review = Granted(Right.DECIDE)  # decides on other people's assessments
    may_publish = Granted(Right.PUBLISH)  # publishes progress reports made by others
    may_manage = Granted(Right.MANAGE)  # manages users, bodies, reports and vocabularies
    may_read_people = Granted(Right.READ_PEOPLE)  # reads users, roles and the state of history
    may_view_read_log = Granted(Right.KNOW_OF_ALL)  # views the log of rows for named readers
    may_enter_admin = Granted(Right.ENTER_ADMIN)  # may open the admin
    sees_paperwork = Granted(Right.READ_PAPERWORK)  # sees assessments that are not approved yet

    def may(self, right: Right) -> bool:
        """Return whether any role grants this right."""
        return right in self.rights

    @property
    def writes(self) -> bool:
        """Whether any right of this user is more than a right to read."""
        return bool(self.rights - READ_RIGHTS)

    @property
    def is_focal_point(self) -> bool:
        """Whether this user reads nothing but what concerns the bodies spoken for."""
        return self.may_represent_body and not self.may_read

    @property
    def as_reader(self) -> "Reader":
        """What decides which rows are visible."""
        raise NotImplementedError

    @cached_property
    def reader_kind(self) -> "ReaderKind":
        """Kind of reader, for which queries are compiled; read once."""
        reader = self.as_reader
        return ReaderKind(
            self.rights, len(reader.represented_body_ids), len(reader.inherited_body_ids)
        )

    @cached_property
    def bound_values(self) -> dict[str, object]:
        """Values for the places in `reader_kind.reader`. A query adds its own: don't change it."""
        reader = self.as_reader
        keys = (reader.pk, *reader.represented_body_ids, *reader.inherited_body_ids)
        return {f"reader{index}": key for index, key in enumerate(keys)}

    def load(
        self, build: Callable[..., Rows[models.Model]], *args: object, **values: object
    ) -> Iterator[Any]:
        """Yield the rows that `build` selects for a reader, by a query compiled for the kind.

        It is a function of a module, called with the reader of the kind and `args`; `values` fill
        its other places.
        """
        return _compile(build, self.reader_kind, *args).run({**self.bound_values, **values})

    def load_each(
        self,
        build: Callable[..., Rows[models.Model]],
        *args: object,
        rows: Iterable[dict[str, object]],
    ) -> Iterator[Any]:
        """Yield the columns that `build` selects, as in `load`, for each of several `values`.

        They come after the place of the values in `rows`.
        """
        return _compile(build, self.reader_kind, *args).run_each(
            [{**self.bound_values, **values} for values in rows]
        )

    def load_page(self, build: Callable[..., Rows[models.Model]], keys: Sequence[int]) -> list[Any]:
        """Return the visible ones of the rows that `build` selects, as in `load`, by their keys."""
        rows = {
            row.pk: row
            for row in _compile_page(build, self.reader_kind).run_for(keys, self.bound_values)
        }
        return [rows[key] for key in keys if key in rows]

    def count(
        self, build: Callable[..., Rows[models.Model]], *args: object, **values: object
    ) -> int:
        """Return the number of rows that `build` selects as for `load`, up to its limit."""
        return _compile(build, self.reader_kind, *args).count({**self.bound_values, **values})


type Key = int | Bound


@dataclass(frozen=True)
class Reader(RightsMixin):
    """Attributes of a user that decide which rows are visible; equal readers see the same rows.

    The reader of a kind has a place for each key, so that one compiled query serves the kind.
    """

    pk: Key
    rights: frozenset[Right]
    represented_body_ids: tuple[Key, ...]
    inherited_body_ids: tuple[Key, ...] = ()

    @property
    def as_reader(self) -> "Reader":
        """The reader itself."""
        return self


@dataclass(frozen=True)
class ReaderKind:
    """What the SQL of a reader's queries depends on: the rights, and how many keys are bound."""

    rights: frozenset[Right]
    represented: int
    inherited: int

    @cached_property
    def reader(self) -> Reader:
        """Reader with a `Bound` in place of each key; run with `User.bound_values`."""
        key = models.BigIntegerField()
        user, *bodies = (
            Bound(f"reader{index}", key) for index in range(1 + self.represented + self.inherited)
        )
        return Reader(
            user, self.rights, tuple(bodies[: self.represented]), tuple(bodies[self.represented :])
        )


@cache
def _rights_of(names: frozenset[str]) -> frozenset[Right]:
    """Return the rights that the roles of these names grant together, always the same object."""
    return frozenset[Right]().union(*(RIGHTS[role] for role in Group if role.value in names))


# Whoever is invited to decide on one assessment reads like this on its page, and nothing that is
# for named readers.
GUEST = Reader(0, frozenset({Right.READ, Right.READ_PAPERWORK}), ())


class User(RightsMixin, AbstractUser):
    """User or service account. Rights come from groups alone."""

    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.ENGLISH
    )
    speaks_for = models.ManyToManyField(  # used by contributors alone
        "tracker.Body",
        blank=True,
        related_name="focal_points",
        verbose_name=_("represented bodies"),
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """Name by which a page greets this user: the whole one."""
        return str(self)

    @property
    def full_name(self) -> str:
        """Name as people write it; empty until somebody gives it."""
        return str(self.get_full_name())

    @full_name.setter
    def full_name(self, name: str) -> None:
        """Store what is seen of the name in Django's two columns, split at its last space."""
        seen = "".join(c for c in name if c.isspace() or unicodedata.category(c)[0] != "C")
        first, _space, last = " ".join(seen.split()).rpartition(" ")
        self.first_name, self.last_name = (first, last) if first else (last, "")

    @cached_property
    def group_names(self) -> frozenset[str]:
        """Names of the groups of this user, read once."""
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def rights(self) -> frozenset[Right]:  # type: ignore[override] # read once, not written
        """Rights that the roles of this user grant together; none once the account is closed."""
        return _rights_of(self.group_names if self.is_active else frozenset())

    @cached_property
    def represented_body_ids(self) -> tuple[int, ...]:
        """Keys of the bodies this user speaks for, read once."""
        return tuple(self.speaks_for.order_by("pk").values_list("pk", flat=True))

    @cached_property
    def mandates(self) -> "Mandates":
        """Which bodies have taken over from others by today, read once."""
        from tracker.models.bodies import Mandates

        return Mandates(timezone.localdate())

    @cached_property
    def inherited_body_ids(self) -> tuple[int, ...]:
        """Keys of ended bodies whose mandates passed on to those this user speaks for."""
        own = self.represented_body_ids
        return self.mandates.predecessors(own) if own else ()

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether signing in by password asks for a second factor."""
        factors: Any = self.authenticator_set  # type: ignore[attr-defined]
        return bool(factors.filter(type__in=SECOND_FACTORS).exists())

    @property
    def as_reader(self) -> Reader:
        """This user reduced to what decides which rows are visible."""
        return (
            Reader(self.pk, self.rights, self.represented_body_ids, self.inherited_body_ids)
            if self.may_represent_body
            else Reader(self.pk, self.rights, ())
        )


_compile = compiled(lambda build, kind, *args: build(kind.reader, *args))
_compile_page = compiled(
    lambda build, kind: build(kind.reader).visible_to(kind.reader).filter(pk__in=BoundKeys("keys"))
)

# Django names and explains these for programmers.
for _name, _attribute, _words in (
    ("groups", "verbose_name", _("roles")),
    ("username", "verbose_name", _("user name")),
    ("groups", "help_text", ""),
    ("is_active", "help_text", ""),
):
    setattr(User._meta.get_field(_name), _attribute, _words)


class LastVisit(models.Model):
    """When a user last opened Home, and when the visit before that ended.

    Operational: not audited, read for its owner only, not backed up.
    """

    user = models.OneToOneField(
        User,
        models.CASCADE,
        primary_key=True,
        related_name="last_visit",
        verbose_name=_("user"),
    )
    seen_at = models.DateTimeField(_("seen at"))
    previous_at = models.DateTimeField(_("end of the visit before"), null=True)  # None: the first

    def __str__(self) -> str:
        return f"{self.user_id} {self.seen_at:%Y-%m-%d %H:%M}"


class FormDraft(models.Model):
    """What a user typed into a form of the site and did not send yet, as a browser would send it.

    Operational: not audited, read for its owner only, not backed up, deleted after 14 days.
    """

    owner = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="form_drafts",
        verbose_name=_("user"),
        db_index=False,  # the constraint begins with it
    )
    address = models.CharField(_("address"), max_length=500)  # "/evidence/4/edit/?decide=7"
    key = models.CharField(_("key"), max_length=32)  # of the page that the form was opened on
    values = models.JSONField(_("values"))  # {"title": ["Letter"], "topics": ["shelters", "law"]}
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "address", "key"], name="one_form_draft_per_page"
            )
        ]

    def __str__(self) -> str:
        return f"{self.owner_id} {self.address}"

    @property
    def continue_url(self) -> str:
        """Address of the form with what was typed."""
        return f"{self.address}{'&' if '?' in self.address else '?'}form_draft={self.key}"

    @property
    def longest_text(self) -> str:
        """The longest text that was typed, as the script says, or else the longest in it.

        By it its owner knows it again.
        """
        texts = (text for texts in self.values.values() for text in texts)
        return "".join(self.values.get("draft_name", ())) or max(texts, key=len, default="")


class SavedView(models.Model):
    """Filter and order of a list that a user keeps under a name.

    Operational: not audited, read for its owner only, not backed up, gone when the account closes.
    """

    owner = models.ForeignKey(
        User, models.CASCADE, db_index=False, related_name="saved_views", verbose_name=_("user")
    )
    list_name = models.CharField(_("list"), max_length=60)  # of its address: "evidence_list"
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=2000)  # "body=OSP&status=partial", sorted
    is_default = models.BooleanField(_("opens with the list"), default=False)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "list_name", "name"], name="one_view_per_name"
            ),
            models.UniqueConstraint(
                fields=["owner", "list_name"],
                condition=models.Q(is_default=True),
                name="one_default_view_per_list",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the list with this filter and order."""
        return f"{reverse(self.list_name)}?{self.query}"


class MailQuerySet(models.QuerySet["Mail"]):
    """Queryset of messages in the outbox."""

    def queue_report(self, publication: "Publication", *, now: datetime) -> None:
        """Queue a message about a publication for each recipient of its saved report, once.

        Whether they may read it is checked when it is sent.
        """
        if (saved_report := publication.saved_report) is None or not settings.HAS_MAIL:
            return
        values: dict[str, Any] = {"publication": publication, "queued_at": now}
        self.bulk_create(
            [
                *(Mail(user=user, **values) for user in saved_report.recipients.all()),
                *(Mail(address=address, **values) for address in saved_report.addresses),
            ],
            ignore_conflicts=True,
        )
        self.filter(publication=publication, sent_at=None).update(queued_at=now, next_at=now)


class Mail(models.Model):
    """Message in the outbox: about a publication, or with a link to choose another password.

    Operational: not audited, shown to auditors and administrators, not backed up, deleted after 30
    days.
    """

    publication = models.ForeignKey(  # none: a link for who typed the address
        "tracker.Publication",
        models.CASCADE,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("publication"),
    )
    user = models.ForeignKey(
        User, models.CASCADE, null=True, db_index=False, related_name="+", verbose_name=_("user")
    )
    address = models.EmailField(_("email address"), blank=True)  # empty: that of the user
    queued_at = models.DateTimeField(_("queued at"))
    next_at = models.DateTimeField(_("next attempt"), null=True)  # none: sent, or given up
    sent_at = models.DateTimeField(_("sent at"), null=True)
    problem = models.TextField(_("reason for the failure"), blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publication", "user"], name="one_message_per_user"),
            models.UniqueConstraint(
                fields=["publication", "address"],
                condition=models.Q(user=None),
                name="one_message_per_address",
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.address)
