"""Keeps the exact pins of every installed package in pyproject.toml, between two markers.

`pins.py` writes them from what is installed; `pins.py --check` names what has no pin or another,
and what requirements.txt, which `make pins` makes from them, lacks.
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


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def installed() -> dict[str, str]:
    """Name and version of every package that this interpreter can import."""
    return {normal(found.metadata["Name"]): found.version for found in distributions()}


def pinned(text: str) -> dict[str, str]:
    """Name and version of every pin between the markers."""
    block = BLOCK.search(text)
    return dict(re.findall(r'"([^"=]+)==([^"]+)"', block[0])) if block else {}


def with_pins(text: str, packages: dict[str, str]) -> str:
    lines = [f'    "{name}=={version}",' for name, version in sorted(packages.items())]
    block = "\n".join([BEGIN, "constraint-dependencies = [", *lines, "]", END])
    return BLOCK.sub(lambda _: block, text)


def complaints(text: str, packages: dict[str, str]) -> list[str]:
    """A sentence for every installed package that has no pin, or a pin of another version."""
    pins = pinned(text)
    return [
        f"{name} {version} is installed but pinned as {pins.get(name, 'nothing')}: run `make pins`."
        for name, version in sorted(packages.items())
        if pins.get(name) != version
    ]


def needed(dependencies: Iterable[str]) -> set[str]:
    """Names of the packages that these requirements bring here, with all that those bring."""
    found: set[tuple[str, str]] = set()  # name, extra
    waiting = [(Requirement(one), "") for one in dependencies]
    while waiting:
        requirement, extra = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        for wanted in {
            (normal(requirement.name), one) for one in ("", *requirement.extras)
        } - found:
            found.add(wanted)
            waiting += [(Requirement(one), wanted[1]) for one in requires(wanted[0]) or ()]
    return {name for name, _extra in found}


def unhashed(requirements: str, pins: dict[str, str], names: Iterable[str]) -> list[str]:
    """A sentence for every package that requirements.txt lacks, has unhashed or of another version.

    It also holds what only other systems need, which has no pin.
    """
    hashed = dict(HASHED.findall(requirements))
    return [
        f"requirements.txt has {name} {hashed.get(name, 'without a hash, or not at all')}, and the "
        f"pin is {pins.get(name, 'missing')}: run `make pins`."
        for name in sorted({*names, *(hashed.keys() & pins.keys())})
        if name not in hashed or hashed[name] != pins.get(name)
    ]


def main(arguments: list[str]) -> int:
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
