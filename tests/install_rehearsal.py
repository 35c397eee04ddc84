"""Type docs/install.md and docs/upgrade.md, word by word, in an empty Debian.

`python -m tests.install_rehearsal FOLDER --log FILE`, as root on Debian, with `debootstrap`; it needs
the ports 80, 443, 5432 and 8000, and takes a quarter of an hour. FOLDER gets an empty Debian, once; what
is installed lies over it and is gone at the end. No systemd runs there: a stand-in runs what the unit
names, as its account, with its settings. With `--from-release COMMIT` an office of that release is
upgraded as well; with `--container` the steps of the Dockerfile are run instead, one by one, and what
they made as their account on a file system that can't be written.
"""

import argparse
import http.client
import http.cookiejar
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAME = "tracker.example.org"
LARGEST_FILE = 25_000_000  # bytes
SYSTEMCTL = r"""#!/bin/bash
# Stands in for systemd: runs ExecStart of a unit as its account, with its settings.
set -eu
[ "${0##*/}" = runlevel ] && { echo "N 5"; exit 0; } # a link to systemctl
unit() { sed -n "s/^$1=//p" "/etc/systemd/system/$name.service"; }
start() {
    install -d -m 700 -o "$(unit User)" -g "$(unit Group)" "/var/lib/$(unit StateDirectory)"
    (
        set -a; . "$(unit EnvironmentFile)"; set +a
        umask "$(unit UMask)"; cd /
        exec setpriv --reuid "$(unit User)" --regid "$(unit Group)" --init-groups --no-new-privs \
            --bounding-set=-all --inh-caps=-all $(unit ExecStart)
    ) >>"/var/log/$name.log" 2>&1 </dev/null &
    echo $! >"/run/$name.pid"
    for _ in $(seq 60); do
        sleep 1
        kill -0 "$(cat "/run/$name.pid")" || { tail "/var/log/$name.log"; exit 1; }
        [ "$(unit Type)" = notify ] || break
        (: </dev/tcp/127.0.0.1/8000) 2>/dev/null && break
    done
}
stop() {
    kill -TERM "$(cat "/run/$name.pid")"
    for _ in $(seq 90); do # the first process of this machine buries nobody
        grep -q "^State:.[^Z]" "/proc/$(cat "/run/$name.pid")/status" 2>/dev/null || return 0
        sleep 1
    done
    exit 1
}
verb=$1; shift
[ "$verb" = daemon-reload ] && exit 0
for name in "$@"; do
    case "$verb $name" in
        "enable --now") verb=start ;;
        *nginx) nginx -s reload ;;
        start*) start ;;
        stop*) stop ;;
    esac
done
"""


def blocks(document: str, heading: str) -> list[str]:
    """Return the commands of a section, up to the next heading of its level."""
    section = (ROOT / "docs" / document).read_text().partition(f"{heading}\n")[2]
    level = "#" * heading.count("#")
    section = re.split(rf"^#{{1,{len(level)}}} ", section, maxsplit=1, flags=re.M)[0]
    return re.findall(r"^```console\n(.*?)^```", section, re.M | re.S)


def run(*command: object, **options: object) -> str:
    sys.stdout.write(f"# {command}\n")
    done = subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True, **options
    )
    return done.stdout


class Machine:
    """An empty Debian with a layer over it, in namespaces of its own."""

    def __init__(self, base: Path, layer: Path) -> None:
        self.root = layer / "root"
        for name in ("root", "upper", "work"):
            (layer / name).mkdir(parents=True)
        run("mount", "-t", "tmpfs", "-o", "size=6g", "none", layer / "upper")
        for name in ("rows", "work"):
            (layer / "upper" / name).mkdir()
        options = f"lowerdir={base},upperdir={layer}/upper/rows,workdir={layer}/upper/work"
        run("mount", "-t", "overlay", "overlay", "-o", options, self.root)
        run("mount", "-t", "devtmpfs", "none", self.root / "dev")
        run("mount", "-t", "tmpfs", "none", self.root / "dev/shm")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost {NAME}\n")
        for path in ("etc/resolv.conf", "etc/pip.conf", "usr/local/share/ca-certificates"):
            if Path("/", path).is_file():  # how this machine reaches its registries
                shutil.copy(Path("/", path), self.root / path)
            elif Path("/", path).is_dir():
                shutil.copytree(Path("/", path), self.root / path, dirs_exist_ok=True)
        systemctl = self.root / "usr/bin/systemctl"
        systemctl.unlink(missing_ok=True)
        systemctl.write_text(SYSTEMCTL)
        systemctl.chmod(0o755)
        # One process is the first of the machine, as long as the rehearsal lasts.
        self.first = subprocess.Popen(
            [
                *("unshare", "--pid", "--fork", "--kill-child", f"--mount-proc={self.root}/proc"),
                *("chroot", str(self.root), "/bin/sleep", "7200"),
            ]
        )
        time.sleep(1)
        self.pid = run("pgrep", "-P", self.first.pid).strip()

    def type(self, commands: list[str], log: Path) -> str:
        """Type commands into one shell of root; return what was printed, with what was typed."""
        script = self.root / "root/typed.sh"
        script.write_text("\n".join(commands))
        enter = ("nsenter", "--target", self.pid, "--pid", "--mount", "--root")
        path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
        clean = ("env", "-i", "HOME=/root", path, "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive")
        with log.open("a") as out:
            start = out.tell()
            done = subprocess.run(
                [*enter, *clean, "bash", "-c", "cd /root && bash -euv /root/typed.sh"],
                stdout=out,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                check=False,
            )
        printed = log.read_text()[start:]
        if done.returncode:
            sys.stdout.write(printed[-4000:])
            sys.exit(f"It ended with {done.returncode}.")
        return printed

    def end(self) -> None:
        self.first.kill()
        self.first.wait()
        for name in ("root", "upper"):
            subprocess.run(["umount", "-R", "-l", self.root.parent / name], check=False)


