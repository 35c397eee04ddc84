"""Django's command, for which a label is no part of the schema."""

from django.core.management.commands import migrate

from tracker.management.migrations import SchemaAutodetector


class Command(migrate.Command):
    """`heed migrate`."""

    autodetector = SchemaAutodetector
