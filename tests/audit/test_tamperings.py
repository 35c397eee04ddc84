"""The tables of docs/tamperings.md, row by row: each tampering, and what names it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import override_settings

from tests.audit import tampering
from tests.audit.forgeries import FORGERIES, KINDS
from tests.audit.sealed_world import export, sealed_world
from tests.helpers.rollback import undone
from tracker.audit.audited_tables import iter_audited_tables

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[2] / "docs"
CHECKER = DOCS / "check_seals.py"
TEXT = (DOCS / "tamperings.md").read_text()
# How the sentence names a row; of the others, by table and key.
MARKS = {
    "events": "Event {key}: ",
    "seals": "Seal ",
    "uses of publications": "",
    "statuses of past days": "",
}
STAMPS = "time stamps of seals"  # in test_seals_timestamps, on the clock of their authority


def table_rows(heading):
    """The rows of every table whose header begins with this cell, as dicts by column."""
    for block in re.findall(r"(?:^\|.*\n)+", TEXT, re.M):
        head, _rule, *lines = [
            [cell.strip() for cell in line.strip("|\n").split("|")] for line in block.splitlines()
        ]
        if head[0] == heading:
            yield from (dict(zip(head, cells, strict=True)) for cells in lines)


ROWS = {row["tampering"]: row for row in table_rows("tampering")}
CELLS = {row["table"]: row for row in table_rows("table") if "why" not in row}
COLUMNS = list(next(iter(CELLS.values())))[1:]
LEFT_OUT = {
    name for row in table_rows("table") if "why" in row for name in row["table"].split(", ")
}
SENTENCES = {row["word"]: row["the sentence of `verify_history`"] for row in table_rows("word")}


def pattern(sentence):
    """A regular expression of a sentence with … for names and numbers."""
    return re.compile("^" + ".*".join(map(re.escape, sentence.split("…"))) + "$", re.M)


def run(capsys, w, command):
    """Run a command of the docs; return its exit code and everything that it printed."""
    capsys.readouterr()
    name, *options = command.split()
    if name == "check_seals.py":
        known = json.loads(w.witness.read_text().splitlines()[-1])
        export(w)
        head = f"--head={known['number']}:{known['hash']}"
        option = head if options == ["--head"] else known["public_key"]
        ran = subprocess.run([sys.executable, CHECKER, w.witness, option], capture_output=True)
        return ran.returncode, ran.stdout.decode()
    if "--against" in options:
        options.append(str(w.witness))
    try:
        call_command(name, *options)
    except CommandError as error:
        return error.returncode, f"{capsys.readouterr().out}\n{error}"
    return 0, capsys.readouterr().out


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), undone(), sealed_world(folder) as world:
        yield world


@pytest.fixture
def tampered(world):
    """The world, whose rows and files are put back at the end of the test."""
    files = {path: path.read_bytes() for path in iter_files(world)}
    with undone(), override_settings(**world.settings):
        yield world
    transaction.set_rollback(True)  # or every constraint is checked once more
    for path in set(iter_files(world)) - set(files):
        path.unlink()
    for path, content in files.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)


def iter_files(world):
    return (path for path in world.folder.rglob("*") if path.is_file())


class TestATampering:
    @pytest.mark.parametrize("name", ROWS)
    def test_is_named_as_the_docs_have_it(self, tampered, capsys, name):
        FORGERIES[name](tampered)
        command, _colon, sentence = ROWS[name]["named by"].partition(": ")

        is_silent = command.startswith("nothing")
        if is_silent or ROWS[name]["anchor"] == "yes":
            code, output = run(capsys, tampered, "verify_history")
            assert code == 0, output
        if not is_silent:
            code, output = run(capsys, tampered, command.strip("`"))
            assert code == 1, output
        assert not sentence or pattern(sentence.strip("“”")).search(output), output

    def test_is_done_by_a_test_each(self):
        assert set(ROWS) == set(FORGERIES)
        assert len(ROWS) > 40

    def test_is_undone_after_each(self, tampered, capsys):
        assert run(capsys, tampered, "verify_history")[0] == 0


class TestARowOfATable:
    @pytest.mark.parametrize("column", COLUMNS)
    def test_is_named_whatever_was_done_to_it(self, tampered, capsys, column):
        """One of each table at once; seals apart: one that is gone makes a fault of each event."""
        names = [name for name in CELLS if name != STAMPS and CELLS[name][column] != "–"]
        unnamed = {}
        for group in (["seals"], [name for name in names if name != "seals"]):
            with undone():
                done = {name: KINDS[name].build_statements(column, tampered) for name in group}
                tampering.run(*(sql for _key, statements in done.values() for sql in statements))
                code, output = run(capsys, tampered, "verify_history")
            assert code == 1
            for name, (key, _statements) in done.items():
                mark = MARKS.get(name, f"{KINDS[name].table} {key}: ").format(key=key)
                found = pattern(SENTENCES[CELLS[name][column]]).findall(output)
                if not [line for line in found if mark in line]:
                    unnamed[name] = output
        assert unnamed == {}

    def test_is_of_a_table_that_is_compared(self):
        """Every table of the database is: by history, by what else is tested here, or listed."""
        compared = {table.name for table in iter_audited_tables(apps)}
        compared |= {kind.table for kind in KINDS.values()}
        tables = set(connection.introspection.table_names())
        tables -= {  # of FTS5 and of the planner
            name for name in tables if name.startswith(("tracker_searchentry_", "sqlite_stat"))
        }

        assert tables - compared == {name.strip("`") for name in LEFT_OUT}

    def test_is_of_every_table_of_the_docs(self):
        assert set(CELLS) == set(KINDS)
        words = {word for cells in CELLS.values() for word in list(cells.values())[1:]}
        assert words == set(SENTENCES)
