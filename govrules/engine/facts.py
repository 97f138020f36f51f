"""Facts: how they begin and end as events happen and days pass.

In: an evaluator over the record. Out: stretches written into the record, and the changes that rules may react to. On
one event facts end first, then begin; a beginning of a fact that holds already starts a new stretch.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import Moment
from govrules.engine.evaluate import Evaluator
from govrules.engine.record import BEFORE_EVERYTHING, At, Denial, Happening, Stretch
from govrules.engine.values import Env, Truth, both, either
from govrules.law import model as m
from govrules.law.model import UNKNOWN, Value

Cause = tuple[str, Literal["begins", "ends"] | None, tuple[Value, ...], Truth]
"""What may begin or end a fact: an event (no edge) or a fact's edge, its values, and whether it is certain."""


class Change(Struct, frozen=True):
    """A fact that began or ended."""

    fact: str
    values: tuple[Value, ...]
    edge: Literal["begins", "ends"]
    sure: Truth


class Facts:
    """Begins and ends facts."""

    def __init__(self, evaluator: Evaluator) -> None:
        self.evaluator = evaluator
        self.record = evaluator.record
        self.law = evaluator.law
        self.derived: dict[str, list[tuple[tuple[Value, ...], Truth]]] = {}
        self.known: dict[int, tuple[list[str], dict[object, list[tuple[m.FactWhenClause, m.Trigger]]]]] = {}
        """Of each version, the derived facts to watch and every way in which something begins or ends a fact."""

    def _of_version(self) -> tuple[list[str], dict[object, list[tuple[m.FactWhenClause, m.Trigger]]]]:
        ruleset = self.law.now
        known = self.known.get(id(ruleset))
        if known is None:
            causes: dict[object, list[tuple[m.FactWhenClause, m.Trigger]]] = {}
            for clause in (each for clauses in ruleset.fact_clauses.values() for each in clauses):
                for trigger in clause.triggers if isinstance(clause, m.FactWhenClause) else ():
                    assert isinstance(clause, m.FactWhenClause)
                    key = (clause.edge, trigger.edge, trigger.match.pattern.what.name)
                    causes.setdefault(key, []).append((clause, trigger))
            known = self.known[id(ruleset)] = (self._watched(), causes)
        return known

    # ---- stated facts -----------------------------------------------------------------------------------------------

    def state_givens(self, first: date) -> None:
        """Write down what is stated to hold, or not to hold, before the first day."""
        for given in self.law.now.givens:
            if not given.holds:
                denial = Denial(given.values, given.begin, given.end, given.span)
                self.record.denials.setdefault(given.fact.name, []).append(denial)
            elif given.begin is None or given.begin < first:
                start = Moment(given.begin) if given.begin is not None else None
                stretch = Stretch(given.fact.name, given.values, BEFORE_EVERYTHING, start, stated=given.span)
                if given.end is not None and given.end < first:
                    stretch.ended, stretch.end = BEFORE_EVERYTHING, Moment(given.end)
                self.record.stretches.append(stretch)

    def follow_law(self, before: m.RuleSet, day: date) -> list[int]:
        """End what only the earlier version of the law states, and begin what only the present one does."""
        places: list[int] = []
        now = {given.span for given in self.law.now.givens}
        gone = {given.span for given in before.givens if given.span not in now}
        for stretch in self.record.stretches:
            if stretch.stated in gone and stretch.ended is None:
                places.append(self._end(stretch, Moment(day), None))
        for denials in self.record.denials.values():
            denials[:] = [denial for denial in denials if denial.span not in gone]
        said = {given.span for given in before.givens}
        for given in self.law.now.givens:
            if given.span in said:
                continue
            if not given.holds:
                denial = Denial(given.values, given.begin or day, given.end, given.span)
                self.record.denials.setdefault(given.fact.name, []).append(denial)
            elif (given.begin is None or given.begin <= day) and (given.end is None or day <= given.end):
                place = self.record.next_place(day)
                start = Moment(given.begin or day)
                self.record.stretches.append(Stretch(given.fact.name, given.values, place, start, stated=given.span))
                places.append(place)
        return places

    def begin_givens(self, day: date) -> list[int]:
        """Begin what is stated to hold from this day. Gives back the places at which something changed."""
        places: list[int] = []
        for given in self.law.now.givens:
            if given.holds and given.begin == day and not self._stated_already(given):
                place = self.record.next_place(day)
                stretch = Stretch(given.fact.name, given.values, place, Moment(day), stated=given.span)
                self.record.stretches.append(stretch)
                places.append(place)
        return places

    def _stated_already(self, given: m.Given) -> bool:
        return any(stretch.stated == given.span for stretch in self.record.stretches)

    def end_givens(self, day: date) -> list[int]:
        """End what is stated to hold up to this day."""
        places: list[int] = []
        for given in self.law.now.givens:
            if given.holds and given.end == day:
                for stretch in self.record.stretches:
                    if stretch.stated == given.span and stretch.ended is None:
                        places.append(self._end(stretch, Moment(day), None))
        return places

    def _end(self, stretch: Stretch, moment: Moment, by: Happening | None) -> int:
        place = by.place if by is not None else self.record.next_place(moment.day)
        stretch.ended, stretch.end, stretch.ended_by = place, moment, by
        return place

    # ---- events -----------------------------------------------------------------------------------------------------

    def apply(self, happening: Happening) -> None:
        """Let an event end and begin facts, and these in turn others."""
        sure: Truth = True if happening.certain else UNKNOWN
        at = At(happening.place, happening.moment, self.law.now, happening)
        self._let_act([(happening.what.name, None, happening.values, sure)], at, happening)
        self._cascade([happening.place], at, happening)

    def _let_act(self, causes: list[Cause], at: At, by: Happening | None) -> None:
        """Let causes end and begin facts: first all endings, then all beginnings, all in the state before them."""
        endings = [each for cause in causes for each in self._endings(cause, at)]
        beginnings = [each for cause in causes for each in self._beginnings(cause, at)]
        for stretch, sure in endings:
            if stretch.ended is not None:
                continue
            if sure is True:
                stretch.ended, stretch.end, stretch.ended_by = at.place, at.now, by
            elif stretch.perhaps_ended is None:
                stretch.perhaps_ended = at.place
        for fact, values, sure in beginnings:
            for stretch in self.record.stretches:
                if stretch.fact == fact and stretch.values == values and stretch.ended is None and sure is True:
                    stretch.ended, stretch.end, stretch.ended_by = at.place, at.now, by
            self.record.stretches.append(Stretch(fact, values, at.place, at.now, by, sure is True))

    def _cascade(self, places: list[int], at: At, by: Happening | None) -> None:
        """Let the beginning and end of facts end and begin further facts, until nothing new does."""
        seen: list[Change] = []
        while True:
            after = At(self.record.place, at.now, self.law.now)
            new = [c for c in (*self._stretch_changes(places), *self._derived_changes(after)) if c not in seen]
            if not new:
                return
            seen += new
            self._let_act([(c.fact, c.edge, c.values, c.sure) for c in new], at, by)

    def cascade(self, places: list[int], moment: Moment) -> None:
        """Let what began or ended at these places without an event end and begin further facts."""
        for place in places:
            self._cascade([place], At(place, moment, self.law.now), None)

    def _endings(self, cause: Cause, at: At) -> Iterator[tuple[Stretch, Truth]]:
        for clause, trigger in self._clauses(cause, "ends"):
            for stretch in self.record.stretches:
                if stretch.fact != clause.head.what.name or stretch.holds(at.place) is False:
                    continue
                sure: Truth = False
                fitted = self.evaluator.fit(clause.head, stretch.values, {}, at)
                if fitted is None:
                    continue
                inside = replace(at, start=stretch.start)
                for env, way in self.evaluator.match(trigger.match, cause[2], fitted[0], inside):
                    for _, also in self.evaluator.solutions(trigger.where, env, inside):
                        sure = either(sure, both(both(way, also), both(fitted[1], cause[3])))
                if sure is not False:
                    yield stretch, sure

    def _beginnings(self, cause: Cause, at: At) -> Iterator[tuple[str, tuple[Value, ...], Truth]]:
        begun: list[tuple[str, tuple[Value, ...]]] = []
        for clause, trigger in self._clauses(cause, "begins"):
            for env, way in self.evaluator.match(trigger.match, cause[2], {}, at):
                for inner, also in self.evaluator.solutions(trigger.where, env, at):
                    values = self._values(clause.head, inner)
                    if (clause.head.what.name, values) not in begun:
                        begun.append((clause.head.what.name, values))
                        yield clause.head.what.name, values, both(both(way, also), cause[3])

    def _values(self, head: m.Pattern, env: Env) -> tuple[Value, ...]:
        values: list[Value] = []
        for term in head.terms:
            match term:
                case m.Constant():
                    values.append(term.value)
                case m.Variable():
                    values.append(env.get(term.name, UNKNOWN))
                case _:
                    values.append(UNKNOWN)
        return tuple(values)

    def _clauses(self, cause: Cause, edge: str) -> list[tuple[m.FactWhenClause, m.Trigger]]:
        return self._of_version()[1].get((edge, cause[1], cause[0]), [])

    # ---- time -------------------------------------------------------------------------------------------------------

    def end_scheduled(self, day: date, minute: int | None) -> list[int]:
        """End what is scheduled to end by a clock time of this day, or with the day."""
        places: list[int] = []
        for stretch in list(self.record.stretches):
            if stretch.ended is not None or stretch.fact not in self.law.library.scheduled:
                continue
            at = At(self.record.place, Moment(day, minute), self.law.now)
            for point, holds in self.evaluator.scheduled_ends(stretch, at):
                come = self._has_come(point, day, minute)
                if holds is True and come is True and isinstance(point, Moment):
                    places.append(self._end(stretch, point, None))
                    break
                if both(holds, come) is UNKNOWN and stretch.perhaps_ended is None:
                    stretch.perhaps_ended = self.record.next_place(day)
                    places.append(stretch.perhaps_ended)
        return places

    def _has_come(self, point: Value, day: date, minute: int | None) -> Truth:
        """Whether an end has come by a clock time of this day, or with the day; one that is unknown may have."""
        if not isinstance(point, Moment):
            return UNKNOWN if minute is None else False
        if point.day != day or minute is None:
            return point.day == day
        return point.minute is not None and point.minute <= minute

    def days_after(self, day: date) -> list[date]:
        """The days after this one on which something stated or scheduled begins or ends."""
        days = [d for given in self.law.now.givens for d in (given.begin, given.end) if d is not None and d > day]
        for given in self.law.now.givens:
            if given.end is not None and day <= given.end < date.max:
                days.append(given.end + timedelta(days=1))  # nothing is said of the fact any more
        at = At(self.record.place, Moment(day), self.law.now)
        for stretch in self.record.stretches:
            if stretch.ended is None and stretch.fact in self.law.library.scheduled:
                for point, _ in self.evaluator.scheduled_ends(stretch, at):
                    if isinstance(point, Moment) and point.day > day:
                        days.append(point.day)
        return days

    # ---- changes ----------------------------------------------------------------------------------------------------

    def note_derived(self, at: At) -> None:
        """Note which derived facts hold, or may hold."""
        self.derived = {name: self._derived_now(name, at) for name in self._of_version()[0]}

    def _watched(self) -> list[str]:
        """The derived facts whose beginning or end sets some rule or fact going."""
        triggers: list[m.Trigger] = []
        for rule in self.law.now.rules.values():
            if isinstance(rule.body, m.WhenBody):
                triggers += rule.body.triggers
        for clauses in self.law.now.fact_clauses.values():
            for clause in clauses:
                if isinstance(clause, m.FactWhenClause):
                    triggers += clause.triggers
        names = [t.match.pattern.what.name for t in triggers if t.edge is not None]
        return [name for name in dict.fromkeys(names) if self._is_derived(name)]

    def _is_derived(self, name: str) -> bool:
        return any(isinstance(c, m.FactWhileClause) for c in self.law.now.fact_clauses.get(name, ()))

    def _derived_now(self, name: str, at: At) -> list[tuple[tuple[Value, ...], Truth]]:
        what = self.evaluator.vocabulary.occurrences[name]  # of which the law at hand may say nothing any more
        terms = tuple(m.Variable(what.span, f"{each.name} ", each.type) for each in what.fields)
        match = m.Match(what.span, m.Pattern(what.span, what, terms), None)
        held: list[tuple[tuple[Value, ...], Truth]] = []
        for env, sure in self.evaluator.facts(match, {}, at):
            values = tuple(env[f"{each.name} "] for each in what.fields)
            known = _holds(values, held)
            if known is False:
                held.append((values, sure))
            elif sure is True:
                held = [(v, True if v == values else s) for v, s in held]
        return held

    def changes(self, places: list[int], at: At) -> list[Change]:
        """What began or ended at these places of the record, and which derived facts did since last asked."""
        changes = [*self._stretch_changes(places), *self._derived_changes(at)]
        self.note_derived(at)
        return changes

    def _stretch_changes(self, places: list[int]) -> list[Change]:
        changes: list[Change] = []
        for stretch in self.record.stretches:
            sure: Truth = True if stretch.certain else UNKNOWN
            if stretch.ended in places and stretch.ended is not None:
                changes.append(Change(stretch.fact, stretch.values, "ends", sure))
            elif stretch.perhaps_ended in places and stretch.perhaps_ended is not None:
                changes.append(Change(stretch.fact, stretch.values, "ends", UNKNOWN))
        for stretch in self.record.stretches:
            if stretch.begun in places:
                changes.append(Change(stretch.fact, stretch.values, "begins", True if stretch.certain else UNKNOWN))
        return changes

    def _derived_changes(self, at: At) -> list[Change]:
        changes: list[Change] = []
        for name, before in self.derived.items():
            now = self._derived_now(name, at)
            for values, held in before:
                if held is not _holds(values, now) is not True:
                    sure = held is True and _holds(values, now) is False
                    changes.append(Change(name, values, "ends", sure or UNKNOWN))
            for values, holds in now:
                if holds is not _holds(values, before) is not True:
                    sure = holds is True and _holds(values, before) is False
                    changes.append(Change(name, values, "begins", sure or UNKNOWN))
        return changes


def _holds(values: tuple[Value, ...], held: list[tuple[tuple[Value, ...], Truth]]) -> Truth:
    """Whether a fact is among those that hold."""
    return next((sure for known, sure in held if known == values), False)
