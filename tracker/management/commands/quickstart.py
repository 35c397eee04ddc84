"""Set up and serve a tracker with the Kosovo report. Safe to run again."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils.translation import gettext as _, ngettext

from tracker import environment, errors, models
from tracker.actions import sample_data
from tracker.management.base import Argument, TrackerCommand

REPORT = "tip-2024-kosovo"


class Command(TrackerCommand):
    """`heed quickstart [--no-serve] [--port N] [--bare] [--sample-users]`."""

    help = "Prepare the database, load the Kosovo report, add sample users and start the server."
    arguments = (
        Argument("--no-serve", action="store_true", help="do not start the server"),
        Argument("--port", type=int, help="port of the server, instead of SERVER_ADDRESS"),
        Argument("--bare", action="store_true", help="do not approve the baseline assessments"),
        Argument(
            "--sample-users",
            action="store_true",
            help="add sample users even where DATABASE_URL or BASE_URL is set",
        ),
    )

    def handle(
        self,
        *,
        no_serve: bool,
        port: int | None,
        bare: bool,
        sample_users: bool,
        **_options: object,
    ) -> None:
        address = _address(port)
        for name in ("MEDIA_ROOT", "STATIC_ROOT"):
            folder = Path(getattr(settings, name))
            unusable = _(
                "%(name)s=“%(folder)s” can't be used: %(why)s. Choose a folder you can write to."
            )
            with errors.InvalidValue.instead_of(OSError, unusable, name=name, folder=folder):
                folder.mkdir(parents=True, exist_ok=True)
        call_command("upgrade", verbosity=0)
        call_command("load_report", REPORT, stdout=self.stdout)
        has_samples = sample_users or settings.IS_EMBEDDED
        if has_samples:
            self._write_passwords(sample_data.add_sample_users())  # before anything can go wrong
        else:
            self.stdout.write(
                _(
                    "No sample users were added, because DATABASE_URL or BASE_URL is set: "
                    "--sample-users adds them. To add the first administrator: heed add_user "
                    'NAME --name "FULL NAME" --role administrator'
                )
            )
        if has_samples and not bare:
            report = models.Report.objects.get(slug=REPORT)
            if approved := sample_data.approve_baselines(report, now=self.now):
                self.stdout.write(
                    ngettext(
                        "%(number)s baseline assessment was approved as a sample and is marked as "
                        "one.",
                        "%(number)s baseline assessments were approved as samples and are marked "
                        "as such.",
                        approved,
                    )
                    % {"number": approved}
                )
        self.stdout.write("\n" + _("Site: %(address)s") % {"address": f"{address}/"})
        self.stdout.write(_("Administration: %(address)s") % {"address": f"{address}/admin/"})
        if not no_serve:
            self._serve(port)

    def _write_passwords(self, passwords: dict[str, str]) -> None:
        if passwords:
            self.stdout.write("\n" + _("Sample users and their passwords (shown only once):"))
            self.write_lines(f"  {name:14} {password}" for name, password in passwords.items())
        else:
            self.stdout.write(
                _("The sample users already exist. To set a new password: heed changepassword NAME")
            )

    def _serve(self, port: int | None) -> None:
        """Run the server, and the worker where WORKER=yes, until Ctrl+C or SIGTERM."""
        self.stdout.write(_("Press Ctrl+C to stop."))
        self.stdout.flush()
        if port:
            os.environ["SERVER_ADDRESS"] = f"127.0.0.1:{port}"
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        processes = [
            subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "tracker.cli", name], cwd=environment.PACKAGE.parent
            )
            for name in (["serve", "work"] if settings.WORKER else ["serve"])
        ]
        with suppress(KeyboardInterrupt):
            processes[0].wait()
        for process in processes:
            process.terminate()
            process.wait()
        sys.exit(processes[0].returncode)


def _address(port: int | None) -> str:
    """Return the tracker's address: BASE_URL if it is a server's, else this machine."""
    errors.InvalidValue.raise_if(
        port is not None and not 1 <= port <= 65535,
        _("--port %(port)s is not a port. Choose a number from 1 to 65535."),
        port=port,
    )
    if settings.BASE_URL.startswith("https://"):
        return settings.BASE_URL
    return f"http://127.0.0.1:{port}" if port else f"http://{settings.SERVER_ADDRESS}"
