"""Measure a fixed piece of pure Python work, by which the times of a benchmark are scaled.

Machines differ, and one machine differs from hour to hour. A time is therefore given as
measured × `REFERENCE_MS` ÷ the loop's median when it was measured. The loop does what a list page
does: it builds rows, sorts them, looks up labels and joins cells. Never change it: every figure
in `docs/performance.md` is scaled by it.
"""

import statistics
import time
from html import escape

#: Median CPU milliseconds of one loop on the machine that measured the figures before version
#: 0.2, run once on the code of that day.
REFERENCE_MS = 19.2

ROWS = 20_000
LOOPS = 15

LABELS = {code: f"Status {code}" for code in range(7)}


def run_loop() -> int:
    """Do the fixed work once; return the length of what it wrote."""
    rows = [
        {"key": key, "code": f"R{key:05d}", "status": (key * 7919) % 7, "text": "a < b & c"}
        for key in range(ROWS)
    ]
    rows.sort(key=lambda row: (row["status"], row["code"]))
    cells = [
        f"<td>{row['code']}</td><td>{LABELS[row['status']]}</td><td>{escape(row['text'])}</td>"
        for row in rows
    ]
    return len("".join(cells))


def measure_loop(loops: int = LOOPS) -> float:
    """Measure the median CPU time of one loop, in milliseconds."""
    times = []
    for _ in range(loops):
        start = time.process_time()
        run_loop()
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times)


def scale(measured_ms: float, loop_ms: float) -> float:
    """Scale a measured time to the machine of the reference, in milliseconds."""
    return measured_ms * REFERENCE_MS / loop_ms


if __name__ == "__main__":
    print(f"{measure_loop():.2f} ms")
