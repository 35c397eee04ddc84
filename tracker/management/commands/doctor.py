"""Check an installation from outside and inside, and name what is wrong with its remedy."""

import os
import pwd
import shutil
import ssl
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
from allauth.usersessions.models import UserSession
from django import db, urls
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker import health, models, variables
from tracker.actions import workers
from tracker.actions.history import backup, database_role
from tracker.audit.seals import find_key
from tracker.errors import InvalidValue, TrackerError
from tracker.management.base import Argument, TrackerCommand, private_paths

MARKS = {"ok": "ok      ", "fault": "FAULT   ", "not_checked": "-       "}
CONTAINER_SECRETS = Path("/run/secrets")  # readable for all, who are the account of the container
LEAST_DIFFERENT = 12  # characters of a secret key
TOLERANCE = timedelta(seconds=5)  # of clocks
LONGEST_WITHOUT_BACKUP = 36 * 3600  # seconds


class NotChecked(TrackerError):
    """A check has nothing to look at here."""


class Command(TrackerCommand):
    """`heed doctor [--json]`, as the account and with the environment of the server."""

    help = "Check files, secrets, database, proxy, mail, backups and worker, and say what to do."
    arguments = (Argument("--json", action="store_true", help="print one JSON object only"),)

    def handle(self, *, json: bool, **_options: object) -> None:
        findings = list(_diagnose())
        is_well = all(result != "fault" for _name, result, _message in findings)
        if json:
            checks = [{"name": n, "result": r, "message": message} for n, r, message in findings]
            self.write_json({"checks": checks}, is_well=is_well)
            return
        self.write_lines(f"{MARKS[r]}{n:14}{message}".rstrip() for n, r, message in findings)
        if not is_well:
            raise SystemExit(1)


def _diagnose() -> Iterator[tuple[str, str, str]]:
    """Yield the name of each check, its result (a key of MARKS), and what to do."""
    for name, problem in health.run_checks().items():
        yield name, "fault" if problem else "ok", problem
    for name, function in CHECKS.items():
        try:
            function()
        except (NotChecked, db.DatabaseError) as reason:
            yield name, "not_checked", " ".join(str(reason).split())
        except (TrackerError, OSError) as fault:
            yield name, "fault", str(fault)
        else:
            yield name, "ok", ""


def _check_files() -> None:
    """Raise InvalidValue for a file that is not the account's alone."""
    account = settings.VAR.stat().st_uid
    # In a container the number may have no name.
    owner = next((row.pw_name for row in pwd.getpwall() if row.pw_uid == account), account)
    InvalidValue.raise_if(
        os.geteuid() != account,
        _("%(path)s belongs to “%(owner)s”. Run this, and all of Heed, as that account."),
        path=settings.VAR,
        owner=owner,
    )
    paths = [
        Path(settings.SEAL_KEY),
        *(path for top in private_paths() for path in (top, *top.rglob("*"))),
    ]
    if settings.BACKUP_FOLDER:  # what is further down is reached by nobody else
        paths += [Path(settings.BACKUP_FOLDER), *backup.list_backups(Path(settings.BACKUP_FOLDER))]
    for path in filter(os.path.lexists, paths):
        status = path.lstat()
        InvalidValue.raise_if(
            status.st_uid != account,
            _(
                "%(path)s belongs to another account than “%(owner)s”. As root, run: "
                "chown -h %(owner)s %(path)s"
            ),
            path=path,
            owner=owner,
        )
        InvalidValue.raise_if(
            status.st_mode & 0o077 and not path.is_symlink(),
            _("Other accounts may use %(path)s (%(mode)o). Run: chmod -R go= %(path)s"),
            path=path,
            mode=status.st_mode & 0o777,
        )


def _check_secrets() -> None:
    """Raise InvalidValue for a secret in a file that everybody can read."""
    for name in variables.VARIABLES:
        path = Path(os.environ.get(f"{name}_FILE", ""))
        InvalidValue.raise_if(
            path.is_file() and path.parent != CONTAINER_SECRETS and path.stat().st_mode & 0o007,
            _("%(name)s_FILE=%(path)s can be used by everybody. Run: chmod o= %(path)s"),
            name=name,
            path=path,
        )


