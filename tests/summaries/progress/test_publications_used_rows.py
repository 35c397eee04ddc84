"""Which rows a report rests on, and in which version."""

import pytest

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    ComponentFactory,
    DueDateFactory,
    EvidenceFactory,
    FigureFactory,
    QuestionFactory,
    ResponsibilityFactory,
    TranslationFactory,
    as_factory,
)
from tests.helpers.publications import NOW, WANTED, a_report, people
from tests.reporting.samples import (
    a_commitment,
    a_correction,
    a_document,
    a_progress,
    a_recommendation,
    a_view,
    an_assessment,
    replace,
)
from tracker.actions import progress
from tracker.models import Body, Event
from tracker.progress import (
    UNSET,
    DueDateMove,
    FigureSeries,
    FigureValue,
    Letterhead,
    NoteData,
    QuestionData,
    RemarkData,
    ReplyData,
    Source,
    StatusPoint,
    ViewHolder,
    YearStatus,
)
from tracker.summaries.progress.publications import (
    find_used_rows,
    find_versions,
    shown_rows,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


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


def test_a_report_uses_no_rows_of_others():
    report = a_report()
    first, second = report.recommendations.order_by("number")
    pieces = [ComponentFactory(recommendation=row) for row in (first, second)]
    for row in (first, second):
        TranslationFactory(recommendation=row, language="sq")
        AssessmentLineFactory(assessment=row.current_assessment)
        DueDateFactory(commitment=CommitmentFactory(recommendation=row))
        QuestionFactory(recommendation=row, body=BodyFactory())
    ResponsibilityFactory(recommendation=first, withdrawn_at=NOW)
    asked = first.questions.get()
    told = a_progress(
        a_recommendation(
            key=first.pk,
            assessment=an_assessment(key=first.current_assessment_id),
            questions=(QuestionData("Why?", UNSET, key=asked.pk),),
        ),
        language="sq",
    )

    rows = find_used_rows(told, report)

    used = [
        report,
        first,
        first.current_assessment,
        first.current_assessment.lines.get(),
        asked,
        asked.body,
        first.translations.get(),
        first.responsibilities.get(withdrawn_at=None),
        Body.objects.get(code="THBD"),
        *first.components.all(),
    ]
    assert pieces[0] in used
    assert rows == {(row._meta.db_table, row.pk) for row in used}


def test_a_report_shows_its_rows_and_their_sources():
    def cited(key):
        return a_document(key=key, source=Source(f"evidence:{key}0:4:12", ""))

    row = a_recommendation(
        key=1,
        remark=RemarkData("A", NOW.date(), 2),
        status_history=(StatusPoint(NOW.date(), UNSET, 1, 3),),
        assessment=an_assessment(key=4, correction=replace(a_correction(), key=5)),
        previous_assessment=an_assessment(key=6),
        views=(
            a_view(assessment=an_assessment(key=7), source=Source("evidence:8", "")),
            a_view(assessment=an_assessment(key=None)),
        ),
        questions=(QuestionData("Why?", UNSET, key=9),),
        commitments=(
            a_commitment(
                key=10,
                sources=(Source("passage:11:40-81", ""),),
                moves=(DueDateMove(NOW.date(), None, None, "", 17),),
            ),
        ),
        years=(YearStatus(NOW.date(), UNSET, UNSET, NOW.date(), 18),),
        citations=(cited(12), a_document(key=None)),
        notes=(NoteData(NOW.date(), "B", cited(13)),),
    )
    value = FigureValue("2023", 2023, 7, "7", key=14, source=Source("passage:15:1-2", ""))
    told = a_progress(
        row,
        summary=RemarkData("C", NOW.date(), 16),
        letterhead=Letterhead(key=20),
        figures=(FigureSeries("V", "", "", UNSET, (value,)),),
        replies=(
            ReplyData(
                body=ViewHolder(UNSET, "", "", ""), sent_on=NOW.date(), reply_by=NOW.date(), key=19
            ),
        ),
    )

    assert sorted(shown_rows(told)) == [
        *(("tracker_assessment", key) for key in (3, 4, 5, 6, 7, 18)),
        *(("tracker_citation", key) for key in (12, 13)),
        ("tracker_commitment", 10),
        ("tracker_duedate", 17),
        *(("tracker_evidence", key) for key in (8, 120, 130)),
        ("tracker_figure", 14),
        *(("tracker_passage", key) for key in (11, 15)),
        ("tracker_question", 9),
        ("tracker_recommendation", 1),
        *(("tracker_remark", key) for key in (2, 16)),
        ("tracker_reply", 19),
        ("tracker_reporttext", 20),
    ]


def test_a_version_is_the_newest_event_about_a_row_or_none():
    assert Event.objects.last_sequence() == 0
    body, other = BodyFactory(), BodyFactory()
    with as_factory():
        Body.objects.filter(pk=body.pk).update(name_en="A")
    newest = Event.objects.last_sequence()
    keys = [("tracker_body", body.pk), ("tracker_body", other.pk), ("tracker_body", 999)]

    assert find_versions(keys) == dict(zip(keys, (newest, newest - 1, 0), strict=True))
