"""Commitments: added, rescheduled, with news, completed, dropped, withdrawn."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories import (
    BodyFactory,
    CommitmentFactory,
    DueDateFactory,
    EvidenceFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.helpers.assessments import submit_assessment
from tracker.actions import commitments, reference_rows
from tracker.actions.commitments import (
    AddCommitment,
    CompleteCommitment,
    DropCommitment,
    RecordNews,
    RescheduleCommitment,
)
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.reference_rows import ChangeRow, WithdrawRow
from tracker.errors import (
    EvidenceMissing,
    InvalidDate,
    InvalidValue,
    NotAllowed,
    PermissionRefused,
    Stale,
)
from tracker.models import Citation, Commitment, Event
from tracker.vocabulary import State, Status, Use

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 12, 1, 9, tzinfo=UTC)
TODAY = date(2024, 12, 1)
LINK = EvidenceInput(url="https://gov.example.org/letter")


@pytest.fixture
def ana():
    return UserFactory(analyst=True, username="ana")


@pytest.fixture
def commitment():
    return DueDateFactory().commitment


def promise(ana, *, recommendation=None, evidence_input=LINK, **more):
    fields = {
        "recommendation": recommendation or RecommendationFactory(lead="MFLT"),
        "body": BodyFactory(code="MFLT"),
        "text": "Open a shelter in Prizren",
        "undertaken_on": date(2024, 11, 1),
        "due_on": date(2025, 3, 31),
        "agreed_by": "Minister, letter of 1 November",
        "evidence_input": evidence_input,
        "by": ana,
        "now": NOW,
    }
    return commitments.add(AddCommitment(**{**fields, **more}))


def move(commitment, ana, due_on, **more):
    fields = {
        "reason": "No building was found.",
        "agreed_by": "Minister",
        "agreed_on": TODAY,
        "by": ana,
        "now": NOW,
    }
    return commitments.reschedule(
        RescheduleCommitment(commitment=commitment, due_on=due_on, **{**fields, **more})
    )


class TestAdd:
    def test_cites_a_commitment_and_keeps_the_first_date(self, ana):
        made = promise(ana)

        citation, first = Citation.objects.get(), made.due_dates.get()
        assert (citation.use, citation.evidence) == (Use.COMMITMENT, made.undertaken_in)
        assert citation.evidence.issuer is None  # nobody said that the body wrote it
        assert (first.due_on, first.before) == (date(2025, 3, 31), None)
        assert first.agreed_by == "Minister, letter of 1 November"
        assert (made.postponements, made.last_update_on) == (0, date(2024, 11, 1))

    def test_cites_the_place_in_the_document(self, ana):
        made = promise(ana, evidence_input=EvidenceInput(url=LINK.url, page="4", at_paragraph="12"))
        proof = EvidenceInput(url="https://gov.example.org/act", page="iv", at_paragraph="3(b)")
        commitments.complete(
            CompleteCommitment(
                commitment=made,
                on=TODAY,
                sentence="It is open.",
                evidence_input=proof,
                by=ana,
                now=NOW,
            )
        )

        promised, done = Citation.objects.order_by("pk")
        assert (promised.page, promised.paragraph) == ("4", "12")
        assert (done.page, done.paragraph) == ("iv", "3(b)")

    def test_a_commitment_raises_no_status(self, ana):
        made = promise(ana)

        with pytest.raises(EvidenceMissing):
            submit_assessment(
                recommendation=made.recommendation,
                by=ana,
                now=NOW,
                status=Status.PARTIAL,
                rationale="Promised",
                evidence_input=EvidenceInput(evidence=[made.undertaken_in]),
                use=Use.COMMITMENT,
                as_of=TODAY,
                approve_at_once=True,
            )

        made.recommendation.refresh_from_db()
        assert made.recommendation.status == Status.NOT_ASSESSED
        assert not made.recommendation.assessments.filter(state=State.APPROVED).exists()

    def test_a_second_time_changes_nothing(self, ana):
        made = promise(ana)
        events = Event.objects.count()

        again = promise(ana, recommendation=made.recommendation)

        assert again == made
        assert Event.objects.count() == events

    def test_without_a_date_keeps_none(self, ana):
        assert not promise(ana, due_on=None).due_dates.exists()

    @pytest.mark.parametrize(
        ("wrong", "refusal", "sentence"),
        [
            (
                {"evidence_input": EvidenceInput()},
                EvidenceMissing,
                "has no evidence. Add a file, a link",
            ),
            ({"undertaken_on": date(2024, 12, 2)}, InvalidDate, "this date is in the future"),
            ({"due_on": date(2024, 10, 1)}, InvalidDate, "can't be due on 1 October 2024"),
            ({"text": "x" * 501}, InvalidValue, "at most 500 characters"),
            ({"text": " "}, InvalidValue, "Give it in one sentence"),
            ({"agreed_by": "x" * 201}, InvalidValue, "at most 200 characters"),
        ],
    )
    def test_what_can_t_be_is_refused_and_writes_nothing(self, ana, wrong, refusal, sentence):
        with pytest.raises(refusal, match=sentence):
            promise(ana, **wrong)

        assert not (Commitment.objects.exists() or Citation.objects.exists())

    @pytest.mark.parametrize("role", ["viewer", "contributor", "publisher", "auditor"])
    def test_takes_an_analyst(self, role):
        with pytest.raises(PermissionRefused, match="only analysts can"):
            promise(UserFactory(**{role: True}))


class TestReschedule:
    def test_keeps_every_date_with_who_agreed_and_why(self, ana, commitment):
        move(commitment, ana, date(2025, 6, 30))
        move(commitment, ana, date(2025, 9, 30), reason="No budget.", agreed_by="Government")

        dates = [
            (d.due_on, d.before, d.agreed_by, d.reason) for d in commitment.due_dates.order_by("pk")
        ]
        assert dates == [
            (date(2025, 3, 31), None, "Minister of Justice", ""),
            (date(2025, 6, 30), date(2025, 3, 31), "Minister", "No building was found."),
            (date(2025, 9, 30), date(2025, 6, 30), "Government", "No budget."),
        ]
        assert Commitment.objects.often_postponed().get().due_on == date(2025, 9, 30)

    @pytest.mark.parametrize(
        ("to", "postponements"),
        [(date(2025, 4, 1), 1), (date(2025, 1, 31), 0), (None, 1)],
        ids=["put off", "brought forward", "removed"],
    )
    def test_counts_postponements_only(self, ana, commitment, to, postponements):
        assert move(commitment, ana, to).postponements == postponements

    def test_a_first_date_is_no_postponement(self, ana):
        assert move(CommitmentFactory(due_on=None), ana, date(2025, 6, 30)).postponements == 0

    def test_is_news_of_it(self, ana, commitment):
        moved = move(commitment, ana, date(2025, 6, 30))

        assert (moved.last_update_on, moved.latest) == (TODAY, "No building was found.")

    def test_a_second_time_changes_nothing(self, ana, commitment):
        move(commitment, ana, date(2025, 6, 30))
        events = Event.objects.count()

        move(commitment, ana, date(2025, 6, 30))

        assert Event.objects.count() == events

    @pytest.mark.parametrize(
        ("wrong", "refusal", "sentence"),
        [
            ({"reason": " "}, InvalidValue, "Give it in one sentence"),
            ({"agreed_by": ""}, InvalidValue, "a reason and who agreed"),
            ({"due_on": date(2025, 3, 31)}, InvalidValue, "is already due on that day"),
            ({"due_on": date(2024, 9, 1)}, InvalidDate, "can't be due on 1 September 2024"),
            ({"agreed_on": date(2024, 12, 2)}, InvalidDate, "can't have the date"),
        ],
    )
    def test_is_refused_without_words_and_with_wrong_days(
        self, ana, commitment, wrong, refusal, sentence
    ):
        with pytest.raises(refusal, match=sentence):
            move(commitment, ana, **{"due_on": date(2025, 6, 30), **wrong})

        assert commitment.due_dates.count() == 1

    def test_on_an_old_form_is_stale(self, ana, commitment):
        with pytest.raises(Stale, match="after you opened this form"):
            move(commitment, ana, date(2025, 6, 30), last_event=0)

    def test_of_what_is_closed_is_stale(self, ana, commitment):
        commitments.drop(
            DropCommitment(commitment=commitment, reason="Dropped from the plan", by=ana, now=NOW)
        )

        with pytest.raises(Stale, match="is no longer open: it was dropped for the reason"):
            move(commitment, ana, date(2025, 6, 30))


class TestRecordNews:
    def test_ends_a_silence(self, ana):
        quiet = CommitmentFactory(undertaken_on=TODAY - timedelta(days=200))
        assert Commitment.objects.quiet(on=TODAY).get() == quiet

        commitments.record_news(
            RecordNews(commitment=quiet, on=TODAY, sentence="A site was bought.", by=ana, now=NOW)
        )

        assert not Commitment.objects.quiet(on=TODAY).exists()

    def test_older_news_is_refused(self, ana, commitment):
        commitments.record_news(
            RecordNews(
                commitment=commitment, on=TODAY, sentence="A site was bought.", by=ana, now=NOW
            )
        )

        with pytest.raises(InvalidDate, match="Choose one from 1 December 2024 to 1 December 2024"):
            commitments.record_news(
                RecordNews(
                    commitment=commitment, on=date(2024, 11, 1), sentence="Looking", by=ana, now=NOW
                )
            )


class TestComplete:
    def finish(self, commitment, ana, **more):
        values = {"on": TODAY, "sentence": "The shelter is open.", "evidence_input": LINK}
        return commitments.complete(
            CompleteCommitment(commitment=commitment, by=ana, now=NOW, **{**values, **more})
        )

    def test_cites_what_shows_it_and_sets_no_status(self, ana, commitment):
        done = self.finish(commitment, ana)

        citation = Citation.objects.get()
        assert (done.done_on, done.done_by) == (TODAY, citation.evidence)
        assert citation.use == Use.SUPPORTS
        commitment.recommendation.refresh_from_db()
        assert commitment.recommendation.status == Status.NOT_ASSESSED

    def test_a_second_time_changes_nothing(self, ana, commitment):
        self.finish(commitment, ana)
        events = Event.objects.count()

        self.finish(commitment, ana)

        assert Event.objects.count() == events

    def test_needs_evidence(self, ana, commitment):
        with pytest.raises(EvidenceMissing):
            self.finish(commitment, ana, evidence_input=EvidenceInput())

    def test_is_not_dropped_afterwards(self, ana, commitment):
        self.finish(commitment, ana, evidence_input=EvidenceInput(evidence=[EvidenceFactory()]))

        with pytest.raises(Stale, match="it was done on 1 December 2024"):
            commitments.drop(
                DropCommitment(commitment=commitment, reason="Too late", by=ana, now=NOW)
            )


class TestWithdraw:
    def test_takes_it_out_of_every_list(self, ana, commitment):
        reference_rows.withdraw(WithdrawRow(row=commitment, by=ana, reason="Another body", now=NOW))

        commitment.refresh_from_db()
        assert not (commitment.is_open or Commitment.objects.open().exists())

    def test_of_a_due_date_by_hand_is_not_possible(self, ana, commitment):
        with pytest.raises(NotAllowed, match="can't be changed"):
            reference_rows.change(
                ChangeRow(row=commitment, by=ana, reason="By hand", fields={"due_on": TODAY})
            )
