"""Work to reassign before an account is closed."""

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommentFactory,
    EvidenceFactory,
    FileFactory,
    RecommendationFactory,
    SavedReportFactory,
    UserFactory,
)
from tests.helpers.open_work import assigned_to, secret, view
from tracker.summaries.people import OpenWork
from tracker.vocabulary import Sensitivity, State

pytestmark = [pytest.mark.django_db, pytest.mark.once]
WITHDRAWN = {"withdrawn_at": "2024-10-01T00:00Z", "withdrawal_reason": "Typed twice."}


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def besa():
    return UserFactory(analyst=True, username="besa")


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD")


class TestOpenWork:
    def test_is_what_only_its_author_can_go_on_with(self, ana):
        for state in (State.DRAFT, State.RETURNED, State.SUBMITTED, State.WITHDRAWN):
            AssessmentFactory(author=ana, state=state)
        AssessmentFactory(author=ana, approved=True)
        AssessmentFactory()

        work = OpenWork(ana)

        assert work.counts == {"drafts": 2}
        assert [one.state for one in work.submitted] == [State.SUBMITTED]

    def test_tells_views_of_a_body_from_letters_that_an_analyst_entered(self, ana, thbd):
        view(ana, thbd)
        view(ana, thbd, stated_by="The head of THBD")

        assert OpenWork(ana).counts == {"drafts": 1, "views": 1}

    def test_is_evidence_without_another_reader_whose_account_is_open(self, ana, besa):
        gone = UserFactory(is_active=False)
        alone = secret(readers=[ana])
        with_gone = secret(readers=[ana, gone])
        added = secret(added_by=ana)
        secret(readers=[ana, besa])
        secret(added_by=ana, readers=[besa])
        secret(added_by=ana, withdrawn_at="2024-10-01T00:00Z")
        EvidenceFactory(added_by=ana)

        assert set(OpenWork(ana).evidence) == {alone, with_gone, added}

    def test_is_bodies_without_another_focal_point_whose_account_is_open(self, thbd):
        osp, csw = BodyFactory(code="OSP"), BodyFactory(code="CSW")
        person = UserFactory(contributor=True, speaks_for=[thbd, osp, csw])
        UserFactory(contributor=True, speaks_for=[osp])
        UserFactory(contributor=True, speaks_for=[thbd], is_active=False)
        UserFactory(analyst=True, speaks_for=[csw])

        assert set(OpenWork(person).bodies) == {thbd, csw}
        assert not OpenWork(UserFactory(viewer=True, speaks_for=[thbd])).bodies

    def test_is_what_is_assigned(self, ana):
        row = assigned_to(ana)
        RecommendationFactory()

        assert list(OpenWork(ana).assigned) == [row]

    def test_is_evidence_with_a_file_for_named_readers(self, ana):
        file = FileFactory(
            sensitivity=Sensitivity.NAMED_READERS, added_by=ana, evidence__added_by=ana
        )
        FileFactory(sensitivity=Sensitivity.NAMED_READERS, evidence__added_by=ana, **WITHDRAWN)
        FileFactory(evidence__added_by=ana)

        assert list(OpenWork(ana).evidence) == [file.evidence]

    def test_is_comments_without_another_reader_whose_account_is_open(self, ana, besa):
        named = {"sensitivity": Sensitivity.NAMED_READERS}
        gone = UserFactory(is_active=False)
        own = CommentFactory(added_by=ana, **named)
        read = CommentFactory(added_by=gone, readers=[ana, gone], **named)
        CommentFactory(added_by=ana)
        CommentFactory(added_by=besa, readers=[ana], **named)
        CommentFactory(added_by=ana, readers=[besa], **named)
        CommentFactory(added_by=ana, **named, **WITHDRAWN)
        CommentFactory(added_by=gone, **named)

        assert set(OpenWork(ana).comments) == {own, read}

    def test_is_saved_reports_that_are_made_again(self, ana):
        due = SavedReportFactory(author=ana)
        SavedReportFactory(author=ana, next_run_on=None)
        SavedReportFactory(author=ana, **WITHDRAWN)
        SavedReportFactory()

        assert list(OpenWork(ana).saved_reports) == [due]
        assert OpenWork(ana).counts == {"saved_reports": 1}

    def test_names_the_recommendations_of_a_piece_once_in_their_order(self, ana):
        piece, other = secret(added_by=ana), secret(added_by=ana)
        first, second = RecommendationFactory(), RecommendationFactory()
        for row in (second, first, second):
            CitationFactory(evidence=piece, recommendation=row)
        CitationFactory(evidence=other, **WITHDRAWN)

        assert OpenWork(ana).recommendations_citing([other, piece]) == [[], [first, second]]
