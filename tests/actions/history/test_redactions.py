"""Redaction of words in rows and history, by two people."""

import json
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from tests.audit.tampering import run, unguarded, verified
from tests.factories import (
    AnsweredSheetFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    RecommendationFactory,
    RedactionFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import reference_rows, search
from tracker.actions.base import DecideRow
from tracker.actions.history import redactions, seals
from tracker.actions.history.redactions import CarryOutRedaction, RequestRedaction
from tracker.actions.reference_rows import ChangeRow
from tracker.audit.commitments import digest, is_commitment_to
from tracker.audit.seals import hash_values
from tracker.audit.verification import overwrite_event
from tracker.errors import InvalidValue, PermissionRefused, Stale
from tracker.formats import split_words
from tracker.models import (
    Event,
    Evidence,
    FormDraft,
    InboxFile,
    RedactedEvent,
    Redaction,
    SavedView,
    SearchEntry,
)
from tracker.models.search import first_key
from tracker.vocabulary import State, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
NAME = "Agron Zvëra"
SQUARES = "█████ █████"


@pytest.fixture
def one():
    return UserFactory(administrator=True)


@pytest.fixture
def other():
    return UserFactory(administrator=True)


@pytest.fixture
def piece():
    """A piece that names somebody in its title, in its history, and in a file."""
    piece = EvidenceFactory(title=f"Letter of {NAME}, 3 May")
    analyst = UserFactory(analyst=True)
    reference_rows.change(
        ChangeRow(
            row=piece,
            by=analyst,
            reason=f"The name was wrong: it is {NAME.upper()}",
            fields={"remark": f"Told by “{NAME}”"},
        )
    )
    FileFactory(evidence=piece, extracted_text=f"I, {NAME}, say")
    CitationFactory(evidence=piece, sentence="The shelter was opened.")
    return piece


def ask(by, words=NAME, **field_values):
    field_values = {
        "about": "name of a witness",
        "ground": "Law 06/L-082, article 16",
        **field_values,
    }
    return redactions.request_redaction(
        RequestRedaction(words=words, by=by, now=NOW, **field_values)
    )


def carry_out(redaction, by, words=NAME):
    command = CarryOutRedaction(redaction=redaction, words=words, by=by, now=NOW)
    seen = redactions.preview(command).mark
    return redactions.carry_out(replace(command, seen=seen))


def everything():
    """Return the content of all tables as one text."""
    with connection.cursor() as cursor:
        field_values = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            field_values.append(str(cursor.fetchall()))
    return " ".join(field_values).casefold()


class TestRedaction:
    def test_forgets_the_answers_to_forms(self, piece, one, other):
        caches["forms"].set("a", f"“{NAME}” saved.")
        for letter in ("A", NAME):
            values = {"address": "/evidence/", "values": {"title": [letter]}, "saved_at": NOW}
            FormDraft.objects.create(owner=one, key=letter, **values)
            reading = {"issuer": {"value": "MLSW", "words": f"Signed: {letter}"}}
            values = {"name": "a.pdf", "size": 1, "reading": reading, "added_at": NOW}
            InboxFile.objects.create(owner=one, sha256=letter, **values)
            values |= {"reading": {}, "description": {"text": f"Dear {letter}"}}
            InboxFile.objects.create(owner=one, sha256=f"{letter}2", **values)
            query = urlencode({"search": letter})
            SavedView.objects.create(owner=one, list_name=letter, name="Mine", query=query)

        carry_out(ask(one), other)

        assert caches["forms"].get("a") is None
        assert FormDraft.objects.get().key == "A"
        assert {*InboxFile.objects.values_list("sha256", flat=True)} == {"A", "A2"}
        assert SavedView.objects.get().query == "search=A"

    def test_leaves_squares_in_rows_and_in_history_and_history_verifies(self, piece, one, other):
        seals.seal_history(now=timezone.now())
        event_count = Event.objects.count()
        redaction = carry_out(ask(one), other)

        assert NAME.casefold() not in everything()
        assert "agron zvera" not in everything()
        piece.refresh_from_db()
        assert (piece.title, piece.remark) == (
            f"Letter of {SQUARES}, 3 May",
            f"Told by “{SQUARES}”",
        )
        assert Event.objects.filter(reason__contains=SQUARES).count() == 1
        assert (redaction.state, redaction.decided_by) == (State.APPROVED, other)
        assert redaction.events == RedactedEvent.objects.count() == 3
        assert redaction.rows == 2
        assert (
            Event.objects.count() == event_count + 7
        )  # asked, decided, that three events changed, and the text in two steps
        result = verified()
        assert [str(fault) for fault in result.faults] == []

    def test_leaves_no_commitment_to_a_text_with_the_words(self, piece, one, other):
        (file,) = piece.files.all()
        seals.seal_history(now=timezone.now())
        carry_out(ask(one), other)

        made, *later = Event.objects.filter(table="tracker_file").order_by("pk")
        assert set(made.new["extracted_text"]) == {"█"}
        (emptied, filled) = ((event.old, event.new) for event in later)
        left = digest(f"I, {SQUARES}, say")
        assert is_commitment_to(emptied[0]["extracted_text"], left)
        assert is_commitment_to(emptied[1]["extracted_text"], digest(""))
        assert is_commitment_to(filled[0]["extracted_text"], digest(""))
        assert is_commitment_to(filled[1]["extracted_text"], left)
        run(f"UPDATE tracker_file SET extracted_text = 'I, Ana, say' WHERE id = {file.pk}")
        assert "extracted_text differs from the history" in str(verified().faults)

    def test_can_be_sealed_afterwards_and_be_followed_by_another(self, piece, one, other):
        carry_out(ask(one), other)
        seals.seal_history(now=timezone.now())
        carry_out(ask(other, words="Letter of"), one, words="Letter of")

        assert [str(fault) for fault in verified().faults] == []

    def test_is_no_way_to_rewrite_history(self, piece, one, other):
        seals.seal_history(now=timezone.now())
        carry_out(ask(one), other)
        bad = RedactedEvent.objects.latest("pk").sequence

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            Event.objects.filter(pk=bad).update(reason="Nothing")
        run(f"UPDATE tracker_event SET reason = 'Nothing' WHERE id = {bad}")
        assert verified().first_bad == bad

    def test_changes_what_was_seen_and_nothing_else(self, piece, one, other):
        redaction = ask(one)

        command = CarryOutRedaction(redaction=redaction, words=NAME, by=other, now=NOW)
        seen = redactions.preview(command)

        assert (seen.rows, seen.events) == (2, 3)
        assert {
            (part.noun, part.field): (part.rows, part.events) for part in seen.changed_columns
        } == {
            ("Event", "reason"): (0, 1),
            ("File", "text"): (1, 1),
            ("Piece of evidence", "remark"): (1, 1),
            ("Piece of evidence", "title"): (1, 1),
        }
        EvidenceFactory(title=f"Another letter of {NAME}")
        with pytest.raises(Stale, match="Preview it again"):
            redactions.carry_out(replace(command, seen=seen.mark))
        assert NAME in Evidence.objects.get(pk=piece.pk).title

    def test_is_refused_where_the_seals_do_not_verify(self, piece, one, other):
        seals.seal_history(now=timezone.now())
        redaction = ask(one)
        reason = f"The name was wrong: it is {NAME.upper()}"
        bad = Event.objects.get(reason=reason)
        run(f"UPDATE tracker_event SET reason = '{reason}!' WHERE id = {bad.pk}")

        with pytest.raises(InvalidValue, match=f"not verify: Event {bad.pk}: It was changed after"):
            carry_out(redaction, other)
        run(f"UPDATE tracker_event SET at = 'infinity' WHERE id = {bad.pk}")
        with pytest.raises(InvalidValue, match=f"not verify: Event {bad.pk}: It was changed after"):
            carry_out(redaction, other)

        with unguarded():
            Event.objects.filter(pk=bad.pk).update(reason=reason, at=bad.at)
        assert not RedactedEvent.objects.exists()
        assert NAME in Evidence.objects.get(pk=piece.pk).title
        carry_out(redaction, other)
        assert [str(fault) for fault in verified().faults] == []

    def test_by_one_alone_is_found_out(self, piece, one):
        seals.seal_history(now=timezone.now())
        event = Event.objects.filter(reason__contains=NAME.upper()).get()
        forged = RedactionFactory(author=one)
        with as_factory():
            RedactedEvent.objects.create(
                redaction=forged,
                sequence=event.pk,
                original_hash=hash_values(
                    json.dumps(event.old), json.dumps(event.new), event.reason, event.salt
                ),
                remaining_hash=hash_values(
                    json.dumps(event.old), json.dumps(event.new), "Nothing", ""
                ),
            )
        run(f"UPDATE tracker_event SET reason = 'Nothing', salt = '' WHERE id = {event.pk}")

        result = verified()

        assert result.first_bad == event.pk
        assert "by a redaction that two people did not" in result.faults[0].message

    def test_reaches_words_over_two_lines_and_leaves_codes_alone(self, one, other):
        file = FileFactory(extracted_text="Signed: Ana\nLyst of the shelter")
        search.rebuild()
        row = RecommendationFactory(assessed=Status.PARTIAL)

        carry_out(ask(one, words="Ana Lyst"), other, words="Ana Lyst")
        carry_out(ask(one, words="shelter"), other, words="shelter")

        file.refresh_from_db()
        assert file.extracted_text == "Signed: ███\n████ of the ███████"
        entry = SearchEntry.objects.get(pk=first_key("file") + file.pk)
        words = f"{file.evidence.title} {file.name} Signed of the"
        assert entry.folded.split()[1:] == list(
            dict.fromkeys(split_words(words))
        )  # after its content
        assert row.current_assessment.perspective == "analyst"
        assert [str(fault) for fault in verified().faults] == []

    def test_reaches_what_a_body_wrote_on_the_page_and_what_it_sent(self, one, other):
        sheet = AnsweredSheetFactory(answer=f"{NAME} was moved.")

        carry_out(ask(one), other)

        sheet.refresh_from_db()
        assert sheet.parts["Q1"]["cells"][0] == f"{SQUARES} was moved."
        assert sheet.filled["answers"][0]["answers"] == [f"{SQUARES} was moved."]
        assert [str(fault) for fault in verified().faults] == []

    def test_on_postgresql_puts_squares_and_nothing_else(self, piece, one):
        if connection.vendor == "sqlite":
            pytest.skip("SQLite has no rights: whoever has the file has all")
        event = Event.objects.filter(reason__contains=NAME.upper()).get()
        redaction = RedactionFactory(author=one)
        with as_factory():
            RedactedEvent.objects.create(
                redaction=redaction,
                sequence=event.pk,
                original_hash="0" * 64,
                remaining_hash="0" * 64,
            )

        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            overwrite_event(
                event.pk,
                {"old": event.old, "new": event.new, "reason": "Nothing"},
                redaction=redaction.pk,
            )

    def test_keeps_the_words_nowhere_while_it_waits(self, one):
        EvidenceFactory(title=f"By {NAME}")
        Evidence.objects.count()
        redaction = ask(one)

        field_values = str(list(Event.objects.filter(table="tracker_redaction").values()))
        assert NAME not in field_values
        assert redaction.words_hash not in field_values


class TestWhoAndWhat:
    def test_takes_two(self, piece, one, other):
        redaction = ask(one)

        with pytest.raises(PermissionRefused, match="A second administrator carries it out"):
            carry_out(redaction, one)
        with pytest.raises(PermissionRefused, match="Only administrators"):
            carry_out(redaction, UserFactory(reviewer=True))
        with pytest.raises(PermissionRefused, match="Only administrators"):
            ask(UserFactory(analyst=True))
        carry_out(redaction, other)
        with pytest.raises(Stale, match=f"Redaction {redaction.pk} was already decided: approved"):
            carry_out(redaction, other)

    def test_takes_the_same_words(self, piece, one, other):
        redaction = ask(one)

        with pytest.raises(InvalidValue, match="not the text that"):
            carry_out(redaction, other, words="Agron")
        assert NAME in Evidence.objects.get(pk=piece.pk).title

    @pytest.mark.parametrize(
        ("field_values", "sentence"),
        [
            ({"words": "ab"}, "too short"),
            ({"words": 'the "Eagle"'}, "contains a quotation mark"),
            ({"about": f"the name {NAME}"}, "can't contain the text itself"),
            ({"ground": f"{NAME} asked for it"}, "can't contain the text itself"),
        ],
    )
    def test_is_refused_before_anything_is_stored(self, piece, one, field_values, sentence):
        with pytest.raises(InvalidValue, match=sentence):
            ask(one, **field_values)
        assert not Redaction.objects.exists()

    def test_does_not_tell_who_asks_whether_the_words_stand_anywhere(self, piece, one, other):
        redaction = ask(one, words="Nobody at all")

        seen = redactions.preview(
            CarryOutRedaction(redaction=redaction, words="Nobody at all", by=other, now=NOW)
        )
        assert (redaction.state, seen.rows, seen.events) == (State.SUBMITTED, 0, 0)

    def test_is_declined_by_the_other_or_withdrawn(self, piece, one, other):
        for by, state in ((other, State.RETURNED), (one, State.WITHDRAWN)):
            done = redactions.decline(DecideRow(row=ask(one), note="Not needed.", by=by, now=NOW))
            assert (done.state, done.words_hash) == (state, "")
        assert NAME in Evidence.objects.get(pk=piece.pk).title


@pytest.mark.django_db(transaction=True)
class TestTheFileOfTheDatabase:
    def test_forgets_the_words(self, monkeypatch):
        one, other = UserFactory.create_batch(2, administrator=True)
        with as_factory():
            EvidenceFactory(title=f"By {NAME}", remark=NAME * 500)
        carry_out(ask(one), other)
        assert ("scrub_database" in redactions.scrub()) is (connection.vendor != "sqlite")
        some = ["tracker_evidence", "tracker_event"]  # of more than a hundred
        monkeypatch.setattr(connection.introspection, "table_names", lambda _cursor: some)

        for _try in range(20):  # a session of another thread may see the old rows a moment longer
            redactions.scrub_as_owner()
            left = any(NAME.encode() in content for content in self.files())
            if not left:
                break
            time.sleep(0.5)

        assert not left

    @staticmethod
    def files():
        """The bytes of the database on disk."""
        if connection.vendor == "sqlite":
            path = Path(connection.settings_dict["NAME"])
            return [file.read_bytes() for file in (path, *path.parent.glob(f"{path.name}-*"))]
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute(
                "SELECT pg_read_binary_file(pg_relation_filepath(oid)) FROM pg_class "
                "WHERE relname IN ('tracker_evidence', 'tracker_event') AND relkind = 'r'"
            )
            return [bytes(content) for (content,) in cursor.fetchall()]
