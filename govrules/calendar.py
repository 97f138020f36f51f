"""The calendar law: how durations are added to days and how recurring days are found.

In: dates, clock minutes, durations, anchors ("first Sunday of December") and, at the edge, their
text. Out: values only; nothing here raises over what a user wrote. What the calendar cannot settle
is itself a value: `AmbiguousDay` (31 January + 1 month) and `OutOfCalendar` (before year 1, after 9999).

May be assumed: the calendar is the proleptic Gregorian one; days and minutes are civil time of the
rule set's own zone; minutes of the day are 0 to 1439, months 1 to 12; weekdays count from Monday = 0;
nothing reads the clock. The time zone database is looked at by `local` and `zone_exists` alone.

Every value is a named tuple, so equal figures of different types compare equal and `<`, `+`, `*` are
those of tuples: order moments with `compare`, calculate with `plus`, `minus`, `times` and `add`.

`govrules.engine.calendar` says the same a second time, slowly and plainly; tests hold the two together.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Literal, NamedTuple

Rounding = Literal["down", "up"]
"""Where a day that does not exist goes: the last day of its month, or the first of the next."""


class Duration(NamedTuple):
    """A calendar duration. Years are kept as 12 months, weeks as 7 days; parts may be negative.

    The parts are never converted into one another: 1 month is not 30 days, 1 day is not 24 hours.
    """

    months: int = 0
    days: int = 0
    hours: int = 0

    @classmethod
    def of(cls, n: int, unit: str) -> "Duration":
        """`n` years, months, weeks, days or hours (singular or plural); ValueError for another unit."""
        match unit.removesuffix("s"):
            case "year":
                return cls(months=12 * n)
            case "month":
                return cls(months=n)
            case "week":
                return cls(days=7 * n)
            case "day":
                return cls(days=n)
            case "hour":
                return cls(hours=n)
        raise ValueError(f"no unit of time: {unit!r}")

    def plus(self, other: "Duration") -> "Duration":
        """The two together, part by part."""
        return Duration(self.months + other.months, self.days + other.days, self.hours + other.hours)

    def minus(self, other: "Duration") -> "Duration":
        """This without the other, part by part."""
        return Duration(self.months - other.months, self.days - other.days, self.hours - other.hours)

    def times(self, n: int) -> "Duration":
        """This `n` times over, part by part."""
        return Duration(self.months * n, self.days * n, self.hours * n)

    def in_words(self) -> str:
        """`5 years - 35 days`, `1 year 6 months`, `-2 months`, `0 days`; `parse_duration` reads it back."""
        sign = -1 if self.months < 0 else 1
        years, months = divmod(abs(self.months), 12)
        words = ""
        previous = 1
        for n, unit in (
            (sign * years, "year"),
            (sign * months, "month"),
            (self.days, "day"),
            (self.hours, "hour"),
        ):
            if n == 0:
                continue
            if not words:
                words = "-" if n < 0 else ""
            elif n < 0:
                words += " - "
            else:
                words += " + " if previous < 0 else " "
            words += f"{abs(n)} {unit}" if abs(n) == 1 else f"{abs(n)} {unit}s"
            previous = n
        return words or "0 days"


class Moment(NamedTuple):
    """A civil day and, where a clock time is known, the minute of that day.

    On one day, a moment with a clock time and one without are equal under `compare`, so moments have
    no total order: never sort or compare them with `<`.
    """

    day: date
    minute: int | None = None

    def in_words(self) -> str:
        """`2022-11-20`, or `2022-11-20 07:00` with a clock time."""
        if self.minute is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()} {self.minute // 60:02}:{self.minute % 60:02}"


class AmbiguousDay(NamedTuple):
    """A sum that landed on a day that does not exist (`year`-`month`-`day`), with no rounding declared.

    `down` and `up` are the days the whole sum comes to under either rounding, later parts included
    (for the clock time too, `add` once more with each rounding).
    """

    year: int
    month: int
    day: int
    down: date
    up: date


class OutOfCalendar(NamedTuple):
    """A sum that ran, at some step, before year 1 or after year 9999."""

    side: Literal["before", "after"]


class NthWeekday(NamedTuple):
    """`first Sunday of December`; `nth` is 1 to 5, or -1 for the last. `month` None: of the month at hand.

    A month may lack a fifth; every month has a first to a fourth and a last.
    """

    nth: int
    weekday: int
    month: int | None


class DayMonth(NamedTuple):
    """`15 November`. It may be missing in a year (29 February) or in all (31 June)."""

    day: int
    month: int


Anchor = NthWeekday | DayMonth


class DaysOff(NamedTuple):
    """The days off a rule set declares: some weekdays and some days of the year."""

    weekdays: frozenset[int] = frozenset()
    dates: frozenset[DayMonth] = frozenset()

    def is_day_off(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return day.weekday() in self.weekdays or (day.day, day.month) in self.dates


# --- sums -----------------------------------------------------------------------------------------


def add(start: Moment, duration: Duration, rounding: Rounding | None) -> Moment | AmbiguousDay | OutOfCalendar:
    """`start` + `duration`: years and months in one step, then weeks and days, then hours.

    If the first step lands on a day that does not exist, `rounding` decides; without one the answer is
    `AmbiguousDay`. With a clock time, hours are exact hours of the civil clock (a change of the zone's
    offset in between is not looked at). Without one, hours are counted in whole days, a begun day as a
    full one: 36 hours are 2 days, -36 hours are -2 days.
    Agrees with the published tables of the dates-calc library (Catala).
    """
    day, minute = start
    months, days, hours = duration
    if months:
        year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
        month += 1
        if year < 1:
            return OutOfCalendar("before")
        if year > 9999:
            return OutOfCalendar("after")
        length = month_length(year, month)
        if day.day <= length:
            day = date(year, month, day.day)
        else:
            lower = date(year, month, length)
            upper = date(year, month + 1, 1)  # December has 31 days, so there is a next month this year
            if rounding is None:
                down = _add_days_and_hours(lower, minute, days, hours)
                up = _add_days_and_hours(upper, minute, days, hours)
                if isinstance(down, OutOfCalendar):
                    return down
                if isinstance(up, OutOfCalendar):
                    return up
                return AmbiguousDay(year, month, day.day, down.day, up.day)
            day = lower if rounding == "down" else upper
    return _add_days_and_hours(day, minute, days, hours)


def compare(a: Moment, b: Moment) -> int:
    """-1, 0 or 1 as `a` is before, with or after `b`: by day, and on one day by minute if both have one."""
    if a.day != b.day:
        return -1 if a.day < b.day else 1
    if a.minute is None or b.minute is None or a.minute == b.minute:
        return 0
    return -1 if a.minute < b.minute else 1


def reached(born: date, duration: Duration, on: date, rounding: Rounding | None) -> bool | AmbiguousDay:
    """Whether by the day `on` the whole `duration` has passed since `born`: `born + duration <= on`.

    This is how an age is tested (40 years reached on this day?): forward, never by subtracting dates.
    `AmbiguousDay` when that hangs on a rounding nobody declared; it is a truthy value, so test `is True`.
    A sum after the calendar's end is never reached, one before its beginning always.
    """
    due = add(Moment(born), duration, rounding)
    if isinstance(due, OutOfCalendar):
        return due.side == "before"
    if isinstance(due, AmbiguousDay):
        if on >= due.up:
            return True
        return False if on < due.down else due
    return due.day <= on


def elapsed_in_words(start: date, end: date) -> str:
    """The time from `start` to `end` for people: `3 years 2 months 5 days`, `1 day`, `0 days`.

    Adding the words to the earlier day gives the later one, where a day that does not exist is the next one
    that does (31 January to 1 March is `1 month`, to 28 February of 2023 `28 days`).
    `… earlier` when `end` is before `start`. For explanations only: a verdict adds forward (`reached`).
    """
    if end < start:
        return f"{elapsed_in_words(end, start)} earlier"
    months = (end.year - start.year) * 12 + end.month - start.month
    while True:
        anniversary = add(Moment(start), Duration(months=months), "up")
        if isinstance(anniversary, Moment) and anniversary.day <= end:
            return Duration(months=months, days=(end - anniversary.day).days).in_words()
        months -= 1


def countable_deadline(start: date, base_deadline: date, counts: Callable[[date], bool]) -> date | OutOfCalendar:
    """The deadline when only some days count (`not counting Sundays`).

    `base_deadline` is the deadline if every day counted, N days after `start`; the answer is the N-th
    day after `start` for which `counts` holds. With N of 0 or less it is `base_deadline` itself;
    `OutOfCalendar` if the calendar ends first.
    """
    needed = (base_deadline - start).days
    if needed <= 0:
        return base_deadline
    for ordinal in range(start.toordinal() + 1, _LAST_ORDINAL + 1):
        day = date.fromordinal(ordinal)
        if counts(day):
            needed -= 1
            if needed == 0:
                return day
    return OutOfCalendar("after")


# --- anchors --------------------------------------------------------------------------------------


def anchor_in(anchor: Anchor, year: int, month: int | None = None) -> date | None:
    """The anchor's day in `year`; None if that year (or month) has no such day, or is outside the calendar.

    `month` is the month at hand, for an anchor that names none; one that names its month ignores it.
    ValueError when neither names a month.
    """
    if not 1 <= year <= 9999:
        return None
    if isinstance(anchor, DayMonth):
        if not 1 <= anchor.day <= month_length(year, anchor.month):
            return None
        return date(year, anchor.month, anchor.day)
    which = month if anchor.month is None else anchor.month
    if which is None:
        raise ValueError("an anchor without a month needs the month at hand")
    length = month_length(year, which)
    if anchor.nth == -1:
        last = date(year, which, length)
        return last.replace(day=length - (last.weekday() - anchor.weekday) % 7)
    first = date(year, which, 1)
    number = 1 + (anchor.weekday - first.weekday()) % 7 + 7 * (anchor.nth - 1)
    return first.replace(day=number) if number <= length else None


def next_after(anchor: Anchor, day: date) -> date | None:
    """The anchor's first day strictly after `day`; None if the calendar holds none."""
    for year, month in _months(anchor, day, 1):
        candidate = anchor_in(anchor, year, month)
        if candidate is not None and candidate > day:
            return candidate
    return None


