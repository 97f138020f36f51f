"""Roles: what a version of the law gives to each actor, and what it asks of it.

In: a rule set and its vocabulary. Out: `Role`s. An actor is an office, a chamber, a court: anything of the kind
`Actor`, or of a kind of it. Of a sentence the acting one is the first slot that takes an actor, if it opens the
sentence or `by` stands before it; otherwise the sentence is about that actor, as `P is elected President` is.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Literal, get_args

from msgspec import Struct

from govrules.analysis.wording import Clause, clauses, stated
from govrules.engine import say
from govrules.law import model as m
from govrules.law.types import Type
from govrules.syntax.phrases import Slot
from govrules.syntax.tree import Citation
from govrules.text.source import Span

ACTOR = "Actor"
"""The kind of all who act."""
PERSON = "Person"
"""The kind of those who hold an office, or sit in a body."""
Sort = Literal["power", "part", "threshold", "duty", "bar", "exemption", "figure"]
SORTS: tuple[Sort, ...] = get_args(Sort)
"""
power: an act that it may do; part: an act of its own on which that of another depends, or which binds another;
threshold: a number that its votes, or those cast for it, have to reach; duty: an act that it owes; bar: a rule that
limits its acts, or who holds it and how; exemption: an exception to one of its bars or duties; figure: its attributes.
"""


class Role(Struct, frozen=True):
    """One thing that a norm gives to an actor, or asks of it."""

    actor: str
    kind: str
    """The actor's kind."""
    sort: Sort
    norm: str
    """The name of the rule, power, exception or attribute."""
    label: str
    """What tells it from other roles of that sort in the same norm; empty for the norm as a whole."""
    text: str
    """What it says: the author's sentence, or the clauses."""
    content: tuple[str, ...]
    """What is compared."""
    citation: Citation | None

    @property
    def key(self) -> tuple[str, str, str, str]:
        """Roles of two versions with the same key are the same one."""
        return self.actor, self.sort, self.norm, self.label


Who = tuple[str, str]
"""The name of an actor and its kind; `any Chamber` where the law leaves open which one."""


def roles(ruleset: m.RuleSet, vocabulary: m.Vocabulary) -> list[Role]:
    """All roles that a version of the law gives, norm by norm."""
    reader = _Reader(ruleset, vocabulary)
    found: list[Role] = []
    for power in ruleset.powers.values():
        found += reader.power(power)
    for rule in ruleset.rules.values():
        found += reader.rule(rule)
    for exception in ruleset.exceptions.values():
        burdened = {(role.actor, role.kind) for role in found if role.norm in exception.rules}
        text = exception.sentence or "; ".join(clause.line for clause in clauses(exception))
        lines = _lines(clauses(exception))
        for actor, kind in sorted(burdened):
            found.append(Role(actor, kind, "exemption", exception.name, "", text, lines, exception.citation))
    for (owner, name), attribute in ruleset.attributes.items():
        entity = vocabulary.entities.get(owner)
        if entity is not None and vocabulary.kinds.is_a(entity.kind, ACTOR):
            said = say.expression(attribute.value, {})
            found.append(Role(owner, entity.kind, "figure", f"{owner}.{name}", "", said, (said,), attribute.citation))
    return list(dict.fromkeys(found))


def _lines(said: Iterable[Clause]) -> tuple[str, ...]:
    return tuple(clause.line for clause in said)


class _Maker:
    """Makes the roles of one norm, with what they share."""

    def __init__(self, norm: m.Rule | m.Power, text: str, values: tuple[str, ...]) -> None:
        self.norm = norm
        self.text = text
        self.values = values

    def of(self, who: Who, sort: Sort, content: tuple[str, ...]) -> Role:
        """A role by the norm as a whole; the values that the norm names belong to it, but for a part of another."""
        compared = content if sort == "part" else (*content, *self.values)
        return Role(*who, sort, self.norm.name, "", self.text, compared, self.norm.citation)

    def for_one(self, who: Who, sort: Sort, given: str) -> Role:
        """What a power or part comes to for one thing of which a fact is stated."""
        return Role(*who, sort, self.norm.name, given, given, (given,), self.norm.citation)


