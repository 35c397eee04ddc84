"""Command `import_report`."""

import io
import json
import re
import time
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from tests.factories import UserFactory
from tests.intake.test_paragraphs_pdf import LOCKED
from tracker.models import Event, ImportRun, Passage, Recommendation
from tracker.vocabulary import ImportRunState

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NARRATIVE = Path(settings.FIXTURE_DIRS[0]) / "tip-2024-kosovo" / "narrative.txt"
TEXT = NARRATIVE.read_text()
LAYOUTS = Path(__file__).parents[2] / "intake" / "layouts"
KEYS = [
    *("mechanism", "country", "year", "tier", "previous_tier", "sections", "recommendations"),
    *("figures", "numbers", "questions", "bodies", "uncertain"),
]
FIGURE = {
    *("indicator", "label", "value", "previous", "unit", "period", "part_of", "scope", "doubt"),
    *("qualifier", "breakdown", "paragraph", "start", "end"),
}
SECONDS = 10


def ran(*options, stderr=None):
    out = StringIO()
    call_command("import_report", *map(str, options), stdout=out, stderr=stderr or StringIO())
    return out.getvalue()


def accepting(user="ana", reason="The edition of this year"):
    return "--accept", "--by", user, "--reason", reason


@pytest.fixture
def file(tmp_path):
    def make(content, name="narrative.txt"):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make


class TestJson:
    def test_is_one_object_and_nothing_else_on_an_empty_database(self):
        values = json.loads(ran(NARRATIVE, "--json", "--dry-run"))

        assert list(values) == KEYS
        assert (values["mechanism"], values["country"], values["year"]) == ("TIP", "Kosovo", 2024)
        assert (values["tier"], values["previous_tier"]) == ("2", "2")
        assert [set(one) for one in values["recommendations"]] == [{"number", "text"}] * 9
        assert set(values["sections"][0]) == {"name", "paragraphs"}
        assert all(set(one) >= FIGURE for one in values["figures"])
        assert all(set(one) == {"kind", "text", "spans"} for one in values["questions"])
        assert all(set(one) == {"code", "name", "mentions"} for one in values["bodies"])

    def test_places_what_it_tells_in_the_paragraphs_of_the_file(self):
        values = json.loads(ran(NARRATIVE, "--json", "--dry-run"))
        paragraphs = [line for line in TEXT.split("\n") if line.strip()]

        spans = [span for query in values["questions"] for span in query["spans"]]
        for one in [*values["figures"], *spans]:
            assert paragraphs[one["paragraph"] - 1][one["start"] : one["end"]].strip()

    def test_keeps_a_run_too_without_dry_run(self):
        assert list(json.loads(ran(NARRATIVE, "--json"))) == KEYS
        assert ImportRun.objects.get().state == ImportRunState.WAITING

    def test_names_a_year_that_is_missing_and_guesses_none(self):
        values = json.loads(ran(LAYOUTS / "no_year.txt", "--json", "--dry-run"))

        assert values["year"] is None
        assert any("year" in sentence for sentence in values["uncertain"])

    def test_uses_the_year_of_the_option(self):
        values = json.loads(ran(LAYOUTS / "no_year.txt", "--json", "--dry-run", "--year", "2012"))

        assert values["year"] == 2012
        assert not any("does not give its year" in sentence for sentence in values["uncertain"])

    def test_takes_one_file(self):
        with pytest.raises(CommandError, match="--json takes one file"):
            ran(NARRATIVE, NARRATIVE, "--json")


class TestImportReport:
    def test_keeps_a_run_that_waits(self):
        sentence = ran(NARRATIVE)

        assert "Kosovo 2024, tier 2. Recommendations: 9." in sentence
        assert f"Import {ImportRun.objects.get().pk} is waiting for a decision." in sentence
        assert ImportRun.objects.get().created_by.username == "intake"

    def test_dry_run_writes_nothing(self):
        events = Event.objects.count()

        assert "Nothing was saved." in ran(NARRATIVE, "--dry-run")
        assert (Event.objects.count(), ImportRun.objects.count()) == (events, 0)

    def test_accept_takes_it_in_and_the_second_time_says_nothing_new(self):
        UserFactory(analyst=True, username="ana")

        first = ran(NARRATIVE, *accepting())
        events = Event.objects.count()
        second = ran(NARRATIVE, *accepting())

        assert "Rows added: " in first
        assert re.search(r"\n  ¶ \d+ .*: left out: No indicator is named", first)
        assert (Recommendation.objects.count(), Passage.objects.count()) == (9, 11)
        assert "Nothing new" in second
        assert Event.objects.count() == events

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            (("--accept",), "--accept needs --by USER and --reason TEXT"),
            (accepting("nobody"), "No open account is called “nobody”"),
            (accepting("vera"), "only analysts can"),
            (("--year", "2019"), "gives the year 2024"),
            (("--year", "1066"), "1066 can't be the year of a report"),
        ],
    )
    def test_refuses_and_writes_nothing(self, options, sentence):
        UserFactory(viewer=True, username="vera")
        events = Event.objects.count()

        with pytest.raises(CommandError, match=sentence) as refused:
            ran(NARRATIVE, *options)

        assert refused.value.returncode == 1
        assert (Event.objects.count(), ImportRun.objects.count()) == (events, 0)

    def test_asks_for_the_year_before_it_accepts(self):
        UserFactory(analyst=True, username="ana")

        with pytest.raises(CommandError, match="the year"):
            ran(LAYOUTS / "no_year.txt", *accepting())

        assert not Recommendation.objects.exists()


