"""Which tables a backup holds: all models' but a few, so that a new one is not forgotten."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connections, models
from django.utils.translation import gettext as _

from tracker.errors import Invalid

# Who is signed in just now, and what is being worked off.
LEFT_OUT = frozenset(
    {"django_session", "usersessions_usersession", "django_tasks_database_dbtaskresult"}
)
# What `upgrade` fills by itself: taken from the backup all the same, since rows refer to it, or it
# tells which actions have rewritten them.
MADE_BY_UPGRADE = frozenset(
    {"auth_group", "auth_group_permissions", "auth_permission", "django_content_type"}
    | {"tracker_upgrade"}
)


def held() -> list[type[models.Model]]:
    """The models whose tables a backup holds, those between many and many too, by table."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model._meta.db_table not in LEFT_OUT
    ]
    return sorted(found, key=table)


def table(model: type[models.Model]) -> str:
    return str(model._meta.db_table)


def check_are_empty(using: str) -> None:
    """Raises Invalid, naming the tables, unless the database holds only what `upgrade` makes."""
    filled = list(_filled(using))
    if filled:
        raise Invalid(
            _(
                "Nothing was restored: the database holds rows already (%(tables)s). Restore into "
                "an empty one: name it in DATABASE_URL."
            )
            % {"tables": ", ".join(filled[:3]) + (" …" if len(filled) > 3 else "")}
        )


def _filled(using: str) -> Iterator[str]:
    there = set(connections[using].introspection.table_names())
    for model in held():
        name = table(model)
        if name in there - MADE_BY_UPGRADE and model._base_manager.using(using).exists():
            yield name
