"""The pages of docs/ that are made from the code say what the code says."""

import importlib.util
import re
from pathlib import Path

import pytest
from django.utils import translation

from tracker.vocabulary import RIGHTS, STATE_TRANSITIONS, Group, Right

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.fixture(scope="module")
def make():
    """The script that writes them: it is no module of a package."""
    spec = importlib.util.spec_from_file_location("make_docs", DOCS / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    return make


class TestCommands:
    def test_install_nothing_that_only_developers_need(self):
        commands = [
            f"{page.name}: {command}"
            for page in sorted(DOCS.glob("*.md"))
            for command in re.findall(r"uv run (?!--no-dev ).*", page.read_text())
        ]

        assert commands == []


class TestMadePages:
    @pytest.mark.parametrize("name", ["configure.md", "roles.md", "workflow.md"])
    def test_are_as_the_code_has_them(self, make, name):
        with translation.override("en"):
            made = make.PAGES[name]()

        assert (DOCS / name).read_text() == made, "run: uv run --no-dev docs/make.py"

    def test_tell_every_right_of_every_role(self, make):
        with translation.override("en"):
            lines = make.roles().splitlines()
        for right in Right:
            cells = next(line for line in lines if line.startswith(f"| {right.label} |"))
            has_it = [cell.strip() == "yes" for cell in cells.split("|")[2:-1]]
            assert has_it == [right in RIGHTS[group] for group in Group], right

    def test_tell_who_makes_every_move_and_no_other(self, make):
        assert set(make.MOVE) == {(a, b) for a, ends in STATE_TRANSITIONS.items() for b in ends}

    def test_are_the_only_ones_made(self, make):
        made = {path.name for path in DOCS.glob("*.md") if make.MADE in path.read_text()}

        assert made == set(make.PAGES)
