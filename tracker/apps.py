"""What happens when Django starts, migrates or opens a connection."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """The tracker's one app."""

    name = "tracker"
    verbose_name = "Heed"
