"""A piece of evidence that nothing cites yet is added."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tests.documents.samples import letter_pdf
from tests.factories import (
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    RecommendationFactory,
    TopicFactory,
    as_factory,
)
from tests.views.forms import opened
from tracker.actions.evidence import storage
from tracker.models import Citation, Event, Evidence, File
from tracker.vocabulary import EvidenceKind, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WHY = {"reason": "It came by letter."}


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
        assert made.title and made.kind == EvidenceKind.NOT_STATED
        assert made.reading["kind"]["value"] == "letter"
        file = made.files.get()
        assert (file.number, file.pages, file.added_by) == (1, 2, analyst.user)
        assert "shelter for boys" in file.extracted_text
        assert storage.read_file(file.sha256) == letter_pdf()
        event = Event.objects.get(table="tracker_evidence", operation="insert")
        assert event.reason == "It came by letter."

    def test_keeps_a_link_with_all_that_is_said_of_it(self, analyst):
        topic, body = TopicFactory(code="shelters"), BodyFactory(code="MFLT")
        sent = opened(analyst, where("evidence_new"))
        changes = {
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

        analyst.post(where("evidence_new"), {**sent, **changes, **WHY})

        made = Evidence.objects.get()
        assert (made.issuer, list(made.topics.all())) == (body, [topic])
        assert (made.attribution, made.remark) == ("protected", "Ask for the annex")
        assert (made.sensitivity, made.expires_on.year) == ("named_readers", 2024)

    def test_leads_to_what_is_held_already(self, analyst):
        stored = EvidenceFactory()
        FileFactory(evidence=stored, content=letter_pdf(), clean=letter_pdf())
        sent = opened(analyst, where("evidence_new"))

        answer = analyst.post(where("evidence_new"), {**sent, "file": pdf(), **WHY}, follow=True)

        assert Evidence.objects.get() == stored
        assert "This evidence already exists" in answer.text

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"title": ""}, "Enter a title or choose a file"),
            ({"reason": ""}, "This field is required"),
            ({"issuer": "NOBODY"}, "Unknown value “NOBODY”"),
            (
                {"covers_from": "2024-02-01", "covers_to": "2024-01-01"},
                "The end is before the start",
            ),
            ({"kind": "report_passage"}, "Select a valid choice"),
            ({"topics": ["none"]}, "Select a valid choice"),
            ({"url": "javascript:alert(1)"}, "Enter a valid URL"),
        ],
    )
    def test_a_bad_value_shows_its_error_and_keeps_what_was_typed(self, analyst, changes, expected):
        sent = opened(analyst, where("evidence_new"))

        answer = analyst.post(where("evidence_new"), {**sent, "title": "T1", **WHY, **changes})

        assert answer.status_code == 422
        assert expected in answer.text
        assert not Evidence.objects.exists()

    def test_refuses_a_program_and_leaves_nothing_on_disk(self, analyst):
        sent = opened(analyst, where("evidence_new"))
        program = pdf(b"MZ\x90\x00" + b"\0" * 200)

        answer = analyst.post(where("evidence_new"), {**sent, "file": program, **WHY})

        assert answer.status_code == 422 and "was not accepted" in answer.text
        assert not list(storage.list_files()) and not Evidence.objects.exists()

    def test_asks_about_a_file_that_looks_like_a_victim_s_data_and_then_keeps_it(self, analyst):
        text = b"The victim Arta Berisha, born on 3 May 2009, stays there.\n" * 2
        sent = {**opened(analyst, where("evidence_new")), "title": "Minutes", **WHY}

        params = analyst.post(where("evidence_new"), {**sent, "file": pdf(text, "minutes.txt")})

        assert params.status_code == 422 and not Evidence.objects.exists()
        again = {**sent, "file": pdf(text, "minutes.txt"), "looked_at": params.context["marks"]}
        assert analyst.post(where("evidence_new"), again).status_code == 302

    def test_takes_an_analyst(self, viewer, client):
        assert reverse("login") in client.get(where("evidence_new")).url
        answer = viewer.get(where("evidence_new"))
        assert answer.status_code == 403 and "only analysts can" in answer.text


class TestChange:
    def test_writes_what_changed_with_why(self, analyst):
        piece = EvidenceFactory(title="Law", topics=[TopicFactory(code="courts")])
        TopicFactory(code="shelters")
        sent = opened(analyst, where("evidence_edit", piece.pk))
        citation_form = {
            "title": "Law on shelters",
            "topics": ["shelters"],
            "reason_code": "editorial",
        }

        answer = analyst.post(
            where("evidence_edit", piece.pk), {**sent, **citation_form}, follow=True
        )

        piece.refresh_from_db()
        assert (piece.title, piece.topics.get().code) == ("Law on shelters", "shelters")
        assert "The previous text stays" in answer.text
        assert Event.objects.changing("title").get().old == {"title": "Law"}

    def test_of_a_passage_leaves_its_kind_alone(self, analyst):
        piece = EvidenceFactory(passage_span=True)
        sent = opened(analyst, where("evidence_edit", piece.pk))

        analyst.post(
            where("evidence_edit", piece.pk), {**sent, "remark": "Key", "reason_code": "editorial"}
        )

        piece.refresh_from_db()
        assert (piece.remark, piece.kind) == ("Key", "report_passage")

    def test_needs_a_reason(self, analyst):
        piece = EvidenceFactory(title="Law")
        sent = opened(analyst, where("evidence_edit", piece.pk))

        answer = analyst.post(where("evidence_edit", piece.pk), {**sent, "title": "Other"})

        assert answer.status_code == 422 and "Give a reason" in answer.text

    def test_an_old_form_is_refused_once_and_goes_through_when_sent_again(self, analyst):
        piece = EvidenceFactory(title="Law")
        sent = {**opened(analyst, where("evidence_edit", piece.pk)), "reason_code": "editorial"}
        with as_factory():
            Evidence.objects.update(remark="Meanwhile")

        sent["title"] = "Law on shelters"
        refused = analyst.post(where("evidence_edit", piece.pk), sent)
        newer = {**sent, "last_event": refused.context["form"]["last_event"].value()}

        assert refused.status_code == 422
        assert "after you opened this form" in refused.text
        assert analyst.post(where("evidence_edit", piece.pk), newer).status_code == 302
        piece.refresh_from_db()
        assert piece.title == "Law on shelters"


class TestWithdraw:
    def test_leaves_the_piece_with_why_and_without_deeds(self, analyst):
        piece = EvidenceFactory()
        names = ("evidence_edit", "citation_new", "file_new", "evidence_withdraw")

        analyst.post(where("evidence_withdraw", piece.pk), {"reason": "Entered twice"})

        page = analyst.get(piece.get_absolute_url()).text
        assert "Entered twice" in page and where("evidence_edit", piece.pk) not in page
        for name in names:
            answer = analyst.get(where(name, piece.pk))
            assert answer.status_code == 409 and "is withdrawn" in answer.text


class TestVersions:
    def test_are_added_one_after_another(self, analyst):
        piece = FileFactory().evidence

        answer = analyst.post(where("file_new", piece.pk), {"file": pdf(), **WHY}, follow=True)

        assert "Version 2 saved" in answer.text
        assert piece.files.newest_first().first().kind == "pdf"

    @pytest.mark.parametrize(
        ("sent", "expected"),
        [
            ({**WHY}, "Choose a file"),
            ({"file": b"PK\x03\x04 rubbish", **WHY}, "was not accepted"),
            ({"file": b"", **WHY}, "it is empty"),
        ],
    )
    def test_that_can_t_be_read_are_refused(self, analyst, sent, expected):
        piece = EvidenceFactory()
        files = {"file": SimpleUploadedFile("x.pdf", sent["file"])} if "file" in sent else {}

        answer = analyst.post(where("file_new", piece.pk), {**sent, **files})

        assert answer.status_code == 422 and expected in answer.text
        assert not File.objects.exists()

    def test_that_are_held_already_are_refused(self, analyst):
        file = FileFactory(content=letter_pdf(), clean=letter_pdf())

        answer = analyst.post(where("file_new", file.evidence_id), {"file": pdf(), **WHY})

        assert answer.status_code == 422 and "already exists as version 1" in answer.text

    def test_too_large_are_told_so(self, analyst, settings):
        settings.LARGEST_FILE = 100
        piece = EvidenceFactory()

        answer = analyst.post(where("file_new", piece.pk), {"file": pdf(), **WHY})

        assert answer.status_code == 422 and "MB" in answer.text

    def test_are_not_added_to_words_of_a_report(self, analyst):
        piece = EvidenceFactory(passage_span=True)

        answer = analyst.get(where("file_new", piece.pk), follow=True)

        assert answer.redirect_chain == [(piece.get_absolute_url(), 302)]
        assert "have a" in answer.text

    def test_are_withdrawn_with_why_once(self, analyst):
        file = FileFactory()
        place = where("file_withdraw", file.evidence_id, file.number)

        answer = analyst.post(place, {"reason": "The wrong letter"}, follow=True)

        file.refresh_from_db()
        assert file.is_withdrawn and "The wrong letter" in answer.text
        assert analyst.get(place).status_code == 409


class TestCite:
    def citation_form(self, recommendation, **more):
        return {
            "report": recommendation.report.slug,
            "number": recommendation.number,
            "sentence": "Two places opened.",
            "use": "supports",
            "as_of": timezone.localdate().isoformat(),
            **more,
        }

    def test_uses_the_piece_with_its_place(self, analyst):
        piece, recommendation = EvidenceFactory(), RecommendationFactory()
        citation_form = self.citation_form(recommendation, page="4", paragraph="12")

        answer = analyst.post(where("citation_new", piece.pk), citation_form, follow=True)

        made = Citation.objects.get()
        assert (made.evidence, made.recommendation) == (piece, recommendation)
        assert (made.page, made.paragraph, made.use) == ("4", "12", "supports")
        assert f"Cited on {recommendation}" in answer.text and "p. 4, ¶ 12" in answer.text

    def test_of_words_of_a_report_asks_no_place(self, analyst):
        piece = EvidenceFactory(passage_span=True)

        form = analyst.get(where("citation_new", piece.pk)).context["form"]

        assert "page" not in form.fields and "paragraph" not in form.fields

    @pytest.mark.parametrize(
        ("wrong", "expected"),
        [
            ({"number": "99"}, "has no recommendation 99"),
            ({"report": "tip-1999-nowhere"}, "Select a valid choice"),
            ({"sentence": ""}, "This field is required"),
            ({"as_of": "2999-01-01"}, "in the future"),
            ({"use": "proves"}, "Select a valid choice"),
        ],
    )
    def test_a_bad_value_shows_its_error_and_keeps_what_was_typed(self, analyst, wrong, expected):
        piece = EvidenceFactory()
        citation_form = {**self.citation_form(RecommendationFactory()), "page": "iv–vii", **wrong}

        answer = analyst.post(where("citation_new", piece.pk), citation_form)

        assert answer.status_code == 422
        assert expected in answer.text and "iv–vii" in answer.text
        assert not Citation.objects.exists()


class TestWhoMay:
    @pytest.mark.parametrize(
        "name",
        ["evidence_edit", "citation_new", "evidence_withdraw", "file_new"],
    )
    def test_refuses_others_than_analysts(self, client, viewer, name):
        piece = CitationFactory().evidence

        assert reverse("login") in client.get(where(name, piece.pk)).url
        for answer in (viewer.get(where(name, piece.pk)), viewer.post(where(name, piece.pk))):
            assert answer.status_code == 403
            assert "only analysts can" in answer.text

    def test_what_is_hidden_is_missing(self, analyst):
        secret = FileFactory(evidence__sensitivity=Sensitivity.NAMED_READERS)

        assert analyst.get(where("evidence_edit", secret.evidence_id)).status_code == 404
        place = where("file_withdraw", secret.evidence_id, secret.number)
        assert analyst.post(place, WHY).status_code == 404
