"""The way from one version of the law to another: which reforms are made on it, which are undone, which text is new.

In: a library and the names of two rule sets or reforms. Out: the steps between them, in order. From a version to one
that rests on it every step is a reform; back again the same reforms are undone; between two branches the one is undone
down to what both rest on, and the other made from there. Where a rule set replaces another there is one step between.
"""

from typing import Literal

from msgspec import Struct

from govrules.law.library import Library


class Step(Struct, frozen=True):
    """One step: a reform is made or undone, or another text takes the place of one."""

    sort: Literal["reform", "undone", "text", "text undone", "other"]
    """`other` when nothing leads from the one to the other."""
    name: str
    """The reform or rule set that is made, or undone."""
    before: str
    after: str
    """The versions before and after the step."""


def way(library: Library, before: str, after: str) -> list[Step]:
    """The steps from one version to the other; none from a version to itself."""
    found = _along(library, before, after)
    if found is not None:
        return found
    back = _along(library, after, before)
    if back is not None:
        return [_undone(step) for step in reversed(back)]
    return [Step("other", after, before, after)]


def _along(library: Library, before: str, after: str) -> list[Step] | None:
    """The steps forward, through new texts if need be; None if the later one does not come after the earlier one."""
    texts = library.texts(after)
    roots = [chain[0] for chain in texts]
    start = library.root(before)
    if start not in roots:
        return None
    first = roots.index(start)
    steps = _in_text(library, before, texts[first][-1])
    for replaced, chain in zip(texts[first:], texts[first + 1 :], strict=False):
        steps.append(Step("text", chain[0], replaced[-1], chain[0]))
        steps += _in_text(library, chain[0], chain[-1])
    return steps


def _in_text(library: Library, before: str, after: str) -> list[Step]:
    """The steps within one text: down to what both rest on, and up from there."""
    old, new = library.chain(before), library.chain(after)
    shared = 0
    while shared < min(len(old), len(new)) and old[shared] == new[shared]:
        shared += 1
    undone = [Step("undone", old[at], old[at], old[at - 1]) for at in range(len(old) - 1, shared - 1, -1)]
    return undone + [Step("reform", new[at], new[at - 1], new[at]) for at in range(shared, len(new))]


def _undone(step: Step) -> Step:
    sorts: dict[str, Literal["reform", "undone", "text", "text undone"]] = {
        "reform": "undone",
        "undone": "reform",
        "text": "text undone",
    }
    return Step(sorts[step.sort], step.name, step.after, step.before)
