"""Advice: what to write instead, where something of one type stands and another is wanted.

In: resolved expressions and their types. Out: the help line of a diagnostic, or None where nothing better is known than
that it is wrong.
"""

from __future__ import annotations

from fractions import Fraction

from govrules.calendar import Duration
from govrules.law import model as m
from govrules.law.types import BUILT_IN, ELAPSED, PERCENT, Kinds, Type

_LENGTHS = ("Duration", "Elapsed")


def instead(expr: m.Expr, wanted: Type, *, like: m.Expr | None = None) -> str | None:
    """What to write for `expr` where `wanted` is expected; `like` is what stood there, or what it is compared with."""
    if isinstance(expr, m.LetValue):
        written = instead(m.Constant(expr.span, m.UNKNOWN, wanted), wanted, like=like)
        return f"where `{expr.name}` gets its value, {written}" if written else None
    figure = figure_of(expr)
    match wanted.name:
        case "Duration" | "Elapsed":
            if isinstance(expr, m.Today):
                return f"write `1 {'day' if expr.part == 'date' else expr.part}`"
            return _duration(figure, like)
        case "Percent":
            if figure is None:
                return "write a percentage, as in `50%`"
            if figure > 100:
                return "shares go up to 100%"
            return f"write the number as a percentage: `{say(figure)}%`"
        case "Date":
            return _date(expr, figure, like)
        case "Money":
            amount = say(figure) if figure is not None else "500"
            currency = like.value.currency if _is(like, m.Money) else None  # type: ignore[union-attr]  # just tested
            return f"write the amount with its currency, as in `{amount} {currency or 'EUR'}`"
        case "Clock":
            hour = int(figure) if figure is not None and figure.denominator == 1 and figure < 24 else 7
            return f"write a time of day, as in `{hour:02}:00`"
        case "Number":
            return "write a number, as in `50`"
        case "YesNo":
            return "write `yes` or `no`"
        case "Text":
            return 'a text stands in quotes, as in `"a text"`'
    return None


def statement(found: Type) -> str:
    """What to do with a value where a statement is wanted."""
    if found.name == "Date":
        return "compare it, as in `date <= 2026-07-01`"
    figure = {
        "Number": ">= 2",
        "Percent": "> 50%",
        "Money": ">= 500 EUR",
        "Duration": "<= 5 years",
        "Elapsed": ">= 5 years",
        "Clock": "<= 20:00",
    }.get(found.name)
    if figure is not None:
        return f"compare it, as in `… {figure}`"
    return "compare it with something, as in `… = …`, or put a whole sentence in round brackets"


def comparison(left: tuple[m.Expr, Type], right: tuple[m.Expr, Type], kinds: Kinds) -> str | None:
    """What to compare with what, where two things do not compare."""
    types = {left[1].name: left, right[1].name: right}
    for name in ("Elapsed", "Duration", "Percent", "Date", "Money", "Clock"):
        if name in types and "Number" in types:
            return _with_number(types["Number"][0], types[name])
    if "Nobody" in types:
        return "compare with `=` or `!=`"
    if "YesNo" in types and isinstance(types["YesNo"][0], m.Exists | m.Holds | m.Latest):
        asked = "it is true or not as it stands; "
        return asked + ("`count of (…)` gives a number" if "Number" in types else "leave the comparison out")
    if "Text" in types and len(types) == 2 and _is(types["Text"][0], str) and not _declared(types, kinds):
        return "if a figure or a day is meant, write it without quotes"
    if "Date" in types and (types.keys() & {*_LENGTHS}):
        return _born(types["Date"][0]) or "add the length to a day and compare days, as in `date >= P.born + 40 years`"
    if types.keys() & {*_LENGTHS}:
        for side in (left, right):
            if isinstance(side[0], m.Variable) and kinds.attribute(side[1].name, "born") is not None:
                return f"write `age of {side[0].name}`"
    if "Elapsed" in types:
        return "compare a length of time that has passed with a duration, such as `5 years`"
    if "Duration" in types:
        return "lengths of time are had by `age of P`, `how long (…)` and `time since (…)`; compare one of these"
    for name in ("YesNo", "Text"):
        if name in types and len(types) == 2:
            other = next(side for side in (left, right) if side[1].name != name)
            return instead(other[0], Type(name))
    if len(types) == 2 and all(kinds.get(name) is not None for name in types):
        return "a thing of the one kind is never one of the other; a fact in brackets says how they belong together"
    return None


def shares(left: Type, right: Type) -> str:
    """What to do with two shares of different things."""
    return (
        f"one is a share of {left.base}, the other of {right.base}; compare each with a figure such as `50%`, "
        "or divide the numbers themselves"
    )


def sum_of(operator: str, left: tuple[m.Expr, Type], right: tuple[m.Expr, Type]) -> str | None:
    """What to write instead of arithmetic that does not go."""
    one, two = left[1].name, right[1].name
    if operator in ("+", "-"):
        if one in ("Date", *_LENGTHS) and two == "Number":
            return instead(right[0], Type("Duration"), like=left[0])
        if one == "Number" and two in _LENGTHS:
            return instead(left[0], Type("Duration"), like=right[0])
        if one == two == "Date":
            return "how far one day is from another is asked as `A <= B + 30 days`, or with `time since (…)`"
        if one == "Duration" and two == "Date" and operator == "+":
            return "write the day first: `DAY + DURATION`"
        if {one, two} == {"Number", "Money"}:
            number = left if one == "Number" else right
            return instead(number[0], Type("Money"), like=right[0] if one == "Number" else left[0])
        if {one, two} == {"Number", "Percent"}:
            number, percent = (left, right) if one == "Number" else (right, left)
            if percent[1] == PERCENT:
                return "say of what it is a share: `50% of A`"
            return instead(number[0], percent[1])
    if operator in ("*", "of") and right[1].name not in BUILT_IN and right[1] != ELAPSED:
        return "name the number of it that is meant, as in `2/3 of Senate.seats`"
    if ELAPSED in (left[1], right[1]):
        return "a length of time that has passed is only compared, as in `age of P >= 40 years`"
    return None


