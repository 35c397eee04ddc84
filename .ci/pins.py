"""Write the exact version of every installed package into pyproject.toml, between two markers.

`pins.py` writes them; `pins.py --check` names the packages with no pin or another version, and
those that requirements.txt, which `make pins` makes from them, lacks.
"""

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import distributions, requires
from pathlib import Path

from packaging.requirements import Requirement

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
REQUIREMENTS = PYPROJECT.with_name("requirements.txt")
BEGIN = "# pins: made by `make pins`, not by hand"
END = "# end of pins"
BLOCK = re.compile(rf"{re.escape(BEGIN)}\n.*?{re.escape(END)}", re.DOTALL)
HASHED = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; .*)? \\\n    --hash=sha256:", re.MULTILINE)


def normalize(name: str) -> str:
    """Return the normalized name of a package."""
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, str]:
    """Return name and version of every package that this interpreter can import."""
    return {normalize(package.metadata["Name"]): package.version for package in distributions()}


def pinned(text: str) -> dict[str, str]:
    """Return name and version of every pin between the markers."""
    block = BLOCK.search(text)
    return dict(re.findall(r'"([^"=]+)==([^"]+)"', block[0])) if block else {}


def with_pins(text: str, packages: dict[str, str]) -> str:
    """Return the text with these pins between the markers."""
    lines = [f'    "{name}=={version}",' for name, version in sorted(packages.items())]
    block = "\n".join([BEGIN, "constraint-dependencies = [", *lines, "]", END])
    return BLOCK.sub(lambda _: block, text)


def complaints(text: str, packages: dict[str, str]) -> list[str]:
    """Return a sentence for every installed package with no pin, or one of another version."""
    pins = pinned(text)
    return [
        f"{name} {version} is installed but pinned as {pins.get(name, 'nothing')}: run `make pins`."
        for name, version in sorted(packages.items())
        if pins.get(name) != version
    ]


def needed(dependencies: Iterable[str]) -> set[str]:
    """Return the names of the packages that these requirements install here, also indirectly."""
    done: set[tuple[str, str]] = set()  # name, extra
    waiting = [(Requirement(dependency), "") for dependency in dependencies]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = normalize(requirement.name)
        for key in {(name, extra) for extra in ("", *requirement.extras)} - done:
            done.add(key)
            waiting += [(Requirement(line), key[1]) for line in requires(name) or ()]
    return {name for name, _extra in done}


def unhashed(requirements: str, pins: dict[str, str], names: Iterable[str]) -> list[str]:
    """Return a sentence for every package that requirements.txt lacks or has without its hash.

    The file also has packages that only other systems need, which have no pin.
    """
    hashed = dict(HASHED.findall(requirements))
    return [
        f"requirements.txt has {name} {hashed.get(name, 'without a hash, or not at all')}, and the "
        f"pin is {pins.get(name, 'missing')}: run `make pins`."
        for name in sorted({*names, *(hashed.keys() & pins.keys())})
        if name not in hashed or hashed[name] != pins.get(name)
    ]


def main(arguments: list[str]) -> int:
    """Write the pins, or check them with --check, and return the exit code."""
    text = PYPROJECT.read_text()
    if "--check" not in arguments:
        PYPROJECT.write_text(with_pins(text, installed()))
        return 0
    names = needed(tomllib.loads(text)["project"]["dependencies"])
    wrong = [
        *complaints(text, installed()),
        *unhashed(REQUIREMENTS.read_text(), pinned(text), names),
    ]
    sys.stderr.writelines(f"{sentence}\n" for sentence in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
