"""Measure every page beside the stock parts and the floor, each in a process of its own, in turn.

`uv run python -m benchmarks [--size N] [--database sqlite|postgres] [--json] [--only WHAT …]
[--write]`. Milliseconds are medians of CPU, scaled by the loop of `calibrate.py`. The databases are
made the first time. `--write` fills the table in `docs/performance.md`; `--only kosovo` prints
instead how well the marks of a person are found in the narrative on Kosovo.
"""

import argparse
import json
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks import database, databases
from benchmarks.calibrate import REFERENCE_MS, scale
from benchmarks.pages import ON_DEMAND, PAGES, Page

ROUNDS, ROUND_MS = 5, 100  # rounds of all sides; milliseconds of a round on one side
LONG_MS = 1_000  # a page of which some side takes longer is measured once more only
FIGURES = Path(__file__).with_name("figures.json")
DOCUMENT = databases.ROOT / "docs" / "performance.md"
START, END = "<!-- figures: python -m benchmarks --write -->\n", "<!-- end of figures -->"

Figures = dict[str, Any]


class Side:
    """A process that measures pages: ours, the floor or the stock parts."""

    def __init__(self, name: str, address: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", name],
            env=databases.environment(address),
            cwd=databases.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, path: str, user: str, turns: int) -> Figures:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"path": path, "user": user, "turns": turns}) + "\n")
        self.process.stdin.flush()
        answer: Figures = json.loads(self.process.stdout.readline())
        return answer

    def stop(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def measure(sides: dict[str, Side], page: Page, role: str) -> dict[str, Figures]:
    """Return the figures of a page by side; of ours none where there is no such page yet."""
    paths = {"ours": page.path, "floor": page.path * page.has_floor, "stock": page.stock}
    asked = {name: path for name, path in paths.items() if path and name in sides}
    warm = {name: sides[name].ask(path, role, 1) for name, path in asked.items()}
    if (status := warm["ours"]["status"]) != 200:
        print(f"{page.what}, {role}: {status}", file=sys.stderr)
        return {}
    figures: dict[str, Figures] = {
        name: {**first, "cpu": [], "wall": [], "loop": []} for name, first in warm.items()
    }
    slowest = max(first["cpu"][0] for first in warm.values())
    for _round in range(ROUNDS if slowest < LONG_MS else 1):
        for name, path in asked.items():
            turns = min(5, 1 + int(ROUND_MS / warm[name]["cpu"][0]))
            answer = sides[name].ask(path, role, turns)
            figures[name]["cpu"] += answer["cpu"]
            figures[name]["wall"] += answer["wall"]
            figures[name]["loop"].append(answer["loop"])
    for one in figures.values():
        loop = statistics.median(one["loop"])
        one["ms"] = scale(statistics.median(one["cpu"]), loop)
        one["wall_ms"] = scale(statistics.median(one["wall"]), loop)
    return figures


def build_row(page: Page, role: str, figures: dict[str, Figures]) -> Figures:
    ours = figures["ours"]

    def times(side: str) -> float | None:
        return round(ours["ms"] / figures[side]["ms"], 2) if side in figures else None

    return {
        "what": page.what,
        "role": role,
        "ms": round(ours["ms"], 1),
        "wall_ms": round(ours["wall_ms"], 1),
        "queries": ours["queries"],
        "bytes": ours["bytes"],
        "vs_stock": times("stock"),
        "vs_floor": times("floor"),
    }


def describe(row: Figures) -> str:
    """Describe the ratios: "0.3 × stock, 7 × floor"."""
    sides = {"stock": row["vs_stock"], "floor": row["vs_floor"]}
    return ", ".join(f"{times:.2g} × {name}" for name, times in sides.items() if times)


def write_table(rows: list[Figures]) -> None:
    """Merge the rows into the figures kept, and print them all as one table of the document."""
    kept: list[Figures] = json.loads(FIGURES.read_text()) if FIGURES.exists() else []
    name = ("what", "role", "database", "size")
    by_name = {tuple(row[part] for part in name): row for row in [*kept, *rows]}
    FIGURES.write_text(
        "[\n" + ",\n".join(json.dumps(by_name[key]) for key in sorted(by_name)) + "\n]\n"
    )
    columns = sorted({key[2:] for key in by_name}, key=lambda key: (key[0] != "sqlite", key[1]))
    heads = [f"{database}, {size:,}" for database, size in columns]
    lines = [f"| page | as | {' | '.join(heads)} |", "|---|---|" + "---|" * len(columns)]
    for page in [*PAGES, *ON_DEMAND]:
        for role in page.roles:
            found = [by_name.get((page.what, role, *column)) for column in columns]
            cells = [
                f"{row['ms']:,} ms, {row['queries']} q, {row['bytes'] // 1000:,} kB"
                + (f"; {describe(row)}" if describe(row) else "")
                if row
                else ""
                for row in found
            ]
            if any(cells):
                lines.append(f"| {page.what} | {role} | {' | '.join(cells)} |")
    text = DOCUMENT.read_text()
    before, _start, rest = text.partition(START)
    _old, _end, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{START}\n" + "\n".join(lines) + f"\n\n{END}{after}")


def main() -> None:
    """Print the figures of every page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--size", type=int, default=56_400, help="recommendations (56400)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--only", nargs="+", metavar="WHAT", help="pages whose name starts so")
    parser.add_argument("--write", action="store_true", help="fill docs/performance.md")
    options = parser.parse_args()
    if options.only == ["kosovo"]:
        database.prepare("kosovo")
        from benchmarks import kosovo

        kosovo.main()
    sample = databases.prepare(options.database, "sample", options.size)
    stock = databases.prepare(options.database, "stock", options.size)
    sides = {
        name: Side(name, address)
        for name, address in (("ours", sample), ("floor", sample), ("stock", stock))
    }
    rows = []
    for page in [*PAGES, *ON_DEMAND] if options.only else PAGES:
        if options.only and not page.what.startswith(tuple(options.only)):
            continue
        for role in page.roles:
            figures = measure(sides, page, role)
            if figures:
                row = build_row(page, role, figures)
                rows.append({**row, "database": options.database, "size": options.size})
                if not options.json:
                    print(
                        f"{row['what']:32} {role:12} {row['ms']:9,.1f} ms {row['wall_ms']:9,.1f} "
                        f"wall {row['queries']:4} queries {row['bytes']:10,} bytes  {describe(row)}",
                        flush=True,
                    )
    for side in sides.values():
        side.stop()
    if options.json:
        print(json.dumps({"rows": rows}, indent=1))
    if options.write:
        write_table(rows)
    print(f"The loop's reference: {REFERENCE_MS} ms", file=sys.stderr)


if __name__ == "__main__":
    main()
