"""Time stamps: those of an authority prove their seals, and any other is named."""

import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.audit import test_tamperings as tamperings
from tests.audit.forgeries import KINDS
from tests.audit.tampering import messages, run, topics, verified
from tests.helpers.authority import Authority
from tests.helpers.rollback import undone
from tracker.actions.history.seals import seal_history
from tracker.audit import seals
from tracker.errors import InvalidValue
from tracker.models import Seal

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.once,
    pytest.mark.real_clock,  # as the authority
]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def stamp(settings, authority):
    """A seal with its time stamp."""
    settings.TIMESTAMP_AUTHORITY = "https://stamps.example.org"
    settings.TIMESTAMP_CERTIFICATES = str(authority.root)
    topics(1)
    (seal,) = seal_history(now=timezone.now())
    stamp = seals.stamp_seal(seal, authority.stamp)
    stamp.save()
    return stamp


class TestStampSeal:
    def test_returns_the_time_that_was_stamped(self, stamp):
        assert stamp.authority == "https://stamps.example.org"
        assert abs(stamp.at - timezone.now()) < timedelta(minutes=1)
        assert verified().is_well

    @pytest.mark.parametrize("answer", [b"", b"<html>", bytes(2000)])
    def test_takes_no_other_answer(self, stamp, answer):
        with pytest.raises(InvalidValue, match="can’t be read"):
            seals.stamp_seal(stamp.seal, lambda _request: answer)

    def test_takes_no_answer_to_another_question(self, stamp):
        other = Seal(hash="1" * 64, created_at=stamp.seal.created_at)

        with pytest.raises(InvalidValue, match="another hash"):
            seals.stamp_seal(other, lambda _request: stamp.token)

    def test_names_the_extra_that_is_missing(self, stamp, monkeypatch):
        monkeypatch.setitem(sys.modules, "rfc3161_client", None)

        with pytest.raises(InvalidValue, match="need the extra “timestamps”"):
            seals.stamp_seal(stamp.seal, pytest.fail)


class TestFindFaults:
    def test_names_a_stamp_that_was_changed(self, stamp, tmp_path_factory):
        forger = Authority(tmp_path_factory.mktemp("forger"))
        requests = []
        with pytest.raises(InvalidValue):
            seals.stamp_seal(stamp.seal, lambda request: requests.append(request) or b"")
        forged = forger.stamp(requests[0])
        for token, why in (
            (forged, "was not signed under TIMESTAMP_CERTIFICATES"),
            (b"nothing", "can’t be read"),
            (bytes(stamp.token)[:-9] + bytes(9), "was not signed"),
        ):
            with undone():
                run(f"UPDATE tracker_sealtimestamp SET token = x'{token.hex()}'")
                assert why in messages(verified())[0]

    def test_names_a_seal_that_was_made_anew(self, stamp):
        run(f"UPDATE tracker_seal SET hash = '{'0' * 64}'")

        assert any("of another hash" in message for message in messages(verified()))

    def test_names_other_times(self, stamp):
        with undone():
            run("UPDATE tracker_sealtimestamp SET at = '2020-01-01 00:00:00'")
            assert "it was made at another time" in messages(verified())[0]
        run(f"UPDATE tracker_seal SET created_at = '{timezone.now() + timedelta(days=1):%F %T}'")
        assert any("it is older than the seal" in message for message in messages(verified()))

    def test_says_when_none_can_be_verified(self, stamp, settings):
        settings.TIMESTAMP_CERTIFICATES = ""

        (message,) = messages(verified())
        assert message.startswith("No time stamp was verified. TIMESTAMP_CERTIFICATES=“”")

    def test_names_what_the_docs_say_of_a_row(self, stamp, authority, capsys):
        topics(1)
        (seal,) = seal_history(now=timezone.now())
        seals.stamp_seal(seal, authority.stamp).save()

        for column, word in list(tamperings.CELLS[tamperings.STAMPS].items())[1:]:
            with undone():
                kind = KINDS[tamperings.STAMPS]
                run(*kind.build_statements(column, None)[1])
                code, output = tamperings.run(capsys, None, "verify_history")
            is_named = tamperings.pattern(tamperings.SENTENCES[word]).search(output) is not None
            assert (code, is_named) == ((0, False) if word == "nothing" else (1, True)), column
