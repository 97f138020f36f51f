"""Points that come again: `15 November`, `last Sunday of month`, `1 month before 1 January`, with no year beside them.

In: the point of a scheduled end, or of a rule that a day sets going, and the day at hand. Out: the same point with a
year or month written out: that of today, if it falls on today, and that of the next time. The anchor of each year is
moved by itself, so that a month before 1 January is 1 December of every year.
"""

from datetime import date

from govrules.calendar import AmbiguousDay, Anchor, Duration, Moment, NthWeekday, OutOfCalendar
from govrules.engine import calendar
from govrules.law import model as m
from govrules.law.types import DATE

_TWO_YEARS = Duration(months=24)


def comes_again(point: m.Expr) -> m.AnchorDate | None:
    """The anchor without a year in a point, if that is what it is reckoned from."""
    match point:
        case m.AnchorDate(of=None, coming=False):
            return point
        case m.Arithmetic(right=m.Constant()):
            return comes_again(point.left)
        case m.WithClock():
            return comes_again(point.day)
    return None


def of_this_time(point: m.Expr, cycle: date) -> m.Expr:
    """A point that comes again, of the year and month of a day alone."""
    match point:
        case m.AnchorDate():
            return m.AnchorDate(point.span, point.anchor, m.Constant(point.span, Moment(cycle), DATE), False)
        case m.Arithmetic():
            return m.Arithmetic(point.span, point.operator, of_this_time(point.left, cycle), point.right)
        case m.WithClock():
            return m.WithClock(point.span, of_this_time(point.day, cycle), point.minute)
    return point


def today_and_next(point: m.Expr, today: date, rounding: str) -> list[tuple[date, date]]:
    """Of a point that comes again, today if it falls on today, and the next day on which it does.

    Each with the first day of the year or month of its anchor.
    """
    anchor = comes_again(point)
    assert anchor is not None
    offsets = _offsets(point)
    found: list[tuple[date, date]] = []
    cycle = _long_before(anchor.anchor, today, offsets)
    while cycle is not None:
        start = calendar.anchor_in(anchor.anchor, cycle.year, cycle.month)
        there: Moment | AmbiguousDay | OutOfCalendar | None = Moment(start) if start is not None else None
        for offset in offsets:
            if isinstance(there, Moment):
                there = calendar.add(there, offset, rounding)  # type: ignore[arg-type]  # "down" or "up"
        if isinstance(there, Moment) and there.day >= today:
            found.append((there.day, cycle))
        if (found and found[-1][0] > today) or there == OutOfCalendar("after"):
            break
        cycle = _next_cycle(anchor.anchor, cycle)
    return found


def _long_before(anchor: Anchor, today: date, offsets: list[Duration]) -> date | None:
    """The first day of a year or month whose anchor, moved, certainly lies before today; or of the calendar."""
    back = [*(offset.times(-1) for offset in reversed(offsets)), _TWO_YEARS.times(-1)]
    there = Moment(today)
    for duration in back:
        moved = calendar.add(there, duration, "down")
        if not isinstance(moved, Moment):
            return calendar.FIRST_DAY if moved == OutOfCalendar("before") else None
        there = moved
    return date(there.day.year, there.day.month if _each_month(anchor) else 1, 1)


def _next_cycle(anchor: Anchor, cycle: date) -> date | None:
    following = calendar.add(Moment(cycle), Duration(months=1 if _each_month(anchor) else 12), "down")
    return following.day if isinstance(following, Moment) else None


def _each_month(anchor: Anchor) -> bool:
    return isinstance(anchor, NthWeekday) and anchor.month is None


def _offsets(point: m.Expr) -> list[Duration]:
    """What is added to the anchor of a point, one after the other."""
    match point:
        case m.WithClock():
            return _offsets(point.day)
        case m.Arithmetic(right=m.Constant(value=Duration() as offset)):
            return [*_offsets(point.left), offset if point.operator == "+" else offset.times(-1)]
    return []
