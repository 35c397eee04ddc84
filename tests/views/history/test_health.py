"""The health page and the seal on reports: what somebody sees of what proves history."""

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.utils import timezone

from tests.audit.tampering import run, topics, verified
from tests.factories import RecommendationFactory, UserFactory
from tracker.actions import jobs, workers
from tracker.actions.history.seals import seal_history
from tracker.audit import triggers
from tracker.models import JobRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    client.force_login(UserFactory(auditor=True))
    return lambda: client.get("/health/").content.decode()


class TestHealth:
    def test_says_how_to_begin(self, page):
        text = page()

        assert "Every change is recorded, and nothing needs an administrator." in text
        assert "No seal yet." in text
        assert "The history has never been verified." in text

    def test_tells_of_the_newest_seal_and_verification(self, page):
        made = topics(3)
        (seal,) = seal_history(now=timezone.now())
        verified()
        run(f"UPDATE tracker_topic SET name = 'Better' WHERE id = {made[0].pk}")

        assert seal.hash in page()
        assert "No problems found." in page()
        verified()
        assert "The history failed verification." in page()
        assert f"tracker_topic {made[0].pk}: name differs from the history" in page()

    def test_tells_what_was_left_out(self, page):
        for _seal in range(2):
            topics(1)
            seal_history(now=timezone.now())
        verified(since=2)

        text = page()
        assert "No problems found from seal 2 on. Earlier seals" in text
        assert "No problems found." not in text

    def test_names_what_fails_as_missing_triggers(self, page):
        triggers.drop()

        assert "Changes would not be recorded: the database lacks triggers (heed_" in page()

    def test_lists_the_last_run_of_each_job(self, page):
        assert "No background worker is running." in page()
        workers.beat("elsewhere:1:abc")
        values = {"due_on": timezone.now(), "worker": "elsewhere:1:abc", "finished_at": Now()}
        JobRun.objects.create(name="check_search", succeeded=True, message="All found.", **values)
        JobRun.objects.create(
            name="check_statuses", succeeded=False, message="One differs.", **values
        )

        text = page()

        assert "Done: All found." in text
        assert "<strong>Failed</strong>: One differs." in text
        assert text.count(">Never</td>") == len(jobs.enabled_jobs()) - 2
        assert "No background worker is running." not in text

    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, page, django_assert_num_queries):
        topics(2)
        seal_history(now=timezone.now())
        with django_assert_num_queries(100, exact=False) as few:
            page()
        topics(30)
        seal_history(now=timezone.now())

        with django_assert_num_queries(len(few)):
            page()


class TestAReport:
    @pytest.mark.parametrize("form", ["html", "json"])
    def test_prints_the_seal_that_it_was_made_under(self, tmp_path, form):
        slug = RecommendationFactory().report.slug
        path = tmp_path / f"report.{form}"
        call_command("progress_report", slug, format=form, output=path)
        assert ('"seal": null' if form == "json" else "not sealed yet") in path.read_text()

        (seal,) = seal_history(now=timezone.now())
        call_command("progress_report", slug, format=form, output=path)

        assert seal.hash in path.read_text()

    def test_says_where_to_check_it_if_others_reach_the_tracker(self, tmp_path, settings):
        settings.BASE_URL = "https://tracker.example.org"
        slug = RecommendationFactory().report.slug
        (seal,) = seal_history(now=timezone.now())
        page = "https://tracker.example.org/seals/check/"
        for form in ("html", "md", "docx", "pdf"):
            call_command("progress_report", slug, format=form, output=tmp_path / f"r.{form}")

        text = (tmp_path / "r.html").read_text()
        assert f'href="{page}?seal=1:{seal.hash}"' in text
        assert f">Check the seal at {page}<" in text
