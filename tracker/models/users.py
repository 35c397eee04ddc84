"""The people who use the tracker, and the service accounts that load data."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from tracker.vocabulary import Group, Language


class User(AbstractUser):
    """Somebody who signs in, or a service account. Rights come from groups alone."""

    language = models.CharField(
        _("language"), max_length=10, choices=Language, default=Language.ENGLISH
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @cached_property
    def group_names(self) -> frozenset[str]:
        return frozenset(self.groups.values_list("name", flat=True))

    @property
    def may_write(self) -> bool:
        """Whether this user logs evidence and judgments."""
        return self.is_active and not self.group_names.isdisjoint({Group.ANALYST, Group.REVIEWER})

    @property
    def may_review(self) -> bool:
        """Whether this user decides on other people's judgments."""
        return self.is_active and Group.REVIEWER in self.group_names

    @property
    def may_manage(self) -> bool:
        """Whether this user keeps users, bodies and reports."""
        return self.is_active and Group.ADMINISTRATOR in self.group_names

    @property
    def may_enter_admin(self) -> bool:
        return self.may_write or self.may_manage

    @property
    def sees_paperwork(self) -> bool:
        """Whether this user sees judgments that nobody has approved yet."""
        return self.may_enter_admin
