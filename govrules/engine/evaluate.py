"""What a question about the record is answered: the meaning of expressions.

In: a record, a rule set, an expression, the values of its variables and the place it is asked from. Out: its value.
A statement is true, false or unknown (`UNKNOWN`), by Kleene's strong logic. Every question looks through the whole
record. Nothing in here changes anything.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from msgspec import Struct

from govrules.calendar import AmbiguousDay, Duration, Moment, NthWeekday, OutOfCalendar, compare, local
from govrules.engine import calendar
from govrules.engine.record import At, Happening, Record, Stretch
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value
from govrules.text import limits

Env = dict[str, Value]
Truth = Any
"""True, False or UNKNOWN."""


class Between(Struct, frozen=True):
    """A count of which only bounds are known; `most` is None when there is no upper bound."""

    least: int
    most: int | None


class Elapsed(Struct, frozen=True):
    """A length of time that has passed. Without a start it is longer than every duration."""

    start: Moment | None
    end: Moment


class StepLimit(Exception):
    """The check asks more questions than the limit allows."""


def negate(truth: Truth) -> Truth:
    """Not."""
    return UNKNOWN if truth is UNKNOWN else not truth


def both(one: Truth, two: Truth) -> Truth:
    """And."""
    if one is False or two is False:
        return False
    return UNKNOWN if one is UNKNOWN or two is UNKNOWN else True


def either(one: Truth, two: Truth) -> Truth:
    """Or."""
    if one is True or two is True:
        return True
    return UNKNOWN if one is UNKNOWN or two is UNKNOWN else False


class Evaluator:
    """Answers questions about a record under one rule set."""

    def __init__(
        self, record: Record, ruleset: m.RuleSet, vocabulary: m.Vocabulary, incomplete_before: date | None
    ) -> None:
        self.record = record
        self.ruleset = ruleset
        self.vocabulary = vocabulary
        self.incomplete_before = incomplete_before
        self.steps = 0
        self.horizon: set[date] = set()
        """Days on which an answer given so far may change although nothing happens."""

    # ---- statements -------------------------------------------------------------------------------------------------

    def truth(self, expr: m.Expr, env: Env, at: At) -> Truth:
        """Whether a statement is true."""
        match expr:
            case m.Holds():
                result: Truth = False
                for _, sure in self.facts(expr.match, env, at):
                    result = either(result, sure)
                    if result is True:
                        return True
                return result
            case m.Exists():
                count = self.count(expr.past, None, env, at)
                if expr.word == "any":
                    return self.compare(">=", count, 1, at)
                return self.compare("<=", count, expr.limit, at)
            case m.EveryHas():
                result = True
                items = self.facts if expr.match.pattern.what.sort == "fact" else self.events
                for inner, sure in items(expr.match, env, at):
                    has = self.truth(expr.has, inner, at)
                    result = both(result, has if sure is True else either(has, UNKNOWN))
                return result
            case m.Latest() if expr.read == "exists":
                return self.compare(">=", self.count(expr.past, None, env, at), 1, at)
            case m.Comparison():
                return self._comparison(expr, env, at)
            case m.DayTest():
                return self._day_test(expr, env, at)
            case m.Negation():
                return negate(self.truth(expr.operand, env, at))
            case m.Junction():
                result = expr.operator == "and"
                for part in expr.parts:
                    truth = self.truth(part, env, at)
                    result = both(result, truth) if expr.operator == "and" else either(result, truth)
                return result
            case m.Choice():
                condition = self.truth(expr.condition, env, at)
                if condition is UNKNOWN:
                    then, otherwise = self.truth(expr.then, env, at), self.truth(expr.otherwise, env, at)
                    return then if then == otherwise else UNKNOWN
                return self.truth(expr.then if condition else expr.otherwise, env, at)
        value = self.value(expr, env, at)
        return value if isinstance(value, bool) else UNKNOWN

    def solutions(self, condition: m.Expr | None, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which a condition is true or may be: the values of its variables, and whether it is certain."""
        match condition:
            case None:
                yield env, True
            case m.Junction() if condition.operator == "and":
                yield from self._solutions_of_all(condition.parts, env, at)
            case m.Holds():
                yield from self.facts(condition.match, env, at)
            case m.Latest() if condition.read == "exists":
                for happening, inner, sure in self._latest(condition.past, env, at):
                    del happening
                    yield inner, sure
            case _:
                truth = self.truth(condition, env, at)
                if truth is not False:
                    yield env, truth

    def _solutions_of_all(self, parts: tuple[m.Expr, ...], env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        if not parts:
            yield env, True
            return
        for inner, sure in self.solutions(parts[0], env, at):
            for innermost, also in self._solutions_of_all(parts[1:], inner, at):
                yield innermost, both(sure, also)

    # ---- matching ---------------------------------------------------------------------------------------------------

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
                for inner, sure in self.match(match, happening.values, env, at):
                    yield inner, both(sure, happening.certain or UNKNOWN)

    def facts(self, match: m.Match, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which a fact holds, or may hold, at the place at hand."""
        for inner, sure in self._held(match.pattern, env, at):
            for innermost, also in self.solutions(match.where, inner, at):
                yield innermost, both(sure, also)

    def _held(self, pattern: m.Pattern, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        name = pattern.what.name
        clauses = self.ruleset.fact_clauses.get(name, ())
        derived = [clause for clause in clauses if isinstance(clause, m.FactWhileClause)]
        for clause in derived:
            yield from self._derived(clause, pattern, env, at)
        seen_certain = False
        for stretch in self.record.stretches:
            if stretch.fact != name:
                continue
            holds = stretch.holds(at.place)
            if holds is False:
                continue
            fitted = self.fit(pattern, stretch.values, env, at)
            if fitted is not None:
                sure = both(fitted[1], True if holds else UNKNOWN)
                seen_certain = seen_certain or (sure is True and fitted[0] == env)
                yield fitted[0], sure
        if not derived and not seen_certain:
            yield from self._unstated(pattern, env, at, standing=not clauses)

    def _unstated(self, pattern: m.Pattern, env: Env, at: At, *, standing: bool) -> Iterator[tuple[Env, Truth]]:
        """What is not known although nothing in the record says it."""
        if standing:
            if pattern.what.otherwise_no:
                return
        elif self.incomplete_before is None:
            return
        for inner in self._candidates(pattern, env):
            values = tuple(self._plain(term, inner) for term in pattern.terms)
            if self._settled(pattern.what.name, values, at, standing):
                continue
            yield inner, UNKNOWN

    def _settled(self, fact: str, values: tuple[Value, ...], at: At, standing: bool) -> bool:
        """Whether the record says, one way or the other, whether the fact holds for these values."""

        def same(known: tuple[Value, ...]) -> bool:
            return all(b is UNKNOWN or a == b for a, b in zip(known, values, strict=True))

        if any(d.covers(at.now.day) and same(d.values) for d in self.record.denials.get(fact, ())):
            return True
        stretches = [s for s in self.record.stretches if s.fact == fact and same(s.values)]
        if standing:
            return bool(stretches)
        return any(s.begun < at.place or s.ended is not None for s in stretches)

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

    # ---- the past ---------------------------------------------------------------------------------------------------

    def count(self, past: m.Past, over: str | None, env: Env, at: At) -> int | Between:
        """How many matches there are; with `over`, how many different values of that variable."""
        least = most = 0
        certain: list[Value] = []
        possible: list[Value] = []
        for _, ways in self._items(past, env, at):
            sure: Truth = False
            for inner, way in ways:
                sure = either(sure, way)
                if over is not None:
                    values = certain if way is True and inner.get(over) is not UNKNOWN else possible
                    if inner.get(over) not in values:
                        values.append(inner.get(over))
            least += sure is True
            most += sure is not False
        if over is not None:
            least = len(certain)
            most = least + sum(1 for value in possible if value not in certain)
        if self._reaches_into_the_dark(past, env, at):
            return Between(least, None)
        return least if least == most else Between(least, most)

    def _items(self, past: m.Past, env: Env, at: At) -> Iterator[tuple[Happening | Stretch, list[tuple[Env, Truth]]]]:
        """The events or stretches that a question about the past looks at, with the ways in which they match."""
        if past.match.pattern.what.sort == "fact":
            yield from self._stretches(past, env, at)
            return
        for happening in self._seen(past, at):
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
        """Whether a transition clause keeps the rule at hand from seeing an event."""
        result: Truth = False
        for transition in self.ruleset.transitions.values():
            for clause in transition.disregards:
                if at.rule in clause.rules and clause.match.pattern.what.name == happening.what.name:
                    before = self.value(clause.before, {}, at)
                    early = happening.day < before.day if isinstance(before, Moment) else UNKNOWN
                    for _, sure in self.match(clause.match, happening.values, {}, at):
                        result = either(result, both(early, sure))
        return result

    def disregarded(self, happening: Happening, at: At) -> Truth:
        """Whether a transition clause keeps the rule at hand from seeing an event."""
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
        end = self.forward(moment, duration, at)
        return compare(at.now, end) <= 0 if isinstance(end, Moment) else UNKNOWN

    def _around_event(self, window: m.Narrowing, first: int, last: int, env: Env, at: At) -> Truth:
        """Whether places lie after (`since`) or before the latest event that a window names."""
        certain = possible = -2
        assert isinstance(window.operand, m.Match)
        for happening in self.record.happenings:
            if happening.place >= at.place or happening.what.name != window.operand.pattern.what.name:
                continue
            for _, sure in self.match(window.operand, happening.values, env, at):
                if sure is True and happening.certain:
                    certain = max(certain, happening.place)
                possible = max(possible, happening.place)
        if window.word == "since":
            return True if last > possible else UNKNOWN if last > certain else False
        if window.word == "before":
            return True if first < certain else UNKNOWN if first < possible else False
        return UNKNOWN

    def _reaches_into_the_dark(self, past: m.Past, env: Env, at: At) -> bool:
        """Whether a question about the past looks at a time of which the timeline is incomplete."""
        dark = self.incomplete_before
        if dark is None:
            return False
        pattern = past.match.pattern
        if pattern.what.sort == "fact" and not past.windows:
            return False
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
                then = At(place, value, at.this, at.rule, at.rounding, at.start)
                for position, way in enumerate(self.facts(past.match, env, then)):
                    yield Stretch("", (position,), 0, None), [way]
                return
        for stretch in self.record.stretches:
            if stretch.fact != name or stretch.begun >= at.place:
                continue
            inside: Truth = True if stretch.certain else UNKNOWN
            for window in past.windows:
                inside = both(inside, self._stretch_in_window(window, stretch, env, at))
            if inside is False:
                continue
            ways = [(e, both(w, inside)) for e, w in self.match(past.match, stretch.values, env, at)]
            if ways:
                yield stretch, ways

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
        if len(latest) > 1:
            return [(item, inner, UNKNOWN) for item, inner, _ in latest]
        return latest

    # ---- values -----------------------------------------------------------------------------------------------------

    def value(self, expr: m.Expr, env: Env, at: At) -> Value:
        """The value of an expression."""
        self._step()
        match expr:
            case m.Constant():
                return expr.value
            case m.Variable():
                return env.get(expr.name, UNKNOWN)
            case m.LetValue():
                return self.value(self.ruleset.lets[expr.name].value, {}, at)
            case m.Nothing():
                return NOBODY
            case m.Today():
                return self._today(expr, at)
            case m.ClockTime():
                return self._clock(expr, env, at)
            case m.StretchStart():
                return at.start if at.start is not None else UNKNOWN
            case m.AttributeOf():
                return self._attribute(expr.owner, expr.name, env, at)
            case m.Count():
                return self.count(expr.past, expr.over, env, at)
            case m.Latest():
                return self._latest_value(expr, env, at)
            case m.Measured():
                return self._measured(expr, env, at)
            case m.Age():
                born = self._attribute(expr.subject, "born", env, at)
                return Elapsed(born, at.now) if isinstance(born, Moment) else UNKNOWN
            case m.Aggregated():
                return self._aggregated(expr, env, at)
            case m.Arithmetic():
                return self._arithmetic(expr, env, at)
            case m.Choice():
                condition = self.truth(expr.condition, env, at)
                if condition is UNKNOWN:
                    then, otherwise = self.value(expr.then, env, at), self.value(expr.otherwise, env, at)
                    return then if then == otherwise else UNKNOWN
                return self.value(expr.then if condition else expr.otherwise, env, at)
            case m.AnchorDate():
                return self._anchor(expr, env, at)
            case m.NeighbourDate():
                base = self.value(expr.base, env, at)
                if not isinstance(base, Moment):
                    return UNKNOWN
                step = calendar.next_after if expr.direction == "next" else calendar.previous_before
                return _moment(step(expr.anchor, base.day))
            case m.WithClock():
                day = self.value(expr.day, env, at)
                return Moment(day.day, expr.minute) if isinstance(day, Moment) else UNKNOWN
        return self.truth(expr, env, at)

    def _today(self, expr: m.Today, at: At) -> Value:
        today = at.now.day
        if expr.part == "date":
            return at.now
        first_of_next = date(today.year + (today.month == 12), today.month % 12 + 1, 1)
        self.horizon.add(first_of_next if expr.part == "month" else date(today.year + 1, 1, 1))
        return today.year if expr.part == "year" else today.month

    def _clock(self, expr: m.ClockTime, env: Env, at: At) -> Value:
        if at.this is None or at.this.moment.minute is None:
            return UNKNOWN
        if expr.zone is None:
            return at.this.moment.minute
        zone = self.value(expr.zone, env, at)
        if not isinstance(zone, str):
            return UNKNOWN
        moment = local(at.this.moment.day, at.this.moment.minute, self.ruleset.timezone, zone)
        return moment.minute if isinstance(moment, Moment) else UNKNOWN

    def _attribute(self, owner: m.Expr, name: str, env: Env, at: At) -> Value:
        entity = self.value(owner, env, at)
        return self._attribute_of(entity, name, at) if isinstance(entity, m.Entity) else UNKNOWN

    def _attribute_of(self, entity: m.Entity, name: str, at: At) -> Value:
        attribute = self.ruleset.attributes.get((entity.name, name))
        return UNKNOWN if attribute is None else self.value(attribute.value, {}, at)

    def _latest_value(self, expr: m.Latest, env: Env, at: At) -> Value:
        latest = self._latest(expr.past, env, at)
        if not latest or (latest[-1][2] is not True and len(latest) == 1):
            if not latest and not self._reaches_into_the_dark(expr.past, env, at):
                return self.value(expr.if_none, env, at) if expr.if_none is not None else UNKNOWN
            return UNKNOWN
        values = [
            item.moment if expr.read == "date" else item.values[expr.read]
            for item, _, _ in latest
            if isinstance(expr.read, int) or expr.read == "date"
        ]
        return values[0] if all(value == values[0] for value in values) else UNKNOWN

    def _measured(self, expr: m.Measured, env: Env, at: At) -> Value:
        if expr.word == "time since":
            past = m.Past(expr.match, (), False)
            latest = self._latest(past, env, at)
            if not latest:
                dark = self._reaches_into_the_dark(past, env, at)
                return UNKNOWN if dark else Elapsed(None, at.now)
            if len(latest) > 1 or latest[0][2] is not True:
                return UNKNOWN
            return Elapsed(latest[0][0].moment, at.now)
        stretches: list[Stretch] = []
        for stretch in self.record.stretches:
            if stretch.fact == expr.match.pattern.what.name and stretch.begun < at.place:
                ways = [sure for _, sure in self.match(expr.match, stretch.values, env, at)]
                if not ways:
                    continue
                if True not in ways or not stretch.certain or stretch.perhaps_ended is not None:
                    return UNKNOWN
                stretches.append(stretch)
        running = [s for s in stretches if s.holds(at.place)]
        if expr.word == "total time":
            return self._total(stretches, at)
        if expr.word == "how long":
            return Elapsed(running[0].start, at.now) if running else Elapsed(at.now, at.now)
        if not stretches:
            return UNKNOWN
        stretch = running[0] if running else max(stretches, key=lambda s: s.ended or 0)
        if expr.word == "start of":
            return stretch.start if stretch.start is not None else UNKNOWN
        if not running:
            return stretch.end if stretch.end is not None else UNKNOWN
        return self.scheduled_end(stretch, at)

    def _total(self, stretches: list[Stretch], at: At) -> Value:
        days = 0
        first: Moment | None = None
        for stretch in stretches:
            if stretch.start is None:
                return UNKNOWN
            ended = stretch.ended is not None and stretch.ended < at.place
            end = stretch.end if ended and stretch.end is not None else at.now
            days += (end.day - stretch.start.day).days
            if first is None or stretch.start.day < first.day:
                first = stretch.start
        if first is None:
            return Elapsed(at.now, at.now)
        if any(stretch.holds(at.place) for stretch in stretches):
            # What has passed grows with the days: the day that many days after the first one is "today".
            return Elapsed(Moment(at.now.day - timedelta(days=days)), Moment(at.now.day))
        return Elapsed(first, Moment(first.day + timedelta(days=days)))

    def scheduled_end(self, stretch: Stretch, at: At) -> Value:
        """The day on which a running stretch ends by itself, as things stand; unknown if none is scheduled."""
        ends = [
            point
            for point, holds in self.scheduled_ends(stretch, at)
            if holds is True and isinstance(point, Moment) and point.day >= at.now.day
        ]
        return min(ends, key=lambda point: (point.day, point.minute or 0)) if ends else UNKNOWN

    def scheduled_ends(self, stretch: Stretch, at: At) -> Iterator[tuple[Value, Truth]]:
        """The ends that the fact's clauses schedule for a stretch, and whether their conditions hold."""
        for clause in self.ruleset.fact_clauses.get(stretch.fact, ()):
            if isinstance(clause, m.FactEndsOnClause) and stretch.start is not None:
                fitted = self.fit(clause.head, stretch.values, {}, at)
                if fitted is not None:
                    inside = At(at.place, at.now, at.this, at.rule, at.rounding, stretch.start)
                    holds: Truth = True
                    if clause.where is not None:
                        holds = self.truth(clause.where, fitted[0], inside)
                    yield self.value(clause.point, fitted[0], inside), holds

    def _aggregated(self, expr: m.Aggregated, env: Env, at: At) -> Value:
        values: list[Value] = []
        for item, ways in self._items(expr.past, env, at):
            for inner, sure in ways[:1]:
                if sure is not True:
                    return UNKNOWN
                value = inner.get(expr.variable) if expr.variable is not None else item.values[expr.slot]
                if expr.attribute is not None and isinstance(value, m.Entity):
                    value = self._attribute_of(value, expr.attribute, at)
                if value is UNKNOWN or value is None:
                    return UNKNOWN
                values.append(value)
        if self._reaches_into_the_dark(expr.past, env, at):
            return UNKNOWN
        if not values:
            if expr.if_none is not None:
                return self.value(expr.if_none, env, at)
            return UNKNOWN if expr.word != "sum" or expr.type.name == "Money" else Fraction(0)
        if expr.word == "sum":
            if isinstance(values[0], m.Money):
                same = all(value.currency == values[0].currency for value in values)
                return m.Money(sum((v.amount for v in values), Fraction(0)), values[0].currency) if same else UNKNOWN
            return sum(values, Fraction(0))
        best = values[0]
        for value in values[1:]:
            larger = self.compare(">", value, best, at)
            if larger is UNKNOWN:
                return UNKNOWN
            if larger == (expr.word == "largest"):
                best = value
        return best

    def _arithmetic(self, expr: m.Arithmetic, env: Env, at: At) -> Value:
        left, right = self.value(expr.left, env, at), self.value(expr.right, env, at)
        if left is UNKNOWN or right is UNKNOWN or left is NOBODY or right is NOBODY:
            return UNKNOWN
        operator = expr.operator
        if isinstance(left, Moment):
            return self.forward(left, right if operator == "+" else right.times(-1), at)
        if isinstance(left, Between) or isinstance(right, Between):
            return _interval(operator, left, right)
        if isinstance(left, Duration) and isinstance(right, Duration):
            return left.plus(right) if operator == "+" else left.minus(right)
        if isinstance(left, Duration) or isinstance(right, Duration):
            duration, number = (left, right) if isinstance(left, Duration) else (right, left)
            number = Fraction(number)
            return duration.times(int(number)) if number.denominator == 1 else UNKNOWN
        if isinstance(left, m.Money) and isinstance(right, m.Money):
            if left.currency != right.currency:
                return UNKNOWN
            amount = _number(operator, left.amount, right.amount)
            return amount if operator == "/" or amount is UNKNOWN else m.Money(amount, left.currency)
        if isinstance(left, m.Money) or isinstance(right, m.Money):
            money, number = (left, right) if isinstance(left, m.Money) else (right, left)
            amount = _number(operator, money.amount, number)
            return UNKNOWN if amount is UNKNOWN else m.Money(amount, money.currency)
        return _number(operator, left, right)

    def forward(self, start: Moment, duration: Duration, at: At) -> Value:
        """A moment and a duration later; unknown where the law does not say how to round, or beyond the calendar."""
        rounding = at.rounding or self.ruleset.rounding
        result = calendar.add(start, duration, rounding)  # type: ignore[arg-type]  # "down", "up" or None
        if isinstance(result, AmbiguousDay | OutOfCalendar):
            return UNKNOWN
        self._watch(result.day)
        self._watch(result.day + timedelta(days=1) if result.day < date.max else result.day)
        return result

    def _watch(self, day: date) -> None:
        self.horizon.add(day)

    def _anchor(self, expr: m.AnchorDate, env: Env, at: At) -> Value:
        today = at.now.day
        if expr.coming:
            return _moment(calendar.next_after(expr.anchor, today))
        year, month = today.year, today.month
        if expr.of is not None:
            of = self.value(expr.of, env, at)
            if isinstance(of, Moment):
                year, month = of.day.year, of.day.month
            elif isinstance(of, Between) or of is UNKNOWN:
                return UNKNOWN
            else:
                year = int(of)
        else:
            self.horizon.add(date(min(today.year + 1, 9999), 1, 1))
        if not 1 <= year <= 9999:
            return UNKNOWN
        month_at_hand = isinstance(expr.anchor, NthWeekday) and expr.anchor.month is None
        return _moment(calendar.anchor_in(expr.anchor, year, month if month_at_hand else None))

    def _day_test(self, expr: m.DayTest, env: Env, at: At) -> Truth:
        day = self.value(expr.subject, env, at)
        if not isinstance(day, Moment):
            return UNKNOWN
        self._watch(min(day.day, date.max - timedelta(days=1)) + timedelta(days=1))
        if expr.anchor is None:
            return self.ruleset.days_off.is_day_off(day.day)
        following = calendar.next_after(expr.anchor, day.day)
        if following is not None:
            self._watch(following)
        return calendar.falls_on(expr.anchor, day.day)

    # ---- comparison -------------------------------------------------------------------------------------------------

    def _comparison(self, expr: m.Comparison, env: Env, at: At) -> Truth:
        left, right = self.value(expr.left, env, at), self.value(expr.right, env, at)
        return self.compare(expr.operator, left, right, at)

    def compare(self, operator: str, left: Value, right: Value, at: At) -> Truth:
        """Whether a comparison of two values holds."""
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        if isinstance(left, Between) or isinstance(right, Between):
            return _compare_bounds(operator, left, right)
        if isinstance(left, Elapsed) or isinstance(right, Elapsed):
            return self._compare_elapsed(operator, left, right, at)
        if isinstance(left, Moment) and isinstance(right, Moment):
            for side in (left, right):
                self._watch(side.day)
                self._watch(min(side.day, date.max - timedelta(days=1)) + timedelta(days=1))
            return _ordered(operator, compare(left, right))
        if isinstance(left, Duration) and isinstance(right, Duration):
            return _compare_durations(operator, left, right)
        if isinstance(left, m.Money) and isinstance(right, m.Money):
            if left.currency != right.currency:
                return {"=": False, "!=": True}.get(operator, UNKNOWN)
            left, right = left.amount, right.amount
        if operator == "=":
            return bool(left == right)
        if operator == "!=":
            return bool(left != right)
        if isinstance(left, m.Entity | m.Special) or isinstance(right, m.Entity | m.Special):
            return UNKNOWN
        return _ordered(operator, (left > right) - (left < right))

    def _compare_elapsed(self, operator: str, left: Value, right: Value, at: At) -> Truth:
        flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        if isinstance(right, Elapsed):
            left, right, operator = right, left, flipped.get(operator, operator)
        if not isinstance(left, Elapsed) or not isinstance(right, Duration):
            return UNKNOWN
        if left.start is None:
            return _ordered(operator, 1)
        end = self.forward(left.start, right, at)
        if not isinstance(end, Moment):
            return UNKNOWN
        return _ordered(operator, compare(left.end, end))

    def _step(self) -> None:
        self.steps += 1
        if self.steps > limits.STEPS:
            raise StepLimit


def dark_place(record: Record, dark: date) -> int:
    """The first place of the record that lies in the time of which the timeline is complete."""
    return min((place for place, day in record.days if day >= dark), default=record.place)


def _moment(day: date | None) -> Value:
    return UNKNOWN if day is None else Moment(day)


def _ordered(operator: str, order: int) -> bool:
    return {
        "=": order == 0,
        "!=": order != 0,
        "<": order < 0,
        "<=": order <= 0,
        ">": order > 0,
        ">=": order >= 0,
    }[operator]


def _bounds(value: Value) -> tuple[Fraction, Fraction | None]:
    if isinstance(value, Between):
        return Fraction(value.least), None if value.most is None else Fraction(value.most)
    return Fraction(value), Fraction(value)


def _compare_bounds(operator: str, left: Value, right: Value) -> Truth:
    (a, b), (c, d) = _bounds(left), _bounds(right)
    if operator in (">", ">="):
        (a, b), (c, d) = (c, d), (a, b)
        operator = {">": "<", ">=": "<="}[operator]
    if operator == "<":
        if b is not None and b < c:
            return True
        return False if d is not None and a >= d else UNKNOWN
    if operator == "<=":
        if b is not None and b <= c:
            return True
        return False if d is not None and a > d else UNKNOWN
    apart = (b is not None and b < c) or (d is not None and d < a)
    if apart:
        return operator == "!="
    return operator == "=" if a == b == c == d else UNKNOWN


def _compare_durations(operator: str, left: Duration, right: Duration) -> Truth:
    """Durations compare when their parts do: 1 month and 30 days are neither more nor less."""
    difference = left.minus(right)
    parts = (difference.months, difference.days, difference.hours)
    if all(part == 0 for part in parts):
        return _ordered(operator, 0)
    if all(part >= 0 for part in parts):
        return _ordered(operator, 1)
    if all(part <= 0 for part in parts):
        return _ordered(operator, -1)
    return UNKNOWN


def _number(operator: str, left: Value, right: Value) -> Value:
    if operator == "+":
        return left + right
    if operator == "-":
        return left - right
    if operator in ("*", "of"):
        return left * right
    return UNKNOWN if right == 0 else Fraction(left) / Fraction(right)


def _interval(operator: str, left: Value, right: Value) -> Value:
    (a, b), (c, d) = _bounds(left), _bounds(right)
    if operator == "+":
        return Between(int(a + c), None if b is None or d is None else int(b + d))
    if operator == "-" and d is not None:
        return Between(int(a - d), None if b is None else int(b - c))
    return UNKNOWN
