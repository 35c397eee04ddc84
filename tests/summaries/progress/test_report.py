"""The state of a report's recommendations on a date."""

from datetime import UTC, date, datetime
from itertools import batched

import pytest
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    DueDateFactory,
    EvidenceFactory,
    FigureFactory,
    QuestionFactory,
    RecommendationFactory,
    RemarkFactory,
    ReportFactory,
    ResponsibilityFactory,
    TranslationFactory,
    UserFactory,
    as_factory,
)
from tests.helpers.publications import draft
from tests.summaries.progress.helpers import build
from tracker.models import Reply, Report
from tracker.progress import (
    Share,
)
from tracker.vocabulary import (
    Attribution,
    Audience,
    EvidenceKind,
    Perspective,
    ReportKind,
    Role,
    Sensitivity,
    Status,
    Strength,
    Trend,
)

pytestmark = pytest.mark.django_db


class TestProgress:
    def test_tells_recommendations_in_the_order_of_the_source(self):
        report = ReportFactory()
        for number in ("10", "9", "2"):
            RecommendationFactory(report=report, number=number)

        assert [one.number for one in build(report).recommendations] == ["2", "9", "10"]

    def test_takes_the_newest_approved_judgment_up_to_the_day(self):
        recommendation = RecommendationFactory()
        for month, status in ((5, Status.INITIAL_STEPS), (9, Status.PARTIAL), (12, Status.FULL)):
            AssessmentFactory(
                recommendation=recommendation,
                approved=True,
                status=status,
                as_of=date(2024, month, 1),
                trend=Trend.IMPROVING,
                strength=Strength.DOCUMENTED,
            )

        (one,) = build(recommendation.report, on=date(2024, 10, 1)).recommendations

        assert one.status.code == Status.PARTIAL
        assert one.assessment.strength.code == Strength.DOCUMENTED
        assert one.previous_assessment.status.code == Status.INITIAL_STEPS

    def test_leaves_out_what_nobody_approved_and_other_perspectives(self):
        recommendation = RecommendationFactory()
        AssessmentFactory(recommendation=recommendation, submitted=True)
        AssessmentFactory(
            recommendation=recommendation,
            approved=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code="THBD"),
        )

        (one,) = build(recommendation.report).recommendations

        assert (one.status.code, one.assessment) == (Status.NOT_ASSESSED, None)

    def test_counts_with_both_numbers_and_what_was_left_out(self):
        report = ReportFactory()
        for status in (Status.FULL, Status.FULL, Status.PARTIAL, Status.UNABLE_TO_VERIFY):
            RecommendationFactory(report=report, assessed=status)
        RecommendationFactory(report=report)

        whole = build(report)

        assert whole.fully_implemented == Share(part=2, base=3)
        assert {c.status.code: c.number for c in whole.excluded_counts} == {
            "not_assessed": 1,
            "unable_to_verify": 1,
            "not_applicable": 0,
        }
        assert whole.total == whole.fully_implemented.base + sum(
            c.number for c in whole.excluded_counts
        )

    def test_never_tells_of_evidence_for_named_readers(self):
        ana = UserFactory(analyst=True)
        secret = EvidenceFactory(
            sensitivity=Sensitivity.NAMED_READERS, title="Zanzibar", added_by=ana
        )
        citation = CitationFactory(evidence=secret, sentence="Zanzibar said so", added_by=ana)

        assert "Zanzibar" not in repr(build(citation.recommendation.report))

    def test_names_no_source_that_may_not_be_named(self):
        ministry = BodyFactory(code="MIA", name_en="Ministry of Internal Affairs")
        said = {"issuer": ministry, "title": "Talk in Prizren", "url": "https://a.example.org/1"}
        recommendation = RecommendationFactory()
        for attribution in Attribution:
            piece = EvidenceFactory(attribution=attribution, kind=EvidenceKind.INTERVIEW, **said)
            CitationFactory(recommendation=recommendation, evidence=piece, sentence="They met.")

        (one,) = build(recommendation.report).recommendations

        assert [(n.citation.title, n.citation.issuer, n.citation.url) for n in one.notes] == [
            ("Talk in Prizren", "Ministry of Internal Affairs", "https://a.example.org/1"),
            ("Talk in Prizren", "a source that may not be named", ""),
            ("protected source: interview", "a source that may not be named", ""),
        ]

    def test_never_cites_what_only_an_unapproved_judgment_cites(self):
        assessment = AssessmentFactory(submitted=True, cites=1)

        (one,) = build(assessment.recommendation.report).recommendations

        assert one.citations == ()

    def test_tells_notes_bodies_and_open_questions(self):
        recommendation = RecommendationFactory(lead="THBD")
        ResponsibilityFactory(recommendation=recommendation, role=Role.SUPPORTING)
        CitationFactory(recommendation=recommendation, sentence="A tender was opened.")
        QuestionFactory(recommendation=recommendation, text="How many places are there?")
        QuestionFactory(recommendation=recommendation, text="Old?", dismissal_reason="Moot")

        (one,) = build(recommendation.report).recommendations

        assert [b.role.code for b in one.bodies] == ["lead", "supporting"]
        assert [n.sentence for n in one.notes] == ["A tender was opened."]
        assert [question.question for question in one.questions] == ["How many places are there?"]

    def test_keeps_those_that_stood_at_a_status_on_that_day(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL)
        RecommendationFactory(report=recommendation.report)

        kept = build(recommendation.report, statuses={"partial"})

        assert [one.number for one in kept.recommendations] == [recommendation.number]

    def test_speaks_the_language_asked_for(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL)

        albanian = build(recommendation.report, language="sq")

        assert albanian.recommendations[0].status.label == "Pjesërisht i zbatuar"

    def test_costs_the_same_for_two_and_for_many_whatever_the_kind(self):
        from django.db import connection

        report, thbd = ReportFactory(), BodyFactory(code="THBD")
        counted = []
        for many in (2, 12):
            for _each in range(many):
                row = RecommendationFactory(report=report, lead="THBD", assessed=Status.PARTIAL)
                CitationFactory(recommendation=row)
                AssessmentFactory(
                    recommendation=row,
                    approved=True,
                    perspective=Perspective.RESPONSIBLE_BODY,
                    body=BodyFactory(code="THBD"),
                    cites=1,
                )
                AssessmentLineFactory(assessment=row.current_assessment)
                law = EvidenceFactory(sensitivity=Sensitivity.PUBLIC)
                DueDateFactory(commitment=CommitmentFactory(recommendation=row, undertaken_in=law))
                QuestionFactory(recommendation=row, body=thbd)
                RemarkFactory(recommendation=row)
                TranslationFactory(recommendation=row, language="sq")
                FigureFactory(evidence=row.citations.first().evidence)
                FigureFactory(edition=2024)
            for kind in ReportKind:
                for audience in Audience:
                    if audience == Audience.BODY and kind != ReportKind.BODY:
                        continue
                    fresh = Report.objects.select_related("mechanism__issuer").get(pk=report.pk)
                    with CaptureQueriesContext(connection) as queries:
                        whole = build(
                            fresh,
                            kind=kind,
                            audience=audience,
                            body=thbd,
                            language="sq",
                        )
                    assert whole.total >= len(whole.recommendations)
                    counted.append((kind, audience, len(queries)))

        few, lots = batched(counted, len(counted) // 2)
        assert few == lots
        assert max(number for _kind, _audience, number in few) == 21

    def test_is_the_same_for_the_same_day_and_filter(self):
        recommendation = RecommendationFactory(assessed=Status.PARTIAL, lead="THBD")
        first = build(recommendation.report)

        AssessmentFactory(
            recommendation=recommendation,
            approved=True,
            status=Status.SUBSTANTIAL,
            period_from=date(2025, 4, 1),
            period_to=date(2026, 3, 31),
            as_of=date(2025, 6, 1),
            decided_at=datetime(2025, 6, 2, tzinfo=UTC),
        )

        assert build(recommendation.report) == first


def sent(publication, body, sent_on, **changes):
    """The reply of a body to a draft, of which none came yet."""
    with as_factory():
        return Reply.objects.create(
            publication=publication,
            body=body,
            sent_on=sent_on,
            reply_by=date(2025, 3, 20),
            entered_by=publication.author,
            **changes,
        )


class TestReplies:
    def test_are_the_newest_of_each_body_as_they_stood_on_the_day(self):
        row, ana = RecommendationFactory(lead="THBD"), UserFactory(analyst=True)
        thbd, police = BodyFactory(code="THBD"), BodyFactory(code="KP")
        english, serbian = (
            draft(row.report, ana, kind=kind, audience="public", formats=["md"])
            for kind in ("full", "brief")
        )
        sent(english, police, date(2025, 1, 10), replied_on=date(2025, 2, 1), text="None.")
        came = {"replied_on": date(2025, 3, 10), "text": "We opened two shelters."}
        reply = sent(english, thbd, date(2025, 3, 1), **came)
        sent(serbian, thbd, date(2025, 3, 1))
        sent(serbian, police, date(2025, 3, 9), replied_on=date(2025, 3, 9), is_none_received=True)

        before, after = build(row.report, on=date(2025, 3, 8)), build(row.report)

        assert [(r.body.short, r.sent_on, r.text) for r in before.replies] == [
            ("KP", date(2025, 1, 10), "None."),
            ("THBD", date(2025, 3, 1), ""),
        ]
        assert [(r.body.short, r.replied_on, r.is_none_received) for r in after.replies] == [
            ("KP", date(2025, 3, 9), True),
            ("THBD", date(2025, 3, 10), False),
        ]
        assert after.replies[1].text == "We opened two shelters."
        assert (after.replies[1].publication_number, after.replies[1].key) == (1, reply.pk)
        assert build(row.report, on=date(2024, 12, 31)).replies == ()

    def test_are_for_the_public_to_public_drafts_and_for_a_body_its_own(self):
        row, ana = RecommendationFactory(lead="THBD"), UserFactory(analyst=True)
        thbd, police = BodyFactory(code="THBD"), BodyFactory(code="KP")
        clerk = UserFactory(contributor=True, speaks_for=[police])
        own = {"kind": "body", "audience": "body", "body": "THBD", "formats": ["md"]}
        sent(draft(row.report, ana, audience="public", formats=["md"]), police, date(2025, 3, 1))
        sent(draft(row.report, ana, **own), thbd, date(2025, 3, 1))
        as_body = {"kind": ReportKind.BODY, "audience": Audience.BODY, "body": thbd}

        def of(**options):
            return [reply.body.code for reply in build(row.report, **options).replies]

        assert of() == ["KP", "THBD"]
        assert of(**as_body) == ["THBD"]
        assert of(reader=clerk) == of(audience=Audience.PUBLIC) == ["KP"]
        withheld = build(row.report, audience=Audience.PUBLIC).withheld
        assert [(w.code, w.number) for w in withheld if w.code == "replies"] == [("replies", 1)]
