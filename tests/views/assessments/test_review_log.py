"""The short form on the site."""

import html

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from tests.factories import (
    BodyFactory,
    ComponentFactory,
    EvidenceFactory,
    RecommendationFactory,
    ResponsibilityFactory,
)
from tests.views.forms import as_user, opened
from tracker.models import Assessment, Citation, Event
from tracker.vocabulary import ComponentBasis, Perspective, Role, Sensitivity, State, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


def address(recommendation):
    return reverse("log_progress", args=[recommendation.report.slug, recommendation.number])


def filled(client, recommendation, **answers):
    """What a browser sends: the form as it was opened, a sentence, a link, and these answers."""
    typed = {"sentence": "Judges were trained.", "url": "https://academy.example.org/t"}
    return opened(client, address(recommendation), **{**typed, **answers})


class TestLog:
    def test_a_note_takes_two_answers(self, client, recommendation):
        as_user(client, analyst=True)

        answer = client.post(address(recommendation), filled(client, recommendation), follow=True)

        assert answer.redirect_chain == [(recommendation.get_absolute_url(), 302)]
        assert "Noted. The status of TIP 2024 Kosovo" in answer.content.decode()
        assert Citation.objects.get().assessment is None

    def test_keeps_what_was_typed_while_somebody_else_writes_much(self, client, recommendation):
        as_user(client, analyst=True)
        sent = filled(client, recommendation)

        def is_locked(execute, sql, *query):
            if sql.startswith("INSERT INTO"):
                raise OperationalError("database is locked")
            return execute(sql, *query)

        with connection.execute_wrapper(is_locked):
            page = client.post(address(recommendation), sent).content.decode()

        assert "the database is busy" in page and sent["sentence"] in page
        assert not Citation.objects.exists()

    def test_a_judgment_goes_to_review(self, client, recommendation):
        as_user(client, analyst=True)

        answer = client.post(
            address(recommendation),
            filled(client, recommendation, status="partial"),
            follow=True,
        )

        assert "was sent for review" in answer.content.decode()
        assert Assessment.objects.get().state == State.SUBMITTED

    def test_log_and_approve_is_marked_wherever_it_shows(self, client, recommendation):
        as_user(client, analyst=True)

        answer = client.post(
            address(recommendation),
            filled(client, recommendation, status="initial_steps", approve="1"),
            follow=True,
        )

        assert "approved by its author" in answer.content.decode()
        recommendation.refresh_from_db()
        assert recommendation.status == Status.INITIAL_STEPS

    def test_a_rise_is_not_approved_by_its_author(self, client, recommendation):
        as_user(client, analyst=True)

        page = client.get(address(recommendation)).text
        stated = {"issuer": "THBD", "kind": "letter", "use": "supports", "words": "It is paid."}
        stated |= {"covers_from": "2026-04-01", "covers_to": "2026-10-31"}
        sent = filled(client, recommendation, status="partial", approve="1", **stated)
        answer = client.post(address(recommendation), sent)

        assert page.count("It needs a second person: ") == 2  # and full and moot
        assert "Log and approve" in page
        assert answer.status_code == 422
        assert "above “Initial steps”. Send it for review." in answer.text
        assert not Assessment.objects.exists()

    @pytest.mark.parametrize(("mode", "is_offered"), [("all", False), ("none", True)])
    def test_approval_is_offered_where_it_may_be(
        self, client, recommendation, settings, mode, is_offered
    ):
        as_user(client, analyst=True)
        settings.FOUR_EYES = mode

        page = client.get(address(recommendation)).text

        assert ("Log and approve" in page) == is_offered
        assert ("second-person small" in page) != is_offered

    def test_a_refusal_keeps_what_was_typed_and_writes_nothing(self, client, recommendation):
        as_user(client, analyst=True)
        events = Event.objects.count()

        answer = client.post(
            address(recommendation),
            filled(client, recommendation, status="full", approve="1"),
        )

        page = answer.content.decode()
        assert answer.status_code == 422
        assert "needs" in page or "second person" in page or "independent source" in page
        assert "Judges were trained." in page and "https://academy.example.org/t" in page
        assert (Event.objects.count(), Assessment.objects.count()) == (events, 0)

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"status": "halfway"}, "halfway is not one of the available choices"),
            ({"sentence": ""}, "This field is required"),
            ({"url": "nowhere"}, "Enter a valid URL"),
            ({"as_of": "2024-02-31"}, "Enter a valid date"),
            ({"as_of": "2024-03-31"}, "covers the time to 31 March 2024"),
            ({"issuer": "NOBODY"}, "Unknown value “NOBODY”"),
            ({"url": "", "quote": "never printed"}, "is not in TIP 2024 Kosovo"),
            ({"url": ""}, "has no evidence"),
            ({"covers_from": "2026-05-01", "covers_to": "2026-04-01"}, "end is before the start"),
        ],
    )
    def test_a_bad_value_shows_its_error(self, client, recommendation, answers, sentence):
        as_user(client, analyst=True)

        answer = client.post(address(recommendation), filled(client, recommendation, **answers))

        assert answer.status_code == 422
        assert sentence in answer.content.decode()

    def test_a_stale_form_is_refused_once_and_goes_through_when_sent_again(
        self, client, recommendation
    ):
        as_user(client, analyst=True)
        sent = filled(client, recommendation, status="partial")
        ResponsibilityFactory(recommendation=recommendation, role=Role.SUPPORTING)

        refused = client.post(address(recommendation), sent)
        again = client.post(
            address(recommendation),
            {**sent, "last_event": refused.context["form"]["last_event"].value()},
        )

        assert "after you opened this form" in refused.content.decode()
        assert again.status_code == 302
        assert Assessment.objects.count() == 1

    def test_a_note_is_never_stale(self, client, recommendation):
        as_user(client, analyst=True)
        sent = filled(client, recommendation)
        ResponsibilityFactory(recommendation=recommendation, role=Role.SUPPORTING)

        assert client.post(address(recommendation), sent).status_code == 302
        assert Citation.objects.count() == 1

    def test_a_stranger_is_sent_to_sign_in(self, client, recommendation):
        answer = client.get(address(recommendation))

        assert answer.status_code == 302
        assert reverse("login") in answer.url

    def test_a_viewer_is_told_whom_to_ask(self, client, recommendation):
        as_user(client, viewer=True)

        for answer in (client.get(address(recommendation)), client.post(address(recommendation))):
            assert answer.status_code == 403
            assert "only analysts can" in answer.content.decode()

    def test_evidence_of_others_named_readers_cannot_be_cited(self, client, recommendation):
        as_user(client, analyst=True)
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)

        answer = client.post(
            address(recommendation),
            filled(client, recommendation, url="", evidence=[secret.pk]),
        )

        assert answer.status_code == 422
        assert secret.title not in answer.content.decode()

    def test_today_is_filled_in(self, client, recommendation):
        as_user(client, analyst=True)

        form = client.get(address(recommendation)).context["form"]

        assert form["as_of"].value() == timezone.localdate()
        assert form["issuer"].value() is None


