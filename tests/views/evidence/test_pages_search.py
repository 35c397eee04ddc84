"""The list of evidence."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    RecommendationFactory,
)
from tests.helpers.clock import NOW
from tests.views.conftest import signed_in
from tests.views.test_exports import rows_of as exported_rows
from tracker.models import ReadLogEntry
from tracker.views.pagination import PAGE_SIZE
from tracker.vocabulary import EvidenceKind, Sensitivity

pytestmark = pytest.mark.django_db


def secret_for(client, **fields):
    closed = {"sensitivity": Sensitivity.NAMED_READERS, "readers": [client.user]}
    return EvidenceFactory(**closed, **fields)


def rows_of(client, asks=""):
    return client.get(f"/evidence/{asks}").context["list_page"].page.rows


def exported(client, asks):
    return exported_rows(client.get(f"/evidence/{asks}"))[1]


class TestList:
    def test_tells_what_will_be_here_and_how_to_begin(self, analyst, viewer):
        assert "No evidence yet" in viewer.get("/evidence/").text
        assert reverse("evidence_new") in analyst.get("/evidence/").text
        assert reverse("evidence_new") not in viewer.get("/evidence/").text

    def test_shows_the_newest_first_unless_asked_otherwise(self, viewer):
        for title, day in (("one", date(2024, 2, 1)), ("two", date(2024, 3, 1)), ("three", None)):
            EvidenceFactory(title=title, published_on=day)

        assert [row.title for row in rows_of(viewer)] == ["three", "two", "one"]
        assert [row.title for row in rows_of(viewer, "?order=added")] == ["one", "two", "three"]
        published = rows_of(viewer, "?order=-published")
        assert [row.title for row in published] == ["two", "one", "three"]

    def test_shows_what_a_piece_is_at_a_glance(self, viewer):
        piece = EvidenceFactory(
            title="Budget of 2024",
            kind=EvidenceKind.BUDGET,
            issuer=BodyFactory(code="MFLT"),
            sensitivity=Sensitivity.PUBLIC,
            expires_on=date(2024, 1, 1),
        )
        FileFactory(evidence=piece)
        row = RecommendationFactory()
        CitationFactory(evidence=piece, recommendation=row)
        CitationFactory(evidence=piece, recommendation=row, sentence="Again")
        CitationFactory(evidence=piece, recommendation=RecommendationFactory())

        answer = viewer.get("/evidence/")

        assert answer.context["list_page"].page.rows[0].cited_by == 2
        for page in (piece.get_absolute_url(), "Budget", "MFLT", "public", "expired", "file"):
            assert page in answer.text

    def test_says_what_a_piece_is_cited_for(self, viewer):
        piece, other = EvidenceFactory(), EvidenceFactory()
        asked = [RecommendationFactory(number=str(n), position=n) for n in range(1, 6)]
        for row in (*reversed(asked), asked[0]):
            CitationFactory(evidence=piece, recommendation=row)
        CitationFactory(evidence=other, recommendation=asked[4])
        CitationFactory(evidence=other, recommendation=asked[3], withdrawn_at=NOW)

        text = viewer.get("/evidence/").text

        links = [f'<a href="{row.get_absolute_url()}">{row}</a>' for row in asked]
        more = f'<a href="{piece.get_absolute_url()}">and 2 more</a>'
        assert f"{' '.join(links[:3])} {more}" in text
        assert links[4] in text and links[3] not in text
        assert rows_of(viewer, "?recommendation=tip-2024-kosovo/5") == [other, piece]
        assert rows_of(viewer, "?recommendation=tip-2024-kosovo/4") == [piece]
        (row,) = exported(viewer, "?recommendation=tip-2024-kosovo/4&export=csv")
        assert row["Cited for"] == "; ".join(map(str, asked[:3])) and row["Citations"] == "5"

    def test_names_no_recommendation_that_its_reader_may_not_see(self):
        client = signed_in(contributor=True)
        piece, hidden = EvidenceFactory(sensitivity=Sensitivity.PUBLIC), RecommendationFactory()
        CitationFactory(evidence=piece, recommendation=hidden)

        answer = client.get("/evidence/")

        assert piece.title in answer.text and hidden.get_absolute_url() not in answer.text
        assert "more</a>" not in answer.text
        address = f"{hidden.report.slug}/{hidden.number}"
        assert "can&#x27;t see" in client.get(f"/evidence/?recommendation={address}").text

    @pytest.mark.parametrize(
        "asks", ["kind=rumour", "issuer=NOBODY", "colour=red", "after=x", "order=size"]
    )
    def test_of_what_can_t_be_read_shows_its_error_and_no_rows(self, viewer, asks):
        EvidenceFactory(title="Budget of 2024")

        answer = viewer.get(f"/evidence/?{asks}")

        assert answer.status_code == 400
        assert "Nothing is listed until" in answer.text and "Budget of 2024" not in answer.text

    def test_goes_on_on_another_page(self, viewer):
        EvidenceFactory.create_batch(PAGE_SIZE + 1)

        page = viewer.get("/evidence/").context["list_page"].page

        assert len(page.rows) == PAGE_SIZE
        assert len(rows_of(viewer, f"?after={page.after}")) == 1

    @pytest.mark.once
    def test_costs_the_same_for_few_and_for_many(self, viewer, django_assert_num_queries):
        FileFactory(evidence__passage_span=False)
        with django_assert_num_queries(30, exact=False) as few:
            viewer.get("/evidence/")
        for _more in range(6):
            piece = EvidenceFactory(issuer=BodyFactory(), expires_on=date(2024, 1, 1))
            FileFactory(evidence=piece)
            CitationFactory(evidence=piece)
        EvidenceFactory(passage_span=True)

        with django_assert_num_queries(len(few)):
            viewer.get("/evidence/")

    def test_writes_down_that_a_named_reader_met_a_piece_once_a_day(self, viewer, analyst):
        piece = secret_for(viewer, title="Zanzibar")

        for _time in range(2):
            assert "Zanzibar" in viewer.get("/evidence/").text
        assert "Zanzibar" not in analyst.get("/evidence/").text

        assert ReadLogEntry.objects.get(evidence=piece).user == viewer.user

    def test_sends_a_stranger_to_sign_in(self, client):
        assert reverse("login") in client.get("/evidence/").url


def search_evidence(client, **params):
    return client.get("/evidence/search/", params)


@pytest.mark.usefixtures("indexed")
class TestFind:
    def test_offers_what_holds_every_word(self, analyst):
        law = EvidenceFactory(title="Law on shelters")
        EvidenceFactory(title="Law on courts")

        answer = search_evidence(analyst, search="shelters law")

        assert [piece.pk for piece in answer.context["matches"]] == [law.pk]
        assert f'name="evidence" value="{law.pk}"' in answer.text

    def test_keeps_what_was_picked(self, analyst):
        law = EvidenceFactory(title="Law on shelters")

        answer = search_evidence(analyst, search="courts", evidence=[law.pk])

        assert f'value="{law.pk}" checked' in answer.text

    def test_offers_nothing_for_named_readers_and_nothing_withdrawn(self, analyst):
        EvidenceFactory(title="Law one", sensitivity=Sensitivity.NAMED_READERS)
        EvidenceFactory(
            title="Law two", withdrawn_at=datetime(2024, 11, 1, tzinfo=UTC), withdrawal_reason="x"
        )

        answer = search_evidence(analyst, search="law")

        assert "No evidence found for “law”" in answer.text

    def test_offers_at_most_twenty_and_says_so(self, analyst):
        EvidenceFactory.create_batch(21, title="Law")

        answer = search_evidence(analyst, search="law")

        assert answer.text.count('type="checkbox"') == 20
        assert "Add a word to narrow" in answer.text

    @pytest.mark.parametrize(
        "params", [{"q": ""}, {"q": "\0"}, {"evidence": "x"}, {"evidence": "9" * 40}]
    )
    def test_answers_nonsense_with_nothing(self, analyst, params):
        answer = search_evidence(analyst, **params)

        assert answer.status_code == 200
        assert "checkbox" not in answer.text
