"""Check that a tracker installed as a package has the files that a checkout has beside it.

Run by the interpreter that it was installed for, from a folder that is no checkout, with
`DJANGO_SETTINGS_MODULE=tracker.settings`.
"""

from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.migrations.loader import MigrationLoader
from django.template.loader import get_template
from django.utils.translation import gettext, override

django.setup()
package = Path(django.apps.apps.get_app_config("tracker").path)
template = Path(get_template("recommendations/reports/detail.html").origin.name)
assert template.is_relative_to(package), f"{template} is of a checkout"
for language in ("sq", "sr-latn"):
    with override(language):
        assert gettext("Evidence") != "Evidence", f"no {language}"
assert (Path(settings.FIXTURE_DIRS[0]) / "tip-2024-kosovo" / "narrative.txt").is_file()
assert finders.find("tracker/site.css")
assert ("tracker", "0001_initial") in MigrationLoader(None).disk_migrations
assert settings.VERSION
print(f"{package} holds {settings.VERSION}: templates, translations, fixtures, migrations")