def _check_secret_key() -> None:
    InvalidValue.raise_if(
        len(set(settings.SECRET_KEY)) < LEAST_DIFFERENT,
        _(
            "SECRET_KEY is easy to guess: who does can sign in as anybody. Set 50 random characters"
            ', as python3 -c "import secrets; print(secrets.token_urlsafe(50))" prints them.'
        ),
    )


def _check_clock() -> None:
    if db.connection.vendor == "postgresql":
        difference = abs(
            db.connection.cursor().execute("SELECT heed_now()").fetchone()[0] - timezone.now()
        )
        InvalidValue.raise_if(
            difference > TOLERANCE,
            _(
                "The clocks of the database and of this machine are %(seconds)d seconds apart. "
                "Let both keep time by NTP."
            ),
            seconds=difference.total_seconds(),
        )
    newest = models.Event.objects.order_by("-pk").values_list("at", flat=True).first()
    InvalidValue.raise_if(
        newest and newest - timezone.now() > TOLERANCE,
        _(
            "The newest change in the history is of %(moment)s, which is still to come. Set the "
            "clock by NTP; if it was wrong then, see “heed seal_history --clock-was-wrong”."
        ),
        moment=newest and newest.isoformat(" ", "seconds"),
    )


def _check_time_zone() -> None:
    now = timezone.now()
    InvalidValue.raise_if(
        now.astimezone().utcoffset() != timezone.localtime(now).utcoffset(),
        _(
            "This machine does not know the time zone %(zone)s, so its log shows another time than "
            "pages. Install the package tzdata."
        ),
        zone=settings.TIME_ZONE,
    )


def _ask(method: str, content: bytes | None = None) -> httpx.Response:
    """Return what the page of sign-in answers at BASE_URL. Raises NotChecked without an answer."""
    NotChecked.raise_if(
        not settings.BASE_URL.startswith("https:"),
        _("BASE_URL is this machine: no proxy is needed."),
    )
    with (
        NotChecked.instead_of(
            httpx.HTTPError,
            _("%(address)s can't be reached from here: %(why)s."),
            address=settings.BASE_URL,
        ),
        httpx.Client(verify=ssl.create_default_context(), trust_env=False, timeout=30) as client,
    ):
        return client.request(
            method,
            settings.BASE_URL + urls.reverse("login"),
            content=content,
            headers={"X-Forwarded-Proto": "http"},  # which a proxy must not pass on
        )


def _check_proxy() -> None:
    """Raise InvalidValue unless visitors get a page, and the tracker knows that they use https."""
    try:
        response = _ask("GET")
    except NotChecked as error:
        InvalidValue.raise_if(
            "CERTIFICATE" in str(error),
            _("Browsers refuse the certificate: %(why)s Renew it, or complete its chain."),
            why=error,
        )
        raise
    faults = {
        301: _("The proxy must set X-Forwarded-Proto itself, whatever a visitor sends.")
        if settings.SECURE_PROXY_SSL_HEADER
        else _(
            "The tracker can't tell that visitors use https. Set TRUST_PROXY=yes, and let the "
            "proxy set X-Forwarded-Proto."
        ),
        400: _("The proxy must send the Host that a visitor asked for, as in BASE_URL."),
        502: _(
            "The proxy does not reach the server. Start “heed serve” where the proxy sends "
            "requests."
        ),
    }
    fault = faults.get(min(response.status_code, 502), "")
    InvalidValue.raise_if(fault, fault)


def _check_uploads() -> None:
    size = settings.LARGEST_FILE // 1_000_000
    InvalidValue.raise_if(
        _ask("POST", bytes(settings.LARGEST_FILE)).status_code == 413,  # no form: it is not read
        _(
            "The proxy refuses %(size)d MB, which LARGEST_FILE allows. Let it take %(more)d MB, "
            "with nginx by client_max_body_size %(more)dm;"
        ),
        size=size,
        more=size + 5,
    )


