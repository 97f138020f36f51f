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
from contextlib import suppress
from datetime import date, timedelta

from msgspec import Struct, field
from msgspec.structs import replace

from govrules.calendar import Moment, local
from govrules.engine import calendar, say
from govrules.engine.duties import Duties
from govrules.engine.evaluate import Evaluator
from govrules.engine.explain_norm import Explainer, by_law
from govrules.engine.facts import Change, Facts
from govrules.engine.grounds import Ground
from govrules.engine.judge import Instance, Judge
from govrules.engine.law import (
    Assumed,
    Law,
    LawInForce,
    Standing,
    adopted,
    commencement,
    entries_of,
    standing,
    with_why,
)
from govrules.engine.outcome import Outcome
from govrules.engine.reasons import happened, why
from govrules.engine.record import At, Happening, Record
from govrules.engine.values import Env, StepLimitError, Truth, both, either, negate
from govrules.engine.verdict import Happened, Judgement
from govrules.engine.whiles import Whiles
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.model import UNKNOWN
from govrules.law.patch import Entry
from govrules.text import limits
from govrules.timeline.model import Event, Timeline

_SECOND_DAY = date.min + timedelta(days=1)


class Run(Struct, frozen=True):
    """The judgement of one run, and what it had to leave open."""

    judgement: Judgement
    ambiguous: bool
    """Whether an answer hung on how a day that does not exist is rounded, and the law does not say."""
    doubtful: tuple[str, ...]
    """The reforms of which it is not known whether they were validly made."""
    asked: frozenset[str]
    """The values, attributes and norms that mattered."""
    made: dict[str, bool]
    """Of the reforms with effect for the past, whether they were validly adopted in the end."""
    evaluator: Evaluator
    """What answers further questions about the record, from any of its places."""
    happenings: tuple[Happening, ...]
    """The events of the timeline, in its order, each with its place in the record."""

    @property
    def outcome(self) -> Outcome:
        """What it found, and what it left open."""
        evaluator = self.evaluator
        return Outcome(
            self.judgement,
            self.ambiguous,
            self.doubtful,
            self.asked,
            self.made,
            evaluator.steps,
            tuple(evaluator.unknown.values()),
            evaluator.asked_by,
        )


def run(
    library: Library,
    name: str,
    timeline: Timeline,
    *,
    in_force: bool = False,
    assumed: Assumed | None = None,
    version: m.RuleSet | None = None,
    explain: str | None = None,
) -> Run:
    """Judge a timeline under one version, applied to all of it, or under the law in force that leads to it.

    `version` takes the place of the version of that name. `explain` is the rule whose findings are explained.
    """
    law: Law
    if in_force:
        law = LawInForce(library, name, assumed or Assumed(), adopted(timeline))
    else:
        law = Law(library, name, assumed or Assumed(), version)
    course = _Course(law, timeline, library)
    if explain is not None:
        course.explain(explain)
    limited = None
    try:
        course.run()
    except StepLimitError:
        limited = f"the check asks more than {limits.STEPS:,} questions"
    except _EndlessError as endless:
        limited = str(endless)
    names = dict.fromkeys(name for _, version in law.versions for name in (*version.rules, *version.powers))
    order = {name: position for position, name in enumerate(names)}
    findings = sorted(course.judge.findings, key=lambda f: (f.date, order.get(f.rule, len(order)), f.anchor, f.message))
    findings = with_why(findings, law)
    missed: tuple[tuple[str, Ground], ...] = ()
    if course.explainer is not None:
        findings, missed = [by_law(finding) for finding in findings], tuple(course.explainer.missed)
    judgement = Judgement(
        name,
        tuple(findings),
        tuple(course.deemed),
        limited,
        tuple(law.steps),
        missed=missed,
        impossible=tuple(course.impossible),
    )
    made = {reform: truth is True for reform, truth in law.made.items()} if isinstance(law, LawInForce) else {}
    asked = frozenset(course.evaluator.asked)
    doubtful, happenings = tuple(law.doubtful), tuple(course.happenings)
    return Run(judgement, course.evaluator.ambiguous, doubtful, asked, made, course.evaluator, happenings)


