"""Command `progress_report`."""

import json
import os
from io import StringIO

import pypdfium2
import pytest
from django.core.management import CommandError, call_command

from tests.factories import RecommendationFactory
from tracker.vocabulary import Status, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SLUG = "tip-2024-kosovo"


@pytest.fixture
def two():
    first = RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)
    return first, RecommendationFactory(report=first.report, theme=Theme.PREVENTION)


def printed(tmp_path, *options, slug=SLUG, kind="json"):
    path = tmp_path / f"report.{kind}"
    call_command(
        "progress_report",
        slug,
        "--format",
        kind,
        "--output",
        str(path),
        *options,
        stdout=StringIO(),
    )
    return path.read_bytes()


class TestProgressReport:
    def test_prints_json_with_the_verbatim_text(self, two, tmp_path):
        told = json.loads(printed(tmp_path))

        assert [r["text"] for r in told["recommendations"]] == [r.text for r in two]
        assert (told["base"], told["counts"]["partial"]) == (1, 1)

    @pytest.mark.parametrize(("kind", "head"), [("pdf", b"%PDF-"), ("html", b"<!doctype html>")])
    def test_prints_a_page_and_a_pdf(self, two, tmp_path, kind, head):
        assert printed(tmp_path, kind=kind).startswith(head)

    @pytest.mark.parametrize(
        ("options", "numbers"),
        [(("--body", "THBD"), 1), (("--theme", "prevention"), 1), ((), 2)],
    )
    def test_prints_what_the_filter_finds(self, two, tmp_path, options, numbers):
        assert len(json.loads(printed(tmp_path, *options))["recommendations"]) == numbers

    def test_the_same_day_and_filter_give_the_same_bytes(self, two, tmp_path):
        for kind in ("pdf", "json", "html"):
            options = ("--on", "2025-03-31")
            assert printed(tmp_path, *options, kind=kind) == printed(tmp_path, *options, kind=kind)

    @pytest.mark.parametrize(
        ("past", "label"),
        [
            ("known_now", "based on what we know now"),
            ("believed", "based on what was recorded then"),
        ],
    )
    def test_prints_a_past_day_by_either_basis(self, two, tmp_path, past, label):
        options = ("--on", "2024-12-31", "--past", past)

        page = printed(tmp_path, *options, kind="html").decode()
        pdf = pypdfium2.PdfDocument(printed(tmp_path, *options, kind="pdf"))

        assert f"As of 31 December 2024, {label}" in page
        assert f"31 December 2024, {label}" in pdf[0].get_textpage().get_text_range()
        assert json.loads(printed(tmp_path, *options))["past"] == past

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (("--past", "never"), "invalid choice: 'never'"),
            (("--on", "2999-01-01"), "is in the future"),
            (("--on", "yesterday"), "“yesterday” is not a date"),
            (("--body", "NOBODY"), "Unknown value “NOBODY”"),
            (("--theme", "weather"), "Theme: Select a valid choice"),
            (("--body", "THBD", "--body", "KP"), "argument --body: given more than once"),
            (("--body", "all"), "Add --kind body, or name one body"),
            (("--language", "all"), "json is a file. Several reports need a folder"),
        ],
    )
    def test_refuses_what_it_cannot_read(self, two, tmp_path, options, sentence):
        with pytest.raises(CommandError, match=sentence):
            printed(tmp_path, *options)

        assert list(tmp_path.iterdir()) == []

    def test_refuses_a_report_it_does_not_hold(self, two, tmp_path):
        with pytest.raises(
            CommandError, match=r"No report is called “nowhere”\. Choose one of: tip-2024"
        ):
            printed(tmp_path, slug="nowhere")

    def test_refuses_a_path_it_cannot_write(self, two, tmp_path):
        with pytest.raises(CommandError, match="can't be written: No such file or directory"):
            printed(tmp_path / "missing")


class TestOutput:
    @pytest.mark.parametrize("path", ["", ".", "/", "..", "a" * 300])
    def test_that_is_no_file_is_refused_in_a_sentence(self, two, path):
        with pytest.raises(CommandError, match="can't be written"):
            call_command("progress_report", SLUG, "--format", "json", "--output", path)

    def test_that_is_a_device_stays_one(self, two, tmp_path):
        pipe = tmp_path / "pipe"
        os.mkfifo(pipe)
        read = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

        call_command(
            "progress_report", SLUG, "--format", "json", "--output", str(pipe), stdout=StringIO()
        )

        assert os.read(read, 1) == b"{"
        assert pipe.is_fifo()

    def test_replaces_an_older_report_and_leaves_nothing_beside_it(self, two, tmp_path):
        assert printed(tmp_path) == printed(tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == ["report.json"]

    def test_an_empty_option_is_no_wish_for_everything(self, two, tmp_path):
        with pytest.raises(CommandError, match="--body is empty"):
            printed(tmp_path, "--body", "")
