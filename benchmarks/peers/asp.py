"""clingo: the eight rules as an answer set program (`rules.lp`) over facts.

There are no months in it: the host program gives it the days so many months later as facts. The facts are read before
the clock starts; grounding the rules decides everything, and solving has nothing left to search.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import events as e
from benchmarks.events import RULES, SEATS, Story
from benchmarks.generator import months_later
from benchmarks.peers import rows

if TYPE_CHECKING:
    import clingo

NAME = "clingo"
ONCE = True


def available() -> str | None:
    """What is missing, if it cannot run here."""
    return rows.missing_module("clingo")


def prepare(stories: Sequence[Story]) -> "clingo.Control":
    """A program that has the facts already. It can be run once."""
    import clingo

    control = clingo.Control(["--warn=none"])
    facts = [f"seats({chamber}, {seats})." for chamber, seats in enumerate(SEATS)]
    facts += [fact for story in stories for fact in _facts(story)]
    sums = rows.sums_with_months(stories)
    facts += [f"later({day}, {months}, {months_later(day, months)})." for day, months in sums]
    control.add("facts", [], "\n".join(facts))
    control.load(str(Path(__file__).parent / "rules.lp"))
    control.ground([("facts", [])])
    return control


def violations(control: "clingo.Control") -> list[tuple[int, int]]:
    """How often each rule is violated before and after."""
    control.ground([("base", [])])
    counts: Counter[tuple[str, str]] = Counter()
    with control.solve(yield_=True) as handle:
        for model in handle:
            for symbol in model.symbols(shown=True):
                rule, column = symbol.arguments[:2]
                counts[rule.name, column.name] += 1
    return [(counts[rule, "before"], counts[rule, "after"]) for rule in RULES]


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
                yield f"override({number}, {seq}, {first}, {figure})."
            case e.DISSOLVED:
                yield f"dissolved({number}, {seq}, {day}, {first})."
            case e.CALLED:
                yield f"called({number}, {seq}, {day}, {first})."
            case e.HELD:
                yield f"held({number}, {day}, {first})."
