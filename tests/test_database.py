"""The suite runs on the database that was asked for, with the tables that migrations make."""

import pytest
from django.db import connection, connections

from tests.helpers.databases import few_models_rendered

# Every part of the schema, each with the words that define it. The order of columns is left out:
# a migration adds those that point to a table made later. So is a key of Django's own, wider in its
# migration than in its model.
PARTS = {
    "sqlite": "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL",
    "postgresql": """
        SELECT 'column', table_name || '.' || column_name, data_type || is_identity || is_nullable,
            concat(character_maximum_length, column_default)
            FROM information_schema.columns WHERE table_schema = 'public'
            AND (table_name, column_name) <> ('auth_group_permissions', 'id')
        UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, '',
            pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT 'index', indexname, tablename, indexdef
            FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT 'trigger', tgname, tgrelid::regclass::text, pg_get_triggerdef(oid)
            FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function', proname, pg_get_function_identity_arguments(oid), prosrc
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    """,
}


@pytest.mark.django_db
class TestDatabase:
    def test_is_the_one_asked_for(self, pytestconfig):
        asked_for = "postgresql" if pytestconfig.getoption("--postgres") else "sqlite"

        assert connection.vendor == asked_for

    def test_has_the_schema_that_migrations_make(self, migrated):
        assert read_schema(connection) == migrated


@pytest.fixture(scope="module")
def migrated(django_db_setup, django_db_blocker):
    """The schema of a second database, made by the migrations."""
    like = connections.databases["default"]
    name = f"{like['NAME']}-migrated"
    connections.databases["second"] = {
        **like,
        "TEST": {**like["TEST"], "NAME": name, "MIGRATE": True},
    }
    second = connections["second"]
    with django_db_blocker.unblock(), few_models_rendered():
        second.creation.create_test_db(verbosity=0, autoclobber=True)
        schema = read_schema(second)
        second.creation.destroy_test_db(name, verbosity=0)
    del connections["second"], connections.databases["second"]
    return schema


def read_schema(of):
    with of.cursor() as cursor:
        cursor.execute(PARTS[of.vendor])
        return {tuple(part): sort_columns(words) for *part, words in cursor.fetchall()}


def sort_columns(words):
    """The definition of a table of SQLite with its columns and constraints by name."""
    if not words.startswith("CREATE TABLE"):
        return words
    depth, parts = 0, [""]
    for letter in words.partition("(")[2].removesuffix(")"):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and not depth:
            parts.append("")
        else:
            parts[-1] += letter
    return sorted(part.strip() for part in parts)
