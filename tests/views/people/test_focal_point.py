"""A body's focal point: what is shown, what can be written, and nothing else."""

import pytest
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommentFactory,
    EvidenceFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.views.forms import as_user, opened, place
from tracker.models import Assessment, Citation, Comment
from tracker.vocabulary import Perspective, Role, Sensitivity, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD")


@pytest.fixture
def focal(client, thbd):
    return as_user(client, contributor=True, speaks_for=[thbd])


@pytest.fixture
def recommendation(thbd):
    return RecommendationFactory(lead=thbd, assessed=Status.PARTIAL)


def address(recommendation):
    return reverse("log_progress", args=[recommendation.report.slug, recommendation.number])


def filled(client, recommendation, **answers):
    typed = {"sentence": "We trained judges.", "url": "https://thbd.example.org/t"}
    return opened(client, address(recommendation), **{**typed, "status": "partial", **answers})


class TestForm:
    def test_asks_for_a_judgment_in_the_name_of_the_body(self, client, focal, recommendation):
        page = client.get(address(recommendation))

        form = page.context["form"]
        assert "Write the view of THBD" in page.text
        assert (form["body"].value(), form["issuer"].value()) == ("THBD", None)
        assert "only a note; no approval" not in page.text
        assert 'name="approve"' not in page.text and "As stated by" not in page.text

    def test_lets_who_speaks_for_several_choose(self, client, thbd, recommendation):
        osp, csw = BodyFactory(code="OSP"), BodyFactory(code="CSW")
        as_user(client, contributor=True, speaks_for=[thbd, osp, csw])
        ResponsibilityFactory(recommendation=recommendation, body=osp, role=Role.SUPPORTING)

        page = client.get(address(recommendation)).text

        chosen = page[page.index('<select name="body"') :].split("</select>")[0]
        assert 'value="THBD"' in chosen and 'value="OSP"' in chosen
        assert "CSW" not in chosen

    def test_sends_the_view_of_the_body_for_review(self, client, focal, recommendation):
        answer = client.post(address(recommendation), filled(client, recommendation), follow=True)

        made = Assessment.objects.get(author=focal)
        assert (made.perspective, made.body.code) == (Perspective.RESPONSIBLE_BODY, "THBD")
        evidence = made.citations.get().evidence
        assert (made.state, evidence.issuer) == (State.SUBMITTED, None)  # a link, by whomever
        assert made.stated_by == "" and made.stated_in is None
        assert "was sent for review" in answer.text

    def test_keeps_a_draft_that_its_author_alone_sees(self, client, focal, thbd, recommendation):
        client.post(address(recommendation), filled(client, recommendation, draft="1"))

        draft = Assessment.objects.get(author=focal)
        page = recommendation.get_absolute_url()
        assert draft.state == State.DRAFT
        assert place("assessment_revise", draft) in client.get(page).text
        as_user(client, contributor=True, speaks_for=[thbd])
        assert "We trained judges." not in client.get(page).text
        assert client.get(place("assessment_revise", draft)).status_code == 404

    def test_approves_nothing(self, client, focal, recommendation):
        answer = client.post(
            address(recommendation), filled(client, recommendation, approve="1"), follow=True
        )

        assert answer.status_code == 422
        assert "Ask a reviewer" in answer.text
        assert not Assessment.objects.filter(author=focal).exists()

    @pytest.mark.parametrize(
        "values",
        [
            {"body": "OSP"},
            {"perspective": "analyst", "body": ""},
            {"perspective": "civil_society", "body": "THBD"},
        ],
    )
    def test_gives_no_other_view(self, client, focal, recommendation, values):
        ResponsibilityFactory(recommendation=recommendation, body=BodyFactory(code="OSP"))

        answer = client.post(address(recommendation), filled(client, recommendation, **values))

        assert answer.status_code == 422
        assert "speaks for: THBD" in answer.text
        assert "We trained judges.</textarea>" in answer.text
        assert not Assessment.objects.filter(author=focal).exists()

    def test_takes_no_note(self, client, focal, recommendation):
        answer = client.post(address(recommendation), filled(client, recommendation, status=""))

        assert answer.status_code == 422
        assert not Citation.objects.filter(added_by=focal).exists()

    def test_is_missing_where_the_body_has_no_role(self, client, focal):
        other = RecommendationFactory(lead="OSP")

        assert client.get(address(other)).status_code == 404
        assert client.post(address(other), {"status": "partial"}).status_code == 404

    def test_is_refused_to_who_reads_all_but_speaks_for_none_here(self, client, thbd):
        as_user(client, viewer=True, contributor=True, speaks_for=[thbd])
        other = RecommendationFactory(lead="OSP")

        answer = client.get(address(other))

        assert answer.status_code == 403
        assert "no body with a role in it" in answer.text


