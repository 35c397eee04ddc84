"""Where words stand, before they are redacted: rows, events, columns and tasks of workers."""

import weakref

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.factories import (
    BodyFactory,
    DraftFactory,
    EvidenceFactory,
    FileFactory,
    ReportFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.workers import a_queue
from tracker.actions.history import redaction_text
from tracker.actions.history.redaction_text import (
    SearchWords,
    delete_tasks,
    finished_tasks,
    measure_extent,
    waiting_tasks,
)
from tracker.audit.reasons import because
from tracker.tasks import make_draft, read_file

pytestmark = pytest.mark.django_db
NAME = "Zvëra"


def columns(found):
    return [(column.noun, column.field, column.rows, column.events) for column in found]


class TestExtent:
    def test_counts_rows_events_and_the_columns_of_each(self):
        EvidenceFactory(title=f"Letter of {NAME}", remark=f"{NAME}, {NAME}", issuer=None)
        topic = TopicFactory(code="courts", name=f"Courts of {NAME}")
        with as_factory(), because(f"{NAME} asked"):
            topic.name = "Courts"
            topic.save()
        EvidenceFactory()

        found = measure_extent(NAME)

        assert (found.rows, found.events) == (1, 3)
        assert columns(found.changed_columns) == [
            ("Event", "reason", 0, 1),
            ("Piece of evidence", "remark", 1, 1),
            ("Piece of evidence", "title", 1, 1),
            ("Topic", "name", 0, 2),
        ]
        assert columns(found.remaining_columns) == []

    def test_keeps_no_event_once_it_is_counted(self, monkeypatch):
        class AnEvent:
            table, reason, old, new = "tracker_topic", NAME, None, None

        kept = weakref.WeakSet()

        def find(_words, _rows):
            for _number in range(3):
                event = AnEvent()
                kept.add(event)
                yield event, {"old": None, "new": None, "reason": ""}
                del event
                assert len(kept) <= 1

        monkeypatch.setattr(redaction_text, "find_in_events", find)

        assert measure_extent(NAME).events == 3

    def test_names_columns_where_the_words_stay(self):
        BodyFactory(code="zvera", name_en="Office of Zvera", acronym="")
        UserFactory(username="zvera")
        DraftFactory(values={"number": "zvera", "text": "zvera"})
        ReportFactory(slug="of-zvera", title="zvera")

        found = measure_extent("Zvera")

        assert columns(found.changed_columns) == [
            ("Body", "name in English", 1, 1),
            ("Draft of an import", "values", 1, 1),
            ("Report", "title", 1, 1),
        ]
        assert columns(found.remaining_columns) == [
            ("Body", "code", 1, 1),
            ("Draft of an import", "values", 1, 1),
            ("Report", "name in the address", 1, 1),
            ("User", "user name", 1, 1),
        ]

    def test_searches_no_hash_and_no_choice(self):
        file = FileFactory(extracted_text="Law by Zvera")
        EvidenceFactory(kind="law", title="About it")

        assert columns(measure_extent("zvera").changed_columns) == [("File", "text", 1, 1)]
        found = measure_extent(file.sha256)
        assert (found.rows, found.events, columns(found.remaining_columns)) == (0, 0, [])
        assert "kind" not in {
            field for _noun, field, *_n in columns(measure_extent("law").remaining_columns)
        }

    def test_has_a_mark_of_what_changes(self):
        EvidenceFactory(title=f"Letter of {NAME}")
        found = measure_extent(NAME)

        assert len(found.mark) == 16
        assert measure_extent(NAME).mark == found.mark
        EvidenceFactory(title=f"Letter of {NAME}")
        assert measure_extent(NAME).mark != found.mark


class TestTasks:
    @pytest.fixture
    def tasks(self):
        """A finished and a waiting task with the words, without them, and with a file."""
        keys = {}
        by = UserFactory().pk
        with a_queue():
            for finished in (True, False):
                for name, task in {
                    "words": lambda: make_draft.enqueue(
                        report=0,
                        parameters={},
                        reason=f"By {NAME}",
                        formats=[],
                        by=by,
                        language="en",
                    ),
                    "other": lambda: make_draft.enqueue(
                        report=0, parameters={}, reason="By us", formats=[], by=by, language="en"
                    ),
                    "file": lambda: read_file.enqueue(
                        content="QQ==", file_name=NAME, by=by, language="en"
                    ),
                }.items():
                    key = task().id
                    keys[name, finished] = key
                    if finished:
                        DBTaskResult.objects.filter(pk=key).update(
                            finished_at=timezone.now(), status="SUCCESSFUL"
                        )
        return {key: DBTaskResult.objects.get(pk=value).pk for key, value in keys.items()}

    def test_are_found_by_their_words(self, tasks):
        words = SearchWords(NAME)

        assert finished_tasks(words) == [tasks["words", True]]
        assert waiting_tasks(words) == [tasks["words", False], tasks["file", False]]

    def test_are_counted_with_what_becomes_of_them(self, tasks):
        found = measure_extent(NAME)

        asked = "Background task"
        assert found.rows == 1
        assert columns(found.changed_columns) == [(asked, "finished, the row is deleted", 1, 0)]
        assert columns(found.remaining_columns) == [
            (asked, "not finished yet: wait, then preview again", 2, 0)
        ]

    def test_are_deleted_with_those_that_are_done_with_a_file(self, tasks):
        delete_tasks([tasks["words", True]])

        left = set(DBTaskResult.objects.values_list("pk", flat=True))
        assert set(tasks.values()) - left == {tasks["words", True], tasks["file", True]}


class TestSearchWords:
    @pytest.mark.parametrize(
        ("value", "redacted"),
        [
            ("Ask Zvëra K.", "Ask █████ ██"),
            ("ask zvëra\nk.", "ask █████\n██"),
            ("Zvera K.", "Zvera K."),
            (["Zvëra K.", {"text": "Zvëra  K.", "code": "Zvëra K."}], None),
            (5, 5),
            (None, None),
        ],
    )
    def test_replace_words_in_texts_and_json_and_leave_codes(self, value, redacted):
        if isinstance(value, list):
            redacted = ["█████ ██", {"text": "█████  ██", "code": "Zvëra K."}]
        assert SearchWords("Zvëra K.").redact(value) == redacted

    @pytest.mark.parametrize(
        ("value", "found"),
        [
            ("By ZVËRA", True),
            ("By nobody", False),
            (["x", "zvëra"], True),
            ({"zvëra": 1}, True),
            ({"x": {"y": ["zvëra"]}}, True),
            ({"x": 5}, False),
            ([], False),
            (5, False),
        ],
    )
    def test_match_in_keys_too(self, value, found):
        assert SearchWords("Zvëra").match(value) is found

    @pytest.mark.parametrize(
        ("raw", "may"), [("Zv\\u00ebra", True), ("\\u00eb", True), ("zvëra", True), ("K", False)]
    )
    def test_may_match_what_is_escaped(self, raw, may):
        assert SearchWords("Zvëra K.").may_match(raw) is may
