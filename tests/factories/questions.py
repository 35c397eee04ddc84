"""Queries."""

import factory

from tests.factories.base import TrackerFactory, many_to_many
from tests.factories.recommendations import PassageFactory, ReportFactory
from tracker.models import Question, QuestionSpan
from tracker.vocabulary import QuestionKind


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
