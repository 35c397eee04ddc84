"""Django's command `loaddata`, which hands the tracker's rows to the action."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from tests.factories import UserFactory
from tests.helpers.report_fixtures import KOSOVO
from tracker.models import Assessment, Body, Event, Recommendation, StatusSpan, Topic, User
from tracker.vocabulary import State, Strength

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TOPIC = {"model": "tracker.topic", "fields": {"code": "shelters", "name": "Shelters"}}
SESSION = {
    "model": "sessions.session",
    "pk": "abc",
    "fields": {"session_data": "", "expire_date": "2024-07-01T00:00:00Z"},
}


def load(*names):
    out = StringIO()
    call_command("loaddata", *map(str, names), stdout=out)
    return out.getvalue().strip()


@pytest.fixture
def fixture(tmp_path):
    """Return a function that writes a file with these objects."""

    def write(*objects, name="some.json"):
        file = tmp_path / name
        file.write_text(json.dumps(objects))
        return file

    return write


class TestLoaddata:
    @pytest.mark.parametrize("names", [["tip-2024-kosovo"], sorted(KOSOVO.glob("*.json"))])
    def test_hands_the_report_to_the_action(self, names):
        load(*names)

        sort_keys = Recommendation.objects.order_by("sort_key").values_list("sort_key", flat=True)
        assert list(sort_keys[:2]) == ["XK/TIP/7975/001", "XK/TIP/7975/002"]
        baselines = Assessment.objects.all()
        assert {baseline.state for baseline in baselines} == {State.SUBMITTED}
        assert Strength.INDEPENDENT in {baseline.strength for baseline in baselines}
        assert not StatusSpan.objects.exists()

    def test_prints_the_counts(self):
        assert load("tip-2024-kosovo/topics") == "Loaded tip-2024-kosovo/topics: topics 16."

    def test_makes_no_user_but_the_service_account(self):
        load("tip-2024-kosovo")

        [account] = User.objects.all()
        assert account.username == "import"
        assert not account.has_usable_password()

    def test_is_in_history_with_command_and_reason(self):
        load("tip-2024-kosovo")

        events = Event.objects.exclude(table="tracker_user")
        assert set(events.values_list("actor_name", "source", "reason")) == {
            ("command:loaddata", "command", "Load fixtures")
        }

    def test_refuses_rows_that_exist(self, fixture):
        load(fixture(TOPIC))
        before = Event.objects.count()
        renamed = {**TOPIC, "fields": {"code": "shelters", "name": "Homes"}}
        new = {**TOPIC, "fields": {"code": "hotline", "name": "Hotline"}}

        with pytest.raises(CommandError) as error:
            load(fixture(new, renamed))

        assert str(error.value) == (
            "some.json, object 2 (topic shelters): It exists already and is not "
            "overwritten. To add only what is missing, run heed load_report NAME. "
            "Nothing was loaded."
        )
        assert Event.objects.count() == before
        assert Topic.objects.get().name == "Shelters"

    def test_refuses_a_wrong_fixture_whole(self, fixture):
        wrong = {"model": "tracker.body", "fields": {"code": "X", "name_en": "X", "kind": "y"}}

        with pytest.raises(CommandError, match=r"some.json, object 2 \(body X\): .* Choose one of"):
            load(fixture(TOPIC, wrong))

        assert not Topic.objects.exists()
        assert not Body.objects.exists()
        assert not User.objects.exists()

    def test_refuses_users(self, fixture):
        user = {"model": "tracker.user", "fields": {"username": "ana", "is_superuser": True}}

        with pytest.raises(CommandError, match="It is not an object of Heed with a natural key"):
            load(fixture(user))

        assert not User.objects.exists()

    def test_refuses_the_trackers_rows_in_other_forms(self, tmp_path):
        UserFactory()
        file = tmp_path / "some.jsonl"
        file.write_text(json.dumps(TOPIC))

        with pytest.raises(CommandError, match="are loaded only from JSON files with natural keys"):
            load(file)

        assert not Topic.objects.exists()

    def test_leaves_the_fixtures_of_other_apps_to_django(self, fixture):
        load(fixture(SESSION))
        load(fixture({**SESSION, "fields": {**SESSION["fields"], "session_data": "x"}}))

        assert Session.objects.get().session_data == "x"

    @pytest.mark.parametrize(
        "content",
        [
            b'[{"model": "nonesuch.thing", "pk": 1, "fields": {}}]',
            b"[1]",
            b"\xff\xfe",
            b'[{"model": "auth.group", "pk": %d, "fields": {"name": "chief"}}]',
        ],
    )
    def test_says_in_a_sentence_what_django_refuses(self, content, tmp_path):
        file = tmp_path / "some.json"
        file.write_bytes(content.replace(b"%d", b"%d" % Group.objects.get(name="viewer").pk))

        with pytest.raises(CommandError, match=r"\. Nothing was loaded\."):
            load(file)

    def test_refuses_an_unknown_name(self):
        with pytest.raises(CommandError, match="No fixture named 'nonesuch' found"):
            load("nonesuch")
