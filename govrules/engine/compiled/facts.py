"""Facts: how they begin and end as events happen and days pass.

In: answers about the history. Out: stretches written into the history, and the changes that rules may react to. On one
event facts end first, then begin; a beginning of a fact that holds already starts a new stretch. Scheduled ends stand
in a calendar of their own; only those that may move are worked out again with each day.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from heapq import heappop, heappush
from typing import Literal

from msgspec import Struct

from govrules.calendar import Moment
from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.history import Running, Spell
from govrules.engine.compiled.memory import Memory, Names
from govrules.engine.record import BEFORE_EVERYTHING, At, Denial, Happening
from govrules.engine.values import Env, Truth, both, either
from govrules.law import model as m
from govrules.law.model import UNKNOWN, Value

Edge = Literal["begins", "ends"]
Cause = tuple[str, Edge | None, tuple[Value, ...], Truth]
"""What may begin or end a fact: an event (no edge) or a fact's edge, its values, and whether it is certain."""
Held = dict[tuple[Value, ...], Truth]

_STEADY = (m.Constant, m.Variable, m.StretchStart, m.Nothing)


class Change(Struct, frozen=True):
    """A fact that began or ended."""

    fact: str
    values: tuple[Value, ...]
    edge: Edge
    sure: Truth


Causes = dict[tuple[str, Edge | None, str], list[tuple[m.FactWhenClause, m.Trigger]]]
"""By the edge that follows, the edge that happens and the name of what happens."""


def _causes(fact_clauses: dict[str, tuple[m.FactClause, ...]]) -> Causes:
    """What begins and ends facts."""
    causes: Causes = {}
    for clauses in fact_clauses.values():
        for clause in clauses:
            if isinstance(clause, m.FactWhenClause):
                for trigger in clause.triggers:
                    key = (clause.edge, trigger.edge, trigger.match.pattern.what.name)
                    causes.setdefault(key, []).append((clause, trigger))
    return causes


def _edges(rules: dict[str, m.Rule]) -> dict[str, None]:
    """The facts whose beginning or end sets some rule going."""
    return {
        trigger.match.pattern.what.name: None
        for rule in rules.values()
        if isinstance(rule.body, m.WhenBody)
        for trigger in rule.body.triggers
        if trigger.edge is not None
    }


class _OfVersion:
    """What of one version begins and ends facts."""

    def __init__(self, ruleset: m.RuleSet, causes: Causes, edges: dict[str, None]) -> None:
        self.ruleset = ruleset
        self.causes = causes
        self.causing = {name for _, edge, name in causes if edge is None}
        """The events that begin or end some fact."""
        of_facts = {name: None for _, edge, name in causes if edge is not None}
        self.by_edge = bool(of_facts)
        """Whether the beginning or end of some fact begins or ends another one."""
        self.watched = [name for name in edges | of_facts if self._is_derived(name)]
        """The derived facts whose beginning or end sets some rule or fact going."""
        self.moving: dict[str, bool] = {}
        self.begun_on: dict[date, list[m.Given]] = {}
        self.ended_on: dict[date, list[m.Given]] = {}
        days: set[date] = set()
        for given in ruleset.givens:
            if given.holds and given.begin is not None:
                self.begun_on.setdefault(given.begin, []).append(given)
            if given.holds and given.end is not None:
                self.ended_on.setdefault(given.end, []).append(given)
            days.update(day for day in (given.begin, given.end) if day is not None)
            if given.end is not None and given.end < date.max:
                days.add(given.end + timedelta(days=1))  # nothing is said of the fact any more
        self.given_days = sorted(days)
        """The days on which something stated begins or ends."""

    def _is_derived(self, name: str) -> bool:
        return any(isinstance(c, m.FactWhileClause) for c in self.ruleset.fact_clauses.get(name, ()))

    def may_move(self, fact: str) -> bool:
        """Whether the scheduled end of a fact may move while it holds."""
        known = self.moving.get(fact)
        if known is None:
            clauses = [c for c in self.ruleset.fact_clauses.get(fact, ()) if isinstance(c, m.FactEndsOnClause)]
            known = any(
                not (
                    _steady(clause.point, self.ruleset)
                    and (clause.where is None or _steady(clause.where, self.ruleset))
                )
                for clause in clauses
            )
            known = known or any(fact in keep.names for t in self.ruleset.transitions.values() for keep in t.keeps)
            self.moving[fact] = known
        return known


