"""The calendar law once more, as the reference engine reads it: by walking, not by formula.

In and out: the values of `govrules.calendar`, and the same answers as the functions of the same name there.
Only the types are shared. Here months pass one at a time, days pass one at a time, and "the first Sunday"
is found by listing the Sundays, so that the text can be checked against the law by reading it.
May be assumed: nothing about speed.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from govrules.calendar import AmbiguousDay, Anchor, DayMonth, Duration, Moment, OutOfCalendar, Rounding, local

FIRST_DAY = date(1, 1, 1)
LAST_DAY = date(9999, 12, 31)
ONE_DAY = timedelta(days=1)


def add(start: Moment, duration: Duration, rounding: Rounding | None) -> Moment | AmbiguousDay | OutOfCalendar:
    """First the months pass, then the days, then the hours. Who leaves the calendar does not come back."""
    # The months: the number of the day stays, the month moves.
    year, month, number = start.day.year, start.day.month, start.day.day
    for _ in range(duration.months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if year > LAST_DAY.year:
            return OutOfCalendar("after")
    for _ in range(-duration.months):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        if year < FIRST_DAY.year:
            return OutOfCalendar("before")

    # Does the month have such a day? If not, the declared rounding says which neighbour is meant.
    days = days_of_month(year, month)
    if number <= len(days):
        return pass_days_and_hours(days[number - 1], start.minute, duration)
    last_of_month = days[-1]
    first_of_next = last_of_month + ONE_DAY
    if rounding == "down":
        return pass_days_and_hours(last_of_month, start.minute, duration)
    if rounding == "up":
        return pass_days_and_hours(first_of_next, start.minute, duration)

    # Nothing was declared: both readings are followed to their end.
    down = pass_days_and_hours(last_of_month, start.minute, duration)
    up = pass_days_and_hours(first_of_next, start.minute, duration)
    if isinstance(down, OutOfCalendar):
        return down
    if isinstance(up, OutOfCalendar):
        return up
    return AmbiguousDay(year, month, number, down.day, up.day)


def hours_later(start: Moment, hours: int, zone: str) -> Moment | OutOfCalendar:
    """So many hours by the clock, also across a night in which the zone's clocks were moved."""
    if start.minute is None:
        raise ValueError("hours pass from a time of day")
    there = local(start.day, start.minute, zone, "UTC")
    if isinstance(there, OutOfCalendar):
        return there
    later = pass_days_and_hours(there.day, there.minute, Duration(hours=hours))
    if isinstance(later, OutOfCalendar) or later.minute is None:
        return later
    return local(later.day, later.minute, "UTC", zone)


def anchor_in(anchor: Anchor, year: int, month: int | None = None) -> date | None:
    """List the days of the month, keep those the anchor describes, take the one it asks for."""
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        return None
    which = anchor.month if anchor.month is not None else month
    if which is None:
        raise ValueError("an anchor without a month needs the month at hand")
    days = days_of_month(year, which)
    if isinstance(anchor, DayMonth):
        such = [day for day in days if day.day == anchor.day]
        return such[0] if such else None
    such = [day for day in days if day.weekday() == anchor.weekday]
    if anchor.nth == -1:
        return such[-1]
    return such[anchor.nth - 1] if anchor.nth <= len(such) else None


def next_after(anchor: Anchor, day: date) -> date | None:
    """Year by year onwards, the first day of the anchor that is later than `day`."""
    for year in range(day.year, LAST_DAY.year + 1):
        later = [candidate for candidate in days_of_anchor(anchor, year) if candidate > day]
        if later:
            return min(later)
    return None


def previous_before(anchor: Anchor, day: date) -> date | None:
    """Year by year backwards, the last day of the anchor that is earlier than `day`."""
    for year in range(day.year, FIRST_DAY.year - 1, -1):
        earlier = [candidate for candidate in days_of_anchor(anchor, year) if candidate < day]
        if earlier:
            return max(earlier)
    return None


def falls_on(anchor: Anchor, day: date) -> bool:
    """Whether `day` is among the days of the anchor in its own year."""
    return day in days_of_anchor(anchor, day.year)


@lru_cache(maxsize=1024)
def days_of_month(year: int, month: int) -> tuple[date, ...]:
    """All days of the month, first to last, found by walking until the month changes."""
    day = date(year, month, 1)
    days = [day]
    while day < LAST_DAY and (day + ONE_DAY).month == month:
        day += ONE_DAY
        days.append(day)
    return tuple(days)


@lru_cache(maxsize=1024)
def days_of_anchor(anchor: Anchor, year: int) -> tuple[date, ...]:
    """All days of the anchor in the year: at most one if it names its month, else up to one a month."""
    months = range(1, 13) if anchor.month is None else [anchor.month]
    found = [anchor_in(anchor, year, month) for month in months]
    return tuple(day for day in found if day is not None)


def pass_days_and_hours(day: date, minute: int | None, duration: Duration) -> Moment | OutOfCalendar:
    """The days of the duration pass one by one, then its hours."""
    for step in days_that_pass(minute, duration):
        if step > 0 and day == LAST_DAY:
            return OutOfCalendar("after")
        if step < 0 and day == FIRST_DAY:
            return OutOfCalendar("before")
        day += step * ONE_DAY
    if minute is not None:
        minute = (minute + 60 * duration.hours) % (24 * 60)
    return Moment(day, minute)


def days_that_pass(minute: int | None, duration: Duration) -> Iterator[int]:
    """+1 for each day that passes forwards, -1 for each backwards: for the days, then for the hours."""
    direction = 1 if duration.days > 0 else -1
    for _ in range(abs(duration.days)):
        yield direction

    direction = 1 if duration.hours > 0 else -1
    hours = abs(duration.hours)
    if minute is None:  # no clock time: a begun day counts as a whole one
        while hours > 0:
            hours -= 24
            yield direction
    else:  # a clock time: a day passes whenever the hand crosses midnight
        hour = minute // 60
        for _ in range(hours):
            hour += direction
            if hour in (24, -1):
                hour %= 24
                yield direction
