"""Small counts of persons as a viewer sees them: hidden, with a sentence, in every look."""

import pytest

from tests.browser.looks import check_every_look
from tests.factories import EvidenceFactory, ObservationFactory, UserFactory


@pytest.fixture
def small_figures(transactional_db):
    """Three years of a letter, one of them small, and of the last one the parts."""
    letter = EvidenceFactory(title="Letter of the police, 3 May 2026", url="")
    for period, value, before in (("2021", 40, 35), ("2022", 3, 40), ("2023", 20, 3)):
        ObservationFactory(
            evidence=letter,
            period=period,
            value=float(value),
            previous_value=float(before),
            previous_period=str(int(period) - 1),
        )
    for sex, value in (("female", 17), ("male", 3)):
        ObservationFactory(evidence=letter, value=float(value), breakdown={"sex": sex})
    return letter


@pytest.mark.parametrize("role", ["viewer", "analyst"])
class TestSmallNumberPages:
    def test_are_accessible_and_fit_in_every_look(self, role, small_figures, sign_in, visit):
        sign_in(UserFactory(**{role: True}))

        check_every_look(visit("/indicators/VICTIMS_ID/"), f"small-numbers-{role}")
        check_every_look(visit(small_figures.get_absolute_url()), f"small-numbers-piece-{role}")
