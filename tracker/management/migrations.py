"""Detection of changes of the schema, for migrations."""

from typing import Any

from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector


class SchemaAutodetector(MigrationAutodetector):
    """Autodetector that ignores labels: they are words on a screen and change no table."""

    def deep_deconstruct(self, obj: Any) -> Any:
        """Return what Django compares of a field, without its labels."""
        deconstructed = super().deep_deconstruct(obj)
        if isinstance(obj, models.Field):
            for name in ("verbose_name", "help_text", "choices"):
                deconstructed[2].pop(name, None)
        return deconstructed

    def generate_altered_options(self) -> None:
        """Compare the options of models without their labels."""
        for state in (self.from_state, self.to_state):
            for model in state.models.values():
                for name in ("verbose_name", "verbose_name_plural"):
                    model.options.pop(name, None)
        super().generate_altered_options()

    def generate_altered_constraints(self) -> None:
        """Alter nothing: Django alters constraints of which their message alone differs."""
