"""Causes: which findings stand only because an earlier act was void.

In: a judgement, and how to judge the same timeline with some void acts let stand. Out: the judgement, its echoes
marked: a finding that is not there, or is another one, when the void act is let stand, follows from it.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from govrules.engine.verdict import Finding, Judgement
from govrules.timeline.model import Timeline

_ECHOES = ("violated", "void", "concern", "undetermined")


def with_causes(
    judgement: Judgement,
    timeline: Timeline,
    key: Callable[[Finding], object],
    judged: Callable[[frozenset[int]], Judgement],
    tries: int,
) -> Judgement:
    """Mark what follows from void acts, the earliest cause first.

    `key` says which findings are on the same thing; `judged` judges with the events of these positions let stand, as
    often as there are tries.
    """
    findings = list(judgement.findings)
    positions = {event.span: position for position, event in enumerate(timeline.events)}
    tried = 0
    for cause in judgement.findings:
        trigger = cause.trigger
        if cause.status != "void" or trigger is None or trigger.span not in positions:
            continue
        suspects = [
            at
            for at, finding in enumerate(findings)
            if finding.status in _ECHOES and finding.follows_from is None and _is_later(finding, cause)
        ]
        standing = next(f for f in findings if key(f) == key(cause))
        if not suspects or standing.follows_from is not None or tried >= tries:
            continue
        tried += 1
        other = {key(finding): finding.status for finding in judged(frozenset([positions[trigger.span]])).findings}
        for at in suspects:
            if other.get(key(findings[at])) != findings[at].status:
                findings[at] = replace(findings[at], follows_from=cause.rule, cause=trigger)
    return replace(judgement, findings=tuple(findings))


def _is_later(finding: Finding, cause: Finding) -> bool:
    """Whether a finding is on something else, and not on something earlier."""
    same = finding.trigger is not None and cause.trigger is not None and finding.trigger.span == cause.trigger.span
    return not same and finding.date >= cause.date
