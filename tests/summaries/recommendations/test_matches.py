"""Recommendations that a search or a sentence is about."""

from datetime import date

import pytest

from tests.factories import (
    BodyFactory,
    CommitmentFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    TopicFactory,
    TranslationFactory,
    UserFactory,
    as_factory,
)
from tests.views import rows as many
from tracker.actions import search
from tracker.models import Recommendation
from tracker.summaries.recommendations import matches
from tracker.summaries.recommendations.matches import find_matches, fitting_sentence, propose
from tracker.vocabulary import ClosureReason, Lifecycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelters():
    row = RecommendationFactory(
        number="6",
        position=6,
        short_title="Resources for NGO-run shelters",
        text="Increase resources for shelters to provide victim assistance.",
        lead="MLSW",
        topics=[TopicFactory(code="funding", name="Money")],
    )
    TranslationFactory(recommendation=row, language="sq", short_title="Burimet për strehimoret")
    TranslationFactory(recommendation=row, language="sr-latn", short_title="Skloništa žrtava")
    return row


@pytest.fixture(autouse=True)
def hotline():
    return RecommendationFactory(
        number="9",
        position=9,
        short_title="Train hotline operators",
        text="Train hotline operators to help victims.",
    )


def numbers(words, *, user=None, by_number=True):
    reader = user or UserFactory(analyst=True)
    return [row.number for row in find_matches(reader, words, by_number=by_number)]


class TestFindMatches:
    @pytest.mark.parametrize(
        "words",
        ["6", "TIP 2024 6", "Shelter", "mlsw", "strehimore", "sklonista", "money", "assistance"],
    )
    def test_compares_numbers_titles_translations_topics_bodies_and_texts(self, shelters, words):
        assert numbers(words) == ["6"]

    def test_compares_the_sort_key_and_its_end(self, shelters):
        assert numbers(shelters.sort_key) == ["6"]
        assert numbers("/".join(shelters.sort_key.split("/")[-2:])) == ["6"]

    def test_compares_no_numbers_of_a_sentence(self, shelters):
        assert numbers("In 2024 came 6 offers.", by_number=False) == []

    def test_ranks_a_title_before_a_text_and_a_rare_word_before_a_frequent_one(self, shelters):
        assert numbers("hotline for shelters and operators") == ["9", "6"]
        assert numbers("victim") == ["6", "9"]

    def test_ignores_links_short_words_and_nothing(self, shelters):
        assert numbers("https://shelters.example.org/ of to") == []
        assert numbers("") == []

    def test_returns_five_at_most(self, shelters):
        for position in range(20, 27):
            RecommendationFactory(number=str(position), position=position, short_title="Begging")

        assert numbers("begging") == ["20", "21", "22", "23", "24"]

    @pytest.mark.parametrize(
        "state",
        [
            {"lifecycle": Lifecycle.CONTINUED},
            {"lifecycle": Lifecycle.CLOSED, "closure_reason": ClosureReason.MOOT},
        ],
    )
    def test_leaves_out_what_is_not_current(self, state):
        RecommendationFactory(number="7", short_title="Begging", **state)

        assert numbers("begging") == numbers("7") == []

    def test_finds_what_passed_on_by_the_successor(self, shelters):
        with as_factory():
            BodyFactory(code="MLSW").successors.add(BodyFactory(code="MFLT"))

        assert numbers("MFLT") == ["6"]

    def test_leaves_out_what_the_user_may_not_see(self, shelters):
        mlsw = BodyFactory(code="MLSW")

        assert numbers("6", user=UserFactory(contributor=True, speaks_for=[mlsw])) == ["6"]
        assert numbers("6", user=UserFactory(contributor=True)) == []
        assert numbers("6", user=UserFactory()) == []

    def test_finds_a_number_beyond_the_rows_whose_words_are_compared(self, shelters, monkeypatch):
        monkeypatch.setattr(matches, "MAX_ROWS", 1)
        RecommendationFactory(
            report=ReportFactory(year=2020, slug="tip-2020-kosovo"), number="12(b)", position=12
        )

        assert numbers("12(b)") == ["12(b)"]
        assert numbers("hotline") == []

    def test_finds_by_words_whatever_stands_beyond_the_rows_compared(self, hotline):
        with as_factory():
            Recommendation.objects.filter(pk=hotline.pk).update(number="H", position=2009)
        many.recommendations(matches.MAX_ROWS)
        report = ReportFactory(year=2020, slug="tip-2020-kosovo")
        row = RecommendationFactory(report=report, number="L", short_title="Light the lighthouse")
        search.index_rows({"recommendation": [row.pk]})

        assert numbers("Who lights the lighthouses?") == numbers("lighthouse keeper") == ["L"]

    def test_finds_by_words_that_very_many_have_only_where_all_match(self, monkeypatch):
        monkeypatch.setattr(matches, "MAX_ROWS", 2)
        monkeypatch.setattr(matches, "MAX_ENTRIES", 1)
        for number, title in {"S": "Begging in the street", "T": "Begging at sea"}.items():
            row = RecommendationFactory(number=number, short_title=title, position=ord(number))
            search.index_rows({"recommendation": [row.pk]})

        assert numbers("begging") == numbers("begging sea street lanterns") == ["S", "T"]
        assert numbers("begging street") == ["S"]
        assert numbers("begging lanterns") == []

    def test_reads_the_beginning_of_a_very_long_text(self, shelters, monkeypatch):
        monkeypatch.setattr(matches, "MAX_ROWS", 1)
        keys = " ".join(
            f"{number}/x" for number in range(100, 260_100)
        )  # more than SQLite can look for

        assert numbers(f"6 {keys}") == ["6"]

    @pytest.mark.parametrize("letter", ["x", "я"])
    def test_compares_the_beginning_of_a_very_long_word(self, shelters, monkeypatch, letter):
        monkeypatch.setattr(matches, "MAX_ROWS", 1)

        assert numbers(f"6 {letter * matches.MAX_CHARACTERS}") == ["6"]

    def test_costs_the_same_for_few_and_for_many(self, shelters, django_assert_num_queries):
        user = UserFactory(analyst=True)
        assert user.may_write  # its rights are read once
        for _rows in range(2):
            with django_assert_num_queries(2):
                find_matches(user, "victims", by_number=True)
            TranslationFactory(
                recommendation=RecommendationFactory(lead="OSP"), language="sq", short_title="Një"
            )


