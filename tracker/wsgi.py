"""WSGI application, which refuses to start while the database lacks triggers or rights."""

import logging
import os

from django.core import signals, wsgi
from django.db import OperationalError, connections

from tracker import limited_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
application = wsgi.get_wsgi_application()


def _require_history() -> None:
    from tracker.actions.history.database_role import require_rights
    from tracker.audit import triggers

    try:
        triggers.require()
        require_rights()
    except OperationalError:  # the database may be back before the first request
        logging.getLogger(__name__).warning("The database can't be reached.", exc_info=True)
    finally:
        connections.close_all()  # workers are forked from here


_require_history()


def _start_reading_process(**_request: object) -> None:
    signals.request_started.disconnect(_start_reading_process)
    limited_process.start()


# In the worker, wherever this module was imported.
signals.request_started.connect(_start_reading_process)
