"""The one settings file. Variables come from the environment and are refused by name when wrong.

BASE_URL      where people reach the tracker; decides security   http://127.0.0.1:8000
DATABASE_URL  postgresql://user:password@host/name               SQLite in var/
MEDIA_ROOT    folder for files                                   var/files
SECRET_KEY    signs sessions, 32 characters or more              made and kept with SQLite in var/
TRUST_PROXY   yes: a proxy in front sets X-Forwarded-Proto       no
LOG_LEVEL     DEBUG INFO WARNING ERROR                           INFO
"""

import os
import secrets
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"


def _refuse(name: str, value: str, why: str, remedy: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}={value!r} can't be used: {why}. {remedy}")


def _one_of(name: str, choices: tuple[str, ...], default: str) -> str:
    value = os.environ.get(name) or default
    if value not in choices:
        raise _refuse(name, value, "it is not known", f"Choose one of: {', '.join(choices)}.")
    return value


def _database(url: str) -> dict[str, object]:
    if not url:
        VAR.mkdir(exist_ok=True)
        return _sqlite(VAR / "tracker.sqlite3")
    try:
        found = dict(dj_database_url.parse(url))
    except Exception as error:
        remedy = "Write postgresql://user:password@host/name, or sqlite:////folder/file."
        raise _refuse("DATABASE_URL", url.split("@")[-1], "it can't be read", remedy) from error
    match found["ENGINE"]:
        case "django.db.backends.postgresql" if not found["NAME"]:
            raise _refuse(
                "DATABASE_URL",
                url.split("@")[-1],
                "it names no database",
                "Write postgresql://user:password@host/name.",
            )
        case "django.db.backends.postgresql":
            return {**found, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 60}
        case "django.db.backends.sqlite3":
            return _sqlite(_file(url, Path(str(found["NAME"]))))
    raise _refuse(
        "DATABASE_URL",
        url.split(":")[0],
        "the tracker runs on PostgreSQL and SQLite",
        "Write postgresql://user:password@host/name.",
    )


def _file(url: str, path: Path) -> Path:
    """The database's file: one that every process finds, wherever it was started."""
    if path.is_absolute() and path.parent.is_dir():
        return path
    why = "its folder does not exist" if path.is_absolute() else "it names no whole path of a file"
    raise _refuse("DATABASE_URL", url, why, "Write sqlite:////folder/file, in a folder of yours.")


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }


def _secret_key(*, embedded: bool) -> str:
    value = os.environ.get("SECRET_KEY", "")
    if value:
        if len(value) < 32:
            raise _refuse("SECRET_KEY", "…", "it is short", "Give 32 characters or more.")
        return value
    if not embedded:
        raise _refuse(
            "SECRET_KEY",
            "",
            "it is needed with a DATABASE_URL or a BASE_URL of your own",
            "Set it to 50 random characters and keep it.",
        )
    kept = VAR / "secret_key"
    if not kept.exists() or not kept.stat().st_size:  # a first start that was cut off
        VAR.mkdir(exist_ok=True)
        new = VAR / f"secret_key.{os.getpid()}"
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(50))
        new.replace(kept)  # whole, or not at all
    return kept.read_text().strip()


def _media_root() -> Path:
    path = Path(os.environ.get("MEDIA_ROOT") or VAR / "files")
    if not path.is_absolute():
        raise _refuse("MEDIA_ROOT", str(path), "it is relative", "Write the whole path.")
    return path


def _address(url: str) -> SplitResult:
    remedy = "Write https://tracker.example.org."
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as error:  # a port or a bracket that is none
        raise _refuse("BASE_URL", url, "it is no address", remedy) from error
    if not known:
        raise _refuse("BASE_URL", url, "it is no address", remedy)
    return parts


BASE_URL = os.environ.get("BASE_URL") or "http://127.0.0.1:8000"
_base = _address(BASE_URL)
_loopback = _base.hostname in ("127.0.0.1", "localhost", "::1")
if _base.scheme == "http" and not _loopback:
    raise _refuse(
        "BASE_URL",
        BASE_URL,
        "passwords would travel in the clear",
        "Write https://…, or http://127.0.0.1:8000 on this machine alone.",
    )
_secure = _base.scheme == "https"

DATABASE_URL = os.environ.get("DATABASE_URL", "")
DATABASES = {"default": _database(DATABASE_URL)}
SECRET_KEY = _secret_key(embedded=not DATABASE_URL and _loopback)
MEDIA_ROOT = _media_root()
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if _loopback else [_base.hostname]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc.lower()}"]  # as browsers send it

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if _one_of("TRUST_PROXY", ("yes", "no"), "no") == "yes":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}

INSTALLED_APPS = [
    "tracker",
    "tracker.apps.TrackerAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.middleware.who_and_where",
    "tracker.middleware.nothing_under_nul",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["tracker.backends.Backend"]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("sq", "Shqip"), ("sr-latn", "Srpski")]
FORMAT_MODULE_PATH = "tracker.formats"  # days in the admin, as everywhere else
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Belgrade"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"  # filled by `collectstatic`; until then files are found where they are
WHITENOISE_USE_FINDERS = True  # the embedded default serves without a collecting step
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {
        "handlers": ["console"],
        "level": _one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    },
}