class _Watched(Struct, eq=False):
    """A derived fact that is watched: the question, the slots of its answer, and when it has to be asked again."""

    match: m.Match
    slots: tuple[str, ...]
    memory: Memory
    held: Held = {}


class Facts:
    """Begins and ends facts."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.history = answers.history
        self.law = answers.law
        self.derived: dict[str, Held] = {}
        self._of_this: _OfVersion | None = None
        self._of_versions: dict[int, _OfVersion] = {}
        self._questions: dict[tuple[int, str], _Watched] = {}
        self._ending: dict[date, dict[int, Spell]] = {}
        """The stretches that are scheduled to end, or may end, on a day, by number."""
        self._end_days: list[date] = []
        self._unscheduled: list[Spell] = []
        """The stretches whose scheduled end has not been worked out yet."""
        self._unknown_end: list[Spell] = []
        """The stretches of which some scheduled end is not known."""
        self._moving: dict[int, Spell] = {}
        """The running stretches whose scheduled end may move, by number."""

    def of_version(self) -> _OfVersion:
        """What of the version at hand begins and ends facts."""
        now = self.law.now
        if self._of_this is None or self._of_this.ruleset is not now:
            self._of_this = self._of_versions.get(id(now))
            if self._of_this is None:
                causes = self.answers.of_parts(_causes, now.fact_clauses)
                self._of_this = _OfVersion(now, causes, self.answers.of_parts(_edges, now.rules))
                self._of_versions[id(now)] = self._of_this
        return self._of_this

    # ---- stated facts -----------------------------------------------------------------------------------------------

    def state_givens(self, first: date) -> None:
        """Write down what is stated to hold, or not to hold, before the first day."""
        for given in self.law.now.givens:
            if not given.holds:
                denial = Denial(given.values, given.begin, given.end, given.span)
                self.history.denials.setdefault(given.fact.name, []).append(denial)
            elif given.begin is None or given.begin < first:
                start = Moment(given.begin) if given.begin is not None else None
                spell = Spell(given.fact.name, given.values, BEFORE_EVERYTHING, start, stated=given.span)
                if given.end is not None and given.end < first:
                    spell.ended, spell.end = BEFORE_EVERYTHING, Moment(given.end)
                self._begin(spell)

    def follow_law(self, before: m.RuleSet, day: date) -> list[int]:
        """End what only the earlier version of the law states, and begin what only the present one does."""
        places: list[int] = []
        now = {given.span for given in self.law.now.givens}
        gone = {given.span for given in before.givens if given.span not in now}
        if gone:
            for spell in self.history.stretches:
                if spell.stated in gone and spell.ended is None:
                    places.append(self._end(spell, Moment(day), None))
            for denials in self.history.denials.values():
                denials[:] = [denial for denial in denials if denial.span not in gone]
        said = {given.span for given in before.givens}
        for given in self.law.now.givens:
            if given.span in said:
                continue
            if not given.holds:
                denial = Denial(given.values, given.begin or day, given.end, given.span)
                self.history.denials.setdefault(given.fact.name, []).append(denial)
            elif (given.begin is None or given.begin <= day) and (given.end is None or day <= given.end):
                place = self.history.next_place(day)
                self._begin(Spell(given.fact.name, given.values, place, Moment(given.begin or day), stated=given.span))
                places.append(place)
        self.schedule_anew()
        return places

    def begin_givens(self, day: date) -> list[int]:
        """Begin what is stated to hold from this day. Gives back the places at which something changed."""
        places: list[int] = []
        for given in self.of_version().begun_on.get(day, ()):
            if not self._stated_already(given):
                place = self.history.next_place(day)
                self._begin(Spell(given.fact.name, given.values, place, Moment(day), stated=given.span))
                places.append(place)
        return places

    def _stated_already(self, given: m.Given) -> bool:
        return any(spell.stated == given.span for spell in self.history.of_fact(given.fact.name))

    def end_givens(self, day: date) -> list[int]:
        """End what is stated to hold up to this day."""
        places: list[int] = []
        for given in self.of_version().ended_on.get(day, ()):
            for spell in [*self._running(given.fact.name).spells.values()]:
                if spell.stated == given.span:
                    places.append(self._end(spell, Moment(day), None))
        return places

    def _running(self, fact: str) -> Running:
        return self.history.running.get(fact) or _NOTHING_RUNS

    def _begin(self, spell: Spell) -> None:
        self.history.begin(spell)
        if spell.fact in self.law.library.scheduled and spell.ended is None:
            self._unscheduled.append(spell)

    def _end(self, spell: Spell, moment: Moment, by: Happening | None, place: int | None = None) -> int:
        if place is None:
            place = by.place if by is not None else self.history.next_place(moment.day)
        spell.ended, spell.end, spell.ended_by = place, moment, by
        self.history.end(spell)
        self._moving.pop(spell.number, None)
        return place

    # ---- events -----------------------------------------------------------------------------------------------------

    def apply(self, happening: Happening) -> None:
        """Let an event end and begin facts, and these in turn others."""
        if happening.what.name in self.of_version().causing:
            sure: Truth = True if happening.certain else UNKNOWN
            at = At(happening.place, happening.moment, self.law.now, happening)
            self._let_act([(happening.what.name, None, happening.values, sure)], at, happening)
            self._cascade([happening.place], at, happening)
        elif self.of_version().watched:
            self._cascade([happening.place], At(happening.place, happening.moment, self.law.now, happening), happening)

    def _let_act(self, causes: list[Cause], at: At, by: Happening | None) -> None:
        """Let causes end and begin facts: first all endings, then all beginnings, all in the state before them."""
        endings = [each for cause in causes for each in self._endings(cause, at)]
        beginnings = [each for cause in causes for each in self._beginnings(cause, at)]
        for spell, sure in endings:
            if spell.ended is not None:
                continue
            if sure is True:
                self._end(spell, at.now, by, at.place)
            elif spell.perhaps_ended is None:
                self.history.perhaps_end(spell, at.place)
        for fact, values, sure in beginnings:
            if sure is True:
                known = [(slot, value) for slot, value in enumerate(values) if value is not UNKNOWN]
                for spell in self._same(fact, values, known):
                    self._end(spell, at.now, by, at.place)
            self._begin(Spell(fact, values, at.place, at.now, by, sure is True))

    def _same(self, fact: str, values: tuple[Value, ...], known: list[tuple[int, Value]]) -> list[Spell]:
        """The running stretches of a fact with these very values."""
        running = self._running(fact)
        if not running.spells:
            return []
        return [spell for spell in running.among(known) if spell.values == values]

    def _cascade(self, places: list[int], at: At, by: Happening | None) -> None:
        """Let the beginning and end of facts end and begin further facts, until nothing new does."""
        if not self.of_version().by_edge:
            return
        seen: list[Change] = []
        while True:
            after = At(self.history.place, at.now, self.law.now)
            new = [c for c in (*self._changes_at(places), *self._derived_changes(after)) if c not in seen]
            if not new:
                return
            seen += new
            self._let_act([(c.fact, c.edge, c.values, c.sure) for c in new], at, by)

    def cascade(self, places: list[int], moment: Moment) -> None:
        """Let what began or ended at these places without an event end and begin further facts."""
        for place in places:
            self._cascade([place], At(place, moment, self.law.now), None)

    def _endings(self, cause: Cause, at: At) -> Iterator[tuple[Spell, Truth]]:
        for clause, trigger in self._clauses(cause, "ends"):
            closures = self.answers.closures
            fit, match, ways = closures.fit(clause.head), closures.match(trigger.match), closures.ways(trigger.where)
            for spell in self._that_may_end(clause, trigger, cause, at):
                sure: Truth = False
                fitted = fit(spell.values, {}, at)
                if fitted is None:
                    continue
                inside = At(at.place, at.now, at.law, at.this, at.rule, at.rounding, spell.start)
                for env, way in match(cause[2], fitted[0], inside):
                    for _, also in ways(env, inside):
                        sure = either(sure, both(both(way, also), both(fitted[1], cause[3])))
                if sure is not False:
                    yield spell, sure

    def _that_may_end(self, clause: m.FactWhenClause, trigger: m.Trigger, cause: Cause, at: At) -> list[Spell]:
        """The running stretches whose values may be those that what happens names."""
        named: dict[str, Value] = {}
        for term, value in zip(trigger.match.pattern.terms, cause[2], strict=True):
            if isinstance(term, m.Variable) and value is not UNKNOWN:
                named[term.name] = value
        known: list[tuple[int, Value]] = []
        for slot, term in enumerate(clause.head.terms):
            if isinstance(term, m.Constant) and term.value is not UNKNOWN:
                known.append((slot, term.value))
            elif isinstance(term, m.Variable) and term.name in named:
                known.append((slot, named[term.name]))
        return self.history.holding(clause.head.what.name, at.place, known)

    def _beginnings(self, cause: Cause, at: At) -> Iterator[tuple[str, tuple[Value, ...], Truth]]:
        begun: set[tuple[str, tuple[Value, ...]]] = set()
        for clause, trigger in self._clauses(cause, "begins"):
            closures = self.answers.closures
            ways = closures.ways(trigger.where)
            for env, way in closures.match(trigger.match)(cause[2], {}, at):
                for inner, also in ways(env, at):
                    values = tuple(_said(term, inner) for term in clause.head.terms)
                    if (clause.head.what.name, values) not in begun:
                        begun.add((clause.head.what.name, values))
                        yield clause.head.what.name, values, both(both(way, also), cause[3])

    def _clauses(self, cause: Cause, edge: Edge) -> list[tuple[m.FactWhenClause, m.Trigger]]:
        return self.of_version().causes.get((edge, cause[1], cause[0]), [])

    # ---- time -------------------------------------------------------------------------------------------------------

    def schedule_anew(self) -> None:
        """Work out the scheduled ends of all that holds once more, since the law has changed."""
        self._ending.clear()
        self._end_days.clear()
        self._unknown_end.clear()
        self._moving.clear()
        running = (self._running(fact).spells.values() for fact in self.law.library.scheduled)
        self._unscheduled = [spell for spells in running for spell in spells]

    def _work_out(self, day: date) -> None:
        """Work out the scheduled ends of what has begun, and still holds."""
        unscheduled, self._unscheduled = self._unscheduled, []
        for spell in unscheduled:
            if spell.ended is None:
                self._schedule(spell, day)

    def _schedule(self, spell: Spell, day: date) -> None:
        if self.of_version().may_move(spell.fact):
            self._moving[spell.number] = spell
            return
        now = Moment(day)
        for point, holds in self.answers.scheduled_ends(spell, At(self.history.place, now, self.law.now)):
            if holds is False:
                continue
            if isinstance(point, Moment):
                if point.day not in self._ending:
                    heappush(self._end_days, point.day)
                self._ending.setdefault(point.day, {})[spell.number] = spell
            elif spell not in self._unknown_end:
                self._unknown_end.append(spell)

    def end_scheduled(self, day: date, minute: int | None) -> list[int]:
        """End what is scheduled to end by a clock time of this day, or with the day."""
        self._work_out(day)
        due = {**self._ending.get(day, {})}
        due.update(self._moving)
        if minute is None and self._unknown_end:
            due.update((spell.number, spell) for spell in self._unknown_end)
        places: list[int] = []
        for _, spell in sorted(due.items()):
            if spell.ended is not None:
                continue
            at = At(self.history.place, Moment(day, minute), self.law.now)
            for point, holds in self.answers.scheduled_ends(spell, at):
                come = _has_come(point, day, minute)
                if holds is True and come is True and isinstance(point, Moment):
                    places.append(self._end(spell, point, None))
                    break
                if both(holds, come) is UNKNOWN and spell.perhaps_ended is None:
                    place = self.history.next_place(day)
                    self.history.perhaps_end(spell, place)
                    places.append(place)
        if minute is None:
            self._unknown_end = [s for s in self._unknown_end if s.ended is None and s.perhaps_ended is None]
        return places

    def next_day(self, day: date) -> date | None:
        """The next day after this one on which something stated or scheduled begins or ends."""
        while self._end_days and self._end_days[0] <= day:
            passed = self._ending.pop(heappop(self._end_days), {})
            self._unscheduled += [spell for spell in passed.values() if spell.ended is None]  # it may come again
        self._work_out(day)
        while self._end_days and self._end_days[0] <= day:
            self._ending.pop(heappop(self._end_days), None)
        given_days = self.of_version().given_days
        coming = bisect_right(given_days, day)
        days = [*self._end_days[:1], *given_days[coming : coming + 1]]
        if self._moving:
            at = At(self.history.place, Moment(day), self.law.now)
            for spell in self._moving.values():
                for point, _ in self.answers.scheduled_ends(spell, at):
                    if isinstance(point, Moment) and point.day > day:
                        days.append(point.day)
        return min(days, default=None)

    # ---- changes ----------------------------------------------------------------------------------------------------

    def note_derived(self, at: At) -> None:
        """Note which derived facts hold, or may hold."""
        self.derived = {name: self._derived_now(name, at) for name in self.of_version().watched}

    def changes(self, places: list[int], at: At) -> list[Change]:
        """What began or ended at these places of the history, and which derived facts did since last asked."""
        if not (self.derived or self.of_version().watched or self.history.has_changed(places)):
            return []
        changes = [*self._changes_at(places), *self._derived_changes(at)]
        if self.derived or self.of_version().watched:
            self.note_derived(at)
        return changes

    def _changes_at(self, places: Iterable[int]) -> Iterator[Change]:
        for spell, edge, certain in self.history.changed_at([*places]):
            yield Change(spell.fact, spell.values, edge, True if certain else UNKNOWN)  # type: ignore[arg-type]  # an edge

    def _derived_changes(self, at: At) -> Iterator[Change]:
        for name, before in self.derived.items():
            now = self._derived_now(name, at)
            if now is before:
                continue
            for values, held in before.items():
                if held is not now.get(values, False) is not True:
                    sure = held is True and now.get(values, False) is False
                    yield Change(name, values, "ends", sure or UNKNOWN)
            for values, holds in now.items():
                if holds is not before.get(values, False) is not True:
                    sure = holds is True and before.get(values, False) is False
                    yield Change(name, values, "begins", sure or UNKNOWN)

    def _question(self, name: str) -> _Watched:
        """For which values a derived fact holds, as a question: also of one that the law at hand no longer knows."""
        ruleset = self.law.now
        known = self._questions.get((id(ruleset), name))
        if known is None:
            what = self.answers.vocabulary.occurrences[name]
            terms = tuple(m.Variable(what.span, f"{each.name} ", each.type) for each in what.fields)
            match = m.Match(what.span, m.Pattern(what.span, what, terms), None)
            memory = Memory(Names(self.answers, [ruleset]).of([match]), self.history)
            known = _Watched(match, tuple(f"{each.name} " for each in what.fields), memory)
            self._questions[id(ruleset), name] = known
        return known

    def _derived_now(self, name: str, at: At) -> Held:
        """For which values a derived fact holds or may hold; asked again only when that may have changed."""
        watched = self._question(name)
        if watched.memory.still_right(self.answers, at):
            return watched.held
        watched.held = watched.memory.ask(self.answers, at, lambda: self._ask(watched, at))
        return watched.held

    def _ask(self, watched: _Watched, at: At) -> Held:
        held: Held = {}
        for env, sure in self.answers.facts(watched.match, {}, at):
            values = tuple(env[slot] for slot in watched.slots)
            known = held.get(values, False)
            if known is False:
                held[values] = sure
            elif sure is True:
                held[values] = True
        return held


_NOTHING_RUNS = Running()


def _said(term: m.Expr, env: Env) -> Value:
    match term:
        case m.Constant():
            return term.value
        case m.Variable():
            return env.get(term.name, UNKNOWN)
    return UNKNOWN


def _has_come(point: Value, day: date, minute: int | None) -> Truth:
    """Whether an end has come by a clock time of this day, or with the day; one that is unknown may have."""
    if not isinstance(point, Moment):
        return UNKNOWN if minute is None else False
    if point.day != day or minute is None:
        return point.day == day
    return point.minute is not None and point.minute <= minute


def _steady(expr: m.Expr, ruleset: m.RuleSet) -> bool:
    """Whether the value of an expression is the same on every day under one version."""
    if isinstance(expr, _STEADY):
        return True
    match expr:
        case m.Arithmetic() | m.Comparison():
            return _steady(expr.left, ruleset) and _steady(expr.right, ruleset)
        case m.NeighbourDate():
            return _steady(expr.base, ruleset)
        case m.WithClock():
            return _steady(expr.day, ruleset)
        case m.AnchorDate():
            return expr.of is None or _steady(expr.of, ruleset)  # without a year it comes each year
        case m.Negation():
            return _steady(expr.operand, ruleset)
        case m.Junction():
            return all(_steady(part, ruleset) for part in expr.parts)
        case m.Choice():
            return all(_steady(part, ruleset) for part in (expr.condition, expr.then, expr.otherwise))
        case m.LetValue():
            let = ruleset.lets.get(expr.name)
            return let is None or _steady(let.value, ruleset)
        case m.AttributeOf():
            return _steady(expr.owner, ruleset) and all(
                _steady(attribute.value, ruleset)
                for (_, name), attribute in ruleset.attributes.items()
                if name == expr.name
            )
    return False
