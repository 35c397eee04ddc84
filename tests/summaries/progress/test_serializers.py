"""Rows as the values of a report, each compared as a whole."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from tests.factories import (
    AssessmentFactory,
    AssessmentLineFactory,
    BodyFactory,
    CitationFactory,
    ComponentFactory,
    EvidenceFactory,
    FigureFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tests.summaries.progress.helpers import ON, disclose, label, load_progress
from tracker.models import Recommendation, Seal
from tracker.progress import (
    UNSET,
    AssessmentData,
    BodyRole,
    CitationData,
    CorrectionData,
    LabelledCode,
    QuestionData,
    ReportHead,
    SealReference,
    Source,
    ViewData,
    ViewHolder,
)
from tracker.summaries.progress import serializers
from tracker.vocabulary import (
    AssessmentKind,
    Attribution,
    Audience,
    Bearing,
    ComponentBasis,
    EvidenceKind,
    Perspective,
    QuestionKind,
    Role,
    Sensitivity,
    Status,
    Strength,
    Tier,
    Trend,
    Use,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestLabels:
    def test_are_in_the_language_in_force(self):
        row = Recommendation(status=Status.PARTIAL)
        for language, words in (
            ("en", "Partially implemented"),
            ("sq", "Pjesërisht i zbatuar"),
        ):
            with translation.override(language):
                partial = LabelledCode("partial", words)
                assert serializers.label_choice(Status.PARTIAL) == partial
                assert serializers.label_field(row, "status") == partial
        assert serializers.label_field(row, "theme") == UNSET
        row.status = "gone"
        assert serializers.label_field(row, "status") == LabelledCode("gone", "gone")


class TestSources:
    @pytest.mark.parametrize(
        ("place", "suffix", "locator"),
        [
            ({}, "", ""),
            ({"page": "4"}, ":4:", "p. 4"),
            ({"paragraph": "12"}, "::12", "¶ 12"),
            ({"page": "4", "paragraph": "12"}, ":4:12", "p. 4, ¶ 12"),
        ],
    )
    def test_are_evidence_at_a_place(self, place, suffix, locator):
        piece = EvidenceFactory(
            issuer=BodyFactory(name_en="Ministry of Health"), published_on=date(2024, 5, 1)
        )

        source = serializers.serialize_evidence_source(piece, is_external=False, **place)

        assert source == Source(
            key=f"evidence:{piece.pk}{suffix}",
            title=piece.title,
            issuer="Ministry of Health",
            kind=label(EvidenceKind.LAW),
            published_on=date(2024, 5, 1),
            locator=locator,
            url=piece.url,
            address=f"/evidence/{piece.pk}/",
        )

    def test_outside_have_no_address_and_no_link_where_they_may_not_be_named(self):
        piece = EvidenceFactory(attribution=Attribution.NOT_ATTRIBUTABLE)

        source = serializers.serialize_evidence_source(piece, is_external=True)

        assert (source.url, source.address) == ("", "")

    @pytest.mark.parametrize("is_external", [False, True])
    def test_are_the_marked_words_of_a_passage(self, is_external):
        report = ReportFactory(url="https://state.example.org/tip", published_on=date(2024, 6, 24))
        marked = EvidenceFactory(passage_span=True, passage__report=report)
        figure = FigureFactory(edition=2024)

        sources = [
            serializers.serialize_evidence_source(marked, is_external=is_external),
            serializers.passage_source(
                figure,
                serializers.report_source(figure.report, is_external=is_external),
                figure.passage.number,
            ),
        ]

        assert sources == [
            Source(
                key=f"passage:{one.passage.pk}:{one.start}-{one.end}",
                title=report.title,
                issuer="State",
                kind=label(EvidenceKind.REPORT_PASSAGE),
                published_on=date(2024, 6, 24),
                locator=f"TIP 2024 Kosovo, ¶ {one.passage.number}",
                url="https://state.example.org/tip",
                address="" if is_external else f"/reports/tip-2024-kosovo/#p{one.passage.number}",
                quote=one.quote,
            )
            for one in (marked, figure)
        ]

    def test_are_cited_by_paragraph_or_as_a_whole(self):
        assert serializers.cite_passage("TIP 2024", 8) == "TIP 2024, ¶ 8"
        assert serializers.cite_passage("TIP 2024", None) == "TIP 2024"


class TestHead:
    def test_tells_the_edition_and_its_newest_seal(self):
        report = ReportFactory(tier=Tier.TWO, published_on=date(2024, 6, 24))
        ReportFactory(year=2023)
        assert serializers.serialize_seal() is None
        for number in (1, 2):
            Seal.objects.create(
                number=number,
                hash=f"{number:064d}",
                first=number,
                last=number,
                count=1,
                entries=b"",
                root=f"{number:064d}",
                created_at=datetime(2025, 1, number, tzinfo=UTC),
            )

        head = serializers.serialize_report_head(report)

        assert serializers.serialize_seal() == SealReference(2, f"{2:064d}")
        assert head == ReportHead(
            slug="tip-2024-kosovo",
            title="TIP 2024: Kosovo",
            cited_as="TIP 2024 Kosovo",
            issuer="State",
            year=2024,
            tier=label(Tier.TWO),
            period_from=date(2023, 4, 1),
            period_to=date(2024, 3, 31),
            published_on=date(2024, 6, 24),
            mechanism="TIP",
            country="Kosovo",
        )


class TestJudgments:
    def test_are_told_whole_with_what_they_corrected(self):
        row = RecommendationFactory(assessed=Status.FULL, assessed__as_of=date(2024, 9, 30))
        wrong = row.current_assessment
        staff = UserFactory(reviewer=True, username="pia")
        right = AssessmentFactory(
            recommendation=row,
            approved=True,
            kind=AssessmentKind.CORRECTION,
            corrects=wrong,
            status=Status.PARTIAL,
            trend=Trend.IMPROVING,
            strength=Strength.DOCUMENTED,
            conclusion="It is open.",
            remaining="Staff it.",
            remaining_by=date(2026, 3, 31),
            next_step="Call.",
            text_languages=(languages := {"rationale": "sq", "next_step": "en"}),
            is_sample=True,
            author=staff,
            decided_by=staff,
            decided_at=datetime(2025, 1, 20, 23, 30, tzinfo=UTC),
        )
        told = {
            "status": label(Status.PARTIAL),
            "trend": label(Trend.IMPROVING),
            "strength": label(Strength.DOCUMENTED),
            "kind": label(AssessmentKind.CORRECTION),
            "as_of": date(2024, 10, 1),
            "period_from": date(2024, 4, 1),
            "period_to": date(2025, 3, 31),
            "rationale": "A working group was set up.",
            "conclusion": "It is open.",
            "remaining": "Staff it.",
            "remaining_by": date(2026, 3, 31),
            "next_step": "",
            "text_languages": {"rationale": "sq"},
            "is_self_approved": True,
            "is_sample": True,
            "correction": CorrectionData(
                label(Status.FULL), date(2024, 9, 30), date(2025, 1, 21), wrong.pk
            ),
            "key": right.pk,
            "decided_on": date(2025, 1, 21),  # in Belgrade
        }

        inside, outside = disclose(row)[0], disclose(row, Audience.PUBLIC)[0]
        outside.unnamed_citations[right.pk] = 3

        assert serializers.serialize_assessment(right, inside) == AssessmentData(
            **told | {"next_step": "Call.", "text_languages": languages},
            author="pia",
            decided_by="pia",
        )
        assert serializers.serialize_assessment(right, outside) == AssessmentData(
            **told, author="", decided_by="", withheld_citations=3
        )

    def test_correct_nothing_before_they_are_decided(self):
        row = RecommendationFactory(assessed=Status.FULL)
        draft = AssessmentFactory(
            recommendation=row,
            submitted=True,
            kind=AssessmentKind.CORRECTION,
            corrects=row.current_assessment,
        )

        told = [
            serializers.serialize_assessment(one, disclose(row)[0])
            for one in (draft, row.current_assessment)
        ]

        assert [one.correction for one in told] == [None, None]
        assert [one.decided_on for one in told] == [None, date(2024, 10, 3)]
        assert not told[1].is_self_approved


class TestViews:
    def test_are_held_by_a_body_the_report_or_civil_society(self):
        report, body = ReportFactory(), BodyFactory(code="KP", name_en="Kosovo Police")

        holders = [
            serializers.serialize_view_holder(perspective, who, report)
            for perspective, who in (
                (Perspective.RESPONSIBLE_BODY, body),
                (Perspective.SOURCE_REPORT, None),
                (Perspective.CIVIL_SOCIETY, None),
            )
        ]

        assert holders == [
            ViewHolder(label(Perspective.RESPONSIBLE_BODY), "KP", "Kosovo Police", "KP"),
            ViewHolder(label(Perspective.SOURCE_REPORT), "", report.title, "TIP 2024 Kosovo"),
            ViewHolder(label(Perspective.CIVIL_SOCIETY), "", "Civil society", "Civil society"),
        ]

    @pytest.mark.parametrize(
        ("status", "against", "difference", "differs"),
        [
            (Status.FULL, Status.PARTIAL, 2, True),
            (Status.NO_ACTION, Status.PARTIAL, -2, True),
            (Status.PARTIAL, Status.PARTIAL, 0, False),
            (Status.FULL, Status.UNABLE_TO_VERIFY, None, True),
            (Status.NOT_APPLICABLE, Status.FULL, None, True),
            (Status.NOT_APPLICABLE, Status.UNABLE_TO_VERIFY, None, False),
            (Status.FULL, Status.NOT_ASSESSED, None, False),
        ],
    )
    def test_are_compared_with_the_analysts(self, status, against, difference, differs):
        letter = EvidenceFactory(title="Letter 1")
        view = AssessmentFactory(
            approved=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=BodyFactory(code="THBD"),
            status=status,
            stated_by="the Director",
            stated_on=date(2024, 9, 9),
            stated_in=letter,
        )
        row = view.recommendation
        inside = disclose(row)[0]

        told = serializers.serialize_view(view, row.report, inside, against=against)

        assert told == ViewData(
            holder=serializers.serialize_view_holder(
                Perspective.RESPONSIBLE_BODY, view.body, row.report
            ),
            assessment=serializers.serialize_assessment(view, inside),
            stated_by="the Director",
            stated_on=date(2024, 9, 9),
            stated_in="Letter 1",
            rank_difference=difference,
            differs=differs,
            source=serializers.serialize_evidence_source(letter, is_external=False),
        )

    def test_outside_name_the_person_to_their_own_body_alone(self):
        body = BodyFactory(code="THBD")
        view = AssessmentFactory(
            approved=True,
            perspective=Perspective.RESPONSIBLE_BODY,
            body=body,
            stated_by="the Director",
            stated_in=EvidenceFactory(sensitivity=Sensitivity.PUBLIC),
        )
        row = view.recommendation

        public, own = (
            serializers.serialize_view(
                view, row.report, disclose(row, audience, body=body)[0], against=Status.FULL
            )
            for audience in (Audience.PUBLIC, Audience.BODY)
        )

        assert (public.stated_by, own.stated_by) == ("", "the Director")
        assert (public.source.address, public.stated_in) == ("", view.stated_in.title)

    def test_name_no_letter_that_may_not_be_named(self):
        view = AssessmentFactory(
            approved=True,
            perspective=Perspective.SOURCE_REPORT,
            stated_in=EvidenceFactory(withdrawn_at=datetime(2025, 1, 1, tzinfo=UTC)),
        )
        row = view.recommendation

        told = serializers.serialize_view(view, row.report, disclose(row)[0], against=Status.FULL)

        assert (told.stated_in, told.source) == ("", None)


class TestParts:
    def test_are_told_with_the_line_of_the_current_judgment(self):
        row = RecommendationFactory(assessed=Status.PARTIAL)
        current = row.current_assessment
        first = ComponentFactory(recommendation=row, code="1a", title="give shelter")
        second = ComponentFactory(
            recommendation=row, code="1b", title="pay", basis=ComponentBasis.ANALYST, quote=""
        )
        earlier = AssessmentFactory(recommendation=row, approved=True, as_of=date(2024, 5, 1))
        AssessmentLineFactory(assessment=earlier, component=first, remark="Then.")
        line = AssessmentLineFactory(
            assessment=current, component=first, status=Status.FULL, remark="In force."
        )

        lines = load_progress(row).component_lines

        assert [
            (ln.code, ln.title, ln.basis.code, ln.status.code, ln.remark, ln.key, ln.line)
            for ln in lines
        ] == [
            ("1a", "give shelter", "in_text", "full", "In force.", first.pk, line.pk),
            ("1b", "pay", "analyst", "not_assessed", "", second.pk, None),
        ]

    def test_bodies_have_a_role(self):
        police = BodyFactory(code="KP", name_en="Kosovo Police")
        row = ResponsibilityFactory(body=police, role=Role.LEAD)

        assert serializers.serialize_responsibility(row) == BodyRole(
            "KP", "Kosovo Police", "KP", label(Role.LEAD)
        )

    @pytest.mark.parametrize(("on", "is_overdue"), [(ON, False), (ON + timedelta(1), True)])
    def test_questions_are_told_as_of_a_day(self, on, is_overdue):
        asked = QuestionFactory(
            text="How many?",
            body=BodyFactory(code="KP"),
            asked_on=date(2025, 1, 1),
            due_on=ON,
        )

        assert serializers.serialize_question(asked, on=on) == QuestionData(
            "How many?",
            label(QuestionKind.DOES_NOT_ADD_UP),
            "KP",
            date(2025, 1, 1),
            ON,
            is_overdue,
            asked.pk,
        )
        assert serializers.serialize_question(QuestionFactory(), on=on).body == ""


def cited(citation, audience=Audience.INTERNAL):
    row = citation.recommendation
    return serializers.serialize_citation(
        citation, citation.evidence, row.report, disclose(row, audience)[0]
    )


class TestCitations:
    def test_of_a_document_tell_where_in_it(self):
        piece = EvidenceFactory(
            issuer=BodyFactory(name_en="Ministry of Health"), published_on=date(2024, 5, 1)
        )
        note = CitationFactory(
            evidence=piece,
            page="4",
            paragraph="12",
            bearing=Bearing.PROGRESS,
            sentence="It opened.",
        )

        assert cited(note) == CitationData(
            title=piece.title,
            kind=label(EvidenceKind.LAW),
            use=label(Use.SUPPORTS),
            bearing=label(Bearing.PROGRESS),
            issuer="Ministry of Health",
            published_on=date(2024, 5, 1),
            covers_from=date(2024, 4, 1),
            covers_to=date(2025, 3, 31),
            url=piece.url,
            sentence="It opened.",
            locator="",
            page="4",
            document_paragraph="12",
            key=note.pk,
            source=serializers.serialize_evidence_source(
                piece, is_external=False, page="4", paragraph="12"
            ),
            as_of=date(2024, 10, 1),
        )

    def test_of_a_passage_quote_it_in_its_sentence(self):
        marked = EvidenceFactory(
            passage_span=True, start=4, end=14, sentence_start=0, sentence_end=30
        )
        passage = marked.passage
        told = cited(CitationFactory(evidence=marked))

        assert told.locator == f"TIP 2024 Kosovo, ¶ {passage.number}"
        assert (told.paragraph, told.start, told.end) == (passage.number, 4, 14)
        assert (told.quote, told.context) == ("government", "The government kept a hotline.")
        assert told.source.key == f"passage:{passage.pk}:4-14"

    def test_outside_tell_no_unapproved_sentence_and_no_address(self):
        note = CitationFactory()
        judged = AssessmentFactory(approved=True, cites=1).citations.get()

        told = [cited(one, Audience.PUBLIC) for one in (note, judged)]

        assert [one.sentence for one in told] == ["", judged.sentence]
        assert [one.source.address for one in told] == ["", ""]
        assert [one.assessment for one in told] == [None, judged.assessment_id]

    def test_link_to_no_source_that_may_not_be_named(self):
        piece = EvidenceFactory(attribution=Attribution.NOT_ATTRIBUTABLE)

        assert cited(CitationFactory(evidence=piece)).url == ""

    def test_name_the_holder_of_a_view_and_no_analyst(self):
        body = BodyFactory(code="THBD")
        view = AssessmentFactory(
            approved=True, perspective=Perspective.RESPONSIBLE_BODY, body=body, cites=1
        )
        own = AssessmentFactory(approved=True, cites=1)

        theirs, ours = (cited(one.citations.get()).view_holder for one in (view, own))

        assert (theirs.code, ours) == ("THBD", None)
