"""Environment variables: each is declared here, for the manual, and read here, by its name.

`docs/configure.md` is made of this. A secret may stand in a file, which NAME_FILE names.
"""

import os
import re
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

# By heading: for each variable what it means, and its default, both in Markdown.
SECTIONS: dict[str, dict[str, tuple[str, str]]] = {
    "Address and security": {
        "BASE_URL": (
            "where people reach the tracker; decides security",
            "`http://127.0.0.1:8000`",
        ),
        "TRUST_PROXY": (
            "`yes` when one proxy in front sets `X-Forwarded-Proto` and adds to `X-Forwarded-For`",
            "`no`",
        ),
        "SECRET_KEY": (
            "signs sessions; 32 characters or more",
            "made and kept in `var/` on the embedded default, needed otherwise",
        ),
        "SECRET_KEY_FALLBACKS": (
            "former keys, with commas between: sessions, links and second factors made "
            "with them stay valid while they stand here. To change the key, put the old "
            "one here and a new one into `SECRET_KEY`; after two weeks have everybody "
            "who uses an app for codes set it up anew, then empty it",
            "none",
        ),
        "SECOND_FACTOR": (
            "`writers`: whoever changes rows needs a second factor; `optional`: who wants "
            "one adds one",
            "`optional`",
        ),
    },
    "Data": {
        "DATABASE_URL": (
            "`postgresql://user:password@host/name`; with `?pooled=yes` behind PgBouncer: "
            "[postgresql](postgresql.md#connections-and-a-pooler)",
            "SQLite in `var/`",
        ),
        "DATABASE_REPLICA_URL": (
            "a streaming replica of that database, which lists, reports and exports are read from "
            "while it is current. See [more than one machine](scale.md#read-replica)",
            "none",
        ),
        "MEDIA_ROOT": (
            "folder for files, as a whole path",
            "`var/files`",
        ),
        "MEDIA_URL": (
            "a bucket of S3 for the files in place of the folder, so that several machines share "
            "them: `s3://bucket?endpoint=https://s3.example.org&region=eu`; needs the extra `s3`. "
            "See [more than one machine](scale.md#files)",
            "none: the folder",
        ),
        "AWS_ACCESS_KEY_ID": (
            "the name of the key to that bucket",
            "as the library finds it: the role of the machine",
        ),
        "AWS_SECRET_ACCESS_KEY": (
            "the secret of that key",
            "the same",
        ),
        "STATE_DIRECTORY": (
            "folder for what has no setting of its own, as a whole path; systemd names it "
            "to a service",
            "`var/`, or `~/.local/share/heed` of an installed package",
        ),
        "BACKUP_FOLDER": (
            "folder that holds the nightly backups, on another disk, as a whole path",
            "no nightly backup",
        ),
        "BACKUPS_KEPT": (
            "nightly backups to keep, 1 to 1000; older ones are deleted",
            "`14`",
        ),
        "LARGEST_FILE": (
            "megabytes that a file of evidence may have, 1 to 100",
            "`25`",
        ),
        "LARGEST_INBOX": (
            "megabytes that the files in a person's inbox may have together, 25 to 5000",
            "`250`",
        ),
    },
    "Seals and mail": {
        "SEAL_KEY": (
            "the whole path of the Ed25519 key in PEM that signs seals. Beside it a file "
            "that ends in `.heads` keeps the number and hash of each seal. Where to keep "
            "both: [seals](seals.md#the-key)",
            "made in `var/` with the first seal",
        ),
        "WITNESSES": (
            "where each seal is sent, with commas between: whole paths of files on "
            "another disk or a share, `mailto:ana@example.org`, `https://…`. See "
            "[seals](seals.md#witnesses)",
            "nowhere",
        ),
        "TIMESTAMP_AUTHORITY": (
            "the address of an authority that stamps seals (RFC 3161); needs the extra "
            "`timestamps` and the next line. See [seals](seals.md#time-stamps)",
            "none",
        ),
        "TIMESTAMP_CERTIFICATES": (
            "the whole path of a PEM file with the root certificate of that authority",
            "none",
        ),
        "EMAIL_URL": (
            "the server that takes mail: `smtps://user:password@mail.example.org`, or "
            "`smtp://mail.example.org:25`. A password is only sent encrypted. The sender "
            "is the user's name where that is an address, else `heed@` and the host of "
            "`BASE_URL`. Seals are sent by it, links to new passwords, and messages about "
            "scheduled reports: [mail](operate.md#mail)",
            "no mail",
        ),
    },
    "How the office works": {
        "FOUR_EYES": (
            "who may approve an own assessment: `all`: nobody; `rises`: a second person "
            "decides what raises a status, lowers it to “No action” or by two ranks, and "
            "closings; `full`: from “Fully implemented” on; `none`: an office of one. See "
            "[methodology](methodology.md#four-eyes)",
            "`rises`",
        ),
        "TIME_ZONE": (
            "the zone of all days and times, by its name: `Europe/Tirane`. “On a day” "
            "means at its end there, so set it once, before the first entry",
            "`Europe/Belgrade`",
        ),
        "LANGUAGES": (
            "languages that pages are offered in, with commas between: `en`, `sq`, "
            "`sr-latn`. Reports can be printed in all three, and files in all three are read",
            "`en,sq,sr-latn`",
        ),
        "DEFAULT_LANGUAGE": (
            "the language of who chose none and whose browser asks for none of these; one of "
            "`LANGUAGES`. Commands speak it too",
            "`en`, or the first of `LANGUAGES`",
        ),
        "SMALL_COUNT": (
            "counts of persons below it are not shown outside the team, 3 to 11",
            "`5`",
        ),
        "PUBLIC_REPORTS": (
            "`yes`: published reports meant for the public can be read under "
            "`/published/` without sign-in",
            "`no`",
        ),
        "REPORT_NAME": (
            'whose name progress reports bear: "Ministry of Internal Affairs"',
            "none",
        ),
        "REPORT_LOGO": (
            "the whole path of an SVG file for the head of reports: shapes alone, up to 100 kB",
            "none",
        ),
        "REPORT_COLOUR": (
            "the accent of printed reports, `#1a5276`",
            "ours",
        ),
        "REPORT_PREFACE": (
            "a few sentences at the head of each report, up to 2,000 characters, unless "
            "*Sender and preface* of the edition has others",
            "none",
        ),
    },
    "Processes and logs": {
        "SERVER_ADDRESS": (
            "where `heed serve` listens: an address of this machine and a port",
            "`127.0.0.1:8000`",
        ),
        "SERVER_PROCESSES": (
            "processes of the server, 1 to 64: as many as the machine has processors",
            "`2`",
        ),
        "SERVER_THREADS": (
            "requests that each process answers at a time, 1 to 64. Each has a connection to "
            "the database",
            "`4`",
        ),
        "SERVER_TIMEOUT": (
            "seconds after which a process that hangs is ended, and that requests have to end "
            "when the server stops, 10 to 600",
            "`60`",
        ),
        "WORKER": (
            "`yes`: `heed work` makes long reports and lists, and reads large files",
            "`no`: the request waits",
        ),
        "METRICS_PORT": (
            "port of this machine where `heed serve` answers Prometheus, `9464`; with an "
            "address before it, `0.0.0.0:9464`, other machines are answered too. See "
            "[operate](operate.md#metrics)",
            "none",
        ),
        "JOBS_OFF": (
            "names of nightly jobs that `heed work` leaves out, with commas between: "
            "`seal_history`, where another account seals. See [operate](operate.md#every-night)",
            "none",
        ),
        "LOG_FORMAT": (
            "`text`, or `json`: one JSON object a line, for whatever collects logs",
            "`text`",
        ),
        "LOG_LEVEL": (
            "`DEBUG`, `INFO`, `WARNING` or `ERROR`",
            "`INFO`",
        ),
        "SLOW_REQUEST": (
            "seconds after which a request is logged as slow, 1 to 300",
            "`2`",
        ),
    },
}
VARIABLES = {name: words for section in SECTIONS.values() for name, words in section.items()}


