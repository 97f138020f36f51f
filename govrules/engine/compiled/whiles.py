"""Rules that bind as long as a fact holds.

In: answers about the history. Out: one draft of a finding for each stretch and each way: the first day on which a
requirement is false, or that it held throughout. A rule is looked at again only when something on which it hangs has
changed, or a day has come on which its answer may change by time alone.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from govrules.calendar import Moment
from govrules.engine import say
from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.history import Spell
from govrules.engine.compiled.judging import Instance, Judging, Reasons
from govrules.engine.compiled.memory import Memory, Names
from govrules.engine.reasons import of_stretch, why
from govrules.engine.record import At
from govrules.engine.values import Env, Truth, both
from govrules.engine.verdict import Happened, Reason
from govrules.law import model as m
from govrules.law.model import UNKNOWN


class _Watch:
    """One stretch under one rule."""

    __slots__ = ("breached", "doubt", "env", "first", "law", "rule", "since", "spell", "sure", "trigger")

    def __init__(
        self, rule: m.Rule, spell: Spell | None, env: Env, sure: Truth, since: Moment, trigger: Happened, at: At
    ) -> None:
        self.rule = rule
        self.spell = spell
        self.env = env
        self.sure = sure
        self.since = since
        self.trigger = trigger
        self.first = at.now.day
        """The day on which it was looked at first: of the beginning of the spell, or when the rule became law."""
        self.law = at.law
        """The version of the law under which it was looked at last."""
        self.breached = False
        self.doubt: tuple[date, Reasons] | None = None


class _Binding(NamedTuple):
    """A rule binds, or may bind, under a version of the law, for a spell and some values."""

    rule: m.Rule
    body: m.WhileBody
    at: At
    spell: Spell | None
    env: Env
    sure: Truth


def _going_on(case: _Binding, before: list[_Watch], binding: list[_Binding], running: list[_Watch]) -> _Watch | None:
    """The watch that goes on. Where several versions may bind, each has a watch of its own."""
    spell, env = case.spell, case.env
    known = [each for each in before if each.rule is case.rule and each.spell is spell and each.env == env]
    for watch in known:
        if watch.law is case.at.law:
            return watch
    for watch in known:
        bound = (each for each in binding if each.rule is case.rule and each.spell is spell and each.env == env)
        if watch not in running and not any(each.at.law is watch.law for each in bound):
            return watch  # the law has changed, and the rule has not
    return None


def _begun(case: _Binding) -> _Watch:
    pattern, spell = case.body.match.pattern, case.spell
    said = say.pattern(pattern, case.env)
    span = of_stretch(pattern.what, spell).span if spell is not None else None
    since = spell.start if spell is not None and spell.start is not None else case.at.now
    return _Watch(case.rule, spell, case.env, case.sure, since, Happened(said, since, span), case.at)


def _rules_with_while(ruleset: m.RuleSet) -> list[str]:
    """The rules of a version that bind as long as a fact holds, and those that transition clauses may keep."""
    own = [rule.name for rule in ruleset.rules.values() if isinstance(rule.body, m.WhileBody)]
    kept = [name for t in ruleset.transitions.values() for keep in t.keeps for name in keep.names]
    return list(dict.fromkeys((*own, *kept)))


class _Named:
    """Of one version, the names on which each rule with `while` hangs."""

    def __init__(self, ruleset: m.RuleSet) -> None:
        self.some_kept = any(transition.keeps for transition in ruleset.transitions.values())
        """Whether a rule may hang on other versions as well."""
        self.by_rule: dict[str, tuple[str, ...]] | None = None


class Whiles:
    """Watches the rules with `while`."""

    def __init__(self, answers: Answers, judging: Judging) -> None:
        self.answers = answers
        self.judging = judging
        self.watched: dict[str, list[_Watch]] = {}
        """What is watched, by the name of the rule, in the order in which the rules were looked at."""
        self._memories: dict[int, list[tuple[str, Memory]]] = {}
        """Of each version, what is remembered of its rules."""
        self._heeded: dict[int, frozenset[str]] = {}
        self._looked: date | None = None
        """The day on which they were looked at last."""

    def heeds(self, law: m.RuleSet, events: set[str], now: Moment) -> bool:
        """Whether any of these events may bear on a rule with `while`, or time does since they were looked at."""
        if now.day != self._looked or now.minute is not None:
            return True
        known = self._heeded.get(id(law))
        if known is None:
            names = (name for _, memory in self._remembered(law) for name in memory.names)
            known = self._heeded[id(law)] = frozenset(names)
        return not known.isdisjoint(events)

    def look(self, at: At) -> None:
        """Look at every rule in the state at hand."""
        self._looked = at.now.day
        law = at.law
        remembered = self._remembered(law)
        names = self._rules_of(law)
        for name in [name for name in self.watched if name not in names]:
            for watch in self.watched.pop(name):
                self._end(watch, at.now.day)
        for name, memory in remembered:
            if not memory.still_right(self.answers, at):
                memory.ask(self.answers, at, lambda name=name: self._look_at(name, at))  # type: ignore[misc]  # bound now

    def _rules_of(self, law: m.RuleSet) -> list[str]:
        return self.answers.of_version(_rules_with_while, law)

    def _remembered(self, law: m.RuleSet) -> list[tuple[str, Memory]]:
        known = self._memories.get(id(law))
        if known is None:
            named = self._named(law)
            history = self.answers.history
            known = self._memories[id(law)] = [(rule, Memory(names, history)) for rule, names in named.items()]
        return known

    def _named(self, law: m.RuleSet) -> dict[str, tuple[str, ...]]:
        """The names of all events and facts on which each rule of a version hangs."""
        known, rules = self.answers.of_version(_Named, law), self._rules_of(law)
        if known.some_kept:
            versions = [law, *self.answers.law.may_judge()]
            of_all = Names(self.answers, versions)
            return {rule: of_all.of(self._norms(versions, rule)) for rule in rules}
        if known.by_rule is None:
            of_it = Names(self.answers, [law])
            known.by_rule = {rule: of_it.of(self._norms([law], rule)) for rule in rules}
        return known.by_rule

    def _norms(self, versions: list[m.RuleSet], name: str) -> list[object]:
        norms: list[object] = [version.rules[name] for version in versions if name in version.rules]
        norms += [each for v in versions for each in v.exceptions.values() if name in each.rules]
        norms += [keep for t in versions[0].transitions.values() for keep in t.keeps]
        return norms

    def _look_at(self, name: str, at: At) -> None:
        running: list[_Watch] = []
        before = self.watched.get(name, [])
        binding = [*self._binding(name, at)]
        for case in binding:
            watch = _going_on(case, before, binding, running) or _begun(case)
            watch.sure = case.sure
            watch.law = case.at.law
            running.append(watch)
            self._judge(watch, case.at)
        for watch in before:
            if watch not in running:
                self._end(watch, at.now.day)
        if running:
            self.watched[name] = running
        else:
            self.watched.pop(name, None)

    def _binding(self, name: str, at: At) -> Iterator[_Binding]:
        """The spells during which a rule binds, or may bind, in the state at hand."""
        for version in self.answers.versions_of(name, at):
            rule = version.rules.get(name)
            if rule is None or not isinstance(rule.body, m.WhileBody):
                continue
            of_rule = At(at.place, at.now, version, None, rule.name, rule.rounding)
            seen: list[tuple[Spell | None, Env]] = []
            for spell, env, sure in self._ways(rule.body, of_rule):
                if any(known is spell and other == env for known, other in seen):
                    continue
                seen.append((spell, env))
                self.answers.asked.add(rule.name)
                governs = self.answers.governs(version, rule.name, env, at)
                if governs is not False:
                    yield _Binding(rule, rule.body, of_rule, spell, env, both(sure, governs))

    def _ways(self, body: m.WhileBody, at: At) -> Iterator[tuple[Spell | None, Env, Truth]]:
        name, closures = body.match.pattern.what.name, self.answers.closures
        where = closures.ways(body.where)
        clauses = at.law.fact_clauses.get(name, ())
        if clauses and any(isinstance(clause, m.FactWhileClause) for clause in clauses):
            for env, sure in closures.facts(body.match)({}, at):
                for inner, also in where(env, at):
                    yield None, inner, both(sure, also)
            return
        match = closures.match(body.match)
        for spell in self.answers.history.holding(name, at.place):
            holds: Truth = True if spell.holds(at.place) else UNKNOWN
            for env, sure in match(spell.values, {}, at):
                for inner, also in where(env, at):
                    yield spell, inner, both(both(sure, also), holds)

    def _judge(self, watch: _Watch, at: At) -> None:
        if watch.breached:
            return
        body = watch.rule.body
        assert isinstance(body, m.WhileBody)
        closures = self.answers.closures
        truth: Truth = True
        for condition in body.conditions:
            truth = both(truth, closures.truth(condition)(watch.env, at))
        if truth is True:
            return
        instance = Instance(watch.rule, watch.env, watch.sure, watch.trigger, at)
        excepted, told = self.judging.excepted(instance)
        day = at.now.day
        if excepted is True:
            watch.breached = True
            self.judging.add(instance, "excused", day, day, self._reasons(body, truth, watch.env, at, told))
        elif truth is UNKNOWN or excepted is UNKNOWN or watch.sure is not True:
            if watch.doubt is None:
                made = self._reasons(body, truth, watch.env, at, told)()
                watch.doubt = (day, lambda: made)
        else:
            watch.breached = True
            status = "concern" if watch.rule.is_principle else "violated"
            self.judging.add(instance, status, day, day, self._reasons(body, truth, watch.env, at, told))  # type: ignore[arg-type]  # a Status

    def _reasons(self, body: m.WhileBody, truth: Truth, env: Env, at: At, told: Reasons) -> Reasons:
        def reasons() -> list[Reason]:
            said: list[Reason] = []
            for condition in body.conditions:
                if self.answers.truth(condition, env, at) is truth:
                    said += why(self.answers, condition, env, at, truth)
            return [*said, *told()]

        return reasons

    def _end(self, watch: _Watch, day: date) -> None:
        if watch.breached:
            return
        at = At(self.answers.history.place, Moment(day), watch.law, None, watch.rule.name, watch.rule.rounding)
        instance = Instance(watch.rule, watch.env, watch.sure, watch.trigger, at)
        if watch.doubt is not None:
            day, doubt = watch.doubt
            self.judging.add(instance, "undetermined", day, watch.since.day, doubt)
            return
        body = watch.rule.body
        assert isinstance(body, m.WhileBody)
        said = " and ".join(say.required(condition, watch.env) for condition in body.conditions)
        reasons = [Reason(f"{said} held from {watch.first} to {day}")]
        status = "met" if watch.rule.is_principle else "satisfied"
        self.judging.add(instance, status, day, watch.since.day, lambda: reasons)  # type: ignore[arg-type]  # a Status

    def close(self, until: date) -> None:
        """The timeline ends."""
        for watches in self.watched.values():
            for watch in watches:
                self._end(watch, until)
        self.watched = {}
