"""Load fixtures as Django does, but rows of the tracker through their action."""

import re
from pathlib import Path
from typing import Any

from django.core import management, serializers
from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializationError
from django.db import IntegrityError
from django.utils.translation import gettext as _

from tracker.actions.imports import fixtures
from tracker.management.base import TrackerCommand


class Command(TrackerCommand, loaddata.Command):
    """`heed loaddata tip-2024-kosovo`, or any fixture of another app."""

    help = "Load fixtures. Those of the tracker are refused if any of their rows exists."
    saves_text = True

    def loaddata(self, fixture_labels: Any) -> None:
        """Hand the tracker's fixtures to its action, and others to Django."""
        self.serialization_formats = serializers.get_public_serializer_formats()
        files = [Path(file) for name in fixture_labels for file, *_dir in self.find_fixtures(name)]
        if any(
            file.suffix == ".json" and re.search(rb'"model"\s*:\s*"tracker\.', file.read_bytes())
            for file in files
        ):
            name = ", ".join(fixture_labels)
            self.stdout.write(
                fixtures.load_fixtures(files=files, name=name, now=self.now).summary()
            )
        else:
            try:
                super().loaddata(fixture_labels)
            except (DeserializationError, IntegrityError, UnicodeDecodeError) as error:
                raise management.CommandError(
                    f"{str(error).rstrip('.')}. {_('Nothing was loaded.')}"
                ) from error

    def find_fixtures(self, fixture_label: str) -> list[tuple[str, str | None, str | None]]:
        """Return the files of a label; of a folder, all its JSON files."""
        for parent in self.fixture_dirs:
            if (folder := Path(parent) / fixture_label).is_dir():
                return [
                    (str(file), parent, fixture_label) for file in sorted(folder.glob("*.json"))
                ]
        return super().find_fixtures(fixture_label)

    def save_obj(self, obj: Any) -> bool:
        """Refuse a row of the tracker in a format that the action does not read: XML, packed."""
        if obj.object._meta.app_label == "tracker":
            raise management.CommandError(
                _(
                    "Heed's rows are loaded only from JSON files with natural keys, like those in "
                    "fixtures/. Nothing was loaded."
                )
            )
        return bool(super().save_obj(obj))
