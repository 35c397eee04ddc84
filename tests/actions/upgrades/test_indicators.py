"""Indicators that imports made up, mapped to the closed list where nobody can doubt it."""

import pytest

from tests.factories import DraftFactory, EvidenceFactory, FigureFactory, IndicatorFactory
from tracker.actions.upgrades.version_0_2 import name_unlisted_indicators, use_listed_indicators
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Indicator
from tracker.vocabulary import INDICATORS, DraftKind

pytestmark = pytest.mark.django_db


def upgrade():
    with acting_as("command:upgrade", source="command"), because("Listed"):
        return use_listed_indicators()


def made_up(code, **fields):
    return IndicatorFactory(code=code, **{"definition": "", "unit": "persons", **fields})


class TestUseListedIndicators:
    def test_creates_the_list_once(self):
        assert upgrade() == len(INDICATORS)
        assert upgrade() == 0
        assert set(Indicator.objects.values_list("code", flat=True)) == INDICATORS.keys()
        row = Indicator.objects.get(code="INSPECTIONS")
        assert (row.name_sr, row.unit_sq, row.direction) == (
            "obavljene inspekcije",
            "inspektime",
            "up",
        )

    def test_renames_what_an_import_made_up_and_defines_it(self):
        figure = FigureFactory(indicator=made_up("PERSONS_TRAINED", name="officers in class"))

        assert upgrade() == len(INDICATORS) + 1  # renamed, then defined

        figure.refresh_from_db()
        assert figure.indicator.code == "TRAIN_PERSONS"
        assert figure.indicator.definition == INDICATORS["TRAIN_PERSONS"].definition

    def test_moves_figures_where_they_are_the_only_ones_of_their_key(self):
        piece = EvidenceFactory()
        listed = IndicatorFactory(code="COOP_CASES", definition="Cases.")
        FigureFactory(indicator=listed, evidence=piece, period="2023")
        old = made_up("CASES_EXCHANGED")
        same = FigureFactory(indicator=old, evidence=piece, period="2023")
        other = FigureFactory(indicator=old, evidence=piece, period="2022")

        upgrade()

        same.refresh_from_db()
        other.refresh_from_db()
        assert (same.indicator, other.indicator) == (old, listed)
        assert list(name_unlisted_indicators()) == [
            "These indicators are not of the list, and were left with their figures: "
            "CASES_EXCHANGED (1). An administrator can define them; a figure that was misread "
            "can be withdrawn."
        ]

    def test_leaves_what_a_person_defined_and_what_is_not_clear(self):
        ours = made_up("MEETINGS_HELD", definition="Meetings with us.")
        FigureFactory(indicator=made_up("VICTIMS_REPORTED"))
        IndicatorFactory(code="CAMPAIGNS", definition="Ours.", name="campaigns")

        upgrade()

        ours.refresh_from_db()
        assert ours.code == "MEETINGS_HELD"
        assert Indicator.objects.get(code="CAMPAIGNS").name == "campaigns"
        (sentence,) = name_unlisted_indicators()
        assert "VICTIMS_REPORTED (1)" in sentence

    def test_renews_drafts_of_earlier_versions(self):
        old = {"label": "persons trained", "value": 7.0, "unit": "persons", "breakdown": {}}
        old |= {"qualifier": None, "period": "2023", "previous": 5.0, "previous_period": "2022"}
        drafts = [
            DraftFactory(
                kind=DraftKind.FIGURE,
                places=[[3, 23, 45]],
                values={**old, "indicator": code, "previous_is_assumed": is_assumed},
            )
            for code, is_assumed in [("PERSONS_TRAINED", False), ("TOTAL_EUR", True)]
        ]

        upgrade()

        for draft in drafts:
            draft.refresh_from_db()
        first, second = (draft.values for draft in drafts)
        place = {"paragraph": 3, "start": 23, "end": 45}
        assert (first["indicator"], first["scope"], first["part_of"], first["doubt"]) == (
            "TRAIN_PERSONS",
            "national",
            None,
            None,
        )
        assert first["previous"] == [{"value": 5.0, "period": "2022", **place}]
        assert second["indicator"] is None and second["doubt"]
        assert second["previous"] == [{"value": 5.0, "period": "2022"}]
        assert "previous_period" not in first
