"""Generated cases made plain enough for generated functions, and whether those agree with the specification.

`python -m tests.properties.plain FIRST LAST` compares the cases of so many seeds.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from govrules.engine import reference
from govrules.engine.compiled import generate
from govrules.engine.compiled.verdicts import Program, Verdict
from govrules.engine.verdict import Finding
from govrules.law.library import Library
from govrules.text import limits
from govrules.timeline.model import Timeline
from tests.properties.strategies import drawn, read_all

STEPS = 20_000
_ROUNDS = 60
Said = tuple[object, ...]


class Compared(NamedTuple):
    """What came of a case under some versions."""

    name: str
    statuses: Counter[str]
    """Of the verdicts of the specification; empty if the case was left to it."""
    different: list[str]


def said_by(each: Verdict | Finding) -> Said:
    """What a verdict says, or a finding without its words."""
    if isinstance(each, Verdict):
        trigger = each.event.span if each.event is not None else None
    else:
        trigger = each.trigger.span if each.trigger is not None else None
    bindings = tuple(sorted((name, f"{value}") for name, value in each.bindings.items()))
    days = (each.date, each.anchor, each.due)
    return (each.rule, each.status, *days, bindings, trigger, each.follows_from)


def made_plain(timeline: Timeline, library: Library) -> Timeline | None:
    """The timeline, after all that is not plain was taken out of the library; None if that cannot be done."""
    library.readings.clear()
    events = frozenset(each.name for each in library.vocabulary.occurrences.values() if each.sort != "fact")
    for name, ruleset in list(library.rulesets.items()):
        transitions = {key: replace(each, keeps=()) for key, each in ruleset.transitions.items()}
        law = replace(ruleset, transitions=transitions)
        for _ in range(_ROUNDS):
            lacking = generate.reasons(library, [law], events)
            if not lacking:
                break
            for norm in {each.split("`")[1] for each in lacking if each.startswith("`")}:
                law = generate.without(law, norm)
        else:
            return None
        library.rulesets[name] = law
    _regulate(library)
    return replace(
        timeline,
        incomplete_before=None,
        events=tuple(replace(event, minute=None, last=None) for event in timeline.events),
    )


def _regulate(library: Library) -> None:
    """Let acts be regulated by the powers that are left."""
    families: dict[str, dict[str, object]] = {}

    def root(name: str) -> str:
        while (base := library.rulesets[name].base) is not None:
            name = base
        return name

    for name, law in library.rulesets.items():
        families.setdefault(root(name), {}).update(law.powers)
    for name, law in list(library.rulesets.items()):
        powers = families[root(name)]
        acts = frozenset(power.match.pattern.what.name for power in powers.values())
        elsewhere = {key: power for key, power in powers.items() if key not in law.powers}
        library.rulesets[name] = replace(law, regulated=acts, elsewhere=elsewhere)


class _NotTakenError(Exception):
    """Another engine is asked."""


def _nobody(*asked: object) -> object:
    raise _NotTakenError


def compare(seed: object) -> Iterator[Compared]:
    """The cases of a seed under each rule set, and under the first and the last at once."""
    for position, made in enumerate(read_all(drawn(Random(f"{seed}"), 2))):
        if made is None:
            continue
        timeline, library = made[0], made[1]
        plain = made_plain(timeline, library)
        if plain is None:
            continue
        names = list(library.rulesets)
        found: dict[str, list[Said] | None] = {}
        for chosen in [*([name] for name in names), *([[names[0], names[-1]]] if len(names) > 1 else [])]:
            yield _compared(f"{seed}-{position} under {' and '.join(chosen)}", plain, library, chosen, found)


def _compared(
    name: str, timeline: Timeline, library: Library, chosen: list[str], found: dict[str, list[Said] | None]
) -> Compared:
    program = Program(library, chosen)
    try:
        verdicts = program.verdicts([program.compact(timeline)], _nobody)  # type: ignore[arg-type]  # never asked
    except _NotTakenError:
        return Compared(name, Counter(), [])
    statuses: Counter[str] = Counter()
    different: list[str] = []
    counts = verdicts.counts()
    for at, ruleset in enumerate(chosen):
        if ruleset not in found:
            found[ruleset] = _specified(library, ruleset, timeline)
        specified = found[ruleset]
        if specified is None:
            continue
        own = [said_by(each) for each in verdicts.of(0, at)]
        more, less = Counter(own) - Counter(specified), Counter(specified) - Counter(own)
        different += [f"only generated, under {ruleset}: {each}" for each in more]
        different += [f"only specified, under {ruleset}: {each}" for each in less]
        statuses.update(f"{each[1]}" for each in specified)
        if sum(times for (each, _, _), times in counts.items() if each == ruleset) != len(own):
            different.append(f"another count under {ruleset}")
        if [(each[2], each[0]) for each in own] != [(each[2], each[0]) for each in specified] and not more:
            different.append(f"another order under {ruleset}")
    return Compared(name, statuses, different)


def _specified(library: Library, name: str, timeline: Timeline) -> list[Said] | None:
    """What the specification finds; None if it takes too long."""
    usual = limits.STEPS
    limits.STEPS = STEPS
    try:
        judgement = reference.run(library, name, timeline).judgement
    except RecursionError:
        return None
    finally:
        limits.STEPS = usual
    return None if judgement.limited else [said_by(each) for each in judgement.findings]


def main() -> int:
    """Compare the cases of the seeds that are named, and say where they differ."""
    statuses: Counter[str] = Counter()
    taken = left = bad = 0
    for seed in range(int(sys.argv[1]), int(sys.argv[2])):
        for each in compare(f"plain-{seed}"):
            taken += bool(each.statuses)
            left += not each.statuses
            statuses.update(each.statuses)
            if each.different:
                bad += 1
                print(each.name, *each.different, sep="\n  ", flush=True)
    print(f"{taken:,} with verdicts, {left:,} without or left out, {bad:,} different; {dict(statuses)}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
