"""What comes out, as figures: one whole number says what all rules make of one event.

In: the norms that an event sets going. Out: statements that add up a number, and what each number means. A number is
made of digits, one for each norm, or for the same norm of several versions when they ask the same; the digit is the
outcome. So a run keeps one small number for an event, and records are made of it when somebody asks.
"""

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct, field

from govrules.engine.verdict import Status

When = Literal["event", "end", "last", "after the last"]
"""Which day a verdict is of: that of the event judged, of an end, the last day allowed, or the day after it."""


class Meaning(Struct, frozen=True):
    """One verdict that a digit stands for."""

    version: int
    norm: str
    status: Status
    bindings: str = ""
    """Under which name it is noted what the variables stand for; none if there are none."""
    when: When = "event"
    last: str = ""
    """The function that tells the last day allowed."""
    due: str = ""
    """The function that tells the last day that is shown."""
    is_anchored: bool = False
    """Whether the day of the verdict is also the one whose law judges; else that is the day of the trigger."""
    follows: bool = False
    """Whether it only stands because the event is void."""


class Digit(Struct, eq=False):
    """The outcomes of one question; the first one is what the number says if nothing is added."""

    outcomes: list[tuple[Meaning, ...]]
    weight: int = 1

    def outcome(self, meanings: tuple[Meaning, ...]) -> int:
        """What is added to a number for an outcome."""
        if meanings not in self.outcomes:
            self.outcomes.append(meanings)
        return self.outcomes.index(meanings)


class Sum(Struct, eq=False):
    """A number in the making: its digits, and from where on such numbers are counted."""

    digits: list[Digit] = field(default_factory=list)
    tests: list[str | None] = field(default_factory=list)
    """What is asked for each digit, where that is the same for all of them."""
    start: int = 0

    def settle(self, start: int) -> int:
        """Give each digit its weight, when all outcomes are known. Gives back where the next numbers can start."""
        self.start, weight = start, 1
        for digit in self.digits:
            digit.weight = weight
            weight *= len(digit.outcomes)
        return start + weight

    def meanings(self, number: int) -> Iterator[Meaning]:
        """The verdicts that a number stands for."""
        rest = number - self.start
        for digit in self.digits:
            rest, outcome = divmod(rest, len(digit.outcomes))
            yield from digit.outcomes[outcome]


class Numbers:
    """All numbers of one generated function."""

    def __init__(self, sums: Sequence[Sum]) -> None:
        self.sums = [each for each in sums if each.digits]
        start = 1
        for each in self.sums:
            start = each.settle(start)
        self._known: dict[int, tuple[Meaning, ...]] = {}

    def meanings(self, number: int) -> tuple[Meaning, ...]:
        """The verdicts that a number stands for."""
        known = self._known.get(number)
        if known is None:
            low, high = 0, len(self.sums)
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if self.sums[middle].start <= number else (low, middle)
            known = self._known[number] = tuple(self.sums[low].meanings(number))
        return known
