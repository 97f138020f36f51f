"""Why a rule has no finding: it is not in this law, nothing of its sort happened, or nothing set it going.

In: a column of a check that was asked to explain the rule. Out: a ground. What an event lacked was noted in the run.
"""

from collections.abc import Iterator
from datetime import date

from govrules.calendar import Moment
from govrules.engine import say
from govrules.engine.columns import ColumnResult, TimelineResult
from govrules.engine.grounds import Ground
from govrules.law import model as m
from govrules.law.library import Library


def untriggered(result: TimelineResult, column: ColumnResult, name: str, on: date | None = None) -> Ground:
    """Why a rule has no finding in a column, or none on a day."""
    law = "in force" if column.in_force else f"under {column.ruleset}"
    norm = result.norm(column, name)
    day = f" on {on}" if on is not None else ""
    if norm is None:
        children = tuple(_absence(result.library, column.ruleset, name))
        return _made(f"`{name}` is no rule of `{column.ruleset}`", children, name)
    if isinstance(norm, m.ExceptionTo):
        rules = " and ".join(f"`{rule}`" for rule in norm.rules)
        return _made(f"`{name}` is an exception to {rules}: ask why of that", (), name, norm)
    missed = [ground for rule, ground in column.judgement.missed if rule == name]
    missed = [ground for ground in missed if on is None or ground.moment is None or ground.moment.day == on]
    children = tuple(missed) or tuple(_nothing(result, column, norm, on))
    return _made(f"`{name}` was not set going{day} {law}", children, name, norm)


def _made(
    text: str, children: tuple[Ground, ...], name: str, norm: m.Rule | m.Power | m.ExceptionTo | None = None
) -> Ground:
    span, citation = (norm.span, norm.citation) if norm is not None else (None, None)
    return Ground("untriggered", text, children=children, span=span, citation=citation, about=(name,))


def _absence(library: Library, ruleset: str, name: str) -> Iterator[Ground]:
    """What took a rule out of the law, or would bring it in."""
    chains = library.texts(ruleset)
    own = [each for chain in chains for each in chain]
    for reform in library.reforms.values():
        for change in reform.changes:
            if change.name != name or change.kind not in ("rule", "principle", "power", "exception"):
                continue
            if change.word == "repeal" and reform.name in own:
                said = f"{reform.name} repeals it"
            elif change.word == "add" and reform.name not in own:
                said = f"{reform.name} adds it, and `{ruleset}` does not rest on that"
            else:
                continue
            yield Ground("law", said, span=change.span, citation=change.citation, about=(reform.name,))
    for chain in chains[:-1]:
        if library.rulesets[chain[-1]].norm(name) is not None:
            yield Ground("law", f"it was a rule of {chain[0]}, which {chains[-1][0]} replaces", about=(chain[0],))
    known = {
        r for r in library.rulesets if r not in own and r not in library.reforms and library.rulesets[r].norm(name)
    }
    for other in sorted(known):
        yield Ground("law", f"it is a rule of {other}", span=library.rulesets[other].span, about=(other,))


def _nothing(result: TimelineResult, column: ColumnResult, norm: m.Rule | m.Power, on: date | None) -> Iterator[Ground]:
    timeline = result.timeline
    until = f"up to {timeline.until}" if on is None else f"on {on}"
    patterns: list[tuple[m.Pattern, str | None]] = []
    if isinstance(norm, m.Power):
        patterns = [(norm.match.pattern, None)]
    elif isinstance(norm.body, m.WhenBody):
        patterns = [(trigger.match.pattern, trigger.edge) for trigger in norm.body.triggers]
    elif isinstance(norm.body, m.WhileBody):
        said = f"({say.bracket(norm.body.match, {})}) did not hold {until}"
        yield Ground("default", said, False, about=(norm.body.match.pattern.what.name,))
    else:
        when = say.anchor(norm.body.every) if norm.body.every is not None else say.expression(norm.body.point, {})
        every = "every " if norm.body.every is not None else ""
        yield Ground("default", f"it looks on {every}{when}, and there is no such day {until}", False, about=("",))
    for pattern, edge in patterns:
        said = say.pattern(pattern, {})
        if edge is not None:
            yield Ground("default", f"({said}) {edge} nowhere {until}", False, about=(pattern.what.name,))
            continue
        same = [e for e in timeline.events if e.what.name == pattern.what.name and (on is None or e.day == on)]
        if not same:
            yield Ground("default", f"`{said}` does not happen {until}", False, about=(pattern.what.name,))
        for event in same[:4]:
            reforms = [v.name for v in event.values if isinstance(v, m.Entity) and v.kind == "Reform"]
            lineage = result.library.rulesets[column.ruleset].lineage
            history = not column.in_force and any(each in lineage for each in reforms)
            why = "how this law was made is history under it, and not judged" if history else "it was not looked at"
            note = Ground("default", why, False, about=("",))
            about = (event.what.name, (), event.values, None)
            moment = Moment(event.day, event.minute)
            yield Ground("event", event.sentence, False, None, "", (note,), moment, event.span, event.citation, about)
