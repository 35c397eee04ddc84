"""Fixtures: missing rows are created, rows that exist are left alone."""

import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from tests.factories import UserFactory
from tests.factories.base import as_factory
from tests.helpers.report_fixtures import KOSOVO
from tests.helpers.rollback import undone
from tracker.actions import reference_rows, sample_data
from tracker.actions.imports.fixtures import load_report
from tracker.actions.people import service_user
from tracker.actions.reference_rows import WithdrawRow
from tracker.audit.context import acting_as
from tracker.errors import BadFixture
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Component,
    Event,
    Evidence,
    Figure,
    Finding,
    Indicator,
    Mechanism,
    Passage,
    Question,
    Recommendation,
    Report,
    Responsibility,
    Topic,
    Translation,
)
from tracker.vocabulary import INDICATORS, Role, State, Status, Strength, Use

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 7, 1, 9, tzinfo=UTC)
COUNTS = {
    Body: 50,
    Mechanism: 1,
    Report: 1,
    Topic: 16,
    Passage: 11,
    Recommendation: 9,
    Translation: 18,
    Component: 34,
    Responsibility: 59,
    Evidence: 81,
    Assessment: 8,
    Citation: 105,
    Finding: 11,
    Question: 37,
    Figure: 63,
}


def load():
    """Loads the Kosovo report as quickstart does."""
    with acting_as("command:quickstart", source="command"):
        return load_report(folder=KOSOVO, by=service_user("import"), now=NOW)


@pytest.fixture(scope="class")
def loaded(django_db_setup, django_db_blocker):
    """What was loaded, once for all that look at it."""
    with django_db_blocker.unblock(), undone():
        yield load()


