"""Witnesses: each gets the seals, and a failure is a sentence that costs no seal."""

import json
import resource
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.audit.tampering import run, sealed, topics
from tests.helpers import web_sites
from tests.helpers.authority import Authority, does
from tracker.actions import jobs
from tracker.actions.history import seals
from tracker.audit import event_stream
from tracker.audit.seals import compare, head_line, heads_path, read_heads
from tracker.models import Seal, SealTimestamp

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def seal():
    topics(1)
    return sealed()[0]


def send(is_new=True):
    return list(seals.send_newest_seal(is_new=is_new))


@pytest.fixture
def file(settings, tmp_path):
    path = tmp_path / "share" / "heads.jsonl"
    path.parent.mkdir()
    settings.WITNESSES = [str(path)]
    return path


class TestAFile:
    def test_gets_each_seal_once(self, file):
        lines = [head_line(seal()), head_line(seal())]

        assert send() == send(is_new=False) == []
        lines.append(head_line(seal()))
        assert send() == []
        assert file.read_bytes() == b"".join(lines)

    def test_that_is_away_gets_what_it_missed_later(self, file, caplog):
        file.parent.rename(file.parent.with_name("elsewhere"))
        first = seal()

        (sentence,) = send()
        assert sentence == (
            f"Seal 1 did not reach {file}: No such file or directory. Check WITNESSES. The next "
            "seal is sent there again."
        )
        assert caplog.messages == [sentence]
        file.parent.with_name("elsewhere").rename(file.parent)
        assert send(is_new=False) == []
        assert file.read_bytes() == head_line(first)

    def test_that_knows_another_history_gets_nothing(self, file):
        seal()
        send()
        known = file.read_bytes()
        seal()
        run(f"UPDATE tracker_seal SET hash = '{'0' * 64}' WHERE number = 1")

        of_the_heads, sentence = send()
        assert f" in {heads_path()}, but {'0' * 64} here" in of_the_heads
        assert f" in {file}, but {'0' * 64} here" in sentence
        assert file.read_bytes() == known

    def test_is_whole_again_after_a_full_disk(self, file):
        lines = [head_line(seal())]
        send()
        lines.append(head_line(seal()))
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(lines[0]) + 20, limits[1]))
        try:
            assert f"Seal 2 did not reach {file}: File too large." in send()[-1]
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)

        assert send(is_new=False) == []
        assert file.read_bytes() == lines[0] + lines[1][:20] + b"\n" + lines[1]
        assert list(compare(read_heads(file))) == []


class TestAgainst:
    """`verify_history --against FILE`."""

    def run(self, path, *more):
        output = StringIO()
        with pytest.raises((CommandError, SystemExit)) as ended:
            call_command("verify_history", "--against", str(path), *more, stdout=output)
        return output.getvalue() or str(ended.value)

    def test_is_well_of_a_witness_and_of_an_export(self, file, tmp_path):
        seal()
        send()
        call_command("export_seals", tmp_path / "seals.jsonl", "--with-events")

        for path in (file, tmp_path / "seals.jsonl"):
            call_command("verify_history", "--against", str(path))

    def test_names_a_rollback(self, file):
        seals = [seal(), seal()]
        send()
        run("DELETE FROM tracker_seal WHERE number = 2")

        sentence = f"Seal 2 ({seals[1].hash}) is in {file}, but the newest here is 1"
        assert sentence in self.run(file)
        assert sentence in json.loads(self.run(file, "--json"))["found"][-1]["words"]

    def test_names_a_split_whatever_else_is_wrong(self, file, monkeypatch):
        monkeypatch.setattr(event_stream, "MAX_FAULTS", 4)
        topics(5)
        seal()
        send()
        run(
            f"UPDATE tracker_seal SET hash = '{'0' * 64}'",
            "UPDATE tracker_event SET actor_name = 'ben'",
        )

        assert f"in {file}, but {'0' * 64} here" in self.run(file)

    def test_is_refused_of_a_file_that_is_not_there(self, tmp_path):
        words = self.run(tmp_path / "heads.jsonl")

        assert (
            words
            == f"{tmp_path}/heads.jsonl can't be read: No such file or directory. Check the path."
        )


