"""Refusals of fixtures: the file, the object, the reason and the remedy; nothing is written."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.factories import UserFactory
from tests.helpers.report_fixtures import KOSOVO, change, fields_of, narrow, write
from tracker.actions.imports.fixtures import load_report
from tracker.errors import BadFixture
from tracker.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def folder(tmp_path):
    """A copy of the Kosovo report to break one thing in."""
    return Path(shutil.copytree(KOSOVO, tmp_path / "report"))


@pytest.fixture
def refused(folder):
    """Return the message of the refusal, checking that loading is refused and writes nothing."""

    def message() -> str:
        by = UserFactory()
        before = Event.objects.count()
        with pytest.raises(BadFixture) as error:
            load_report(folder=folder, by=by, now=datetime(2024, 7, 1, tzinfo=UTC))
        assert Event.objects.count() == before
        return str(error.value)

    return message


class TestASpan:
    def test_that_stands_elsewhere_is_refused_with_both_texts(self, folder, refused):
        change(folder, "evidence", 1, start=442)

        message = refused()

        assert message.startswith(
            "evidence.json, object 2 (piece of evidence tip-2024-kosovo 3 442 510): "
        )
        assert "are “ The government significantly increased funding" in message
        assert message.endswith("Correct the place or the words. Nothing was loaded.")

    @pytest.mark.parametrize(
        ("name", "values"),
        [
            ("evidence", {"quote": "Something else"}),
            ("findings", {"quote": "Something else"}),
            ("figures", {"quote": "Something else"}),
            ("recommendations", {"text": "Something else"}),
            (
                "responsibilities",
                {"shown_by": [{"paragraph": 6, "start": 0, "end": 4, "quote": "KP"}]},
            ),
        ],
    )
    def test_is_checked_in_every_file(self, folder, refused, name, values):
        change(folder, name, 0, **values)
        narrow(folder, name, 0)

        message = refused()

        assert message.startswith(f"{name}.json, object 1 (")
        assert "Correct the place or the words." in message

    def test_of_a_narrative_that_lost_a_letter_is_refused(self, folder, refused):
        text = (folder / "narrative.txt").read_text()
        (folder / "narrative.txt").write_text(text.replace("Vigorously", "Vigorous"))

        assert refused().startswith(
            "recommendations.json, object 1 (recommendation tip-2024-kosovo 1): "
        )


# file, index of the object, new values of its fields, part of the message
INVALID = [
    ("recommendations", 3, {"number": "3"}, "Another object has the same natural key. Remove one"),
    ("recommendations", 3, {"position": 3}, "already exists"),
    ("recommendations", 0, {"theme": "policing"}, "Choose one of: prosecution, protection"),
    (
        "recommendations",
        0,
        {"other_themes": ["x"]},
        "“other_themes” is not in the expected form. Choo",
    ),
    ("recommendations", 0, {"other_themes": "x"}, "“other_themes” is not in the expected form."),
    ("recommendations", 0, {"topics": [["x"]]}, '“topics” refers to ["x"], which is neither in'),
    ("recommendations", 0, {"topics": ["x"]}, "“topics” is not a natural key. Write it as"),
    ("recommendations", 0, {"short_title": ""}, "short title: This field cannot be blank."),
    ("recommendations", 0, {"short_title": "x" * 121}, "at most 120 characters"),
    ("recommendations", 0, {"titel": "x"}, "It has no field “titel”. Remove it, or correct"),
    ("recommendations", 0, {"status": "full"}, "“status” is calculated, or people enter it later."),
    ("recommendations", 0, {"assignee": ["ana"]}, "“assignee” is calculated, or people enter"),
    (
        "recommendations",
        0,
        {"passage": ["tip-2024-kosovo", 12]},
        '“passage” refers to ["tip-2024-kos',
    ),
    ("report", 0, {"tier": "5"}, "Choose one of: 1, 2, 2wl, 3, special."),
    ("report", 0, {"period_from": "2024-06-31"}, "value has the correct format (YYYY-MM-DD)"),
    ("report", 0, {"period_to": "2022-03-31"}, "“Period to” is before “Period from”."),
    ("report", 0, {"year": 20240}, "Enter the year with four digits"),
    ("passages", 4, {"number": 12}, "narrative.txt has paragraphs 1 to 11. Give the section"),
    ("passages", 4, {"number": None}, "narrative.txt has paragraphs 1 to 11."),
    ("bodies", 0, {"parent": ["GOV"]}, "it would be above itself"),
    ("bodies", 0, {"parent": ["KP"]}, "it would be above itself"),
    ("bodies", 0, {"parent": ["XYZ"]}, '“parent” refers to ["XYZ"], which is neither in the'),
    (
        "bodies",
        0,
        {"code": "a/b"},
        "“a/b” can't be the code of a body, because addresses contain it.",
    ),
    ("bodies", 0, {"code": None}, "code: This field cannot be blank."),
    ("evidence", 0, {"start": None}, "Its natural key is incomplete. Add what is missing."),
    ("bodies", 0, {"valid_from": "2020-01-02", "valid_to": "2020-01-01"}, "is before “Valid from”"),
    ("components", 0, {"quote": "Hardly"}, "“Hardly” is not in TIP 2024 Kosovo 1."),
    ("components", 0, {"basis": "analyst"}, "one added by an analyst has none."),
    ("components", 0, {"bodies": [["X"]]}, '“bodies” refers to ["X"], which is neither in'),
    ("responsibilities", 0, {"role": "boss"}, "Choose one of: lead, supporting, beneficiary"),
    ("responsibilities", 0, {"body": ["X"]}, '“body” refers to ["X"], which is neither in the'),
    (
        "responsibilities",
        0,
        {"shown_by": [{"start": 1}]},
        "“shown_by” is not in the expected form.",
    ),
    ("evidence", 0, {"covers_from": "2025-01-01"}, "The end is before the start."),
    ("evidence", 0, {"added_by": ["ana"]}, "“added_by” is calculated, or people enter it later."),
    ("baselines", 0, {"status": "not_assessed"}, "Choose one of: no_action, initial_steps"),
    ("baselines", 0, {"as_of": "2024-04-01"}, "assessment_as_of_lies_in_its_period"),
    ("baselines", 0, {"state": "approved"}, "“state” is calculated, or people enter it later."),
    (
        "baselines",
        7,
        {"kind": "update"},
        "It is not a baseline. Log other assessments on the site.",
    ),
    (
        "citations",
        0,
        {"evidence": ["tip-2024-kosovo", 3, 1, 2]},
        '“evidence” refers to ["tip-2024-ko',
    ),
    ("citations", 0, {"evidence": None}, "Its natural key is incomplete."),
    (
        "citations",
        0,
        {"assessment": ["tip-2024-kosovo", "2", "baseline", "analyst"]},
        "belongs to anoth",
    ),
    (
        "findings",
        0,
        {"touches": [["tip-2024-kosovo", "12"]]},
        '“touches” refers to ["tip-2024-kosov',
    ),
    ("questions", 0, {"kind": "shout"}, "Choose one of: does_not_add_up, ask."),
    ("figures", 0, {"indicator": ["X"]}, '“indicator” refers to ["X"], which is neither in'),
    ("figures", 0, {"value": "six"}, "value must be a float."),
    ("figures", 0, {"breakdown": ["sex"]}, "“breakdown” is not in the expected form."),
]


class TestAnObject:
    @pytest.mark.parametrize(
        ("name", "index", "values", "message_part"),
        INVALID,
        ids=[f"{case[0]} {case[2]}"[:50] for case in INVALID],
    )
    def test_that_is_wrong_is_named_with_its_reason(
        self, folder, refused, name, index, values, message_part
    ):
        change(folder, name, index, **values)
        narrow(folder, name, index)

        message = refused()

        assert message_part in message
        assert message.startswith(f"{name}.json, object ")
        assert message.endswith("Nothing was loaded.")

    def test_may_stand_there_once(self, folder, refused):
        rows = fields_of("bodies", folder)
        write(folder, "bodies", [*rows, rows[1]])

        assert refused().startswith("bodies.json, object 51 (body OSP): Another object has the")

    @pytest.mark.parametrize(
        "record",
        [
            {"model": "tracker.topic", "pk": 1, "fields": {"code": "x", "name": "X"}},
            {"model": "tracker.user", "fields": {"username": "ana"}},
            {"model": "tracker.topic"},
            "words",
        ],
    )
    def test_of_another_form_is_refused(self, folder, refused, record):
        (folder / "topics.json").write_text(json.dumps([record]))

        assert refused().startswith(
            "topics.json, 1: It is not an object of Heed with a natural key"
        )


class TestAFile:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('[\n  {"model": }\n]', "Expecting value: line 2 column 13 (char 14)."),
            ('[{"model": "tracker.topic", "model": "x"}]', "“model” is there twice."),
            ('[{"model": NaN}]', "“NaN” is not a number."),
        ],
    )
    def test_that_can_not_be_read_is_refused_with_the_place(self, folder, refused, text, reason):
        (folder / "questions.json").write_text(text)

        assert refused() == f"questions.json: It can't be read: {reason} Nothing was loaded."

    def test_of_the_narrative_is_required(self, folder, refused):
        (folder / "narrative.txt").unlink()

        assert "narrative.txt: It can't be read: " in refused()

    def test_in_another_encoding_is_refused(self, folder, refused):
        text = (folder / "narrative.txt").read_text()
        (folder / "narrative.txt").write_bytes(text.encode("cp1252"))

        assert "narrative.txt: It can't be read: 'utf-8' codec can't decode" in refused()

    def test_with_fewer_paragraphs_than_are_printed_is_refused(self, folder, refused):
        write(folder, "passages", fields_of("passages", folder)[:-1])

        assert "narrative.txt has paragraphs 1 to 11." in refused()


class TestAFolder:
    def test_that_is_missing_is_named(self, folder, refused):
        shutil.rmtree(folder)

        assert refused() == f"{folder}: The folder contains no fixtures. Nothing was loaded."
