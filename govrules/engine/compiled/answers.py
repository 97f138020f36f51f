"""What a question about the history is answered.

In: a history, the law, and a question with the values of its variables and the place from which it is asked. Out: its
value. The questions themselves are functions, made in `closures` and `past` once for all versions of the law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, TypeVar

from govrules.calendar import AmbiguousDay, Duration, Moment
from govrules.engine.compiled.amounts import recurring, sum_of, sum_within_bounds, time_in, today_and_next
from govrules.engine.compiled.closures import Closures
from govrules.engine.compiled.fitting import Fitting, Question, Ways
from govrules.engine.compiled.history import History, Spell
from govrules.engine.compiled.past import PastOf
from govrules.engine.compiled.reckoning import Reckoning
from govrules.engine.compiled.sitting import Hearing, Sitting
from govrules.engine.law import Law, Stated
from govrules.engine.record import At, Happening, Stretch
from govrules.engine.values import (
    Between,
    Elapsed,
    Env,
    Truth,
    both,
    either,
)
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN, Value

Made = TypeVar("Made")
_ONE_DAY = timedelta(days=1)
_PASTS = 2_000
_NONE: frozenset[str | None] = frozenset()
_LAST_DAY = date.max
_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


class Answers(Reckoning, Fitting):
    """Answers questions about a history under the law at hand. What it works out about a version serves many runs."""

    sitting: Sitting
    history: History
    record: History
    law: Law
    incomplete_before: date | None
    asked: set[str]
    unknown: dict[tuple[object, ...], Stated]
    asked_by: dict[str, set[str | None]]

    def __init__(self, vocabulary: m.Vocabulary) -> None:
        Reckoning.__init__(self)
        Fitting.__init__(self, vocabulary)
        self.closures = Closures(self)
        """The statements and values of the law as functions."""
        self._pasts: dict[tuple[int, tuple[int, ...], bool, str | None], PastOf] = {}
        self._things: dict[str, list[m.Entity]] = {}
        self._of_versions: dict[int, tuple[m.RuleSet, dict[Callable[[m.RuleSet], Any], Any]]] = {}
        self._of_parts: dict[object, tuple[dict[str, Any], Any]] = {}
        self._version: m.RuleSet | None = None
        self._of_this: dict[Callable[[m.RuleSet], Any], Any] = {}
        """The version that was asked about last, and what is known of it."""

    def begin(self, history: History, law: Law, incomplete_before: date | None) -> Sitting:
        """Answer from now on about another history."""
        return self.resume(Sitting(history, law, incomplete_before))

    def resume(self, sitting: Sitting) -> Sitting:
        """Answer once more about a history of before."""
        self.history = self.record = sitting.history
        self.law = sitting.law
        self.incomplete_before = sitting.incomplete_before
        self.note_in(sitting)
        self.shadows: Sequence[Hearing] = ()
        """What has to hear of every value that is asked for."""
        self.horizon = set()
        self.watching = False
        return sitting

    def note_in(self, sitting: Sitting) -> None:
        """Note from now on in another place what is asked for."""
        self.sitting = sitting
        self.asked, self.unknown, self.asked_by = sitting.asked, sitting.unknown, sitting.asked_by

    def of_version(self, kind: Callable[[m.RuleSet], Made], ruleset: m.RuleSet) -> Made:
        """What is worked out once for each version, whatever happens."""
        if ruleset is not self._version:
            known = self._of_versions.get(id(ruleset))
            if known is None:
                known = self._of_versions[id(ruleset)] = (ruleset, {})
            self._version, self._of_this = known
        made: Made | None = self._of_this.get(kind)
        if made is None:
            made = self._of_this[kind] = kind(ruleset)
        return made

    def of_parts(self, kind: Callable[[dict[str, Any]], Made], parts: dict[str, Any]) -> Made:
        """What is worked out once for all versions that have the same rules, or the same clauses of facts."""
        key = (kind, tuple(parts), tuple(map(id, parts.values())))
        known = self._of_parts.get(key)
        if known is None:
            known = self._of_parts[key] = (parts, kind(parts))
        made: Made = known[1]
        return made

    # ---- the questions themselves -----------------------------------------------------------------------------------

    def truth(self, expr: m.Expr, env: Env, at: At) -> Truth:
        """Whether a statement is true."""
        return self.closures.truth(expr)(env, at)

    def value(self, expr: m.Expr, env: Env, at: At) -> Value:
        """The value of an expression."""
        return self.closures.value(expr)(env, at)

    def solutions(self, condition: m.Expr | None, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which a condition is true or may be: the values of its variables, and whether it is certain."""
        return self.closures.ways(condition)(env, at)

    def fit(self, pattern: m.Pattern, values: tuple[Value, ...], env: Env, at: At) -> tuple[Env, Truth] | None:
        """Whether these values fit a pattern, and with which values of its variables."""
        return self.closures.fit(pattern)(values, env, at)

    def match(self, match: m.Match, values: tuple[Value, ...], env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which values fit a match, its condition included."""
        return self.closures.match(match)(values, env, at)

    def events(self, match: m.Match, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which past events fit a match."""
        return self.closures.events(match)(env, at)

    def facts(self, match: m.Match, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which a fact holds, or may hold, at the place at hand."""
        return self.closures.facts(match)(env, at)

    def count(self, past: m.Past, over: str | None, env: Env, at: At) -> int | Between:
        """How many matches there are; with `over`, how many different values of that variable."""
        return self.past(past, over).count(env, at)

    def found(self, past: m.Past, env: Env, at: At) -> list[Happening | Stretch]:
        """The events or stretches that a question about the past finds."""
        return [item for item, _ in self.past(past).items(env, at)]

    def past(self, past: m.Past, over: str | None = None) -> PastOf:
        """A question about the past, made ready once. Reasons make questions of their own, so not all are kept."""
        key = (id(past.match), tuple(map(id, past.windows)), past.counting_this, over)
        known = self._pasts.get(key)
        if known is None:
            if len(self._pasts) >= _PASTS:
                self._pasts.clear()
            known = self._pasts[key] = PastOf(self.closures, past, over)
        return known

    # ---- what is noted on the way -----------------------------------------------------------------------------------

    def watch(self, day: date) -> None:
        """An answer may change with this day."""
        if self.watching:
            self.horizon.add(day)

    def note(self, name: str, rule: str | None) -> None:
        """A value or attribute is asked for."""
        for shadow in self.shadows:
            shadow.hear(name, rule)
        by = self.asked_by.get(name)
        if by is None:
            self.asked.add(name)
            by = self.asked_by[name] = set()
        by.add(rule)

    def note_unstated(self, entity: m.Entity, name: str) -> None:
        """An attribute is asked for that nobody states."""
        type = self.vocabulary.kinds.attribute(entity.kind, name)
        if type is not None:
            self.unknown.setdefault((entity.name, name), Stated(None, (), entity.name, name, type))

    # ---- sentences --------------------------------------------------------------------------------------------------

    def hides(self, ruleset: m.RuleSet, event: str) -> frozenset[str | None]:
        """The rules from which some transition clause of a version hides events of a name."""
        return self.of_version(_hides, ruleset).get(event, _NONE)

    def _disregards(self, ruleset: m.RuleSet) -> dict[tuple[str, str], list[m.Disregard]]:
        return self.of_version(_disregards, ruleset)

    def disregarded(self, happening: Happening, at: At) -> Truth:
        """Whether a transition clause keeps the rule at hand from seeing an event; the clause itself sees all."""
        result: Truth = False
        if at.law.transitions and at.rule is not None:
            for clause in self._disregards(at.law).get((at.rule, happening.what.name), ()):
                whole = At(at.place, at.now, at.law, at.this, None, at.rounding, at.start)
                before = self.value(clause.before, {}, whole)
                early = happening.day < before.day if isinstance(before, Moment) else UNKNOWN
                for _, sure in self.match(clause.match, happening.values, {}, whole):
                    result = either(result, both(early, sure))
        return result

    # ---- facts ------------------------------------------------------------------------------------------------------

    def held(self, pattern: m.Pattern) -> Ways:
        """The ways in which a fact holds, or may hold, for a pattern."""
        name = pattern.what.name
        fit, slots = self.closures.fit(pattern), self.slots_known(pattern)
        by_clauses: dict[int, tuple[object, list[Ways]]] = {}

        def held(env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
            clauses = at.law.fact_clauses.get(name, ())
            known = by_clauses.get(id(clauses))
            if known is None:
                made = [self._derived(clause, pattern) for clause in clauses if isinstance(clause, m.FactWhileClause)]
                known = by_clauses[id(clauses)] = (clauses, made)
            derived = known[1]
            for ways in derived:
                yield from ways(env, at)
            seen_certain = False
            for values, holds in _once(self.history.holding(name, at.place, slots(env)), at.place):
                fitted = fit(values, env, at)
                if fitted is not None:
                    sure = both(fitted[1], holds)
                    seen_certain = seen_certain or (sure is True and fitted[0] == env)
                    yield fitted[0], sure
            if not derived and not seen_certain:
                yield from self.unstated(pattern, env, at, standing=not clauses)

        return held

    def unstated(self, pattern: m.Pattern, env: Env, at: At, *, standing: bool) -> Iterator[tuple[Env, Truth]]:
        """What is not known although nothing in the history says it."""
        if pattern.what.otherwise_no if standing else self.incomplete_before is None:
            return
        name = pattern.what.name
        for inner in self._candidates(pattern, env):
            values = tuple(_plain(term, inner) for term in pattern.terms)
            if self._settled(name, values, at):
                continue
            if standing and UNKNOWN not in values:
                self.unknown.setdefault((name, values), Stated(pattern.what, values))
            yield inner, UNKNOWN

    def _settled(self, fact: str, values: tuple[Value, ...], at: At) -> bool:
        """Whether the history says, one way or the other, whether a fact holds for these values."""

        def same(known: tuple[Value, ...]) -> bool:
            return all(b is UNKNOWN or a == b for a, b in zip(known, values, strict=True))

        if any(denial.covers(at.now.day) and same(denial.values) for denial in self.history.denials.get(fact, ())):
            return True
        known = [(slot, value) for slot, value in enumerate(values) if value is not UNKNOWN]
        return any(spell.begun < at.place and same(spell.values) for spell in self.history.of_fact(fact, known))

    def _candidates(self, pattern: m.Pattern, env: Env) -> Iterator[Env]:
        """The ways to fill the open variables of a pattern with declared things."""
        envs = [env]
        for term, each in zip(pattern.terms, pattern.what.fields, strict=True):
            if isinstance(term, m.Variable) and term.name not in env:
                entities: list[Value] = [*self._of_kind(term.type.name)]
                if not entities and each.type.name not in self.vocabulary.kinds.declared():
                    entities = [UNKNOWN]  # a figure that nobody has stated
                envs = [{**e, term.name: entity} for e in envs for entity in entities if term.name not in e] or envs
        yield from envs

    def _of_kind(self, kind: str) -> list[m.Entity]:
        known = self._things.get(kind)
        if known is None:
            known = self._things[kind] = self.vocabulary.of_kind(kind)
        return known

    def _derived(self, clause: m.FactWhileClause, pattern: m.Pattern) -> Ways:
        condition, fit = self.closures.ways(clause.condition), self.closures.fit(pattern)
        head = clause.head

        def derived(env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
            inner: Env = {}
            for own, asked in zip(head.terms, pattern.terms, strict=True):
                known = _plain(asked, env)
                if isinstance(own, m.Variable) and known is not UNKNOWN:
                    inner[own.name] = known
                elif isinstance(own, m.Constant) and known is not UNKNOWN and own.value != known:
                    return
            seen: set[tuple[Value, ...]] = set()
            for start in self._candidates(head, inner):
                for found, sure in condition(start, at):
                    values = tuple(_plain(term, found) for term in head.terms)
                    if sure is True:
                        if values in seen:
                            continue
                        seen.add(values)
                    fitted = fit(values, env, at)
                    if fitted is not None:
                        yield fitted[0], both(sure, fitted[1])

        return derived

    # ---- measuring --------------------------------------------------------------------------------------------------

    def measured(self, expr: m.Measured) -> Question:
        """How long a fact has held, its beginning and end, or the time since an event."""
        if expr.word == "time since":
            return self._time_since(expr)
        name, slots = expr.match.pattern.what.name, self.slots_known(expr.match.pattern)
        matched, facts, word = self.closures.match(expr.match), self.closures.facts(expr.match), expr.word

        def measured(env: Env, at: At) -> Value:
            found: list[tuple[Spell, Truth]] = []
            for spell in self.history.of_fact(name, slots(env)):
                if spell.begun < at.place:
                    ways = [sure for _, sure in matched(spell.values, env, at)]
                    perhaps_over = spell.perhaps_ended is not None and spell.perhaps_ended < at.place
                    doubtful = True not in ways or not spell.certain or perhaps_over
                    if ways:
                        found.append((spell, UNKNOWN if doubtful else True))
            running = [(spell, sure) for spell, sure in found if spell.holds(at.place) is not False]
            asked = found if word == "total time" or (not running and word != "how long") else running
            if any(sure is UNKNOWN for _, sure in asked):
                return UNKNOWN
            if word == "total time":
                clauses = at.law.fact_clauses.get(name, ())
                unkept = any(isinstance(clause, m.FactWhileClause) for clause in clauses)
                dark = unkept or self.incomplete_before is not None
                if len(running) > 1:  # it grows by more than a day a day
                    self.watch(min(at.now.day, _LAST_DAY - _ONE_DAY) + _ONE_DAY)
                return UNKNOWN if dark else time_in([spell for spell, _ in found], at)
            if word == "how long":
                if running:
                    return Elapsed(running[0][0].start, at.now)  # stated without `from`, it has held all along
                perhaps = any(True for _ in facts(env, at))
                return UNKNOWN if perhaps else Duration()
            if not found:
                return UNKNOWN
            spell = running[0][0] if running else max((s for s, _ in found), key=lambda s: s.ended or 0)
            if word == "start of":
                return spell.start if spell.start is not None else UNKNOWN
            if not running:
                return spell.end if spell.end is not None else UNKNOWN
            return self.scheduled_end(spell, at)

        return measured

    def _time_since(self, expr: m.Measured) -> Question:
        past = PastOf(self.closures, m.Past(expr.match, (), False))

        def since(env: Env, at: At) -> Value:
            latest = past.latest(env, at)
            if not latest:
                return UNKNOWN if past.dark(env, at) else Elapsed(None, at.now)
            if len(latest) > 1 or latest[0][2] is not True:
                return UNKNOWN
            return Elapsed(latest[0][0].moment, at.now)

        return since

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
        law = self.law_of_stretch(stretch, at)
        inside = At(at.place, at.now, law, at.this, at.rule, at.rounding, stretch.start)
        closures = self.closures
        for clause in law.fact_clauses.get(stretch.fact, ()):
            if isinstance(clause, m.FactEndsOnClause):
                fitted = closures.fit(clause.head)(stretch.values, {}, inside)
                if fitted is not None:
                    holds: Truth = True
                    if clause.where is not None:
                        holds = closures.truth(clause.where)(fitted[0], inside)
                    for point in self.points(clause.point, fitted[0], inside):
                        if point is not UNKNOWN or stretch.start is not None:  # what is stated without a day just holds
                            yield point, holds

    def points(self, point: m.Expr, env: Env, at: At) -> Iterator[Value]:
        """The values of a point that ends a fact or sets a rule going.

        A day without a year comes each year: it is today, if it falls on today, and the next such day.
        """
        again = recurring(point)
        if again is None:
            yield self.value(point, env, at)
            return
        rounding = at.rounding or at.law.rounding or self.law.assumed.rounding
        for day, landing in today_and_next(again, at.now.day, rounding):
            self.watch(day)
            self.watch(min(day, _LAST_DAY - _ONE_DAY) + _ONE_DAY)
            if isinstance(landing, AmbiguousDay):
                self.sitting.ambiguous = True
            yield landing if isinstance(landing, Moment) else UNKNOWN

    def aggregated(self, expr: m.Aggregated) -> Question:
        """The largest, the smallest or the sum of what is found."""
        asked, variable = (expr.past, expr.variable) if expr.variable is not None else _named(expr.past, expr.slot)
        closures = self.closures
        past, if_none = PastOf(closures, asked), closures.value(expr.if_none) if expr.if_none is not None else None

        def aggregated(env: Env, at: At) -> Value:
            values: list[Value] = []
            doubtful: list[Value] = []
            for _, ways in past.items(env, at):
                inner, sure = ways[0]
                value = inner.get(variable, UNKNOWN)
                if expr.attribute is not None:
                    known = isinstance(value, m.Entity)
                    value = closures.attribute_of(value, expr.attribute, at) if known else UNKNOWN
                if value is UNKNOWN:
                    return UNKNOWN
                (values if sure is True else doubtful).append(value)
            if past.dark(env, at):
                return UNKNOWN
            if doubtful:
                return sum_within_bounds(values, doubtful) if expr.word == "sum" else UNKNOWN
            if not values:
                if if_none is not None:
                    return if_none(env, at)
                return UNKNOWN if expr.word != "sum" or expr.type.name == "Money" else Fraction(0)
            return sum_of(values) if expr.word == "sum" else self._best(values, expr.word == "largest", at)

        return aggregated

    def _best(self, values: list[Value], largest: bool, at: At) -> Value:
        best = values[0]
        for value in values[1:]:
            larger = self.compare(">", value, best, at)
            if larger is UNKNOWN:
                return UNKNOWN
            if larger == largest:
                best = value
        return best

    # ---- what goes on under an earlier law --------------------------------------------------------------------------

    def versions_of(self, name: str, at: At) -> list[m.RuleSet]:
        """The versions by which a norm of this name may judge: that at hand, and those that may be kept for it."""
        versions = [at.law]
        keeps = self._keeps(name, at) if at.law.transitions else None
        if keeps:
            for transition, keep in keeps:
                for spell in self.history.of_fact(keep.match.pattern.what.name):
                    old = self.law.of_stretch(spell, transition)
                    if not any(old is version for version in versions):
                        versions.append(old)
        return versions

    def governs(self, version: m.RuleSet, name: str, env: Env, at: At) -> Truth:
        """Whether a version, and no other, governs a norm for these values."""
        keeps = self._keeps(name, at) if at.law.transitions else []
        if not keeps:
            return version is at.law
        kept: Truth = False
        by_this: Truth = False
        for transition, keep in keeps:
            for spell in self.history.of_fact(keep.match.pattern.what.name):
                sure = self._is_kept(keep, spell, env, at)
                kept = either(kept, sure)
                if sure is not False and self.law.of_stretch(spell, transition) is version:
                    by_this = either(by_this, sure)
        if version is not at.law:
            return by_this
        if kept is False:
            return True
        return by_this if kept is True else UNKNOWN

    def law_of_stretch(self, stretch: Stretch, at: At) -> m.RuleSet:
        """The version that says how a running fact ends."""
        if at.law.transitions:
            for transition, keep in self._keeps(stretch.fact, at):
                if self._is_kept(keep, stretch, {}, at) is True:
                    return self.law.of_stretch(stretch, transition)
        return at.law

    def _keeps(self, name: str, at: At) -> list[tuple[str, m.Keep]]:
        return self.of_version(_keeps, at.law).get(name, [])

    def _is_kept(self, keep: m.Keep, stretch: Stretch, env: Env, at: At) -> Truth:
        """Whether a stretch is one that began early enough, and still holds."""
        if stretch.fact != keep.match.pattern.what.name:
            return False
        holds = stretch.holds(at.place)
        if holds is False:
            return False
        before = self.value(keep.before, {}, at)
        early: Truth = UNKNOWN
        if stretch.start is None:
            early = True  # it has held all along
        elif isinstance(before, Moment):
            early = stretch.start.day < before.day
        result: Truth = False
        for _, sure in self.match(keep.match, stretch.values, env, at):
            result = either(result, both(sure, both(early, UNKNOWN if holds is None else True)))
        return result


def _disregards(ruleset: m.RuleSet) -> dict[tuple[str, str], list[m.Disregard]]:
    """What is hidden, by the rule from which it is and the name of the event."""
    hidden: dict[tuple[str, str], list[m.Disregard]] = {}
    for transition in ruleset.transitions.values():
        for clause in transition.disregards:
            for rule in clause.rules:
                hidden.setdefault((rule, clause.match.pattern.what.name), []).append(clause)
    return hidden


def _hides(ruleset: m.RuleSet) -> dict[str, frozenset[str | None]]:
    """By the name of an event, the rules from which it is hidden."""
    hidden: dict[str, set[str | None]] = {}
    for rule, name in _disregards(ruleset):
        hidden.setdefault(name, set()).add(rule)
    return {name: frozenset(rules) for name, rules in hidden.items()}


def _keeps(ruleset: m.RuleSet) -> dict[str, list[tuple[str, m.Keep]]]:
    """What is kept, with the transition clause that does it, by its name."""
    by_name: dict[str, list[tuple[str, m.Keep]]] = {}
    for transition in ruleset.transitions.values():
        for keep in transition.keeps:
            for each in keep.names:
                by_name.setdefault(each, []).append((transition.name, keep))
    return by_name


def _once(spells: list[Spell], place: int) -> list[tuple[tuple[Value, ...], Truth]]:
    """The values for which a fact holds or may hold; the same values once, however often they are stated."""
    if len(spells) == 1:
        return [(spells[0].values, True if spells[0].holds(place) else UNKNOWN)]
    held: list[tuple[tuple[Value, ...], Truth]] = []
    positions: dict[tuple[Value, ...], int] = {}
    for spell in spells:
        sure: Truth = True if spell.holds(place) else UNKNOWN
        known = positions.get(spell.values) if UNKNOWN not in spell.values else None
        if known is not None:
            held[known] = (spell.values, either(held[known][1], sure))
        else:
            positions[spell.values] = len(held)
            held.append((spell.values, sure))
    return held


def _plain(term: m.Expr, env: Env) -> Value:
    match term:
        case m.Constant():
            return term.value
        case m.Variable():
            return env.get(term.name, UNKNOWN)
        case m.Nothing():
            return NOBODY
    return UNKNOWN


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
