"""The people who use the tracker, and the service accounts that load data."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.vocabulary import RIGHTS, Group, Language, Right


class User(AbstractUser):
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
    def rights(self) -> frozenset[Right]:
        """What the roles of this user grant together; nothing once the account is closed."""
        if not self.is_active:
            return frozenset()
        roles = [Group(name) for name in self.group_names if name in Group.values]
        return frozenset[Right]().union(*(RIGHTS[role] for role in roles))

    @cached_property
    def bodies_spoken_for(self) -> tuple[int, ...]:
        """Keys of the bodies this user speaks for: read once, as roles are."""
        return tuple(self.speaks_for.order_by("pk").values_list("pk", flat=True))

    def may(self, right: Right) -> bool:
        return right in self.rights

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
    def may_manage(self) -> bool:
        """Whether this user keeps people, bodies, reports and vocabularies."""
        return Right.MANAGE in self.rights

    @property
    def may_enter_admin(self) -> bool:
        return Right.ENTER_ADMIN in self.rights

    @property
    def sees_paperwork(self) -> bool:
        """Whether this user sees judgments that nobody has approved yet."""
        return Right.READ_PAPERWORK in self.rights
