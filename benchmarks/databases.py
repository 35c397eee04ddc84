"""Databases to measure on, in `var/benchmarks/` or on a PostgreSQL server.

The server is one of this run, or the one that `BENCHMARK_SERVER` names (`postgresql://…`), where
the databases stay for the next run.
"""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var" / "benchmarks"
KEY = "only-for-benchmarks-" * 3


def environment(address: str) -> dict[str, str]:
    """Return the environment of a process on this database."""
    own = {"DATABASE_URL": address, "SECRET_KEY": KEY, "MEDIA_ROOT": str(FOLDER / "files")}
    return {**os.environ, **own}


def prepare(engine: str, kind: str, size: int) -> str:
    """Return the address of the database of a kind (sample or stock); fill it the first time."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{kind}-{size}.sqlite3"
    if engine == "sqlite":
        if not file.exists():
            part = file.with_suffix(".part")
            part.unlink(missing_ok=True)
            _fill(f"sqlite:///{part}", kind, size)
            part.rename(file)
        address = f"sqlite:///{file}"
    else:
        address = _fill_on_server(kind, size)
    if kind == "sample":
        _run(address, "manage.py", "upgrade")
    return address


def _fill(address: str, kind: str, size: int) -> None:
    if kind == "stock":
        _run(address, "-m", "benchmarks.stock.load", str(size))
        return
    _run(address, "manage.py", "quickstart", "--no-serve", "--sample-users")
    _run(address, "manage.py", "load_sample", "--recommendations", str(size))


def _run(address: str, *command: str) -> None:
    subprocess.run(
        [sys.executable, *command],
        env=environment(address),
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


@cache
def _server() -> str:
    from tests.plugin import start_server

    return os.environ.get("BENCHMARK_SERVER") or str(start_server())


def _fill_on_server(kind: str, size: int) -> str:
    """Return the address of a database of the server; make it where it is missing."""
    import psycopg

    name = f"{kind}_{size}"
    with psycopg.connect(_server(), autocommit=True) as server:
        names = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
        if name not in names:
            server.execute(f'DROP DATABASE IF EXISTS "{name}_part"')
            server.execute(f'CREATE DATABASE "{name}_part"')
            _fill(_address_of(f"{name}_part"), kind, size)
            server.execute(f'ALTER DATABASE "{name}_part" RENAME TO "{name}"')
    return _address_of(name)


def _address_of(name: str) -> str:
    return urlsplit(_server())._replace(path=f"/{name}").geturl()
