"""What the process that reading processes are forked from imports, once, before it has work.

No app is installed there: readers know no table, and cannot reach the database.
"""

import os

import django
from django.conf import settings
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
settings.INSTALLED_APPS = []
django.setup()
for code, _name in settings.LANGUAGES:
    translation.activate(code)

import tracker.documents.inspection  # noqa: E402
import tracker.documents.pdf  # noqa: E402
import tracker.documents.previews  # noqa: E402
import tracker.intake.narrative  # noqa: E402
import tracker.intake.pdf  # noqa: E402
import tracker.intake.question_sheets  # noqa: E402, F401
