"""Which rows a report rests on, and in which version."""

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    DueDateFactory,
    EvidenceFactory,
    FigureFactory,
    TranslationFactory,
    as_factory,
)
from tests.helpers.publications import NOW, WANTED, a_report, people
from tracker.actions import progress
from tracker.models import Body
from tracker.summaries.progress.used_rows import find_versions

pytestmark = pytest.mark.django_db


def test_a_report_uses_what_hangs_on_the_rows_it_tells_of_and_what_they_name():
    report, ana = a_report(), people()[0]
    first = report.recommendations.get(number="1")
    police, house = BodyFactory(code="KP"), BodyFactory(code="NGO")
    law = EvidenceFactory(published_on=report.period_to)
    CitationFactory(recommendation=first, evidence=law)
    figure = FigureFactory(evidence=law)
    view = AssessmentFactory(
        recommendation=first, approved=True, perspective="responsible_body", body=police
    )
    line = AssessmentLineFactory(assessment=first.current_assessment)
    commitment = CommitmentFactory(recommendation=first, body=house)
    due = DueDateFactory(commitment=commitment)
    own = TranslationFactory(recommendation=first, language="sq")
    other = TranslationFactory(recommendation=first, language="sr-latn")

    made = progress.make_draft(
        progress.MakeDraft(
            report=report,
            parameters=WANTED,
            by=ana,
            now=NOW,
            reason="Asked for.",
            language="sq",
            formats=("md",),
        )
    )

    thbd = Body.objects.get(code="THBD")
    role = first.responsibilities.get()
    rows = (
        role,
        thbd,
        police,
        house,
        own,
        figure.indicator,
        line,
        line.component,
        commitment,
        due,
        view,
    )
    uses = {(use.table, use.key): use.version for use in made.uses.all()}
    for row in rows:
        assert uses[row._meta.db_table, row.pk] > 0, row
    assert (other._meta.db_table, other.pk) not in uses
    with as_factory():
        Body.objects.filter(pk=police.pk).update(name_en="Police of Kosovo")
    key = ("tracker_body", police.pk)
    assert find_versions([key])[key] > uses[key]
