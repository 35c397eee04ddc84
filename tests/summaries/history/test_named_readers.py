"""What was said while a thing was for named readers stays theirs, whoever may know of it now."""

from datetime import UTC, datetime

import pytest
from django.apps import apps

from tests.factories import (
    CommentFactory,
    DraftFactory,
    EvidenceFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import reference_rows
from tracker.actions.evidence import sensitivity
from tracker.models import Event, ReadLogEntry
from tracker.models.base import AuditedQuerySet
from tracker.models.history.events import GUARDED
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 10, tzinfo=UTC)


def told_to(user, thing):
    """Every word that history tells this user of a thing."""
    events = Event.objects.visible_to(user).filter(table=thing._meta.db_table, key=thing.pk)
    return repr(list(events.values_list("operation", "old", "new", "reason")))


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def ben():
    return UserFactory(analyst=True, username="ben")


@pytest.fixture
def piece(ana, ben):
    """Written for Ana, Ben and Cem; made internal by two of them; then given its present title."""
    cem = UserFactory(analyst=True, username="cem")
    with as_factory():
        made = EvidenceFactory(
            title="Zanzibar one",
            sensitivity=Sensitivity.NAMED_READERS,
            added_by=ana,
            readers=[ben, cem],
        )
    by = {"by": ana, "reason": "Zanzibar two"}
    reference_rows.change(row=made, fields={"title": "Zanzibar three"}, **by)
    return made


def opened(piece, ana, ben):
    wish = sensitivity.set_to(
        thing=piece, to=Sensitivity.INTERNAL, by=ana, now=NOW, words="It is in the gazette"
    )
    sensitivity.agree(sensitivity_request=wish, by=ben, now=NOW)
    reference_rows.change(row=piece, by=ana, reason="Its name", fields={"title": "Order 12"})
    piece.refresh_from_db()
    return piece


class TestAPieceForNamedReaders:
    def test_has_no_history_for_others(self, piece):
        for other in ({"analyst": True}, {"auditor": True}, {"administrator": True}):
            assert told_to(UserFactory(**other), piece) == "[]"

    def test_has_its_history_for_its_readers(self, piece, ben):
        told = told_to(ben, piece)

        assert "Zanzibar one" in told
        assert "Zanzibar two" in told

    def test_once_opened_tells_others_what_came_after_alone(self, piece, ana, ben):
        told = told_to(UserFactory(analyst=True), opened(piece, ana, ben))

        assert "Order 12" in told
        # That it was renamed tells what it was called when it was for everybody.
        assert told.count("Zanzibar") == told.count("Zanzibar three")
        assert "Zanzibar one" not in told
        assert "Zanzibar two" not in told

    def test_once_opened_tells_its_readers_all(self, piece, ana, ben):
        told = told_to(ben, opened(piece, ana, ben))

        assert "Zanzibar one" in told
        assert "Order 12" in told

    def test_once_opened_and_closed_again_tells_a_new_reader_nothing_from_before(
        self, piece, ana, ben
    ):
        late = UserFactory(analyst=True)
        closed = opened(piece, ana, ben)
        to = Sensitivity.NAMED_READERS
        sensitivity.set_to(thing=closed, to=to, by=late, now=NOW, words="Too soon")

        told = told_to(late, closed)
        assert "Order 12" in told
        assert "Zanzibar one" not in told

    def test_names_its_readers_in_no_history(self, piece, ana):
        through = type(piece).readers.through._meta.db_table
        auditor = UserFactory(auditor=True)

        assert Event.objects.filter(table=through).exists()
        assert not Event.objects.visible_to(auditor).filter(table=through).exists()
        assert not Event.objects.visible_to(ana).filter(table=through).exists()


class TestACommentForNamedReaders:
    def test_is_seen_by_those_alone(self, ana, ben):
        said = CommentFactory(
            added_by=ana, sensitivity=Sensitivity.NAMED_READERS, readers=[ben], text="Zanzibar"
        )

        assert "Zanzibar" in told_to(ben, said)
        assert told_to(UserFactory(reviewer=True), said) == "[]"
        assert not type(said).objects.visible_to(UserFactory(reviewer=True)).exists()


class TestWhatNotEverybodyReads:
    def test_is_kept_in_history_too(self):
        for model in apps.get_app_config("tracker").get_models():
            reference_rows = type(model._default_manager.all())
            if getattr(reference_rows, "readable_by", None) not in (
                None,
                AuditedQuerySet.readable_by,
            ):
                assert model in GUARDED, f"{model.__name__} has readers: add it to GUARDED"

    def test_is_a_run_with_what_it_found(self):
        draft = DraftFactory(values={"number": "1", "text": "Zanzibar one"})
        viewer, analyst = UserFactory(viewer=True), UserFactory(analyst=True)

        for thing in (draft, draft.run):
            assert told_to(viewer, thing) == "[]"
            assert told_to(analyst, thing) != "[]"


class TestTheReadLog:
    def test_is_told_to_whoever_may_know_of_it_and_to_the_reader(self, piece, ana, ben):
        with as_factory():
            read = ReadLogEntry.objects.create(
                evidence=piece, deed="opened", by=ben, at=NOW, day=NOW.date(), purpose="Report"
            )

        assert "Report" in told_to(UserFactory(auditor=True), read)
        assert "Report" in told_to(ben, read)
        assert told_to(ana, read) == "[]"
