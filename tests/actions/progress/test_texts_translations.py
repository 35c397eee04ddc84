"""Translations are saved beside what they translate, and come back in a table."""

import dataclasses
from datetime import UTC, datetime

import pytest

from tests.factories import (
    EvidenceFactory,
    RecommendationFactory,
    TextTranslationFactory,
    UserFactory,
)
from tracker.actions.progress.texts import (
    COLUMNS,
    TranslatedText,
    TranslateTexts,
    parse_translations,
    translate,
)
from tracker.documents.tables import read_table_text
from tracker.errors import (
    FileUnreadable,
    InvalidValue,
    PermissionRefused,
    PersonalDataFound,
    Stale,
)
from tracker.models import Event, TextTranslation, Translation, hash_text
from tracker.vocabulary import Sensitivity, Status

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def row():
    return RecommendationFactory(assessed=Status.PARTIAL)


@pytest.fixture
def ana():
    return UserFactory(analyst=True)


def text_of(row, field="rationale", text="U hapën.", **more):
    original = getattr(row, field, "")
    values = {"text": text, "source_sha256": hash_text(original), **more}
    return TranslatedText(row._meta.db_table, row.pk, field, **values)


def save(*texts, by):
    return translate(TranslateTexts(language="sq", texts=texts, by=by, now=NOW))


class TestTranslate:
    def test_keeps_who_translated_what_and_from_which_original(self, row, ana):
        text = text_of(row.current_assessment, text=" U\r\nhapën. ", translated_by="Arta")

        assert len(save(text, by=ana)) == 1
        assert save(text, by=ana) == []  # a second click

        made = TextTranslation.objects.get()
        assert (made.text, made.translated_by, made.language) == ("U\nhapën.", "Arta", "sq")
        assert not made.is_outdated(row.current_assessment.rationale)
        assert made.is_outdated("Something else.")
        event = Event.objects.latest("pk")
        assert (event.recommendation, event.reason) == (
            row.pk,
            "Translated for the progress report",
        )

    def test_of_a_recommendation_keeps_its_own_table(self, row, ana):
        save(text_of(row, "short_title", "Strehimore"), by=ana)

        made = Translation.objects.get()
        assert (made.short_title, made.text, made.source) == ("Strehimore", "", "")

    @pytest.mark.parametrize("name", ["", "ana", "Ana Krasniqi"])
    def test_of_a_recommendation_is_official_by_an_office_alone(self, row, name):
        ana = UserFactory(analyst=True, username="ana", first_name="Ana", last_name="Krasniqi")
        text = text_of(row, "text", "Hapni strehimore.", is_official=True, translated_by=name)

        with pytest.raises(InvalidValue, match="names the office"):
            save(text, by=ana)

        save(dataclasses.replace(text, translated_by="Office for Languages"), by=ana)
        save(
            text_of(row, "short_title", "Strehimore", is_official=True, translated_by=name), by=ana
        )
        assert Translation.objects.get().source == "Office for Languages"

    def test_is_not_written_over_that_of_another(self, row, ana):
        TextTranslationFactory(row=row.current_assessment, text="Tjetër.")

        with pytest.raises(Stale, match="Tjetër"):
            save(text_of(row.current_assessment, previous=""), by=ana)

        save(text_of(row.current_assessment, previous="Tjetër."), by=ana)
        assert TextTranslation.objects.get().text == "U hapën."

    @pytest.mark.parametrize("field", ["state", "no_field", "remaining"])
    def test_refuses_what_is_no_written_text(self, row, ana, field):
        with pytest.raises(InvalidValue, match="no text"):
            save(text_of(row.current_assessment, "rationale"), text_of(row, field), by=ana)

        assert not TextTranslation.objects.exists()

    def test_refuses_what_its_writer_may_not_know_of(self, ana):
        secret = EvidenceFactory(sensitivity=Sensitivity.NAMED_READERS)

        with pytest.raises(InvalidValue, match="no text"):
            save(text_of(secret, "title"), by=ana)

    def test_refuses_readers_and_data_of_victims(self, row, ana):
        with pytest.raises(PermissionRefused):
            save(text_of(row.current_assessment), by=UserFactory(viewer=True))
        with pytest.raises(PersonalDataFound):
            save(text_of(row.current_assessment, text="Viktima: 1234567890"), by=ana)


class TestParseTranslations:
    def test_reads_rows_that_are_filled_in(self):
        rows = (
            "sq assessment.rationale 12,6,,en,Opened.,U hapën.,Arta,Yes,abc",
            "sq citation.sentence 3,6,,en,Built.,,,,def",
        )
        table = read_table_text("\n".join((",".join(COLUMNS), *rows)), kind="csv")

        (text,) = parse_translations(table, "sq")

        assert text == TranslatedText(
            "tracker_assessment",
            12,
            "rationale",
            text="U hapën.",
            translated_by="Arta",
            is_official=True,
            source_sha256="abc",
        )
        with pytest.raises(FileUnreadable, match="Row 2"):
            list(parse_translations(table, "sr-latn"))

    def test_refuses_another_table(self):
        table = read_table_text("key,translation\na,b", kind="csv")

        with pytest.raises(FileUnreadable, match="no column “recommendation"):
            list(parse_translations(table, "sq"))