def proposed(text, issuer=None):
    """What is proposed, and why; first that which is chosen at once."""
    proposals = propose(UserFactory(analyst=True), text, issuer)
    first = next((proposal.row for proposal in proposals if proposal.is_likely), None)
    return first, [(proposal.row, proposal.reason) for proposal in proposals]


class TestPropose:
    def put(self, recommendation, code="MLSW", **values):
        body = BodyFactory(code=code)
        values = {"asked_on": date(2026, 1, 1), "text": "What did it cost?"} | values
        return QuestionFactory(recommendation=recommendation, body=body, **values), body

    @pytest.mark.parametrize(
        "text",
        [
            "With regard to recommendation 6: done.",
            "Në lidhje me rekomandimin nr. 6.",
            "Što se tiče preporuke br. 6.",
            "See recommendations 2 and 6.",
            "As TIP 2024 Kosovo 6 asks.",
        ],
    )
    def test_chooses_the_recommendation_that_is_named(self, shelters, text):
        first, reasons = proposed(text)

        assert first == shelters
        assert dict(reasons)[shelters].startswith("names recommendation 6")

    def test_takes_no_other_number_for_one(self, shelters):
        assert proposed("Prishtinë, 6.6.2026, nr. 6. Paguar 6 euro.") == (None, [])

    def test_chooses_the_question_whose_key_is_named_before_all_else(self, shelters, hotline):
        question, _body = self.put(shelters)

        first, [(row, reason), *_others] = proposed(f"Hotline operators. Answer to Q{question.pk}.")

        assert first == row == question and reason == f"names question Q{question.pk}"

    def test_chooses_a_question_of_its_issuer_that_shares_a_word(self, shelters):
        question, body = self.put(shelters)

        first, [(row, reason), *_others] = proposed("The shelter has cost little.", body)

        assert first == row == question
        assert reason.startswith("from the body asked; words: ")

    def test_only_offers_what_was_put_to_nobody(self, shelters):
        question, body = self.put(shelters, asked_on=None)

        first, reasons = proposed(
            "Resources of NGO shelters to provide assistance: what they cost.", body
        )

        assert first == shelters
        assert dict(reasons)[question].startswith("words: cost")

    def test_offers_open_commitments_of_the_issuer_alone(self, shelters):
        own, other = (
            CommitmentFactory(recommendation=shelters, body=BodyFactory(code=code), text=text)
            for code, text in (("MLSW", "Pay for the shelters"), ("OSP", "Pay for all shelters"))
        )

        reasons = dict(proposed("The resources for shelters were paid.", own.body)[1])

        assert own in reasons and other not in reasons

    def test_offers_nothing_that_the_user_may_not_see(self, shelters):
        question, body = self.put(shelters)

        assert propose(UserFactory(), f"Q{question.pk} recommendation 6", body) == []


class TestFittingSentence:
    def test_is_the_one_with_most_of_the_words_as_a_quotation(self):
        text = "Subject: Beds\n\nDear all,\n\nIt rains a lot here today. The beds are\nnew."

        assert fitting_sentence(text, ["beds", "new"]) == "“The beds are new.”"
        assert fitting_sentence(text, []) == "“It rains a lot here today.”"
        assert fitting_sentence("No sentence", ["sentence"]) == ""
