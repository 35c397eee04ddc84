"""The rules of what a status asks to be cited, and the words that they are refused with."""

import json
import shutil
from dataclasses import dataclass
from datetime import date
from html import unescape
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from tracker.actions.loading import load_report

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
from tests.views.assessments.test_log import filled
from tracker.actions.assessments.corrections import correct
from tracker.actions.assessments.review import approve, approve_several
from tracker.actions.assessments.submission import judge, mend
from tracker.actions.evidence.items import Shown
from tracker.errors import BadFixture, EvidenceMissing
from tracker.formats import day
from tracker.models import Assessment
from tracker.vocabulary import State, Status


@dataclass(frozen=True)
class Rule:
    """A status, a piece of evidence that does not suffice for it, and what the refusal says."""

    status: Status
    sentence: str
    piece: str  # "early", "lead's" or none
    in_shell: tuple[str, ...]  # the like of it, for the command

    def refusal(self, name, first, as_of):
        return self.sentence.format(
            name=name, status=self.status.label, first=day(first), as_of=day(as_of)
        )


RULES = {
    "partial without evidence about the period": Rule(
        Status.PARTIAL,
        "{name} can't be set to “{status}” as of {as_of}: it cites no evidence that speaks for it "
        "and is about the time from {first} to {as_of}. Cite at least one piece, or choose “Unable "
        "to verify”.",
        "early",
        ("--words", "The government kept a hotline."),
    ),
    "no action without what says so": Rule(
        Status.NO_ACTION,
        "{name} can't be set to “{status}” as of {as_of}: nothing cited says so about the time "
        "from {first} to {as_of}, and silence is not inaction. Cite what says that nothing was "
        "done, or choose “Unable to verify”.",
        "",
        (),
    ),
    "full without an independent source": Rule(
        Status.FULL,
        "{name} can't be set to “{status}” as of {as_of}: every source cited is a responsible "
        "body, or above or below one. Cite one independent source, or choose “Largely "
        "implemented”.",
        "lead's",
        ("--link", "https://thbd.example.org/reply"),
    ),
}


pytestmark = pytest.mark.django_db
KOSOVO = Path(settings.FIXTURE_DIRS[0]) / "tip-2024-kosovo"
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
    """What does not suffice: about another time, or by the lead body; or None."""
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
    """A judgment that waits for a decision and cites what does not suffice."""
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
        said = {"status": rule.status, "sentence": SAID, "link": "", "evidence": keys(piece)}

        answer = client.post(
            reverse("log", args=[recommendation.report.slug, recommendation.number]),
            {**filled(client, recommendation), **said, "as_of": today},
        )

        assert answer.status_code == 422
        assert refusal in unescape(answer.content.decode())
        assert not Assessment.objects.exists()

    def test_in_the_short_form_of_the_admin(
        self, client, ana, rule, recommendation, piece, refusal, today
    ):
        said = {"status": rule.status, "sentence": SAID, "link": "", "evidence": keys(piece)}

        answer = client.post(
            reverse("admin:tracker_recommendation_log", args=[recommendation.pk]),
            {**filled(client, recommendation), **said, "as_of": today},
        )

        assert answer.status_code == 422
        assert refusal in unescape(answer.content.decode())
        assert not Assessment.objects.exists()

    def test_in_the_inline_of_the_admin(self, client, ana, rule, recommendation, piece, refusal):
        url = reverse("admin:tracker_recommendation_change", args=[recommendation.pk])
        said = {"status": rule.status, "sentence": SAID, "evidence": keys(piece)}

        answer = client.post(
            url,
            {**opened(client, url), **{f"assessments-0-{k}": v for k, v in said.items()}},
        )

        assert answer.status_code == 200
        assert refusal in unescape(answer.content.decode())
        assert not Assessment.objects.exists()

    def test_in_bulk_and_none_of_the_others_is_approved(self, waiting, refusal):
        sound = AssessmentFactory(submitted=True)

        with pytest.raises(EvidenceMissing) as refused:
            approve_several(
                assessments=[sound, waiting],
                by=UserFactory(reviewer=True),
                now=timezone.now(),
                note="Read together",
            )

        assert str(refused.value) == refusal
        assert not Assessment.objects.approved().exists()

    def test_on_the_board(self, client, waiting, refusal):
        client.force_login(UserFactory(reviewer=True))

        answer = client.post(
            reverse("board"), {"assessment": [waiting.pk], "words": "Read together"}
        )

        assert answer.status_code == 422
        assert refusal in unescape(answer.content.decode())
        assert not Assessment.objects.approved().exists()

    def test_on_approval(self, waiting, refusal):
        with pytest.raises(EvidenceMissing) as refused:
            approve(assessment=waiting, by=UserFactory(reviewer=True), now=timezone.now())

        assert str(refused.value) == refusal

    def test_when_a_draft_is_sent(self, ana, rule, recommendation, piece, refusal, today):
        what = {"status": rule.status, "rationale": SAID, "as_of": today, "by": ana}
        draft = judge(
            recommendation=recommendation,
            now=timezone.now(),
            shown=Shown(held=[piece] if piece else []),
            draft=True,
            **what,
        )

        with pytest.raises(EvidenceMissing) as refused:
            mend(assessment=draft, now=timezone.now(), shown=Shown(), **what)

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
            correct(
                assessment=wrong,
                by=ana,
                now=timezone.now(),
                status=rule.status,
                rationale=SAID,
                shown=Shown(held=[piece] if piece else []),
            )

        assert str(refused.value) == refusal
        assert Assessment.objects.get() == wrong

    def test_in_the_shell(self, ana, rule, recommendation, refusal, capsys):
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

    def test_in_start_data(self, rule, tmp_path):
        folder = Path(shutil.copytree(KOSOVO, tmp_path / "report"))
        _break(folder, rule, number="6")

        with pytest.raises(BadFixture) as refused:
            load_report(folder=folder, by=UserFactory(), now=timezone.now())

        said = rule.refusal("TIP 2024 Kosovo 6", date(2023, 4, 1), date(2024, 3, 31))
        assert str(refused.value) == (
            f"baselines.json, row 6 (recommendation 6): {said} In files: cite it in "
            "citations.json, with “in_baseline” true. Nothing was loaded."
        )
        assert not Assessment.objects.exists()


def _break(folder, rule, *, number):
    """Let the baseline of one recommendation break the rule."""
    files = {
        name: json.loads((folder / f"{name}.json").read_text())
        for name in ("baselines", "citations", "evidence", "responsibilities")
    }
    next(r for r in files["baselines"] if r["recommendation"] == number)["status"] = rule.status
    cited = [r for r in files["citations"] if r["recommendation"] == number]
    lead = next(
        r["body"]
        for r in files["responsibilities"]
        if (r["recommendation"], r["role"]) == (number, "lead")
    )
    for row in cited:
        row["in_baseline"] = bool(rule.piece)
    for piece in files["evidence"]:
        if piece["id"] in {row["evidence"] for row in cited}:
            if rule.piece == "early":
                piece["covers_from"], piece["covers_to"] = "2020-01-01", "2020-12-31"
            if rule.piece == "lead's":
                piece["issuer"] = lead
    for name, told in files.items():
        (folder / f"{name}.json").write_text(json.dumps(told))
