"""Figures added from letters, confirmed, revised and taken back on the site."""

import pytest
from django.urls import reverse

from tests.factories import EvidenceFactory, IndicatorFactory, ObservationFactory
from tracker.models import Observation, Reading
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
HERE = "/indicators/VICTIMS_ID/"
LETTER = {"value": "12", "period": "2025", "title": "Letter of 3 May"}


class TestAdding:
    def test_keeps_the_figure_and_shows_it(self, analyst):
        IndicatorFactory()

        answer = analyst.post(f"{HERE}add/", LETTER, follow=True)

        assert "The figure is kept" in answer.text and "Letter of 3 May" in answer.text
        assert Observation.objects.get().value == 12

    @pytest.mark.parametrize(
        ("more", "told"),
        [
            ({"value": ""}, "Write the value, or say that it is not known"),
            ({"unknown": "on"}, "A value that is given is known"),
            ({"value": "-1"}, "greater than or equal to 0"),
            ({"value": "nan"}, "Enter a number"),
            ({"period": ""}, "required"),
            ({"breakdown": "women"}, "has no colon"),
            ({"title": ""}, "nothing that states it. Drop a file, give a link"),
        ],
    )
    def test_refuses_with_what_was_typed(self, analyst, more, told):
        IndicatorFactory()

        answer = analyst.post(f"{HERE}add/", {**LETTER, "qualifier": "about", **more})

        assert answer.status_code == 422
        assert told in answer.text and 'value="about"' in answer.text
        assert not Observation.objects.exists()

    def test_takes_unknown_and_a_part(self, analyst):
        IndicatorFactory()
        part = "form of trafficking: forced labor"

        analyst.post(f"{HERE}add/", {**LETTER, "value": "", "unknown": "on", "breakdown": part})

        row = Observation.objects.get()
        assert (row.value, row.breakdown) == (None, {"form of trafficking": "forced labor"})


class TestDeeds:
    def test_confirm_revise_and_withdraw(self, analyst):
        row = ObservationFactory(is_provisional=True)

        def send(name, pk, **said):
            address = reverse(f"observation_{name}", args=[pk])
            assert analyst.get(address).status_code == 200
            return analyst.post(address, {"because_of": "Letter of May", **said}, follow=True).text

        assert "is confirmed" in send("confirm", row.pk)
        assert "was revised" in send("revise", row.pk, value="8")
        newer = Observation.objects.get(revises=row)
        assert "was withdrawn" in send("withdraw", newer.pk)
        assert list(Observation.objects.current()) == [row]

    @pytest.mark.parametrize("name", ["confirm", "revise", "withdraw"])
    def test_about_a_figure_of_a_closed_piece_are_kept_in_the_read_log(self, analyst, name):
        closed = {"sensitivity": Sensitivity.NAMED_READERS, "readers": [analyst.user]}
        row = ObservationFactory(evidence=EvidenceFactory(**closed))

        assert analyst.get(reverse(f"observation_{name}", args=[row.pk])).status_code == 200

        assert Reading.objects.get().evidence == row.evidence

    def test_of_a_refusal_keeps_what_was_typed(self, analyst):
        row = ObservationFactory()

        answer = analyst.post(
            reverse("observation_revise", args=[row.pk]), {"value": "7", "because_of": "Typo"}
        )

        assert answer.status_code == 422
        assert "says that already" in answer.text and "Typo" in answer.text