class TestMail:
    def test_brings_the_newest_seal_only_when_it_is_new(self, settings):
        settings.WITNESSES = ["mailto:ana@example.org"]
        seal()
        second = seal()

        assert send() == send(is_new=False) == []
        (message,) = mail.outbox
        assert (message.to, message.subject) == (
            ["ana@example.org"],
            "Seal 2 of http://127.0.0.1:8000",
        )
        assert message.body.endswith(head_line(second).decode())

    def test_that_does_not_leave_is_named(self, settings):
        settings.WITNESSES = ["mailto:ana@example.org"]
        backend = "django.core.mail.backends.smtp.EmailBackend"
        options = {"host": "127.0.0.1", "port": 9, "timeout": 5}
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
        seal()

        assert "did not reach mailto:ana@example.org: Connection refused." in send()[0]


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


class TestAnAddress:
    def test_gets_the_newest_seal_as_json(self, settings, authority, monkeypatch):
        bodies = []
        with web_sites.site(authority.context()) as site:
            site.does("/seals", does(lambda body: bodies.append(body) or b"thanks"))
            site.does("/long", does(lambda _body: bytes(seals.MAX_ANSWER + 1)))
            site.does("/broken", does(lambda _body: None))
            here = f"https://ana:word@127.0.0.1:{site.port}"
            settings.WITNESSES = [f"{here}{path}" for path in ("/seals", "/long", "/broken")]
            newest = seal()

            untrusted = send()
            monkeypatch.setenv("SSL_CERT_FILE", str(authority.root))
            long, broken = send()

        assert len(untrusted) == 3
        assert "CERTIFICATE_VERIFY_FAILED" in untrusted[0]
        assert bodies == [head_line(newest)]
        assert json.loads(bodies[0])["hash"] == newest.hash
        assert f"https://127.0.0.1:{site.port}/long: its answer is too long or too slow." in long
        assert "/broken: it answered with status 500." in broken


class TestTheAuthority:
    @pytest.mark.real_clock  # as the authority
    def test_stamps_each_seal_once(self, settings, authority, tmp_path):
        topics(1)
        seals.seal_history(now=timezone.now())
        settings.TIMESTAMP_CERTIFICATES = str(authority.root)
        with web_sites.site() as site:
            settings.TIMESTAMP_AUTHORITY = site.does("/", does(lambda _body: b"no stamp"))
            assert send() == [
                f"Seal 1 did not reach {settings.TIMESTAMP_AUTHORITY}: it can’t be read. Check "
                "TIMESTAMP_AUTHORITY. The next seal is sent there again."
            ]
            site.does("/", does(authority.stamp))
            assert send(is_new=False) == send(is_new=False) == []

        assert SealTimestamp.objects.get().seal.number == 1
        call_command("export_seals", tmp_path / "seals.jsonl")
        token = SealTimestamp.objects.get().token.hex()
        assert json.loads((tmp_path / "seals.jsonl").read_bytes())["timestamps"] == [token]


class TestTheCommand:
    def test_seals_whatever_becomes_of_the_witnesses(self, settings, capsys, caplog):
        settings.WITNESSES = ["/nowhere/heads.jsonl"]
        topics(1)

        call_command("seal_history")

        said = capsys.readouterr()
        assert said.out.startswith("Seal 1: events")
        assert said.err == ""  # of the command; the log goes there as well
        assert caplog.text.count("Seal 1 did not reach /nowhere/heads.jsonl: No such file") == 1
        assert Seal.objects.count() == 1

    def test_sends_from_the_nightly_job_too(self, file):
        topics(1)

        run = jobs.run_now("seal_history", now=timezone.now(), worker="elsewhere:1:abc")

        assert run.message.startswith("Seal 1: events ")
        assert file.read_bytes().count(b"\n") == 1
