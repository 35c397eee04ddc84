"""What an accepted edition defines: the core indicators are known before it is read."""

import pytest

from tests.actions.imports.doing import in_name_of
from tests.factories import IndicatorFactory
from tracker.models import Indicator
from tracker.vocabulary import Theme

pytestmark = pytest.mark.django_db


class TestIndicators:
    def test_come_with_their_definition(self, accepted):
        row = Indicator.objects.get(code="VICTIMS_ID")

        assert row.definition.startswith("Persons whom the authorities formally identified")
        assert (row.unit, row.theme, row.direction) == ("victims", Theme.PROTECTION, "")

    def test_defined_by_a_person_stay_as_they_are(self, run, ana):
        IndicatorFactory(definition="Ours.")

        in_name_of(ana).accept(run)

        assert Indicator.objects.get(code="VICTIMS_ID").definition == "Ours."
