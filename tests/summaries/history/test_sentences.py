"""Sentences about one deed: who changed what, from what to what and why."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    ClosingFactory,
    CommentFactory,
    EvidenceFactory,
    FileFactory,
    ReadLogEntryFactory,
    ResponsibilityFactory,
    TopicFactory,
    TranslationFactory,
    UserFactory,
)
from tests.summaries.history.helpers import write
from tracker.actions.assessments.review import ApproveAssessment, approve
from tracker.actions.base import DecideRow
from tracker.actions.evidence import sensitivity
from tracker.actions.evidence.sensitivity import RequestSensitivity
from tracker.actions.recommendations.lifecycle import DecideClosing, decide_closing
from tracker.audit.context import acting_as
from tracker.models import Assessment, Event, Recommendation, Responsibility
from tracker.summaries.history.timeline import (
    build_lines,
    recommendation_timeline,
)
from tracker.vocabulary import Confidence, ReadAction, Sensitivity, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
PUBLIC, NAMED = Sensitivity.PUBLIC, Sensitivity.NAMED_READERS


def newest(recommendation, reader):
    return recommendation_timeline(recommendation, reader).lines[0]


class TestALine:
    def test_says_who_changed_what_from_what_to_what_and_why(self, recommendation, reader):
        write(lambda: Recommendation.objects.update(duty="once"))

        line = newest(recommendation, reader)

        assert line.sentence == (
            "Ana changed the duty from “continuing” to “once”. Reason: “Order in force since May”."
        )
        assert line.changes == (("duty", "continuing", "once"),)
        assert (line.events[0].reason, line.source) == ("Order in force since May", "site")
        assert line.sequence == Event.objects.latest("pk").pk

    def test_tells_of_an_approval_as_one_deed_with_the_status_first(self, recommendation, reader):
        assessment = AssessmentFactory(
            recommendation=recommendation,
            submitted=True,
            status=Status.PARTIAL,
            as_of=date(2024, 10, 1),
        )
        reviewer = UserFactory(reviewer=True, first_name="Ben", last_name="Berisha")

        def approve():
            assessment.state, assessment.decided_by = State.APPROVED, reviewer
            assessment.decided_at = datetime(2024, 10, 3, 9, tzinfo=UTC)
            assessment.save()
            recommendation.status, recommendation.current_assessment = Status.PARTIAL, assessment
            recommendation.assessed_on = assessment.as_of
            recommendation.save()

        write(approve)
        line = newest(recommendation, reader)

        assert line.sentence == (
            "Ana changed the status from “Not assessed” to “Partially implemented” and approved the "
            "assessment “Partially implemented as of 1 October 2024”, no note. Reason given by "
            f"{assessment.author}: “Order in force since May”."
        )
        assert line.changes == (
            ("status", "Not assessed", "Partially implemented"),
            ("as of", "", "1 October 2024"),
        )
        assert ("assessment: state", "submitted", "approved") in line.bookkeeping
        assert ("assessment: decided by", "", "Ben Berisha") in line.bookkeeping
        assert ("assessment: decided at", "", "3 October 2024, 11:00") in line.bookkeeping

    def test_says_whose_reason_it_is_where_somebody_approved_without_a_note(
        self, recommendation, reader
    ):
        waiting = AssessmentFactory(recommendation=recommendation, submitted=True)
        by = UserFactory(reviewer=True)

        approve(ApproveAssessment(row=waiting, by=by, now=NOW))

        line = newest(recommendation, reader)
        assert line.sentence.endswith(
            "approved the assessment “Initial steps as of 1 October 2024”, no note. Reason given "
            f"by {waiting.author}: “A working group was set up”."
        )
        assert {event.reason for event in line.events} == {""}

    def test_says_whose_reason_it_is_where_somebody_closed_without_a_note(
        self, recommendation, reader
    ):
        closing = ClosingFactory(recommendation=recommendation)
        by = UserFactory(reviewer=True)

        decide_closing(DecideClosing(row=closing, state=State.APPROVED, by=by, now=NOW))

        assert newest(recommendation, reader).sentence.endswith(
            " closed the recommendation as “moot”, no note. Reason given by "
            f"{closing.author}: “The centres were merged by law”."
        )

    def test_says_the_note_of_who_approved_and_an_own_reason(self, recommendation, reader):
        waiting = AssessmentFactory(recommendation=recommendation, submitted=True)
        reviewer = UserFactory(reviewer=True)

        approve(ApproveAssessment(row=waiting, by=reviewer, now=NOW, note="Read twice."))
        assert newest(recommendation, reader).sentence.endswith(". Reason: “Read twice”.")

        own = AssessmentFactory(recommendation=recommendation, submitted=True, author=reviewer)
        approve(ApproveAssessment(row=own, by=reviewer, now=NOW))
        assert newest(recommendation, reader).sentence.endswith(
            ". Reason: “A working group was set up”."
        )

    def test_of_many_values_keeps_the_judgment_in_sight(self, recommendation, reader):
        author = UserFactory(analyst=True)
        made = {"rationale": "A plan exists.", "next_step": "Ask for it.", "trend": "improving"}

        write(lambda: Assessment.objects.create(
            recommendation=recommendation, author=author, status=Status.INITIAL_STEPS,
            kind="update", state=State.SUBMITTED, strength="documented",
            period_from="2024-04-01", period_to="2025-03-31", as_of="2024-10-01",
            created_at="2024-10-01T00:00:00Z", **made,
        ))  # fmt: skip
        line = newest(recommendation, reader)

        told = [(label, new) for label, _old, new in line.changes]
        assert ("assessment: status", "Initial steps") in told
        assert ("assessment: trend", "improving") in told
        assert ("assessment: as of", "1 October 2024") in told
        assert ("assessment: state", "", "submitted") in line.bookkeeping

    def test_does_not_say_that_somebody_set_what_is_worked_out(self, recommendation, reader):
        assessment = AssessmentFactory(recommendation=recommendation, submitted=True)

        def assess():
            assessment.rationale = "It is in force."
            assessment.save()
            Assessment.objects.update(strength="corroborated")

        write(assess)
        line = newest(recommendation, reader)

        assert "evidence strength" not in line.sentence
        assert "corroborated" in [new for _label, _old, new in line.changes]

    def test_tells_of_what_was_added_with_its_name(self, recommendation, reader):
        evidence = EvidenceFactory(title="Order 12")

        write(lambda: CitationFactory._meta.model.objects.create(
            recommendation=recommendation, evidence=evidence, use="supports",
            sentence="It is in force.", as_of="2024-10-01", added_by=reader,
            added_at="2024-10-01T00:00:00Z",
        ))  # fmt: skip

        line = newest(recommendation, reader)
        assert line.sentence.startswith("Ana added the citation “Order 12”. Reason")
        assert ("citation: use", "", "speaks for it") in line.changes
        assert ("citation: evidence", "", "Order 12") in line.changes

    def test_counts_what_was_added_in_numbers(self, recommendation, reader):
        bodies = [BodyFactory(code=code) for code in ("A", "B", "C")]

        write(
            lambda: Responsibility.objects.bulk_create(
                Responsibility(
                    recommendation=recommendation, body=body, role="lead",
                    basis="named_in_report", confidence="high",
                )
                for body in bodies
            )
        )  # fmt: skip

        line = newest(recommendation, reader)
        assert line.sentence.startswith("Ana added responsibilities (3). Reason")
        assert line.changes == ()

    def test_names_the_thing_under_the_recommendation_that_changed(self, recommendation, reader):
        ResponsibilityFactory(
            recommendation=recommendation, body=BodyFactory(code="THBD", acronym="THBD")
        )

        write(lambda: Responsibility.objects.update(confidence=Confidence.LOW))

        assert newest(recommendation, reader).sentence.startswith(
            "Ana changed the confidence of the responsibility “THBD, lead” from “high” to “low”"
        )

    def test_tells_of_a_withdrawal(self, recommendation, reader):
        ResponsibilityFactory(
            recommendation=recommendation, body=BodyFactory(code="THBD", acronym="THBD")
        )

        write(lambda: Responsibility.objects.update(
            withdrawn_at=datetime(2024, 10, 3, tzinfo=UTC), withdrawal_reason="Wrong body"
        ))  # fmt: skip

        assert newest(recommendation, reader).sentence == (
            "Ana withdrew the responsibility “THBD, lead”. Reason: “Order in force since May”."
        )

    def test_tells_of_topics_by_name(self, recommendation, reader):
        topic = TopicFactory(code="hotline", name="Hotline")

        write(lambda: recommendation.topics.add(topic))
        write(lambda: recommendation.topics.remove(topic), request="r-2")

        told = [line.sentence for line in recommendation_timeline(recommendation, reader).lines[:2]]
        assert told == [
            "Ana removed “Hotline” from the topics. Reason: “Order in force since May”.",
            "Ana added “Hotline” to the topics. Reason: “Order in force since May”.",
        ]

    def test_tells_of_a_deletion_after_the_row_is_gone(self, recommendation, reader):
        row = TranslationFactory(recommendation=recommendation)

        write(row.delete)

        line = newest(recommendation, reader)
        assert line.sentence.startswith("Ana removed the translation. Reason")
        assert ("translation: short title", row.short_title, "") in line.changes

    def test_leaves_long_values_to_the_changes(self, recommendation, reader):
        text = "A long text. " * 20

        write(lambda: Recommendation.objects.update(text=text), reason="Proofread.")

        line = newest(recommendation, reader)
        assert line.sentence == "Ana changed the text. Reason: “Proofread”."
        assert line.changes[0][2] == text

    def test_tells_of_days_set_and_cleared(self, recommendation, reader):
        write(lambda: Recommendation.objects.update(review_on=date(2025, 5, 1)))
        write(lambda: Recommendation.objects.update(review_on=None), request="r-2")

        told = [line.sentence for line in recommendation_timeline(recommendation, reader).lines[:2]]
        assert told[0].startswith("Ana cleared the review date, which was “1 May 2025”")
        assert told[1].startswith("Ana set the review date to “1 May 2025”")

    def test_speaks_the_language_of_the_reader(self, recommendation, reader):
        write(lambda: Recommendation.objects.update(theme="prevention"))

        with translation.override("sq"):
            line = newest(recommendation, reader)

        old, new = line.changes[0][1:]
        assert (old, new) != ("Protection", "Prevention")
        assert "“" in line.sentence

    def test_of_a_sign_in_and_a_password_keeps_the_secret(self, client):
        administrator, user = UserFactory(administrator=True), UserFactory(username="ben")
        client.force_login(user)
        user.set_password("pw-for-tests-9")
        write(user.save)

        told = build_lines(
            Event.objects.visible_to(administrator).newest_first()[:2], administrator
        )

        assert told[0].sentence == (
            "Ana changed the password of the user “ben”. Reason: “Order in force since May”."
        )
        assert told[0].changes == ()
        assert told[1].sentence == "ben signed in."


@pytest.fixture
def analyst():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def besa():
    return UserFactory(analyst=True, username="besa")


def newest_sentence(user, **of):
    return build_lines(Event.objects.visible_to(user).filter(**of).newest_first(), user)[0].sentence


def set_to(thing, to, by):
    return sensitivity.set_sensitivity(
        RequestSensitivity(row=thing, to=to, by=by, now=NOW, reason="A name in it")
    )


class TestSensitivity:
    def test_made_stricter_names_the_thing(self, analyst):
        for thing, phrase in (
            (EvidenceFactory(title="Letter"), "piece of evidence “Letter”"),
            (FileFactory(name="letter.txt"), "file “letter.txt”"),
            (CommentFactory(text="Between us"), "comment “Between us”"),
        ):
            set_to(thing, NAMED, analyst)

            sentence = newest_sentence(analyst, table=thing._meta.db_table)
            assert (
                sentence == f"ana restricted the {phrase} to named readers. Reason: “A name in it”."
            )

    def test_lowered_tells_who_proposed_and_who_agreed(self, analyst, besa):
        waiting = set_to(EvidenceFactory(title="Letter"), PUBLIC, analyst)
        proposed = newest_sentence(besa)
        sensitivity.approve(DecideRow(row=waiting, by=besa, now=NOW, note="Seen"))

        assert (
            proposed
            == "ana proposed the sensitivity “public” for “Letter”. Reason: “A name in it”."
        )
        assert newest_sentence(besa, reason="Seen") == (
            "besa approved lowering the sensitivity of “Letter”. Reason: “Seen”."
        )

    def test_left_as_it_is_and_taken_back_are_told_apart(self, analyst, besa):
        piece = EvidenceFactory(title="Letter")
        for by, phrase in (
            (besa, "besa declined lowering the sensitivity of “Letter”"),
            (analyst, "ana withdrew the proposal to lower the sensitivity of “Letter”"),
        ):
            waiting = set_to(piece, PUBLIC, analyst)
            sensitivity.decline(DecideRow(row=waiting, by=by, now=NOW, note="No"))

            assert newest_sentence(analyst, reason="No") == f"{phrase}. Reason: “No”."


class TestFiles:
    def test_are_told_by_name_and_version(self, analyst):
        first = FileFactory(name="letter.txt")
        second = FileFactory(name="letter.txt", evidence=first.evidence)

        phrase = newest_sentence(analyst, table="tracker_file", key=second.pk)
        assert "added version 2 of the file “letter.txt”" in phrase


class TestReadings:
    @pytest.mark.parametrize(
        ("action", "expected"),
        [
            (ReadAction.LISTED, "saw “Letter” in a list or a search"),
            (ReadAction.OPENED, "opened “Letter”"),
            (ReadAction.EXPORTED, "exported “Letter”"),
        ],
    )
    def test_name_what_was_read_to_its_readers_alone(self, analyst, action, expected):
        ReadLogEntryFactory(action=action, user=analyst, evidence__title="Letter")

        assert expected in newest_sentence(analyst, table="tracker_readlogentry")
        auditor = UserFactory(auditor=True)
        assert expected.replace("Letter", "not shown") in newest_sentence(
            auditor, table="tracker_readlogentry"
        )


class TestLookedAt:
    def test_stands_after_the_reason_by_kind(self, analyst):
        piece = EvidenceFactory()
        text = "Number 1234567890 is that of the file"
        with acting_as("ana", id=analyst.pk, source="site", is_confirmed=lambda mark: True):
            sensitivity.set_sensitivity(
                RequestSensitivity(row=piece, to=NAMED, by=analyst, now=NOW, reason=text)
            )

        assert newest_sentence(analyst, table="tracker_evidence").endswith(
            "Confirmed as not personal data: personal number."
        )
