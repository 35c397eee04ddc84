"""The settings: each variable is refused by name when wrong, and BASE_URL decides security."""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.environment import (
    database,
    file_storage,
    mail_server,
    svg_logo,
    timestamp_authority,
    witnesses,
)
from tracker.variables import VARIABLES, read

ROOT = Path(__file__).resolve().parent.parent
LONG = "a-long-enough-key-for-a-test-" * 2
POSTGRES = "postgresql://heed:hidden-word@db.example.org/heed"

TELL = """
import json
from tracker import settings
print(json.dumps({k: getattr(settings, k) for k in dir(settings) if k.isupper()}, default=str))
"""

REFUSALS = """
import json, os, sys
from django.core.exceptions import ImproperlyConfigured
refusals = []
for name, value in json.loads(sys.argv[1]):
    os.environ[name] = value
    try:
        from tracker import settings
    except ImproperlyConfigured as wrong:
        refusals.append(str(wrong))
    else:
        refusals.append("")
    os.environ.pop(name)
    os.environ["SECRET_KEY"] = sys.argv[2]
    for module in [module for module in sys.modules if module.startswith("tracker")]:
        del sys.modules[module]
print(json.dumps(refusals))
"""


def run(arguments, folder=ROOT, **variables):
    """Runs Python in a fresh interpreter that knows no variables of ours but these."""
    plain = {k: v for k, v in os.environ.items() if k not in (*VARIABLES, "DJANGO_SETTINGS_MODULE")}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env={**plain, **variables},
        capture_output=True,
        text=True,
    )


@pytest.fixture
def empty(tmp_path):
    """A folder with the settings and nothing else: no var/ yet."""
    (tmp_path / "tracker").mkdir()
    for name in ("settings.py", "environment.py", "variables.py"):
        shutil.copy(ROOT / "tracker" / name, tmp_path / "tracker")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def read_settings(folder, **variables):
    ran = run(["-c", TELL], folder=folder, **variables)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


WRONG = [
    ("BASE_URL", "tracker.example.org", "Write https://tracker.example.org."),
    ("STATE_DIRECTORY", "var", "Write the whole path."),
    ("BASE_URL", "ftp://tracker.example.org", "Write https://tracker.example.org."),
    ("BASE_URL", "https://[broken", "Write https://tracker.example.org."),
    ("BASE_URL", "https://tracker.example.org:port", "Write https://tracker.example.org."),
    ("BASE_URL", "http://tracker.example.org", "passwords would travel in the clear"),
    ("DATABASE_URL", "nonsense", "Write postgresql://user:password@host/name"),
    ("DATABASE_URL", "mysql://a:b@c/d", "Write postgresql://user:password@host/name"),
    ("DATABASE_URL", "postgresql://db.example.org", "it names no database"),
    ("DATABASE_URL", "sqlite://", "Write sqlite:////folder/file"),
    ("DATABASE_URL", "sqlite:///here.sqlite3", "Write sqlite:////folder/file"),
    ("DATABASE_URL", "sqlite:////no/such/folder/x", "its folder does not exist"),
    ("MEDIA_ROOT", "files", "Write the whole path."),
    ("SECRET_KEY", "short", "Give 32 characters or more."),
    ("SECRET_KEY_FALLBACKS", f"{LONG},short", "Give 32 characters or more."),
    ("TIME_ZONE", "Europe", "Write one such as Europe/Belgrade"),
    ("LANGUAGES", "en,de", "Choose of: en, sq, sr-latn."),
    ("DEFAULT_LANGUAGE", "de", "Choose one of: en, sq, sr-latn."),
    ("TRUST_PROXY", "maybe", "Choose one of: yes, no."),
    ("SECOND_FACTOR", "always", "Choose one of: optional, writers."),
    ("LARGEST_FILE", "250", "Give 1 to 100."),
    ("FOUR_EYES", "two", "Choose one of: all, rises, full, none."),
    ("SMALL_COUNT", "two", "Give 3 to 11."),
    ("PUBLIC_REPORTS", "maybe", "Choose one of: yes, no."),
    ("WORKER", "two", "Choose one of: yes, no."),
    ("REPORT_COLOUR", "blue", "Write six digits, #1a5276."),
    ("REPORT_NAME", "x" * 201, "Give up to 200 characters."),
    ("REPORT_LOGO", "logo.svg", "Give the whole path of an SVG file"),
    ("SEAL_KEY", "seal.pem", "Write the whole path."),
    ("WITNESSES", "/mnt/seals,seals.jsonl", "Write whole paths of files"),
    ("TIMESTAMP_CERTIFICATES", "root.pem", "Write that of a PEM file"),
    ("SLOW_REQUEST", "0", "Give 1 to 300."),
    ("SERVER_ADDRESS", "localhost", "Write 127.0.0.1:8000"),
    ("SERVER_ADDRESS", "127.0.0.1:99999", "Write 127.0.0.1:8000"),
    ("METRICS_PORT", "8000", "Choose another port."),
    ("SERVER_THREADS", "0", "Give 1 to 64."),
    ("LOG_LEVEL", "LOUD", "Choose one of: DEBUG, INFO, WARNING, ERROR."),
]


