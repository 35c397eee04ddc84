"""Keeps the exact pins of every installed package in pyproject.toml, between two markers.

`pins.py` writes them from what is installed; `pins.py --check` names what has no pin or another.
"""

import re
import sys
from importlib.metadata import distributions
from pathlib import Path

PYPROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
BEGIN = "# pins: made by `make pins`, not by hand"
END = "# end of pins"
BLOCK = re.compile(rf"{re.escape(BEGIN)}\n.*?{re.escape(END)}", re.DOTALL)


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


def main(arguments: list[str]) -> int:
    text = PYPROJECT.read_text()
    if "--check" not in arguments:
        PYPROJECT.write_text(with_pins(text, installed()))
        return 0
    wrong = complaints(text, installed())
    sys.stderr.writelines(f"{sentence}\n" for sentence in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
