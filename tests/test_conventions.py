"""What the design asks of every file, so that nobody has to remember it."""

import ast
import importlib.util
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = (ROOT / "pyproject.toml").read_text()
REQUIREMENTS = (ROOT / "requirements.txt").read_text()
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
LONGEST = 500


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def python_files() -> list[Path]:
    found = [*(ROOT / "tracker").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


class TestFiles:
    def test_are_never_longer_than_a_few_screens(self):
        lengths = {named(path): lines_of(path) for path in python_files()}

        assert {name: long for name, long in lengths.items() if long > LONGEST} == {}

    def test_say_what_they_are_in_their_first_line(self):
        silent = [
            named(path)
            for path in python_files()
            if path.is_relative_to(ROOT / "tracker")
            and path.read_text().strip()
            and not path.read_text().startswith('"""')
        ]

        assert silent == []


class TestTemplates:
    def test_partials_say_what_they_need(self):
        partials = [path for path in TEMPLATES if path.name.startswith("_")]

        assert [named(path) for path in partials if not path.read_text().startswith("{#")] == []

    def test_hold_no_inline_style_or_handler_that_the_policy_would_drop(self):
        inline = re.compile(r"<[^>]+\s(style|on[a-z]+)=")

        assert [named(path) for path in TEMPLATES if inline.search(path.read_text())] == []


class TestTests:
    def test_read_no_clock_while_they_are_imported(self):
        """Their day begins with the first test: see tests/helpers/clock.py."""
        apart = {"clock.py", "killed_upload.py"}  # itself, and a script of its own
        files = [path for path in (ROOT / "tests").rglob("*.py") if path.name not in apart]

        assert [named(path) for path in files if _reads_clock(ast.parse(path.read_text()))] == []


def _reads_clock(node: ast.AST) -> bool:
    """Tell whether a module calls a clock outside of functions."""
    match node:
        case ast.Lambda():
            return False
        case ast.FunctionDef():
            return any(map(_reads_clock, [*node.decorator_list, node.args]))
        case ast.Call(func=ast.Attribute(attr="now" | "today" | "localdate" | "localtime")):
            return True
    return any(map(_reads_clock, ast.iter_child_nodes(node)))


class TestLayers:
    @pytest.mark.parametrize("package", ["documents", "intake", "reporting"])
    def test_plain_python_loads_no_table(self, package):
        code = f"""
import importlib, pkgutil, sys, tracker.{package} as package
for module in pkgutil.iter_modules(package.__path__):
    importlib.import_module(f"{{package.__name__}}.{{module.name}}")
print(*[name for name in sys.modules if name.startswith("tracker.models")])
"""

        ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

        assert (ran.returncode, ran.stdout.strip()) == (0, ""), ran.stderr


class TestMigrations:
    def test_import_nothing_of_the_tracker_but_what_migrations_share(self):
        imported = [
            f"{named(path)}: {name}"
            for path in sorted((ROOT / "tracker/migrations").rglob("*.py"))
            for name in re.findall(
                r"^\s*(?:from|import)\s+(tracker\b[\w.]*)", path.read_text(), re.M
            )
            if not name.startswith("tracker.migrations")
        ]

        assert imported == []


@pytest.fixture(scope="module")
def pins():
    """The script that keeps the pins: it is no module of a package."""
    spec = importlib.util.spec_from_file_location("pins", ROOT / ".ci" / "pins.py")
    pins = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pins)
    return pins


class TestDependencies:
    def test_each_say_what_they_are_for(self):
        project = tomllib.loads(PYPROJECT)
        wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]

        silent = [
            name for name in wanted if not re.search(rf'"{re.escape(name)}",\s+# \w', PYPROJECT)
        ]

        assert silent == []

    def test_are_pinned_as_installed(self, pins):
        assert pins.complaints(PYPROJECT, pins.installed()) == []

    def test_are_missed_when_they_have_no_pin_or_another(self, pins):
        text = pins.with_pins(f"{pins.BEGIN}\n{pins.END}", {"django": "6.1.3", "typst": "1"})

        said = pins.complaints(text, {"django": "6.1.3", "typst": "2", "nh3": "1"})

        assert len(said) == 2
        assert "nh3 1 is installed but pinned as nothing" in said[0]
        assert "typst 2 is installed but pinned as 1" in said[1]

    def test_of_requirements_are_pinned_and_hashed(self, pins):
        names = pins.needed(tomllib.loads(PYPROJECT)["project"]["dependencies"])

        assert pins.unhashed(REQUIREMENTS, pins.pinned(PYPROJECT), names) == []
        assert {"django", "psycopg-binary", "fido2"} <= names  # of extras, and of theirs

    def test_of_requirements_are_missed_when_they_have_no_hash_or_another_version(self, pins):
        text = (
            "django==6.1.2 \\\n    --hash=sha256:0\ntypst==1\ntzdata==1 \\\n    --hash=sha256:0\n"
        )

        said = pins.unhashed(text, {"django": "6.1.3", "typst": "1"}, {"django", "typst"})

        assert len(said) == 2
        assert "has django 6.1.2, and the pin is 6.1.3" in said[0]
        assert "has typst without a hash, or not at all" in said[1]

    def test_name_no_package_host(self):
        assert "://" not in re.sub(r"#.*", "", PYPROJECT) + REQUIREMENTS
