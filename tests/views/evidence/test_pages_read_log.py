"""What a piece is read for, and the read log of the auditors."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CommentFactory,
    EvidenceFactory,
    FileFactory,
    ReadLogEntryFactory,
    UserFactory,
)
from tests.views.conftest import signed_in
from tracker.models import ReadLogEntry
from tracker.vocabulary import Perspective, ReadAction, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMED = Sensitivity.NAMED_READERS
NOON = datetime(2025, 3, 3, 11, tzinfo=UTC)  # a Monday
LOG = "/read-log/"


@pytest.fixture
def auditor():
    return signed_in(auditor=True, username="rina")


@pytest.fixture
def piece(analyst):
    return EvidenceFactory(sensitivity=NAMED, added_by=analyst.user, title="Zanzibar")


def purpose_of(piece):
    return reverse("evidence_purpose", args=[piece.pk])


class TestPurpose:
    def test_is_asked_without_a_word_of_what_it_is(self, analyst, piece):
        first = analyst.get(piece.get_absolute_url())
        page = analyst.get(first.url).text

        assert f"Evidence no. {piece.pk} for named readers" in page
        assert "Purpose of reading" in page and "Zanzibar" not in page

    def test_opens_the_piece_and_is_not_asked_again_on_that_day(self, analyst, piece):
        with time_machine.travel(NOON, tick=False):
            answer = analyst.post(purpose_of(piece), {"purpose": "To cite it"})
            again = analyst.get(piece.get_absolute_url())
        with time_machine.travel(NOON + timedelta(days=1), tick=False):
            tomorrow = analyst.get(piece.get_absolute_url())

        assert answer.url == piece.get_absolute_url()
        assert (again.status_code, tomorrow.status_code) == (200, 302)
        assert ReadLogEntry.objects.order_by("pk").first().purpose == "To cite it"

    @pytest.mark.parametrize("values", ["", "  ", "..", "---", "12345", "x" * 301])
    def test_needs_words(self, analyst, piece, values):
        answer = analyst.post(purpose_of(piece), {"purpose": values})

        assert answer.status_code == 422
        assert not ReadLogEntry.objects.exists()

    @pytest.mark.parametrize(
        "wanted, goes",
        [
            ("/review-queue/", "/review-queue/"),
            ("https://evil.example.org/", ""),
            ("//evil.example.org/", ""),
            ("javascript:alert(1)", ""),
            ("/\\evil.example.org", ""),
            ("", ""),
        ],
    )
    def test_leads_on_within_the_site_alone(self, analyst, piece, wanted, goes):
        values = {"purpose": "To cite it", "next": wanted}

        answer = analyst.post(purpose_of(piece), values)
        second = analyst.get(purpose_of(piece), {"next": wanted})

        assert answer.url == second.url == (goes or piece.get_absolute_url())

    def test_is_not_asked_for_what_more_people_may_read(self, analyst):
        open_one = EvidenceFactory()

        assert analyst.get(purpose_of(open_one)).url == open_one.get_absolute_url()
        assert analyst.post(purpose_of(open_one), {"purpose": "So"}).status_code == 302
        assert not ReadLogEntry.objects.exists()

    def test_is_asked_for_the_closed_file_of_an_open_piece(self, analyst):
        file = FileFactory(sensitivity=NAMED, evidence__added_by=analyst.user)

        params = analyst.get(file.get_absolute_url(), follow=True)
        analyst.post(params.request["PATH_INFO"], {"purpose": "To cite it"})

        assert "with a file for named readers" in params.text
        assert analyst.get(file.get_absolute_url()).status_code == 200
        assert ReadLogEntry.objects.filter(action=ReadAction.DOWNLOADED, file=file).count() == 1

    def test_once_said_each_showing_of_that_file_is_kept_with_its_version(self, analyst):
        file = FileFactory(sensitivity=NAMED, evidence__added_by=analyst.user)
        page = file.evidence.get_absolute_url()
        analyst.get(page)  # asks what for, and shows nothing
        analyst.post(purpose_of(file.evidence), {"purpose": "To cite it"})

        for _time in range(2):
            assert analyst.get(page).status_code == 200

        stored = ReadLogEntry.objects.order_by("pk").values_list("action", "file", "purpose")
        opened = ReadAction.OPENED.value
        assert list(stored) == [(opened, None, "To cite it"), *[(opened, file.pk, "")] * 2]

    def test_is_missing_for_who_may_not_know_of_it(self, piece, auditor):
        for client in (auditor, signed_in(analyst=True), signed_in(administrator=True)):
            assert client.get(purpose_of(piece)).status_code == 404
            assert client.post(purpose_of(piece), {"purpose": "Curious"}).status_code == 404


class TestAViewStatedInAPiece:
    def test_is_written_down_for_who_meets_it_on_a_recommendation(self, analyst):
        piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, readers=[analyst.user])
        view = AssessmentFactory(
            approved=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(),
            stated_in=piece,
        )

        page = analyst.get(view.recommendation.get_absolute_url())

        assert piece.title in page.text
        assert ReadLogEntry.objects.get(evidence=piece).action == ReadAction.LISTED


class TestTheLog:
    def test_tells_who_read_which_number_for_what_but_no_title(self, analyst, piece, auditor):
        analyst.post(purpose_of(piece), {"purpose": "To answer a query"})

        page = auditor.get(LOG).text

        assert f"no. {piece.pk}" in page and "To answer a query" in page
        assert str(analyst.user) in page and "Opened it" in page
        assert "Zanzibar" not in page and piece.get_absolute_url() not in page

    def test_names_the_title_to_a_reader_of_the_piece(self, auditor):
        ReadLogEntryFactory(evidence__title="Zanzibar", evidence__readers=[auditor.user])

        assert "Zanzibar" in auditor.get(LOG).text

    def test_tells_of_files_by_version_and_of_comments_by_number(self, auditor):
        file = FileFactory(evidence__sensitivity=NAMED)
        ReadLogEntryFactory(evidence=file.evidence, file=file, action=ReadAction.DOWNLOADED)
        values = CommentFactory(sensitivity=NAMED)
        ReadLogEntryFactory(evidence=None, comment=values, action=ReadAction.LISTED)

        page = auditor.get(LOG).text

        assert "version 1" in page and f"comment no. {values.pk}" in page

    @pytest.mark.parametrize("where", [LOG, f"{LOG}export/"])
    @pytest.mark.parametrize("role", ["viewer", "analyst", "reviewer", "administrator", "nobody"])
    def test_is_for_auditors_alone(self, where, role):
        client = signed_in(**({} if role == "nobody" else {role: True}))

        answer = client.get(where)

        assert (answer.status_code, "only auditors can" in answer.text) == (403, True)
        assert "Read log" not in client.get("/").text

    def test_is_linked_for_auditors(self, auditor):
        assert "Read log" in auditor.get("/").text

    def test_is_filtered(self, auditor):
        ana = UserFactory(analyst=True, username="ana")
        mine = ReadLogEntryFactory(user=ana, purpose="Mine")
        ReadLogEntryFactory(action=ReadAction.DOWNLOADED, purpose="Theirs")

        for params in (
            {"reader": "ana"},
            {"action": "opened"},
            {"evidence": mine.evidence_id},
            {"reader": "ana", "since": "2024-10-02", "until": "2024-10-02"},
        ):
            page = auditor.get(LOG, params).text
            assert "Mine" in page and "Theirs" not in page
        assert "matches these filters" in auditor.get(LOG, {"since": "2024-10-03"}).text

    @pytest.mark.parametrize(
        "params",
        [
            {"reader": "nobody-known"},
            {"action": "eaten"},
            {"evidence": "x"},
            {"evidence": "1.5"},
            {"evidence": "9" * 30},
            {"evidence": "0"},
            {"since": "yesterday"},
            {"colour": "red"},
            {"after": "x"},
            {"reader": "\0"},
        ],
    )
    def test_shows_no_rows_for_what_can_not_be_read(self, auditor, params):
        ReadLogEntryFactory(purpose="Mine")

        answer = auditor.get(LOG, params)

        assert answer.status_code == 400
        assert "The list can't be shown" in answer.text and "Mine" not in answer.text

    def test_goes_on_page_by_page(self, auditor):
        ana = UserFactory(analyst=True)
        piece = EvidenceFactory(sensitivity=NAMED, added_by=ana)
        for number in range(30):
            ReadLogEntryFactory(user=ana, evidence=piece, purpose=f"Purpose-{number}.")

        first = auditor.get(LOG)
        place = first.context["list_page"].page.after
        second = auditor.get(LOG, {"after": place}).text

        assert "Purpose-29." in first.text and "Purpose-4." not in first.text
        assert "Purpose-4." in second and "Purpose-0." in second

    def test_costs_the_same_for_few_and_for_many(self, auditor, django_assert_num_queries):
        self.fill(2)
        with django_assert_num_queries(15, exact=False) as few:
            auditor.get(LOG, {"since": "2024-01-01"})
        self.fill(40)

        with django_assert_num_queries(len(few)):
            auditor.get(LOG, {"since": "2024-01-01"})

    @staticmethod
    def fill(many):
        for _one in range(many):
            file = FileFactory(evidence__sensitivity=NAMED)
            ReadLogEntryFactory(evidence=file.evidence, file=file, action=ReadAction.DOWNLOADED)


class TestExport:
    @staticmethod
    def cells(client, **params):
        answer = client.get(f"{LOG}export/", params)
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text)))[4:]  # below title, filter, what is left out

    def test_holds_what_the_filter_finds_and_no_title(self, auditor):
        ana = UserFactory(analyst=True, username="ana")
        mine = ReadLogEntryFactory(
            user=ana, evidence__title="Zanzibar", evidence__readers=[auditor.user]
        )
        ReadLogEntryFactory()

        head, line = self.cells(auditor, reader="ana")

        assert head[:3] == ["When", "User name", "Who"]
        assert line[1:5] == ["ana", "ana", "opened it", str(mine.evidence_id)]
        assert line[0] == "2024-10-02 10:00:00+02:00"
        assert "Zanzibar" not in str(line)

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r="])
    def test_holds_no_formula(self, auditor, start):
        ReadLogEntryFactory(purpose=f'{start}HYPERLINK("https://evil.example.org")')

        purpose = self.cells(auditor)[1][-1]

        assert purpose.startswith("'")

    def test_refuses_what_can_not_be_read(self, auditor):
        answer = auditor.get(f"{LOG}export/", {"action": "eaten"})

        assert (answer.status_code, "What was done" in answer.text) == (400, True)
