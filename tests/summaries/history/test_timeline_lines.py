"""Lines of a timeline, from events alone."""

from datetime import timedelta

import pytest

from tests.factories import (
    BodyFactory,
    CommentFactory,
    EvidenceFactory,
    RecommendationFactory,
    TopicFactory,
    UserFactory,
    as_factory,
)
from tests.summaries.history.helpers import AT, DUTY, an_event, lines
from tracker.models import Event, Recommendation
from tracker.summaries.history.timeline import (
    build_lines,
    build_page,
    format_reason_code,
    object_timeline,
)
from tracker.vocabulary import Sensitivity

pytestmark = pytest.mark.django_db
SET = "Ana changed the duty from “once” to “continuing”"


class TestWhy:
    @pytest.mark.parametrize(
        ("reason", "code", "label", "ends"),
        [
            ("", "", "", "."),
            ("Wrong.", "", "", ". Reason: “Wrong”."),
            (" Wrong ", "other", "other", ". Reason: “Wrong”."),
            ("Wrong", "editorial", "editorial", ". Reason: “Wrong” (editorial)."),
            ("", "new_edition", "new edition", ". Reason: new edition."),
            ("", "other", "other", "."),
            ("", "gone", "gone", ". Reason: gone."),
        ],
    )
    def test_is_the_typed_reason_then_the_code(self, reason, code, label, ends):
        (line,) = lines(an_event(reason=reason, reason_code=code))

        assert line.sentence == SET + ends
        assert line.source == "site"
        assert format_reason_code(code) == label

    def test_names_what_was_looked_at_once(self):
        events = [
            an_event(2, looked_at="personal_number,gone"),
            an_event(1, looked_at="personal_number,birth_date"),
        ]

        (line,) = lines(*events)

        assert line.sentence.endswith(
            " Confirmed as not personal data: birth date, gone, personal number."
        )


class TestNames:
    def test_are_those_known_now_with_the_user_name_of_then_in_one_query(
        self, django_assert_num_queries
    ):
        ana = UserFactory(username="anna", first_name="Ana", last_name="Krasniqi")
        gone = an_event(1, actor_id=None, actor_name="command:import", request="r-0")
        reader = UserFactory(analyst=True)
        reader.as_reader  # noqa: B018 # read once

        with django_assert_num_queries(2):  # the recommendations and the people
            hers, other, commands = build_lines(
                [
                    an_event(3, actor_id=ana.pk, actor_name="ana"),
                    an_event(2, actor_id=reader.pk, actor_name=reader.username, request="r-1"),
                    gone,
                ],
                reader,
            )

        assert hers.sentence.startswith("Ana Krasniqi (ana) changed the duty")
        assert other.sentence.startswith(f"{reader.username} changed")
        assert commands.sentence.startswith("command:import changed")


class TestOneLine:
    @pytest.mark.parametrize(
        ("second", "count"),
        [
            ({"seconds": 3600}, 1),
            ({"request": "r-2"}, 2),
            ({"actor_id": 8}, 2),
            ({"actor_name": "Besa"}, 2),
            ({"reason": "Wrong"}, 2),
            ({"reason_code": "other"}, 2),
            ({"source": "task"}, 2),
        ],
    )
    def test_is_the_events_of_one_request(self, second, count):
        found = lines(an_event(2, **second), an_event(1))

        assert [len(line.events) for line in found] == [2] if count == 1 else [1, 1]
        assert (found[0].at, found[-1].sequence) == (
            AT + timedelta(seconds=second.get("seconds", 0)),
            1,
        )

    @pytest.mark.parametrize(("seconds", "count"), [(10, 1), (11, 2)])
    def test_is_of_ten_seconds_outside_requests(self, seconds, count):
        events = [an_event(2, seconds=seconds, request=""), an_event(1, request="")]

        assert len(lines(*events)) == count

    def test_is_left_to_the_next_page_where_it_would_be_cut(self):
        row = RecommendationFactory()
        with as_factory():
            for duty in ("once", "increase"):
                Recommendation.objects.update(duty=duty)
        events = Event.objects.filter(table="tracker_recommendation", operation="update")
        Event.objects.create(
            at=AT, table="tracker_recommendation", key=row.pk, operation="update", **DUTY
        )
        user = UserFactory(analyst=True)
        first, second, last = events.order_by("pk")

        page = build_page(events, user, limit=2)

        assert ([line.sequence for line in page.lines], page.older) == ([last.pk], last.pk)
        assert page.events == [last]
        older = build_page(events, user, limit=2, before=page.older)
        assert (older.lines[0].events, older.older) == ((first, second), None)
        one = build_page(events.filter(pk__lt=last.pk), user, limit=1)
        assert (one.lines[0].events, one.older) == ((second,), second.pk)
        assert build_page(events.none(), user) == ([], None)

    def test_can_be_undone_by_who_writes_where_it_assigned_several(self):
        assigned = {"old": {"assignee_id": None}, "new": {"assignee_id": 1}}
        several = [an_event(n, **assigned) for n in (2, 1)]
        analyst, auditor = UserFactory(analyst=True), UserFactory(auditor=True)

        found = [
            lines(*events, user=user)[0].undo
            for events, user in (
                (several, analyst),
                (several, auditor),
                (several[:1], analyst),
                ([an_event(2), an_event(1)], analyst),
            )
        ]

        assert found == ["r-1", "", "", ""]
        assert lines(an_event(2), user=UserFactory())[0].undo == ""


