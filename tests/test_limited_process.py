"""A function in a process of its own, and what ends it."""

import ctypes
import os
import time

import pytest
from django.utils import translation

from tests.documents import samples
from tracker import limited_process
from tracker.documents.inspection import take
from tracker.errors import FileUnreadable
from tracker.limited_process import Limits, ProcessLate, ProcessStopped, call_limited, read_limited

pytestmark = pytest.mark.once


class TestCall:
    def test_returns_what_the_function_returns(self):
        assert call_limited(Limits(), "{} {b}".format, "a", b=1) == "a 1"

    def test_runs_elsewhere(self):
        assert call_limited(Limits(), os.getpid) != os.getpid()

    @pytest.mark.parametrize(
        "content",
        [samples.letter_pdf(), samples.letter_docx(), samples.table_xlsx(), samples.photo_jpeg()],
        ids=["pdf", "docx", "xlsx", "jpeg"],
    )
    def test_inspects_files_as_in_this_process(self, content):
        inspected = call_limited(Limits(), take, content, name="a", largest=10**7)

        assert inspected == take(content, name="a", largest=10**7)

    def test_raises_what_the_function_raises_in_the_readers_language(self):
        with translation.override("sq"), pytest.raises(FileUnreadable, match="nuk u pranua"):
            call_limited(Limits(), take, b"", name="a.txt", largest=1)

    @pytest.mark.parametrize(
        ("function", "argument", "is_late"),
        [
            (sum, range(10**12), True),
            (time.sleep, 60, True),
            (bytearray, 3 * 2**30, False),
            (ctypes.string_at, 0, False),
            (os._exit, 1, False),
        ],
        ids=["CPU", "clock", "memory", "crash", "exit"],
    )
    def test_tells_why_a_process_stopped(self, function, argument, is_late):
        with pytest.raises(ProcessStopped) as stopped:
            call_limited(Limits(seconds=2, cpu=1), function, argument)

        assert isinstance(stopped.value, ProcessLate) is is_late


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
        monkeypatch.setattr(limited_process, "LIMITS", Limits(seconds=1))

        with pytest.raises(FileUnreadable, match=sentence):
            read_limited(name, time.sleep, argument)

    @pytest.mark.parametrize(
        ("name", "sentence"),
        [("a.pdf", "“a.pdf” could not be read: it needs too much memory"), ("", "This text needs")],
    )
    def test_says_what_broke_off(self, name, sentence):
        with pytest.raises(FileUnreadable, match=sentence):
            read_limited(name, ctypes.string_at, 0)
