"""`python -m tests.properties.agree --cases 100000 --seed N`: whether the compiled engine agrees with the specification.

Any number of generated cases, over both cores. Cases on which the engines differ are made smaller and written as files
into a folder. With `--record` the run is written down in docs/agreement.md.
"""

import argparse
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from multiprocessing import Pool
from pathlib import Path

from tests.properties.agreement import (
    COMPILED,
    SPECIFICATION,
    TIMELINES,
    Engine,
    Tally,
    compare,
    engine,
    side_by_side,
    smallest_difference,
)
from tests.properties.strategies import Case

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "docs/agreement.md"
BATCH = 25
"""Rule files that one process takes at a time."""


def batch(task: tuple[str, int, int, str, str]) -> Tally:
    """Compare the cases of some seeds."""
    seed, first, last, one, two = task
    engines = engine(one), engine(two)
    tally = Tally(0, 0, 0, [])
    for number in range(first, last):
        tally = tally.plus(compare(f"{seed}-{number}", *engines))
    return tally


def tasks(seed: str, cases: int, one: str, two: str) -> Iterator[tuple[str, int, int, str, str]]:
    """Batches that make up so many cases."""
    files = -(-cases // TIMELINES)
    for first in range(0, files, BATCH):
        yield seed, first, min(first + BATCH, files), one, two


def keep(name: str, case: Case, folder: Path, one: Engine, two: Engine) -> str:
    """Write a case on which engines differ into a folder, made smaller, with the differences at its head."""
    small, found = smallest_difference(case, one, two, seed=name)
    said = side_by_side(found)
    folder.mkdir(parents=True, exist_ok=True)
    story = "".join(f"# {line}\n" for line in [f"case {name}", *said.split("\n")])
    (folder / f"{name}.gov").write_text(story + small.rules, "utf-8")
    (folder / f"{name}.timeline").write_text(small.timeline.replace("./law.gov", f"./{name}.gov"), "utf-8")
    return said


def record(tally: Tally, seed: str, seconds: float) -> None:
    """Write a run down."""
    version = subprocess.run(
        ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout.strip()
    python = platform.python_version()
    row = f"| {date.today()} | {version} | {python} | {seed} | {tally.compared:,} | {tally.mistaken:,} "
    row += f"| {tally.long:,} | {seconds:,.0f} s | {len(tally.different)} |\n"
    RECORD.write_text(RECORD.read_text("utf-8").rstrip("\n") + "\n" + row, "utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Compare, report, and give back an exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties.agree", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument(
        "--seed", default=f"{int(time.time())}", help="any word; printed, so that a run can be repeated"
    )
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--most", type=int, default=10, help="stop after so many cases on which the engines differ")
    parser.add_argument("--to", type=Path, default=ROOT / "build/mismatches", help="the folder for such cases")
    parser.add_argument("--one", default=SPECIFICATION, help="an engine, as MODULE:FUNCTION")
    parser.add_argument("--two", default=COMPILED, help="the other engine")
    parser.add_argument("--record", action="store_true", help="write the run down in docs/agreement.md")
    chosen = parser.parse_args(arguments)
    print(f"seed {chosen.seed}: {chosen.cases:,} cases of {chosen.one} against {chosen.two}", flush=True)
    began = shown = time.perf_counter()
    tally = Tally(0, 0, 0, [])
    with Pool(chosen.jobs) as pool:
        for some in pool.imap(batch, tasks(chosen.seed, chosen.cases, chosen.one, chosen.two)):
            tally = tally.plus(some)
            if time.perf_counter() - shown > 30:
                shown = time.perf_counter()
                so_far = f"{tally.compared:,} cases in {shown - began:,.0f} s, {len(tally.different)} different"
                print(so_far, flush=True)
            if len(tally.different) >= chosen.most:
                pool.terminate()
                break
    seconds = time.perf_counter() - began
    for name, case in tally.different[: chosen.most]:
        print(f"\n{name}")
        print(keep(name, case, chosen.to, engine(chosen.one), engine(chosen.two)), flush=True)
    print(f"\n{tally.compared:,} cases in {seconds:,.1f} s ({tally.compared / seconds:,.0f} a second)")
    print(f"not compared: {tally.mistaken} with a mistake, {tally.long} that take too long")
    print(f"{len(tally.different)} different" + (f", see {chosen.to}" if tally.different else ""))
    if chosen.record:
        record(tally, chosen.seed, seconds)
    return 1 if tally.different else 0


if __name__ == "__main__":
    sys.exit(main())