class TestSeveralFiles:
    def test_are_read_one_by_one_and_what_is_refused_is_named(self, file):
        soup, errors = file("A recipe for soup."), StringIO()

        with pytest.raises(CommandError, match="1 of 3 files were refused"):
            ran(NARRATIVE, soup, LAYOUTS / "numbered.txt", stderr=errors)

        assert ImportRun.objects.count() == 2
        assert str(soup) in errors.getvalue()

    def test_show_their_progress_on_a_terminal_alone(self):
        class Terminal(StringIO):
            def isatty(self):
                return True

        shown, plain = Terminal(), StringIO()

        ran(NARRATIVE, LAYOUTS / "numbered.txt", "--dry-run", stderr=shown)
        ran(NARRATIVE, LAYOUTS / "numbered.txt", "--dry-run", stderr=plain)

        assert "2/2" in shown.getvalue()
        assert plain.getvalue() == ""


def docx_bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b" " * 300_000_000)
    return packed.getvalue()


def two_columns():
    left = "The government increased law enforcement efforts and convicted three traffickers in"
    right = "Courts sentenced two of them to prison, and victims of trafficking had no shelter at"
    lines = [f"{left[n : n + 28]:<40}{right[n : n + 28]}" for n in range(0, 56, 4)]
    return "\n".join(["ALBANIA (Tier 2)", "", *lines * 6])


BAD = {
    "empty": ("narrative.txt", lambda: b"", "nothing to import"),
    "binary": ("narrative.txt", lambda: bytes(range(256)) * 400, "no text was recognised"),
    "50 MB": ("narrative.txt", lambda: b"traffickers " * 4_200_000, "larger than"),
    "news": (
        "news.txt",
        lambda: (
            b"Kosovo stays on Tier 2, the State Department said on Monday.\n\nThe annual report on "
            b"trafficking said the government did not do enough, a spokesman told Reuters."
        ),
        "news item",
    ),
    "zip bomb": ("bomb.docx", docx_bomb, "unpacked content is too large"),
    "deep HTML": ("deep.html", lambda: b"<html><body>" + b"<div>" * 300_000, "nothing to import"),
    "PDF that is none": ("locked.pdf", lambda: b"%PDF-1.7\nnonsense", "damaged"),
    "PDF with a password": ("locked.pdf", lambda: LOCKED, "protected by a password"),
}


class TestBadInput:
    @pytest.mark.parametrize("name", BAD)
    def test_is_refused_in_a_sentence_within_seconds_and_nothing_is_written(self, file, name):
        called, content, sentence = BAD[name]
        path, events, began = file(content(), called), Event.objects.count(), time.monotonic()

        with pytest.raises(CommandError, match=sentence) as refused:
            ran(path)

        assert time.monotonic() - began < SECONDS
        assert len(str(refused.value)) > 30
        assert (Event.objects.count(), ImportRun.objects.count()) == (events, 0)

    def test_another_encoding_is_read_or_refused_never_garbled(self, file):
        values = json.loads(ran(file(TEXT.encode("utf-16")), "--json", "--dry-run"))

        assert (values["country"], len(values["recommendations"])) == ("Kosovo", 9)
        assert (
            len(
                json.loads(ran(file(TEXT.encode("cp1252", "replace")), "--json", "--dry-run"))[
                    "recommendations"
                ]
            )
            == 9
        )

    def test_two_countries_are_not_mixed(self):
        path = LAYOUTS / "two_countries.txt"

        values = json.loads(ran(path, "--json", "--dry-run"))

        assert (values["country"], len(values["recommendations"])) == ("Ulmenia", 3)
        assert any("another country begins there" in sentence for sentence in values["uncertain"])
        other = json.loads(ran(path, "--json", "--dry-run", "--country", "United Provinces"))
        assert (other["country"], len(other["recommendations"])) == ("United Provinces", 2)

    def test_two_columns_are_named_as_such(self, file):
        try:
            sentence = ran(file(two_columns()), "--dry-run")
        except CommandError as refused:
            sentence = str(refused)

        assert "column" in sentence

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        with pytest.raises(CommandError, match=r"nowhere\.txt can't be read: No such file"):
            ran(tmp_path / "nowhere.txt")
