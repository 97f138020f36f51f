"""The past: what has happened or held, within which windows, how often, and last.

In: a question about the past and the place it is asked from. Out: the events or stretches that it finds. Every
question looks through the whole record.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from govrules.calendar import Duration, Moment, compare
from govrules.engine.matching import Matching
from govrules.engine.record import At, Happening, Record, Stretch
from govrules.engine.values import Between, Env, Truth, both, either, negate
from govrules.law import model as m
from govrules.law.model import UNKNOWN, Value


class Past(Matching):
    """Answers questions about the past."""

    @abstractmethod
    def forward(self, start: Moment, duration: Duration, at: At) -> Value:
        """A moment and a duration later."""

    def count(self, past: m.Past, over: str | None, env: Env, at: At) -> int | Between:
        """How many matches there are; with `over`, how many different values of that variable."""
        least = most = 0
        for _, ways in self._items(past, env, at):
            sure: Truth = False
            for _, way in ways:
                sure = either(sure, way)
            least += sure is True
            most += sure is not False
        if over is not None:
            least, most = self._different(over, [ways for _, ways in self._items(past, env, at)])
        if self._reaches_into_the_dark(past, env, at):
            return Between(least, None)
        return least if least == most else Between(least, most)

    def _different(self, over: str, items: list[list[tuple[Env, Truth]]]) -> tuple[int, int]:
        """How many different values a variable has, at least and at most.

        An event that leaves the value unsaid may have one of those known, or one more.
        """
        certain: list[Value] = []
        possible: list[Value] = []
        unsaid = [ways for ways in items if any(inner.get(over) is UNKNOWN for inner, _ in ways)]
        for ways in items:
            for inner, sure in ways:
                value = inner.get(over)
                known = certain if sure is True else possible
                if value is not UNKNOWN and value not in known:
                    known.append(value)
        something = any(sure is True for ways in items for _, sure in ways)
        further = [value for value in possible if value not in certain]
        return max(len(certain), int(something)), len(certain) + len(further) + len(unsaid)

    def _items(self, past: m.Past, env: Env, at: At) -> Iterator[tuple[Happening | Stretch, list[tuple[Env, Truth]]]]:
        """The events or stretches that a question about the past looks at, with the ways in which they match."""
        if past.match.pattern.what.sort == "fact":
            yield from self._stretches(past, env, at)
            return
        for happening in self._seen(past, at):
            if self.fit(past.match.pattern, happening.values, env, at) is None:
                continue
            windows = self._in_windows(past.windows, happening, env, at)
            if windows is False:
                continue
            sure = both(windows, happening.certain or UNKNOWN)
            ways = [(e, both(w, sure)) for e, w in self.match(past.match, happening.values, env, at)]
            ways = [
                (e, w)
                for e, w in ((e, both(w, negate(self._disregarded(happening, at)))) for e, w in ways)
                if w is not False
            ]
            if ways:
                yield happening, ways

    def found(self, past: m.Past, env: Env, at: At) -> list[Happening | Stretch]:
        """The events or stretches that a question about the past finds."""
        return [item for item, _ in self._items(past, env, at)]

    def _seen(self, past: m.Past, at: At) -> Iterator[Happening]:
        name = past.match.pattern.what.name
        for happening in self.record.happenings:
            if happening.place < at.place and happening.what.name == name:
                yield happening
        if past.counting_this and at.this is not None and at.this.what.name == name:
            yield at.this

    def _disregarded(self, happening: Happening, at: At) -> Truth:
        """Whether a transition clause keeps the rule at hand from seeing an event; the clause itself sees all."""
        result: Truth = False
        whole = replace(at, rule=None)
        for transition in at.law.transitions.values():
            for clause in transition.disregards:
                if at.rule in clause.rules and clause.match.pattern.what.name == happening.what.name:
                    before = self.value(clause.before, {}, whole)
                    early = happening.day < before.day if isinstance(before, Moment) else UNKNOWN
                    for _, sure in self.match(clause.match, happening.values, {}, whole):
                        result = either(result, both(early, sure))
        return result

    def disregarded(self, happening: Happening, at: At) -> Truth:
        """Whether a transition clause keeps the rule at hand from seeing an event; the clause itself sees all."""
        return self._disregarded(happening, at)

    def _in_windows(self, windows: tuple[m.Narrowing, ...], item: Happening, env: Env, at: At) -> Truth:
        result: Truth = True
        for window in windows:
            result = both(result, self._in_window(window, item, env, at))
            if result is False:
                return False
        return result

    def _in_window(self, window: m.Narrowing, item: Happening, env: Env, at: At) -> Truth:
        if isinstance(window.operand, m.Match):
            return self._around_event(window, item.place, item.place, env, at)
        value = self.value(window.operand, env, at)
        if value is UNKNOWN:
            return UNKNOWN
        if window.word == "in the last":
            return self._not_over(item.moment, value, at)
        day = value.day
        match window.word:
            case "since":
                return item.day >= day
            case "before":
                return compare(item.moment, value) < 0
            case "on":
                return item.day == day
        return item.day <= day

    def _not_over(self, moment: Moment, duration: Duration, at: At) -> Truth:
        """Whether today is not after a moment and a duration together."""
        return self.of_end(moment, duration, at, lambda end: compare(at.now, end) <= 0)

    def of_end(self, start: Moment, duration: Duration, at: At, told: Callable[[Moment], bool]) -> Truth:
        """What is told of a moment and a duration together; unknown if it hangs on a rounding that nobody declared."""
        ambiguous = self.ambiguous
        end = self.forward(start, duration, at)
        if isinstance(end, Moment):
            return told(end)
        ends = [self.forward(start, duration, replace(at, rounding=rounding)) for rounding in ("down", "up")]
        answers = {told(each) if isinstance(each, Moment) else UNKNOWN for each in ends}
        if len(answers) > 1:
            return UNKNOWN
        self.ambiguous = ambiguous
        return answers.pop()

    def _around_event(self, window: m.Narrowing, first: int, last: int, env: Env, at: At) -> Truth:
        """Whether places lie after (`since`) or before the latest event that a window names."""
        certain = possible = -2
        assert isinstance(window.operand, m.Match)
        for happening in self.record.happenings:
            if happening.place >= at.place or happening.what.name != window.operand.pattern.what.name:
                continue
            seen = both(happening.certain or UNKNOWN, negate(self.disregarded(happening, at)))
            if seen is False:
                continue
            for _, sure in self.match(window.operand, happening.values, env, at):
                if both(sure, seen) is True:
                    certain = max(certain, happening.place)
                possible = max(possible, happening.place)
        if window.word == "since":
            return True if last > possible else UNKNOWN if last > certain else False
        if window.word == "before":
            return True if first < certain else UNKNOWN if first < possible else False
        return UNKNOWN

    def _reaches_into_the_dark(self, past: m.Past, env: Env, at: At) -> bool:
        """Whether a question about the past looks at a time of which the timeline is incomplete."""
        if self._unkept(past, at):
            return True
        dark = self.incomplete_before
        if dark is None:
            return False
        pattern = past.match.pattern
        if pattern.what.sort == "fact":
            return False  # what may have held is found among the stretches
        for window in past.windows:
            if isinstance(window.operand, m.Match):
                if (
                    window.word == "since"
                    and self._around_event(window, dark_place(self.record, dark), -1, env, at) is False
                ):
                    return False
                continue
            value = self.value(window.operand, env, at)
            if window.word == "in the last" and isinstance(value, Duration):
                end = self.forward(Moment(dark - timedelta(days=1)), value, at)
                if isinstance(end, Moment) and compare(at.now, end) > 0:
                    return False
            elif window.word in ("since", "on") and isinstance(value, Moment) and value.day >= dark:
                return False
        return True

    def _unkept(self, past: m.Past, at: At) -> bool:
        """Whether a question looks into the past of a derived fact, of which only what holds now is kept."""
        clauses = at.law.fact_clauses.get(past.match.pattern.what.name, ())
        derived = any(isinstance(clause, m.FactWhileClause) for clause in clauses)
        return derived and any(window.word != "as of" for window in past.windows)

    def _stretches(self, past: m.Past, env: Env, at: At) -> Iterator[tuple[Stretch, list[tuple[Env, Truth]]]]:
        """What holds now, or with windows what held at some time in them."""
        if not past.windows:
            for position, way in enumerate(self.facts(past.match, env, at)):
                yield Stretch("", (position,), 0, None), [way]
            return
        name = past.match.pattern.what.name
        for window in past.windows:
            if window.word == "as of":
                value = self.value(window.operand, env, at)
                if not isinstance(value, Moment):
                    yield Stretch("", (), 0, None), [(env, UNKNOWN)]
                    return
                place = min(at.place, self.record.place_after(value.day))
                then = replace(at, place=place, now=value)
                for position, way in enumerate(self.facts(past.match, env, then)):
                    yield Stretch("", (position,), 0, None), [way]
                return
        for stretch in self.record.stretches:
            if stretch.fact != name or stretch.begun >= at.place:
                continue
            if self.fit(past.match.pattern, stretch.values, env, at) is None:
                continue
            inside: Truth = True if stretch.certain else UNKNOWN
            for window in past.windows:
                inside = both(inside, self._stretch_in_window(window, stretch, env, at))
            if inside is False:
                continue
            ways = [(e, both(w, inside)) for e, w in self.match(past.match, stretch.values, env, at)]
            if ways:
                yield stretch, ways
        if not self._unkept(past, at):
            standing = not at.law.fact_clauses.get(name, ())
            for inner in self._perhaps_all_along(past.match.pattern, env, at, standing):
                ways = [(e, UNKNOWN) for e, _ in self.solutions(past.match.where, inner, at)]
                if ways:
                    yield Stretch(name, (), 0, None), ways

    def _perhaps_all_along(self, pattern: m.Pattern, env: Env, at: At, standing: bool) -> Iterator[Env]:
        """The ways in which a fact may have held although nothing in the record says so."""
        for inner, _ in self._unstated(pattern, env, at, standing=standing):
            yield inner

    def _stretch_in_window(self, window: m.Narrowing, stretch: Stretch, env: Env, at: At) -> Truth:
        ended = stretch.ended is not None and stretch.ended < at.place
        if isinstance(window.operand, m.Match):
            last = stretch.ended if ended and stretch.ended is not None else at.place
            return self._around_event(window, stretch.begun, last, env, at)
        value = self.value(window.operand, env, at)
        if value is UNKNOWN:
            return UNKNOWN
        end = stretch.end if ended else None
        if window.word == "in the last":
            return True if end is None else self._not_over(end, value, at)
        started = stretch.start is None or stretch.start.day <= value.day
        match window.word:
            case "since":
                return end is None or end.day >= value.day
            case "before":
                return stretch.start is None or stretch.start.day < value.day
        return started and (end is None or end.day >= value.day)

    def _latest(self, past: m.Past, env: Env, at: At) -> list[tuple[Happening, Env, Truth]]:
        """The latest match; before it those that may be later ones, all of them uncertain."""
        latest = self._candidates_for_latest(past, env, at)
        if len(latest) > 1:
            return [(item, inner, UNKNOWN) for item, inner, _ in latest]
        return latest

    def _candidates_for_latest(self, past: m.Past, env: Env, at: At) -> list[tuple[Happening, Env, Truth]]:
        """What may be the latest match, from the latest back to the first that is certain, if there is one."""
        candidates: list[tuple[Happening, Env, Truth]] = []
        for item, ways in self._items(past, env, at):
            if isinstance(item, Happening):
                candidates += [(item, inner, sure) for inner, sure in ways]
        candidates.sort(key=lambda c: -c[0].place)
        latest: list[tuple[Happening, Env, Truth]] = []
        for candidate in candidates:
            latest.append(candidate)
            if candidate[2] is True:
                break
        return latest


def dark_place(record: Record, dark: date) -> int:
    """The first place of the record that lies in the time of which the timeline is complete."""
    return min((place for place, day in record.days if day >= dark), default=record.place)
