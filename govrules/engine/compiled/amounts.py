"""Amounts: a day so much later, the time spent in stretches, and sums, also where some parts are not certain.

In: moments, durations, stretches and numbers. Out: values.
"""

from datetime import timedelta
from fractions import Fraction

from govrules import calendar
from govrules.calendar import Duration, Moment, OutOfCalendar, local
from govrules.engine.compiled.history import Spell
from govrules.engine.compiled.past import elapsed_days
from govrules.engine.record import At
from govrules.engine.values import Between, Elapsed
from govrules.law import model as m
from govrules.law.model import UNKNOWN, Value


def later(start: Moment, duration: Duration, rounding: str | None, timezone: str) -> Value:
    """The sum of a moment and a duration, as the calendar gives it."""
    if not duration.hours:
        start = Moment(start.day)
    whole = duration if start.minute is None else duration._replace(hours=0)
    result = calendar.add(start, whole, rounding)  # type: ignore[arg-type]  # "down", "up" or None
    if isinstance(result, Moment) and result.minute is not None and duration.hours:
        return _hours_later(result, duration.hours, timezone)
    return result


def _hours_later(start: Moment, hours: int, zone: str) -> Moment | OutOfCalendar:
    """So many hours by the clock, also across a night in which the zone's clocks were moved."""
    there = local(start.day, start.minute or 0, zone, "UTC")
    if isinstance(there, OutOfCalendar):
        return there
    later = calendar.add(there, Duration(hours=hours), None)
    if not isinstance(later, Moment) or later.minute is None:
        return OutOfCalendar("after" if hours > 0 else "before")
    return local(later.day, later.minute, "UTC", zone)


def time_in(stretches: list[Spell], at: At) -> Value:
    """How long the stretches are together; a day counts in each of them."""
    if not stretches:
        return Duration()
    elapsed = elapsed_days(stretches, at)
    if elapsed is None:
        return UNKNOWN
    days, first = elapsed
    if any(spell.holds(at.place) for spell in stretches):
        # What has passed grows with the days: the day that many days after the first one is "today".
        return Elapsed(Moment(at.now.day - timedelta(days=days)), Moment(at.now.day))
    start = next(spell.start for spell in stretches if spell.start is not None and spell.start.day == first)
    return Elapsed(start, Moment(first + timedelta(days=days)))


def sum_of(values: list[Value]) -> Value:
    """A sum of numbers, or of amounts of money in one currency."""
    if isinstance(values[0], m.Money):
        same = all(value.currency == values[0].currency for value in values)
        return m.Money(sum((v.amount for v in values), Fraction(0)), values[0].currency) if same else UNKNOWN
    return sum(values, Fraction(0))


def sum_within_bounds(values: list[Value], doubtful: list[Value]) -> Value:
    """A sum of which some parts may be missing."""
    if any(isinstance(value, m.Money) for value in doubtful):
        return UNKNOWN
    total = sum(values, Fraction(0))
    least = total + sum((value for value in doubtful if value < 0), Fraction(0))
    most = total + sum((value for value in doubtful if value > 0), Fraction(0))
    return Between(least, most) if least != most else total
