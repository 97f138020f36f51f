"""Matching: how the events and facts of a record fit a sentence of rules, and with which values of its variables.

In: a record, a rule set, a pattern. Out: the ways in which it fits, each with whether it is certain.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import date

from govrules.engine.law import Law, Stated
from govrules.engine.record import At, Happening, Record
from govrules.engine.values import Env, StepLimitError, Truth, both, either, negate
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value
from govrules.text import limits


class Matching(ABC):
    """Fits patterns to the record."""

    def __init__(self, record: Record, law: Law, vocabulary: m.Vocabulary, incomplete_before: date | None) -> None:
        self.record = record
        self.law = law
        self.vocabulary = vocabulary
        self.incomplete_before = incomplete_before
        self.steps = 0
        self.asked: set[str] = set()
        """The values and attributes that an answer rested on, and the norms that were looked at."""
        self.unknown: dict[tuple[object, ...], Stated] = {}
        """What was asked for and nobody states."""
        self.asked_by: dict[str, set[str | None]] = {}
        """The norms for which a value or attribute was asked; None where it was asked for something else."""
        self.kept: dict[int, dict[str, list[tuple[str, m.Keep]]]] = {}
        """Of each version, what transition clauses keep, by its name."""
        self.ambiguous = False
        """Whether an answer hung on how a day that does not exist is rounded, and the law does not say."""
        self.horizon: set[date] = set()
        """Days on which an answer given so far may change although nothing happens."""

    @abstractmethod
    def value(self, expr: m.Expr, env: Env, at: At) -> Value:
        """The value of an expression."""

    @abstractmethod
    def disregarded(self, happening: Happening, at: At) -> Truth:
        """Whether a transition clause keeps the rule at hand from seeing an event."""

    @abstractmethod
    def solutions(self, condition: m.Expr | None, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which a condition is true or may be."""

    def fit(self, pattern: m.Pattern, values: tuple[Value, ...], env: Env, at: At) -> tuple[Env, Truth] | None:
        """Whether these values fit a pattern, and with which values of its variables."""
        self._step()
        inner = env
        sure: Truth = True
        for term, value in zip(pattern.terms, values, strict=True):
            match term:
                case m.Anything():
                    continue
                case m.Variable():
                    if term.name not in inner:
                        if not self._may_be(value, term):
                            return None
                        inner = {**inner, term.name: value}
                        continue
                    wanted = inner[term.name]
                case m.Nothing():
                    wanted = NOBODY
                case _:
                    wanted = self.value(term, inner, at)
            if wanted is UNKNOWN or value is UNKNOWN:
                sure = UNKNOWN
            elif wanted != value:
                return None
        return inner, sure

    def _may_be(self, value: Value, variable: m.Variable) -> bool:
        """Whether a variable whose kind was narrowed elsewhere can stand for a value."""
        if not isinstance(value, m.Entity) or value.kind == "Reform":
            return True
        return self.vocabulary.kinds.is_a(value.kind, variable.type.name)

    def match(self, match: m.Match, values: tuple[Value, ...], env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which values fit a match, its condition included."""
        fitted = self.fit(match.pattern, values, env, at)
        if fitted is not None:
            for inner, sure in self.solutions(match.where, fitted[0], at):
                yield inner, both(fitted[1], sure)

    def events(self, match: m.Match, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which past events fit a match."""
        for happening in self.record.happenings:
            if happening.place < at.place and happening.what.name == match.pattern.what.name:
                seen = both(happening.certain or UNKNOWN, negate(self.disregarded(happening, at)))
                for inner, sure in self.match(match, happening.values, env, at):
                    if both(sure, seen) is not False:
                        yield inner, both(sure, seen)

    def facts(self, match: m.Match, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which a fact holds, or may hold, at the place at hand."""
        for inner, sure in self._held(match.pattern, env, at):
            for innermost, also in self.solutions(match.where, inner, at):
                yield innermost, both(sure, also)

    def _held(self, pattern: m.Pattern, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        name = pattern.what.name
        clauses = at.law.fact_clauses.get(name, ())
        derived = [clause for clause in clauses if isinstance(clause, m.FactWhileClause)]
        for clause in derived:
            yield from self._derived(clause, pattern, env, at)
        seen_certain = False
        for values, holds in self._held_now(name, at):
            fitted = self.fit(pattern, values, env, at)
            if fitted is not None:
                sure = both(fitted[1], holds)
                seen_certain = seen_certain or (sure is True and fitted[0] == env)
                yield fitted[0], sure
        if not derived and not seen_certain:
            yield from self._unstated(pattern, env, at, standing=not clauses)

    def _held_now(self, name: str, at: At) -> list[tuple[tuple[Value, ...], Truth]]:
        """The values for which a fact holds or may hold; the same values once, however often they are stated."""
        held: list[tuple[tuple[Value, ...], Truth]] = []
        for stretch in self.record.stretches:
            holds = stretch.holds(at.place) if stretch.fact == name else False
            if holds is False:
                continue
            sure: Truth = True if holds else UNKNOWN
            for position, (values, known) in enumerate(held):
                if values == stretch.values and UNKNOWN not in values:
                    held[position] = (values, either(known, sure))
                    break
            else:
                held.append((stretch.values, sure))
        return held

    def _unstated(self, pattern: m.Pattern, env: Env, at: At, *, standing: bool) -> Iterator[tuple[Env, Truth]]:
        """What is not known although nothing in the record says it."""
        if standing:
            if pattern.what.otherwise_no:
                return
        elif self.incomplete_before is None:
            return
        for inner in self._candidates(pattern, env):
            values = tuple(self._plain(term, inner) for term in pattern.terms)
            if self._settled(pattern.what.name, values, at):
                continue
            if standing and UNKNOWN not in values:
                self.unknown.setdefault((pattern.what.name, values), Stated(pattern.what, values))
            yield inner, UNKNOWN

    def _settled(self, fact: str, values: tuple[Value, ...], at: At) -> bool:
        """Whether the record says, one way or the other, whether the fact holds for these values."""

        def same(known: tuple[Value, ...]) -> bool:
            return all(b is UNKNOWN or a == b for a, b in zip(known, values, strict=True))

        if any(d.covers(at.now.day) and same(d.values) for d in self.record.denials.get(fact, ())):
            return True
        return any(s.fact == fact and s.begun < at.place and same(s.values) for s in self.record.stretches)

    def _candidates(self, pattern: m.Pattern, env: Env) -> Iterator[Env]:
        """The ways to fill the open variables of a pattern with declared things."""
        envs = [env]
        for term, each in zip(pattern.terms, pattern.what.fields, strict=True):
            if isinstance(term, m.Variable) and term.name not in env:
                entities = self.vocabulary.of_kind(term.type.name)
                if not entities and each.type.name not in self.vocabulary.kinds.declared():
                    entities = [UNKNOWN]  # type: ignore[list-item]  # a figure that nobody has stated
                envs = [{**e, term.name: entity} for e in envs for entity in entities if term.name not in e] or envs
        yield from envs

    def _plain(self, term: m.Expr, env: Env) -> Value:
        match term:
            case m.Constant():
                return term.value
            case m.Variable():
                return env.get(term.name, UNKNOWN)
            case m.Nothing():
                return NOBODY
        return UNKNOWN

    def _derived(self, clause: m.FactWhileClause, pattern: m.Pattern, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        inner: Env = {}
        for own, asked in zip(clause.head.terms, pattern.terms, strict=True):
            known = self._plain(asked, env)
            if isinstance(own, m.Variable) and known is not UNKNOWN:
                inner[own.name] = known
            elif isinstance(own, m.Constant) and known is not UNKNOWN and own.value != known:
                return
        seen: list[tuple[Value, ...]] = []
        for start in self._candidates(clause.head, inner):
            for found, sure in self.solutions(clause.condition, start, at):
                values = tuple(self._plain(term, found) for term in clause.head.terms)
                if sure is True and values in seen:
                    continue
                if sure is True:
                    seen.append(values)
                fitted = self.fit(pattern, values, env, at)
                if fitted is not None:
                    yield fitted[0], both(sure, fitted[1])

    def _step(self) -> None:
        self.steps += 1
        if self.steps > limits.STEPS:
            raise StepLimitError
