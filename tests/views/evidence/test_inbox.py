"""The inbox: who finds what, what is refused, what is the same, and what storing a file writes."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.documents.samples import letter_pdf, macro_docx
from tests.factories import (
    BodyFactory,
    CommitmentFactory,
    EvidenceFactory,
    FileFactory,
    QuestionFactory,
    RecommendationFactory,
)
from tests.helpers.clock import NOW
from tests.views.conftest import signed_in
from tests.views.forms import opened
from tests.views.uploads import LOOKS_LIKE_A_VICTIM, on_disk
from tracker.actions import search
from tracker.actions.evidence import files
from tracker.models import Citation, Event, Evidence, File, InboxFile, ReadLogEntry
from tracker.vocabulary import EvidenceKind, Sensitivity

pytestmark = pytest.mark.django_db

INBOX = "/evidence/inbox/"
SCRIPT = {"HX-Request": "true"}
FORM_DRAFT = re.compile(r'name="form_draft" value="([^"]+)"')
LETTER = (
    "Institution MFLT\n\nNo. 02-145/2026, Pristina, 14.10.2026\n\nSubject: Shelters\n\n"
    "Dear colleagues,\n\nThe shelter for victims received 40,000 euros in 2026."
)


def drop(client, *contents, **more):
    sent = [SimpleUploadedFile(name, text) for name, text in contents]
    return client.post(INBOX, {"file": sent}, **more)


def letter(text=LETTER, name="letter.txt"):
    return (name, text.encode())


def dropped(client, text=LETTER, name="letter.txt"):
    assert drop(client, letter(text, name)).status_code == 200
    return client.user.inbox_files.get(name=name)


def store(client, row, **typed):
    where = row.get_absolute_url()
    return client.post(where, opened(client, where, do="store", **typed))


@pytest.fixture
def recommendation(db):
    return RecommendationFactory(number="6", text="Give every victim a shelter.")


class TestDropping:
    def test_goes_on_after_what_is_refused_and_names_it(self, analyst):
        answer = drop(analyst, ("macro.docx", macro_docx()), letter(), ("empty.txt", b""))

        assert answer.status_code == 200
        assert "“macro.docx” was not accepted" in answer.text and "“empty.txt”" in answer.text
        assert [row.name for row in InboxFile.objects.all()] == ["letter.txt"]
        assert len([path for path in on_disk() if path.suffix == ".inbox"]) == 1

    def test_shows_number_and_day_with_the_words_they_were_read_from(self, analyst):
        BodyFactory(code="MFLT")

        answer = drop(analyst, letter(), headers=SCRIPT)

        assert answer.text.strip().startswith("<li")
        assert "Issuer: MFLT, from the letterhead" in answer.text
        assert "No. 02-145/2026" in answer.text and "Dated 14 October 2026" in answer.text
        assert "<q>14.10.2026</q>" in answer.text and "<title>" not in answer.text

    def test_takes_twenty_files_and_names_the_others(self, analyst):
        several = [letter(f"Letter {number}", f"{number}.txt") for number in range(21)]

        answer = drop(analyst, *several)

        assert InboxFile.objects.count() == 20
        assert "“20.txt” was not read" in answer.text

    def test_has_a_bound_on_what_waits(self, analyst, settings):
        settings.LARGEST_INBOX = len(LETTER) + 10

        answer = drop(analyst, letter(), letter(f"{LETTER} More.", "second.txt"))

        assert "“second.txt” was not added" in answer.text
        assert InboxFile.objects.count() == 1

    def test_stores_the_same_file_once_and_names_where_it_is(self, analyst):
        evidence = EvidenceFactory(title="Letter on shelters", added_at=NOW)
        FileFactory(evidence=evidence, content=LETTER.encode())
        dropped(analyst, "Another letter", "first.txt")

        answer = drop(analyst, letter(), letter("Another letter", "again.txt"))

        assert "letter.txt: same file as “Letter on shelters”" in answer.text
        assert evidence.get_absolute_url() in answer.text
        assert "again.txt: same file as “first.txt”" in answer.text
        assert InboxFile.objects.count() == 1

    def test_never_tells_of_a_file_for_other_readers(self, analyst):
        secret = EvidenceFactory(title="Secret", sensitivity=Sensitivity.NAMED_READERS)
        FileFactory(evidence=secret, content=LETTER.encode())

        assert "Secret" not in drop(analyst, letter()).text
        assert InboxFile.objects.count() == 1


class TestWaiting:
    def test_is_inspected_again_where_an_earlier_version_described_it(self, analyst):
        row = dropped(analyst)
        where = row.get_absolute_url()
        shown = analyst.get(where).text
        InboxFile.objects.update(description={})

        answer = analyst.get(where)

        assert answer.status_code == 200
        assert LETTER.split(".")[0] in answer.text and LETTER.split(".")[0] in shown

    def test_is_for_who_dropped_it_alone(self, analyst):
        row = dropped(analyst)
        other = signed_in(reviewer=True)

        assert row.name not in other.get(INBOX).text
        for name, args in (("inbox_file", [row.pk]), ("inbox_page", [row.pk, 1])):
            assert other.get(reverse(name, args=args)).status_code == 404
        assert other.post(row.get_absolute_url(), {"do": "leave"}).status_code == 404
        assert InboxFile.objects.exists()

    def test_is_told_on_home(self, analyst):
        dropped(analyst)

        assert "1 file waits in your inbox" in analyst.get("/").text
        assert "waits in your inbox" not in signed_in(reviewer=True).get("/").text

    def test_ends_after_two_weeks(self, analyst):
        row = dropped(analyst)

        files.delete_expired(now=NOW + timedelta(days=13))
        assert InboxFile.objects.exists()
        InboxFile.objects.update(added_at=NOW - timedelta(days=15))
        files.delete_expired(now=NOW)

        assert not InboxFile.objects.filter(pk=row.pk).exists()

    def test_makes_no_event(self, analyst):
        before = Event.objects.count()

        analyst.post(dropped(analyst).get_absolute_url(), {"do": "leave"})

        assert Event.objects.count() == before
        assert not InboxFile.objects.exists() and not on_disk()

    def test_shows_a_page_as_a_picture(self, analyst):
        drop(analyst, ("letter.pdf", letter_pdf()))
        row = InboxFile.objects.get()

        page = analyst.get(reverse("inbox_page", args=[row.pk, 2]))

        assert (page.status_code, page["Content-Type"]) == (200, "image/png")
        assert analyst.get(reverse("inbox_page", args=[row.pk, 3])).status_code == 404
        assert reverse("inbox_page", args=[row.pk, 2]) in analyst.get(row.get_absolute_url()).text


class TestTheSameDocument:
    def add(self, **values):
        evidence = EvidenceFactory(title="Letter of the ministry", **values)
        FileFactory(
            evidence=evidence, content=b"By Arta\n" + LETTER.encode(), extracted_text=LETTER
        )
        search.rebuild()
        return evidence

    def test_is_named_by_issuer_number_and_day(self, analyst):
        evidence = self.add(issuer=BodyFactory(code="MFLT"))

        row = dropped(analyst, f"{LETTER} Signed.")
        page = analyst.get(row.get_absolute_url())

        assert page.context["twin"] == evidence
        assert "Same document as “Letter of the ministry”" in page.text

    def test_is_not_named_with_another_issuer(self, analyst):
        BodyFactory(code="MFLT")
        self.add(issuer=BodyFactory(code="OSP"))

        assert (
            analyst.get(dropped(analyst, f"{LETTER} Signed.").get_absolute_url()).context["twin"]
            is None
        )

    def test_is_not_named_to_who_may_not_see_it(self, analyst):
        self.add(issuer=BodyFactory(code="MFLT"), sensitivity=Sensitivity.NAMED_READERS)

        page = analyst.get(dropped(analyst, f"{LETTER} Signed.").get_absolute_url())

        assert page.context["twin"] is None and "of the ministry" not in page.text

    def test_for_named_readers_counts_as_read(self, analyst):
        evidence = self.add(
            issuer=BodyFactory(code="MFLT"),
            sensitivity=Sensitivity.NAMED_READERS,
            readers=[analyst.user],
        )
        row = dropped(analyst, f"{LETTER} Signed.")
        before = ReadLogEntry.objects.count()

        with time_machine.travel(NOW + timedelta(1)):
            page = analyst.get(row.get_absolute_url())

        assert page.context["twin"] == evidence
        assert ReadLogEntry.objects.count() == before + 1

    def test_is_stored_as_another_only_by_a_choice(self, analyst, recommendation):
        self.add(issuer=BodyFactory(code="MFLT"))
        row = dropped(analyst, f"{LETTER} See recommendation 6.")

        assert store(analyst, row).status_code == 422
        answer = store(analyst, row, target=f"recommendation-{recommendation.pk}")

        assert answer.status_code == 302
        assert Evidence.objects.count() == 2

    def test_is_found_among_any_number_of_files_with_its_words(self, analyst):
        evidence = self.add(issuer=BodyFactory(code="MFLT"))
        for number in range(60):
            other = LETTER.replace("14.10.2026", f"{number % 28 + 1}.9.2026")
            FileFactory(evidence=EvidenceFactory(), content=b"%d" % number, extracted_text=other)
        search.rebuild()

        page = analyst.get(dropped(analyst, f"{LETTER} Signed.").get_absolute_url())

        assert page.context["twin"] == evidence

    def test_is_the_second_of_two_that_wait(self, analyst):
        BodyFactory(code="MFLT")
        first, second = dropped(analyst), dropped(analyst, f"{LETTER} Signed.", "signed.txt")

        assert analyst.get(first.get_absolute_url()).context["twin"] is None
        assert analyst.get(second.get_absolute_url()).context["twin"] == first


class TestStoring:
    def test_cites_it_as_a_note_and_states_nothing_that_was_only_read(
        self, analyst, recommendation
    ):
        BodyFactory(code="MFLT")
        row = dropped(analyst)

        answer = store(analyst, row, target=f"recommendation-{recommendation.pk}")

        note = Citation.objects.get()
        assert (answer.status_code, answer.url) == (302, INBOX)
        assert note.sentence == "“The shelter for victims received 40,000 euros in 2026.”"
        assert (note.evidence.issuer, note.evidence.kind) == (None, EvidenceKind.NOT_STATED)
        assert note.evidence.reading["issuer"]["value"] == "MFLT"
        assert File.objects.get().name == "letter.txt" and not InboxFile.objects.exists()
        assert reverse("note_withdraw", args=[note.pk]) in analyst.get(INBOX).text

    def test_states_the_line_that_was_confirmed(self, analyst, recommendation):
        BodyFactory(code="MFLT")
        row = dropped(analyst)
        stored = analyst.get(row.get_absolute_url()).context["form"].described

        store(
            analyst,
            row,
            target=f"recommendation-{recommendation.pk}",
            confirmed=files.line_mark(stored, ""),
        )

        evidence = Evidence.objects.get()
        assert (evidence.issuer.code, evidence.kind) == ("MFLT", EvidenceKind.LETTER)
        assert evidence.published_on == date(2026, 10, 14)

    def test_answers_the_question_of_the_body_first(self, analyst, recommendation):
        body = BodyFactory(code="MFLT")
        question = QuestionFactory(
            recommendation=recommendation,
            body=body,
            asked_on=date(2026, 9, 1),
            text="How much did the shelter receive?",
        )

        row = dropped(analyst)
        page = analyst.get(row.get_absolute_url())
        answer = store(analyst, row)

        assert page.context["form"]["target"].value() == f"question-{question.pk}"
        assert "from the body asked; words: " in page.text
        assert answer.status_code == 302
        question.refresh_from_db()
        assert question.answered_by == Evidence.objects.get()
        assert reverse("question_reopen", args=[question.pk]) in analyst.get(INBOX).text

    def test_answers_a_question_about_a_whole_report(self, analyst):
        question = QuestionFactory(body=BodyFactory(code="MFLT"), asked_on=date(2026, 9, 1))

        answer = store(analyst, dropped(analyst), target=f"question-{question.pk}")

        question.refresh_from_db()
        assert answer.status_code == 302 and question.answered_by == Evidence.objects.get()

    def test_is_news_of_a_commitment(self, analyst, recommendation):
        promise = CommitmentFactory(
            recommendation=recommendation,
            body=BodyFactory(code="MFLT"),
            text="Pay for the shelter of victims",
        )

        store(analyst, dropped(analyst), target=f"commitment-{promise.pk}")

        promise.refresh_from_db()
        assert promise.latest == Citation.objects.get().sentence
        assert promise.last_update_on == date(2026, 10, 14)

    def test_stores_it_alone(self, analyst):
        answer = store(analyst, dropped(analyst), target="evidence")

        evidence = Evidence.objects.get()
        assert answer.status_code == 302 and not Citation.objects.exists()
        assert reverse("evidence_withdraw", args=[evidence.pk]) in analyst.get(INBOX).text

    def test_writes_nothing_without_a_choice(self, analyst):
        answer = store(analyst, dropped(analyst), target="")

        assert answer.status_code == 422 and not Evidence.objects.exists()
        assert InboxFile.objects.exists()

    def test_asks_about_what_may_tell_of_a_victim(self, analyst, recommendation):
        row = dropped(analyst, LOOKS_LIKE_A_VICTIM.decode())
        target = f"recommendation-{recommendation.pk}"

        page = analyst.get(row.get_absolute_url())
        answer = store(analyst, row, target=target, search="6", sentence="It is so.")

        assert "This may identify a victim" in page.text
        assert answer.status_code == 422 and "Does this identify a victim?" in answer.text
        assert not Evidence.objects.exists() and InboxFile.objects.exists()

    def test_refuses_a_file_that_was_stored_meanwhile(self, analyst, recommendation):
        where = dropped(analyst).get_absolute_url()
        sent = opened(analyst, where, do="store", target=f"recommendation-{recommendation.pk}")

        analyst.post(where, sent)

        assert analyst.post(where, {**sent, "csrfmiddlewaretoken": "a"}).status_code == 404
        assert Evidence.objects.count() == 1


class TestDraft:
    def test_keeps_what_was_typed_and_does_nothing_else(self, analyst, recommendation):
        where = dropped(analyst).get_absolute_url()
        key = FORM_DRAFT.search(analyst.get(where).text)[1]
        sent = opened(analyst, where, do="leave", sentence="As I know it.", keep_draft="1")

        kept = analyst.post(where, {**sent, "form_draft": key})

        assert "As I know it." in analyst.get(kept.url).text
        assert InboxFile.objects.exists() and on_disk()


class TestSearching:
    def test_offers_what_it_finds(self, analyst, recommendation):
        where = dropped(analyst, "Nothing that is known.").get_absolute_url()

        choices = analyst.post(where, {"search": "6"}, headers=SCRIPT)

        assert choices.status_code == 200 and "<title>" not in choices.text
        assert f'value="recommendation-{recommendation.pk}"' in choices.text
        assert "found by your search" in choices.text and InboxFile.objects.exists()

    def test_without_script_stores_nothing_that_it_does_not_find(self, analyst, recommendation):
        row = dropped(analyst, f"{LETTER} See recommendation 6.")
        target = analyst.get(row.get_absolute_url()).context["form"]["target"].value()
        RecommendationFactory(number="9", text="Train the police.")

        page = store(analyst, row, search="9", sentence="As I know it.")

        assert target == f"recommendation-{recommendation.pk}"
        assert page.status_code == 422 and not Evidence.objects.exists()
        assert [proposal.row.number for proposal in page.context["form"].proposals] == ["9"]
        assert page.context["form"]["sentence"].value() == "As I know it."


class TestPage:
    def test_costs_few_queries_and_no_inspection(
        self, analyst, recommendation, django_assert_max_num_queries, monkeypatch
    ):
        body = BodyFactory(code="MFLT")
        QuestionFactory(recommendation=recommendation, body=body, asked_on=date(2026, 9, 1))
        CommitmentFactory(recommendation=recommendation, body=body)
        row = dropped(analyst)
        dropped(analyst, "Another letter", "another.txt")
        monkeypatch.setattr(files, "read_limited", None)  # would fail if called

        analyst.get(row.get_absolute_url())
        with django_assert_max_num_queries(14):
            assert analyst.get(row.get_absolute_url()).status_code == 200
