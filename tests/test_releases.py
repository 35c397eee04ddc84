"""What each release left behind is upgraded and restored: a database, a backup, a publication.

`.ci/release_data.py` made it, with the release itself.
"""

import gzip
import json
import os
import subprocess
import sys
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.helpers.databases import few_models_rendered
from tracker.audit.seals import heads_path
from tracker.audit.verification import verify
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Event,
    Evidence,
    Publication,
    Question,
    Seal,
)
from tracker.vocabulary import StrengthChange

RELEASES = sorted((Path(__file__).parent / "releases").iterdir())
# In one process: each takes seconds to start.
CHECKS = """
import django
from django.core.management import call_command

django.setup()
call_command("check", databases=["default"])
for name, *options in (
    ["verify_history"],
    ["check_statuses"],
    ["check_evidence", "--no-links"],
    ["check_publications"],
):
    call_command(name, *options)
"""
pytestmark = pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)


def read_expected(release):
    return json.loads((release / "expected.json").read_text())


def unpack(archive, folder):
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    return folder


class TestADatabase:
    def test_is_upgraded_and_all_checks_are_well(self, release, tmp_path):
        backup = unpack(release / "backup.zip", tmp_path / "backup")
        (backup / "files").rename(tmp_path / "files")
        database = gzip.decompress((release / "database.gz").read_bytes())
        (tmp_path / "tracker.sqlite3").write_bytes(database)

        for command in (["manage.py", "upgrade"], ["-c", CHECKS]):
            ran = subprocess.run(
                [sys.executable, *command],
                cwd=settings.BASE_DIR,
                env={**os.environ, "STATE_DIRECTORY": str(tmp_path), "DATABASE_URL": ""}
                | {"DJANGO_SETTINGS_MODULE": "tracker.settings"},
                capture_output=True,
                text=True,
                timeout=120,
            )
            assert ran.returncode == 0, f"{command}: {ran.stdout}{ran.stderr}"


class TestABackup:
    @pytest.mark.django_db(transaction=True)  # whose tables are made as the release had them
    def test_is_restored_with_its_history_and_publications(self, release, tmp_path):
        expected = read_expected(release)
        out = StringIO()
        heads_path().touch()

        with few_models_rendered():
            call_command(
                "restore", str(unpack(release / "backup.zip", tmp_path / "backup")), stdout=out
            )

        assert f"Checksum: {expected['content']}" in out.getvalue()
        assert Event.objects.count() >= expected["events"]
        assert Seal.objects.latest("pk").hash == expected["seal"]
        assert json.loads(heads_path().read_text())["hash"] == expected["seal"]
        assert verify().faults == []
        assert Assessment.objects.get(author__username="analyst").state == "approved"
        files = {
            str(p.pk): {f.format: f.sha256 for f in p.files.order_by("format")}
            for p in Publication.objects.order_by("pk")
        }
        assert files == expected["publications"]
        if release.name == "0.1.0":
            _assert_holds_only_what_was_stated()


def _assert_holds_only_what_was_stated():
    """What 0.1 filled in by itself is an offer to confirm, and strengths follow."""
    read = {
        piece.title: {name: values["value"] for name, values in piece.reading.items()}
        for piece in Evidence.objects.filter(passage=None)
    }
    year = ["2026-04-01", "2026-11-28"]
    assert read == {
        "Order 12 on shelters is in force since 1 May 2026.": {
            "issuer": "MFLT",  # the file names it
            "kind": "letter",
        },
        "Tender 7": {"issuer": "VAAO", "kind": "official_statement", "period": year},
        "Instruction on screening": {},  # by its focal point
        "Action plan": {"issuer": "MFLT", "kind": "official_statement", "period": year},
    }
    unstated = Citation.objects.filter(is_use_stated=False)
    assert set(unstated.values_list("evidence__title", flat=True)) == {
        "Order 12 on shelters is in force since 1 May 2026.",
        "Tender 7",
    }
    recalculated = Event.objects.filter(reason__in=StrengthChange.values)
    changes = recalculated.values_list("key", "old__strength", "new__strength", "reason")
    one_source = ("corroborated", "independent", StrengthChange.ONE_SOURCE.value)
    assert sorted(changes) == [
        *((key, *one_source) for key in (1, 2, 4, 6, 7)),
        (9, "self_reported", "none", StrengthChange.UNCONFIRMED.value),
        (10, "self_reported", "none", StrengthChange.LINK_ALONE.value),
    ]
    assert Body.objects.get(code="KPI").kind == "inspection"
    assert Question.objects.filter(body__code="MFLT").count() == 6
    assert not Question.objects.open().filter(text__contains="community").exists()
