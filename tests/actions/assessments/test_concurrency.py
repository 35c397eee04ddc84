"""Two people who write at once: one waits for the other, and nothing is lost."""

import threading
from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import connections

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    PassageFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.helpers.narratives import a_run
from tracker.actions import imports, reference_rows
from tracker.actions.assessments import review
from tracker.actions.assessments.review import AddComment, ApproveAssessment
from tracker.actions.evidence import files, items as evidence_items
from tracker.actions.evidence.items import AddEvidence, EvidenceInput, LogNote
from tracker.actions.reference_rows import ChangeRow, WithdrawRow
from tracker.errors import InvalidValue, NotAllowed
from tracker.models import Evidence, File, Report, User
from tracker.vocabulary import ImportRunState, Strength

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2024, 10, 3, 9, tzinfo=UTC)


def at_once(*calls):
    """Run the calls at the same time; return the result of each, or the error."""
    gate, results = threading.Barrier(len(calls)), [None] * len(calls)

    def run(place, action):
        try:
            gate.wait()
            results[place] = action()
        except Exception as refused:
            results[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


class TestTwoPeople:
    def test_who_quote_the_same_words_share_one_piece(self):
        report = PassageFactory(text="Police opened six cases. Courts convicted two.").report
        ana, ben = UserFactory(analyst=True), UserFactory(analyst=True)

        def note(by, recommendation):
            return evidence_items.log_note(
                LogNote(
                    recommendation=recommendation,
                    by=by,
                    now=NOW,
                    sentence="Six cases.",
                    evidence_input=EvidenceInput(quote="Police opened six cases"),
                    as_of=date(2024, 10, 1),
                )
            )

        asked = [RecommendationFactory(report=report) for _ in "12"]
        results = at_once(lambda: note(ana, asked[0]), lambda: note(ben, asked[1]))

        assert not [one for one in results if isinstance(one, Exception)]
        assert Evidence.objects.count() == 1

    def test_clicks_on_one_letter_keep_one_piece(self):
        ana = UserFactory(analyst=True)
        letter = files.store_upload(content=b"The shelter is open.", name="a.txt", by=ana, now=NOW)
        command = AddEvidence(
            evidence_input=EvidenceInput(upload=letter), by=ana, now=NOW, reason="It came by letter"
        )

        results = at_once(*(partial(evidence_items.add, command) for _click in "12"))

        assert not [one for one in results if isinstance(one, Exception)], results
        assert Evidence.objects.count() == File.objects.count() == 1

    def test_who_give_up_the_role_of_administrator_leave_one(self):
        people = [UserFactory(administrator=True), UserFactory(administrator=True)]

        def give_up(one):
            return reference_rows.change(
                ChangeRow(row=one, by=one, reason="Enough", fields={}, many={"groups": []})
            )

        results = at_once(*(partial(give_up, one) for one in people))

        assert [type(one) for one in results if isinstance(one, Exception)] == [NotAllowed]
        assert User.objects.filter(groups__name="administrator").count() == 1

    def test_who_comment_on_and_decide_an_assessment_do_not_deadlock(self):
        ana, ben = UserFactory(analyst=True), UserFactory(reviewer=True)

        for text in "abcdefgh":
            one = AssessmentFactory(submitted=True)
            results = at_once(
                partial(review.add_comment, AddComment(assessment=one, by=ana, now=NOW, text=text)),
                partial(review.approve, ApproveAssessment(row=one, by=ben, now=NOW)),
            )
            assert not [one for one in results if isinstance(one, Exception)]

    def test_who_place_two_bodies_under_each_other_make_no_circle(self):
        upper, lower = BodyFactory(), BodyFactory()
        mira = UserFactory(administrator=True)

        def place(body, parent):
            return reference_rows.change(
                ChangeRow(row=body, by=mira, reason="Moved", fields={"parent": parent})
            )

        results = at_once(lambda: place(upper, lower), lambda: place(lower, upper))

        assert [type(one) for one in results if isinstance(one, Exception)] == [InvalidValue]

    def test_who_approve_and_withdraw_what_is_cited_leave_the_right_strength(self):
        assessment = AssessmentFactory(submitted=True, cites=1)
        rita = UserFactory(reviewer=True)

        at_once(
            lambda: review.approve(ApproveAssessment(row=assessment, by=rita, now=NOW)),
            lambda: reference_rows.withdraw(
                WithdrawRow(row=assessment.citations.get(), by=rita, reason="Misread", now=NOW)
            ),
        )

        assessment.refresh_from_db()
        assert assessment.strength == Strength.NONE

    def test_who_accept_two_copies_of_an_edition_make_one(self):
        ana, ben = UserFactory(analyst=True), UserFactory(analyst=True)
        runs = [a_run(by=ana), a_run(by=ben, more="\n")]
        assert runs[0] != runs[1]

        results = at_once(
            *(
                partial(
                    imports.accept,
                    imports.DecideRun(run=run, by=by, reason="This year's edition", now=NOW),
                )
                for run, by in zip(runs, (ana, ben), strict=True)
            )
        )

        assert [one.state for one in results] == [ImportRunState.ACCEPTED] * 2
        assert Report.objects.count() == 1
        assert sorted(bool(one.created["created"]) for one in results) == [False, True]
