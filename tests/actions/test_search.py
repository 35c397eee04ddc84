"""The index follows whatever is written, and only what was."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, models, transaction

from tests.factories import (
    BodyFactory,
    CitationFactory,
    CommentFactory,
    CommitmentFactory,
    EvidenceFactory,
    FileFactory,
    FindingFactory,
    IndicatorFactory,
    MechanismFactory,
    PassageFactory,
    QuestionFactory,
    RecommendationFactory,
    ReportFactory,
    TranslationFactory,
)
from tracker.actions import search
from tracker.audit.context import acting_as, current, use_context
from tracker.audit.reasons import because
from tracker.models import Recommendation, SearchEntry, Translation
from tracker.models.search import first_key
from tracker.summaries.search import DEPENDENT, SOURCES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("indexed")]


@pytest.fixture(autouse=True)
def whole(db):
    """Index the rows of a state that a package of tests shares, which factories made."""
    search.rebuild()


FACTORIES = (
    *(CitationFactory, CommentFactory, CommitmentFactory, EvidenceFactory, FileFactory),
    *(FindingFactory, IndicatorFactory, PassageFactory, QuestionFactory, TranslationFactory),
)


def writing():
    """A deed of somebody."""
    return because("As the minister asked", by=None)


@pytest.fixture(autouse=True)
def somebody():
    with acting_as("ana", source="site", request="r-1"):
        yield


def entry(row):
    return SearchEntry.objects.get(pk=first_key(row._meta.model_name) + row.pk).folded


def changed(field):
    """Another value of a column, and None where it is of no text or name."""
    if field.is_relation and field.name in ("issuer", "mechanism", "report", "recommendation"):
        other = {"issuer": BodyFactory, "mechanism": MechanismFactory, "report": ReportFactory}
        values = {"mechanism": {"code": "GRETA"}, "report": {"year": 2023}}
        if field.name == "recommendation":
            return Recommendation.objects.latest("pk").pk
        return other[field.name](**values.get(field.name, {})).pk
    if field.name == "sort_key":  # in no entry, and other factories count on it
        return None
    if field.name in ("attribution", "year", "aliases"):
        return {"attribution": "protected", "year": 2022, "aliases": ["zanzibar"]}[field.name]
    is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
    return "zanzibar" if is_text else None


class TestIndexChanges:
    @pytest.mark.once
    def test_follows_each_column(self):
        for factory in FACTORIES:
            factory()
        EvidenceFactory(issuer=BodyFactory())
        FileFactory()
        RecommendationFactory()
        count = 0
        for name in {*SOURCES, *DEPENDENT} - {"publication"}:
            model = SOURCES[name].model if name in SOURCES else None
            model = model or {"translation": Translation}.get(name) or MechanismFactory._meta.model
            row = model._base_manager.order_by("pk").first()
            for field in model._meta.concrete_fields:
                is_moved = (name, field.name) == ("translation", "recommendation")  # it never is
                if (value := changed(field)) is not None and not is_moved:
                    try:
                        with transaction.atomic(), writing():
                            rows = model._base_manager.filter(pk=row.pk)
                            count += rows.update(**{field.attname: value})
                    except IntegrityError:  # it may hold no other value
                        continue
                    assert search.find_outdated() == [], f"{name}.{field.name}"
        assert count > 60

    def test_follows_rows_made_changed_and_deleted_together(self):
        report = RecommendationFactory().report
        with writing():
            made = Recommendation.objects.bulk_create(
                Recommendation(
                    report=report,
                    number=str(number),
                    position=number,
                    sort_key=report.sort_key_for(number),
                    text=f"Fund shelter {number}",
                    theme="protection",
                    duty="continuing",
                )
                for number in (2, 3)
            )
            TranslationFactory(recommendation=made[1], short_title="Strehimore")
            Recommendation.objects.filter(pk=made[0].pk).update(short_title="Žrtve")

        assert "zrtve" in entry(made[0]).split() and "strehimore" in entry(made[1]).split()
        with writing():
            Translation.objects.all().delete()
            Recommendation.objects.filter(pk=made[0].pk).delete()
        assert "strehimore" not in entry(made[1])
        assert not SearchEntry.objects.filter(pk=first_key("recommendation") + made[0].pk).exists()

    def test_writes_nothing_where_no_word_changed_or_nothing_was_kept(
        self, django_assert_num_queries
    ):
        row = RecommendationFactory(text="Fund")
        # The update, the newest event, those after it of words and of counts.
        with django_assert_num_queries(4), writing():
            Recommendation.objects.filter(pk=row.pk).update(theme="protection", status=row.status)
        with pytest.raises(RuntimeError), transaction.atomic(), writing():
            Recommendation.objects.filter(pk=row.pk).update(text="Zanzibar")
            raise RuntimeError

        assert "fund" in entry(row) and search.find_outdated() == []

    def test_leaves_what_another_request_wrote(self):
        row = RecommendationFactory(text="Fund")
        with writing():
            with use_context(replace(current(), request="r-2")):
                Recommendation.objects.filter(pk=row.pk).update(short_title="Zanzibar")
            assert "zanzibar" not in entry(row)

    def test_renames_what_is_cited_by_a_report(self):
        row = RecommendationFactory()
        with writing():
            type(row.report).objects.update(country_name="Malta")

        assert "·tip2024malta1" in entry(row)

    def test_keeps_so_much_of_a_long_text_as_postgresql_can_index(self):
        file = FileFactory(extracted_text=" ".join(f"ë{number:x}" for number in range(90_000)))

        assert 199_990 < len(entry(file)) <= 200_000


class TestRebuild:
    def test_makes_what_is_missing_and_drops_what_is_of_no_row(self):
        row = RecommendationFactory(text="Fund the hotline")
        before = set(SearchEntry.objects.values_list("pk", "folded"))
        SearchEntry.objects.filter(pk=first_key("recommendation") + row.pk).delete()
        SearchEntry.objects.create(pk=first_key("body") + 999_999, folded="nobody")

        assert len(search.find_outdated()) == 2
        assert search.rebuild() == 2
        assert set(SearchEntry.objects.values_list("pk", "folded")) == before

    def test_forgets_deleted_words_in_the_file_of_sqlite(self):
        row = RecommendationFactory(text="Zanzibar")
        with writing():
            Recommendation.objects.filter(pk=row.pk).update(text="Fund")
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(SearchEntry.FORGET_DELETED)
                cursor.execute("SELECT block FROM tracker_searchentry_data")
                assert not any(b"zanzibar" in block for (block,) in cursor.fetchall())
