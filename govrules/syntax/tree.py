"""The syntax tree of rule files and timelines.

Everything here is an immutable value with the span it was read from. Names are still words and sentences still text:
what they mean is the resolver's business. Literals are exact.
"""

from __future__ import annotations

from datetime import date
from typing import Literal as Choose

from msgspec import Struct

from govrules.calendar import Anchor, DayMonth, Duration
from govrules.syntax.tree_expressions import *  # noqa: F403  # one tree in two files; others name all of it as `tree.X`
from govrules.syntax.tree_expressions import Bracket, Citation, Comment, Expression, Node, Sentence, Word

# ---- vocabulary ----------------------------------------------------------------------------------------------------


class Use(Node, frozen=True):
    """`use "government"`."""

    module: str


class SourceDeclaration(Node, frozen=True):
    """`source K23 "Constitution, edition of 1 January 2023"`."""

    name: Word
    title: str


class AttributeDeclaration(Node, frozen=True):
    """`seats: Number`."""

    name: Word
    kind: Word


class KindDeclaration(Node, frozen=True):
    """`kind Office is Actor` and its attributes."""

    name: Word
    parent: Word | None
    attributes: tuple[AttributeDeclaration, ...]


class EventDeclaration(Node, frozen=True):
    """`event NAME "phrase"`, `act NAME "phrase"` or `adoption NAME "phrase"`, with further phrases."""

    sort: Choose["event", "act", "adoption"]
    name: Word
    phrases: tuple[Word, ...]


class Trigger(Node, frozen=True):
    """What sets a rule or a fact going: an event's sentence, or a fact's beginning or end."""

    sentence: Sentence
    inner_where: Expression | None
    edge: Choose["begins", "ends"] | None
    where: Expression | None


class FactWhen(Node, frozen=True):
    """`F begins when …`, `F ends when …`."""

    sentence: Sentence
    edge: Choose["begins", "ends"]
    triggers: tuple[Trigger, ...]


class FactEndsOn(Node, frozen=True):
    """`F ends on start + 1 year`."""

    sentence: Sentence
    point: Expression
    where: Expression | None


class FactWhile(Node, frozen=True):
    """`F while e`."""

    sentence: Sentence
    condition: Expression


FactClause = FactWhen | FactEndsOn | FactWhile


class FactDeclaration(Node, frozen=True):
    """`fact NAME "phrase"` and what begins and ends it."""

    name: Word
    phrases: tuple[Word, ...]
    otherwise_no: bool
    clauses: tuple[FactClause, ...]


class AttributeValue(Node, frozen=True):
    """`seats 107`."""

    name: Word
    value: Expression
    citation: Citation | None


class EntityDeclaration(Node, frozen=True):
    """`office President`, `person Tokayev "Kassym-Jomart Tokayev"`."""

    kind: Word
    name: Word
    title: str | None
    attributes: tuple[AttributeValue, ...]
    citation: Citation | None


class Given(Node, frozen=True):
    """`given F from D to D`; `given not (F)`."""

    sentence: Sentence
    holds: bool
    begin: date | None
    end: date | None
    citation: Citation | None


class Impossible(Node, frozen=True):
    """`impossible P dies where (P is dead)`: what cannot happen, whatever the law says."""

    trigger: Trigger


# ---- rule sets, rules, reforms -------------------------------------------------------------------------------------


class InForce(Node, frozen=True):
    """`in force from POINT`, `in force on (φ)`, `in force 10 days after (φ)`."""

    point: Expression
    delay: Duration | None
    on_event: bool
    retroactive: bool
    citation: Citation | None


class Head(Node, frozen=True):
    """What a rule set or reform says of itself."""

    title: str | None
    in_force: InForce | None
    timezone: Word | None
    weekdays_off: frozenset[int] | None
    dates_off: frozenset[DayMonth] | None
    rounding: Choose["down", "up"] | None


class RuleSetDeclaration(Node, frozen=True):
    """`ruleset kz_2017`; the declarations after it are its own."""

    name: Word
    replaces: Word | None
    head: Head


class Let(Node, frozen=True):
    """`let term_length = 5 years`."""

    name: Word
    value: Expression
    citation: Citation | None


class Requirement(Node, frozen=True):
    """`require e`."""

    condition: Expression


class DutyAct(Node, frozen=True):
    """One alternative of a duty, with a limit of its own if it has one."""

    sentence: Sentence
    where: Expression | None
    within: Expression | None


