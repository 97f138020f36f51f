"""Fitting: whether the values of an event or fact fit a sentence, and with which values of its variables.

In: patterns. Out: functions, made once for each pattern.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from govrules.engine.compiled.sitting import Sitting
from govrules.engine.record import At
from govrules.engine.values import Env, StepLimitError, Truth
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value
from govrules.text import limits

Question = Callable[[Env, At], Value]
"""What is asked with the values of the variables, at a place."""
Ways = Callable[[Env, At], Iterator[tuple[Env, Truth]]]
"""The ways in which something is true or may be: the values of its variables, and whether it is certain."""
Fit = Callable[[tuple[Value, ...], Env, At], tuple[Env, Truth] | None]
"""Whether the values of an event or fact fit a sentence, and with which values of its variables."""
Matching = Callable[[tuple[Value, ...], Env, At], Iterator[tuple[Env, Truth]]]
"""The ways in which the values of an event or fact fit a sentence and its condition."""
Slots = Callable[[Env], list[tuple[int, Value]]]
"""Which slots of a sentence have a known value, given the values of its variables."""


class Fitting:
    """What fits which pattern, and which of its slots are known."""

    sitting: Sitting

    def __init__(self, vocabulary: m.Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._slots: dict[int, tuple[m.Pattern, Slots]] = {}
        self._kinds: dict[str, Callable[[Value], bool]] = {}

    def slots_known(self, pattern: m.Pattern) -> Slots:
        """Which slots of a pattern have a known value, given the values of its variables."""
        known = self._slots.get(id(pattern))
        if known is None:
            known = self._slots[id(pattern)] = (pattern, _slots_known(pattern))
        return known[1]

    def kind_test(self, kind: str) -> Callable[[Value], bool]:
        """Whether a variable whose kind was narrowed elsewhere can stand for a value."""
        test = self._kinds.get(kind)
        if test is None:
            kinds = self.vocabulary.kinds
            known: dict[str, bool] = {}

            def may_be(value: Value) -> bool:
                if not isinstance(value, m.Entity) or value.kind == "Reform":
                    return True
                fits = known.get(value.kind)
                if fits is None:
                    fits = known[value.kind] = kinds.is_a(value.kind, kind)
                return fits

            test = self._kinds[kind] = may_be
        return test

    def fit_of(self, pattern: m.Pattern, question: Callable[[m.Expr], Question]) -> Fit:
        """Whether values fit a pattern; `question` makes a question of a term that is an expression."""
        steps: list[tuple[int, str | None, Any]] = []
        """For each slot that is not `any`: the variable that it binds and its kind, or the value that it must have."""
        for slot, term in enumerate(pattern.terms):
            match term:
                case m.Anything():
                    continue
                case m.Variable():
                    steps.append((slot, term.name, self.kind_test(term.type.name)))
                case m.Constant():
                    steps.append((slot, None, term.value))
                case m.Nothing():
                    steps.append((slot, None, NOBODY))
                case _:
                    steps.append((slot, "", question(term)))
        answers = self

        def fit(values: tuple[Value, ...], env: Env, at: At) -> tuple[Env, Truth] | None:
            sitting = answers.sitting
            sitting.steps += 1
            if sitting.steps > limits.STEPS:
                raise StepLimitError
            inner = env
            sure: Truth = True
            for slot, name, other in steps:
                value = values[slot]
                if name is None:
                    wanted = other
                elif not name:
                    wanted = other(inner, at)
                elif name in inner:
                    wanted = inner[name]
                else:
                    if not other(value):
                        return None
                    inner = {**inner, name: value}
                    continue
                if wanted is UNKNOWN or value is UNKNOWN:
                    sure = UNKNOWN
                elif wanted != value:
                    return None
            return inner, sure

        return fit


def bare(fit: Fit) -> Matching:
    """The ways in which values fit a sentence without a condition."""

    def ways(values: tuple[Value, ...], env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        fitted = fit(values, env, at)
        if fitted is not None:
            yield fitted

    return ways


def _slots_known(pattern: m.Pattern) -> Slots:
    fixed: list[tuple[int, Value]] = []
    variables: list[tuple[int, str]] = []
    for slot, term in enumerate(pattern.terms):
        if isinstance(term, m.Constant) and term.value is not UNKNOWN:
            fixed.append((slot, term.value))
        elif isinstance(term, m.Nothing):
            fixed.append((slot, NOBODY))
        elif isinstance(term, m.Variable):
            variables.append((slot, term.name))

    def known(env: Env) -> list[tuple[int, Value]]:
        if not env or not variables:
            return fixed
        found = fixed
        for slot, name in variables:
            value = env.get(name, UNKNOWN)
            if value is not UNKNOWN:
                found = [*found, (slot, value)]
        return found

    return known
