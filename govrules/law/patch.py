"""Patches: reforms and the options of readings as lists of changes, and how a list of changes makes one law another.

In: resolved changes. Out: the rule set that results. Changes are data, so that a reform can be applied in part, when
its clauses enter into force on different days, and compared clause by clause.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from govrules.calendar import Duration
from govrules.law import model as m
from govrules.syntax.tree import Citation
from govrules.text.source import Span

Kind = Literal["head", "value", "attribute", "rule", "exception", "power", "transition", "fact", "given"]


class Change(Struct, frozen=True):
    """One thing that a clause does to the law."""

    word: Literal["set", "add", "repeal", "replace"]
    kind: Kind
    name: str
    """The name of what changes; an attribute's is `Majilis.seats`, a given fact's its sentence."""
    what: Any
    """What stands there afterwards; None for what is repealed."""
    citation: Citation | None
    span: Span

    def in_words(self) -> str:
        """The change in short: `set term_length [K23 Art. 41.1]`."""
        cited = f" [{self.citation.text}]" if self.citation is not None else ""
        kind = "" if self.kind in ("value", "attribute") else f"{self.kind} "
        return f"{self.word} {kind}{self.name}{cited}"


class Entry(Struct, frozen=True):
    """When something enters into force: on a day, or with an event, perhaps a time after it."""

    day: date | None
    event: m.Match | None
    delay: Duration | None
    retroactive: bool
    span: Span


class Part(Struct, frozen=True):
    """The clauses of a reform that enter into force together."""

    entry: Entry
    changes: tuple[Change, ...]


class Reform(Struct, frozen=True):
    """A reform: what it amends, and its clauses by the time of their entry into force, the main ones first."""

    name: str
    title: str | None
    base: str
    citation: Citation | None
    parts: tuple[Part, ...]
    span: Span

    @property
    def changes(self) -> tuple[Change, ...]:
        """All its changes."""
        return tuple(change for part in self.parts for change in part.changes)


class Option(Struct, frozen=True):
    """One way to read the law."""

    name: str
    sentence: str | None
    citation: Citation | None
    changes: tuple[Change, ...]


class Reading(Struct, frozen=True):
    """A question on which lawyers disagree, and the ways to answer it. It stands in a rule set or reform, the owner."""

    name: str
    owner: str
    question: str
    citation: Citation | None
    options: tuple[Option, ...]
    span: Span


class Tables:
    """A rule set in the making: what it holds, by name."""

    def __init__(self, start: m.RuleSet) -> None:
        self.start = start
        self.lets = dict(start.lets)
        self.rules = dict(start.rules)
        self.exceptions = dict(start.exceptions)
        self.powers = dict(start.powers)
        self.transitions = dict(start.transitions)
        self.attributes = dict(start.attributes)
        self.givens = list(start.givens)
        self.fact_clauses = dict(start.fact_clauses)
        self._by_kind: dict[str, dict[str, Any]] = {
            "rule": self.rules,
            "exception": self.exceptions,
            "power": self.powers,
            "transition": self.transitions,
            "value": self.lets,
        }

    def ruleset(self) -> m.RuleSet:
        """The finished rule set."""
        return replace(
            self.start,
            lets=self.lets,
            rules=self.rules,
            exceptions=self.exceptions,
            powers=self.powers,
            transitions=self.transitions,
            attributes=self.attributes,
            givens=tuple(self.givens),
            fact_clauses=self.fact_clauses,
        )

    def make(self, change: Change) -> None:
        """Carry out a change."""
        match change.kind:
            case "head":
                self.start = replace(self.start, **{change.name: change.what})
            case "given" if change.word == "repeal":
                gone = (change.what.fact.name, change.what.values)
                self.givens = [each for each in self.givens if (each.fact.name, each.values) != gone]
            case "given":
                self.givens.append(change.what)
            case "attribute":
                owner, _, name = change.name.rpartition(".")
                self.attributes[owner, name] = change.what
            case "fact":
                before = self.fact_clauses.get(change.name, ()) if change.word == "add" else ()
                self.fact_clauses[change.name] = (*before, *change.what)
            case kind:
                table = self._by_kind[kind]
                if change.word != "repeal":
                    table[change.name] = change.what
                elif change.name in table:
                    del table[change.name]
                    if kind in ("rule", "power"):
                        self._drop_exceptions(change.name)

    def table(self, kind: str) -> dict[str, Any]:
        """What there is of a kind that goes by one name."""
        return self._by_kind[kind]

    def _drop_exceptions(self, name: str) -> None:
        """The repeal of a rule takes the exceptions to it along."""
        for exception in [each for each in self.exceptions.values() if name in each.rules]:
            left = tuple(rule for rule in exception.rules if rule != name)
            if left:
                self.exceptions[exception.name] = replace(exception, rules=left)
            else:
                del self.exceptions[exception.name]


def applied(ruleset: m.RuleSet, changes: Iterable[Change]) -> m.RuleSet:
    """The rule set after these changes, in their order."""
    tables = Tables(ruleset)
    for change in changes:
        tables.make(change)
    return tables.ruleset()
