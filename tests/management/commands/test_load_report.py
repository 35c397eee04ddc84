"""Command `load_report`, which loads the fixtures of a report by name."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tracker.models import Event, Report, User

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def load(name="tip-2024-kosovo"):
    out = StringIO()
    call_command("load_report", name, stdout=out)
    return out.getvalue().strip()


class TestLoadReport:
    def test_loads_the_report_and_no_person(self):
        output = load()

        assert output.startswith("Loaded tip-2024-kosovo: bodies 50, mechanisms 1, reports 1,")
        assert Report.objects.get().slug == "tip-2024-kosovo"
        assert [user.username for user in User.objects.all()] == ["import"]

    def test_a_second_time_finds_nothing_new(self):
        load()
        before = Event.objects.count()

        assert load() == "tip-2024-kosovo is already loaded. Nothing is new."
        assert Event.objects.count() == before

    def test_is_in_history_with_actor_and_reason(self):
        load()

        events = Event.objects.exclude(table="tracker_user")
        assert set(events.values_list("actor_name", "source", "reason")) == {
            ("import", "command", "Loaded tip-2024-kosovo")
        }

    def test_refuses_an_unknown_name_with_the_names_there_are(self):
        with pytest.raises(CommandError, match=r"Choose one of: tip-2024-kosovo\. Nothing"):
            load("tip-2024-nowhere")
