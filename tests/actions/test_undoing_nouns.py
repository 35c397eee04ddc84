"""Deeds of several nouns are put back to the letter, and done again by undoing that."""

from datetime import date

import pytest

from tests.actions.undone import NOW, last, one_request, undo
from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    FileFactory,
    MeasureFactory,
    QueryFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.actions import files, measures, queries, rows
from tracker.actions.evidence import Shown

pytestmark = pytest.mark.django_db


def finished(by):
    row = MeasureFactory()
    said = {"on": date(2025, 2, 1), "sentence": "Opened", "shown": Shown(title="Photo")}
    return row, lambda: measures.finish(measure=row, by=by, now=NOW, **said)


def answered(by):
    row = QueryFactory(
        recommendation=RecommendationFactory(), body=BodyFactory(), asked_on=date(2024, 10, 1)
    )
    said = {"on": date(2025, 1, 1), "sentence": "Twelve", "shown": Shown(title="Letter")}
    return row, lambda: queries.answer(query=row, by=by, now=NOW, **said)


def withdrawn(by):
    row = FileFactory(evidence=EvidenceFactory(added_by=by))
    return row, lambda: files.withdraw(file=row, by=by, now=NOW, because_of="Wrong")


def merged(by):
    row, later = BodyFactory(code="OLD"), BodyFactory(code="NEW")
    said = {"fields": {"aliases": ["Q"], "valid_to": date(2024, 1, 1)}}
    many = {"successors": [later]}
    return row, lambda: rows.change(row=row, by=by, reason="By law", many=many, **said)


def says(row):
    fresh = type(row).objects.get(pk=row.pk)
    values = {f.attname: getattr(fresh, f.attname) for f in row._meta.concrete_fields}
    ties = [set(getattr(fresh, f.name).all()) for f in row._meta.many_to_many]
    return values, ties


class TestADeed:
    @pytest.mark.parametrize("deed", [finished, answered, withdrawn, merged])
    def test_is_put_back_to_the_letter_and_done_again(self, deed):
        ana = UserFactory(analyst=True, administrator=True, username="ana")
        row, do = deed(ana)
        before = says(row)
        with one_request(ana):
            do()
        after = says(row)

        undo(ana, last())
        put_back = says(row)
        undo(ana, request="r-again")

        assert before != after
        assert put_back == before
        if deed is not withdrawn:  # taken back again: another moment, and another reason
            assert says(row) == after
