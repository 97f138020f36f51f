"""Expectations that no finding can meet: a status that a rule of this sort never has.

In: the norms of a name in all the versions of the law that an expectation speaks of, and a status. Out: what to expect
instead, or None where a finding may have that status.
"""

from __future__ import annotations

from collections.abc import Sequence

from govrules.law import model as m
from govrules.law.library import Library

Norm = m.Rule | m.Power


def versions(name: str, under: str | None, library: Library) -> list[Norm]:
    """The rules and powers of a name, in one version of the law or in all, readings included."""
    rulesets = [library.rulesets[under]] if under is not None else list(library.rulesets.values())
    norms: list[Norm] = []
    for ruleset in rulesets:
        for table in (ruleset.rules, ruleset.powers, ruleset.elsewhere):
            norm = table.get(name)
            if norm is not None:
                norms.append(norm)
    for reading in library.readings.values():
        for option in reading.options:
            norms += [each.what for each in option.changes if each.name == name and isinstance(each.what, Norm)]
    return norms


def hopeless(norms: Sequence[Norm], status: str | None) -> str | None:
    """What to expect instead of a status that none of these norms can have."""
    if status is None or not norms or any(_can_have(norm, status) for norm in norms):
        return None
    first = norms[0]
    if isinstance(first, m.Power):
        return {
            "violated": "an act beyond its power is `void`",
            "pending": "a power has no deadline: its use is `satisfied` or `void`",
        }.get(status, "`met` and `concern` are for principles: the use of a power is `satisfied` or `void`")
    if status in ("met", "concern"):
        word = "satisfied" if status == "met" else _broken(first)
        return f"`{status}` is for principles: a rule is `{word}`"
    if status == "pending":
        return "only a duty, with `then`, can be pending"
    if first.is_principle:
        return f"a principle is `{'met' if status == 'satisfied' else 'concern'}`"
    if status == "void":
        return "only a rule with `otherwise void`, or an act without power, is void: a breach of this one is `violated`"
    return "a rule with `otherwise void` is not violated: what breaks it is `void`"


def _can_have(norm: Norm, status: str) -> bool:
    if status in ("undetermined", "contested", "excused"):
        return True
    if isinstance(norm, m.Power):
        return status in ("satisfied", "void")
    consequence = None if isinstance(norm.body, m.WhileBody) else norm.body.consequence
    if status == "pending":
        return isinstance(consequence, m.DutyConsequence)
    if norm.is_principle:
        return status in ("met", "concern")
    return status == "satisfied" or status == _broken(norm)


def _broken(rule: m.Rule) -> str:
    consequence = None if isinstance(rule.body, m.WhileBody) else rule.body.consequence
    return "void" if isinstance(consequence, m.RequireConsequence) and consequence.void else "violated"
