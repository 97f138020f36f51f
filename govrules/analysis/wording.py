"""Wording: anything in a rule set, taken apart into lines in the words of the language.

In: a norm, value, fact clause, stated fact or transition of a rule set. Out: its clauses, each a word such as
`require` and what follows it. Two things with the same clauses say the same, whatever they are called and cited by.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from govrules.calendar import DaysOff
from govrules.engine import say
from govrules.law import model as m
from govrules.law import patch

_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")


class Clause(Struct, frozen=True, order=True):
    """One line of a norm: `require`, and `no earlier (P is elected President)`."""

    word: str
    text: str

    @property
    def line(self) -> str:
        """The clause as a line of the language."""
        return f"{self.word} {self.text}".strip()


def clauses(what: Any) -> tuple[Clause, ...]:
    """What a part of a rule set says, clause by clause, in its order."""
    return tuple(_clauses(what))


def _clauses(what: Any) -> Iterator[Clause]:
    match what:
        case m.Rule():
            if what.is_principle:
                yield Clause("principle", "")
            yield from _body(what.body)
            if what.rounding is not None:
                yield Clause("rounding", what.rounding)
        case m.Power():
            yield Clause("power", _with(say.bracket(what.match, {}), what.where))
            for condition in what.provided:
                yield Clause("provided", say.expression(condition, {}))
            if what.rounding is not None:
                yield Clause("rounding", what.rounding)
        case m.ExceptionTo():
            yield Clause("to", listed(what.rules))
            yield Clause("where", say.expression(what.where, {}))
        case m.Let() | m.Attribute():
            yield Clause("", say.expression(what.value, {}))
        case m.Given():
            yield Clause("given", _given(what))
        case m.Transition():
            yield from _transition(what)
        case patch.Reading():
            for option in what.options:
                yield Clause("option", option.name + (f" “{option.sentence}”" if option.sentence else ""))
        case DaysOff():
            yield Clause("", days_off(what) or "none")
        case tuple():  # the clauses of a fact
            for clause in what:
                yield from _fact_clause(clause)
        case _:
            yield Clause("", str(what))


def stated(given: m.Given) -> str:
    """The sentence of a stated fact, without its days."""
    said = say.sentence(given.fact, given.values)
    return said if given.holds else f"not ({said})"


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def days_off(what: DaysOff) -> str:
    """The days off of a rule set: `Saturdays, Sundays, 1 January`."""
    weekdays = [_WEEKDAYS[day] for day in sorted(what.weekdays)]
    return ", ".join([*weekdays, *(say.anchor(day) for day in sorted(what.dates, key=lambda d: (d.month, d.day)))])


def _given(given: m.Given) -> str:
    said = stated(given)
    for word, day in (("from", given.begin), ("to", given.end)):
        if isinstance(day, date):
            said += f" {word} {day}"
    return said


def _with(said: str, where: m.Expr | None) -> str:
    return said if where is None else f"{said} where {say.expression(where, {})}"


def _trigger(trigger: m.Trigger) -> str:
    said = say.bracket(trigger.match, {}) + (f" {trigger.edge}" if trigger.edge is not None else "")
    return _with(said, trigger.where)


def _body(body: m.WhenBody | m.PointBody | m.WhileBody) -> Iterator[Clause]:
    match body:
        case m.WhenBody():
            for trigger in body.triggers:
                yield Clause("when", _trigger(trigger))
            yield from _consequence(body.consequence)
        case m.PointBody():
            if body.every is not None:
                yield Clause("every", say.anchor(body.every))
            if body.point is not None:
                yield Clause("on", say.expression(body.point, {}))
            yield from _consequence(body.consequence)
        case m.WhileBody():
            yield Clause("while", _with(say.bracket(body.match, {}), body.where))
            for condition in body.conditions:
                yield Clause("require", say.expression(condition, {}))


def _consequence(consequence: m.Consequence) -> Iterator[Clause]:
    match consequence:
        case m.RequireConsequence():
            for condition in consequence.conditions:
                yield Clause("require", say.expression(condition, {}))
            if consequence.void:
                yield Clause("otherwise", "void")
        case m.DeemedConsequence():
            yield Clause("deemed", say.pattern(consequence.pattern, {}))
        case m.DutyConsequence():
            for part in consequence.parts:
                yield Clause("then", " or ".join(_act(act) for act in part))
            for limit in consequence.limits:
                yield Clause(limit.word, limit_in_words(limit))
            for still in consequence.stand_still:
                yield Clause("not counting", _stand_still(still))
            for release in consequence.unless:
                yield Clause("unless", say.bracket(release.match, {}))
            if consequence.otherwise_deemed is not None:
                yield Clause("otherwise deemed", say.pattern(consequence.otherwise_deemed, {}))


def _act(act: m.DutyAct) -> str:
    within = f" within {say.expression(act.within, {})}" if act.within is not None else ""
    return say.bracket(act.match, {}) + within


def limit_in_words(limit: m.DutyLimit) -> str:
    """The limit of a duty after its word: `2 months`, or the first and the last day."""
    first = say.expression(limit.first, {})
    return first if limit.last is None else f"{first} and {say.expression(limit.last, {})}"


def _stand_still(still: m.StandStill) -> str:
    if still.what is None:
        return "days off"
    if isinstance(still.what, int):
        return _WEEKDAYS[still.what]
    return f"({say.bracket(still.what, {})})"


def _transition(transition: m.Transition) -> Iterator[Clause]:
    for each in transition.disregards:
        said = f"({say.bracket(each.match, {})}) before {say.expression(each.before, {})} for {listed(each.rules)}"
        yield Clause("disregard", said)
    for keep in transition.keeps:
        begun = f"for ({say.bracket(keep.match, {})}) begun before {say.expression(keep.before, {})}"
        yield Clause("keep", f"{listed(keep.names)} {begun}")


def _fact_clause(clause: m.FactClause) -> Iterator[Clause]:
    head = say.pattern(clause.head, {})
    match clause:
        case m.FactWhenClause():
            for trigger in clause.triggers:
                yield Clause(f"{head} {clause.edge} when", _trigger(trigger))
        case m.FactEndsOnClause():
            yield Clause(f"{head} ends on", _with(say.expression(clause.point, {}), clause.where))
        case m.FactWhileClause():
            yield Clause(f"{head} while", say.expression(clause.condition, {}))
