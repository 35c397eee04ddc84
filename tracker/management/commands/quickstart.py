"""From nothing to a running tracker with the Kosovo report: safe to run again."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser, call_command
from django.utils import timezone

from tracker.actions import loading, samples, users
from tracker.audit import triggers
from tracker.management.base import TrackerCommand
from tracker.models import Report

REPORT = "tip-2024-kosovo"


class Command(TrackerCommand):
    """`manage.py quickstart [--no-serve] [--port N] [--bare]`."""

    help = "Prepares the database, loads the Kosovo report, makes sample users, and serves."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="prepare, do not serve")
        parser.add_argument("--port", type=int, default=8000, help="where to serve (8000)")
        parser.add_argument(
            "--bare", action="store_true", help="leave the baselines to a reviewer of your own"
        )

    def handle(self, *, no_serve: bool, port: int, bare: bool, **options: Any) -> None:
        if not 1 <= port <= 65535:
            raise CommandError(f"--port {port} is no port. Choose a number from 1 to 65535.")
        now = timezone.now()
        for name in ("MEDIA_ROOT", "STATIC_ROOT"):
            _make_folder(name, Path(getattr(settings, name)))
        call_command("migrate", verbosity=0, interactive=False)
        triggers.require("default")
        loaded = loading.load_report(
            folder=Path(settings.FIXTURE_DIRS[0]) / REPORT,
            by=users.service_user("import"),
            now=now,
        )
        self.stdout.write(loaded.summary())
        self._tell_passwords(samples.add_sample_users())  # before anything can go wrong
        if not bare:
            approved = samples.approve_baselines(Report.objects.get(slug=REPORT), now=now)
            if approved:
                self.stdout.write(f"{approved} baselines approved as samples; pages say so.")
        address = _address(port)
        self.stdout.write(f"\nThe tracker: {address}/")
        self.stdout.write(f"The admin, for analysts: {address}/admin/")
        if not no_serve:
            self._serve(port)

    def _tell_passwords(self, passwords: dict[str, str]) -> None:
        if passwords:
            self.stdout.write("\nSample users, with passwords that are shown this once:")
            for name, password in passwords.items():
                self.stdout.write(f"  {name:14} {password}")
        else:
            self.stdout.write(
                "The sample users exist. A forgotten password: manage.py changepassword NAME"
            )

    def _serve(self, port: int) -> None:
        self.stdout.write("Stop it with Ctrl+C.")
        self.stdout.flush()
        server = [sys.executable, "-m", "gunicorn", "tracker.wsgi", "--bind", f"127.0.0.1:{port}"]
        try:
            ended = subprocess.run([*server, "--workers", "2", "--log-level", "warning"]).returncode  # noqa: S603
        except KeyboardInterrupt:
            return
        if ended:
            raise CommandError(
                f"The server could not start on port {port}. Choose another with --port."
            )


def _address(port: int) -> str:
    """Where people reach the tracker: what BASE_URL says of a server, else this machine."""
    if settings.BASE_URL.startswith("https://"):
        return str(settings.BASE_URL).rstrip("/")
    return f"http://127.0.0.1:{port}"


def _make_folder(name: str, folder: Path) -> None:
    """Raises CommandError naming the setting whose folder can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandError(
            f"{name}={str(folder)!r} can't be used: {error.strerror}. Name a folder of yours."
        ) from error
