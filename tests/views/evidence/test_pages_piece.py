"""The page of a piece of evidence, and its files there."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.documents.samples import letter_pdf
from tests.factories import (
    AssessmentFactory,
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    FigureFactory,
    FileFactory,
    TopicFactory,
    as_factory,
)
from tests.views.conftest import signed_in
from tracker.models import Evidence
from tracker.vocabulary import Attribution, FileKind, Sensitivity

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.usefixtures("indexed")
class TestPage:
    def test_shows_what_is_known_of_the_piece(self, viewer):
        piece = EvidenceFactory(
            title="Budget of 2024",
            issuer=BodyFactory(code="MFLT"),
            topics=[TopicFactory(name="Shelters in the north")],
            expires_on=date(2024, 1, 1),
            published_on=date(2023, 12, 1),
            remark="Only for us",
        )

        page = viewer.get(piece.get_absolute_url()).text

        for words in ("MFLT", "Shelters in the north", "1 January 2024 (expired)", piece.url):
            assert words in page
        assert 'rel="noopener noreferrer external"' in page
        assert "1 December 2023" in page and "Only for us" not in page

    def test_tells_the_remark_to_analysts(self, analyst):
        piece = EvidenceFactory(remark="Only for us")

        assert "Only for us" in analyst.get(piece.get_absolute_url()).text

    def test_says_whose_words_it_passes_on_wherever_its_issuer_stands(self, viewer):
        piece = EvidenceFactory(original_source=BodyFactory(code="MFLT"))
        recommendation = CitationFactory(evidence=piece, sentence="They say so").recommendation
        figure = FigureFactory(evidence=piece)

        for place in (piece, recommendation, figure.indicator):
            page = viewer.get(place.get_absolute_url()).text
            assert "issuer not stated (words of MFLT)" in page
        assert "issuer not stated (words of MFLT)" in viewer.get("/evidence/").text
        assert (
            "issuer not stated (words of MFLT)" in viewer.get("/evidence/search/?search=law").text
        )

    @pytest.mark.parametrize(
        ("attribution", "expected"),
        [
            (Attribution.PROTECTED, "a protected source"),
            (Attribution.NOT_ATTRIBUTABLE, "a source that may not be named"),
        ],
    )
    def test_names_a_source_that_may_not_be_named_to_analysts_alone(
        self, analyst, viewer, attribution, expected
    ):
        source = BodyFactory(code="NGO", acronym="ZANZIBAR", name_en="Zanzibar House")
        piece = EvidenceFactory(issuer=source, original_source=source, attribution=attribution)
        recommendation = CitationFactory(evidence=piece, sentence="They say so").recommendation
        FigureFactory(evidence=piece)
        places = (piece, recommendation, FigureFactory(evidence=piece).indicator)

        for place in places:
            shown = viewer.get(place.get_absolute_url()).text
            assert expected in shown and "zanzibar" not in shown.lower()
        assert expected in viewer.get("/evidence/").text
        assert "ZANZIBAR" in analyst.get(piece.get_absolute_url()).text
        assert expected in viewer.get("/evidence/search/?search=law").text

    def test_quotes_a_passage_with_its_place(self, viewer):
        piece = EvidenceFactory(passage_span=True)

        page = viewer.get(piece.get_absolute_url()).text

        place = f"{piece.passage.report.get_absolute_url()}#p{piece.passage.number}-{piece.start}"
        assert f"<mark>{piece.quote}</mark>" in page and place in page
        assert 'id="files"' not in page

    def test_tells_by_recommendation_what_it_is_cited_for(self, viewer):
        assessed = AssessmentFactory(approved=True)
        piece = EvidenceFactory()
        CitationFactory(
            evidence=piece,
            recommendation=assessed.recommendation,
            assessment=assessed,
            sentence="Two places opened.",
            page="4",
            paragraph="12",
        )
        CitationFactory(evidence=piece, sentence="One closed.")

        page = viewer.get(piece.get_absolute_url()).text

        assert "p. 4, ¶ 12" in page and "One closed." in page
        place = f"{assessed.recommendation.get_absolute_url()}#assessment-{assessed.pk}"
        assert "Two places opened." in page and place in page

    def test_tells_a_body_only_what_concerns_it(self):
        thbd = BodyFactory(code="THBD")
        focal = signed_in(contributor=True, speaks_for=[thbd])
        piece = EvidenceFactory(issuer=thbd)
        for code in ("THBD", "OSP"):
            CitationFactory(evidence=piece, sentence=f"For {code}", recommendation__lead=code)

        page = focal.get(piece.get_absolute_url()).text

        assert "For THBD" in page and "For OSP" not in page

    def test_tells_the_figures_taken_from_it(self, viewer):
        figure = FigureFactory(evidence=EvidenceFactory(), value=17)

        page = viewer.get(figure.evidence.get_absolute_url()).text

        assert figure.indicator.get_absolute_url() in page and "Victims identified" in page

    def test_that_is_hidden_or_missing_is_not_found(self, viewer):
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)

        for key in (secret.pk, 999_999, 10**30):
            assert viewer.get(reverse("evidence", args=[key])).status_code == 404

    def test_tells_its_history_without_what_the_reader_may_not_know(self, analyst, viewer):
        source = BodyFactory(code="NGO", name_en="Zanzibar House")
        piece = EvidenceFactory(attribution=Attribution.PROTECTED)
        with as_factory():
            Evidence.objects.update(issuer=source, remark="Zanzibar remark", title="Other title")

        page = viewer.get(piece.get_absolute_url()).text

        assert "Other title" in page and "Zanzibar" not in page
        assert "Zanzibar House" in analyst.get(piece.get_absolute_url()).text

    def test_costs_the_same_for_few_and_for_many(self, analyst, django_assert_num_queries):
        piece = EvidenceFactory(issuer=BodyFactory(), topics=[TopicFactory()])

        def fill(number):
            for _time in range(number):
                FileFactory(evidence=piece)
                assessed = AssessmentFactory(approved=True)
                CitationFactory(
                    evidence=piece, assessment=assessed, recommendation=assessed.recommendation
                )
                FigureFactory(evidence=piece)

        fill(1)
        with django_assert_num_queries(60, exact=False) as few:
            analyst.get(piece.get_absolute_url())
        fill(4)

        with django_assert_num_queries(len(few)):
            analyst.get(piece.get_absolute_url())


class TestFiles:
    def test_stand_newest_first_with_their_sums(self, viewer):
        piece = EvidenceFactory()
        first = FileFactory(evidence=piece, name="draft.txt")
        second = FileFactory(evidence=piece, name="final.txt", is_signed=True)

        page = viewer.get(piece.get_absolute_url()).text

        listed = page[page.index('id="files"') :]
        assert listed.index("final.txt") < listed.index("draft.txt")
        assert first.sha256 in page and second.clean_sha256 in page
        assert "signed" in page and "Download (copy without metadata)" in page
        assert "Original</a>" not in page

    def test_that_were_withdrawn_stand_below_with_why(self, viewer, analyst):
        file = FileFactory(withdrawn_at=timezone.now(), withdrawal_reason="The wrong letter")

        page = viewer.get(file.evidence.get_absolute_url()).text

        assert "The wrong letter" in page and file.get_absolute_url() not in page
        assert file.get_absolute_url() in analyst.get(file.evidence.get_absolute_url()).text

    def test_of_a_piece_that_one_may_not_read_do_not_stand_there(self, viewer):
        closed = FileFactory(sensitivity=Sensitivity.NAMED_READERS, name="zanzibar.txt")

        assert "zanzibar.txt" not in viewer.get(closed.evidence.get_absolute_url()).text

    def test_are_looked_at_page_by_page(self, viewer):
        piece = FileFactory(
            clean=letter_pdf(), kind=FileKind.PDF, name="letter.pdf", pages=2, extracted_text=""
        ).evidence

        first, last, beyond = (
            viewer.get(f"{piece.get_absolute_url()}{asks}").text
            for asks in ("", "?page=2", "?version=7&page=99")
        )

        assert "Page 1 of letter.pdf" in first and "?version=1&amp;page=2" in first
        assert "Page 2 of letter.pdf" in last and "Next page" not in last
        assert "Page 2 of letter.pdf" in beyond

    def test_of_text_are_shown_as_they_read_cut_where_they_are_long(self, viewer):
        piece = FileFactory(content=b"<script>alert(1)</script>" + b"x" * 6000 + b"END").evidence

        page = viewer.get(piece.get_absolute_url()).text

        assert "&lt;script&gt;alert(1)" in page and "<script>alert" not in page
        assert "The text continues in the file" in page and "xEND" not in page
