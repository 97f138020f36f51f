"""Sentences and expressions, resolved: from words to patterns, names and typed variables.

In: syntax nodes, a vocabulary and a `Scope`. Out: expressions of `govrules.law.model`. What cannot be resolved is
reported and becomes an unknown constant, so that the rest of the text is still checked.
"""

from __future__ import annotations

import re

from govrules.calendar import Moment
from govrules.law import model as m
from govrules.law.slots import SlotReader
from govrules.law.types import (
    CLOCK,
    DATE,
    DURATION,
    MONEY,
    NUMBER,
    PERCENT,
    REFORM,
    TEXT,
    UNKNOWN_TYPE,
    YES_NO,
    ZONE,
    Type,
)
from govrules.syntax import tree as t
from govrules.syntax.phrases import Term
from govrules.text.source import Span

_VARIABLE = re.compile(r"[A-Z][0-9]?$")
_WORD = re.compile(r"\w+")
_OTHER_WORDS = {
    "true": "yes",
    "false": "no",
    "today": "date",
    "now": "date",
    "day": "date",
    "none": "nobody",
    "age": "age of P",
    "half": "1/2",
    "third": "1/3",
    "quarter": "1/4",
    "week": "1 week",
    "hour": "1 hour",
}
_WORDS_FOR_TODAY = ("date", "year", "month")


class Scope:
    """The variables that are bound where an expression stands, and what else it may name there."""

    __slots__ = ("guards", "lets", "stretch_start", "unread", "used", "variables")

    def __init__(self, lets: dict[str, Type], *, stretch_start: bool = False) -> None:
        self.variables: dict[str, Type] = {}
        self.lets = lets
        self.stretch_start = stretch_start
        self.guards: set[str] = set()
        self.used: dict[str, int] = {}
        self.unread: set[str] = set()
        """The variables of sentences that could not be read, and so say nothing of what they stand for."""

    def inner(self) -> Scope:
        """A scope inside a bracket: what is bound outside keeps its value, what is new is forgotten after it."""
        scope = Scope(self.lets, stretch_start=self.stretch_start)
        scope.variables = dict(self.variables)
        scope.guards = self.guards
        scope.used = self.used
        scope.unread = self.unread
        return scope


