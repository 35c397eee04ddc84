"""Django's command, for which a label is no part of the schema."""

from django.core.management.commands import makemigrations

from tracker.management.migrations import SchemaAutodetector


class Command(makemigrations.Command):
    """`heed makemigrations`."""

    autodetector = SchemaAutodetector
