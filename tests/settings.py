"""The real settings, with what only tests need."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" * 4)

from tracker.environment import VAR
from tracker.settings import *  # noqa: F403
from tracker.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STATIC_ROOT

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Tables are made from the models, which takes half a second; tests/test_database.py runs the
# migrations, which take ten, and compares.
_test: dict[str, object] = {"MIGRATE": False}
if str(DATABASES["default"]["ENGINE"]).endswith("sqlite3"):
    # A file: threads on a shared database in memory get "table is locked".
    _test["NAME"] = VAR / f"test-{os.getpid()}.sqlite3"
    _options = DATABASES["default"]["OPTIONS"]
    assert isinstance(_options, dict)
    _options["init_command"] += "PRAGMA synchronous=OFF;"  # see plugin.py
    # Pages ask the same of both databases, and watching every query takes a twentieth of the time.
    INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
    MIDDLEWARE = [*MIDDLEWARE, "tests.middleware.refuse_query_per_row"]
    ZEAL_NPLUSONE_THRESHOLD = 4  # a page may ask two or three times in one way
DATABASES["default"]["TEST"] = _test
HAS_MAIL = True  # or there are no addresses to choose another password at
IS_EMBEDDED = True  # or `quickstart` adds no sample users where PostgreSQL is tested
MFA_TOTP_TOLERANCE = 1  # or a code grows old on a slow machine
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # or the server of static files complains
WHITENOISE_AUTOREFRESH = True  # or every test client looks through all static files
