"""The evidence that a status asks for, and the messages when it is missing."""

import shutil
from dataclasses import dataclass
from datetime import date
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from tests.admin.test_recommendations import opened
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    PassageFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.helpers.assessments import (
    correct_assessment,
    revise_assessment,
    show_its_status,
    submit_assessment,
)
from tests.helpers.report_fixtures import KOSOVO, fields_of, write
from tests.views.assessments.test_review_log import filled
from tracker.actions.assessments.review import (
    ApproveAssessment,
    approve,
    approve_several,
)
from tracker.actions.evidence.items import EvidenceInput
from tracker.actions.imports.fixtures import load_report
from tracker.errors import BadFixture, EvidenceMissing
from tracker.formats import format_day
from tracker.models import Assessment
from tracker.vocabulary import State, Status


@dataclass(frozen=True)
class Rule:
    """A status, a piece of evidence that does not suffice for it, and what the refusal says."""

    status: Status
    sentence: str
    piece: str  # "early", "lead's" or none
    in_shell: tuple[str, ...] | None  # the like of it, for the command

    def refusal(self, name, first, as_of):
        return self.sentence.format(
            name=name, status=self.status.label, first=format_day(first), as_of=format_day(as_of)
        )


RULES = {
    "partial without evidence about the period": Rule(
        Status.PARTIAL,
        "{name} can't be set to “{status}” as of {as_of}: no evidence about the time "
        "from {first} to {as_of} speaks for it. Cite some, or choose “Unable to verify”.",
        "early",
        ("--words", "The government kept a hotline."),
    ),
    "no action without what says so": Rule(
        Status.NO_ACTION,
        "{name} can't be set to “{status}” as of {as_of}: no evidence about the time "
        "from {first} to {as_of} says that nothing was done. Cite some, or choose “Unable to "
        "verify”.",
        "",
        (),
    ),
    "full without an independent source": Rule(
        Status.FULL,
        "{name} can't be set to “{status}” as of {as_of}: no independent source about the time "
        "from {first} to {as_of} is cited. Cite one, or choose “Largely implemented”.",
        "lead's",
        None,  # a link there has no issuer: it waits for the approval
    ),
}


pytestmark = pytest.mark.django_db
SAID = "Order 12 is said to be in force."


@pytest.fixture(params=list(RULES))
def rule(request):
    return RULES[request.param]


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def recommendation():
    return RecommendationFactory(lead="THBD")


@pytest.fixture
def year(recommendation, today):
    return recommendation.period_around(today)


@pytest.fixture
def refusal(rule, recommendation, year, today):
    return rule.refusal(recommendation, year[0], today)


@pytest.fixture
def piece(rule, year):
    """Return evidence that does not suffice: of another time or the lead body; or None."""
    if not rule.piece:
        return None
    early = {"covers_from": date(2020, 1, 1), "covers_to": date(2020, 12, 31)}
    now = {"covers_from": year[0], "covers_to": year[1], "issuer": BodyFactory(code="THBD")}
    return EvidenceFactory(**(early if rule.piece == "early" else now))


@pytest.fixture
def ana(client):
    ana = UserFactory(analyst=True, username="ana")
    client.force_login(ana)
    return ana


@pytest.fixture
def waiting(rule, recommendation, piece, year, today):
    """Return a submitted assessment that cites evidence that does not suffice."""
    waiting = AssessmentFactory(
        recommendation=recommendation,
        submitted=True,
        status=rule.status,
        period_from=year[0],
        period_to=year[1],
        as_of=today,
    )
    if piece:
        CitationFactory(recommendation=recommendation, assessment=waiting, evidence=piece)
    return waiting


def keys(piece):
    return [piece.pk] if piece else []


