"""What each format prints: stated values, what remains, languages; our next step for nobody else."""

import csv
import html
import io
import json
import re
import zipfile
from datetime import date

import pytest
from lxml import etree

from tests.factories import (
    BodyFactory,
    CitationFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    UserFactory,
)
from tests.reporting.pdf_files import elements, opened, words_of
from tests.summaries.progress.helpers import build
from tracker.actions.progress.publication_drafts import freeze
from tracker.reporting import RENDERERS
from tracker.vocabulary import Audience, EvidenceKind, ReportKind, Sensitivity, Status

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FORMATS = sorted(RENDERERS)
FOR_PEOPLE = ["docx", "html", "md", "pdf"]
NEXT_STEP = "Ring the permanent secretary."
REMAINING = "Open the second shelter."
RATIONALE = "Strehimorja e parë u hap."


@pytest.fixture
def thbd():
    return BodyFactory(code="THBD", name_en="Directorate")


@pytest.fixture
def recommendation(thbd):
    row = RecommendationFactory(
        lead=thbd,
        assessed=Status.PARTIAL,
        assessed__conclusion="Heed concludes that it goes well.",
        assessed__rationale=RATIONALE,
        assessed__remaining=REMAINING,
        assessed__remaining_by=date(2027, 3, 31),
        assessed__next_step=NEXT_STEP,
        assessed__text_languages={"rationale": "sq", "remaining": "sr-latn"},
    )
    QuestionFactory(recommendation=row, body=thbd, asked_on=date(2024, 9, 1))
    return row


def cite(recommendation, *, is_use_stated=True, **evidence):
    return CitationFactory(
        recommendation=recommendation,
        assessment=recommendation.current_assessment,
        sentence="",
        is_use_stated=is_use_stated,
        evidence=EvidenceFactory(sensitivity=Sensitivity.PUBLIC, **evidence),
    )


def read_only(recommendation, **citation):
    """A piece of which Heed read issuer, kind and period, and nobody stated any."""
    return cite(
        recommendation,
        title="Letter 8",
        kind=EvidenceKind.NOT_STATED,
        covers_from=None,
        covers_to=None,
        reading={
            "issuer": {"value": "MOI", "place": "letterhead", "words": "Ministry of the Interior"},
            "kind": {"value": "letter", "place": "text", "words": "Dear"},
            "period": {"value": ["2023-05-01", "2023-06-30"], "place": "text", "words": "May"},
        },
        **citation,
    )


def printed(recommendation, file_format, audience=Audience.PUBLIC, kind=ReportKind.FULL, **more):
    """The text of a report in a format, with single spaces."""
    progress = build(recommendation.report, audience=audience, kind=kind, **more)
    return words_in(RENDERERS[file_format](progress), file_format)


def words_in(data, file_format):
    if file_format == "pdf":
        return words_of(data)
    if file_format in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            xml = [parts.read(name) for name in parts.namelist() if name.endswith(".xml")]
        text = " ".join("".join(etree.fromstring(part).itertext()) for part in xml)
    else:
        text = data.decode()
    if file_format == "html":
        text = html.unescape(re.sub(r"<[^>]+>", "", text))
    return " ".join(text.replace("\\", "").split())


@pytest.mark.parametrize("file_format", FORMATS)
class TestEveryFormat:
    def test_prints_what_remains_and_the_conclusion(self, recommendation, file_format):
        text = printed(recommendation, file_format)

        assert REMAINING in text
        assert "Heed concludes that it goes well." in text
        assert "2027" in text or file_format == "xlsx"  # where days are numbers

    def test_prints_nothing_that_was_only_read(self, recommendation, file_format):
        read_only(recommendation)

        text = printed(recommendation, file_format)

        for words in ("MOI", "Interior", "Dear", "2023-05-01", "May 2023"):
            assert words not in text
        assert "Letter 8" in text or file_format == "csv"

    def test_tells_a_focal_point_nothing_whatever_the_audience(
        self, recommendation, thbd, file_format
    ):
        reader = UserFactory(contributor=True, speaks_for=[thbd])

        text = printed(recommendation, file_format, Audience.INTERNAL, reader=reader)

        assert "permanent secretary" not in text

    def test_tells_it_within_the_office(self, recommendation, file_format):
        assert NEXT_STEP in printed(recommendation, file_format, Audience.INTERNAL)


