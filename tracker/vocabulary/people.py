"""Roles, their rights, and languages."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class Group(TextChoices):
    """Role of a user. Groups of these names are made after each migration."""

    VIEWER = "viewer", pgettext_lazy("right of a user", "viewer")
    CONTRIBUTOR = "contributor", pgettext_lazy("right of a user", "focal point")
    ANALYST = "analyst", pgettext_lazy("right of a user", "analyst")
    REVIEWER = "reviewer", pgettext_lazy("right of a user", "reviewer")
    PUBLISHER = "publisher", pgettext_lazy("right of a user", "publisher")
    AUDITOR = "auditor", pgettext_lazy("right of a user", "auditor")
    ADMINISTRATOR = "administrator", pgettext_lazy("right of a user", "administrator")


class Right(TextChoices):
    """Right that roles grant; a right that no role grants is nobody's."""

    READ = "read", _("Read public and internal content and every approved assessment")
    READ_OWN = "read_own", _("Read what concerns their bodies")
    READ_PAPERWORK = (
        "read_paperwork",
        _("Read assessments that are not approved yet, and comments on them"),
    )
    READ_DRAFTS = "read_drafts", _("Read other people's drafts")
    READ_PEOPLE = "read_people", _("Read roles and accounts, and their history")
    KNOW_OF_ALL = "know_of_all", _("See that restricted evidence exists, but not its content")
    SPEAK = "speak", _("Write the view of their bodies and send it for review")
    LOG = (
        "log",
        _(
            "Log evidence and assessments, ask bodies, follow commitments, edit titles, topics "
            "and review dates"
        ),
    )
    DECIDE = "decide", _("Approve and return other people's assessments")
    PUBLISH = "publish", _("Publish and withdraw progress reports that somebody else created")
    MANAGE = "manage", _("Manage users, bodies, source reports and lists of terms")
    ENTER_ADMIN = "enter_admin", _("Open Administration")


# The one table behind policies, querysets and docs/roles.md.
RIGHTS: dict[Group, frozenset[Right]] = {
    Group.VIEWER: frozenset({Right.READ}),
    Group.CONTRIBUTOR: frozenset({Right.READ_OWN, Right.SPEAK}),
    Group.ANALYST: frozenset({Right.READ, Right.READ_PAPERWORK, Right.LOG, Right.ENTER_ADMIN}),
    Group.REVIEWER: frozenset(
        {
            Right.READ,
            Right.READ_PAPERWORK,
            Right.LOG,
            Right.DECIDE,
            Right.PUBLISH,
            Right.ENTER_ADMIN,
        }
    ),
    Group.PUBLISHER: frozenset({Right.READ, Right.READ_PAPERWORK, Right.PUBLISH}),
    Group.AUDITOR: frozenset(
        {
            Right.READ,
            Right.READ_PAPERWORK,
            Right.READ_DRAFTS,
            Right.READ_PEOPLE,
            Right.KNOW_OF_ALL,
            Right.ENTER_ADMIN,
        }
    ),
    Group.ADMINISTRATOR: frozenset(
        {Right.READ, Right.READ_PAPERWORK, Right.READ_PEOPLE, Right.MANAGE, Right.ENTER_ADMIN}
    ),
}


class Language(TextChoices):
    """Language of the interface, by its code."""

    ENGLISH = "en", "English"
    ALBANIAN = "sq", "Shqip"
    SERBIAN = "sr-latn", "Srpski"
