"""A change is told in the same words on both databases."""

import orjson
import pytest
from django.db import connection

from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    FigureFactory,
)
from tracker.models import Body, Figure
from tracker.vocabulary import BodyKind

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("ana")
class TestTheSameWords:
    """What one database puts into JSON the other does too: the expected values are literal."""

    def test_tell_of_truth_lists_dates_and_nothing(self, new_events):
        new_events = new_events()

        Body.objects.create(
            code="THBD",
            name_en="Anti-trafficking “Directorate”",
            names_source={"sq": {"status": "found", "n": [1, 2.5, None, True]}},
            aliases=["Državni tužilac"],
            kind=BodyKind.POLICE,
            valid_from="2024-03-01",
            accepts_correspondence=False,
        )

        new = new_events.one.new
        del new["id"]
        assert new == {
            "code": "THBD",
            "acronym": "",
            "acronym_sq": "",
            "acronym_sr": "",
            "name_en": "Anti-trafficking “Directorate”",
            "name_sq": "",
            "name_sr": "",
            "names_source": {"sq": {"status": "found", "n": [1, 2.5, None, True]}},
            "aliases": ["Državni tužilac"],
            "kind": "police",
            "parent_id": None,
            "valid_from": "2024-03-01",
            "valid_to": None,
            "domains": [],
            "is_provisional": False,
            "added_by_id": None,
            "accepts_correspondence": False,
            "remark": "",
        }
        assert new["accepts_correspondence"] is False

    def test_tell_of_a_change_in_them(self, new_events):
        body = BodyFactory(accepts_correspondence=True, aliases=[], valid_from=None)
        new_events = new_events()

        Body.objects.filter(pk=body.pk).update(
            accepts_correspondence=False, aliases=["Police"], valid_from="2024-03-01"
        )

        event = new_events.one
        assert event.old == {"accepts_correspondence": True, "aliases": [], "valid_from": None}
        assert event.new == {
            "accepts_correspondence": False,
            "aliases": ["Police"],
            "valid_from": "2024-03-01",
        }
        assert event.new["accepts_correspondence"] is False

    def test_tell_of_numbers_with_all_their_digits_and_of_letters_as_letters(self, new_events):
        new_events = new_events()

        Figure.objects.filter(pk=FigureFactory().pk).update(
            value=6 / 7, previous_value=1e16, breakdown={"Zvëra": [1e16, -0.0, 2.5, 1e-7]}
        )

        with connection.cursor() as cursor:
            cursor.execute("SELECT new FROM tracker_event ORDER BY id DESC LIMIT 1")
            (new,) = cursor.fetchone()
        assert '"Zvëra"' in new
        assert orjson.dumps(orjson.loads(new), option=orjson.OPT_SORT_KEYS).decode() == (
            '{"breakdown":{"Zvëra":[10000000000000000,0.0,2.5,1e-7]},'
            '"previous_value":10000000000000000,"value":0.8571428571428571}'
        )

    def test_keep_half_a_letter_as_it_was_written(self, new_events):
        if connection.vendor == "postgresql":
            pytest.skip("which takes none")
        body, new_events = BodyFactory(), new_events()

        Body.objects.filter(pk=body.pk).update(aliases=["\ud800 Zvëra"])

        assert new_events.one.new == {"aliases": ["\ud800 Zvëra"]}

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2024-10-02T09:00:00Z", "2024-10-02T09:00:00.000000+00:00"),
            ("2024-10-02T09:00:00.5Z", "2024-10-02T09:00:00.500000+00:00"),
            ("2024-10-02T11:00:00.000001+02:00", "2024-10-02T09:00:00.000001+00:00"),
        ],
    )
    def test_tell_of_a_moment_in_utc_with_microseconds(self, new_events, written, expected):
        evidence = EvidenceFactory(added_at="2024-01-01T00:00:00Z")
        new_events = new_events()

        type(evidence).objects.filter(pk=evidence.pk).update(added_at=written)

        assert new_events.one.new == {"added_at": expected}

    def test_leave_no_moment_empty_by_accident(self, new_events):
        evidence = EvidenceFactory(withdrawn_at=None)
        new_events = new_events()

        evidence.delete()

        assert new_events.one.old["withdrawn_at"] is None
