"""Break lines of the rules one at a time, and ask whether the tests of that module notice.

    uv run .ci/mutate.py --seed 7                                30 lines of four floors
    uv run .ci/mutate.py --seed 7 --count 5 policies/evidence   5 lines of one place

The seed chooses the lines. Each is broken in a temporary copy, where the tests run that bear the
name of the module: for tracker/actions/evidence/files.py tests/actions/evidence/test_files.py and
test_files_*.py, for tracker/actions/people.py also tests/actions/people/test_*.py, and for modules
of a family (backup_manifest, backup_files) also that of its first word, test_backup.py.
"""

import argparse
import ast
import copy
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("policies", "actions", "summaries", "audit")
TIMEOUT = 300  # seconds for the tests of a mutant
# The dialects of triggers share a set of tests, which is run on the database of each.
DIALECTS = {"sqlite": "triggers", "postgres": "triggers"}
ON_POSTGRES = {"postgres", "database_role"}  # modules whose tests need its server

# Lines that mean the same when broken, at most three: path, operator, line before → why.
EQUIVALENT: dict[tuple[str, str, str], str] = {}

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
FILTERS = {"filter", "exclude", "Q"}
SENTENCES = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext", "pgettext_lazy"}
LOGGERS = {"logger", "logging", "log"}


@dataclass(frozen=True)
class Mutant:
    """One change of one line."""

    path: str
    line: int
    operator: str
    before: str
    after: str
    source: bytes  # of the whole module, changed


def read_members() -> dict[str, list[str]]:
    """Return the members of every enumeration of the vocabulary, by its name."""
    members = {}
    for path in (ROOT / "tracker/vocabulary").glob("*.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef):
                targets = [part.targets[0] for part in node.body if isinstance(part, ast.Assign)]
                members[node.name] = [name.id for name in targets if isinstance(name, ast.Name)]
    return members


MEMBERS = read_members()


def breakages(node: ast.AST) -> Iterator[tuple[str, ast.AST, str]]:
    """Yield an operator, the node that it replaces and the new text, for each that applies."""
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield from _negated(test)
        case ast.comprehension(ifs=[test]):
            yield from _negated(test)
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            swapped = ast.Compare(left, [COMPARISONS[type(operator)]()], [right])
            yield "swap comparison", node, f"({ast.unparse(swapped)})"
        case ast.BoolOp(op=operator, values=values):
            other = ast.Or() if isinstance(operator, ast.And) else ast.And()
            yield "swap and, or", node, f"({ast.unparse(ast.BoolOp(other, values))})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "drop not", node, f"({ast.unparse(operand)})"
        case ast.Constant(value=bool() as value):
            yield "swap constant", node, str(not value)
        case ast.Constant(value=int() as value):
            yield "off by one", node, str(value + 1)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() as sign, right=right):
            opposite = ast.Sub() if isinstance(sign, ast.Add) else ast.Add()
            yield "swap plus, minus", node, f"({ast.unparse(ast.BinOp(left, opposite, right))})"
        case ast.Expr(value=ast.Call()):
            yield "delete call", node, "pass"
        case ast.Return(value=ast.expr() as value) if not _is_empty(value):
            yield "return nothing", node, "return None"
        case ast.Attribute(value=ast.Name(id=name), attr=attr) if attr in MEMBERS.get(name, ()):
            members = MEMBERS[name]
            following = members[(members.index(attr) + 1) % len(members)]
            yield "swap member", node, f"{name}.{following}"
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name)) if name in FILTERS:
            for index in range(len(node.keywords)):
                changed = copy.deepcopy(node)
                del changed.keywords[index]
                yield "drop filter", node, ast.unparse(changed)


def _negated(test: ast.expr) -> Iterator[tuple[str, ast.AST, str]]:
    if not isinstance(test, ast.Compare | ast.UnaryOp):  # they have operators of their own
        yield "negate", test, f"(not ({ast.unparse(test)}))"


def _is_empty(value: ast.expr) -> bool:
    """Return whether a value returned is empty, or false, already."""
    return ast.unparse(value) in {"None", "False", "''", "[]", "{}", "()", "0"}


