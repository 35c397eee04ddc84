"""Texts that look like a victim's data wait until their writer confirms them."""

import pytest

from tests.factories import BodyFactory, UserFactory
from tracker.audit import context
from tracker.audit.text_screening import (
    check_file_text,
    check_text,
    confirmation_mark,
    preview_file_spots,
)
from tracker.errors import PersonalDataFound
from tracker.screening import find_spots_in_text

pytestmark = pytest.mark.django_db
NUMBER = "Her number is 1234567890."
VICTIM = "The victim Besarta Krasniqi was heard."


def confirming(*spots):
    marks = {confirmation_mark(spot) for spot in spots}
    return context.acting_as("ana", source="site", is_confirmed=marks.__contains__)


class TestCheckText:
    def test_takes_texts_without_such_data(self):
        check_text(["A shelter was opened.", ""])

    def test_names_what_was_found(self):
        with pytest.raises(PersonalDataFound) as refusal:
            check_text(["A shelter was opened.", NUMBER])

        assert [spot.words for spot in refusal.value.spots] == ["1234567890"]

    def test_takes_what_was_confirmed_and_remembers_its_kinds(self):
        (number,) = find_spots_in_text(NUMBER)
        (victim,) = find_spots_in_text(VICTIM)

        with confirming(number, victim):
            check_text([VICTIM])
            check_text([NUMBER])
            assert context.current().looked_at == f"{number.kind},{victim.kind}"

    def test_asks_for_each_spot(self):
        (number,) = find_spots_in_text(NUMBER)

        with confirming(number), pytest.raises(PersonalDataFound) as refusal:
            check_text([f"{NUMBER} {VICTIM}"])
        assert [spot.kind for spot in refusal.value.spots] == ["victim_beside_name"]

    def test_knows_the_names_of_bodies_and_users(self):
        BodyFactory(acronym="", name_en="Besarta Krasniqi")
        check_text([VICTIM])

        UserFactory(first_name="Arta", last_name="Gashi")
        check_text(["The victim Arta Gashi was heard."])


class TestFiles:
    def test_are_searched_for_fewer_patterns(self):
        check_file_text(NUMBER)
        with pytest.raises(PersonalDataFound):
            check_file_text(VICTIM)

    def test_are_previewed(self):
        assert preview_file_spots(NUMBER) == []
        assert [spot.kind for spot in preview_file_spots(VICTIM)] == ["victim_beside_name"]


def test_a_mark_changes_with_the_words():
    first, second = find_spots_in_text(f"{NUMBER} The other is 1234567891.")

    assert confirmation_mark(first) != confirmation_mark(second)
    assert len(confirmation_mark(first)) == 16
