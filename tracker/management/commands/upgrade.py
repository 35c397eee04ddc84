"""Bring the database to this version: tables, rows, triggers, rights."""

import itertools
from collections.abc import Iterator

from django.core.management import call_command
from django.utils.translation import gettext as _

from tracker.actions import upgrades
from tracker.actions.history import database_role
from tracker.audit import triggers
from tracker.management.base import TrackerCommand, close_to_others, rewrite_rows


class Command(TrackerCommand):
    """`heed upgrade`, as the owner of the tables: after each new version, and at any time."""

    help = (
        "Migrate the database, run the numbered actions that rewrite rows, install the triggers "
        "and renew the rights of the application's role. If interrupted, run it again: it "
        "continues."
    )

    def handle(self, *, verbosity: int, **_options: object) -> None:
        for warning in close_to_others():
            self.stderr.write(warning)
        upgrades.check_is_not_newer()
        roles = database_role.guarded_roles()
        for role in roles:  # so that no table of a migration is one that the server can't read
            database_role.grant_new_tables(role)
        call_command("migrate", interactive=False, verbosity=verbosity, stdout=self.stdout)
        triggers.require()  # `migrate` puts them in place
        for sentence in itertools.chain(
            self._renew_rights(roles), rewrite_rows(), [_("The database is up to date.")]
        ):
            if verbosity:
                self.stdout.write(sentence)

    def _renew_rights(self, roles: list[str]) -> Iterator[str]:
        for role in roles:
            database_role.guard(role)
            yield _("The rights of “%(role)s” were renewed.") % {"role": role}
