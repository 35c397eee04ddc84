"""Who read how much, and what of that is unusual."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import EvidenceFactory, ReadingFactory, UserFactory
from tracker.summaries.readings import of_readers
from tracker.vocabulary import ReadingDeed, Sensitivity

pytestmark = pytest.mark.django_db
MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)  # ten in Kosovo
MARCH = {"first": date(2025, 3, 1), "last": date(2025, 3, 31)}
NAMED = Sensitivity.NAMED_READERS


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


def read(by, *, at=MONDAY, pieces=1, **more):
    """So many pieces of their own, one a minute."""
    return [
        ReadingFactory(by=by, at=at + timedelta(minutes=turn), **more) for turn in range(pieces)
    ]


def flags(**days):
    (one,) = of_readers(**{**MARCH, **days})
    return one.flags


class TestOfReaders:
    def test_counts_pieces_files_and_days(self, ana):
        (first,) = read(ana)
        read(ana, at=MONDAY + timedelta(days=1), evidence=first.evidence)
        read(ana, deed=ReadingDeed.DOWNLOADED)
        read(ana, deed=ReadingDeed.FOUND)

        (one,) = of_readers(**MARCH)

        assert (one.reader, one.pieces, one.downloads, one.days) == (ana, 2, 1, 2)
        assert one.flags == []

    def test_looks_at_the_days_asked_for(self, ana):
        read(ana)

        assert of_readers(first=date(2025, 3, 4), last=date(2025, 3, 31)) == []
        assert len(of_readers(first=date(2025, 3, 3), last=date(2025, 3, 3))) == 1

    def test_puts_the_unusual_first_then_who_read_most(self, ana):
        ben, zana = UserFactory(username="ben"), UserFactory(username="zana")
        read(ana)
        read(ben, pieces=3)
        read(zana, at=datetime(2025, 3, 2, 11, tzinfo=UTC))  # a Sunday

        assert [str(one.reader) for one in of_readers(**MARCH)] == ["zana", "ben", "ana"]

    def test_costs_the_same_for_few_and_for_many(self, ana, django_assert_num_queries):
        read(ana)
        with django_assert_num_queries(4):
            of_readers(**MARCH)
        read(ana, pieces=15)
        read(UserFactory(), pieces=5)

        with django_assert_num_queries(4):
            of_readers(**MARCH)


class TestUnusual:
    @pytest.mark.parametrize(
        "at, is_told",
        [
            (datetime(2025, 3, 3, 4, 59, tzinfo=UTC), True),  # 5:59 in Kosovo
            (datetime(2025, 3, 3, 5, 0, tzinfo=UTC), False),
            (datetime(2025, 3, 3, 18, 59, tzinfo=UTC), False),
            (datetime(2025, 3, 3, 19, 0, tzinfo=UTC), True),  # 20:00
            (datetime(2025, 3, 8, 11, tzinfo=UTC), False),  # a Saturday
            (datetime(2025, 3, 9, 11, tzinfo=UTC), True),  # a Sunday
        ],
    )
    def test_is_reading_when_nobody_works(self, ana, at, is_told):
        read(ana, at=at)

        assert bool(flags()) == is_told

    def test_reading_at_night_is_counted_and_the_first_named(self, ana):
        read(ana, at=datetime(2025, 3, 3, 22, 30, tzinfo=UTC), pieces=2)

        (told,) = flags()
        assert told.startswith("2 readings after 20:00, before 6:00 or on a Sunday")
        assert "23:30" in told

    def test_is_more_than_ten_pieces_in_a_day(self, ana):
        read(ana, pieces=10)
        assert flags() == []
        read(ana, at=MONDAY + timedelta(hours=1))

        (told,) = flags()
        assert told.startswith("11 different pieces on 3 Mar 2025: more than 10")

    def test_of_who_reads_much_is_three_times_their_other_days(self, ana):
        for day in (1, 2, 3):
            read(ana, at=MONDAY + timedelta(days=day), pieces=5)
        read(ana, pieces=15)
        assert flags() == []
        read(ana, at=MONDAY + timedelta(hours=2))

        (told,) = flags()
        assert told.startswith("16 different pieces") and told.endswith("more than 15")

    def test_the_same_piece_often_is_one(self, ana):
        (first,) = read(ana)

        read(ana, pieces=12, evidence=first.evidence)

        assert flags() == []

    def test_is_more_than_ten_files_within_an_hour(self, ana):
        piece = EvidenceFactory(sensitivity=NAMED, added_by=ana)
        taken = {"evidence": piece, "deed": ReadingDeed.DOWNLOADED}
        read(ana, pieces=10, **taken)
        read(ana, at=MONDAY + timedelta(minutes=61), **taken)
        assert flags() == []
        read(ana, at=MONDAY + timedelta(minutes=60), **taken)

        (told,) = flags()
        assert told.startswith("11 files within an hour from 3 Mar 2025")

    def test_is_what_somebody_may_read_no_more(self, ana):
        read(ana, evidence=EvidenceFactory(sensitivity=NAMED))
        read(ana, evidence=EvidenceFactory())  # open by now
        read(ana, evidence=EvidenceFactory(sensitivity=NAMED, readers=[ana]))

        assert flags() == ["1 piece that they may not read any more"]

    def test_is_reading_by_a_closed_account(self):
        read(UserFactory(is_active=False))

        assert flags() == ["The account is closed."]
