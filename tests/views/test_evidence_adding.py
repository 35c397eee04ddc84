"""A piece of evidence that nothing cites yet is added."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    FileFactory,
    TopicFactory,
)
from tests.files.samples import letter_pdf
from tests.views.typed import opened
from tracker.actions import storing
from tracker.models import Event, Evidence

pytestmark = pytest.mark.django_db

WHY = {"because_of": "It came by letter."}


def where(name, *args):
    return reverse(name, args=args)


def pdf(content=None, name="letter.pdf"):
    return SimpleUploadedFile(name, content or letter_pdf())


class TestAdd:
    def test_keeps_a_file_under_its_own_title_with_its_text(self, analyst):
        answer = analyst.post(
            where("evidence_new"),
            {"file": pdf(), **WHY, "sensitivity": "internal", "attribution": "attributable"},
        )

        made = Evidence.objects.get()
        assert answer.url == made.get_absolute_url()
        assert made.title and made.kind == "letter"
        file = made.files.get()
        assert (file.number, file.pages, file.added_by) == (1, 2, analyst.user)
        assert "shelter for boys" in file.extracted_text
        assert storing.kept(file.sha256) == letter_pdf()
        event = Event.objects.get(table="tracker_evidence", operation="insert")
        assert event.reason == "It came by letter."

    def test_keeps_a_link_with_all_that_is_said_of_it(self, analyst):
        topic, body = TopicFactory(code="shelters"), BodyFactory(code="MFLT")
        sent = opened(analyst, where("evidence_new"))
        said = {
            "title": "Budget of 2024",
            "kind": "budget",
            "issuer": "MFLT",
            "url": "https://mflt.example.org/budget",
            "expires_on": "2024-12-31",
            "attribution": "protected",
            "topics": ["shelters"],
            "remark": "Ask for the annex",
            "sensitivity": "named_readers",
            "covers_from": "2024-01-01",
        }

        analyst.post(where("evidence_new"), {**sent, **said, **WHY})

        made = Evidence.objects.get()
        assert (made.issuer, list(made.topics.all())) == (body, [topic])
        assert (made.attribution, made.remark) == ("protected", "Ask for the annex")
        assert (made.sensitivity, made.expires_on.year) == ("named_readers", 2024)

    def test_leads_to_what_is_held_already(self, analyst):
        held = EvidenceFactory()
        FileFactory(evidence=held, content=letter_pdf(), clean=letter_pdf())
        sent = opened(analyst, where("evidence_new"))

        answer = analyst.post(where("evidence_new"), {**sent, "file": pdf(), **WHY}, follow=True)

        assert Evidence.objects.get() == held
        assert "It was held already" in answer.text

    @pytest.mark.parametrize(
        ("said", "told"),
        [
            ({"title": ""}, "Give it a title, or choose its file"),
            ({"because_of": ""}, "This field is required"),
            ({"issuer": "NOBODY"}, "“NOBODY” is not known"),
            ({"covers_from": "2024-02-01", "covers_to": "2024-01-01"}, "It ends before it begins"),
            ({"kind": "report_passage"}, "Select a valid choice"),
            ({"topics": ["none"]}, "Select a valid choice"),
            ({"url": "javascript:alert(1)"}, "Enter a valid URL"),
        ],
    )
    def test_a_bad_value_shows_its_error_and_keeps_what_was_typed(self, analyst, said, told):
        sent = opened(analyst, where("evidence_new"))

        answer = analyst.post(where("evidence_new"), {**sent, "title": "T1", **WHY, **said})

        assert answer.status_code == 422
        assert told in answer.text
        assert not Evidence.objects.exists()

    def test_refuses_a_program_and_leaves_nothing_on_disk(self, analyst):
        sent = opened(analyst, where("evidence_new"))
        program = pdf(b"MZ\x90\x00" + b"\0" * 200)

        answer = analyst.post(where("evidence_new"), {**sent, "file": program, **WHY})

        assert answer.status_code == 422 and "was not taken" in answer.text
        assert not list(storing.every_kept()) and not Evidence.objects.exists()

    def test_asks_about_a_file_that_looks_like_a_victim_s_data_and_then_keeps_it(self, analyst):
        text = b"The victim Arta Berisha, born on 3 May 2009, stays there.\n" * 2
        sent = {**opened(analyst, where("evidence_new")), "title": "Minutes", **WHY}

        asked = analyst.post(where("evidence_new"), {**sent, "file": pdf(text, "minutes.txt")})

        assert asked.status_code == 422 and not Evidence.objects.exists()
        again = {**sent, "file": pdf(text, "minutes.txt"), "looked_at": asked.context["marks"]}
        assert analyst.post(where("evidence_new"), again).status_code == 302

    def test_takes_an_analyst(self, viewer, client):
        assert reverse("login") in client.get(where("evidence_new")).url
        answer = viewer.get(where("evidence_new"))
        assert answer.status_code == 403 and "it takes an analyst" in answer.text