@pytest.mark.parametrize("file_format", FOR_PEOPLE)
class TestPages:
    def test_say_that_an_issuer_is_not_stated(self, recommendation, file_format):
        read_only(recommendation)

        text = printed(recommendation, file_format)

        assert "issuer not stated" in text
        assert "kind not stated" not in text
        assert text.count("covers 1") == 1  # of the edition

    def test_print_what_was_stated(self, recommendation, file_format):
        cite(recommendation, title="Law 7", issuer=BodyFactory(code="MFLT", name_en="Finance"))

        text = printed(recommendation, file_format)

        assert "Finance · law" in text
        assert "issuer not stated" not in text

    def test_name_whose_words_a_piece_passes_on(self, recommendation, thbd, file_format):
        watch = BodyFactory(code="HRW", name_en="Rights Watch")
        cite(recommendation, title="World report", issuer=watch, original_source=thbd)

        assert "Rights Watch, passing on the words of Directorate" in printed(
            recommendation, file_format
        )

    def test_list_a_citation_without_a_stated_use_and_call_it_no_support(
        self, recommendation, file_format
    ):
        cite(recommendation, title="News 9", is_use_stated=False)

        for kind in (ReportKind.FULL, ReportKind.EVIDENCE):
            text = printed(recommendation, file_format, kind=kind)

            assert "Cited without a stated use:" in text
            assert text.count("News 9") == 1
            assert "Speaks for it" not in text

    def test_say_what_each_strength_means_and_when_one_person_judged(
        self, recommendation, file_format, settings
    ):
        assert "Independent: one source that is not concerned." in printed(
            recommendation, file_format
        )
        assert "One person judged" not in printed(recommendation, file_format)
        settings.FOUR_EYES = "none"
        assert "One person judged" in printed(recommendation, file_format)


class TestJson:
    def test_has_nothing_where_nothing_was_stated(self, recommendation):
        read_only(recommendation, is_use_stated=False)

        report = json.loads(RENDERERS["json"](build(recommendation.report)))
        (row,) = report["recommendations"]
        (citation,) = [c for c in row["citations"] if c["title"] == "Letter 8"]

        assert {citation[key] for key in ("issuer", "kind", "use", "covers_from")} == {None}
        assert row["text_languages"] == {"rationale": "sq", "remaining": "sr-latn"}
        assert row["remaining_by"] == "2027-03-31"


class TestTables:
    def test_have_no_column_of_our_next_step_for_others(self, recommendation):
        heads = [
            next(csv.reader(io.StringIO(RENDERERS["csv"](built).decode("utf-8-sig"))))
            for built in (
                build(recommendation.report, audience=audience)
                for audience in (Audience.INTERNAL, Audience.PUBLIC)
            )
        ]

        assert [name for name in heads[0] if name not in heads[1]] == ["Our next step"]


class TestLanguages:
    def test_are_marked_in_pages(self, recommendation):
        page = RENDERERS["html"](build(recommendation.report)).decode()

        assert f'<span lang="sq">{RATIONALE}</span>' in page
        assert f'<span lang="sr-Latn">{REMAINING}</span>' in page

    def test_are_marked_in_word(self, recommendation):
        with zipfile.ZipFile(io.BytesIO(RENDERERS["docx"](build(recommendation.report)))) as parts:
            document = parts.read("word/document.xml").decode()

        for words, tag in ((RATIONALE, "sq-AL"), (REMAINING, "sr-Latn-RS")):
            assert f'<w:lang w:val="{tag}"/></w:rPr><w:t>{words}' in document

    def test_are_marked_in_a_pdf(self, recommendation):
        document = opened(RENDERERS["pdf"](build(recommendation.report)))

        assert {"sq", "sr-Latn"} <= {str(e.get("/Lang", "")) for e in elements(document)}

    def test_of_the_report_need_no_mark(self, recommendation):
        page = RENDERERS["html"](build(recommendation.report, language="sq")).decode()

        assert f'lang="sq">{RATIONALE}' not in page


def test_a_frozen_report_for_others_holds_no_next_step(recommendation):
    for audience in (Audience.PUBLIC, Audience.INTERNAL):
        frozen = freeze(build(recommendation.report, audience=audience)).decode()

        assert (NEXT_STEP in frozen) == (audience == Audience.INTERNAL)
