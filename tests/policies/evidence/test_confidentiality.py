"""Who sees issuers and originals, names readers, and raises or lowers a sensitivity."""

import pytest
from django.contrib.auth.models import AnonymousUser

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CommentFactory,
    EvidenceFactory,
    FileFactory,
    SensitivityRequestFactory,
    UserFactory,
)
from tests.policies.roles import WRITERS, roles_allowed, roles_with, users_by_role
from tracker.audit.audited_tables import CHANGED, COMMITMENTS
from tracker.errors import NotAllowed, PermissionRefused, Stale
from tracker.models import Event, Evidence
from tracker.policies.evidence import confidentiality
from tracker.vocabulary import Attribution, Perspective, Sensitivity, State

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PUBLIC, INTERNAL, NAMED = Sensitivity.PUBLIC, Sensitivity.INTERNAL, Sensitivity.NAMED_READERS
WITHDRAWN = {"withdrawn_at": "2024-11-01T09:00Z", "withdrawal_reason": "Typed twice."}


@pytest.fixture
def ana():
    return UserFactory(username="ana", analyst=True)


@pytest.fixture
def mira():
    """Somebody without a role."""
    return UserFactory(username="mira")


class TestIssuers:
    @pytest.mark.parametrize("attribution", Attribution)
    def test_are_seen_by_others_only_if_attributable(self, attribution):
        piece = EvidenceFactory(attribution=attribution, issuer=BodyFactory())
        everybody = set(users_by_role())
        seen = everybody if attribution == Attribution.ATTRIBUTABLE else WRITERS

        assert roles_with(lambda user: confidentiality.may_see_issuer(user, piece)) == seen
        assert (
            roles_with(
                lambda user: Evidence.objects.filter(
                    confidentiality.attributable_to(user)
                ).contains(piece)
            )
            == seen
        )

    def test_are_not_seen_by_who_is_not_signed_in(self):
        piece = EvidenceFactory(attribution=Attribution.PROTECTED)

        assert not confidentiality.may_see_issuer(AnonymousUser(), piece)


class TestHideInternalValues:
    def events(self, piece):
        values = {"title": "Law", "remark": "From Ana", "issuer_id": 7}
        return [
            Event(table="tracker_evidence", key=piece.pk, old=None, new=dict(values)),
            Event(table="tracker_evidence", key=piece.pk, old=dict(values), new={"remark": ""}),
            Event(table="tracker_body", key=piece.pk, old=None, new=dict(values)),
        ]

    @pytest.mark.parametrize(
        ("attribution", "hidden"),
        [
            (Attribution.ATTRIBUTABLE, {"remark"}),
            (Attribution.PROTECTED, {"remark", "issuer_id"}),
        ],
    )
    def test_takes_remarks_and_what_may_not_be_named_from_evidence(self, mira, attribution, hidden):
        EvidenceFactory()
        piece = EvidenceFactory(attribution=attribution)

        added, changed, elsewhere = confidentiality.hide_internal_values(mira, self.events(piece))

        assert set(added.new) == set(changed.old) == {"title", "remark", "issuer_id"} - hidden
        assert changed.new == {}
        assert set(elsewhere.new) == {"title", "remark", "issuer_id"}

    def test_leaves_them_to_an_analyst(self, ana):
        events = self.events(EvidenceFactory(attribution=Attribution.PROTECTED))

        assert confidentiality.hide_internal_values(ana, iter(events)) == events
        assert events[0].new["issuer_id"] == 7

    def test_takes_our_next_step_from_whoever_reads_nothing_internal(self):
        def event():
            new = {"remaining": "Open it.", "next_step": "Call."}
            return Event(table="tracker_assessment", key=1, old=None, new=new)

        (outside,), (inside,) = (
            confidentiality.hide_internal_values(UserFactory(**{role: True}), [event()])
            for role in ("contributor", "viewer")
        )

        assert (set(outside.new), set(inside.new)) == ({"remaining"}, {"remaining", "next_step"})

    def test_tells_nobody_the_number_by_which_a_value_can_be_checked(self, ana):
        column = min(COMMITMENTS)
        values = {column: "b" * 64, "title": "Law"}
        added = Event(table="tracker_comment", operation="insert", new=dict(values))
        changed = Event(table="tracker_comment", operation="update", new=dict(values))

        confidentiality.hide_internal_values(ana, [added, changed])

        assert (added.new, changed.new) == ({"title": "Law"}, {column: CHANGED, "title": "Law"})

    def test_asks_nothing_of_the_database_without_evidence(self, mira, django_assert_num_queries):
        events = self.events(EvidenceFactory())[2:]

        with django_assert_num_queries(0):
            assert confidentiality.hide_internal_values(mira, events) == events