class TestDraft:
    def test_is_kept_by_its_author_and_needs_no_evidence_yet(self, client, recommendation):
        ana = as_user(client, analyst=True)
        sent = filled(client, recommendation, status="partial", url="", draft="1")

        answer = client.post(address(recommendation), sent, follow=True)

        assert "is saved as a draft" in answer.text
        stored = Assessment.objects.get()
        assert (stored.state, stored.author) == (State.DRAFT, ana)

    def test_is_of_a_judgment_never_of_a_note(self, client, recommendation):
        as_user(client, analyst=True)

        answer = client.post(address(recommendation), filled(client, recommendation, draft="1"))

        assert answer.status_code == 422
        assert "Only an assessment can be saved as a draft" in answer.text
        assert not Citation.objects.exists()


class TestWhoseView:
    def test_that_came_by_letter_is_logged_with_who_stated_it_when_and_where(
        self, client, recommendation
    ):
        as_user(client, analyst=True)
        osp = BodyFactory(code="OSP")
        letter = {"stated_by": "the deputy prosecutor", "stated_on": "2026-05-04"}
        sent = filled(client, recommendation, status="partial", body="OSP", **letter)

        client.post(address(recommendation), {**sent, "perspective": "responsible_body"})

        made = Assessment.objects.get()
        assert (made.perspective, made.body) == (Perspective.RESPONSIBLE_BODY, osp)
        assert (made.stated_by, str(made.stated_on)) == ("the deputy prosecutor", "2026-05-04")
        assert made.stated_in.issuer is None
        assert Event.objects.filter(reason_code="reply_of_body").exists()

    def test_of_the_report_leaves_the_issuer_of_a_link_unstated(self, client, recommendation):
        as_user(client, analyst=True)
        sent = filled(client, recommendation, status="partial", perspective="source_report")

        client.post(address(recommendation), sent)

        assert Assessment.objects.get().citations.get().evidence.issuer is None

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"perspective": "responsible_body"}, "needs a body"),
            ({"stated_by": "somebody"}, "assessment is the analyst's own"),
            ({"perspective": "responsible_body", "body": "NOBODY"}, "Unknown value “NOBODY”"),
            ({"perspective": "responsible_body", "status": ""}, "A note has no view"),
            ({"perspective": "everybody"}, "everybody is not one of the available choices"),
        ],
    )
    def test_a_bad_one_shows_its_error(self, client, recommendation, answers, sentence):
        as_user(client, analyst=True)
        sent = filled(client, recommendation, **{"status": "partial", **answers})

        answer = client.post(address(recommendation), sent)

        assert answer.status_code == 422
        assert sentence in html.unescape(answer.text)
        assert not Assessment.objects.exists()


