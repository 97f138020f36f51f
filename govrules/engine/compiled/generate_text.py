"""Pieces of source: what generated functions are put together from.

In: figures, and names that are handed out here. Out: expressions of Python as texts, each with what its value is. No
text of a rule file or timeline ever becomes source: things are whole numbers, and what is no number is bound to a name
made here. What cannot be said in plain source is a `NotPlainError`.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from govrules import calendar
from govrules.calendar import AmbiguousDay, Duration, Moment, OutOfCalendar, Rounding
from govrules.engine.compiled.memos import Later
from govrules.law.model import Value

Sort = Literal["thing", "number", "day", "text", "truth", "duration", "elapsed"]
"""What a piece of source stands for. A day is counted as `date.toordinal` counts."""
TRUE, FALSE = "True", "False"
NOBODY_ID = 0
"""The number that `nobody` has among things."""
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_SOURCE = {"=": "==", "!=": "!="}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIMPLE = re.compile(
    r"((?:(?! and | or | if | in |not )[^<>=!])+) (==|!=|<|<=|>|>=) ((?:(?! and | or | if | in |not )[^<>=!])+)"
)
_WORD = re.compile(r"[A-Za-z_]\w*")
_LASTING = re.compile(r"[sKbqmtyh]\d+|d|D|M|and|or|not|in|if|else|True|False")


class NotPlainError(Exception):
    """Something of a law that generated functions do not say; its text says what."""

    def __init__(self, why: str, norm: str = "") -> None:
        super().__init__(f"`{norm}`: {why}" if norm else why)
        self.why = why
        self.norm = norm
        """The name of the rule or power that says it; none if it is about the law as a whole."""


@contextmanager
def naming(norm: str) -> Iterator[None]:
    """Names the norm of which something is not plain."""
    try:
        yield
    except NotPlainError as error:
        raise NotPlainError(error.why, error.norm or norm) from None


class Code(Struct, frozen=True):
    """An expression in Python.

    A number is what the text says, divided by `over`, and by the scale of the timeline's shares as often as `power`
    says: so no fraction is ever made.
    """

    text: str
    sort: Sort
    value: Value = None
    """What it is, if the law says so; None for what an event or a day decides."""
    over: int = 1
    power: int = 0

    @property
    def is_fixed(self) -> bool:
        """Whether the law alone says what it is."""
        return self.value is not None


class Names:
    """Hands out names, and remembers what they are bound to."""

    def __init__(self) -> None:
        self.bound: dict[str, object] = {}
        self._known: dict[object, str] = {}
        self._next: dict[str, int] = {}

    def fresh(self, letter: str) -> str:
        """A name that is used nowhere else."""
        number = self._next.get(letter, 0)
        self._next[letter] = number + 1
        return f"{letter}{number}"

    def constant(self, value: Value) -> str:
        """The name of a value of the law."""
        key = (type(value), value)
        if key not in self._known:
            self._known[key] = name = self.fresh("K")
            self.bound[name] = value
        return self._known[key]

    def shared(self, letter: str, key: object, made: object) -> str:
        """The name of what serves all who ask with the same key."""
        known = (letter, key)
        if known not in self._known:
            self._known[known] = name = self.fresh(letter)
            self.bound[name] = made
        return self._known[known]


# ---- statements ------------------------------------------------------------------------------------------------------


def all_of(parts: Iterable[str]) -> str:
    """And."""
    kept = [part for part in parts if part != TRUE]
    if FALSE in kept:
        return FALSE
    return " and ".join(_guarded(part, " or ", " if ") for part in kept) or TRUE


def any_of(parts: Iterable[str]) -> str:
    """Or."""
    kept = [part for part in parts if part != FALSE]
    if TRUE in kept:
        return TRUE
    return " or ".join(_guarded(part, " if ") for part in kept) or FALSE


def negated(text: str) -> str:
    """Not."""
    if text in (TRUE, FALSE):
        return FALSE if text == TRUE else TRUE
    if text.startswith("not (") and _closes(text, 4):
        return text[5:-1]
    simple = _SIMPLE.fullmatch(text)
    return f"{simple[1]} {_OPPOSITE[simple[2]]} {simple[3]}" if simple is not None else f"not ({text})"


def is_lasting(text: str) -> bool:
    """Whether an expression has the same value all through an event: it looks at nothing that changes."""
    return all(_LASTING.fullmatch(word) for word in _WORD.findall(text))


def _guarded(text: str, *loose: str) -> str:
    return f"({text})" if any(word in text for word in loose) else text


def _closes(text: str, start: int) -> bool:
    """Whether the bracket that opens at a place closes with the text."""
    depth = 0
    for at in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at == len(text) - 1
    return False


def factor(text: str) -> str:
    """An expression as one factor of a product, or one side of a comparison."""
    return text if text.isidentifier() or text.isdigit() or (text[-1] in "])" and " " not in text) else f"({text})"


def inside(lines: Iterable[str]) -> list[str]:
    """Statements as the body of another one."""
    return [f"    {line}" for line in lines]


def either(condition: str, then: list[str], otherwise: list[str]) -> list[str]:
    """If, then, else; without what does nothing."""
    if condition in (TRUE, FALSE):
        return then if condition == TRUE else otherwise
    if not then and not otherwise:
        return []
    if not then:
        return [f"if {negated(condition)}:", *inside(otherwise)]
    return [f"if {condition}:", *inside(then), *(["else:", *inside(otherwise)] if otherwise else [])]


# ---- numbers ---------------------------------------------------------------------------------------------------------


def number(value: Fraction | int, power: int = 0) -> Code:
    """A number of the law."""
    exact = Fraction(value)
    return Code(str(exact.numerator) if exact >= 0 else f"({exact.numerator})", "number", exact, exact.denominator)


def _scaled(text: str, times: int, power: int = 0) -> str:
    more = [*([str(times)] if times != 1 else []), *["D"] * power]
    if not more:
        return text
    return " * ".join(more if text == "1" else [factor(text), *more])


def arithmetic(operator: str, left: Code, right: Code) -> Code:
    """Exact arithmetic on numbers."""
    if left.is_fixed and right.is_fixed and not left.power and not right.power:
        return _fixed(operator, left.value, right.value)
    if operator in ("*", "of"):
        text = _product(left.text, right.text)
        return Code(text, "number", None, left.over * right.over, left.power + right.power)
    if operator == "/":
        if not right.is_fixed or right.power:
            raise NotPlainError("something is divided by what is not a figure of the law")
        return arithmetic("*", left, _fixed("/", Fraction(1), right.value))
    power = max(left.power, right.power)
    one = _scaled(left.text, right.over, power - left.power)
    other = _scaled(right.text, left.over, power - right.power)
    return Code(f"{factor(one)} {operator} {factor(other)}", "number", None, left.over * right.over, power)


def _product(left: str, right: str) -> str:
    if "1" in (left, right):
        return right if left == "1" else left
    return f"{factor(left)} * {factor(right)}"


def _fixed(operator: str, left: Fraction, right: Fraction) -> Code:
    if operator == "/" and right == 0:
        raise NotPlainError("a figure of the law is divided by zero")
    made = {"+": left + right, "-": left - right, "*": left * right, "of": left * right}
    return number(Fraction(left) / Fraction(right) if operator == "/" else made[operator])


def compare_numbers(operator: str, left: Code, right: Code) -> tuple[str, str | None]:
    """A comparison of numbers by multiplying out, and what it has to have worked out once for a timeline.

    A share on the left is a whole number of parts: of a fixed bound only the whole parts matter.
    """
    if left.is_fixed and not left.power:
        if right.is_fixed and not right.power:
            return (TRUE if _holds(operator, left.value, right.value) else FALSE), None
        return compare_numbers(_FLIPPED[operator], right, left)
    if right.is_fixed and not right.power and left.power == 1 and operator not in ("=", "!="):
        bound = right.value * left.over
        up = operator in ("<", ">=")
        whole = (
            f"-(-D * {bound.numerator} // {bound.denominator})"
            if up
            else f"D * {bound.numerator} // {bound.denominator}"
        )
        return f"{factor(left.text)} {operator} @", whole
    power = max(left.power, right.power)
    shared = Fraction(left.over, right.over)
    one = _scaled(left.text, shared.denominator, power - left.power)
    other = _scaled(right.text, shared.numerator, power - right.power)
    return f"{one} {_SOURCE.get(operator, operator)} {other}", None


def _holds(operator: str, left: Value, right: Value) -> bool:
    return bool(
        {
            "=": left == right,
            "!=": left != right,
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
        }[operator]
    )


def compare(operator: str, left: Code, right: Code) -> str:
    """A comparison of two things, texts or days."""
    if left.sort == "day" == right.sort:
        if left.is_fixed and right.is_fixed:
            return TRUE if _holds(operator, left.value, right.value) else FALSE
        return f"{left.text} {_SOURCE.get(operator, operator)} {right.text}"
    if left.sort != right.sort or operator not in ("=", "!="):
        raise NotPlainError("two sides of a comparison are of different sorts")
    if left.text == right.text:
        return TRUE if operator == "=" else FALSE
    if left.is_fixed and right.is_fixed:
        return FALSE if operator == "=" else TRUE
    return f"{left.text} {_SOURCE[operator]} {right.text}"


def flipped(operator: str) -> str:
    """The comparison as it reads from the other side."""
    return _FLIPPED[operator]


# ---- days ------------------------------------------------------------------------------------------------------------


def day(value: date) -> Code:
    """A day of the law."""
    return Code(str(value.toordinal()), "day", value.toordinal())


def in_days(duration: Duration) -> Duration:
    """A duration without hours: from a day without a time of day, a begun day counts whole."""
    whole = -(-duration.hours // 24) if duration.hours > 0 else duration.hours // 24
    return Duration(duration.months, duration.days + whole)


def later(start: Code, duration: Duration, rounding: Rounding | None, names: Names) -> Code:
    """The day so much later."""
    duration = in_days(duration)
    if start.is_fixed:
        there = calendar.add(Moment(date.fromordinal(start.value)), duration, rounding)
        if isinstance(there, AmbiguousDay | OutOfCalendar):
            raise NotPlainError("a day of the law cannot be told")
        return day(there.day)
    if not duration.months:
        sign, days = ("-", -duration.days) if duration.days < 0 else ("+", duration.days)
        return Code(f"{start.text} {sign} {days}" if days else start.text, "day")
    name = names.shared("m", (duration, rounding), Later(duration, rounding))
    return Code(f"{name}[{start.text}]", "day")
