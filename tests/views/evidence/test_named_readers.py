"""What is for named readers: asked what for, and written down, wherever a piece is met."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    FileFactory,
    QuestionFactory,
    UserFactory,
)
from tests.views import rows
from tracker.actions import search
from tracker.actions.evidence import read_log
from tracker.models import ReadLogEntry
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def secret_for(client, **fields):
    closed = {"sensitivity": Sensitivity.NAMED_READERS, "readers": [client.user]}
    return EvidenceFactory(**closed, **fields)


def say_why(client, piece):
    read_log.log_opened(evidence=piece, by=client.user, now=timezone.now(), purpose="To answer")


class TestPageForNamedReaders:
    def test_asks_what_for_before_anything_is_shown(self, analyst):
        piece = secret_for(analyst, title="Zanzibar")
        names = ("evidence", "evidence_edit", "citation_new", "evidence_withdraw")

        for name in (*names, "file_new"):
            where = reverse(name, args=[piece.pk])
            answer = analyst.get(where)
            assert answer.status_code == 302
            assert answer.url.startswith(reverse("evidence_purpose", args=[piece.pk]))
        assert not ReadLogEntry.objects.exists()

    def test_is_written_down_each_time_it_is_opened(self, viewer):
        piece = secret_for(viewer)
        say_why(viewer, piece)

        for _time in range(2):
            assert viewer.get(piece.get_absolute_url()).status_code == 200

        assert ReadLogEntry.objects.filter(evidence=piece, action="opened").count() == 3

    def test_asks_before_a_closed_file_of_an_open_piece_is_looked_at(self, viewer):
        piece = EvidenceFactory(readers=[viewer.user])
        FileFactory(evidence=piece, sensitivity=Sensitivity.NAMED_READERS, content=b"Zanzibar")

        answer = viewer.get(piece.get_absolute_url())
        assert answer.status_code == 200
        assert "State your purpose" in answer.text and "Zanzibar" not in answer.text
        say_why(viewer, piece)

        assert "Zanzibar" in viewer.get(piece.get_absolute_url()).text


@pytest.mark.usefixtures("indexed")
class TestElsewhere:
    def test_a_citation_leads_to_the_page_of_its_piece_and_tells_the_place(self, viewer):
        citation = CitationFactory(sentence="It is in force.", page="4", paragraph="12")
        FileFactory(evidence=citation.evidence)

        page = viewer.get(citation.recommendation.get_absolute_url()).text

        assert f'href="{citation.evidence.get_absolute_url()}"' in page
        assert f'href="{citation.evidence.get_absolute_url()}#files"' in page
        assert "p. 4, ¶ 12" in page

    def test_a_recommendation_writes_down_who_met_what(self, viewer):
        piece = secret_for(viewer, title="Zanzibar")
        citation = CitationFactory(evidence=piece)

        page = viewer.get(citation.recommendation.get_absolute_url()).text

        assert "Zanzibar" in page and "named readers" in page
        assert ReadLogEntry.objects.get(evidence=piece).action == "found"

    def test_finding_writes_down_who_met_what(self, analyst):
        piece = secret_for(analyst, title="Zanzibar")

        assert "Zanzibar" in analyst.get("/evidence/search/?search=zanzibar").text
        assert ReadLogEntry.objects.get(evidence=piece).action == "found"

    @pytest.mark.parametrize("answered", [True, False])
    def test_a_question_and_a_measure_write_down_who_met_what(self, viewer, answered):
        piece = secret_for(viewer, title="Zanzibar")
        if answered:
            about = QuestionFactory(answered_by=piece, answered_on=date(2024, 11, 1))
        else:
            about = CommitmentFactory(undertaken_in=piece)

        assert piece.get_absolute_url() in viewer.get(about.get_absolute_url()).text
        assert ReadLogEntry.objects.get(evidence=piece).action == "found"

    def test_the_admin_writes_down_who_met_what_and_asks_before_it_opens(self, analyst):
        piece = secret_for(analyst, title="Zanzibar")

        assert "Zanzibar" in analyst.get("/admin/tracker/evidence/").text
        assert ReadLogEntry.objects.get(evidence=piece).action == "found"
        for page in ("change", "history"):
            answer = analyst.get(f"/admin/tracker/evidence/{piece.pk}/{page}/")
            assert answer.url.startswith(reverse("evidence_purpose", args=[piece.pk]))

    def test_the_picker_of_the_admin_writes_down_who_met_what(self, analyst):
        piece = secret_for(analyst, title="Zanzibar")
        field = {"app_label": "tracker", "model_name": "citation", "field_name": "evidence"}

        page = analyst.get(reverse("admin:autocomplete"), {**field, "term": "Zanz"}).text

        assert "Zanzibar" in page
        assert ReadLogEntry.objects.get(evidence=piece).action == "found"

    def test_the_admin_leads_to_the_page_and_refuses_to_open_a_piece_to_more(self, analyst):
        piece = EvidenceFactory()
        where = f"/admin/tracker/evidence/{piece.pk}/change/"
        form = analyst.get(where)
        sent = {
            name: value
            for name, value in form.context["adminform"].form.initial.items()
            if value not in (None, [])
        }

        sent |= {"sensitivity": "public", "reason_code": "editorial"}
        page = analyst.post(where, sent)

        assert "Open the evidence page for its files and who can see them" in form.text
        assert page.status_code == 200
        assert "a second person must" in page.text


HIDDEN = 300
PAGES = {
    "the list of evidence": "/evidence/",
    "evidence that holds a word": "/evidence/?search=shelter",
    "finding evidence": "/evidence/search/?search=shelter",
    "the list of recommendations": "/recommendations/",
    "a recommendation": "",
}


@pytest.fixture
def recommendations():
    return rows.recommendations(3)


@pytest.mark.parametrize("where", PAGES)
@pytest.mark.parametrize("right", ["analyst", "viewer"])
class TestHiddenRows:
    def test_cost_no_query_and_are_not_there(self, client, recommendations, where, right):
        client.force_login(UserFactory(**{right: True}))
        rows.pieces(12, by=UserFactory(analyst=True), on=recommendations)
        search.rebuild()
        path = PAGES[where] or recommendations[0].get_absolute_url()
        client.get(path)  # what is kept for later requests is kept now

        with CaptureQueriesContext(connection) as before:
            plain = client.get(path)
        rows.pieces(
            HIDDEN,
            by=UserFactory(analyst=True),
            on=recommendations,
            word="shelter of Unike",
            sensitivity=Sensitivity.NAMED_READERS,
        )
        search.rebuild()
        with CaptureQueriesContext(connection) as after:
            narrow = client.get(path)

        assert (plain.status_code, narrow.status_code) == (200, 200)
        assert len(after) == len(before)
        assert "Unike" not in narrow.text
