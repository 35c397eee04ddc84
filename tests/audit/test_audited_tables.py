"""Which tables and columns history covers."""

import pytest
from django.apps import apps
from django.db import models

from tracker.audit import audited_tables
from tracker.audit.audited_tables import UNAUDITED_TABLES, _kind, iter_audited_tables
from tracker.models import Recommendation


@pytest.fixture(scope="module")
def tables():
    return {table.name: table for table in audited_tables.iter_audited_tables(apps)}


class TestTables:
    def test_are_all_but_history_itself_and_what_is_remembered_for_a_user(self, tables):
        assert {"tracker_recommendation", "tracker_user_groups"} <= set(tables)
        assert not audited_tables.UNAUDITED_TABLES & set(tables)

    def test_name_their_recommendation(self, tables):
        assert tables["tracker_recommendation"].recommendation == "id"
        assert tables["tracker_citation"].recommendation == "recommendation_id"
        assert tables["tracker_body"].recommendation == ""

    def test_ask_for_a_reason_except_of_accounts(self, tables):
        free = {name for name, table in tables.items() if not table.needs_reason}

        assert free == set(audited_tables.REASON_OPTIONAL_TABLES)

    def test_leave_out_what_is_derived(self, tables):
        columns = dict(tables["tracker_user"].columns)

        assert columns["is_active"] == audited_tables.BOOLEAN
        assert columns["date_joined"] == audited_tables.TIMESTAMP
        assert "last_login" not in columns
        assert [*columns] == sorted(columns)

    def test_that_only_grow_come_in_order_with_roles(self):
        *tables, last = audited_tables.iter_append_only_tables(apps)

        assert last == audited_tables.ROLES
        assert tables == sorted(audited_tables.APPEND_ONLY_TABLES)


def test_an_early_migration_has_no_history_yet():
    assert audited_tables.has_history(apps)

    class NoModels:
        def get_app_config(self, label):
            return type("Config", (), {"get_models": lambda self, **options: []})()

    assert not audited_tables.has_history(NoModels())
    assert list(audited_tables.iter_append_only_tables(NoModels())) == []


class TestEveryAuditedColumn:
    def test_has_words_in_history(self):
        tables = {table.name for table in iter_audited_tables(apps)}

        expected = {
            model._meta.db_table
            for model in apps.get_app_config("tracker").get_models(include_auto_created=True)
        } - UNAUDITED_TABLES
        libraries = {"auth_group", "auth_group_permissions", "mfa_authenticator"}
        assert tables == expected | libraries
        assert "tracker_finding_touches" in tables

    def test_of_an_unknown_type_is_refused_by_name(self):
        field = models.DurationField(name="length")

        with pytest.raises(NotImplementedError, match=r"a DurationField\. Add its kind"):
            _kind(field)


def test_models_and_fields_are_found_by_table_and_column():
    assert audited_tables.models_by_table()["tracker_recommendation"] is Recommendation
    fields = audited_tables.fields_by_column(Recommendation)
    assert fields["report_id"].name == "report"
