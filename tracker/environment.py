"""Reading of environment variables for `settings`; a wrong value is refused by name."""

import os
import re
import secrets
import tomllib
from hashlib import sha256
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import dj_database_url

from tracker.variables import read, refuse, refuse_if

PACKAGE = Path(__file__).resolve().parent
IS_INSTALLED = (PACKAGE / "data").is_dir()  # part of a wheel; see pyproject.toml
BASE_DIR = (
    PACKAGE / "data" if IS_INSTALLED else PACKAGE.parent
)  # templates, locale, fixtures, pyproject.toml
MAX_LOGO_SIZE = 100_000  # bytes
# PostgreSQL orders eight joins by what they cost, and more as they are written: some pages have
# nine. Beyond ten it takes longer to plan than it saves. What is prepared it plans once: by the
# costs that it compares, it would plan the longest queries anew for each run. And where it can
# compile queries, it takes seconds for those of pages whose tables are large, and none is won.
PLANNING = (
    "-c join_collapse_limit=10 -c from_collapse_limit=10 -c jit=off"
    " -c plan_cache_mode=force_generic_plan"
)
SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "g", "defs", "title", "desc", "path", "rect", "circle", "ellipse", "line"} | {
    *("polyline", "polygon", "text", "tspan", "stop", "clipPath", "mask"),
    *("linearGradient", "radialGradient"),
}


def whole_path(name: str, default: Path) -> Path:
    """Return the absolute path of a file or folder."""
    path = Path(read(name) or default)
    refuse_if(not path.is_absolute(), name, str(path), "it is relative", "Write the whole path.")
    return path


# The folder for what has no setting of its own: database, files, secret key. systemd gives one to a
# service. Otherwise it is in the home directory for an installed package, and in a checkout.
VAR = whole_path(
    "STATE_DIRECTORY",
    Path.home() / ".local" / "share" / "heed" if IS_INSTALLED else BASE_DIR / "var",
)


def static_version() -> str:
    """Return a hash of all static files: of the content of ours, and the versions of others."""
    files = sorted(path for path in (PACKAGE / "static").rglob("*") if path.is_file())
    parts = [part for path in files for part in (path.name.encode(), path.read_bytes())]
    others = [
        metadata.version(name).encode() for name in ("django", "django-allauth", "django-htmx")
    ]
    return sha256(b"\0".join([*parts, *others])).hexdigest()[:12]


