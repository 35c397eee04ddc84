"""A change is told in the same words on both databases."""

import orjson
import pytest
from django.apps import apps
from django.db import connection, models

from tests.factories import BodyFactory, EvidenceFactory, ObservationFactory
from tracker.audit.audited import OF_HISTORY, _kind, watched
from tracker.models import Body, Observation
from tracker.vocabulary import BodyKind

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("ana")
class TestTheSameWords:
    """What one database puts into JSON the other does too: the expected values are literal."""

    def test_tell_of_truth_lists_dates_and_nothing(self, told):
        told = told()

        Body.objects.create(
            code="THBD",
            name_en="Anti-trafficking “Directorate”",
            names_from={"sq": {"status": "found", "n": [1, 2.5, None, True]}},
            aliases=["Državni tužilac"],
            kind=BodyKind.POLICE,
            valid_from="2024-03-01",
            can_be_written_to=False,
        )

        new = told.one.new
        del new["id"]
        assert new == {
            "code": "THBD",
            "acronym": "",
            "name_en": "Anti-trafficking “Directorate”",
            "name_sq": "",
            "name_sr": "",
            "names_from": {"sq": {"status": "found", "n": [1, 2.5, None, True]}},
            "aliases": ["Državni tužilac"],
            "kind": "police",
            "parent_id": None,
            "valid_from": "2024-03-01",
            "valid_to": None,
            "can_be_written_to": False,
            "remark": "",
        }
        assert new["can_be_written_to"] is False

    def test_tell_of_a_change_in_them(self, told):
        body = BodyFactory(can_be_written_to=True, aliases=[], valid_from=None)
        told = told()

        Body.objects.filter(pk=body.pk).update(
            can_be_written_to=False, aliases=["Police"], valid_from="2024-03-01"
        )

        event = told.one
        assert event.old == {"can_be_written_to": True, "aliases": [], "valid_from": None}
        assert event.new == {
            "can_be_written_to": False,
            "aliases": ["Police"],
            "valid_from": "2024-03-01",
        }
        assert event.new["can_be_written_to"] is False

    def test_tell_of_numbers_with_all_their_digits_and_of_letters_as_letters(self, told):
        told = told()

        Observation.objects.filter(pk=ObservationFactory().pk).update(
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

    def test_keep_half_a_letter_as_it_was_written(self, told):
        if connection.vendor == "postgresql":
            pytest.skip("which takes none")
        body, told = BodyFactory(), told()

        Body.objects.filter(pk=body.pk).update(aliases=["\ud800 Zvëra"])

        assert told.one.new == {"aliases": ["\ud800 Zvëra"]}

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2024-10-02T09:00:00Z", "2024-10-02T09:00:00.000000+00:00"),
            ("2024-10-02T09:00:00.5Z", "2024-10-02T09:00:00.500000+00:00"),
            ("2024-10-02T11:00:00.000001+02:00", "2024-10-02T09:00:00.000001+00:00"),
        ],
    )
    def test_tell_of_a_moment_in_utc_with_microseconds(self, told, written, expected):
        evidence = EvidenceFactory(added_at="2024-01-01T00:00:00Z")
        told = told()

        type(evidence).objects.filter(pk=evidence.pk).update(added_at=written)

        assert told.one.new == {"added_at": expected}

    def test_leave_no_moment_empty_by_accident(self, told):
        evidence = EvidenceFactory(withdrawn_at=None)
        told = told()

        evidence.delete()

        assert told.one.old["withdrawn_at"] is None


class TestEveryAuditedColumn:
    def test_has_words_in_history(self):
        tables = {table.name for table in watched(apps)}

        expected = {
            model._meta.db_table
            for model in apps.get_app_config("tracker").get_models(include_auto_created=True)
        } - OF_HISTORY
        assert tables == expected
        assert "tracker_finding_touches" in tables

    def test_of_an_unknown_type_is_refused_by_name(self):
        field = models.DurationField(name="length")

        with pytest.raises(NotImplementedError, match=r"a DurationField\. Add its kind"):
            _kind(field)
