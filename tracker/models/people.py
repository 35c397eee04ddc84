"""The people who use the tracker, and the service accounts that load data."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.vocabulary import RIGHTS, Group, Language, Right

SECOND_FACTORS = ("totp", "webauthn")  # allauth's names; recovery codes stand in for one
READING = frozenset(
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


class Rightful:
    """What somebody may do, by the rights that the roles grant together."""

    rights: frozenset[Right]

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def writes(self) -> bool:
        """Whether any role of this user changes rows: all rights do but those to read."""
        return bool(self.rights - READING)

    @property
    def may_read(self) -> bool:
        """Whether this user reads what is public or internal."""
        return Right.READ in self.rights

    @property
    def may_speak(self) -> bool:
        """Whether this user reads and writes for bodies alone."""
        return Right.SPEAK in self.rights

    @property
    def may_write(self) -> bool:
        """Whether this user logs evidence and judgments."""
        return Right.LOG in self.rights

    @property
    def may_review(self) -> bool:
        """Whether this user decides on other people's judgments."""
        return Right.DECIDE in self.rights

    @property
    def may_publish(self) -> bool:
        """Whether this user publishes progress reports that others made."""
        return Right.PUBLISH in self.rights

    @property
    def may_manage(self) -> bool:
        """Whether this user keeps people, bodies, reports and vocabularies."""
        return Right.MANAGE in self.rights

    @property
    def may_look_through_readings(self) -> bool:
        """Whether this user sees who read what is for named readers."""
        return Right.KNOW_OF_ALL in self.rights

    @property
    def may_read_people(self) -> bool:
        """Whether this user reads who may do what, and how history is kept."""
        return Right.READ_PEOPLE in self.rights

    @property
    def may_enter_admin(self) -> bool:
        return Right.ENTER_ADMIN in self.rights

    @property
    def sees_paperwork(self) -> bool:
        """Whether this user sees judgments that nobody has approved yet."""
        return Right.READ_PAPERWORK in self.rights


@dataclass(frozen=True)
class Reader(Rightful):
    """All of a user that decides which rows are visible: equal readers see the same."""

    pk: int
    rights: frozenset[Right]
    bodies_spoken_for: tuple[int, ...]


class User(Rightful, AbstractUser):
    """Somebody who signs in, or a service account. Rights come from groups alone."""

    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.ENGLISH
    )
    speaks_for = models.ManyToManyField(  # whose focal point this is; used by contributors alone
        "tracker.Body", blank=True, related_name="focal_points", verbose_name=_("speaks for")
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def group_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))

    @cached_property
    def rights(self) -> frozenset[Right]:  # type: ignore[override] # read once, not written
        """What the roles of this user grant together; nothing once the account is closed."""
        if not self.is_active:
            return frozenset()
        roles = [Group(name) for name in self.group_names if name in Group.values]
        return frozenset[Right]().union(*(RIGHTS[role] for role in roles))

    @cached_property
    def bodies_spoken_for(self) -> tuple[int, ...]:
        """Keys of the bodies this user speaks for: read once, as roles are."""
        return tuple(self.speaks_for.order_by("pk").values_list("pk", flat=True))

    @cached_property
    def has_second_factor(self) -> bool:
        """Whether signing in by password asks for more."""
        factors: Any = self.authenticator_set  # type: ignore[attr-defined]
        return bool(factors.filter(type__in=SECOND_FACTORS).exists())

    @property
    def as_reader(self) -> Reader:
        """This user as the rows that one may know of depend on it."""
        return Reader(self.pk, self.rights, self.bodies_spoken_for if self.may_speak else ())
