"""Sensitivity: raised by one person, lowered by two."""

from datetime import UTC, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CommentFactory,
    EvidenceFactory,
    FileFactory,
    SensitivityRequestFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import reference_rows
from tracker.actions.base import DecideRow
from tracker.actions.evidence import sensitivity
from tracker.actions.evidence.sensitivity import RequestSensitivity
from tracker.actions.reference_rows import ChangeRow, WithdrawRow
from tracker.errors import InvalidValue, NotAllowed, PermissionRefused, Stale
from tracker.models import Comment, Evidence, File, SensitivityRequest
from tracker.policies.evidence.confidentiality import decidable_requests
from tracker.vocabulary import Sensitivity, State

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
PUBLIC, INTERNAL, NAMED = Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.NAMED_READERS


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def besa():
    return UserFactory(analyst=True, username="besa")


def set_to(thing, to, by, **more):
    what = {"reason": "A name stands in it.", "now": NOW, **more}
    return sensitivity.set_sensitivity(RequestSensitivity(row=thing, to=to, by=by, **what))


def agreed(sensitivity_request, by):
    return sensitivity.approve(DecideRow(row=sensitivity_request, by=by, now=NOW))


def now_of(thing):
    thing.refresh_from_db()
    return thing.sensitivity


class TestStricter:
    def test_takes_effect_at_once_and_keeps_it_in_sight_of_who_did_it(self, ana, besa):
        piece = EvidenceFactory()

        assert set_to(piece, NAMED, ana) is None

        assert now_of(piece) == NAMED
        assert Evidence.objects.visible_to(ana).contains(piece)
        assert not Evidence.objects.visible_to(besa).contains(piece)

    def test_closes_the_files_with_the_piece(self, ana):
        file = FileFactory()

        set_to(file.evidence, NAMED, ana)

        assert now_of(file) == NAMED

    def test_makes_void_what_was_proposed_while_it_was_more_open(self, ana, besa):
        waiting = SensitivityRequestFactory(author=besa)
        of_file = SensitivityRequestFactory(
            evidence=None, file=FileFactory(evidence=waiting.evidence), author=besa
        )

        set_to(waiting.evidence, NAMED, ana)

        for one in (waiting, of_file):
            one.refresh_from_db()
            assert (one.state, one.decision_note) == (
                State.WITHDRAWN,
                "The sensitivity was changed in the meantime.",
            )
        with pytest.raises(Stale, match="decided in the meantime"):
            agreed(waiting, ana)

    def test_makes_it_void_in_the_admin_too(self, ana, besa):
        waiting = SensitivityRequestFactory(author=besa)

        reference_rows.change(
            ChangeRow(
                row=waiting.evidence, by=ana, reason="A name in it", fields={"sensitivity": NAMED}
            )
        )

        waiting.refresh_from_db()
        assert waiting.state == State.WITHDRAWN

    def test_may_be_set_for_a_file_alone_never_more_open_than_its_piece(self, ana, besa):
        file = FileFactory()

        set_to(file, NAMED, ana)

        assert (now_of(file), now_of(file.evidence)) == (NAMED, INTERNAL)
        assert File.objects.visible_to(ana).contains(file)
        assert not File.objects.visible_to(besa).contains(file)
        with pytest.raises(NotAllowed, match="Lower the sensitivity of the evidence"):
            set_to(file, PUBLIC, ana)

    def test_is_for_a_focal_point_who_added_it(self):
        focal = UserFactory(contributor=True, speaks_for=[BodyFactory(code="THBD")])
        own = EvidenceFactory(added_by=focal)

        set_to(own, NAMED, focal)

        assert now_of(own) == NAMED

    @pytest.mark.parametrize("role", ["viewer", "auditor", "publisher", "administrator"])
    def test_is_refused_to_who_logs_nothing_though_they_added_it_once(self, role):
        person = UserFactory(**{role: True})

        with pytest.raises(PermissionRefused, match="only analysts can"):
            set_to(EvidenceFactory(added_by=person), NAMED, person)

    def test_is_refused_for_what_one_may_not_know_of(self, ana):
        with pytest.raises(PermissionRefused):
            set_to(EvidenceFactory(sensitivity=NAMED), NAMED, ana)

    def test_is_refused_for_a_passage_and_for_what_is_withdrawn(self, ana):
        with pytest.raises(NotAllowed, match="passage of a published report"):
            set_to(EvidenceFactory(passage_span=True), INTERNAL, ana)
        with pytest.raises(NotAllowed, match="withdrawn"):
            set_to(EvidenceFactory(withdrawn_at=NOW), NAMED, ana)

    def test_needs_words_and_a_code_that_is_known(self, ana):
        with pytest.raises(InvalidValue):
            set_to(EvidenceFactory(), NAMED, ana, reason=" ")
        with pytest.raises(InvalidValue, match="Choose one of: public"):
            set_to(EvidenceFactory(), "secret", ana)


