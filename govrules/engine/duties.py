"""Duties: what is owed after a trigger, by whom it is discharged, and when it is breached.

In: rules that were set going with `then`. Out: findings, and events that the law deems to happen when nothing was
done. A duty keeps the deadline and the values of its trigger's day. It is discharged only by events strictly after
its trigger, and breached when the day of its deadline closes.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import Moment, compare
from govrules.engine import say
from govrules.engine.evaluate import Evaluator
from govrules.engine.judge import Instance, Judge
from govrules.engine.phrasing import acts, counted_forward, days_apart, due_days
from govrules.engine.reasons import happened, of_stretch, why
from govrules.engine.record import At, Happening
from govrules.engine.values import Env, Truth
from govrules.engine.verdict import STILL_DUE, Reason
from govrules.law import model as m
from govrules.law.model import UNKNOWN

_LONGEST_STANDSTILL = 366 * 60


class Way(Struct, eq=False):
    """One way to do a part of a duty, and the days between which it counts."""

    act: m.DutyAct
    first: Moment | None
    last: Moment | None
    unclear: bool
    within: m.Expr | None = None
    """The duration that gives its last day, if a duration does."""
    early: Happening | None = None
    late: Happening | None = None


class Part(Struct, eq=False):
    """A part of a duty, due by one of its ways."""

    ways: list[Way]
    done_by: Happening | None = None
    done_way: Way | None = None
    perhaps_by: Happening | None = None
    """An event of which it is not known whether it does this part."""


class Duty(Struct, eq=False):
    """A duty that is owed."""

    instance: Instance
    consequence: m.DutyConsequence
    parts: list[Part]
    deemed_on: date | None = None
    finding: int | None = None
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
    def sure(self) -> Truth:
        """Whether it is certain that it is owed."""
        return self.instance.sure

    @property
    def trigger_day(self) -> date:
        """The day from which it is owed."""
        return self.instance.at.now.day


class Duties:
    """Opens, discharges and closes duties."""

    def __init__(self, evaluator: Evaluator, judge: Judge) -> None:
        self.evaluator = evaluator
        self.judge = judge
        self.owed: list[Duty] = []
        self.breached: list[Duty] = []
        self.to_deem: list[Duty] = []

    def open(self, instance: Instance, consequence: m.DutyConsequence) -> None:
        """A duty arises."""
        excepted = self.judge.excepted(instance)
        if excepted is True:
            reason = self.judge.exception_reason(instance)
            day = instance.at.now.day
            self.judge.add(instance, "excused", day, day, [reason] if reason is not None else [])
            return
        if excepted is UNKNOWN:
            instance.sure = UNKNOWN
        parts = [Part([self._way(act, instance, consequence) for act in acts]) for acts in consequence.parts]
        self.owed.append(Duty(instance, consequence, parts))

    def _way(self, act: m.DutyAct, instance: Instance, consequence: m.DutyConsequence) -> Way:
        way = Way(act, None, None, False)
        limits = [*consequence.limits]
        if act.within is not None:
            limits.append(m.DutyLimit(act.match.span, "within", act.within, None))
        for limit in limits:
            self._limit(way, limit, instance)
        return way

    def _limit(self, way: Way, limit: m.DutyLimit, instance: Instance) -> None:
        at, env = instance.at, instance.env
        first = self.evaluator.value(limit.first, env, at)
        if limit.word == "within":
            first = UNKNOWN if first is UNKNOWN else self.evaluator.forward(at.now, first, at)
        last = self.evaluator.value(limit.last, env, at) if limit.last is not None else None
        if isinstance(limit.last, m.AnchorDate) and isinstance(first, Moment) and isinstance(last, Moment):
            day_before = Moment(first.day - timedelta(days=1))
            if compare(last, day_before) <= 0:  # the trigger lies between the two: the next time they come round
                last = self.evaluator.value(limit.last, env, replace(at, now=day_before))
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

    # ---- events -----------------------------------------------------------------------------------------------------

    def discharge(self, happening: Happening) -> None:
        """Let an event discharge, or end, the duties it matches."""
        served: set[str] = set()
        for duty in list(self.owed):
            if not self._after_trigger(duty, happening):
                continue
            if self._releases(duty, happening):
                continue
            for part in duty.parts:
                if part.done_by is None:
                    self._try(duty, part, happening)
                if part.done_by is happening:
                    served.add(duty.rule.name)
            if all(part.done_by is not None for part in duty.parts):
                self._done(duty)
        for duty in self.breached:
            if duty.rule.name in served:
                continue  # it was done in time for a later occasion, and is not late for this one
            for part in duty.parts:
                for way in part.ways:
                    if way.late is None and self._matches(duty, way.act.match, happening) is True:
                        way.late = happening

    def _after_trigger(self, duty: Duty, happening: Happening) -> bool:
        return happening.place > duty.instance.at.place

    def _matches(self, duty: Duty, match: m.Match, happening: Happening) -> Truth:
        if match.pattern.what.name != happening.what.name:
            return False
        at = At(happening.place, happening.moment, duty.law, happening, duty.rule.name, duty.rule.rounding)
        result: Truth = False
        for _, sure in self.evaluator.match(match, happening.values, duty.env, at):
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
                self.owed.remove(duty)
                reason = Reason("no longer due", (happened(happening),))
                self._close(duty, "satisfied", happening.day, [reason])
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
        self.owed.remove(duty)
        last = max((p.done_by.day for p in duty.parts if p.done_by is not None), default=duty.trigger_day)
        reasons = [self._done_reason(duty, part) for part in duty.parts]
        dues = [d for d in (self._due(duty, part) for part in duty.parts) if d is not None]
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
        duration = self.evaluator.value(way.within, duty.env, duty.instance.at)
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
            day += timedelta(days=1)
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
        at = At(self.evaluator.record.place_after(day), Moment(day), duty.law, None, duty.rule.name, duty.rule.rounding)
        return any(sure is True or not shortest for _, sure in self.evaluator.facts(match, duty.env, at))

    def _due(self, duty: Duty, part: Part) -> date | None:
        lasts = [way.last for way in part.ways]
        known = [last.day for last in lasts if last is not None]
        return max(known) if known and len(known) == len(lasts) else None

    def _part_last(self, duty: Duty, part: Part, today: date) -> date | None:
        """The day with which a part is breached: when no way is left."""
        lasts = [self._last(duty, way, today) for way in part.ways]
        if any(last is None for last in lasts):
            return None
        return max(last.day for last in lasts if last is not None)

    def days_after(self, day: date) -> list[date]:
        """The days after this one on which deadlines close or their consequences follow."""
        days = [duty.deemed_on for duty in self.to_deem if duty.deemed_on is not None and duty.deemed_on > day]
        for duty in self.owed:
            for part in duty.parts:
                if part.done_by is None:
                    last = self._part_last(duty, part, day)
                    if last is not None and last > day:
                        days.append(last)
        return days

    def close_day(self, day: date) -> None:
        """Breach the duties whose deadline closes with this day."""
        for duty in list(self.owed):
            missed = [
                part
                for part in duty.parts
                if part.done_by is None and (last := self._part_last(duty, part, day)) is not None and last <= day
            ]
            if missed:
                self.owed.remove(duty)
                self._miss(duty, missed[0], day)

    def _miss(self, duty: Duty, part: Part, day: date) -> None:
        last = self._part_last(duty, part, day) or day
        for release in duty.consequence.unless:
            if release.match.pattern.what.sort == "fact":
                at = self._at(duty, day)
                holds: Truth = False
                for _, sure in self.evaluator.facts(release.match, duty.env, at):
                    holds = True if sure is True else (holds or UNKNOWN)
                if holds is True:
                    reason = self._fact_reason(release.match, duty, at)
                    self._close(duty, "satisfied", day, [reason], last)
                    return
                if holds is UNKNOWN:
                    duty.instance.sure = UNKNOWN
        unclear = any(way.unclear for way in part.ways)
        if duty.consequence.otherwise_deemed is not None:
            duty.deemed_on = day + timedelta(days=1)
            self.to_deem.append(duty)
            if part.perhaps_by is not None or unclear:
                duty.instance.sure = UNKNOWN
            said = say.pattern(duty.consequence.otherwise_deemed, duty.env)
            reasons = [Reason(f"{self._not_done(duty, part, last)}, so by law {said}")]
            self._close(duty, "satisfied" if duty.sure is True else "undetermined", day, reasons, last)
            return
        reasons = [self._missed_reason(duty, part, last)]
        if duty.sure is not True:
            reasons.append(Reason("whether the duty was owed is not known"))
        if part.perhaps_by is not None or unclear or duty.sure is not True:
            self._close(duty, "undetermined", day, reasons, last)
            return
        duty.finding = len(self.judge.findings)
        self.breached.append(duty)
        self._close(duty, "concern" if duty.rule.is_principle else "violated", last, reasons, last)

    def _at(self, duty: Duty, day: date) -> At:
        return At(self.evaluator.record.place, Moment(day), duty.law, None, duty.rule.name, duty.rule.rounding)

    def _fact_reason(self, match: m.Match, duty: Duty, at: At) -> Reason:
        stretches = [
            of_stretch(match.pattern.what, stretch)
            for stretch in self.evaluator.record.stretches
            if stretch.fact == match.pattern.what.name and stretch.holds(at.place) is not False
        ]
        return Reason(f"not due while {say.bracket(match, duty.env)}", tuple(stretches[-1:]))

    def _not_done(self, duty: Duty, part: Part, last: date) -> str:
        wanted = acts((way.act.match.pattern for way in part.ways), duty.env)
        return f"{wanted} did not happen by {last}"

    def _missed_reason(self, duty: Duty, part: Part, last: date) -> Reason:
        way = max(part.ways, key=lambda w: w.last.day if w.last is not None else date.min)
        due = self._last(duty, way, last) or Moment(last)
        wanted = acts((w.act.match.pattern for w in part.ways), duty.env)
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
        self.to_deem = [duty for duty in self.to_deem if duty not in due]
        yield from due

    # ---- the end ----------------------------------------------------------------------------------------------------

    def close(self, until: date) -> None:
        """The timeline ends: what is still owed is pending, and what came late is said."""
        for duty in self.breached:
            if duty.finding is None:
                continue
            part = next((p for p in duty.parts if any(w.late is not None for w in p.ways)), None)
            if part is not None and part.done_by is None:
                old = self.judge.findings[duty.finding]
                reasons = [self._missed_reason(duty, part, old.due or old.date)]
                self.judge.findings[duty.finding] = self.judge.again(old, duty.instance, reasons, duty)
        for duty in self.owed:
            self._pending(duty, until)
        self.owed = []

    def _pending(self, duty: Duty, until: date) -> None:
        open_parts = [part for part in duty.parts if part.done_by is None]
        dues = [due for due in (self._due(duty, part) for part in open_parts) if due is not None]
        due = min(dues, default=None)
        reasons: list[Reason] = []
        unclear = duty.sure is not True
        for part in open_parts:
            wanted = acts((w.act.match.pattern for w in part.ways), duty.env)
            by = self._due(duty, part)
            first = next((w.first for w in part.ways if w.first is not None), None)
            limit = f" by {by}" if by is not None else ""
            if first is not None and by is not None:
                limit = f" on {by}" if first.day == by else f" between {first.day} and {by}"
            reasons.append(Reason(f"{wanted}{STILL_DUE}{limit}"))
            if any(way.unclear for way in part.ways):
                unclear = True
                reasons += self._unclear_reasons(duty)
            shortest = [self._last(duty, way, until, shortest=True) for way in part.ways]
            missed_perhaps = all(last is not None and last.day <= until for last in shortest)
            unclear = unclear or part.perhaps_by is not None or missed_perhaps
        if duty.sure is not True:
            reasons.append(Reason("whether it is owed at all is not known"))
        self._close(duty, "undetermined" if unclear else "pending", until, reasons, due)

    def _unclear_reasons(self, duty: Duty) -> list[Reason]:
        reasons: list[Reason] = []
        for limit in duty.consequence.limits:
            for point in (limit.first, limit.last):
                if point is not None and self.evaluator.value(point, duty.env, duty.instance.at) is UNKNOWN:
                    test = m.Comparison(limit.span, "<=", m.Today(limit.span, "date"), point)
                    reasons += why(self.evaluator, test, duty.env, duty.instance.at)
        return reasons or [Reason("the deadline is not known")]

    def _close(self, duty: Duty, status: str, day: date, reasons: list[Reason], due: date | None = None) -> None:
        if status == "satisfied" and duty.rule.is_principle:
            status = "met"
        self.judge.add(duty.instance, status, day, duty.trigger_day, reasons, due=due, about=duty)  # type: ignore[arg-type]  # a Status