def multiplied(expr: m.Arithmetic) -> tuple[str, str] | None:
    """What is said of `200 of 300`, which multiplies two whole numbers where a part of one is meant."""
    part, whole = figure_of(expr.left), figure_of(expr.right)
    named = _name_of(expr.right)
    if expr.operator == "of" and part is not None and part.denominator == 1 and part > 1 and named is not None:
        return (
            f"`{say(part)} of {named}` is {say(part)} times `{named}`",
            f"if {say(part)} of them are meant, write `{say(part)}`",
        )
    if expr.operator != "of" or part is None or whole is None or part.denominator != 1 or whole.denominator != 1:
        return None
    said = f"`{say(part)} of {say(whole)}` is {int(part * whole):,}"
    if 0 < part < whole:
        share = part / whole
        return said, f"write `{say(part)}`, or `{share.numerator}/{share.denominator} of {say(whole)}`"
    return said, f"`of` multiplies; a part of {say(whole)} is written as in `2/3 of {say(whole)}`"


def _name_of(expr: m.Expr) -> str | None:
    """How a number is named that the law gives to a name or a value."""
    if isinstance(expr, m.LetValue):
        return expr.name
    if isinstance(expr, m.AttributeOf):
        owner = expr.owner
        if isinstance(owner, m.Constant) and isinstance(owner.value, m.Entity):
            return f"{owner.value.name}.{expr.name}"
        return f"{owner.name}.{expr.name}" if isinstance(owner, m.Variable) else None
    return None


def figure_of(expr: m.Expr) -> Fraction | None:
    """The number that an expression is, if it is written as one."""
    return expr.value if isinstance(expr, m.Constant) and isinstance(expr.value, Fraction) else None


def say(figure: Fraction) -> str:
    """A figure as it would be written."""
    return str(figure.numerator) if figure.denominator == 1 else f"{float(figure):g}"


def units(duration: Duration) -> str | None:
    """The unit of a duration that has one, in the plural."""
    if duration.months and not duration.days and not duration.hours:
        return "years" if duration.months % 12 == 0 else "months"
    if duration.days and not duration.months and not duration.hours:
        return "days"
    return "hours" if duration.hours and not duration.months and not duration.days else None


def _duration(figure: Fraction | None, like: m.Expr | None) -> str:
    if figure is None or figure.denominator != 1:
        return "write a duration, as in `30 months`" if figure else "write a duration, as in `5 years` or `30 days`"
    if isinstance(like, m.Age):
        return f"write `{_counted(figure, 'years')}`"
    unit = units(like.value) if _is(like, Duration) else None  # type: ignore[union-attr]  # just tested
    if unit is not None:
        return f"write `{_counted(figure, unit)}`"
    choice = [f"`{_counted(figure, unit)}`" for unit in ("years", "months", "days")]
    return f"say of what: {', '.join(choice[:2])} or {choice[2]}"


def _date(expr: m.Expr, figure: Fraction | None, like: m.Expr | None) -> str:
    if figure is not None and figure.denominator == 1 and 1000 <= figure <= 9999:
        whole = f"write a whole day, as in `{figure.numerator}-01-01`"
        today = isinstance(like, m.Today) and like.part == "date"
        return f"{whole}, or compare `year` with `{figure.numerator}`" if today else whole
    if isinstance(expr, m.Constant) and isinstance(expr.value, Duration):
        return f"count it from a day, as in `date + {expr.value.in_words()}`"
    return "write a day, as in `2026-01-01`"


def _born(day: m.Expr) -> str | None:
    if isinstance(day, m.Measured):
        return "that is a day; how long a fact has held says `how long (…)`"
    if isinstance(day, m.AttributeOf) and day.name == "born" and isinstance(day.owner, m.Variable):
        return f"`{day.owner.name}.born` is a day; how old somebody is says `age of {day.owner.name}`"
    return None


def _with_number(number: m.Expr, other: tuple[m.Expr, Type]) -> str | None:
    """What to do about a number that is compared with something else."""
    if isinstance(number, m.Constant | m.LetValue):
        return instead(number, other[1], like=other[0])
    if isinstance(number, m.Today):
        return f"`{number.part}` is a number; compare `date` with a day"
    share = other[0].value if other[1] == PERCENT and isinstance(other[0], m.Constant) else None
    if isinstance(share, Fraction):
        return f"say of what it is a share, as in `{say(share * 100)}% of Senate.seats`"
    if isinstance(number, m.Variable) and other[1].name == "Percent":
        return (
            f"`{number.name}` is a number; it becomes a share when it is divided by another, as in `{number.name} / B`"
        )
    if isinstance(number, m.Variable):
        kind = "Duration" if other[1] == ELAPSED else other[1].name
        return f"`{number.name}` is a number: compare it with one, or give its slot the kind {kind}"
    if other[1].name == "Percent":
        return "a number becomes a share when it is divided by another, as in `A / B`"
    return "compare a number with a number"


def _declared(types: dict[str, tuple[m.Expr, Type]], kinds: Kinds) -> bool:
    return any(kinds.get(name) is not None for name in types)


def _is(expr: m.Expr | None, sort: type) -> bool:
    return isinstance(expr, m.Constant) and isinstance(expr.value, sort)


def _counted(figure: Fraction, unit: str) -> str:
    return f"{figure.numerator} {unit.removesuffix('s') if figure == 1 else unit}"
