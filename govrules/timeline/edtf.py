"""Uncertain dates in the form of EDTF, levels 0 and 1, as far as they name days of the calendar.

In: a text such as `2022-11`, `2022-11-20~`, `2022-11-01/2022-11-20` or `../2022`. Out: the first and the last day that
it may mean. The form is that of ISO 8601-2:2019 (https://www.loc.gov/standards/datetime/). How far `~` reaches is not
said there; here it is fifteen days around a day, half a year around a month, and five years around a year.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec import Struct

from govrules.calendar import month_length

_WRITTEN = r"[\dX]{4}(?:-[\dX]{1,2}){0,2}[~?%]?"
PATTERN = rf"{_WRITTEN}(?:/(?:{_WRITTEN}|\.\.)?)?|(?:\.\.)?/{_WRITTEN}"
"""What may be meant as an uncertain date; whether it is one is for `parse_edtf` to say."""
_ONE = r"(?P<year>\d{1,4}X{0,3}|XXXX)(?:-(?P<month>\d{2}|XX))?(?:-(?P<day>\d{2}|XX))?(?P<mark>[~?%])?"
_SHORT = r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?(?P<mark>[~?%]?)"
_AROUND_A_DAY = timedelta(days=15)
_AROUND_A_MONTH = 6
_AROUND_A_YEAR = 5


class PossibleDays(Struct, frozen=True):
    """The first and the last day that a date may mean; None where it is open."""

    first: date | None
    last: date | None


def parse_edtf(text: str) -> PossibleDays | str:
    """The days that a date may mean, or what is wrong with it, in words."""
    before, slash, after = text.partition("/")
    if not slash:
        return _one(text)
    start, end = _end(before), _end(after)
    if isinstance(start, str):
        return start
    if isinstance(end, str):
        return end
    first, last = start.first, end.last
    if first is None and last is None:
        return "it is open at both ends"
    if first is not None and last is not None and last < first:
        return f"it ends on {last}, before it begins on {first}"
    return PossibleDays(first, last)


def padded(text: str) -> str | None:
    """A date whose month or day is written with one figure, with two."""
    match = re.fullmatch(_SHORT, text, re.ASCII)
    if match is None:
        return None
    return "-".join(part.zfill(2) for part in (match["year"], match["month"], match["day"]) if part) + match["mark"]


def _end(text: str) -> PossibleDays | str:
    return PossibleDays(None, None) if text in ("", "..") else _one(text)


def _one(text: str) -> PossibleDays | str:
    match = re.fullmatch(_ONE, text)
    if match is None and padded(text) is not None:
        return "months and days have two figures"
    if match is None:
        return f"`{text}` is no date"
    year, month, day, mark = match["year"], match["month"], match["day"], match["mark"]
    if len(year) != 4:
        return "a year has four digits"
    if "X" in year and (month not in (None, "XX") or day not in (None, "XX")):
        return "the year is left open, and the month is not"
    if month == "XX" and day not in (None, "XX"):
        return "the month is left open, and the day is not"
    if month is not None and month.isdigit() and 21 <= int(month) <= 41:
        return "a season has no fixed days; write an interval, such as `2022-03/2022-05`"
    days = _days(year, month, day)
    if isinstance(days, str) or mark in (None, "?"):
        return days
    return _around(days, "year" if month is None else "month" if day is None else "day")


def _days(year: str, month: str | None, day: str | None) -> PossibleDays | str:
    first_year, last_year = int(year.replace("X", "0")) or 1, int(year.replace("X", "9"))
    if first_year > last_year:
        return "the years run from 0001 to 9999"
    if month in (None, "XX"):
        return PossibleDays(date(first_year, 1, 1), date(last_year, 12, 31))
    assert month is not None
    if not 1 <= int(month) <= 12:
        return f"there is no month {month}"
    length = month_length(first_year, int(month))
    if day in (None, "XX"):
        return PossibleDays(date(first_year, int(month), 1), date(first_year, int(month), length))
    assert day is not None
    if not 1 <= int(day) <= length:
        return f"{year}-{month} has {length} days"
    exact = date(first_year, int(month), int(day))
    return PossibleDays(exact, exact)


def _around(days: PossibleDays, precision: str) -> PossibleDays:
    """The days that may be meant by a date that is about right."""
    assert days.first is not None
    assert days.last is not None
    if precision == "day":
        reach = min(_AROUND_A_DAY, days.first - date.min, date.max - days.last)
        return PossibleDays(days.first - reach, days.last + reach)
    months = _AROUND_A_MONTH if precision == "month" else 12 * _AROUND_A_YEAR
    return PossibleDays(_shifted(days.first, -months), _shifted(days.last, months))


def _shifted(day: date, months: int) -> date:
    """The same end of a month so many months away, within the calendar."""
    at = day.year * 12 + day.month - 1 + months
    year, month = divmod(at, 12)
    if year < 1:
        return date.min
    if year > 9999:
        return date.max
    return date(year, month + 1, 1 if day.day == 1 else month_length(year, month + 1))
