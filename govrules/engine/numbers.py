"""Numbers that a failed comparison reads from an event, and the nearest ones with which it would hold.

In: a failed finding. Out: the figures that it rests on, each with the nearest numbers that satisfy the comparison.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine.failing import Failing, walk
from govrules.engine.record import Happening
from govrules.engine.values import Env
from govrules.law import model as m
from govrules.law.model import Value
from govrules.law.types import NUMBER, Type

_PERCENT_STEP = Fraction(1, 10_000)
_FINE_STEP = Fraction(1, 100)
_FARTHEST = 40
"""Doublings of the distance."""
_PLACEHOLDER = "the value "


class Figure(Struct, frozen=True):
    """A number in a slot of an event, and what a comparison says of others in its place."""

    position: int
    slot: int
    value: Value
    type: Type
    total: Fraction | None
    """What the number is needed of: of how many votes, if the comparison says `2/3 of` so many."""
    exact: tuple[Fraction, ...]
    """Numbers that it may have to be equal to."""
    holds: Callable[[Value], bool]

    @property
    def amount(self) -> Fraction:
        """The number itself."""
        return Fraction(self.value.amount if isinstance(self.value, m.Money) else self.value)

    @property
    def step(self) -> Fraction:
        """How far apart the numbers are that are tried: whole ones, hundredths of a percent."""
        if self.type.name == "Percent":
            return _PERCENT_STEP
        return Fraction(1) if self.amount.denominator == 1 else _FINE_STEP

    def of(self, amount: Fraction) -> Value:
        """A number as a value of the slot."""
        return m.Money(amount, self.value.currency) if isinstance(self.value, m.Money) else amount

    def nearest(self) -> list[Value]:
        """The least number above and the greatest below with which the comparison holds, the nearer one first."""
        near = [amount for sign in (1, -1) if (amount := self._towards(sign)) is not None]
        for amount in self.exact:
            if amount != self.amount and (amount / self.step).denominator == 1 and self.holds(self.of(amount)):
                near.append(amount)
        return [self.of(amount) for amount in sorted(set(near), key=lambda amount: abs(amount - self.amount))]

    def goes_on(self, value: Value) -> int:
        """Whether the comparison holds also with more (1) or with less (-1) than this number."""
        amount = Fraction(value.amount if isinstance(value, m.Money) else value)
        sign = 1 if amount > self.amount else -1
        beyond = amount + sign * self.step
        return sign if self._is_possible(beyond) and self.holds(self.of(beyond)) else 0

    def _is_possible(self, amount: Fraction) -> bool:
        if amount < 0 <= self.amount:
            return False
        return not (self.type.name == "Percent" and self.amount <= 1 < amount)

    def _towards(self, sign: int) -> Fraction | None:
        """Farther and farther away until it holds, then back to where it begins to."""
        steps = self.amount / self.step
        start = steps.__floor__() if sign > 0 else steps.__ceil__()

        def at(distance: int) -> Fraction:
            return (start + sign * distance) * self.step

        near, far = 0, 1
        for _ in range(_FARTHEST):
            if not self._is_possible(at(far)):
                break
            if self.holds(self.of(at(far))):
                while far - near > 1:
                    middle = (near + far) // 2
                    near, far = (near, middle) if self.holds(self.of(at(middle))) else (middle, far)
                return at(far)
            near, far = far, far * 2
        else:
            return None
        limit = 1 / self.step if sign > 0 else Fraction(0)  # all of them, or none
        distance = abs(int(limit) - start)
        if distance <= near or not self._is_possible(at(distance)) or not self.holds(self.of(at(distance))):
            return None
        far = distance
        while far - near > 1:
            middle = (near + far) // 2
            near, far = (near, middle) if self.holds(self.of(at(middle))) else (middle, far)
        return at(far)


def figures(failing: Failing) -> Iterator[Figure]:
    """The figures of events that the failed parts of a finding rest on."""
    for part, wanted in failing.parts():
        match part:
            case m.Comparison():
                yield from _compared(failing, part, wanted)
            case m.Exists(word="any") if wanted:
                yield from _nearly_found(failing, part.past)
            case m.Latest() if wanted:
                yield from _nearly_found(failing, part.past)


def _compared(failing: Failing, part: m.Comparison, wanted: bool) -> Iterator[Figure]:
    evaluator, env, at = failing.run.evaluator, failing.env, failing.at
    for inner in walk(part, at.law):
        match inner:
            case m.Variable() if inner.name in env:
                place = _bound_by(failing, inner.name)
                if place is not None:
                    figure = _figure(failing, *place, part, env, _holds(failing, part, env, inner.name, wanted))
                    if figure is not None:
                        yield figure
            case m.Latest(read=int()):
                items = _events(failing, inner.past, env)
                if items and isinstance(inner.read, int):
                    variable = m.Variable(inner.span, _PLACEHOLDER, inner.type)
                    asked = replaced(part, inner, variable)
                    holds = _holds(failing, asked, env, _PLACEHOLDER, wanted)
                    figure = _figure(failing, items[-1], inner.read, part, env, holds)
                    if figure is not None:
                        yield figure
            case m.Aggregated(word="sum", attribute=None):
                items = _events(failing, inner.past, env)
                slot = _slot_of(inner)
                if items and slot is not None:
                    others = evaluator.value(inner, env, at)
                    asked = replaced(part, inner, m.Variable(inner.span, _PLACEHOLDER, inner.type))
                    figure = _summed(failing, items[-1], slot, part, asked, others, wanted)
                    if figure is not None:
                        yield figure


def _summed(
    failing: Failing, item: Happening, slot: int, part: m.Comparison, asked: m.Comparison, total: Value, wanted: bool
) -> Figure | None:
    """A part of a sum; the other parts stay what they are."""
    holds = _holds(failing, asked, failing.env, _PLACEHOLDER, wanted)
    figure = _figure(failing, item, slot, part, failing.env, holds)
    if figure is None or not isinstance(total, int | Fraction) or isinstance(figure.value, m.Money):
        return None
    rest = total - figure.amount
    return replace(figure, holds=lambda value: holds(rest + value))


def _nearly_found(failing: Failing, past: m.Past) -> Iterator[Figure]:
    """The figures of the latest event that fits but for its condition."""
    where = past.match.where
    if where is None:
        return
    bare = replace(past, match=replace(past.match, where=None))
    for item in reversed(_events(failing, bare, failing.env)):
        fitted = failing.run.evaluator.fit(past.match.pattern, item.values, failing.env, failing.at)
        if fitted is None:
            continue
        for slot, term in enumerate(past.match.pattern.terms):
            if isinstance(term, m.Variable) and term.name not in failing.env:
                holds = _holds(failing, where, fitted[0], term.name, True)
                figure = _figure(failing, item, slot, where, fitted[0], holds)
                if figure is not None:
                    yield figure
        return


def _holds(failing: Failing, part: m.Expr, env: Env, name: str, wanted: bool) -> Callable[[Value], bool]:
    evaluator, at = failing.run.evaluator, failing.at
    return lambda value: evaluator.truth(part, {**env, name: value}, at) is wanted


def _figure(
    failing: Failing, item: Happening, slot: int, part: m.Expr, env: Env, holds: Callable[[Value], bool]
) -> Figure | None:
    value, type = item.values[slot], item.what.fields[slot].type
    if item.position is None or not isinstance(value, int | Fraction | m.Money) or isinstance(value, bool):
        return None
    if type.name not in ("Number", "Percent", "Money"):
        return None
    evaluator, at = failing.run.evaluator, failing.at
    total: Fraction | None = None
    exact: list[Fraction] = []
    for inner in walk(part, at.law):
        if isinstance(inner, m.Arithmetic) and inner.operator == "of" and type == NUMBER:
            whole = evaluator.value(inner.right, env, at)
            if isinstance(whole, int | Fraction) and Fraction(whole).denominator == 1 and total is None:
                total = Fraction(whole)
        if isinstance(inner, m.Comparison):
            sides = (evaluator.value(inner.left, env, at), evaluator.value(inner.right, env, at))
            exact += [Fraction(side) for side in sides if isinstance(side, int | Fraction)]
    return Figure(item.position, slot, value, type, total, tuple(exact), holds)


def _bound_by(failing: Failing, name: str) -> tuple[Happening, int] | None:
    """The event, and its slot, that gave a variable its value."""
    norm, this = failing.norm, failing.at.this
    patterns: list[tuple[m.Pattern, m.Expr | None]] = []
    if isinstance(norm, m.Power):
        patterns = [(norm.match.pattern, norm.where)]
    elif isinstance(norm.body, m.WhenBody):
        patterns = [(t.match.pattern, t.where) for t in norm.body.triggers]
    for pattern, where in patterns:
        if this is not None and pattern.what.name == this.what.name:
            slot = _slot(pattern, name)
            if slot is not None:
                return this, slot
        for inner in walk(where, failing.at.law) if where is not None else ():
            if isinstance(inner, m.Latest):
                slot = _slot(inner.past.match.pattern, name)
                items = _events(failing, inner.past, failing.env) if slot is not None else []
                if items and slot is not None:
                    return items[-1], slot
    return None


def _slot(pattern: m.Pattern, name: str) -> int | None:
    """The slot in which a variable stands."""
    named = (at for at, term in enumerate(pattern.terms) if isinstance(term, m.Variable) and term.name == name)
    return next(named, None)


def _slot_of(summed: m.Aggregated) -> int | None:
    return summed.slot if summed.variable is None else _slot(summed.past.match.pattern, summed.variable)


def _events(failing: Failing, past: m.Past, env: Env) -> list[Happening]:
    """The events that a question about the past finds, the latest last."""
    if past.match.pattern.what.sort == "fact":
        return []
    items = [item for item in failing.run.evaluator.found(past, env, failing.at) if isinstance(item, Happening)]
    return sorted(items, key=lambda item: item.place)


def replaced(expr: Any, old: m.Expr, new: m.Expr) -> Any:
    """An expression with another one in the place of one of its parts."""
    if expr is old:
        return new
    if isinstance(expr, tuple):
        return tuple(replaced(each, old, new) for each in expr)
    if isinstance(expr, m.Expr):
        fields = {name: getattr(expr, name) for name in expr.__struct_fields__}
        return replace(expr, **{name: replaced(value, old, new) for name, value in fields.items()})
    return expr
