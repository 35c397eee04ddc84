"""Whom a question is put to, when, and what becomes of it."""

from datetime import date, timedelta

import pytest

from tests.factories import AnsweredSheetFactory, BodyFactory, QuestionFactory, UserFactory
from tests.policies.roles import WRITERS, roles_allowed
from tracker.errors import InvalidDate, NotAllowed, PermissionRefused, Stale
from tracker.policies import questions
from tracker.vocabulary import State

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = date(2025, 3, 31)
DAY = timedelta(1)


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD", name_en="THBD")


@pytest.fixture
def question(thbd):
    """What THBD was asked a month ago."""
    return QuestionFactory(text="Which law?", body=thbd, asked_on=TODAY - 30 * DAY, due_on=TODAY)


class TestCheckAcceptsQuestions:
    def test_refuses_a_body_that_can_t_be_written_to(self, thbd):
        questions.check_accepts_questions(thbd)
        thbd.accepts_correspondence = False

        with pytest.raises(NotAllowed, match=r"THBD can't be asked.*Ask the body responsible for"):
            questions.check_accepts_questions(thbd)


class TestCheckQuestionDates:
    @pytest.mark.parametrize(("on", "due"), [(0, 1), (-1, 0), (-30, -29)])
    def test_takes_a_day_that_came_and_a_later_one(self, thbd, on, due):
        questions.check_question_dates(
            thbd, on=TODAY + on * DAY, due=TODAY + due * DAY, today=TODAY
        )

    @pytest.mark.parametrize(
        ("on", "due", "sentence"),
        [
            (1, 2, "THBD can't be asked on 1 April 2025.*in the future.*to 31 March 2025"),
            (0, 0, "answer from THBD can't be due on 31 March 2025: the question is asked on 31"),
            (0, -1, "can't be due on 30 March 2025.*Choose a later date"),
        ],
    )
    def test_refuses_other_days(self, thbd, on, due, sentence):
        with pytest.raises(InvalidDate, match=sentence):
            questions.check_question_dates(
                thbd, on=TODAY + on * DAY, due=TODAY + due * DAY, today=TODAY
            )


class TestCheckIsOpen:
    def test_refuses_what_was_answered_or_dismissed(self, question):
        questions.check_is_open(question)

        question.answered_on = TODAY
        with pytest.raises(Stale, match=r"“Which law\?” was answered on 31 March 2025. Reload"):
            questions.check_is_open(question)

        question.answered_on, question.dismissal_reason = None, "asked twice"
        with pytest.raises(
            Stale, match="“Which law\\?” was dismissed for the reason “asked twice”"
        ):
            questions.check_is_open(question)


class TestCheckCanBeReminded:
    @pytest.mark.parametrize("days", [-30, 0])
    def test_takes_a_day_since_the_question(self, question, days):
        questions.check_can_be_reminded(question, on=TODAY + days * DAY, today=TODAY)

    @pytest.mark.parametrize(
        ("reminded", "on"), [(None, -31), (None, 1), (-10, -11)], ids=["early", "late", "earlier"]
    )
    def test_refuses_another_day(self, question, reminded, on):
        question.reminded_on = reminded and TODAY + reminded * DAY

        with pytest.raises(
            InvalidDate, match=r"THBD can't have been reminded on.*to 31 March 2025"
        ):
            questions.check_can_be_reminded(question, on=TODAY + on * DAY, today=TODAY)

    @pytest.mark.parametrize("field", ["body", "asked_on"])
    def test_refuses_a_question_to_nobody(self, question, field):
        setattr(question, field, None)

        with pytest.raises(NotAllowed, match="No reminder can be logged for “Which law\\?”"):
            questions.check_can_be_reminded(question, on=TODAY, today=TODAY)

    def test_refuses_what_was_answered(self, question):
        question.answered_on = TODAY

        with pytest.raises(Stale):
            questions.check_can_be_reminded(question, on=TODAY, today=TODAY)


class TestCheckAnswerDate:
    @pytest.mark.parametrize("days", [-30, 0])
    def test_takes_a_day_since_the_question(self, question, days):
        questions.check_answer_date(question, on=TODAY + days * DAY, today=TODAY)

    @pytest.mark.parametrize("days", [-31, 1])
    def test_refuses_another_day(self, question, days):
        with pytest.raises(InvalidDate, match="“Which law\\?” can't have been answered on"):
            questions.check_answer_date(question, on=TODAY + days * DAY, today=TODAY)

    def test_takes_any_day_to_today_of_a_question_to_nobody(self, question):
        question.asked_on = None

        questions.check_answer_date(question, on=TODAY - 100 * DAY, today=TODAY)


class TestCheckCanAskBySheet:
    def test_takes_an_analyst(self, thbd):
        assert roles_allowed(lambda user: questions.check_can_ask_by_sheet(user, thbd)) == WRITERS
        with pytest.raises(
            PermissionRefused, match=r"mira can't create or import question sheets of THBD.*Ask an"
        ):
            questions.check_can_ask_by_sheet(UserFactory(username="mira"), thbd)


class TestCheckCanDownloadSheet:
    def test_takes_who_speaks_for_the_body(self, thbd):
        questions.check_can_use_sheet(UserFactory(contributor=True, speaks_for=[thbd]), thbd)

        with pytest.raises(PermissionRefused):
            questions.check_can_use_sheet(UserFactory(contributor=True), thbd)


class TestCheckCanAnswer:
    def test_takes_who_speaks_for_the_body_alone(self, thbd):
        questions.check_can_answer(UserFactory(contributor=True, speaks_for=[thbd]), thbd)

        for role in ("contributor", "analyst", "reviewer", "viewer"):
            with pytest.raises(PermissionRefused, match=r"can't answer for THBD: only its focal"):
                questions.check_can_answer(UserFactory(**{role: True}), thbd)


class TestCheckIsWaiting:
    @pytest.mark.parametrize("state", [state for state in State if state != State.SUBMITTED])
    def test_refuses_what_was_not_sent_or_was_decided(self, state):
        with pytest.raises(Stale, match="no longer wait"):
            questions.check_is_waiting(AnsweredSheetFactory.build(state=state))


class TestCheckCanTakeBack:
    def test_lets_whoever_sent_it_and_speaks_for_the_body(self):
        sheet = AnsweredSheetFactory()
        questions.check_can_take_back(sheet.author, sheet)
        clerk = UserFactory(contributor=True, speaks_for=[sheet.body])
        questions.check_can_take_back(clerk, sheet)

        with pytest.raises(PermissionRefused):
            questions.check_can_take_back(UserFactory(analyst=True), sheet)