def version() -> str:
    """Return the version as it stands in pyproject.toml, "0.1.0"."""
    return str(tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"])


def choice(name: str, choices: tuple[str, ...], default: str) -> str:
    """Return the value of a variable with these choices; the default if it is empty."""
    value = read(name) or default
    refuse_if(
        value not in choices,
        name,
        value,
        "it is not known",
        f"Choose one of: {', '.join(choices)}.",
    )
    return value


def database(url: str, name: str = "DATABASE_URL") -> dict[str, object]:
    """Return Django's settings of the database at this address; SQLite in `var/` without one."""
    if not url:
        VAR.mkdir(parents=True, exist_ok=True)
        return _sqlite(VAR / "tracker.sqlite3")
    try:
        config = dict(dj_database_url.parse(url))
    except Exception as error:
        raise refuse(
            name,
            url.split("@")[-1],
            "it can't be read",
            "Write postgresql://user:password@host/name, or sqlite:////folder/file.",
        ) from error
    match config["ENGINE"]:
        case "django.db.backends.postgresql" if not config["NAME"]:
            raise refuse(
                name,
                url.split("@")[-1],
                "it names no database",
                "Write postgresql://user:password@host/name.",
            )
        case "django.db.backends.postgresql":
            return _postgresql(url, config, name)
        case "django.db.backends.sqlite3":
            path = Path(str(config["NAME"]))
            is_whole = path.is_absolute()  # or each process would find another, by where it began
            refuse_if(
                not is_whole or not path.parent.is_dir(),
                name,
                url,
                "its folder does not exist" if is_whole else "it names no whole path of a file",
                "Write sqlite:////folder/file, in a folder of yours.",
            )
            return _sqlite(path)
    raise refuse(
        name,
        url.split(":")[0],
        "the tracker runs on PostgreSQL and SQLite",
        "Write postgresql://user:password@host/name.",
    )


def _postgresql(url: str, config: dict[str, object], name: str) -> dict[str, object]:
    """Return the settings of a server; with `?pooled=yes`, of one behind a pooler.

    A pooler that shares connections between transactions takes no startup options, and a cursor
    that outlives its transaction would be read on another connection.
    """
    options: dict[str, object] = {"prepare_threshold": 0, **(config.get("OPTIONS") or {})}  # type: ignore[dict-item]
    if (pooled := options.pop("pooled", "no")) not in ("yes", "no"):
        raise refuse(name, url, f"pooled={pooled} is not known", "Write ?pooled=yes.")
    if pooled == "no":
        options["options"] = f"{PLANNING} {options.get('options', '')}".strip()
    return {
        **config,
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 600,
        "DISABLE_SERVER_SIDE_CURSORS": pooled == "yes",
    }


def databases() -> dict[str, dict[str, object]]:
    """Return Django's settings of the database, and of its replica where there is one."""
    main, url = database(read("DATABASE_URL")), read("DATABASE_REPLICA_URL")
    if not url:
        return {"default": main}
    replica = database(url, "DATABASE_REPLICA_URL")
    refuse_if(
        not main["ENGINE"] == replica["ENGINE"] == "django.db.backends.postgresql",
        "DATABASE_REPLICA_URL",
        url,
        "only PostgreSQL has replicas",
        "Set DATABASE_URL too, and write postgresql://user:password@host/name.",
    )
    options: Any = replica["OPTIONS"]
    options.setdefault("connect_timeout", 2)  # seconds that a page waits for one that is away
    return {"default": main, "replica": replica}


def _sqlite(path: Path) -> dict[str, object]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
        "CONN_MAX_AGE": 60,  # seconds; to open it and read its triggers costs as much as a page
    }


def secret_key(*, embedded: bool) -> str:
    """Return the key that signs sessions; if `embedded`, made once and stored in `var/`."""
    if value := read("SECRET_KEY"):
        return long_enough("SECRET_KEY", value)
    refuse_if(
        not embedded,
        "SECRET_KEY",
        "",
        "it is needed with a DATABASE_URL or a BASE_URL of your own",
        "Set it to 50 random characters and keep it.",
    )
    path = VAR / "secret_key"
    if not path.exists() or not path.stat().st_size:  # a first start may have been cut off
        new = VAR / f"secret_key.{os.getpid()}"
        new.write_text(secrets.token_urlsafe(50))
        new.replace(path)  # atomic
    return path.read_text().strip()


def long_enough(name: str, key: str) -> str:
    """Return a key of 32 characters or more."""
    refuse_if(len(key) < 32, name, "…", "it is short", "Give 32 characters or more.")
    return key


def listed(name: str) -> list[str]:
    """Return the values of a variable that has commas between them."""
    return [value for value in map(str.strip, read(name).split(",")) if value]


def languages(known: dict[str, str]) -> tuple[list[tuple[str, str]], str]:
    """Return the languages that pages are offered in, with their names, and the default one."""
    codes = listed("LANGUAGES") or list(known)
    unknown = set(codes) - set(known)
    refuse_if(
        unknown,
        "LANGUAGES",
        ",".join(codes),
        f"{min(unknown, default='')} is not known",
        f"Choose of: {', '.join(known)}.",
    )
    return [(code, known[code]) for code in codes], choice(
        "DEFAULT_LANGUAGE", tuple(codes), "en" if "en" in codes else codes[0]
    )


def time_zone(default: str) -> str:
    """Return the name of the time zone of all days and times."""
    name = read("TIME_ZONE") or default
    try:
        return ZoneInfo(name).key
    except (KeyError, OSError, ValueError) as error:
        raise refuse(
            "TIME_ZONE",
            name,
            "there is no such zone",
            f"Write one such as {default}; on Debian they come with the package tzdata.",
        ) from error


