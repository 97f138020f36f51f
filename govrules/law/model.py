"""The resolved law: what the engine runs on.

Every name in here is resolved, every variable typed, every figure exact. A `RuleSet` is the whole law of one version:
reforms are already applied. Nothing in here is looked up by text again.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct

from govrules.calendar import Anchor, DaysOff, Rounding
from govrules.law.types import Kinds, Type
from govrules.syntax.phrases import Phrase, PhraseBook
from govrules.syntax.tree import Citation
from govrules.text.source import Span

# ---- values ---------------------------------------------------------------------------------------------------------


class Entity(Struct, frozen=True):
    """A declared thing: a person, an office, a chamber …, known by its name."""

    name: str
    kind: str


class Money(Struct, frozen=True):
    """An amount in one currency."""

    amount: Fraction
    currency: str


class Special(Struct, frozen=True):
    """A value that is none of the ordinary ones."""

    word: str


UNKNOWN = Special("unknown")
"""What is not known. It is a value: never a default."""
NOBODY = Special("nobody")

Value = Any
"""Entity, Fraction, Money, Moment, Duration, int (a clock time, in minutes), str, bool, or a Special."""


class Field(Struct, frozen=True):
    """A slot of an event or fact, with its type."""

    name: str
    type: Type
    needed: bool


class Occurrence(Struct, frozen=True):
    """A declared event, act or fact."""

    name: str
    sort: Literal["event", "act", "fact"]
    fields: tuple[Field, ...]
    phrase: Phrase
    otherwise_no: bool
    span: Span
    adopts: bool = False
    """Whether it is the adoption of a reform."""

    def index(self, slot: str) -> int:
        """The position of a slot, -1 if there is none."""
        for position, each in enumerate(self.fields):
            if each.name == slot:
                return position
        return -1


# ---- patterns and expressions ---------------------------------------------------------------------------------------


class Expr(Struct, frozen=True):
    """Anything that has a value."""

    span: Span


class Constant(Expr, frozen=True):
    """A value as it was written, with its type."""

    value: Value
    type: Type


class Variable(Expr, frozen=True):
    """A variable with the type of the slot that binds it."""

    name: str
    type: Type


class Anything(Expr, frozen=True):
    """`any` in a slot, or a slot left out of a pattern."""


class Nothing(Expr, frozen=True):
    """`nobody` in a slot."""


class Pattern(Expr, frozen=True):
    """A sentence of rules: an occurrence and what stands in each of its slots."""

    what: Occurrence
    terms: tuple[Expr, ...]


class Match(Expr, frozen=True):
    """A bracket: a pattern, perhaps with a condition on what matches."""

    pattern: Pattern
    where: Expr | None


class LetValue(Expr, frozen=True):
    """The value of a `let` under the rule set at hand."""

    name: str


class Today(Expr, frozen=True):
    """`date`, `year` or `month` of the day at hand."""

    part: Literal["date", "year", "month"]


class ClockTime(Expr, frozen=True):
    """The time of day of the event at hand, in the rule set's zone or in another one."""

    zone: Expr | None


class StretchStart(Expr, frozen=True):
    """`start` in `F ends on start + 30 days`: the first day of the stretch."""


class Commencement(Expr, frozen=True):
    """The first day of the rule set or reform that says it, where an event decides which day that is."""

    of: str


class AttributeOf(Expr, frozen=True):
    """`Majilis.seats`."""

    owner: Expr
    name: str
    type: Type


class Narrowing(Struct, frozen=True):
    """A window on the past. `since` and `before` take a match (the latest one) or a day."""

    word: Literal["in the last", "since", "before", "on", "as of"]
    operand: Expr


class Past(Struct, frozen=True):
    """What a question about the past looks at: a match, its windows, and whether the event at hand counts."""

    match: Match
    windows: tuple[Narrowing, ...]
    counting_this: bool


class Exists(Expr, frozen=True):
    """`any`, `none of`, `no earlier`, `at most N earlier` over a match: at least or at most so many."""

    word: Literal["any", "none of", "no earlier", "at most"]
    limit: int
    past: Past


class Count(Expr, frozen=True):
    """`count of (φ)`; with a variable, of its distinct values."""

    past: Past
    over: str | None


class EveryHas(Expr, frozen=True):
    """`every (φ) has e`."""

    match: Match
    has: Expr


class Holds(Expr, frozen=True):
    """A bracketed fact as a statement: it holds."""

    match: Match


class Latest(Expr, frozen=True):
    """`last (φ)` as a statement, or the value of one of its slots, or its date."""

    past: Past
    read: int | Literal["exists", "date"]
    type: Type
    if_none: Expr | None


