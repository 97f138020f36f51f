"""Verdicts on many timelines at once, as figures, of which records are made when somebody asks.

In: timelines, and the versions of the law that judge them. Out: `Verdicts`. Each timeline is run over by one generated
function for all versions, if the law and the timeline are plain; if not, another engine judges it, and `left_out` says
why. Whoever asks gets the same either way: rule, status, days, bindings and the event that set the rule going. Messages
and reasons are made by the other engine, when one verdict's finding is asked for: a run notes nothing for them.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from msgspec import Struct

from govrules.engine.compiled.compact import Compact, Forms
from govrules.engine.compiled.generate import Generated, generate, numbered
from govrules.engine.compiled.generate_lasting import OPENED
from govrules.engine.compiled.generate_text import Code, NotPlainError
from govrules.engine.compiled.memos import UnclearError
from govrules.engine.verdict import Finding, Judgement, Status
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.model import Value
from govrules.text.source import Span
from govrules.timeline.model import Event, Timeline

Judge = Callable[[Library, str, Timeline, str | None], Judgement]
"""Another engine, for what is not plain, and for explanations: of the rule that is named, `*` for all, or of none."""


class Verdict(Struct, frozen=True, gc=False):
    """The verdict on one instance of a rule, without its reasons."""

    timeline: int
    """The position of its timeline among those that were given."""
    ruleset: str
    rule: str
    status: Status
    date: datetime.date
    anchor: datetime.date
    due: datetime.date | None
    event: Event | None
    """The event that set the rule going, or that began what it binds by."""
    bound: tuple[tuple[str, Code | Value], ...]
    """Names, and what tells in the event what they stand for, or the value itself."""
    follows_from: str | None = None

    @property
    def bindings(self) -> dict[str, Value]:
        """What the rule's variables stand for."""
        return {name: _value(code, self.event) for name, code in self.bound}


class Program:
    """Some versions of the law, compiled for timelines as they come."""

    def __init__(self, library: Library, names: Sequence[str]) -> None:
        self.library = library
        self.names = tuple(names)
        laws = [library.rulesets[name] for name in names]
        self.laws = laws
        self.things = numbered(library)
        self.forms = Forms(library, self.things, relevant(library, laws))
        self.orders = [{name: at for at, name in enumerate((*law.rules, *law.powers))} for law in laws]
        self.made: dict[frozenset[str], Generated | str] = {}
        """A function for each set of events, or what keeps it from being made."""

    def compact(self, timeline: Timeline, library: Library | None = None) -> Compact:
        """A timeline as functions run over it. `library` is the one that it was read with."""
        return Compact(timeline, library or self.library, self.forms, self.names)

    def function(self, timelines: Sequence[Compact]) -> Generated | str:
        """A function for all events of some timelines, or why there is none."""
        present = frozenset().union(*(timeline.kinds for timeline in timelines)) & self.forms.relevant
        for known, made in self.made.items():
            if present <= known and isinstance(made, Generated):
                return made
        if present not in self.made:
            kinds: Counter[str] = Counter()
            for timeline in timelines:
                kinds.update(timeline.kinds)
            often = {name: times for name, times in kinds.items() if name in self.library.vocabulary.occurrences}
            try:
                self.made[present] = generate(self.library, self.laws, self.things, present, often, self.forms.width)
            except NotPlainError as error:
                self.made[present] = str(error)
        return self.made[present]

    def verdicts(self, timelines: Sequence[Compact], judge: Judge) -> "Verdicts":
        """The verdicts on some timelines; `judge` is for those that are not plain, and for findings in words."""
        made = self.function(timelines)
        ran: list[Ran] = []
        for timeline in timelines:
            own = made if isinstance(made, Generated) else self.function([timeline])
            ran.append(self._ran(timeline, own, judge))
        return Verdicts(self, ran, judge)

    def _ran(self, timeline: Compact, made: Generated | str, judge: Judge) -> "Ran":
        """One timeline, run over by a generated function if there is one for it, else by another engine."""
        left_out = timeline.hindrances(made) if isinstance(made, Generated) else (made,)
        if isinstance(made, Generated) and not left_out:
            tables = [timeline.table(table) for table in made.tables]  # which may number further things
            try:
                codes, ended = made.run(timeline.events, timeline.until, timeline.scale, timeline.size, tables)
            except UnclearError as unclear:
                left_out = (str(unclear),)
            else:
                return Ran(timeline, made, codes, ended, (), ())
        judged = tuple(judge(timeline.library, name, timeline.timeline, None) for name in self.names)
        return Ran(timeline, None, [], [], judged, left_out)


