"""Hand-over of a person's open work to people with the right for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CommentFactory,
    SavedReportFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.open_work import assigned_to, secret, view
from tracker.actions import people
from tracker.actions.people import ChangeAccount, HandOver, Successors
from tracker.errors import NotAllowed, PermissionRefused
from tracker.models import Event, Evidence, User
from tracker.summaries.people import OpenWork
from tracker.vocabulary import Sensitivity, State

pytestmark = pytest.mark.django_db
WHY = "Left the ministry"


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def besa():
    return UserFactory(analyst=True, username="besa")


@pytest.fixture
def admin():
    return UserFactory(administrator=True, username="admin")


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD")


class TestHandOver:
    def test_gives_everything_that_an_analyst_has_to_another(self, ana, besa, admin):
        draft = AssessmentFactory(author=ana)
        returned = AssessmentFactory(author=ana, state=State.RETURNED)
        waiting = AssessmentFactory(author=ana, submitted=True)
        row, piece = assigned_to(ana), secret(readers=[ana])

        handed = people.hand_over(
            HandOver(
                row=ana,
                to=Successors(drafts=besa, assigned=besa, evidence=besa),
                reason=WHY,
                by=admin,
            )
        )

        assert handed == {"drafts": 2, "assigned": 1, "evidence": 1}
        for one in (draft, returned, waiting, row):
            one.refresh_from_db()
        assert (draft.author, returned.author, waiting.author) == (besa, besa, ana)
        assert row.assignee == besa
        assert set(piece.readers.all()) == {ana, besa}
        assert OpenWork(ana).counts == {}
        written = Event.objects.filter(reason=WHY)
        assert {(e.reason_code, e.actor_name) for e in written} == {("reassignment", "admin")}
        assert written.count() == 4

    def test_gives_bodies_and_their_views_to_a_contributor(self, thbd, admin):
        person = UserFactory(contributor=True, speaks_for=[thbd])
        successor = UserFactory(contributor=True, username="drin")
        mine = view(person, thbd)

        people.hand_over(
            HandOver(
                row=person,
                to=Successors(bodies=successor, views=successor),
                reason=WHY,
                by=admin,
            )
        )

        mine.refresh_from_db()
        assert mine.author == successor
        assert list(successor.speaks_for.all()) == [thbd]

    def test_gives_comments_and_saved_reports(self, ana, besa, admin):
        comments = [
            CommentFactory(
                added_by=ana,
                sensitivity=Sensitivity.NAMED_READERS,
                readers=[ana],
                assessment=AssessmentFactory(author=besa, submitted=True),
            )
            for _ in range(2)
        ]
        saved, others = SavedReportFactory(author=ana), SavedReportFactory()

        handed = people.hand_over(
            HandOver(
                row=ana, to=Successors(comments=besa, saved_reports=besa), reason=WHY, by=admin
            )
        )

        assert handed == {"comments": 2, "saved_reports": 1}
        assert all(set(comment.readers.all()) == {ana, besa} for comment in comments)
        for row in (saved, others):
            row.refresh_from_db()
        assert (saved.author, others.author == besa) == (besa, False)
        assert OpenWork(ana).counts == {}

    def test_writes_many_links_to_readers_in_as_few_statements_as_one(self, ana, besa, admin):
        statements = []
        for number in (1, 1, 4):  # the first one also fills caches
            pieces = [secret(readers=[ana]) for _ in range(number)]
            command = HandOver(row=ana, to=Successors(evidence=besa), reason=WHY, by=admin)
            with CaptureQueriesContext(connection) as queries:
                assert people.hand_over(command) == {"evidence": number}
            statements.append(len(queries))
            assert all(set(piece.readers.all()) == {ana, besa} for piece in pieces)

        assert statements[1] == statements[2]

    @pytest.mark.parametrize("kind", ["evidence", "comments", "saved_reports"])
    def test_gives_nothing_to_read_to_who_may_not(self, ana, admin, kind):
        nobody = UserFactory()
        secret(readers=[ana])
        CommentFactory(added_by=ana, sensitivity=Sensitivity.NAMED_READERS, readers=[ana])
        SavedReportFactory(author=ana)
        before = OpenWork(ana).counts

        with pytest.raises((NotAllowed, PermissionRefused)):
            people.hand_over(
                HandOver(row=ana, to=Successors(**{kind: nobody}), reason=WHY, by=admin)
            )
        assert OpenWork(ana).counts == before

    def test_gives_a_comment_to_nobody_who_may_not_see_what_it_is_on(self, ana, admin, thbd):
        comment = CommentFactory(
            added_by=ana,
            sensitivity=Sensitivity.NAMED_READERS,
            readers=[ana],
        )
        successor = UserFactory(contributor=True, speaks_for=[thbd])

        with pytest.raises((NotAllowed, PermissionRefused)):
            people.hand_over(
                HandOver(row=ana, to=Successors(comments=successor), reason=WHY, by=admin)
            )
        assert list(comment.readers.all()) == [ana]

    def test_leaves_a_kind_where_it_is_that_nobody_takes(self, ana, besa, admin):
        AssessmentFactory(author=ana)
        assigned_to(ana)

        people.hand_over(HandOver(row=ana, to=Successors(assigned=besa), reason=WHY, by=admin))

        assert OpenWork(ana).counts == {"drafts": 1}

    @pytest.mark.parametrize(
        ("kind", "role", "sentence"),
        [
            ("drafts", "viewer", "who can't log progress"),
            ("drafts", "administrator", "who can't log progress"),
            ("drafts", "contributor", "who can't log progress"),
            ("assigned", "auditor", "who can't log progress"),
            ("views", "viewer", "who does not speak for this body"),
            ("views", "contributor", "who does not speak for this body"),
            ("bodies", "analyst", "only a focal point speaks for a body"),
        ],
    )
    def test_is_refused_to_who_has_not_the_right(self, ana, thbd, admin, kind, role, sentence):
        AssessmentFactory(author=ana)
        view(ana, thbd)
        assigned_to(ana)
        before = Event.objects.count()
        successor = UserFactory(**{role: True})
        counted = Event.objects.count()

        with pytest.raises(NotAllowed, match=sentence):
            people.hand_over(
                HandOver(row=ana, to=Successors(**{kind: successor}), reason=WHY, by=admin)
            )

        assert Event.objects.count() == counted > before

    def test_gives_a_view_that_an_analyst_wrote_to_another_analyst(self, ana, besa, thbd, admin):
        mine = view(ana, thbd)

        people.hand_over(HandOver(row=ana, to=Successors(views=besa), reason=WHY, by=admin))

        mine.refresh_from_db()
        assert mine.author == besa

    def test_keeps_the_view_of_a_focal_point_from_analysts(self, besa, thbd, admin):
        person = UserFactory(contributor=True, speaks_for=[thbd])
        view(person, thbd)

        with pytest.raises(NotAllowed, match="who does not speak for this body"):
            people.hand_over(HandOver(row=person, to=Successors(views=besa), reason=WHY, by=admin))

    def test_is_all_or_nothing(self, ana, besa, thbd, admin):
        AssessmentFactory(author=ana)
        view(ana, thbd)
        reads = UserFactory(viewer=True)

        with pytest.raises(NotAllowed):
            people.hand_over(
                HandOver(row=ana, to=Successors(drafts=besa, views=reads), reason=WHY, by=admin)
            )

        assert OpenWork(ana).counts == {"drafts": 1, "views": 1}

    def test_never_opens_a_piece_for_named_readers_to_who_hands_it_over(self, ana):
        both = UserFactory(administrator=True, analyst=True, username="both")
        piece = secret(readers=[ana])

        with pytest.raises(PermissionRefused, match="to themselves"):
            people.hand_over(HandOver(row=ana, to=Successors(evidence=both), reason=WHY, by=both))

        assert not Evidence.objects.visible_to(both).filter(pk=piece.pk).exists()

    def test_is_refused_to_who_left_and_to_the_person(self, ana, admin):
        AssessmentFactory(author=ana)
        gone = UserFactory(analyst=True)
        closed_person = User.objects.get(pk=gone.pk)
        with as_factory():
            User.objects.filter(pk=gone.pk).update(is_active=False)

        for successor in (ana, closed_person):
            with pytest.raises(NotAllowed, match="whose account is closed"):
                people.hand_over(
                    HandOver(row=ana, to=Successors(drafts=successor), reason=WHY, by=admin)
                )

    @pytest.mark.parametrize("role", ["viewer", "analyst", "reviewer", "auditor", "contributor"])
    def test_is_for_administrators(self, ana, besa, role):
        by = UserFactory(**{role: True}, is_superuser=True)

        for action in (
            lambda: people.hand_over(
                HandOver(row=ana, to=Successors(drafts=besa), reason=WHY, by=by)
            ),
            lambda: people.close_account(ChangeAccount(person=ana, reason=WHY, by=by)),
            lambda: people.open_account(ChangeAccount(person=ana, reason=WHY, by=by)),
        ):
            with pytest.raises(PermissionRefused, match="only administrators can"):
                action()

    def test_needs_no_words_of_its_own(self, ana, besa, admin):
        draft = AssessmentFactory(author=ana)

        people.hand_over(HandOver(row=ana, to=Successors(drafts=besa), reason="", by=admin))

        draft.refresh_from_db()
        assert draft.author == besa
        assert Event.objects.latest("pk").reason_code == "reassignment"
