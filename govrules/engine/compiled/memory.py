"""Memory: when an answer given before is still right.

In: the names of the events and facts on which an answer hangs, and the days on which it may change by time alone. Out:
whether it has to be asked again.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from govrules.engine.compiled.answers import Answers
from govrules.engine.record import At
from govrules.law import model as m
from govrules.law.library import Library


def names_in(library: Library, versions: Iterable[m.RuleSet], norms: Iterable[object]) -> tuple[str, ...]:
    """The names of all events and facts that norms look at, and of what begins, ends or derives those facts."""
    named: set[str] = set()
    todo: list[object] = [*norms]
    clauses_of = []
    for version in versions:
        clauses_of.append(version.fact_clauses)
        values = (*(let.value for let in version.lets.values()), *(a.value for a in version.attributes.values()))
        todo += [each for each in values if not isinstance(each, m.Constant)]  # which may ask about the past as well
    while todo:
        for name in library.named_in(todo.pop()) - named:
            named.add(name)
            for clauses in clauses_of:
                todo += clauses.get(name, ())
    return tuple(sorted(named))


class Memory:
    """Of one answer: what it was given from, and until when it holds."""

    __slots__ = ("days", "law", "names", "on", "stamp")

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names
        self.stamp = -1
        self.law: m.RuleSet | None = None
        self.on: date | None = None
        self.days: list[date] = []
        """The days after the one on which it was given on which it may change by time alone."""

    def still_right(self, answers: Answers, at: At) -> bool:
        """Whether the answer is the same at a place, which is the latest one."""
        if self.on is None or at.law is not self.law or answers.history.stamp(self.names) != self.stamp:
            return False
        if at.now.minute is not None or any(day <= at.now.day for day in self.days):
            return False
        if answers.watching:
            answers.horizon.update(self.days)
        return True

    @contextmanager
    def asking(self, answers: Answers, at: At) -> Iterator[None]:
        """Ask anew, and note on which days the answer may change."""
        watching, horizon = answers.watching, answers.horizon
        answers.watching, answers.horizon = True, set()
        try:
            yield
        finally:
            days = {day for given in at.law.givens if not given.holds for day in _turns(given)}
            self.days = sorted(day for day in answers.horizon | days if day > at.now.day)
            answers.watching = watching
            if watching:
                horizon |= answers.horizon
            answers.horizon = horizon
        self.stamp, self.law = answers.history.stamp(self.names), at.law
        self.on = at.now.day if at.now.minute is None else None


def _turns(given: m.Given) -> Iterator[date]:
    """The days on which a statement that a fact does not hold begins to speak, and no longer speaks."""
    if given.begin is not None:
        yield given.begin
    if given.end is not None and given.end < date.max:
        yield given.end + timedelta(days=1)