def previous_before(anchor: Anchor, day: date) -> date | None:
    """The anchor's last day strictly before `day`; None if the calendar holds none."""
    for year, month in _months(anchor, day, -1):
        candidate = anchor_in(anchor, year, month)
        if candidate is not None and candidate < day:
            return candidate
    return None


def falls_on(anchor: Anchor, day: date) -> bool:
    """Whether `day` is a day of the anchor."""
    return anchor_in(anchor, day.year, day.month) == day


# --- text and zones -------------------------------------------------------------------------------


def parse_duration(text: str) -> Duration | None:
    """`5 years`, `2 weeks`, `1 year 6 months`, `5 years - 35 days`; None for anything else.

    A sign governs the one part after it. Whole numbers of at most nine digits.
    """
    position, end = 0, len(text.rstrip())
    if end == 0:
        return None
    total = Duration()
    while position < end:
        part = re.compile(_DURATION_PART).match(text, position)
        if part is None:
            return None
        n = int(part[2])
        total = total.plus(Duration.of(-n if part[1] == "-" else n, part[3]))
        position = part.end()
    return total


def parse_date(text: str) -> date | None:
    """`2022-11-20`; None for another form, and for a day that does not exist."""
    if _DATE.fullmatch(text) is None:
        return None
    try:
        return date(int(text[:4]), int(text[5:7]), int(text[8:]))
    except ValueError:
        return None


