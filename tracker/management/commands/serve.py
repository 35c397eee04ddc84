"""Start the web server."""

import os
import socket
import sys
from contextlib import suppress

from django.conf import settings
from django.db import OperationalError
from django.utils.translation import gettext as _

from tracker import environment, errors
from tracker.actions.history.database_role import require_rights
from tracker.audit import triggers
from tracker.management.base import TrackerCommand


class Command(TrackerCommand):
    """`heed serve`: it becomes gunicorn, so that signals reach it."""

    help = "Serve the site at SERVER_ADDRESS until SIGTERM, which lets requests end first."

    def handle(self, **_options: object) -> None:
        unusable = _(
            "%(name)s=“%(address)s” can't be used: %(why)s. Stop what serves there, or choose "
            "another address."
        )
        for name in ("SERVER_ADDRESS", "METRICS_PORT"):
            if address := getattr(settings, name):
                host, _colon, port = address.rpartition(":")
                family = socket.AF_INET6 if host.startswith("[") else socket.AF_INET
                with errors.InvalidValue.instead_of(OSError, unusable, name=name, address=address):
                    socket.create_server((host.strip("[]"), int(port)), family=family).close()
        with suppress(OperationalError):  # the database may be back before the first request
            triggers.require()
            require_rights()
        os.chdir(environment.PACKAGE.parent)  # where the package is found
        os.execv(  # noqa: S606
            sys.executable,
            [sys.executable, "-m", "gunicorn", "--config", "python:tracker.server", "tracker.wsgi"],
        )