def whole_number(name: str, default: int, *, least: int, most: int) -> int:
    """Return a whole number from `least` to `most`; the default if the variable is empty."""
    value = read(name) or str(default)
    refuse_if(
        not value.isascii() or not value.isdecimal() or not least <= int(value) <= most,
        name,
        value,
        "it is no such number",
        f"Give {least} to {most}.",
    )
    return int(value)


def address_and_port(name: str, default: str) -> str:
    """Return where to listen, "127.0.0.1:8000"; a port alone is one of this machine."""
    value = read(name) or default
    value = f"127.0.0.1:{value}" if value.isdecimal() else value
    match = re.fullmatch(r"(?:\[[0-9a-fA-F:.]+\]|[\w.-]+):(\d{1,5})", value, re.ASCII)
    refuse_if(
        not match or not 1 <= int(match[1]) <= 65535,
        name,
        value,
        "it is no address with a port",
        "Write 127.0.0.1:8000, or [::1]:8000.",
    )
    return value


def mail_server(url: str, *, sender: str) -> tuple[dict[str, dict[str, object]], str]:
    """Return Django's settings of the server that sends mail, a mute one without, and the sender.

    The sender is the user's name where that is an address. A password is only sent encrypted:
    `smtp` asks for STARTTLS then.
    """
    backend = "django.core.mail.backends."
    if not url:
        return {"default": {"BACKEND": f"{backend}dummy.EmailBackend"}}, sender
    remedy = "Write smtps://user:password@mail.example.org, or smtp://mail.example.org:25."
    parts = address(url, "EMAIL_URL", remedy, schemes=("smtp", "smtps"))
    user, is_encrypted = unquote(parts.username or ""), parts.scheme == "smtps"
    mailer: dict[str, object] = {
        "BACKEND": f"{backend}smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or (465 if is_encrypted else 587 if user else 25),
            "username": user,
            "password": unquote(parts.password or ""),
            "use_ssl": is_encrypted,
            "use_tls": bool(user) and not is_encrypted,
            "timeout": 20,  # seconds
        },
    }
    return {"default": mailer}, user if "@" in user else sender


def witnesses(*, has_mail: bool) -> list[str]:
    """Return where seals are sent: whole paths of files, mailto: and https:// addresses."""
    values = listed("WITNESSES")
    remedy = "Write whole paths of files, mailto:ana@example.org or https://…, with commas between."
    for value in values:
        if value.startswith("https:"):
            address(value, "WITNESSES", remedy)
        else:
            refuse_if(
                value.startswith("mailto:") and not has_mail,
                "WITNESSES",
                value,
                "mail is not set",
                "Set EMAIL_URL too.",
            )
            refuse_if(
                not re.fullmatch(r"mailto:[^@\s?]+@[^@\s?]+|/.*[^/]", value),
                "WITNESSES",
                value,
                "it is no address and no whole path",
                remedy,
            )
    return values


def timestamp_authority() -> tuple[str, str]:
    """Return the address of the authority that stamps seals, and the file of its certificates.

    Both are empty, or both set: by its own certificate anybody's stamp would be valid.
    """
    url, path = read("TIMESTAMP_AUTHORITY"), read("TIMESTAMP_CERTIFICATES")
    if url:
        address(url, "TIMESTAMP_AUTHORITY", "Write the http or https address of the authority.")
    refuse_if(
        (url or path) and not (Path(path).is_absolute() and Path(path).is_file()),
        "TIMESTAMP_CERTIFICATES",
        path,
        "it is no whole path of a file",
        "Write that of a PEM file with the root certificate of the authority.",
    )
    return url, path


