"""Restrict the application's role on PostgreSQL, so that it can't rewrite history."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from tracker.actions.history.backup_manifest import UPGRADE_TABLES
from tracker.audit import audited_tables, postgres, triggers
from tracker.errors import InvalidValue, NotAllowed

# Our functions that the application may call.
CALLABLE_FUNCTIONS = ("heed_lock_history", "heed_record_account_event", "heed_redact_event")
READ_ONLY_TABLES = UPGRADE_TABLES | {
    "django_migrations"
}  # written by `upgrade` and `restore` alone
NEVER_ON_APPEND_ONLY = ("UPDATE", "DELETE", "TRUNCATE", "TRIGGER")


@transaction.atomic
def guard(role: str) -> tuple[int, list[str]]:
    """Grant the application's role what it needs, and revoke what could rewrite history.

    Returns how many tables it writes, and to which it only adds rows.
    Raises NotAllowed on SQLite, or unless the current role owns the tables; InvalidValue for a role
    that does not exist, owns them too, or has rights from elsewhere. Nothing is granted then.
    """
    NotAllowed.raise_if(
        connection.vendor != "postgresql",
        _(
            "SQLite has no roles: anyone who can write to its file can rewrite it. Use "
            "PostgreSQL, or keep seals on another machine (docs/seals.md)."
        ),
    )
    _check_role(role, owner=_owner())
    _grant(role)
    _check_guarded(role)
    grant_new_tables(role)
    return len(_writable_tables()), sorted(_append_only_tables())


def guarded_roles() -> list[str]:
    """Return the roles, other than the owner, that may write the tables; none on SQLite."""
    rows = _query(
        "SELECT DISTINCT pg_get_userbyid(acl.grantee) FROM pg_class, aclexplode(relacl) acl"
        " WHERE pg_class.oid = to_regclass('tracker_recommendation')"
        " AND acl.privilege_type = 'INSERT' AND acl.grantee NOT IN (0, relowner) ORDER BY 1"
    )
    return [str(name) for (name,) in rows]


def grant_new_tables(role: str) -> None:
    """Let the application work with the tables that the current role makes from now on.

    So a migration leaves none that it can't read; `guard` then takes what a table asks for less.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"ALTER DEFAULT PRIVILEGES IN SCHEMA {_current_schema()} GRANT SELECT, INSERT, "
            f"UPDATE, DELETE ON TABLES TO {connection.ops.quote_name(role)}"
        )


def find_missing_rights() -> list[str]:
    """Return what the current role can't do and must, "INSERT on tracker_jobrun"; none on SQLite.

    Tables that are not there yet are left to `migrate`.
    """
    wanted = [
        (right, table)
        for rights, tables in _iter_grants()
        for right in rights.split(", ")
        for table in sorted(tables)
    ]
    rows = _query(
        "SELECT wanted || ' on ' || name FROM unnest(%s::text[], %s::text[]) t (wanted, name)"
        " WHERE NOT has_table_privilege(to_regclass(quote_ident(name)), wanted) UNION ALL"
        " SELECT 'EXECUTE on ' || name FROM unnest(%s::text[]) name"
        " WHERE NOT has_function_privilege(to_regproc(name), 'EXECUTE')",
        *map(list, zip(*wanted, strict=True)),
        list(CALLABLE_FUNCTIONS),
    )
    return [str(right) for (right,) in rows]


def require_rights() -> None:
    """Raise NotAllowed, naming them, where the current role lacks rights."""
    missing = find_missing_rights()
    NotAllowed.raise_if(
        bool(missing),
        _(
            "The database role in DATABASE_URL lacks rights: %(rights)s. As the owner of the "
            "tables, run `heed guard_history --role` and its name, or `heed upgrade`."
        ),
        rights=triggers.shorten(missing),
    )


def require_restricted_role() -> None:
    """Raise InvalidValue where the current role could rewrite history. SQLite has no roles."""
    for role, owner in _query(
        "SELECT current_user, pg_get_userbyid(relowner) FROM pg_class WHERE oid = %s::regclass",
        audited_tables.EVENT,
    ):
        _check_role(role, owner=owner)
        _check_guarded(role)


