"""The admin, where analysts work."""

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    BodyFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
    as_factory,
)
from tracker.actions import reference_rows
from tracker.actions.reference_rows import ChangeRow
from tracker.models import Assessment, Citation, Event, Responsibility
from tracker.vocabulary import State, Status, Theme

pytestmark = pytest.mark.django_db
LIST = "admin:tracker_recommendation_changelist"


def sign_in(client, **right):
    user = UserFactory(**right)
    client.force_login(user)
    return user


def opened(client, url):
    """Everything that the page's forms would send if nothing was answered."""
    context = client.get(url).context
    sent = {}
    forms = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for name in form.fields:
            value = form[name].value()
            if value not in (None, []):
                sent[form[name].html_name] = value
    return sent


class TestList:
    def test_shows_status_lead_and_a_link_to_log(self, client):
        row = RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)
        sign_in(client, analyst=True)

        page = client.get(reverse(LIST)).content.decode()

        assert "Partially implemented" in page and "THBD" in page
        assert reverse("admin:tracker_recommendation_log", args=[row.pk]) in page

    def test_marks_what_its_author_approved(self, client):
        RecommendationFactory(assessed=Status.PARTIAL)
        by_author = RecommendationFactory(number="8", assessed=Status.PARTIAL)
        with as_factory():
            standing = by_author.current_assessment
            standing.decided_by = standing.author
            standing.save()
        sign_in(client, analyst=True)

        page = client.get(reverse(LIST)).content.decode()

        assert page.count("approved by its author") == 1

    @pytest.mark.parametrize(
        ("query", "many"),
        [
            ("status__exact=partial", 1),
            ("theme__exact=prevention", 1),
            ("lead=OSP", 1),
            ("report=tip-2024-kosovo", 3),
            ("overdue=yes", 1),
            ("q=hotline", 1),
        ],
    )
    @pytest.mark.usefixtures("indexed")
    def test_filters_and_searches(self, client, query, many):
        RecommendationFactory(lead="OSP", assessed=Status.PARTIAL)
        RecommendationFactory(theme=Theme.PREVENTION, text="Train hotline operators.")
        RecommendationFactory(review_on="2020-01-01")
        sign_in(client, analyst=True)

        shown = client.get(f"{reverse(LIST)}?{query}").context["cl"].queryset

        assert len(shown) == many

    @pytest.mark.once
    def test_costs_the_same_for_few_and_many(self, client):
        from django.db import connection

        sign_in(client, analyst=True)
        client.get(reverse(LIST))  # Django asks the database once what it can do
        counted = []
        for many in (2, 30):
            for _each in range(many):
                RecommendationFactory(lead="THBD", assessed=Status.PARTIAL)
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse(LIST))
            counted.append(len(queries))

        assert counted[0] == counted[1] <= 11


