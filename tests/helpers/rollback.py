"""Many cases on one database: each is undone before the next."""

from contextlib import contextmanager

from django.db import transaction
from hypothesis import HealthCheck, settings

# The rows a test starts from are made once; what a case writes is rolled back after it.
few = settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@contextmanager
def undone():
    """Everything written inside is rolled back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
