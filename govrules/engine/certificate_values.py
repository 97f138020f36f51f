"""Following the values of an explanation: counts, sums, lengths of time and days, from what is shown of them.

In: grounds. Out: what does not follow. Here is all the arithmetic of the certificate; it knows nothing of the engine's.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from govrules.calendar import (
    AmbiguousDay,
    Duration,
    Moment,
    add,
    anchor_in,
    compare,
    local,
    next_after,
    previous_before,
)
from govrules.engine.grounds import Ground
from govrules.engine.values import Between, Elapsed
from govrules.law.model import (
    UNKNOWN,
    Attribute,
    Constant,
    Given,
    Let,
    Money,
    Rule,
    RuleSet,
    Special,
    Transition,
    Value,
)
from govrules.text.source import Span
from govrules.timeline.model import Timeline

Deemed = frozenset[tuple[str, date]]
"""What the law deemed to happen: each sentence, with `(deemed by RULE)` at its end, and its day."""


class Texts:
    """What the leaves of a tree can name: events, stated facts, and values of the law."""

    def __init__(self, timeline: Timeline, versions: Iterable[RuleSet], deemed: Deemed) -> None:
        self.events = timeline.events
        self.deemed = deemed
        self.clauses: dict[Span, Let | Attribute] = {}
        self.givens: dict[Span, Given] = {}
        self.commenced: dict[str, date | None] = {}
        self.rules: dict[Span, Rule] = {}
        self.transitions: dict[Span, Transition] = {}
        self.zones: dict[str, None] = {}
        for version in versions:
            self.zones[version.timezone] = None
            self.rules |= {rule.span: rule for rule in version.rules.values()}
            self.commenced[version.name] = version.in_force
            self.transitions |= {transition.span: transition for transition in version.transitions.values()}
            self.clauses |= {let.span: let for let in version.lets.values()}
            self.clauses |= {attribute.span: attribute for attribute in version.attributes.values()}
            for given in version.givens:
                self.givens[given.span] = given


def conjunction(each: Iterable[Any]) -> Any:
    """True if all are, false if one is."""
    known = list(each)
    return False if any(t is False for t in known) else UNKNOWN if any(t is not True for t in known) else True


def disjunction(each: Iterable[Any]) -> Any:
    """True if one is, false if all are."""
    known = list(each)
    return True if any(t is True for t in known) else UNKNOWN if any(t is not False for t in known) else False


def negation(truth: Any) -> Any:
    """The opposite; of what is not known, nothing is known."""
    return (not truth) if isinstance(truth, bool) else UNKNOWN


def truths_of(grounds: Iterable[Ground]) -> list[Any]:
    """The truths of those that are statements."""
    return [ground.truth for ground in grounds if ground.truth is not None]


def order(operator: str, order: int) -> bool:
    """Whether a comparison holds for two things in this order."""
    return {"=": order == 0, "!=": order != 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0}[
        operator
    ]


def sums(start: Moment, duration: Duration, zones: Iterable[str] = ()) -> list[Value]:
    """What a day and a length of time may come to: one day, or two if the day of the sum does not exist.

    Hours pass by the clock of a zone, which may have been moved on the way.
    """
    start = start if duration.hours else Moment(start.day)
    plain = add(start, duration, None)
    if isinstance(plain, AmbiguousDay):
        return [add(start, duration, "down"), add(start, duration, "up"), UNKNOWN]
    found: list[Value] = [plain if isinstance(plain, Moment) else UNKNOWN]
    whole = add(start, Duration(duration.months, duration.days), None)
    if duration.hours and isinstance(whole, Moment) and whole.minute is not None:
        moved = (_by_the_clock(whole, duration.hours, zone) for zone in zones)
        found = [end for end in moved if end is not None] or found
    return found


def _by_the_clock(start: Moment, hours: int, zone: str) -> Moment | None:
    """So many hours later in a zone."""
    there = local(start.day, start.minute or 0, zone, "UTC")
    later = add(there, Duration(hours=hours), None) if isinstance(there, Moment) else None
    back = local(later.day, later.minute or 0, "UTC", zone) if isinstance(later, Moment) else None
    return back if isinstance(back, Moment) else None


def bounds(value: Value) -> tuple[Fraction, Fraction | None]:
    """The least and the most that a number can be."""
    if isinstance(value, Between):
        return Fraction(value.least), None if value.most is None else Fraction(value.most)
    return Fraction(value), Fraction(value)


class Values:
    """Follows the values in a tree, and notes what does not follow."""

    def __init__(self, texts: Texts, bindings: Mapping[str, Value]) -> None:
        self.texts = texts
        self.bindings = bindings
        self.found: list[str] = []

    def _hold(self, ground: Ground, holds: bool, why: str) -> None:
        if not holds:
            self.found.append(f"{ground.kind} `{ground.text}`: {why}")

    def _says(self, ground: Ground, moment: Moment) -> None:
        self._hold(ground, moment.in_words() in ground.text, f"does not say {moment.in_words()}")

    def _is_truth(self, ground: Ground, truth: Any) -> None:
        self._hold(ground, ground.truth is truth, f"is {ground.truth}, and what it rests on comes to {truth}")

    def _is_value(self, ground: Ground, values: Sequence[Value]) -> None:
        same = any(
            (ground.value == v and type(ground.value) is type(v)) or same_number(ground.value, v) for v in values
        )
        self._hold(ground, same, f"is {ground.value}, and what it rests on comes to {values}")

    def _tally(self, ground: Ground) -> Value:
        least = sum(1 for child in ground.children if child.truth is True)
        possible = sum(1 for child in ground.children if child.truth is UNKNOWN and child.how != "dark")
        if any(child.how == "dark" for child in ground.children):
            return Between(least, None)
        return least if not possible else Between(least, least + possible)

    def _complete(self, ground: Ground, name: str | None, now: Moment) -> None:
        """Every event of the sort before the day at hand is told of, or counted among the others."""
        if name is None:
            return
        listed = {child.span for child in ground.children if child.kind == "event"}
        others = sum(child.about[0] for child in ground.children if child.kind == "more")
        deemed = sum(1 for child in ground.children if child.kind == "event" and child.about[3] is not None)
        untold = [
            event
            for event in self.texts.events
            if event.what.name == name
            and (event.last or event.day) < now.day
            and event.minute is None
            and event.span not in listed
        ]
        self._hold(ground, len(untold) <= others or deemed > 0 < others, f"{len(untold)} events are not told of")

    # ---- values -----------------------------------------------------------------------------------------------------

    def _count(self, ground: Ground, _: Ground | None) -> None:
        self._complete(ground, *ground.about)
        if not ground.how:
            self._is_value(ground, [self._tally(ground)])
            return
        ways = [(child.truth, value) for child in ground.children for value in child.value or ()]
        certain = {v for t, v in ways if t is True and v is not UNKNOWN}
        possible = {v for t, v in ways if t is UNKNOWN and v is not UNKNOWN} - certain
        unsaid = sum(1 for child in ground.children if UNKNOWN in (child.value or ()))
        least = max(len(certain), int(any(t is True for t, _ in ways)))
        most = len(certain) + len(possible) + unsaid
        if any(child.how == "dark" for child in ground.children):
            self._is_value(ground, [Between(least, None)])
        else:
            self._is_value(ground, [least if least == most else Between(least, most)])

    def _latest(self, ground: Ground, _: Ground | None) -> None:
        slot, instead = ground.about
        items = [child for child in ground.children if child.kind == "event" and child.truth is not False]
        dark = any(child.how == "dark" for child in ground.children)
        values: list[Value] = []
        sure = False
        for item in reversed(items):
            values.append(item.moment if slot == "date" else item.about[2][slot])
            if item.truth is True:
                sure = True
                break
        if not sure:
            values.append(ground.children[-1].value if instead and not dark else UNKNOWN)
        self._is_value(ground, [values[0] if all(value == values[0] for value in values) else UNKNOWN])

    def _aggregate(self, ground: Ground, _: Ground | None) -> None:
        (instead,) = ground.about
        items = ground.children[: len(ground.children) - instead]
        taken = [(item.truth, item.value[0]) for item in items if item.value and item.truth is not False]
        sure = [value for truth, value in taken if truth is True]
        perhaps = [value for truth, value in taken if truth is not True]
        if any(value is UNKNOWN for _, value in taken) or any(item.how == "dark" for item in items):
            self._is_value(ground, [UNKNOWN])
        elif perhaps:
            if ground.how != "sum" or isinstance(perhaps[0], Money):
                self._is_value(ground, [UNKNOWN])
            else:
                total = sum(sure, Fraction(0))
                least, most = total + sum(min(v, 0) for v in perhaps), total + sum(max(v, 0) for v in perhaps)
                self._is_value(ground, [total if least == most else Between(least, most)])
        elif not sure:
            self._is_value(ground, [ground.children[-1].value] if instead else [UNKNOWN, Fraction(0)])
        elif ground.how == "sum" and isinstance(sure[0], Money):
            same = all(value.currency == sure[0].currency for value in sure)
            self._is_value(
                ground, [Money(sum((v.amount for v in sure), Fraction(0)), sure[0].currency) if same else UNKNOWN]
            )
        elif ground.how == "sum":
            self._is_value(ground, [sum(sure, Fraction(0))])
        elif ground.value is not UNKNOWN:
            self._hold(ground, ground.value in sure, "is none of them")
            operator = ">=" if ground.how == "largest" else "<="
            best = all(compared(operator, ground.value, value, None) is True for value in sure)
            self._hold(ground, best, f"is not the {ground.how} of them")

    def _measured(self, ground: Ground, _: Ground | None) -> None:
        now = ground.moment
        assert now is not None
        match ground.how:
            case "age":
                born = ground.children[0].value
                self._is_value(ground, [Elapsed(born, now) if isinstance(born, Moment) else UNKNOWN])
            case "time since":
                looked = [
                    child for child in ground.children if child.truth is not False and child.kind in ("event", "gap")
                ]
                if not looked:
                    self._is_value(ground, [Elapsed(None, now)])
                elif len(looked) == 1 and looked[0].truth is True and looked[0].moment is not None:
                    self._is_value(ground, [Elapsed(looked[0].moment, now)])
                else:
                    self._is_value(ground, [UNKNOWN])
            case "how long":
                held = [child for child in ground.children if child.truth is not False]
                if any(child.truth is UNKNOWN for child in held):
                    self._is_value(ground, [UNKNOWN])
                elif held:
                    self._is_value(ground, [Elapsed(held[0].about[0], now)])
                else:
                    self._is_value(ground, [Duration()])
            case "start of" | "end of":
                self._edge_of(ground, now)
            case "total time":
                self._total(ground, now)

    def _edge_of(self, ground: Ground, now: Moment) -> None:
        stretch, *ends = ground.children
        if stretch.kind != "stretch" or ground.value is UNKNOWN:
            return
        if ground.how == "start of":
            self._is_value(ground, [stretch.about[0]])
        elif stretch.about[1] is not None:
            self._is_value(ground, [stretch.about[1]])
        else:
            due = [e.value for e in ends if e.truth is True and isinstance(e.value, Moment) and e.value.day >= now.day]
            self._hold(ground, bool(due) and all(ground.value.day <= e.day for e in due), "is not the first end")
            self._hold(ground, any(ground.value == e for e in due), "is no end that is scheduled")

    def _total(self, ground: Ground, now: Moment) -> None:
        if ground.value is UNKNOWN:
            return
        if isinstance(ground.value, Duration):
            held = any(child.kind == "stretch" and child.truth is True for child in ground.children)
            self._hold(ground, not held, "leaves out what has held")
            self._is_value(ground, [Duration()])
            return
        days = 0
        for child in ground.children:
            if child.kind == "stretch" and child.truth is True and child.about[0] is not None:
                days += ((child.about[1] or now).day - child.about[0].day).days
        self._hold(ground, (ground.value.end.day - ground.value.start.day).days == days, f"comes to {days} days")

    def _arithmetic(self, ground: Ground, _: Ground | None) -> None:
        left, right = (child.value for child in ground.children)
        self._is_value(ground, calculated(ground.how, left, right, self.texts.zones))

    def _anchor(self, ground: Ground, _: Ground | None) -> None:
        (what,) = ground.about
        base = ground.children[0].value if ground.children else ground.moment
        found: Any = UNKNOWN
        if ground.how == "next time":
            return
        if ground.how == "at" and isinstance(base, Moment):
            found = Moment(base.day, what)
        elif ground.how == "coming" and ground.moment is not None:
            found = next_after(what, ground.moment.day)
        elif ground.how in ("next", "previous") and isinstance(base, Moment):
            found = (next_after if ground.how == "next" else previous_before)(what, base.day)
        elif ground.how == "of" and isinstance(base, Moment):
            found = anchor_in(what, base.day.year, base.day.month)
        elif ground.how == "of" and isinstance(base, int | Fraction):
            found = anchor_in(what, int(base), ground.moment.day.month if ground.moment is not None else None)
        found = Moment(found) if isinstance(found, date) else UNKNOWN if found is None else found
        self._is_value(ground, [found])

    def _today(self, ground: Ground, _: Ground | None) -> None:
        if ground.moment is not None:
            day = ground.moment.day
            known: Value = {"year": day.year, "month": day.month}.get(ground.how, ground.moment)
            self._is_value(ground, [known])

    def _clock(self, ground: Ground, _: Ground | None) -> None:
        (zoned,) = ground.about
        if not zoned:
            minute = ground.moment.minute if ground.moment is not None else None
            self._is_value(ground, [UNKNOWN if minute is None else minute])

    def _let(self, ground: Ground, _: Ground | None) -> None:
        self._clause(ground)

    def _attribute(self, ground: Ground, _: Ground | None) -> None:
        self._clause(ground)

    def _clause(self, ground: Ground) -> None:
        """A value of the law: as the text at its place has it, or as its expression comes to."""
        if ground.children:
            self._is_value(ground, [ground.children[0].value])
            return
        known = self.texts.clauses.get(ground.span) if ground.span is not None else None
        same = known is not None and isinstance(known.value, Constant) and known.value.value == ground.value
        self._hold(ground, same, "is not what the law says there")

    def _variable(self, ground: Ground, _: Ground | None) -> None:
        (name,) = ground.about
        if name in self.bindings:
            self._hold(ground, self.bindings[name] == ground.value, "stands for something else")

    def _commencement(self, ground: Ground, _: Ground | None) -> None:
        (name,) = ground.about
        known = self.texts.commenced.get(name)
        if known is not None and isinstance(ground.value, Moment):
            self._is_value(ground, [Moment(known)])


def same_number(one: Value, other: Value) -> bool:
    """Whether two numbers are the same, whatever their types."""
    numbers = (int, Fraction)
    if isinstance(one, Between) and isinstance(other, Between):
        return bounds(one) == bounds(other)
    plain = isinstance(one, numbers) and isinstance(other, numbers)
    return plain and not isinstance(one, bool) and not isinstance(other, bool) and one == other


def compared(operator: str, left: Value, right: Value, end: Value) -> Any:
    """A comparison of two values that are shown. `end` is the day on which a length of time is over."""
    if left is UNKNOWN or right is UNKNOWN:
        return UNKNOWN
    if isinstance(right, Elapsed):
        left, right, operator = right, left, {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(operator, operator)
    if isinstance(left, Elapsed):
        if not isinstance(right, Duration):
            return UNKNOWN
        if left.start is None:
            return order(operator, 1)
        return order(operator, compare(left.end, end)) if isinstance(end, Moment) else UNKNOWN
    if isinstance(left, Between) or isinstance(right, Between):
        (a, b), (c, d) = bounds(left), bounds(right)
        least = {order(operator, (x > y) - (x < y)) for x in (a, b) for y in (c, d) if x is not None and y is not None}
        open_ended = b is None or d is None
        if operator in ("=", "!="):
            apart = (b is not None and b < c) or (d is not None and d < a)
            return operator == "!=" if apart else UNKNOWN
        if len(least) > 1:
            return UNKNOWN
        truth = least.pop()
        if open_ended:  # more of the open side must not change it
            up = operator in (">", ">=")
            grows = up if b is None else not up
            return truth if truth == grows and not (b is None and d is None) else UNKNOWN
        return truth
    if isinstance(left, Moment) and isinstance(right, Moment):
        if operator in ("=", "!="):
            left, right = Moment(left.day), Moment(right.day)
        return order(operator, compare(left, right))
    if isinstance(left, Duration) and isinstance(right, Duration):
        parts = [a - b for a, b in zip(left, right, strict=True)]
        signs = {(p > 0) - (p < 0) for p in parts if p}
        return UNKNOWN if len(signs) > 1 else order(operator, signs.pop() if signs else 0)
    if isinstance(left, Money) and isinstance(right, Money):
        if left.currency != right.currency:
            return {"=": False, "!=": True}.get(operator, UNKNOWN)
        left, right = left.amount, right.amount
    if operator in ("=", "!="):
        return bool(left == right) == (operator == "=")
    if hasattr(left, "kind") or hasattr(right, "kind") or isinstance(left, Special) or isinstance(right, Special):
        return UNKNOWN
    return order(operator, (left > right) - (left < right))


def calculated(operator: str, left: Value, right: Value, zones: Iterable[str] = ()) -> list[Value]:
    """What a sum of two values that are shown may come to."""
    if isinstance(left, Special) or isinstance(right, Special):
        return [UNKNOWN]
    if isinstance(left, Moment):
        return sums(left, right if operator == "+" else right.times(-1), zones)
    if isinstance(left, Between) or isinstance(right, Between):
        (a, b), (c, d) = bounds(left), bounds(right)
        if operator == "+":
            return [Between(a + c, None if b is None or d is None else b + d)]
        if operator == "-" and d is not None:
            return [Between(a - d, None if b is None else b - c)]
        return [UNKNOWN]
    if isinstance(left, Duration) and isinstance(right, Duration):
        return [left.plus(right) if operator == "+" else left.minus(right)]
    if isinstance(left, Duration) or isinstance(right, Duration):
        duration, times = (left, right) if isinstance(left, Duration) else (right, left)
        return [duration.times(int(times)) if Fraction(times).denominator == 1 else UNKNOWN]
    if isinstance(left, Money) and isinstance(right, Money):
        if left.currency != right.currency:
            return [UNKNOWN]
        amount = number(operator, left.amount, right.amount)
        return [amount if operator == "/" or amount is UNKNOWN else Money(amount, left.currency)]
    if isinstance(left, Money) or isinstance(right, Money):
        money, times = (left, right) if isinstance(left, Money) else (right, left)
        amount = number(operator, money.amount, times)
        return [UNKNOWN if amount is UNKNOWN else Money(amount, money.currency)]
    return [number(operator, left, right)]


def number(operator: str, left: Value, right: Value) -> Value:
    """What two numbers come to."""
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "/":
            return Fraction(left) / Fraction(right) if right else UNKNOWN
    return left * right
