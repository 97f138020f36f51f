"""Staging: which parts of a version only a reform can say, and what the law is before such a reform.

In: a library and versions of the law. Out: versions. A transition clause stands in a reform; one with `keep` needs the
law before it for those whom it keeps under it; and an act is void without a power if another version has one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.patch import Change, Tables
from govrules.law.touch import named_in
from govrules.syntax.tree import Citation
from govrules.text.source import Span


def transitions_by_reform(library: Library, law: m.RuleSet) -> dict[str, list[str]]:
    """The transition clauses of a version, by the reforms that made them."""
    chain = library.chain(law.name)
    made: dict[str, list[str]] = {name: [] for name in chain}
    for name in chain[1:]:
        for change in library.reforms[name].changes:
            if change.kind == "transition" and change.what is not None and _is_in(change, law):
                made[name].append(change.name)
    return made


def _is_in(change: Change, law: m.RuleSet) -> bool:
    known = law.transitions.get(change.name)
    return known is not None and known.span == change.what.span


def shows(changes: Iterable[Change], law: m.RuleSet) -> bool:
    """Whether any of these changes shows in a version; also if there is none that could."""
    nothing = True
    for change in changes:
        if change.kind == "head" or (change.kind == "given" and change.word == "repeal"):
            continue
        nothing = False
        owner, _, attribute = change.name.rpartition(".")
        match change.kind:
            case "given":
                there: object = change.what if change.what in law.givens else None
            case "attribute":
                there = law.attributes.get((owner, attribute))
            case "fact":
                there = change.what if set(change.what) <= set(law.fact_clauses.get(change.name, ())) else None
            case kind:
                there = Tables(law).table(kind).get(change.name)
        if _span(there) == _span(change.what):
            return True
    return nothing


def _span(what: object) -> object:
    return getattr(what, "span", what)


def living(law: m.RuleSet, notes: list[str]) -> m.RuleSet:
    """A version without what speaks only of what is gone: entrenchments and transition clauses."""
    tables = Tables(law)
    known = _names(law)
    for rule in law.rules.values():
        if rule.entrenches and known.isdisjoint(rule.entrenches):
            notes.append(f"`{rule.name}` is left out: nothing is left that it protects")
            tables.make(Change("repeal", "rule", rule.name, None, None, rule.span))
    norms = {*tables.rules, *tables.powers}
    tables.transitions = {}
    for name, said in law.transitions.items():
        disregards = tuple(each for each in said.disregards if not norms.isdisjoint(each.rules))
        if disregards or said.keeps:
            tables.transitions[name] = replace(said, disregards=disregards)
    return tables.ruleset()


def fits(change: Change, law: m.RuleSet) -> bool:
    """Whether a change finds in a version what it changes or speaks of."""
    norms = {*law.rules, *law.powers}
    match change.what:
        case m.ExceptionTo() if norms.isdisjoint(change.what.rules):
            return False
        case m.Transition() if not change.what.keeps:
            if all(norms.isdisjoint(each.rules) for each in change.what.disregards):
                return False
    if change.word == "add" or change.kind in ("head", "fact", "attribute"):
        return True
    if change.kind == "given":
        stated = {(each.fact.name, each.values) for each in law.givens}
        return (change.what.fact.name, change.what.values) in stated
    return change.name in Tables(law).table(change.kind)


def _names(law: m.RuleSet) -> set[str]:
    tables: tuple[Mapping[str, object], ...] = (
        *(law.rules, law.powers, law.exceptions, law.lets, law.transitions, law.fact_clauses),
    )
    return {name for table in tables for name in table}


def rests_on_event(law: m.RuleSet, reform: str) -> bool:
    """Whether something in a version counts from the commencement of a reform that an event decides."""
    return any(_counts_from(what, reform) for table in _tables(law) for what in table.values())


def _counts_from(what: object, reform: str) -> bool:
    return any(isinstance(each, m.Commencement) and each.of == reform for each in _parts(what))


def _tables(law: m.RuleSet) -> tuple[Mapping[Any, object], ...]:
    return (
        *(law.lets, law.rules, law.powers, law.exceptions, law.transitions),
        *(law.attributes, law.fact_clauses, dict(enumerate(law.givens))),
    )


def _parts(what: object) -> Iterator[object]:
    """Something resolved, and all that it is made of."""
    if isinstance(what, tuple):
        for part in what:
            yield from _parts(part)
    elif isinstance(what, Struct) and not isinstance(what, m.Occurrence | Span | Citation):
        yield what
        for name in what.__struct_fields__:
            yield from _parts(getattr(what, name))


def entities_in(law: m.RuleSet) -> set[str]:
    """The names of all things that a version names."""
    named = {owner for owner, _ in law.attributes}
    for table in _tables(law):
        for what in table.values():
            named |= {each.name for each in _parts(what) if isinstance(each, m.Entity) and each.kind != "Reform"}
    return named


def reforms_in(what: object) -> set[str]:
    """The rule sets and reforms that something names."""
    return {each.name for each in _parts(what) if isinstance(each, m.Entity) and each.kind == "Reform"}


# ---- keeping ---------------------------------------------------------------------------------------------------------


def apart_from(law: m.RuleSet, reforms: Iterable[str], transitions: Iterable[str]) -> m.RuleSet:
    """A version with these transition clauses alone, and without what counts from an event that these reforms name."""
    later = tuple(reforms)
    said = set(transitions)

    def stays(norm: object) -> bool:
        return not any(_counts_from(norm, reform) for reform in later)

    rules = {name: rule for name, rule in law.rules.items() if stays(rule)}
    powers = {name: power for name, power in law.powers.items() if stays(power)}
    left = {*rules, *powers}
    exceptions = {name: each for name, each in law.exceptions.items() if left.issuperset(each.rules) and stays(each)}
    kept = {name: each for name, each in law.transitions.items() if name in said}
    return replace(law, rules=rules, powers=powers, exceptions=exceptions, transitions=kept)


def former(library: Library, law: m.RuleSet, reform: str, transitions: Iterable[m.Transition]) -> m.RuleSet:
    """A version in which all that these transition clauses keep is as it was before the reform that says them."""
    kept = {name for each in transitions for keep in each.keeps for name in keep.names}
    if not kept:
        return law
    tables = Tables(law)
    _put_back(tables, library.rulesets[library.reforms[reform].base], kept)
    made = tables.ruleset()
    return law if made == law else made


def _put_back(tables: Tables, before: m.RuleSet, kept: set[str]) -> None:
    """Let norms and facts, and all that they rest on, be again as they were before."""
    for name, exception in list(tables.exceptions.items()):
        if not kept.isdisjoint(exception.rules) and name not in before.exceptions:
            del tables.exceptions[name]
    pairs: tuple[tuple[dict[str, Any], Mapping[str, Any]], ...] = (
        (tables.rules, before.rules),
        (tables.powers, before.powers),
        (tables.exceptions, before.exceptions),
        (tables.lets, before.lets),
        (tables.fact_clauses, before.fact_clauses),
    )
    back = _with_what_they_rest_on(before, kept)
    there = {*tables.rules, *tables.powers, *(name for name in back if name in before.rules or name in before.powers)}
    for name in back:
        for table, known in pairs:
            norm = known.get(name)
            if isinstance(norm, m.ExceptionTo):
                norm = replace(norm, rules=tuple(rule for rule in norm.rules if rule in there))
            if norm is not None and not alike(norm, table.get(name)):
                table[name] = norm
        owner, _, attribute = name.rpartition(".")
        value = before.attributes.get((owner, attribute))
        if value is not None and not alike(value, tables.attributes.get((owner, attribute))):
            tables.attributes[owner, attribute] = value


def alike(one: object, other: object) -> bool:
    """Whether two things mean the same, wherever they stand, and whatever they cite."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    if type(one) is not type(other) or not isinstance(one, Struct):
        return one == other
    fields = [field for field in one.__struct_fields__ if field not in ("span", "citation", "sentence", "type")]
    return all(alike(getattr(one, field), getattr(other, field)) for field in fields)


