"""Translations in place of what people wrote, and what a report says is missing."""

from datetime import date

import pytest

from tests.factories import (
    AssessmentFactory,
    CitationFactory,
    CommitmentFactory,
    EvidenceFactory,
    QuestionFactory,
    RecommendationFactory,
    RemarkFactory,
    TextTranslationFactory,
    TranslationFactory,
    UserFactory,
    as_factory,
)
from tests.summaries.progress.helpers import build
from tracker.models import TextTranslation
from tracker.progress import TranslationData
from tracker.summaries.progress.publications import shown_rows
from tracker.summaries.progress.texts import list_lines
from tracker.vocabulary import Attribution, Audience, Sensitivity, Status

pytestmark = pytest.mark.django_db


def change(row, **values):
    with as_factory():
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
    return row


@pytest.fixture
def row():
    return RecommendationFactory(assessed=Status.PARTIAL, short_title="Shelters for the victims")


@pytest.fixture
def current(row):
    return change(
        row.current_assessment,
        conclusion="",
        rationale="The two shelters of the ministry have been opened.",
    )


class TestTranslateTexts:
    def test_puts_a_translation_in_place_with_its_mark(self, row, current):
        made = TextTranslationFactory(row=current, text="U hapën dy strehimore.", is_official=True)

        progress = build(row.report, language="sq")

        (shown,) = progress.recommendations
        mark = TranslationData("Arta", is_official=True, key=made.pk)
        assert shown.assessment.rationale == "U hapën dy strehimore."
        assert shown.assessment.translations == {"rationale": mark}
        assert shown.assessment.text_languages == {"rationale": "sq"}
        assert ("tracker_texttranslation", made.pk) in set(shown_rows(progress))
        assert "assessment.rationale" not in dict(progress.missing_translations)

    def test_marks_one_whose_original_was_changed_since(self, row, current):
        TextTranslationFactory(row=current, source_sha256="0" * 64)

        (shown,) = build(row.report, language="sq").recommendations

        assert shown.assessment.translations["rationale"].is_outdated

    def test_names_no_translator_to_others(self, row, current):
        TextTranslationFactory(row=current)

        (shown,) = build(row.report, language="sq", audience=Audience.PUBLIC).recommendations

        assert shown.assessment.translations["rationale"].translated_by == ""

    def test_says_the_language_of_what_is_not_translated_and_counts_it(self, row, current):
        QuestionFactory(recommendation=row, text="Sa viktima janë identifikuar në vitin 2024?")
        CommitmentFactory(recommendation=row, text="To open a third shelter in the north")

        progress = build(row.report, language="sq")

        (shown,) = progress.recommendations
        assert shown.text_languages["title"] == "en"
        assert shown.assessment.text_languages["rationale"] == "en"
        assert shown.questions[0].text_languages == {}
        missing = dict(progress.missing_translations)
        assert missing["assessment.rationale"] == missing["commitment.text"] == 1
        assert "question.text" not in missing
        assert dict(build(row.report).missing_translations) == {"question.text": 1}

    def test_trusts_the_stated_language_more_than_the_words(self, row, current):
        change(current, text_languages={"rationale": "sq"})

        (shown,) = build(row.report, language="sq").recommendations

        assert shown.assessment.text_languages == {"rationale": "sq"}
        assert shown.assessment.translations == {}

    def test_translates_a_remark_that_is_else_left_out(self, row):
        remark = RemarkFactory(recommendation=row, text="The ministry is late.")
        assert build(row.report, language="sq").recommendations[0].remark is None

        TextTranslationFactory(row=remark, field="text", text="Ministria është vonë.")

        assert build(row.report, language="sq").recommendations[0].remark.text == (
            "Ministria është vonë."
        )

    def test_shows_no_translation_of_what_it_withholds(self, row, current):
        protected = EvidenceFactory(
            title="Letter of the informant", attribution=Attribution.PROTECTED
        )
        CitationFactory(recommendation=row, evidence=protected, assessment=current)
        TextTranslationFactory(row=protected, field="title", text="Letra e informatorit")
        note = CitationFactory(
            recommendation=row,
            evidence=EvidenceFactory(sensitivity=Sensitivity.PUBLIC),
            sentence="It was opened by the minister.",
        )
        TextTranslationFactory(row=note, field="sentence", text="E hapi ministri")
        dropped = CommitmentFactory(recommendation=row, dropped_reason="There is no money for it.")
        TextTranslationFactory(row=dropped, field="dropped_reason", text="Nuk ka para")
        change(current, next_step="We have to visit the shelter.")
        TextTranslationFactory(row=current, field="next_step", text="Të vizitohet strehimorja")

        public = repr(build(row.report, language="sq", audience=Audience.PUBLIC))
        internal = repr(build(row.report, language="sq"))

        for words in ("informatorit", "E hapi ministri", "Nuk ka para", "vizitohet"):
            assert words not in public
        assert "informatorit" not in internal
        assert "vizitohet" in internal


class TestListLines:
    def test_sets_each_text_once_beside_its_translation(self, row, current):
        TranslationFactory(recommendation=row, language="sq", short_title="Strehimore", text="")
        TextTranslationFactory(row=current, text="U hapën.", source_sha256="0" * 64)
        note = CitationFactory(recommendation=row, sentence="A third one is being built.")
        progress = build(row.report, language="sq", is_translated=False, on=date(2025, 1, 1))

        lines = {line.name: line for line in list_lines(progress)}

        title = lines[f"recommendation-{row.pk}-short_title"]
        assert (title.translation, title.label) == ("Strehimore", "Recommendation: short title")
        rationale = lines[f"assessment-{current.pk}-rationale"]
        assert (rationale.translation, rationale.is_outdated) == ("U hapën.", True)
        assert rationale.text.recommendation == row.number
        assert lines[f"citation-{note.pk}-sentence"].translation == ""

    def test_sets_a_piece_of_evidence_where_it_is_shown_first(self, row):
        letter = EvidenceFactory(title="Letter on the shelters of the ministry")
        later = RecommendationFactory(report=row.report)
        for recommendation in (row, later):
            CitationFactory(recommendation=recommendation, evidence=letter)
        progress = build(row.report, language="sq", is_translated=False, on=date(2025, 1, 1))

        lines = [line.text for line in list_lines(progress)]

        assert [t.recommendation for t in lines if t.text == letter.title] == [row.number]


class TestVisibleTo:
    def test_shows_a_translation_to_readers_of_the_original(self, row, current):
        made = TextTranslationFactory(row=current)
        draft = AssessmentFactory(recommendation=row, author=UserFactory(analyst=True))
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)
        TextTranslationFactory(row=draft)
        TextTranslationFactory(row=secret, field="title")

        viewer, focal_point = UserFactory(viewer=True), UserFactory(contributor=True)

        assert list(TextTranslation.objects.visible_to(viewer)) == [made]
        assert list(TextTranslation.objects.visible_to(focal_point)) == []
