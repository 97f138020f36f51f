"""Expressions as pieces of source: what a rule asks, said in Python.

In: resolved expressions, the pieces that their variables stand for, and the place from which they are asked. Out:
pieces of source. Whatever a question looks at of the past comes from the indexes of `generate_state`. An expression
that is not known for certain, or that this does not say, is a `NotPlainError`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from govrules import calendar
from govrules.calendar import Anchor, Duration, Moment, NthWeekday
from govrules.engine.compiled import generate_text as g
from govrules.engine.compiled.generate_text import Code, NotPlainError
from govrules.engine.compiled.memos import OfDay
from govrules.law import model as m
from govrules.law.model import NOBODY, Value
from govrules.law.types import Type

if TYPE_CHECKING:
    from govrules.engine.compiled.generate_state import State

Env = Mapping[str, Code]
SORTS: dict[str, g.Sort] = {
    "Number": "number",
    "Percent": "number",
    "Date": "day",
    "Text": "text",
    "Zone": "text",
    "YesNo": "truth",
}
"""What stands for a value of a built-in kind; the others are not said in plain source, and names are things."""


class Place(Struct, frozen=True):
    """Where a question is asked from."""

    day: Code
    """The day at hand."""
    this: m.Occurrence | None = None
    """The event at hand."""
    once: Callable[[str], str] | None = None
    """Has something worked out once, before all questions about the event at hand, and gives its name."""


class Version(Struct, frozen=True):
    """A version of the law, and where it stands among those that are judged by together."""

    at: int
    law: m.RuleSet


class Terms:
    """The expressions of one norm of a version."""

    def __init__(self, state: "State", version: Version, norm: m.Rule | m.Power | None, place: Place) -> None:
        self.state = state
        self.version = version
        self.norm = norm
        self.place = place
        self.rounding = (norm.rounding if norm is not None else None) or version.law.rounding

    # ---- statements -------------------------------------------------------------------------------------------------

    def truth(self, expr: m.Expr, env: Env) -> str:
        """Whether a statement is true."""
        match expr:
            case m.Holds():
                return self.state.holds(self, expr.match, env)
            case m.Exists(word="at most"):
                count = self.state.count(self, expr.past, None, env)
                return self.compare("<=", count, g.number(expr.limit))
            case m.Exists():
                found = self.state.exists(self, expr.past, env)
                return found if expr.word == "any" else g.negated(found)
            case m.Latest(read="exists"):
                return self.state.exists(self, expr.past, env)
            case m.Comparison():
                return self._comparison(expr, env)
            case m.DayTest():
                return self._day_test(expr, env)
            case m.Negation():
                return g.negated(self.truth(expr.operand, env))
            case m.Junction():
                parts = [self.truth(part, env) for part in expr.parts]
                return g.all_of(parts) if expr.operator == "and" else g.any_of(parts)
            case m.Choice():
                condition = self.truth(expr.condition, env)
                if condition in (g.TRUE, g.FALSE):
                    return self.truth(expr.then if condition == g.TRUE else expr.otherwise, env)
                return f"({self.truth(expr.then, env)} if {condition} else {self.truth(expr.otherwise, env)})"
            case m.EveryHas() | m.Touches():
                raise NotPlainError("`every … has` or `touches` is asked")
        value = self.value(expr, env)
        if value.sort != "truth":
            raise NotPlainError("something is asked that is no yes or no")
        return value.text

    def fulfilled(self, condition: m.Expr | None, env: Env) -> str:
        """Whether a condition that may name new variables is true in some way."""
        if condition is None:
            return g.TRUE
        parts = condition.parts if isinstance(condition, m.Junction) and condition.operator == "and" else (condition,)
        new: set[str] = set()
        for part in parts:
            if not new.isdisjoint(variables_in(part)):
                raise NotPlainError("two conditions share a variable that only they name")
            new |= self.binds(part, env)
        return g.all_of(self.truth(part, env) for part in parts)

    def binds(self, condition: m.Expr | None, env: Env) -> set[str]:
        """The new variables that a condition names."""
        match condition:
            case m.Junction(operator="and"):
                return set().union(*(self.binds(part, env) for part in condition.parts))
            case m.Holds():
                named = variables_in(condition.match.pattern)
            case m.Latest(read="exists"):
                named = variables_in(condition.past.match.pattern)
            case _:
                return set()
        return {name for name in named if name not in env}

    def _comparison(self, expr: m.Comparison, env: Env) -> str:
        return self.compare(expr.operator, self.value(expr.left, env), self.value(expr.right, env))

    def compare(self, operator: str, left: Code, right: Code) -> str:
        """Whether a comparison of two values holds."""
        if right.sort == "elapsed":
            left, right, operator = right, left, g.flipped(operator)
        if left.sort == "elapsed":
            if right.sort != "duration":
                raise NotPlainError("a length of time is compared with one that the law does not fix")
            return g.compare(operator, self.place.day, self.later(left, right))
        if left.sort == "number" == right.sort:
            text, whole = g.compare_numbers(operator, left, right)
            return text if whole is None else text.replace("@", self.state.at_the_start(whole))
        if left.sort == "duration" == right.sort:
            return self._compare_durations(operator, left.value, right.value)
        return g.compare(operator, left, right)

    def _compare_durations(self, operator: str, left: Duration, right: Duration) -> str:
        apart = left.minus(right)
        for sign in (0, 1, -1):
            if all(part * sign >= 0 if sign else part == 0 for part in apart):
                return self.compare(operator, g.number(sign), g.number(0))
        raise NotPlainError("two durations are compared that need a calendar")

    def _day_test(self, expr: m.DayTest, env: Env) -> str:
        day = self._day(expr.subject, env)
        anchor, off = expr.anchor, self.version.law.days_off
        if anchor is None:
            return f"{self._of_day('off', off, off.is_day_off)}[{day.text}]"
        return f"{self._of_day('falls on', anchor, lambda on: calendar.falls_on(anchor, on))}[{day.text}]"

    # ---- values -----------------------------------------------------------------------------------------------------

    def value(self, expr: m.Expr, env: Env) -> Code:
        """The value of an expression."""
        match expr:
            case m.Constant():
                return self.constant(expr.value)
            case m.Variable():
                if expr.name not in env:
                    raise NotPlainError("a variable has no value yet")
                return env[expr.name]
            case m.LetValue():
                let = self.version.law.lets.get(expr.name)
                if let is None:
                    raise NotPlainError(f"`{expr.name}` has no value in this version")
                return self.value(let.value, {})
            case m.Nothing():
                return Code(str(g.NOBODY_ID), "thing", NOBODY)
            case m.Today():
                return self._today(expr)
            case m.AttributeOf():
                return self._attribute(expr.owner, expr.name, expr.type, env)
            case m.Count():
                return self.state.count(self, expr.past, expr.over, env)
            case m.Latest():
                return self.state.latest(self, expr, env)
            case m.Measured():
                return self.state.measured(self, expr, env)
            case m.Age():
                born = self._attribute(expr.subject, "born", Type("Date"), env)
                return Code(born.text, "elapsed", born.value)
            case m.Arithmetic():
                return self._arithmetic(expr, env)
            case m.Choice():
                return self._choice(expr, env)
            case m.AnchorDate() | m.NeighbourDate():
                return self._anchor(expr, env)
            case m.Holds() | m.Exists() | m.Comparison() | m.DayTest() | m.Negation() | m.Junction():
                return Code(f"({self.truth(expr, env)})", "truth")
        raise NotPlainError(f"{_said(expr)} is asked for")

    def constant(self, value: Value) -> Code:
        """A value as the law says it."""
        match value:
            case m.Entity():
                return Code(str(self.state.thing(value)), "thing", value)
            case bool():
                return Code(str(value), "truth", value)
            case Fraction() | int():
                return g.number(value)
            case Moment(minute=None):
                return g.day(value.day)
            case Duration():
                return Code("", "duration", value)
            case str():
                return Code(self.state.names.constant(value), "text", value)
            case m.Special() if value is NOBODY:
                return Code(str(g.NOBODY_ID), "thing", NOBODY)
        raise NotPlainError("a time of day, an amount of money or something unknown is asked for")

    def later(self, start: Code, duration: Code, *, back: bool = False) -> Code:
        """A day and a duration later, or earlier."""
        if duration.sort != "duration" or not isinstance(duration.value, Duration):
            raise NotPlainError("a duration is added that the law does not fix")
        self.state.reach(self, duration.value)
        length = duration.value.times(-1) if back else duration.value
        return g.later(start, length, self.rounding, self.state.names)

    def _today(self, expr: m.Today) -> Code:
        today = self.place.day
        if expr.part == "date":
            return today
        part = _year if expr.part == "year" else _month
        return Code(f"{self._of_day(expr.part, None, part)}[{today.text}]", "number")

    def _attribute(self, owner: m.Expr, name: str, type: Type, env: Env) -> Code:
        thing = self.value(owner, env)
        if thing.sort != "thing":
            raise NotPlainError("an attribute of something is asked for that is no thing")
        if isinstance(thing.value, m.Entity):
            known = self.version.law.attributes.get((thing.value.name, name))
            if known is not None:
                return self.value(known.value, {})
        table = self.state.attributes(self.version, name, type)
        sort = SORTS.get(type.name, "thing")
        if type.name in ("Money", "Duration", "Clock", "Reform", "Unknown"):
            raise NotPlainError(f"an attribute is asked for that is {type.in_words()}")
        return Code(f"{table}[{thing.text}]", sort)

    def _arithmetic(self, expr: m.Arithmetic, env: Env) -> Code:
        left, right = self.value(expr.left, env), self.value(expr.right, env)
        match left.sort, right.sort:
            case "number", "number":
                return g.arithmetic(expr.operator, left, right)
            case "day", "duration":
                return self.later(left, right, back=expr.operator == "-")
            case "duration", "duration":
                one, two = left.value, right.value
                return Code("", "duration", one.plus(two) if expr.operator == "+" else one.minus(two))
            case ("duration", "number") | ("number", "duration"):
                one, times = (left, right) if left.sort == "duration" else (right, left)
                if times.is_fixed and Fraction(times.value).denominator == 1:
                    return Code("", "duration", one.value.times(int(times.value)))
        raise NotPlainError("a sum is made of what is neither numbers nor days")

    def _choice(self, expr: m.Choice, env: Env) -> Code:
        condition = self.truth(expr.condition, env)
        if condition in (g.TRUE, g.FALSE):
            return self.value(expr.then if condition == g.TRUE else expr.otherwise, env)
        then, other = self.value(expr.then, env), self.value(expr.otherwise, env)
        if then == other:
            return then
        if then.sort != other.sort or then.sort in ("duration", "elapsed") or then.power != other.power:
            raise NotPlainError("an `if` chooses between durations, or between things of different sorts")
        over = then.over * other.over
        one, two = (
            f"{g.factor(code.text)} * {over // code.over}" if over != code.over else code.text for code in (then, other)
        )
        return Code(f"({one} if {condition} else {two})", then.sort, None, over, then.power)

    # ---- days -------------------------------------------------------------------------------------------------------

    def _day(self, expr: m.Expr, env: Env) -> Code:
        day = self.value(expr, env)
        if day.sort != "day":
            raise NotPlainError("a day is asked for, and something else stands there")
        return day

    def _anchor(self, expr: m.AnchorDate | m.NeighbourDate, env: Env) -> Code:
        anchor = expr.anchor
        if isinstance(expr, m.NeighbourDate):
            step = calendar.next_after if expr.direction == "next" else calendar.previous_before
            name = self._of_day(expr.direction, anchor, lambda day: step(anchor, day))
            return Code(f"{name}[{self._day(expr.base, env).text}]", "day")
        if expr.coming:
            name = self._of_day("next", anchor, lambda day: calendar.next_after(anchor, day))
            return Code(f"{name}[{self.place.day.text}]", "day")
        if expr.of is None:
            name = self._of_day("in the year of", anchor, lambda day: _in_year(anchor, day))
            return Code(f"{name}[{self.place.day.text}]", "day")
        of = self.value(expr.of, env)
        if of.sort == "day":
            name = self._of_day("in the month of", anchor, lambda day: _in_year(anchor, day))
            return Code(f"{name}[{of.text}]", "day")
        month_at_hand = isinstance(anchor, NthWeekday) and anchor.month is None
        year = expr.of
        if not (isinstance(year, m.Arithmetic) and year.operator in ("+", "-") and isinstance(year.left, m.Today)):
            if of.is_fixed and not month_at_hand:
                there = calendar.anchor_in(anchor, int(of.value))
                if there is not None:
                    return g.day(there)
            raise NotPlainError("an anchor's day is asked for of a year that events decide")
        more = self.value(year.right, env)
        if year.left.part != "year" or not more.is_fixed:
            raise NotPlainError("an anchor's day is asked for of a year that events decide")
        years = int(more.value) if year.operator == "+" else -int(more.value)
        name = self._of_day(f"in the year of, {years} later", anchor, lambda day: _in_year(anchor, day, years))
        return Code(f"{name}[{self.place.day.text}]", "day")

    def _of_day(self, word: str, about: object, made: Callable[[date], int | date | None]) -> str:
        return self.state.names.shared("y", (word, about), OfDay(made))


def _year(day: date) -> int:
    return day.year


def _month(day: date) -> int:
    return day.month


def _in_year(anchor: Anchor, day: date, years: int = 0) -> date | None:
    month = day.month if isinstance(anchor, NthWeekday) and anchor.month is None else None
    return calendar.anchor_in(anchor, day.year + years, month)


def _said(expr: m.Expr) -> str:
    words = {
        "ClockTime": "a time of day",
        "WithClock": "a time of day",
        "Aggregated": "a sum or the largest of something",
        "StretchStart": "the start of a fact",
        "Commencement": "a commencement that an event decides",
    }
    return words.get(type(expr).__name__, "something")


def variables_in(node: object) -> set[str]:
    """The names of all variables in an expression."""
    return {each.name for each in walk(node) if isinstance(each, m.Variable)}


def walk(node: object) -> Iterator[object]:
    """A node and all that is in it."""
    yield node
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif isinstance(node, m.Expr | m.Past | m.Narrowing) and not isinstance(node, m.Constant):
        for name in node.__struct_fields__:
            if name != "span":
                yield from walk(getattr(node, name))


def looks_back(node: object, law: m.RuleSet) -> bool:
    """Whether an expression asks what has happened or holds."""
    for each in walk(node):
        if isinstance(each, m.LetValue):
            if each.name in law.lets and looks_back(law.lets[each.name].value, law):
                return True
        elif isinstance(each, m.Past | m.Match | m.EveryHas):
            return True
    return False