def _with_what_they_rest_on(law: m.RuleSet, names: set[str]) -> list[str]:
    waiting = sorted(names)
    found: dict[str, None] = {}
    while waiting:
        name = waiting.pop(0)
        if name in found:
            continue
        found[name] = None
        waiting += [each.name for each in law.exceptions.values() if name in each.rules]
        owner, _, attribute = name.rpartition(".")
        tables: tuple[Mapping[str, object], ...] = (
            *(law.rules, law.powers, law.exceptions, law.lets, law.fact_clauses),
        )
        for what in (*(table.get(name) for table in tables), law.attributes.get((owner, attribute))):
            waiting += sorted(set(named_in(what)))
    return list(found)


# ---- other versions --------------------------------------------------------------------------------------------------


def with_elsewhere(library: Library, law: m.RuleSet, notes: list[str]) -> tuple[m.RuleSet, list[str]]:
    """A version with the powers that only other versions have, what they rest on, and the things that they name.

    So too with a rule that a reform must not touch, if only other versions have it.
    """
    tables = Tables(law)
    wanted: dict[str, Any] = dict(law.elsewhere)
    names = {*_names(law), *wanted}
    asking = [rule for rule in law.rules.values() if not rule.entrenches]
    targets = {each.target for rule in asking for each in _parts(rule) if isinstance(each, m.Touches)}
    for target in sorted(targets - names):
        rules = [other.rules[target] for other in library.rulesets.values() if target in other.rules]
        if rules:
            wanted[target] = rules[0]
        else:
            notes.append(f"`{target}`, of which a rule asks whether a reform touches it, is not in this version")
    things: set[str] = set()
    for name, norm in wanted.items():
        other = next(r for r in library.rulesets.values() if norm in (r.powers.get(name), r.rules.get(name)))
        for each in _with_what_they_rest_on(other, {name}):
            if each in other.lets and each not in tables.lets:
                tables.lets[each] = other.lets[each]
                things |= {e.name for e in _parts(other.lets[each]) if isinstance(e, m.Entity)}
            owner, _, attribute = each.rpartition(".")
            if (owner, attribute) in other.attributes and (owner, attribute) not in tables.attributes:
                tables.attributes[owner, attribute] = other.attributes[owner, attribute]
                things.add(owner)
        things |= {each.name for each in _parts(norm) if isinstance(each, m.Entity) and each.kind != "Reform"}
        if isinstance(norm, m.Power):
            tables.powers[name] = norm
        else:
            tables.rules[name] = norm
    if not wanted:
        return law, []
    return replace(tables.ruleset(), elsewhere={}), sorted(things)
