"""Flips: which clauses of a reform make a verdict differ between the law before it and the law after it.

In: a timeline, an earlier version and a later one that reforms make of it. Out: for each verdict that differs, a set of
clauses that suffices to make it what it is after the reform, and of which none can be left out. It is found by trying:
the timeline is judged under the earlier version with some of the clauses. Readings are taken at their first option.
"""

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine.engines import Engine
from govrules.engine.law import Assumed
from govrules.engine.readings import key_of
from govrules.engine.verdict import Finding
from govrules.law import model as m
from govrules.law.circles import without_circles
from govrules.law.patch import Change, applied
from govrules.law.touch import rests_on, touched
from govrules.text import limits
from govrules.timeline.model import Timeline

ABSENT = "not triggered"


class Clause(Struct, frozen=True):
    """A clause of a reform."""

    reform: str
    change: Change


class Flip(Struct, frozen=True):
    """A verdict that differs between two versions."""

    finding: Finding
    """The finding under the later version, or under the earlier one if the later has none."""
    before: str
    after: str
    clauses: tuple[Clause, ...]
    """What makes it differ; nothing if it differs only because how the later law was made is history there."""
    tried: bool = True
    """False when more versions would have to be tried than the limit allows."""


def flips(engine: Engine, before: str, after: str, timeline: Timeline, about: str | None = None) -> tuple[Flip, ...]:
    """The verdicts, of every rule or of one, that differ between a version and one that reforms make of it.

    There are none for a new text.
    """
    library = engine.library
    chain = library.chain(after)
    if before not in chain or before == after:
        return ()
    names = chain[chain.index(before) + 1 :]
    clauses = [(name, change) for name in names for change in library.reforms[name].changes]
    return tuple(_Trials(engine, before, after, timeline, clauses).flips(about))


class _TooManyError(Exception):
    """More trials than the limit allows."""


Table = dict[tuple[object, ...], Finding]


class _Trials:
    """Judges a timeline under the earlier version with some of the clauses."""

    def __init__(
        self, engine: Engine, before: str, after: str, timeline: Timeline, clauses: list[tuple[str, Change]]
    ) -> None:
        self.engine = engine
        library = engine.library
        self.after = after
        self.timeline = timeline
        self.clauses = clauses
        self.earlier = library.rulesets[before]
        self.later = library.rulesets[after]
        self.rest = (rests_on(self.earlier), rests_on(self.later))
        options = tuple((r.name, r.options[0].name) for r in library.readings.values())
        self.assumed = Assumed(options, "down")
        self.known: dict[frozenset[int], Table] = {}

    def flips(self, about: str | None) -> Iterator[Flip]:
        every = frozenset(range(len(self.clauses)))
        none, all_of_them = self._judged(frozenset()), self._judged(every)
        own = self._table(self.earlier)
        for key in dict.fromkeys((*own, *all_of_them)):
            was, now = _status(own, key), _status(all_of_them, key)
            finding = all_of_them.get(key) or own[key]
            if was == now or about not in (None, finding.rule):
                continue
            if _status(none, key) == now:
                yield Flip(finding, was, now, ())
                continue
            try:
                needed = self._needed(key, finding.rule, now, every)
            except _TooManyError:
                yield Flip(finding, was, now, (), False)
                continue
            yield Flip(finding, was, now, tuple(self._clause(at) for at in sorted(needed)))

    def _clause(self, at: int) -> Clause:
        return Clause(*self.clauses[at])

    def _needed(self, key: tuple[object, ...], rule: str, now: str, every: frozenset[int]) -> frozenset[int]:
        """A set of clauses that suffices for a verdict, and of which none can be left out.

        The clauses that touch the rule are tried first: most often they suffice.
        """
        near = frozenset(at for at in every if self._touches(at, rule))
        needed = near if self._gives(near, key, now) else every
        size = max(1, len(needed) // 2)
        while True:
            order = sorted(needed)
            for start in range(0, len(order), size):
                without = needed - set(order[start : start + size])
                if len(without) < len(needed) and self._gives(without, key, now):
                    needed = without
            if size == 1:
                smaller = next((needed - {at} for at in sorted(needed) if self._gives(needed - {at}, key, now)), None)
                if smaller is None:
                    return needed
                needed = smaller
            size = max(1, size // 2)

    def _touches(self, at: int, rule: str) -> bool:
        change = (self.clauses[at][1],)
        bases = zip((self.earlier, self.later), self.rest, strict=True)
        return any(rule in touched(change, base, rest) for base, rest in bases)

    def _gives(self, chosen: frozenset[int], key: tuple[object, ...], now: str) -> bool:
        return _status(self._judged(chosen), key) == now

    def _judged(self, chosen: frozenset[int]) -> Table:
        """The findings under the earlier version with these clauses."""
        known = self.known.get(chosen)
        if known is None:
            if len(self.known) >= limits.TRIALS:
                raise _TooManyError
            changes = [self.clauses[at][1] for at in sorted(chosen)]
            changed = without_circles(applied(self.earlier, changes))
            later = self.later
            version = replace(changed, lineage=later.lineage, regulated=later.regulated, elsewhere=later.elsewhere)
            known = self.known[chosen] = self._table(version)
        return known

    def _table(self, version: m.RuleSet) -> Table:
        run = self.engine.run(self.after, self.timeline, assumed=self.assumed, version=version)
        table: Table = {}
        for finding in run.judgement.findings:
            key, times = key_of(finding), 0
            while (*key, times) in table:
                times += 1
            table[(*key, times)] = finding
        return table


def _status(table: Table, key: tuple[object, ...]) -> str:
    finding = table.get(key)
    return finding.status if finding is not None else ABSENT
