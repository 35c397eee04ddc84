"""Corrections of accepted imports as cases for the reader."""

import pytest

from benchmarks.corrections import table
from tests.factories import IndicatorFactory, UserFactory, as_factory
from tests.helpers.narratives import a_run
from tracker.models import Draft
from tracker.vocabulary import DraftKind, DraftState, ImportRunState

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def test_says_how_many_figures_are_read_as_people_accepted_them():
    IndicatorFactory(code="INV_CASES")
    for year in (2019, 2020, 2021, 2022, 2023):
        run = a_run(year=year)
        with as_factory():
            run.state, run.decided_by = ImportRunState.ACCEPTED, UserFactory()
            run.save()
            run.drafts.update(state=DraftState.ACCEPTED)
    draft = Draft.objects.filter(kind=DraftKind.FIGURE).first()
    with as_factory():
        draft.values = {**draft.values, "value": 13, "read": draft.values}
        draft.save()

    assert "INV_CASES                     4 of 5      4 of 5       0" in table()
