"""Command `import_recommendations`: previewed, stored or accepted, in words or as JSON."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.factories import UserFactory
from tests.helpers.tables import ASKED, UHRI, changed
from tracker.models import Event, ImportRun, Recommendation

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def run(tmp_path):
    def call(content, *options, name="asked.csv"):
        file, out = tmp_path / name, StringIO()
        file.write_bytes(content)
        call_command("import_recommendations", str(file), *options, stdout=out)
        return out.getvalue()

    return call


@pytest.fixture
def accepting():
    UserFactory(analyst=True, username="ana")
    return ("--accept", "--by", "ana", "--reason", "Asked for")


class TestImportRecommendations:
    def test_rehearses_and_keeps_nothing(self, run):
        before = Event.objects.count()

        assert "3 new" in run(ASKED, "--dry-run")
        assert Event.objects.count() == before

    def test_keeps_a_run_that_waits(self, run):
        assert f"Run {ImportRun.objects.count() + 1}" not in run(ASKED, "--dry-run")
        assert "is waiting for a decision" in run(ASKED)
        assert Recommendation.objects.count() == 0

    def test_accepts_once(self, run, accepting):
        assert "Accepted as import" in run(ASKED, *accepting)
        before = Event.objects.count()

        assert "Nothing new: already imported." in run(ASKED, *accepting)
        assert (Recommendation.objects.count(), Event.objects.count()) == (3, before)

    def test_prints_one_object_of_the_index(self, run, accepting):
        told = json.loads(run(UHRI, "--uhri", "--json", *accepting, name="uhri.xlsx"))

        assert told["counts"] == {"new": 3, "same": 0, "left_out": 1, "error": 0}
        assert told["rows"][0]["recommendation"] == "CEDAW 2023 Albania"
        assert (told["state"], told["topics_not_held"]) == ("accepted", ["Shelters", "Slavery"])

    def test_reads_a_mapping(self, run, tmp_path):
        kept = tmp_path / "map.json"
        kept.write_text('{"columns": {"text": "Ask", "country": "Land", "year": "When"}}')

        assert "1 new" in run(
            b"Ask,Land,When\nDo.,Albania,2024\n", "--mapping", str(kept), "--mechanism", "UPR"
        )

    def test_names_every_error_and_writes_nothing(self, run, accepting, capsys):
        before = Event.objects.count()

        with pytest.raises(CommandError, match="Nothing was imported"):
            run(changed(1, "Country", "Atlantis"), *accepting)
        assert (Recommendation.objects.count(), Event.objects.count()) == (0, before)

    @pytest.mark.parametrize(
        ("content", "options", "why"),
        [
            (b"", (), "has no rows"),
            (b"a,b\n1,2\n", (), "No column gives the text"),
            (ASKED, ("--accept",), "--accept needs --by USER"),
            (
                ASKED,
                ("--accept", "--by", "nobody", "--reason", "x"),
                "No open account is called “nobody”",
            ),
            (
                ASKED,
                ("--mapping", "/nowhere.json"),
                r"/nowhere\.json can't be read.*Check the path",
            ),
            (ASKED, ("--mechanism", "NONE"), "Nothing was imported"),
        ],
    )
    def test_is_refused_with_one_sentence(self, run, content, options, why):
        with pytest.raises(CommandError, match=why):
            run(content, *options)
        assert ImportRun.objects.count() == 0

    def test_names_a_missing_file_and_the_remedy(self, tmp_path):
        path = tmp_path / "gone.csv"

        with pytest.raises(CommandError, match=r"gone\.csv can't be read: No such.*Check the path"):
            call_command("import_recommendations", str(path))
