"""Rules that bind as long as a fact holds.

In: an evaluator over the record. Out: one finding for each stretch and each way: the first day on which a requirement
is false, or that it held throughout. They are looked at after each event and with each day that matters.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from govrules.calendar import Moment
from govrules.engine import say
from govrules.engine.evaluate import Evaluator
from govrules.engine.judge import Instance, Judge, Looked
from govrules.engine.reasons import of_stretch, why
from govrules.engine.record import At, Stretch
from govrules.engine.values import Env, Truth, both
from govrules.engine.verdict import Happened, Reason
from govrules.law import model as m
from govrules.law.model import UNKNOWN


class _Watch(Struct, eq=False):
    """One stretch under one rule."""

    rule: m.Rule
    stretch: Stretch | None
    env: Env
    sure: Truth
    since: Moment
    trigger: Happened
    law: m.RuleSet
    """The version of the law under which it was looked at last."""
    first: date
    """The day on which it was looked at first: of the beginning of the stretch, or when the rule became law."""
    breached: bool = False
    doubt: tuple[date, list[Reason], At] | None = None
    seen: At | None = None
    """Where it was looked at last."""


class _Binding(NamedTuple):
    """A rule binds, or may bind, under a version of the law, for a stretch and some values."""

    rule: m.Rule
    at: At
    stretch: Stretch | None
    env: Env
    sure: Truth

    def is_like(self, other: "_Binding") -> bool:
        """Whether it is the same but for the version."""
        return self.rule is other.rule and self.stretch is other.stretch and self.env == other.env


def _pattern_of(rule: m.Rule) -> m.Pattern:
    assert isinstance(rule.body, m.WhileBody)
    return rule.body.match.pattern


class Whiles:
    """Watches the rules with `while`."""

    def __init__(self, evaluator: Evaluator, judge: Judge) -> None:
        self.evaluator = evaluator
        self.judge = judge
        self.watched: list[_Watch] = []
        self.names: dict[int, list[str]] = {}
        """Of each version, the names of what may bind as long as a fact holds."""
        self.heeded: dict[int, frozenset[str]] = {}
        """Of each version, the events that may bear on any of these rules."""
        self.looked: date | None = None
        """The day on which they were looked at last."""

    def heeds(self, law: m.RuleSet, events: set[str], now: Moment) -> bool:
        """Whether any of these events may bear on a rule with `while`, or time does since they were looked at."""
        if now.day != self.looked or now.minute is not None:
            return True
        known = self.heeded.get(id(law))
        if known is None:
            known = self.heeded[id(law)] = self._heeded(law)
        return not known.isdisjoint(events)

    def _heeded(self, law: m.RuleSet) -> frozenset[str]:
        """What the rules, their exceptions and what keeps them name, and what begins and ends those facts."""
        library = self.evaluator.law.library
        names = set(self._names(law))
        todo: list[object] = [keep for transition in law.transitions.values() for keep in transition.keeps]
        versions = [law, *self.evaluator.law.may_judge()] if todo else [law]  # what may be kept is looked at as well
        for version in versions:
            values = (*(let.value for let in version.lets.values()), *(a.value for a in version.attributes.values()))
            todo += [
                each for each in values if not isinstance(each, m.Constant)
            ]  # which may ask about the past as well
            todo += [version.rules[name] for name in names if name in version.rules]
            todo += [each for each in version.exceptions.values() if not names.isdisjoint(each.rules)]
        named: set[str] = set()
        while todo:
            for name in library.named_in(todo.pop()) - named:
                named.add(name)
                for version in versions:
                    todo += version.fact_clauses.get(name, ())
        return frozenset(named)

    def look(self, at: At) -> None:
        """Look at every rule in the state at hand."""
        self.looked = at.now.day
        running: list[_Watch] = []
        binding = [*self._binding(at)]
        for case in binding:
            watch = self._watch_of(case, [other.at.law for other in binding if other.is_like(case)], running)
            watch.sure = case.sure
            watch.law = case.at.law
            running.append(watch)
            self._judge(watch, case.at)
        for watch in self.watched:
            if watch not in running:
                self._end(watch, at.now.day)
        self.watched = running

    def _rules(self, at: At) -> Iterator[tuple[m.Rule, At]]:
        """The rules with `while`, under the version at hand and those that a transition clause keeps."""
        for name in self._names(at.law):
            for version in self.evaluator.versions_of(name, at):
                rule = version.rules.get(name)
                if rule is not None and isinstance(rule.body, m.WhileBody):
                    yield rule, At(at.place, at.now, version, None, rule.name, rule.rounding)

    def _names(self, law: m.RuleSet) -> list[str]:
        names = self.names.get(id(law))
        if names is None:
            own = [rule.name for rule in law.rules.values() if isinstance(rule.body, m.WhileBody)]
            kept = [name for t in law.transitions.values() for keep in t.keeps for name in keep.names]
            names = self.names[id(law)] = list(dict.fromkeys((*own, *kept)))
        return names

    def _binding(self, at: At) -> Iterator[_Binding]:
        """The stretches during which rules bind, or may bind, in the state at hand."""
        for rule, of_rule in self._rules(at):
            body = rule.body
            assert isinstance(body, m.WhileBody)
            seen: list[tuple[Stretch | None, Env]] = []
            for stretch, env, sure in self._ways(body, of_rule):
                if (stretch, env) in seen:
                    continue
                seen.append((stretch, env))
                self.evaluator.asked.add(rule.name)
                governs = self.evaluator.governs(of_rule.law, rule.name, env, at)
                if governs is not False:
                    yield _Binding(rule, of_rule, stretch, env, both(sure, governs))

    def _watch_of(self, case: _Binding, laws: list[m.RuleSet], running: list[_Watch]) -> _Watch:
        """The watch that goes on, or a new one. Where several versions may bind, each has a watch of its own."""
        known = [
            watch
            for watch in self.watched
            if watch.rule is case.rule and watch.stretch is case.stretch and watch.env == case.env
        ]
        for watch in known:
            if watch.law is case.at.law:
                return watch
        for watch in known:
            if watch not in running and not any(watch.law is law for law in laws):
                return watch  # the law has changed, and the rule has not
        pattern, stretch, at = _pattern_of(case.rule), case.stretch, case.at
        said = say.pattern(pattern, case.env)
        trigger = of_stretch(pattern.what, stretch) if stretch is not None else Happened(said, at.now, None)
        since = stretch.start if stretch is not None and stretch.start is not None else at.now
        begun = Happened(said, since, trigger.span)
        return _Watch(case.rule, stretch, case.env, case.sure, since, begun, at.law, at.now.day)

    def _ways(self, body: m.WhileBody, at: At) -> Iterator[tuple[Stretch | None, Env, Truth]]:
        name = body.match.pattern.what.name
        if any(isinstance(c, m.FactWhileClause) for c in at.law.fact_clauses.get(name, ())):
            for env, sure in self.evaluator.facts(body.match, {}, at):
                for inner, also in self.evaluator.solutions(body.where, env, at):
                    yield None, inner, both(sure, also)
            return
        for stretch in self.evaluator.record.stretches:
            holds = stretch.holds(at.place) if stretch.fact == name else False
            if holds is False:
                continue
            for env, sure in self.evaluator.match(body.match, stretch.values, {}, at):
                for inner, also in self.evaluator.solutions(body.where, env, at):
                    yield stretch, inner, both(both(sure, also), holds or UNKNOWN)

    def _judge(self, watch: _Watch, at: At) -> None:
        if watch.breached:
            return
        watch.seen = at
        body = watch.rule.body
        assert isinstance(body, m.WhileBody)
        truth: Truth = True
        for condition in body.conditions:
            truth = both(truth, self.evaluator.truth(condition, watch.env, at))
        if truth is True:
            return
        reasons: list[Reason] = []
        for condition in body.conditions:
            if self.evaluator.truth(condition, watch.env, at) is truth:
                reasons += why(self.evaluator, condition, watch.env, at)
        instance = Instance(watch.rule, watch.env, watch.sure, watch.trigger, at)
        excepted = self.judge.excepted(instance)
        reason = self.judge.exception_reason(instance)
        if reason is not None:
            reasons.append(reason)
        day = at.now.day
        if excepted is True:
            watch.breached = True
            self.judge.add(instance, "excused", day, day, reasons)
        elif truth is UNKNOWN or excepted is UNKNOWN or watch.sure is not True:
            if watch.doubt is None:
                watch.doubt = (day, reasons, at)
        else:
            watch.breached = True
            self.judge.add(instance, "concern" if watch.rule.is_principle else "violated", day, day, reasons)

    def _end(self, watch: _Watch, day: date) -> None:
        if watch.breached:
            return
        at = At(self.evaluator.record.place, Moment(day), watch.law, None, watch.rule.name, watch.rule.rounding)
        instance = Instance(watch.rule, watch.env, watch.sure, watch.trigger, at)
        if watch.doubt is not None:
            day, reasons, seen = watch.doubt
            self.judge.add(instance, "undetermined", day, watch.since.day, reasons, about=seen)
            return
        body = watch.rule.body
        assert isinstance(body, m.WhileBody)
        said = " and ".join(say.required(condition, watch.env) for condition in body.conditions)
        reason = Reason(f"{said} held from {watch.first} to {day}")
        status = "met" if watch.rule.is_principle else "satisfied"
        looked = Looked(watch.first, watch.seen or at)
        self.judge.add(instance, status, day, watch.since.day, [reason], about=looked)  # type: ignore[arg-type]  # a Status

    def close(self, until: date) -> None:
        """The timeline ends."""
        for watch in self.watched:
            self._end(watch, until)
        self.watched = []