def by_events(library: Library, name: str, timeline: Timeline, day: date) -> Standing:
    """What of the law that leads to a version is in force at the end of a day of a timeline."""
    made = run(library, name, timeline, in_force=True).made
    law = LawInForce(library, name, Assumed(valid=tuple(made.items())), adopted(timeline))
    until_then = replace(timeline, events=tuple(e for e in timeline.events if e.day <= day), until=day)
    with suppress(StepLimitError, _EndlessError):
        _Course(law, until_then, library).run()
    return standing(law, day)


class _EndlessError(Exception):
    """More events in one moment than the limit allows."""


class _Todo(Struct, eq=False):
    """What is still to happen in the moment at hand."""

    deemed: list[tuple[m.Rule, m.Pattern, Env, Truth, At]] = field(default_factory=list)


class _Course:
    """The course of events under one rule set."""

    def __init__(self, law: Law, timeline: Timeline, library: Library) -> None:
        self.law = law
        self.timeline = timeline
        self.record = Record()
        self.evaluator = Evaluator(self.record, law, library.vocabulary, timeline.incomplete_before)
        self.judge = Judge(self.evaluator)
        self.facts = Facts(self.evaluator)
        self.duties = Duties(self.evaluator, self.judge)
        self.whiles = Whiles(self.evaluator, self.judge)
        self.deemed: list[Happened] = []
        self.in_one_moment = 0
        self.impossible: list[tuple[Happened, str]] = []
        """What happens and cannot, each with why."""
        self.just_happened: set[str] = set()
        """The names of the events of the moment at hand."""
        self.wakes: set[date] = set()
        """The days on which an answer may change although nothing happens."""
        self.entries = {name: entry for name, entry in entries_of(library, law.name).items() if entry.event is not None}
        """What enters into force with an event."""
        self.timezone = library.rulesets[law.name].timezone
        self.happenings: list[Happening] = []
        """The events of the timeline, in its order."""
        self.events = self._by_day()
        self.until = max([timeline.until, *self.events])
        """The last day; an event of the last day may be one of the next day in the rule set's zone."""
        self.explainer: Explainer | None = None
        self.set_going: dict[int, dict[str, list[tuple[m.Rule, list[m.Trigger]]]]] = {}

    def explain(self, rule: str) -> None:
        """Have the findings of a rule explained."""
        self.explainer = self.judge.explainer = Explainer(self.duties, rule)

    def _rules_for(self, version: m.RuleSet, event: str) -> list[tuple[m.Rule, list[m.Trigger]]]:
        """The rules of a version that an event of a name can set going, with the triggers that name it."""
        known = self.set_going.get(id(version))
        if known is None:
            known = self.set_going[id(version)] = {}
            for rule in version.rules.values():
                triggers = rule.body.triggers if isinstance(rule.body, m.WhenBody) else ()
                for name in dict.fromkeys(t.match.pattern.what.name for t in triggers if t.edge is None):
                    own = [t for t in triggers if t.edge is None and t.match.pattern.what.name == name]
                    known.setdefault(name, []).append((rule, own))
        return known.get(event, [])

    def _by_day(self) -> dict[date, list[Happening]]:
        """The events by civil day in the rule set's zone, in the order of the file."""
        days: dict[date, list[Happening]] = {}
        assumed = dict(self.law.assumed.days)
        for position, event in enumerate(self.timeline.events):
            happening = self._happening(event, assumed.get(position, event.day), position)
            self.happenings.append(happening)
            days.setdefault(happening.day, []).append(happening)
        return dict(sorted(days.items()))

    def _happening(self, event: Event, day: date, position: int) -> Happening:
        moment = Moment(day, event.minute)
        zone = event.zone or self.timeline.timezone
        if event.minute is not None and zone is not None and zone != self.timezone:
            converted = local(event.day, event.minute, zone, self.timezone)
            moment = converted if isinstance(converted, Moment) else moment
        happening = Happening(-1, moment, event.what, event.values, event.sentence, event.citation, event.span)
        happening.written, happening.position = event.written, position
        return happening

    # ---- days -------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        first = self._first_day()
        self._settle_commencements(first)
        self.law.morning(max(first, _SECOND_DAY) - timedelta(days=1), self.record.place)
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
        self.law.close(self.until)

    def _settle_commencements(self, first: date) -> None:
        """Under a version taken as given, a reform that enters with an event did so with the first one that fits."""
        if self.law.in_force:
            return
        at = self._now(Moment(first))
        for name, entry in self.entries.items():
            for happening in (each for day in self.events.values() for each in day):
                if self._fits(entry, happening, at) is True:
                    self.law.commenced[name] = commencement(entry, happening.day)
                    break

    def _fits(self, entry: Entry, happening: Happening, at: At) -> Truth:
        """Whether an event is the one with which something enters into force."""
        match = entry.event
        if match is None or match.pattern.what.name != happening.what.name:
            return False
        result: Truth = False
        for _, sure in self.evaluator.match(match, happening.values, {}, at):
            result = either(result, sure)
        return result

    def _first_day(self) -> date:
        """The day of the timeline's first entry: an event, or a fact that it states from a day on."""
        days = [next(iter(self.events), self.until)]
        for given in self.law.now.givens:
            if given.holds and given.begin is not None and given.span.path == self.timeline.path:
                days.append(given.begin)
        return min(days)

    def _now(self, moment: Moment) -> At:
        return At(self.record.place, moment, self.law.now)

    def _next_day(self, day: date) -> date | None:
        days = [d for d in self.events if d > day]
        days += self.facts.days_after(day)
        days += self.duties.days_after(day)
        days += self.wakes
        days += self.law.days_after(day)
        for rule in self.law.now.rules.values():
            if isinstance(rule.body, m.PointBody):
                days += self._points_after(rule.body, day)
        return min(days, default=None)

    def _points_after(self, body: m.PointBody, day: date) -> list[date]:
        """The next days that may set a rule going: its point, and when that is another one."""
        if body.every is not None:
            following = calendar.next_after(body.every, day)
            return [following] if following is not None else []
        assert body.point is not None
        self.evaluator.horizon.clear()
        days = self._days_of(body.point, day)
        return [each for each in (*days, *self.evaluator.horizon) if each > day]

    def _is_point(self, body: m.PointBody, day: date) -> bool:
        """Whether a day sets a rule going: whether it is its point as it is reckoned on that day."""
        if body.every is not None:
            return calendar.falls_on(body.every, day)
        assert body.point is not None
        return day in self._days_of(body.point, day)

    def _days_of(self, point: m.Expr, day: date) -> list[date]:
        """The days that a point is, as it is reckoned on a day."""
        at = self._now(Moment(day))
        values = [self.evaluator.value(each, {}, at) for each in self.evaluator.points(point, at)]
        return [value.day for value in values if isinstance(value, Moment)]

    def _morning(self, day: date) -> None:
        self.in_one_moment = 0
        moment = Moment(day)
        before = self.law.now
        if self.law.morning(day, self.record.place):
            self._follow_law(before, moment)
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
            for rule in self.law.now.rules.values()
            if isinstance(rule.body, m.PointBody) and self._is_point(rule.body, day)
        ]
        for rule in due:
            self.evaluator.asked.add(rule.name)
            if isinstance(rule.body, m.PointBody):
                self._set_going(rule, rule.body.consequence, moment)
        if begun or missed or due or self.law.now is not before:
            self.whiles.look(self._now(moment))

    def _follow_law(self, before: m.RuleSet, moment: Moment) -> None:
        """What follows when the law has changed: what it states, and what rests on it, begins and ends."""
        self._after_change(self.facts.follow_law(before, moment.day), moment)
        self._after_time(moment)

    def _set_going(self, rule: m.Rule, consequence: m.Consequence, moment: Moment) -> None:
        at = At(self.record.place, moment, self.law.now, rule=rule.name, rounding=rule.rounding)
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
        self.just_happened.clear()
        law = self.law.now
        self._carry_out(self._happen(happening), happening.moment)
        if self.law.now is not law or self.whiles.heeds(law, self.just_happened, happening.moment):
            self.whiles.look(self._now(happening.moment))

    def _happen(self, happening: Happening) -> _Todo:
        """An event, and what is still to happen because of it."""
        todo = _Todo()
        self.in_one_moment += 1
        if self.in_one_moment > limits.EVENTS_IN_ONE_MOMENT:
            raise _EndlessError(f"more than {limits.EVENTS_IN_ONE_MOMENT:,} events follow from one, on {happening.day}")
        happening.place = self.record.next_place(happening.day)
        self._see_whether_possible(happening)
        instances = list(self._set_going_by(happening))
        valid, by = self._validity(happening, instances)
        if happening.position in self.law.assumed.accepted:
            valid = True
        if valid is False:
            happening.void = True
            self.law.void(happening, by)
            if self.explainer is not None:
                self.explainer.was_void(happening, by, instances)
            return todo
        happening.certain = happening.certain and valid is True
        self.record.happenings.append(happening)
        self.just_happened.add(happening.what.name)
        self.facts.apply(happening)
        self.duties.discharge(happening)
        for instance in instances:
            instance.sure = both(instance.sure, happening.certain or UNKNOWN)
            assert isinstance(instance.rule.body, m.WhenBody)
            self._follow(instance, instance.rule.body.consequence, happening, todo)
        self._edges([happening.place], happening, happening.moment, todo, instances)
        self._change_law(happening)
        return todo

    def _see_whether_possible(self, happening: Happening) -> None:
        """Note an event that cannot be, by what has happened and holds."""
        if happening.position is None:
            return
        at = At(happening.place, happening.moment, self.law.now, happening)
        for trigger in self.law.library.impossible:
            if trigger.match.pattern.what.name != happening.what.name:
                continue
            for env, sure in self.evaluator.match(trigger.match, happening.values, {}, at):
                for inner, also in self.evaluator.solutions(trigger.where, env, at):
                    if both(sure, also) is True:
                        reasons = why(self.evaluator, trigger.where, inner, at) if trigger.where is not None else []
                        self.impossible.append((happened(happening), "; ".join(reason.text for reason in reasons)))
                        return

    def _change_law(self, happening: Happening) -> None:
        """Let an event bring laws into force."""
        if not self.law.in_force:
            return
        at = self._now(happening.moment)
        matched = {name: self._fits(entry, happening, at) for name, entry in self.entries.items()}
        before = self.law.now
        if self.law.after(happening, matched, self.record.place):
            self._follow_law(before, happening.moment)

    def _set_going_by(self, happening: Happening) -> Iterator[Instance]:
        """The rules that an event sets going, in the state before it: one instance for each way."""
        if self._made_the_law(happening):
            return
        law = self.law.judging(happening)
        at = At(happening.place, happening.moment, law, happening)
        for rule, triggers, of_rule in self._candidates(happening.what.name, at):
            self.evaluator.asked.add(rule.name)
            seen_before = negate(self.evaluator.disregarded(happening, of_rule))
            ways: list[tuple[Env, Truth]] = []
            for trigger in triggers if seen_before is not False else ():
                for env, sure in self.evaluator.match(trigger.match, happening.values, {}, of_rule):
                    for inner, also in self.evaluator.solutions(trigger.where, env, of_rule):
                        ways.append((inner, both(both(sure, also), seen_before)))
            if not ways and self.explainer is not None:
                self.explainer.not_set_going(rule, triggers, happening, of_rule)
            for env, sure in _distinct(ways):
                governs = self.evaluator.governs(of_rule.law, rule.name, env, at)
                if governs is not False:
                    applies = both(both(sure, governs), happening.certain or UNKNOWN)
                    yield Instance(rule, env, applies, happened(happening), of_rule)

    def _candidates(self, event: str, at: At) -> Iterator[tuple[m.Rule, list[m.Trigger], At]]:
        """The rules that an event may set going, under the version at hand and those that a transition clause keeps."""
        kept = {name for t in at.law.transitions.values() for keep in t.keeps for name in keep.names}
        for rule, triggers in self._rules_for(at.law, event):
            yield rule, triggers, replace(at, rule=rule.name, rounding=rule.rounding)
        for name in sorted(kept):
            for version in self.evaluator.versions_of(name, at)[1:]:
                for rule, triggers in self._rules_for(version, event):
                    if rule.name == name:
                        yield rule, triggers, replace(at, law=version, rule=name, rounding=rule.rounding)

    def _made_the_law(self, happening: Happening) -> bool:
        """Whether an event is about a reform that made this rule set: under it, that is history."""
        reforms = [v.name for v in happening.values if isinstance(v, m.Entity) and v.kind == "Reform"]
        return any(self.law.is_history(name) for name in reforms)

    def _validity(self, happening: Happening, instances: list[Instance]) -> tuple[Truth, str | None]:
        """Whether an event is valid, and if not, by which norm. All validity rules see the same state before it."""
        if happening.deemed_by is not None or self._made_the_law(happening):
            return True, None
        valid: Truth = True
        void_by: str | None = None
        if happening.what.sort == "act" and happening.what.name in self.law.now.regulated:
            valid, void_by = self.judge.act(happening, self.law.judging(happening))
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
        return valid, void_by

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
        base = At(places[0], moment, self.law.now, happening)
        kept = {name for t in self.law.now.transitions.values() for keep in t.keeps for name in keep.names}
        for name in dict.fromkeys((*self.law.now.rules, *sorted(kept))):
            for version in self.evaluator.versions_of(name, base) if name in kept else (self.law.now,):
                rule = version.rules.get(name)
                if rule is not None and isinstance(rule.body, m.WhenBody):
                    self.evaluator.asked.add(name)
                    at = replace(base, law=version, rule=name, rounding=rule.rounding)
                    self._edges_of(rule, rule.body, changes, base, at, todo, already)

    def _edges_of(
        self,
        rule: m.Rule,
        body: m.WhenBody,
        changes: Sequence[Change],
        base: At,
        at: At,
        todo: _Todo,
        already: Sequence[Instance],
    ) -> None:
        happening, moment = at.this, at.now
        ways: list[tuple[Env, Truth]] = []
        for trigger in body.triggers:
            for change in changes:
                if trigger.edge != change.edge or trigger.match.pattern.what.name != change.fact:
                    continue
                for env, sure in self.evaluator.match(trigger.match, change.values, {}, at):
                    for inner, also in self.evaluator.solutions(trigger.where, env, at):
                        ways.append((inner, both(both(sure, also), change.sure)))
        for env, sure in _distinct(ways):
            if any(instance.rule is rule and instance.env == env for instance in already):
                continue
            governs = self.evaluator.governs(at.law, rule.name, env, base)
            if governs is False:
                continue
            fact_trigger = next(t for t in body.triggers if t.edge is not None)
            said = f"({say.pattern(fact_trigger.match.pattern, env)}) {fact_trigger.edge}"
            span = happening.span if happening is not None else None
            if happening is not None:
                said += f": {happening.sentence}"
            instance = Instance(rule, env, both(sure, governs), Happened(said, moment, span), at)
            self._follow(instance, body.consequence, None, todo)

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
