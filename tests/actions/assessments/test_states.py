"""Whatever people do to judgments, in whatever order: the table of moves holds."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from hypothesis import given, strategies as st

from tests.factories import BodyFactory, EvidenceFactory, RecommendationFactory, UserFactory
from tests.helpers.assessments import correct_assessment, revise_assessment, submit_assessment
from tests.helpers.rollback import few, undone
from tracker.actions.assessments import review
from tracker.actions.assessments.submission import Viewpoint
from tracker.actions.base import DecideRow
from tracker.actions.evidence.items import EvidenceInput
from tracker.errors import TrackerError
from tracker.models import Assessment, Event, User
from tracker.summaries.statuses import find_stale_statuses
from tracker.vocabulary import OPEN_STATES, STATE_TRANSITIONS, Perspective, State, Status

pytestmark = pytest.mark.django_db
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
DAYS = [date(2024, 6, 1), date(2024, 12, 1), date(2025, 6, 1), date(2025, 12, 1)]
PEOPLE = ("ana", "ben", "rita", "rob", "thbd", "osp", "vera", "root")
STATUSES = (Status.NO_ACTION, Status.PARTIAL, Status.FULL, Status.NOT_APPLICABLE)
FITS = {
    "mend": {State.DRAFT, State.RETURNED},
    "approve": {State.SUBMITTED},
    "send_back": {State.SUBMITTED},
    "correct": {State.APPROVED},
}
BEGINS = {State.DRAFT, State.SUBMITTED}


def deeds(seed):
    """Twenty things that somebody tries, as this seed has them: a case is told by its number."""
    random = Random(seed)
    for turn in range(20):
        yield {
            "deed": random.choice([*DEEDS, "judge", "approve"]) if turn else "judge",
            "rightly": random.random() < 0.7,  # by somebody who may, where it is possible
            "who": random.choice(PEOPLE),
            "which": random.randrange(10),
            "status": random.choice(STATUSES),
            "as_of": random.choice(DAYS),
            "of_body": random.random() < 0.3,
            "yes": random.random() < 0.5,  # a draft; sent; approved at once
        }


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


@pytest.fixture
def evidence_input():
    return EvidenceInput(evidence=[EvidenceFactory(from_ngo=True, covers_to=None)], confirmed=True)


@pytest.fixture
def people():
    """Two analysts, two reviewers, a focal point of this body and of another, and two others."""
    thbd, osp = BodyFactory(code="THBD"), BodyFactory(code="OSP")
    for name, role in {
        "ana": {"analyst": True},
        "ben": {"analyst": True},
        "rita": {"reviewer": True},
        "rob": {"reviewer": True, "analyst": True},
        "thbd": {"contributor": True, "speaks_for": [thbd]},
        "osp": {"contributor": True, "speaks_for": [osp]},
        "vera": {"viewer": True, "administrator": True, "auditor": True},
        "root": {"is_superuser": True},
    }.items():
        UserFactory(username=name, **role)
    return {name: User.objects.get(username=name) for name in PEOPLE}


@pytest.mark.once
class TestNoSequenceOfDeeds:
    @few
    @given(st.integers(0, 10**6))
    def test_leads_where_the_table_forbids(self, recommendation, evidence_input, people, seed):
        with undone():
            for turn, one in enumerate(deeds(seed)):
                _try(
                    one, recommendation, evidence_input, people, now=START + timedelta(minutes=turn)
                )

            for events in _histories():
                _check_moves(events)
                _check_left_alone(events)
            _check_decided(people)
            _check_one_open_each()
            assert list(find_stale_statuses()) == []


def _try(one, recommendation, evidence_input, people, *, now):
    """Do it, or be refused in a sentence: nothing else may come of it."""
    held = list(Assessment.objects.order_by("pk"))
    if one["rightly"]:
        held = [a for a in held if a.state in FITS.get(one["deed"], State)] or held
    if one["deed"] != "judge" and not held:
        return
    what = {
        "assessment": held[one["which"] % len(held)] if held else None,
        "recommendation": recommendation,
        "evidence_input": evidence_input,
        "by": people[_who(one, held)],
        "now": now,
    }
    try:
        DEEDS[one["deed"]](one, **what)
    except TrackerError as refused:
        assert str(refused)


def _who(one, held):
    """Who tries it: as drawn, or somebody who may in an ordinary course of things."""
    if not one["rightly"]:
        return one["who"]
    if one["deed"] == "judge":
        return "thbd" if one["of_body"] else "ana"
    author = held[one["which"] % len(held)].author.username
    if one["deed"] in ("mend", "withdraw"):
        return author
    return "rob" if author == "rita" else "rita"


def _assess(one, *, assessment, **what):
    thbd = Viewpoint(Perspective.RESPONSIBLE_BODY, BodyFactory(code="THBD"))
    submit_assessment(
        status=one["status"],
        as_of=one["as_of"],
        rationale=f"Seen on {what['now']}.",
        viewpoint=thbd if one["of_body"] else Viewpoint(),
        draft=one["yes"],
        approve_at_once=one["of_body"] != one["yes"],
        **what,
    )


def _revise(one, *, recommendation, **what):
    revise_assessment(
        status=one["status"],
        as_of=one["as_of"],
        rationale=f"Seen again on {what['now']}.",
        send=one["yes"],
        **what,
    )


def _correct(one, *, recommendation, **what):
    correct_assessment(
        status=one["status"], rationale="It was wrong.", approve_at_once=one["yes"], **what
    )


def _decide(deed, command):
    return lambda one, *, recommendation, evidence_input, assessment, **what: deed(
        command(row=assessment, note="Confirmed as not personal data.", **what)
    )


DEEDS = {
    "judge": _assess,
    "mend": _revise,
    "correct": _correct,
    "approve": _decide(review.approve, review.ApproveAssessment),
    "send_back": _decide(review.send_back, DecideRow),
    "withdraw": _decide(review.withdraw, DecideRow),
}


def _histories():
    """What the database wrote down of each judgment, oldest first."""
    for assessment in Assessment.objects.order_by("pk"):
        yield list(
            Event.objects.filter(table="tracker_assessment", key=assessment.pk).order_by("pk")
        )


def _check_moves(events):
    """Each begins as a draft or sent, and every change of state is an edge of the table."""
    assert events[0].operation == "insert" and events[0].new["state"] in BEGINS
    for event in events[1:]:
        if "state" in event.new:
            assert event.new["state"] in STATE_TRANSITIONS[State(event.old["state"])], event.new


def _check_left_alone(events):
    """From approval on nothing of it changes: not itself, its lines, nor what it cites."""
    approved = [e for e in events if (e.new or {}).get("state") == State.APPROVED]
    if not approved:
        return
    assert events[-1] == approved[0]
    under = Event.objects.filter(
        table__in=["tracker_citation", "tracker_assessmentline"],
        new__assessment_id=events[0].key,
        pk__gt=approved[0].pk,
    )
    assert not under.exists()


def _check_decided(people):
    """Every approval is by somebody who may; what needs a second person has one."""
    may_write = {user.pk for user in people.values() if user.may_write}
    may_review = {user.pk for user in people.values() if user.may_review}
    for one in Assessment.objects.approved():
        own = one.decided_by_id == one.author_id
        assert one.decided_by_id in (may_write if own else may_review)
        assert not (own and one.status in (Status.FULL, Status.NOT_APPLICABLE))
    wrote = set(Assessment.objects.values_list("author__username", "perspective"))
    assert {name for name, _view in wrote} <= {"ana", "ben", "rita", "rob", "thbd"}
    assert ("thbd", Perspective.ANALYST) not in wrote


def _check_one_open_each():
    views = [
        (one.recommendation_id, one.perspective, one.body_id, one.period_from)
        for one in Assessment.objects.filter(state__in=OPEN_STATES)
    ]
    assert len(views) == len(set(views))