class Reader(SlotReader):
    """Resolves sentences and expressions against a vocabulary."""

    # ---- sentences --------------------------------------------------------------------------------------------------

    def pattern(self, sentence: t.Sentence, scope: Scope) -> m.Pattern | None:
        """The pattern of a sentence; its new variables are bound in the scope."""
        matched = self.vocabulary.phrases.match(sentence.text)
        if matched is None:
            self.unknown_sentence(sentence)
            for token in _WORD.findall(sentence.text):
                if _VARIABLE.match(token):
                    scope.unread.add(token)
            return None
        what = self.vocabulary.occurrences[matched.name]
        terms: list[m.Expr] = []
        for each in what.fields:
            term = matched.terms.get(each.name)
            if term is None:
                terms.append(m.Anything(sentence.span))
            else:
                terms.append(self._term(term, each, sentence, scope))
        return m.Pattern(sentence.span, what, tuple(terms))

    def _term(self, term: Term, each: m.Field, sentence: t.Sentence, scope: Scope) -> m.Expr:
        span = Span(sentence.span.path, sentence.span.start + term.start, sentence.span.start + term.end)
        text = term.text
        if text == "any":
            return m.Anything(span)
        if text == "nobody":
            return m.Nothing(span)
        if _VARIABLE.match(text):
            return self._bind(text, each.type, span, scope)
        value = self.value(text, each.type, span, each.name)
        return m.Constant(span, value, each.type)

    def _bind(self, name: str, type: Type, span: Span, scope: Scope) -> m.Expr:
        known = scope.variables.get(name)
        scope.used[name] = scope.used.get(name, 0) + 1
        if known is None:
            if name not in scope.unread:
                scope.variables[name] = type
            return m.Variable(span, name, type)
        if known.name != type.name and UNKNOWN_TYPE not in (known, type):
            kinds = self.vocabulary.kinds
            if kinds.is_a(type.name, known.name):
                scope.variables[name] = type
            elif not kinds.is_a(known.name, type.name):
                self.found.error(
                    "GR205",
                    f"`{name}` is {known.in_words()} elsewhere, and {type.in_words()} here",
                    span,
                    help="use another variable",
                )
        elif known.base != type.base and known.base and type.base:
            self.found.error("GR305", f"`{name}` is {known.in_words()} elsewhere, and {type.in_words()} here", span)
        return m.Variable(span, name, scope.variables[name])

    # ---- expressions ------------------------------------------------------------------------------------------------

    def expression(self, node: t.Expression, scope: Scope, *, coming: bool = False) -> m.Expr:
        """An expression; with `coming`, an anchor without a year is the first after the day at hand."""
        span = node.span
        match node:
            case t.NumberLiteral():
                return m.Constant(span, node.value, NUMBER)
            case t.PercentLiteral():
                return m.Constant(span, node.value, PERCENT)
            case t.MoneyLiteral():
                return m.Constant(span, m.Money(node.amount, node.currency), MONEY)
            case t.DurationLiteral():
                return m.Constant(span, node.value, DURATION)
            case t.DateLiteral():
                return m.Constant(span, Moment(node.value), DATE)
            case t.ClockLiteral():
                return m.Constant(span, node.minute, CLOCK)
            case t.TextLiteral():
                return self._text(node, span)
            case t.ZoneLiteral():
                return m.Constant(span, self.value(node.value, ZONE, span, "zone"), ZONE)
            case t.YesNoLiteral():
                return m.Constant(span, node.value, YES_NO)
            case t.VariableReference():
                return self._variable(node, scope)
            case t.NameReference():
                return self._name(node.name, span)
            case t.ValueReference():
                return self._word(node, scope)
            case t.PropertyOf():
                return self._attribute(node, scope)
            case t.ClockIn():
                return m.ClockTime(span, self.expression(node.zone, scope))
            case t.Bracket():
                return self._statement(node, scope, scope.inner())
            case t.Quantified():
                return self._quantified(node, scope)
            case t.Every():
                inner = scope.inner()
                match_ = self.match(node.bracket, inner, binds=True)
                has = self._quantified(node.has, inner)
                return m.EveryHas(span, match_, has) if match_ else _unknown(span)
            case t.Last():
                return self._last(node, scope, scope.inner())
            case t.DateOfLast():
                past = self._past(node.bracket, node.windows, False, scope, scope.inner())
                if past is None:
                    return _unknown(span)
                self._check_guard(node.bracket, node.if_none, scope, span)
                if_none = self.expression(node.if_none, scope) if node.if_none is not None else None
                return m.Latest(span, past, "date", DATE, if_none)
            case t.Measure():
                return self._measure(node, scope)
            case t.AgeOf():
                return m.Age(span, self.expression(node.subject, scope))
            case t.Aggregate():
                return self._aggregate(node, scope)
            case t.Binary():
                left = self.expression(node.left, scope, coming=coming)
                return m.Arithmetic(span, node.operator, left, self.expression(node.right, scope, coming=coming))
            case t.Compare():
                left = self.expression(node.left, scope)
                right = self._bare_text(left, node.right, scope) or self.expression(node.right, scope)
                return m.Comparison(span, node.operator, left, right)
            case t.IsDay():
                return m.DayTest(span, self.expression(node.subject, scope), node.anchor)
            case t.Not():
                return m.Negation(span, self.expression(node.operand, scope))
            case t.Logical():
                return m.Junction(span, node.operator, tuple(self.expression(p, scope) for p in node.parts))
            case t.Conditional():
                parts = (self.expression(e, scope) for e in (node.condition, node.then, node.otherwise))
                return m.Choice(span, *parts)
            case t.AnchorDay():
                of = self.expression(node.of, scope) if node.of is not None else None
                return m.AnchorDate(span, node.anchor, of, coming and of is None)
            case t.Neighbour():
                return m.NeighbourDate(span, node.direction, node.anchor, self.expression(node.base, scope))
            case t.AtClock():
                return m.WithClock(span, self.expression(node.day, scope, coming=coming), node.minute)
            case t.Touches():
                self.touched.append(node.rule)
                return m.Touches(span, self.expression(node.reform, scope), node.rule.text)
        return _unknown(span)

    def condition(self, node: t.Expression, scope: Scope) -> m.Expr:
        """The condition after `where`: plain statements joined by `and` bind their new variables in the scope."""
        if isinstance(node, t.Logical) and node.operator == "and":
            return m.Junction(node.span, "and", tuple(self.condition(part, scope) for part in node.parts))
        if isinstance(node, t.Bracket):
            return self._statement(node, scope, scope)
        if isinstance(node, t.Last) and node.slot is None:
            return self._last(node, scope, scope)
        return self.expression(node, scope)

    def match(self, bracket: t.Bracket, scope: Scope, *, binds: bool) -> m.Match | None:
        """A bracket as a match. With `binds`, its variables are bound in the scope, else only inside."""
        inner = scope if binds else scope.inner()
        pattern = self.pattern(bracket.sentence, inner)
        where = self.condition(bracket.where, inner) if bracket.where is not None else None
        return m.Match(bracket.span, pattern, where) if pattern is not None else None

    def _statement(self, node: t.Bracket, scope: Scope, inner: Scope) -> m.Expr:
        match = self.match(node, inner, binds=True)
        if match is None:
            return _unknown(node.span)
        if match.pattern.what.sort != "fact":
            self.found.error(
                "GR304",
                f"`{node.sentence.text}` is an event; whether it happened has to be asked",
                node.span,
                help="put `any`, `none of` or `count of` before the bracket",
            )
        return m.Holds(node.span, match)

    def _text(self, node: t.TextLiteral, span: Span) -> m.Expr:
        entity = self.vocabulary.entities.get(node.value)
        if entity is not None:
            return m.Constant(span, entity, Type(entity.kind))
        return m.Constant(span, node.value, TEXT)

    def _bare_text(self, left: m.Expr, node: t.Expression, scope: Scope) -> m.Expr | None:
        """A word that is compared with a text and names nothing: its quotes are missing."""
        if not isinstance(left, m.Variable | m.AttributeOf) or left.type != TEXT:
            return None
        known = {*self.vocabulary.entities, *scope.lets, *self.rulesets}
        if not isinstance(node, t.NameReference | t.ValueReference) or node.name in known:
            return None
        message = f"`{node.name}` is compared with a text, and is no name"
        self.found.error("GR202", message, node.span, help=f'a text stands in quotes: `"{node.name}"`')
        return _unknown(node.span)

    def _variable(self, node: t.VariableReference, scope: Scope) -> m.Expr:
        type = scope.variables.get(node.name)
        if type is None and node.name in scope.unread:
            return _unknown(node.span)
        if type is None:
            self.found.error(
                "GR206",
                f"nothing binds the variable `{node.name}` here",
                node.span,
                help="name it in the head (`when`, `while`, `where`), or write what it stands for",
            )
            return _unknown(node.span)
        scope.used[node.name] = scope.used.get(node.name, 0) + 1
        return m.Variable(node.span, node.name, type)

    def _name(self, name: str, span: Span) -> m.Expr:
        entity = self.vocabulary.entities.get(name)
        if entity is None:
            self.unknown_name(name, None, span)
            return _unknown(span)
        return m.Constant(span, entity, Type(entity.kind))

    def _word(self, node: t.ValueReference, scope: Scope) -> m.Expr:
        name, span = node.name, node.span
        if name in scope.lets:
            return m.LetValue(span, name)
        if name in _WORDS_FOR_TODAY:
            return m.Today(span, name)  # type: ignore[arg-type]  # one of the three words just tested
        if name == "clock":
            return m.ClockTime(span, None)
        if name == "start" and scope.stretch_start:
            return m.StretchStart(span)
        if name == "commencement":
            return m.Commencement(span, "")
        if name == "nobody":
            return m.Nothing(span)
        if name in self.rulesets:
            return m.Constant(span, m.Entity(name, "Reform"), REFORM)
        known = [*scope.lets, *_WORDS_FOR_TODAY, "clock", "commencement"]
        help = self._word_help(name) or self.found.suggest(name, known) or f"name a value with `let {name} = …`"
        self.found.error("GR213", f"`{name}` names no value here", span, help=help)
        return _unknown(span)

    def _word_help(self, name: str) -> str | None:
        """What a word may be meant for that names no value, but something else."""
        if name == "majority":
            return "say of what: `> 1/2 of Senate.seats`, or `> 50%` for a share"
        if name in _OTHER_WORDS:
            return f"write `{_OTHER_WORDS[name]}`"
        owners = self.vocabulary.kinds.with_attribute(name)
        if owners:
            return f"say whose: `{name}` belongs to the kind {owners[0]}, as in `{owners[0][0]}.{name}`"
        if self.found.crowded:
            return None
        for each in self.vocabulary.occurrences.values():
            if each.index(name) >= 0:
                where = each.phrase.text
                return f"`{name}` is a slot of `{where}`; put a variable there, and write that variable here"
        return None

    def _attribute(self, node: t.PropertyOf, scope: Scope) -> m.Expr:
        owner = self.expression(node.owner, scope)
        kind = owner.type.name if isinstance(owner, m.Variable | m.Constant) else "Unknown"
        if kind == "Unknown":
            return _unknown(node.span)
        type = self.vocabulary.kinds.attribute(kind, node.attribute.text)
        if type is None:
            known = self.vocabulary.kinds.attributes(kind)
            self.found.error(
                "GR204",
                f"the kind {kind} has no attribute `{node.attribute.text}`",
                node.attribute.span,
                help=self._attribute_help(node, kind, known),
            )
            return _unknown(node.span)
        return m.AttributeOf(node.span, owner, node.attribute.text, type)

    def _attribute_help(self, node: t.PropertyOf, kind: str, known: list[str]) -> str:
        name = node.attribute.text
        if name == "age" and "born" in known and isinstance(node.owner, t.VariableReference | t.NameReference):
            return f"write `age of {node.owner.name}`"
        others = [f"`{other}`" for other in self.vocabulary.kinds.with_attribute(name)]
        if others:
            return f"the kind {others[0]} has one"
        listed = ", ".join(f"`{each}`" for each in known)
        return self.found.suggest(name, known) or (
            f"it has {listed}" if known else f"declare it: a line `{name}: …` under `kind {kind}`"
        )

    # ---- questions about the past -----------------------------------------------------------------------------------

    def _past(
        self,
        bracket: t.Bracket,
        windows: tuple[t.Window, ...],
        counting_this: bool,
        scope: Scope,
        inner: Scope,
    ) -> m.Past | None:
        match = self.match(bracket, inner, binds=True)
        if match is None:
            return None
        narrowings: list[m.Narrowing] = []
        for window in windows:
            operand: m.Expr | None
            if isinstance(window.operand, t.Bracket):
                operand = self.match(window.operand, scope, binds=False)
            elif isinstance(window.operand, t.Last):
                operand = self.match(window.operand.bracket, scope, binds=False)
            else:
                operand = self.expression(window.operand, scope)
            if isinstance(operand, m.Match) and operand.pattern.what.sort == "fact":
                self.found.error(
                    "GR304",
                    "a window opens or closes with an event, and this is a fact",
                    window.span,
                    help="use `start of (…)` or `end of (…)`",
                )
            if operand is not None:
                narrowings.append(m.Narrowing(window.word, operand))
        return m.Past(match, tuple(narrowings), counting_this)

    def _quantified(self, node: t.Quantified, scope: Scope) -> m.Expr:
        inner = scope.inner()
        past = self._past(node.bracket, node.windows, node.counting_this, scope, inner)
        if past is None:
            return _unknown(node.span)
        is_fact = past.match.pattern.what.sort == "fact"
        if is_fact and (node.word in ("no earlier", "at most") or node.counting_this):
            self.found.error(
                "GR304",
                f"`{node.word}` and `counting this` ask about events, and this is a fact",
                node.span,
                help="`none of (…)` asks about now, `none of (…) before date` about all that was"
                if node.word == "no earlier"
                else "use `any`, `none of` or `count of`",
            )
        if node.word == "count of":
            if node.over is not None and node.over.text not in inner.variables:
                self.found.error(
                    "GR206",
                    f"the bracket does not name `{node.over.text}`, whose values are to be counted",
                    node.over.span,
                    help=f"write `{node.over.text}` where its values stand in the sentence in brackets",
                )
            if node.over is not None:
                scope.used[node.over.text] = scope.used.get(node.over.text, 0) + 1
            return m.Count(node.span, past, node.over.text if node.over is not None else None)
        if node.word == "any":
            scope.guards.add(node.bracket.sentence.text)
        limit = {"any": 1, "none of": 0, "no earlier": 0}.get(node.word, node.limit or 0)
        return m.Exists(node.span, node.word, limit, past)

    def _last(self, node: t.Last, scope: Scope, inner: Scope) -> m.Expr:
        past = self._past(node.bracket, node.windows, False, scope, inner)
        if past is None:
            return _unknown(node.span)
        if node.slot is None:
            scope.guards.add(node.bracket.sentence.text)
            return m.Latest(node.span, past, "exists", YES_NO, None)
        what = past.match.pattern.what
        index = what.index(node.slot.text)
        if index < 0:
            slots = [each.name for each in what.fields]
            self.found.error(
                "GR204",
                f"`{what.phrase.text}` has no slot `{node.slot.text}`",
                node.slot.span,
                help=self.found.suggest(node.slot.text, slots) or "its slots are " + ", ".join(f"`{s}`" for s in slots),
            )
            return _unknown(node.span)
        self._check_guard(node.bracket, node.if_none, scope, node.span)
        if_none = self.expression(node.if_none, scope) if node.if_none is not None else None
        return m.Latest(node.span, past, index, what.fields[index].type, if_none)

    def _check_guard(self, bracket: t.Bracket, if_none: t.Expression | None, scope: Scope, span: Span) -> None:
        if if_none is None and bracket.sentence.text not in scope.guards:
            self.found.error(
                "GR306",
                f"`{bracket.sentence.text}` may never have happened, and nothing says what holds then",
                span,
                help=f"add `if none …` after it, or require `any ({bracket.sentence.text})` first",
            )

    def _measure(self, node: t.Measure, scope: Scope) -> m.Expr:
        match = self.match(node.bracket, scope, binds=False)
        if match is None:
            return _unknown(node.span)
        is_fact = match.pattern.what.sort == "fact"
        if is_fact != (node.word != "time since"):
            wanted, help = ("an event", "use `how long (…)`") if is_fact else ("a fact", "use `time since (…)`")
            self.found.error("GR304", f"`{node.word}` measures {wanted}", node.span, help=help)
        return m.Measured(node.span, node.word, match)

    def _aggregate(self, node: t.Aggregate, scope: Scope) -> m.Expr:
        inner = scope.inner()
        past = self._past(node.bracket, node.windows, False, scope, inner)
        if past is None:
            return _unknown(node.span)
        name, what = node.value.text, past.match.pattern.what
        if node.word != "sum":
            self._check_guard(node.bracket, node.if_none, scope, node.span)
        if_none = self.expression(node.if_none, scope) if node.if_none is not None else None
        if _VARIABLE.match(name):
            if name not in inner.variables:
                help = f"write `{name}` where its values stand in the sentence in brackets"
                self.found.error("GR206", f"the bracket does not name `{name}`", node.value.span, help=help)
                return _unknown(node.span)
            scope.used[name] = scope.used.get(name, 0) + 1
            type, attribute = inner.variables[name], None
            if node.attribute is not None:
                variable = t.VariableReference(node.value.span, name)
                read = self._attribute(t.PropertyOf(node.attribute.span, variable, node.attribute), inner)
                if not isinstance(read, m.AttributeOf):
                    return _unknown(node.span)
                type, attribute = read.type, read.name
            return m.Aggregated(node.span, node.word, name, attribute, -1, past, type, if_none)
        index = what.index(name)
        if index < 0:
            slots = [each.name for each in what.fields]
            self.found.error(
                "GR204",
                f"`{what.phrase.text}` has no slot `{name}`",
                node.value.span,
                help=self.found.suggest(name, slots),
            )
            return _unknown(node.span)
        return m.Aggregated(node.span, node.word, None, None, index, past, what.fields[index].type, if_none)


def _unknown(span: Span) -> m.Expr:
    return m.Constant(span, m.UNKNOWN, UNKNOWN_TYPE)
