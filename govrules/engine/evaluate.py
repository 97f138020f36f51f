"""What a question about the record is answered: the meaning of expressions.

In: an expression, the values of its variables and the place in the record from which it is asked. Out: its value.
Nothing in here changes anything.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction

from msgspec.structs import replace

from govrules.calendar import AmbiguousDay, Duration, Moment, NthWeekday, OutOfCalendar, compare, local
from govrules.engine import calendar
from govrules.engine.keeping import Keeping
from govrules.engine.law import Stated
from govrules.engine.record import At, Stretch
from govrules.engine.recurring import comes_again, of_this_time, today_and_next
from govrules.engine.values import (
    Between,
    Elapsed,
    Env,
    Truth,
    both,
    compare_bounds,
    compare_durations,
    either,
    interval,
    moment,
    negate,
    number,
    ordered,
)
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value


class Evaluator(Keeping):
    """Answers questions about a record under one rule set."""

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
                if result is True and self._reaches_into_the_dark(m.Past(expr.match, (), False), env, at):
                    return UNKNOWN
                return result
            case m.Latest() if expr.read == "exists":
                return self.compare(">=", self.count(expr.past, None, env, at), 1, at)
            case m.Comparison():
                return self._comparison(expr, env, at)
            case m.Touches():
                reform = self.value(expr.reform, env, at)
                return self.law.touches(reform.name, expr.target) if isinstance(reform, m.Entity) else UNKNOWN
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
                latest = self._latest(condition.past, env, at)
                for _, inner, sure in latest:
                    yield inner, sure
                if not latest and self._reaches_into_the_dark(condition.past, env, at):
                    terms = condition.past.match.pattern.terms
                    yield {**{t.name: UNKNOWN for t in terms if isinstance(t, m.Variable)}, **env}, UNKNOWN
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
                return self._let(expr.name, at)
            case m.Nothing():
                return NOBODY
            case m.Today():
                return self._today(expr, at)
            case m.ClockTime():
                return self._clock(expr, env, at)
            case m.StretchStart():
                return at.start if at.start is not None else UNKNOWN
            case m.Commencement():
                return self.law.commenced.get(expr.of, UNKNOWN)
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
                return moment(step(expr.anchor, base.day))
            case m.WithClock():
                day = self.value(expr.day, env, at)
                return Moment(day.day, expr.minute) if isinstance(day, Moment) else UNKNOWN
        return self.truth(expr, env, at)

    def _let(self, name: str, at: At) -> Value:
        self.asked.add(name)
        self.asked_by.setdefault(name, set()).add(at.rule)
        let = at.law.lets.get(name)  # one that a part not yet in force adds is not there
        return self.value(let.value, {}, at) if let is not None else UNKNOWN

    def _today(self, expr: m.Today, at: At) -> Value:
        today = at.now.day
        if expr.part == "date":
            self._watch(min(today, date.max - timedelta(days=1)) + timedelta(days=1))
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
        moment = local(at.this.moment.day, at.this.moment.minute, at.law.timezone, zone)
        return moment.minute if isinstance(moment, Moment) else UNKNOWN

    def _attribute(self, owner: m.Expr, name: str, env: Env, at: At) -> Value:
        entity = self.value(owner, env, at)
        return self._attribute_of(entity, name, at) if isinstance(entity, m.Entity) else UNKNOWN

    def _attribute_of(self, entity: m.Entity, name: str, at: At) -> Value:
        self.asked.add(f"{entity.name}.{name}")
        self.asked_by.setdefault(f"{entity.name}.{name}", set()).add(at.rule)
        attribute = at.law.attributes.get((entity.name, name))
        if attribute is None:
            type = self.vocabulary.kinds.attribute(entity.kind, name)
            if type is not None:
                self.unknown.setdefault((entity.name, name), Stated(None, (), entity.name, name, type))
        return UNKNOWN if attribute is None else self.value(attribute.value, {}, at)

    def _latest_value(self, expr: m.Latest, env: Env, at: At) -> Value:
        latest = self._candidates_for_latest(expr.past, env, at)
        values: list[Value] = [
            item.moment if expr.read == "date" else item.values[expr.read]
            for item, _, _ in latest
            if isinstance(expr.read, int) or expr.read == "date"
        ]
        if not latest or latest[-1][2] is not True:  # there may have been none
            dark = self._reaches_into_the_dark(expr.past, env, at)
            values.append(UNKNOWN if expr.if_none is None or dark else self.value(expr.if_none, env, at))
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
        found: list[tuple[Stretch, Truth]] = []
        for stretch in self.record.stretches:
            if stretch.fact == expr.match.pattern.what.name and stretch.begun < at.place:
                ways = [sure for _, sure in self.match(expr.match, stretch.values, env, at)]
                perhaps = stretch.perhaps_ended is not None and stretch.perhaps_ended < at.place
                doubtful = True not in ways or not stretch.certain or perhaps
                if ways:
                    found.append((stretch, UNKNOWN if doubtful else True))
        running = [(stretch, sure) for stretch, sure in found if stretch.holds(at.place) is not False]
        asked = found if expr.word == "total time" or (not running and expr.word != "how long") else running
        if any(sure is UNKNOWN for _, sure in asked):
            return UNKNOWN
        if expr.word == "total time":
            past = m.Past(expr.match, (m.Narrowing("since", m.Commencement(expr.span, "")),), False)
            dark = self.incomplete_before is not None or self._unkept(past, at)
            return UNKNOWN if dark else self._total([stretch for stretch, _ in found], at)
        if expr.word == "how long":
            return self._how_long(expr.match, [stretch for stretch, _ in running], env, at)
        if not found:
            return UNKNOWN
        stretch = running[0][0] if running else max((s for s, _ in found), key=lambda s: s.ended or 0)
        if expr.word == "start of":
            return stretch.start if stretch.start is not None else UNKNOWN
        if not running:
            return stretch.end if stretch.end is not None else UNKNOWN
        return self.scheduled_end(stretch, at)

    def _how_long(self, match: m.Match, running: list[Stretch], env: Env, at: At) -> Value:
        if running:
            return Elapsed(running[0].start, at.now)  # stated without `from`, it has held all along
        perhaps = any(True for _ in self.facts(match, env, at))
        return UNKNOWN if perhaps else Duration()

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
            return Duration()
        running = sum(stretch.holds(at.place) is not False for stretch in stretches)
        if running > 1:  # it grows by more than a day a day
            self._watch(min(at.now.day, date.max - timedelta(days=1)) + timedelta(days=1))
        if running:
            # What has passed grows with the days: the day that many days after the first one is "today".
            return Elapsed(Moment(at.now.day - timedelta(days=days)), Moment(at.now.day))
        return Elapsed(first, Moment(first.day + timedelta(days=days)))

    def scheduled_end(self, stretch: Stretch, at: At) -> Value:
        """The day on which a running stretch ends by itself, as things stand; unknown if none is scheduled."""
        ends: list[Moment] = []
        for point, holds in self.scheduled_ends(stretch, at):
            if holds is False or (isinstance(point, Moment) and point.day < at.now.day):
                continue
            if holds is UNKNOWN or not isinstance(point, Moment):
                return UNKNOWN
            ends.append(point)
        return min(ends, key=lambda point: (point.day, point.minute or 0)) if ends else UNKNOWN

    def scheduled_ends(self, stretch: Stretch, at: At) -> Iterator[tuple[Value, Truth]]:
        """The ends that the fact's clauses schedule for a stretch, and whether their conditions hold."""
        at = replace(at, law=self.law_of_stretch(stretch, at))
        for clause in at.law.fact_clauses.get(stretch.fact, ()):
            if isinstance(clause, m.FactEndsOnClause):
                fitted = self.fit(clause.head, stretch.values, {}, at)
                if fitted is not None:
                    inside = replace(at, start=stretch.start)
                    holds: Truth = True
                    if clause.where is not None:
                        holds = self.truth(clause.where, fitted[0], inside)
                    for each in self.points(clause.point, inside):
                        point = self.value(each, fitted[0], inside)
                        if point is not UNKNOWN or stretch.start is not None:  # what is stated without a day just holds
                            yield point, holds

    def points(self, point: m.Expr, at: At) -> list[m.Expr]:
        """What a point stands for that ends a fact or sets a rule going: itself.

        A day without a year comes each year: it stands for today, if it falls on today, and for the next such day.
        """
        if comes_again(point) is None:
            return [point]
        rounding = at.rounding or at.law.rounding or self.law.assumed.rounding
        found: list[m.Expr] = []
        for day, cycle in today_and_next(point, at.now.day, rounding or "down"):
            self._watch(day)
            self._watch(min(day, date.max - timedelta(days=1)) + timedelta(days=1))
            found.append(of_this_time(point, cycle))
        return found

    def _aggregated(self, expr: m.Aggregated, env: Env, at: At) -> Value:
        values: list[Value] = []
        doubtful: list[Value] = []
        past, variable = (expr.past, expr.variable) if expr.variable is not None else _named(expr.past, expr.slot)
        for _, ways in self._items(past, env, at):
            for inner, sure in ways[:1]:
                value = inner.get(variable, UNKNOWN)
                if expr.attribute is not None:
                    value = self._attribute_of(value, expr.attribute, at) if isinstance(value, m.Entity) else UNKNOWN
                if value is UNKNOWN:
                    return UNKNOWN
                (values if sure is True else doubtful).append(value)
        if self._reaches_into_the_dark(past, env, at):
            return UNKNOWN
        if doubtful:
            return self._sum_within_bounds(values, doubtful) if expr.word == "sum" else UNKNOWN
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

    def _sum_within_bounds(self, values: list[Value], doubtful: list[Value]) -> Value:
        """A sum of which some parts may be missing."""
        if any(isinstance(value, m.Money) for value in doubtful):
            return UNKNOWN
        total = sum(values, Fraction(0))
        least = total + sum((value for value in doubtful if value < 0), Fraction(0))
        most = total + sum((value for value in doubtful if value > 0), Fraction(0))
        return Between(least, most) if least != most else total

    def _arithmetic(self, expr: m.Arithmetic, env: Env, at: At) -> Value:
        left, right = self.value(expr.left, env, at), self.value(expr.right, env, at)
        if left is UNKNOWN or right is UNKNOWN or left is NOBODY or right is NOBODY:
            return UNKNOWN
        operator = expr.operator
        if isinstance(left, Moment):
            return self.forward(left, right if operator == "+" else right.times(-1), at)
        if isinstance(left, Between) or isinstance(right, Between):
            return interval(operator, left, right)
        if isinstance(left, Duration) and isinstance(right, Duration):
            return left.plus(right) if operator == "+" else left.minus(right)
        if isinstance(left, Duration) or isinstance(right, Duration):
            duration, times = (left, right) if isinstance(left, Duration) else (right, left)
            times = Fraction(times)
            return duration.times(int(times)) if times.denominator == 1 else UNKNOWN
        if isinstance(left, m.Money) and isinstance(right, m.Money):
            if left.currency != right.currency:
                return UNKNOWN
            amount = number(operator, left.amount, right.amount)
            return amount if operator == "/" or amount is UNKNOWN else m.Money(amount, left.currency)
        if isinstance(left, m.Money) or isinstance(right, m.Money):
            money, times = (left, right) if isinstance(left, m.Money) else (right, left)
            amount = number(operator, money.amount, times)
            return UNKNOWN if amount is UNKNOWN else m.Money(amount, money.currency)
        return number(operator, left, right)

    def forward(self, start: Moment, duration: Duration, at: At) -> Value:
        """A moment and a duration later; unknown where the law does not say how to round, or beyond the calendar.

        Only hours are counted by the clock: every other duration leads to a day, and the day counts whole.
        """
        if not duration.hours:
            start = Moment(start.day)
        rounding = at.rounding or at.law.rounding or self.law.assumed.rounding
        whole = duration if start.minute is None else duration._replace(hours=0)
        result = calendar.add(start, whole, rounding)  # type: ignore[arg-type]  # "down", "up" or None
        if isinstance(result, Moment) and result.minute is not None and duration.hours:
            result = calendar.hours_later(result, duration.hours, at.law.timezone)
        if isinstance(result, AmbiguousDay):
            self.ambiguous = True
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
            return moment(calendar.next_after(expr.anchor, today))
        year, month = today.year, today.month
        month_at_hand = isinstance(expr.anchor, NthWeekday) and expr.anchor.month is None
        if expr.of is not None:
            of = self.value(expr.of, env, at)
            if isinstance(of, Moment):
                year, month = of.day.year, of.day.month
            elif isinstance(of, Between) or of is UNKNOWN:
                return UNKNOWN
            else:
                year = int(of)
        elif month_at_hand and today.month < 12:
            self.horizon.add(date(today.year, today.month + 1, 1))
        else:
            self.horizon.add(date(min(today.year + 1, 9999), 1, 1))
        if not 1 <= year <= 9999:
            return UNKNOWN
        return moment(calendar.anchor_in(expr.anchor, year, month if month_at_hand else None))

    def _day_test(self, expr: m.DayTest, env: Env, at: At) -> Truth:
        day = self._side(expr.subject, env, at)
        if not isinstance(day, Moment):
            return UNKNOWN
        self._watch(min(day.day, date.max - timedelta(days=1)) + timedelta(days=1))
        if expr.anchor is None:
            return at.law.days_off.is_day_off(day.day)
        following = calendar.next_after(expr.anchor, day.day)
        if following is not None:
            self._watch(following)
        return calendar.falls_on(expr.anchor, day.day)

    # ---- comparison -------------------------------------------------------------------------------------------------

    def _comparison(self, expr: m.Comparison, env: Env, at: At) -> Truth:
        left, right = self._side(expr.left, env, at), self._side(expr.right, env, at)
        return self.compare(expr.operator, left, right, at)

    def _side(self, expr: m.Expr, env: Env, at: At) -> Value:
        """A side of a comparison. The day at hand by itself need not be looked at daily: `compare` knows when."""
        return at.now if isinstance(expr, m.Today) and expr.part == "date" else self.value(expr, env, at)

    def compare(self, operator: str, left: Value, right: Value, at: At) -> Truth:
        """Whether a comparison of two values holds."""
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        if isinstance(left, Between) or isinstance(right, Between):
            return compare_bounds(operator, left, right)
        if isinstance(left, Elapsed) or isinstance(right, Elapsed):
            return self._compare_elapsed(operator, left, right, at)
        if isinstance(left, Moment) and isinstance(right, Moment):
            for side in (left, right):
                self._watch(side.day)
                self._watch(min(side.day, date.max - timedelta(days=1)) + timedelta(days=1))
            if operator in ("=", "!="):  # two hours of one day are the same day
                left, right = Moment(left.day), Moment(right.day)
            return ordered(operator, compare(left, right))
        if isinstance(left, Duration) and isinstance(right, Duration):
            return compare_durations(operator, left, right)
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
        return ordered(operator, (left > right) - (left < right))

    def _compare_elapsed(self, operator: str, left: Value, right: Value, at: At) -> Truth:
        flipped = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
        if isinstance(right, Elapsed):
            left, right, operator = right, left, flipped.get(operator, operator)
        if not isinstance(left, Elapsed) or not isinstance(right, Duration):
            return UNKNOWN
        if left.start is None:
            return ordered(operator, 1)
        passed = left.end
        return self.of_end(left.start, right, at, lambda end: ordered(operator, compare(passed, end)))


def _named(past: m.Past, slot: int) -> tuple[m.Past, str]:
    """A question about the past with a name for what stands in a slot, and that name."""
    pattern = past.match.pattern
    term = pattern.terms[slot]
    if isinstance(term, m.Variable):
        return past, term.name
    name = f"{pattern.what.fields[slot].name} "
    terms = list(pattern.terms)
    terms[slot] = m.Variable(term.span, name, pattern.what.fields[slot].type)
    where = past.match.where
    if not isinstance(term, m.Anything):  # the slot still has to hold what is written there
        same = m.Comparison(term.span, "=", terms[slot], term)
        where = same if where is None else m.Junction(term.span, "and", (same, where))
    named = m.Match(past.match.span, m.Pattern(pattern.span, pattern.what, tuple(terms)), where)
    return m.Past(named, past.windows, past.counting_this), name
