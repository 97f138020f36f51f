"""Events that a finding lacks, and events that it has too many of.

In: a failed finding. Out: the events that it asks for and does not find, filled in from what is known, with the days
on which they would count; the positions of the events without which it would not have failed.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from govrules.calendar import Moment, compare
from govrules.engine import calendar, say
from govrules.engine.changes import new_event
from govrules.engine.evaluate import Evaluator
from govrules.engine.failing import ONE_DAY, Failing, walk
from govrules.engine.record import At, Happening, Stretch
from govrules.engine.values import Env
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value
from govrules.timeline.model import Event

_MOST = 3


class Needed(Struct, frozen=True):
    """An event that did not happen."""

    text: str
    what: m.Occurrence
    values: tuple[Value, ...] | None
    """None where it is not known what stands in a slot."""
    first: date | None
    last: date
    alone: bool = True
    """Whether nothing else is lacking."""

    def on(self, day: date) -> Event:
        """The event, on a day."""
        assert self.values is not None
        return new_event(self.what, self.values, day)

    def when(self) -> str:
        """On which days it would count."""
        if self.first is None:
            return f"by {self.last}"
        return f"on {self.last}" if self.first == self.last else f"on some day from {self.first} to {self.last}"


def needed(failing: Failing) -> Iterator[Needed]:
    """The events that the failed conditions ask for, and those that would begin or end the facts they ask for."""
    parts = list(failing.parts())
    evaluator, env, at = failing.run.evaluator, failing.env, failing.at
    on_event = at.this is not None
    last = at.now.day if on_event or failing.finding.kind == "power" else at.now.day - ONE_DAY
    for part, wanted in parts:
        match part:
            case m.Exists(word="any") | m.Latest(read="exists") if wanted:
                past = part.past
            case m.Comparison() if (counted := _too_few(failing, part)) is not None:
                past = counted
            case m.Holds():
                yield from _edges(failing, part, wanted, last)
                continue
            case _:
                continue
        match_ = past.match
        if match_.pattern.what.sort == "fact":
            yield from _edges(failing, m.Holds(part.span, match_), True, last)
            continue
        days = _window(evaluator, past, env, at, last)
        if days is None:
            continue
        values = filled(evaluator, match_.pattern, env, at)
        said = say.bracket(match_, env) if values is None else say.sentence(match_.pattern.what, values)
        yield Needed(said, match_.pattern.what, values, *days, alone=len(parts) == 1)
    if isinstance(failing.norm, m.Rule) and isinstance(failing.norm.body, m.WhileBody):
        match_ = failing.norm.body.match  # it binds no longer once the fact has ended
        yield from _edges(failing, m.Holds(match_.span, match_), False, last)


def filled(evaluator: Evaluator, pattern: m.Pattern, env: Env, at: At) -> tuple[Value, ...] | None:
    """What stands in the slots of an event that fits a pattern; None where a slot that needs a value has none."""
    values: list[Value] = []
    for each, term in zip(pattern.what.fields, pattern.terms, strict=True):
        value: Value = UNKNOWN
        match term:
            case m.Variable():
                value = env.get(term.name, UNKNOWN)
            case m.Nothing():
                value = NOBODY
            case m.Anything():
                pass
            case _:
                value = evaluator.value(term, env, at)
        if value is UNKNOWN and each.needed:
            every = evaluator.vocabulary.of_kind(each.type.name)
            if len(every) != 1:
                return None
            value = every[0]
        values.append(value)
    return tuple(values)


def _window(evaluator: Evaluator, past: m.Past, env: Env, at: At, last: date) -> tuple[date | None, date] | None:
    """The first and the last day on which an event would be within the windows of a question."""
    first: date | None = None
    for window in past.windows:
        if isinstance(window.operand, m.Match):
            found = evaluator.found(m.Past(window.operand, (), False), env, at)
            days = [day for day in map(_day, found) if day is not None]
            if not days:
                return None
            day = max(days)
        else:
            value = evaluator.value(window.operand, env, at)
            if window.word == "in the last":
                begin = calendar.add(Moment(at.now.day), value.times(-1), "down") if value is not UNKNOWN else None
                if not isinstance(begin, Moment) or begin.day.year == 1:
                    return None
                near = [begin.day + step * ONE_DAY for step in range(-3, 5)]
                inside = [d for d in near if _reaches(evaluator.forward(Moment(d), value, at), at)]
                if inside:
                    first = max(first or inside[0], inside[0])
                continue
            if not isinstance(value, Moment):
                return None
            day = value.day
        match window.word:
            case "since":
                first = max(first or day, day)
            case "before":
                if day == date.min:
                    return None
                last = min(last, day if isinstance(window.operand, m.Match) else day - ONE_DAY)
            case "on":
                first = last = day
            case _:
                return None
    return (first, last) if first is None or first <= last else None


def _day(item: Happening | Stretch) -> date | None:
    if isinstance(item, Happening):
        return item.day
    return item.start.day if item.start is not None else None


def _reaches(end: Value, at: At) -> bool:
    return isinstance(end, Moment) and compare(at.now, end) <= 0


def _too_few(failing: Failing, part: m.Comparison) -> m.Past | None:
    """What a comparison counts, if the count falls short."""
    left, right = (failing.run.evaluator.value(side, failing.env, failing.at) for side in (part.left, part.right))
    if not isinstance(left, int) or (not isinstance(right, int) and not hasattr(right, "denominator")):
        return None
    counted = part.left if left < right else part.right if right < left else None
    return counted.past if isinstance(counted, m.Count) and counted.over is None else None


def _edges(failing: Failing, part: m.Holds, wanted: bool, last: date) -> Iterator[Needed]:
    """The events that would begin a fact, or end it."""
    evaluator, env, at = failing.run.evaluator, failing.env, failing.at
    pattern = part.match.pattern
    for clause in at.law.fact_clauses.get(pattern.what.name, ()):
        if not isinstance(clause, m.FactWhenClause) or clause.edge != ("begins" if wanted else "ends"):
            continue
        values = filled(evaluator, pattern, env, at)
        if values is None:
            continue
        inner: Env = {}
        for own, value in zip(clause.head.terms, values, strict=True):
            if isinstance(own, m.Variable) and value is not UNKNOWN:
                inner[own.name] = value
        for trigger in clause.triggers:
            what = trigger.match.pattern.what
            event = filled(evaluator, trigger.match.pattern, inner, at) if trigger.edge is None else None
            if event is not None and what.sort != "fact":
                yield Needed(say.sentence(what, event), what, event, None, last, alone=False)


# ---- too many --------------------------------------------------------------------------------------------------------


def too_many(failing: Failing) -> Iterator[tuple[int, ...]]:
    """The positions of events without which a part would not have failed."""
    for part, wanted in failing.parts():
        match part:
            case m.Exists(word="any") if not wanted:
                yield from _last(failing, part.past, None)
            case m.Latest(read="exists") if not wanted:
                yield from _last(failing, part.past, None)
            case m.Exists() if wanted and part.word != "any":
                found = failing.run.evaluator.found(part.past, failing.env, failing.at)
                yield from _last(failing, part.past, len(found) - part.limit)
            case m.Comparison():
                for inner in walk(part, failing.at.law):
                    if isinstance(inner, m.Count):
                        for excess in range(1, _MOST + 1):
                            yield from _last(failing, inner.past, excess)
            case m.Holds() if not wanted:
                yield from _last(failing, m.Past(part.match, (), False), None)
    if isinstance(failing.norm, m.Rule) and isinstance(failing.norm.body, m.WhileBody):
        for happening in failing.run.happenings:
            if happening.day == failing.finding.date and happening.position is not None:
                yield (happening.position,)


def _last(failing: Failing, past: m.Past, excess: int | None) -> Iterator[tuple[int, ...]]:
    """The latest events that a question finds besides the one at hand, so many of them; all without a number."""
    evaluator, at = failing.run.evaluator, failing.at
    items: list[Happening | None] = []
    if past.match.pattern.what.sort == "fact" and not past.windows:
        name = past.match.pattern.what.name
        held = [s for s in evaluator.record.stretches if s.fact == name and s.holds(at.place) is not False]
        ways = [(s, list(evaluator.match(past.match, s.values, failing.env, at))) for s in held]
        items = [stretch.begun_by for stretch, found_ways in ways if found_ways]
    else:
        found = evaluator.found(past, failing.env, at)
        items = [item if isinstance(item, Happening) else item.begun_by for item in found]
    own = at.this.position if at.this is not None else None
    positions = [item.position if item is not None else None for item in items if item is None or item.position != own]
    chosen = positions if excess is None else positions[-excess:] if excess > 0 else []
    known = tuple(position for position in chosen if position is not None)
    if known and len(known) == len(chosen) and len(known) <= _MOST:
        yield tuple(dict.fromkeys(known))
