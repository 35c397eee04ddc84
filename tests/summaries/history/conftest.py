"""Fixtures of the tests of history, shared with the audit."""

from tests.audit.conftest import ana, new_events, reader, recommendation

__all__ = ["ana", "new_events", "reader", "recommendation"]
