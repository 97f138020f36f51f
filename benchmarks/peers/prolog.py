"""SWI-Prolog: the eight rules as clauses (`rules.pl`) over facts in the memory of a process of its own."""

import shutil
import subprocess
import weakref
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import events as e
from benchmarks.events import SEATS, Story

NAME = "SWI-Prolog"

_ARITIES = {
    **{"takes": 5, "leaves": 5, "dies": 4, "elected": 6, "presented": 3, "answered": 3, "override": 2},
    **{"dissolved": 4, "called": 3, "held": 3},
}


def available() -> str | None:
    """What is missing, if it cannot run here."""
    return None if shutil.which("swipl") else "`apt-get install swi-prolog`"


class Prolog:
    """A Prolog process that has read the facts and waits to be asked."""

    def __init__(self, facts: str) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "facts.pl"
            path.write_text(facts)
            rules = Path(__file__).parent / "rules.pl"
            command = ["swipl", "-q", "-g", "serve", str(path), str(rules)]
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            weakref.finalize(self, self.process.communicate)  # ends it
            self.violations()

    def violations(self) -> list[tuple[int, int]]:
        """Ask once. The first time, Prolog also makes its indexes."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("check.\n")
        self.process.stdin.flush()
        answers = [self.process.stdout.readline().split() for _ in range(8)]
        return [(int(before), int(after)) for before, after in answers]


def prepare(stories: Sequence[Story]) -> Prolog:
    """The events as facts, in the order of their predicates."""
    lines = sorted((line for story in stories for line in _facts(story)), key=_predicate)
    lines += [f"seats({at}, {seats})." for at, seats in enumerate(SEATS)]
    missing = set(_ARITIES) - set(map(_predicate, lines))
    return Prolog("\n".join((*(f":- dynamic {name}/{_ARITIES[name]}." for name in sorted(missing)), *lines, "")))


def violations(prolog: Prolog) -> list[tuple[int, int]]:
    """How often each rule is violated before and after."""
    return prolog.violations()


def _predicate(fact: str) -> str:
    return fact.partition("(")[0]


def _facts(story: Story) -> Iterator[str]:
    number = story.number
    yield f"until({number}, {story.until})."
    for seq, (day, kind, first, second, figure) in enumerate(story.events):
        yield f"happens({number}, {day}, {seq})."
        match kind:
            case e.TAKES:
                yield f"takes({number}, {seq}, {day}, {first}, {second})."
            case e.LEAVES:
                yield f"leaves({number}, {seq}, {day}, {first}, {second})."
            case e.DIES:
                yield f"dies({number}, {seq}, {day}, {first})."
            case e.ELECTED:
                yield f"elected({number}, {seq}, {day}, {first}, {second}, {figure})."
            case e.PRESENTED:
                yield f"presented({number}, {day}, {first})."
            case e.SIGNED | e.RETURNED:
                yield f"answered({number}, {day}, {first})."
            case e.OVERRIDDEN:
                yield f"override({first}, {figure})."
            case e.DISSOLVED:
                yield f"dissolved({number}, {seq}, {day}, {first})."
            case e.CALLED:
                yield f"called({number}, {day}, {first})."
            case e.HELD:
                yield f"held({number}, {day}, {first})."
