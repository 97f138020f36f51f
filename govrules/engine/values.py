"""Values that a question can have besides plain ones, and what can be done with them.

A statement is true, false or unknown, by Kleene's strong logic. Numbers are exact. Nothing in here knows a record.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from msgspec import Struct

from govrules.calendar import Duration, Moment
from govrules.law.model import UNKNOWN, Value

Env = dict[str, Value]
Truth = Any
"""True, False or UNKNOWN."""


class Between(Struct, frozen=True):
    """A count or sum of which only bounds are known; `most` is None when there is no upper bound."""

    least: int | Fraction
    most: int | Fraction | None


class Elapsed(Struct, frozen=True):
    """A length of time that has passed. Without a start it is longer than every duration."""

    start: Moment | None
    end: Moment


class StepLimitError(Exception):
    """The check asks more questions than the limit allows."""


def negate(truth: Truth) -> Truth:
    """Not."""
    return UNKNOWN if truth is UNKNOWN else not truth


def both(one: Truth, two: Truth) -> Truth:
    """And."""
    if one is False or two is False:
        return False
    return UNKNOWN if one is UNKNOWN or two is UNKNOWN else True


def either(one: Truth, two: Truth) -> Truth:
    """Or."""
    if one is True or two is True:
        return True
    return UNKNOWN if one is UNKNOWN or two is UNKNOWN else False


def moment(day: date | None) -> Value:
    """A day as a moment; unknown when there is none."""
    return UNKNOWN if day is None else Moment(day)


def ordered(operator: str, order: int) -> bool:
    """Whether a comparison holds for two things in this order (-1, 0, 1)."""
    return {
        "=": order == 0,
        "!=": order != 0,
        "<": order < 0,
        "<=": order <= 0,
        ">": order > 0,
        ">=": order >= 0,
    }[operator]


def bounds(value: Value) -> tuple[Fraction, Fraction | None]:
    """The least and the most that a number can be."""
    if isinstance(value, Between):
        return Fraction(value.least), None if value.most is None else Fraction(value.most)
    return Fraction(value), Fraction(value)


def compare_bounds(operator: str, left: Value, right: Value) -> Truth:
    """A comparison of numbers of which one is known within bounds."""
    (a, b), (c, d) = bounds(left), bounds(right)
    if operator in (">", ">="):
        (a, b), (c, d) = (c, d), (a, b)
        operator = {">": "<", ">=": "<="}[operator]
    if operator == "<":
        if b is not None and b < c:
            return True
        return False if d is not None and a >= d else UNKNOWN
    if operator == "<=":
        if b is not None and b <= c:
            return True
        return False if d is not None and a > d else UNKNOWN
    apart = (b is not None and b < c) or (d is not None and d < a)
    if apart:
        return operator == "!="
    return operator == "=" if a == b == c == d else UNKNOWN


def compare_durations(operator: str, left: Duration, right: Duration) -> Truth:
    """Durations compare when their parts do: 1 month and 30 days are neither more nor less."""
    difference = left.minus(right)
    parts = (difference.months, difference.days, difference.hours)
    if all(part == 0 for part in parts):
        return ordered(operator, 0)
    if all(part >= 0 for part in parts):
        return ordered(operator, 1)
    if all(part <= 0 for part in parts):
        return ordered(operator, -1)
    return UNKNOWN


def number(operator: str, left: Value, right: Value) -> Value:
    """Arithmetic on two exact numbers; unknown on division by zero."""
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator in ("*", "of"):
        return left * right
    return UNKNOWN if right == 0 else Fraction(left) / Fraction(right)


def interval(operator: str, left: Value, right: Value) -> Value:
    """Arithmetic on numbers known within bounds."""
    (a, b), (c, d) = bounds(left), bounds(right)
    if operator == "+":
        return Between(a + c, None if b is None or d is None else b + d)
    if operator == "-" and d is not None:
        return Between(a - d, None if b is None else b - c)
    return UNKNOWN
