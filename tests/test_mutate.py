"""The breaking of lines: what each operator does, what is left alone, and which tests are run."""

import importlib.util
import sys

import pytest

from tests.test_conventions import ROOT


@pytest.fixture(scope="module")
def mutate():
    spec = importlib.util.spec_from_file_location("mutate", ROOT / ".ci/mutate.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutate"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    yield module
    del sys.modules["mutate"]


@pytest.fixture
def broken(mutate):
    """What the lines of a module become, with the operators."""
    return lambda source: [
        (mutant.operator, mutant.after) for mutant in mutate.find_mutants("m.py", source.encode())
    ]


class TestOperators:
    @pytest.mark.parametrize(
        ("line", "operator", "after"),
        [
            ("if user.may_write: pass", "negate", "if (not (user.may_write)): pass"),
            ("x = [a for a in b if c(a)]", "negate", "x = [a for a in b if (not (c(a)))]"),
            ("x = a < b", "swap comparison", "x = (a <= b)"),
            ("x = a == b", "swap comparison", "x = (a != b)"),
            ("x = a is None", "swap comparison", "x = (a is not None)"),
            ("x = a and b", "swap and, or", "x = (a or b)"),
            ("x = not a", "drop not", "x = (a)"),
            ("x = 3", "off by one", "x = 4"),
            ("x = True", "swap constant", "x = False"),
            ("x = a + b", "swap plus, minus", "x = (a - b)"),
            ("check('“')", "delete call", "pass"),
            ("def f(): return x", "return nothing", "def f(): return None"),
            ("x = Duty.ONCE", "swap member", "x = Duty.CONTINUING"),
            ("x = Duty.INCREASE", "swap member", "x = Duty.ONCE"),
            ("x = rows.filter(a=b)", "drop filter", "x = rows.filter()"),
        ],
    )
    def test_break_one_line(self, broken, line, operator, after):
        assert broken(line) == [(operator, after)]

    def test_drop_one_filter_at_a_time(self, broken):
        assert broken("x = rows.exclude(a=b, c=d)") == [
            ("drop filter", "x = rows.exclude(c=d)"),
            ("drop filter", "x = rows.exclude(a=b)"),
        ]

    def test_leave_the_rest_as_it_is(self, mutate):
        source = "a = 'ä'\nif (\n    b  # why\n    or c\n):\n    d()\n"

        changed = [m.source.decode() for m in mutate.find_mutants("m.py", source.encode())]

        assert "a = 'ä'\nif (\n    (b and c)\n):\n    d()\n" in changed
        assert "a = 'ä'\nif (\n    b  # why\n    or c\n):\n    pass\n" in changed

    @pytest.mark.parametrize(
        "line",
        [
            '"""Not 1 == 2."""',
            "import a",
            "def f(a: Literal[1]) -> Literal[2]: ...",
            "@cache(maxsize=1)\ndef f(): ...",
            "x = _('no 1', not a)",
            "logger.info(not a)",
            "def f(): return None",
            "def f(): return []",
        ],
    )
    def test_leave_text_logs_and_types_alone(self, broken, line):
        assert broken(line) == []


class TestChoose:
    def test_takes_as_many_lines_by_the_seed(self, mutate):
        chosen = mutate.choose(7, 5, "policies")

        assert chosen == mutate.choose(7, 5, "policies")
        assert chosen != mutate.choose(8, 5, "policies")
        assert len({(mutant.path, mutant.line) for mutant in chosen}) == 5


class TestFindTests:
    @pytest.mark.parametrize(
        ("module", "tests"),
        [
            ("policies/bodies.py", ["policies/test_bodies.py"]),
            ("actions/evidence/storage.py", ["actions/evidence/test_storage.py"]),
            (
                "audit/postgres.py",
                [
                    f"audit/test_triggers{part}.py"
                    for part in ("", "_events", "_refusals", "_words", "_write_paths")
                ],
            ),
            (
                "actions/history/backup_manifest.py",
                [
                    f"actions/history/test_backup{part}.py"
                    for part in ("", "_manifest", "_manifest_rows")
                ],
            ),
        ],
    )
    def test_finds_those_of_the_modules_name(self, mutate, module, tests):
        assert mutate.find_tests(f"tracker/{module}") == [f"tests/{file}" for file in tests]


def test_few_lines_are_known_to_mean_the_same(mutate):
    assert len(mutate.EQUIVALENT) <= 3
    for path, _operator, before in mutate.EQUIVALENT:
        assert before in (ROOT / path).read_text()
