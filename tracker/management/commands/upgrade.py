"""Bring the database to this version: tables, rows, triggers, rights."""

import itertools
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from tracker.actions import upgrades
from tracker.actions.history import database_role
from tracker.audit import triggers
from tracker.management.base import TrackerCommand, rewrite_rows


class Command(TrackerCommand):
    """`manage.py upgrade`, as the owner of the tables: after each new version, and at any time."""

    help = (
        "Migrate the database, run the numbered actions that rewrite rows, install the triggers "
        "and renew the rights of the application's role. If interrupted, run it again: it "
        "continues."
    )

    def handle(self, *, verbosity: int, **_options: object) -> None:
        self._close_to_others()
        upgrades.check_is_not_newer()
        call_command("migrate", interactive=False, verbosity=verbosity, stdout=self.stdout)
        triggers.require()  # `migrate` puts them in place
        sentences = itertools.chain(
            rewrite_rows(), self._renew_rights(), [_("The database is up to date.")]
        )
        for sentence in sentences:
            if verbosity:
                self.stdout.write(sentence)

    def _close_to_others(self) -> None:
        """Take from other accounts what earlier versions let them read: database, files, keys."""
        folders = [settings.VAR, Path(settings.MEDIA_ROOT)]
        if connection.vendor == "sqlite":  # with -wal and -shm
            database = Path(connection.settings_dict["NAME"])
            folders += database.parent.glob(f"{database.name}*")
        for path in filter(Path.exists, folders):
            if subprocess.run(["chmod", "-R", "go=", path], stderr=subprocess.DEVNULL).returncode:  # noqa: S603, S607
                sentence = _(
                    "%(path)s, or a file in it, belongs to another account, so other accounts may "
                    "be able to read it. As its owner, run: chmod -R go= %(path)s"
                )
                self.stderr.write(sentence % {"path": path})

    def _renew_rights(self) -> Iterator[str]:
        for role in database_role.guarded_roles():
            database_role.guard(role)
            yield _("The rights of “%(role)s” were renewed.") % {"role": role}
