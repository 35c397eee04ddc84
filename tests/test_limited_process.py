"""A function in a process of its own, and what ends it."""

import ctypes
import os
import time

import pytest
from django.utils import translation

from tracker.documents import limited
from tracker.documents.inspection import take
from tracker.documents.limited import read_limited
from tracker.errors import FileUnreadable
from tracker.limited_process import Limits, ProcessStopped, Stop, call_limited

pytestmark = pytest.mark.once


class TestCall:
    def test_returns_what_the_function_returns(self):
        assert call_limited(Limits(), "{} {b}".format, "a", b=1) == "a 1"

    def test_runs_elsewhere(self):
        assert call_limited(Limits(), os.getpid) != os.getpid()

    def test_raises_what_the_function_raises_in_the_readers_language(self):
        with translation.override("sq"), pytest.raises(FileUnreadable, match="nuk u pranua"):
            call_limited(Limits(), take, b"", name="a.txt", largest=1)

    @pytest.mark.parametrize(
        ("function", "argument", "why"),
        [
            (sum, range(10**12), Stop.TIME),
            (time.sleep, 60, Stop.TIME),
            (bytearray, 3 * 2**30, Stop.MEMORY),
            (ctypes.string_at, 0, Stop.MEMORY),
            (os._exit, 1, Stop.MEMORY),
        ],
        ids=["CPU", "clock", "memory", "crash", "exit"],
    )
    def test_tells_why_a_process_stopped(self, function, argument, why):
        with pytest.raises(ProcessStopped) as stopped:
            call_limited(Limits(seconds=2, cpu=1), function, argument)

        assert stopped.value.why == why


@pytest.mark.usefixtures("own_process")
class TestReadLimited:
    @pytest.mark.parametrize(
        ("name", "argument", "sentence"),
        [
            ("a.pdf", 60, "“a.pdf” could not be read within 1 seconds. Split it"),
            ("", 60, "This text could not be read within 1 seconds. Paste a shorter part"),
        ],
    )
    def test_says_what_was_too_slow_and_what_to_do(self, monkeypatch, name, argument, sentence):
        monkeypatch.setattr(limited, "LIMITS", Limits(seconds=1))

        with pytest.raises(FileUnreadable, match=sentence):
            read_limited(name, time.sleep, argument)

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("a.pdf", "“a.pdf” could not be read: it needs too much memory"), ("", "This text needs")],
    )
    def test_says_what_broke_off(self, name, sentence):
        with pytest.raises(FileUnreadable, match=sentence):
            read_limited(name, ctypes.string_at, 0)
