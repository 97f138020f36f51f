"""The types of `let` values, each found once those are known on which it rests.

In: a rule set whose values are read, and the one that it reforms. Out: the type of each value, and diagnostics for one
that rests on itself, that rests on too many others, or that a reform gives another type.
"""

from __future__ import annotations

from govrules.law import model as m
from govrules.law.typecheck import Size, TypeChecker, size_of
from govrules.law.types import UNKNOWN_TYPE, Kinds, Type
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, Label


def let_types(
    ruleset: m.RuleSet, base: m.RuleSet | None, kinds: Kinds, found: Diagnostics
) -> tuple[dict[str, Type], dict[str, Size]]:
    """The types of the `let` values of a rule set, and how large each can be.

    One that depends on itself is reported, and one that a reform sets to another type than it had.
    """
    before = base.lets if base is not None else {}
    types: dict[str, Type] = {}
    sizes: dict[str, Size] = {}
    depths: dict[str, int] = {}

    def settle(name: str, way: tuple[str, ...]) -> Type:
        if name in types:
            return types[name]
        let = ruleset.lets[name]
        if name in way:
            found.error("GR309", f"the value `{name}` depends on itself", let.span, help=" → ".join((*way, name)))
            return UNKNOWN_TYPE
        others = [other for other in sorted(_lets_in(let.value)) if other in ruleset.lets]
        if len(way) < limits.NESTING:
            for other in others:
                settle(other, (*way, name))
        depths[name] = 1 + max((depths.get(other, 0) for other in others), default=0)
        if len(way) >= limits.NESTING or depths[name] > limits.NESTING:
            message = f"`{name}` rests on values that rest on each other more than {limits.NESTING} deep"
            found.error("GR902", message, let.span, help="write out some of the values between")
            depths[name] = 0
        types[name] = TypeChecker(kinds, types, found, sizes).type_of(let.value)
        sizes[name] = size_of(let.value, sizes)
        known = before.get(name)
        if known is not None and let.value is known.value and known.type == UNKNOWN_TYPE:
            types[name] = UNKNOWN_TYPE  # reported at an earlier reform
        elif (
            known is not None and UNKNOWN_TYPE not in (known.type, types[name]) and known.type.name != types[name].name
        ):
            from govrules.law.advice import instead  # which only a mistake needs

            message = f"`{name}` was {known.type.in_words()}, and this is {types[name].in_words()}"
            help = instead(let.value, known.type, like=known.value)
            labels = [Label(known.span, "it has its value from here")]
            found.error("GR301", message, let.span, help=help, labels=labels)
            types[name] = UNKNOWN_TYPE
        return types[name]

    for name in ruleset.lets:
        settle(name, ())
    return types, sizes


def _lets_in(node: object) -> set[str]:
    if isinstance(node, m.LetValue):
        return {node.name}
    if isinstance(node, tuple):
        return set().union(*(_lets_in(part) for part in node)) if node else set()
    if isinstance(node, m.Expr | m.Past | m.Narrowing):
        return set().union(*(_lets_in(getattr(node, field)) for field in node.__struct_fields__))
    return set()
