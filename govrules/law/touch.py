"""What a reform touches: what it changes itself, and what rests on something that it changes.

In: the changes of a reform, and the rule set that it amends. Out: names of rules, powers, exceptions, values,
transitions and facts. A rule is touched when it is repealed or replaced, when an exception or a transition clause is
made for it or taken away, and when a value, an attribute or a fact that it rests on is changed, however far down.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from govrules.law import model as m
from govrules.law import patch
from govrules.law.types import Type
from govrules.text.source import Span

_LEAVES = frozenset((Span, Type, m.Occurrence, m.Constant, m.Variable, m.Anything, m.LetValue, m.Today))
"""What names no event and no fact."""


def touched(
    changes: tuple[patch.Change, ...], base: m.RuleSet, rest: dict[str, set[str]] | None = None
) -> frozenset[str]:
    """The names of all that these changes touch; `rest` is what `rests_on` says of the base, if it is known."""
    names = set(changed(changes, base))
    known = rests_on(base) if rest is None else rest
    while True:
        more = {name for name, others in known.items() if name not in names and not names.isdisjoint(others)}
        if not more:
            return frozenset(names)
        names |= more


def changed(changes: tuple[patch.Change, ...], base: m.RuleSet) -> frozenset[str]:
    """The names of all that these changes touch themselves, what rests on it aside."""
    return frozenset(name for change in changes for name in (change.name, *_for_whom(change, base)))


def rests_on_any(name: str, names: frozenset[str], base: m.RuleSet) -> bool:
    """Whether something of a rule set is one of these names, or rests on one of them, however far down."""
    seen: set[str] = set()
    todo = [name]
    while todo:
        at = todo.pop()
        if at in names:
            return True
        if at in seen:
            continue
        seen.add(at)
        for table in (base.lets, base.rules, base.powers, base.exceptions, base.fact_clauses):
            if at in table:
                todo += named_in(table[at])
        owner, _, attribute = at.rpartition(".")
        if (owner, attribute) in base.attributes:
            todo += named_in(base.attributes[owner, attribute])
    return False


def _for_whom(change: patch.Change, base: m.RuleSet) -> Iterator[str]:
    """The norms for which an exception or a transition clause is made or taken away."""
    for norm in (change.what, base.exceptions.get(change.name), base.transitions.get(change.name)):
        if change.kind == "exception" and isinstance(norm, m.ExceptionTo):
            yield from norm.rules
        elif change.kind == "transition" and isinstance(norm, m.Transition):
            for disregard in norm.disregards:
                yield from disregard.rules
            for keep in norm.keeps:
                yield from keep.names


def rests_on(base: m.RuleSet) -> dict[str, set[str]]:
    """What each name of a rule set rests on directly."""
    found: dict[str, set[str]] = {}
    tables: tuple[dict[str, object], ...] = (
        dict(base.lets),
        dict(base.rules),
        dict(base.powers),
        dict(base.exceptions),
        dict(base.fact_clauses),
    )
    for table in tables:
        for name, what in table.items():
            found.setdefault(name, set()).update(named_in(what))
    for (owner, attribute), value in base.attributes.items():
        found[f"{owner}.{attribute}"] = set(named_in(value))
    return found


def named_in(node: object) -> Iterator[str]:
    """The values, attributes and facts that something names."""
    match node:
        case m.LetValue():
            yield node.name
        case m.AttributeOf(owner=m.Constant(value=m.Entity() as entity)):
            yield f"{entity.name}.{node.name}"
        case m.Pattern() if node.what.sort == "fact":
            yield node.what.name
    if isinstance(node, tuple):
        for part in node:
            yield from named_in(part)
    elif isinstance(node, Struct) and not isinstance(node, m.Occurrence | Span | Type):
        for field in node.__struct_fields__:
            yield from named_in(getattr(node, field))


def occurrences_in(node: object) -> set[str]:
    """The names of all events and facts in something resolved, however deep."""
    found: set[str] = set()
    todo = [node]
    while todo:
        part = todo.pop()
        kind = type(part)
        if kind is m.Pattern:
            found.add(part.what.name)  # type: ignore[attr-defined]  # its type is a pattern
            todo += part.terms  # type: ignore[attr-defined]
        elif kind is tuple:
            todo += part  # type: ignore[arg-type]
        elif kind not in _LEAVES and isinstance(part, Struct):
            todo += [getattr(part, field) for field in part.__struct_fields__]
    return found
