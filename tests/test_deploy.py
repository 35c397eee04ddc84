"""deploy/: units, proxies and containers are read, and run as far as this machine can."""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from tracker.variables import VARIABLES

DEPLOY = Path(__file__).resolve().parent.parent / "deploy"
UNITS = ("heed.service", "heed-work.service")
LARGEST_FILE = 25_000_000  # bytes
SET_BY_OTHERS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE", "PATH"}
pytestmark = pytest.mark.once


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


class TestVariables:
    def test_are_all_declared(self):
        compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
        names = {name for s in compose["services"].values() for name in s.get("environment", {})}
        for file, pattern in (
            ("heed.env", r"^(\w+)="),
            ("owner.env", r"^(\w+)="),
            ("Dockerfile", r"(?:ENV | )([A-Z_]+)=\S"),
        ):
            found = re.findall(pattern, (DEPLOY / file).read_text(), re.MULTILINE)
            assert found
            names.update(found)

        known = {*VARIABLES, *(f"{name}_FILE" for name in VARIABLES), *SET_BY_OTHERS}
        assert names - known == set()


class TestUnits:
    def test_are_hardened_alike(self):
        def hardening(unit):
            return (DEPLOY / unit).read_text().partition("# It writes")[2]

        assert hardening(UNITS[0]) == hardening(UNITS[1]) != ""

    @needs("systemd-analyze")
    def test_are_understood_and_closed(self, tmp_path):
        command = tmp_path / "opt/heed/bin/heed"
        for path in (command, tmp_path / "etc/systemd/system/x"):
            path.parent.mkdir(parents=True)
        command.write_text("#!/bin/sh\n")
        command.chmod(0o755)
        for unit in UNITS:
            shutil.copy(DEPLOY / unit, tmp_path / "etc/systemd/system")

        read = analyze("verify", f"--root={tmp_path}", "--recursive-errors=no", *UNITS)
        closed = [
            analyze("security", "--offline=true", "--threshold=15", DEPLOY / unit) for unit in UNITS
        ]

        assert (read.returncode, read.stdout, read.stderr) == (0, "", "")
        assert [done.returncode for done in closed] == [0, 0], closed


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", *map(str, arguments)], capture_output=True, text=True)


