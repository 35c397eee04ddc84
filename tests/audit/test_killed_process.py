"""A process killed while it writes or seals: history is whole, and the next goes on where it stood."""

import signal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.audit.tampering import topics
from tests.factories import UserFactory, as_factory
from tests.helpers.databases import beside
from tests.helpers.faults import killed_in
from tests.helpers.faulty_storages import die
from tests.helpers.tables import ASKED
from tracker.actions.history.seals import seal_history, verify_history
from tracker.audit import seals
from tracker.models import Draft, Event, ImportRun, Recommendation, Report, Seal

pytestmark = pytest.mark.django_db(transaction=True)  # the other process sees it


def kill(statement, times, *command):
    """Run a command, and kill it when it has sent this statement so often."""
    ended = beside("audit/killed_command.py", statement, times, *command)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


def verified():
    with as_factory():
        result = verify_history(now=timezone.now())
    assert [str(fault) for fault in result.faults] == []
    return result


class TestAKill:
    def test_in_the_midst_of_sealing_leaves_whole_seals_and_the_next_goes_on(self):
        topics(12)

        kill('INSERT INTO "tracker_seal"', 2, "seal_history")

        first, events, result = Seal.objects.get(), Event.objects.count(), verified()
        assert (first.number, first.count) == (1, 5)
        assert (result.sealed, result.unsealed) == (5, events - 5)
        (second,) = seal_history(now=timezone.now())
        assert (second.number, second.previous) == (2, first.hash)
        assert Event.objects.count() == first.count + second.count == verified().sealed

    @pytest.mark.once
    @pytest.mark.parametrize(
        ("place", "seals_left"),
        [
            ((Path, "hardlink_to"), 0),  # while the key is made
            ((seals, "append_line"), 1),  # after the seal, before it is in the heads
        ],
    )
    def test_beside_the_database_leaves_what_the_next_completes(
        self, monkeypatch, place, seals_left
    ):
        topics(1)
        monkeypatch.setattr(*place, die)

        assert killed_in(lambda using: call_command("seal_history"))

        monkeypatch.undo()
        assert (Seal.objects.count(), verified().seals) == (seals_left, seals_left)
        assert not seals.heads_path().exists()
        topics(1)
        call_command("seal_history")
        known = [head.hash for head in seals.read_heads(seals.heads_path()).heads]
        assert known == list(Seal.objects.order_by("number").values_list("hash", flat=True))
        assert verified().signed == len(known) == seals_left + 1

    def test_in_the_midst_of_many_rows_leaves_none_of_them_and_none_of_their_events(self, tmp_path):
        UserFactory(analyst=True, username="ana")
        file = tmp_path / "asked.csv"
        file.write_bytes(ASKED)
        command = (
            "import_recommendations",
            str(file),
            "--accept",
            "--by=ana",
            "--reason=Asked for",
        )

        kill('INSERT INTO "tracker_draft"', 1, *command)

        assert not (Recommendation.objects.exists() or Report.objects.exists())
        assert not Draft.objects.exists()
        kept = {"tracker_recommendation", "tracker_report", "tracker_draft"}
        assert not Event.objects.filter(table__in=kept).exists()
        assert verified().sealed == 0

        seal_history(now=timezone.now())
        call_command(*command)

        assert Recommendation.objects.count() == 3
        assert Event.objects.filter(table="tracker_recommendation", operation="insert").count() == 3
        seal_history(now=timezone.now())
        assert Event.objects.count() == verified().sealed
        assert ImportRun.objects.filter(state="accepted").count() == 1
