"""Duties: what is owed after a trigger, by whom it is discharged, and when it is breached.

In: rules that were set going with `then`. Out: drafts of findings, and events that the law deems to happen when nothing
was done. A duty keeps the deadline and the values of its trigger's day. It is discharged only by events strictly after
its trigger, and breached when the day of its deadline closes. Deadlines stand in a queue; only a duty whose clock may
stand still is measured anew with each day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from heapq import heappop, heappush

from govrules.calendar import Moment, compare
from govrules.engine import say
from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.judging import Instance, Judging, said
from govrules.engine.phrasing import acts, counted_forward, days_apart, due_days
from govrules.engine.reasons import happened, of_stretch, why
from govrules.engine.record import At, Happening
from govrules.engine.values import Env, Truth
from govrules.engine.verdict import STILL_DUE, Reason, Status
from govrules.law import model as m
from govrules.law.model import UNKNOWN, Value

_LONGEST_STANDSTILL = 366 * 60
_ONE_DAY = timedelta(days=1)


class Way:
    """One way to do a part of a duty, and the days between which it counts."""

    __slots__ = ("act", "early", "first", "last", "late", "unclear", "within")

    def __init__(self, act: m.DutyAct) -> None:
        self.act = act
        self.first: Moment | None = None
        self.last: Moment | None = None
        self.unclear = False
        self.within: m.Expr | None = None
        """The duration that gives its last day, if a duration does."""
        self.early: Happening | None = None
        self.late: Happening | None = None


class Part:
    """A part of a duty, due by one of its ways."""

    __slots__ = ("done_by", "done_way", "perhaps_by", "ways")

    def __init__(self, ways: list[Way]) -> None:
        self.ways = ways
        self.done_by: Happening | None = None
        self.done_way: Way | None = None
        self.perhaps_by: Happening | None = None
        """An event of which it is not known whether it does this part."""


class Duty:
    """A duty that is owed."""

    __slots__ = ("consequence", "deemed_on", "finding", "instance", "number", "parts")

    def __init__(self, number: int, instance: Instance, consequence: m.DutyConsequence, parts: list[Part]) -> None:
        self.number = number
        self.instance = instance
        self.consequence = consequence
        self.parts = parts
        self.deemed_on: date | None = None
        self.finding: int | None = None
        """The position of its finding, once it is breached."""

    @property
    def rule(self) -> m.Rule:
        """The rule that imposes it."""
        return self.instance.rule

    @property
    def env(self) -> Env:
        """The values of the rule's variables."""
        return self.instance.env

    @property
    def law(self) -> m.RuleSet:
        """The version of the law by which it arose, and by which it is measured."""
        return self.instance.at.law

    @property
    def trigger_day(self) -> date:
        """The day from which it is owed."""
        return self.instance.at.now.day


class _Waiting:
    """The duties that wait for events, by the event's name and by a value that it has to have."""

    def __init__(self) -> None:
        self._by_value: dict[tuple[str, int, Value], dict[int, Duty]] = {}
        self._by_name: dict[str, dict[int, Duty]] = {}
        self._slots: dict[str, dict[int, int]] = {}

    def add(self, duty: Duty) -> None:
        for key in self._keys(duty):
            if isinstance(key, str):
                self._by_name.setdefault(key, {})[duty.number] = duty
            else:
                slots = self._slots.setdefault(key[0], {})
                slots[key[1]] = slots.get(key[1], 0) + 1
                self._by_value.setdefault(key, {})[duty.number] = duty

    def remove(self, duty: Duty) -> None:
        for key in self._keys(duty):
            if isinstance(key, str):
                self._by_name.get(key, {}).pop(duty.number, None)
            elif self._by_value.get(key, {}).pop(duty.number, None) is not None:
                self._slots[key[0]][key[1]] -= 1
                if not self._by_value[key]:
                    del self._by_value[key]

    def for_event(self, happening: Happening) -> list[Duty]:
        """The duties that an event may bear on, in the order in which they arose."""
        name = happening.what.name
        named, slots = self._by_name.get(name), self._slots.get(name)
        if not named and not slots:
            return []
        found = dict(named or {})
        for slot, count in (slots or {}).items():
            if not count:
                continue
            value = happening.values[slot]
            if value is UNKNOWN:
                for (other, at, _), duties in self._by_value.items():
                    if other == name and at == slot:
                        found.update(duties)
            else:
                found.update(self._by_value.get((name, slot, value), {}))
        return [found[number] for number in sorted(found)] if len(found) > 1 else list(found.values())

    def _keys(self, duty: Duty) -> set[str | tuple[str, int, Value]]:
        matches = [way.act.match for part in duty.parts for way in part.ways]
        matches += [each.match for each in duty.consequence.unless if each.match.pattern.what.sort != "fact"]
        return {self._key(match.pattern, duty.env) for match in matches}

    @staticmethod
    def _key(pattern: m.Pattern, env: Env) -> str | tuple[str, int, Value]:
        for slot, term in enumerate(pattern.terms):
            if isinstance(term, m.Variable) and env.get(term.name, UNKNOWN) is not UNKNOWN:
                return pattern.what.name, slot, env[term.name]
        return pattern.what.name


