"""Commitments as a report tells them on a day."""

from datetime import date

import pytest

from tests.factories import (
    BodyFactory,
    CommitmentFactory,
    DueDateFactory,
    EvidenceFactory,
)
from tests.summaries.progress.helpers import ON, disclose, label
from tracker.progress import (
    CommitmentData,
    ViewHolder,
)
from tracker.summaries.progress import serializers
from tracker.vocabulary import (
    Audience,
    Perspective,
    Sensitivity,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def serialized(commitment, on=ON, audience=Audience.INTERNAL, body=None):
    row = commitment.recommendation
    disclosure, loaded = disclose(row, audience, on, body)
    return serializers.serialize_commitment(loaded.commitments[row.pk][0], disclosure, on=on)


def undertook(**changes):
    plain = {
        "body": BodyFactory(code="THBD", name_en="Directorate"),
        "text": "Open a second shelter",
        "undertaken_on": date(2024, 5, 1),
        "due_on": date(2024, 12, 1),
        "last_update_on": date(2024, 11, 1),
        "latest": "They were called.",
    }
    return CommitmentFactory(**{**plain, **changes})


class TestMeasures:
    def test_are_told_whole_until_and_from_the_day_they_were_done(self):
        public = {"sensitivity": Sensitivity.PUBLIC}
        plan, lease = EvidenceFactory(**public), EvidenceFactory(title="Lease", **public)
        row = undertook(undertaken_in=plan, done_on=date(2025, 2, 1), done_by=lease)
        sources = [
            serializers.serialize_evidence_source(one, is_external=False) for one in (plan, lease)
        ]
        told = {
            "text": "Open a second shelter",
            "body": ViewHolder(label(Perspective.RESPONSIBLE_BODY), "THBD", "Directorate", "THBD"),
            "undertaken_on": date(2024, 5, 1),
            "due_on": date(2024, 12, 1),
            "first_due_on": date(2024, 12, 1),
            "postponements": 0,
            "last_update_on": date(2024, 11, 1),
            "last_update": "They were called.",
            "key": row.pk,
        }

        assert serialized(row, date(2025, 1, 31)) == CommitmentData(
            **told, is_overdue=True, sources=tuple(sources[:1])
        )
        assert serialized(row, date(2025, 2, 1)) == CommitmentData(
            **told,
            is_overdue=False,
            done_on=date(2025, 2, 1),
            evidence_title="Lease",
            sources=tuple(sources),
        )
        outside = serialized(row, audience=Audience.PUBLIC)
        assert (outside.last_update_on, outside.last_update) == (None, "")
        assert [source.address for source in outside.sources] == ["", ""]

    @pytest.mark.parametrize(
        ("on", "due_on", "postponements", "is_overdue"),
        [
            (date(2024, 7, 1), date(2024, 8, 1), 0, False),
            (date(2024, 8, 1), date(2024, 12, 1), 1, False),
            (date(2024, 12, 1), date(2024, 12, 1), 1, False),
            (date(2024, 12, 2), date(2024, 12, 1), 1, True),
            (date(2025, 1, 1), date(2024, 11, 1), 1, True),  # brought forward
            (date(2025, 2, 1), None, 2, False),
        ],
    )
    def test_are_due_as_was_agreed_by_the_day(self, on, due_on, postponements, is_overdue):
        row = undertook(postponements=2, due_on=None)
        moves = [
            (date(2024, 8, 1), date(2024, 12, 1), date(2024, 7, 20)),
            (date(2024, 12, 1), date(2024, 11, 1), date(2024, 12, 20)),
            (date(2024, 11, 1), None, date(2025, 1, 20)),
        ]
        for before, to, agreed in moves:
            DueDateFactory(
                commitment=row, before=before, due_on=to, agreed_on=agreed, reason="No money"
            )

        told = serialized(row, on)

        assert (told.due_on, told.postponements, told.is_overdue) == (
            due_on,
            postponements,
            is_overdue,
        )
        by_then = [(*move, "No money") for move in moves if move[2] <= on]
        assert told.first_due_on == date(2024, 8, 1)
        assert [(m.before, m.after, m.agreed_on, m.reason) for m in told.moves] == by_then
        outside = serialized(row, on, Audience.PUBLIC)
        assert outside.first_due_on == date(2024, 8, 1)
        assert [(m.before, m.after, m.agreed_on, m.reason) for m in outside.moves] == [
            (*move[:3], "") for move in by_then
        ]

    @pytest.mark.parametrize(
        ("on", "due_on", "number"),
        [(date(2025, 2, 15), date(2024, 8, 1), 0), (date(2025, 3, 1), date(2025, 6, 1), 2)],
    )
    def test_keep_the_order_of_the_record_if_a_move_was_dated_back(self, on, due_on, number):
        first, second, third = date(2024, 8, 1), date(2025, 1, 1), date(2025, 6, 1)
        row = undertook(postponements=2, due_on=third)
        for before, to, agreed in (
            (None, first, row.undertaken_on),
            (first, second, date(2025, 3, 1)),
            (second, third, date(2025, 2, 1)),
        ):
            DueDateFactory(
                commitment=row, before=before, due_on=to, agreed_on=agreed, reason="No money"
            )

        told = serialized(row, on)

        assert (told.first_due_on, told.due_on, told.postponements) == (first, due_on, number)
        assert [move.before for move in told.moves] == [first, second][:number]

    def test_had_no_due_date_before_they_got_one(self):
        row = undertook()
        DueDateFactory(
            commitment=row, before=None, agreed_on=date(2024, 7, 1), reason="They agreed"
        )

        told, later = serialized(row, date(2024, 6, 1)), serialized(row, date(2024, 7, 1))

        assert (told.due_on, told.postponements, told.is_overdue) == (None, 0, False)
        assert (told.first_due_on, later.first_due_on) == (None, date(2024, 12, 1))
        assert told.moves == later.moves == ()  # the first date is no move

    @pytest.mark.parametrize(
        ("changes", "on", "is_quiet"),
        [
            ({}, date(2025, 3, 30), False),
            ({}, ON, True),
            ({"done_on": date(2025, 2, 1), "done_by": True}, ON, False),
            ({"dropped_reason": "No money"}, ON, False),
        ],
    )
    def test_are_quiet_after_180_days_while_they_are_open(self, changes, on, is_quiet):
        if "done_by" in changes:
            changes = {**changes, "done_by": EvidenceFactory()}
        body = BodyFactory(code="THBD")
        row = undertook(body=body, last_update_on=date(2024, 10, 2), **changes)

        assert serialized(row, on).is_without_update == is_quiet
        assert not serialized(row, on, Audience.PUBLIC).is_without_update
        assert serialized(row, on, Audience.BODY, body).is_without_update == is_quiet

    def test_have_an_update_from_its_day_on(self):
        row = undertook()

        told = [serialized(row, day) for day in (date(2024, 10, 31), date(2024, 11, 1))]

        assert [(one.last_update_on, one.last_update) for one in told] == [
            (None, ""),
            (date(2024, 11, 1), "They were called."),
        ]

    def test_tell_the_public_that_they_were_dropped_and_not_why(self):
        row = undertook(dropped_reason="No money")

        inside, outside = serialized(row), serialized(row, audience=Audience.PUBLIC)

        assert (inside.dropped_reason, outside.dropped_reason) == (
            "No money",
            "The reason is not public.",
        )
        assert not inside.is_overdue
        assert serialized(undertook(), audience=Audience.PUBLIC).dropped_reason == ""
