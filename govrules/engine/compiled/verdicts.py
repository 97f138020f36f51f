"""Verdicts on many timelines at once, as figures, of which records are made when somebody asks.

In: timelines, and the versions of the law that judge them. Out: `Verdicts`. Each timeline is run over by one generated
function for all versions, if the law and the timeline are plain; if not, another engine judges it, and `left_out` says
why. Whoever asks gets the same either way: rule, status, days, bindings and the event that set the rule going. Messages
and reasons are made by the other engine, when one verdict's finding is asked for: a run notes nothing for them.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from govrules.engine.compiled.compact import Compact, Forms
from govrules.engine.compiled.generate import Generated, generate, numbered
from govrules.engine.compiled.generate_text import Code, NotPlainError
from govrules.engine.compiled.generate_verdicts import Meaning
from govrules.engine.compiled.memos import UnclearError
from govrules.engine.verdict import Finding, Judgement, Status
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.model import Value
from govrules.text.source import Span
from govrules.timeline.model import Event, Timeline

Judge = Callable[[Library, str, Timeline, str | None], Judgement]
"""Another engine, for what is not plain, and for explanations: of the rule that is named, `*` for all, or of none."""


class Verdict(Struct, frozen=True):
    """The verdict on one instance of a rule, without its reasons."""

    timeline: int
    """The position of its timeline among those that were given."""
    ruleset: str
    rule: str
    status: Status
    date: datetime.date
    anchor: datetime.date
    due: datetime.date | None
    bindings: dict[str, Value]
    event: Event | None
    """The event that set the rule going, or that began what it binds by."""
    follows_from: str | None = None


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
        return Compact(timeline, library or self.library, self.forms)

    def function(self, timelines: Sequence[Compact]) -> Generated | str:
        """A function for all events of some timelines, or why there is none."""
        kinds: Counter[str] = Counter()
        for timeline in timelines:
            kinds.update(timeline.kinds)
        present = frozenset(kinds) & self.forms.relevant
        for known, made in self.made.items():
            if present <= known and isinstance(made, Generated):
                return made
        if present not in self.made:
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
        left_out = timeline.hindrances(made, self.names) if isinstance(made, Generated) else (made,)
        if isinstance(made, Generated) and not left_out:
            try:
                codes, ended = made.run(
                    timeline.events,
                    timeline.until,
                    timeline.scale,
                    timeline.size,
                    [timeline.table(table, self.names) for table in made.tables],
                )
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
            numbers: Counter[int] = Counter()
            for each in own:
                numbers.update(each.codes)
                numbers.update(each.ended[:: generated.figures])
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
            finding.bindings,
            events.get(finding.trigger.span) if finding.trigger is not None and finding.trigger.span else None,
            finding.follows_from,
        )


class _Reading:
    """Makes records of the figures of one timeline under one version."""

    def __init__(self, program: Program, timeline: int, ran: Ran, made: Generated, version: int) -> None:
        self.timeline = timeline
        self.ruleset = program.names[version]
        self.version = version
        self.ran = ran
        self.made = made
        self.compact = ran.compact

    def verdicts(self) -> Iterator[Verdict]:
        """The verdicts, those on events first."""
        known: dict[int, list[tuple[Meaning, str | None]]] = {0: []}
        events = self.compact.events
        for place, number in enumerate(self.ran.codes):
            if number:
                if number not in known:
                    known[number] = self._meanings(number)
                for meaning, by in known[number]:
                    yield self._verdict(meaning, place, events[place][1], (), by)
        ended, figures = self.ran.ended, self.made.figures
        for at in range(0, len(ended), figures):
            number, place, day, *kept = ended[at : at + figures]
            if number not in known:
                known[number] = self._meanings(number)
            for meaning, _ in known[number]:
                yield self._verdict(meaning, place, day, tuple(kept), None)

    def _meanings(self, number: int) -> list[tuple[Meaning, str | None]]:
        """What a number says under this version, and from which void act that follows."""
        own = [meaning for meaning in self.made.numbers.meanings(number) if meaning.version == self.version]
        void = next((meaning.norm for meaning in own if meaning.status == "void"), None)
        return [(meaning, void if meaning.follows else None) for meaning in own]

    def _day_of(self, function: str, began: int, kept: tuple[Any, ...]) -> int:
        """A day that a generated function tells."""
        tells, given = self.made.functions[function]
        return tells(began, *kept[: given - 1])  # type: ignore[no-any-return]  # a day

    def _verdict(self, meaning: Meaning, place: int, day: int, kept: tuple[Any, ...], by: str | None) -> Verdict:
        began = self.compact.events[place][1]
        on, due = day, None
        if meaning.when in ("last", "after the last"):
            on = self._day_of(meaning.last, began, kept) + (meaning.when == "after the last")
        if meaning.due:
            due = datetime.date.fromordinal(self._day_of(meaning.due, began, kept))
        event = self.compact.timeline.events[self.compact.order[place]]
        if meaning.bindings == "@":
            bound = self.made.opened[meaning.version, meaning.norm, event.what.name]
        else:
            bound = self.made.bindings[meaning.bindings] if meaning.bindings else ()
        date = datetime.date.fromordinal(on)
        return Verdict(
            self.timeline,
            self.ruleset,
            meaning.norm,
            meaning.status,
            date,
            date if meaning.is_anchored else event.day,
            due,
            {name: _value(code, event) for name, code in bound},
            event,
            by,
        )


def _value(code: Code, event: Event) -> Value:
    """What a variable stands for."""
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
