"""Days that come again: `15 November`, `last Sunday of month`, `1 month before 1 January`, with no year beside them.

In: the point of a scheduled end, or of a rule that a day sets going, and the day at hand. Out: today, if the point
falls on it, and the next day on which it does. They are reckoned from the few years or months that may lead there.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from govrules import calendar
from govrules.calendar import AmbiguousDay, Anchor, Duration, Moment, NthWeekday, OutOfCalendar
from govrules.law import model as m

Landing = Moment | AmbiguousDay | OutOfCalendar

_DAYS_IN_400_YEARS = 146_097
_FIRST, _LAST = date.min.toordinal(), date.max.toordinal()
_INEXACT = 10
"""Days by which one duration may differ from its mean, at most."""


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
