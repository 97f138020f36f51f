"""CLIPS through clipspy: the eight rules as productions (`rules.clp`) over typed facts.

There are no months in it: the host program gives it the days so many months later as facts. The facts are there before
the clock starts; the clock runs while the rules are matched with them and fired.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import events as e
from benchmarks.events import SEATS, Story
from benchmarks.generator import months_later
from benchmarks.peers import rows

if TYPE_CHECKING:
    import clips

NAME = "CLIPS (clipspy)"
ONCE = True

_TEMPLATES = {
    "change": "story seq day kind person office",
    "death": "story seq day person",
    "elected": "story seq person office share",
    "presented": "story day bill",
    "answered": "story day bill",
    "override": "seq story chamber votes",
    "dissolved": "story seq day chamber",
    "called": "seq story day office",
    "held": "story day office",
    "happens": "story day seq",
    "until": "story day",
    "seats": "chamber seats",
    "later": "day months to",
    "stretch": "story person office seq start end-seq end",
    "setting": "column term above below bar notice time cooling majority",
}
_SYMBOLS = ("kind", "column")
_SETTINGS = (
    "(setting (column before) (term 60) (above 2) (below 3) (bar 12) (notice 30) (time 2) (cooling 1) (majority 500))",
    "(setting (column after) (term 84) (above 3) (below 4) (bar 18) (notice 20) (time 3) (cooling 6) (majority 550))",
)
_RULES = Path(__file__).parent / "rules.clp"


def available() -> str | None:
    """What is missing, if it cannot run here."""
    return rows.missing_module("clips", "clipspy")


def prepare(stories: Sequence[Story]) -> "clips.Environment":
    """An environment that has the facts and no rules yet. It can be run once."""
    import clips

    environment = clips.Environment()
    for name, slots in _TEMPLATES.items():
        typed = (f"(slot {slot} (type {'SYMBOL' if slot in _SYMBOLS else 'INTEGER'}))" for slot in slots.split())
        environment.build(f"(deftemplate {name} {' '.join(typed)})")
    facts = [*_SETTINGS, *(f"(seats (chamber {chamber}) (seats {seats}))" for chamber, seats in enumerate(SEATS))]
    facts += [_fact(*fact) for story in stories for fact in _facts(story)]
    facts += [_fact("later", day, months, months_later(day, months)) for day, months in rows.sums_with_months(stories)]
    for fact in facts:
        environment.assert_string(fact)
    return environment


def violations(environment: "clips.Environment") -> list[tuple[int, int]]:
    """How often each rule is violated before and after."""
    environment.load(str(_RULES))
    environment.run()
    before, after = (environment.find_global(name).value for name in ("before", "after"))
    return list(zip(before, after, strict=True))


def _fact(name: str, *values: int | str) -> str:
    slots = " ".join(f"({slot} {value})" for slot, value in zip(_TEMPLATES[name].split(), values, strict=True))
    return f"({name} {slots})"


def _facts(story: Story) -> Iterator[tuple[str, *tuple[int | str, ...]]]:
    number = story.number
    yield "until", number, story.until
    for seq, (day, kind, first, second, figure) in enumerate(story.events):
        yield "happens", number, day, seq
        match kind:
            case e.TAKES | e.LEAVES:
                yield "change", number, seq, day, "takes" if kind == e.TAKES else "leaves", first, second
            case e.DIES:
                yield "death", number, seq, day, first
            case e.ELECTED:
                yield "elected", number, seq, first, second, figure
            case e.PRESENTED:
                yield "presented", number, day, first
            case e.SIGNED | e.RETURNED:
                yield "answered", number, day, first
            case e.OVERRIDDEN:
                yield "override", seq, number, first, figure
            case e.DISSOLVED:
                yield "dissolved", number, seq, day, first
            case e.CALLED:
                yield "called", seq, number, day, first
            case e.HELD:
                yield "held", number, day, first
