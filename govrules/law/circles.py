"""Circles: what could only be known if it were known already.

In: a rule set. Out: errors for values, derived facts and scheduled ends that rest on themselves; and, for a law that
was put together from parts of others, the same law with what rests on itself unknown: a reform may be sound as a whole,
and not where it is in force in part.

The end of a fact rests on its clauses `ends on`, and on the clauses `keep` that say whose clauses count for it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from govrules.law import model as m
from govrules.law.types import DATE, YES_NO
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Span

_MEMBERS_SHOWN = 10
_LEAVES = frozenset((m.Constant, m.Variable, m.Anything, m.Nothing, m.Today))
"""What names no value, attribute or fact."""


class _Saying(Struct, frozen=True):
    """What the law says of something: a value, the condition of a derived fact, an end, what an end is kept for."""

    of: str
    kind: Literal["value", "fact", "ends", "kept"]
    name: str
    said: object
    """The expression or clause that says it."""
    span: Span
    rests_on: frozenset[str]


def check_circles(ruleset: m.RuleSet, base: m.RuleSet | None, found: Diagnostics) -> None:
    """Report what rests on itself, unless it did so before."""
    sayings = _sayings(ruleset)
    known = {id(each.said) for each in _sayings(base)} if base is not None else set[int]()
    said_of: dict[str, list[_Saying]] = {}
    for saying in sayings:
        said_of.setdefault(saying.of, []).append(saying)
    edges = _edges(sayings)
    ways = circles(edges)
    if not ways:
        _check_depth(edges, said_of, known, found)
    for way in ways:
        if all(id(each.said) in known for name in way for each in said_of[name]):
            continue
        following = dict(pairwise(way))
        turns = [
            (next(each for each in said_of[name] if following[name] in each.rests_on), said)
            for name, said in rounds(way)
        ]
        ends = [(each, said) for each, said in turns if each.kind in ("ends", "kept")]
        facts = [(each, said) for each, said in turns if each.kind == "fact"]
        for each, said in ends or facts:
            _report(each, said, found)
        if not ends and not facts:
            first, said = next((each, said) for each, said in turns if each.kind == "value")
            found.error("GR309", f"the value `{first.name}` depends on itself", first.span, help=said.replace("`", ""))


def _check_depth(
    edges: dict[str, set[str]], said_of: dict[str, list[_Saying]], known: set[int], found: Diagnostics
) -> None:
    """Report the first of what rests on too much that rests on each other."""
    depths: dict[str, int] = {}
    todo = sorted(edges, reverse=True)
    while todo:
        name = todo[-1]
        unsettled = [each for each in edges[name] if each in edges and each not in depths]
        if unsettled:
            todo += unsettled
            continue
        todo.pop()
        depths[name] = 1 + max((depths[each] for each in edges[name] if each in depths), default=0)
        if depths[name] > limits.NESTING:
            saying = said_of[name][0]
            if any(id(each.said) not in known for each in said_of[name]):
                message = f"`{saying.name}` rests on what rests on each other more than {limits.NESTING} deep"
                found.error("GR902", message, saying.span, help="write out some of what stands between")
            return


def _report(saying: _Saying, said: str, found: Diagnostics) -> None:
    name = saying.name
    match saying.kind:
        case "ends":
            message = f"`{name}` ends on a day that rests on the end of `{name}` itself: {said}"
            found.error("GR317", message, saying.span, help="reckon the end from `start` or from an event")
        case "kept":
            message = f"`{name}` is kept by what rests on the end of `{name}` itself: {said}"
            help = f"the end hangs on what is kept; ask for `start of`, or for something else than the end of `{name}`"
            found.error("GR317", message, saying.span, help=help)
        case _:
            message = f"`{name}` holds while something that rests on `{name}` itself: {said}"
            found.error("GR311", message, saying.span, help="let an event begin or end it")


def without_circles(ruleset: m.RuleSet) -> m.RuleSet:
    """The same law, in which what rests on itself is unknown."""
    edges = {name: others for name, others in _edges(_sayings(ruleset)).items() if others}
    broken: set[str] = set()
    while ways := circles(edges):
        for name in {name for way in ways for name in way}:
            broken.add(name)
            edges[name] = set()
    if not broken:
        return ruleset
    return replace(
        ruleset,
        lets={
            name: replace(let, value=_not_known(let.value)) if _value(name) in broken else let
            for name, let in ruleset.lets.items()
        },
        attributes={
            key: replace(each, value=_not_known(each.value)) if _value(".".join(key)) in broken else each
            for key, each in ruleset.attributes.items()
        },
        fact_clauses={
            fact: tuple(_broken(fact, clause, broken) for clause in clauses)
            for fact, clauses in ruleset.fact_clauses.items()
        },
        transitions={
            name: replace(each, keeps=tuple(_kept(keep, broken) for keep in each.keeps))
            for name, each in ruleset.transitions.items()
        },
    )


def _broken(fact: str, clause: m.FactClause, broken: set[str]) -> m.FactClause:
    if isinstance(clause, m.FactWhileClause) and fact in broken:
        return replace(clause, condition=m.Constant(clause.span, m.UNKNOWN, YES_NO))
    if isinstance(clause, m.FactEndsOnClause) and _end_of(fact) in broken:
        return replace(clause, point=m.Constant(clause.span, m.UNKNOWN, DATE), where=None)
    return clause


def _kept(keep: m.Keep, broken: set[str]) -> m.Keep:
    what = keep.match.pattern.what
    if what.name not in keep.names or _end_of(what.name) not in broken:
        return keep
    anything = tuple(m.Anything(term.span) for term in keep.match.pattern.terms)
    unknown = m.Constant(keep.span, m.UNKNOWN, YES_NO)
    match = m.Match(keep.match.span, m.Pattern(keep.match.pattern.span, what, anything), unknown)
    return replace(keep, match=match, before=m.Constant(keep.span, m.UNKNOWN, DATE))


def _not_known(value: m.Expr) -> m.Expr:
    return m.Constant(value.span, m.UNKNOWN, YES_NO)


# ---- what rests on what ---------------------------------------------------------------------------------------------


def _sayings(ruleset: m.RuleSet) -> list[_Saying]:
    made: list[_Saying] = []

    for name, let in ruleset.lets.items():
        made.append(_Saying(_value(name), "value", name, let.value, let.span, _named_in(let.value)))
    for (owner, attribute), each in ruleset.attributes.items():
        name = f"{owner}.{attribute}"
        made.append(_Saying(_value(name), "value", name, each.value, each.span, _named_in(each.value)))
        made.append(_Saying(_some(attribute), "value", name, each.value, each.span, frozenset({_value(name)})))
    for fact, clauses in ruleset.fact_clauses.items():
        for clause in clauses:
            if isinstance(clause, m.FactWhileClause):
                made.append(_Saying(fact, "fact", fact, clause, clause.span, _named_in(clause.condition)))
            elif isinstance(clause, m.FactEndsOnClause):
                rests_on = _named_in((clause.point, clause.where))
                made.append(_Saying(_end_of(fact), "ends", fact, clause, clause.span, rests_on))
    for transition in ruleset.transitions.values():
        for keep in transition.keeps:
            fact = keep.match.pattern.what.name
            if fact in keep.names:
                rests_on = _named_in((keep.match, keep.before))
                made.append(_Saying(_end_of(fact), "kept", fact, keep, keep.span, rests_on))
    return made


def _edges(sayings: list[_Saying]) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for saying in sayings:
        edges.setdefault(saying.of, set()).update(saying.rests_on)
    return edges


def _value(name: str) -> str:
    return f"`{name}`"


def _some(attribute: str) -> str:
    return f"some `{attribute}`"


def _end_of(fact: str) -> str:
    return f"end of {fact}"


def _named_in(node: object) -> frozenset[str]:
    """The facts, scheduled ends, values and attributes in something resolved."""
    if isinstance(node, tuple):
        return frozenset().union(*(_named_in(part) for part in node))
    if type(node) in _LEAVES or not isinstance(node, m.Expr | m.Past | m.Narrowing):
        return frozenset()
    inside: set[str] = set().union(*(_named_in(getattr(node, field)) for field in node.__struct_fields__))
    match node:
        case m.LetValue():
            inside.add(_value(node.name))
        case m.AttributeOf():
            inside.add(_attribute(node.owner, node.name))
        case m.Age():
            inside.add(_attribute(node.subject, "born"))
        case m.Aggregated(attribute=str() as attribute):
            inside.add(_some(attribute))
        case m.Measured(word="end of"):
            inside.add(_end_of(node.match.pattern.what.name))
        case m.Pattern() if node.what.sort == "fact":
            inside.add(node.what.name)
    return frozenset(inside)


def _attribute(owner: m.Expr, name: str) -> str:
    if isinstance(owner, m.Constant) and isinstance(owner.value, m.Entity):
        return _value(f"{owner.value.name}.{name}")
    return _some(name)


# ---- ways round -----------------------------------------------------------------------------------------------------


def circles(edges: dict[str, set[str]]) -> list[list[str]]:
    """One way round for each knot of names that lead back to themselves, by its first name."""
    ways: list[list[str]] = []
    shown: set[str] = set()
    settled: set[str] = set()
    for start in edges:
        path: list[str] = []
        places: dict[str, int] = {}
        todo: list[tuple[str, int]] = [(start, 0)]
        while todo:
            name, depth = todo.pop()
            while len(path) > depth:
                left = path.pop()
                del places[left]
                settled.add(left)
            if name in places:
                way = path[places[name] :]
                if shown.isdisjoint(way):
                    ways.append([*way, name])
                    shown.update(way)
            elif name not in settled and name in edges:
                places[name] = depth
                path.append(name)
                todo += [(following, depth + 1) for following in sorted(edges[name], reverse=True)]
        settled.update(path)
    return ways


def rounds(way: list[str]) -> Iterator[tuple[str, str]]:
    """The first members of a circle, each with the way from it back to itself."""
    members = way[:-1]
    for at, name in enumerate(members[:_MEMBERS_SHOWN]):
        turn = [*members[at:], *members[:at], name]
        shown = turn if len(turn) <= _MEMBERS_SHOWN else [*turn[: _MEMBERS_SHOWN - 2], "…", name]
        yield name, " → ".join(shown)