@pytest.mark.once
class TestTheKosovoReport:
    def test_is_whole(self, loaded):
        assert {model: model.objects.count() for model in COUNTS} == COUNTS
        assert loaded.created == COUNTS

    def test_says_what_it_created(self, loaded):
        assert loaded.summary().startswith("Loaded tip-2024-kosovo: bodies 50, mechanisms 1,")
        assert (loaded.created.total(), loaded.created[Citation]) == (504, 105)

    def test_is_cited_and_dated_as_printed(self, loaded):
        report = Report.objects.select_related("mechanism__issuer").get()

        assert report.cited_as == "TIP 2024 Kosovo"
        assert (report.tier, report.previous_tier) == ("2", "2")
        assert (report.period_from, report.period_to) == (date(2023, 4, 1), date(2024, 3, 31))
        assert report.mechanism.issuer.code == "DOS"

    def test_quotes_every_span_from_its_paragraph(self, loaded):
        spans = [
            *Evidence.objects.select_related("passage"),
            *Finding.objects.select_related("passage"),
            *Figure.objects.select_related("passage"),
        ]

        assert len(spans) == 155
        assert [s for s in spans if s.passage.text[s.start : s.end] != s.quote] == []

    def test_shows_each_responsibility_where_the_report_shows_it(self, loaded):
        texts = dict(Passage.objects.values_list("number", "text"))
        shown = [span for r in Responsibility.objects.all() for span in r.shown_by]

        assert len(shown) > 50
        assert [
            s for s in shown if texts[s["paragraph"]][s["start"] : s["end"]] != s["quote"]
        ] == []

    def test_asks_in_the_words_and_the_order_of_the_fourth_paragraph(self, loaded):
        asked = list(Recommendation.objects.select_related("passage").order_by("sort_key"))

        assert [r.number for r in asked] == list("123456789")
        assert {r.passage.number for r in asked} == {4}
        assert [r for r in asked if r.passage.text[r.start : r.end] != r.text] == []
        assert asked[2].sort_key == "XK/TIP/7975/003"

    def test_has_the_social_centers_benefit_from_no_5_under_the_ministry(self, loaded):
        roles = Responsibility.objects.filter(recommendation__number="5").values_list(
            "body__code", "role"
        )

        assert dict(roles)["CSW"] == Role.BENEFICIARY
        assert [body for body, role in roles if role == Role.LEAD] == ["MLSW"]

    def test_leaves_its_baselines_to_a_reviewer(self, loaded):
        baselines = Assessment.objects.order_by("recommendation__sort_key")

        assert {b.state for b in baselines} == {State.SUBMITTED}
        assert {b.as_of for b in baselines} == {date(2024, 3, 31)}
        assert {b.author.username for b in baselines.select_related("author")} == {"import"}
        assert set(Recommendation.objects.values_list("status", flat=True)) == {Status.NOT_ASSESSED}

    @pytest.mark.parametrize(
        ("number", "strength"),
        [
            ("1", Strength.INDEPENDENT),  # "judges … issued stronger sentences"
            ("2", Strength.INDEPENDENT),  # "First responders used standard indicators"
            ("3", Strength.NONE),  # nothing speaks for it
            ("4", Strength.INDEPENDENT),  # "The government maintained … training programs"
            ("5", Strength.NONE),  # nothing speaks for it
            ("6", Strength.INDEPENDENT),  # "the Ministry … allocated €65,000"
            ("8", Strength.INDEPENDENT),  # "The three shelters provided … reintegration support"
            ("9", Strength.NONE),  # nothing speaks for it
        ],
    )
    def test_is_independent_where_the_report_speaks_in_its_own_voice(
        self, loaded, number, strength
    ):
        baseline = Assessment.objects.get(recommendation__number=number)
        supporting = baseline.citations.filter(use=Use.SUPPORTS).select_related("evidence")

        assert baseline.strength == strength
        assert {citation.evidence.original_source for citation in supporting} <= {None}

        alone = Citation.objects.filter(assessment=None)

        assert set(alone.values_list("recommendation__number", flat=True)) == {"7"}
        assert alone.count() == 5

    def test_marks_what_says_the_same_elsewhere(self, loaded):
        citation = Citation.objects.get(recommendation__number="6", repeats__isnull=False)

        assert citation.evidence.quote.startswith("The government significantly increased")
        assert citation.repeats.evidence.quote.startswith("the Ministry of Labor and Social")

    def test_has_asked_nobody_yet(self, loaded):
        assert Question.objects.open().filter(asked_on=None).count() == 37

    def test_says_whom_to_ask_where_a_body_answers_for_it(self, loaded):
        questions = Question.objects.exclude(body=None).select_related("body")
        asked = Counter(question.body.code for question in questions)
        ended = {"MFLT": "MLSW", "MOJ": "MLSW"}

        assert asked == {
            **{"OSP": 5, "THBD": 2, "NAATIP": 2, "KP": 1, "JUSTICE_ACADEMY": 3, "MFLT": 6},
            **{"MOJ": 2, "CSW": 1, "NGO_SHELTERS": 1, "AIP": 1, "VAAO": 2},
        }
        for question in questions:
            roles = question.recommendation.responsibilities.values_list("body__code", flat=True)
            code = question.body.code
            assert ended.get(code, code) in roles
            assert question.body.valid_to is None
            assert question.body.accepts_correspondence

    def test_asks_for_nobodys_community_or_ethnicity(self, loaded):
        words = ("communit", "ethnic", "origin", "minorit", "religio", "by group")
        texts = [*Question.objects.values_list("text", flat=True)]
        texts += [name for row in Indicator.objects.all() for name in (row.name, row.definition)]
        texts += [" ".join(row.breakdown) for row in Figure.objects.all()]

        assert [text for text in texts if any(word in text.casefold() for word in words)] == []

    def test_says_whose_words_the_report_passes_on(self, loaded):
        passed_on = Evidence.objects.exclude(original_source=None)
        says = re.compile(r"\b(reported|according to|said|stated|stating)\b", re.IGNORECASE)
        own_words = {  # it says what the police do, and what nobody reported
            "The KP and border police continued to classify forced begging",
            "did not report any new cases, nor did the government report",
        }

        assert Counter(passed_on.values_list("original_source__code", flat=True)) == {
            **{"OBSERVERS": 4, "NGOS": 2, "GOV": 2, "KP": 1, "GRETA": 1}
        }
        for piece in Evidence.objects.all():
            is_own = any(piece.quote.startswith(start) for start in own_words)
            assert bool(piece.original_source_id) == bool(says.search(piece.quote)) or is_own

    def test_tells_its_figures_as_the_text_does(self, loaded):
        told = {
            (one.indicator.code, *(words for _by, words in sorted(one.dimensions.items()))): one
            for one in Figure.objects.select_related("indicator")
        }
        names = ["value", "previous_value", "previous_period", "qualifier", "previous_is_assumed"]

        def says(*key):
            return tuple(getattr(told[key], name) for name in names)

        assert len(told) == 63
        assert says("INV_CASES") == (6, 16, "2022", "", False)
        assert says("CONV_TRAFFICKERS") == (14, 14, "2022", "", True)  # "the same number"
        assert says("FUND_SHELTERS", "NGO-run shelter 2", "MLSW") == (
            97500,
            45000,
            "2022",
            "",
            True,
        )
        assert says("VICT_COMPENSATED") == (2, 1, "2022", "", False)
        assert says("VICT_COMPENSATED", "restitution") == (0, 0, "2022", "", False)
        assert says("RESIDENCE_PERMITS") == (0, 0, "2022", "", False)  # none requested
        assert says("OFFICIALS_CONV")[0] is None  # not reported: no zero
        assert says("SHELTER_BEDS", "ISF")[0] == 40
        assert says("FUND_OTHER", "prevention")[0] == 8180

    def test_comes_with_the_indicators_of_the_closed_list(self, loaded):
        codes = Indicator.objects.values_list("code", flat=True)

        assert sorted(codes) == sorted(INDICATORS)

    def test_follows_a_ministry_that_ended_to_its_successors(self, loaded):
        ended = Body.objects.get(code="MLSW")

        assert (ended.valid_to, ended.accepts_correspondence) == (date(2021, 12, 31), False)
        assert set(ended.successors.values_list("code", flat=True)) == {"MFLT", "MOJ"}
        assert "the day is not known" in ended.remark

    def test_can_be_approved_as_samples(self, loaded):
        with acting_as("command:quickstart", source="command"):
            sample_data.add_sample_users()
            approved = sample_data.approve_baselines(Report.objects.get(), now=NOW)

        assert approved == 8

    def test_is_told_in_history_by_the_account_that_loaded_it(self, loaded):
        told = Event.objects.exclude(table__startswith="tracker_user")

        assert set(told.values_list("actor_name", "reason", "source")) == {
            ("import", "Loaded tip-2024-kosovo", "command")
        }


