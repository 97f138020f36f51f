"""Failing: where a finding was judged, and by which statements it fell short.

In: a run and one of its findings. Out: the conditions that failed, with the values of their variables and the place in
the record from which they were asked; the parts that made them fail; the days on which an answer to them may change.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import Duration, Moment
from govrules.engine import calendar
from govrules.engine.judge import Instance, Judge
from govrules.engine.record import At, Happening
from govrules.engine.reference import Run
from govrules.engine.values import Env
from govrules.engine.verdict import Finding
from govrules.law import model as m
from govrules.law.library import Library

ONE_DAY = timedelta(days=1)
_EVENTS = 12
_BASES = 60
_DAYS_OFF = 14
"""So many days in a row may be days off."""


class Failing(Struct, frozen=True):
    """A finding, and how to ask once more what it was judged by."""

    finding: Finding
    run: Run
    norm: m.Rule | m.Power
    env: Env
    at: At
    position: int | None
    """The position of the event that was judged, if it is one of the timeline."""
    fits: bool
    """Whether the event is one that the norm is about; a power may only be the nearest one."""

    @property
    def conditions(self) -> tuple[m.Expr, ...]:
        """What had to be true."""
        if not self.fits:
            return ()
        if isinstance(self.norm, m.Power):
            return (*((self.norm.where,) if self.norm.where is not None else ()), *self.norm.provided)
        if isinstance(self.norm.body, m.WhileBody):
            return self.norm.body.conditions
        consequence = self.norm.body.consequence
        return consequence.conditions if isinstance(consequence, m.RequireConsequence) else ()

    @property
    def failed(self) -> list[m.Expr]:
        """What was false."""
        return [each for each in self.conditions if self.run.evaluator.truth(each, self.env, self.at) is False]

    def parts(self) -> Iterator[tuple[m.Expr, bool]]:
        """The parts of the conditions that made them fail, each with the truth that it should have had."""
        for condition in self.failed:
            yield from self._parts(condition, True)

    def _parts(self, expr: m.Expr, wanted: bool) -> Iterator[tuple[m.Expr, bool]]:
        evaluator = self.run.evaluator
        if evaluator.truth(expr, self.env, self.at) is not (not wanted):
            return
        match expr:
            case m.Junction():
                for part in expr.parts:
                    yield from self._parts(part, wanted)
            case m.Negation():
                yield from self._parts(expr.operand, not wanted)
            case m.Choice():
                condition = evaluator.truth(expr.condition, self.env, self.at)
                yield from self._parts(expr.then if condition is True else expr.otherwise, wanted)
            case _:
                yield expr, wanted


def failing(library: Library, run: Run, finding: Finding) -> Failing | None:
    """Where a finding of a run was judged; None if no norm of its version did."""
    span = finding.trigger.span if finding.trigger is not None else None
    happening = next((h for h in run.happenings if span is not None and h.span == span), None)
    position = happening.position if happening is not None else None
    if happening is None:
        happening = next((h for h in run.evaluator.record.happenings if h.span == span and h.day == finding.date), None)
    norm = _version(library, run, finding).norm(finding.rule)
    if not isinstance(norm, m.Rule | m.Power):
        return None
    version = _version(library, run, finding)
    record = run.evaluator.record
    if isinstance(norm, m.Rule) and isinstance(norm.body, m.WhileBody):
        day = Moment(finding.date)
        at = At(record.place_after(day.day), day, version, None, norm.name, norm.rounding)
        if happening is not None and happening.day != finding.date:
            position = None  # what set it going is not what broke it
    elif happening is not None:
        at = At(happening.place, happening.moment, version, happening, norm.name, norm.rounding)
    else:
        day = Moment(finding.anchor)
        place = record.place_after(day.day - ONE_DAY) if day.day > date.min else 0
        at = At(place, day, version, None, norm.name, norm.rounding)
    fits = True
    if isinstance(norm, m.Power):
        values = happening.values if happening is not None else ()
        same = norm.match.pattern.what.name == (happening.what.name if happening is not None else "")
        fits = same and run.evaluator.fit(norm.match.pattern, values, {}, at) is not None
    return Failing(finding, run, norm, dict(finding.bindings), at, position, fits)


def _version(library: Library, run: Run, finding: Finding) -> m.RuleSet:
    versions = (version for _, version in reversed(run.evaluator.law.versions) if version.name == finding.law)
    return next(versions, None) or library.rulesets.get(finding.law) or run.evaluator.law.now


# ---- on another day --------------------------------------------------------------------------------------------------


class Elsewhen:
    """Asks what would be found of an event if it happened on another day, in a record without it.

    What follows from it is left out of account: a trial has the last word.
    """

    def __init__(self, without: Run, failing: Failing) -> None:
        self.run = without
        self.failing = failing
        self.known: dict[date, bool] = {}

    def lawful(self, day: date) -> bool:
        """Whether the conditions hold on a day."""
        known = self.known.get(day)
        if known is None:
            known = self.known[day] = self._lawful(day)
        return known

    def _lawful(self, day: date) -> bool:
        failing, evaluator = self.failing, self.run.evaluator
        record, position = evaluator.record, failing.position or 0
        place = record.place_after(day - ONE_DAY)
        before = [h.place + 1 for h in self.run.happenings[:position] if h.day == day and not h.void]
        place = max([place, *before])
        law = self._law(place, day)
        norm = law.norm(failing.finding.rule)
        moment = Moment(day, failing.at.now.minute)
        this = failing.at.this
        if this is not None:
            this = Happening(place, moment, this.what, this.values, this.sentence, this.citation, this.span)
        at = replace(failing.at, place=place, now=moment, law=law, this=this)
        judge = Judge(evaluator)
        if isinstance(norm, m.Power):
            return this is not None and judge.act(this, law)[0] is True
        if not isinstance(norm, m.Rule):
            return False
        instance = Instance(norm, failing.env, True, failing.finding.trigger, at)
        if isinstance(norm.body, m.WhileBody):
            at = replace(at, place=record.place_after(day), this=None)
            return all(evaluator.truth(each, failing.env, at) is True for each in norm.body.conditions)
        consequence = norm.body.consequence
        if not isinstance(consequence, m.RequireConsequence):
            return False
        return judge.requirement(instance, consequence, this) is True

    def _law(self, place: int, day: date) -> m.RuleSet:
        """The version that judges on a day. Of two that begin at one place, the later may come on a later day."""
        law = self.run.evaluator.law
        if not law.in_force:
            return self.failing.at.law
        came = {step.version: step.day for step in reversed(self.run.judgement.steps) if not step.failed}
        return [v for since, v in law.versions if since <= place and came.get(v.name, day) <= day][-1]

    def days(self) -> list[date]:
        """The days around which the answer may change, the nearest first."""
        start = self.failing.at.now.day
        found = self._watched(start)
        nearest = sorted(found, key=lambda day: abs(day - start))
        for day in nearest[: 2 * _EVENTS]:
            found |= self._watched(day) if 1 < day.year < 9999 else set()
        around = {day + step * ONE_DAY for day in found if 1 < day.year < 9999 for step in (-1, 0, 1)}
        return sorted(around - {start}, key=lambda day: (abs(day - start), day))

    def _watched(self, day: date) -> set[date]:
        """The days that the conditions compare with when they are asked on a day, and those a duration from them."""
        evaluator = self.run.evaluator
        evaluator.horizon.clear()
        self.known.pop(day, None)
        self.lawful(day)
        days = set(evaluator.horizon)
        parts = [part for each in self.failing.failed for part in walk(each, self.failing.at.law)]
        named = {part.what.name for part in parts if isinstance(part, m.Pattern)}
        record = evaluator.record
        days |= {h.day for h in [h for h in record.happenings if h.what.name in named][-_EVENTS:]}
        for stretch in [s for s in record.stretches if s.fact in named][-_EVENTS:]:
            days |= {moment.day for moment in (stretch.start, stretch.end) if moment is not None}
        days |= {step.day for step in self.run.judgement.steps}
        for part in parts:
            if isinstance(part, m.DayTest) and part.anchor is None:
                days |= {day + step * ONE_DAY for step in range(-_DAYS_OFF, _DAYS_OFF + 1) if 1 < day.year < 9999}
            anchor = part.anchor if isinstance(part, m.AnchorDate | m.NeighbourDate | m.DayTest) else None
            if anchor is not None:
                around = (calendar.next_after(anchor, day), calendar.previous_before(anchor, day))
                days |= {each for each in around if each is not None}
        lengths = {d for d in (self._duration(part) for part in parts) if d is not None}
        bases = sorted(days, key=lambda each: abs(each - day))[:_BASES]
        for base in bases:
            for length in lengths:
                for signed in (length, length.times(-1)):
                    there = calendar.add(Moment(base), signed, "down")
                    if isinstance(there, Moment):
                        days.add(there.day)
        return days

    def _duration(self, part: m.Expr) -> Duration | None:
        if isinstance(part, m.Constant | m.LetValue):
            value = self.run.evaluator.value(part, {}, self.failing.at)
            return value if isinstance(value, Duration) else None
        return None


def walk(expr: object, law: m.RuleSet, seen: frozenset[str] = frozenset()) -> Iterator[m.Expr]:
    """An expression and all that it is made of, named values and derived facts included."""
    if isinstance(expr, tuple):
        for each in expr:
            yield from walk(each, law, seen)
        return
    if not isinstance(expr, m.Expr | m.Narrowing | m.Past | m.FactWhileClause):
        return
    if isinstance(expr, m.Expr):
        yield expr
    inner: Iterable[object] = [getattr(expr, name) for name in expr.__struct_fields__]
    if isinstance(expr, m.LetValue) and expr.name in law.lets and expr.name not in seen:
        inner, seen = [law.lets[expr.name].value], seen | {expr.name}
    if isinstance(expr, m.Pattern) and expr.what.name not in seen:
        clauses = law.fact_clauses.get(expr.what.name, ())
        derived = [clause.condition for clause in clauses if isinstance(clause, m.FactWhileClause)]
        inner, seen = [*inner, *derived], seen | {expr.what.name}
    for each in inner:
        yield from walk(each, law, seen)
