"""What all models have."""

import pytest
from django.apps import apps

from tracker.models import AssessmentLine, Component, Mechanism, Passage, Report
from tracker.vocabulary import Status


@pytest.mark.once
def test_each_model_says_how_its_rows_are_called():
    models = apps.get_app_config("tracker").get_models()

    assert [model.__name__ for model in models if "__str__" not in vars(model)] == []


def test_a_row_is_called_by_its_attributes_and_labels():
    line = AssessmentLine(component=Component(code="1a", title="investigate"), status=Status.FULL)
    report = Report(mechanism=Mechanism(code="TIP"), year=2024, country_name="Kosovo")

    assert str(line) == "1a investigate: Fully implemented"
    assert str(Passage(report=report, number=4)) == "TIP 2024 Kosovo, ¶ 4"
