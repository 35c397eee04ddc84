"""The page that searches everything."""

from datetime import date

import pytest

from tests.factories import (
    BodyFactory,
    CitationFactory,
    CommentFactory,
    CommitmentFactory,
    EvidenceFactory,
    FileFactory,
    IndicatorFactory,
    PassageFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.models import ReadLogEntry
from tracker.summaries import search as search_summary
from tracker.vocabulary import Sensitivity, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("indexed")]


@pytest.fixture
def analyst(client):
    client.force_login(UserFactory(analyst=True))
    return client


def groups(client, words, **more):
    """Names of the kinds found, each with the titles of its rows."""
    answer = client.get("/search/", {"q": words, **more})
    assert answer.status_code == 200
    return {
        group.name: ["".join(text for text, _ in match.title) for match in group.matches]
        for group, _url in answer.context["groups"]
    }


class TestSearch:
    def test_shows_each_kind_with_the_words_marked_and_a_link_to_the_place(self, analyst):
        row = RecommendationFactory(
            text="Fund the Shéltérs", assessed=Status.PARTIAL, short_title="Money"
        )
        CitationFactory(recommendation=row, sentence="Shelters opened.")
        CommentFactory(assessment=row.current_assessment, text="Which shelters?")
        CommitmentFactory(recommendation=row, text="Open shelters")
        QuestionFactory(recommendation=row, text="How many shelters?")
        FileFactory(
            evidence__title="Letter", extracted_text="x " * 200 + "two shelters " + "y " * 200
        )
        IndicatorFactory(name="shelters")
        passage = PassageFactory(text="It closed shelters.")

        found = groups(analyst, "shelters")
        assert len(found.pop("evidence")) == 2  # of the citation and of the commitment
        assert found == {
            "recommendation": [f"{row}: Money"],
            "file": ["letter.txt"],
            "citation": [f"{row}: Money"],
            "comment": [f"{row}: Money"],
            "commitment": ["Open shelters"],
            "question": ["How many shelters?"],
            "indicator": ["shelters"],
            "passage": [str(passage)],
        }
        page = analyst.get("/search/?q=shelters").text
        assert "Fund the <mark>Shéltérs</mark>" in page
        assert "… x x" in page and "two <mark>shelters</mark> y" in page
        assert f"{row.get_absolute_url()}#citation-" in page
        assert f"{passage.report.get_absolute_url()}#p{passage.number}" in page

    def test_shows_what_is_named_so_first(self, analyst):
        for number in ("4", "14"):
            row = RecommendationFactory(number=number, text="No. 4 of TIP 2024 Kosovo: THBD")
        thbd = BodyFactory(code="THBD", acronym="THBD", name_en="Directorate")
        BodyFactory(code="UNIT", acronym="UNIT", name_en="Unit of THBD")

        assert next(iter(groups(analyst, "thbd"))) == "body"
        assert groups(analyst, "thbd")["body"][0] == str(thbd)
        assert groups(analyst, "tip 2024 kosovo 4")["recommendation"][0].startswith(
            "TIP 2024 Kosovo 4"
        )
        assert groups(analyst, str(row))["recommendation"][0].startswith(str(row))

    def test_leads_to_the_rest_of_a_kind(self, analyst, client, monkeypatch):
        monkeypatch.setattr(search_summary, "SHOWN", 1)
        monkeypatch.setattr(search_summary, "SHOWN_OF_ONE_KIND", 2)
        for _ in range(3):
            CommitmentFactory(recommendation__text="Fund", text="Fund them")

        page = analyst.get("/search/?q=fund").text
        assert "/recommendations/?all=yes&amp;search=fund" in page
        assert "/search/?q=fund&amp;kind=commitment" in page
        assert len(groups(analyst, "fund", kind="commitment")["commitment"]) == 2
        assert "The first 100" in analyst.get("/search/?q=fund&kind=commitment").text
        assert analyst.get("/search/?q=fund&kind=user").status_code == 404

    def test_says_what_to_do_where_nothing_is_found(self, analyst):
        assert "Nothing you can see matches “Zanzibar”" in analyst.get("/search/?q=Zanzibar").text
        assert "Nothing" not in analyst.get("/search/").text
        for words in ('"', "\0", "x" * 9_999, "AND OR", "<b>"):
            assert groups(analyst, words) == {}

    def test_shows_nothing_withdrawn(self, analyst):
        withdrawn = {"withdrawn_at": "2024-11-01T00:00Z", "withdrawal_reason": "wrong"}
        EvidenceFactory(title="Zanzibar", **withdrawn)
        FileFactory(
            evidence__title="Zanzibar", **{f"evidence__{n}": v for n, v in withdrawn.items()}
        )

        assert groups(analyst, "zanzibar") == {}

    def test_of_what_is_for_named_readers_is_logged_and_quotes_no_file(self, client):
        reader = UserFactory(analyst=True)
        piece = EvidenceFactory(
            title="Letter", readers=[reader], sensitivity=Sensitivity.NAMED_READERS
        )
        FileFactory(
            evidence=piece, extracted_text="told in Zanzibar", sensitivity=piece.sensitivity
        )
        client.force_login(UserFactory(analyst=True))
        assert groups(client, "zanzibar") == {}

        client.force_login(reader)
        assert "told in" not in client.get("/search/?q=zanzibar").text
        assert groups(client, "zanzibar") == {"file": ["letter.txt"]}
        assert ReadLogEntry.objects.get(evidence=piece).action == "found"

    def test_shows_a_body_what_concerns_it(self, client):
        body = BodyFactory(code="THBD")
        own = RecommendationFactory(lead="THBD", text="Zanzibar")
        RecommendationFactory(lead="OSP", text="Zanzibar", assessed=Status.PARTIAL)
        QuestionFactory(text="Zanzibar?", body=body, asked_on=date(2024, 10, 1))
        client.force_login(UserFactory(contributor=True, speaks_for=[body]))

        found = groups(client, "zanzibar")
        assert list(found) == ["recommendation", "question"]
        assert found["recommendation"][0].startswith(str(own))
