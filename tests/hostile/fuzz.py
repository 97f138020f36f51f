"""`python -m tests.hostile.fuzz DOOR --seconds 3600`: push at a door until it breaks, hangs, or the time is over.

Needs the extra `fuzz`. The texts are made by atheris, which follows which lines of govrules a text reaches and keeps
those that reach new ones. What it starts from are the files of this repository and the bytes in `corpus/`. What breaks
a door is written into the folder `build/fuzz/DOOR/`; `--record` writes the run down in docs/reliability.md.
"""

import argparse
import base64
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests/hostile/corpus"
RECORD = ROOT / "docs/reliability.md"
HANGS = 20
"""Seconds after which a text is taken to hang."""
LONGEST = 4_096
"""Bytes of a text; longer ones are tried by the tests of the limits."""
WORDS = ("rule when require deem duty within unless exception power reform repeal replace transition disregard keep "
         "entrench reading option fact event kind begins ends while count of last age in the since before expect")  # fmt: skip
DOORS = ("rules", "timelines", "json", "phrases", "reforms")


def starts(door: str) -> Iterator[bytes]:
    """What a door is pushed with at first."""
    from tests.hostile.doors import STORY  # not before atheris can see it
    from tests.properties.strategies import case_of

    match door:
        case "rules":
            for pattern in ("tests/syntax/*.gov", "tests/provisions/*.gov"):
                yield from (path.read_bytes() for path in sorted(ROOT.glob(pattern)))
        case "timelines":
            yield from (text.encode() for text in _told(STORY.timeline))
        case "json":
            yield from (_as_data(text).encode() for text in _told(STORY.timeline))
        case "phrases":
            for path in sorted(ROOT.glob("govrules/prelude/*.gov")):
                quoted = re.findall(r'"(.*\{.*)"', path.read_text("utf-8"))
                if not quoted:
                    continue
                yield "\n".join([*quoted[:12], re.sub(r"\{\w+.*?\}", "Adams", quoted[0])]).encode()
        case "reforms":
            for number in range(60):
                _, found, later = case_of(f"reforms-{number}").rules.partition("\nreform ")
                yield (found + later).encode()
    yield from kept(door)


def _told(timeline: str) -> list[str]:
    """A timeline, and the timelines with which it begins."""
    lines = timeline.splitlines()
    first = next(at for at, line in enumerate(lines) if line[:1].isdigit())
    return ["\n".join(lines[:at]) for at in range(len(lines), first, -1)]


def _as_data(timeline: str) -> str:
    """A timeline as JSON, its events as sentences."""
    events = [line.partition(": ") for line in timeline.splitlines() if line[:1].isdigit()]
    people = [{"kind": "person", "name": name} for name in ("Brown", "Clark", "Dubois")]
    head = {"title": "told", "use": ["./law.gov"], "before": "base", "after": "third", "until": "2006-03-02"}
    told = [{"on": day, "sentence": sentence.partition(" [")[0]} for day, _, sentence in events]
    return json.dumps({"timeline": head, "entities": people, "events": told})


def kept(door: str) -> list[bytes]:
    """The bytes that once taught something about a door."""
    path = CORPUS / f"{door}.json"
    return [base64.b64decode(text) for text in json.loads(path.read_text("ascii"))] if path.exists() else []


def push(door: str, seconds: int, folder: Path) -> int:
    """Push at a door in this process, which ends with it."""
    import atheris  # the extra `fuzz`

    with atheris.instrument_imports(include=["govrules"]):
        from tests.hostile.doors import DOORS as FUNCTIONS
    words = folder / "words.dict"
    words.write_text("".join(f'"{word}"\n' for word in WORDS.split()), "utf-8")
    options = [f"-max_total_time={seconds}", f"-timeout={HANGS}", f"-max_len={LONGEST}", f"-dict={words}"]
    options += [f"-artifact_prefix={folder}/", "-print_final_stats=1", str(folder / "corpus")]
    atheris.Setup([sys.argv[0], *options], FUNCTIONS[door])
    atheris.Fuzz()
    return 0


def pushed(door: str, seconds: int, folder: Path) -> tuple[int, int, float]:
    """Push at a door in a process of its own: the texts that were tried, those that broke it, and the seconds."""
    (folder / "corpus").mkdir(parents=True, exist_ok=True)
    for number, start in enumerate(starts(door)):
        (folder / "corpus" / f"start-{number}").write_bytes(start[:LONGEST])
    command = [
        sys.executable,
        "-m",
        "tests.hostile.fuzz",
        door,
        "--seconds",
        f"{seconds}",
        "--to",
        f"{folder}",
        "--here",
    ]
    began = time.monotonic()
    with (folder / "log").open("w") as log:
        subprocess.run(
            command,
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONPATH": f"{ROOT}"},
            check=False,
        )
    told = (folder / "log").read_text("utf-8", "replace").splitlines()
    tried = next((int(line.split()[-1]) for line in reversed(told) if "number_of_executed_units" in line), 0)
    broken = [path for path in folder.iterdir() if path.name.startswith(("crash-", "timeout-", "oom-", "slow-unit-"))]
    return tried, len([path for path in broken if not path.name.startswith("slow-unit-")]), time.monotonic() - began


def main(arguments: list[str] | None = None) -> int:
    """Push, report, and give back an exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.hostile.fuzz", description=__doc__)
    parser.add_argument("door", choices=[*DOORS, "all"])
    parser.add_argument("--seconds", type=int, default=600, help="for each door")
    parser.add_argument("--to", type=Path, help="the folder for what is found; build/fuzz/DOOR")
    parser.add_argument("--record", action="store_true", help="write the run down in docs/reliability.md")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.here:
        return push(chosen.door, chosen.seconds, chosen.to)
    worst = 0
    for door in DOORS if chosen.door == "all" else [chosen.door]:
        folder = (chosen.to or ROOT / "build/fuzz") / door
        tried, broken, seconds = pushed(door, chosen.seconds, folder)
        print(
            f"{door}: {tried:,} texts in {seconds:,.0f} s, {broken} broke it" + (f", see {folder}" if broken else ""),
            flush=True,
        )
        worst = max(worst, broken, 0 if tried else 1)
        if chosen.record:
            record(door, tried, broken, seconds)
    return 1 if worst else 0


def record(door: str, tried: int, broken: int, seconds: float) -> None:
    """Write a run down, in the place of the last one of this door."""
    version = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude", "*"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    row = f"| fuzzing of the door for {door} | {date.today()}, {version.stdout.strip()} | {tried:,} texts in {seconds / 60:,.0f} min, {broken} broke it |"
    lines = RECORD.read_text("utf-8").splitlines()
    head = f"| fuzzing of the door for {door} |"
    lines = [line for line in lines if not line.startswith(head)]
    last = max(at for at, line in enumerate(lines) if line.startswith("| ") and at > lines.index("## Last measured"))
    lines.insert(last + 1, row)
    RECORD.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