class TestPage:
    def test_offers_the_view_and_nothing_of_analysts(self, client, focal, recommendation):
        page = client.get(recommendation.get_absolute_url()).text

        assert address(recommendation) in page
        assert "Write your body" in page
        for theirs in ("/admin/", "/assign/", "/approve/", "Log progress"):
            assert theirs not in page

    def test_shows_what_concerns_the_body_alone(self, client, focal, thbd, recommendation):
        internal = EvidenceFactory(title="Our minutes")
        own = EvidenceFactory(title="A letter of THBD", issuer=thbd)
        public = EvidenceFactory(title="A public law", sensitivity=Sensitivity.PUBLIC)
        for piece in (internal, own, public):
            CitationFactory(recommendation=recommendation, evidence=piece)
        AssessmentFactory(
            recommendation=recommendation, submitted=True, rationale="Between analysts."
        )

        page = client.get(recommendation.get_absolute_url()).text

        assert "A letter of THBD" in page and "A public law" in page
        assert "Our minutes" not in page and "Between analysts." not in page

    def test_has_no_dead_links(self, client, focal, thbd, recommendation):
        AssessmentFactory(
            recommendation=recommendation,
            state=State.RETURNED,
            author=focal,
            decided_by=UserFactory(reviewer=True),
            perspective=Perspective.RESPONSIBLE_BODY,
            body=thbd,
        )
        page = client.get(recommendation.get_absolute_url()).text
        main = page[page.index("<main") : page.index("</main>")]

        links = {part.split('"')[0].split("#")[0] for part in main.split('href="')[1:]}

        for link in links:
            if link.startswith("/"):
                assert client.get(link, follow=True).status_code == 200, link

    def test_tells_on_the_first_page_what_came_back(self, client, focal, thbd, recommendation):
        AssessmentFactory(
            recommendation=recommendation,
            state=State.RETURNED,
            author=focal,
            decision_note="Which judges?",
            perspective=Perspective.RESPONSIBLE_BODY,
            body=thbd,
        )

        assert "Which judges?" in client.get("/").text


class TestNobody:
    def test_without_a_role_is_told_whom_to_ask(self, client, recommendation):
        as_user(client)

        for where in ("/", "/recommendations/"):
            page = client.get(where).text

            assert "You have no role yet" in page
            assert recommendation.title not in page
        assert client.get(recommendation.get_absolute_url()).status_code == 404


class TestAViewerToo:
    """Somebody with several roles has what they grant together."""

    @pytest.fixture
    def both(self, client, thbd):
        return as_user(client, contributor=True, viewer=True, speaks_for=[thbd])

    def view(self, recommendation, thbd, **fields):
        return AssessmentFactory(
            recommendation=recommendation,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=thbd,
            **fields,
        )

    def test_goes_on_with_an_own_draft(self, client, both, thbd, recommendation):
        draft = self.view(recommendation, thbd, author=both)

        assert client.get(place("assessment_revise", draft)).status_code == 200

    def test_sees_what_is_said_on_the_own_view_and_no_other_paperwork(
        self, client, both, thbd, recommendation
    ):
        own = CommentFactory(assessment=self.view(recommendation, thbd, submitted=True))
        other = CommentFactory(assessment__recommendation=recommendation)

        assert list(Comment.objects.visible_to(both)) == [own]
        assert other.assessment not in Assessment.objects.visible_to(both)

    def test_sees_no_paperwork_as_a_viewer_alone(self, thbd, recommendation):
        reader = UserFactory(viewer=True, speaks_for=[thbd])
        own = CommentFactory(assessment=self.view(recommendation, thbd, submitted=True))

        assert own.assessment not in Assessment.objects.visible_to(reader)
        assert not Comment.objects.visible_to(reader)
