"""The one settings file. Variables come from the environment and are refused by name when wrong.

They are declared in `tracker.variables`, of which docs/configure.md is made.
"""

import os

from django.utils.csp import CSP

from tracker.environment import (
    BASE_DIR,
    VAR,
    address,
    address_and_port,
    choice,
    colour,
    databases,
    file_storage,
    languages,
    listed,
    long_enough,
    mail_server,
    secret_key,
    static_version,
    svg_logo,
    text,
    time_zone,
    timestamp_authority,
    version,
    whole_number,
    whole_path,
    witnesses,
)
from tracker.variables import read, refuse_if

os.umask(0o077)  # database, files, keys, backups, reports: what is written is for its owner alone
VERSION = version()
BASE_URL = (read("BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
_base = address(BASE_URL, "BASE_URL", "Write https://tracker.example.org.")
_loopback = _base.hostname in ("127.0.0.1", "localhost", "::1")
refuse_if(
    _base.scheme == "http" and not _loopback,
    "BASE_URL",
    BASE_URL,
    "passwords would travel in the clear",
    "Write https://…, or http://127.0.0.1:8000 on this machine alone.",
)
_secure = _base.scheme == "https"

DATABASES = databases()
IS_EMBEDDED = not read("DATABASE_URL") and _loopback  # on this machine alone: a trial
SECRET_KEY = secret_key(embedded=IS_EMBEDDED)
SECRET_KEY_FALLBACKS = [  # by which what was signed is still valid
    long_enough("SECRET_KEY_FALLBACKS", key) for key in listed("SECRET_KEY_FALLBACKS")
]
MEDIA_ROOT = whole_path("MEDIA_ROOT", VAR / "files")
BACKUP_FOLDER = read("BACKUP_FOLDER") and whole_path("BACKUP_FOLDER", VAR)
BACKUPS_KEPT = whole_number("BACKUPS_KEPT", 14, least=1, most=1000)
JOBS_OFF = listed("JOBS_OFF")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if _loopback else [_base.hostname]
CSRF_TRUSTED_ORIGINS = [f"{_base.scheme}://{_base.netloc.lower()}"]  # as browsers send it

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
if choice("TRUST_PROXY", ("yes", "no"), "no") == "yes":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits count the visitor's address, not the proxy's
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
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_filters",
    "django_htmx",
    "django_tasks_db",
    *(["benchmarks"] if (BASE_DIR / "benchmarks").is_dir() else []),  # a checkout: load_sample
]
MIDDLEWARE = [
    "tracker.middleware.answer_probes",
    "tracker.middleware.log_requests",
    "tracker.middleware.CompressText",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.middleware.ForbidStoring",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.middleware.audit_context",
    "tracker.middleware.RejectNulBytes",
    "tracker.middleware.RecordSessionUse",
    "tracker.middleware.ShowRefusals",
    "tracker.middleware.RequireSecondFactor",
    "tracker.middleware.SaveFormOnce",  # around what sets the cookie of messages
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tracker.middleware.KeepPageWhenSignedOut",
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
                "tracker.requests.version",
            ],
            "builtins": ["tracker.templatetags.tracker"],  # `csrf_token` of ours, for one
        },
    }
]
CSRF_FAILURE_VIEW = "tracker.requests.csrf_failure"
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

AUTH_USER_MODEL = "tracker.User"
AUTHENTICATION_BACKENDS = ["tracker.backends.Backend"]
SESSION_ENGINE = "tracker.backends"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "login"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]

SECOND_FACTOR = choice("SECOND_FACTOR", ("optional", "writers"), "optional")
_forms = "tracker.forms.people"
ACCOUNT_ADAPTER = "tracker.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # or allauth keeps addresses of its own: see actions.mail
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # who may not open a page signs in as somebody else
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "20/m/ip,20/5m/key",  # a name, from browsers it never signed in with; a code
    "login_failed_from_place": "5/5m/key",  # a name from an address: see adapters.TOO_MANY
    "reset_password": "20/m/ip,5/h/key",  # an email address
    "reset_password_from_key": "20/m/ip",
}
ACCOUNT_FORMS = {
    "login": f"{_forms}.SignInForm",
    "reauthenticate": f"{_forms}.ReauthenticationForm",
    "reset_password": f"{_forms}.PasswordLinkForm",
    "reset_password_from_key": f"{_forms}.NewPasswordForm",
    "user_token": f"{_forms}.PasswordProofForm",
}
PASSWORD_RESET_TIMEOUT = 3600  # seconds
MFA_ADAPTER = "tracker.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Heed"
MFA_FORMS = {
    "authenticate": f"{_forms}.CodeForm",
    "reauthenticate": f"{_forms}.CodeReauthenticationForm",
    "activate_totp": f"{_forms}.AuthenticatorAppForm",
    "add_webauthn": f"{_forms}.PasskeyForm",
    "edit_webauthn": f"{_forms}.PasskeyNameForm",
}
CACHES = {  # a full table drops entries, so limits have one that no form fills
    name: {
        "BACKEND": "tracker.caches.DataCache",
        "LOCATION": table,
        "OPTIONS": {"MAX_ENTRIES": entries},
    }
    for name, table, entries in (
        ("default", "tracker_cache", 10_000),  # rate limits, progress of tasks
        ("forms", "tracker_form_cache", 1_000),  # see middleware.SaveFormOnce
    )
}
WORKER = choice("WORKER", ("yes", "no"), "no") == "yes"
TASKS = {
    "default": {  # without a worker, tasks run in the request that enqueues them
        "BACKEND": "django_tasks_db.DatabaseBackend"
        if WORKER
        else "django.tasks.backends.immediate.ImmediateBackend"
    }
}