class TestComponents:
    @pytest.fixture
    def components(self, recommendation):
        shelter = ComponentFactory(recommendation=recommendation, code="1a")
        staff = ComponentFactory(
            recommendation=recommendation, code="1b", basis=ComponentBasis.ANALYST, quote=""
        )
        return shelter, staff

    def test_are_judged_one_by_one_with_remarks(self, client, recommendation, components):
        as_user(client, analyst=True)
        shelter, _staff = components
        lines = {f"component_{shelter.pk}": "partial", f"remark_{shelter.pk}": "two of three"}

        sent = filled(client, recommendation, status="partial", **lines)
        answer = client.post(address(recommendation), sent)

        assert answer.status_code == 302
        lines = Assessment.objects.get().lines.values_list("component__code", "status", "remark")
        assert list(lines) == [("1a", "partial", "two of three")]

    def test_say_which_roll_up(self, client, recommendation, components):
        as_user(client, analyst=True)

        page = client.get(address(recommendation)).text

        assert page.count("in the text; affects the overall status") == 1
        assert page.count("added by an analyst; does not affect the overall status") == 1

    def test_bear_on_what_the_whole_may_be_called(self, client, recommendation, components):
        as_user(client, analyst=True)
        shelter, _staff = components
        lines = {f"component_{shelter.pk}": "no_action"}

        sent = filled(client, recommendation, status="partial", **lines)
        answer = client.post(address(recommendation), sent)

        assert answer.status_code == 422
        assert "its components allow only" in answer.text
        assert 'value="no_action" selected' in answer.text

    def test_are_not_judged_by_a_note_nor_by_a_remark(self, client, recommendation, components):
        as_user(client, analyst=True)
        shelter, staff = components
        lines = {f"component_{shelter.pk}": "partial", f"remark_{staff.pk}": "five are missing"}

        answer = client.post(address(recommendation), filled(client, recommendation, **lines))

        assert answer.status_code == 422
        assert "assessed together with the recommendation" in answer.text
        assert "A remark needs a status" in answer.text

    def test_are_not_asked_for_where_there_are_none(self, client, recommendation):
        as_user(client, analyst=True)

        assert "affects the overall status" not in client.get(address(recommendation)).text

    def test_cost_the_same_for_few_and_for_many(
        self, client, recommendation, components, django_assert_num_queries
    ):
        as_user(client, analyst=True)
        client.get(address(recommendation))
        with django_assert_num_queries(100, exact=False) as few:
            client.get(address(recommendation))
        for number in range(2, 9):
            ComponentFactory(recommendation=recommendation, code=f"{number}a")

        with django_assert_num_queries(len(few)):
            client.get(address(recommendation))
