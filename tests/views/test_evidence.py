"""Finding evidence held already."""

from datetime import UTC, datetime

import pytest

from tests.factories import EvidenceFactory
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db


def found(client, **asked):
    return client.get("/evidence/find/", asked)


class TestFind:
    def test_offers_what_holds_every_word(self, analyst):
        law = EvidenceFactory(title="Law on shelters")
        EvidenceFactory(title="Law on courts")

        answer = found(analyst, q="shelters law")

        assert [piece.pk for piece in answer.context["found"]] == [law.pk]
        assert f'name="evidence" value="{law.pk}"' in answer.text

    def test_keeps_what_was_picked(self, analyst):
        law = EvidenceFactory(title="Law on shelters")

        answer = found(analyst, q="courts", evidence=[law.pk])

        assert f'value="{law.pk}" checked' in answer.text

    def test_offers_nothing_for_named_readers_and_nothing_withdrawn(self, analyst):
        EvidenceFactory(title="Law one", sensitivity=Sensitivity.NAMED_READERS)
        EvidenceFactory(
            title="Law two", withdrawn_at=datetime(2024, 11, 1, tzinfo=UTC), withdrawn_because="x"
        )

        answer = found(analyst, q="law")

        assert "Nothing held is called “law”" in answer.text

    def test_offers_at_most_twenty_and_says_so(self, analyst):
        EvidenceFactory.create_batch(21, title="Law")

        answer = found(analyst, q="law")

        assert answer.text.count('type="checkbox"') == 20
        assert "Type one more word" in answer.text

    @pytest.mark.parametrize(
        "asked", [{"q": ""}, {"q": "\0"}, {"evidence": "x"}, {"evidence": "9" * 40}]
    )
    def test_answers_nonsense_with_nothing(self, analyst, asked):
        answer = found(analyst, **asked)

        assert answer.status_code == 200
        assert "checkbox" not in answer.text