class Measured(Expr, frozen=True):
    """`how long (F)`, `start of (F)`, `end of (F)`, `total time (F)`, `time since (φ)`."""

    word: Literal["how long", "start of", "end of", "total time", "time since"]
    match: Match


class Age(Expr, frozen=True):
    """`age of P`: a length of time that only compares with durations."""

    subject: Expr


class Aggregated(Expr, frozen=True):
    """The largest, smallest or sum of a variable or slot over a match."""

    word: Literal["largest", "smallest", "sum"]
    variable: str | None
    attribute: str | None
    slot: int
    past: Past
    type: Type
    if_none: Expr | None


class Arithmetic(Expr, frozen=True):
    """Exact arithmetic."""

    operator: Literal["+", "-", "*", "/", "of"]
    left: Expr
    right: Expr


class Comparison(Expr, frozen=True):
    """A comparison."""

    operator: Literal["=", "!=", "<", "<=", ">", ">="]
    left: Expr
    right: Expr


class DayTest(Expr, frozen=True):
    """Whether a day is an anchor's, or a day off."""

    subject: Expr
    anchor: Anchor | None


class Touches(Expr, frozen=True):
    """`R touches single_term`: whether a reform changes something, or what it rests on."""

    reform: Expr
    target: str


class Negation(Expr, frozen=True):
    """`not e`."""

    operand: Expr


class Junction(Expr, frozen=True):
    """`and`, `or`."""

    operator: Literal["and", "or"]
    parts: tuple[Expr, ...]


class Choice(Expr, frozen=True):
    """`if … then … else …`."""

    condition: Expr
    then: Expr
    otherwise: Expr


class AnchorDate(Expr, frozen=True):
    """An anchor's day of a year (a number), of the month of a date, or of the year at hand.

    `coming` makes it the first one after the day at hand: so deadlines read an anchor without a year. As a scheduled
    end, or where a day sets a rule going, one without a year comes each year.
    """

    anchor: Anchor
    of: Expr | None
    coming: bool


class NeighbourDate(Expr, frozen=True):
    """The next anchor's day after a date, or the previous one before it."""

    direction: Literal["next", "previous"]
    anchor: Anchor
    base: Expr


class WithClock(Expr, frozen=True):
    """A day at a clock time."""

    day: Expr
    minute: int


# ---- norms ----------------------------------------------------------------------------------------------------------


class Trigger(Struct, frozen=True):
    """An event, or the beginning or end of a fact, under a condition."""

    span: Span
    match: Match
    edge: Literal["begins", "ends"] | None
    where: Expr | None


class FactWhenClause(Struct, frozen=True):
    """What begins or ends a fact. Variables of the head that the trigger leaves open stand for all that hold."""

    span: Span
    head: Pattern
    edge: Literal["begins", "ends"]
    triggers: tuple[Trigger, ...]


class FactEndsOnClause(Struct, frozen=True):
    """A scheduled end."""

    span: Span
    head: Pattern
    point: Expr
    where: Expr | None


class FactWhileClause(Struct, frozen=True):
    """A derived fact."""

    span: Span
    head: Pattern
    condition: Expr


FactClause = FactWhenClause | FactEndsOnClause | FactWhileClause


class RequireConsequence(Struct, frozen=True):
    """`require e` …, perhaps `otherwise void`."""

    conditions: tuple[Expr, ...]
    void: bool


class DeemedConsequence(Struct, frozen=True):
    """`deemed ψ`."""

    pattern: Pattern


class DutyAct(Struct, frozen=True):
    """One way to do one part of a duty."""

    match: Match
    within: Expr | None


class DutyLimit(Struct, frozen=True):
    """A limit in time: first and last day as points, each perhaps open."""

    span: Span
    word: Literal["within", "by", "on", "between"]
    first: Expr
    last: Expr | None


class StandStill(Struct, frozen=True):
    """When the clock of a duty stands still: on a weekday, on the days off, while a fact holds."""

    what: int | Match | None


class Release(Struct, frozen=True):
    """What ends a duty: an event, or a fact at its deadline."""

    match: Match


class DutyConsequence(Struct, frozen=True):
    """`then …`."""

    parts: tuple[tuple[DutyAct, ...], ...]
    limits: tuple[DutyLimit, ...]
    stand_still: tuple[StandStill, ...]
    unless: tuple[Release, ...]
    otherwise_deemed: Pattern | None


Consequence = RequireConsequence | DeemedConsequence | DutyConsequence


class WhenBody(Struct, frozen=True):
    """A rule that an event sets going."""

    triggers: tuple[Trigger, ...]
    consequence: Consequence


class PointBody(Struct, frozen=True):
    """A rule that a day sets going: once, or every year."""

    point: Expr | None
    every: Anchor | None
    consequence: Consequence