class Limit(Node, frozen=True):
    """A line that limits a whole duty."""

    word: Choose["within", "by", "on", "between"]
    first: Expression
    last: Expression | None
    """The second point of `between`; None for the other words, and for `between P and open`."""


class NotCounting(Node, frozen=True):
    """Days on which the clock of a duty stands still: a weekday, the days off, or while a fact holds."""

    what: int | Bracket | None


class Unless(Node, frozen=True):
    """What ends a duty."""

    sentence: Sentence
    where: Expression | None


class Requirements(Node, frozen=True):
    """`require e`, once or more, perhaps `otherwise void`."""

    requirements: tuple[Requirement, ...]
    otherwise_void: bool


class Deemed(Node, frozen=True):
    """`deemed ψ`."""

    sentence: Sentence


class Duty(Node, frozen=True):
    """`then ψ or χ and ω within D`: each part is due, by one of its alternatives."""

    parts: tuple[tuple[DutyAct, ...], ...]
    limits: tuple[Limit, ...]
    not_counting: tuple[NotCounting, ...]
    unless: tuple[Unless, ...]
    otherwise_deemed: Sentence | None


Consequence = Requirements | Deemed | Duty


class When(Node, frozen=True):
    """`when φ or χ` and what follows from it."""

    triggers: tuple[Trigger, ...]
    consequence: Consequence


class OnPoint(Node, frozen=True):
    """`on 2026-07-01`, or with an anchor `on every 15 November`, and what follows from it."""

    point: Expression | None
    every: Anchor | None
    consequence: Consequence


class While(Node, frozen=True):
    """`while F require e`."""

    sentence: Sentence
    inner_where: Expression | None
    where: Expression | None
    requirements: tuple[Requirement, ...]


class RuleDeclaration(Node, frozen=True):
    """`rule NAME` or `principle NAME`."""

    is_principle: bool
    name: Word
    citation: Citation | None
    sentence: str | None
    rounding: Choose["down", "up"] | None
    body: When | OnPoint | While


class ExceptionDeclaration(Node, frozen=True):
    """`exception NAME to RULE`."""

    name: Word
    rules: tuple[Word, ...]
    citation: Citation | None
    sentence: str | None
    where: Expression


class PowerDeclaration(Node, frozen=True):
    """`power NAME`: the act that it allows, and under what conditions."""

    name: Word
    citation: Citation | None
    text: str | None
    rounding: Choose["down", "up"] | None
    sentence: Sentence
    where: Expression | None
    provided: tuple[Expression, ...]


Norm = RuleDeclaration | ExceptionDeclaration | PowerDeclaration


class SetClause(Node, frozen=True):
    """`set term_length = 7 years`, `set Majilis.seats = 98`."""

    owner: Word | None
    name: Word
    value: Expression
    citation: Citation | None


class RepealClause(Node, frozen=True):
    """`repeal rule consecutive_terms`."""

    word: Choose["rule", "principle", "exception", "power", "transition", "let"]
    name: Word
    citation: Citation | None


class RepealGiven(Node, frozen=True):
    """`repeal given Almaty is a region`."""

    sentence: Sentence
    citation: Citation | None


class Entrench(Node, frozen=True):
    """`entrench term_length, single_term`: what no reform may touch. `this` stands for the entrenchment itself."""

    names: tuple[Word, ...]
    name: Word | None
    citation: Citation | None


class FactChange(Node, frozen=True):
    """`fact holds` inside `add` or `replace`, with clauses."""

    name: Word
    clauses: tuple[FactClause, ...]


class AddClause(Node, frozen=True):
    """`add rule …`."""

    what: Norm | Let | EntityDeclaration | Given | FactChange


class ReplaceClause(Node, frozen=True):
    """`replace power …`."""

    what: Norm | FactChange


class Disregard(Node, frozen=True):
    """`disregard (φ) before POINT for RULE`."""

    bracket: Bracket
    before: Expression
    rules: tuple[Word, ...]


class Keep(Node, frozen=True):
    """`keep RULE for (F) begun before POINT`."""

    rules: tuple[Word, ...]
    bracket: Bracket
    before: Expression


class TransitionClause(Node, frozen=True):
    """`transition NAME` and what it says."""

    name: Word
    citation: Citation | None
    sentence: str | None
    disregards: tuple[Disregard, ...]
    keeps: tuple[Keep, ...]


class Option(Node, frozen=True):
    """One way to read the law, as a patch."""

    name: Word
    sentence: str | None
    citation: Citation | None
    clauses: tuple[ReformClause, ...]


