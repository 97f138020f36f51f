"""Saying it: values, sentences and expressions in the language's own words.

In: values and resolved expressions, with the values of their variables. Out: text.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from govrules.calendar import Anchor, DayMonth, Duration, Moment, elapsed_in_words
from govrules.engine.values import Between, Elapsed
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Occurrence, Value
from govrules.law.types import Type

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_LARGE = 10**15
"""Of what has places after its point that anybody would miss; a float can be as large."""
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def number(value: Fraction | int) -> str:
    """A number: `62`, `1.5`, `2/3`, `51 1/3`."""
    if type(value) is int:
        return f"{value}"
    value = Fraction(value)
    if value.denominator == 1:
        return f"{value.numerator}"
    if abs(value) < 1:
        return f"{value.numerator}/{value.denominator}"
    digits = _decimal(value)
    whole, rest = divmod(abs(value), 1)
    return digits if digits is not None else f"{'-' if value < 0 else ''}{whole} {rest.numerator}/{rest.denominator}"


def percent(value: Fraction | int) -> str:
    """A share as a percentage: `81.31%`; exact if it can be, else to two places with `about`."""
    hundred = Fraction(value) * 100
    digits = _decimal(hundred)
    if digits is None:
        digits = f"about {float(hundred):.2f}" if abs(hundred) < _LARGE else f"about {round(hundred)}"
    return f"{digits}%"


def _decimal(value: Fraction) -> str | None:
    for places in range(7):
        times, rest = divmod(10**places, value.denominator)
        if not rest:
            sign = "-" if value < 0 else ""
            digits = str(abs(value.numerator) * times).rjust(places + 1, "0")
            return sign + digits if places == 0 else f"{sign}{digits[:-places]}.{digits[-places:]}"
    return None


def clock(minute: int) -> str:
    """A time of day: `07:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def value(what: Value, type: Type | None = None) -> str:
    """A value in words."""
    if isinstance(what, bool):
        return "yes" if what else "no"
    if isinstance(what, m.Entity):
        return what.name
    if isinstance(what, Moment | Duration):
        return what.in_words()
    if isinstance(what, m.Money):
        return f"{number(what.amount)} {what.currency}"
    if isinstance(what, Between):
        least = value(what.least, type)
        return f"{least} or more" if what.most is None else f"between {least} and {value(what.most, type)}"
    if isinstance(what, Elapsed):
        return _elapsed(what)
    if isinstance(what, m.Special):
        return "not known" if what is UNKNOWN or what == UNKNOWN else what.word
    if type is not None and type.name == "Percent":
        return percent(what)
    if type is not None and type.name == "Clock":
        return clock(what)
    if isinstance(what, int | Fraction):
        return number(what)
    if isinstance(what, str):
        return f'"{what}"' if type is not None and type.name == "Text" else what
    return str(what)


def _elapsed(what: Elapsed) -> str:
    if what.start is None:
        return "longer than ever"
    if what.start.minute is None or what.end.minute is None or (what.end.day - what.start.day).days > 31:
        return elapsed_in_words(what.start.day, what.end.day)
    minutes = (what.end.day - what.start.day).days * 1440 + what.end.minute - what.start.minute
    hours, minutes = divmod(minutes, 60)
    return f"{hours} hours" + (f" {minutes} minutes" if minutes else "")


def sentence(what: Occurrence, values: tuple[Value, ...]) -> str:
    """The sentence of an occurrence with these values; unknown optional slots are left out."""
    said = {
        each.name: value(given, each.type)
        for each, given in zip(what.fields, values, strict=True)
        if given is not UNKNOWN and given != UNKNOWN
    }
    for each in what.fields:
        if each.needed and each.name not in said:
            said[each.name] = "any"
    return what.phrase.say(said)


def pattern(what: m.Pattern, env: dict[str, Value], words: Mapping[str, str] | None = None) -> str:
    """The sentence of a pattern, its variables replaced where their values are known, or by the `words` for them.

    A place that need not be named is left out if there are words for its variable.
    """
    said: dict[str, str] = {}
    for each, term in zip(what.what.fields, what.terms, strict=True):
        match term:
            case m.Anything():
                if each.needed:
                    said[each.name] = "any"
            case m.Variable():
                known = env.get(term.name, UNKNOWN)
                if known != UNKNOWN:
                    said[each.name] = value(known, each.type)
                elif words is None or term.name not in words:
                    said[each.name] = term.name
                elif each.needed:
                    said[each.name] = words[term.name]
            case m.Constant():
                said[each.name] = value(term.value, each.type)
            case m.Nothing():
                said[each.name] = "nobody"
    return what.what.phrase.say(said)


def none_of(what: m.Pattern, env: dict[str, Value]) -> str | None:
    """The sentence of a pattern of which nothing is so: `Adams is a member of no party`.

    The first place that is left open says no, the others any; None if none is.
    """
    said: dict[str, str] = {}
    word = "no"
    for each, term in zip(what.what.fields, what.terms, strict=True):
        match term:
            case m.Constant():
                said[each.name] = value(term.value, each.type)
            case m.Nothing():
                said[each.name] = "nobody"
            case m.Variable() if env.get(term.name, UNKNOWN) != UNKNOWN:
                said[each.name] = value(env[term.name], each.type)
            case m.Anything() if not each.needed:
                pass
            case _:
                name = each.name.replace("_", " ")
                if isinstance(term, m.Variable) and term.type != each.type:
                    name = term.type.name
                said[each.name], word = f"{word} {name}", "any"
    return what.what.phrase.say(said) if word == "any" else None


def required(expr: m.Expr, env: dict[str, Value]) -> str:
    """What is asked for, as a quotation: that a fact hold of nobody in a plain sentence, all else in the language."""
    if (
        isinstance(expr, m.Exists)
        and expr.word == "none of"
        and not expr.past.windows
        and expr.past.match.where is None
    ):
        pattern_ = expr.past.match.pattern
        none = none_of(pattern_, env) if pattern_.what.sort == "fact" else None
        if none is not None:
            return f"`{none}`"
    return f"`{expression(expr, env)}`"


def bracket(what: m.Match, env: dict[str, Value]) -> str:
    """A bracket's inside in words."""
    said = pattern(what.pattern, env)
    return f"{said} where {expression(what.where, env)}" if what.where is not None else said


def expression(expr: m.Expr | None, env: dict[str, Value]) -> str:
    """An expression in the language, its variables replaced where their values are known."""
    match expr:
        case m.Constant():
            return value(expr.value, expr.type)
        case m.Variable():
            known = env.get(expr.name, UNKNOWN)
            return expr.name if known == UNKNOWN else value(known, expr.type)
        case m.LetValue():
            return expr.name
        case m.Arithmetic() | m.Comparison():
            return f"{expression(expr.left, env)} {expr.operator} {expression(expr.right, env)}"
        case m.Nothing():
            return "nobody"
        case m.Today():
            return expr.part
        case m.ClockTime():
            return "clock" if expr.zone is None else f"clock in {expression(expr.zone, env)}"
        case m.StretchStart():
            return "start"
        case m.Commencement():
            return "commencement"
        case m.Touches():
            return f"{expression(expr.reform, env)} touches {expr.target}"
        case m.Anything():
            return "any"
        case m.AttributeOf():
            return f"{expression(expr.owner, env)}.{expr.name}"
        case m.Holds():
            return f"({bracket(expr.match, env)})"
        case m.Exists():
            word = f"at most {expr.limit} earlier" if expr.word == "at most" else expr.word
            return f"{word} {past(expr.past, env)}"
        case m.Count():
            over = f"{expr.over} over " if expr.over else ""
            return f"count of {over}{past(expr.past, env)}"
        case m.EveryHas():
            return f"every ({bracket(expr.match, env)}) has {expression(expr.has, env)}"
        case m.Latest():
            asked = past(expr.past, env)
            if_none = "" if expr.if_none is None else f" if none {expression(expr.if_none, env)}"
            if expr.read == "date":
                return f"date of last {asked}{if_none}"
            slot = "" if expr.read == "exists" else "." + expr.past.match.pattern.what.fields[expr.read].name
            return f"last {asked}{slot}{if_none}"
        case m.Measured():
            return f"{expr.word} ({bracket(expr.match, env)})"
        case m.Age():
            return f"age of {expression(expr.subject, env)}"
        case m.Aggregated():
            of = expr.variable or expr.past.match.pattern.what.fields[expr.slot].name
            of += f".{expr.attribute}" if expr.attribute is not None else ""
            if_none = "" if expr.if_none is None else f" if none {expression(expr.if_none, env)}"
            return f"the {expr.word} of {of} over {past(expr.past, env)}{if_none}"
        case m.DayTest():
            day = "day off" if expr.anchor is None else anchor(expr.anchor)
            return f"{expression(expr.subject, env)} is {day}"
        case m.Negation():
            return f"not {expression(expr.operand, env)}"
        case m.Junction():
            return f" {expr.operator} ".join(expression(part, env) for part in expr.parts)
        case m.Choice():
            parts = (expression(e, env) for e in (expr.condition, expr.then, expr.otherwise))
            return "if {} then {} else {}".format(*parts)
        case m.AnchorDate():
            of = f" of {expression(expr.of, env)}" if expr.of is not None else ""
            return anchor(expr.anchor) + of
        case m.NeighbourDate():
            side = "after" if expr.direction == "next" else "before"
            return f"{expr.direction} {anchor(expr.anchor)} {side} {expression(expr.base, env)}"
        case m.WithClock():
            return f"{expression(expr.day, env)} at {clock(expr.minute)}"
        case m.Match():
            return f"({bracket(expr, env)})"
    return "…"


def past(what: m.Past, env: dict[str, Value]) -> str:
    """A question about the past in words, from its bracket on."""
    said = f"({bracket(what.match, env)})"
    for each in what.windows:
        said += f" {window(each, env)}"
    return said + (" counting this" if what.counting_this else "")


def window(what: m.Narrowing, env: dict[str, Value]) -> str:
    """A window in words: `since commencement`, `in the last 2 years`, `in the last year`."""
    asked = expression(what.operand, env)
    return f"{what.word} {asked.removeprefix('1 ') if what.word == 'in the last' else asked}"


def anchor(what: Anchor) -> str:
    """An anchor: `first Sunday of December`, `15 November`."""
    if isinstance(what, DayMonth):
        return f"{what.day} {_MONTHS[what.month - 1]}"
    month = "month" if what.month is None else _MONTHS[what.month - 1]
    return f"{_NTH[what.nth]} {_WEEKDAYS[what.weekday]} of {month}"


def known(what: Value) -> bool:
    """Whether a value is known."""
    return what is not UNKNOWN and what != UNKNOWN and what is not NOBODY
