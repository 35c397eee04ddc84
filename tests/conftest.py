"""What every test stands on: a database whose history can be emptied between tests."""

import pytest
from django.core.management.commands import flush

from tracker.audit import triggers


@pytest.fixture(autouse=True, scope="session")
def flush_lifts_the_triggers():
    """Transactional tests empty every table, which history refuses: its triggers step aside."""
    plain = flush.Command.handle

    def handle(self, **options):
        triggers.drop(using=options["database"])
        plain(self, **options)  # ends with post_migrate, which installs them again

    patch = pytest.MonkeyPatch()
    patch.setattr(flush.Command, "handle", handle)
    yield
    patch.undo()
