"""The sample of Kosovo is what is read from its narrative, but for what a person annotated."""

import subprocess
import sys

import pytest

from benchmarks import database, kosovo, sample_fixture
from benchmarks.sample_fixture import (
    annotate,
    load,
    load_annotations,
    make_figures,
    make_questions,
    read,
)

REMEDY = "Make it anew: uv run python -m benchmarks.sample_fixture (--annotate first, if the file is right)."


@pytest.fixture(scope="module")
def narrative():
    return read()


class TestTheSample:
    def test_has_the_figures_that_are_read_and_annotated(self, narrative):
        assert make_figures(narrative, load_annotations()["figures"]) == load("figure"), REMEDY

    def test_has_the_questions_that_the_text_raises(self, narrative):
        written = load("question")
        made = make_questions(narrative, load_annotations()["questions"], written)
        assert made == written, REMEDY

    def test_says_why_each_annotation_stands(self):
        annotations = [a for same in load_annotations().values() for a in same]

        assert [a for a in annotations if len(a["why"]) < 10] == []

    def test_has_the_doubts_of_the_reader(self, narrative):
        raised = " ".join(row["text"] for row in load("question") if "recommendation" not in row)

        for words in (
            "70 victims",
            "makes 44",
            "€8,180",
            "slightly",
            "(8) than",
            "the same number",
        ):
            assert words in raised


class TestTheCommand:
    @pytest.mark.parametrize(
        ("option", "code", "says"),
        [("--help", 0, "--annotate"), ("--anotate", 2, "unrecognized arguments: --anotate")],
    )
    def test_writes_nothing_where_it_helps_or_does_not_understand(
        self, monkeypatch, capsys, option, code, says
    ):
        monkeypatch.setattr(sys, "argv", ["sample_fixture", option])
        monkeypatch.setattr(sample_fixture, "write", lambda *_what: pytest.fail("It wrote."))

        with pytest.raises(SystemExit) as end:
            sample_fixture.main()

        printed = capsys.readouterr()
        assert end.value.code == code
        assert says in printed.out + printed.err

    def test_of_the_comparison_says_what_it_does(self):
        command = [sys.executable, "-m", "benchmarks.kosovo", "--help"]

        answer = subprocess.run(command, capture_output=True, text=True, check=True)

        assert "narrative on Kosovo" in answer.stdout

    def test_of_the_comparison_makes_no_database_where_it_is_imported(self):
        """The process that reads a text imports the program anew, with little memory."""
        assert kosovo.main
        assert database.FOLDERS == []


class TestAnnotations:
    def test_are_what_figures_have_otherwise(self, narrative):
        known = load_annotations()["figures"]

        assert annotate(narrative, load("figure"), known) == known

    def test_of_nothing_that_is_read_are_refused(self, narrative):
        gone = {"why": "?", "read": "SHIPS 1:2-3", "is": None}

        with pytest.raises(ValueError, match="Annotate anew"):
            make_figures(narrative, [gone])
        with pytest.raises(ValueError, match="asked no more"):
            make_questions(narrative, [gone], [])