class Reading(Node, frozen=True):
    """`reading NAME "question"` and the ways to answer it."""

    name: Word
    sentence: str
    citation: Citation | None
    options: tuple[Option, ...]


class DatedClauses(Node, frozen=True):
    """`from 2023-01-01` over the clauses of a reform that enter into force on that day."""

    point: Expression
    clauses: tuple[ReformClause, ...]


class NotYet(Node, frozen=True):
    """A clause that the grammar reads and this version of the program does not carry out."""

    what: str


ReformClause = (
    SetClause
    | RepealClause
    | RepealGiven
    | AddClause
    | ReplaceClause
    | TransitionClause
    | Entrench
    | Reading
    | DatedClauses
    | NotYet
)


class ReformDeclaration(Node, frozen=True):
    """`reform NAME of BASE`: a patch on a rule set."""

    name: Word
    base: Word
    citation: Citation | None
    head: Head
    clauses: tuple[ReformClause, ...]


# ---- timelines -----------------------------------------------------------------------------------------------------


class Column(Node, frozen=True):
    """`before kz_2017`, `after kz_2022`, `under kz_2022`."""

    word: Choose["before", "after", "under"]
    ruleset: Word


class TimelineDeclaration(Node, frozen=True):
    """`timeline "title"` and its head."""

    title: str
    uses: tuple[Use, ...]
    columns: tuple[Column, ...]
    until: date | None
    incomplete_before: date | None
    timezone: Word | None


class VariantDeclaration(Node, frozen=True):
    """`variant "title" of "./original.timeline"`, and what its head says differently."""

    title: str
    original: Word
    uses: tuple[Use, ...]
    columns: tuple[Column, ...]
    until: date | None
    incomplete_before: date | None
    timezone: Word | None


class Dated(Node, frozen=True):
    """`2022-11-20 07:00 Asia/Almaty: SENTENCE`; of an uncertain date `day` and `last` are the days that it may mean.

    An open start is the first day of the calendar, an open end the last.
    """

    day: date
    minute: int | None
    zone: Word | None
    sentence: Sentence
    citation: Citation | None
    last: date | None = None
    written: str | None = None


class Named(Node, frozen=True):
    """`2022-11-20: SENTENCE`, an event of the original, with as much of its sentence as tells it from others."""

    day: date
    minute: int | None
    zone: Word | None
    sentence: Sentence


class Stretch(Node, frozen=True):
    """`everything on 2022-11-20`, `everything from 2022-09-21 to 2022-12-31`; without a last day, to the end."""

    first: date
    last: date | None


class Remove(Node, frozen=True):
    """`remove 2022-09-21: SENTENCE`, `remove everything from 2022-09-21`, `remove given SENTENCE`."""

    what: Named | Stretch | Given


class Move(Node, frozen=True):
    """`move 2022-11-20: SENTENCE to 2023-01-20`, `move everything on 2022-11-20 to 2023-01-20`."""

    what: Named | Stretch
    day: date
    minute: int | None
    zone: Word | None
    citation: Citation | None


class Shift(Node, frozen=True):
    """`move everything from 2022-09-21 later by 2 months`."""

    what: Stretch
    direction: Choose["later", "earlier"]
    by: Duration
    citation: Citation | None


class Change(Node, frozen=True):
    """`change 2022-11-20: SENTENCE to SENTENCE`.

    Without a second sentence the first one holds both; where it is divided, only the phrases can say.
    """

    what: Named
    sentence: Sentence | None
    citation: Citation | None


class Expectation(Node, frozen=True):
    """`expect RULE STATUS on DATE under RULESET`; without a rule, `expect nothing violated`."""

    rule: Word | None
    status: str | None
    on: date | None
    under: Word | None
    in_force: bool


Item = (
    Use
    | SourceDeclaration
    | KindDeclaration
    | EventDeclaration
    | FactDeclaration
    | EntityDeclaration
    | Given
    | Impossible
    | RuleSetDeclaration
    | Let
    | RuleDeclaration
    | ExceptionDeclaration
    | PowerDeclaration
    | ReformDeclaration
    | Entrench
    | Reading
    | TimelineDeclaration
    | VariantDeclaration
    | Remove
    | Move
    | Shift
    | Change
    | Expectation
    | Dated
    | NotYet
)


class File(Struct, frozen=True):
    """One file: what it declares, in order, and its comments."""

    path: str
    items: tuple[Item, ...]
    comments: tuple[Comment, ...]
