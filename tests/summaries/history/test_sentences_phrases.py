"""Phrases of events that were never written."""

import pytest

from tests.factories import UserFactory
from tests.summaries.history.helpers import an_event, lines

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestASecondFactor:
    @pytest.mark.parametrize(
        ("kind", "added", "taken"),
        [
            ("totp", "added the second factor “authenticator app”", "second factor “authent"),
            ("webauthn", "added the second factor “passkey”", "second factor “passkey”"),
            ("recovery_codes", "created recovery codes", "recovery codes"),
            ("other", "added the other", "other"),
        ],
    )
    def test_is_told_with_its_owner_where_another_took_it_away(self, kind, added, taken):
        reader = UserFactory(administrator=True)
        ana = UserFactory(username="ana")
        values = {"second_factor": kind}
        event = {"model": "user", "key": ana.pk, "operation": "factor"}

        made, own, of_ana = (
            lines(an_event(actor_id=actor, old=old, new=new, **event), user=reader)[0].sentence
            for actor, old, new in (
                (ana.pk, None, values),
                (ana.pk, values, None),
                (reader.pk, values, None),
            )
        )

        assert made == f"ana (Ana) {added}."
        assert own.startswith(f"ana (Ana) removed the {taken}") and "of ana" not in own
        assert of_ana.endswith(f"{own.removesuffix('.').removeprefix('ana (Ana)')} of ana.")


class TestPhrases:
    def test_are_three_at_most(self):
        events = [an_event(n) for n in (4, 3, 2, 1)]

        three, four = (lines(*some)[0].sentence for some in (events[1:], events))

        assert three.count("changed the duty") == 3 and "more change" not in three
        assert four.count("changed the duty") == 2 and four.endswith(" and made 2 more changes.")
