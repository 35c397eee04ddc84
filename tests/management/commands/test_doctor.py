"""Command `doctor`: planted faults, each named with its remedy."""

import json
import os
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone

from tests.audit.tampering import topics
from tests.factories import UserFactory
from tests.helpers.authority import Authority
from tests.helpers.web_sites import site
from tracker.actions import workers
from tracker.actions.history.backup import backup_and_rotate
from tracker.actions.history.seals import seal_history
from tracker.audit.seals import make_key
from tracker.errors import InvalidValue
from tracker.management.commands import doctor

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.fixture(autouse=True)
def state(settings, tmp_path):
    """An installation of this test's own."""
    settings.VAR = settings.MEDIA_ROOT = tmp_path / "state"
    settings.VAR.mkdir(mode=0o700)
    settings.SECRET_KEY = "0123456789abcdefghijklmnopqrstuvwxyz" * 2
    settings.SEAL_KEY = settings.VAR / "seal_key.pem"
    return settings.VAR


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    """A proxy whose answers a test changes."""
    authority = Authority(tmp_path_factory.mktemp("tls"))
    with site(authority.context()) as proxy:
        proxy.root = authority.root
        yield proxy


@pytest.fixture
def trusted_proxy(proxy, settings, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(proxy.root))
    settings.BASE_URL = f"https://127.0.0.1:{proxy.port}"
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.LARGEST_FILE = 1_000_000
    proxy.pages[SIGN_IN] = (200, {}, b"")
    return proxy


def examine(*options):
    """Return what it found by name, and its exit code."""
    out, code = StringIO(), 0
    try:
        call_command("doctor", "--json", *options, stdout=out)
    except SystemExit as end:
        code = end.code
    checks = json.loads(out.getvalue())["checks"]
    return {check["name"]: (check["result"], check["message"]) for check in checks}, code


@contextmanager
def zone_of_machine(monkeypatch, name):
    """Let the C library know this zone: it takes UTC for one that it lacks."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", name)
        time.tzset()
        yield
    time.tzset()


class TestDoctor:
    def test_finds_nothing_where_all_is_well(self, settings, tmp_path, trusted_proxy, monkeypatch):
        settings.BACKUP_FOLDER = tmp_path / "backups"
        settings.BACKUP_FOLDER.mkdir(mode=0o700)
        topics(1)
        seal_history(now=timezone.now())
        backup_and_rotate(settings.BACKUP_FOLDER, keep=2, now=timezone.now())
        workers.beat("here:1:x")
        # Time passes for the tests, and none for a file.
        with time_machine.travel(time.time()):
            os.utime(next(settings.BACKUP_FOLDER.iterdir()))

        with zone_of_machine(monkeypatch, settings.TIME_ZONE):
            found, code = examine()

        faults = {name for name, (result, _message) in found.items() if result == "fault"}
        is_superuser = connection.vendor == "postgresql"  # in the tests
        assert faults == ({"role"} if is_superuser else set())
        assert code == is_superuser
        assert [name for name, (result, _) in found.items() if result == "not_checked"] == ["mail"]
        assert len(found) >= 20

    def test_goes_on_where_the_account_has_no_name(self, monkeypatch):
        def find(number):
            raise KeyError(number)  # as in a container that got a folder of its machine

        monkeypatch.setattr(doctor.pwd, "getpwuid", find)
        monkeypatch.setattr(doctor.pwd, "getpwall", list)

        assert examine()[0]["files"] == ("ok", "")

    def test_names_each_planted_fault_with_its_remedy(
        self, settings, tmp_path, state, trusted_proxy, monkeypatch
    ):
        topics(1)
        seal_history(now=timezone.now())
        settings.SEAL_KEY.unlink()
        make_key(settings.SEAL_KEY)
        secret = tmp_path / "secret"
        for path in (state / "tracker.log", secret):
            path.touch()
            path.chmod(0o644)
        monkeypatch.setenv("EMAIL_URL_FILE", str(secret))
        settings.SECRET_KEY = "changeme" * 8
        trusted_proxy.pages[SIGN_IN] = (413, {}, b"")
        UserSession.objects.create(user=UserFactory(), ip="127.0.0.1", session_key="a")
        options = {"host": "127.0.0.1", "port": 1}
        smtp = "django.core.mail.backends.smtp.EmailBackend"
        settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": options}}
        settings.IS_EMBEDDED, settings.WORKER = False, True

        yesterday = time_machine.travel(timezone.now() - timedelta(days=1))
        with yesterday, zone_of_machine(monkeypatch, "UTC"):
            found, code = examine()

        assert code == 1
        remedies = {
            "files": f"Run: chmod -R go= {state}/tracker.log",
            "secrets": f"Run: chmod o= {secret}",
            "secret key": "Set 50 random characters",
            "clock": "by NTP",
            "time zone": "Install the package tzdata.",
            "uploads": "client_max_body_size 6m;",
            "visitors": "Set TRUST_PROXY=yes",
            "mail": "Connection refused. Check address and password.",
            "backups": "Set it to a folder on another disk.",
            "seal key": "put a copy of the right key there",
            "worker": "Start “heed work”.",
        }
        for name, remedy in remedies.items():
            assert found[name][0] == "fault", (name, found[name])
            assert remedy in found[name][1]

    def test_prints_a_line_for_each_check(self):
        out = StringIO()
        with suppress(SystemExit):
            call_command("doctor", stdout=out)

        lines = out.getvalue().splitlines()
        assert "ok      database" in lines
        assert "-       mail          EMAIL_URL is not set, so no mail is sent." in lines

    def test_asks_no_database_that_is_away(self, monkeypatch):
        def refuse(*_query):
            raise OperationalError("the server is away")

        monkeypatch.setattr(connection, "cursor", refuse)

        found, _code = examine()

        assert found["database"][0] == "fault"
        assert found["worker"] == ("not_checked", "the server is away")
        assert found["files"][0] == "ok"


class TestProxy:
    @pytest.mark.parametrize(
        ("status", "remedy"),
        [
            (301, "must set X-Forwarded-Proto itself"),
            (400, "must send the Host"),
            (502, "Start “heed serve”"),
        ],
    )
    @pytest.mark.once
    def test_is_told_what_to_do(self, trusted_proxy, status, remedy):
        trusted_proxy.pages[SIGN_IN] = (status, {}, b"")

        with pytest.raises(InvalidValue, match=remedy):
            doctor._check_proxy()

    @pytest.mark.once
    def test_is_to_be_trusted(self, trusted_proxy, settings):
        settings.SECURE_PROXY_SSL_HEADER = None
        trusted_proxy.pages[SIGN_IN] = (301, {}, b"")

        with pytest.raises(InvalidValue, match="Set TRUST_PROXY=yes"):
            doctor._check_proxy()

    @pytest.mark.once
    def test_has_a_certificate_that_browsers_take(self, trusted_proxy, monkeypatch):
        monkeypatch.delenv("SSL_CERT_FILE")

        with pytest.raises(InvalidValue, match="Browsers refuse the certificate"):
            doctor._check_proxy()
        with pytest.raises(doctor.NotChecked):
            doctor._check_uploads()

    @pytest.mark.once
    def test_is_not_judged_where_it_is_out_of_reach(self, settings):
        settings.BASE_URL = "https://127.0.0.1:1"

        with pytest.raises(doctor.NotChecked, match="can't be reached from here"):
            doctor._check_proxy()
