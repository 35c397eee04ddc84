"""Which workers count as alive: by the clock of the database, wherever they run."""

import os
import subprocess

import pytest
from django.db.models.functions import Now

from tracker.actions import workers
from tracker.models import Worker

pytestmark = pytest.mark.django_db
ELSEWHERE = "elsewhere:1:abc"


def silent_for(seconds, name=ELSEWHERE):
    workers.beat(name)
    Worker.objects.update(seen_at=Now() - workers.SILENCE * (seconds / 45))


class TestIsGone:
    @pytest.mark.parametrize(("seconds", "is_gone"), [(0, False), (40, False), (50, True)])
    def test_is_one_that_was_silent_for_45_seconds(self, seconds, is_gone):
        silent_for(seconds)

        assert workers.is_gone(ELSEWHERE) is is_gone
        assert workers.any_alive() is not is_gone

    def test_is_none_that_came_back(self):
        silent_for(50)

        assert not workers.beat(ELSEWHERE)  # it may judge others from the next time on

        assert not workers.is_gone(ELSEWHERE)
        assert workers.beat(ELSEWHERE)
        assert Worker.objects.count() == 1

    def test_is_one_that_signed_off_or_never_was(self):
        workers.beat(ELSEWHERE)

        workers.sign_off(ELSEWHERE)

        assert workers.is_gone(ELSEWHERE)
        assert not workers.any_alive()

    def test_asks_this_machine_about_its_own(self):
        command, pipe = ["sh", "-c", "echo ready; read line", "work"], subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe) as process:
            process.stdout.readline()
            name = workers.make_name().replace(f":{os.getpid()}:", f":{process.pid}:")
            silent_for(50, name)

            assert not workers.is_gone(name)
            silent_for(31 * 60, name)
            assert workers.is_gone(name)  # it hangs, or another process has its number by now
            silent_for(50, name)
            process.kill()
            os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
            assert workers.is_gone(name)  # though nobody waited for it
        assert workers.is_gone(name)

    def test_is_an_older_one_whose_number_this_process_has(self):
        silent_for(50, name := workers.make_name())

        assert workers.is_gone(name)
