"""Which keys are indexed, and how."""

import pytest
from django.apps import apps
from django.db import connection

from tests.factories import BodyFactory, EvidenceFactory, as_factory
from tracker.models import Evidence

# Empty until somebody decided, or of a table with few rows.
FILLED_OR_FEW = {"decided_by", "Body.parent", "Body.added_by", "ImportRun.report"} | {
    *("Mail.publication", "Mail.user"),
    *(f"Publication.{name}" for name in ("superseded_by", "saved_report")),
}


def nullable_keys():
    for model in apps.get_app_config("tracker").get_models():
        for field in model._meta.local_fields:
            name = f"{model.__name__}.{field.name}"
            if field.many_to_one and field.null and not {field.name, name} & FILLED_OR_FEW:
                yield name, model, field


class TestAKeyThatMayBeEmpty:
    @pytest.mark.once
    def test_is_indexed_where_it_is_filled(self):
        plain = {name for name, _model, field in nullable_keys() if field.db_index}
        indexed = {
            name
            for name, model, field in nullable_keys()
            if any(index.fields[0] == field.name for index in model._meta.indexes)
        }

        assert plain == set()
        assert {name for name, *_rest in nullable_keys()} - indexed == set()

    @pytest.mark.django_db
    @pytest.mark.once
    def test_is_looked_up_by_its_index_where_nearly_all_are_empty(self):
        piece = EvidenceFactory(original_source=BodyFactory())
        fields = {f.attname: getattr(piece, f.attname) for f in piece._meta.concrete_fields}
        fields |= {"id": None, "original_source_id": None}
        with as_factory(), connection.cursor() as cursor:
            Evidence.objects.bulk_create(Evidence(**fields) for _n in range(200))
            cursor.execute("ANALYZE")

        plan = Evidence.objects.filter(original_source=piece.original_source).explain()

        assert "USING INDEX evidence_original_source" in plan
