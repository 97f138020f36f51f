"""Libraries: everything that a set of files declares."""

from __future__ import annotations

from govrules.law.model import FactEndsOnClause, RuleSet, Trigger, Vocabulary
from govrules.law.patch import Entry, Reading, Reform
from govrules.law.ready import Alone
from govrules.law.touch import changed, occurrences_in, rests_on_any


class Library:
    """The rules that a set of files declares: a vocabulary, its rule sets, and the reforms and readings behind them."""

    __slots__ = (
        "_named",
        "_touched",
        "alone",
        "composed",
        "entries",
        "failed",
        "impossible",
        "readings",
        "reforms",
        "rulesets",
        "scheduled",
        "vocabulary",
    )

    def __init__(
        self,
        vocabulary: Vocabulary,
        rulesets: dict[str, RuleSet],
        reforms: dict[str, Reform],
        readings: dict[str, Reading],
        entries: dict[str, Entry],
        failed: frozenset[str] = frozenset(),
        impossible: tuple[Trigger, ...] = (),
    ) -> None:
        self.vocabulary = vocabulary
        self.rulesets = rulesets
        """Every rule set, and for every reform the rule set that it makes, all its parts applied."""
        self.reforms = reforms
        self.readings = readings
        self.entries = entries
        """When each rule set that is no reform enters into force."""
        self.impossible = impossible
        """What cannot happen, whatever the law says."""
        self.failed = failed
        """The rules, powers and reforms that could not be read: what names them is right."""
        self.alone: Alone | None = None
        """What a timeline can build upon, if this is the library of a rule file."""
        self.composed: dict[object, RuleSet] = {}
        """Versions that were put together before, by what they were put together from."""
        self._touched: dict[str, frozenset[str]] = {}
        self._named: dict[int, tuple[object, set[str]]] = {}
        self.scheduled = frozenset(
            name
            for ruleset in rulesets.values()
            for name, clauses in ruleset.fact_clauses.items()
            if FactEndsOnClause in map(type, clauses)
        )
        """The facts that some version schedules to end."""

    def touches(self, reform: str, target: str) -> bool:
        """Whether a reform touches something of the rule set that it amends."""
        base = self.rulesets[self.reforms[reform].base]
        known = self._touched.get(reform)
        if known is None:
            known = self._touched[reform] = changed(self.reforms[reform].changes, base)
        return rests_on_any(target, known, base)

    def named_in(self, norm: object) -> set[str]:
        """The names of all events and facts in a norm or clause. What was looked at once is remembered."""
        known = self._named.get(id(norm))
        if known is None:
            known = self._named[id(norm)] = (norm, occurrences_in(norm))
        return known[1]

    def root(self, name: str) -> str:
        """The rule set that a reform, or a reform of one, amends in the end."""
        while name in self.reforms:
            name = self.reforms[name].base
        return name

    def chain(self, name: str) -> list[str]:
        """A rule set and the reforms that lead to this one, in the order in which they rest on each other."""
        names = [name]
        while names[-1] in self.reforms:
            names.append(self.reforms[names[-1]].base)
        return names[::-1]

    def texts(self, name: str) -> list[list[str]]:
        """The chains of the rule sets that this one replaces, each after the other, and its own."""
        chains = [self.chain(name)]
        while (replaced := self.rulesets[chains[0][0]].replaces) is not None and replaced in self.rulesets:
            if any(replaced in chain for chain in chains):
                break
            chains.insert(0, self.chain(replaced))
        return chains
