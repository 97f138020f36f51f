"""`python -m tests.same_bytes [PYTHON …]`: the same input gives the same bytes, whatever the machine is set to.

Checks shipped timelines as text and as JSON, with explanations, under ten hash seeds, three time zones, several locales
and widths of a terminal that is none, and under each Python that is named, into which the package has to be installed.
Says what differs and ends with 1, or that nothing does and ends with 0.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SEEDS = tuple(range(10))
ZONES = ("UTC", "Asia/Almaty", "America/St_Johns")
LOCALES = ("C.UTF-8", "en_US.UTF-8", "kk_KZ.UTF-8")
COMMANDS = (
    ("check", "--exit-zero", "scenarios/kazakhstan/early-election-2022.timeline"),
    ("check", "--exit-zero", "--format", "json", "scenarios/kazakhstan/second-term-2029.timeline"),
    ("check", "--exit-zero", "--why", "scenarios/kazakhstan/dissolution-broken.timeline"),
    ("why", "scenarios/kazakhstan/history-1991-2026.timeline", "next_election"),
    ("law", "kz_2022", "--on", "2022-07-01"),
    ("diff", "kz_2017", "kz_2022", "--by", "actor"),
)


def main(pythons: Sequence[str]) -> int:
    """Compare all runs with the first."""
    differing = runs = 0
    for command in COMMANDS:
        first: str | None = None
        for python in pythons or (sys.executable,):
            for setting in settings():
                printed = run(python, command, setting)
                runs += 1
                if first is None:
                    first = printed
                elif printed != first:
                    differing += 1
                    print(f"different: govrules {' '.join(command)} with {python} {setting}", file=sys.stderr)
    print(f"{runs} runs of {len(COMMANDS)} commands: " + (f"{differing} differ" if differing else "the same bytes"))
    return 1 if differing else 0


def settings() -> Iterator[dict[str, str]]:
    """What a machine may be set to: each seed with one zone and one locale after the other."""
    for number, seed in enumerate(SEEDS):
        zone, locale = ZONES[number % len(ZONES)], LOCALES[number % len(LOCALES)]
        yield {"PYTHONHASHSEED": f"{seed}", "TZ": zone, "LC_ALL": locale, "LANG": locale}


def run(python: str, command: Sequence[str], setting: dict[str, str]) -> str:
    """What one run prints, with its exit code, in short."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "PYTHONPATH"))
    }
    if python == sys.executable:
        environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        [python, "-P", "-m", "govrules", *command],
        cwd=ROOT,
        env=environment | setting,
        capture_output=True,
        check=False,
    )
    digest = hashlib.sha256(done.stdout + b"\0" + done.stderr).hexdigest()
    return f"{done.returncode} {len(done.stdout)} {digest}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