class Ran(Struct, frozen=True):
    """What came of one timeline: figures, or the judgements of another engine and why it judged."""

    compact: Compact
    made: Generated | None
    codes: list[int]
    ended: list[Any]
    judged: tuple[Judgement, ...]
    left_out: tuple[str, ...]


class Verdicts:
    """The verdicts on some timelines: countable, iterable, and sized."""

    def __init__(self, program: Program, ran: list[Ran], judge: Judge) -> None:
        self.program = program
        self.ran = ran
        self._judge = judge
        self._told: dict[tuple[int, str, str | None], Judgement] = {}

    @property
    def left_out(self) -> dict[int, tuple[str, ...]]:
        """The timelines that another engine judged, by position, and why."""
        return {at: each.left_out for at, each in enumerate(self.ran) if each.left_out}

    def counts(self) -> dict[tuple[str, str, Status], int]:
        """How often each rule comes out so, by rule set, rule and status. No record is made for it."""
        made: Counter[tuple[str, str, Status]] = Counter()
        for generated in {id(each.made): each.made for each in self.ran}.values():
            own = [each for each in self.ran if each.made is generated]
            if generated is None:
                for each in own:
                    for judgement in each.judged:
                        made.update((judgement.ruleset, f.rule, f.status) for f in judgement.findings)
                continue
            numbers = Counter(chain.from_iterable(each.codes for each in own))
            numbers.update(chain.from_iterable(each.ended[:: generated.figures] for each in own))
            del numbers[0]
            for number, times in numbers.items():
                for meaning in generated.numbers.meanings(number):
                    made[self.program.names[meaning.version], meaning.norm, meaning.status] += times
        return dict(made)

    def __len__(self) -> int:
        return sum(self.counts().values())

    def __iter__(self) -> Iterator[Verdict]:
        """The verdicts, timeline by timeline and rule set by rule set, in the order of their days and rules."""
        for at in range(len(self.ran)):
            for version in range(len(self.program.names)):
                yield from self.of(at, version)

    def of(self, timeline: int, version: int = 0) -> list[Verdict]:
        """The verdicts on one timeline under one of the rule sets, in the order of their days and rules."""
        ran = self.ran[timeline]
        if ran.made is None:
            events = {event.span: event for event in ran.compact.timeline.events}
            return [self._from(finding, timeline, version, events) for finding in ran.judged[version].findings]
        made = _Reading(self.program, timeline, ran, ran.made, version).verdicts()
        order = self.program.orders[version]
        return sorted(made, key=lambda each: (each.date, order.get(each.rule, len(order)), each.anchor))

    def finding(self, verdict: Verdict, *, why: bool = False) -> Finding:
        """The finding that says a verdict in words, with its reasons; with its explanation, if that is asked for.

        It is made now, by the other engine, which judges the whole timeline; further ones on the same are at hand.
        """
        key = (verdict.timeline, verdict.ruleset, verdict.rule if why else None)
        if key not in self._told:
            compact = self.ran[verdict.timeline].compact
            self._told[key] = self._judge(compact.library, verdict.ruleset, compact.timeline, key[2])
        span = verdict.event.span if verdict.event is not None else None
        for finding in self._told[key].findings:
            same = (finding.rule, finding.status, finding.date) == (verdict.rule, verdict.status, verdict.date)
            trigger = finding.trigger.span if finding.trigger is not None else None
            if same and trigger == span and finding.bindings == verdict.bindings:
                return finding
        raise LookupError(f"{verdict} is not among these verdicts")

    def _from(self, finding: Finding, timeline: int, version: int, events: dict[Span, Event]) -> Verdict:
        return Verdict(
            timeline,
            self.program.names[version],
            finding.rule,
            finding.status,
            finding.date,
            finding.anchor,
            finding.due,
            events.get(finding.trigger.span) if finding.trigger is not None and finding.trigger.span else None,
            tuple(finding.bindings.items()),
            finding.follows_from,
        )