class TestChange:
    @pytest.fixture
    def row(self):
        return RecommendationFactory(lead="THBD")

    @pytest.fixture
    def url(self, row):
        return reverse("admin:tracker_recommendation_change", args=[row.pk])

    def test_verbatim_text_is_not_a_field(self, client, row, url):
        sign_in(client, analyst=True)

        page = client.get(url)

        assert "text" not in page.context["adminform"].form.fields
        assert row.text in page.content.decode()

    def test_an_untouched_page_changes_nothing(self, client, url):
        sign_in(client, analyst=True)
        sent, events = opened(client, url), Event.objects.count()

        answer = client.post(url, sent)

        assert answer.status_code == 302
        assert Event.objects.count() == events

    def test_a_changed_field_asks_why(self, client, row, url):
        sign_in(client, analyst=True)

        answer = client.post(url, {**opened(client, url), "short_title": "Shelters"})
        saved = client.post(
            url, {**opened(client, url), "short_title": "Shelters", "reason_text": "Shorter"}
        )

        assert "Give a reason: choose one" in answer.content.decode()
        assert saved.status_code == 302
        event = Event.objects.about(row).changing("short_title").get()
        assert (event.reason, event.source) == ("Shorter", "admin")

    def test_a_note_is_added_through_its_action(self, client, url):
        sign_in(client, analyst=True)
        note = {"citations-0-sentence": "A tender.", "citations-0-url": "https://a.example.org"}

        answer = client.post(url, {**opened(client, url), **note})

        assert answer.status_code == 302
        assert Citation.objects.get().sentence == "A tender."

    def test_a_judgment_is_sent_for_review(self, client, url):
        sign_in(client, analyst=True)
        against = EvidenceFactory()
        assessment = {
            "assessments-0-status": "partial",
            "assessments-0-sentence": "Order 12 is in force.",
            "assessments-0-url": "https://a.example.org",
            "assessments-0-against": [against.pk],
        }

        answer = client.post(url, {**opened(client, url), **assessment})

        assert answer.status_code == 302
        assessment = Assessment.objects.get()
        assert (assessment.state, assessment.citations.count()) == (State.SUBMITTED, 2)

    def test_a_refusal_shows_the_typed_form_again_and_writes_nothing(self, client, url):
        sign_in(client, analyst=True)
        sent, events = opened(client, url), Event.objects.count()
        assessment = {"assessments-0-status": "full", "assessments-0-sentence": "All is done now."}

        answer = client.post(url, {**sent, **assessment})

        page = answer.content.decode()
        assert answer.status_code == 200
        assert "speaks for it. Cite some" in page and "All is done now." in page
        assert (Assessment.objects.count(), Event.objects.count()) == (0, events)

    def test_a_stale_form_is_refused_and_goes_through_when_sent_again(self, client, row, url):
        sign_in(client, analyst=True)
        sent = {**opened(client, url), "short_title": "Shelters", "reason_text": "Shorter"}
        reference_rows.change(
            ChangeRow(
                row=row,
                by=UserFactory(analyst=True, username="ben"),
                reason="Mine",
                fields={"short_title": "Safe houses"},
            )
        )

        refused = client.post(url, sent)
        last_event = refused.context["adminform"].form["last_event"].value()
        again = client.post(url, {**sent, "last_event": last_event})

        assert "after you opened this form" in refused.content.decode()
        assert 'value="Shelters"' in refused.content.decode()
        assert again.status_code == 302
        row.refresh_from_db()
        assert row.short_title == "Shelters"

    def test_a_responsibility_is_added(self, client, row, url):
        sign_in(client, analyst=True)
        sent = opened(client, url)
        index = sent["responsibilities-TOTAL_FORMS"]
        added = {
            "responsibilities-TOTAL_FORMS": int(index) + 1,
            f"responsibilities-{index}-body": BodyFactory(code="KAPS").pk,
            f"responsibilities-{index}-role": "supporting",
            f"responsibilities-{index}-basis": "inferred_outside_report",
            f"responsibilities-{index}-confidence": "low",
            f"responsibilities-{index}-reason": "It trains the police.",
        }

        answer = client.post(url, {**sent, **added})

        assert answer.status_code == 302
        assert Responsibility.objects.get(body__code="KAPS").reason == "It trains the police."

    def test_nothing_is_deleted(self, client, row):
        sign_in(client, administrator=True, is_superuser=True)

        url = reverse("admin:tracker_recommendation_delete", args=[row.pk])

        assert client.get(url).status_code == 403

    def test_shows_its_history(self, client, row):
        sign_in(client, analyst=True)

        page = client.get(reverse("admin:tracker_recommendation_history", args=[row.pk]))

        assert "made by a factory" in page.content.decode()


class TestLogLink:
    def test_opens_the_short_form_and_returns_to_the_list(self, client):
        row = RecommendationFactory(lead="THBD")
        sign_in(client, analyst=True)
        url = reverse("admin:tracker_recommendation_log", args=[row.pk])
        form = client.get(url).context["form"]
        sent = {n: form[n].value() for n in form.fields if form[n].value() not in (None, [])}

        answer = client.post(
            url, {**sent, "sentence": "Judges trained.", "url": "https://a.example.org"}
        )

        assert answer.url == reverse(LIST)
        event = Event.objects.about(row).filter(table="tracker_citation").get()
        assert event.source == "admin"

    def test_keeps_a_draft(self, client):
        row = RecommendationFactory(lead="THBD")
        sign_in(client, analyst=True)
        url = reverse("admin:tracker_recommendation_log", args=[row.pk])
        form = client.get(url).context["form"]
        sent = {n: form[n].value() for n in form.fields if form[n].value() not in (None, [])}

        client.post(url, {**sent, "status": "partial", "sentence": "Half of it.", "draft": "1"})

        assert Assessment.objects.get().state == State.DRAFT

    def test_refuses_an_administrator_who_does_not_log(self, client):
        row = RecommendationFactory()
        sign_in(client, administrator=True)
        url = reverse("admin:tracker_recommendation_log", args=[row.pk])

        answer = client.post(url, {"sentence": "x", "url": "https://a.org", "as_of": "2026-01-01"})

        assert answer.status_code in (403, 422)
        assert Citation.objects.count() == 0


class TestDoor:
    def test_a_stranger_signs_in_on_the_site(self, client):
        answer = client.get(reverse(LIST), follow=True)

        assert answer.redirect_chain[-1][0].startswith(reverse("login"))

    def test_a_viewer_sees_why(self, client):
        sign_in(client, viewer=True)

        answer = client.get(reverse(LIST), follow=True)

        assert answer.status_code == 403
        assert "It is for analysts" in answer.content.decode()

    def test_a_superuser_without_a_right_stays_outside(self, client):
        sign_in(client, is_superuser=True, is_staff=True)

        assert client.get(reverse(LIST), follow=True).status_code == 403
