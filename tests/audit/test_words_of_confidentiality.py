"""History tells who closed and opened what, and what looked like a victim's data."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    CommentFactory,
    EvidenceFactory,
    FileFactory,
    ReadingFactory,
    UserFactory,
)
from tracker.actions import sensitivity
from tracker.audit.context import who
from tracker.audit.timeline import lines
from tracker.models import Event
from tracker.vocabulary import ReadingDeed, Sensitivity

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
PUBLIC, NAMED = Sensitivity.PUBLIC, Sensitivity.NAMED_READERS


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def besa():
    return UserFactory(analyst=True, username="besa")


def newest(user, **of):
    return lines(Event.objects.visible_to(user).filter(**of).newest_first(), user)[0].sentence


def set_to(thing, to, by):
    return sensitivity.set_to(thing=thing, to=to, by=by, now=NOW, words="A name in it")


class TestSensitivity:
    def test_made_stricter_names_the_thing(self, ana):
        for thing, told in (
            (EvidenceFactory(title="Letter"), "piece of evidence “Letter”"),
            (FileFactory(name="letter.txt"), "file “letter.txt”"),
            (CommentFactory(text="Between us"), "comment “Between us”"),
        ):
            set_to(thing, NAMED, ana)

            sentence = newest(ana, table=thing._meta.db_table)
            assert sentence == f"ana made the {told} for named readers, because “A name in it”."

    def test_lowered_tells_who_proposed_and_who_agreed(self, ana, besa):
        waiting = set_to(EvidenceFactory(title="Letter"), PUBLIC, ana)
        proposed = newest(besa)
        sensitivity.agree(lowering=waiting, by=besa, now=NOW, note="Seen")

        assert proposed == "ana proposed that “Letter” be “public”, because “A name in it”."
        assert newest(besa, reason="Seen") == (
            "besa agreed that “Letter” be less sensitive, because “Seen”."
        )

    def test_left_as_it_is_and_taken_back_are_told_apart(self, ana, besa):
        piece = EvidenceFactory(title="Letter")
        for by, told in (
            (besa, "besa left the sensitivity of “Letter” as it is"),
            (ana, "ana took back that “Letter” be less sensitive"),
        ):
            waiting = set_to(piece, PUBLIC, ana)
            sensitivity.decline(lowering=waiting, by=by, now=NOW, note="No")

            assert newest(ana, reason="No") == f"{told}, because “No”."


class TestFiles:
    def test_are_told_by_name_and_version(self, ana):
        first = FileFactory(name="letter.txt")
        second = FileFactory(name="letter.txt", evidence=first.evidence)

        told = newest(ana, table="tracker_file", key=second.pk)
        assert "added version 2 of the file “letter.txt”" in told


class TestReadings:
    @pytest.mark.parametrize(
        "deed, told",
        [
            (ReadingDeed.FOUND, "met “Letter” in a list or a search"),
            (ReadingDeed.OPENED, "opened “Letter”"),
            (ReadingDeed.EXPORTED, "took “Letter” out in an export"),
        ],
    )
    def test_name_what_was_read_to_its_readers_alone(self, ana, deed, told):
        ReadingFactory(deed=deed, by=ana, evidence__title="Letter")

        assert told in newest(ana, table="tracker_reading")
        auditor = UserFactory(auditor=True)
        assert told.replace("Letter", "not shown") in newest(auditor, table="tracker_reading")


class TestLookedAt:
    def test_stands_after_the_reason_by_kind(self, ana):
        piece = EvidenceFactory()
        text = "Number 1234567890 is that of the file"
        with who("ana", id=ana.pk, source="site", has_ticked=lambda mark: True):
            sensitivity.set_to(thing=piece, to=NAMED, by=ana, now=NOW, words=text)

        assert newest(ana, table="tracker_evidence").endswith("Looked at: personal number.")