class _Row(Struct, frozen=True, gc=False):
    """What is the same in all verdicts that a number stands for, under one version."""

    rule: str
    status: Status
    bindings: str
    last: tuple[Any, int, int] | None
    """The function that tells the day of the verdict, what it takes, and how much later that day is."""
    due: tuple[Any, int, int] | None
    is_anchored: bool
    by: str | None


class _Reading:
    """Makes records of the figures of one timeline under one version."""

    def __init__(self, program: Program, timeline: int, ran: Ran, made: Generated, version: int) -> None:
        self.timeline = timeline
        self.ruleset = program.names[version]
        self.version = version
        self.ran = ran
        self.made = made
        self.rows: dict[int, list[_Row]] = made.rows.setdefault(version, {0: []})

    def verdicts(self) -> Iterator[Verdict]:
        """The verdicts, those on events first."""
        rows, timeline, ruleset = self.rows, self.timeline, self.ruleset
        events, order = self.ran.compact.timeline.events, self.ran.compact.order
        for place, number in enumerate(self.ran.codes):
            if number not in rows:
                rows[number] = self._rows(number)
            for row in rows[number]:
                event = events[order[place]]
                day = event.day
                own = self._bound(row, event) if row.bindings else ()
                yield Verdict(timeline, ruleset, row.rule, row.status, day, day, None, event, own, row.by)
        ended, figures = self.ran.ended, self.made.figures
        for at in range(0, len(ended), figures):
            number = ended[at]
            if number not in rows:
                rows[number] = self._rows(number)
            for row in rows[number]:
                yield self._ended(row, events[order[ended[at + 1]]], ended, at)

    def _rows(self, number: int) -> list[_Row]:
        own = [meaning for meaning in self.made.numbers.meanings(number) if meaning.version == self.version]
        void = next((meaning.norm for meaning in own if meaning.status == "void"), None)
        return [
            _Row(
                each.norm,
                each.status,
                each.bindings,
                self._telling(each.last, each.when == "after the last") if each.when.endswith("last") else None,
                self._telling(each.due) if each.due else None,
                each.is_anchored,
                void if each.follows else None,
            )
            for each in own
        ]

    def _telling(self, name: str, more: int = 0) -> tuple[Any, int, int]:
        tells, given = self.made.functions[name]
        return tells, given - 1, more

    def _ended(self, row: _Row, event: Event, ended: list[Any], at: int) -> Verdict:
        """The verdict on what ended."""
        began, kept = event.day.toordinal(), at + _KEPT
        on, due = ended[at + 2], None
        if row.last is not None:
            tells, given, more = row.last
            on = tells(began, *ended[kept : kept + given]) + more
        if row.due is not None:
            tells, given, _ = row.due
            due = datetime.date.fromordinal(tells(began, *ended[kept : kept + given]))
        date = datetime.date.fromordinal(on)
        anchor = date if row.is_anchored else event.day
        own = self._bound(row, event)
        return Verdict(self.timeline, self.ruleset, row.rule, row.status, date, anchor, due, event, own, row.by)

    def _bound(self, row: _Row, event: Event) -> tuple[tuple[str, Code], ...]:
        if row.bindings == OPENED:
            return self.made.opened[self.version, row.rule, event.what.name]
        return self.made.bindings[row.bindings]


_KEPT = 3
"""Where, in the figures of what ended, stands what its limits hang on."""


def _value(code: Code | Value, event: Event | None) -> Value:
    """What a variable stands for."""
    if not isinstance(code, Code):
        return code
    assert event is not None
    return code.value if code.is_fixed else event.values[int(code.text[1:])]


def relevant(library: Library, laws: Sequence[m.RuleSet]) -> frozenset[str]:
    """The names of all events and facts of which these versions speak, or on which what they speak of rests."""
    made: set[str] = set()
    for law in laws:
        todo: list[object] = [*law.rules.values(), *law.powers.values(), *law.exceptions.values()]
        todo += [clause.match for transition in law.transitions.values() for clause in transition.disregards]
        named: set[str] = set()
        while todo:
            for name in library.named_in(todo.pop()) - named:
                named.add(name)
                todo += law.fact_clauses.get(name, ())
        made |= named | law.regulated
    return frozenset(made)
