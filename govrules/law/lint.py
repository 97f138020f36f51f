"""Lint: what is well formed but cannot be meant.

In: a rule set without errors, and the one that it reforms. Out: warnings, and errors for consequences that would
never come to an end, and for stated facts that contradict each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from govrules.law import model as m
from govrules.law.circles import check_circles, circles, rounds
from govrules.law.norms import variables_of
from govrules.law.types import Type
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, Label
from govrules.text.source import Span


def lint(ruleset: m.RuleSet, base: m.RuleSet | None, found: Diagnostics) -> None:
    """Look at all that is new in a rule set."""
    for rule in ruleset.rules.values():
        if base is None or base.rules.get(rule.name) is not rule:
            _can_fire(rule, ruleset, found)
    check_circles(ruleset, base, found)
    _check_deemed(ruleset, base, found)
    _check_transitions(ruleset, base, found)


# ---- stated facts ---------------------------------------------------------------------------------------------------


def contradictions(ruleset: m.RuleSet, base: m.RuleSet | None, stated: Mapping[Span, str], found: Diagnostics) -> None:
    """Report facts that are stated to hold and not to hold on the same day. `stated` has their sentences.

    Of each fact the lines are gone through by the day on which they begin, and each is held against the line of the
    other kind that reaches farthest.
    """
    known = {given.span for given in base.givens} if base is not None else set[Span]()
    places = {given.span: at for at, given in enumerate(ruleset.givens)}
    alike: dict[tuple[object, ...], list[m.Given]] = {}
    for given in ruleset.givens:
        alike.setdefault((given.fact.name, given.values), []).append(given)
    for givens in alike.values():
        if len({given.holds for given in givens}) < 2:
            continue
        farthest: dict[bool, m.Given] = {}
        for given in sorted(givens, key=lambda each: each.begin or date.min):
            other = farthest.get(not given.holds)
            if other is not None and (given.begin or date.min) <= (other.end or date.max):
                first, second = sorted((given, other), key=lambda each: (not _in_rules(each), places[each.span]))
                if not {given.span, other.span} <= known:
                    _contradicts(first, second, stated, found)
            own = farthest.get(given.holds)
            if own is None or (own.end or date.max) < (given.end or date.max):
                farthest[given.holds] = given


def _in_rules(given: m.Given) -> bool:
    return given.span.path.endswith(".gov")


def _contradicts(first: m.Given, second: m.Given, stated: Mapping[Span, str], found: Diagnostics) -> None:
    begin = max(first.begin or date.min, second.begin or date.min)
    end = min(first.end or date.max, second.end or date.max)
    days = f"from {begin} to {end}" if begin != end else f"on {begin}"
    if begin == date.min or end == date.max:
        days = "at all times" if begin == date.min and end == date.max else f"from {begin} on"
        days = f"up to {end}" if begin == date.min and end != date.max else days
    message = f"`{stated.get(second.span, second.fact.name)}` is stated both to hold and not to hold {days}"
    labels = [Label(first.span, "stated to hold here" if first.holds else "stated not to hold here")]
    help = "keep one of them, or say with `from` and `to` on which days each is so"
    if _in_rules(first) and not _in_rules(second):
        help = "the law states it; say it for other days, or take the line out"
    found.error("GR517", message, second.span, labels=labels, help=help)


# ---- rules that never apply -----------------------------------------------------------------------------------------


def _can_fire(rule: m.Rule, ruleset: m.RuleSet, found: Diagnostics) -> None:
    reasons: list[str | None] = []
    match rule.body:
        case m.WhenBody():
            for trigger in rule.body.triggers:
                reason = _never(trigger.where) or _never(trigger.match.where)
                if reason is None and trigger.edge is not None:
                    reason = _never_changes(trigger.match.pattern, trigger.edge, ruleset)
                reasons.append(reason)
        case m.WhileBody():
            reasons.append(_never(rule.body.where) or _never(rule.body.match.where))
    if reasons and all(reason is not None for reason in reasons):
        help = "mend the condition, or take the rule out"
        found.warning("GR601", f"`{rule.name}` can never apply: {reasons[0]}", rule.span, help=help)


def _never_changes(pattern: m.Pattern, edge: str, ruleset: m.RuleSet) -> str | None:
    clauses = ruleset.fact_clauses.get(pattern.what.name, ())
    if not clauses or any(isinstance(clause, m.FactWhileClause) for clause in clauses):
        return None  # a timeline may state it from a day to a day; or it follows from other facts
    if edge == "ends" and not any(
        isinstance(clause, m.FactEndsOnClause) or (isinstance(clause, m.FactWhenClause) and clause.edge == "ends")
        for clause in clauses
    ):
        return f"nothing ever ends `{pattern.what.phrase.text}`"
    return None


def _never(condition: m.Expr | None) -> str | None:
    """Why a condition is never true, if that can be seen from its text alone."""
    if condition is None:
        return None
    if isinstance(condition, m.Junction):
        reasons = [_never(part) for part in condition.parts]
        if condition.operator == "and":
            named = [reason for reason in reasons if reason is not None]
            return named[0] if named else _two_values(condition)
        return reasons[0] if all(reason is not None for reason in reasons) else None
    if isinstance(condition, m.Comparison):
        left, right = condition.left, condition.right
        if isinstance(left, m.Variable) and isinstance(right, m.Variable) and left.name == right.name:
            if condition.operator in ("!=", "<", ">"):
                return f"`{left.name} {condition.operator} {right.name}` is never true"
        elif isinstance(left, m.Constant) and isinstance(right, m.Constant):
            same = left.value == right.value
            if (condition.operator == "=" and not same) or (condition.operator == "!=" and same):
                return "it compares two fixed values"
    return None


def _two_values(condition: m.Junction) -> str | None:
    seen: dict[str, m.Value] = {}
    for part in condition.parts:
        if (
            isinstance(part, m.Comparison)
            and part.operator == "="
            and isinstance(part.left, m.Variable)
            and isinstance(part.right, m.Constant)
        ):
            known = seen.setdefault(part.left.name, part.right.value)
            if known != part.right.value:
                return f"`{part.left.name}` cannot be two things at once"
    return None


# ---- circles --------------------------------------------------------------------------------------------------------


def _check_deemed(ruleset: m.RuleSet, base: m.RuleSet | None, found: Diagnostics) -> None:
    """What the law deems to happen at once must not lead back to itself."""
    deeming = {
        rule.name: (rule, rule.body.consequence.pattern)
        for rule in ruleset.rules.values()
        if isinstance(rule.body, m.WhenBody) and isinstance(rule.body.consequence, m.DeemedConsequence)
    }
    if len(deeming) > limits.DEEMING_RULES:
        message = f"there are more than {limits.DEEMING_RULES:,} rules with `deemed`"
        found.error("GR903", message, ruleset.span, help="split them over several rule sets")
        return
    edges: dict[str, set[str]] = {
        name: {
            other
            for other, (target, _) in deeming.items()
            if isinstance(target.body, m.WhenBody)
            and any(_sets_going(pattern, trigger, ruleset) for trigger in target.body.triggers)
        }
        for name, (_, pattern) in deeming.items()
    }
    for way in circles(edges):
        if any(base is None or base.rules.get(name) is not deeming[name][0] for name in way):
            for name, said in rounds(way):
                found.error(
                    "GR310",
                    f"what `{name}` deems to happen sets `{name}` going again: {said}",
                    deeming[name][0].span,
                    help="narrow one of the rules, or let time pass between them",
                )


def _sets_going(event: m.Pattern, trigger: m.Trigger, ruleset: m.RuleSet) -> bool:
    """Whether an event of this pattern could set a trigger going."""
    if trigger.edge is None:
        return _could_be(event, trigger.match.pattern) and not _excluded(event, trigger)
    return any(
        each.edge is None
        and _could_be(event, each.match.pattern)
        and _heads_agree(event, clause.head, each, trigger.match.pattern)
        for clause in ruleset.fact_clauses.get(trigger.match.pattern.what.name, ())
        if isinstance(clause, m.FactWhenClause) and clause.edge == trigger.edge
        for each in clause.triggers
    )


def _could_be(one: m.Pattern, two: m.Pattern) -> bool:
    if one.what.name != two.what.name:
        return False
    for a, b in zip(one.terms, two.terms, strict=True):
        if isinstance(a, m.Constant) and isinstance(b, m.Constant) and a.value != b.value:
            return False
    return True


def _excluded(event: m.Pattern, trigger: m.Trigger) -> bool:
    """Whether the trigger's own condition rules out the event's fixed values (`where O = President`)."""
    if not isinstance(trigger.where, m.Junction | m.Comparison):
        return False
    parts = trigger.where.parts if isinstance(trigger.where, m.Junction) else (trigger.where,)
    for part in parts:
        if not (isinstance(part, m.Comparison) and part.operator == "=" and isinstance(part.left, m.Variable)):
            continue
        for term, own in zip(event.terms, trigger.match.pattern.terms, strict=True):
            if (
                isinstance(own, m.Variable)
                and own.name == part.left.name
                and isinstance(term, m.Constant)
                and isinstance(part.right, m.Constant)
                and term.value != part.right.value
            ):
                return True
    return False


def _heads_agree(event: m.Pattern, head: m.Pattern, inner: m.Trigger, wanted: m.Pattern) -> bool:
    """Whether the fact that the event begins or ends can be the wanted one, by the values that are fixed."""
    values = {
        own.name: term
        for own, term in zip(inner.match.pattern.terms, event.terms, strict=True)
        if isinstance(own, m.Variable) and isinstance(term, m.Constant)
    }
    bound = variables_of(inner.match.pattern)
    for own, asked in zip(head.terms, wanted.terms, strict=True):
        fixed = values.get(own.name) if isinstance(own, m.Variable) and own.name in bound else own
        if isinstance(fixed, m.Constant) and isinstance(asked, m.Constant) and fixed.value != asked.value:
            return False
        if isinstance(own, m.Variable) and isinstance(asked, m.Constant):
            values.setdefault(own.name, asked)
    where = inner.where
    parts = where.parts if isinstance(where, m.Junction) and where.operator == "and" else (where,)
    return not any(_differs_from_itself(part, values) for part in parts)


def _differs_from_itself(condition: m.Expr | None, values: dict[str, m.Constant]) -> bool:
    """Whether a condition `X != O` fails because both stand for the same thing."""
    if not isinstance(condition, m.Comparison) or condition.operator != "!=":
        return False
    sides = []
    for side in (condition.left, condition.right):
        known = values.get(side.name) if isinstance(side, m.Variable) else side
        sides.append(known.value if isinstance(known, m.Constant) else object())
    return bool(sides[0] == sides[1])


# ---- transitions that change nothing --------------------------------------------------------------------------------


def _check_transitions(ruleset: m.RuleSet, base: m.RuleSet | None, found: Diagnostics) -> None:
    """What a rule is to disregard should be something that it looks at."""
    for transition in ruleset.transitions.values():
        if base is not None and base.transitions.get(transition.name) is transition:
            continue
        for disregard in transition.disregards:
            for name in disregard.rules:
                norm = ruleset.rules.get(name) or ruleset.powers.get(name)
                if norm is None or disregard.match.pattern.what.sort == "fact":
                    continue
                if not any(_could_be(disregard.match.pattern, seen) for seen in _events_seen(norm, ruleset)):
                    message = f"`{name}` never looks at such events, so that disregarding them changes nothing"
                    found.warning("GR602", message, disregard.span, help=_instead(norm, transition))


def _events_seen(norm: m.Rule | m.Power, ruleset: m.RuleSet) -> list[m.Pattern]:
    """The events that a rule or power looks at: what sets it going, what it and its exceptions ask of the past."""
    seen: list[m.Pattern] = []
    values: set[str] = set()
    facts: set[str] = set()

    def look(node: object) -> None:
        match node:
            case m.Pattern():
                if node.what.sort != "fact":
                    seen.append(node)
                elif node.what.name not in facts:
                    facts.add(node.what.name)
                    for clause in ruleset.fact_clauses.get(node.what.name, ()):
                        if isinstance(clause, m.FactWhileClause):
                            look(clause.condition)
            case m.LetValue():
                if node.name not in values and node.name in ruleset.lets:
                    values.add(node.name)
                    look(ruleset.lets[node.name].value)
            case m.DutyAct():
                look((node.match.where, node.within))
            case m.Release():
                look(node.match.where)
            case m.DeemedConsequence():
                return
            case tuple():
                for part in node:
                    look(part)
            case Struct() if not isinstance(node, m.Occurrence | m.Entity | Span | Type):
                for field in node.__struct_fields__:
                    if field != "otherwise_deemed":
                        look(getattr(node, field))

    look(norm)
    look(tuple(exception.where for exception in ruleset.exceptions.values() if norm.name in exception.rules))
    return seen


def _instead(norm: m.Rule | m.Power, transition: m.Transition) -> str:
    """What to write so that a rule looks away from what was earlier."""
    body = norm.body if isinstance(norm, m.Rule) else None
    if isinstance(body, m.WhileBody):
        fact = _said(body.match.pattern)
    else:
        edges = [t for t in body.triggers if t.edge is not None] if isinstance(body, m.WhenBody) else []
        if not edges:
            return "name the events that the rule asks for or is set going by, or leave the rule out"
        fact = _said(edges[0].match.pattern)
    written = f"`add exception {transition.name} to {norm.name}`, and in it `where start of ({fact}) < commencement`"
    return f"for stretches that began earlier write an exception: {written}"


def _said(pattern: m.Pattern) -> str:
    """A sentence of rules as it may be written."""
    values: dict[str, str] = {}
    for each, term in zip(pattern.what.fields, pattern.terms, strict=True):
        match term:
            case m.Variable():
                values[each.name] = term.name
            case m.Constant() if isinstance(term.value, m.Entity):
                values[each.name] = term.value.name
    return pattern.what.phrase.say(values)