class Duties:
    """Opens, discharges and closes duties."""

    def __init__(self, answers: Answers, judging: Judging) -> None:
        self.answers = answers
        self.judging = judging
        self.owed: dict[int, Duty] = {}
        """By number: they are numbered in the order in which they arise."""
        self.to_deem: list[Duty] = []
        self.opened = 0
        """How many have arisen so far."""
        self._waiting = _Waiting()
        self._breached = _Waiting()
        self._late: list[Duty] = []
        """The breached duties that were done late."""
        self._deadlines: list[tuple[date, int]] = []
        self._standing: dict[int, Duty] = {}
        """The duties whose clock may stand still."""
        self._overdue: list[int] = []
        """The numbers of the duties that were due already when the day was closed last."""

    def open(self, instance: Instance, consequence: m.DutyConsequence) -> None:
        """A duty arises."""
        excepted, reasons = self.judging.excepted(instance)
        if excepted is True:
            day = instance.at.now.day
            self.judging.add(instance, "excused", day, day, reasons)
            return
        if excepted is UNKNOWN:
            instance.sure = UNKNOWN
        parts = [Part([self._way(act, instance, consequence) for act in acts]) for acts in consequence.parts]
        duty = Duty(self.opened, instance, consequence, parts)
        self.opened += 1
        self.owed[duty.number] = duty
        self._waiting.add(duty)
        if consequence.stand_still:
            self._standing[duty.number] = duty
            return
        for part in parts:
            last = self._part_last(duty, part, duty.trigger_day)
            if last is not None:
                heappush(self._deadlines, (last, duty.number))

    def _way(self, act: m.DutyAct, instance: Instance, consequence: m.DutyConsequence) -> Way:
        way = Way(act)
        for limit in consequence.limits:
            self._limit(way, limit, instance)
        if act.within is not None:
            self._limit(way, m.DutyLimit(act.match.span, "within", act.within, None), instance)
        return way

    def _limit(self, way: Way, limit: m.DutyLimit, instance: Instance) -> None:
        at, env = instance.at, instance.env
        closures = self.answers.closures
        first = closures.value(limit.first)(env, at)
        if limit.word == "within":
            first = UNKNOWN if first is UNKNOWN else self.answers.forward(at.now, first, at)
        last = closures.value(limit.last)(env, at) if limit.last is not None else None
        if isinstance(limit.last, m.AnchorDate) and isinstance(first, Moment) and isinstance(last, Moment):
            day_before = Moment(first.day - _ONE_DAY)
            if compare(last, day_before) <= 0:  # the trigger lies between the two: the next time they come round
                before = At(at.place, day_before, at.law, at.this, at.rule, at.rounding, at.start)
                last = closures.value(limit.last)(env, before)
        if first is UNKNOWN or last is UNKNOWN:
            way.unclear = True
            return
        if limit.word in ("within", "by"):
            first, last = None, first
        elif limit.word == "on":
            last = first
        if first is not None and (way.first is None or compare(first, way.first) > 0):
            way.first = first
        if last is not None and (way.last is None or compare(last, way.last) < 0):
            way.last = last
            way.within = limit.first if limit.word == "within" else None

    def _drop(self, duty: Duty) -> None:
        """A duty is no longer owed."""
        self.owed.pop(duty.number, None)
        self._standing.pop(duty.number, None)
        self._waiting.remove(duty)

    # ---- events -----------------------------------------------------------------------------------------------------

    def discharge(self, happening: Happening) -> None:
        """Let an event discharge, or end, the duties it matches."""
        served: set[str] = set()
        for duty in self._waiting.for_event(happening):
            if happening.place <= duty.instance.at.place or self._releases(duty, happening):
                continue
            for part in duty.parts:
                if part.done_by is None:
                    self._try(duty, part, happening)
                if part.done_by is happening:
                    served.add(duty.rule.name)
            if all(part.done_by is not None for part in duty.parts):
                self._done(duty)
        for duty in self._breached.for_event(happening):
            if duty.rule.name in served:
                continue  # it was done in time for a later occasion, and is not late for this one
            for part in duty.parts:
                for way in part.ways:
                    if way.late is None and self._matches(duty, way.act.match, happening) is True:
                        way.late = happening
                        self._late.append(duty)
            if all(way.late is not None for part in duty.parts for way in part.ways):
                self._breached.remove(duty)

    def _matches(self, duty: Duty, match: m.Match, happening: Happening) -> Truth:
        if match.pattern.what.name != happening.what.name:
            return False
        at = At(happening.place, happening.moment, duty.law, happening, duty.rule.name, duty.rule.rounding)
        result: Truth = False
        for _, sure in self.answers.closures.match(match)(happening.values, duty.env, at):
            result = True if sure is True and happening.certain else (result or UNKNOWN)
        return result

    def _releases(self, duty: Duty, happening: Happening) -> bool:
        for release in duty.consequence.unless:
            if release.match.pattern.what.sort == "fact":
                continue
            matches = self._matches(duty, release.match, happening)
            if matches is UNKNOWN:
                duty.instance.sure = UNKNOWN
            if matches is True:
                self._drop(duty)
                self._close(duty, "satisfied", happening.day, [Reason("no longer due", (happened(happening),))])
                return True
        return False

    def _try(self, duty: Duty, part: Part, happening: Happening) -> None:
        for way in part.ways:
            matches = self._matches(duty, way.act.match, happening)
            if matches is False:
                continue
            if way.first is not None and compare(happening.moment, way.first) < 0:
                way.early = happening
                continue
            last = self._last(duty, way, happening.day)
            if last is not None and compare(happening.moment, last) > 0:
                continue
            surely = self._last(duty, way, happening.day, shortest=True)
            late_perhaps = surely is not None and compare(happening.moment, surely) > 0
            if matches is UNKNOWN or way.unclear or late_perhaps:
                part.perhaps_by = happening
                continue
            part.done_by, part.done_way = happening, way
            return

    def _done(self, duty: Duty) -> None:
        self._drop(duty)
        last = max((p.done_by.day for p in duty.parts if p.done_by is not None), default=duty.trigger_day)
        reasons = [self._done_reason(duty, part) for part in duty.parts]
        dues = [due for due in (self._due(part) for part in duty.parts) if due is not None]
        self._close(duty, "satisfied", last, reasons, max(dues, default=None))

    def _done_reason(self, duty: Duty, part: Part) -> Reason:
        assert part.done_by is not None
        assert part.done_way is not None
        said = f"`{part.done_by.sentence}` happened on {part.done_by.written or part.done_by.moment.in_words()}"
        last = self._last(duty, part.done_way, part.done_by.day)
        if last is not None:
            said += f" ({self._arithmetic(duty, part.done_way, last)}: {days_apart(last, part.done_by.moment)})"
        return Reason(said, (happened(part.done_by),))

    def _arithmetic(self, duty: Duty, way: Way, last: Moment) -> str:
        """How a deadline comes about: `2022-09-21 + 2 months = 2022-11-21`."""
        if way.within is None:
            return due_days(way.first, last)
        duration = self.answers.value(way.within, duty.env, duty.instance.at)
        return counted_forward(duty.instance.at.now, duration, way.last, last)

    # ---- days -------------------------------------------------------------------------------------------------------

    def _last(self, duty: Duty, way: Way, today: date, *, shortest: bool = False) -> Moment | None:
        """The last day of a way as things stand today; None without one, or while its clock stands still.

        Where it is not known whether the clock stood still, it is taken to have done so, unless the shortest time
        that may have been allowed is asked for.
        """
        if way.last is None or not duty.consequence.stand_still:
            return way.last
        needed = (way.last.day - duty.trigger_day).days
        day = duty.trigger_day
        stopped: bool | None = None
        for _ in range(needed + _LONGEST_STANDSTILL):
            if needed <= 0:
                return Moment(day, way.last.minute)
            day += _ONE_DAY
            if day > today:
                if stopped is None:
                    stopped = self._stopped_by_fact(duty, today, shortest)
                if stopped:
                    return None
            needed -= not self._stands_still(duty, day, min(day, today), shortest)
        return None

    def _stands_still(self, duty: Duty, day: date, known: date, shortest: bool) -> bool:
        for still in duty.consequence.stand_still:
            if still.what is None and duty.law.days_off.is_day_off(day):
                return True
            if isinstance(still.what, int) and day.weekday() == still.what:
                return True
            if isinstance(still.what, m.Match) and day == known and self._held_on(duty, still.what, day, shortest):
                return True
        return False

    def _stopped_by_fact(self, duty: Duty, today: date, shortest: bool) -> bool:
        return any(
            isinstance(still.what, m.Match) and self._held_on(duty, still.what, today, shortest)
            for still in duty.consequence.stand_still
        )

    def _held_on(self, duty: Duty, match: m.Match, day: date, shortest: bool) -> bool:
        """Whether a fact held, or may have held, at the end of a day."""
        place = self.answers.history.place_after(day)
        at = At(place, Moment(day), duty.law, None, duty.rule.name, duty.rule.rounding)
        return any(sure is True or not shortest for _, sure in self.answers.facts(match, duty.env, at))

    @staticmethod
    def _due(part: Part) -> date | None:
        known = [way.last.day for way in part.ways if way.last is not None]
        return max(known) if known and len(known) == len(part.ways) else None

    def _part_last(self, duty: Duty, part: Part, today: date) -> date | None:
        """The day with which a part is breached: when no way is left."""
        lasts: list[date] = []
        for way in part.ways:
            last = self._last(duty, way, today)
            if last is None:
                return None
            lasts.append(last.day)
        return max(lasts)

    def next_day(self, day: date) -> date | None:
        """The next day after this one on which a deadline closes or its consequences follow."""
        days = [duty.deemed_on for duty in self.to_deem if duty.deemed_on is not None and duty.deemed_on > day]
        while self._deadlines and (self._deadlines[0][0] <= day or self._deadlines[0][1] not in self.owed):
            self._overdue.append(heappop(self._deadlines)[1])
        days += [last for last, _ in self._deadlines[:1]]
        for duty in self._standing.values():
            for part in duty.parts:
                if part.done_by is None:
                    last = self._part_last(duty, part, day)
                    if last is not None and last > day:
                        days.append(last)
        return min(days, default=None)

    def close_day(self, day: date) -> None:
        """Breach the duties whose deadline closes with this day."""
        due = dict(self._standing)
        while self._deadlines and self._deadlines[0][0] <= day:
            self._overdue.append(heappop(self._deadlines)[1])
        due.update((number, self.owed[number]) for number in self._overdue if number in self.owed)
        self._overdue.clear()
        for number in sorted(due):
            duty = due[number]
            missed = [
                part
                for part in duty.parts
                if part.done_by is None and (last := self._part_last(duty, part, day)) is not None and last <= day
            ]
            if missed:
                self._drop(duty)
                self._miss(duty, missed[0], day)

    def _miss(self, duty: Duty, part: Part, day: date) -> None:
        last = self._part_last(duty, part, day) or day
        for release in duty.consequence.unless:
            if release.match.pattern.what.sort == "fact":
                at = self._at(duty, day)
                holds: Truth = False
                for _, sure in self.answers.facts(release.match, duty.env, at):
                    holds = True if sure is True else (holds or UNKNOWN)
                if holds is True:
                    self._close(duty, "satisfied", day, [self._fact_reason(release.match, duty, at)], last)
                    return
                if holds is UNKNOWN:
                    duty.instance.sure = UNKNOWN
        unclear = any(way.unclear for way in part.ways)
        if duty.consequence.otherwise_deemed is not None:
            duty.deemed_on = day + _ONE_DAY
            self.to_deem.append(duty)
            if part.perhaps_by is not None or unclear:
                duty.instance.sure = UNKNOWN
            deemed = say.pattern(duty.consequence.otherwise_deemed, duty.env)
            reasons = [Reason(f"{self._not_done(duty, part, last)}, so by law {deemed}")]
            status: Status = "satisfied" if duty.instance.sure is True else "undetermined"
            self._close(duty, status, day, reasons, last)
            return
        reasons = [self._missed_reason(duty, part, last)]
        if duty.instance.sure is not True:
            reasons.append(Reason("whether the duty was owed is not known"))
        if part.perhaps_by is not None or unclear or duty.instance.sure is not True:
            self._close(duty, "undetermined", day, reasons, last)
            return
        duty.finding = len(self.judging.drafts)
        self._breached.add(duty)
        self._close(duty, "concern" if duty.rule.is_principle else "violated", last, reasons, last)

    def _at(self, duty: Duty, day: date) -> At:
        return At(self.answers.history.place, Moment(day), duty.law, None, duty.rule.name, duty.rule.rounding)

    def _fact_reason(self, match: m.Match, duty: Duty, at: At) -> Reason:
        held = self.answers.history.holding(match.pattern.what.name, at.place)
        rests_on = tuple(of_stretch(match.pattern.what, spell) for spell in held[-1:])
        return Reason(f"not due while {say.bracket(match, duty.env)}", rests_on)

    def _not_done(self, duty: Duty, part: Part, last: date) -> str:
        return f"{_wanted(part, duty.env)} did not happen by {last}"

    def _missed_reason(self, duty: Duty, part: Part, last: date) -> Reason:
        way = max(part.ways, key=lambda w: w.last.day if w.last is not None else date.min)
        due = self._last(duty, way, last) or Moment(last)
        wanted = _wanted(part, duty.env)
        if part.perhaps_by is not None:
            perhaps = part.perhaps_by
            said = f"whether `{perhaps.sentence}` on {perhaps.moment.in_words()} is {wanted} is not known"
            return Reason(said, (happened(perhaps),))
        happened_at = min((w.late for w in part.ways if w.late is not None), key=lambda h: h.place, default=None)
        early = next((w.early for w in part.ways if w.early is not None), None)
        said = f"{wanted} did not happen in time ({self._arithmetic(duty, way, due)})"
        if happened_at is not None:
            late = f"it happened on {happened_at.moment.in_words()}, {days_apart(due, happened_at.moment)}"
            if happened_at.written is not None:
                late = f"it happened later ({happened_at.written})"
            return Reason(f"{said}; {late}", (happened(happened_at),))
        if early is not None and way.first is not None:
            return Reason(f"{said}; it happened on {early.moment.in_words()}, too early", (happened(early),))
        return Reason(said)

    def missed_before(self, day: date) -> Iterator[Duty]:
        """The duties whose deadline has passed and whose consequence the law draws this morning."""
        due = [duty for duty in self.to_deem if duty.deemed_on is not None and duty.deemed_on <= day]
        if due:
            self.to_deem = [duty for duty in self.to_deem if duty not in due]
        yield from due

    def forget_breached(self) -> None:
        """Forget the breached duties, whose findings are handed over: what is done late changes them no more."""
        self._breached = _Waiting()
        self._late.clear()

    # ---- the end ----------------------------------------------------------------------------------------------------

    def close(self, until: date) -> None:
        """The timeline ends: what is still owed is pending, and what came late is said."""
        for duty in self._late:
            part = next((p for p in duty.parts if any(w.late is not None for w in p.ways)), None)
            if duty.finding is not None and part is not None and part.done_by is None:
                draft = self.judging.drafts[duty.finding]
                reasons = [self._missed_reason(duty, part, draft.due or draft.day)]
                draft.reasons = said(reasons)
        for duty in self.owed.values():
            self._pending(duty, until)
        self.owed = {}

    def _pending(self, duty: Duty, until: date) -> None:
        open_parts = [part for part in duty.parts if part.done_by is None]
        dues = [due for due in (self._due(part) for part in open_parts) if due is not None]
        due = min(dues, default=None)
        reasons: list[Reason] = []
        unclear = duty.instance.sure is not True
        for part in open_parts:
            by = self._due(part)
            first = next((w.first for w in part.ways if w.first is not None), None)
            limit = f" by {by}" if by is not None else ""
            if first is not None and by is not None:
                limit = f" on {by}" if first.day == by else f" between {first.day} and {by}"
            reasons.append(Reason(f"{_wanted(part, duty.env)}{STILL_DUE}{limit}"))
            if any(way.unclear for way in part.ways):
                unclear = True
                reasons += self._unclear_reasons(duty)
            shortest = [self._last(duty, way, until, shortest=True) for way in part.ways]
            missed_perhaps = all(last is not None and last.day <= until for last in shortest)
            unclear = unclear or part.perhaps_by is not None or missed_perhaps
        if duty.instance.sure is not True:
            reasons.append(Reason("whether it is owed at all is not known"))
        self._close(duty, "undetermined" if unclear else "pending", until, reasons, due)

    def _unclear_reasons(self, duty: Duty) -> list[Reason]:
        reasons: list[Reason] = []
        for limit in duty.consequence.limits:
            for point in (limit.first, limit.last):
                if point is not None and self.answers.value(point, duty.env, duty.instance.at) is UNKNOWN:
                    test = m.Comparison(limit.span, "<=", m.Today(limit.span, "date"), point)
                    reasons += why(self.answers, test, duty.env, duty.instance.at)
        return reasons or [Reason("the deadline is not known")]

    def _close(self, duty: Duty, status: Status, day: date, reasons: list[Reason], due: date | None = None) -> None:
        if status == "satisfied" and duty.rule.is_principle:
            status = "met"
        self.judging.add(duty.instance, status, day, duty.trigger_day, said(reasons), due=due)


def _wanted(part: Part, env: Env) -> str:
    """What would do a part of a duty, in words."""
    return acts((way.act.match.pattern for way in part.ways), env)
