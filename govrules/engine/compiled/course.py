"""The course of events under a law: days that matter one after the other, and on each day what its morning brings, the
events in their order, and what its evening brings.

In: a law, a timeline. Out: drafts of findings, in a `Course` that has run. An event is first judged in the state before
it. If a rule `otherwise void` fails, or a regulated act has no power, nothing follows from it. Otherwise it enters the
history, facts end and begin, duties are discharged, rules are set going, and what the law deems to follow happens at
once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from govrules import calendar
from govrules.calendar import Moment, local
from govrules.engine import say
from govrules.engine.compiled.answers import Answers
from govrules.engine.compiled.duties import Duties
from govrules.engine.compiled.facts import Change, Facts
from govrules.engine.compiled.history import History
from govrules.engine.compiled.judging import Instance, Judging
from govrules.engine.compiled.shadow import Shadow
from govrules.engine.compiled.whiles import Whiles
from govrules.engine.law import Law, commencement
from govrules.engine.reasons import happened, why
from govrules.engine.record import At, Happening
from govrules.engine.values import Env, Truth, both, either, negate
from govrules.engine.verdict import Happened
from govrules.law import model as m
from govrules.law.model import UNKNOWN
from govrules.law.patch import Entry
from govrules.text import limits
from govrules.timeline.model import Event, Timeline

_ONE_DAY = timedelta(days=1)
_SECOND_DAY = date.min + _ONE_DAY

Deemed = tuple[m.Rule, m.Pattern, Env, Truth, At]


class EndlessError(Exception):
    """More events in one moment than the limit allows."""


class _OfRules:
    """What of some rules sets them going."""

    def __init__(self, rules: dict[str, m.Rule]) -> None:
        self.by_event: dict[str, list[tuple[m.Rule, list[m.Trigger]]]] = {}
        self.by_edge: dict[tuple[str, str], dict[str, m.Rule]] = {}
        self.with_when: list[str] = []
        self.points: list[m.Rule] = []
        for rule in rules.values():
            if isinstance(rule.body, m.PointBody):
                self.points.append(rule)
            if not isinstance(rule.body, m.WhenBody):
                continue
            self.with_when.append(rule.name)
            events: dict[str, list[m.Trigger]] = {}
            for trigger in rule.body.triggers:
                name = trigger.match.pattern.what.name
                if trigger.edge is not None:
                    self.by_edge.setdefault((trigger.edge, name), {})[rule.name] = rule
                elif name in events:
                    events[name].append(trigger)
                else:
                    own = events[name] = [trigger]
                    self.by_event.setdefault(name, []).append((rule, own))


def _kept(ruleset: m.RuleSet) -> list[str]:
    """The norms that transition clauses of a version keep."""
    return sorted({name for t in ruleset.transitions.values() for keep in t.keeps for name in keep.names})


class Course:
    """The course of events under one law."""

    def __init__(self, answers: Answers, law: Law, timeline: Timeline, entries: dict[str, Entry]) -> None:
        self.law = law
        self.day = date.min
        """The day at hand."""
        self.own_path = timeline.path
        """The path of the timeline, whose own statements may come before its first event."""
        self.history = History()
        self.answers = answers
        self.sitting = answers.begin(self.history, law, timeline.incomplete_before)
        self.judging = Judging(self.answers)
        self.facts = Facts(self.answers)
        self.duties = Duties(self.answers, self.judging)
        self.whiles = Whiles(self.answers, self.judging)
        self.deemed: list[Happened] = []
        self.impossible: list[tuple[Happened, str]] = []
        """What happens and cannot, each with why."""
        self.shadows: Sequence[Shadow] = ()
        """Other readings of the law that are followed in the same run."""
        self.entries = entries
        """What enters into force with an event."""
        self.in_one_moment = 0
        self.just_happened: set[str] = set()
        """The names of the events of the moment at hand."""
        self.wakes: set[date] = set()
        """The days on which an answer may change although nothing happens."""
        self._of_versions: dict[int, tuple[m.RuleSet, _OfRules]] = {}
        self._impossible: dict[str, list[m.Trigger]] = {}
        for trigger in law.library.impossible:
            self._impossible.setdefault(trigger.match.pattern.what.name, []).append(trigger)

    def _of_version(self, ruleset: m.RuleSet) -> _OfRules:
        known = self._of_versions.get(id(ruleset))
        if known is None:
            known = self._of_versions[id(ruleset)] = (ruleset, self.answers.of_parts(_OfRules, ruleset.rules))
        return known[1]

    # ---- days -------------------------------------------------------------------------------------------------------

    def run(self, happenings: Sequence[Happening], until: date) -> None:
        """Let everything happen, from the first day to the last."""
        in_order = sorted(happenings, key=lambda happening: happening.day)
        self.begin(in_order[0].day if in_order else until, in_order)
        for happening in in_order:
            self.take(happening)
        self.finish(until)

    def begin(self, first: date, happenings: Sequence[Happening] = ()) -> None:
        """Come to the day of the first event. `happenings` is what is known to happen."""
        first = self._first_day(first)
        self._settle_commencements(first, happenings)
        self.law.morning(max(first, _SECOND_DAY) - _ONE_DAY, self.history.place)
        self.facts.state_givens(first)
        self.facts.note_derived(self._now(Moment(first)))
        self.day = first
        self._morning(first)

    def pass_to(self, day: date) -> None:
        """Let the days pass until the morning of this one."""
        while self.day < day:
            self._evening(self.day)
            self.day = self._next_day(self.day, day) or day
            self._morning(self.day)

    def take(self, happening: Happening) -> None:
        """Let an event happen, no earlier than the last one."""
        self.pass_to(happening.day)
        if happening.moment.minute is not None:
            self._scheduled(happening.day, happening.moment.minute)
        self._take(happening)

    def finish(self, until: date) -> None:
        """Let the days pass to the end of the last one, and close what is open."""
        self._evening(self.day)
        day = self._next_day(self.day, None)
        while day is not None and day <= until:
            self._morning(day)
            self._evening(day)
            day = self._next_day(day, None)
        self.duties.close(until)
        for shadow in self.shadows:
            shadow.close(until)
        self.whiles.close(until)
        self.law.close(until)

    def _first_day(self, first: date) -> date:
        """The day of the timeline's first entry: an event, or a fact that it states from a day on."""
        days = [first]
        for given in self.law.now.givens:
            if given.holds and given.begin is not None and given.span.path == self.own_path:
                days.append(given.begin)
        return min(days)

    def _settle_commencements(self, first: date, happenings: Sequence[Happening]) -> None:
        """Under a version taken as given, a reform that enters with an event did so with the first one that fits."""
        if self.law.in_force:
            return
        at = self._now(Moment(first))
        for name, entry in self.entries.items():
            for happening in happenings:
                if self._fits(entry, happening, at) is True:
                    self.law.commenced[name] = commencement(entry, happening.day)
                    break

    def _fits(self, entry: Entry, happening: Happening, at: At) -> Truth:
        """Whether an event is the one with which something enters into force."""
        match = entry.event
        if match is None or match.pattern.what.name != happening.what.name:
            return False
        result: Truth = False
        for _, sure in self.answers.match(match, happening.values, {}, at):
            result = either(result, sure)
        return result

    def _now(self, moment: Moment) -> At:
        return At(self.history.place, moment, self.law.now)

    def _next_day(self, day: date, event: date | None) -> date | None:
        days = [each for each in (event, self.facts.next_day(day), self.duties.next_day(day)) if each is not None]
        days += [each for shadow in self.shadows if (each := shadow.duties.next_day(day)) is not None]
        days += self.wakes
        days += self.law.days_after(day)
        for rule in self._of_version(self.law.now).points:
            days += self._points_after(rule, day)
        return min(days, default=None)

    def _points_after(self, rule: m.Rule, day: date) -> list[date]:
        """The next days that may set a rule going: its point, and when that is another one."""
        body = rule.body
        assert isinstance(body, m.PointBody)
        if body.every is not None:
            following = calendar.next_after(body.every, day)
            return [following] if following is not None else []
        assert body.point is not None
        if isinstance(body.point, m.Constant):
            point = body.point.value
            return [point.day] if isinstance(point, Moment) and point.day > day else []
        self.answers.horizon.clear()
        self.answers.watching = True
        days = self._days_of(body.point, day)
        self.answers.watching = False
        return [each for each in (*days, *self.answers.horizon) if each > day]

    def _is_point(self, rule: m.Rule, day: date) -> bool:
        """Whether a day sets a rule going: whether it is its point as it is reckoned on that day."""
        body = rule.body
        assert isinstance(body, m.PointBody)
        if body.every is not None:
            return calendar.falls_on(body.every, day)
        assert body.point is not None
        return day in self._days_of(body.point, day)

    def _days_of(self, point: m.Expr, day: date) -> list[date]:
        """The days that a point is, as it is reckoned on a day."""
        values = self.answers.points(point, {}, self._now(Moment(day)))
        return [value.day for value in values if isinstance(value, Moment)]

    def _morning(self, day: date) -> None:
        self.in_one_moment = 0
        self.history.begun_at.clear()
        self.history.ended_at.clear()
        moment = Moment(day)
        before = self.law.now
        self._enter(day, moment, before)
        begun = self.facts.begin_givens(day)
        self._after_change(begun, moment)
        missed = list(self.duties.missed_before(day))
        for duty in missed:
            pattern = duty.consequence.otherwise_deemed
            assert pattern is not None
            self._carry_out(deque([(duty.rule, pattern, duty.env, duty.instance.sure, self._now(moment))]), moment)
        due = [rule for rule in self._of_version(self.law.now).points if self._is_point(rule, day)]
        for rule in due:
            self.answers.asked.add(rule.name)
            assert isinstance(rule.body, m.PointBody)
            self._set_going(rule, rule.body.consequence, moment)
        if begun or missed or due or self.law.now is not before:
            self.whiles.look(self._now(moment))

    def _enter(self, day: date, moment: Moment, before: m.RuleSet) -> None:
        """Let enter into force what is due by a day."""
        if not self.law.in_force:
            return
        if any(due <= day for due in self.law.days_after(max(day, _SECOND_DAY) - _ONE_DAY)):
            self._put_into_words()
        if self.law.morning(day, self.history.place):
            self._follow_law(before, moment)

    def _follow_law(self, before: m.RuleSet, moment: Moment) -> None:
        """What follows when the law has changed: what it states, and what rests on it, begins and ends."""
        self._after_change(self.facts.follow_law(before, moment.day), moment)
        self._after_time(moment)

    def _set_going(self, rule: m.Rule, consequence: m.Consequence, moment: Moment) -> None:
        at = At(self.history.place, moment, self.law.now, None, rule.name, rule.rounding)
        self.history.next_place(moment.day)
        instance = Instance(rule, {}, True, Happened(f"{moment.day}", moment, None), at)
        todo: deque[Deemed] = deque()
        self._follow(instance, consequence, None, todo)
        self._carry_out(todo, moment)

    def _scheduled(self, day: date, minute: int) -> None:
        """End what is scheduled to end at a clock time of this day that has come."""
        for place in self.facts.end_scheduled(day, minute):
            self._after_change([place], Moment(day, minute))

    def _evening(self, day: date) -> None:
        self.in_one_moment = 0
        moment = Moment(day)
        for place in self.facts.end_scheduled(day, None):
            self._after_change([place], moment)
        self._after_change(self.facts.end_givens(day), moment)
        self._close_day(day)
        self.answers.horizon.clear()
        self.answers.watching = True
        self._after_time(moment)
        self._close_day(day)  # what arose just now may be due since long
        self.whiles.look(self._now(moment))
        self.answers.watching = False
        self.wakes = {wake for wake in self.answers.horizon if wake > day}
        self.judging.put_many_into_words()

    def _close_day(self, day: date) -> None:
        self.duties.close_day(day)
        for shadow in self.shadows:
            shadow.close_day(day)

    # ---- events -----------------------------------------------------------------------------------------------------

    def _take(self, happening: Happening) -> None:
        """One event of the timeline and all that follows from it at once."""
        self.in_one_moment = 0
        self.just_happened.clear()
        law = self.law.now
        self._carry_out(self._happen(happening), happening.moment)
        if self.law.now is not law or self.whiles.heeds(law, self.just_happened, happening.moment):
            self.whiles.look(self._now(happening.moment))

    def _happen(self, happening: Happening) -> deque[Deemed]:
        """An event, and what is still to happen because of it."""
        todo: deque[Deemed] = deque()
        self.in_one_moment += 1
        if self.in_one_moment > limits.EVENTS_IN_ONE_MOMENT:
            raise EndlessError(f"more than {limits.EVENTS_IN_ONE_MOMENT:,} events follow from one, on {happening.day}")
        happening.place = self.history.next_place(happening.day)
        self._see_whether_possible(happening)
        is_history = self._made_the_law(happening)
        instances = list(self._set_going_by(happening)) if not is_history else []
        valid, by = self._validity(happening, instances) if not is_history else (True, None)
        if happening.position in self.law.assumed.accepted:
            valid = True
        if valid is False:
            happening.void = True
            self.law.void(happening, by)
            return todo
        if happening.certain and valid is not True:
            self._put_into_words()  # what was asked of it so far was asked while it was certain
            happening.certain = False
        self.history.happen(happening)
        self.just_happened.add(happening.what.name)
        self.facts.apply(happening)
        self.duties.discharge(happening)
        for shadow in self.shadows:
            shadow.discharge(happening)
        for instance in instances:
            instance.sure = both(instance.sure, True if happening.certain else UNKNOWN)
            assert isinstance(instance.rule.body, m.WhenBody)
            self._follow(instance, instance.rule.body.consequence, happening, todo)
        self._edges([happening.place], happening, happening.moment, todo, instances)
        self._change_law(happening)
        return todo

    def _put_into_words(self) -> None:
        """Put what was found into words, since what it rests on is about to change."""
        self.judging.put_into_words()
        for shadow in self.shadows:
            shadow.put_into_words()

    def follow_also(self, shadows: Sequence[Shadow]) -> None:
        """Follow other readings of the law in the same run."""
        self.shadows = self.answers.shadows = shadows

    def _see_whether_possible(self, happening: Happening) -> None:
        """Note an event that cannot be, by what has happened and holds."""
        triggers = self._impossible.get(happening.what.name)
        if happening.position is None or triggers is None:
            return
        at = At(happening.place, happening.moment, self.law.now, happening)
        for trigger in triggers:
            for env, sure in self.answers.match(trigger.match, happening.values, {}, at):
                for inner, also in self.answers.solutions(trigger.where, env, at):
                    if both(sure, also) is True:
                        reasons = why(self.answers, trigger.where, inner, at) if trigger.where is not None else []
                        self.impossible.append((happened(happening), "; ".join(reason.text for reason in reasons)))
                        return

    def _change_law(self, happening: Happening) -> None:
        """Let an event bring laws into force."""
        if not self.law.in_force:
            return
        at = self._now(happening.moment)
        matched = {name: self._fits(entry, happening, at) for name, entry in self.entries.items()}
        before = self.law.now
        if happening.what.adopts or any(fits is not False for fits in matched.values()):
            self._put_into_words()
        if self.law.after(happening, matched, self.history.place):
            self._follow_law(before, happening.moment)

    def _set_going_by(self, happening: Happening) -> Iterator[Instance]:
        """The rules that an event sets going, in the state before it: one instance for each way."""
        law = self.law.judging(happening)
        at = At(happening.place, happening.moment, law, happening)
        trigger_event: Happened | None = None
        for rule, triggers, of_rule in self._candidates(happening.what.name, at):
            self.answers.asked.add(rule.name)
            hidden = self.answers.disregarded(happening, of_rule)
            if hidden is True:
                continue
            seen_before = negate(hidden)
            closures = self.answers.closures
            ways: list[tuple[Env, Truth]] = []
            for trigger in triggers:
                where = closures.ways(trigger.where)
                for env, sure in closures.match(trigger.match)(happening.values, {}, of_rule):
                    sure = both(sure, seen_before)
                    for inner, also in where(env, of_rule):
                        ways.append((inner, also if sure is True else both(sure, also)))
            for env, sure in _distinct(ways):
                governs = self.answers.governs(of_rule.law, rule.name, env, at)
                if governs is not False:
                    applies = both(both(sure, governs), True if happening.certain else UNKNOWN)
                    trigger_event = trigger_event or happened(happening)
                    yield Instance(rule, env, applies, trigger_event, of_rule)

    def _candidates(self, event: str, at: At) -> Iterator[tuple[m.Rule, list[m.Trigger], At]]:
        """The rules that an event may set going, under the version at hand and those that a transition clause keeps."""
        of_version = self._of_version(at.law)
        for rule, triggers in of_version.by_event.get(event, ()):
            yield rule, triggers, At(at.place, at.now, at.law, at.this, rule.name, rule.rounding)
        for name in self.answers.of_version(_kept, at.law):
            for version in self.answers.versions_of(name, at)[1:]:
                for rule, triggers in self._of_version(version).by_event.get(event, ()):
                    if rule.name == name:
                        yield rule, triggers, At(at.place, at.now, version, at.this, name, rule.rounding)

    def _made_the_law(self, happening: Happening) -> bool:
        """Whether an event is about a reform that made this rule set: under it, that is history."""
        for value in happening.values:
            if isinstance(value, m.Entity) and value.kind == "Reform" and self.law.is_history(value.name):
                return True
        return False

    def _validity(self, happening: Happening, instances: list[Instance]) -> tuple[Truth, str | None]:
        """Whether an event is valid, and if not, by which norm. All validity rules see the same state before it."""
        if happening.deemed_by is not None:
            return True, None
        valid: Truth = True
        void_by: str | None = None
        if happening.what.sort == "act" and happening.what.name in self.law.now.regulated:
            valid, void_by = self.judging.act(happening, self.law.judging(happening))
        for instance in instances:
            consequence = _consequence(instance)
            if isinstance(consequence, m.RequireConsequence) and consequence.void:
                verdict = self.judging.requirement(instance, consequence)
                if verdict is False and void_by is None:
                    void_by = instance.rule.name
                valid = both(valid, verdict)
        if valid is False:
            for instance in instances:
                consequence = _consequence(instance)
                if isinstance(consequence, m.RequireConsequence) and not consequence.void:
                    sure = self._listening(instance)
                    self.judging.requirement(instance, consequence, follows_from=void_by)
                    self._shadow(instance, consequence, sure, void_by)
        return valid, void_by

    def _follow(
        self, instance: Instance, consequence: m.Consequence, happening: Happening | None, todo: deque[Deemed]
    ) -> None:
        """What follows from a rule that is set going: a judgement, a duty, or an event that the law deems."""
        match consequence:
            case m.RequireConsequence():
                if not consequence.void or happening is None:
                    sure = self._listening(instance)
                    self.judging.requirement(instance, consequence)
                    self._shadow(instance, consequence, sure)
            case m.DutyConsequence():
                sure = self._listening(instance)
                self.duties.open(instance, consequence)
                self._shadow(instance, consequence, sure)
            case m.DeemedConsequence():
                excused, reasons = self.judging.excepted(instance)
                sure = both(instance.sure, negate(excused))
                if sure is not False:
                    todo.append((instance.rule, consequence.pattern, instance.env, sure, instance.at))
                self.judging.deemed(instance, consequence, excused, reasons)

    def _listening(self, instance: Instance) -> Truth:
        """Let other readings listen to what a rule asks as it judges; gives back whether it is sure to apply."""
        for shadow in self.shadows:
            shadow.listen()
        return instance.sure

    def _shadow(self, instance: Instance, consequence: m.Consequence, sure: Truth, void_by: str | None = None) -> None:
        """Let a rule that has judged judge again under other readings that bear on it."""
        for shadow in self.shadows:
            shadow.judge(instance, consequence, sure, void_by)

    # ---- facts that begin and end -----------------------------------------------------------------------------------

    def _after_change(self, places: list[int], moment: Moment) -> None:
        """What follows when facts begin or end without an event."""
        if places:
            self.facts.cascade(places, moment)
            todo: deque[Deemed] = deque()
            self._edges(places, None, moment, todo)
            self._carry_out(todo, moment)

    def _after_time(self, moment: Moment) -> None:
        """What follows when derived facts begin or end by time alone."""
        if self.facts.derived:
            todo: deque[Deemed] = deque()
            self._edges([], None, moment, todo)
            self._carry_out(todo, moment)

    def _edges(
        self,
        places: list[int],
        happening: Happening | None,
        moment: Moment,
        todo: deque[Deemed],
        already: Sequence[Instance] = (),
    ) -> None:
        """Set going what the beginning or end of facts sets going, in the state before it.

        A rule that the event itself has set going already with the same values is not set going twice.
        """
        changes = self.facts.changes(places, self._now(moment))
        if not changes:
            return
        if not places:
            places = [self.history.next_place(moment.day)]
        base = At(places[0], moment, self.law.now, happening)
        of_version = self._of_version(self.law.now)
        self.answers.asked.update(of_version.with_when)
        awaited = {name for change in changes for name in of_version.by_edge.get((change.edge, change.fact), ())}
        kept = self.answers.of_version(_kept, self.law.now)
        for name in dict.fromkeys((*self.law.now.rules, *kept)) if awaited or kept else ():
            if name in kept:
                for version in self.answers.versions_of(name, base):
                    self._edges_under(version, name, changes, base, todo, already)
            elif name in awaited:
                self._edges_under(self.law.now, name, changes, base, todo, already)

    def _edges_under(
        self,
        version: m.RuleSet,
        name: str,
        changes: Sequence[Change],
        base: At,
        todo: deque[Deemed],
        already: Sequence[Instance],
    ) -> None:
        rule = version.rules.get(name)
        if rule is None or not isinstance(rule.body, m.WhenBody):
            return
        self.answers.asked.add(name)
        body, happening, moment = rule.body, base.this, base.now
        at = At(base.place, moment, version, happening, name, rule.rounding)
        closures = self.answers.closures
        ways: list[tuple[Env, Truth]] = []
        for trigger in body.triggers:
            for change in changes:
                if trigger.edge != change.edge or trigger.match.pattern.what.name != change.fact:
                    continue
                where = closures.ways(trigger.where)
                for env, sure in closures.match(trigger.match)(change.values, {}, at):
                    for inner, also in where(env, at):
                        ways.append((inner, both(both(sure, also), change.sure)))
        for env, sure in _distinct(ways):
            if any(instance.rule is rule and instance.env == env for instance in already):
                continue
            governs = self.answers.governs(version, name, env, base)
            if governs is False:
                continue
            fact_trigger = next(trigger for trigger in body.triggers if trigger.edge is not None)
            said = f"({say.pattern(fact_trigger.match.pattern, env)}) {fact_trigger.edge}"
            if happening is not None:
                said += f": {happening.sentence}"
            span = happening.span if happening is not None else None
            instance = Instance(rule, env, both(sure, governs), Happened(said, moment, span), at)
            self._follow(instance, body.consequence, None, todo)

    def _carry_out(self, todo: deque[Deemed], moment: Moment) -> None:
        """Let happen what the law deems to happen, and first of all what follows from it."""
        while todo:
            rule, pattern, env, sure, at = todo.popleft()
            values = tuple(
                UNKNOWN if isinstance(term, m.Anything) else self.answers.value(term, env, at) for term in pattern.terms
            )
            sentence = say.sentence(pattern.what, values)
            happening = Happening(
                -1, moment, pattern.what, values, sentence, rule.citation, rule.span, rule.name, sure is True
            )
            self.deemed.append(Happened(f"{sentence} (deemed by {rule.name})", happening.moment, rule.span))
            todo.extendleft(reversed(self._happen(happening)))


def happening_of(event: Event, day: date, position: int, timeline: Timeline, timezone: str) -> Happening:
    """An event of a timeline on a day, in the zone of the rule set."""
    moment = Moment(day, event.minute)
    zone = event.zone or timeline.timezone
    if event.minute is not None and zone is not None and zone != timezone:
        converted = local(event.day, event.minute, zone, timezone)
        moment = converted if isinstance(converted, Moment) else moment
    happening = Happening(-1, moment, event.what, event.values, event.sentence, event.citation, event.span)
    happening.written, happening.position = event.written, position
    return happening


def _consequence(instance: Instance) -> m.Consequence:
    body = instance.rule.body
    assert isinstance(body, m.WhenBody)  # only `when` rules are set going by events
    return body.consequence


def _distinct(ways: list[tuple[Env, Truth]]) -> list[tuple[Env, Truth]]:
    """The ways with different values; one that is certain in some way is certain."""
    if len(ways) < 2:
        return ways
    distinct: list[tuple[Env, Truth]] = []
    for env, sure in ways:
        for position, (known, known_sure) in enumerate(distinct):
            if known == env:
                distinct[position] = (env, True if sure is True or known_sure is True else UNKNOWN)
                break
        else:
            distinct.append((env, sure))
    return distinct
