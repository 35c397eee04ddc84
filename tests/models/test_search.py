"""Which words find which rows, on both databases alike."""

import pytest
from django.db import connection

from tests.factories import BodyFactory, EvidenceFactory, RecommendationFactory, UserFactory
from tracker.models import Body, Evidence, Recommendation, SearchEntry, base
from tracker.models.search import (
    INDEXED,
    _first_keys,
    entries_of,
    find_keys,
    search_expression,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexed")]
TEXTS = {
    "1": "Fund the shelters in Fushë Kosovë (12(b), e-mail: info@example.org, v1.2e5)",
    "2": "Skloništa u Kosovu Polju i Đakovici; žrtve TRAFIKIMIT",
    "3": "Strehimoret e Prishtinës, half a ½, ﬁnancing",
}


def numbers(words):
    rows = Recommendation.objects.with_words(words)
    return "".join(rows.order_by("sort_key").values_list("number", flat=True))


@pytest.fixture
def texts():
    SearchEntry.objects.all().delete()  # those that tests without a transaction left
    for number, text in TEXTS.items():
        RecommendationFactory(text=text, number=number, short_title="–")


class TestWithWords:
    def test_finds_words_whatever_their_accents_ending_and_language(self, texts):
        found = {
            words: numbers(words)
            for words in (
                *("Fushë Kosovë", "Fushe Kosove", "kosovo polje", "FUSHË", "sklonista"),
                *("skloništa", "Đakovica", "gjakova", "djakov", "trafikim", "Pristina", "Priština"),
                *("strehim", "zrtve", "shelter fund", "shelter zrtve", "fi", "fin", "financing"),
                *("12(b)", "info@example", "1.2e5", "v1", "12", "mail", "elters", "1", "kosov"),
            )
        }

        assert found == {
            **{"Fushë Kosovë": "12", "Fushe Kosove": "12", "kosovo polje": "12", "FUSHË": "1"},
            **{"sklonista": "2", "skloništa": "2", "Đakovica": "2", "gjakova": "2", "djakov": "2"},
            **{"trafikim": "2", "Pristina": "3", "Priština": "3", "strehim": "3", "zrtve": "2"},
            **{"shelter fund": "1", "shelter zrtve": "", "fi": "", "fin": "3", "financing": "3"},
            **{"12(b)": "1", "info@example": "1", "1.2e5": "1", "v1": "1", "12": "1", "mail": "1"},
            **{"elters": "", "1": "13", "kosov": "123"},
        }

    def test_takes_what_is_typed_as_words_alone(self, texts):
        typed = [
            *("", "  ", '"', "'", "*", "()", "-", "\0", "fund\0", "AND", "NOT fund"),
            *("fund NEAR(shelters)", "folded:fund*", "^fund", "fund'::tsquery | 'a", "a & !b", "%"),
            *("fund OR zrtve", "x" * 10_000, "fund " * 51, "·fund", "··9", "··hidden1", "{fund}"),
            *("\\", "!" * 10_000),
        ]

        found = {words: numbers(words) for words in typed}

        as_words = ("^fund", "{fund}", "·fund")
        assert found == {words: "1" if words in as_words else "" for words in typed}

    def test_finds_as_many_rows_as_are_sorted_and_more(self, texts, monkeypatch):
        monkeypatch.setattr(base, "MAX_MATCHES", 1)

        assert numbers("kosov") == "123" and numbers("gjakova") == "2"

    def test_finds_the_evidence_of_a_body_by_its_acronym_or_name(self):
        thbd = BodyFactory(code="THBD", acronym="THBD", name_en="Directorate against Trafficking")
        letter = EvidenceFactory(title="A letter", issuer=thbd, url="")
        EvidenceFactory(title="A talk", issuer=thbd, url="", attribution="protected")

        def found(words, **options):
            rows = Evidence.objects.with_words(words, **options)
            return set(rows.values_list("title", flat=True))

        assert found("THBD letter") == found("directorate against trafficking") == {"A letter"}
        assert found("thbd", by_hidden_issuer=True) == {"A letter", "A talk"}
        assert found(f"hidden{thbd.pk}") == found(f"··hidden{thbd.pk}") == set()
        assert Body.objects.with_words("directorate").get() == thbd
        assert letter.title not in found("directorate")  # a word of the name alone

    def test_reads_the_index_of_words_and_no_other_row(self, texts):
        rows = Recommendation.objects.visible_to(UserFactory(analyst=True))
        rows = rows.with_words("kosov polj").order_by("sort_key")[:26]
        entries = entries_of("recommendation", search_expression("kosov polj"))
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
                # Of so few rows, each is as soon found by its key.
                cursor.execute(
                    "ALTER TABLE tracker_searchentry DROP CONSTRAINT tracker_searchentry_pkey"
                )
            assert "Bitmap Index Scan on searchentry_recommendation" in entries.explain()
            plan = rows.explain()
            assert "(id = ANY ((InitPlan 1).col1))" in plan and "Seq Scan" not in plan
            return
        with connection.cursor() as cursor:  # statistics of other tests would decide
            cursor.execute("ANALYZE")
            cursor.execute("DELETE FROM sqlite_stat1")
            cursor.execute("ANALYZE sqlite_schema")
        assert "SCAN tracker_searchentry VIRTUAL TABLE INDEX 0:M" in entries.explain()
        assert "SEARCH tracker_recommendation USING INTEGER PRIMARY KEY" in rows.explain()


class TestFindKeys:
    def test_lists_the_keys_for_each_model_that_has_any(self, texts):
        body = BodyFactory(code="K", acronym="K", name_en="Police of Kosovo")
        keys = Recommendation.objects.order_by("pk").values_list("pk", flat=True)

        found = find_keys(INDEXED, search_expression("kosov"))
        assert found["recommendation"][1:-1] == ",".join(map(str, keys))
        assert "file" not in found
        of_body = find_keys(INDEXED, search_expression("police of kosovo"))
        assert list(of_body) == ["body"] and of_body["body"][1:-1] == str(body.pk)
        assert find_keys(INDEXED, "") == find_keys([], search_expression("kosov")) == {}

    def test_lists_one_more_than_are_sorted_at_most(self, texts):
        assert "LIMIT 10001" in _first_keys("recommendation").sql