class TestReaders:
    def test_see_it_until_they_are_removed(self, ana, besa):
        piece = EvidenceFactory()

        set_to(piece, NAMED, ana, readers=[besa])
        assert Evidence.objects.visible_to(besa).contains(piece)

        set_to(piece, NAMED, ana, readers=[])
        assert not Evidence.objects.visible_to(besa).contains(piece)
        assert Evidence.objects.visible_to(ana).contains(piece)

    @pytest.mark.parametrize("kind", ["no role", "closed"])
    def test_have_a_role_and_an_open_account(self, ana, kind):
        nobody = UserFactory() if kind == "no role" else UserFactory(analyst=True, is_active=False)

        with pytest.raises(NotAllowed, match="can't be a named reader"):
            set_to(EvidenceFactory(), NAMED, ana, readers=[nobody])

    def test_of_what_more_people_know_of_are_not_named(self, ana):
        """Or whoever names themselves would read what it said while it was closed."""
        piece = EvidenceFactory()

        set_to(piece, INTERNAL, ana, readers=[])

        assert not piece.readers.exists()

    def test_of_a_closed_file_are_those_of_its_open_piece(self, ana, besa):
        file = FileFactory(sensitivity=NAMED)

        set_to(file.evidence, INTERNAL, ana, readers=[besa])

        assert File.objects.visible_to(besa).contains(file)

    def test_of_a_comment_are_among_the_readers_of_the_assessment(self, ana, besa):
        comment = CommentFactory(added_by=ana)

        with pytest.raises(NotAllowed, match="can't be a named reader"):
            set_to(comment, NAMED, ana, readers=[UserFactory(viewer=True)])
        set_to(comment, NAMED, ana, readers=[besa])

        assert Comment.objects.visible_to(besa).contains(comment)
        assert not Comment.objects.visible_to(UserFactory(reviewer=True)).contains(comment)


