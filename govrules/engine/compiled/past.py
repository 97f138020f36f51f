"""The past: what has happened or held, within which windows, how often, and last.

In: a question about the past. Out: the events or stretches that it finds, from the indexes of the history: only those
are looked at that may have the values which the question knows, and no further back than its windows reach.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from govrules.calendar import Duration, Moment, compare
from govrules.engine.compiled.fitting import Question
from govrules.engine.compiled.history import Spell
from govrules.engine.record import At, Happening, Stretch
from govrules.engine.values import Between, Env, Truth, both, negate
from govrules.law import model as m
from govrules.law.model import UNKNOWN, Value

if TYPE_CHECKING:
    from govrules.engine.compiled.closures import Closures

_ONE_DAY = timedelta(days=1)

Found = tuple[Happening | Stretch, list[tuple[Env, Truth]]]


class Nearest:
    """The latest event that a window names."""

    def __init__(self, closures: Closures, match: m.Match) -> None:
        self.answers = closures.answers
        self.name = match.pattern.what.name
        self.matched = closures.match(match)
        self.slots = self.answers.slots_known(match.pattern)

    def places(self, env: Env, at: At) -> tuple[int, int]:
        """The place of the latest one that is certain, and of the latest one that is possible; -2 for none."""
        possible = -2
        for happening in reversed(self.answers.history.of_event(self.name, at.place, self.slots(env))):
            seen = both(happening.certain or UNKNOWN, negate(self.answers.disregarded(happening, at)))
            if seen is False:
                continue
            for _, sure in self.matched(happening.values, env, at):
                possible = max(possible, happening.place)
                if both(sure, seen) is True:
                    return happening.place, possible
        return -2, possible


class _Bounds:
    """What the windows of a question come to at one place: each looked at when the first item needs it."""

    __slots__ = ("at", "env", "of", "values")

    def __init__(self, of: PastOf, env: Env, at: At) -> None:
        self.of = of
        self.env = env
        self.at = at
        self.values: list[Value] = [None] * len(of.windows)

    def value(self, position: int) -> Value:
        value = self.values[position]
        if value is None:
            nearest, question = self.of.operands[position]
            value = nearest.places(self.env, self.at) if nearest is not None else question(self.env, self.at)  # type: ignore[misc]  # one of the two is there
            self.values[position] = value
        return value


class PastOf:
    """A question about the past."""

    def __init__(self, closures: Closures, past: m.Past, over: str | None = None) -> None:
        self.closures = closures
        self.answers = closures.answers
        self.past = past
        self.over = over
        self.pattern = past.match.pattern
        self.name = self.pattern.what.name
        self.is_fact = self.pattern.what.sort == "fact"
        self.fit = closures.fit(self.pattern)
        self.where = closures.ways(past.match.where)
        self.slots = self.answers.slots_known(self.pattern)
        self.names = [term.name for term in self.pattern.terms if isinstance(term, m.Variable)]
        self.windows = past.windows
        self.operands = [self._operand(window) for window in past.windows]
        self._looks_back = self.is_fact and any(window.word != "as of" for window in past.windows)
        self.facts = closures.facts(past.match) if self.is_fact else None
        self.alone = not self.windows and past.match.where is None and self._binds_plainly()
        """Whether a count of it is a count of entries in the index."""

    def _unkept(self, at: At) -> bool:
        """Whether it looks into the past of a derived fact, of which only what holds now is kept."""
        if not self._looks_back:
            return False
        return any(isinstance(clause, m.FactWhileClause) for clause in at.law.fact_clauses.get(self.name, ()))

    def _is_hidden(self, at: At) -> bool:
        """Whether a transition clause may hide some of the events from the rule at hand."""
        return bool(at.law.transitions) and at.rule in self.answers.hides(at.law, self.name)

    def _operand(self, window: m.Narrowing) -> tuple[Nearest | None, Question | None]:
        if isinstance(window.operand, m.Match):
            return Nearest(self.closures, window.operand), None
        return None, self.closures.value(window.operand)

    def _binds_plainly(self) -> bool:
        """Whether all terms are plain, and no variable stands twice or for a narrower kind than its slot."""
        names: set[str] = set()
        for term, field in zip(self.pattern.terms, self.pattern.what.fields, strict=True):
            match term:
                case m.Variable():
                    if term.name in names or term.type.name != field.type.name:
                        return False
                    names.add(term.name)
                case m.Constant() | m.Anything() | m.Nothing():
                    continue
                case _:
                    return False
        return not self.is_fact

    # ---- what is found ----------------------------------------------------------------------------------------------

    def items(self, env: Env, at: At) -> list[Found]:
        """The events or stretches that are found, with the ways in which they match."""
        if self.is_fact:
            return list(self._stretches(env, at))
        return [*self._newest_first(env, at)][::-1]

    def _newest_first(self, env: Env, at: At) -> Iterator[Found]:
        bounds = _Bounds(self, env, at)
        this = at.this
        if self.past.counting_this and this is not None and this.what.name == self.name:
            found, _ = self._look_at(this, bounds, env, at)
            if found:
                yield this, found
        for happening in reversed(self.answers.history.of_event(self.name, at.place, self.slots(env))):
            found, further = self._look_at(happening, bounds, env, at)
            if found:
                yield happening, found
            if not further:
                return

    def _look_at(self, happening: Happening, bounds: _Bounds, env: Env, at: At) -> tuple[list[tuple[Env, Truth]], bool]:
        """The ways in which an event matches, and whether earlier ones may do so as well."""
        fitted = self.fit(happening.values, env, at)
        if fitted is None:
            return [], True
        sure: Truth = True if happening.certain else UNKNOWN
        for position, window in enumerate(self.windows):
            inside, further = self._in_window(window, bounds.value(position), happening, at)
            if inside is False:
                return [], further
            sure = both(sure, inside)
        sure = both(fitted[1], sure)
        found = [*self.where(fitted[0], at)]
        if sure is not True:
            found = [(inner, both(way, sure)) for inner, way in found]
        if found and self._is_hidden(at):
            seen = negate(self.answers.disregarded(happening, at))
            found = [(inner, both(way, seen)) for inner, way in found]
        return [(inner, way) for inner, way in found if way is not False], True

    def _in_window(self, window: m.Narrowing, value: Value, item: Happening, at: At) -> tuple[Truth, bool]:
        """Whether an event lies in a window, and whether an earlier one may."""
        word = window.word
        if isinstance(window.operand, m.Match):
            certain, possible = value
            if word == "since":
                inside = True if item.place > possible else UNKNOWN if item.place > certain else False
                return inside, inside is not False
            if word == "before":
                return (True if item.place < certain else UNKNOWN if item.place < possible else False), True
            return UNKNOWN, True
        if value is UNKNOWN:
            return UNKNOWN, True
        if word == "in the last":
            inside = self.answers.not_over(item.moment, value, at)
            return inside, inside is not False or bool(value.hours)
        match word:
            case "since":
                return item.day >= value.day, item.day >= value.day
            case "before":
                return compare(item.moment, value) < 0, True
            case "on":
                return item.day == value.day, item.day >= value.day
        return item.day <= value.day, True

    def dark(self, env: Env, at: At) -> bool:
        """Whether it looks at a time of which the timeline is incomplete, or of which nothing is kept."""
        dark = self.answers.incomplete_before
        if dark is None or self.is_fact:  # what may have held is found among the stretches
            return self._unkept(at)
        bounds = _Bounds(self, env, at)
        for position, window in enumerate(self.windows):
            value = bounds.value(position)
            if isinstance(window.operand, m.Match):
                if window.word == "since" and value[0] >= 0:
                    return False
            elif window.word == "in the last" and isinstance(value, Duration):
                end = self.answers.forward(Moment(dark - _ONE_DAY), value, at)
                if isinstance(end, Moment) and compare(at.now, end) > 0:
                    return False
            elif window.word in ("since", "on") and isinstance(value, Moment) and value.day >= dark:
                return False
        return True

    # ---- counting ---------------------------------------------------------------------------------------------------

    def count(self, env: Env, at: At) -> int | Between:
        """How many matches there are; with a variable, how many different values of it."""
        complete = self.answers.incomplete_before is None
        if self.alone and complete and self.over is None and not self._is_hidden(at):
            known = self._count_alone(env, at)
            if known is not None:
                return known
        items = self.items(env, at)
        if self.over is not None:
            least, most = _different(self.over, [ways for _, ways in items])
        else:
            least = most = 0
            for _, ways in items:
                least += any(way is True for _, way in ways)
                most += any(way is not False for _, way in ways)
        if self.dark(env, at):
            return Between(least, None)
        return least if least == most else Between(least, most)

    def _count_alone(self, env: Env, at: At) -> int | None:
        """A count by the index alone; None where something about it is not known."""
        slots = self.slots(env)
        if any(env.get(name) is UNKNOWN for name in self.names):
            return None
        places = self.answers.history.tally(self.name, slots)
        if places is None:
            return None
        count = len(places) if not places or places[-1] < at.place else bisect_left(places, at.place)
        this = at.this
        if self.past.counting_this and this is not None and this.what.name == self.name:
            for slot, value in slots:
                if this.values[slot] is UNKNOWN:
                    return None
                if this.values[slot] != value:
                    return count
            return count + 1 if this.certain else None
        return count

    # ---- the latest -------------------------------------------------------------------------------------------------

    def latest(self, env: Env, at: At) -> list[tuple[Happening, Env, Truth]]:
        """The latest match; before it those that may be later ones, all of them uncertain."""
        latest = self.candidates(env, at)
        if len(latest) > 1:
            return [(item, inner, UNKNOWN) for item, inner, _ in latest]
        return latest

    def candidates(self, env: Env, at: At) -> list[tuple[Happening, Env, Truth]]:
        """What may be the latest match, from the latest back to the first that is certain, if there is one."""
        latest: list[tuple[Happening, Env, Truth]] = []
        if self.is_fact:
            return latest
        for item, ways in self._newest_first(env, at):
            assert isinstance(item, Happening)
            for inner, sure in ways:
                latest.append((item, inner, sure))
                if sure is True:
                    return latest
        return latest

    # ---- facts ------------------------------------------------------------------------------------------------------

    def _stretches(self, env: Env, at: At) -> Iterator[Found]:
        """What holds now, or with windows what held at some time in them."""
        assert self.facts is not None
        if not self.windows:
            for position, way in enumerate(self.facts(env, at)):
                yield Stretch("", (position,), 0, None), [way]
            return
        bounds = _Bounds(self, env, at)
        for position, window in enumerate(self.windows):
            if window.word == "as of":
                yield from self._as_of(bounds.value(position), env, at)
                return
        for spell in self.answers.history.of_fact(self.name, self.slots(env)):
            fitted = self.fit(spell.values, env, at) if spell.begun < at.place else None
            if fitted is None:
                continue
            inside: Truth = True if spell.certain else UNKNOWN
            for position, window in enumerate(self.windows):
                inside = both(inside, self._spell_in_window(window, bounds.value(position), spell, at))
            if inside is False:
                continue
            sure = both(fitted[1], inside)
            ways = [(inner, both(way, sure)) for inner, way in self.where(fitted[0], at)]
            if ways:
                yield spell, ways
        if not self._unkept(at):
            standing = not at.law.fact_clauses.get(self.name)
            for inner, _ in self.answers.unstated(self.pattern, env, at, standing=standing):
                ways = [(innermost, UNKNOWN) for innermost, _ in self.where(inner, at)]
                if ways:
                    yield Stretch(self.name, (), 0, None), ways

    def _as_of(self, value: Value, env: Env, at: At) -> Iterator[Found]:
        assert self.facts is not None
        if not isinstance(value, Moment):
            yield Stretch("", (), 0, None), [(env, UNKNOWN)]
            return
        place = min(at.place, self.answers.history.place_after(value.day))
        then = At(place, value, at.law, at.this, at.rule, at.rounding, at.start)
        for position, way in enumerate(self.facts(env, then)):
            yield Stretch("", (position,), 0, None), [way]

    def _spell_in_window(self, window: m.Narrowing, value: Value, spell: Spell, at: At) -> Truth:
        ended = spell.ended is not None and spell.ended < at.place
        if isinstance(window.operand, m.Match):
            certain, possible = value
            last = spell.ended if ended and spell.ended is not None else at.place
            if window.word == "since":
                return True if last > possible else UNKNOWN if last > certain else False
            if window.word == "before":
                return True if spell.begun < certain else UNKNOWN if spell.begun < possible else False
            return UNKNOWN
        if value is UNKNOWN:
            return UNKNOWN
        end = spell.end if ended else None
        if window.word == "in the last":
            return True if end is None else self.answers.not_over(end, value, at)
        started = spell.start is None or spell.start.day <= value.day
        match window.word:
            case "since":
                return end is None or end.day >= value.day
            case "before":
                return spell.start is None or spell.start.day < value.day
        return started and (end is None or end.day >= value.day)


def _different(over: str, items: list[list[tuple[Env, Truth]]]) -> tuple[int, int]:
    """How many different values a variable has, at least and at most.

    An event that leaves the value unsaid may have one of those known, or one more.
    """
    certain: set[Value] = set()
    possible: set[Value] = set()
    unsaid = 0
    something = False
    for ways in items:
        unsaid += any(inner.get(over) is UNKNOWN for inner, _ in ways)
        for inner, sure in ways:
            something = something or sure is True
            value = inner.get(over)
            if value is not UNKNOWN:
                (certain if sure is True else possible).add(value)
    return max(len(certain), int(something)), len(certain | possible) + unsaid


def elapsed_days(stretches: list[Spell], at: At) -> tuple[int, date] | None:
    """For how many days stretches held before a place, and the first day; None if a beginning is not known."""
    days = 0
    first: date | None = None
    for spell in stretches:
        if spell.start is None:
            return None
        ended = spell.ended is not None and spell.ended < at.place
        end = spell.end if ended and spell.end is not None else at.now
        days += (end.day - spell.start.day).days
        if first is None or spell.start.day < first:
            first = spell.start.day
    return (days, first) if first is not None else None
