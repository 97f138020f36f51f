"""Days worked out once: sums with months, anchors, years, and how a clock that stands still moves a deadline.

In and out: days as whole numbers, counted as `date.toordinal` counts. Two numbers are no days and stay what they are:
`NEVER`, before everything, and `STILL`, after everything. Where a day cannot be told, `UnclearError` ends the run.
"""

from collections.abc import Callable
from datetime import date

from govrules import calendar
from govrules.calendar import AmbiguousDay, Duration, Moment, OutOfCalendar, Rounding

NEVER = 0
STILL = 1 << 29


class UnclearError(Exception):
    """Something that a run needs cannot be told for certain; its text says what."""


class Later(dict[int, int]):
    """Days so much later, each worked out once."""

    def __init__(self, duration: Duration, rounding: Rounding | None) -> None:
        super().__init__({NEVER: NEVER, STILL: STILL})
        self.duration = duration
        self.rounding = rounding

    def __missing__(self, day: int) -> int:
        there = calendar.add(Moment(date.fromordinal(day)), self.duration, self.rounding)
        if isinstance(there, AmbiguousDay | OutOfCalendar):
            raise UnclearError("a day does not exist, and the law does not say how it is rounded")
        later = self[day] = there.day.toordinal()
        return later


class OfDay(dict[int, int]):
    """Something that a day has: its year, whether it is a day off, the next anchor after it."""

    def __init__(self, made: Callable[[date], int | date | None]) -> None:
        super().__init__()
        self.made = made

    def __missing__(self, day: int) -> int:
        made = self.made(date.fromordinal(day))
        if made is None:
            raise UnclearError("there is no such day")
        known = self[day] = made.toordinal() if isinstance(made, date) else made
        return known


class Attributes(dict[int, object]):
    """The values of one attribute, by the number of the thing that has it."""

    def __missing__(self, thing: int) -> object:
        raise UnclearError("an attribute that nobody states is asked for")