class WhileBody(Struct, frozen=True):
    """A rule that binds as long as a fact holds."""

    match: Match
    where: Expr | None
    conditions: tuple[Expr, ...]


class Rule(Struct, frozen=True):
    """A norm: hard, or soft if it is a principle."""

    name: str
    is_principle: bool
    citation: Citation | None
    sentence: str | None
    rounding: Rounding | None
    body: WhenBody | PointBody | WhileBody
    span: Span
    entrenches: tuple[str, ...] = ()
    """What no reform may touch, for a rule that `entrench` makes."""


class ExceptionTo(Struct, frozen=True):
    """An exception to one or more rules."""

    name: str
    rules: tuple[str, ...]
    citation: Citation | None
    sentence: str | None
    where: Expr
    span: Span


class Power(Struct, frozen=True):
    """What an actor may do, and under what conditions."""

    name: str
    citation: Citation | None
    sentence: str | None
    rounding: Rounding | None
    match: Match
    where: Expr | None
    provided: tuple[Expr, ...]
    span: Span


class Let(Struct, frozen=True):
    """A named value."""

    name: str
    value: Expr
    type: Type
    citation: Citation | None
    span: Span


class Attribute(Struct, frozen=True):
    """The value of an attribute."""

    value: Expr
    citation: Citation | None
    span: Span


class Given(Struct, frozen=True):
    """A fact stated."""

    fact: Occurrence
    values: tuple[Value, ...]
    holds: bool
    begin: date | None
    end: date | None
    citation: Citation | None
    span: Span


class Disregard(Struct, frozen=True):
    """What some rules do not see."""

    match: Match
    before: Expr
    rules: tuple[str, ...]
    span: Span


class Keep(Struct, frozen=True):
    """Which norms, or facts, go on under the law of the day on which a running fact began."""

    names: tuple[str, ...]
    match: Match
    before: Expr
    span: Span


class Transition(Struct, frozen=True):
    """A named transition clause."""

    name: str
    citation: Citation | None
    sentence: str | None
    disregards: tuple[Disregard, ...]
    keeps: tuple[Keep, ...]
    span: Span


class RuleSet(Struct, frozen=True):
    """The whole law of one version."""

    name: str
    title: str | None
    base: str | None
    replaces: str | None
    """The rule set whose place this one takes, if it is a new text."""
    in_force: date | None
    """Its first day; None when an event decides which day that is."""
    timezone: str
    days_off: DaysOff
    rounding: Rounding | None
    lets: dict[str, Let]
    rules: dict[str, Rule]
    exceptions: dict[str, ExceptionTo]
    powers: dict[str, Power]
    transitions: dict[str, Transition]
    attributes: dict[tuple[str, str], Attribute]
    givens: tuple[Given, ...]
    fact_clauses: dict[str, tuple[FactClause, ...]]
    regulated: frozenset[str]
    """The acts for which some version of this rule set had a power."""
    elsewhere: dict[str, Power]
    """The powers that other versions of this rule set have and this one does not."""
    lineage: frozenset[str]
    """This version and all that it rests on: what made it is history under it, and not judged."""
    span: Span

    def norm(self, name: str) -> Rule | Power | ExceptionTo | None:
        """The rule, power or exception of that name."""
        return self.rules.get(name) or self.powers.get(name) or self.exceptions.get(name)


class CitedSource(Struct, frozen=True):
    """A source that citations name."""

    name: str
    title: str
    span: Span


class Vocabulary:
    """What a set of files declares apart from its rules. Filled while files are resolved, read-only afterwards."""

    __slots__ = ("entities", "entity_spans", "kinds", "occurrences", "phrases", "sources", "titles")

    def __init__(self) -> None:
        self.kinds = Kinds()
        self.occurrences: dict[str, Occurrence] = {}
        self.phrases = PhraseBook()
        self.entities: dict[str, Entity] = {}
        self.entity_spans: dict[str, Span] = {}
        self.titles: dict[str, str] = {}
        self.sources: dict[str, CitedSource] = {}

    def copy(self) -> Vocabulary:
        """The same once more, to which things can be added."""
        copied = Vocabulary()
        copied.kinds, copied.occurrences, copied.phrases = self.kinds, self.occurrences, self.phrases
        copied.entities, copied.entity_spans = self.entities.copy(), self.entity_spans.copy()
        copied.titles, copied.sources = self.titles.copy(), self.sources
        return copied

    def of_kind(self, kind: str) -> list[Entity]:
        """All declared things of a kind or its subkinds."""
        return [entity for entity in self.entities.values() if self.kinds.is_a(entity.kind, kind)]
