"""Sample recommendations of any number."""

import pytest

from benchmarks import sample_load
from benchmarks.sample_rows import DENSITIES
from tests.factories import (
    BodyFactory,
    IndicatorFactory,
    RecommendationFactory,
    ReportFactory,
    TopicFactory,
    UserFactory,
)
from tests.helpers.rollback import undone
from tracker.actions import search
from tracker.actions.history import summary_rows
from tracker.audit.context import acting_as
from tracker.errors import InvalidValue
from tracker.models import Event, Recommendation, Report, Responsibility
from tracker.summaries.statuses import find_differences, find_stale_statuses
from tracker.vocabulary import Group

NUMBER = 9 + 50 + 1 + 2 * 24 + 200  # two reports, a rest, two blocks, the large report


def prepare():
    for group in Group:
        UserFactory(username=group.value)
    BodyFactory(code="THBD")
    TopicFactory()
    IndicatorFactory()
    return RecommendationFactory(report=ReportFactory(slug=sample_load.KOSOVO))


def load(number, density="thin", seed=1):
    with acting_as("command:load_sample", source="command"):
        command = sample_load.LoadSample(
            recommendations=number, density=DENSITIES[density], seed=seed
        )
        return sample_load.load(command)


def texts():
    return list(Recommendation.objects.order_by("pk").values_list("text", "status"))


@pytest.fixture(scope="class")
def loaded(django_db_setup, django_db_blocker):
    """A sample of every part, small, once for all that look at it."""
    with django_db_blocker.unblock(), undone(), pytest.MonkeyPatch.context() as patch:
        for name, value in {"BLOCK": 24, "LARGE": 200, "LARGE_FROM": 300}.items():
            patch.setattr(sample_load, name, value)
        prepare()
        yield load(NUMBER)


@pytest.mark.django_db
class TestSample:
    def test_has_the_number_of_recommendations(self, loaded):
        assert loaded == NUMBER == Recommendation.objects.count() - 1

    def test_has_reports_of_each_size(self, loaded):
        reports = Report.objects.filter(slug__startswith="m0")
        sizes = {report.slug: report.recommendations.count() for report in reports}

        assert sizes == {
            "m00-2025-aa": 9,
            "m00-2024-aa": 50,
            "m00-2023-aa": 1,
            "m00-2025-zz": 200,
            **{f"m01-{year}-{c}a": 12 for year in (2024, 2025) for c in "bc"},
        }

    def test_says_each_status_that_its_assessments_give(self, loaded):
        assert not list(find_stale_statuses())
        assert not list(find_differences())
        assert not list(summary_rows.rebuild(store=False))
        assert Recommendation.objects.exclude(current_assessment=None).count() > NUMBER / 2

    def test_has_the_search_entry_of_each_row(self, loaded):
        assert not search.find_outdated()
        assert Report.objects.filter(slug="m01-2025-ca").exists()

    def test_has_the_history_of_each_row(self, loaded):
        for model in (Recommendation, Responsibility):
            added = Event.objects.filter(table=model._meta.db_table, operation="insert")
            assert added.count() == model.objects.count()
        event = Event.objects.order_by("pk").last()
        assert (event.actor_name, event.reason) == ("command:load_sample", sample_load.REASON)

    def test_keeps_the_sort_key_of_a_responsibility(self, loaded):
        rows = Responsibility.objects.select_related("recommendation")
        assert all(row.sort_key == row.recommendation.sort_key for row in rows)


@pytest.mark.once
@pytest.mark.django_db
class TestLoad:
    def test_makes_the_same_rows_of_the_same_seed(self):
        prepare()
        samples = []
        for seed in (1, 1, 2):
            with undone():
                load(12, "seed", seed)
                samples.append(texts())

        assert samples[0] == samples[1] != samples[2]

    def test_is_refused_beside_other_recommendations(self):
        prepare()
        RecommendationFactory(report__slug="greta-2026-kosovo", report__year=2026)

        with pytest.raises(InvalidValue, match="no other recommendation"):
            load(9)

    def test_is_refused_without_the_sample_users(self):
        with pytest.raises(InvalidValue, match="quickstart"):
            load(9)