def _query(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    """Return the rows of a query of roles and rights; none on SQLite, which has no roles."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        return list(cursor.execute(sql, params).fetchall())


def _current_schema() -> str:
    return str(_query("SELECT quote_ident(current_schema())")[0][0])


def _owner() -> str:
    """Return the owner of the history. Raises NotAllowed unless it is the current role."""
    [(owner, is_current)] = _query(
        "SELECT pg_get_userbyid(relowner), pg_has_role(relowner, 'USAGE') "
        "FROM pg_class WHERE oid = %s::regclass",
        audited_tables.EVENT,
    )
    NotAllowed.raise_if(
        not is_current,
        _(
            "Only the owner of the tables can protect them. Run this as “%(owner)s”, the "
            "role that also runs `heed upgrade`."
        ),
        owner=owner,
    )
    return str(owner)


def _check_role(role: str, *, owner: str) -> None:
    rights = _query(
        "SELECT rolsuper OR rolcreaterole, pg_has_role(oid, %s, 'MEMBER') "
        "FROM pg_roles WHERE rolname = %s",
        owner,
        role,
    )
    InvalidValue.raise_if(
        not rights,
        _(
            "The server has no role “%(role)s”. Create it: CREATE ROLE %(quoted)s LOGIN "
            "PASSWORD '…'"
        ),
        role=role,
        quoted=connection.ops.quote_name(role),
    )
    InvalidValue.raise_if(
        any(rights[0]),
        _(
            "“%(role)s” can give itself any right: it owns the tables, acts for their "
            "owner, is a superuser or can create roles. Give the application a separate "
            "role."
        ),
        role=role,
    )


def _grant(role: str) -> None:
    quoted = connection.ops.quote_name(role)
    schema, grants = _current_schema(), list(_iter_grants())
    all_tables = _join_tables(chain.from_iterable(tables for _rights, tables in grants))
    with connection.cursor() as cursor:
        for statement in (
            f"REVOKE ALL ON {all_tables} FROM PUBLIC, {quoted}",
            f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {quoted}",
            f"REVOKE ALL ON FUNCTION {_join_signatures(postgres.SECURITY_DEFINER)} "
            f"FROM PUBLIC, {quoted}",
            f"GRANT USAGE ON SCHEMA {schema} TO {quoted}",
            *(f"GRANT {rights} ON {_join_tables(tables)} TO {quoted}" for rights, tables in grants),
            f"GRANT EXECUTE ON FUNCTION {_join_signatures(CALLABLE_FUNCTIONS)} TO {quoted}",
        ):
            cursor.execute(statement)


def _iter_grants() -> Iterator[tuple[str, set[str]]]:
    """Yield the rights of the application, each with the tables that it has them on."""
    yield "SELECT, INSERT, UPDATE, DELETE", _writable_tables()
    yield "SELECT, INSERT", _append_only_tables()
    yield "SELECT", {*READ_ONLY_TABLES, audited_tables.EVENT}


def _check_guarded(role: str) -> None:
    """Raise InvalidValue, naming the right, if the role has a forbidden one from elsewhere."""
    for right, target, sql in _forbidden_rights():
        InvalidValue.raise_if(
            _query(f"SELECT {sql}", role)[0][0],
            _(
                "Nothing was changed: “%(role)s” still has %(right)s on %(thing)s, granted to "
                "one of its groups or by another role. Revoke it there."
            ),
            role=role,
            right=right,
            thing=target,
        )


def _forbidden_rights() -> Iterator[tuple[str, str, str]]:
    """Yield each right that the role must not have: its name, its target, and SQL to check it."""
    for table, rights in [
        *(
            (name, ("INSERT", *NEVER_ON_APPEND_ONLY))
            for name in (audited_tables.EVENT, *sorted(READ_ONLY_TABLES))
        ),
        *((name, NEVER_ON_APPEND_ONLY) for name in sorted(_append_only_tables())),
    ]:
        for right in rights:
            kind = "any_column" if right in ("INSERT", "UPDATE") else "table"
            yield right, table, f"has_{kind}_privilege(%s, '{table}', '{right}')"
    yield "CREATE", "SCHEMA", "has_schema_privilege(%s, current_schema(), 'CREATE')"
    yield "EXECUTE", "heed_audit", "has_function_privilege(%s, 'heed_audit()', 'EXECUTE')"


def _writable_tables() -> set[str]:
    """Return the tables whose rows the application reads, adds, changes and deletes."""
    tables = {
        str(model._meta.db_table)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }
    caches = {str(cache["LOCATION"]) for cache in settings.CACHES.values()}
    return (
        (tables | caches | audited_tables.DERIVED_TABLES)
        - _append_only_tables()
        - READ_ONLY_TABLES
        - {audited_tables.EVENT}
    )


def _append_only_tables() -> set[str]:
    """Return the tables whose rows it only adds, without the history, which it only reads."""
    return (
        set(audited_tables.iter_append_only_tables(apps))
        - READ_ONLY_TABLES
        - {audited_tables.EVENT}
    )


def _join_signatures(functions: Iterable[str]) -> str:
    return ", ".join(f"{name}({postgres.FUNCTIONS[name][0]})" for name in sorted(functions))


def _join_tables(tables: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(table) for table in sorted(tables))
