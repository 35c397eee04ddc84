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
from tracker.actions.imports.editions import (
    AcceptedEdition,
    write_figures,
    write_questions,
)
from tracker.audit.reasons import because
from tracker.models import Figure, Indicator, Question, QuestionSpan
from tracker.vocabulary import DraftKind, QuestionKind, Theme
from tracker.vocabulary.figures import get_indicator_definition

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
}


@pytest.fixture(autouse=True)
def accepting():
    with because("The edition of this year"):
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


class TestIndicators:
    def test_that_are_known_come_with_their_definition(self, edition, run):
        write_figures(edition, [figure(run, unit="persons")])

        row, known = Indicator.objects.get(), get_indicator_definition("VICT_IDENTIFIED")
        names = ("name", "name_sq", "name_sr", "unit", "definition", "theme")
        assert [getattr(row, name) for name in names] == [getattr(known, name) for name in names]
        assert (row.unit_sq, row.unit_sr) == ("viktima", "žrtve")
        assert (row.theme, row.direction) == (Theme.PROTECTION, known.direction or "")

    def test_keep_the_direction_of_their_definition(self, edition, run):
        known = get_indicator_definition("CONV_TRAFFICKERS")
        write_figures(edition, [figure(run, indicator="CONV_TRAFFICKERS")])

        assert Indicator.objects.get().direction == (known.direction or "")

    def test_that_are_unknown_have_the_words_of_the_text(self, edition, run):
        code, long = "X" * 70, "w" * 300
        write_figures(
            edition,
            [
                figure(run, indicator=code, label=long, unit="cases"),
                figure(run, indicator="OTHER", unit="u" * 50),
                figure(run, indicator="OTHER", unit="later", value=9),
            ],
        )

        row = Indicator.objects.get(code="X" * 60)
        assert (row.name, row.unit, row.unit_sq, row.unit_sr) == (
            "w" * 200,
            "cases",
            "raste",
            "slučajevi",
        )
        other = Indicator.objects.get(code="OTHER")
        assert (other.unit, other.unit_sq) == ("u" * 40, "")  # of the first that says it

    def test_that_exist_stay_and_are_no_work_of_the_run(self, edition, run):
        held = IndicatorFactory(definition="Ours.")
        IndicatorFactory(code="ANOTHER")

        write_figures(edition, [figure(run)])

        assert Figure.objects.get().indicator == held
        assert Indicator.objects.count() == 2
        assert Indicator.objects.get(pk=held.pk).definition == "Ours."


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