@contextmanager
def machine(base: Path, name: str):
    layer = base.with_name(f"{base.name}-{name}")
    shutil.rmtree(layer, ignore_errors=True)
    made = Machine(base, layer)
    try:
        yield made
    finally:
        made.end()


def archive(commit: str, output: Path) -> None:
    """Write the archive of a release; "" is the work tree as it lies."""
    with output.open("wb") as file:
        subprocess.run(
            ["git", "archive", "--format=tar.gz", "--prefix=heed/", commit or "HEAD"],
            cwd=ROOT,
            stdout=file,
            check=True,
        )


class Visitor:
    """Browser of somebody who trusts the office's certificate."""

    def __init__(self, certificate: Path) -> None:
        context = ssl.create_default_context(cafile=str(certificate))
        self.cookies = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPSHandler(context=context),
            urllib.request.HTTPCookieProcessor(self.cookies),
        )

    def ask(self, path: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        url = f"https://{NAME}{path}"
        body = urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(url, body, {"Referer": url})
        try:
            answer = self.opener.open(request, timeout=60)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.url, answer.read().decode()

    def sign_in(self, user: str, password: str) -> str:
        page = self.ask("/sign-in/")[2]
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        status, url, page = self.ask(
            "/sign-in/", {**hidden, "username": user, "password": password}
        )
        return f"{url} ({status}), as {user if 'Sign out' in page else 'nobody'}"


def look(made: Machine, printed: str, log: Path, *, signs_in: bool = True) -> None:
    """Ask the site as people do, through the proxy, and say what it answered."""
    time.sleep(2)  # a proxy reads its settings anew while it answers
    lines = []
    plain = http.client.HTTPConnection(NAME, 80, timeout=30)
    plain.request("GET", "/")
    lines.append(f"http://{NAME}/ -> {plain.getresponse().headers['Location']}")
    visitor = Visitor(made.root / "etc/ssl/heed/certificate.pem")
    for path in ("/health/live", "/health/ready"):
        lines.append(f"{path} -> {visitor.ask(path)[0]} {visitor.ask(path)[2][:300]}")
    user, password = re.search(r"^(ana)  (\S+)  \(administrator\)", printed, re.M).groups()
    if signs_in:  # last: `heed doctor` wonders about somebody who comes from its own machine
        lines.append(f"signed in, and was led to {visitor.sign_in(user, password)}")
    status, _url, page = visitor.ask("/")
    style = re.search(r'href="(/static/[^"]+\.css)"', page).group(1)
    lines.append(f"/ -> {status}, {style} -> {visitor.ask(style)[0]}")
    full = visitor.ask("/evidence/inbox/", {"x": "x" * LARGEST_FILE})
    lines.append(f"a body of {LARGEST_FILE} bytes -> {full[0]} (413 would be the proxy's)")
    with log.open("a") as out:
        out.write("".join(f"=== {line}\n" for line in lines))
    sys.stdout.write("\n".join([*lines, ""]))
    assert status == 200 and full[0] != 413 and (not signs_in or ", as ana" in lines[3]), lines


def build(base: Path, log: Path) -> None:
    """Run the Dockerfile's steps, each stage on a machine of its own; then what they made."""
    lines = (ROOT / "deploy/Dockerfile").read_text().splitlines()
    stages: list[list[str]] = []
    for instruction, _space, words in (line.partition(" ") for line in lines):
        if instruction == "FROM":
            stages.append([])
        elif instruction == "RUN":
            stages[-1].append(words)
        elif instruction == "COPY" and words.startswith("--from=build "):
            source, target = words.removeprefix("--from=build ").split()
            stages[-1].append(f"mkdir -p {target} && cp -a /build{source}/. {target}/")
        elif instruction == "COPY":
            *sources, target = words.split()
            for source in sources:
                is_folder = (ROOT / source).is_dir()
                inside = f"{target}/" if is_folder else target
                stages[-1].append(
                    f"mkdir -p {inside} && cp -a /context/{source}{'/.' * is_folder} {inside}"
                )
        elif instruction == "ENV":
            environment = words
    with machine(base, "build") as first, machine(base, "image") as second:
        archive("", first.root / "root/heed.tar.gz")
        unpack = "mkdir /context && tar -xzf heed.tar.gz --strip-components 1 -C /context"
        first.type([unpack, *stages[0]], log)
        shutil.copytree(first.root / "opt", second.root / "build/opt", symlinks=True)
        second.type([*stages[1], RUNS.replace("ENVIRONMENT", environment)], log)


# As compose.yaml runs it: an account without rights, and three folders that can be written.
RUNS = """
rm -r /build
mount -t tmpfs none /tmp
mount -t tmpfs -o uid=10001,mode=700 none /var/lib/heed
mount -o remount,bind,ro /
cat >/tmp/run <<'END'
#!/bin/sh
exec setpriv --reuid heed --regid heed --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \\
    env -i ENVIRONMENT SERVER_ADDRESS=127.0.0.1:8000 "$@"
END
chmod 755 /tmp/run
cd /
/tmp/run id
/tmp/run touch /opt/heed/written || echo "=== the file system can't be written"
/tmp/run heed --version
/tmp/run heed quickstart --no-serve --bare
/tmp/run heed serve &
for n in $(seq 60); do sleep 1; (: </dev/tcp/127.0.0.1/8000) 2>/dev/null && break; done
/tmp/run python -c "from urllib.request import urlopen; print('===', urlopen('http://127.0.0.1:8000/health/live').status)"
kill %1 && wait %1 || echo "=== the server ended with $?"
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--from-release", default="")
    parser.add_argument("--container", action="store_true")
    options = parser.parse_args()
    options.log.write_text("")
    look_up = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *rest, **options: look_up(
        "127.0.0.1" if host == NAME else host, *rest, **options
    )
    if not (options.folder / "etc").is_dir():
        run("debootstrap", "trixie", options.folder)
    if options.container:
        build(options.folder, options.log)
        return
    typed = blocks("install.md", "## For an office")
    upgrade = blocks("upgrade.md", "# Upgrade")[:1]
    with machine(options.folder, "new") as made:
        archive("", made.root / "root/heed.tar.gz")
        printed = made.type(typed, options.log)
        look(made, printed, options.log, signs_in=False)
        made.type(upgrade, options.log)
        look(made, printed, options.log)
    if options.from_release:
        with machine(options.folder, "old") as made:
            archive(options.from_release, made.root / "root/old.tar.gz")
            archive("", made.root / "root/heed.tar.gz")
            printed = made.type([typed[0], *OLD, *typed[1:3], *KEPT, *typed[5:]], options.log)
            look(made, printed, options.log)


# What an office of 0.1.0 did, by its manual, and what it writes into the settings now.
OLD = [
    """
name=tracker.example.org
owner=$(openssl rand -hex 24) app=$(openssl rand -hex 24) key=$(openssl rand -hex 32)
runuser -u postgres -- psql --quiet <<END
CREATE ROLE heed LOGIN PASSWORD '$owner';
CREATE ROLE heed_app LOGIN PASSWORD '$app';
CREATE DATABASE heed OWNER heed;
END
mkdir -p /srv/heed /backups
tar --extract --gzip --file old.tar.gz --strip-components 1 --directory /srv/heed
python3 -m venv /srv/venv
/srv/venv/bin/pip install --quiet --require-hashes --requirement /srv/heed/requirements.txt
export BASE_URL=https://$name TRUST_PROXY=yes SECRET_KEY=$key MEDIA_ROOT=/srv/files
export DATABASE_URL=postgresql://heed:$owner@127.0.0.1/heed
cd /srv/heed
/srv/venv/bin/python manage.py upgrade
/srv/venv/bin/python manage.py load_report tip-2024-kosovo
/srv/venv/bin/python manage.py add_user ana --role administrator
/srv/venv/bin/python manage.py guard_history --role heed_app
/srv/venv/bin/python manage.py seal_history
/srv/venv/bin/python manage.py backup /backups/before-upgrade
mkdir -p /srv/files
unset BASE_URL TRUST_PROXY SECRET_KEY MEDIA_ROOT DATABASE_URL
cd /root
"""
]
KEPT = [
    """
sed -i "s/OWNER_PASSWORD/$owner/" /etc/heed/owner.env
sed -i "s/APP_PASSWORD/$app/; s/SECRET_KEY_OF_THIS_OFFICE/$key/; s/tracker.example.org/$name/" /etc/heed/heed.env
echo "MEDIA_ROOT=/srv/files" >> /etc/heed/heed.env
chown -R heed: /srv/files
heed upgrade
heed guard_history --role heed_app
"""
]


if __name__ == "__main__":
    main()
