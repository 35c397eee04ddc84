"""Lines of an assessment, one for each component that was judged; and letters of bodies."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    ComponentFactory,
    EvidenceFactory,
    RecommendationFactory,
    ReportFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.assessments import correct_assessment, revise_assessment, submit_assessment
from tracker.actions.assessments.submission import (
    AssessmentInput,
    CorrectAssessment,
    LineInput,
    ReviseAssessment,
    SubmitAssessment,
    Viewpoint,
    log_progress,
)
from tracker.actions.evidence.items import EvidenceInput, LogNote
from tracker.errors import InvalidDate, InvalidValue, NotAllowed, PermissionRefused
from tracker.models import Assessment, AssessmentLine, Event
from tracker.vocabulary import Perspective, State, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
TODAY = date(2025, 3, 1)


@pytest.fixture
def row():
    return RecommendationFactory(lead="THBD")


@pytest.fixture
def ana():
    return UserFactory(analyst=True)


@pytest.fixture
def values():
    return {
        "now": NOW,
        "status": Status.PARTIAL,
        "rationale": "Order 12 is in force since May.",
        "evidence_input": EvidenceInput(evidence=[EvidenceFactory(from_ngo=True)], confirmed=True),
        "as_of": TODAY,
    }


def lines(assessment):
    rows = AssessmentLine.objects.filter(assessment=assessment).order_by("component")
    return [(line.component, line.status, line.remark) for line in rows]


class TestLines:
    def test_are_kept_where_a_status_was_chosen(self, row, ana, values):
        first, second = ComponentFactory.create_batch(2, recommendation=row)
        given = [LineInput(first, Status.PARTIAL, "Half of them"), LineInput(second)]

        assessment = submit_assessment(recommendation=row, by=ana, lines=given, **values)

        assert lines(assessment) == [(first, Status.PARTIAL, "Half of them")]
        assert AssessmentLine.objects.get().recommendation == row

    def test_are_changed_emptied_or_left(self, row, ana, values):
        parts = ComponentFactory.create_batch(4, recommendation=row)
        draft = AssessmentFactory(recommendation=row, author=ana)
        held = [
            AssessmentLineFactory(assessment=draft, component=part, status=Status.PARTIAL)
            for part in parts[:3]
        ]
        AssessmentLineFactory(status=Status.PARTIAL)
        given = [
            LineInput(parts[0], Status.PARTIAL),
            LineInput(parts[1], Status.PARTIAL, "Half"),
            LineInput(parts[3], Status.INITIAL_STEPS),
        ]
        last = Event.objects.latest("pk").pk

        revise_assessment(assessment=draft, by=ana, lines=given, **values)

        assert lines(draft) == [
            (parts[0], Status.PARTIAL, ""),
            (parts[1], Status.PARTIAL, "Half"),
            (parts[2], "", ""),
            (parts[3], Status.INITIAL_STEPS, ""),
        ]
        changed = Event.objects.filter(table="tracker_assessmentline", pk__gt=last)
        assert [(event.operation, event.key) for event in changed.order_by("pk")] == [
            ("update", held[1].pk),
            ("insert", AssessmentLine.objects.get(component=parts[3]).pk),
            ("update", held[2].pk),
        ]
        assert AssessmentLine.objects.exclude(assessment=draft).get().status == Status.PARTIAL

    def test_stay_where_none_are_given(self, row, ana, values):
        draft = AssessmentFactory(recommendation=row, author=ana)
        part = ComponentFactory(recommendation=row)
        AssessmentLineFactory(assessment=draft, component=part, status=Status.PARTIAL)

        revise_assessment(assessment=draft, by=ana, send=False, **values)

        assert lines(draft) == [(part, Status.PARTIAL, "")]
        revise_assessment(assessment=draft, by=ana, send=False, lines=[], **values)
        assert lines(draft) == [(part, "", "")]

    @pytest.mark.parametrize("fault", ["another", "withdrawn"])
    def test_are_of_standing_components_of_the_recommendation(self, row, ana, values, fault):
        part = ComponentFactory(**({} if fault == "another" else {"recommendation": row}))
        if fault == "withdrawn":
            with as_factory():
                part.withdrawn_at, part.withdrawal_reason = NOW, "No."
                part.save()

        with pytest.raises(NotAllowed, match=f"is not a component of {row}"):
            submit_assessment(
                recommendation=row, by=ana, lines=[LineInput(part, Status.PARTIAL)], **values
            )
        assert not Assessment.objects.exists()

    def test_take_a_known_status(self, row, ana, values):
        part = ComponentFactory(recommendation=row)

        with pytest.raises(InvalidValue, match="'king' is not a valid choice"):
            submit_assessment(recommendation=row, by=ana, lines=[LineInput(part, "king")], **values)


class TestPeriod:
    @pytest.mark.parametrize(
        ("as_of", "period"),
        [
            (date(2024, 2, 1), (date(2024, 2, 1), date(2024, 5, 31))),
            (date(2024, 5, 31), (date(2024, 2, 1), date(2024, 5, 31))),
            (date(2024, 6, 1), (date(2024, 4, 1), date(2025, 3, 31))),
        ],
    )
    def test_is_the_report_s_own_where_the_day_lies_in_it(self, ana, values, as_of, period):
        report = ReportFactory(period_from=date(2024, 2, 1), period_to=date(2024, 5, 31))
        row = RecommendationFactory(report=report, lead="THBD")
        piece = EvidenceFactory(covers_from=None, covers_to=None)
        values |= {
            "as_of": as_of,
            "evidence_input": EvidenceInput(evidence=[piece], confirmed=True),
        }

        assessment = submit_assessment(
            recommendation=row,
            by=ana,
            draft=True,
            viewpoint=Viewpoint(Perspective.SOURCE_REPORT),
            **values,
        )

        assert (assessment.period_from, assessment.period_to) == period


class TestLetter:
    @pytest.fixture
    def letter(self, row):
        body = row.responsibilities.get().body
        return Viewpoint(Perspective.RESPONSIBLE_BODY, body, "Its director", TODAY)

    def test_of_a_body_is_where_its_view_is_stated(self, row, ana, values, letter):
        pieces = EvidenceFactory.create_batch(2)
        values["evidence_input"] = EvidenceInput(evidence=pieces, confirmed=True)

        stated = submit_assessment(recommendation=row, by=ana, viewpoint=letter, **values)

        stated.refresh_from_db()
        assert (stated.stated_in, stated.stated_by, stated.stated_on) == (
            pieces[0],
            "Its director",
            TODAY,
        )

    def test_that_came_first_stays(self, row, ana, values, letter):
        draft = submit_assessment(
            recommendation=row, by=ana, viewpoint=letter, draft=True, **values
        )
        first = draft.stated_in
        values["evidence_input"] = EvidenceInput(evidence=[EvidenceFactory()])

        revise_assessment(assessment=draft, by=ana, **values)

        draft.refresh_from_db()
        assert (first is None, draft.stated_in) == (False, first)

    def test_is_none_of_an_analyst_s_own_judgment_nor_of_a_focal_point(
        self, row, ana, values, letter
    ):
        person = UserFactory(contributor=True, speaks_for=[letter.body])
        view = Viewpoint(Perspective.RESPONSIBLE_BODY, letter.body)
        for by, viewpoint in ((ana, Viewpoint()), (person, view)):
            stated = submit_assessment(recommendation=row, by=by, viewpoint=viewpoint, **values)
            stated.refresh_from_db()
            assert stated.stated_in is None

    def test_is_not_stated_tomorrow(self, row, ana, values, letter):
        late = Viewpoint(letter.perspective, letter.body, "Its director", date(2025, 3, 2))

        with pytest.raises(InvalidDate):
            submit_assessment(recommendation=row, by=ana, viewpoint=late, **values)


class TestHistory:
    def codes(self, last):
        told = Event.objects.filter(pk__gt=last, table="tracker_assessment")
        return {(event.reason, event.reason_code) for event in told}

    def test_tells_why_of_each_kind(self, row, ana, values):
        draft = AssessmentFactory(recommendation=row, author=ana)
        last = Event.objects.latest("pk").pk
        revise_assessment(assessment=draft, by=ana, send=False, **values)
        assert self.codes(last) == {("", "new_information")}

        wrong = AssessmentFactory(
            approved=True, recommendation=RecommendationFactory(lead="THBD"), as_of=TODAY, cites=1
        )
        last = Event.objects.latest("pk").pk
        right = correct_assessment(assessment=wrong, by=ana, **values)
        assert self.codes(last) == {(values["rationale"], "correction")}
        assert (right.as_of, right.kind, right.created_at) == (TODAY, "correction", NOW)

    def test_of_a_correction_that_is_revised_keeps_its_day(self, ana, values):
        row = RecommendationFactory(lead="THBD")
        wrong = AssessmentFactory(approved=True, recommendation=row, as_of=date(2024, 12, 1))
        right = correct_assessment(
            assessment=wrong, by=ana, **{**values, "as_of": date(2024, 12, 1)}
        )
        with as_factory():
            Assessment.objects.filter(pk=right.pk).update(state=State.RETURNED)

        again = revise_assessment(assessment=right, by=ana, **values)

        again.refresh_from_db()
        assert (again.as_of, again.state) == (date(2024, 12, 1), State.SUBMITTED)
        draft = AssessmentFactory(recommendation=RecommendationFactory(lead="THBD"), author=ana)
        assert revise_assessment(assessment=draft, by=ana, **values).as_of == TODAY

    def test_of_a_correction_begins_with_the_right_to_judge(self, row, values):
        wrong = AssessmentFactory(approved=True, recommendation=row, as_of=TODAY)

        with pytest.raises(PermissionRefused):
            correct_assessment(assessment=wrong, by=UserFactory(viewer=True), **values)

    def test_of_a_correction_by_a_reviewer_may_end_with_its_approval(self, row, values):
        wrong = AssessmentFactory(approved=True, recommendation=row, as_of=TODAY)
        by, values["status"] = UserFactory(reviewer=True), wrong.status

        right = correct_assessment(assessment=wrong, by=by, approve_at_once=True, **values)

        assert (right.state, right.decided_by) == (State.APPROVED, by)


class TestTwice:
    @pytest.mark.parametrize(
        ("change", "is_same"),
        [
            ({}, True),
            ({"rationale": "Order 13 is in force."}, False),
            ({"status": Status.INITIAL_STEPS}, False),
            ({"as_of": date(2025, 2, 1)}, False),
        ],
    )
    @pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
    def test_is_the_same_words_of_the_same_day(self, row, ana, values, change, is_same, state):
        first = submit_assessment(recommendation=row, by=ana, **values)
        with as_factory():
            decided = {"decided_by": UserFactory(), "decided_at": NOW}
            Assessment.objects.filter(pk=first.pk).update(
                state=state, **(decided if state == State.APPROVED else {})
            )
        if is_same:
            assert submit_assessment(recommendation=row, by=ana, **values) == first
        elif state == State.APPROVED:
            assert submit_assessment(recommendation=row, by=ana, **{**values, **change}) != first
        else:
            with pytest.raises(NotAllowed):
                submit_assessment(recommendation=row, by=ana, **{**values, **change})

    def test_is_no_draft_that_is_sent(self, row, ana, values):
        submit_assessment(recommendation=row, by=ana, draft=True, **values)

        with pytest.raises(NotAllowed):
            submit_assessment(recommendation=row, by=ana, **values)

    def test_is_none_of_another_recommendation_or_author(self, row, ana, values):
        first = submit_assessment(recommendation=row, by=ana, **values)
        with as_factory():
            Assessment.objects.filter(pk=first.pk).update(
                state=State.APPROVED, decided_by=UserFactory(), decided_at=NOW
            )

        other = submit_assessment(
            recommendation=RecommendationFactory(lead="THBD"), by=ana, **values
        )
        by_ben = submit_assessment(recommendation=row, by=UserFactory(analyst=True), **values)
        assert len({first.pk, other.pk, by_ben.pk}) == 3


class TestLogProgress:
    @pytest.fixture
    def content(self, values):
        return AssessmentInput(**{k: value for k, value in values.items() if k != "now"})

    def test_submits_revises_and_corrects(self, row, content):
        by = UserFactory(reviewer=True)
        given = {"by": by, "now": NOW}

        draft = log_progress(
            SubmitAssessment(recommendation=row, content=content, draft=True, **given)
        )
        assert (draft.state, draft.author) == (State.DRAFT, by)
        sent = log_progress(ReviseAssessment(assessment=draft, content=content, **given))
        assert (sent, sent.state) == (draft, State.SUBMITTED)

        wrong = AssessmentFactory(
            approved=True, recommendation=RecommendationFactory(lead="THBD"), as_of=TODAY, cites=1
        )
        right = log_progress(CorrectAssessment(assessment=wrong, content=content, **given))
        assert (right.corrects, right.state) == (wrong, State.SUBMITTED)

    def test_logs_a_note(self, row, ana, values):
        (citation,) = log_progress(
            LogNote(
                recommendation=row,
                sentence="The shelter opened.",
                evidence_input=values["evidence_input"],
                as_of=TODAY,
                by=ana,
                now=NOW,
            )
        )

        assert (citation.recommendation, citation.assessment) == (row, None)