def _check_visitors() -> None:
    newest = UserSession.objects.order_by("-pk").values_list("ip", flat=True).first()
    InvalidValue.raise_if(
        newest and ip_address(newest).is_loopback and settings.BASE_URL.startswith("https:"),
        _(
            "Whoever signed in last came from %(address)s, it seems, so limits for one visitor hit "
            "all. Set TRUST_PROXY=yes, and let the proxy add to X-Forwarded-For."
        ),
        address=newest,
    )


def _check_mail() -> None:
    NotChecked.raise_if(
        "OPTIONS" not in settings.MAILERS["default"],
        _("EMAIL_URL is not set, so no mail is sent."),
    )
    with InvalidValue.instead_of(
        OSError,
        _("The mail server of EMAIL_URL can't be used: %(why)s. Check address and password."),
    ):
        mailer = mail.mailers.default
        mailer.open()
        mailer.close()


def _check_backups() -> None:
    """Raise InvalidValue without a new backup, or without space for the next."""
    InvalidValue.raise_if(
        not settings.BACKUP_FOLDER and not settings.IS_EMBEDDED,
        _("BACKUP_FOLDER is not set, so nothing is backed up. Set it to a folder on another disk."),
    )
    NotChecked.raise_if(not settings.BACKUP_FOLDER, _("BACKUP_FOLDER is not set: a trial."))
    folder = Path(settings.BACKUP_FOLDER)
    backups = backup.list_backups(folder)
    InvalidValue.raise_if(
        not backups or time.time() - backups[0].stat().st_mtime > LONGEST_WITHOUT_BACKUP,
        _(
            "No backup in %(folder)s is newer than %(hours)d hours. “heed work” makes one each "
            "day; “heed backup %(folder)s --keep %(number)d” makes one now."
        ),
        folder=folder,
        hours=LONGEST_WITHOUT_BACKUP // 3600,
        number=settings.BACKUPS_KEPT,
    )
    size = sum(path.stat().st_size for path in backups[0].rglob("*"))
    free = shutil.disk_usage(folder).free
    InvalidValue.raise_if(
        free < size,
        _(
            "The disk of %(folder)s has %(free)d MB left, and the newest backup takes %(size)d MB. "
            "Free space on it."
        ),
        folder=folder,
        free=free // 1_000_000,
        size=size // 1_000_000,
    )


def _check_seal_key() -> None:
    """Raise InvalidValue for a key that others may have, or that did not sign the newest seal."""
    path = Path(settings.SEAL_KEY)
    NotChecked.raise_if(not path.exists(), _("The key of the seals is not on this machine."))
    InvalidValue.raise_if(
        Path(settings.BACKUP_FOLDER or path) in path.parents,
        _(
            "%(path)s lies beside the backups, so who has them can seal what they forged. Move it, "
            "and set SEAL_KEY."
        ),
        path=path,
    )
    key, seal = find_key(), models.Seal.objects.newest()
    InvalidValue.raise_if(
        key and seal and seal.public_key not in ("", key.public_key().public_bytes_raw().hex()),
        _(
            "%(path)s did not sign the newest seal. Unless it was replaced today, put a copy of "
            "the right key there."
        ),
        path=path,
    )


def _check_worker() -> None:
    is_alive = workers.any_alive()
    InvalidValue.raise_if(
        settings.WORKER and not is_alive,
        _("WORKER is “yes”, and no worker runs: tasks wait. Start “heed work”."),
    )
    NotChecked.raise_if(
        not is_alive,
        _("No worker runs: nothing is sealed, backed up or pruned by itself. Start “heed work”."),
    )


CHECKS: dict[str, Callable[[], object]] = {
    "files": _check_files,
    "secrets": _check_secrets,
    "secret key": _check_secret_key,
    "role": database_role.require_restricted_role,
    "clock": _check_clock,
    "time zone": _check_time_zone,
    "proxy": _check_proxy,
    "uploads": _check_uploads,
    "visitors": _check_visitors,
    "mail": _check_mail,
    "backups": _check_backups,
    "seal key": _check_seal_key,
    "worker": _check_worker,
}
