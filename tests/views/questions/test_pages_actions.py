"""What is done about a question: a body asked and reminded, an answer kept, or none needed."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import BodyFactory, EvidenceFactory, QuestionFactory, RecommendationFactory
from tests.helpers.clock import TODAY
from tests.views.forms import opened
from tracker.models import Citation, Event, Question
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="OSP")


@pytest.fixture
def sent_question(recommendation):
    return QuestionFactory(
        recommendation=recommendation,
        body=recommendation.responsibilities.get().body,
        asked_on=date(2025, 1, 1),
        due_on=date(2025, 1, 31),
    )


def where(name, question):
    return reverse(f"question_{name}", args=[question.pk])


class TestAskNew:
    def address(self, recommendation):
        return reverse("question_new", args=[recommendation.report.slug, recommendation.number])

    def test_puts_it_to_a_body(self, analyst, recommendation):
        sent = opened(analyst, self.address(recommendation))

        answer = analyst.post(
            self.address(recommendation),
            {**sent, "text": "Why 14 and 15?", "body": "OSP", "kind": "does_not_add_up"},
            follow=True,
        )

        question = Question.objects.get()
        assert (question.recommendation, question.asked_on) == (recommendation, TODAY)
        assert question.due_on == TODAY + timedelta(days=30)
        assert "Question to OSP saved. The answer is due on" in answer.text

    def test_says_that_a_disputed_figure_is_a_question(self, analyst, recommendation):
        page = analyst.get(self.address(recommendation)).text

        assert "Choose “does not add up” to question a figure." in page

    def test_moves_the_due_date_with_the_day_of_asking(self, analyst, recommendation):
        sent = opened(analyst, self.address(recommendation))
        day = TODAY - timedelta(days=10)

        analyst.post(
            self.address(recommendation),
            {**sent, "text": "Why?", "body": "OSP", "on": day.isoformat()},
        )

        assert Question.objects.get().due_on == day + timedelta(days=30)

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"text": ""}, "This field is required"),
            ({"body": "NOBODY"}, "Unknown value “NOBODY”"),
            ({"body": "COURTS"}, "can&#x27;t be written to"),
            ({"on": "2999-01-01"}, "this date is in the future"),
            ({"due": "2020-01-01"}, "Choose a later date"),
            ({"kind": "x"}, "is not one of the available choices"),
        ],
    )
    def test_a_bad_value_shows_its_error_and_keeps_what_was_typed(
        self, analyst, recommendation, answers, sentence
    ):
        BodyFactory(code="COURTS", accepts_correspondence=False)
        sent = opened(analyst, self.address(recommendation))
        events = Event.objects.count()

        answer = analyst.post(
            self.address(recommendation),
            {**sent, "text": "Why 14 and 15?", "body": "OSP", **answers},
        )

        assert answer.status_code == 422
        assert sentence in answer.text
        assert answers.get("text", "Why 14 and 15?") in answer.text
        assert Event.objects.count() == events


class TestDeeds:
    def test_sends_a_question_on_record(self, analyst, recommendation):
        gap = QuestionFactory(recommendation=recommendation)
        sent = opened(analyst, where("ask", gap))

        analyst.post(where("ask", gap), {**sent, "body": "OSP"})

        gap.refresh_from_db()
        assert (gap.body.code, gap.asked_on) == ("OSP", TODAY)

    def test_offers_the_body_that_a_question_is_for_before_the_lead(self, analyst, recommendation):
        gap = QuestionFactory(recommendation=recommendation)
        assert opened(analyst, where("ask", gap))["body"] == "OSP"

        meant = QuestionFactory(recommendation=recommendation, body=BodyFactory(code="MFLT"))
        assert opened(analyst, where("ask", meant))["body"] == "MFLT"

    def test_a_reminder_is_kept(self, analyst, sent_question):
        answer = analyst.post(
            where("remind", sent_question), opened(analyst, where("remind", sent_question))
        )

        sent_question.refresh_from_db()
        assert (answer.url, sent_question.reminded_on) == (sent_question.get_absolute_url(), TODAY)

    def test_an_answer_is_shown_with_its_evidence(self, analyst, sent_question):
        sent = opened(analyst, where("answer", sent_question))

        answer = analyst.post(
            where("answer", sent_question),
            {**sent, "sentence": "Four were.", "url": "https://osp.example.org/4"},
            follow=True,
        )

        assert "Four were." in answer.text and "https://osp.example.org/4" in answer.text
        assert Citation.objects.get().evidence.issuer is None

    def test_an_answer_that_shows_nothing_is_kept_for_another_try(self, analyst, sent_question):
        sent = opened(analyst, where("answer", sent_question))

        answer = analyst.post(where("answer", sent_question), {**sent, "sentence": "Four were."})

        assert answer.status_code == 422
        assert "needs evidence" in answer.text and "Four were." in answer.text

    def test_answers_a_question_on_a_report_by_evidence_on_record(self, analyst):
        question, stored = QuestionFactory(), EvidenceFactory()
        sent = opened(analyst, where("answer", question))

        analyst.post(
            where("answer", question), {**sent, "sentence": "So.", "evidence": [stored.pk]}
        )

        question.refresh_from_db()
        assert question.answered_by == stored

    def test_it_is_dismissed_and_opened_again(self, analyst, sent_question):
        analyst.post(where("dismiss", sent_question), {"reason": "The table was corrected."})
        page = analyst.get(sent_question.get_absolute_url()).text
        analyst.post(where("reopen", sent_question), {"reason": "It was not."})

        sent_question.refresh_from_db()
        assert "The table was corrected." in page and where("reopen", sent_question) in page
        assert sent_question.is_open

    def test_what_is_closed_meanwhile_is_refused_in_a_sentence(self, analyst, sent_question):
        sent = opened(analyst, where("answer", sent_question))
        analyst.post(where("dismiss", sent_question), {"reason": "The table was corrected."})

        answer = analyst.post(
            where("answer", sent_question),
            {**sent, "sentence": "Four.", "url": "https://a.example.org"},
        )

        assert answer.status_code == 422
        assert "was dismissed for the reason “The table was corrected.”" in answer.text

    def test_evidence_of_others_named_readers_is_no_answer(self, analyst, sent_question):
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        sent = opened(analyst, where("answer", sent_question))

        answer = analyst.post(
            where("answer", sent_question), {**sent, "sentence": "Four.", "evidence": [secret.pk]}
        )

        assert answer.status_code == 422
        assert secret.title not in answer.text
