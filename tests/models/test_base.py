"""What all models have."""

import pytest
from django.apps import apps


@pytest.mark.once
def test_each_model_says_how_its_rows_are_called():
    models = apps.get_app_config("tracker").get_models()

    assert [model.__name__ for model in models if "__str__" not in vars(model)] == []
