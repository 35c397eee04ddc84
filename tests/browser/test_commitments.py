"""Questions and commitments in every look: lists, one of each, and the forms."""

from datetime import date

import pytest

from tests.browser.pages import as_quickstart_left_it, as_sample, check_every_look, kosovo  # noqa: F401
from tests.factories import BodyFactory
from tracker.actions import commitments
from tracker.actions.commitments import (
    AddCommitment,
    CompleteCommitment,
    RecordNews,
    RescheduleCommitment,
)
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.questions import questions
from tracker.actions.questions.questions import AnswerQuestion, AskQuestion, QuestionCommand
from tracker.audit.context import acting_as
from tracker.models import Commitment, Question, Recommendation, User

pytestmark = [pytest.mark.browser, pytest.mark.real_clock]

REC = "/reports/tip-2024-kosovo/recommendations"
PAGES = {
    "questions": "/questions/",
    "questions-refused": "/questions/?state=lost",
    "question": "/questions/{question}/",
    "question-answered": "/questions/{answered}/",
    "question-answer": "/questions/{question}/answer/",
    "ask": f"{REC}/1/questions/new/",
    "commitments": "/commitments/",
    "commitment": "/commitments/{commitment}/",
    "commitment-reschedule": "/commitments/{commitment}/reschedule/",
    "promise": f"{REC}/6/commitments/new/",
    "promised": f"{REC}/6/",
    "body-asked": "/bodies/OSP/",
}


@pytest.fixture
def followed(kosovo):  # noqa: F811
    """Some questions asked, one answered; a commitment moved twice and another that is done."""
    from django.utils import timezone

    now, ana = timezone.now(), User.objects.get(username="analyst")
    values = {"by": ana, "now": now}
    with acting_as("tests", source="command"):
        first, second, third = Question.objects.filter(recommendation__number="1").order_by("pk")[
            :3
        ]
        osp, mflt = BodyFactory(code="OSP"), BodyFactory(code="MFLT")
        for question, day in ((first, date(2026, 9, 1)), (second, date(2026, 11, 20))):
            questions.ask(
                AskQuestion(question=question, body=osp, on=day, reason="By letter", **values)
            )
        questions.remind(QuestionCommand(question=first, on=date(2026, 10, 20), **values))
        questions.ask(
            AskQuestion(question=third, body=osp, on=date(2026, 9, 1), reason="By letter", **values)
        )
        questions.answer(
            AnswerQuestion(
                question=third,
                evidence_input=EvidenceInput(
                    url="https://prosecutor.example.org/letters/14", title="Letter 14/2026"
                ),
                on=date(2026, 10, 2),
                sentence="Four acquittals, one dismissal and two reclassifications in 2025.",
                **values,
            )
        )
        commitment = commitments.add(
            AddCommitment(
                recommendation=Recommendation.objects.get(number="6"),
                body=mflt,
                text="Pay the NGO-run shelters by the quarter, in advance, from the 2026 budget on",
                undertaken_on=date(2026, 1, 20),
                due_on=date(2026, 4, 1),
                agreed_by="Minister, letter of 20 January",
                evidence_input=EvidenceInput(url="https://mflt.example.org/letters/7"),
                **values,
            )
        )
        moves = (
            (date(2026, 7, 1), "The budget was adopted late.", "Minister, letter of 25 March"),
            (date(2026, 10, 1), "The call for NGOs was annulled.", "Meeting of 12 June"),
        )
        for (due_on, reason, agreed_by), on in zip(
            moves, (date(2026, 3, 25), date(2026, 6, 12)), strict=True
        ):
            commitment = commitments.reschedule(
                RescheduleCommitment(
                    commitment=commitment,
                    due_on=due_on,
                    reason=reason,
                    agreed_by=agreed_by,
                    agreed_on=on,
                    **values,
                )
            )
        commitments.record_news(
            RecordNews(
                commitment=commitment,
                on=date(2026, 9, 30),
                sentence="The first quarter was paid, in arrears.",
                **values,
            )
        )
        done = commitments.add(
            AddCommitment(
                recommendation=Recommendation.objects.get(number="9"),
                body=BodyFactory(code="HOTLINE"),
                text="Train all operators before the end of the year",
                undertaken_on=date(2026, 2, 1),
                evidence_input=EvidenceInput(title="Meeting of 1 February", kind="meeting"),
                **values,
            )
        )
        commitments.complete(
            CompleteCommitment(
                commitment=done,
                on=date(2026, 11, 2),
                sentence="All twelve operators were trained.",
                evidence_input=EvidenceInput(url="https://hotline.example.org/training"),
                **values,
            )
        )
    return {"question": first.pk, "answered": third.pk, "commitment": commitment.pk}


class TestEveryPage:
    def test_is_accessible_and_fits_in_every_look(
        self, page, live_server, followed, sign_in, subtests
    ):
        sign_in(User.objects.get(username="analyst"))

        for name, path in PAGES.items():
            with subtests.test(name):
                page.goto(live_server.url + path.format(**followed))
                check_every_look(page, name)
        assert Commitment.objects.often_postponed().count() == 1
