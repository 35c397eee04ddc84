"""Tables of recommendations on the site: uploaded, looked over, taken in whole, taken back."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import UserFactory
from tests.helpers.tables import ASKED, HEAD, ROWS, UHRI, as_csv, changed
from tests.helpers.workers import a_queue, work_off
from tracker.actions.imports import tables
from tracker.documents import tables as documents
from tracker.forms import imports as forms
from tracker.models import Event, ImportRun, Recommendation
from tracker.vocabulary import ImportRunState

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NEW = "/imports/tables/new/"
WORDS = {"reason": "Asked for."}


def uploaded(client, content=ASKED, name="asked.csv", **typed):
    return client.post(NEW, {"file": SimpleUploadedFile(name, content), **typed})


def waiting(client, content=ASKED, **typed):
    """The address of a table that was uploaded."""
    return uploaded(client, content, **typed).url


class TestLongTables:
    @pytest.fixture(autouse=True)
    def short(self, monkeypatch):
        monkeypatch.setattr(forms, "STREAMED", 0)
        monkeypatch.setattr(documents, "STREAMED", 0)
        monkeypatch.setattr(tables, "MAX_SYNC_ROWS", 1)

    def test_are_read_and_accepted_by_tasks(self, analyst):
        with a_queue():
            reading = uploaded(analyst).url
            assert "is being read" in analyst.get(reading).text
            work_off()
            run = analyst.get(reading).url
            page = analyst.get(run).text
            accepting = analyst.post(run, {"accept": "yes", **WORDS}).url
            work_off()
            done = analyst.get(accepting).url

        assert "All rows are checked before" in page and "Import the whole table" in page
        assert (done, Recommendation.objects.count()) == (run, 3)
        assert "3 recommendations in the table" in analyst.get(run).text

    def test_are_refused_whole_with_the_first_errors(self, analyst):
        content = changed(2, "Country", "Atlantis")

        run = uploaded(analyst, content).url
        answer = analyst.post(run, {"accept": "yes", **WORDS})

        assert "Row 4, country: there is no country" in answer.text
        assert Recommendation.objects.count() == 0


class TestUpload:
    def test_opens_and_is_reached_from_the_list_of_imports(self, analyst):
        assert NEW in analyst.get("/imports/").text
        assert "Preview" in analyst.get(NEW).text

    def test_keeps_the_table_as_a_run_that_waits(self, analyst):
        address = waiting(analyst)

        assert ImportRun.objects.get().state == ImportRunState.WAITING
        assert Recommendation.objects.count() == 0
        assert "3 new" in analyst.get(address).text

    def test_of_the_same_file_says_so(self, analyst):
        first = waiting(analyst)

        answer = analyst.post(NEW, {"file": SimpleUploadedFile("b.csv", ASKED)}, follow=True)

        assert (answer.redirect_chain[0][0], ImportRun.objects.count()) == (first, 1)
        assert "It was imported before" in answer.text

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "The file is empty"),
            (b"\0\1\2" * 900, "neither a CSV file nor a workbook"),
            (b"PK\xff" + b"a" * (21 * 2**20), "more than 20 MB"),
            (b"PK\x03\x04", "damaged"),
        ],
    )
    def test_of_a_bad_file_says_why_and_writes_nothing(self, analyst, content, why):
        before = Event.objects.count()

        answer = uploaded(analyst, content)

        assert (answer.status_code, Event.objects.count()) == (422, before)
        assert why in answer.text

    def test_is_for_whoever_may(self, client, viewer):
        assert client.get(NEW).url.startswith("/sign-in/")
        answer = viewer.get(NEW)
        assert (answer.status_code, "only analysts can" in answer.text) == (403, True)


class TestPreview:
    def test_names_rows_with_errors_and_offers_no_acceptance(self, analyst):
        text = analyst.get(waiting(analyst, changed(2, "Country", "Atlantis"))).text

        assert "there is no country “Atlantis”" in text
        assert "1 row can’t be imported" in text
        assert 'name="accept"' not in text

    def test_asks_for_what_no_column_says_and_takes_it(self, analyst):
        address = waiting(analyst, b"Ask,Land\nDo it.,Albania\n")
        assert "No column gives the text" in analyst.get(address).text

        typed = {
            "column_text": "Ask",
            "column_country": "Land",
            "fixed_mechanism": "UPR",
            "fixed_year": "2024",
        }
        assert "1 new" in analyst.get(address, typed).text
        analyst.post(address, {**typed, **WORDS, "accept": "yes"})

        assert Recommendation.objects.get().cited_as == "UPR 2024 Albania 1"

    def test_gives_the_mapping_as_the_command_reads_it(self, analyst):
        answer = analyst.get(
            f"{waiting(analyst)}mapping/", {"column_text": "Recommendation", "fixed_year": "2024"}
        )

        page = json.loads(answer.content)
        assert page["columns"] == {"text": "Recommendation"}
        assert page["fixed"] == {"year": "2024"}

    def test_of_the_index_says_what_is_left_out(self, analyst):
        text = analyst.get(waiting(analyst, UHRI)).text

        assert "3 new" in text
        assert "these topics are not defined: Shelters, Slavery" in text
        assert "Columns not used: Affected Persons, UPR Position" in text

    @pytest.mark.parametrize("path", ["999/", "999/mapping/"])
    def test_of_no_table_is_not_found(self, analyst, path):
        assert analyst.get(NEW + path).status_code == 404

    def test_costs_the_same_for_few_and_for_many(self, analyst, django_assert_num_queries):
        def rows(number):
            return as_csv(
                [
                    HEAD,
                    *(
                        [str(n), f"Do {n}.", "Albania", "2024", "UPR", "", f"i-{n}"]
                        for n in range(number)
                    ),
                ]
            )

        few, many = waiting(analyst, rows(2)), waiting(analyst, rows(500))
        with django_assert_num_queries(30, exact=False) as params:
            analyst.get(few)
        with django_assert_num_queries(len(params)):
            analyst.get(many)


class TestDecision:
    def test_takes_in_and_takes_back(self, analyst):
        address = waiting(analyst)

        answer = analyst.post(address, {**WORDS, "accept": "yes"}, follow=True)
        assert "3 new" in answer.text
        assert "UPR 2024 Albania 1" in answer.text
        assert Recommendation.objects.count() == len(ROWS)

        undo = f"/imports/{ImportRun.objects.get().pk}/undo/"
        assert undo in answer.text
        answer = analyst.post(undo, {"reason": "Wrong file"}, follow=True)
        assert answer.redirect_chain[-1][0] == address
        assert "Everything is as it was before." in answer.text
        assert Recommendation.objects.count() == 0

    def test_can_be_to_leave_it_out(self, analyst):
        page = analyst.get(address := waiting(analyst))
        discard = f"/imports/{ImportRun.objects.get().pk}/discard/"
        assert discard in page.text
        analyst.post(discard, WORDS)

        assert ImportRun.objects.get().state == ImportRunState.DROPPED
        assert "Asked for." in analyst.get(address).text

    def test_asks_why_and_keeps_what_was_chosen(self, analyst):
        address = waiting(analyst)

        answer = analyst.post(
            address, {"reason": "", "column_text": "Recommendation", "fixed_year": "2020"}
        )

        assert answer.status_code == 422
        assert "Give the reason in one sentence." in answer.text
        assert answer.context["mapping"]["fixed_year"].value() == "2020"
        assert Recommendation.objects.count() == 0

    def test_is_refused_of_what_has_errors(self, analyst):
        address = waiting(analyst, changed(0, "Theme", "Water"))

        answer = analyst.post(address, {**WORDS, "accept": "yes"})

        assert (answer.status_code, Recommendation.objects.count()) == (422, 0)
        assert "Row 2, Theme: “Water” is not a known value" in answer.text

    def test_is_not_for_an_auditor(self, client, analyst):
        address = waiting(analyst)
        client.force_login(UserFactory(auditor=True))

        assert client.post(address, {**WORDS, "accept": "yes"}).status_code == 403