@pytest.fixture(scope="module")
def refusals():
    """What the settings say of each wrong value, read one after the other in one process."""
    cases = [(name, value) for name, value, _remedy in WRONG]
    ran = run(["-c", REFUSALS, json.dumps(cases), LONG], SECRET_KEY=LONG)
    assert ran.returncode == 0, ran.stderr
    return dict(zip(cases, json.loads(ran.stdout), strict=True))


class TestWrongVariables:
    @pytest.mark.parametrize(("name", "value", "remedy"), WRONG)
    def test_are_refused_by_name_in_one_sentence(self, refusals, name, value, remedy):
        assert refusals[name, value].startswith(f"{name}=")
        assert remedy in refusals[name, value]
        assert "\n" not in refusals[name, value]

    def test_are_refused_by_the_trackers_own_commands_too(self):
        ran = run(["manage.py", "quickstart", "--no-serve"], LOG_LEVEL="LOUD")

        assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
        assert ran.stderr.startswith("LOG_LEVEL='LOUD' can't be used")

    def test_do_not_give_a_password_away(self, empty):
        ran = run(["-c", TELL], empty, DATABASE_URL=POSTGRES.replace("postgresql", "mysql"))

        assert "DATABASE_URL" in ran.stderr
        assert "hidden-word" not in ran.stderr

        with pytest.raises(ImproperlyConfigured, match="Write smtps://user") as refused:
            mail_server("smtp://ana:hidden-word@mail.example.org:99999", sender="")
        assert "hidden-word" not in str(refused.value)


class TestFileStorage:
    def test_is_a_folder_or_the_bucket_of_an_address(self, monkeypatch):
        monkeypatch.setenv("MEDIA_URL", "")
        assert file_storage(ROOT)["OPTIONS"] == {"location": ROOT, "base_url": None}

        monkeypatch.setenv("MEDIA_URL", "s3://heed-files?endpoint=https://s3.example.org&region=eu")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "heed")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "")
        assert file_storage(ROOT)["OPTIONS"] == {
            "bucket_name": "heed-files",
            "endpoint_url": "https://s3.example.org",
            "region_name": "eu",
            "access_key": "heed",
            "secret_key": None,
        }

    @pytest.mark.parametrize(
        "url",
        [
            "https://s3.example.org/heed",
            "s3://",
            "s3://heed/files",
            "s3://key:secret@heed",
            "s3://heed?endpoint=s3.example.org",
            "s3://heed?bucket=other",
        ],
    )
    def test_refuses_another_address(self, monkeypatch, url):
        monkeypatch.setenv("MEDIA_URL", url)

        with pytest.raises(ImproperlyConfigured, match="Write s3://bucket"):
            file_storage(ROOT)

    def test_names_the_extra_that_is_missing(self, monkeypatch):
        monkeypatch.setenv("MEDIA_URL", "s3://heed")
        monkeypatch.setattr("tracker.environment.find_spec", lambda _name: None)

        with pytest.raises(ImproperlyConfigured, match=r"Install heed\[s3\]"):
            file_storage(ROOT)


class TestSecretKey:
    def test_is_made_once_and_kept_for_its_owner_alone(self, empty):
        first, second = read_settings(empty), read_settings(empty)

        kept = empty / "var" / "secret_key"
        assert first["SECRET_KEY"] == second["SECRET_KEY"] == kept.read_text()
        assert len(first["SECRET_KEY"]) > 50
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600
        assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700

    def test_is_made_again_where_a_first_start_was_cut_off(self, empty):
        (empty / "var").mkdir()
        (empty / "var" / "secret_key").touch()

        assert len(read_settings(empty)["SECRET_KEY"]) > 50

    @pytest.mark.parametrize(
        "variables", [{"DATABASE_URL": POSTGRES}, {"BASE_URL": "https://tracker.example.org"}]
    )
    def test_is_asked_for_wherever_other_people_come(self, empty, variables):
        ran = run(["-c", TELL], empty, **variables)

        assert ran.returncode == 1
        assert "SECRET_KEY=" in ran.stderr
        assert "Set it to 50 random characters" in ran.stderr


class TestFormerKeysZoneAndLanguages:
    def test_are_the_offices_own(self, empty):
        settings = read_settings(
            empty,
            SECRET_KEY_FALLBACKS=f"{LONG}1, {LONG}2",
            TIME_ZONE="Europe/Tirane",
            LANGUAGES="sq,sr-latn",
        )

        assert settings["SECRET_KEY_FALLBACKS"] == [f"{LONG}1", f"{LONG}2"]
        assert settings["TIME_ZONE"] == "Europe/Tirane"
        assert settings["LANGUAGES"] == [["sq", "Shqip"], ["sr-latn", "Srpski"]]
        assert settings["LANGUAGE_CODE"] == "sq"