class _Reader:
    def __init__(self, ruleset: m.RuleSet, vocabulary: m.Vocabulary) -> None:
        self.ruleset = ruleset
        self.vocabulary = vocabulary

    # ---- norms ------------------------------------------------------------------------------------------------------

    def power(self, power: m.Power) -> Iterator[Role]:
        """The power of the one who acts, and what others have to do with it."""
        where = (power.where, power.match.where)
        acting = self.actors(power.match.pattern, where)
        said = clauses(power)
        role = _Maker(power, power.sentence or said[0].text, self.values(power))
        against = tuple(f"provided {say.expression(each, {})}" for each in power.provided if _is_against(each))
        for who in acting:
            yield role.of(who, "power", _lines(said))
            if against:
                yield role.of(who, "bar", against)
        parts = self.parts([*power.provided, *([power.where] if power.where is not None else [])], acting)
        for who, needed in parts.items():
            yield role.of(who, "part", tuple(f"provided {each}" for each in needed))
        for given in self._instances(power.where):
            yield from (role.for_one(who, "power", given) for who in acting)
            yield from (role.for_one(who, "part", given) for who in parts)
        yield from self.thresholds(power.name, power.citation, (power.match, power.where, power.provided), where)

    def rule(self, rule: m.Rule) -> Iterator[Role]:
        """What a rule asks of those who set it going, and of those whose acts it speaks of."""
        said = _lines(clauses(rule))
        role = _Maker(rule, rule.sentence or "; ".join(said), self.values(rule))
        heads = _heads(rule.body)
        wheres = tuple(each for match, where in heads for each in (where, match.where))
        acting = self._all(heads)
        conditions = _conditions(rule.body)
        if conditions:
            subjects = self._all(heads, about=True)
            if not all(_is_number(each) for each in conditions):
                yield from (role.of(who, "bar", said) for who in subjects)
            needed = [*conditions, *(where for where in wheres if where is not None)]
            for who, lines in self.parts(needed, subjects).items():
                yield role.of(who, "part", tuple(f"require {each}" for each in lines))
        consequence = None if isinstance(rule.body, m.WhileBody) else rule.body.consequence
        if isinstance(consequence, m.DutyConsequence):
            owing = self._owing(consequence)
            yield from (role.of(who, "duty", said) for who in owing)
            yield from (role.of(who, "part", said) for who in acting if any(other != who for other in owing))
        elif isinstance(consequence, m.DeemedConsequence):
            yield from (role.of(who, "part", said) for who in acting)
        yield from self.thresholds(rule.name, rule.citation, (rule.body,), wheres)

    def _all(self, heads: list["_Head"], *, about: bool = False) -> list[Who]:
        """The actors of all sentences that set a rule going, each once."""
        found = (who for match, where in heads for who in self.actors(match.pattern, (where, match.where), about=about))
        return list(dict.fromkeys(found))

    def _owing(self, duty: m.DutyConsequence) -> list[Who]:
        """Who owes the acts of a duty: those who act in it, else those whom it is about."""
        acts = [act.match for part in duty.parts for act in part]
        acting = [who for act in acts for who in self.actors(act.pattern, (act.where,))]
        about = [who for act in acts for who in self.actors(act.pattern, (act.where,), about=True)]
        return list(dict.fromkeys(acting or about))

    def _instances(self, where: m.Expr | None) -> list[str]:
        """The stated facts by which a power reaches to somebody: `X is filled with the consent of the Senate`."""
        facts = {match.pattern.what.name for match in _holding(where)}
        return [stated(given) for given in self.ruleset.givens if given.holds and given.fact.name in facts]

    # ---- who --------------------------------------------------------------------------------------------------------

    def actors(self, pattern: m.Pattern, wheres: Iterable[m.Expr | None], about: bool | None = False) -> list[Who]:
        """The actors of a sentence: those who act; with `about` also those of whom a person is said to be this or that.

        With None, anyone whom it names.
        """
        fields = pattern.what.fields
        at = next((i for i, each in enumerate(fields) if self._is_actor(each.type)), None)
        if at is None:
            return []
        acts = pattern.what.sort != "fact" and _acts(pattern.what, at)
        person = any(self.vocabulary.kinds.is_a(each.type.name, PERSON) for each in fields)
        if not (acts or about is None or (about and person)):
            return []
        return self.named(pattern.terms[at], pattern.what.fields[at].type, wheres)

    def named(self, term: m.Expr, type: Type, wheres: Iterable[m.Expr | None]) -> list[Who]:
        """Whom a term stands for; a variable for those that a condition equals it with, else for any of its kind."""
        if isinstance(term, m.Constant) and isinstance(term.value, m.Entity):
            return [(term.value.name, term.value.kind)]
        if isinstance(term, m.Variable):
            equal = [who for where in wheres for who in _equalled(term.name, where)]
            if equal:
                return list(dict.fromkeys(equal))
            type = term.type if self.vocabulary.kinds.is_a(term.type.name, type.name) else type
        elif not isinstance(term, m.Anything):
            return []
        return [(f"any {type.name}", type.name)]

    def _is_actor(self, type: Type) -> bool:
        return self.vocabulary.kinds.is_a(type.name, ACTOR)

    def parts(self, conditions: Iterable[m.Expr], acting: list[Who]) -> dict[Who, tuple[str, ...]]:
        """Who else has to have acted, by these conditions, and the conditions that say so.

        Of an act of the acting ones themselves, such as `President consults Senate Chair`, the other one takes part.
        """
        found: dict[Who, list[str]] = {}
        for condition in conditions:
            for match in _needed(condition):
                what = match.pattern.what
                who = [each for each in self.actors(match.pattern, (match.where,)) if each not in acting]
                if not who and self.actors(match.pattern, (match.where,)):
                    slots = [i for i, each in enumerate(what.fields) if self._is_actor(each.type)][1:]
                    constants = [match.pattern.terms[i] for i in slots]
                    who = [
                        (term.value.name, term.value.kind)
                        for term in constants
                        if isinstance(term, m.Constant) and isinstance(term.value, m.Entity)
                    ]
                for each in who:
                    if each not in acting:
                        found.setdefault(each, []).append(say.expression(condition, {}))
        return {who: tuple(dict.fromkeys(lines)) for who, lines in found.items()}

    def values(self, norm: object) -> tuple[str, ...]:
        """The values that a norm names, directly or through others, each as a line."""
        found: dict[str, str] = {}
        todo = list(_lets(norm))
        while todo:
            name = todo.pop()
            if name not in found and name in self.ruleset.lets:
                value = self.ruleset.lets[name].value
                found[name] = f"let {name} = {say.expression(value, {})}"
                todo += _lets(value)
        return tuple(found[name] for name in sorted(found))

    # ---- numbers ----------------------------------------------------------------------------------------------------

    def thresholds(
        self, name: str, citation: Citation | None, node: object, wheres: tuple[m.Expr | None, ...]
    ) -> Iterator[Role]:
        """The numbers that a norm wants of the votes that sentences about an actor count."""
        bound = self._counted(_outermost(node), wheres)
        for comparison, counted, asked in self._compared(node, bound):
            for side, other in ((comparison.left, comparison.right), (comparison.right, comparison.left)):
                if not isinstance(side, m.Variable) or side.name not in counted or isinstance(other, m.Variable):
                    continue
                if self._is_ordinal(side, other) and (asked or comparison.operator in ("=", "!=")):
                    continue
                actors, pattern = counted[side.name]
                said = say.expression(comparison, {})
                least = self._whole(comparison, other) if side is comparison.left else None
                text = f"{say.pattern(pattern, {})}: {said}" + (f" ({least})" if least else "")
                for who in actors:
                    yield Role(*who, "threshold", name, pattern.what.name, text, (said, least or ""), citation)

    def _counted(self, matches: Iterable[m.Match], wheres: tuple[m.Expr | None, ...]) -> "_Counted":
        """The variables in these sentences that count votes or shares, and of whom."""
        counted: _Counted = {}
        for match in matches:
            for term, each in zip(match.pattern.terms, match.pattern.what.fields, strict=True):
                if isinstance(term, m.Variable) and each.type.name in ("Number", "Percent"):
                    who = self.actors(match.pattern, (match.where, *wheres), about=None)
                    counted.setdefault(term.name, (who, match.pattern))
        return counted

    def _is_ordinal(self, side: m.Variable, other: m.Expr) -> bool:
        """Whether a comparison with a bare whole number may ask which one it is, such as the fourth ballot."""
        if isinstance(other, m.LetValue) and other.name in self.ruleset.lets:
            other = self.ruleset.lets[other.name].value
        value = other.value if isinstance(other, m.Constant) else None
        return side.type.name == "Number" and isinstance(value, int | Fraction) and Fraction(value).denominator == 1

    def _compared(
        self, node: object, counted: "_Counted", asked: bool = False
    ) -> Iterator[tuple[m.Comparison, "_Counted", bool]]:
        """All comparisons, each with the variables that the sentences around it bind, and whether an `if` asks it."""
        if isinstance(node, m.Comparison):
            yield node, counted, asked
        if isinstance(node, m.Match):
            counted = {**counted, **self._counted((node,), ())}
        for part in _within(node):
            in_if = isinstance(node, m.Choice) and part is node.condition
            yield from self._compared(part, counted, asked or in_if)

    def _whole(self, comparison: m.Comparison, limit: m.Expr) -> str | None:
        """A share of a number of seats as a whole number: `at least 66`."""
        value = self._number(limit)
        if value is None or isinstance(limit, m.Constant):
            return None
        match comparison.operator:
            case ">=":
                return f"at least {ceil(value)}"
            case ">":
                return f"at least {floor(value) + 1}"
            case "<=":
                return f"at most {floor(value)}"
            case "<":
                return f"at most {ceil(value) - 1}"
        return None

    def _number(self, expr: m.Expr, depth: int = 0) -> Fraction | None:
        """What an expression comes to, if it only needs the law itself."""
        if depth > 64:
            return None
        match expr:
            case m.Constant(value=int() | Fraction() as value) if expr.type.name == "Number":
                return Fraction(value)
            case m.LetValue() if expr.name in self.ruleset.lets:
                return self._number(self.ruleset.lets[expr.name].value, depth + 1)
            case m.AttributeOf(owner=m.Constant(value=m.Entity() as entity)):
                attribute = self.ruleset.attributes.get((entity.name, expr.name))
                return self._number(attribute.value, depth + 1) if attribute is not None else None
            case m.Arithmetic():
                left, right = self._number(expr.left, depth + 1), self._number(expr.right, depth + 1)
                if left is None or right is None or (expr.operator == "/" and right == 0):
                    return None
                match expr.operator:
                    case "+":
                        return left + right
                    case "-":
                        return left - right
                    case "/":
                        return left / right
                return left * right
        return None