def refuse(name: str, value: str, why: str, remedy: str) -> ImproperlyConfigured:
    """Return the error about a value: the variable, why not, and what to write instead."""
    value = re.sub("//.*@", "//…@", value)  # a password
    return ImproperlyConfigured(f"{name}={value!r} can't be used: {why}. {remedy}")


def refuse_if(condition: object, name: str, value: str, why: str, remedy: str) -> None:
    """Raise ImproperlyConfigured if a condition is met that makes a value unusable."""
    if condition:
        raise refuse(name, value, why, remedy)


def read(name: str) -> str:
    """Return the value of a declared variable; "" without one.

    Raises KeyError for one that is not declared; ImproperlyConfigured where NAME_FILE is set too,
    or names no file with a value that can be read.
    """
    if name not in VARIABLES:
        raise KeyError(name)
    value, path = os.environ.get(name, ""), os.environ.get(f"{name}_FILE", "")
    if not path:
        return value
    refuse_if(value, f"{name}_FILE", path, f"{name} is set too", "Set one of them.")
    try:
        value = Path(path).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        remedy = "Write the whole path of a file that this account can read."
        raise refuse(f"{name}_FILE", path, "it can't be read", remedy) from error
    # A default in its place would be an empty database, or no mail.
    refuse_if(not value, f"{name}_FILE", path, "it is empty", f"Write the value of {name} into it.")
    return value