class TestFolders:
    def test_of_a_checkout_stand_beside_the_package(self, empty):
        settings = read_settings(empty)

        assert settings["TEMPLATES"][0]["DIRS"] == [str(empty / "templates")]
        assert settings["LOCALE_PATHS"] == [str(empty / "locale")]
        assert settings["FIXTURE_DIRS"] == [str(empty / "fixtures")]

    def test_of_a_wheel_are_in_the_package_and_what_is_kept_is_not(self, empty):
        (empty / "tracker" / "data").mkdir()
        (empty / "pyproject.toml").rename(empty / "tracker" / "data" / "pyproject.toml")

        settings = read_settings(empty, HOME=str(empty / "ana"))

        data = empty / "tracker" / "data"
        assert settings["TEMPLATES"][0]["DIRS"] == [str(data / "templates")]
        assert settings["LOCALE_PATHS"] == [str(data / "locale")]
        assert settings["FIXTURE_DIRS"] == [str(data / "fixtures")]
        assert settings["MEDIA_ROOT"] == str(empty / "ana/.local/share/heed/files")

    def test_of_what_is_kept_is_the_one_that_a_service_is_given(self, empty):
        settings = read_settings(empty, STATE_DIRECTORY=str(empty / "heed"))

        assert settings["DATABASES"]["default"]["NAME"] == str(empty / "heed" / "tracker.sqlite3")
        assert settings["MEDIA_ROOT"] == str(empty / "heed" / "files")
        assert settings["SEAL_KEY"] == str(empty / "heed" / "seal_key.pem")
        assert (empty / "heed" / "secret_key").is_file()


class TestSecretInAFile:
    def test_takes_the_place_of_the_variable(self, tmp_path, monkeypatch):
        (tmp_path / "key").write_text(f"{LONG}\n")
        monkeypatch.delenv("SECRET_KEY")
        monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

        assert read("SECRET_KEY") == LONG

    @pytest.mark.parametrize(
        ("variables", "why"),
        [
            ({"SECRET_KEY": LONG, "SECRET_KEY_FILE": "/dev/null"}, "SECRET_KEY is set too"),
            ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/no/such/file"}, "it can't be read"),
            ({"SECRET_KEY": "", "SECRET_KEY_FILE": "/dev/null"}, "it is empty"),
        ],
    )
    def test_is_refused_beside_the_variable_or_where_it_is_missing(
        self, monkeypatch, variables, why
    ):
        for name, value in variables.items():
            monkeypatch.setenv(name, value)

        with pytest.raises(ImproperlyConfigured, match=why):
            read("SECRET_KEY")

    def test_is_declared_as_every_variable_is(self):
        with pytest.raises(KeyError):
            read("SECRET_KEYS")


class TestBaseUrl:
    def test_over_https_turns_every_protection_on(self, empty):
        settings = read_settings(empty, BASE_URL="https://tracker.example.org/", SECRET_KEY=LONG)

        assert settings["SECURE_SSL_REDIRECT"] is True
        assert settings["SESSION_COOKIE_SECURE"] is True
        assert settings["CSRF_COOKIE_SECURE"] is True
        assert settings["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
        assert settings["ALLOWED_HOSTS"] == ["tracker.example.org"]
        assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://tracker.example.org"]
        assert settings["BASE_URL"] == "https://tracker.example.org"  # before /password/reset/

    def test_on_this_machine_alone_asks_for_no_certificate(self, empty):
        settings = read_settings(empty)

        assert settings["SECURE_SSL_REDIRECT"] is False
        assert settings["SESSION_COOKIE_SECURE"] is False
        assert settings["SECURE_HSTS_SECONDS"] == 0
        assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]

    @pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "https://tracker.example.org"])
    def test_never_turns_debugging_on_or_the_content_policy_off(self, empty, base):
        settings = read_settings(empty, BASE_URL=base, SECRET_KEY=LONG)

        assert settings["DEBUG"] is False
        assert settings["SECURE_CSP"]["object-src"] == ["'none'"]


