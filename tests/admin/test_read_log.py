"""What is for named readers and stands on a page of the admin: its reader is written down."""

from datetime import date

import pytest
from django.urls import reverse

from tests.admin.test_access import at, sign_in
from tests.factories import (
    CitationFactory,
    CommentFactory,
    CommitmentFactory,
    EvidenceFactory,
    FigureFactory,
    FileFactory,
    QuestionFactory,
    SensitivityRequestFactory,
    TopicFactory,
)
from tracker.models import Event, ReadLogEntry
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def ana(client):
    return sign_in(client, analyst=True)


@pytest.fixture
def piece(ana):
    return EvidenceFactory(
        sensitivity=Sensitivity.NAMED_READERS, readers=[ana], title="Zanzibar", topics=[]
    )


def readings_of(piece):
    return list(ReadLogEntry.objects.filter(evidence=piece).values_list("action", flat=True))


class TestCitations:
    @pytest.mark.parametrize("name", ["changelist", "change", "history", "withdraw"])
    def test_are_written_down_once_a_day(self, client, piece, name):
        citation = CitationFactory(evidence=piece)
        where = at("citation", name, *([] if name == "changelist" else [citation.pk]))

        for _time in range(2):
            answer = client.get(where)
            assert answer.status_code == 200 and "Zanzibar" in answer.text

        assert readings_of(piece) == ["found"]

    def test_of_a_hidden_piece_are_not(self, client, piece):
        hidden = CitationFactory(evidence__sensitivity=Sensitivity.NAMED_READERS)

        client.get(at("citation", "changelist"))

        assert client.get(at("citation", "change", hidden.pk)).status_code == 302
        assert client.get(at("citation", "withdraw", hidden.pk)).status_code == 404
        assert not ReadLogEntry.objects.exists()

    def test_list_costs_the_same_for_few_and_for_many(self, client, ana, django_assert_num_queries):
        CitationFactory()
        client.get(at("citation", "changelist"))
        with django_assert_num_queries(60, exact=False) as few:
            client.get(at("citation", "changelist"))
        CitationFactory.create_batch(5)

        with django_assert_num_queries(len(few)):
            client.get(at("citation", "changelist"))
        assert not ReadLogEntry.objects.exists()


class TestQuestions:
    def test_are_written_down_where_their_answer_is_named(self, client, piece):
        question = QuestionFactory(answered_by=piece, answered_on=date(2024, 11, 1))

        assert "Zanzibar" in client.get(at("question", "change", question.pk)).text
        assert readings_of(piece) == ["found"]


class TestThePickerOfEvidence:
    def test_pages_and_writes_down_without_counting(self, client, ana, django_assert_num_queries):
        query = {"app_label": "tracker", "model_name": "citation", "field_name": "evidence"}
        where = reverse("admin:autocomplete")
        fields = {"sensitivity": Sensitivity.NAMED_READERS, "readers": [ana], "issuer": None}
        pieces = EvidenceFactory.create_batch(22, **fields)[::-1]  # the newest first; 20 to a page
        client.get(where, query)  # writes down

        with django_assert_num_queries(60, exact=False) as first:
            answer = client.get(where, query).json()
        rest = client.get(where, {**query, "page": "2"}).json()

        keys = [int(row["id"]) for row in answer["results"] + rest["results"]]
        assert keys == [piece.pk for piece in pieces]
        assert answer["pagination"] == {"more": True} and rest["pagination"] == {"more": False}
        assert not any("COUNT(" in query["sql"] for query in first.captured_queries)
        assert ReadLogEntry.objects.count() == 22
        for page in ("3", "0", "9" * 30):
            assert client.get(where, {**query, "page": page}).status_code == 404


# What tells of a piece, by the table that history names.
ROWS = {
    "evidence": lambda piece: piece,
    "file": lambda piece: FileFactory(evidence=piece),
    "citation": lambda piece: CitationFactory(evidence=piece),
    "figure": lambda piece: FigureFactory(evidence=piece),
    "question": lambda piece: QuestionFactory(answered_by=piece, answered_on=date(2024, 11, 1)),
    "commitment": lambda piece: CommitmentFactory(undertaken_in=piece),
    "sensitivityrequest": lambda piece: SensitivityRequestFactory(evidence=piece),
    "evidence_topics": lambda piece: piece.topics.through(pk=tied(piece)),
}


def tied(piece):
    piece.topics.add(TopicFactory())
    return piece.topics.through.objects.get(evidence=piece).pk


@pytest.mark.parametrize("noun", ROWS)
class TestEvents:
    def test_are_written_down_where_they_stand(self, client, piece, noun):
        row = make_row(noun, piece)
        event = Event.objects.filter(table=f"tracker_{noun}", key=row.pk).first()

        assert event in client.get(at("event", "changelist")).context["cl"].result_list
        assert readings_of(piece) == ["found"]

    def test_are_written_down_where_one_is_opened(self, client, piece, noun):
        row = make_row(noun, piece)
        event = Event.objects.filter(table=f"tracker_{noun}", key=row.pk).first()

        assert client.get(at("event", "change", event.pk)).status_code == 200
        assert readings_of(piece) == ["found"]


def make_row(noun, piece):
    from tests.factories import as_factory

    with as_factory():
        return ROWS[noun](piece)


class TestOtherEvents:
    def test_of_a_comment_are_written_down(self, client, ana):
        closed = {"sensitivity": Sensitivity.NAMED_READERS, "readers": [ana]}
        comment = CommentFactory(**closed)

        client.get(at("event", "changelist"))

        assert ReadLogEntry.objects.get().comment == comment

    def test_of_what_one_is_no_reader_of_are_not(self, client, ana):
        hidden = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        event = Event.objects.get(table="tracker_evidence", key=hidden.pk)

        client.get(at("event", "changelist"))

        assert client.get(at("event", "change", event.pk)).status_code == 302
        assert not ReadLogEntry.objects.exists()

    def test_under_a_recommendation_are_written_down_in_its_history(self, client, piece):
        row = CitationFactory(evidence=piece).recommendation

        assert "Zanzibar" in client.get(at("recommendation", "history", row.pk)).text
        assert readings_of(piece) == ["found"]

    @pytest.mark.parametrize("noun", ["event", "recommendation"])
    def test_cost_the_same_for_few_and_for_many(self, client, ana, noun, django_assert_num_queries):
        row = CitationFactory().recommendation
        where = at("event", "changelist")
        if noun == "recommendation":
            where = at(noun, "history", row.pk)
        client.get(where)
        with django_assert_num_queries(60, exact=False) as few:
            client.get(where)
        for _more in range(3):
            CitationFactory(recommendation=row)

        with django_assert_num_queries(len(few)):
            client.get(where)
        assert not ReadLogEntry.objects.exists()