class TestTheCommand:
    """`deploy/heed`, the command of an office."""

    @pytest.mark.parametrize(
        ("name", "role"),
        [("backup", "heed_app"), ("upgrade", "owner"), ("scrub_database", "owner")],
    )
    def test_runs_as_its_account_and_as_the_owner_where_it_must(self, tmp_path, name, role):
        (tmp_path / "heed.env").write_text("DATABASE_URL='postgresql://heed_app:a&$b@db/heed'\n")
        (tmp_path / "owner.env").write_text("DATABASE_URL='postgresql://owner@db/heed'\n")
        stub = tmp_path / "setpriv"
        stub.write_text('#!/bin/sh\necho "$DATABASE_URL $(umask) $*"\n')
        stub.chmod(0o755)

        printed = subprocess.run(
            [DEPLOY / "heed", name, "a folder"],
            env={"HEED_SETTINGS": str(tmp_path), "PATH": f"{tmp_path}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

        url, mask, arguments = printed.strip().split(" ", 2)
        assert url.startswith(f"postgresql://{role}") and url.endswith("@db/heed")
        assert mask == "0077"
        assert arguments.startswith("--reuid heed --regid heed ")
        assert arguments.endswith(f"/opt/heed/bin/heed {name} a folder")


class TestContainers:
    def test_are_pinned_and_closed(self):
        compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
        services = compose["services"]
        images = re.findall(r"^FROM (\S+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)

        assert set(services) == {"database", "upgrade", "application", "worker"}
        for image in (*images, services["database"]["image"]):
            assert re.search(r":\d+\.\d+", image), image
        for name in ("upgrade", "application", "worker"):
            assert services[name]["read_only"] is True
            assert services[name]["user"] == "10001"
            assert services[name]["cap_drop"] == ["ALL"]
        assert services["application"]["ports"] == ["127.0.0.1:8000:8000"]
        used = {name for s in services.values() for name in s["secrets"]}
        assert used == set(compose["secrets"])

    def test_are_built_of_what_is_there(self):
        copied = re.findall(r"^COPY (?!--)(.+) \S+$", (DEPLOY / "Dockerfile").read_text(), re.M)

        paths = [path for line in copied for path in line.split()]
        assert "requirements.txt" in paths
        assert [path for path in paths if not (DEPLOY.parent / path).exists()] == []


class Upstream(BaseHTTPRequestHandler):
    """Stand-in for Heed that answers with what it was sent."""

    def do_GET(self):
        left = size = int(self.headers.get("Content-Length") or 0)
        while left:
            left -= len(self.rfile.read(min(left, 1_000_000)))
        answer = json.dumps({**{k.lower(): v for k, v in self.headers.items()}, "size": size})
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer.encode())

    do_POST = do_GET  # noqa: N815

    def log_message(self, *_arguments):
        pass


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def nginx(folder, upstream, plain, secure):
    """The site of deploy/nginx.conf at these ports, in a server of its own."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "certificate.pem"),
        ],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    site = (DEPLOY / "nginx.conf").read_text().replace("/etc/ssl/heed/", f"{folder}/")
    site = re.sub(r" *listen \[::\].*\n", "", site).replace(
        "127.0.0.1:8000", f"127.0.0.1:{upstream}"
    )
    site = site.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    site = site.replace("listen 443 ssl;", f"listen 127.0.0.1:{secure} ssl;")
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; pid {folder}/pid; error_log {folder}/log; events {{}}\n"
        f"http {{ {paths}\n{site} }}"
    )
    return ["nginx", "-p", folder, "-e", folder / "log", "-c", folder / "nginx.conf"]


def caddy(folder, upstream, plain, secure):
    """The site of deploy/Caddyfile at these ports, with a certificate of its own authority."""
    site = (DEPLOY / "Caddyfile").read_text().replace("tracker.example.org {", "localhost {")
    (folder / "Caddyfile").write_text(
        f"{{\nadmin off\nlocal_certs\nskip_install_trust\nstorage file_system {folder}\n"
        f"http_port {plain}\nhttps_port {secure}\n}}\n"
        + site.replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    )
    return ["caddy", "run", "--adapter", "caddyfile", "--config", folder / "Caddyfile"]


@contextmanager
def running(make, folder):
    """Run a proxy before the stand-in; yield its two ports."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ports = free_port(), free_port()
    with (folder / "out").open("w") as out:
        home = {**os.environ, "HOME": str(folder)}
        proxy = subprocess.Popen(
            make(folder, server.server_port, *ports), stdout=out, stderr=out, env=home
        )
        try:
            yield ports
        finally:
            proxy.terminate()
            proxy.wait(20)
            server.shutdown()
            server.server_close()


def connect(port):
    """Connect by TLS, whatever the certificate, as soon as the proxy answers."""
    context = ssl._create_unverified_context()
    end = time.monotonic() + 20
    while True:
        connection = http.client.HTTPSConnection("localhost", port, timeout=30, context=context)
        try:
            connection.connect()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return connection


class TestProxies:
    @pytest.mark.parametrize(
        "make", [pytest.param(make, marks=needs(make.__name__)) for make in (nginx, caddy)]
    )
    def test_pass_on_who_asks_by_which_address_and_files_of_full_size(self, tmp_path, make):
        with running(make, tmp_path) as (plain, secure):
            connection = connect(secure)
            false = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "192.0.2.7"}
            connection.request("GET", "/", headers=false)
            asked = json.loads(connection.getresponse().read())
            connection.request("POST", "/", body=bytes(LARGEST_FILE + 1_000_000))
            sent = json.loads(connection.getresponse().read())
            other = http.client.HTTPConnection("localhost", plain, timeout=30)
            other.request("GET", "/recommendations/")
            moved = other.getresponse()

        assert asked["host"] == f"localhost:{secure}"
        assert asked["x-forwarded-proto"] == "https"
        assert asked["x-forwarded-for"].split(", ")[-1] == "127.0.0.1"
        assert sent["size"] == LARGEST_FILE + 1_000_000
        assert moved.status in (301, 308)
        assert moved.headers["Location"].startswith("https://localhost")
        assert moved.headers["Location"].endswith("/recommendations/")
