"""Command `check_evidence`."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import EvidenceFactory, FileFactory
from tracker.actions import jobs
from tracker.actions.evidence import storage
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db


def output(*typed):
    out = StringIO()
    call_command("check_evidence", *typed, stdout=out)
    return out.getvalue()


def lost(**piece):
    """A version whose original is gone."""
    file = FileFactory(evidence=EvidenceFactory(url="", **piece))
    storage.delete_file(file.sha256)
    return file


class TestCheckEvidence:
    def test_says_that_all_is_well_with_counts(self):
        FileFactory(evidence=EvidenceFactory(url=""))

        assert output("--on", "2024-12-31") == (
            "No problems with the evidence. Checked: 1 file, 0 links, 1 piece of evidence.\n"
        )

    def test_says_what_is_wrong_in_groups_and_fails(self):
        file = lost(title="Order 3")
        EvidenceFactory(url="http://127.0.0.1:9/", title="Within")
        EvidenceFactory(url="", title="Permit", expires_on="2024-06-01")
        out = StringIO()

        with pytest.raises(CommandError) as failed:
            call_command("check_evidence", "--on", "2024-12-31", stdout=out)

        lines = out.getvalue().splitlines()
        assert [line for line in lines if not line.startswith(" ")] == ["Files", "Links", "Expired"]
        assert (
            lines[1]
            == f"  Evidence {file.evidence_id}, “Order 3”, version 1: the original is missing."
        )
        assert "it leads to a network that is not public" in lines[3]
        assert "it has expired (2024-06-01)" in lines[5]
        assert (
            str(failed.value) == "3 problems found. Checked: 1 file, 0 links, 3 pieces of evidence."
        )

    def test_prints_one_object_and_nothing_else_on_request(self):
        file = lost(title="Order 3")
        out, err = StringIO(), StringIO()

        with pytest.raises(SystemExit) as ended:
            call_command("check_evidence", "--json", "--no-links", stdout=out, stderr=err)

        came = json.loads(out.getvalue())
        assert (ended.value.code, came["well"], err.getvalue()) == (1, False, "")
        assert came["counts"]["files"] == 1
        assert came["files"][0]["what"] == "missing"
        assert came["files"][0]["piece"] == file.evidence_id

    def test_prints_an_object_of_what_is_well(self):
        came = json.loads(output("--json"))

        assert came["well"] is True
        assert came["files"] == came["untold"] == came["links"] == came["expired"] == []

    def test_says_which_links_it_left_alone(self):
        EvidenceFactory(url="http://127.0.0.1:9/")
        EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)

        assert "Links were not checked (--no-links)." in output("--no-links")
        with pytest.raises(CommandError):
            output()

    def test_never_says_the_title_of_what_is_for_named_readers(self):
        lost(title="Deposition of Unike", sensitivity=Sensitivity.NAMED_READERS)
        out = StringIO()

        with pytest.raises(CommandError):
            call_command("check_evidence", "--no-links", stdout=out)
        with pytest.raises(SystemExit):
            call_command("check_evidence", "--no-links", "--json", stdout=out)

        assert "Unike" not in out.getvalue()

    @pytest.mark.parametrize(
        ("typed", "why"),
        [
            (["--on", "soon"], "“soon” is not a date"),
            (["--timeout", "0"], "--timeout 0 is out of range"),
            (["--timeout", "121"], "Choose 1 to 120"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, typed, why):
        with pytest.raises(CommandError, match=why):
            output(*typed)

    @pytest.mark.real_clock  # as the disk
    def test_says_that_it_tidied(self, time_machine):
        storage.store_file(b"of nobody")
        time_machine.move_to(timezone.now() + timedelta(days=2))

        assert "1 file that belonged to no evidence was deleted." in output("--tidy")
        assert list(storage.list_files()) == []


class TestTheJob:
    def test_stores_how_many_problems_it_found(self):
        lost()

        run = jobs.run_now("check_evidence", now=timezone.now(), worker="elsewhere:1:abc")

        assert not run.succeeded
        assert run.message.startswith("1 problem found. Checked: 1 file")
