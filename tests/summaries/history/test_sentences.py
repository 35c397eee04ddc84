"""A change is told in the same words on both databases."""

from datetime import UTC, datetime

import orjson
import pytest
from django.apps import apps
from django.db import connection, models

from tests.factories import (
    BodyFactory,
    CommentFactory,
    EvidenceFactory,
    FigureFactory,
    FileFactory,
    ReadLogEntryFactory,
    UserFactory,
)
from tracker.actions.evidence import sensitivity
from tracker.actions.evidence.sensitivity import DecideSensitivity, RequestSensitivity
from tracker.audit.audited_tables import HISTORY_TABLES, _kind, iter_audited_tables
from tracker.audit.context import acting_as
from tracker.models import Body, Event, Figure
from tracker.summaries.history.timeline import build_lines
from tracker.vocabulary import BodyKind, ReadAction, Sensitivity

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
            "name_en": "Anti-trafficking “Directorate”",
            "name_sq": "",
            "name_sr": "",
            "names_source": {"sq": {"status": "found", "n": [1, 2.5, None, True]}},
            "aliases": ["Državni tužilac"],
            "kind": "police",
            "parent_id": None,
            "valid_from": "2024-03-01",
            "valid_to": None,
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


class TestEveryAuditedColumn:
    def test_has_words_in_history(self):
        tables = {table.name for table in iter_audited_tables(apps)}

        expected = {
            model._meta.db_table
            for model in apps.get_app_config("tracker").get_models(include_auto_created=True)
        } - HISTORY_TABLES
        assert tables == expected
        assert "tracker_finding_touches" in tables

    def test_of_an_unknown_type_is_refused_by_name(self):
        field = models.DurationField(name="length")

        with pytest.raises(NotImplementedError, match=r"a DurationField\. Add its kind"):
            _kind(field)


NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
PUBLIC, NAMED = Sensitivity.PUBLIC, Sensitivity.NAMED_READERS


@pytest.fixture
def analyst():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def besa():
    return UserFactory(analyst=True, username="besa")


def newest(user, **of):
    return build_lines(Event.objects.visible_to(user).filter(**of).newest_first(), user)[0].sentence


def set_to(thing, to, by):
    return sensitivity.set_sensitivity(
        RequestSensitivity(target=thing, to=to, by=by, now=NOW, reason="A name in it")
    )


class TestSensitivity:
    def test_made_stricter_names_the_thing(self, analyst):
        for thing, phrase in (
            (EvidenceFactory(title="Letter"), "piece of evidence “Letter”"),
            (FileFactory(name="letter.txt"), "file “letter.txt”"),
            (CommentFactory(text="Between us"), "comment “Between us”"),
        ):
            set_to(thing, NAMED, analyst)

            sentence = newest(analyst, table=thing._meta.db_table)
            assert sentence == f"ana made the {phrase} for named readers, because “A name in it”."

    def test_lowered_tells_who_proposed_and_who_agreed(self, analyst, besa):
        waiting = set_to(EvidenceFactory(title="Letter"), PUBLIC, analyst)
        proposed = newest(besa)
        sensitivity.approve(
            DecideSensitivity(sensitivity_request=waiting, by=besa, now=NOW, note="Seen")
        )

        assert proposed == "ana proposed that “Letter” be “public”, because “A name in it”."
        assert newest(besa, reason="Seen") == (
            "besa agreed that “Letter” be less sensitive, because “Seen”."
        )

    def test_left_as_it_is_and_taken_back_are_told_apart(self, analyst, besa):
        piece = EvidenceFactory(title="Letter")
        for by, phrase in (
            (besa, "besa left the sensitivity of “Letter” as it is"),
            (analyst, "ana took back that “Letter” be less sensitive"),
        ):
            waiting = set_to(piece, PUBLIC, analyst)
            sensitivity.decline(
                DecideSensitivity(sensitivity_request=waiting, by=by, now=NOW, note="No")
            )

            assert newest(analyst, reason="No") == f"{phrase}, because “No”."


class TestFiles:
    def test_are_told_by_name_and_version(self, analyst):
        first = FileFactory(name="letter.txt")
        second = FileFactory(name="letter.txt", evidence=first.evidence)

        phrase = newest(analyst, table="tracker_file", key=second.pk)
        assert "added version 2 of the file “letter.txt”" in phrase


class TestReadings:
    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            (ReadAction.LISTED, "met “Letter” in a list or a search"),
            (ReadAction.OPENED, "opened “Letter”"),
            (ReadAction.EXPORTED, "took “Letter” out in an export"),
        ],
    )
    def test_name_what_was_read_to_its_readers_alone(self, analyst, action, expected):
        ReadLogEntryFactory(action=action, user=analyst, evidence__title="Letter")

        assert expected in newest(analyst, table="tracker_readlogentry")
        auditor = UserFactory(auditor=True)
        assert expected.replace("Letter", "not shown") in newest(
            auditor, table="tracker_readlogentry"
        )


class TestLookedAt:
    def test_stands_after_the_reason_by_kind(self, analyst):
        piece = EvidenceFactory()
        text = "Number 1234567890 is that of the file"
        with acting_as("ana", id=analyst.pk, source="site", is_confirmed=lambda mark: True):
            sensitivity.set_sensitivity(
                RequestSensitivity(target=piece, to=NAMED, by=analyst, now=NOW, reason=text)
            )

        assert newest(analyst, table="tracker_evidence").endswith("Looked at: personal number.")
