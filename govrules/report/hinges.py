"""Hinges: on what a verdict hangs with which nothing is wrong, so that one knows what would change it.

In: a finding with its explanation. Out: sentences: the last day, the exception, the transition clause.
"""

from collections.abc import Iterable, Iterator, Sequence

from govrules.calendar import Moment
from govrules.engine.grounds import Ground
from govrules.engine.verdict import Finding

_NAMED = 3
"""The most events that one sentence names."""


def hinges(finding: Finding) -> Iterator[str]:
    """On what a finding hangs that nothing is wrong with: a last day, an exception, a transition clause."""
    grounds = finding.why.children if finding.why is not None else ()
    broken = "void" if any("void" in ground.about for ground in grounds if ground.kind == "trigger") else "unlawful"
    parts = [ground for ground in grounds if ground.kind == "part"]
    deadlines = [each.value for part in parts for each in part.children if each.kind == "deadline"]
    last = [each.in_words() for each in deadlines if isinstance(each, Moment)]
    one_last_day = len(parts) == 1 and len(last) == len(deadlines) and len(set(last)) == 1
    if finding.status == "satisfied":
        yield from _without_clauses(grounds, broken)
        if one_last_day and parts[0].truth is True:
            yield f"it would be late after {last[0]}"
        yield from _until_when(grounds, broken)
    if finding.status == "pending" and one_last_day:
        yield f"the rule is broken if that does not happen by {last[0]}"
    if finding.status == "excused":
        unmet = [ground for ground in grounds if ground.kind == "requirement" and ground.truth is False]
        applied = [ground.about[0] for ground in grounds if ground.kind == "exception" and ground.truth is True]
        if unmet and len(applied) == 1:
            yield f"without the exception `{applied[0]}` it would be {broken}"


def _without_clauses(grounds: Iterable[Ground], broken: str) -> Iterator[str]:
    """What would count if a transition clause did not leave it out of account, and whether that would be a breach."""
    for ground in grounds:
        left_out: dict[str, list[str]] = {}
        for event, clause in _disregards([ground]):
            said = f"`{event.text}` on {event.moment.day}" if event.moment is not None else f"`{event.text}`"
            left_out.setdefault(f"{clause.about[0]}", []).append(said)
        for name, events in left_out.items():
            distinct = list(dict.fromkeys(events))
            if len(distinct) <= _NAMED:
                breach = f", and this would be {broken}" if _would_be_too_many(ground, len(distinct)) else ""
                yield f"without `{name}`, {' and '.join(distinct)} would count{breach}"


def _would_be_too_many(requirement: Ground, more: int) -> bool:
    """Whether a requirement allows fewer events than it has, and so many more."""
    inner = requirement.children[0] if requirement.kind == "requirement" and requirement.children else None
    at_most = inner is not None and inner.kind == "exists" and inner.how == "<=" and isinstance(inner.value, int)
    return at_most and inner is not None and inner.value + more > inner.about[0]


def _until_when(grounds: Sequence[Ground], broken: str) -> Iterator[str]:
    """The day until which, or from which on, the act would have been unlawful, or would have become so.

    That is said of an act of which a length of time, and nothing else, is required.
    """
    asked = [ground for ground in grounds if ground.kind == "requirement"]
    if len(asked) != 1 or not asked[0].children or not any(ground.kind == "trigger" for ground in grounds):
        return
    compared = asked[0].children[0]
    event = next((each for ground in grounds if ground.kind == "trigger" for each in ground.children), None)
    if compared.kind != "comparison" or event is None or event.kind != "event":
        return
    day = compared.about[0] if compared.about else None
    if isinstance(day, Moment) and len(compared.children) == 2 and compared.children[0].kind == "measured":
        if compared.how in (">=", ">"):
            yield f"it would be {broken} " + (f"before {day.day}" if compared.how == ">=" else f"until {day.day}")
        elif compared.how in ("<=", "<"):
            yield f"it would be {broken} " + (f"after {day.day}" if compared.how == "<=" else f"from {day.day} on")


def _disregards(grounds: Iterable[Ground]) -> Iterator[tuple[Ground, Ground]]:
    """The events that only a transition clause keeps from counting, each with the clause."""
    for ground in grounds:
        against = [child for child in ground.children if child.truth is False]
        if ground.kind == "event" and len(against) == 1 and against[0].kind == "transition":
            yield ground, against[0]
        yield from _disregards(ground.children)