class TestTrustProxy:
    def test_is_needed_before_a_header_is_believed(self, empty):
        https = {"BASE_URL": "https://tracker.example.org", "SECRET_KEY": LONG}

        believed = read_settings(empty, TRUST_PROXY="yes", **https)

        assert believed["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
        assert "SECURE_PROXY_SSL_HEADER" not in read_settings(empty, **https)


class TestDatabaseUrl:
    def test_is_a_file_of_our_own_by_default_and_postgresql_where_named(self, empty):
        ours = read_settings(empty)["DATABASES"]["default"]
        theirs = read_settings(empty, DATABASE_URL=POSTGRES, SECRET_KEY=LONG)["DATABASES"][
            "default"
        ]

        assert ours["NAME"] == str(empty / "var" / "tracker.sqlite3")
        assert ours["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
        assert (theirs["ENGINE"], theirs["HOST"]) == (
            "django.db.backends.postgresql",
            "db.example.org",
        )

    @pytest.mark.parametrize(
        ("given", "end"), [("", ""), ("?options=-c%20geqo=off", " -c geqo=off")]
    )
    def test_adds_startup_options_that_a_pooler_can_read(self, given, end):
        settings = database(f"{POSTGRES}{given}")

        options = settings["OPTIONS"]["options"]
        assert re.fullmatch(r"-c \w+=\w+( -c \w+=\w+)*", options)  # no space at the end
        assert options.endswith(f"plan_cache_mode=force_generic_plan{end}")

    def test_of_a_pooler_has_no_cursors_or_options_that_outlive_a_transaction(self):
        settings = database(f"{POSTGRES}?pooled=yes&sslmode=require")

        assert settings["DISABLE_SERVER_SIDE_CURSORS"] is True
        assert settings["OPTIONS"] == {"prepare_threshold": 0, "sslmode": "require"}
        with pytest.raises(ImproperlyConfigured, match=r"Write \?pooled=yes"):
            database(f"{POSTGRES}?pooled=maybe")


class TestMail:
    @pytest.mark.parametrize(
        ("url", "port", "options", "sender"),
        [
            ("smtp://mail.example.org", 25, {"use_tls": False, "use_ssl": False}, "heed@here"),
            ("smtps://ana:w%40rd@mail.example.org", 465, {"use_ssl": True}, "heed@here"),
            ("smtp://ana%40b.org:w%40rd@mail.example.org", 587, {"use_tls": True}, "ana@b.org"),
        ],
    )
    def test_sends_a_password_encrypted_only(self, url, port, options, sender):
        mailers, from_address = mail_server(url, sender="heed@here")

        taken = mailers["default"]["OPTIONS"]
        assert (taken["host"], taken["port"], from_address) == ("mail.example.org", port, sender)
        assert taken["password"] == ("w@rd" if "w%40rd" in url else "")
        assert taken.items() >= options.items()


class TestWitnesses:
    def test_are_files_mail_and_addresses(self, monkeypatch):
        value = "/mnt/seals.jsonl, mailto:ana@example.org,https://example.org/seals"
        monkeypatch.setenv("WITNESSES", value)

        assert witnesses(has_mail=True) == [part.strip() for part in value.split(",")]

    @pytest.mark.parametrize(
        ("value", "remedy"),
        [
            ("/mnt/seals/", "Write whole paths of files"),
            ("/mnt/seals.jsonl, http://example.org", "Write whole paths of files"),
            ("https://", "Write whole paths of files"),
            ("mailto:ana@example.org", "Set EMAIL_URL too."),
        ],
    )
    def test_that_can_get_nothing_are_refused(self, monkeypatch, value, remedy):
        monkeypatch.setenv("WITNESSES", value)
        with pytest.raises(ImproperlyConfigured, match=remedy):
            witnesses(has_mail=False)

    def test_of_time_go_with_their_certificates(self, monkeypatch):
        for value, remedy in (("stamps", "Write the http or"), ("http://a.example.org", "PEM")):
            monkeypatch.setenv("TIMESTAMP_AUTHORITY", value)
            with pytest.raises(ImproperlyConfigured, match=remedy):
                timestamp_authority()


LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/>%s</svg>'


class TestLogo:
    def test_is_taken_as_shapes_alone(self, tmp_path, monkeypatch):
        logo = tmp_path / "logo.svg"
        monkeypatch.setenv("REPORT_LOGO", str(logo))
        logo.write_text(LOGO % "<circle r='2'/>")
        assert '<circle r="2"' in svg_logo("REPORT_LOGO")

        for bad in (
            "<script>alert(1)</script>",
            "<a href='https://example.org'><path d=''/></a>",
            "<circle r='2' onclick='x()'/>",
            "<rect fill='url(https://example.org/x)'/>",
            "<style>path{fill:red}</style>",
            "<image href='https://example.org/x.png'/>",
            "<foreignObject/>",
            "<circle",
        ):
            logo.write_text(LOGO % bad)
            with pytest.raises(ImproperlyConfigured, match="that holds shapes alone"):
                svg_logo("REPORT_LOGO")
        logo.write_text("<!DOCTYPE svg [<!ENTITY a 'b'>]>" + LOGO % "<text>&a;</text>")
        with pytest.raises(ImproperlyConfigured, match="declares a type"):
            svg_logo("REPORT_LOGO")
