"""The Kosovo report as `quickstart` loads it, with what only years of work would add."""

from datetime import UTC, date, datetime
from functools import cache
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    FigureFactory,
    IndicatorFactory,
    QuestionFactory,
    RemarkFactory,
    as_factory,
)
from tests.helpers.rollback import undone
from tracker.actions import people
from tracker.actions.history.status_spans import rebuild
from tracker.filters.progress import progress_from_params
from tracker.models import Body, Recommendation, Report
from tracker.vocabulary import Group, Perspective, Sensitivity, Status

SLUG = "tip-2024-kosovo"
TODAY = date(2025, 6, 30)
HIDDEN = "Zylfije"  # in whatever is not public


@pytest.fixture(scope="package")
def kosovo(django_db_setup, django_db_blocker):
    """The report, three years into its life."""
    with django_db_blocker.unblock(), undone():
        call_command("quickstart", "--no-serve", stdout=StringIO())
        with as_factory():
            _live_on()
        rebuild()
        yield Report.objects.get(slug=SLUG)


def _live_on():
    """One moved up on a public law; a view beside it, promises, questions, figures, hidden notes."""
    rows = {row.number: row for row in Recommendation.objects.filter(report__slug=SLUG)}
    thbd = Body.objects.get(code="THBD")
    law = EvidenceFactory(
        title="Law 08/L-001 on shelters",
        kind="law",
        sensitivity=Sensitivity.PUBLIC,
        published_on=date(2025, 1, 10),
        covers_from=date(2025, 1, 10),
        covers_to=None,
        url="https://gzk.example.org/8",
    )
    letter = EvidenceFactory(
        title=f"Letter about {HIDDEN}",
        sensitivity=Sensitivity.INTERNAL,
        published_on=date(2025, 2, 10),
        covers_from=date(2024, 4, 1),
        covers_to=date(2025, 3, 31),
    )
    moved = _assessed(
        rows["6"], Status.SUBSTANTIAL, "Shelters are funded by law.", "Ask for rooms."
    )
    CitationFactory(recommendation=rows["6"], assessment=moved, evidence=law, as_of=moved.as_of)
    CitationFactory(recommendation=rows["6"], assessment=moved, evidence=letter, as_of=moved.as_of)
    CitationFactory(
        recommendation=rows["2"],
        evidence=letter,
        as_of=date(2025, 3, 1),
        sentence=f"{HIDDEN} was heard by the police.",
    )
    AssessmentFactory(
        recommendation=rows["6"],
        perspective=Perspective.RESPONSIBLE_BODY,
        body=thbd,
        approved=True,
        status=Status.FULL,
        as_of=date(2025, 3, 1),
        rationale=f"All is done, says {HIDDEN}.",
    )
    _add_confidential_views(rows["3"], on=[law, EvidenceFactory(issuer=thbd)], stated_in=letter)
    CommitmentFactory(
        recommendation=rows["8"], body=thbd, undertaken_in=law, due_on=date(2025, 3, 31)
    )
    CommitmentFactory(
        recommendation=rows["8"], body=thbd, text=f"Help {HIDDEN}", undertaken_in=letter
    )
    QuestionFactory(recommendation=rows["3"], text=f"Where is {HIDDEN}?")
    RemarkFactory(recommendation=rows["6"], report=rows["6"].report, as_of=date(2025, 4, 1))
    indicator = IndicatorFactory(code="VICT_IDENTIFIED")
    for period, value in (("2024", 3), ("2025", 28)):
        FigureFactory(
            indicator=indicator,
            evidence=letter,
            passage=None,
            report=None,
            period=period,
            value=value,
        )


def _add_confidential_views(row, *, on, stated_in):
    """Views of an organisation, by a letter and by word, that cite pieces others may know of."""
    names = {f"name_{of}": f"{word} {HIDDEN}" for of, word in (("en", "House"), ("sq", "Shtëpia"))}
    body = BodyFactory(code="ZNGO", name_sr=f"Kuća {HIDDEN}", **names)
    for stated, day in ((None, date(2025, 1, 1)), (stated_in, date(2025, 2, 1))):
        view = AssessmentFactory(
            recommendation=row,
            perspective=Perspective.CIVIL_SOCIETY,
            body=body,
            approved=True,
            status=Status.NO_ACTION,
            as_of=day,
            stated_in=stated,
            rationale=f"{HIDDEN} saw none of it.",
        )
        for evidence in on if stated else [*on, stated_in]:
            CitationFactory(
                recommendation=row,
                assessment=view,
                evidence=evidence,
                as_of=day,
                sentence=f"It helped nobody, {HIDDEN} says.",
            )


def _assessed(row, status, rationale, next_step):
    return AssessmentFactory(
        recommendation=row,
        approved=True,
        status=status,
        trend="improving",
        strength="documented",
        rationale=rationale,
        next_step=next_step,
        as_of=date(2025, 3, 31),
        period_from=date(2024, 4, 1),
        period_to=date(2025, 3, 31),
        decided_at=datetime(2025, 4, 2, 9, tzinfo=UTC),
    )


@pytest.fixture(scope="package")
def make_progress(kosovo, django_db_blocker):
    """Work out a report, each once: `make_progress("full", "sq", "public")`."""
    with django_db_blocker.unblock(), as_factory():
        reader = people.service_user("reports", group=Group.VIEWER)

    @cache
    def compute(kind, language="en", audience="internal"):
        wanted = {"kind": [kind], "audience": [audience], "on": [TODAY.isoformat()]}
        if kind == "body":
            wanted["body"] = ["THBD"]
        with django_db_blocker.unblock():
            return progress_from_params(kosovo, wanted, user=reader, today=TODAY, language=language)

    return compute
