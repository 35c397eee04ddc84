"""Questions, and what bodies answer."""

from dataclasses import asdict
from datetime import UTC, datetime

import factory

from tests.factories.base import TrackerFactory, many_to_many
from tests.factories.bodies import BodyFactory
from tests.factories.people import UserFactory
from tests.factories.recommendations import PassageFactory, ReportFactory
from tracker.models import AnsweredSheet, Question, QuestionSpan
from tracker.question_sheets import Sheet, SheetQuestion, fill
from tracker.vocabulary import QuestionKind, State


class QuestionFactory(TrackerFactory):
    """An open question about the figures of a report, put to nobody yet.

    With a recommendation, it belongs to the recommendation's report.
    """

    class Meta:
        model = Question

    recommendation = None
    report = factory.Maybe(
        "recommendation",
        yes_declaration=factory.SelfAttribute("recommendation.report"),
        no_declaration=factory.SubFactory(ReportFactory),
    )
    kind = QuestionKind.DOES_NOT_ADD_UP
    text = factory.Sequence(lambda n: f"Why do the totals of table {n} differ?")
    topics = many_to_many("topics")


class QuestionSpanFactory(TrackerFactory):
    """The words "six victims" of a passage of its question's report."""

    class Meta:
        model = QuestionSpan

    question = factory.SubFactory(QuestionFactory)
    passage = factory.SubFactory(PassageFactory, report=factory.SelfAttribute("..question.report"))
    quote = "six victims"
    start = factory.LazyAttribute(lambda s: s.passage.text.index(s.quote))
    end = factory.LazyAttribute(lambda s: s.start + len(s.quote))


class AnsweredSheetFactory(TrackerFactory):
    """Answers of a body on the page that wait for an analyst: one, to question 1."""

    class Meta:
        model = AnsweredSheet

    body = factory.SubFactory(BodyFactory)
    author = factory.SubFactory(UserFactory, contributor=True)
    state = State.SUBMITTED
    counts = factory.LazyFunction(lambda: [0, 1, 0])
    created_at = sent_at = datetime(2024, 10, 2, 9, tzinfo=UTC)
    parts = factory.LazyAttribute(lambda sheet: {"Q1": {"cells": [sheet.answer, "", ""]}})
    filled = factory.LazyAttribute(
        lambda sheet: asdict(
            fill(
                Sheet(
                    *(sheet.body.code, "", "", "en", sheet.created_at.date(), None),
                    *((), (), (SheetQuestion("Q1", "", ""),)),
                ),
                {"Q1": (sheet.answer,)},
                name="Answers",
                by="Ana",
                on=sheet.created_at.date(),
            )
        )
    )

    class Params:
        answer = "Two shelters."