def parse_clock(text: str) -> int | None:
    """`7:00` or `07:00` as the minute of the day; None for another form. The day's last minute is 23:59."""
    if _CLOCK.fullmatch(text) is None:
        return None
    hours, _, minutes = text.partition(":")
    return int(hours) * 60 + int(minutes)


def local(day: date, minute: int, from_zone: str, to_zone: str) -> Moment | OutOfCalendar:
    """The civil moment in `to_zone` when clocks in `from_zone` show `minute` on `day`, by the tz database.

    Both zones must exist (`zone_exists`). An hour that clocks show twice is taken the first time; an
    hour they skip is read by the offset before the change. Seconds of historical offsets are dropped.
    """
    if from_zone == to_zone:
        return Moment(day, minute)
    from zoneinfo import ZoneInfo

    clock = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=ZoneInfo(from_zone))
    try:
        there = clock.astimezone(ZoneInfo(to_zone))
    except OverflowError:
        return OutOfCalendar("before" if day.year == 1 else "after")
    return Moment(there.date(), there.hour * 60 + there.minute)


def zone_exists(name: str) -> bool:
    """Whether the tz database knows `name`. The machine's own `localtime` does not count as a zone."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if not name or name == "localtime":
        return False
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown; no zone file or a path; a folder
        return False
    return True


# --- behind the curtain ---------------------------------------------------------------------------

_LAST_ORDINAL = date.max.toordinal()
_CYCLE_YEARS = 400  # the Gregorian calendar, weekdays included, repeats after 400 years
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DURATION_PART = r"\s*(?:([+-])\s*)?([0-9]{1,9})\s+(year|month|week|day|hour)s?(?=\s|$)"
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]")


def _add_days_and_hours(day: date, minute: int | None, days: int, hours: int) -> Moment | OutOfCalendar:
    ordinal = day.toordinal() + days
    if 1 <= ordinal <= _LAST_ORDINAL:
        if minute is None:
            ordinal += -(-hours // 24) if hours > 0 else hours // 24
        else:
            carried, minute = divmod(minute + 60 * hours, 1440)
            ordinal += carried
    if ordinal < 1:
        return OutOfCalendar("before")
    if ordinal > _LAST_ORDINAL:
        return OutOfCalendar("after")
    return Moment(date.fromordinal(ordinal), minute)


def month_length(year: int, month: int) -> int:
    """The number of days of a month."""
    if month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 29
    return _MONTH_LENGTHS[month - 1]


def _months(anchor: Anchor, day: date, step: Literal[1, -1]) -> Iterator[tuple[int, int]]:
    """The months that may hold a day of the anchor, from the one at hand on, through one whole cycle."""
    for year in range(day.year, day.year + step * (_CYCLE_YEARS + 1), step):
        if not 1 <= year <= 9999:
            return
        if anchor.month is not None:
            yield year, anchor.month
        else:
            for month in range(1, 13) if step == 1 else range(12, 0, -1):
                yield year, month