class TestEachRuleIsRefused:
    def test_in_the_short_form_of_the_site(
        self, client, ana, rule, recommendation, piece, refusal, today
    ):
        values = {
            "status": rule.status,
            "sentence": SAID,
            "url": "",
            "use": "supports",
            "evidence": keys(piece),
        }

        answer = client.post(
            reverse("log_progress", args=[recommendation.report.slug, recommendation.number]),
            {**filled(client, recommendation), **values, "as_of": today},
        )

        assert answer.status_code == 422
        assert refusal in unescape(answer.content.decode())
        assert not Assessment.objects.exists()

    def test_in_the_short_form_of_the_admin(
        self, client, ana, rule, recommendation, piece, refusal, today
    ):
        values = {
            "status": rule.status,
            "sentence": SAID,
            "url": "",
            "use": "supports",
            "evidence": keys(piece),
        }

        answer = client.post(
            reverse("admin:tracker_recommendation_log", args=[recommendation.pk]),
            {**filled(client, recommendation), **values, "as_of": today},
        )

        assert answer.status_code == 422
        assert refusal in unescape(answer.content.decode())
        assert not Assessment.objects.exists()

    def test_in_the_inline_of_the_admin(self, client, ana, rule, recommendation, piece, refusal):
        url = reverse("admin:tracker_recommendation_change", args=[recommendation.pk])
        values = {
            "status": rule.status,
            "sentence": SAID,
            "use": "supports",
            "evidence": keys(piece),
        }

        answer = client.post(
            url,
            {**opened(client, url), **{f"assessments-0-{k}": v for k, v in values.items()}},
        )

        assert answer.status_code == 200
        assert refusal in unescape(answer.content.decode())
        assert not Assessment.objects.exists()

    def test_in_bulk_and_none_of_the_others_is_approved(self, waiting, refusal):
        sound, by = AssessmentFactory(submitted=True), UserFactory(reviewer=True)
        for assessment in (sound, waiting):
            show_its_status(assessment)

        with pytest.raises(EvidenceMissing) as refused:
            approve_several(
                [
                    ApproveAssessment(
                        row=assessment, by=by, now=timezone.now(), note="Read together"
                    )
                    for assessment in (sound, waiting)
                ]
            )

        assert str(refused.value) == refusal
        assert not Assessment.objects.filter(decided_by=by).exists()

    def test_on_the_board(self, client, waiting, refusal):
        show_its_status(waiting)
        by = UserFactory(reviewer=True)
        client.force_login(by)

        answer = client.post(
            reverse("review_queue"), {"assessment": [waiting.pk], "reason": "Read together"}
        )

        assert answer.status_code == 422
        assert refusal in unescape(answer.content.decode())
        assert not Assessment.objects.filter(decided_by=by).exists()

    def test_on_approval(self, waiting, refusal):
        with pytest.raises(EvidenceMissing) as refused:
            approve(
                ApproveAssessment(row=waiting, by=UserFactory(reviewer=True), now=timezone.now())
            )

        assert str(refused.value) == refusal

    def test_when_a_draft_is_sent(self, ana, rule, recommendation, piece, refusal, today):
        what = {"status": rule.status, "rationale": SAID, "as_of": today, "by": ana}
        draft = submit_assessment(
            recommendation=recommendation,
            now=timezone.now(),
            evidence_input=EvidenceInput(evidence=[piece] if piece else [], confirmed=True),
            draft=True,
            **what,
        )

        with pytest.raises(EvidenceMissing) as refused:
            revise_assessment(
                assessment=draft, now=timezone.now(), evidence_input=EvidenceInput(), **what
            )

        assert str(refused.value) == refusal
        draft.refresh_from_db()
        assert draft.state == State.DRAFT

    def test_in_a_correction(self, ana, rule, recommendation, piece, refusal, year, today):
        wrong = AssessmentFactory(
            recommendation=recommendation,
            approved=True,
            period_from=year[0],
            period_to=year[1],
            as_of=today,
        )

        with pytest.raises(EvidenceMissing) as refused:
            correct_assessment(
                assessment=wrong,
                by=ana,
                now=timezone.now(),
                status=rule.status,
                rationale=SAID,
                evidence_input=EvidenceInput(evidence=[piece] if piece else [], confirmed=True),
            )

        assert str(refused.value) == refusal
        assert Assessment.objects.get() == wrong

    def test_in_the_shell(self, ana, rule, recommendation, refusal, capsys):
        if rule.in_shell is None:
            pytest.skip("the command states no issuer")
        PassageFactory(report=recommendation.report)

        with pytest.raises(CommandError) as refused:
            call_command(
                "log_progress",
                recommendation.report.slug,
                recommendation.number,
                *("--by", "ana", "--because", SAID, "--status", rule.status, *rule.in_shell),
                stdout=StringIO(),
            )

        assert str(refused.value) == refusal
        assert refused.value.returncode == 1
        assert not Assessment.objects.exists()

    @pytest.mark.once
    def test_in_start_data(self, rule, tmp_path):
        folder = Path(shutil.copytree(KOSOVO, tmp_path / "report"))
        _break(folder, rule, number="6")

        with pytest.raises(BadFixture) as refused:
            load_report(folder=folder, by=UserFactory(), now=timezone.now())

        values = rule.refusal("TIP 2024 Kosovo 6", date(2023, 4, 1), date(2024, 3, 31))
        assert str(refused.value) == (
            "baselines.json, object 6 (assessment tip-2024-kosovo 6 baseline analyst): "
            f"{values} Nothing was loaded."
        )
        assert not Assessment.objects.exists()


def _break(folder, rule, *, number):
    """Let the baseline of one recommendation break the rule."""
    names = ("baselines", "citations", "evidence", "responsibilities")
    files = {name: fields_of(name, folder) for name in names}
    key = ["tip-2024-kosovo", number]
    next(r for r in files["baselines"] if r["recommendation"] == key)["status"] = rule.status
    citations = [r for r in files["citations"] if r["recommendation"] == key]
    lead = next(
        r["body"]
        for r in files["responsibilities"]
        if (r["recommendation"], r["role"]) == (key, "lead")
    )
    for citation in citations if not rule.piece else ():
        del citation["assessment"]
    cited = [citation["evidence"] for citation in citations]
    for piece in files["evidence"]:
        if [*piece["passage"], piece["start"], piece["end"]] in cited:
            if rule.piece == "early":
                piece["covers_from"], piece["covers_to"] = "2020-01-01", "2020-12-31"
            if rule.piece == "lead's":
                piece["issuer"] = lead
    for name, rows in files.items():
        write(folder, name, rows)
