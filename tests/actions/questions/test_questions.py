"""Questions: asked of a body, reminded, answered, dismissed, reopened."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.actions import reference_rows
from tracker.actions.base import RowCommand
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.questions import questions
from tracker.actions.questions.questions import (
    AddQuestion,
    AnswerQuestion,
    AskQuestion,
    QuestionCommand,
)
from tracker.actions.reference_rows import ChangeRow
from tracker.errors import (
    EvidenceMissing,
    InvalidDate,
    InvalidValue,
    NotAllowed,
    PermissionRefused,
    Stale,
)
from tracker.models import Citation, Event, Evidence, Question
from tracker.vocabulary import QuestionKind, Sensitivity, Status, Use

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 12, 1, 9, tzinfo=UTC)
TODAY = date(2024, 12, 1)


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def gap():
    return QuestionFactory(
        recommendation=RecommendationFactory(lead="OSP"), text="How many were acquitted?"
    )


def ask(question, ana, *, body=None, on=TODAY, **more):
    body = body or BodyFactory(code="OSP")
    return questions.ask(
        AskQuestion(
            question=question, body=body, on=on, by=ana, now=NOW, reason="By letter", **more
        )
    )


def answer(question, ana, *, on=TODAY, evidence_input=None, **more):
    return questions.answer(
        AnswerQuestion(
            question=question,
            evidence_input=evidence_input or EvidenceInput(url="https://osp.example.org/3"),
            on=on,
            sentence="Four were acquitted.",
            by=ana,
            now=NOW,
            **more,
        )
    )


class TestAsk:
    def test_is_due_after_thirty_days_by_default(self, ana, gap):
        other = QuestionFactory()

        ask(gap, ana)
        ask(other, ana, due=date(2025, 2, 1))

        gap.refresh_from_db()
        other.refresh_from_db()
        assert (gap.body.code, gap.asked_on, gap.due_on) == ("OSP", TODAY, date(2024, 12, 31))
        assert other.due_on == date(2025, 2, 1)

    def test_leaves_who_and_why(self, ana, gap):
        ask(gap, ana)

        event = Event.objects.filter(table="tracker_question", key=gap.pk).newest_first()[0]
        assert (event.actor_name, event.reason) == ("ana", "By letter")

    def test_a_second_time_changes_nothing(self, ana, gap):
        ask(gap, ana)
        events = Event.objects.count()

        ask(gap, ana)

        assert Event.objects.count() == events

    def test_a_body_that_can_t_be_written_to_is_refused_at_every_door(self, ana, gap):
        courts = BodyFactory(code="COURTS", accepts_correspondence=False)
        sentence = "COURTS · Institution COURTS can't be asked: it can't be written to"

        with pytest.raises(NotAllowed, match=sentence):
            ask(gap, ana, body=courts)
        with pytest.raises(NotAllowed, match=sentence):
            fields = {"body": courts, "asked_on": TODAY}
            reference_rows.change(ChangeRow(row=gap, by=ana, reason="By letter", fields=fields))

    @pytest.mark.parametrize(
        ("days", "sentence"),
        [
            (
                {"on": date(2024, 12, 2)},
                "can't be asked on 2 December 2024: this date is in the future",
            ),
            (
                {"due": TODAY},
                "can't be due on 1 December 2024: the question is asked on 1 December",
            ),
        ],
    )
    def test_days_that_can_t_be_are_refused(self, ana, gap, days, sentence):
        with pytest.raises(InvalidDate, match=sentence):
            ask(gap, ana, **days)

    def test_another_body_is_not_asked_the_same_question(self, ana, gap):
        ask(gap, ana)

        with pytest.raises(NotAllowed, match="OSP has already been asked"):
            ask(gap, ana, body=BodyFactory(code="KPC"))

    @pytest.mark.parametrize("role", ["viewer", "contributor", "publisher", "auditor"])
    def test_takes_an_analyst(self, gap, role):
        with pytest.raises(PermissionRefused, match="only analysts can"):
            ask(gap, UserFactory(**{role: True}))


class TestAskNew:
    def ask(self, ana, recommendation, **more):
        return questions.add(
            AddQuestion(
                report=recommendation.report,
                recommendation=recommendation,
                kind=QuestionKind.DOES_NOT_ADD_UP,
                text="Why 14 and 15?",
                by=ana,
                now=NOW,
                **more,
            )
        )

    def test_puts_it_to_the_body_today(self, ana):
        asked = self.ask(ana, RecommendationFactory(), body=BodyFactory(code="OSP"))

        assert (asked.asked_on, asked.due_on) == (TODAY, date(2024, 12, 31))

    def test_without_a_body_keeps_it_open(self, ana):
        unasked = self.ask(ana, RecommendationFactory())

        assert (unasked.is_open, unasked.asked_on, unasked.body) == (True, None, None)

    def test_in_the_same_words_is_not_added_twice(self, ana):
        recommendation, body = RecommendationFactory(), BodyFactory()
        unasked = self.ask(ana, recommendation)

        first = self.ask(ana, recommendation, body=body)
        second = self.ask(ana, recommendation, body=body)

        assert first == second == unasked
        assert Question.objects.count() == 1

    def test_that_a_hidden_piece_answered_says_nothing_of_the_answer(self, ana):
        existing = QuestionFactory(
            recommendation=RecommendationFactory(),
            text="Why 14 and 15?",
            answered_on=TODAY,
            answered_by=EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS),
        )

        with pytest.raises(Stale) as refused:
            self.ask(ana, existing.recommendation)

        assert str(refused.value) == (
            "“Why 14 and 15?” has been asked before in the same words. Open that question, or "
            "word this one differently."
        )

    def test_too_long_a_question_or_an_unknown_kind_is_refused(self, ana):
        recommendation = RecommendationFactory()
        values = {"report": recommendation.report, "by": ana, "now": NOW}

        with pytest.raises(
            InvalidValue, match="The question has 1001 characters; the limit is 1000"
        ):
            questions.add(AddQuestion(kind="ask", text="x" * 1001, **values))
        with pytest.raises(InvalidValue, match="Value 'quarrel' is not a valid choice"):
            questions.add(AddQuestion(kind="quarrel", text="Why?", **values))


class TestRemind:
    def test_keeps_the_last_day(self, ana, gap):
        ask(gap, ana, on=date(2024, 10, 1))

        for day in (date(2024, 11, 1), TODAY, TODAY):
            questions.remind(QuestionCommand(question=gap, on=day, by=ana, now=NOW))

        gap.refresh_from_db()
        assert gap.reminded_on == TODAY

    def test_is_for_what_was_asked_and_is_open(self, ana, gap):
        with pytest.raises(NotAllowed, match="no body has been asked"):
            questions.remind(QuestionCommand(question=gap, on=TODAY, by=ana, now=NOW))
        ask(gap, ana)
        answer(gap, ana)
        with pytest.raises(Stale, match="was answered on 1 December 2024"):
            questions.remind(QuestionCommand(question=gap, on=TODAY, by=ana, now=NOW))

    @pytest.mark.parametrize("day", [date(2024, 9, 30), date(2024, 12, 2)])
    def test_is_neither_before_the_question_nor_to_come(self, ana, gap, day):
        ask(gap, ana, on=date(2024, 10, 1))

        with pytest.raises(
            InvalidDate, match="Choose a date from 1 October 2024 to 1 December 2024"
        ):
            questions.remind(QuestionCommand(question=gap, on=day, by=ana, now=NOW))


class TestAnswer:
    def test_is_evidence_cited_with_its_sentence_and_no_status(self, ana, gap):
        ask(gap, ana)

        answer(gap, ana)

        gap.refresh_from_db()
        citation = Citation.objects.get()
        assert (gap.answered_on, gap.answered_by) == (TODAY, citation.evidence)
        assert (citation.recommendation, citation.use) == (gap.recommendation, Use.CONTEXT)
        assert citation.sentence == "Four were acquitted."
        gap.recommendation.refresh_from_db()
        assert gap.recommendation.status == Status.NOT_ASSESSED

    def test_cites_the_place_in_the_document(self, ana, gap):
        place = {"page": "4", "at_paragraph": "12"}
        answer(gap, ana, evidence_input=EvidenceInput(url="https://osp.example.org/3", **place))

        citation = Citation.objects.get()
        assert (citation.page, citation.paragraph) == ("4", "12")

    def test_a_second_time_is_stale(self, ana, gap):
        answer(gap, ana)

        with pytest.raises(Stale, match="was answered on"):
            answer(gap, ana)

    def test_by_words_alone_is_refused_and_writes_nothing(self, ana, gap):
        with pytest.raises(EvidenceMissing, match=r"needs evidence. Add a file"):
            answer(gap, ana, evidence_input=EvidenceInput())

        assert not Evidence.objects.exists()

    def test_about_a_whole_report_is_existing_evidence(self, ana):
        question, existing = QuestionFactory(), EvidenceFactory()

        with pytest.raises(EvidenceMissing, match="about the whole report, existing evidence"):
            answer(question, ana)
        answer(question, ana, evidence_input=EvidenceInput(evidence=[existing]))

        question.refresh_from_db()
        assert question.answered_by == existing
        assert not Citation.objects.exists()

    def test_is_not_before_the_question(self, ana, gap):
        ask(gap, ana)

        with pytest.raises(InvalidDate, match="from the day it was asked"):
            answer(gap, ana, on=date(2024, 11, 30))


class TestDismiss:
    def test_keeps_why_and_the_same_again_changes_nothing(self, ana, gap):
        questions.dismiss(RowCommand(row=gap, reason="The table was corrected.", by=ana))
        events = Event.objects.count()

        questions.dismiss(RowCommand(row=gap, reason="The table was corrected.", by=ana))

        gap.refresh_from_db()
        assert gap.dismissal_reason == "The table was corrected."
        assert Event.objects.count() == events

    def test_asks_for_words(self, ana, gap):
        with pytest.raises(InvalidValue, match="the history needs a reason"):
            questions.dismiss(RowCommand(row=gap, reason=" ", by=ana))

    def test_of_what_is_answered_is_stale(self, ana, gap):
        answer(gap, ana)

        with pytest.raises(Stale):
            questions.dismiss(RowCommand(row=gap, reason="Late", by=ana))

    def test_is_undone_with_words(self, ana, gap):
        questions.dismiss(RowCommand(row=gap, reason="A slip", by=ana))

        with pytest.raises(InvalidValue):
            questions.reopen(RowCommand(row=gap, reason="", by=ana))
        questions.reopen(RowCommand(row=gap, reason="Wrong question", by=ana))

        gap.refresh_from_db()
        assert gap.is_open
