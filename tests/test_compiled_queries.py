"""A query that was compiled once finds, for the values of each run, what the plain one finds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, models
from django.db.models import F, OuterRef
from django.db.models.lookups import In

from tests.factories import (
    BodyFactory,
    CitationFactory,
    CommentFactory,
    RecommendationFactory,
    UserFactory,
)
from tracker.compiled_queries import (
    Bound,
    BoundKeys,
    CompiledQuery,
    Parts,
    compiled,
    refresh_statistics,
)
from tracker.models import (
    Assessment,
    Body,
    Citation,
    Comment,
    Recommendation,
    Responsibility,
    SummaryRow,
)
from tracker.models.people import ReaderKind
from tracker.vocabulary import Right

pytestmark = pytest.mark.django_db

KEY, TEXT, DAY = models.BigAutoField(), models.CharField(), models.DateField()


class TestRun:
    def test_binds_values_of_each_type_when_it_runs(self):
        day = date(2026, 3, 1)
        for days in range(3):
            BodyFactory(code=f"B{days}", valid_to=day + timedelta(days))
        rows = Body.objects.filter(valid_to__lt=Bound("day", DAY), code=Bound("code", TEXT))
        query = CompiledQuery.of(rows.values_list("code", "valid_to", "is_provisional", "aliases"))

        found = [list(query.run({"day": date(2026, 3, 3), "code": code})) for code in ("B1", "B2")]

        assert found == [[("B1", date(2026, 3, 2), False, [])], []]

    def test_binds_keys_in_a_list_on_a_foreign_key(self):
        bodies = [BodyFactory(), BodyFactory(), BodyFactory()]
        for body in bodies:
            RecommendationFactory(lead=body)
        places = [Bound(name, KEY) for name in "ab"]
        rows = Responsibility.objects.filter(In(F("body"), places)).values_list("body")
        values = {"a": bodies[0].pk, "b": bodies[2].pk}

        assert set(CompiledQuery.of(rows).run(values)) == {(bodies[0].pk,), (bodies[2].pk,)}

    def test_makes_instances_with_what_was_selected_beside_them(self, django_assert_num_queries):
        ended = BodyFactory(parent=BodyFactory(code="TOP"), aliases=["Old"], code="LOW")
        places = Body.objects.filter(pk__lte=Bound("pk", KEY)).select_related("parent", "added_by")
        query = CompiledQuery.of(places.annotate(twice=F("pk") + F("pk")).order_by("-pk"))

        with django_assert_num_queries(1):
            low, top = query.run({"pk": ended.pk})
            assert (low, low.parent, low.twice, low.aliases) == (ended, top, 2 * ended.pk, ["Old"])
            assert (low.parent.code, top.parent, top.added_by) == ("TOP", None, None)
        assert not low._state.adding

    def test_finds_nothing_where_nothing_can_match(self):
        assert (
            list(CompiledQuery.of(Body.objects.filter(pk__in=[]).values_list("pk")).run({})) == []
        )

    def test_is_planned_once_by_postgresql(self):
        rows = Body.objects.filter(valid_to=None, kind="court", code=Bound("code", TEXT))
        query = CompiledQuery.of(rows.values_list("pk"))
        if connection.vendor != "postgresql":
            return

        for code in ("B1", "B2", "B3"):
            assert not list(query.run({"code": code}))

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement = %s",
                [query.sql.replace("%s", "$1")],
            )
            assert cursor.fetchall() == [(3, 0)]

    def test_writes_constants_into_the_sql(self):
        rows = SummaryRow.objects.filter(number=5, status="full", is_current=True)
        query = CompiledQuery.of(rows.filter(day=Bound("day", DAY)).values_list("pk"))

        assert len(query.params) == 1
        assert "= 5 AND" in query.sql
        assert "= 'full'" in query.sql

    def test_finds_what_constants_mean(self):
        BodyFactory(code="B1", name_en="100 % of 'ours'")
        rows = Body.objects.filter(aliases=[], is_provisional=False, code=Bound("code", TEXT))
        for part in ("% of 'o", "100 %"):
            query = CompiledQuery.of(rows.filter(name_en__contains=part).values_list("code"))
            assert list(query.run({"code": "B1"})) == [("B1",)]

    def test_refuses_to_run_without_a_value(self):
        query = CompiledQuery.of(Body.objects.filter(code=Bound("code", TEXT)).values_list("pk"))
        with pytest.raises(KeyError):
            list(query.run({}))


class TestCompiled:
    def test_compiles_once_for_the_same_arguments(self):
        built = []

        @compiled
        def codes(kind):
            built.append(kind)
            rows = Recommendation.objects.visible_to(kind.reader).filter(pk=Bound("pk", KEY))
            return rows.values_list("number")

        rights = frozenset({Right.SPEAK})
        queries = {codes(ReaderKind(rights, number, 0)) for number in (1, 1, 2)}

        assert (len(built), len(queries)) == (2, 2)


class TestRows:
    def test_are_those_of_the_queryset(self):
        wanted = [CitationFactory(), CitationFactory()]
        wanted.append(CitationFactory(evidence=wanted[0].evidence))
        CitationFactory()
        rows = (
            Citation.objects.filter(pk__in=BoundKeys("keys"))
            .select_related("evidence__issuer", "assessment")
            .annotate(number=F("recommendation__number"))
            .order_by("pk")
        )

        compiled = list(CompiledQuery.of(rows).run({"keys": [row.pk for row in wanted]}))

        assert compiled == wanted
        names = {field.attname for field in Citation._meta.concrete_fields}
        for made, row in zip(compiled, wanted, strict=True):
            assert {name: vars(made)[name] for name in names} == {
                name: getattr(row, name) for name in names
            }
            assert made.number == row.recommendation.number
            assert made.evidence == row.evidence
            assert made.evidence.issuer == row.evidence.issuer
            assert made.assessment is None
        assert compiled[0].evidence is compiled[2].evidence  # made once

    def test_load_a_column_that_was_left_out_when_it_is_read(self, django_assert_num_queries):
        row = RecommendationFactory(short_title="Shelters")
        rows = Recommendation.objects.only("number").filter(number=Bound("number", TEXT))

        (made,) = CompiledQuery.of(rows).run({"number": row.number})

        with django_assert_num_queries(1):
            assert made.short_title == "Shelters"

    def test_none_is_of_no_key(self):
        RecommendationFactory()
        rows = Recommendation.objects.filter(pk__in=BoundKeys("keys"))

        assert not list(CompiledQuery.of(rows).run({"keys": []}))


@pytest.mark.once
class TestRefreshStatistics:
    def test_counts_how_many_rows_have_the_same_value(self):
        fields = {"day": date(2026, 3, 1), "is_current": True, "number": 1, "status": "full"}
        SummaryRow.objects.bulk_create(SummaryRow(**fields) for _n in range(2_500))

        with connection.cursor() as cursor:
            cursor.execute("PRAGMA writable_schema = RESET")  # forgets those of other tests
            refresh_statistics()
            cursor.execute("SELECT stat FROM sqlite_stat1 WHERE idx = 'summary_report'")
            assert cursor.fetchall() == [("2500 2500 2500 2500",)]


class TestReaderKind:
    def test_is_that_of_everybody_with_the_same_rights_and_as_many_bodies(self):
        one, other = BodyFactory(), BodyFactory()
        first, second, third = (
            UserFactory(contributor=True, speaks_for=bodies)
            for bodies in ([one], [other], [one, other])
        )
        assert first.reader_kind == second.reader_kind != third.reader_kind
        assert first.bound_values != second.bound_values

    def test_leaves_out_bodies_of_who_does_not_speak_for_them(self):
        ana = UserFactory(analyst=True, speaks_for=[BodyFactory()])
        assert ana.reader_kind.represented == 0


class TestParts:
    def test_are_read_with_the_row_they_belong_to(self):
        note = CommentFactory(withdrawn_at=datetime(2024, 11, 1, 12, 30, 5, 7, UTC))
        fields = ("id", "text", "added_by__id", "added_by__username", "withdrawn_at")
        parts = Parts(Comment, fields)
        rows = Assessment.objects.filter(pk__in=[note.assessment_id, 0])
        comments = Comment.objects.filter(assessment=OuterRef("pk"))

        (row,) = rows.annotate(parts=parts.of(comments))
        (found,) = parts.load(row.parts)

        assert (found, found.text, found.added_by.username) == (
            note,
            note.text,
            note.added_by.username,
        )
        assert found.withdrawn_at == note.withdrawn_at

    def test_are_an_empty_list_without_rows_and_none_without_a_related_one(self):
        body = BodyFactory()
        parts = Parts(Body, ("id", "code", "valid_to", "parent__id", "parent__code"))
        one, none = (
            Body.objects.annotate(found=parts.of(rows)).get(pk=body.pk).found
            for rows in (Body.objects.filter(pk=OuterRef("pk")), Body.objects.filter(code="x"))
        )

        assert (parts.load(one)[0].parent, parts.load(none)) == (None, [])