_Head = tuple[m.Match, m.Expr | None]
"""What sets a rule going: a sentence and its condition."""


def _heads(body: m.WhenBody | m.PointBody | m.WhileBody) -> list[_Head]:
    match body:
        case m.WhenBody():
            return [(trigger.match, trigger.where) for trigger in body.triggers]
        case m.WhileBody():
            return [(body.match, body.where)]
    return []


def _conditions(body: m.WhenBody | m.PointBody | m.WhileBody) -> tuple[m.Expr, ...]:
    """What a rule requires."""
    if isinstance(body, m.WhileBody):
        return body.conditions
    return body.consequence.conditions if isinstance(body.consequence, m.RequireConsequence) else ()


def _acts(what: m.Occurrence, at: int) -> bool:
    """Whether the actor in a slot acts: the sentence begins with it, or has `by` before it."""
    elements = [element for part in what.phrase.parts for element in part.elements]
    before: list[str | Slot] = []
    for element in elements:
        if isinstance(element, Slot) and element.name == what.fields[at].name:
            return not before or "by" in before
        before.append(element)
    return False


def _equalled(variable: str, where: m.Expr | None) -> Iterator[Who]:
    """The names that a condition equals a variable with: `A = Senate or A = Majilis`."""
    match where:
        case m.Comparison(operator="=", left=m.Variable() as one, right=m.Constant(value=m.Entity() as entity)):
            if one.name == variable:
                yield entity.name, entity.kind
        case m.Junction():
            for part in where.parts:
                yield from _equalled(variable, part)