def file_storage(folder: Path) -> dict[str, object]:
    """Return Django's settings of the storage of files: the bucket of MEDIA_URL, or this folder."""
    modules = "tracker.actions.evidence"
    if not (url := read("MEDIA_URL")):
        return {
            "BACKEND": f"{modules}.storage.FolderStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        }
    remedy = "Write s3://bucket?endpoint=https://s3.example.org&region=eu."
    parts = address(url, "MEDIA_URL", remedy, schemes=("s3",))
    values = dict(parse_qsl(parts.query))
    refuse_if(
        parts.netloc != parts.hostname or parts.path or values.keys() - {"endpoint", "region"},
        "MEDIA_URL",
        url,
        "it has other parts",
        remedy,
    )
    if endpoint := values.get("endpoint"):
        address(endpoint, "MEDIA_URL", remedy)
    refuse_if(
        find_spec("storages") is None, "MEDIA_URL", url, "a library is missing", "Install heed[s3]."
    )
    return {
        "BACKEND": f"{modules}.bucket_storage.BucketStorage",
        "OPTIONS": {
            "bucket_name": parts.hostname,
            "endpoint_url": endpoint,
            "region_name": values.get("region"),
            "access_key": read("AWS_ACCESS_KEY_ID") or None,
            "secret_key": read("AWS_SECRET_ACCESS_KEY") or None,
        },
    }


def text(name: str, *, most: int) -> str:
    """Return a text of up to `most` characters."""
    value = read(name).strip()
    refuse_if(
        len(value) > most,
        name,
        f"{value[:20]}…",
        "it is too long",
        f"Give up to {most} characters.",
    )
    return value


def colour(name: str) -> str:
    """Return a colour as "#1a5276"; empty: the default colour."""
    value = read(name).lower()
    refuse_if(
        value and not re.fullmatch(r"#[0-9a-f]{6}", value),
        name,
        value,
        "it is no colour",
        "Write six digits, #1a5276.",
    )
    return value


def svg_logo(name: str) -> str:
    """Return the SVG in the file that a variable names: shapes alone; empty: none."""
    if not (value := read(name)):
        return ""
    remedy = "Give the whole path of an SVG file of up to 100 kB that holds shapes alone."
    path = Path(value)
    try:
        refuse_if(
            not path.is_absolute() or path.stat().st_size > MAX_LOGO_SIZE,
            name,
            value,
            "its path is relative, or it is too large",
            remedy,
        )
        source = path.read_text("utf-8")
        refuse_if(
            "<!DOCTYPE" in source or "<!ENTITY" in source,
            name,
            value,
            "it declares a type of document",
            remedy,
        )
        root = ElementTree.fromstring(source)  # noqa: S314  a file of the administrator, without entities
    except (OSError, UnicodeDecodeError, ElementTree.ParseError) as error:
        raise refuse(name, value, "it can't be read as SVG", remedy) from error
    refuse_if(
        root.tag != f"{SVG}svg" or not all(map(_is_shape, root.iter())),
        name,
        value,
        "it holds scripts, styles, links or what is no shape",
        remedy,
    )
    refuse_if(not root.get("viewBox"), name, value, "it has no viewBox", remedy)
    ElementTree.register_namespace("", SVG[1:-1])
    return ElementTree.tostring(root, encoding="unicode")


def _is_shape(element: ElementTree.Element) -> bool:
    """Return whether an element only draws: it runs no script, loads nothing, sets no style."""
    names = [name.rpartition("}")[2].lower() for name in element.attrib]
    acts = any(name.startswith("on") or name in ("href", "src", "style") for name in names)
    loads = any("url(" in value and "url(#" not in value for value in element.attrib.values())
    return str(element.tag).removeprefix(SVG) in SHAPES and not acts and not loads


def address(
    url: str, name: str, remedy: str, *, schemes: tuple[str, ...] = ("http", "https")
) -> SplitResult:
    """Return the parts of the address in a variable of this name."""
    try:
        parts = urlsplit(url)
        is_valid = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError as error:  # of a wrong port or bracket
        raise refuse(name, url, "it is no address", remedy) from error
    refuse_if(not is_valid, name, url, "it is no address", remedy)
    return parts