LANGUAGES, LANGUAGE_CODE = languages({"en": "English", "sq": "Shqip", "sr-latn": "Srpski"})
FORMAT_MODULE_PATH = "tracker.formats"  # days in the admin, as everywhere else
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = time_zone("Europe/Belgrade")

STATIC_URL = f"/static/{static_version()}/"  # another after each change of a file
STATIC_ROOT = VAR / "static"  # filled by `collectstatic`; until then files are found where they are
WHITENOISE_IMMUTABLE_FILE_TEST = f"^{STATIC_URL}"  # so browsers store them for good
WHITENOISE_USE_FINDERS = True  # the embedded default serves without a collecting step
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "evidence": file_storage(MEDIA_ROOT),  # without an address: `views.evidence.files` serves them
}
FILE_UPLOAD_PERMISSIONS = None  # as the umask says
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000  # a table of statuses has four of each of 250 rows, and others
FILE_UPLOAD_HANDLERS = [  # small files stay in memory
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "tracker.requests.CountingUploadHandler",
]
LARGEST_FILE = whole_number("LARGEST_FILE", 25, least=1, most=100) * 1_000_000  # bytes
LARGEST_INBOX = whole_number("LARGEST_INBOX", 250, least=25, most=5000) * 1_000_000  # bytes
FOUR_EYES = choice("FOUR_EYES", ("all", "rises", "full", "none"), "rises")
SMALL_COUNT = whole_number("SMALL_COUNT", 5, least=3, most=11)
PUBLIC_REPORTS = choice("PUBLIC_REPORTS", ("yes", "no"), "no") == "yes"
REPORT_NAME = text("REPORT_NAME", most=200)
REPORT_LOGO = svg_logo("REPORT_LOGO")  # its SVG
REPORT_COLOUR = colour("REPORT_COLOUR")
REPORT_PREFACE = text("REPORT_PREFACE", most=2_000)
# An Ed25519 key in PEM, made with the first seal; beside it, its heads
SEAL_KEY = whole_path("SEAL_KEY", VAR / "seal_key.pem")
MAILERS, DEFAULT_FROM_EMAIL = mail_server(read("EMAIL_URL"), sender=f"heed@{_base.hostname}")
HAS_MAIL = "OPTIONS" in MAILERS["default"]
WITNESSES = witnesses(has_mail=HAS_MAIL)  # where each seal is sent
TIMESTAMP_AUTHORITY, TIMESTAMP_CERTIFICATES = timestamp_authority()
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
SERVER_ADDRESS = address_and_port("SERVER_ADDRESS", "127.0.0.1:8000")
METRICS_PORT = read("METRICS_PORT") and address_and_port("METRICS_PORT", "")  # empty: none
refuse_if(
    METRICS_PORT == SERVER_ADDRESS,
    "METRICS_PORT",
    METRICS_PORT,
    "the site is served there",
    "Choose another port.",
)
SERVER_PROCESSES = whole_number("SERVER_PROCESSES", 2, least=1, most=64)
SERVER_THREADS = whole_number("SERVER_THREADS", 4, least=1, most=64)
SERVER_TIMEOUT = whole_number("SERVER_TIMEOUT", 60, least=10, most=600)  # seconds
SLOW_REQUEST = whole_number("SLOW_REQUEST", 2, least=1, most=300)  # seconds
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "text": {
            "format": "%(asctime)s %(levelname)s [%(request)s %(user)s %(address)s] %(name)s: "
            "%(message)s",
            "datefmt": "%Y-%m-%d %H:%M:%S%z",
        },
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": ["levelname", "request", "user", "address", "name", "message"],
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "time",
            "json_ensure_ascii": False,
        },
    },
    "filters": {"context": {"()": "tracker.logs.ContextFilter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": choice("LOG_FORMAT", ("text", "json"), "text"),
            "filters": ["context"],
        }
    },
    "root": {
        "handlers": ["console"],
        "level": choice("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), "INFO"),
    },
    "loggers": {
        # These log each link that is checked, with what it answered, and that they were loaded.
        **{name: {"level": "WARNING"} for name in ("httpx", "httpcore", "pikepdf")},
        "gunicorn.error": {"handlers": [], "propagate": True},
    },
}