def _needed(expr: m.Expr | None, positive: bool = True) -> Iterator[m.Match]:
    """The events that a condition wants to have happened."""
    match expr:
        case m.Exists():
            positive = positive == (expr.word == "any")
            yield from _wanted(expr.past.match, positive)
        case m.Latest():
            yield from _wanted(expr.past.match, positive)
        case m.Negation():
            yield from _needed(expr.operand, not positive)
        case m.Junction():
            for part in expr.parts:
                yield from _needed(part, positive)
        case m.Holds():
            yield from _needed(expr.match.where, positive)
        case m.Choice():
            yield from _needed(expr.then, positive)
            yield from _needed(expr.otherwise, positive)
        case m.Comparison(left=m.Count() as count):
            yield from _wanted(count.past.match, positive == (expr.operator in (">", ">=", "=")))


def _wanted(match: m.Match, positive: bool) -> Iterator[m.Match]:
    if positive:
        if match.pattern.what.sort != "fact":
            yield match
        yield from _needed(match.where)


def _is_against(expr: m.Expr) -> bool:
    """Whether a condition wants something not to be, or not to be too often or too long."""
    match expr:
        case m.Exists():
            return expr.word != "any"
        case m.Negation():
            return True
        case m.Junction():
            return any(_is_against(part) for part in expr.parts)
        case m.Comparison():
            return not isinstance(expr.left, m.Count) or expr.operator not in (">", ">=", "=")
    return False


