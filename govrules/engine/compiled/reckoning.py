"""Reckoning: arithmetic and comparisons of values, and what a time added to a day comes to under the law at hand.

In: values, and the place from which it is asked. Out: values and truths; unknown where something is not known, or where
the law does not say how a day that does not exist is rounded and it matters.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

from govrules.calendar import AmbiguousDay, Duration, Moment, OutOfCalendar, compare
from govrules.engine.compiled.amounts import later
from govrules.engine.compiled.closures import compare_moments
from govrules.engine.compiled.sitting import Sitting
from govrules.engine.law import Law
from govrules.engine.record import At
from govrules.engine.values import (
    Between,
    Elapsed,
    Truth,
    compare_bounds,
    compare_durations,
    interval,
    number,
    ordered,
)
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value

_ONE_DAY = timedelta(days=1)
_LAST_DAY = date.max
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Reckoning:
    """Calculates and compares in one sitting after the other."""

    sitting: Sitting
    law: Law
    horizon: set[date]
    """Days on which an answer given so far may change although nothing happens."""
    watching: bool
    """Whether such days are noted."""

    def __init__(self) -> None:
        self._sums: dict[tuple[Moment, Duration, str | None, str], Value] = {}

    def calculate(self, operator: str, left: Value, right: Value, at: At) -> Value:
        """The sum, difference, product, quotient or share of two values."""
        if left is UNKNOWN or right is UNKNOWN or left is NOBODY or right is NOBODY:
            return UNKNOWN
        if isinstance(left, Moment):
            return self.forward(left, right if operator == "+" else right.times(-1), at)
        if isinstance(left, Between) or isinstance(right, Between):
            return interval(operator, left, right)
        if isinstance(left, Duration) and isinstance(right, Duration):
            return left.plus(right) if operator == "+" else left.minus(right)
        if isinstance(left, Duration) or isinstance(right, Duration):
            duration, times = (left, right) if isinstance(left, Duration) else (right, left)
            times = Fraction(times)
            return duration.times(int(times)) if times.denominator == 1 else UNKNOWN
        if isinstance(left, m.Money) and isinstance(right, m.Money):
            if left.currency != right.currency:
                return UNKNOWN
            amount = number(operator, left.amount, right.amount)
            return amount if operator == "/" or amount is UNKNOWN else m.Money(amount, left.currency)
        if isinstance(left, m.Money) or isinstance(right, m.Money):
            money, times = (left, right) if isinstance(left, m.Money) else (right, left)
            amount = number(operator, money.amount, times)
            return UNKNOWN if amount is UNKNOWN else m.Money(amount, money.currency)
        return number(operator, left, right)

    def forward(self, start: Moment, duration: Duration, at: At) -> Value:
        """A moment and a duration later; unknown where the law does not say how to round, or beyond the calendar.

        Only hours are counted by the clock: every other duration leads to a day, and the day counts whole.
        """
        rounding = at.rounding or at.law.rounding or self.law.assumed.rounding
        key = (start, duration, rounding, at.law.timezone)
        result = self._sums.get(key)
        if result is None:
            result = self._sums[key] = later(*key)
        if isinstance(result, AmbiguousDay):
            self.sitting.ambiguous = True
            return UNKNOWN
        if isinstance(result, OutOfCalendar):
            return UNKNOWN
        if self.watching:
            self.horizon.add(result.day)
            self.horizon.add(result.day + _ONE_DAY if result.day < _LAST_DAY else result.day)
        return result

    def not_over(self, start: Moment, duration: Duration, at: At) -> Truth:
        """Whether today is not after a moment and a duration together."""
        ambiguous = self.sitting.ambiguous
        end = self.forward(start, duration, at)
        if isinstance(end, Moment):
            return compare(at.now, end) <= 0
        return self._under_both(start, duration, at, ambiguous, lambda end: compare(at.now, end) <= 0)

    def _under_both(
        self, start: Moment, duration: Duration, at: At, ambiguous: bool, told: Callable[[Moment], bool]
    ) -> Truth:
        """What is told of a moment and a duration together whichever way the law rounds, which it leaves open."""
        answers: set[Truth] = set()
        for rounding in ("down", "up"):
            end = self.forward(start, duration, At(at.place, at.now, at.law, at.this, at.rule, rounding, at.start))
            answers.add(told(end) if isinstance(end, Moment) else UNKNOWN)
        if len(answers) > 1:
            return UNKNOWN
        self.sitting.ambiguous = ambiguous  # nothing hangs on it
        return answers.pop()

    def compare(self, operator: str, left: Value, right: Value, at: At) -> Truth:
        """Whether a comparison of two values holds."""
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        if isinstance(left, Between) or isinstance(right, Between):
            return compare_bounds(operator, left, right)
        if isinstance(left, Elapsed) or isinstance(right, Elapsed):
            return self._compare_elapsed(operator, left, right, at)
        if isinstance(left, Moment) and isinstance(right, Moment):
            if self.watching:
                for side in (left, right):
                    self.horizon.add(side.day)
                    self.horizon.add(min(side.day, _LAST_DAY - _ONE_DAY) + _ONE_DAY)
            return compare_moments(operator, left, right)
        if isinstance(left, Duration) and isinstance(right, Duration):
            return compare_durations(operator, left, right)
        if isinstance(left, m.Money) and isinstance(right, m.Money):
            if left.currency != right.currency:
                return {"=": False, "!=": True}.get(operator, UNKNOWN)
            left, right = left.amount, right.amount
        if operator == "=":
            return bool(left == right)
        if operator == "!=":
            return bool(left != right)
        if isinstance(left, m.Entity | m.Special) or isinstance(right, m.Entity | m.Special):
            return UNKNOWN
        return ordered(operator, (left > right) - (left < right))

    def _compare_elapsed(self, operator: str, left: Value, right: Value, at: At) -> Truth:
        if isinstance(right, Elapsed):
            left, right, operator = right, left, _FLIPPED.get(operator, operator)
        if not isinstance(left, Elapsed) or not isinstance(right, Duration):
            return UNKNOWN
        if left.start is None:
            return ordered(operator, 1)
        ambiguous, passed = self.sitting.ambiguous, left.end
        end = self.forward(left.start, right, at)
        if isinstance(end, Moment):
            return ordered(operator, compare(passed, end))
        return self._under_both(left.start, right, at, ambiguous, lambda end: ordered(operator, compare(passed, end)))
