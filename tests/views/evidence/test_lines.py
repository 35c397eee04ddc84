"""The line of evidence: what was read of issuer, kind and period, shown and confirmed."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.documents import samples
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
)
from tests.views.forms import as_user
from tracker.models import Citation, Evidence
from tracker.vocabulary import EvidenceKind

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LINK = "https://moj.example.org/a"


@pytest.fixture
def moj():
    return BodyFactory(code="MOJ", domains=["moj.example.org"])


class TestLineOfAForm:
    def line(self, client, **sent):
        return html.unescape(client.post(reverse("evidence_line"), sent).text)

    def test_of_a_link_has_its_words_and_a_box(self, client, moj):
        as_user(client, analyst=True)

        line = self.line(client, url=LINK)

        assert "Issuer: MOJ, from the address" in line and "<q" in line
        assert "Kind not stated" in line and 'name="confirmed"' in line

    def test_of_what_tells_nothing_asks_nothing(self, client):
        as_user(client, analyst=True)

        line = self.line(client, url=LINK)

        assert "Issuer not stated" in line and "confirmed" not in line.replace("not confirmed", "")
        assert self.line(client, url="", upload="no token").strip() == ""


class TestLogForm:
    @pytest.fixture
    def recommendation(self):
        return RecommendationFactory(lead="THBD")

    def send(self, client, recommendation, **values):
        where = reverse("log_progress", args=[recommendation.report.slug, recommendation.number])
        form = client.get(where).context["form"]
        sent = {"last_event": form["last_event"].value(), "as_of": form["as_of"].value()}
        return client.post(where, {**sent, "status": "initial_steps", **values})

    def test_keeps_the_line_and_its_tick_after_an_error(self, client, moj, recommendation):
        as_user(client, analyst=True)
        line = client.post(reverse("evidence_line"), {"url": LINK}).text
        mark = line.split('name="confirmed" value="')[1].split('"')[0]

        refused = self.send(client, recommendation, sentence="", url=LINK, confirmed=mark)
        sent = self.send(client, recommendation, sentence="It met.", url=LINK, confirmed=mark)

        assert refused.status_code == 422
        assert "Issuer: MOJ" in refused.text and f'value="{mark}"' in refused.text
        assert "checked" in refused.text.split(f'value="{mark}"')[1][:60]
        assert sent.status_code == 302
        assert Evidence.objects.get().issuer == moj
        assert Citation.objects.get().is_use_stated

    def test_keeps_what_was_read_of_a_file_after_an_error(self, client, recommendation):
        as_user(client, analyst=True)
        BodyFactory(code="MIA", name_en="Ministry of Internal Affairs")
        file = SimpleUploadedFile("letter.pdf", samples.letter_pdf())

        refused = self.send(client, recommendation, sentence="", file=file)

        page = html.unescape(refused.text)
        assert "Issuer: MIA, from the letterhead" in page and "Letter" in page
        assert refused.context["form"]["issuer"].value() in (None, "")


class TestConfirm:
    def test_beside_a_citation_states_line_and_use(self, client, moj):
        as_user(client, analyst=True)
        reading = {"issuer": {"value": "MOJ", "place": "address", "words": "moj.example.org"}}
        piece = EvidenceFactory(reading=reading, kind=EvidenceKind.LETTER)
        assessment = AssessmentFactory(submitted=True)
        citation = CitationFactory(
            evidence=piece,
            assessment=assessment,
            recommendation=assessment.recommendation,
            is_use_stated=False,
        )
        page = client.get(assessment.recommendation.get_absolute_url()).text

        answer = client.post(reverse("reading_confirm", args=[piece.pk]), {"citation": citation.pk})

        assert reverse("reading_confirm", args=[piece.pk]) in page
        assert answer.url.endswith(f"#citation-{citation.pk}")
        piece.refresh_from_db()
        citation.refresh_from_db()
        assert (piece.issuer, piece.reading, citation.is_use_stated) == (moj, {}, True)

    def test_of_evidence_leads_back_to_it(self, client):
        as_user(client, analyst=True)
        piece = EvidenceFactory()

        answer = client.post(reverse("reading_confirm", args=[piece.pk]))

        assert answer.url == piece.get_absolute_url()

    @pytest.mark.parametrize("key", ["x", "9" * 20, "0"])
    def test_finds_no_citation_by_another_key(self, client, key):
        as_user(client, analyst=True)
        url = reverse("reading_confirm", args=[EvidenceFactory().pk])

        assert client.post(url, {"citation": key}).status_code == 404
