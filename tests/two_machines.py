"""Two application processes and a worker that share a bucket of S3: `python -m tests.two_machines`.

Each has a folder of its own, as machines have, and no file in it. What one takes, each serves: evidence, files
that wait with a form and in the inbox, a long table that the worker reads, and a publication. Then the files
are checked, backed up from the bucket and restored into another, by processes of their own.
"""

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path

import httpx
import lxml.html

from tests.documents import samples
from tests.helpers.buckets import KEYS, bucket_url, s3_server

WORKER = "db_worker"
REPORT = "tip-2024-kosovo"


def show(text, *more):
    print(f"{text:62}", *more, flush=True)  # noqa: T201


class Machine:
    """A machine: a folder, and an environment for the processes that run there."""

    def __init__(self, name, folder, **variables):
        self.name, self.folder, port = name, Path(folder) / name, free_port()
        self.folder.mkdir()
        self.url = f"http://127.0.0.1:{port}"
        self.variables = {
            **os.environ,
            **KEYS,
            **variables,
            "STATE_DIRECTORY": str(self.folder),
            "BASE_URL": self.url,
            "SERVER_ADDRESS": f"127.0.0.1:{port}",
            "SECRET_KEY": "the same on each machine " * 2,
            "WORKER": "yes",
            "LOG_LEVEL": "WARNING",
        }

    def run(self, command, *arguments):
        ran = subprocess.run(
            [sys.executable, "manage.py", command, *map(str, arguments)],
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    @contextmanager
    def running(self, command, *arguments):
        process = subprocess.Popen(
            [sys.executable, "manage.py", command, *arguments], env=self.variables
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)

    def stored(self):
        """The files in its folder, without the key of the seals and what a process makes for itself."""
        return [
            path
            for name in ("files", "static")
            for path in (self.folder / name).rglob("*")
            if path.is_file()
        ]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


class Browser:
    """One session, at whichever machine."""

    def __init__(self, username, password):
        self.client = httpx.Client(follow_redirects=True, timeout=300)
        self.username, self.password = username, password

    def get(self, machine, path):
        return self.check(path, self.client.get(machine.url + path))

    def check(self, path, answer):
        said = lxml.html.fromstring(answer.text).text_content() if answer.status_code != 200 else ""
        assert answer.status_code == 200, (path, answer.status_code, " ".join(said.split())[:1500])
        return answer

    def post(self, machine, path, files=None, file=None, **values):
        """Send values, and a file, to an address of a page that was opened."""
        token = re.search(
            r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(machine, "/account/").text
        )[1]
        return self.check(
            path,
            self.client.post(
                machine.url + path,
                data={"csrfmiddlewaretoken": token, **values},
                files={"file": file} if file else None,
                headers={"Origin": machine.url},
            ),
        )

    def send(self, machine, path, having="", **values):
        """Fill the form of a page that has this field, and send it."""
        page = self.get(machine, path)
        wanted = having or next(iter(values))
        forms = lxml.html.fromstring(page.text).forms
        form = next(form for form in forms if form.method == "POST" and wanted in form.fields)
        data = {name: form.fields[name] for name in form.fields if form.fields[name] is not None}
        data = {
            name: list(value) if not isinstance(value, str) else value
            for name, value in data.items()
        }
        # `values` are what a person types; a button has a name too, and is pressed only there.
        answer = self.client.post(
            machine.url + (form.action or path), data=data | values, headers={"Origin": machine.url}
        )
        return self.check(path, answer)

    def sign_in(self, machine):
        self.send(machine, "/sign-in/", username=self.username, password=self.password)


def wait_until_ready(machine):
    for _try in range(600):
        try:
            if httpx.get(machine.url + "/health/live").status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError(f"{machine.name} does not answer")


def both_serve(browser, machines, what, path):
    hashes = {sha256(browser.get(machine, path).content).hexdigest() for machine in machines}
    assert len(hashes) == 1, path
    show(what, f"{hashes.pop()[:12]}… from both")


def take_evidence(browser, first, second):
    """A file that is dropped at one machine is saved and read at the other."""
    answer = browser.post(first, "/evidence/uploads/", file=("letter.pdf", samples.letter_pdf()))
    token = re.search(r'name="upload" value="([^"]+)"', answer.text)[1]
    page = browser.send(
        second, "/evidence/new/", having="title", upload=token, title="Letter about shelters",
        sensitivity="internal", reason="To cite it.",
    )  # fmt: skip
    path = page.url.path
    file = re.search(rf'href="({path}files/1/)', page.text)[1]
    both_serve(browser, (first, second), "dropped at one, saved at two: its original", file)
    both_serve(browser, (first, second), "its first page as a picture", f"{file}pages/1.png")


def take_inbox(browser, first, second):
    """A file that waits in the inbox is seen and stored at the other machine."""
    browser.post(second, "/evidence/inbox/", file=("other.pdf", samples.pdf()))
    page = browser.get(first, "/evidence/inbox/").text
    path = re.findall(r'href="(/evidence/inbox/\d+/)"', page)[-1]
    both_serve(browser, (first, second), "waiting in the inbox: a picture", f"{path}pages/1.png")
    browser.send(first, path, having="title", do="leave")


def take_table(browser, first, second):
    """A long table that is sent to one machine is read by the worker of another."""
    head = "No.,Recommendation,Country,Year,Mechanism,Theme,External ID\n"
    rows = [
        f"{n},Open shelter number {n} for boys in the north of the country.,Albania,2024,UPR,,a-{n}\n"
        for n in range(30_000)
    ]
    table = ("long.csv", "".join([head, *rows]).encode())
    answer = browser.post(first, "/imports/tables/new/", file=table)
    path = answer.url.path
    assert "/tasks/" in path, path
    for _try in range(300):
        page = browser.get(second, path)
        if page.url.path != path:  # the import
            break
        time.sleep(1)
    assert page.url.path != path
    show("a long table sent to one, read by the worker of three", page.url.path)


def publish(browser, publisher, first, second):
    """A report that is frozen at one machine is published at the other."""
    new = f"/reports/{REPORT}/publications/new/?kind=brief&on=2025-01-31"
    page = browser.send(first, new, reason="For the ministry.", formats=["md", "pdf", "xlsx"])
    for _try in range(300):
        if "/tasks/" not in page.url.path:
            break
        time.sleep(1)
        page = browser.get(first, page.url.path)
    path = page.url.path
    publisher.send(second, f"{path}publish/", note="Read.")
    for file_format in ("md", "pdf", "xlsx"):
        both_serve(
            browser,
            (first, second),
            f"a publication as {file_format}",
            f"{path}files/{file_format}/",
        )


def main():
    """Start two machines and a worker, and show each file."""
    parser = argparse.ArgumentParser(prog="python -m tests.two_machines", description=__doc__)
    parser.add_argument("--database", help="postgresql://…, empty; a file of SQLite without it")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(s3_server())
        database = options.database or f"sqlite:///{folder}/heed.sqlite3"
        bucket = bucket_url(server)
        shared = {"DATABASE_URL": database, "MEDIA_URL": bucket, "SEAL_KEY": f"{folder}/seal.pem"}
        first, second, third = machines = [
            Machine(name, folder, **shared) for name in ("one", "two", "three")
        ]
        passwords = dict(
            re.findall(
                r"^  (\S+) +(\S+)$", first.run("quickstart", "--no-serve", "--sample-users"), re.M
            )
        )
        show("made", first.url, second.url, bucket)
        for machine in (first, second):
            stack.enter_context(machine.running("serve"))
        stack.enter_context(third.running(WORKER))
        for machine in (first, second):
            wait_until_ready(machine)
        analyst, publisher = (Browser(name, passwords[name]) for name in ("analyst", "publisher"))
        analyst.sign_in(first)
        publisher.sign_in(second)
        take_evidence(analyst, first, second)
        take_inbox(analyst, first, second)
        publish(analyst, publisher, first, second)
        take_table(analyst, first, second)
        for machine in (first, second):
            workbook = analyst.get(machine, "/recommendations/?export=xlsx").content
            assert workbook.startswith(b"PK")
        show("a list as a workbook", "from both")
        show("checked:", third.run("check_evidence", "--no-links").strip().splitlines()[-1])
        third.run("backup", folder / "backup")
        other = Machine("four", folder, **shared | {"MEDIA_URL": bucket_url(server)})
        other.variables["DATABASE_URL"] = f"sqlite:///{folder}/restored.sqlite3"
        other.run("restore", folder / "backup")
        show(
            "restored into another bucket:",
            other.run("check_evidence", "--no-links").strip().splitlines()[-1],
        )
        on_disk = [path for machine in machines for path in machine.stored()]
        assert not on_disk, on_disk
        show("files in the folders of the machines", len(on_disk))


if __name__ == "__main__":
    main()