class TestFiles:
    def test_are_added_by_who_writes(self, mira):
        assert roles_allowed(confidentiality.check_can_upload) == {*WRITERS, "contributor"}
        with pytest.raises(PermissionRefused, match=r"mira can't add files.*Ask an analyst"):
            confidentiality.check_can_upload(mira)

    def test_are_not_added_to_passages_and_what_is_withdrawn(self):
        confidentiality.check_takes_files(EvidenceFactory())
        with pytest.raises(NotAllowed, match="can't have a file: it is a passage of a report"):
            confidentiality.check_takes_files(EvidenceFactory(passage_span=True))
        with pytest.raises(Stale, match=r"can't have a new file: it is withdrawn. Add the file as"):
            confidentiality.check_takes_files(EvidenceFactory(**WITHDRAWN))

    def test_are_handed_out_as_they_came_to_analysts_and_who_added_them(self, mira):
        file = FileFactory(added_by=UserFactory(viewer=True))
        confidentiality.check_can_download_original(file.added_by, file)

        def check(user):
            confidentiality.check_can_download_original(user, file)

        assert roles_allowed(check) == WRITERS
        with pytest.raises(
            PermissionRefused, match=r"mira can't download the original of “letter.txt”.*copy"
        ):
            check(mira)


def test_the_read_log_is_an_auditors(mira):
    assert roles_allowed(confidentiality.check_can_view_read_log) == {"auditor"}
    with pytest.raises(PermissionRefused, match=r"mira can't open the read log.*Ask an auditor"):
        confidentiality.check_can_view_read_log(mira)


class TestNamedReaders:
    @pytest.mark.parametrize(
        ("sensitivity", "to", "matter"),
        [(INTERNAL, PUBLIC, False), (INTERNAL, NAMED, True), (NAMED, INTERNAL, True)],
    )
    def test_matter_where_the_sensitivity_is_or_becomes_theirs(self, sensitivity, to, matter):
        piece = EvidenceFactory(sensitivity=sensitivity)

        assert confidentiality.has_named_readers(piece, to) is matter

    def test_matter_for_a_piece_with_a_file_for_them(self):
        file = FileFactory(sensitivity=NAMED)

        assert confidentiality.has_named_readers(file.evidence, INTERNAL)
        assert not confidentiality.has_named_readers(EvidenceFactory(), INTERNAL)
        assert not confidentiality.has_restricted_file(
            FileFactory(sensitivity=NAMED, **WITHDRAWN).evidence
        )
        assert not confidentiality.has_restricted_file(FileFactory().evidence)

    def potential(self, target):
        users = users_by_role()
        potential = set(confidentiality.potential_readers(target))
        return {role for role, user in users.items() if user in potential}

    def test_have_a_role_that_reads(self):
        everybody = set(users_by_role()) - {"none", "superuser"}

        assert self.potential(EvidenceFactory()) == everybody

    def test_of_a_comment_read_the_paperwork_or_speak_for_its_body(self):
        thbd = BodyFactory()
        view = AssessmentFactory(perspective=Perspective.RESPONSIBLE_BODY, body=thbd)
        comment = CommentFactory(assessment=view)
        focal = UserFactory(contributor=True, speaks_for=[thbd])
        former = UserFactory(viewer=True, speaks_for=[thbd])

        assert self.potential(comment) == {
            *WRITERS,
            "publisher",
            "auditor",
            "administrator",
        }
        readers = confidentiality.potential_readers(comment)
        assert readers.contains(focal)
        assert not readers.contains(former)

    def test_have_an_open_account_and_are_offered_once(self):
        UserFactory(analyst=True, is_active=False)
        ana = UserFactory(analyst=True, reviewer=True)
        target = EvidenceFactory(added_by=ana)

        assert list(confidentiality.potential_readers(target)) == [ana]

    def test_are_refused_otherwise_by_name(self, ana, mira):
        piece = EvidenceFactory(title="Law 1")

        confidentiality.check_readers(piece, [ana])
        with pytest.raises(
            NotAllowed, match=r"mira can't be a named reader of “Law 1”.*Choose another"
        ):
            confidentiality.check_readers(piece, [ana, mira])


class TestApprovers:
    def test_are_other_analysts(self, ana, mira):
        piece = EvidenceFactory(title="Law 1", added_by=ana)
        UserFactory(analyst=True, is_active=False)
        with pytest.raises(NotAllowed, match=r"“Law 1” can't be lowered yet.*reader first"):
            confidentiality.check_has_approver(ana, piece)

        rea = UserFactory(reviewer=True)
        confidentiality.check_has_approver(ana, piece)
        assert list(confidentiality.potential_approvers(ana, piece)) == [rea]

    @pytest.mark.parametrize("of_file", [False, True])
    def test_of_what_is_for_named_readers_are_among_them(self, ana, of_file):
        besa = UserFactory(analyst=True)
        piece = EvidenceFactory(sensitivity=NAMED, added_by=ana, readers=[besa])
        target = FileFactory(evidence=piece) if of_file else piece
        UserFactory(reviewer=True)

        assert set(confidentiality.potential_approvers(besa, target)) == {ana}
        assert set(confidentiality.potential_approvers(ana, target)) == {besa}


