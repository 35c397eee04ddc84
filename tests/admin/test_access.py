"""What every admin page answers, for whoever opens it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    ClosingFactory,
    CommentFactory,
    CommitmentFactory,
    ComponentFactory,
    EvidenceFactory,
    FileFactory,
    FindingFactory,
    IndicatorFactory,
    QuestionFactory,
    ReadLogEntryFactory,
    RecommendationFactory,
    ReportTextFactory,
    ResponsibilityFactory,
    SensitivityRequestFactory,
    TopicFactory,
    UserFactory,
)
from tests.helpers.publications import a_report, draft, sent_draft
from tracker.models import Event, Evidence, Topic, User
from tracker.vocabulary import Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MADE = {
    "assessment": lambda: AssessmentFactory(submitted=True),
    "body": BodyFactory,
    "citation": CitationFactory,
    "closing": ClosingFactory,
    "comment": CommentFactory,
    "component": ComponentFactory,
    "event": lambda: RecommendationFactory() and Event.objects.order_by("-pk").first(),
    "evidence": EvidenceFactory,
    "file": FileFactory,
    "finding": FindingFactory,
    "indicator": IndicatorFactory,
    "assessmentline": lambda: AssessmentLineFactory(assessment=AssessmentFactory(submitted=True)),
    "sensitivityrequest": SensitivityRequestFactory,
    "commitment": CommitmentFactory,
    "mechanism": lambda: RecommendationFactory().report.mechanism,
    "publication": lambda: draft(a_report(), UserFactory(analyst=True)),
    "question": QuestionFactory,
    "reply": sent_draft,
    "readlogentry": ReadLogEntryFactory,
    "recommendation": RecommendationFactory,
    "reporttext": ReportTextFactory,
    "report": lambda: RecommendationFactory().report,
    "responsibility": ResponsibilityFactory,
    "topic": TopicFactory,
    "user": UserFactory,
}
OPENED_BY = {"readlogentry": {"auditor": True}}  # others see their own readings alone
NOUNS = sorted(
    model._meta.model_name for model in admin.site._registry if model._meta.app_label == "tracker"
)
ADMINISTRATORS_ADD = {"mechanism", "report", "body", "indicator", "topic", "user"}


def at(noun, page, *args):
    return reverse(f"admin:tracker_{noun}_{page}", args=args)


def sign_in(client, **right):
    user = UserFactory(**right)
    client.force_login(user)
    return user


@pytest.mark.parametrize("noun", NOUNS)
class TestEveryNoun:
    def test_has_no_history_under_what_is_no_key(self, client, noun):
        sign_in(client, **OPENED_BY.get(noun, {"administrator": True}))

        for key in ("abc", "9" * 30):
            assert client.get(at(noun, "history", key)).status_code == 404, key

    def test_is_searched_where_it_has_a_search(self, client, noun):
        MADE[noun]()
        sign_in(client, **OPENED_BY.get(noun, {"administrator": True}))

        for words in ("x", "x " * 1500):
            assert client.get(at(noun, "changelist"), {"q": words}).status_code in (200, 302)


class TestAddAndChange:
    def test_a_topic_is_added_with_its_event(self, client):
        sign_in(client, analyst=True, username="ana")

        client.post(at("topic", "add"), {"code": "begging", "name": "Begging"})

        event = Event.objects.get(table="tracker_topic", key=Topic.objects.get().pk)
        assert (event.actor_name, event.source, event.operation) == ("ana", "admin", "insert")

    def test_evidence_knows_who_added_it(self, client):
        ana = sign_in(client, analyst=True)

        answer = client.post(
            at("evidence", "add"),
            {
                "kind": "law",
                "title": "Law on shelters",
                "sensitivity": "internal",
                "attribution": "attributable",
                "url": "https://gazette.example.org/1",
            },
        )

        assert answer.status_code == 302, answer.context["errors"]
        assert Evidence.objects.get().added_by == ana

    def test_a_body_above_itself_is_refused_and_the_form_shown_again(self, client):
        top = BodyFactory(code="GOV", name_en="Government")
        low = BodyFactory(code="KP", parent=top)
        sign_in(client, administrator=True)
        sent = {"code": "GOV", "name_en": "Government", "kind": top.kind, "aliases": "[]"}

        answer = client.post(
            at("body", "change", top.pk),
            {**sent, "parent": low.pk, "reason_code": "editorial", "remark": "Kept"},
        )

        assert answer.status_code == 200
        assert "it would be above itself" in answer.content.decode()
        assert "Kept" in answer.content.decode()

    def test_a_withdrawn_piece_keeps_its_reason_and_is_not_changed(self, client):
        piece = EvidenceFactory()
        sign_in(client, analyst=True)

        client.post(at("evidence", "withdraw", piece.pk), {"reason": "Entered twice"})

        piece.refresh_from_db()
        assert piece.withdrawal_reason == "Entered twice"
        page = client.get(at("evidence", "change", piece.pk))
        assert "reason_code" not in page.context["adminform"].form.fields

    def test_what_is_for_named_readers_is_missing_for_others(self, client):
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, title="Zanzibar")
        sign_in(client, analyst=True)

        assert client.get(at("evidence", "history", secret.pk)).status_code == 404
        assert "Zanzibar" not in client.get(at("evidence", "changelist")).content.decode()
        assert "Zanzibar" not in client.get(at("event", "changelist")).content.decode()
        answer = client.get(
            reverse("admin:autocomplete"),
            {
                "app_label": "tracker",
                "model_name": "citation",
                "field_name": "evidence",
                "term": "Zanz",
            },
        )
        assert answer.json()["results"] == []

    def test_is_not_named_to_somebody_who_guesses_its_key(self, client):
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, title="Zanzibar")
        report = RecommendationFactory().report
        sign_in(client, analyst=True)
        fields = {"report": report.pk, "kind": "ask", "text": "How many?"}

        page = client.post(
            at("question", "add"),
            {**fields, "answered_by": secret.pk, "answered_on": "2024-10-01"},
        )

        assert page.status_code == 200
        assert "Zanzibar" not in page.content.decode()

    def test_what_is_fixed_is_refused_though_the_form_offers_it(self, client):
        row, other = ResponsibilityFactory(), BodyFactory(code="OTHER")
        sign_in(client, analyst=True)
        sent = {"recommendation": row.recommendation_id, "role": row.role, "basis": row.basis}

        page = client.post(
            at("responsibility", "change", row.pk),
            {**sent, "confidence": row.confidence, "body": other.pk, "reason_text": "Moved"},
        )

        assert "can&#x27;t be changed: it is quoted" in page.content.decode()
        row.refresh_from_db()
        assert row.body != other


class TestUsers:
    def test_an_administrator_adds_somebody_and_sets_a_password(self, client):
        sign_in(client, administrator=True)
        client.post(at("user", "add"), {"username": "ben", "language": "sq", "is_active": "on"})
        ben = User.objects.get(username="ben")

        client.post(
            reverse("admin:tracker_user_password", args=[ben.pk]),
            {
                "usable_password": "true",
                "password1": "a-long-secret-9",
                "password2": "a-long-secret-9",
            },
        )

        ben.refresh_from_db()
        assert ben.check_password("a-long-secret-9")
        event = Event.objects.filter(table="tracker_user", key=ben.pk).order_by("-pk").first()
        assert set(event.new) == {"password"}

    def test_an_analyst_does_not_see_users(self, client):
        ben = UserFactory()
        sign_in(client, analyst=True)

        assert client.get(at("user", "changelist")).status_code == 403
        assert client.post(reverse("admin:tracker_user_password", args=[ben.pk])).status_code == 403

    def test_an_administrator_takes_a_password_away(self, client):
        ben = UserFactory(username="ben")
        sign_in(client, administrator=True)

        client.post(
            reverse("admin:tracker_user_password", args=[ben.pk]), {"usable_password": "false"}
        )

        ben.refresh_from_db()
        assert not ben.has_usable_password()

    def test_nobody_searches_the_hash_of_a_password(self, client):
        sign_in(client, administrator=True)

        answer = client.get(at("user", "changelist"), {"password__startswith": "md5"})

        assert answer.status_code == 400

    def test_a_superuser_finds_no_way_round_through_groups(self, client):
        sign_in(client, analyst=True, is_superuser=True, is_staff=True)

        assert client.get("/admin/auth/group/").status_code == 404
