"""Who takes reports in, and what can descend from what."""

import pytest

from tests.factories import ImportRunFactory, RecommendationFactory, ReportFactory, UserFactory
from tests.policies.roles import WRITERS, roles_allowed
from tracker.errors import NotAllowed, PermissionRefused, Stale
from tracker.policies import imports
from tracker.vocabulary import ImportRunState

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class TestCheckCanImport:
    def test_takes_an_analyst(self):
        assert roles_allowed(imports.check_can_import) == WRITERS
        with pytest.raises(
            PermissionRefused, match=r"mira can't import a report.*Ask an administrator"
        ):
            imports.check_can_import(UserFactory(username="mira"))


@pytest.mark.parametrize("state", ImportRunState)
class TestStates:
    def test_a_run_is_decided_while_it_waits(self, state):
        run = ImportRunFactory.build(state=state, created_by=None)

        if state == ImportRunState.WAITING:
            imports.check_is_waiting(run)
        else:
            with pytest.raises(Stale, match=r"The import “TIP 2024 Kosovo” is already "):
                imports.check_is_waiting(run)

    def test_a_run_is_undone_once_it_is_accepted(self, state):
        run = ImportRunFactory.build(state=state, created_by=None)

        if state == ImportRunState.ACCEPTED:
            imports.check_is_accepted(run)
        else:
            with pytest.raises(Stale, match=f"can't be undone: it is {state.label}"):
                imports.check_is_accepted(run)


class TestCheckCanEditLineage:
    def test_takes_an_analyst(self):
        later = RecommendationFactory()

        allowed = roles_allowed(lambda user: imports.check_can_edit_lineage(user, later))
        assert allowed == WRITERS
        with pytest.raises(PermissionRefused, match=f"mira can.t link {later} to.*Ask an"):
            imports.check_can_edit_lineage(UserFactory(username="mira"), later)


class TestCheckCanLink:
    def test_takes_an_earlier_edition_on_the_country(self):
        imports.check_can_link(RecommendationFactory(), RecommendationFactory(report__year=2023))

    @pytest.mark.parametrize(
        "report",
        [
            {"year": 2024},
            {"year": 2025},
            {"year": 2023, "country": "AL", "country_name": "Albania"},
            {"year": 2023, "mechanism__code": "GRETA"},
        ],
        ids=["the same", "newer", "another country", "another mechanism"],
    )
    def test_refuses_any_other(self, report):
        later = RecommendationFactory()
        earlier = RecommendationFactory(report=ReportFactory(**report))

        with pytest.raises(
            NotAllowed, match=f"{later} can't be linked to {earlier}.*Choose another"
        ):
            imports.check_can_link(later, earlier)
