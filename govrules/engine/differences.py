"""What comes out differently in a variant: its findings beside those of its original, column by column.

In: the findings of both under one law, and which event of the original each event of the variant stands for. Out: the
findings whose status differs, and those that only one of the two has. Two findings are on the same thing when they are
of one rule and the same event set it going; of several, those with the same values go together.
"""

from collections.abc import Callable, Iterable, Mapping

from msgspec import Struct

from govrules.engine.verdict import Finding
from govrules.text.source import Span

_Key = Callable[[Finding], tuple[object, ...] | None]


class Difference(Struct, frozen=True):
    """A verdict that is not as in the original; None where there is none."""

    rule: str
    column: str
    """The rule set that is applied, or `in force`."""
    before: Finding | None
    """In the original."""
    after: Finding | None
    """In the variant."""


def differences(
    column: str, before: Iterable[Finding], after: Iterable[Finding], origins: Mapping[Span, Span]
) -> list[Difference]:
    """What differs in one column, in the order of the variant's findings; what is gone stands last."""
    left, pairs = list(before), dict[int, Finding]()
    waiting = list(enumerate(after))
    everything = list(waiting)

    def thing(finding: Finding) -> tuple[object, ...]:
        trigger = finding.trigger
        if trigger is None:
            return finding.rule, finding.follows_from is None
        place = origins.get(trigger.span, trigger.span) if trigger.span is not None else trigger.sentence
        return finding.rule, finding.follows_from is None, place

    def values(finding: Finding) -> tuple[object, ...]:
        return tuple(sorted((name, str(value)) for name, value in finding.bindings.items()))

    keys: tuple[_Key, ...] = (
        lambda finding: (*thing(finding), values(finding), finding.anchor),
        lambda finding: (*thing(finding), values(finding)),
        thing,
    )
    for key in keys:
        by_key: dict[object, list[Finding]] = {}
        for finding in left:
            by_key.setdefault(key(finding), []).append(finding)
        rest: list[tuple[int, Finding]] = []
        for at, finding in waiting:
            same = by_key.get(key(finding))
            if same:
                pairs[at] = same.pop(0)
            else:
                rest.append((at, finding))
        waiting, left = rest, [finding for same in by_key.values() for finding in same]
    made: list[Difference] = []
    for at, finding in everything:
        was = pairs.get(at)
        if was is None or was.status != finding.status:
            made.append(Difference(finding.rule, column, was, finding))
    return made + [Difference(finding.rule, column, finding, None) for finding in left]
