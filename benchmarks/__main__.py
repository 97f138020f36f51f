"""`python -m benchmarks`: govrules beside the hand-written loop and other engines, as Markdown tables of ratios.

--quick         only look whether all count the same, on a few hundred events; times mean nothing then
--write         write docs/performance.md
--engine NAME   the engine that judges, where there is more than one
--events N      how many events there are in all; who is slow gets fewer
--only WORD     the tables whose title has this word
"""

import argparse
import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import costs, growth, judging, memory
from benchmarks.everyone import everyone
from benchmarks.loads import DisagreementError, Size, Table
from benchmarks.subject import ORDINARY, Subject

_PACKAGES = ("clingo", "clipspy", "duckdb", "polars", "regopy")
_PAGE = memory.ROOT / "docs" / "performance.md"
_QUICK = Size(events=300, length=60, rounds=1, budget=0.1, quick=True)


def main(words: Sequence[str] | None = None) -> int:
    """Make the tables."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks", description="How fast govrules is.")
    reader.add_argument("--quick", action="store_true", help="only look whether all count the same")
    reader.add_argument("--write", action="store_true", help="write docs/performance.md")
    reader.add_argument("--engine", default=ORDINARY, metavar="MODULE:FUNCTION", help="the engine that judges")
    reader.add_argument("--events", type=int, default=100_000)
    reader.add_argument("--rounds", type=int, default=7)
    reader.add_argument("--budget", type=float, default=2.0, help="the seconds that one run may take")
    reader.add_argument("--only", default="", metavar="WORD", help="the tables whose title has this word")
    reader.add_argument("--installed", metavar="PYTHON", help="a Python into which the wheel was installed")
    asked = reader.parse_args(words)
    try:
        if asked.quick:
            print(_agreement(everyone(Subject(asked.engine), _QUICK)))
            return 0
        size = Size(events=asked.events, rounds=asked.rounds, budget=asked.budget)
        page = _head(asked.engine)
        print("\n".join(page))
        for title, table in tables(Subject(asked.engine), size, asked.installed):
            if asked.only.lower() in title.lower():
                shown = _markdown(table())
                print(shown, flush=True)
                page.append(shown)
    except DisagreementError as disagreement:
        print(f"not the same counts: {disagreement}", file=sys.stderr)
        return 1
    if asked.write:
        _PAGE.write_text("\n".join(page), encoding="utf-8")
    return 0


def _agreement(table: Table) -> str:
    """Who counted the same, and who is not here."""
    return "\n".join(
        f"{row[0].replace('*', '').strip('… ')}: {row[-1] if row[4] == '–' else 'the same counts'}"
        for row in table.rows
    )


def tables(subject: Subject, size: Size, installed: str | None) -> Iterator[tuple[str, Callable[[], Table]]]:
    """What each table is about, and how it is made."""
    yield "everyone", lambda: everyone(subject, size)
    yield "verdicts", lambda: judging.verdicts(subject, size)
    yield "in force", lambda: costs.of_the_law_in_force(subject, size)
    yield "longer timelines", lambda: growth.with_longer_timelines(subject, size)
    yield "more timelines", lambda: growth.with_more_timelines(subject, size)
    yield "more rules", lambda: growth.with_more_rules(subject, size)
    yield "more versions", lambda: growth.with_more_versions(subject, size)
    yield "reading", lambda: costs.of_reading(subject, size)
    yield "explaining", lambda: costs.of_explaining(subject, size)
    yield "explaining verdicts", lambda: judging.explaining(subject, size)
    yield "memory", lambda: costs.of_memory(subject, size)
    yield "starting", lambda: costs.of_starting(size, installed)


def _head(engine: str) -> list[str]:
    of_engine = "" if engine == ORDINARY else f", engine `{engine}`"
    return [
        "# Performance",
        "",
        "Written by `python -m benchmarks --write`; `make bench` prints it, and `pip install '.[bench]'` brings the",
        "other engines. The workload is [eight rules in two settings](../benchmarks/workload.gov) on timelines that",
        "[a generator](../benchmarks/generator.py) makes from a seed. 1.00 is [a loop](../benchmarks/loop.py) that was",
        "written by hand for these eight rules alone. Machines and days differ: read the ratios, which are of one run,",
        "rather than the times.",
        "",
        f"{date.today()}, {_machine()}, {platform.python_implementation()} {platform.python_version()}{of_engine};",
        f"{_installed()}.",
        "",
    ]


def _machine() -> str:
    """The processor and how many of them there are."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        name = models[0].partition(":")[2].strip() if models else name
    return f"{name}, {os.cpu_count()} cores, {platform.system()}"


def _installed() -> str:
    said = []
    for package in _PACKAGES:
        try:
            said.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            said.append(f"no {package}")
    return ", ".join(said)


def _markdown(table: Table) -> str:
    lines = [f"## {table.title}", "", table.says, ""]
    lines.append(f"| {' | '.join(table.header)} |")
    lines.append(f"|{' --- |' * len(table.header)}")
    lines += [f"| {' | '.join(row)} |" for row in table.rows]
    return "\n".join((*lines, ""))


if __name__ == "__main__":
    sys.exit(main())
