"""What is read of new evidence, and its confirmation."""

from datetime import UTC, date, datetime

import pytest

from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    UserFactory,
    as_factory,
)
from tracker.actions.evidence.files import ConfirmReading, confirm_reading, read_new
from tracker.audit.reasons import because
from tracker.errors import InvalidValue, PermissionRefused
from tracker.models import Body, Event
from tracker.vocabulary import BodyKind, EvidenceKind, Strength, Use

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
TODAY = NOW.date()
READING = {
    "issuer": {"value": "MFLT", "place": "letterhead", "words": "Ministry of Finance"},
    "kind": {"value": "letter", "place": "text", "words": "Dear"},
    "period": {"value": ["2024-04-01", "2024-12-31"], "place": "text", "words": "April–December"},
}


def read(url="", words="", today=TODAY):
    return read_new(file=None, url=url, words=words, today=today)


class TestReadNew:
    def test_of_an_address_is_the_body_of_its_domain(self):
        BodyFactory(code="HRW", domains=["hrw.org"], kind=BodyKind.NGO)

        assert read("https://www.hrw.org/report") == {
            "issuer": {"value": "HRW", "place": "address", "words": "hrw.org"}
        }

    def test_of_a_news_site_is_media(self):
        BodyFactory(code="KOHA", domains=["koha.net"], kind=BodyKind.MEDIA)

        assert read("https://koha.net/a")["kind"]["value"] == EvidenceKind.MEDIA

    def test_of_a_name_in_a_sentence_is_nothing(self):
        BodyFactory(code="HRW", name_en="Human Rights Watch", domains=["hrw.org"])

        assert read("https://a.example.org", "Human Rights Watch writes on shelters.") == {}

    def test_of_words_passed_on_is_whose_they_are(self):
        BodyFactory(code="MOJ")

        assert read(words="MOJ announced a shelter.")["original_source"]["value"] == "MOJ"

    def test_leaves_out_new_sources_and_those_unnamed(self):
        BodyFactory(code="A", domains=["a.org"], is_provisional=True)
        BodyFactory(code="B", domains=["b.org"], kind=BodyKind.UNNAMED)

        assert read("https://a.org") == read("https://b.org") == {}

    def test_of_a_body_that_ended_is_its_only_successor(self):
        mflt, moj = BodyFactory(code="MFLT"), BodyFactory(code="MOJ")
        ended = {"valid_to": date(2021, 3, 1)}
        BodyFactory(code="A", domains=["a.org"], **ended)
        BodyFactory(code="MPA", domains=["mpa.org"], successors=[mflt], **ended)
        BodyFactory(code="MLSW", domains=["mlsw.org"], successors=[mflt, moj], **ended)

        assert read("https://mpa.org")["issuer"]["value"] == "MFLT"
        assert read("https://mpa.org", today=date(2020, 1, 1))["issuer"]["value"] == "MPA"
        assert read("https://mlsw.org") == read("https://a.org") == {}


class TestConfirmReading:
    @pytest.fixture
    def mflt(self):
        return BodyFactory(code="MFLT")

    @pytest.fixture
    def piece(self, mflt):
        values = {"kind": EvidenceKind.NOT_STATED, "covers_from": None, "covers_to": None}
        return EvidenceFactory(**values, reading=READING)

    def confirm(self, piece, by=None, **values):
        by = by or UserFactory(analyst=True)
        return confirm_reading(ConfirmReading(evidence=piece, by=by, now=NOW, **values))

    def test_states_what_was_read_and_says_so(self, piece, mflt):
        self.confirm(piece)

        piece.refresh_from_db()
        assert (piece.issuer, piece.kind, piece.reading) == (mflt, EvidenceKind.LETTER, {})
        assert (piece.covers_from, piece.covers_to) == (date(2024, 4, 1), date(2024, 12, 31))
        assert Event.objects.order_by("-pk").first().reason == (
            "Confirmed: Issuer: MFLT, from the letterhead · Letter · About April to December 2024"
        )

    def test_leaves_what_a_person_stated(self, piece):
        piece.issuer, piece.covers_to = BodyFactory(code="MOJ"), date(2025, 1, 1)
        with because("Typed.", by=piece.added_by):
            piece.save()

        self.confirm(piece)

        piece.refresh_from_db()
        assert (piece.issuer.code, piece.kind) == ("MOJ", EvidenceKind.LETTER)
        assert (piece.covers_from, piece.covers_to) == (None, date(2025, 1, 1))

    def test_states_the_use_of_a_citation(self, piece):
        assessment = AssessmentFactory()
        citation = CitationFactory(
            evidence=piece, assessment=assessment, use=Use.SUPPORTS, is_use_stated=False
        )

        self.confirm(piece, citation=citation)

        citation.refresh_from_db()
        assessment.refresh_from_db()
        assert citation.is_use_stated
        assert assessment.strength != Strength.NONE

    def test_refuses_a_body_whose_code_was_changed(self, piece, mflt):
        with as_factory():
            Body.objects.filter(pk=mflt.pk).update(code="MOF")

        with pytest.raises(InvalidValue, match="no body has the code “MFLT”"):
            self.confirm(piece)

        piece.refresh_from_db()
        assert piece.reading == READING

    def test_a_second_time_changes_nothing(self, piece):
        self.confirm(piece, by=piece.added_by)
        before = Event.objects.count()

        self.confirm(piece, by=piece.added_by)

        assert Event.objects.count() == before

    def test_takes_an_analyst(self, piece):
        with pytest.raises(PermissionRefused):
            self.confirm(piece, by=UserFactory(contributor=True))
