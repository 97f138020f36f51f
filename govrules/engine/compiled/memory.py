"""Memory: when an answer given before is still right.

In: the names of the events and facts on which an answer hangs, and the days on which it may change by time alone. Out:
whether it has to be asked again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.history import History
from govrules.engine.record import At
from govrules.law import model as m

Made = TypeVar("Made")


class Names:
    """The names of the events and facts on which norms hang under some versions of the law."""

    def __init__(self, answers: Answers, versions: Sequence[m.RuleSet]) -> None:
        self._library = answers.law.library
        self._clauses: dict[str, list[tuple[object, ...]]] = {}
        values: dict[int, object] = {}
        before: dict[str, tuple[m.FactClause, ...]] = {}
        for version in versions:
            values.update((id(value), value) for value in answers.of_version(_values, version))
            for name, clauses in () if version.fact_clauses == before else version.fact_clauses.items():
                known = self._clauses.setdefault(name, [])
                if not any(each is clauses for each in known):
                    known.append(clauses)
            before = version.fact_clauses
        self._of_values = self._reached([*values.values()], set())

    def of(self, norms: Iterable[object]) -> tuple[str, ...]:
        """The names of all that norms look at, values of the law included, and of what begins or ends those facts."""
        return tuple(sorted(self._reached([*norms], set(self._of_values))))

    def _reached(self, todo: list[object], named: set[str]) -> set[str]:
        library, clauses_of = self._library, self._clauses
        while todo:
            for name in library.named_in(todo.pop()) - named:
                named.add(name)
                for clauses in clauses_of.get(name, ()):
                    todo += clauses
        return named


def _values(ruleset: m.RuleSet) -> list[m.Expr]:
    """The values and attributes of a version that may ask about the past."""
    values = (*(let.value for let in ruleset.lets.values()), *(each.value for each in ruleset.attributes.values()))
    return [value for value in values if not isinstance(value, m.Constant)]


class Memory:
    """Of one answer: what it hangs on, and until when it holds."""

    __slots__ = ("by_time", "days", "law", "names", "on", "stale")

    def __init__(self, names: tuple[str, ...], history: History) -> None:
        self.names = names
        self.law: m.RuleSet | None = None
        self.on: date | None = None
        self.days: list[date] = []
        """The days after the one on which it was given on which it may change by time alone."""
        self.by_time = True
        """Whether anything was compared with the time at hand; if not, no time of day makes a difference either."""
        self.stale = True
        """Whether something has changed on which it hangs."""
        for name in names:
            history.listeners.setdefault(name, []).append(self)

    def still_right(self, answers: Answers, at: At) -> bool:
        """Whether the answer is the same at a place, which is the latest one."""
        if self.stale or at.law is not self.law:
            return False
        if self.by_time and (self.on is None or at.now.minute is not None):
            return False
        if self.days and self.days[0] <= at.now.day:
            return False
        if answers.watching:
            answers.horizon.update(self.days)
        return True

    def ask(self, answers: Answers, at: At, question: Callable[[], Made]) -> Made:
        """Ask anew, and note on which days the answer may change."""
        watching, horizon = answers.watching, answers.horizon
        answers.watching, answers.horizon = True, set()
        self.stale = False
        try:
            answer = question()
        finally:
            today = at.now.day
            self.by_time = bool(answers.horizon)
            days = answers.horizon | answers.of_version(_all_turns, at.law)
            self.days = sorted([day for day in days if day > today])
            answers.watching = watching
            if watching:
                horizon |= answers.horizon
            answers.horizon = horizon
        self.law, self.on = at.law, today if at.now.minute is None else None
        return answer


def _all_turns(ruleset: m.RuleSet) -> frozenset[date]:
    """The days on which it begins or ceases to be said that some fact does not hold."""
    return frozenset(day for given in ruleset.givens if not given.holds for day in _turns(given))


def _turns(given: m.Given) -> Iterator[date]:
    """The days on which a statement that a fact does not hold begins to speak, and no longer speaks."""
    if given.begin is not None:
        yield given.begin
    if given.end is not None and given.end < date.max:
        yield given.end + timedelta(days=1)