class TestCheckCanSetSensitivity:
    def test_takes_an_analyst_or_the_focal_point_who_added_it(self, mira):
        piece = EvidenceFactory(title="Law 1")
        focal = UserFactory(contributor=True)

        def check(user):
            confidentiality.check_can_set_sensitivity(user, piece)

        assert roles_allowed(check) == WRITERS
        with pytest.raises(
            PermissionRefused, match=r"mira can't change the sensitivity of “Law 1”.*Ask an analyst"
        ):
            check(mira)
        confidentiality.check_can_set_sensitivity(focal, EvidenceFactory(added_by=focal))
        assert not confidentiality.may_set_sensitivity(focal, piece)
        assert not confidentiality.may_set_sensitivity(mira, EvidenceFactory(added_by=mira))

    def test_refuses_what_the_user_may_not_see(self, ana):
        with pytest.raises(PermissionRefused):
            confidentiality.check_can_set_sensitivity(ana, EvidenceFactory(sensitivity=NAMED))

    def test_refuses_passages_and_what_is_withdrawn(self, ana):
        with pytest.raises(NotAllowed, match="passage of a published report, so it is public"):
            confidentiality.check_can_set_sensitivity(ana, EvidenceFactory(passage_span=True))
        with pytest.raises(NotAllowed, match="is withdrawn, so its sensitivity can't be changed"):
            confidentiality.check_can_set_sensitivity(ana, EvidenceFactory(**WITHDRAWN))


class TestCheckNotAboveEvidence:
    def test_keeps_a_file_within_its_piece(self):
        file = FileFactory(evidence__sensitivity=INTERNAL)

        confidentiality.check_not_above_evidence(file, INTERNAL)
        confidentiality.check_not_above_evidence(file, NAMED)
        confidentiality.check_not_above_evidence(file.evidence, PUBLIC)
        with pytest.raises(NotAllowed, match=r"“letter.txt” can't be “public” while .* “internal”"):
            confidentiality.check_not_above_evidence(file, PUBLIC)


class TestCheckCanDecide:
    @pytest.mark.parametrize("to", [State.APPROVED, State.RETURNED])
    def test_takes_another_analyst(self, ana, to):
        request = SensitivityRequestFactory(author=ana, evidence__title="Law 1")

        def check(user):
            confidentiality.check_can_decide(user, request, to)

        assert roles_allowed(check) == WRITERS
        with pytest.raises(
            PermissionRefused, match=r"ana can't lower the sensitivity of “Law 1”: .*than ana"
        ):
            check(ana)

    def test_refuses_who_may_not_see_it(self, ana):
        request = SensitivityRequestFactory(
            evidence__sensitivity=NAMED, requested_sensitivity=INTERNAL
        )

        with pytest.raises(PermissionRefused):
            confidentiality.check_can_decide(ana, request, State.APPROVED)

    def test_lets_its_author_alone_withdraw_it(self, ana):
        request = SensitivityRequestFactory(author=ana)

        confidentiality.check_can_decide(ana, request, State.WITHDRAWN)
        with pytest.raises(PermissionRefused):
            confidentiality.check_can_decide(UserFactory(reviewer=True), request, State.WITHDRAWN)

    def test_is_stale_once_decided_and_for_a_state_it_can_t_have(self, ana):
        decided = SensitivityRequestFactory(state=State.RETURNED)
        with pytest.raises(Stale, match=r"decided in the meantime: “returned”. Reload the page"):
            confidentiality.check_can_decide(ana, decided, State.APPROVED)
        with pytest.raises(Stale):
            confidentiality.check_can_decide(ana, SensitivityRequestFactory(), State.DRAFT)

    def test_leaves_what_was_withdrawn_as_it_is(self, ana):
        request = SensitivityRequestFactory(
            evidence__withdrawn_at=WITHDRAWN["withdrawn_at"],
            evidence__withdrawal_reason="Typed twice.",
        )

        confidentiality.check_can_decide(ana, request, State.RETURNED)
        with pytest.raises(NotAllowed, match="is withdrawn, so its sensitivity can't be changed"):
            confidentiality.check_can_decide(ana, request, State.APPROVED)


class TestDecidableRequests:
    def test_are_of_other_people_and_for_who_writes(self, ana, mira):
        request = SensitivityRequestFactory(evidence=EvidenceFactory())

        assert list(confidentiality.decidable_requests(ana)) == [request]
        assert not confidentiality.decidable_requests(request.author).exists()
        assert not confidentiality.decidable_requests(mira).exists()