def _is_number(expr: m.Expr) -> bool:
    """Whether a condition only compares a number that the sentence counts."""
    return isinstance(expr, m.Comparison) and any(
        isinstance(side, m.Variable) and side.type.name in ("Number", "Percent") for side in (expr.left, expr.right)
    )


def _within(node: object) -> Iterator[object]:
    """The parts of a node."""
    if isinstance(node, tuple):
        yield from node
    elif isinstance(node, Struct) and not isinstance(node, m.Occurrence | Span | Type | Citation):
        for field in node.__struct_fields__:
            yield getattr(node, field)


def _outermost(node: object) -> Iterator[m.Match]:
    """The sentences whose variables a whole norm knows: those of its triggers, or of its power."""
    if isinstance(node, m.Match):
        yield node
    elif not isinstance(node, m.Expr):
        for part in _within(node):
            yield from _outermost(part)


def _lets(node: object) -> Iterator[str]:
    if isinstance(node, m.LetValue):
        yield node.name
    for part in _within(node):
        yield from _lets(part)


def _holding(node: object) -> Iterator[m.Match]:
    if isinstance(node, m.Holds):
        yield node.match
    for part in _within(node):
        yield from _holding(part)


_Counted = dict[str, tuple[list[Who], m.Pattern]]
"""By the name of a variable: whose votes it counts, and in which sentence."""
