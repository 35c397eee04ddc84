"""Words to redact inside JSON and tasks, and words that remain."""

import pytest
from django.utils import timezone

from tests.actions.history.test_redactions import ask, carry_out, everything
from tests.audit.tampering import verified
from tests.factories import (
    BodyFactory,
    DraftFactory,
    EvidenceFactory,
    SavedReportFactory,
    UserFactory,
)
from tests.helpers.workers import a_queue, work_off
from tracker.actions.history import redactions, seals
from tracker.tasks import make_draft, read_file

pytestmark = pytest.mark.django_db
NUMBER = "1170023456"


@pytest.fixture
def two():
    return UserFactory.create_batch(2, administrator=True)


def take_out(words, two):
    one, other = two
    redaction = carry_out(ask(one, words=words), other, words=words)
    assert [str(fault) for fault in verified().faults] == []
    return redaction


def draft(**values):
    return DraftFactory(values={"number": "1", "text": "Train judges.", **values})


class TestJson:
    def test_loses_letters_with_marks_in_history_too(self, two):
        row_draft, body = draft(text="Ask Zvëra."), BodyFactory(aliases=["Zyra e Zvëra"])
        seals.seal_history(now=timezone.now())

        take_out("Zvëra", two)

        for row in (row_draft, body):
            row.refresh_from_db()
        assert (row_draft.values["text"], body.aliases) == ("Ask █████.", ["Zyra e █████"])
        assert not any(word in everything() for word in ("zvëra", "zv\\u00ebra", "zv\\\\u00ebra"))

    def test_loses_what_looks_like_a_code_and_keeps_codes(self, two):
        body = BodyFactory(code="thbd", aliases=[NUMBER, "044-123-456", "zvera"])
        row_draft = draft(body="thbd", cells=[NUMBER, f"call {NUMBER}"], breakdown={"held": NUMBER})
        saved = SavedReportFactory(conditions={"body": ["thbd"], "search": [NUMBER]})

        for words in (NUMBER, "044-123-456", "zvera", "thbd"):
            take_out(words, two)

        for row in (row_draft, body, saved):
            row.refresh_from_db()
        squares = "█" * 10
        assert body.aliases == [squares, "███████████", "█████"]
        assert row_draft.values == {
            "number": "1",
            "text": "Train judges.",
            "body": "thbd",
            "cells": [squares, f"call {squares}"],
            "breakdown": {"held": squares},
        }
        assert saved.conditions == {"body": ["thbd"], "search": [squares]}
        assert NUMBER not in everything()

    def test_loses_letters_that_are_written_as_two(self, two):
        piece = EvidenceFactory(title="By Zve\u0308ra, 3 May")

        take_out("Zvëra", two)

        piece.refresh_from_db()
        assert piece.title == "By ██████, 3 May"


def extent_of(**values):
    return redactions.preview(redactions.CarryOutRedaction(now=timezone.now(), **values))


class TestWhatStays:
    def test_is_shown_to_the_person_who_carries_it_out(self, two):
        BodyFactory(code="zvera", name_en="Office of Zvera", acronym="")
        UserFactory(username="zvera")
        redaction = ask(two[0], words="zvera")

        seen = extent_of(redaction=redaction, words="zvera", by=two[1])

        assert [(part.noun, part.field) for part in seen.changed_columns] == [
            ("Body", "name in English")
        ]
        assert [
            (part.noun, part.field, part.rows, part.events) for part in seen.remaining_columns
        ] == [
            ("Body", "code", 1, 1),
            ("User", "user name", 1, 1),
        ]

    def test_is_not_shown_to_the_person_who_requests_it(self, two):
        draft(number=NUMBER)

        seen = extent_of(redaction=ask(two[0], words=NUMBER), words=NUMBER, by=two[1])

        assert (seen.changed_columns, [part.noun for part in seen.remaining_columns]) == (
            [],
            ["Draft of an import"],
        )


class TestAWorker:
    def test_loses_finished_tasks_with_the_words(self, two):
        EvidenceFactory(title=f"By {NUMBER}")
        row_draft = {"by": two[0].pk, "language": "en"}
        with a_queue():
            read_file.enqueue(content="QQ==", file_name=f"{NUMBER}.txt", **row_draft)
            make_draft.enqueue(
                report=0, parameters={}, reason=f"Asked by {NUMBER}", formats=[], **row_draft
            )
            asked = ask(two[0], words=NUMBER)
            waits = extent_of(redaction=asked, words=NUMBER, by=two[1])
            work_off()
        assert [(part.noun, part.rows) for part in waits.remaining_columns] == [
            ("Background task", 2)
        ]

        done = carry_out(asked, two[1], words=NUMBER)

        assert done.rows == 3  # the evidence and both tasks
        assert NUMBER not in everything()
