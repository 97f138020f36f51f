"""Amounts: a day so much later, days that come again, the time spent in stretches, and sums.

In: moments, durations, points, stretches and numbers, also where some are not certain. Out: values. A point without
a year, as `1 month before 1 January`, comes again: it is reckoned from the few years or months that may lead there.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from govrules import calendar
from govrules.calendar import AmbiguousDay, Anchor, Duration, Moment, NthWeekday, OutOfCalendar, local
from govrules.engine.compiled.history import Spell
from govrules.engine.compiled.past import elapsed_days
from govrules.engine.record import At
from govrules.engine.values import Between, Elapsed
from govrules.law import model as m
from govrules.law.model import UNKNOWN, Value

Landing = Moment | AmbiguousDay | OutOfCalendar

_DAYS_IN_400_YEARS = 146_097
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_INEXACT = 10
"""Days by which one duration may differ from its mean, at most."""


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


# ---- days that come again -------------------------------------------------------------------------------------------


class Recurring(NamedTuple):
    """An anchor without a year, what is added to its day, and the time of day."""

    anchor: Anchor
    offsets: tuple[Duration, ...]
    minute: int | None


def recurring(point: m.Expr) -> Recurring | None:
    """A point as one that comes again, if it is one."""
    offsets: list[Duration] = []
    minute = point.minute if isinstance(point, m.WithClock) else None
    if isinstance(point, m.WithClock):
        point = point.day
    while isinstance(point, m.Arithmetic) and isinstance(point.right, m.Constant):
        if not isinstance(point.right.value, Duration):
            return None
        offsets.insert(0, point.right.value if point.operator == "+" else point.right.value.times(-1))
        point = point.left
    if isinstance(point, m.AnchorDate) and point.of is None and not point.coming:
        return Recurring(point.anchor, tuple(offsets), minute)
    return None


@lru_cache(maxsize=4096)
def today_and_next(point: Recurring, today: date, rounding: str | None) -> tuple[tuple[date, Landing], ...]:
    """Today, if the point falls on it, and the next day on which it does, each with where the sum lands.

    Where the law does not say how a day that does not exist is rounded, it is looked for as if it were rounded down.
    """
    found: list[tuple[date, Landing]] = []
    for year, month in _cycles(point, today):
        start = calendar.anchor_in(point.anchor, year, month)
        there = _moved(start, point.offsets, rounding or "down") if start is not None else None
        if there == OutOfCalendar("after"):
            break
        if isinstance(there, Moment) and there.day >= today:
            assert start is not None
            landing = there if rounding is not None else _moved(start, point.offsets, None)
            found.append((there.day, Moment(there.day, point.minute) if isinstance(landing, Moment) else landing))
            if there.day > today:
                break
    return tuple(found)


def _moved(start: date, offsets: tuple[Duration, ...], rounding: str | None) -> Landing:
    there = Moment(start)
    for offset in offsets:
        moved = calendar.add(there, offset, rounding)  # type: ignore[arg-type]  # "down", "up" or None
        if not isinstance(moved, Moment):
            return moved
        there = moved
    return there


def _cycles(point: Recurring, today: date) -> Iterator[tuple[int, int]]:
    """The years, or months, from one on whose anchor certainly falls before today, however its length varies."""
    back = 40
    for months, days, hours in point.offsets:
        back += months * _DAYS_IN_400_YEARS // 4_800 + days + hours // 24 + _INEXACT
    first = today.toordinal() - back
    if first > _LAST:
        return
    base = date.fromordinal(max(first, _FIRST))
    if isinstance(point.anchor, NthWeekday) and point.anchor.month is None:
        for month in range(base.year * 12 + base.month - 1, 10_000 * 12):
            yield month // 12, month % 12 + 1
    else:
        for year in range(base.year, 10_000):
            yield year, 1
