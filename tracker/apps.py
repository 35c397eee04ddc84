"""App configuration: signals at start, migration and connection."""

from django.apps import AppConfig, registry
from django.contrib.admin import apps as admin_apps
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class TrackerConfig(AppConfig):
    """The tracker's one app."""

    name = "tracker"
    verbose_name = "Heed"

    def ready(self) -> None:
        """Connect the signals."""
        from allauth.mfa.models import Authenticator

        from tracker.actions import search
        from tracker.actions.history import summary_rows
        from tracker.audit import context, signals

        connection_created.connect(signals.on_connection)
        pre_migrate.connect(signals.before_migrations, sender=self)
        post_migrate.connect(make_groups, sender=self)  # the first time without events
        post_migrate.connect(signals.after_migrations, sender=self)
        post_migrate.connect(make_cache, sender=self)
        post_migrate.connect(search.make_table, sender=self)
        context.rows_written.connect(search.index_changes)
        context.rows_written.connect(summary_rows.count_changes)
        user_logged_in.connect(signals.record_sign_in)
        # Its library names it for programmers.
        Authenticator._meta.verbose_name = _("second factor")
        Authenticator._meta.verbose_name_plural = _("second factors")


class TrackerAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our site, which is defined outside of `tracker.admin`."""

    default = False
    default_site = "tracker.admin_site.TrackerAdminSite"


def make_groups(using: str, apps: registry.Apps = registry.apps, **_signal: object) -> None:
    """Make the groups that rights come from. Those that exist stay as they are."""
    from tracker.vocabulary import Group

    groups = apps.get_model("auth", "Group")._default_manager.using(using)
    groups.bulk_create([groups.model(name=name) for name in Group.values], ignore_conflicts=True)


def make_cache(using: str, **_signal: object) -> None:
    """Make the table of the cache, where tries to sign in are counted. One that exists stays."""
    call_command("createcachetable", database=using, verbosity=0)
