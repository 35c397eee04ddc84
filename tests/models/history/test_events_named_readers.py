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
from tracker.actions.base import DecideRow
from tracker.actions.evidence import sensitivity
from tracker.actions.evidence.sensitivity import RequestSensitivity
from tracker.actions.reference_rows import ChangeRow
from tracker.models import Event, ReadLogEntry
from tracker.models.base import AuditedQuerySet
from tracker.models.history.events import RESTRICTED
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 10, tzinfo=UTC)


def texts_for(user, thing):
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
    reference_rows.change(ChangeRow(row=made, fields={"title": "Zanzibar three"}, **by))
    return made


def opened(piece, ana, ben):
    wish = sensitivity.set_sensitivity(
        RequestSensitivity(
            row=piece, to=Sensitivity.INTERNAL, by=ana, now=NOW, reason="It is in the gazette"
        )
    )
    sensitivity.approve(DecideRow(row=wish, by=ben, now=NOW))
    reference_rows.change(
        ChangeRow(row=piece, by=ana, reason="Its name", fields={"title": "Order 12"})
    )
    piece.refresh_from_db()
    return piece


class TestAPieceForNamedReaders:
    def test_has_no_history_for_others(self, piece):
        for other in ({"analyst": True}, {"auditor": True}, {"administrator": True}):
            assert texts_for(UserFactory(**other), piece) == "[]"

    def test_has_its_history_for_its_readers(self, piece, ben):
        texts = texts_for(ben, piece)

        assert "Zanzibar one" in texts
        assert "Zanzibar two" in texts

    def test_once_opened_tells_others_what_came_after_alone(self, piece, ana, ben):
        texts = texts_for(UserFactory(analyst=True), opened(piece, ana, ben))

        assert "Order 12" in texts
        # That it was renamed tells what it was called when it was for everybody.
        assert texts.count("Zanzibar") == texts.count("Zanzibar three")
        assert "Zanzibar one" not in texts
        assert "Zanzibar two" not in texts

    def test_once_opened_tells_its_readers_all(self, piece, ana, ben):
        texts = texts_for(ben, opened(piece, ana, ben))

        assert "Zanzibar one" in texts
        assert "Order 12" in texts

    def test_once_opened_and_closed_again_tells_a_new_reader_nothing_from_before(
        self, piece, ana, ben
    ):
        late = UserFactory(analyst=True)
        closed = opened(piece, ana, ben)
        to = Sensitivity.NAMED_READERS
        sensitivity.set_sensitivity(
            RequestSensitivity(row=closed, to=to, by=late, now=NOW, reason="Too soon")
        )

        texts = texts_for(late, closed)
        assert "Order 12" in texts
        assert "Zanzibar one" not in texts

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

        assert "Zanzibar" in texts_for(ben, said)
        assert texts_for(UserFactory(reviewer=True), said) == "[]"
        assert not type(said).objects.visible_to(UserFactory(reviewer=True)).exists()


class TestWhatNotEverybodyReads:
    def test_is_kept_in_history_too(self):
        for model in apps.get_app_config("tracker").get_models():
            reference_rows = type(model._default_manager.all())
            if getattr(reference_rows, "visible_to_reader", None) not in (
                None,
                AuditedQuerySet.visible_to_reader,
            ):
                assert model in RESTRICTED, f"{model.__name__} has readers: add it to RESTRICTED"

    def test_is_a_run_with_what_it_found(self):
        draft = DraftFactory(values={"number": "1", "text": "Zanzibar one"})
        viewer, analyst = UserFactory(viewer=True), UserFactory(analyst=True)

        for thing in (draft, draft.run):
            assert texts_for(viewer, thing) == "[]"
            assert texts_for(analyst, thing) != "[]"


class TestTheReadLog:
    def test_is_told_to_whoever_may_know_of_it_and_to_the_reader(self, piece, ana, ben):
        with as_factory():
            read = ReadLogEntry.objects.create(
                evidence=piece,
                action="opened",
                user=ben,
                read_at=NOW,
                read_on=NOW.date(),
                purpose="Report",
            )

        assert "Report" in texts_for(UserFactory(auditor=True), read)
        assert "Report" in texts_for(ben, read)
        assert texts_for(ana, read) == "[]"
