"""The read log: who listed, opened or downloaded what is for named readers."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories import CommentFactory, EvidenceFactory, FileFactory, UserFactory
from tracker.actions.evidence import read_log
from tracker.errors import PurposeMissing
from tracker.models import Event, ReadLogEntry
from tracker.vocabulary import ReadAction, Sensitivity

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
NAMED = Sensitivity.NAMED_READERS


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def piece(ana):
    return EvidenceFactory(sensitivity=NAMED, added_by=ana)


class TestMet:
    def test_is_logged_once_a_day_for_each(self, ana, piece):
        comment = CommentFactory(sensitivity=NAMED, added_by=ana)

        for now in (NOW, NOW + timedelta(hours=2), NOW + timedelta(days=1)):
            read_log.log_listed([piece, comment, piece], by=ana, now=now)

        days = ReadLogEntry.objects.filter(action=ReadAction.LISTED).values_list(
            "read_on", flat=True
        )
        assert [day.day for day in days.order_by("pk")] == [1, 1, 2, 2]

    def test_asks_nothing_of_the_database_for_other_things(self, ana, django_assert_num_queries):
        others = [EvidenceFactory(), CommentFactory()]

        with django_assert_num_queries(0):
            read_log.log_listed(others, by=ana, now=NOW)

    def test_costs_the_same_for_few_and_many_logged_already(self, ana, django_assert_num_queries):
        many = EvidenceFactory.create_batch(5, sensitivity=NAMED, added_by=ana)
        read_log.log_listed(many, by=ana, now=NOW)

        with django_assert_num_queries(1):
            read_log.log_listed(many, by=ana, now=NOW)


class TestOpened:
    def test_asks_once_a_day_in_kosovo_what_for(self, ana, piece):
        late = datetime(2025, 3, 1, 22, 30, tzinfo=UTC)  # 23:30 there

        with pytest.raises(PurposeMissing):
            read_log.log_opened(evidence=piece, by=ana, now=late)
        read_log.log_opened(evidence=piece, by=ana, now=late, purpose=" To answer a query ")
        read_log.log_opened(evidence=piece, by=ana, now=late)
        with pytest.raises(PurposeMissing):
            read_log.log_opened(evidence=piece, by=ana, now=late + timedelta(hours=1))

        entries = ReadLogEntry.objects.order_by("pk").values_list("purpose", "read_on__day")
        assert list(entries) == [("To answer a query", 1), ("", 1)]

    def test_asks_each_reader_for_each_piece(self, ana, piece):
        read_log.log_opened(evidence=piece, by=ana, now=NOW, purpose="To cite it")
        other = EvidenceFactory(sensitivity=NAMED, added_by=ana)

        with pytest.raises(PurposeMissing):
            read_log.log_opened(evidence=other, by=ana, now=NOW)
        with pytest.raises(PurposeMissing):
            read_log.log_opened(evidence=piece, by=UserFactory(analyst=True), now=NOW)

    def test_of_other_pieces_is_not_logged(self, ana):
        assert read_log.log_opened(evidence=EvidenceFactory(), by=ana, now=NOW, purpose="x") is None
        assert not ReadLogEntry.objects.exists()

    def test_of_an_open_piece_with_a_closed_file_keeps_what_for(self, ana):
        """Or its file could never be downloaded: the purpose would be asked again and again."""
        file = FileFactory(sensitivity=NAMED)
        piece = file.evidence

        assert read_log.log_opened(evidence=piece, by=ana, now=NOW) is None
        assert read_log.needs_purpose(piece, by=ana, on=NOW.date())
        with pytest.raises(PurposeMissing):
            read_log.log_download(file=file, by=ana, now=NOW)
        read_log.log_opened(evidence=piece, by=ana, now=NOW, purpose="To cite it")

        assert read_log.log_download(file=file, by=ana, now=NOW).action == ReadAction.DOWNLOADED
        assert not read_log.needs_purpose(piece, by=ana, on=NOW.date())

    def test_names_the_displayed_version_if_for_named_readers(self, ana, piece):
        closed, open_one = FileFactory(sensitivity=NAMED), FileFactory()
        own = FileFactory(evidence=piece)
        for file in (closed, own):
            read_log.log_opened(evidence=file.evidence, by=ana, now=NOW, purpose="To cite it")

        made = [
            read_log.log_opened(evidence=file.evidence, file=file, by=ana, now=NOW)
            for file in (closed, own, open_one)
        ]

        assert [one and (one.action, one.file) for one in made] == [
            (ReadAction.OPENED, closed),
            (ReadAction.OPENED, own),
            None,
        ]


class TestTheLog:
    def test_is_in_the_history_for_auditors_and_the_reader_alone(self, ana, piece):
        read_log.log_opened(evidence=piece, by=ana, now=NOW, purpose="To cite it")
        events = Event.objects.filter(table="tracker_readlogentry")

        assert events.get().recommendation is None  # so it stands in no timeline
        for person, many in (
            (ana, 1),
            (UserFactory(auditor=True), 1),
            (UserFactory(reviewer=True), 0),
            (UserFactory(administrator=True), 0),
        ):
            assert events.visible_to(person).count() == many

    def test_shows_others_their_own_lines(self, ana, piece):
        read_log.log_opened(evidence=piece, by=ana, now=NOW, purpose="To cite it")

        assert ReadLogEntry.objects.visible_to(ana).count() == 1
        assert ReadLogEntry.objects.visible_to(UserFactory(auditor=True)).count() == 1
        assert not ReadLogEntry.objects.visible_to(UserFactory(administrator=True))