class TestLower:
    def test_waits_for_a_second_person(self, ana, besa):
        piece = EvidenceFactory(sensitivity=NAMED, added_by=ana, readers=[besa])

        waiting = set_to(piece, INTERNAL, ana)

        assert now_of(piece) == NAMED
        assert waiting.state == State.SUBMITTED
        agreed(waiting, besa)
        assert now_of(piece) == INTERNAL
        waiting.refresh_from_db()
        assert (waiting.state, waiting.decided_by) == (State.APPROVED, besa)

    def test_of_a_file_or_a_comment_waits_too(self, ana, besa):
        file = FileFactory(sensitivity=NAMED, evidence__added_by=ana, evidence__readers=[besa])
        comment = CommentFactory(sensitivity=NAMED, added_by=ana)
        with as_factory():
            comment.readers.add(besa)

        for thing in (file, comment):
            agreed(set_to(thing, INTERNAL, ana), besa)

            assert now_of(thing) == INTERNAL

    def test_is_not_decided_by_its_author(self, ana, besa):
        waiting = set_to(EvidenceFactory(), PUBLIC, ana)

        with pytest.raises(PermissionRefused, match="other than"):
            agreed(waiting, ana)

    @pytest.mark.parametrize("role", ["contributor", "auditor", "administrator", "publisher"])
    def test_is_not_decided_by_who_logs_nothing(self, ana, besa, role):
        waiting = set_to(EvidenceFactory(), PUBLIC, ana)

        with pytest.raises(PermissionRefused):
            agreed(waiting, UserFactory(**{role: True}))

    def test_is_not_decided_by_who_lost_the_right_or_the_sight(self, ana, besa):
        piece = EvidenceFactory(sensitivity=NAMED, added_by=ana, readers=[besa])
        waiting = set_to(piece, INTERNAL, ana)
        set_to(piece, NAMED, ana, readers=[])

        with pytest.raises(PermissionRefused):
            agreed(waiting, besa)
        with pytest.raises(PermissionRefused):
            sensitivity.decline(DecideRow(row=waiting, by=besa, now=NOW, note="No"))

    def test_is_not_proposed_where_nobody_could_agree(self, ana, besa):
        piece = EvidenceFactory(sensitivity=NAMED, added_by=ana)

        with pytest.raises(NotAllowed, match="Add one as a reader first"):
            set_to(piece, INTERNAL, ana)
        assert set_to(piece, INTERNAL, ana, readers=[besa]) is not None

    def test_is_proposed_once(self, ana, besa):
        piece = EvidenceFactory()
        first = set_to(piece, PUBLIC, ana)

        assert set_to(piece, PUBLIC, ana) == first
        with pytest.raises(Stale, match="ana has already proposed"):
            set_to(piece, PUBLIC, besa)

    def test_is_proposed_by_a_focal_point_who_sees_and_takes_back_their_own(self, besa):
        focal = UserFactory(contributor=True, speaks_for=[BodyFactory(code="THBD")])
        piece = EvidenceFactory(added_by=focal, sensitivity=NAMED, readers=[besa])

        waiting = set_to(piece, INTERNAL, focal)

        assert SensitivityRequest.objects.visible_to(focal).contains(waiting)
        sensitivity.decline(DecideRow(row=waiting, by=focal, now=NOW, note="Too early"))
        waiting.refresh_from_db()
        assert waiting.state == State.WITHDRAWN

    def test_left_as_it_is_stays_decided(self, ana, besa):
        waiting = set_to(EvidenceFactory(), PUBLIC, ana)

        sensitivity.decline(DecideRow(row=waiting, by=besa, now=NOW, note="Not yet"))

        with pytest.raises(Stale):
            sensitivity.decline(DecideRow(row=waiting, by=ana, now=NOW, note="Mine"))
        waiting.refresh_from_db()
        assert (waiting.state, waiting.decided_by) == (State.RETURNED, besa)

    def test_left_as_it_is_needs_words(self, ana, besa):
        waiting = set_to(EvidenceFactory(), PUBLIC, ana)

        with pytest.raises(InvalidValue):
            sensitivity.decline(DecideRow(row=waiting, by=besa, now=NOW, note=" "))

    def test_of_what_was_withdrawn_meanwhile_is_refused(self, ana, besa):
        piece = EvidenceFactory()
        waiting = set_to(piece, PUBLIC, ana)
        reference_rows.withdraw(WithdrawRow(row=piece, by=ana, reason="Wrong law", now=NOW))

        with pytest.raises(NotAllowed, match="withdrawn"):
            agreed(waiting, besa)
        assert not decidable_requests(besa)

    def test_is_not_known_to_who_may_not_know_of_the_thing(self, ana, besa):
        piece = EvidenceFactory(sensitivity=NAMED, added_by=ana, readers=[besa])
        waiting = set_to(piece, INTERNAL, ana)

        for role in ("auditor", "reviewer", "viewer"):
            assert not SensitivityRequest.objects.visible_to(UserFactory(**{role: True})).contains(
                waiting
            )

    def test_of_a_comment_on_a_draft_is_hidden_from_others(self, ana):
        comment = CommentFactory(assessment=AssessmentFactory(author=ana), added_by=ana)
        SensitivityRequestFactory(
            evidence=None, comment=comment, current_sensitivity=NAMED, author=ana
        )

        assert not SensitivityRequest.objects.visible_to(UserFactory(reviewer=True))
