"""Names that say nothing, or only to who wrote them, are used nowhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Participles, prepositions and metaphors: a name says what the thing is.
BANNED = frozenset(
    [
        "asked",
        "came",
        "gone",
        "hanging",
        "held",
        "hear",
        "heard",
        "kept",
        "lowering",
        "lowerings",
        "meant",
        "met",
        "on_paper",
        "owed",
        "carrying",
        "put_down",
        "said",
        "say_of",
        "sayings",
        "shelf",
        "spoken",
        "tell_of",
        "telling",
        "told",
        "unsaid",
        "unsay",
        "whose",
        "wished",
    ]
)
PARTS = ("asked", "held", "said", "told")  # nor as the first or last part of a name
PLAIN = frozenset({"asked_by", "asked_of", "asked_on"})  # columns of a question
IN_TEMPLATES = re.compile(r"\b(?:asked|came|held|kept|said|told)\b")
TAGS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")


def is_banned(name: str) -> bool:
    """Tell whether a name is on the list, or begins or ends with a part that is.

    A lookup is banned by its segments: "told__isnull".
    """
    bare = name.strip("_").lower()
    if bare in PLAIN:
        return False
    return any(
        segment in BANNED
        or segment.startswith(tuple(f"{part}_" for part in PARTS))
        or segment.endswith(tuple(f"_{part}" for part in PARTS))
        for segment in bare.split("__")
        if segment not in PLAIN
    )


def bound_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and name of all that a module binds, passes by keyword or reads off a thing."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name) | ast.Attribute(attr=name):
                yield node.lineno, name
            case ast.keyword(arg=str(name)):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield node.lineno, name


def defined_names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each function and class."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.lineno, node.name


def offenders(folder: str, names_of) -> list[str]:
    """List the banned names of a folder's modules, and modules and packages called so."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        if re.match(r"\d", path.name):  # a migration
            continue
        place = path.relative_to(ROOT)
        found += [f"{place}: {part}" for part in (path.stem, path.parent.name) if is_banned(part)]
        names = names_of(ast.parse(path.read_text()))
        found += [f"{place}:{line}: {name}" for line, name in names if is_banned(name)]
    return found


class TestNames:
    def test_of_the_tracker_are_plain(self):
        assert offenders("tracker", bound_names) == []

    def test_of_tests_are_plain(self):
        assert offenders("tests", defined_names) == []

    def test_of_templates_are_plain(self):
        found = []
        for path in sorted((ROOT / "templates").rglob("*.html")):
            for tag in TAGS.findall(path.read_text()):
                words = IN_TEMPLATES.findall(QUOTED.sub("", tag))
                found += [f"{path.relative_to(ROOT)}: {word}" for word in words]

        assert found == []
