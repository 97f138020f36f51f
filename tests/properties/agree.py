"""`python -m tests.properties.agree --cases 100000 --seed WORD`: whether the compiled engine agrees with the specification.

Any number of generated cases, over all cores. What is done is kept in a file, so that a run that was stopped goes on
where it was when it is started again with the same seed; when the code has changed since, it begins anew. Cases on
which the engines differ are made smaller and written as files into a folder. With `--record` the run is written down
in docs/agreement.md.
"""

import argparse
import gc
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from multiprocessing import Pool
from pathlib import Path

from tests.properties.agreement import (
    COMPILED,
    SPECIFICATION,
    TIMELINES,
    Tally,
    cases_of,
    compare,
    engine,
    side_by_side,
    smallest_difference,
)
from tests.properties.strategies import Case

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "docs/agreement.md"
PARTS = ("govrules/**/*.py", "govrules/**/*.gov", "grammar/*.lark", "tests/properties/*.py")
"""What decides how a case comes out."""
BATCH = 25
"""Rule files that one process takes at a time."""

Task = tuple[str, int, int, str, str]
"""A seed, the numbers of its first rule file and of the one after its last, and the engines."""


def batch(task: Task) -> tuple[int, Tally, float]:
    """Compare the cases of some seeds; the seconds of this core are noted."""
    seed, first, last, one, two = task
    engines = engine(one), engine(two)
    tally, began = Tally(0, 0, 0, []), time.process_time()
    for number in range(first, last):
        tally = tally.plus(compare(f"{seed}-{number}", *engines))
    return first, tally, time.process_time() - began


def patient() -> None:
    """In each process: memory is seldom searched for what is not needed any more, for there is little of it."""
    gc.freeze()
    gc.set_threshold(200_000, 20, 20)


def digest() -> str:
    """What tells one state of the code from another."""
    found = sha256()
    for pattern in PARTS:
        for path in sorted(ROOT.glob(pattern)):
            found.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


class Progress:
    """What is done of a run, one line for each batch."""

    def __init__(self, path: Path, head: dict[str, str]) -> None:
        self.path = path
        self.done: dict[int, tuple[Tally, float]] = {}
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        if not lines or json.loads(lines[0]) != head:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(head) + "\n", "utf-8")
        for line in lines[1:] if lines and json.loads(lines[0]) == head else []:
            row = json.loads(line) if line.endswith("}") else None  # the last one may be cut off
            if row is not None:
                different = [(name, _case(name)) for name in row["different"]]
                self.done[row["first"]] = (
                    Tally(row["compared"], row["mistaken"], row["long"], different),
                    row["seconds"],
                )

    def add(self, first: int, tally: Tally, seconds: float) -> None:
        """Keep a batch."""
        self.done[first] = (tally, seconds)
        row = {**tally._asdict(), "first": first, "seconds": round(seconds, 3)}
        row["different"] = [name for name, _ in tally.different]
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")

    @property
    def tally(self) -> Tally:
        """All together, in the order of the seeds."""
        total = Tally(0, 0, 0, [])
        for first in sorted(self.done):
            total = total.plus(self.done[first][0])
        return total

    @property
    def seconds(self) -> float:
        """The seconds of all cores."""
        return sum(seconds for _, seconds in self.done.values())


def _case(name: str) -> Case:
    seed, _, position = name.rpartition("-")
    return cases_of(seed)[int(position)]


def keep(name: str, folder: Path, one: str, two: str) -> str:
    """Write a case on which engines differ into a folder, made smaller, with the differences at its head."""
    small, found = smallest_difference(_case(name), engine(one), engine(two), seed=name)
    said = side_by_side(found) or "alone, without the other timelines of its law, it shows no difference"
    folder.mkdir(parents=True, exist_ok=True)
    story = "".join(f"# {line}\n" for line in [f"case {name}", *said.split("\n")])
    (folder / f"{name}.gov").write_text(story + small.rules, "utf-8")
    (folder / f"{name}.timeline").write_text(small.timeline.replace("./law.gov", f"./{name}.gov"), "utf-8")
    return said


def version() -> str:
    """The version in git."""
    command = ["git", "describe", "--always", "--dirty", "--exclude", "*"]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout.strip()


def record(tally: Tally, seed: str, seconds: float) -> None:
    """Write a run down."""
    row = f"| {date.today()} | {version()} | {platform.python_version()} | {seed} | {tally.compared:,} "
    row += f"| {tally.mistaken:,} | {tally.long:,} | {seconds:,.0f} s | {len(tally.different)} |\n"
    RECORD.write_text(RECORD.read_text("utf-8").rstrip("\n") + "\n" + row, "utf-8")


def tasks(chosen: argparse.Namespace, done: Progress) -> Iterator[Task]:
    """Batches that make up so many cases, but for those that are done."""
    files = -(-chosen.cases // TIMELINES)
    for first in range(0, files, BATCH):
        if first not in done.done:
            yield chosen.seed, first, min(first + BATCH, files), chosen.one, chosen.two


def main(arguments: list[str] | None = None) -> int:
    """Compare, report, and give back an exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties.agree", description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", default=f"{date.today()}", help="any word; the same word makes the same cases")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--most", type=int, default=10, help="stop after so many cases on which the engines differ")
    parser.add_argument("--to", type=Path, default=ROOT / "build/mismatches", help="the folder for such cases")
    parser.add_argument("--progress", type=Path, help="the file that keeps what is done; build/agreement/SEED.jsonl")
    parser.add_argument("--one", default=SPECIFICATION, help="an engine, as MODULE:FUNCTION")
    parser.add_argument("--two", default=COMPILED, help="the other engine")
    parser.add_argument("--record", action="store_true", help="write the run down in docs/agreement.md")
    chosen = parser.parse_args(arguments)
    head = {"seed": chosen.seed, "cases": f"{chosen.cases}", "one": chosen.one, "two": chosen.two, "code": digest()}
    done = Progress(chosen.progress or ROOT / f"build/agreement/{chosen.seed}.jsonl", head)
    print(f"seed {chosen.seed}: {chosen.cases:,} cases of {chosen.one} against {chosen.two}", flush=True)
    if done.done:
        print(f"{done.tally.compared:,} are compared already", flush=True)
    shown = time.monotonic()
    with Pool(chosen.jobs, patient) as pool:
        for first, tally, seconds in pool.imap_unordered(batch, tasks(chosen, done)):
            done.add(first, tally, seconds)
            for name, _ in tally.different:
                print(f"different: {name}", flush=True)
            if time.monotonic() - shown > 30:
                shown = time.monotonic()
                print(f"{done.tally.compared:,} cases, {len(done.tally.different)} different", flush=True)
            if len(done.tally.different) >= chosen.most:
                pool.terminate()
                break
    total = done.tally
    for name, _ in total.different[: chosen.most]:
        print(f"\n{name}")
        print(keep(name, chosen.to, chosen.one, chosen.two), flush=True)
    print(f"\n{total.compared:,} cases in {done.seconds:,.1f} s of one core", end="")
    print(f" ({total.compared / (done.seconds or 1):,.0f} a second)")
    print(f"not compared: {total.mistaken} with a mistake, {total.long} that take too long")
    print(f"{len(total.different)} different" + (f", see {chosen.to}" if total.different else ""))
    if chosen.record:
        record(total, chosen.seed, done.seconds)
    return 1 if total.different else 0


if __name__ == "__main__":
    sys.exit(main())
