"""The executable specification: how a timeline runs under a rule set.

In: a rule set and a timeline. Out: a `Judgement`. The course of events is followed day by day, over the days that
matter: those of events, of scheduled ends, of deadlines, and those on which an answer may change by time alone. On a
day, what its morning brings comes first (facts stated from that day, consequences of a deadline missed the day
before, rules that the day sets going), then the events in their order, then its evening (scheduled ends, deadlines).

An event is first judged in the state before it. If a rule `otherwise void` fails, or a regulated act has no power,
nothing follows from it. Otherwise it enters the record, facts end and begin, duties are discharged, rules are set
going, and what the law deems to follow happens at once.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct, field

from govrules.calendar import Moment, local
from govrules.engine import calendar, say
from govrules.engine.duties import Duties
from govrules.engine.evaluate import Evaluator
from govrules.engine.facts import Facts
from govrules.engine.judge import Instance, Judge
from govrules.engine.reasons import happened
from govrules.engine.record import At, Happening, Record
from govrules.engine.values import Env, StepLimitError, Truth, both, negate
from govrules.engine.verdict import Happened, Judgement
from govrules.engine.whiles import Whiles
from govrules.law import model as m
from govrules.law.model import UNKNOWN
from govrules.text import limits
from govrules.timeline.model import Event, Timeline


def run(ruleset: m.RuleSet, timeline: Timeline, vocabulary: m.Vocabulary) -> Judgement:
    """Judge a timeline under one rule set, applied to all of it."""
    course = _Course(ruleset, timeline, vocabulary)
    limited = None
    try:
        course.run()
    except StepLimitError:
        limited = f"the check asks more than {limits.STEPS:,} questions"
    except _EndlessError as endless:
        limited = str(endless)
    order = {name: position for position, name in enumerate((*ruleset.rules, *ruleset.powers))}
    findings = sorted(course.judge.findings, key=lambda f: (f.date, order.get(f.rule, len(order)), f.anchor, f.message))
    return Judgement(ruleset.name, tuple(findings), tuple(course.deemed), limited)


class _EndlessError(Exception):
    """More events in one moment than the limit allows."""


class _Todo(Struct, eq=False):
    """What is still to happen in the moment at hand."""

    deemed: list[tuple[m.Rule, m.Pattern, Env, Truth, At]] = field(default_factory=list)


class _Course:
    """The course of events under one rule set."""

    def __init__(self, ruleset: m.RuleSet, timeline: Timeline, vocabulary: m.Vocabulary) -> None:
        self.ruleset = ruleset
        self.timeline = timeline
        self.record = Record()
        self.evaluator = Evaluator(self.record, ruleset, vocabulary, timeline.incomplete_before)
        self.judge = Judge(self.evaluator, ruleset)
        self.facts = Facts(self.evaluator, ruleset)
        self.duties = Duties(self.evaluator, ruleset, self.judge)
        self.whiles = Whiles(self.evaluator, ruleset, self.judge)
        self.deemed: list[Happened] = []
        self.in_one_moment = 0
        self.wakes: set[date] = set()
        """The days on which an answer may change although nothing happens."""
        self.events = self._by_day()
        self.until = max([timeline.until, *self.events])
        """The last day; an event of the last day may be one of the next day in the rule set's zone."""
        self.set_going: dict[str, list[tuple[m.Rule, list[m.Trigger]]]] = {}
        """The rules that an event of a name can set going, with the triggers that name it."""
        for rule in ruleset.rules.values():
            triggers = rule.body.triggers if isinstance(rule.body, m.WhenBody) else ()
            for name in dict.fromkeys(t.match.pattern.what.name for t in triggers if t.edge is None):
                own = [t for t in triggers if t.edge is None and t.match.pattern.what.name == name]
                self.set_going.setdefault(name, []).append((rule, own))

    def _by_day(self) -> dict[date, list[Happening]]:
        """The events by civil day in the rule set's zone, in the order of the file."""
        days: dict[date, list[Happening]] = {}
        for event in self.timeline.events:
            happening = self._happening(event)
            days.setdefault(happening.day, []).append(happening)
        return dict(sorted(days.items()))

    def _happening(self, event: Event) -> Happening:
        moment = Moment(event.day, event.minute)
        zone = event.zone or self.timeline.timezone
        if event.minute is not None and zone is not None and zone != self.ruleset.timezone:
            converted = local(event.day, event.minute, zone, self.ruleset.timezone)
            moment = converted if isinstance(converted, Moment) else moment
        return Happening(-1, moment, event.what, event.values, event.sentence, event.citation, event.span)

    # ---- days -------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        first = self._first_day()
        self.facts.state_givens(first)
        self.facts.note_derived(self._now(Moment(first)))
        day: date | None = first
        while day is not None and day <= self.until:
            self._morning(day)
            for happening in self.events.get(day, ()):
                self._scheduled(day, happening.moment.minute)
                self._take(happening)
            self._evening(day)
            day = self._next_day(day)
        self.duties.close(self.until)
        self.whiles.close(self.until)

    def _first_day(self) -> date:
        """The day of the timeline's first entry: an event, or a fact that it states from a day on."""
        days = [next(iter(self.events), self.until)]
        for given in self.ruleset.givens:
            if given.holds and given.begin is not None and given.span.path == self.timeline.path:
                days.append(given.begin)
        return min(days)

    def _now(self, moment: Moment) -> At:
        return At(self.record.place, moment)

    def _next_day(self, day: date) -> date | None:
        days = [d for d in self.events if d > day]
        days += self.facts.days_after(day)
        days += self.duties.days_after(day)
        days += self.wakes
        for rule in self.ruleset.rules.values():
            if isinstance(rule.body, m.PointBody):
                point = self._point_of(rule.body, day)
                if point is not None:
                    days.append(point)
        return min(days, default=None)

    def _point_of(self, body: m.PointBody, after: date) -> date | None:
        """The next day that sets a rule going."""
        if body.every is not None:
            return calendar.next_after(body.every, after)
        assert body.point is not None
        point = self.evaluator.value(body.point, {}, self._now(Moment(after)))
        return point.day if isinstance(point, Moment) and point.day > after else None

    def _morning(self, day: date) -> None:
        self.in_one_moment = 0
        moment = Moment(day)
        begun = self.facts.begin_givens(day)
        self._after_change(begun, moment)
        missed = list(self.duties.missed_before(day))
        for duty in missed:
            pattern = duty.consequence.otherwise_deemed
            assert pattern is not None
            todo = _Todo([(duty.rule, pattern, duty.env, duty.sure, self._now(moment))])
            self._carry_out(todo, moment)
        due = [
            rule
            for rule in self.ruleset.rules.values()
            if isinstance(rule.body, m.PointBody) and self._point_of(rule.body, day - timedelta(days=1)) == day
        ]
        for rule in due:
            if isinstance(rule.body, m.PointBody):
                self._set_going(rule, rule.body.consequence, moment)
        if begun or missed or due:
            self.whiles.look(self._now(moment))

    def _set_going(self, rule: m.Rule, consequence: m.Consequence, moment: Moment) -> None:
        at = At(self.record.place, moment, rule=rule.name, rounding=rule.rounding)
        self.record.next_place(moment.day)
        instance = Instance(rule, {}, True, Happened(f"{moment.day}", moment, None), at)
        todo = _Todo()
        self._follow(instance, consequence, None, todo)
        self._carry_out(todo, moment)

    def _scheduled(self, day: date, minute: int | None) -> None:
        """End what is scheduled to end at a clock time of this day that has come."""
        if minute is None:
            return
        for place in self.facts.end_scheduled(day, minute):
            self._after_change([place], Moment(day, minute))

    def _evening(self, day: date) -> None:
        self.in_one_moment = 0
        moment = Moment(day)
        for place in self.facts.end_scheduled(day, None):
            self._after_change([place], moment)
        self._after_change(self.facts.end_givens(day), moment)
        self.duties.close_day(day)
        self.evaluator.horizon.clear()
        self._after_time(moment)
        self.duties.close_day(day)  # what arose just now may be due since long
        self.whiles.look(self._now(moment))
        self.wakes = {wake for wake in self.evaluator.horizon if wake > day}

    # ---- events -----------------------------------------------------------------------------------------------------

    def _take(self, happening: Happening) -> None:
        """One event of the timeline and all that follows from it at once."""
        self.in_one_moment = 0
        self._carry_out(self._happen(happening), happening.moment)
        self.whiles.look(self._now(happening.moment))

    def _happen(self, happening: Happening) -> _Todo:
        """An event, and what is still to happen because of it."""
        todo = _Todo()
        self.in_one_moment += 1
        if self.in_one_moment > limits.EVENTS_IN_ONE_MOMENT:
            raise _EndlessError(f"more than {limits.EVENTS_IN_ONE_MOMENT:,} events follow from one, on {happening.day}")
        happening.place = self.record.next_place(happening.day)
        instances = list(self._set_going_by(happening))
        valid = self._validity(happening, instances)
        if valid is False:
            happening.void = True
            return todo
        happening.certain = happening.certain and valid is True
        self.record.happenings.append(happening)
        self.facts.apply(happening)
        self.duties.discharge(happening)
        for instance in instances:
            instance.sure = both(instance.sure, happening.certain or UNKNOWN)
            assert isinstance(instance.rule.body, m.WhenBody)
            self._follow(instance, instance.rule.body.consequence, happening, todo)
        self._edges([happening.place], happening, happening.moment, todo, instances)
        return todo

    def _set_going_by(self, happening: Happening) -> Iterator[Instance]:
        """The rules that an event sets going, in the state before it: one instance for each way."""
        if self._made_the_law(happening):
            return
        for rule, triggers in self.set_going.get(happening.what.name, ()):
            at = At(happening.place, happening.moment, happening, rule.name, rule.rounding)
            seen_before = negate(self.evaluator.disregarded(happening, at))
            if seen_before is False:
                continue
            ways: list[tuple[Env, Truth]] = []
            for trigger in triggers:
                for env, sure in self.evaluator.match(trigger.match, happening.values, {}, at):
                    for inner, also in self.evaluator.solutions(trigger.where, env, at):
                        ways.append((inner, both(both(sure, also), seen_before)))
            for env, sure in _distinct(ways):
                yield Instance(rule, env, both(sure, happening.certain or UNKNOWN), happened(happening), at)

    def _made_the_law(self, happening: Happening) -> bool:
        """Whether an event is about a reform that made this rule set: under it, that is history."""
        reforms = [v.name for v in happening.values if isinstance(v, m.Entity) and v.kind == "Reform"]
        return any(name in self.ruleset.lineage for name in reforms)

    def _validity(self, happening: Happening, instances: list[Instance]) -> Truth:
        """Whether an event is valid. All validity rules see the same state before it."""
        if happening.deemed_by is not None or self._made_the_law(happening):
            return True
        valid: Truth = True
        void_by: str | None = None
        if happening.what.sort == "act" and happening.what.name in self.ruleset.regulated:
            valid, void_by = self.judge.act(happening)
        for instance in instances:
            consequence = instance.rule.body.consequence  # type: ignore[union-attr]  # only `when` rules are set going
            if isinstance(consequence, m.RequireConsequence) and consequence.void:
                verdict = self.judge.requirement(instance, consequence, happening)
                if verdict is False and void_by is None:
                    void_by = instance.rule.name
                valid = both(valid, verdict)
        if valid is False:
            for instance in instances:
                consequence = instance.rule.body.consequence  # type: ignore[union-attr]  # as above
                if isinstance(consequence, m.RequireConsequence) and not consequence.void:
                    self.judge.requirement(instance, consequence, happening, follows_from=void_by)
        return valid

    def _follow(self, instance: Instance, consequence: m.Consequence, happening: Happening | None, todo: _Todo) -> None:
        """What follows from a rule that is set going: a judgement, a duty, or an event that the law deems."""
        match consequence:
            case m.RequireConsequence():
                if not consequence.void or happening is None:
                    self.judge.requirement(instance, consequence, happening)
            case m.DutyConsequence():
                self.duties.open(instance, consequence)
            case m.DeemedConsequence():
                excused = self.judge.excepted(instance)
                sure = both(instance.sure, negate(excused))
                if sure is not False:
                    todo.deemed.append((instance.rule, consequence.pattern, instance.env, sure, instance.at))
                self.judge.deemed(instance, consequence, excused)

    # ---- facts that begin and end -----------------------------------------------------------------------------------

    def _after_change(self, places: list[int], moment: Moment) -> None:
        """What follows when facts begin or end without an event."""
        if places:
            self.facts.cascade(places, moment)
            todo = _Todo()
            self._edges(places, None, moment, todo)
            self._carry_out(todo, moment)

    def _after_time(self, moment: Moment) -> None:
        """What follows when derived facts begin or end by time alone."""
        if self.facts.derived:
            todo = _Todo()
            self._edges([], None, moment, todo)
            self._carry_out(todo, moment)

    def _edges(
        self,
        places: list[int],
        happening: Happening | None,
        moment: Moment,
        todo: _Todo,
        already: Sequence[Instance] = (),
    ) -> None:
        """Set going what the beginning or end of facts sets going, in the state before it.

        A rule that the event itself has set going already with the same values is not set going twice.
        """
        changes = self.facts.changes(places, self._now(moment))
        if not changes:
            return
        if not places:
            places = [self.record.next_place(moment.day)]
        for rule in self.ruleset.rules.values():
            if not isinstance(rule.body, m.WhenBody):
                continue
            ways: list[tuple[Env, Truth]] = []
            said = ""
            at = At(places[0], moment, happening, rule.name, rule.rounding)
            for trigger in rule.body.triggers:
                for change in changes:
                    if trigger.edge != change.edge or trigger.match.pattern.what.name != change.fact:
                        continue
                    for env, sure in self.evaluator.match(trigger.match, change.values, {}, at):
                        for inner, also in self.evaluator.solutions(trigger.where, env, at):
                            ways.append((inner, both(both(sure, also), change.sure)))
                            said = f"{say.sentence(trigger.match.pattern.what, change.values)} {trigger.edge}"
            for env, sure in _distinct(ways):
                if any(instance.rule is rule and instance.env == env for instance in already):
                    continue
                fact_trigger = next(t for t in rule.body.triggers if t.edge is not None)
                said = f"({say.pattern(fact_trigger.match.pattern, env)}) {fact_trigger.edge}"
                span = happening.span if happening is not None else None
                if happening is not None:
                    said += f": {happening.sentence}"
                instance = Instance(rule, env, sure, Happened(said, moment, span), at)
                self._follow(instance, rule.body.consequence, None, todo)

    def _carry_out(self, todo: _Todo, moment: Moment) -> None:
        """Let happen what the law deems to happen, and first of all what follows from it."""
        pending = list(todo.deemed)
        while pending:
            rule, pattern, env, sure, at = pending.pop(0)
            values = tuple(
                UNKNOWN if isinstance(term, m.Anything) else self.evaluator.value(term, env, at)
                for term in pattern.terms
            )
            sentence = say.sentence(pattern.what, values)
            happening = Happening(
                -1,
                Moment(moment.day, moment.minute),
                pattern.what,
                values,
                sentence,
                rule.citation,
                rule.span,
                rule.name,
            )
            happening.certain = sure is True
            self.deemed.append(Happened(f"{sentence} (deemed by {rule.name})", happening.moment, rule.span))
            pending = self._happen(happening).deemed + pending


def _distinct(ways: list[tuple[Env, Truth]]) -> list[tuple[Env, Truth]]:
    """The ways with different values; one that is certain in some way is certain."""
    distinct: list[tuple[Env, Truth]] = []
    for env, sure in ways:
        for position, (known, known_sure) in enumerate(distinct):
            if known == env:
                distinct[position] = (env, True if sure is True or known_sure is True else UNKNOWN)
                break
        else:
            distinct.append((env, sure))
    return distinct
