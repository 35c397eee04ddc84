"""Command `quickstart`."""

import os
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import AssessmentFactory, as_factory
from tests.helpers.rollback import undone
from tracker.actions import sample_data
from tracker.management.commands import quickstart as quickstart_command
from tracker.models import Assessment, Event, Figure, Recommendation, User
from tracker.vocabulary import Group, State, Status

pytestmark = pytest.mark.django_db


def quickstart(*options):
    out = StringIO()
    call_command("quickstart", "--no-serve", *options, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="class")
def printed(django_db_setup, django_db_blocker):
    """What it printed, which it is run for once in a class."""
    with django_db_blocker.unblock(), undone():
        yield quickstart()


@pytest.fixture(scope="class")
def bare(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), undone():
        yield quickstart("--bare")


class TestQuickstart:
    def test_loads_the_report_and_one_user_for_each_right(self, printed):
        assert Recommendation.objects.count() == 9
        assert Figure.objects.count() == 63
        assert set(User.objects.values_list("username", flat=True)) == {
            "import",
            *Group.values,
        }
        assert [
            body.code for body in User.objects.get(username="contributor").speaks_for.all()
        ] == ["THBD"]
        assert "http://127.0.0.1:8000/" in printed

    def test_the_passwords_it_prints_once_open_the_door(self, printed, client):
        password = next(line.split()[1] for line in printed.splitlines() if "  analyst " in line)

        assert client.login(username="analyst", password=password)
        assert password not in quickstart()

    def test_approves_the_baselines_as_samples(self, printed):
        approved = Assessment.objects.filter(state=State.APPROVED)
        assert approved.count() == 8
        assert all(one.is_sample and one.decided_by.username == "reviewer" for one in approved)
        assert Recommendation.objects.get(number="7").status == Status.NOT_ASSESSED

    def test_changes_nothing_the_second_time(self, printed):
        events = Event.objects.count()

        printed_again = quickstart()

        assert Event.objects.count() == events
        assert "Nothing is new" in printed_again

    def test_every_event_says_who_and_why(self, printed):
        assert not Event.objects.filter(actor_name="").exists()
        assert (
            not Event.objects.exclude(table__startswith="tracker_user").filter(reason="").exists()
        )
        assert set(Event.objects.values_list("source", flat=True)) == {"command"}


class TestBare:
    def test_leaves_the_baselines_submitted(self, bare):
        assert Assessment.objects.filter(state=State.SUBMITTED).count() == 8
        assert not Recommendation.objects.exclude(status=Status.NOT_ASSESSED).exists()

    def test_leaves_the_baselines_of_a_report_that_people_judge(self, bare):
        AssessmentFactory(recommendation=Recommendation.objects.get(number="4"), submitted=True)

        quickstart()

        assert not Assessment.objects.filter(state=State.APPROVED).exists()

    def test_adds_sample_users_elsewhere_on_request(self, bare, settings, monkeypatch):
        settings.IS_EMBEDDED = False
        monkeypatch.setattr(
            "tracker.management.commands.quickstart.call_command", lambda *_, **__: 0
        )
        added = []
        monkeypatch.setattr(sample_data, "add_sample_users", lambda: added.append(1))

        printed = quickstart()

        assert not added
        assert "To add the first administrator: heed add_user NAME" in printed
        assert not Assessment.objects.filter(state=State.APPROVED).exists()
        assert "No sample users" not in quickstart("--sample-users", "--bare")
        assert added

    def test_still_starts_when_the_sample_reviewer_reviews_no_more(self, bare):
        with as_factory():
            User.objects.get(username="reviewer").groups.clear()

        quickstart()

        assert not Assessment.objects.filter(state=State.APPROVED).exists()


class TestServing:
    @pytest.mark.once
    @pytest.mark.parametrize(("worker", "names"), [(True, ["serve", "work"]), (False, ["serve"])])
    def test_starts_the_server_and_its_worker_and_ends_both(
        self, settings, monkeypatch, worker, names
    ):
        started = []

        class Process:
            returncode = 0

            def __init__(self, command, cwd):
                self.name, self.is_ended = command[-1], False
                started.append(self)

            def wait(self):
                if not self.is_ended:
                    raise KeyboardInterrupt

            def terminate(self):
                self.is_ended = True

        settings.WORKER = worker
        monkeypatch.setenv("SERVER_ADDRESS", "")
        monkeypatch.setattr(quickstart_command.subprocess, "Popen", Process)
        monkeypatch.setattr(quickstart_command.signal, "signal", lambda *_: None)

        with pytest.raises(SystemExit) as end:
            quickstart_command.Command(stdout=StringIO())._serve(8001)

        assert (end.value.code, os.environ["SERVER_ADDRESS"]) == (0, "127.0.0.1:8001")
        assert [process.name for process in started] == names
        assert all(process.is_ended for process in started)


class TestRefusals:
    def test_names_the_setting_whose_folder_can_not_be(self, settings, tmp_path):
        taken = tmp_path / "files"
        taken.write_text("")
        settings.MEDIA_ROOT = taken

        with pytest.raises(CommandError, match=r"MEDIA_ROOT=.* can't be used: File exists"):
            quickstart()

    def test_refuses_a_port_that_is_none(self):
        with pytest.raises(CommandError, match="--port 99999 is not a port"):
            call_command("quickstart", "--port", "99999")
