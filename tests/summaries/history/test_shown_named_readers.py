"""Matter for named readers that events concern, by every relation to it."""

import pytest

from tests.factories import (
    CitationFactory,
    CommentFactory,
    CommitmentFactory,
    EvidenceFactory,
    FigureFactory,
    FileFactory,
    QuestionFactory,
    ReadLogEntryFactory,
    SensitivityRequestFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tracker.models import Event, Evidence
from tracker.summaries.history.shown import (
    exclude_restricted_matter,
    find_restricted_matter,
)
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
INTERNAL, NAMED = Sensitivity.INTERNAL, Sensitivity.NAMED_READERS
Topics = Evidence.topics.through


def tagged(piece):
    with as_factory():
        piece.topics.add(TopicFactory())
    return Topics.objects.get(evidence=piece)


def requested(**about):
    wanted = {"requested_sensitivity": Sensitivity.PUBLIC}
    return SensitivityRequestFactory(**{"evidence": None, **wanted, **about})


RELATED = {
    "evidence": lambda piece: piece,
    "file": lambda piece: FileFactory(evidence=piece),
    "citation": lambda piece: CitationFactory(evidence=piece),
    "figure": lambda piece: FigureFactory(evidence=piece),
    "answer": lambda piece: QuestionFactory(answered_by=piece, answered_on="2025-01-01"),
    "undertaken": lambda piece: CommitmentFactory(undertaken_in=piece),
    "done": lambda piece: CommitmentFactory(done_by=piece, done_on="2025-01-01"),
    "request": lambda piece: requested(evidence=piece),
    "request of a file": lambda piece: requested(file=FileFactory(evidence=piece)),
    "topics": tagged,
}


@pytest.fixture
def ana():
    return UserFactory(analyst=True)


def events_of(*rows):
    pairs = [(row._meta.db_table, row.pk) for row in rows]
    return [event for event in Event.objects.order_by("pk") if (event.table, event.key) in pairs]


def is_left(row):
    """Return whether any event of the row may leave the tracker."""
    table = row._meta.db_table
    left = exclude_restricted_matter(Event.objects.order_by("pk"))
    assert (Event.objects.filter(table=table, key=row.pk)).exists()
    return left.filter(table=table, key=row.pk).exists()


@pytest.mark.parametrize("relation", RELATED)
def test_events_concern_evidence_by_its_relations(ana, relation):
    restricted, other = (
        EvidenceFactory(sensitivity=sensitivity, added_by=ana) for sensitivity in (NAMED, INTERNAL)
    )
    EvidenceFactory(sensitivity=NAMED, added_by=ana)  # that no event is about
    rows = [RELATED[relation](piece) for piece in (restricted, other)]

    found = [find_restricted_matter(events_of(row), ana) for row in rows]

    assert found == [[restricted], []]
    assert find_restricted_matter(events_of(*rows), UserFactory(analyst=True)) == []
    assert [is_left(row) for row in rows] == [False, True]


def test_events_concern_comments_and_what_was_asked_of_them(ana, django_assert_num_queries):
    restricted, other = (
        CommentFactory(sensitivity=sensitivity, added_by=ana) for sensitivity in (NAMED, INTERNAL)
    )
    rows = [restricted, other, requested(comment=restricted), requested(comment=other)]
    piece = EvidenceFactory(sensitivity=NAMED, added_by=ana)
    later = EvidenceFactory(sensitivity=NAMED, added_by=ana)
    user = type(ana).objects.get(pk=ana.pk)
    find_restricted_matter(events_of(piece), user)  # loads their rights

    assert [find_restricted_matter(events_of(row), ana) for row in rows] == [
        [restricted],
        [],
        [restricted],
        [],
    ]
    assert [is_left(row) for row in rows] == [False, True, False, True]
    events = events_of(later, restricted, piece)
    with django_assert_num_queries(2):
        assert find_restricted_matter(events, user) == [piece, later, restricted]
    assert find_restricted_matter([], ana) == []


def test_files_and_readings_leave_no_more_than_what_they_are_of(ana):
    piece = EvidenceFactory(added_by=ana)
    files = [FileFactory(evidence=piece, sensitivity=held) for held in (NAMED, INTERNAL)]
    restricted = EvidenceFactory(sensitivity=NAMED, added_by=ana)
    comments = [CommentFactory(sensitivity=held, added_by=ana) for held in (NAMED, INTERNAL)]
    pairs = [
        files,
        [requested(file=file) for file in files],
        [ReadLogEntryFactory(user=ana, evidence=one) for one in (restricted, piece)],
        [ReadLogEntryFactory(user=ana, evidence=piece, file=file) for file in files],
        [ReadLogEntryFactory(user=ana, evidence=None, comment=comment) for comment in comments],
    ]

    assert [[is_left(row) for row in pair] for pair in pairs] == [[False, True]] * 5
