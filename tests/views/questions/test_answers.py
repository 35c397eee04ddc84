"""The question sheet as a page: written in parts by focal points, accepted by an analyst."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.documents.samples import letter_pdf
from tests.factories import (
    AnsweredSheetFactory,
    BodyFactory,
    CommitmentFactory,
    QuestionFactory,
    RecommendationFactory,
    as_factory,
)
from tests.helpers.clock import TODAY
from tests.helpers.sheets import ONE, fill
from tests.views.conftest import signed_in
from tracker.models import (
    AnsweredSheet,
    Assessment,
    Commitment,
    Event,
    Evidence,
    Question,
)
from tracker.views.questions import sheets
from tracker.vocabulary import CONTENT_TYPES, State

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PAGE = "/bodies/MFLT/answers/"
STATED = {"stated_by": "Drita Hoxha, Sekretare", "stated_on": str(TODAY)}


@pytest.fixture
def mflt():
    body = BodyFactory(code="MFLT", acronym="MFLT")
    row = RecommendationFactory(number="1", lead=body)
    RecommendationFactory(number="2", lead=body)
    QuestionFactory(recommendation=row, body=body, asked_on=TODAY, text="How many shelters?")
    CommitmentFactory(recommendation=row, body=body, text="Open a shelter")
    return body


@pytest.fixture
def clerk(mflt):
    return signed_in(contributor=True, speaks_for=[mflt])


def key_of(model):
    return f"{model.__name__[0]}{model.objects.get().pk}"


def save(client, key, **typed):
    """Fill in the form of a row as it was opened, and save it."""
    opened = client.get(f"{PAGE}{key}/").context["form"]
    return client.post(f"{PAGE}{key}/", {"last_event": opened["last_event"].value(), **typed})


def sent(client):
    """Send what is written; return the row that waits."""
    answer = client.post(PAGE, STATED)
    assert answer.status_code == 302, answer.context["form"].errors
    return AnsweredSheet.objects.get(state=State.SUBMITTED)


def accept(client, sheet, **typed):
    """Import what the page of the sheet offers, with these answers typed."""
    return client.post(sheet.get_absolute_url(), shown(client, sheet) | typed)


def shown(client, sheet):
    """What a browser sends from the page of a sheet as it is shown."""
    context = client.get(sheet.get_absolute_url()).context
    form = context["form"]
    values = {name: str(form[name].value() or "") for name in form.fields}
    return values | {"offered": "|".join(context["offered"])}


class TestJourney:
    def test_of_a_clerk_in_three_sittings_ends_in_the_report(self, clerk, analyst, mflt):
        clerk.post("/language/", {"language": "sq"})
        question, commitment = key_of(Question), key_of(Commitment)
        pdf = SimpleUploadedFile("shkresa.pdf", letter_pdf())

        save(clerk, question, words="Dy strehimore.", value="2", period="2025", file=pdf)
        save(clerk, ONE, status="initial_steps", words="U themelua një grup.")
        clerk.get(PAGE)
        save(clerk, f"{ONE}+1", words="Të hapet një linjë", due_on="2030-05-01")
        save(clerk, commitment, due_on="2031-01-31", reason="Pa ofertues", words="Tenderi u hap.")
        before = Event.objects.exclude(table="tracker_answeredsheet").count()
        sheet = sent(clerk)

        assert Event.objects.exclude(table="tracker_answeredsheet").count() == before
        assert not Assessment.objects.exists()
        assert "MFLT answered: 1 view, 1 answer, 2 commitments" in analyst.get("/").text
        page = analyst.get(sheet.get_absolute_url()).text
        for words in ("U themelua një grup.", "2 (2025)", "Pa ofertues", "31 January 2031"):
            assert words in page

        answer = accept(analyst, sheet)

        assert answer.status_code == 302, answer.context["form"].errors
        view = Assessment.objects.get()
        assert (view.state, view.body, view.stated_by) == (
            State.SUBMITTED,
            mflt,
            STATED["stated_by"],
        )
        letter = Evidence.objects.get(title__startswith="Answered on the page by Drita Hoxha")
        assert Question.objects.get().answered_by == letter
        assert Evidence.objects.get(files__name="shkresa.pdf").issuer == mflt
        moved = Commitment.objects.get(text="Open a shelter")
        assert (str(moved.due_on), moved.latest) == ("2031-01-31", "Tenderi u hap.")
        assert Commitment.objects.filter(text="Të hapet një linjë", body=mflt).exists()
        report = analyst.get("/reports/tip-2024-kosovo/progress/?kind=full&language=en")
        assert "Të hapet një linjë" in report.text
        results = clerk.get(sheet.get_absolute_url()).text
        for words in ("TIP 2024 Kosovo 1", question, commitment):
            assert words in results


class TestMyAnswers:
    def test_opens_those_of_the_one_body(self, clerk):
        assert clerk.get("/my-body/answers/").url == PAGE

    def test_lets_choose_among_several(self, mflt):
        clerk = signed_in(contributor=True, speaks_for=[mflt, BodyFactory(code="OSP")])

        page = clerk.get("/my-body/answers/").text

        assert PAGE in page and "/bodies/OSP/answers/" in page


class TestBodyAnswers:
    def test_lists_what_is_asked_and_what_is_written(self, clerk):
        save(clerk, key_of(Question), words="Two.")

        page = clerk.get(PAGE).text

        for words in ("How many shelters?", "Two.", "Open a shelter", "TIP 2024 Kosovo 2"):
            assert words in page

    def test_of_nothing_written_sends_nothing(self, clerk):
        answer = clerk.post(PAGE, STATED)

        assert (answer.status_code, "write an answer first" in answer.text) == (422, True)
        assert not AnsweredSheet.objects.exists()

    def test_without_a_name_or_on_a_day_to_come_sends_nothing(self, clerk):
        save(clerk, ONE, words="A group met.")

        answer = clerk.post(PAGE, {"stated_by": "", "stated_on": "2999-01-01"})

        assert "This field is required." in answer.text
        assert "The date is in the future." in answer.text
        assert AnsweredSheet.objects.get().state == State.DRAFT

    def test_says_what_is_not_sent_as_nobody_asks_it_any_more(self, clerk):
        save(clerk, key_of(Question), words="Two.")
        save(clerk, ONE, words="A group met.")
        with as_factory():
            Question.objects.update(dismissal_reason="Known")

        page = clerk.post(PAGE, STATED, follow=True).text

        assert "but for 1 row that is no longer asked" in page

    def test_of_nothing_that_is_still_asked_sends_nothing(self, clerk):
        save(clerk, key_of(Question), words="Two.")
        with as_factory():
            Question.objects.update(dismissal_reason="Known")

        answer = clerk.post(PAGE, STATED)

        assert (answer.status_code, "no longer asked" in answer.text) == (422, True)
        assert AnsweredSheet.objects.get().state == State.DRAFT

    def test_costs_the_same_for_few_and_for_many(self, clerk, mflt, django_assert_num_queries):
        with django_assert_num_queries(40, exact=False) as few:
            clerk.get(PAGE)
        for number in range(3, 20):
            row = RecommendationFactory(number=str(number), lead=mflt)
            CommitmentFactory(recommendation=row, body=mflt)
            QuestionFactory(recommendation=row, body=mflt, asked_on=TODAY)

        with django_assert_num_queries(len(few)):
            clerk.get(PAGE)


class TestPart:
    def test_is_kept_for_all_focal_points_with_who_wrote_it(self, clerk, mflt):
        save(clerk, ONE, words="A group met.")
        colleague = signed_in(contributor=True, speaks_for=[mflt])

        assert str(clerk.user) in colleague.get(PAGE).text
        assert colleague.get(f"{PAGE}{ONE}/").context["form"]["words"].value() == "A group met."

    def test_that_a_colleague_saved_meanwhile_shows_both_and_is_saved_again(self, clerk, mflt):
        colleague = signed_in(contributor=True, speaks_for=[mflt])
        save(colleague, ONE, words="Nothing was done.")

        answer = clerk.post(f"{PAGE}{ONE}/", {"words": "A group met."})

        assert answer.status_code == 422
        assert "“Nothing was done.”" in answer.text and "A group met." in answer.text
        again = {"words": "A group met.", "last_event": answer.context["form"].data["last_event"]}
        assert clerk.post(f"{PAGE}{ONE}/", again).status_code == 302
        assert AnsweredSheet.objects.get().parts[ONE]["cells"][1] == "A group met."

    def test_that_was_sent_meanwhile_says_so_and_keeps_what_was_typed(self, clerk):
        save(clerk, ONE, words="A group met.")
        version = clerk.get(f"{PAGE}{ONE}/").context["form"]["last_event"].value()
        sent(clerk)

        answer = clerk.post(f"{PAGE}{ONE}/", {"words": "Two met.", "last_event": version})

        assert answer.status_code == 422 and "Two met." in answer.text
        assert "was sent or taken out meanwhile" in answer.text
        assert "saved this meanwhile" not in answer.text

    def test_that_is_no_longer_asked_gives_back_what_was_typed(self, clerk):
        where = f"{PAGE}{key_of(Question)}/"
        with as_factory():
            Question.objects.update(dismissal_reason="Known")

        answer = clerk.post(where, {"words": "Two shelters.", "last_event": "0"})

        assert "no longer asked" in answer.text and "Two shelters." in answer.text
        assert clerk.get(where).status_code == 404

    def test_without_words_is_taken_out(self, clerk):
        save(clerk, ONE, words="A group met.")
        save(clerk, ONE, words="")

        assert AnsweredSheet.objects.get().parts == {}

    def test_is_rid_of_its_file_and_takes_none_where_the_page_offers_none(self, clerk):
        pdf = {"file": SimpleUploadedFile("shkresa.pdf", letter_pdf())}
        save(clerk, ONE, words="See the letter.", **pdf)
        assert "Remove shkresa.pdf" in clerk.get(f"{PAGE}{ONE}/").text
        save(clerk, ONE, removes_file="on")
        assert AnsweredSheet.objects.get().parts == {}

        pdf["file"].seek(0)
        save(clerk, key_of(Commitment), words="A tender was opened.", **pdf)
        assert AnsweredSheet.objects.get().files == {}

    def test_beyond_those_listed_is_listed_once_it_is_written(self, clerk, monkeypatch):
        monkeypatch.setattr(sheets, "MAX_PARTS", 1)
        two = "tip-2024-kosovo/2"
        assert f"{PAGE}{two}/" not in clerk.get(PAGE).text

        save(clerk, two, words="A group met.")

        page = clerk.get(PAGE).text
        assert f"{PAGE}{ONE}/" in page and f"{PAGE}{two}/" in page and "A group met." in page

    def test_costs_no_more_where_a_body_leads_many(self, clerk, mflt, django_assert_num_queries):
        with CaptureQueriesContext(connection) as few:
            clerk.get(f"{PAGE}{ONE}/")
        for number in range(3, 9):
            RecommendationFactory(number=str(number), lead=mflt)

        with django_assert_num_queries(len(few)):
            answer = clerk.get(f"{PAGE}{ONE}/")
        assert answer.status_code == 200

    def test_names_no_victim(self, clerk):
        answer = save(clerk, ONE, words="The victim Besa Krasniqi, born 3 May 2004, was helped.")

        assert answer.status_code == 422
        assert not AnsweredSheet.objects.filter(parts__has_key=ONE).exists()

    def test_of_a_new_date_takes_a_reason(self, clerk):
        answer = save(clerk, key_of(Commitment), due_on="2031-01-31")

        assert "A due date needs words" in answer.text

    @pytest.mark.parametrize(
        ("model", "typed"),
        [
            (Question, {"words": "Two.", "period": "2025"}),
            (Commitment, {"words": "A tender was opened.", "reason": "No bidder"}),
            (Question, {"file": letter_pdf}),
        ],
        ids=["period", "reason", "file"],
    )
    def test_of_what_says_nothing_alone_is_refused_and_not_lost(self, clerk, model, typed):
        if "file" in typed:
            typed = {"file": SimpleUploadedFile("shkresa.pdf", typed["file"]())}

        answer = save(clerk, key_of(model), **typed)

        assert answer.status_code == 422 and answer.context["form"].errors
        assert not AnsweredSheet.objects.filter(parts__has_key=key_of(model)).exists()

    @pytest.mark.parametrize("key", ["Q999", "C999", "tip-2024-kosovo/9", "nothing"])
    def test_that_is_not_asked_is_not_found(self, clerk, key):
        assert clerk.get(f"{PAGE}{key}/").status_code == 404

    def test_of_another_body_is_not_shown(self, mflt):
        of_osp = signed_in(contributor=True, speaks_for=[BodyFactory(code="OSP")])

        assert of_osp.get(PAGE).status_code == 403
        assert of_osp.get(f"{PAGE}{ONE}/").status_code == 403


class TestAnsweredSheet:
    @pytest.fixture
    def sheet(self, clerk):
        save(clerk, ONE, status="initial_steps", words="A group met.")
        save(clerk, key_of(Question), words="Two.")
        return sent(clerk)

    def test_can_be_taken_back_until_it_is_accepted_and_looking_writes_nothing(
        self, clerk, analyst, sheet
    ):
        before = Event.objects.count()
        values = shown(analyst, sheet)
        assert Event.objects.count() == before
        assert "Take back" in clerk.get(sheet.get_absolute_url()).text

        assert clerk.post(f"{sheet.get_absolute_url()}take-back/").url == PAGE
        assert analyst.get(sheet.get_absolute_url()).status_code == 404
        assert analyst.post(sheet.get_absolute_url(), values).status_code == 404
        assert set(AnsweredSheet.objects.get(state=State.DRAFT).parts) == {ONE, key_of(Question)}

        again = sent(clerk)
        accept(analyst, again)
        answer = clerk.post(f"{again.get_absolute_url()}take-back/")
        assert "no longer wait: they were accepted" in answer.text
        assert "Take back" not in clerk.get(again.get_absolute_url()).text

    def test_that_is_returned_is_the_draft_again_and_keeps_what_is_newer(
        self, clerk, analyst, sheet
    ):
        save(clerk, ONE, words="Two groups met.")
        analyst.post(f"{sheet.get_absolute_url()}return/", {"reason": "Which shelters?"})

        draft = AnsweredSheet.objects.get(state=State.DRAFT)
        assert draft.parts[ONE]["cells"][1] == "Two groups met."
        assert draft.parts[key_of(Question)]["cells"][0] == "Two."
        assert "Which shelters?" in clerk.get(PAGE).text
        assert not Evidence.objects.exists()

    def test_that_is_taken_back_keeps_new_commitments_of_both_drafts(self, clerk):
        save(clerk, f"{ONE}+1", words="Open a shelter")
        first = sent(clerk)
        save(clerk, f"{ONE}+1", words="Open a hotline")
        save(clerk, f"{ONE}+2", words="Train the police")

        clerk.post(f"{first.get_absolute_url()}take-back/")

        parts = AnsweredSheet.objects.get(state=State.DRAFT).parts
        words = {key: part["cells"][0] for key, part in parts.items()}
        assert words == {
            f"{ONE}+1": "Open a shelter",
            f"{ONE}+2": "Open a hotline",
            f"{ONE}+3": "Train the police",
        }

    def test_that_is_not_sent_yet_has_no_page(self, clerk):
        save(clerk, ONE, words="A group met.")

        draft = AnsweredSheet.objects.get()
        assert clerk.get(draft.get_absolute_url()).status_code == 404

    def test_is_accepted_row_by_row_with_a_note_on_what_is_left_out(self, clerk, analyst, sheet):
        question = key_of(Question)

        refused = accept(analyst, sheet, left_out=question)
        assert "Say why rows are left out" in refused.text
        answer = accept(analyst, sheet, left_out=question, note="Name the towns.")

        assert answer.status_code == 302
        assert Question.objects.get().is_open
        assert Assessment.objects.get().rationale == "A group met."
        page = clerk.get(sheet.get_absolute_url()).text
        assert "Left out" in page and "Name the towns." in page

    def test_opens_the_file_beside_an_answer_before_it_is_accepted(self, clerk, analyst, viewer):
        pdf = SimpleUploadedFile("shkresa.pdf", letter_pdf())
        save(clerk, key_of(Question), words="Two.", file=pdf)
        sheet = sent(clerk)

        for client in (analyst, clerk):
            page = client.get(sheet.get_absolute_url()).text
            address = re.search(r'File: <a href="([^"]+)">shkresa.pdf', page)[1]
            answer = client.get(address)
            assert (
                answer.content.startswith(b"%PDF")
                and answer["Content-Type"] == CONTENT_TYPES["pdf"]
            )
            assert "sandbox" in answer["Content-Security-Policy"]
        assert viewer.get(address).status_code == 404
        assert analyst.get(f"{sheet.get_absolute_url()}files/Q999999/").status_code == 404
        accept(analyst, sheet)
        assert analyst.get(address).status_code == 404  # it is evidence now

    def test_counts_refused_rows_only_where_there_are_any(self, analyst, sheet):
        assert "can be imported" in (page := analyst.get(sheet.get_absolute_url()).text)
        assert "can’t be imported" not in page

    def test_is_accepted_once(self, analyst, sheet):
        values = shown(analyst, sheet)
        assert analyst.post(sheet.get_absolute_url(), values).status_code == 302

        assert "accepted" in analyst.post(sheet.get_absolute_url(), values).text
        assert Assessment.objects.count() == 1

    def test_changes_no_status(self, analyst, sheet):
        accept(analyst, sheet)

        assert not Assessment.objects.exclude(state=State.SUBMITTED).exists()

    def test_is_named_on_the_page_of_the_body(self, analyst, viewer, sheet):
        assert "answered: 1 view, 1 answer" in analyst.get("/bodies/MFLT/").text
        assert "answered: 1 view" not in viewer.get("/bodies/MFLT/").text
        assert viewer.get(sheet.get_absolute_url()).status_code == 404

    def test_waits_with_at_most_nineteen_others(self, clerk, mflt, sheet):
        AnsweredSheetFactory.create_batch(19, body=mflt)
        save(clerk, ONE, words="A group met.")

        answer = clerk.post(PAGE, STATED)

        assert "Nothing was sent: 20 answers of MFLT wait for an analyst already." in answer.text


class TestSheetSentAsFile:
    def test_waits_like_what_was_written_on_the_page(self, clerk, analyst):
        data = clerk.get("/bodies/MFLT/question-sheet/file/", {"format": "docx", "language": "en"})
        data = fill(data.content, "docx", {ONE: {"A": "Initial steps"}}, cover={"E": "Ana"})
        file = SimpleUploadedFile("mflt.docx", data)

        answer = clerk.post("/bodies/MFLT/question-sheet/", {"file": file})

        sheet = AnsweredSheet.objects.get()
        assert answer.url == sheet.get_absolute_url()
        assert accept(analyst, sheet).status_code == 302
        assert Evidence.objects.get().files.get().name == "mflt.docx"
        assert Assessment.objects.get().stated_by == "Ana"

    def test_of_another_body_is_refused(self, clerk, analyst):
        BodyFactory(code="OSP")
        data = analyst.get("/bodies/OSP/question-sheet/file/", {"format": "xlsx", "language": "en"})
        file = SimpleUploadedFile("osp.xlsx", data.content)

        answer = clerk.post("/bodies/MFLT/question-sheet/", {"file": file})

        assert "is the sheet of OSP" in answer.text
        assert not AnsweredSheet.objects.exists()
