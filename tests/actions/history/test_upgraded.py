"""A backup tells which actions of `manage.py upgrade` rewrote its rows."""

import pytest

from tests.actions.backing_up.conftest import NOW
from tracker.actions.backing_up import restore
from tracker.models import Upgrade

pytestmark = pytest.mark.django_db


class TestADatabaseWhereUpgradeRan:
    def test_is_empty_and_forgets_what_the_rows_of_the_backup_did_not_see(self, folder):
        Upgrade.objects.create(number=1, at=NOW)

        restore(folder)

        assert list(Upgrade.objects.all()) == []
