"""Reports that are taken in: the list of what was read, and the form."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.narratives import ASKED, a_run, narrative
from tests.workers import a_queue, work_off
from tracker.models import Event, Run

pytestmark = pytest.mark.django_db
NEW = "/imports/new/"


@pytest.fixture
def run(analyst):
    return a_run(by=analyst.user)


class TestList:
    def test_shows_every_run_with_its_state_and_by_whom(self, analyst, run):
        page = analyst.get("/imports/").text

        assert run.get_absolute_url() in page
        assert "Waiting" in page
        assert "pasted text" in page
        assert str(run.made_by) in page

    def test_says_how_to_begin_where_nothing_was_read(self, analyst):
        assert "Begin with “Take in a report”" in analyst.get("/imports/").text

    def test_is_reached_from_the_reports_by_who_may(self, analyst, viewer):
        assert NEW in analyst.get("/reports/").text
        assert NEW not in viewer.get("/reports/").text

    def test_costs_the_same_for_few_and_for_many(self, analyst, run, django_assert_num_queries):
        with django_assert_num_queries(12, exact=False) as few:
            analyst.get("/imports/")
        for year in (2020, 2021, 2022):
            a_run(by=analyst.user, year=year)

        with django_assert_num_queries(len(few)):
            analyst.get("/imports/")


class TestForm:
    def test_reads_what_was_pasted_and_shows_it(self, analyst):
        answer = analyst.post(NEW, {"pasted": narrative()}, follow=True)

        run = Run.objects.get()
        assert answer.redirect_chain == [(run.get_absolute_url(), 302)]
        assert (run.year, run.country, run.tier) == (2024, "Kosovo", "2")
        assert ASKED[1] in answer.text

    def test_reads_a_file_under_the_year_that_was_typed(self, analyst):
        text = narrative().replace("2024 Trafficking", "Trafficking")
        file = SimpleUploadedFile("kosovo.txt", text.encode())

        analyst.post(NEW, {"file": file, "year": "2024"})

        run = Run.objects.get()
        assert (run.file_name, run.year) == ("kosovo.txt", 2024)

    def test_leads_to_the_run_that_waits_where_the_same_was_read_before(self, analyst, run):
        answer = analyst.post(NEW, {"pasted": narrative()}, follow=True)

        assert Run.objects.count() == 1
        assert "nothing new" in answer.text

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ({}, "Nothing was given."),
            ({"pasted": "A short note.", "country": "Kosovo"}, "no country narrative"),
            ({"pasted": narrative(), "year": "2019"}, "its title states 2024"),
            ({"pasted": narrative(), "year": "1850"}, "greater than or equal to 2001"),
        ],
    )
    def test_says_why_not_and_keeps_what_was_typed(self, analyst, typed, said):
        answer = analyst.post(NEW, typed)

        assert answer.status_code == 422
        assert said in answer.text
        assert {name: answer.context["form"][name].value() for name in typed} == typed
        assert not Run.objects.exists()

    def test_says_why_not_of_a_file_that_is_no_text(self, analyst):
        answer = analyst.post(NEW, {"file": SimpleUploadedFile("a.doc", b"\xd0\xcf\x11\xe0" * 99)})

        assert answer.status_code == 422
        assert not Run.objects.exists()

    def test_is_not_for_everybody_who_is_told_why(self, viewer):
        answer = viewer.post(NEW, {"pasted": narrative()})

        assert answer.status_code == 403
        assert "it takes the right of an analyst" in answer.text

    def test_sends_strangers_to_sign_in(self, client):
        assert client.get(NEW).url == f"/sign-in/?next={NEW}"


class TestLargeFile:
    @pytest.fixture
    def file(self):
        return SimpleUploadedFile(
            "large.html", f"<html><body>{narrative()}".encode() + b" " * 10**6
        )

    def test_is_read_by_a_task_at_once_where_nobody_else_works(self, analyst):
        text = narrative().replace("\n\n", "\n\n" + " " * 200_000)
        answer = analyst.post(NEW, {"file": SimpleUploadedFile("large.txt", text.encode())})

        run = Run.objects.get()
        assert answer.url == run.get_absolute_url()
        assert Event.objects.filter(table="tracker_run").get().source == "task"

    def test_that_is_no_narrative_is_refused_with_its_sentence(self, analyst):
        file = SimpleUploadedFile("large.txt", b"Nothing of the kind. " * 60_000)

        answer = analyst.post(NEW, {"file": file, "country": "Kosovo"})

        assert answer.status_code == 422
        assert answer.context["form"]["country"].value() == "Kosovo"
        assert not Run.objects.exists()

    def test_is_being_read_until_a_worker_has_read_it(self, analyst, reviewer, file):
        with a_queue():
            answer = analyst.post(NEW, {"file": file})
            page = analyst.get(answer.url)

            assert "/imports/being-read/" in answer.url
            assert "“large.html” is being read." in page.text
            assert reviewer.get(answer.url).status_code == 404
            assert not Run.objects.exists()

            work_off()

            run = Run.objects.get()
            asks_again = analyst.get(answer.url, headers={"HX-Request": "true"})
            assert asks_again.headers["HX-Refresh"] == "true"
            assert analyst.get(answer.url).url == run.get_absolute_url()
            key = answer.url.rstrip("/").rsplit("/", 1)[1]  # of another task
            assert analyst.get(f"/publications/being-made/{key}/").status_code == 404
            assert Event.objects.filter(table="tracker_run").get().source == "task"
