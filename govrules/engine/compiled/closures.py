"""Statements and values as functions, made once for all versions of the law.

In: resolved expressions. Out: functions of the values of the variables and of the place from which the question is
asked; for conditions that bind variables, functions that give every way in which they are true or may be. Nothing in
here changes anything but what was asked for and the days on which an answer may change by time alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from govrules import calendar
from govrules.calendar import Moment, NthWeekday, compare, local
from govrules.engine.compiled.fitting import Fit, Matching, Question, Ways, bare
from govrules.engine.record import At
from govrules.engine.values import Between, Elapsed, Env, Truth, both, compare_bounds, either, moment, ordered
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value

if TYPE_CHECKING:
    from govrules.engine.compiled.answers import Answers

_STATEMENTS = (m.Holds, m.Exists, m.EveryHas, m.Latest, m.Comparison, m.Touches, m.DayTest, m.Negation, m.Junction)
_ONE_DAY = timedelta(days=1)
_LAST_DAY = date.max


class Closures:
    """The statements and values of the law, asked under the version that is at hand."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self._truths: dict[int, tuple[m.Expr, Question]] = {}
        self._values: dict[int, tuple[m.Expr, Question]] = {}
        self._ways: dict[int, tuple[m.Expr, Ways]] = {}
        self._fits: dict[int, tuple[m.Pattern, Fit]] = {}
        self._matches: dict[int, tuple[m.Match, Matching]] = {}

    # ---- statements -------------------------------------------------------------------------------------------------

    def truth(self, expr: m.Expr) -> Question:
        """Whether a statement is true."""
        known = self._truths.get(id(expr))
        if known is None:
            known = self._truths[id(expr)] = (expr, self._truth(expr))
        return known[1]

    def _truth(self, expr: m.Expr) -> Question:
        match expr:
            case m.Holds():
                return self._holds(expr)
            case m.Exists():
                return self._exists(expr)
            case m.EveryHas():
                return self._every_has(expr)
            case m.Latest() if expr.read == "exists":
                return self._exists(m.Exists(expr.span, "any", 1, expr.past))
            case m.Comparison():
                return self._comparison(expr)
            case m.Touches():
                return self._touches(expr)
            case m.DayTest():
                return self._day_test(expr)
            case m.Negation():
                operand = self.truth(expr.operand)

                def negated(env: Env, at: At) -> Truth:
                    truth = operand(env, at)
                    return UNKNOWN if truth is UNKNOWN else not truth

                return negated
            case m.Junction():
                return self._junction(expr)
            case m.Choice():
                return self._choice(self.truth(expr.condition), self.truth(expr.then), self.truth(expr.otherwise))
        value = self.value(expr)

        def stated(env: Env, at: At) -> Truth:
            found = value(env, at)
            return found if isinstance(found, bool) else UNKNOWN

        return stated

    def _holds(self, expr: m.Holds) -> Question:
        facts = self.facts(expr.match)

        def holds(env: Env, at: At) -> Truth:
            result: Truth = False
            for _, sure in facts(env, at):
                if sure is True:
                    return True
                result = either(result, sure)
            return result

        return holds

    def _exists(self, expr: m.Exists) -> Question:
        count = self.answers.past(expr.past).count
        operator, limit = (">=", 1) if expr.word == "any" else ("<=", expr.limit)

        def exists(env: Env, at: At) -> Truth:
            found = count(env, at)
            if isinstance(found, Between):
                return compare_bounds(operator, found, limit)
            return found >= limit if operator == ">=" else found <= limit

        return exists

    def _every_has(self, expr: m.EveryHas) -> Question:
        of_facts = expr.match.pattern.what.sort == "fact"
        items = self.facts(expr.match) if of_facts else self.events(expr.match)
        has, answers = self.truth(expr.has), self.answers

        def every(env: Env, at: At) -> Truth:
            result: Truth = True
            for inner, sure in items(env, at):
                truth = has(inner, at)
                result = both(result, truth if sure is True else either(truth, UNKNOWN))
            if result is True and not of_facts and answers.incomplete_before is not None:
                return UNKNOWN
            return result

        return every

    def _touches(self, expr: m.Touches) -> Question:
        reform, answers, target = self.value(expr.reform), self.answers, expr.target

        def touches(env: Env, at: At) -> Truth:
            named = reform(env, at)
            return answers.law.touches(named.name, target) if isinstance(named, m.Entity) else UNKNOWN

        return touches

    def _junction(self, expr: m.Junction) -> Question:
        parts = [self.truth(part) for part in expr.parts]
        join, start = (both, True) if expr.operator == "and" else (either, False)

        def joined(env: Env, at: At) -> Truth:
            result: Truth = start
            for part in parts:
                result = join(result, part(env, at))
            return result

        return joined

    def _choice(self, condition: Question, then: Question, otherwise: Question) -> Question:
        def chosen(env: Env, at: At) -> Value:
            truth = condition(env, at)
            if truth is UNKNOWN:
                one, two = then(env, at), otherwise(env, at)
                return one if one == two else UNKNOWN
            return then(env, at) if truth else otherwise(env, at)

        return chosen

    def _day_test(self, expr: m.DayTest) -> Question:
        subject, watch, anchor = self._side(expr.subject), self.answers.watch, expr.anchor

        def test(env: Env, at: At) -> Truth:
            day = subject(env, at)
            if not isinstance(day, Moment):
                return UNKNOWN
            watch(min(day.day, _LAST_DAY - _ONE_DAY) + _ONE_DAY)
            if anchor is None:
                return at.law.days_off.is_day_off(day.day)
            following = calendar.next_after(anchor, day.day)
            if following is not None:
                watch(following)
            return calendar.falls_on(anchor, day.day)

        return test

    # ---- ways -------------------------------------------------------------------------------------------------------

    def ways(self, condition: m.Expr | None) -> Ways:
        """The ways in which a condition is true or may be."""
        if condition is None:
            return _one_way
        known = self._ways.get(id(condition))
        if known is None:
            known = self._ways[id(condition)] = (condition, self._ways_of(condition))
        return known[1]

    def _ways_of(self, condition: m.Expr) -> Ways:
        match condition:
            case m.Junction() if condition.operator == "and":
                parts = [self.ways(part) for part in condition.parts]
                return lambda env, at: _all_parts(parts, 0, env, at)
            case m.Holds():
                return self.facts(condition.match)
            case m.Latest() if condition.read == "exists":
                return self._ways_of_latest(condition)
        truth = self.truth(condition)

        def ways(env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
            found = truth(env, at)
            if found is not False:
                yield env, found

        return ways

    def _ways_of_latest(self, condition: m.Latest) -> Ways:
        past = self.answers.past(condition.past)
        terms = condition.past.match.pattern.terms
        names = [term.name for term in terms if isinstance(term, m.Variable)]

        def ways(env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
            latest = past.latest(env, at)
            for _, inner, sure in latest:
                yield inner, sure
            if not latest and past.dark(env, at):
                yield {**dict.fromkeys(names, UNKNOWN), **env}, UNKNOWN

        return ways

    # ---- sentences --------------------------------------------------------------------------------------------------

    def fit(self, pattern: m.Pattern) -> Fit:
        """Whether values fit a pattern."""
        known = self._fits.get(id(pattern))
        if known is None:
            known = self._fits[id(pattern)] = (pattern, self.answers.fit_of(pattern, self.value))
        return known[1]

    def match(self, match: m.Match) -> Matching:
        """The ways in which values fit a match, its condition included."""
        known = self._matches.get(id(match))
        if known is None:
            known = self._matches[id(match)] = (match, self._match(match))
        return known[1]

    def _match(self, match: m.Match) -> Matching:
        fit = self.fit(match.pattern)
        if match.where is None:
            return bare(fit)
        ways = self.ways(match.where)

        def matched(values: tuple[Value, ...], env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
            fitted = fit(values, env, at)
            if fitted is not None:
                for inner, sure in ways(fitted[0], at):
                    yield inner, both(fitted[1], sure)

        return matched

    def events(self, match: m.Match) -> Ways:
        """The ways in which past events fit a match."""
        matched, name, answers = self.match(match), match.pattern.what.name, self.answers
        known_slots = answers.slots_known(match.pattern)

        def events(env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
            hides = answers.hides(at.law, name)
            for happening in [*answers.history.of_event(name, at.place, known_slots(env))]:
                seen: Truth = True if happening.certain else UNKNOWN
                if at.rule in hides:
                    seen = both(seen, _not(answers.disregarded(happening, at)))
                for inner, sure in matched(happening.values, env, at):
                    certain = both(sure, seen)
                    if certain is not False:
                        yield inner, certain

        return events

    def facts(self, match: m.Match) -> Ways:
        """The ways in which a fact holds, or may hold, at the place at hand."""
        held = self.answers.held(match.pattern)
        if match.where is None:
            return held
        ways = self.ways(match.where)

        def facts(env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
            for inner, sure in held(env, at):
                for innermost, also in ways(inner, at):
                    yield innermost, both(sure, also)

        return facts

    # ---- values -----------------------------------------------------------------------------------------------------

    def value(self, expr: m.Expr) -> Question:
        """The value of an expression."""
        known = self._values.get(id(expr))
        if known is None:
            known = self._values[id(expr)] = (expr, self._value(expr))
        return known[1]

    def _value(self, expr: m.Expr) -> Question:
        match expr:
            case m.Constant(value=constant):
                return lambda env, at: constant
            case m.Variable(name=name):
                return lambda env, at: env.get(name, UNKNOWN)
            case m.LetValue():
                return self._let(expr.name)
            case m.Nothing():
                return lambda env, at: NOBODY
            case m.Today():
                return self._today(expr)
            case m.ClockTime():
                return self._clock(expr)
            case m.StretchStart():
                return lambda env, at: at.start if at.start is not None else UNKNOWN
            case m.Commencement(of=of):
                answers = self.answers
                return lambda env, at: answers.law.commenced.get(of, UNKNOWN)
            case m.AttributeOf():
                return self._attribute(expr.owner, expr.name)
            case m.Count():
                return self.answers.past(expr.past, expr.over).count
            case m.Latest():
                return self._latest(expr)
            case m.Measured():
                return self.answers.measured(expr)
            case m.Age():
                return self._age(expr)
            case m.Aggregated():
                return self.answers.aggregated(expr)
            case m.Arithmetic():
                return self._arithmetic(expr)
            case m.Choice():
                return self._choice(self.truth(expr.condition), self.value(expr.then), self.value(expr.otherwise))
            case m.AnchorDate():
                return self._anchor(expr)
            case m.NeighbourDate():
                return self._neighbour(expr)
            case m.WithClock():
                return self._with_clock(expr)
            case m.Anything():
                return lambda env, at: UNKNOWN
        return self.truth(expr) if _is_statement(expr) else lambda env, at: UNKNOWN

    def _let(self, name: str) -> Question:
        note, value = self.answers.note, self.value

        def named(env: Env, at: At) -> Value:
            note(name, at.rule)
            let = at.law.lets.get(name)
            return UNKNOWN if let is None else value(let.value)({}, at)

        return named

    def _today(self, expr: m.Today) -> Question:
        watch, part = self.answers.watch, expr.part

        def today(env: Env, at: At) -> Value:
            day = at.now.day
            if part == "date":
                watch(min(day, _LAST_DAY - _ONE_DAY) + _ONE_DAY)
                return at.now
            if part == "year":
                watch(date(min(day.year + 1, 9999), 1, 1))
                return day.year
            watch(date(day.year + (day.month == 12 and day.year < 9999), day.month % 12 + 1, 1))
            return day.month

        return today

    def _clock(self, expr: m.ClockTime) -> Question:
        zone = self.value(expr.zone) if expr.zone is not None else None

        def clock(env: Env, at: At) -> Value:
            if at.this is None or at.this.moment.minute is None:
                return UNKNOWN
            if zone is None:
                return at.this.moment.minute
            there = zone(env, at)
            if not isinstance(there, str):
                return UNKNOWN
            converted = local(at.this.moment.day, at.this.moment.minute, at.law.timezone, there)
            return converted.minute if isinstance(converted, Moment) else UNKNOWN

        return clock

    def _attribute(self, owner: m.Expr, name: str) -> Question:
        entity, attribute_of = self.value(owner), self.attribute_of

        def attribute(env: Env, at: At) -> Value:
            found = entity(env, at)
            return attribute_of(found, name, at) if isinstance(found, m.Entity) else UNKNOWN

        return attribute

    def attribute_of(self, entity: m.Entity, name: str, at: At) -> Value:
        """The value of an attribute of a declared thing."""
        self.answers.note(f"{entity.name}.{name}", at.rule)
        attribute = at.law.attributes.get((entity.name, name))
        if attribute is None:
            self.answers.note_unstated(entity, name)
            return UNKNOWN
        return self.value(attribute.value)({}, at)

    def _latest(self, expr: m.Latest) -> Question:
        past = self.answers.past(expr.past)
        if_none = self.value(expr.if_none) if expr.if_none is not None else None
        read = expr.read

        def latest(env: Env, at: At) -> Value:
            found = past.candidates(env, at)
            values: list[Value] = [
                item.moment if read == "date" else item.values[read] for item, _, _ in found if read != "exists"
            ]
            if not found or found[-1][2] is not True:  # there may have been none
                values.append(UNKNOWN if if_none is None or past.dark(env, at) else if_none(env, at))
            first = values[0]
            return first if all(value == first for value in values) else UNKNOWN

        return latest

    def _age(self, expr: m.Age) -> Question:
        born_on = self._attribute(expr.subject, "born")

        def age(env: Env, at: At) -> Value:
            born = born_on(env, at)
            return Elapsed(born, at.now) if isinstance(born, Moment) else UNKNOWN

        return age

    def _arithmetic(self, expr: m.Arithmetic) -> Question:
        left, right, operator, answers = self.value(expr.left), self.value(expr.right), expr.operator, self.answers

        def sum_(env: Env, at: At) -> Value:
            return answers.calculate(operator, left(env, at), right(env, at), at)

        return sum_

    def _anchor(self, expr: m.AnchorDate) -> Question:
        anchor, watch = expr.anchor, self.answers.watch
        of = self.value(expr.of) if expr.of is not None else None
        by_month = isinstance(anchor, NthWeekday) and anchor.month is None

        def anchored(env: Env, at: At) -> Value:
            today = at.now.day
            if expr.coming:
                return moment(calendar.next_after(anchor, today))
            year, month = today.year, today.month
            if of is None:
                later = by_month and month < 12
                watch(date(year, month + 1, 1) if later else date(min(year + 1, 9999), 1, 1))
            else:
                given = of(env, at)
                if isinstance(given, Moment):
                    year, month = given.day.year, given.day.month
                elif given is UNKNOWN or isinstance(given, Between):
                    return UNKNOWN
                else:
                    year = int(given)
            if not 1 <= year <= 9999:
                return UNKNOWN
            return moment(calendar.anchor_in(anchor, year, month if by_month else None))

        return anchored

    def _neighbour(self, expr: m.NeighbourDate) -> Question:
        base, anchor = self.value(expr.base), expr.anchor
        step = calendar.next_after if expr.direction == "next" else calendar.previous_before

        def neighbour(env: Env, at: At) -> Value:
            day = base(env, at)
            return moment(step(anchor, day.day)) if isinstance(day, Moment) else UNKNOWN

        return neighbour

    def _with_clock(self, expr: m.WithClock) -> Question:
        day_of, minute = self.value(expr.day), expr.minute

        def with_clock(env: Env, at: At) -> Value:
            day = day_of(env, at)
            return Moment(day.day, minute) if isinstance(day, Moment) else UNKNOWN

        return with_clock

    # ---- comparison -------------------------------------------------------------------------------------------------

    def _side(self, expr: m.Expr) -> Question:
        """A side of a comparison. The day at hand by itself need not be looked at daily: the comparison knows when."""
        if isinstance(expr, m.Today) and expr.part == "date":
            return lambda env, at: at.now
        return self.value(expr)

    def _comparison(self, expr: m.Comparison) -> Question:
        left, right, operator, answers = self._side(expr.left), self._side(expr.right), expr.operator, self.answers
        plainly = answers.compare

        def compared(env: Env, at: At) -> Truth:
            one, two = left(env, at), right(env, at)
            if isinstance(one, int | Fraction) and isinstance(two, int | Fraction):
                return _ordered(operator, one, two)
            return plainly(operator, one, two, at)

        return compared


def compare_moments(operator: str, left: Moment, right: Moment) -> bool:
    """Whether a comparison of two moments holds; two hours of one day are the same day."""
    if operator in ("=", "!="):
        return (left.day == right.day) is (operator == "=")
    return ordered(operator, compare(left, right))


def _not(truth: Truth) -> Truth:
    return UNKNOWN if truth is UNKNOWN else not truth


def _ordered(operator: str, left: Value, right: Value) -> bool:
    match operator:
        case "=":
            return bool(left == right)
        case "!=":
            return bool(left != right)
        case "<":
            return bool(left < right)
        case "<=":
            return bool(left <= right)
        case ">":
            return bool(left > right)
    return bool(left >= right)


def _one_way(env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
    yield env, True


def _all_parts(parts: list[Ways], position: int, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
    if position == len(parts):
        yield env, True
        return
    for inner, sure in parts[position](env, at):
        for innermost, also in _all_parts(parts, position + 1, inner, at):
            yield innermost, both(sure, also)


def _is_statement(expr: m.Expr) -> bool:
    return isinstance(
        expr,
        m.Holds | m.Exists | m.EveryHas | m.Latest | m.Comparison | m.Touches | m.DayTest | m.Negation | m.Junction,
    )
