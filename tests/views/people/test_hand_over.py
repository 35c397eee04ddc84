"""The page on which somebody leaves."""

import pytest
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    RecommendationFactory,
    SavedReportFactory,
    UserFactory,
)
from tests.views.conftest import signed_in
from tracker.models import User
from tracker.summaries.people import OpenWork
from tracker.vocabulary import Perspective, Sensitivity, State

pytestmark = [pytest.mark.django_db, pytest.mark.once]
URL = "/people/ana/hand-over/"


@pytest.fixture
def administrator():
    return signed_in(administrator=True, username="admin")


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana", first_name="Ana", last_name="Krasniqi")


def hang(person):
    """One of each kind on somebody."""
    row = RecommendationFactory(assignee=person)
    body = BodyFactory()
    AssessmentFactory(author=person, rationale="A plan nobody knows")
    AssessmentFactory(author=person, state=State.RETURNED)
    AssessmentFactory(author=person, submitted=True)
    SavedReportFactory(author=person, report=row.report)
    AssessmentFactory(author=person, body=body, perspective=Perspective.RESPONSIBLE_BODY)
    piece = EvidenceFactory(
        title="Zanzibar", sensitivity=Sensitivity.NAMED_READERS, readers=[person]
    )
    CitationFactory(recommendation=row, evidence=piece, sentence="Zanzibar says")
    person.speaks_for.add(body) if person.may_represent_body else None
    return row


class TestThePage:
    def test_lists_what_hangs_and_nothing_of_what_it_says(self, administrator, ana):
        row = hang(ana)

        page = administrator.get(URL).text

        for words in (
            "Hand over the work of Ana Krasniqi",
            "draft",
            "returned",
            "Assigned recommendations",
            "Evidence on",
        ):
            assert words in page
        assert "Scheduled reports 1" in page
        assert str(row) in page
        assert "A plan nobody knows" not in page
        assert "Zanzibar" not in page

    def test_says_so_when_nothing_hangs(self, administrator, ana):
        page = administrator.get(URL).text

        assert "There is nothing to hand over" in page
        assert "everything" not in administrator.get(URL).context["form"].fields

    @pytest.mark.parametrize(
        "role", ["viewer", "contributor", "analyst", "reviewer", "publisher", "auditor"]
    )
    def test_is_an_administrators(self, ana, role):
        client = signed_in(**{role: True})

        for address in (URL, "/people/nobody/hand-over/"):
            for answer in (
                client.get(address),
                client.post(address, {"reason": "x", "close": "1"}),
            ):
                assert answer.status_code == 403
                assert "only administrators can" in answer.text
        ana.refresh_from_db()
        assert ana.is_active

    def test_of_nobody_is_missing(self, administrator):
        assert administrator.get("/people/nobody/hand-over/").status_code == 404

    def test_sends_a_stranger_to_sign_in(self, client, ana):
        assert client.get(URL).url == f"{reverse('login')}?next={URL}"

    def test_costs_the_same_for_few_and_many(self, administrator, ana, django_assert_num_queries):
        hang(ana)
        administrator.get(URL)
        with django_assert_num_queries(100, exact=False) as few:
            administrator.get(URL)
        for _more in range(4):
            hang(ana)
            UserFactory(reviewer=True)

        with django_assert_num_queries(len(few)):
            administrator.get(URL)


class TestLeaving:
    def test_hands_everything_over_and_closes_the_account(self, administrator, ana):
        RecommendationFactory(assignee=ana)
        AssessmentFactory(author=ana)
        UserFactory(analyst=True, username="besa")

        answer = administrator.post(
            URL, {"everything": "besa", "reason": "Left", "close": "1"}, follow=True
        )

        assert "The account of Ana Krasniqi is closed" in answer.text
        assert "account closed" in answer.text
        assert not User.objects.get(username="ana").is_active
        assert OpenWork(ana).counts == {}

    def test_goes_by_kind_before_everything(self, administrator, ana):
        row = RecommendationFactory(assignee=ana)
        draft = AssessmentFactory(author=ana)
        UserFactory(analyst=True, username="besa")
        UserFactory(reviewer=True, username="drin")

        administrator.post(
            URL, {"everything": "besa", "assigned": "drin", "reason": "Left", "hand": "1"}
        )

        row.refresh_from_db()
        draft.refresh_from_db()
        assert (row.assignee.username, draft.author.username) == ("drin", "besa")
        assert User.objects.get(username="ana").is_active

    @pytest.mark.parametrize(
        ("sent", "values"),
        [
            ({"everything": "besa"}, "This field is required."),
            (
                {"reason": "Left it"},
                "it still has 1 draft or returned assessment, 1 assigned recommendation",
            ),
            ({"reason": "Left it", "everything": "nobody"}, "the user name “nobody”"),
            ({"reason": "Left it", "everything": "ana"}, "the user name “ana”"),
            ({"reason": "Left it", "everything": "gone"}, "the user name “gone”"),
            ({"reason": "Left it", "everything": "view"}, "who can&#x27;t log progress"),
            ({"reason": "Left it", "everything": "a\0b"}, "Null characters"),
        ],
    )
    def test_keeps_what_was_typed_when_it_is_refused(self, administrator, ana, sent, values):
        AssessmentFactory(author=ana)
        RecommendationFactory(assignee=ana)
        UserFactory(analyst=True, username="besa")
        UserFactory(analyst=True, username="gone", is_active=False)
        UserFactory(viewer=True, username="view")

        answer = administrator.post(URL, {**sent, "close": "1"})

        assert answer.status_code == 422
        assert values in answer.text
        assert sent.get("reason", "") in answer.text
        assert User.objects.get(username="ana").is_active
        assert OpenWork(ana).counts == {"drafts": 1, "assigned": 1}

    def test_is_undone_by_opening_the_account_again(self, administrator, ana):
        administrator.post(URL, {"reason": "Left", "close": "1"})

        answer = administrator.post(URL, {"reason": "Came back", "open": "1"}, follow=True)

        assert "is open again" in answer.text
        assert User.objects.get(username="ana").is_active

    def test_of_the_only_administrator_is_refused(self, administrator):
        answer = administrator.post("/people/admin/hand-over/", {"reason": "Tired", "close": "1"})

        assert answer.status_code == 422
        assert "there is no other administrator" in answer.text