def code_of(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that say what happens: no imports, types, decorators, logs or sentences."""
    match node:
        case ast.Import() | ast.ImportFrom() | ast.If(test=ast.Name(id="TYPE_CHECKING")):
            return
        case ast.Call(func=ast.Name(id=name)) if name in SENTENCES:
            return
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name))) if name in LOGGERS:
            return
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))) if (
            name in LOGGERS
        ):
            return
    yield node
    for field, value in ast.iter_fields(node):
        if field not in ("annotation", "returns", "decorator_list"):
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST):
                    yield from code_of(child)


def find_mutants(path: str, source: bytes) -> Iterator[Mutant]:
    """Yield every mutant of a module that is not known to mean the same."""
    lines = source.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    for node in code_of(ast.parse(source)):
        for operator, target, text in breakages(node):
            first, last, start, end = (
                getattr(target, name)
                for name in ("lineno", "end_lineno", "col_offset", "end_col_offset")
            )
            begin = starts[first - 1]
            changed = source[: begin + start] + text.encode() + source[starts[last - 1] + end :]
            before = lines[first - 1].decode().strip()
            after = changed[begin:].split(b"\n", 1)[0].decode().strip()
            if (path, operator, before) not in EQUIVALENT:
                yield Mutant(path, first, operator, before, after, changed)


def choose(seed: int, count: int, place: str = "") -> list[Mutant]:
    """Return one mutant of each of `count` lines, chosen by the seed."""
    by_line: dict[tuple[str, int], list[Mutant]] = {}
    for floor in FLOORS:
        for file in (ROOT / "tracker" / floor).rglob("*.py"):
            path = file.relative_to(ROOT).as_posix()
            for mutant in find_mutants(path, file.read_bytes()) if place in path else ():
                by_line.setdefault((path, mutant.line), []).append(mutant)
    chance = random.Random(seed)
    lines = chance.sample(sorted(by_line), min(count, len(by_line)))
    return [chance.choice(by_line[line]) for line in sorted(lines)]


def find_tests(path: str) -> list[str]:
    """Return the files of tests that bear the name of a module."""
    module = Path(path).relative_to("tracker").with_suffix("")
    folder, patterns = ROOT / "tests" / module.parent, []
    for name in {module.name, DIALECTS.get(module.name, module.name)}:
        patterns += [f"test_{name}.py", f"test_{name}_*.py", f"{name}/test_*.py"]
        patterns.append(f"test_{name.split('_')[0]}.py")
    files = {file for pattern in patterns for file in folder.glob(pattern)}
    return sorted(file.relative_to(ROOT).as_posix() for file in files)


def tests_pass(folder: Path, tests: list[str], timeout: int = TIMEOUT) -> bool:
    """Return whether these tests, files and options of pytest, pass in a copy, in time."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        run = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, timeout=timeout)
    except subprocess.TimeoutExpired:
        return False
    return run.returncode == 0


def judge(mutant: Mutant, folder: Path) -> str:
    """Return what the tests of the module say of a mutant, in a copy that is left as it was."""
    files = find_tests(mutant.path)
    if not files:
        return "no tests"
    module = folder / mutant.path
    whole = module.read_bytes()
    module.write_bytes(mutant.source)
    passed = tests_pass(folder, [*files, *(["--postgres"] if module.stem in ON_POSTGRES else [])])
    module.write_bytes(whole)
    return "survived" if passed else "killed"


def judge_all(mutants: list[Mutant]) -> list[str]:
    """Judge and print mutants, in a copy of their own in which the tests pass without them."""
    with tempfile.TemporaryDirectory(prefix="mutate-") as parent:
        folder = Path(parent, "copy")
        shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".*", "__pycache__", "var"))
        results = []
        files = {file for mutant in mutants for file in find_tests(mutant.path)}
        if files and not tests_pass(folder, sorted(files), TIMEOUT * 4):
            raise SystemExit(f"Tests fail without a mutant: {' '.join(sorted(files))}")
        for mutant in mutants:
            results.append(judge(mutant, folder))
            print(f"{results[-1]:9}{mutant.path}:{mutant.line} {mutant.operator}")
            print(f"         - {mutant.before}\n         + {mutant.after}", flush=True)
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("place", nargs="?", default="", help="part of a path: policies/evidence")
    parser.add_argument("--seed", type=int, required=True, help="chooses the lines")
    parser.add_argument("--count", type=int, default=30, help="how many lines")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time")
    options = parser.parse_args()
    mutants = choose(options.seed, options.count, options.place)
    shares = [mutants[job :: options.jobs] for job in range(options.jobs)]
    with ThreadPoolExecutor(options.jobs) as pool:
        results = Counter(result for share in pool.map(judge_all, shares) for result in share)
    for (path, operator, before), why in EQUIVALENT.items():
        print(f"the same {path} {operator}: {before}\n         {why}")
    print(f"{results['killed']} of {len(mutants)} killed,", end=" ")
    print(f"{results['survived']} survived, {results['no tests']} without tests")


if __name__ == "__main__":
    main()
