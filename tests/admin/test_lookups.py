"""Nobody asks the admin, by an address typed by hand, what its pages don't tell."""

import pytest
from django.urls import reverse

from tests.admin.test_access import sign_in
from tests.factories import (
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FileFactory,
    SensitivityRequestFactory,
    TopicFactory,
    UserFactory,
)
from tracker.actions import reference_rows
from tracker.actions.reference_rows import ChangeRow
from tracker.models import Event, ReadLogEntry
from tracker.vocabulary import Attribution, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def listed(client, noun, query=""):
    return client.get(reverse(f"admin:tracker_{noun}_changelist") + f"?{query}")


class TestAListIsNotFilteredByWhatRefersToIt:
    @pytest.mark.parametrize(
        ("noun", "query"),
        [
            ("recommendation", "citations__id__exact=1"),
            ("recommendation", "citations__isnull=0"),
            ("recommendation", "citations__evidence__exact=1"),
            ("topic", "evidence__id__exact=1"),
            ("body", "evidence_issued__isnull=0"),
            ("user", "read_log_entries__id__exact=1"),
            ("evidence", "files__isnull=0"),
            ("evidence", "readers__id__exact=1"),
            ("evidence", "sensitivity_requests__isnull=0"),
            ("evidence", "remark__startswith=A"),
            ("question", "answered_by__isnull=0"),
            ("commitment", "done_by__id__exact=1"),
            ("event", "new__issuer_id=1"),
            ("user", "password__startswith=a"),
        ],
    )
    def test_which_may_be_hidden(self, client, noun, query):
        sign_in(client, analyst=True, administrator=True)
        hidden = EvidenceFactory(
            issuer=BodyFactory(), topics=[TopicFactory()], sensitivity=Sensitivity.NAMED_READERS
        )
        CitationFactory(evidence=hidden)

        assert listed(client, noun, query).status_code == 400

    @pytest.mark.parametrize("query", ["kind__exact=law", "sensitivity__exact=internal"])
    def test_but_by_its_own_filters(self, client, query):
        sign_in(client, analyst=True)
        EvidenceFactory()

        assert len(listed(client, "evidence", query).context["cl"].queryset) == 1


class TestASourceThatMayNotBeNamed:
    @pytest.mark.parametrize("role", ["auditor", "administrator"])
    def test_is_named_to_analysts_alone(self, client, role):
        body = BodyFactory(code="QUX", name_en="Quxquux")
        piece = EvidenceFactory(issuer=body, attribution=Attribution.PROTECTED)
        by = {"by": piece.added_by, "reason": "Put right"}
        reference_rows.change(ChangeRow(row=piece, fields={"remark": "Zanzibar"}, **by))
        events = Event.objects.filter(table="tracker_evidence")
        addresses = [
            reverse("admin:tracker_evidence_changelist"),
            reverse("admin:tracker_evidence_change", args=[piece.pk]),
            *(reverse("admin:tracker_event_change", args=[event.pk]) for event in events),
        ]

        def pages(**role_of):
            sign_in(client, **role_of)
            return "".join(client.get(address).text for address in addresses)

        for word in ("Quxquux", "Zanzibar", "issuer_id"):
            assert word in pages(analyst=True)
            assert word not in pages(**{role: True})


class TestMatterForNamedReaders:
    @pytest.mark.parametrize("noun", ["file", "sensitivityrequest"])
    @pytest.mark.parametrize("name", ["changelist", "change"])
    def test_met_by_its_file_or_proposal_is_written_down(self, client, noun, name):
        reader = sign_in(client, analyst=True)
        piece = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS, readers=[reader])
        make = {"file": FileFactory, "sensitivityrequest": SensitivityRequestFactory}[noun]
        row = make(evidence=piece)
        args = [] if name == "changelist" else [row.pk]

        assert client.get(reverse(f"admin:tracker_{noun}_{name}", args=args)).status_code == 200
        assert ReadLogEntry.objects.filter(evidence=piece, user=reader, action="found").count() == 1

    def test_hidden_from_the_user_is_not(self, client):
        sign_in(client, analyst=True)
        FileFactory(
            evidence=EvidenceFactory(
                sensitivity=Sensitivity.NAMED_READERS, readers=[UserFactory(analyst=True)]
            )
        )

        listed(client, "file")

        assert not ReadLogEntry.objects.exists()
