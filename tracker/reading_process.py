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

from tracker import screening  # noqa: E402, F401
from tracker.documents import inspection, pdf, pictures  # noqa: E402, F401
from tracker.intake import narrative, question_sheets  # noqa: E402, F401
