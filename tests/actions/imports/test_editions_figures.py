"""Figures and questions of a run: added once, each with the words that it quotes."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    DraftFactory,
    FigureFactory,
    ImportRunFactory,
    IndicatorFactory,
    PassageFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
)
from tracker.actions.figures import add_missing_indicators
from tracker.actions.imports.editions import (
    AcceptedEdition,
    write_figures,
    write_questions,
)
from tracker.audit.reasons import because
from tracker.models import Figure, Indicator, Question, QuestionSpan
from tracker.vocabulary import DraftKind, QuestionKind

pytestmark = pytest.mark.django_db
NOW = datetime(2024, 7, 1, 9, tzinfo=UTC)
FIELDS = {
    "indicator": "VICT_IDENTIFIED",
    "label": "victims identified",
    "unit": "victims",
    "breakdown": {"sex": "female"},
    "value": 7.0,
    "qualifier": "at least",
    "period": "2023",
    "previous": [{"value": 5.0, "period": "2022"}],
    "part_of": None,
    "scope": "national",
    "doubt": None,
}


@pytest.fixture(autouse=True)
def accepting():
    with because("The edition of this year"):
        add_missing_indicators()
        yield


@pytest.fixture
def passage():
    return PassageFactory(number=3, text="Authorities identified at least seven victims.")


@pytest.fixture
def by():
    return UserFactory(analyst=True)


@pytest.fixture
def edition(passage, by):
    return AcceptedEdition(passage.report, by=by, now=NOW, passages={3: passage})


@pytest.fixture
def run():
    return ImportRunFactory()


def figure(run, place=(3, 23, 45), **values):
    return DraftFactory(
        run=run, kind=DraftKind.FIGURE, places=[list(place)], values={**FIELDS, **values}
    )


def question(run, message="Why do they differ?", places=((3, 0, 11),)):
    return DraftFactory(
        run=run,
        kind=DraftKind.QUESTION,
        places=[list(place) for place in places],
        values={"message": message, "kind": QuestionKind.DOES_NOT_ADD_UP},
    )


def outcomes(write, edition, drafts):
    """Writes the drafts, and returns what became of each."""
    write(edition, drafts)
    return [draft.outcome for draft in drafts]


class TestFigures:
    def test_keep_everything_that_was_read(self, edition, run, passage, by):
        draft = figure(run)

        assert outcomes(write_figures, edition, [draft]) == ["added"]

        row = Figure.objects.select_related("indicator", "passage", "report").get()
        assert (row.indicator.code, row.report, row.passage) == (
            "VICT_IDENTIFIED",
            passage.report,
            passage,
        )
        assert (row.value, row.qualifier, row.period) == (7, "at least", "2023")
        assert (row.previous_value, row.previous_period, row.previous_is_assumed) == (
            5,
            "2022",
            True,
        )
        assert (row.start, row.end, row.quote) == (23, 45, "at least seven victims")
        assert (row.breakdown, row.added_by, row.added_at) == ({"sex": "female"}, by, NOW)

    def test_keep_nothing_where_nothing_was_read(self, edition, run):
        absent = dict.fromkeys(["value", "qualifier", "period"])
        write_figures(edition, [figure(run, **absent, previous=[])])

        row = Figure.objects.get()
        assert (row.value, row.previous_value, row.previous_is_assumed) == (None, None, False)
        assert (row.qualifier, row.period, row.previous_period) == ("", "", "")

    @pytest.mark.parametrize("value", [7, None])
    def test_with_the_same_words_and_value_are_left_alone(self, edition, run, passage, value):
        other = IndicatorFactory(code="PERSONS", name="persons")
        FigureFactory(
            report=passage.report,
            indicator=other,
            passage=passage,
            start=23,
            end=45,
            quote="at least seven victims",
            value=value,
        )
        again, differs = figure(run, value=value), figure(run, value=8)

        assert outcomes(write_figures, edition, [again, differs]) == ["already recorded", "added"]
        assert Figure.objects.get(indicator__code="VICT_IDENTIFIED").value == 8
        assert Figure.objects.count() == 2

    def test_of_another_report_are_no_reason(self, edition, run, passage):
        FigureFactory(
            report=ReportFactory(year=2020),
            passage=passage,
            start=23,
            end=45,
            quote="at least seven victims",
        )

        assert outcomes(write_figures, edition, [figure(run)]) == ["added"]

    def test_of_one_run_share_words_and_no_indicator(self, edition, run):
        drafts = [figure(run), figure(run, indicator="VICT_REFERRED"), figure(run)]

        assert outcomes(write_figures, edition, drafts) == [
            "added",
            "added",
            "already recorded",
        ]
        assert set(Figure.objects.values_list("indicator__code", flat=True)) == {
            "VICT_IDENTIFIED",
            "VICT_REFERRED",
        }
        assert Figure.objects.count() == 2

    def test_without_an_indicator_of_the_list_stay_drafts(self, edition, run):
        drafts = [figure(run, indicator=None), figure(run, indicator="VICTIMS_REPORTED")]

        assert set(outcomes(write_figures, edition, drafts)) == {
            "left out, because it has no indicator of the list"
        }
        assert not Figure.objects.exists()
        assert not Indicator.objects.filter(code="VICTIMS_REPORTED").exists()

    def test_are_national_or_say_who_counted(self, edition, run):
        by = figure(run, scope="Harbour Aid")
        drafts = [by, figure(run), figure(run, (3, 0, 11), scope="Harbour Aid", value=8.0)]

        assert outcomes(write_figures, edition, drafts) == ["added"] * 3
        rows = Figure.objects.order_by("pk")
        assert [(row.scope, row.value) for row in rows] == [
            ("Harbour Aid", 7.0),
            ("", 7.0),
            ("Harbour Aid", 8.0),
        ]

    def test_of_one_key_have_one_national_value(self, edition, run, passage):
        FigureFactory(report=passage.report, passage=passage, value=30.0, period="2022")
        drafts = [
            figure(run, value=None),
            figure(run),
            figure(run, (3, 0, 11)),
            figure(run, (3, 0, 11), value=9.0),
            figure(run, value=31.0, period="2022", breakdown={}),
        ]

        assert outcomes(write_figures, edition, drafts) == [
            "left out, because another value is recorded: at least 7",
            "added",
            "already recorded",
            "left out, because another value is recorded: at least 7",
            "left out, because another value is recorded: 30",
        ]

    def test_keep_all_earlier_values_a_doubt_and_a_unit_of_another_kind(self, edition, run):
        place = {"paragraph": 3, "start": 0, "end": 11}
        periods = ("2022", "FY 2021", "2020")
        years = [{"value": 5 + n, "period": period, **place} for n, period in enumerate(periods)]
        write_figures(edition, [figure(run, unit="cases", previous=years[::-1], doubt="Why?")])

        row = Figure.objects.get()
        assert (row.unit, row.doubt, row.previous_is_assumed) == ("cases", "Why?", False)
        assert row.earlier == [("2022", 5), ("FY 2021", 6), ("2020", 7)]

    @pytest.mark.parametrize(
        ("unit", "own"),
        [("victims", ""), ("persons", ""), ("", ""), ("cases", "cases"), ("ALL", "ALL")],
    )
    def test_have_no_unit_but_one_of_another_kind(self, edition, run, unit, own):
        write_figures(edition, [figure(run, unit=unit)])

        assert Figure.objects.get().unit == own

    def test_follow_their_whole(self, edition, run):
        whole, part, lost = (
            figure(run, breakdown={"sex": "male"}),
            figure(run, value=2.0, breakdown={"sex": "male", "age group": "child"}),
            figure(run, value=3.0),
        )
        part.values["part_of"], lost.values["part_of"] = whole.position, 9_999
        whole.values["part_of"] = None

        write_figures(edition, [part, lost, whole])

        parts = dict(Figure.objects.values_list("value", "part_of__value"))
        assert parts == {7.0: None, 2.0: 7.0, 3.0: None}

    def test_that_are_parts_of_each_other_are_wholes(self, edition, run):
        first, second = figure(run), figure(run, value=2.0, breakdown={})
        first.values["part_of"], second.values["part_of"] = second.position, first.position

        assert outcomes(write_figures, edition, [first, second]) == ["added", "added"]
        assert set(Figure.objects.values_list("part_of", flat=True)) == {None}


class TestQuestions:
    def test_cite_every_place(self, edition, run, passage):
        draft = question(run, places=[(3, 0, 11), (3, 23, 31)])

        assert outcomes(write_questions, edition, [draft]) == ["added"]

        row = Question.objects.get()
        assert (row.report, row.kind, row.text, row.recommendation) == (
            passage.report,
            QuestionKind.DOES_NOT_ADD_UP,
            "Why do they differ?",
            None,
        )
        spans = QuestionSpan.objects.order_by("pk")
        assert list(spans.values_list("question", "passage", "start", "end", "quote")) == [
            (row.pk, passage.pk, 0, 11, "Authorities"),
            (row.pk, passage.pk, 23, 31, "at least"),
        ]

    def test_are_asked_once(self, edition, run, passage):
        QuestionFactory(report=passage.report, text="Held?")
        long = "y" * 1005
        drafts = [question(run, text) for text in ("Held?", long, long, "New?")]

        assert outcomes(write_questions, edition, drafts) == [
            "already recorded",
            "added",
            "already recorded",
            "added",
        ]
        assert set(Question.objects.values_list("text", flat=True)) == {"Held?", "y" * 1000, "New?"}
        assert QuestionSpan.objects.count() == 2

    def test_of_another_report_or_about_a_recommendation_are_others(self, edition, run, passage):
        QuestionFactory(report=ReportFactory(year=2020), text="Held?")
        QuestionFactory(recommendation=RecommendationFactory(report=passage.report), text="Mine?")

        drafts = [question(run, "Held?"), question(run, "Mine?")]

        assert outcomes(write_questions, edition, drafts) == ["added", "added"]
