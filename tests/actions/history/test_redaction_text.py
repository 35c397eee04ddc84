"""Where words are found to be taken out: inside JSON, in what a worker was asked; and what stays."""

import pytest

from tests.actions.history.test_redactions import NOW, ask, carry_out, everything
from tests.factories import (
    BodyFactory,
    DraftFactory,
    EvidenceFactory,
    SavedReportFactory,
    UserFactory,
)
from tests.helpers.workers import a_queue, work_off
from tracker.actions.history import redactions, seals
from tracker.actions.history.seals import verify_history
from tracker.tasks.imports import read_in
from tracker.tasks.progress import make_draft

pytestmark = pytest.mark.django_db
NUMBER = "1170023456"


@pytest.fixture
def two():
    return UserFactory.create_batch(2, administrator=True)


def take_out(words, two):
    one, other = two
    redaction = carry_out(ask(one, words=words), other, words=words)
    assert [one.told() for one in verify_history(now=NOW).found] == []
    return redaction


def draft(**values):
    return DraftFactory(values={"number": "1", "text": "Train judges.", **values})


class TestJson:
    def test_loses_letters_with_marks_in_history_too(self, two):
        said, body = draft(text="Ask Zvëra."), BodyFactory(aliases=["Zyra e Zvëra"])
        seals.seal_history(now=NOW)

        take_out("Zvëra", two)

        for row in (said, body):
            row.refresh_from_db()
        assert (said.values["text"], body.aliases) == ("Ask █████.", ["Zyra e █████"])
        assert not any(word in everything() for word in ("zvëra", "zv\\u00ebra", "zv\\\\u00ebra"))

    def test_loses_what_looks_like_a_code_and_keeps_codes(self, two):
        body = BodyFactory(code="thbd", aliases=[NUMBER, "044-123-456", "zvera"])
        said = draft(body="thbd", cells=[NUMBER, f"call {NUMBER}"], breakdown={"held": NUMBER})
        saved = SavedReportFactory(conditions={"body": ["thbd"], "words": [NUMBER]})

        for words in (NUMBER, "044-123-456", "zvera", "thbd"):
            take_out(words, two)

        for row in (said, body, saved):
            row.refresh_from_db()
        squares = "█" * 10
        assert body.aliases == [squares, "███████████", "█████"]
        assert said.values == {
            "number": "1",
            "text": "Train judges.",
            "body": "thbd",
            "cells": [squares, f"call {squares}"],
            "breakdown": {"held": squares},
        }
        assert saved.conditions == {"body": ["thbd"], "words": [squares]}
        assert NUMBER not in everything()

    def test_loses_letters_that_are_written_as_two(self, two):
        piece = EvidenceFactory(title="By Zve\u0308ra, 3 May")

        take_out("Zvëra", two)

        piece.refresh_from_db()
        assert piece.title == "By ██████, 3 May"


class TestWhatStays:
    def test_is_told_to_who_carries_it_out(self, two):
        BodyFactory(code="zvera", name_en="Office of Zvera", acronym="")
        UserFactory(username="zvera")
        redaction = ask(two[0], words="zvera")

        seen = redactions.look(redaction=redaction, words="zvera", by=two[1])

        assert [(part.noun, part.field) for part in seen.parts] == [("Body", "name in English")]
        assert [(part.noun, part.field, part.rows, part.events) for part in seen.left] == [
            ("Body", "code", 1, 1),
            ("User", "username", 1, 1),
        ]

    def test_is_not_told_to_who_asks(self, two):
        draft(number=NUMBER)

        seen = redactions.look(redaction=ask(two[0], words=NUMBER), words=NUMBER, by=two[1])

        assert (seen.parts, [part.noun for part in seen.left]) == ([], ["Draft"])


class TestAWorker:
    def test_forgets_what_it_was_asked(self, two):
        EvidenceFactory(title=f"By {NUMBER}")
        said = {"by": two[0].pk, "language": "en"}
        with a_queue():
            read_in.enqueue(content="QQ==", file_name=f"{NUMBER}.txt", **said)
            make_draft.enqueue(report=0, wanted={}, why=f"Asked by {NUMBER}", formats=[], **said)
            asked = ask(two[0], words=NUMBER)
            waits = redactions.look(redaction=asked, words=NUMBER, by=two[1])
            work_off()
        assert [(part.noun, part.rows) for part in waits.left] == [
            ("What was asked of a worker", 2)
        ]

        done = carry_out(asked, two[1], words=NUMBER)

        assert done.rows == 2
        assert NUMBER not in everything()
