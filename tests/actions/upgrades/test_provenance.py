"""Rows of a version before 0.2: what nobody typed for sure is unconfirmed, strengths follow."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    FileFactory,
    RecommendationFactory,
    ResponsibilityFactory,
    UserFactory,
)
from tracker.actions.upgrades.version_0_2 import (
    recalculate_strengths,
    unconfirm_lines,
    unconfirm_uses,
)
from tracker.audit.context import acting_as
from tracker.audit.reasons import because
from tracker.models import Event
from tracker.vocabulary import EvidenceKind, Status, Strength, StrengthChange, Use

pytestmark = pytest.mark.django_db
AS_OF = date(2024, 10, 1)
YEAR = {"covers_from": date(2024, 4, 1), "covers_to": AS_OF}


@pytest.fixture(autouse=True)
def upgrade():
    with acting_as("command:upgrade", source="command"), because("A newer version"):
        yield


@pytest.fixture
def lead():
    return BodyFactory(code="MLSW")


@pytest.fixture
def recommendation(lead):
    row = RecommendationFactory()
    ResponsibilityFactory(recommendation=row, body=lead)
    return row


def cite(recommendation, **evidence):
    values = {"kind": EvidenceKind.OFFICIAL_STATEMENT, **evidence}
    piece = EvidenceFactory(**values)
    CitationFactory(recommendation=recommendation, evidence=piece, as_of=AS_OF)
    return piece


def reloaded(piece):
    piece.refresh_from_db()
    return piece


class TestUnconfirmLines:
    def test_moves_what_was_filled_in_to_what_was_read(self, recommendation, lead):
        piece = cite(recommendation, issuer=lead, **YEAR)

        assert unconfirm_lines() == 1

        assert reloaded(piece).reading == {
            "issuer": {"value": "MLSW", "place": "earlier", "words": ""},
            "kind": {"value": "official_statement", "place": "earlier", "words": ""},
            "period": {"value": ["2024-04-01", "2024-10-01"], "place": "earlier", "words": ""},
        }
        assert (piece.issuer, piece.kind) == (None, EvidenceKind.NOT_STATED)
        assert (piece.covers_from, piece.covers_to) == (None, None)

    def test_offers_first_what_file_and_address_tell_now(self, recommendation, lead):
        BodyFactory(code="HRW", kind="ngo", domains=["hrw.org"])
        piece = cite(recommendation, issuer=lead, url="https://www.hrw.org/report")

        unconfirm_lines()

        assert reloaded(piece).reading["issuer"]["value"] == "HRW"
        assert piece.reading["kind"]["place"] == "earlier"

    def test_leaves_what_was_read_and_not_stated_before(self, recommendation, lead):
        reading = {"kind": {"value": "letter", "place": "text", "words": "Dear all"}}
        fields = {"kind": EvidenceKind.NOT_STATED, "reading": reading}
        piece = cite(recommendation, issuer=BodyFactory(code="HRW"), **fields)
        FileFactory(evidence=piece, extracted_text="Dear all")
        assert unconfirm_lines() == 0

        piece = cite(recommendation, issuer=lead, **fields)
        FileFactory(evidence=piece, extracted_text="Minutes")
        unconfirm_lines()
        assert reloaded(piece).reading["kind"] == reading["kind"]

    def test_leaves_what_somebody_must_have_typed(self, recommendation):
        typed = {"covers_from": date(2024, 5, 1), "covers_to": AS_OF, "kind": EvidenceKind.LAW}
        piece = cite(recommendation, issuer=BodyFactory(code="HRW"), **typed)

        assert unconfirm_lines() == 0
        assert (reloaded(piece).reading, piece.issuer.code) == ({}, "HRW")

    def test_takes_the_body_of_a_commitment_as_filled_in(self, recommendation):
        body = BodyFactory(code="MFLT")
        CommitmentFactory(recommendation=recommendation, body=body)
        piece = cite(recommendation, issuer=body, kind=EvidenceKind.LAW)

        unconfirm_lines()

        assert set(reloaded(piece).reading) == {"issuer"}

    @pytest.mark.parametrize(
        ("text", "read"), [("Dear all,\n\nMFLT", {"issuer", "kind"}), ("Dear all", {"kind"})]
    )
    def test_takes_kind_and_issuer_of_a_file_as_read(self, recommendation, text, read):
        issuer = BodyFactory(code="MFLT")
        piece = cite(recommendation, issuer=issuer, kind=EvidenceKind.LETTER)
        FileFactory(evidence=piece, extracted_text=text)

        unconfirm_lines()

        assert set(reloaded(piece).reading) == read

    def test_leaves_passages_sheets_and_what_a_body_sent_itself(self, recommendation, lead):
        cite(recommendation, issuer=lead, passage_span=True, kind=EvidenceKind.REPORT_PASSAGE)
        sheet = {"kind": EvidenceKind.LETTER, "remark": "SHA-256: 12ab"}
        cite(recommendation, issuer=lead, **sheet)
        focal_point = UserFactory(contributor=True)
        focal_point.speaks_for.add(lead)
        cite(recommendation, issuer=lead, added_by=focal_point)

        assert unconfirm_lines() == 0


class TestUnconfirmUses:
    @pytest.mark.parametrize(
        ("status", "use", "is_stated"),
        [
            (Status.PARTIAL, Use.SUPPORTS, False),
            (Status.PARTIAL, Use.CONTRADICTS, True),
            (Status.NO_ACTION, Use.CONTRADICTS, False),
            (Status.NO_ACTION, Use.SUPPORTS, True),
            (None, Use.SUPPORTS, False),
            (None, Use.CONTEXT, True),
            (None, Use.COMMITMENT, True),
        ],
    )
    def test_marks_the_use_that_nobody_chose(self, recommendation, status, use, is_stated):
        about = {"recommendation": recommendation}
        if status:
            about["assessment"] = AssessmentFactory(recommendation=recommendation, status=status)
        citation = CitationFactory(**about, use=use)

        assert unconfirm_uses() == int(not is_stated)

        citation.refresh_from_db()
        assert (citation.use, citation.is_use_stated) == (use, is_stated)

    def test_leaves_marks_of_a_report_and_what_a_body_sent(self, recommendation, lead):
        CitationFactory(recommendation=recommendation, bearing="progress")
        focal_point = UserFactory(contributor=True)
        focal_point.speaks_for.add(lead)
        piece = EvidenceFactory(issuer=lead, added_by=focal_point)
        CitationFactory(recommendation=recommendation, evidence=piece, added_by=focal_point)

        assert unconfirm_uses() == 0


class TestRecalculateStrengths:
    def changed(self, recommendation, before, **evidence):
        """Return the strength of an assessment that cites such evidence, and why it changed."""
        assessment = AssessmentFactory(
            recommendation=recommendation, approved=True, strength=before, as_of=AS_OF
        )
        values = {"kind": EvidenceKind.NGO_REPORT, "issuer": BodyFactory(kind="ngo"), **YEAR}
        piece = EvidenceFactory(**values | evidence)
        CitationFactory(recommendation=recommendation, assessment=assessment, evidence=piece)
        count = recalculate_strengths()
        assessment.refresh_from_db()
        event = Event.objects.filter(table="tracker_assessment", operation="update").last()
        assert count == int(assessment.strength != before)
        return assessment.strength, event.reason if count else ""

    @pytest.mark.parametrize(
        ("evidence", "strength", "reason"),
        [
            ({}, Strength.INDEPENDENT, StrengthChange.ONE_SOURCE),
            ({"kind": EvidenceKind.NOT_STATED}, Strength.NONE, StrengthChange.UNCONFIRMED),
            (
                {"covers_from": date(2020, 1, 1), "covers_to": date(2020, 12, 31)},
                Strength.NONE,
                StrengthChange.OTHER_TIME,
            ),
        ],
    )
    def test_says_why(self, recommendation, evidence, strength, reason):
        assert self.changed(recommendation, Strength.CORROBORATED, **evidence) == (strength, reason)

    def test_says_that_the_words_of_a_link_are_missing(self, recommendation):
        assessment = AssessmentFactory(
            recommendation=recommendation, strength=Strength.CORROBORATED, as_of=AS_OF
        )
        piece = EvidenceFactory(
            issuer=BodyFactory(kind="ngo"), kind=EvidenceKind.NGO_REPORT, **YEAR
        )
        CitationFactory(
            recommendation=recommendation, assessment=assessment, evidence=piece, sentence=""
        )

        recalculate_strengths()

        assert Event.objects.latest("pk").reason == StrengthChange.LINK_ALONE

    def test_says_that_other_rules_hold(self, recommendation):
        state = BodyFactory(kind="ministry")

        strength, reason = self.changed(recommendation, Strength.CORROBORATED, issuer=state)

        assert (strength, reason) == (Strength.SELF_REPORTED, StrengthChange.OTHER_RULES)

    def test_leaves_what_stays_as_it_was(self, recommendation):
        assert self.changed(recommendation, Strength.INDEPENDENT) == (Strength.INDEPENDENT, "")
