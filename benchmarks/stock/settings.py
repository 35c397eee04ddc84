"""The settings of the tests, with the stock parts beside the tracker in one database."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "simple_history", "benchmarks.stock"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
