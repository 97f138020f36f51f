"""Engines that are wrong on purpose: the specification with one mistake each, to see that comparing engines finds it.

Each is one that a fast engine could well have: a boundary, a month end, an index that is not kept.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from govrules.calendar import Moment, compare
from govrules.engine import calendar, reference
from govrules.engine.evaluate import Evaluator
from govrules.engine.judge import Judge
from govrules.engine.past import Past
from govrules.engine.whiles import Whiles
from govrules.law.model import UNKNOWN
from tests.properties.agreement import Engine, specified

_add, _count, _seen, _forward = calendar.add, Past.count, Past._seen, Evaluator.forward
_excepted, _distinct = Judge._exception_to, reference._distinct


def _month_end(start: Any, duration: Any, rounding: Any) -> Any:
    """It forgets that months end on different days."""
    total = _add(start, duration, rounding)
    short = isinstance(total, Moment) and duration.months and start.day.day > 28
    return Moment(total.day.replace(day=28), total.minute) if short else total


def _a_day_less(self: Any, moment: Moment, duration: Any, at: Any) -> Any:
    """A window ends a day too early."""
    end = self.forward(moment, duration, at)
    return compare(at.now, end) < 0 if isinstance(end, Moment) else UNKNOWN


def _not_this(self: Any, past: Any, at: Any) -> Iterator[Any]:
    """`counting this` is forgotten."""
    yield from (each for each in _seen(self, past, at) if each is not at.this)


def _certain(self: Any, past: Any, over: Any, env: Any, at: Any) -> Any:
    """What may have happened is counted as if it had."""
    found = _count(self, past, over, env, at)
    return found if isinstance(found, int) or found.most is None else found.most


def _no_hours(self: Any, start: Moment, duration: Any, at: Any) -> Any:
    """The time of day is forgotten."""
    return _forward(self, Moment(start.day), duration, at)


def _no_exception(self: Any, name: Any, env: Any, at: Any) -> Any:
    """An exception is not explained."""
    return _excepted(self, name, env, at)[0], None


def _seldom(self: Any, law: Any, events: Any, now: Any) -> bool:
    """What bears on a rule with `while` is not looked at until the evening."""
    return False


def _first_way(ways: Any) -> Any:
    """Of several ways in which a rule is set going, only one is taken."""
    return _distinct(ways)[:1]


MUTANTS: dict[str, tuple[object, str, Callable[..., Any]]] = {
    "month ends": (calendar, "add", _month_end),
    "window boundary": (Past, "_not_over", _a_day_less),
    "counting this": (Past, "_seen", _not_this),
    "doubt in counts": (Past, "count", _certain),
    "time of day": (Evaluator, "forward", _no_hours),
    "reason of an exception": (Judge, "_exception_to", _no_exception),
    "while after an event": (Whiles, "heeds", _seldom),
    "several ways": (reference, "_distinct", _first_way),
}
"""Each mistake by its name: where it is made, and what is there instead."""


@contextmanager
def _instead(owner: object, name: str, wrong: Callable[..., Any]) -> Iterator[None]:
    usual = getattr(owner, name)
    setattr(owner, name, wrong)
    try:
        yield
    finally:
        setattr(owner, name, usual)


def mutant(name: str) -> Engine:
    """The specification with a mistake."""
    owner, attribute, wrong = MUTANTS[name]

    def run(*arguments: Any, **options: Any) -> Any:
        with _instead(owner, attribute, wrong):
            return specified(*arguments, **options)

    return run