class TestASecondRun:
    def test_creates_nothing_and_leaves_no_event(self, loaded):
        before = Event.objects.count()

        again = load()

        assert (again.created.total(), Event.objects.count()) == (0, before)
        assert again.summary() == "tip-2024-kosovo is already loaded. Nothing is new."

    @pytest.mark.once
    def test_adds_what_is_missing_alone(self, loaded):
        with as_factory():
            Translation.objects.get(recommendation__number="3", language="sq").delete()

        again = load()

        assert again.created == {Translation: 1}

    @pytest.mark.once
    def test_leaves_what_somebody_changed(self, loaded):
        question = Question.objects.get(text="Who funds the CSW?")
        with as_factory():
            Recommendation.objects.filter(number="3").update(short_title="Begging children")
            Recommendation.objects.get(number="3").topics.clear()
            Body.objects.filter(code="NAATIP").update(remark="Asked in May", code="AKKTNJ")
            Responsibility.objects.filter(recommendation__number="1", body__code="THBD").update(
                role=Role.LEAD
            )
            Question.objects.filter(pk=question.pk).update(text="Who pays the CSW?")
            Figure.objects.filter(indicator__code="SPECIAL_UNITS").update(value=9.0)

        again = load()

        assert again.created.total() == 0
        assert Recommendation.objects.get(number="3").short_title == "Begging children"
        assert not Recommendation.objects.get(number="3").topics.exists()
        assert Body.objects.get(code="AKKTNJ").remark == "Asked in May"

    def test_does_not_bring_back_what_somebody_withdrew(self, loaded):
        citation = Citation.objects.filter(recommendation__number="7").first()
        role = Responsibility.objects.get(recommendation__number="9", role=Role.LEAD)
        figure = Figure.objects.get(indicator__code="HOTLINE_CALLS")
        ana = UserFactory(analyst=True)
        with acting_as("ana", source="site"):
            for row in (citation, citation.evidence, role, figure):
                reference_rows.withdraw(WithdrawRow(row=row, by=ana, reason="Wrong", now=NOW))

        again = load()

        assert again.created.total() == 0
        assert not Responsibility.objects.not_withdrawn().filter(pk=role.pk).exists()
        assert not Citation.objects.not_withdrawn().filter(pk=citation.pk).exists()
        assert not Figure.objects.not_withdrawn().filter(pk=figure.pk).exists()

    @pytest.mark.once
    def test_adds_no_words_to_a_paragraph_that_has_others(self, loaded):
        with as_factory():
            Passage.objects.filter(number=3).update(text="Other words.")
            Finding.objects.get(code="O01").delete()
        before = Event.objects.count()

        with pytest.raises(BadFixture, match=r"O01\): .* are “”, not “The criminal code"):
            load()

        assert Event.objects.count() == before
