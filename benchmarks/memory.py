"""Peak memory, in a process of its own: `python -m benchmarks.memory WHO STORIES EVENTS [ENGINE]` prints megabytes.

WHO is `python` (nothing but the interpreter), `loop` (counting), `records` (the loop with a record for each finding),
`govrules` (with all findings), `judge` (all verdicts by generated Python), or a peer. What is counted is the events in
memory and the work on them.
"""

import os
import resource
import subprocess
import sys
from pathlib import Path

import govrules
from benchmarks import generator, loop, peers

ROOT = Path(__file__).parents[1]


def peak(who: str, stories: int, events: int, engine: str = "") -> float:
    """The peak memory of a process that does the work, in megabytes."""
    command = [sys.executable, "-m", "benchmarks.memory", who, str(stories), str(events), *filter(None, [engine])]
    made = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=True)
    return float(made.stdout)


def environment() -> dict[str, str]:
    """The environment of such a process: compiled modules are kept, and govrules is the one that lies here."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), kept.get("PYTHONPATH")]))}


def high_water(process: int | str = "self") -> float:
    """The most memory that a process had so far, in megabytes. That of others is known on Linux alone."""
    status = Path(f"/proc/{process}/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _work(who: str, count: int, length: int, engine: str) -> float:
    if who == "python":
        return high_water()
    if who == "govrules":
        from benchmarks.subject import ORDINARY, Subject

        subject = Subject(engine or ORDINARY)
        check = subject.before_and_after([subject.read(generator.story(number, length)) for number in range(count)])
        assert check.made
        return high_water()
    if who == "judge":
        from benchmarks.events import COLUMNS
        from benchmarks.subject import Subject

        own = Subject()
        judge = govrules.Judge(own.rules, *COLUMNS)
        verdicts = judge.verdicts(*[judge.ready(own.read(generator.story(at, length))) for at in range(count)])
        assert len(verdicts)
        return high_water()
    if who == "loop":
        loop.violations(generator.stories(count, length))
        return high_water()
    if who == "records":
        stories = generator.stories(count, length)
        found = loop.records(stories)
        assert found
        return high_water()
    peer = peers.peer(who)
    prepared = peer.prepare(generator.stories(count, length))
    peer.violations(prepared)
    return high_water(prepared.process.pid if who == "prolog" else "self")


if __name__ == "__main__":
    print(_work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), "".join(sys.argv[4:])))
