"""How far back the norms of a library look.

In: a library. Out: of each kind of event the time for which it may still be asked about, and the facts of which more is
asked than whether they hold now. What lies further back bears on no verdict.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from govrules.calendar import Duration
from govrules.engine.record import Happening, Stretch
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.patch import Change, Option, Part, Reading, Reform
from govrules.law.types import Type
from govrules.text.source import Span

_LIVE = m.Trigger | m.DutyAct | m.Release | m.WhileBody | m.Power | m.Disregard | m.Holds
"""What matches an event that happens, or a fact that holds, and looks at nothing that is over."""
_ONE_DAY = timedelta(days=1)


class Reach:
    """How far back any norm of a library looks."""

    def __init__(self, library: Library) -> None:
        self._events: dict[str, timedelta | None] = {}
        """For how long an event is asked about; None for ever; no entry, not at all."""
        self._facts: set[str] = set()
        """The facts of which more is asked than whether they hold now."""
        self._lets: dict[str, list[m.Expr]] = {}
        for let in _lets_in((*library.rulesets.values(), *library.readings.values(), *library.reforms.values())):
            self._lets.setdefault(let.name, []).append(let.value)
        for part in (*library.rulesets.values(), *library.readings.values(), *library.reforms.values()):
            self._see(part)
        for trigger in library.impossible:
            self._see(trigger)

    def keeps(self, happening: Happening, today: date) -> bool:
        """Whether an event may still be asked about on a day or after it."""
        reach = self._events.get(happening.what.name, timedelta(0))
        return reach is None or happening.day >= today or today - happening.day <= reach

    def keeps_ended(self, stretch: Stretch, today: date) -> bool:
        """Whether a stretch that has ended may still be asked about on a day or after it."""
        return stretch.fact in self._facts or stretch.end is None or stretch.end.day >= today - _ONE_DAY

    def _see(self, part: object) -> None:
        match part:
            case m.Past():
                self._see_past(part)
            case m.Match():
                self._look_back(part, None)
            case dict():
                for value in part.values():
                    self._see(value)
            case tuple() | list():
                for value in part:
                    self._see(value)
            case m.Occurrence() | m.Constant() | Span() | Type():
                return
            case Struct():
                for field in part.__struct_fields__:
                    value = getattr(part, field)
                    if isinstance(value, m.Match) and isinstance(part, _LIVE):
                        self._see(value.where)
                    else:
                        self._see(value)

    def _see_past(self, past: m.Past) -> None:
        if past.match.pattern.what.sort != "fact":
            self._look_back(past.match, self._reach(past))
        elif past.windows:
            self._look_back(past.match, None)
        else:
            self._see(past.match.where)
        for window in past.windows:
            self._see(window.operand)

    def _look_back(self, match: m.Match, reach: timedelta | None) -> None:
        """Note that what is over is asked about."""
        what = match.pattern.what
        if what.sort == "fact":
            self._facts.add(what.name)
        else:
            known = self._events.get(what.name, timedelta(0))
            self._events[what.name] = None if reach is None or known is None else max(reach, known)
        self._see(match.where)

    def _reach(self, past: m.Past) -> timedelta | None:
        """How far back a question looks, rather too far than too short; None for ever."""
        known = [self._longest(window.operand) for window in past.windows if window.word == "in the last"]
        return min((each for each in known if each is not None), default=None)

    def _longest(self, duration: m.Expr) -> timedelta | None:
        match duration:
            case m.Constant(value=Duration() as value):
                return timedelta(days=31 * value.months + value.days + 2, hours=value.hours)
            case m.LetValue(name=name):
                known = [self._longest(each) for each in self._lets.get(name, ())]
                return max((each for each in known if each is not None), default=None) if None not in known else None
        return None


def _lets_in(part: object) -> Iterator[m.Let]:
    match part:
        case m.Let():
            yield part
        case dict():
            for value in part.values():
                yield from _lets_in(value)
        case tuple():
            for value in part:
                yield from _lets_in(value)
        case m.RuleSet():
            yield from part.lets.values()
        case Reading() | Reform() | Part() | Option() | Change():
            for field in part.__struct_fields__:
                yield from _lets_in(getattr(part, field))
