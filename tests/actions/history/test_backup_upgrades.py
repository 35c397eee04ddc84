"""The actions of `manage.py upgrade` that a backup records."""

import pytest

from tests.actions.history.conftest import NOW
from tracker.actions.history.backup import restore
from tracker.models import Upgrade

pytestmark = pytest.mark.django_db


class TestADatabaseWhereUpgradeRan:
    def test_is_empty_and_forgets_what_the_rows_of_the_backup_did_not_see(self, folder):
        Upgrade.objects.create(number=1, at=NOW)

        restore(folder)

        assert list(Upgrade.objects.all()) == []
