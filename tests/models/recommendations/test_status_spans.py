"""What an index of ours is to each database."""

import pytest
from django.db import connection

from tracker.models import StatusSpan

pytestmark = pytest.mark.django_db  # or it would not be tried on PostgreSQL


def test_spans_are_searched_by_two_columns_and_their_index_tells_the_others():
    index = next(one for one in StatusSpan._meta.indexes if one.name == "status_span_rec")
    editor = connection.schema_editor(collect_sql=True)
    made = str(index.create_sql(StatusSpan, editor)).replace('"', "")

    key, _, beside = made.partition(" INCLUDE ")
    assert "(recommendation_id, valid_from" in key
    assert bool(beside) == (connection.vendor == "postgresql")
    told = "recorded_from, recorded_to, valid_to, status, assessment_id)"
    assert (beside or key).endswith(told)
    assert index.clone().deconstruct() == index.deconstruct()
