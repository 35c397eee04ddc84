"""Django's `loaddata`, but for rows of the tracker: those go through the action."""

import re
from pathlib import Path
from typing import Any

from django.core import serializers
from django.core.management import CommandError
from django.core.management.commands import loaddata
from django.utils import timezone
from django.utils.translation import gettext as _

from tracker.actions.imports import fixtures
from tracker.management.base import TrackerCommand

_OURS = re.compile(rb'"model"\s*:\s*"tracker\.')


class Command(TrackerCommand, loaddata.Command):
    """`manage.py loaddata tip-2024-kosovo`, or any fixture of another app."""

    help = "Loads fixtures. Those of the tracker are refused where a row of them exists."
    takes_words = True

    def loaddata(self, fixture_labels: Any) -> None:
        """Hand the tracker's fixtures to its action, and others to Django."""
        self.serialization_formats = serializers.get_public_serializer_formats()
        found = [Path(file) for name in fixture_labels for file, *_of in self.find_fixtures(name)]
        if any(_holds_our_rows(file) for file in found):
            loaded = fixtures.load_fixtures(files=found, now=timezone.now())
            self.stdout.write(loaded.summary())
        else:
            super().loaddata(fixture_labels)

    def find_fixtures(self, fixture_label: str) -> list[tuple[str, str | None, str | None]]:
        """The files of a label; of a folder, all that it holds."""
        for place in self.fixture_dirs:
            if (folder := Path(place) / fixture_label).is_dir():
                return [(str(file), place, fixture_label) for file in sorted(folder.glob("*.json"))]
        found: list[tuple[str, str | None, str | None]] = super().find_fixtures(fixture_label)
        return found

    def save_obj(self, obj: Any) -> bool:
        """Refuse a row of the tracker in a form that the action does not read: XML, packed."""
        if obj.object._meta.app_label == "tracker":
            raise CommandError(
                _(
                    "Rows of the tracker are loaded from JSON files, by natural key. Write them "
                    "with `dumpdata --natural-foreign --natural-primary`. Nothing was loaded."
                )
            )
        saved: bool = super().save_obj(obj)
        return saved


def _holds_our_rows(file: Path) -> bool:
    return file.suffix == ".json" and _OURS.search(file.read_bytes()) is not None
