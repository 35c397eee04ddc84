"""Two people at once: one waits for the other, and neither loses what was typed."""

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
from tracker.actions.assessments import comments, review
from tracker.actions.evidence import citations, files, items
from tracker.actions.evidence.items import Shown
from tracker.errors import InvalidValue, NotAllowed
from tracker.models import Evidence, File, Report, User
from tracker.vocabulary import ImportRunState, Strength

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2024, 10, 3, 9, tzinfo=UTC)


def at_once(*deeds):
    """What came of each: its result, or what it raised."""
    gate, came = threading.Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        try:
            gate.wait()
            came[place] = deed()
        except Exception as refused:
            came[place] = refused
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


class TestTwoPeople:
    def test_who_quote_the_same_words_share_one_piece(self):
        report = PassageFactory(text="Police opened six cases. Courts convicted two.").report
        ana, ben = UserFactory(analyst=True), UserFactory(analyst=True)

        def note(by, recommendation):
            return citations.note(
                recommendation=recommendation,
                by=by,
                now=NOW,
                sentence="Six cases.",
                shown=Shown(words="Police opened six cases"),
                as_of=date(2024, 10, 1),
            )

        asked = [RecommendationFactory(report=report) for _ in "12"]
        came = at_once(lambda: note(ana, asked[0]), lambda: note(ben, asked[1]))

        assert not [one for one in came if isinstance(one, Exception)]
        assert Evidence.objects.count() == 1

    def test_clicks_on_one_letter_keep_one_piece(self):
        ana = UserFactory(analyst=True)
        letter = files.drop(content=b"The shelter is open.", name="a.txt", by=ana, now=NOW)
        said = {"shown": Shown(dropped=letter), "fields": {}, "reason": "It came by letter"}

        came = at_once(*(partial(items.add, by=ana, now=NOW, **said) for _click in "12"))

        assert not [one for one in came if isinstance(one, Exception)], came
        assert Evidence.objects.count() == File.objects.count() == 1

    def test_who_give_up_the_role_of_administrator_leave_one(self):
        people = [UserFactory(administrator=True), UserFactory(administrator=True)]

        def give_up(one):
            return reference_rows.change(
                row=one, by=one, reason="Enough", fields={}, many={"groups": []}
            )

        came = at_once(*(partial(give_up, one) for one in people))

        assert [type(one) for one in came if isinstance(one, Exception)] == [NotAllowed]
        assert User.objects.filter(groups__name="administrator").count() == 1

    def test_who_talk_of_a_judgment_and_decide_on_it_do_not_wait_crosswise(self):
        ana, ben = UserFactory(analyst=True), UserFactory(reviewer=True)

        for text in "abcdefgh":
            one = AssessmentFactory(submitted=True)
            came = at_once(
                partial(comments.say, assessment=one, by=ana, now=NOW, text=text),
                partial(review.approve, assessment=one, by=ben, now=NOW),
            )
            assert not [one for one in came if isinstance(one, Exception)]

    def test_who_place_two_bodies_under_each_other_make_no_circle(self):
        upper, lower = BodyFactory(), BodyFactory()
        mira = UserFactory(administrator=True)

        def place(body, parent):
            return reference_rows.change(
                row=body, by=mira, reason="Moved", fields={"parent": parent}
            )

        came = at_once(lambda: place(upper, lower), lambda: place(lower, upper))

        assert [type(one) for one in came if isinstance(one, Exception)] == [InvalidValue]

    def test_who_approve_and_withdraw_what_is_cited_leave_the_right_strength(self):
        assessment = AssessmentFactory(submitted=True, cites=1)
        rita = UserFactory(reviewer=True)

        at_once(
            lambda: review.approve(assessment=assessment, by=rita, now=NOW),
            lambda: reference_rows.withdraw(
                row=assessment.citations.get(), by=rita, because_of="Misread", now=NOW
            ),
        )

        assessment.refresh_from_db()
        assert assessment.strength == Strength.NONE

    def test_who_accept_two_copies_of_an_edition_make_one(self):
        ana, ben = UserFactory(analyst=True), UserFactory(analyst=True)
        runs = [a_run(by=ana), a_run(by=ben, more="\n")]
        assert runs[0] != runs[1]

        came = at_once(
            *(
                partial(imports.accept, run=run, by=by, reason="This year's edition", now=NOW)
                for run, by in zip(runs, (ana, ben), strict=True)
            )
        )

        assert [one.state for one in came] == [ImportRunState.ACCEPTED] * 2
        assert Report.objects.count() == 1
        assert sorted(bool(one.created["created"]) for one in came) == [False, True]
