"""The list of questions, the page of one, and what is done about it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    PassageFactory,
    QuestionFactory,
    QuestionSpanFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.helpers.clock import TODAY
from tests.views.conftest import signed_in
from tracker.views.pagination import PAGE_SIZE
from tracker.vocabulary import QuestionKind, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]

ASKED = {"asked_on": date(2025, 1, 1), "due_on": date(2025, 1, 31)}


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="OSP")


@pytest.fixture
def sent_question(recommendation):
    body = recommendation.responsibilities.get().body
    return QuestionFactory(recommendation=recommendation, body=body, text="How many?", **ASKED)


def where(name, question):
    return reverse(f"question_{name}", args=[question.pk])


@pytest.mark.usefixtures("indexed")
class TestList:
    def test_is_in_the_order_of_due_dates_with_what_has_none_last(self, viewer):
        QuestionFactory(text="Not asked")
        QuestionFactory(text="Later", asked_on=date(2025, 1, 1), due_on=date(2025, 2, 1))
        QuestionFactory(text="Sooner", **ASKED)

        page = viewer.get("/questions/").text

        assert page.index("Sooner") < page.index("Later") < page.index("Not asked")
        assert "3 questions" in page

    @pytest.mark.parametrize(
        ("asks", "finds"),
        [
            ("state=open", {"gap", "late", "waits"}),
            ("state=asked", {"late", "waits"}),
            ("state=overdue", {"late"}),
            ("state=answered", {"answered"}),
            ("state=dismissed", {"dismissed"}),
            ("kind=ask", {"waits"}),
            ("body=OSP", {"late", "waits"}),
            ("report=tip-2023-kosovo", set()),
            ("search=LAT", {"late"}),
        ],
    )
    def test_finds_what_is_asked_for(self, viewer, asks, finds):
        osp = BodyFactory(code="OSP")
        soon = TODAY + timedelta(days=9)
        QuestionFactory(text="gap")
        QuestionFactory(text="late", body=osp, **ASKED)
        QuestionFactory(text="waits", body=osp, kind=QuestionKind.ASK, asked_on=TODAY, due_on=soon)
        QuestionFactory(text="answered", answered_on=TODAY, answered_by=EvidenceFactory())
        QuestionFactory(text="dismissed", dismissal_reason="Moot")
        if "2023" in asks:
            RecommendationFactory(report__year=2023)

        rows = viewer.get(f"/questions/?{asks}").context["list_page"].page.rows

        assert {row.text for row in rows} == finds

    @pytest.mark.parametrize(
        "asks",
        ["state=lost", "body=NOBODY", "report=none", "kind=x", "colour=red", "after=x", "after=~x"],
    )
    def test_of_what_can_t_be_read_shows_its_error_and_no_rows(self, viewer, asks):
        QuestionFactory(text="How many?")

        answer = viewer.get(f"/questions/?{asks}")

        assert answer.status_code == 400
        assert "Nothing is listed until" in answer.text
        assert "How many?" not in answer.text

    def test_shows_every_row_once_there_and_back(self, viewer):
        for number in range(2 * PAGE_SIZE + 3):
            QuestionFactory(text=f"Q{number:03d}", **(ASKED if number % 2 else {}))

        there, address = [], "/questions/"
        while address:
            page = viewer.get(address).context["list_page"].page
            there.append(page)
            address = f"/questions/?after={page.after}" if page.after else ""
        back = viewer.get(f"/questions/?before={there[-1].before}").context["list_page"].page

        assert len({row.pk for page in there for row in page.rows}) == 2 * PAGE_SIZE + 3
        assert back.rows == there[-2].rows

    def test_costs_the_same_for_few_and_for_many(
        self, viewer, sent_question, django_assert_num_queries
    ):
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get("/questions/?state=open")
        for _more in range(9):
            QuestionFactory(recommendation=RecommendationFactory(), body=BodyFactory(), **ASKED)

        with django_assert_num_queries(len(few)):
            viewer.get("/questions/?state=open")

    def test_shows_a_contributor_questions_to_the_own_body(self, sent_question):
        QuestionFactory(text="Not put to anybody")
        focal = signed_in(contributor=True, speaks_for=[sent_question.body])
        other = signed_in(contributor=True, speaks_for=[BodyFactory()])

        assert [row.pk for row in focal.get("/questions/").context["list_page"].page.rows] == [
            sent_question.pk
        ]
        assert "have not been asked anything" in other.get("/questions/").text

    def test_says_how_to_begin(self, viewer):
        assert "choose “Ask a body”" in viewer.get("/questions/").text


class TestQuestion:
    def test_tells_an_analyst_what_may_be_done(self, analyst, sent_question):
        page = analyst.get(sent_question.get_absolute_url()).text

        assert "How many?" in page and "Overdue" in page
        for name in ("answer", "remind", "dismiss"):
            assert where(name, sent_question) in page
        assert where("ask", sent_question) not in page

    def test_tells_a_viewer_no_deed(self, viewer, sent_question):
        assert (
            where("answer", sent_question) not in viewer.get(sent_question.get_absolute_url()).text
        )

    def test_leads_to_no_recommendation_that_is_missing_for_its_reader(self, recommendation):
        body = BodyFactory()
        put = QuestionFactory(recommendation=recommendation, body=body, **ASKED)
        focal = signed_in(contributor=True, speaks_for=[body])
        address = recommendation.get_absolute_url()

        for page in (put.get_absolute_url(), reverse("question_list")):
            assert f'href="{address}' not in focal.get(page).text
            assert f'href="{address}' in signed_in(analyst=True).get(page).text

    def test_tells_a_contributor_how_to_answer(self, sent_question):
        focal = signed_in(contributor=True, speaks_for=[sent_question.body])

        page = focal.get(sent_question.get_absolute_url()).text

        assert "/my-body/answers/" in page
        assert where("answer", sent_question) not in page

    def test_put_to_another_body_is_missing(self, sent_question):
        other = signed_in(contributor=True, speaks_for=[BodyFactory()])

        for address in (sent_question.get_absolute_url(), where("answer", sent_question)):
            assert other.get(address).status_code == 404

    def test_answered_by_what_is_for_others_is_missing(self, viewer):
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        question = QuestionFactory(answered_on=TODAY, answered_by=secret)

        assert viewer.get(question.get_absolute_url()).status_code == 404

    @pytest.mark.parametrize("name", ["ask", "remind", "answer", "dismiss", "reopen"])
    def test_sends_a_stranger_to_sign_in_and_tells_others_whom_to_ask(
        self, client, viewer, sent_question, name
    ):
        focal = signed_in(contributor=True, speaks_for=[sent_question.body])

        assert reverse("login") in client.get(where(name, sent_question)).url
        for one in (viewer, focal):
            for answer in (
                one.get(where(name, sent_question)),
                one.post(where(name, sent_question)),
            ):
                assert answer.status_code == 403
                assert "only analysts can" in answer.text


class TestElsewhere:
    def test_questions_stand_on_the_page_of_the_recommendation_and_of_the_body(
        self, viewer, sent_question
    ):
        for page in (sent_question.recommendation, sent_question.body):
            assert sent_question.get_absolute_url() in viewer.get(page.get_absolute_url()).text

    def test_the_page_of_a_body_costs_the_same_for_few_and_for_many(
        self, viewer, sent_question, django_assert_num_queries
    ):
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get(sent_question.body.get_absolute_url())
        for number in range(9):
            QuestionFactory(
                recommendation=sent_question.recommendation, body=sent_question.body, **ASKED
            )
            UserFactory(username=f"u{number}")

        with django_assert_num_queries(len(few)):
            viewer.get(sent_question.body.get_absolute_url())


class TestWordsOfAQuestion:
    def test_are_quoted_in_their_sentence(self, viewer):
        span = QuestionSpanFactory()

        page = viewer.get(span.question.get_absolute_url()).text

        assert "<mark>six victims</mark>, fewer than last year." in page
        assert f"#p{span.passage.number}" in page

    def test_stand_once_in_a_sentence_that_holds_several(self, viewer):
        question = QuestionFactory()
        text = "Police found nine victims. Six were women and four were men."
        passage = PassageFactory(report=question.report, text=text)
        for words in ("Six were women", "four were men"):
            QuestionSpanFactory(question=question, passage=passage, quote=words)

        page = viewer.get(question.get_absolute_url()).text

        assert "<mark>Six were women</mark> and <mark>four were men</mark>." in page
        assert page.count("four were men") == 1

    def test_are_quoted_to_the_body(self):
        recommendation = RecommendationFactory(lead="OSP")
        body = recommendation.responsibilities.get().body
        question = QuestionFactory(
            recommendation=recommendation,
            body=body,
            asked_on=date(2025, 1, 1),
        )
        QuestionSpanFactory(question=question)
        focal = signed_in(contributor=True, speaks_for=[body])

        assert "six victims</mark>" in focal.get(question.get_absolute_url()).text

    def test_cost_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        question = QuestionSpanFactory().question
        with django_assert_num_queries(100, exact=False) as few:
            viewer.get(question.get_absolute_url())
        for _more in range(9):
            QuestionSpanFactory(question=question)

        with django_assert_num_queries(len(few)):
            viewer.get(question.get_absolute_url())
