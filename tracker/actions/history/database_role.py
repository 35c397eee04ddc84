"""On PostgreSQL the application works under a role that can't rewrite history: who owns it can."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tracker.actions.history.backup_manifest import MADE_BY_UPGRADE
from tracker.audit.audited_tables import EVENT, appended
from tracker.audit.postgres import AS_OWNER, FUNCTIONS
from tracker.errors import InvalidValue, NotAllowed

CALLED = ("heed_told", "heed_taken_out")  # those of our functions that the application calls
ONLY_READ = MADE_BY_UPGRADE | {"django_migrations"}  # what only `upgrade` and `restore` write
LOCKING_APART = 170000  # from this version on, the right to lock a table is one of its own
NEVER_OF_APPENDED = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")


@dataclass(frozen=True, slots=True)
class Guarded:
    """What the role may do from now on."""

    worked_with: int  # tables it reads and writes
    appended: tuple[str, ...]  # tables it adds to and does not change
    may_seal: bool


@transaction.atomic
def guard(role: str) -> Guarded:
    """Give the application's role what it needs to work, and nothing that rewrites history.

    Raises NotAllowed on SQLite, or unless who runs it owns the tables; Invalid for a role that is
    not there, owns them too, or has the rights from elsewhere. Nothing is granted in any case.
    """
    if connection.vendor != "postgresql":
        raise NotAllowed(
            _(
                "SQLite knows no roles: whoever may write its file may rewrite it. Use PostgreSQL, "
                "or keep seals outside the machine (docs/seals.md)."
            )
        )
    with connection.cursor() as cursor:
        _check_role(cursor, role, owner=_owner(cursor))
        may_seal = _grant(cursor, role)
        _check_guarded(cursor, role)
    return Guarded(len(_worked_with()), tuple(sorted(_appended())), may_seal)


def guarded_roles() -> list[str]:
    """The roles that were given what work needs, but the owner; none on SQLite."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT pg_get_userbyid(given.grantee) FROM pg_class, aclexplode(relacl) given"
            " WHERE pg_class.oid = 'tracker_recommendation'::regclass"
            " AND given.privilege_type = 'INSERT' AND given.grantee NOT IN (0, relowner) ORDER BY 1"
        )
        return [str(name) for (name,) in cursor.fetchall()]


def _owner(cursor: Any) -> str:
    """Who owns history. Raises NotAllowed unless that is who runs this."""
    cursor.execute(
        "SELECT pg_get_userbyid(relowner), pg_has_role(relowner, 'USAGE') "
        "FROM pg_class WHERE oid = %s::regclass",
        [EVENT],
    )
    owner, is_ours = cursor.fetchone()
    if not is_ours:
        raise NotAllowed(
            _(
                "Only who owns the tables can guard them. Run this as “%(owner)s”, which runs "
                "`manage.py upgrade` too."
            )
            % {"owner": owner}
        )
    return str(owner)


def _check_role(cursor: Any, role: str, *, owner: str) -> None:
    cursor.execute(
        "SELECT rolsuper OR rolcreaterole, pg_has_role(oid, %s, 'MEMBER') "
        "FROM pg_roles WHERE rolname = %s",
        [owner, role],
    )
    found = cursor.fetchone()
    if found is None:
        raise InvalidValue(
            _(
                "The server has no role “%(role)s”. Make it: CREATE ROLE %(quoted)s LOGIN PASSWORD "
                "'…'"
            )
            % {"role": role, "quoted": connection.ops.quote_name(role)}
        )
    if any(found):
        raise InvalidValue(
            _(
                "“%(role)s” can take any right it wants: it owns the tables, acts for who does, or "
                "is a superuser or makes roles. Let the application work under a role of its own."
            )
            % {"role": role}
        )


def _grant(cursor: Any, role: str) -> bool:
    """Grant what work needs. Whether that is enough to seal history."""
    quoted = connection.ops.quote_name(role)
    cursor.execute("SELECT quote_ident(current_schema()), current_setting('server_version_num')")
    schema, version = cursor.fetchone()
    may_seal = int(version) >= LOCKING_APART
    history = "SELECT, MAINTAIN" if may_seal else "SELECT"
    functions, called = _with_arguments(sorted(AS_OWNER)), _with_arguments(CALLED)
    everything = _listed({*_worked_with(), *_appended(), *ONLY_READ, EVENT})
    for statement in (
        f"REVOKE ALL ON {everything} FROM PUBLIC, {quoted}",
        f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {quoted}",
        f"REVOKE ALL ON FUNCTION {functions} FROM PUBLIC, {quoted}",
        f"GRANT USAGE ON SCHEMA {schema} TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {_listed(_worked_with())} TO {quoted}",
        f"GRANT SELECT, INSERT ON {_listed(_appended())} TO {quoted}",
        f"GRANT {history} ON {EVENT} TO {quoted}",
        f"GRANT SELECT ON {_listed(ONLY_READ)} TO {quoted}",
        f"GRANT EXECUTE ON FUNCTION {called} TO {quoted}",
    ):
        cursor.execute(statement)
    return may_seal


def _check_guarded(cursor: Any, role: str) -> None:
    """Raises Invalid, naming the right, where the role has one from elsewhere."""
    for right, thing, sql in _never():
        cursor.execute(f"SELECT {sql}", [role])
        if cursor.fetchone()[0]:
            raise InvalidValue(
                _(
                    "“%(role)s” still has %(right)s on %(thing)s, granted to a group of it or by "
                    "somebody else: revoke it there. Nothing was changed."
                )
                % {"role": role, "right": right, "thing": thing}
            )


def _never() -> Iterator[tuple[str, str, str]]:
    """Each right that the role must not have: on what, and how the server is asked."""
    for table, rights in [
        *((name, ("INSERT", *NEVER_OF_APPENDED)) for name in (EVENT, *sorted(ONLY_READ))),
        *((name, NEVER_OF_APPENDED) for name in sorted(_appended())),
    ]:
        for right in rights:
            kind = "any_column" if right in ("INSERT", "UPDATE") else "table"
            yield right, table, f"has_{kind}_privilege(%s, '{table}', '{right}')"
    yield "CREATE", "SCHEMA", "has_schema_privilege(%s, current_schema(), 'CREATE')"
    yield "EXECUTE", "heed_audit", "has_function_privilege(%s, 'heed_audit()', 'EXECUTE')"


def _worked_with() -> set[str]:
    """Tables whose rows the application reads, adds, changes and deletes."""
    models = apps.get_models(include_auto_created=True)
    tables = {str(one._meta.db_table) for one in models if one._meta.managed}
    caches = {
        str(cache["LOCATION"])
        for cache in settings.CACHES.values()
        if str(cache["BACKEND"]).endswith("DatabaseCache")
    }
    return (tables | caches) - _appended() - ONLY_READ - {EVENT}


def _appended() -> set[str]:
    """Tables whose rows it adds, and never changes; but not history, which it only reads."""
    return set(appended(apps)) - ONLY_READ - {EVENT}


def _with_arguments(functions: Iterable[str]) -> str:
    return ", ".join(f"{name}({FUNCTIONS[name][0]})" for name in functions)


def _listed(tables: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(table) for table in sorted(tables))