class TestChanges:
    @pytest.mark.parametrize("count", [8, 9])
    def test_are_those_that_matter_of_more_than_eight(self, count):
        new = {
            "status": "partial",
            "assessed_on": "2025-01-01",
            "duty": "once",
            "theme": "protection",
            "text": "A",
            "short_title": "B",
            "number": "7",
            "review_on": "2025-01-01",
            "lifecycle": "active",
            "current_assessment_id": 3,
        }
        if count == 8:
            del new["lifecycle"]

        (line,) = lines(an_event(old={}, new=new))

        shown, others = (2, 7) if count == 9 else (8, 0)
        assert (len(line.changes), len(line.bookkeeping)) == (shown, others)
        if count == 9:
            assert line.changes == (
                ("status", "", "Partially implemented"),
                ("as of", "", "1 January 2025"),
            )

    def test_of_a_part_name_it_and_leave_bookkeeping_apart(self):
        new = {"text": "Build", "latest": "Soon"}

        (line,) = lines(an_event(model="commitment", old={"text": "Pay"}, new=new))

        assert [change[0] for change in line.changes] == ["commitment: text of the commitment"]
        assert line.changes[0][1:] == ("Pay", "Build")
        assert [change[2] for change in line.bookkeeping] == ["Soon"]

    def test_are_not_told_of_rows_added_in_numbers_nor_of_ties_and_lost_tables(self):
        comment = {"operation": "insert", "old": None, "new": {"text": "Why?"}}

        many = lines(an_event(2, "comment", **comment), an_event(1, "comment", **comment))
        one = lines(an_event(1, "comment", **comment))
        edited = {"old": {"text": "A"}, "new": {"text": "Why?"}}
        twice = lines(an_event(2, "comment", **edited), an_event(1, "comment", **edited))
        tie = lines(an_event(1, "evidence_topics", new={"topic_id": 1}, old={}))
        lost = lines(an_event(1, "gone"))

        assert [len(found[0].changes) for found in (many, one, twice, tie, lost)] == [0, 1, 2, 0, 0]


class TestTies:
    def test_are_those_of_the_row_alone(self):
        user = UserFactory(analyst=True)
        pieces = [EvidenceFactory(added_by=user) for _each in range(2)]
        BodyFactory()
        with as_factory():
            for piece in pieces:
                piece.topics.add(TopicFactory())

        page = object_timeline(pieces[0], user)

        ties = pieces[0].topics.through
        assert sorted((event.table, event.key) for event in page.events) == [
            ("tracker_evidence", pieces[0].pk),
            ("tracker_evidence_topics", ties.objects.get(evidence=pieces[0]).pk),
        ]

    def test_name_what_is_for_named_readers_to_them_and_in_no_file(self):
        ana = UserFactory(analyst=True)
        comment = CommentFactory(
            sensitivity=Sensitivity.NAMED_READERS, added_by=ana, text="Zanzibar"
        )
        event = an_event(model="comment", key=comment.pk, old={"text": "A"}, new={"text": "B"})

        inside, outside = (
            build_lines([event], ana, **options)[0].sentence for options in ({}, {"outside": True})
        )

        assert "Zanzibar" in inside
        assert "Zanzibar" not in outside
