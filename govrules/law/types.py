"""Types: what a slot, an attribute or an expression can be.

A type is a kind that a vocabulary declares, or one of the kinds built in. Percentages carry what they are a share of.
"""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct


class Type(Struct, frozen=True):
    """A kind; for `Percent`, with its base (`votes`, `participants`, `the roll`), None when the base is left open."""

    name: str
    base: str | None = None

    def in_words(self) -> str:
        """How a message names the type."""
        words = {
            "Text": "a text",
            "Number": "a number",
            "Percent": "a percentage",
            "Money": "an amount of money",
            "Date": "a date",
            "Duration": "a duration",
            "Clock": "a time of day",
            "Zone": "a time zone",
            "YesNo": "yes or no",
            "Reform": "a reform",
            "Unknown": "something unknown",
            "Elapsed": "a length of time",
            "Nobody": "`nobody`",
        }
        said = words.get(self.name, f"a name of kind {self.name}")
        return f"{said} of {self.base}" if self.base else said


TEXT = Type("Text")
NUMBER = Type("Number")
PERCENT = Type("Percent")
MONEY = Type("Money")
DATE = Type("Date")
DURATION = Type("Duration")
CLOCK = Type("Clock")
ZONE = Type("Zone")
YES_NO = Type("YesNo")
REFORM = Type("Reform")
UNKNOWN_TYPE = Type("Unknown")
"""The type of something whose error has been reported; it goes with everything."""
ELAPSED = Type("Elapsed")
"""A length of time that has passed: it compares with durations, by adding them forward."""
PERSON_OR_NOBODY = Type("Nobody")

BUILT_IN = {t.name: t for t in (TEXT, NUMBER, PERCENT, MONEY, DATE, DURATION, CLOCK, ZONE, YES_NO, REFORM)}


class Kind(Struct, frozen=True):
    """A declared kind: the kind that it is a kind of, and its attributes."""

    name: str
    parent: str | None
    attributes: dict[str, Type]


@lru_cache(maxsize=1_024)
def keyword(kind: str) -> str:
    """The word that declares a thing of a kind: `Office` gives `office`, `PoliticalParty` gives `political_party`."""
    words = "".join(f"_{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(kind))
    return words.replace(" ", "").replace("__", "_")


class Kinds:
    """The kinds of a vocabulary and how they stand to each other."""

    __slots__ = ("_ancestors", "_kinds")

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}
        self._ancestors: dict[str, frozenset[str]] = {}

    def add(self, kind: Kind) -> None:
        """Add a kind; its parent may come later."""
        self._kinds[kind.name] = kind
        self._ancestors.clear()

    def get(self, name: str) -> Kind | None:
        """The declared kind of that name."""
        return self._kinds.get(name)

    def names(self) -> list[str]:
        """All kinds, declared and built in."""
        return [*self._kinds, *BUILT_IN]

    def declared(self) -> list[str]:
        """The declared kinds."""
        return list(self._kinds)

    def is_a(self, name: str, ancestor: str) -> bool:
        """Whether a kind is another one, or a kind of it."""
        line = self._ancestors.get(name)
        if line is None:
            line = self._ancestors[name] = frozenset(self._line(name))
        return ancestor in line

    def _line(self, name: str) -> list[str]:
        """A kind and all that it is a kind of."""
        line: list[str] = []
        at: str | None = name
        while at is not None and at not in line:
            line.append(at)
            kind = self._kinds.get(at)
            at = kind.parent if kind else None
        return line

    def narrower(self, name: str) -> list[str]:
        """The kinds that are declared to be a kind of it."""
        return [kind.name for kind in self._kinds.values() if kind.parent == name]

    def with_attribute(self, attribute: str) -> list[str]:
        """The kinds that are declared with an attribute."""
        return [kind.name for kind in self._kinds.values() if attribute in kind.attributes]

    def related(self, one: str, two: str) -> bool:
        """Whether something can be of both kinds."""
        return self.is_a(one, two) or self.is_a(two, one)

    def attribute(self, kind: str, name: str) -> Type | None:
        """The type of an attribute of a kind, its own or inherited."""
        at: str | None = kind
        for _ in range(len(self._kinds) + 1):
            declared = self._kinds.get(at or "")
            if declared is None:
                return None
            if name in declared.attributes:
                return declared.attributes[name]
            at = declared.parent
        return None

    def attributes(self, kind: str) -> list[str]:
        """The names of all attributes of a kind."""
        names: list[str] = []
        at: str | None = kind
        for _ in range(len(self._kinds) + 1):
            declared = self._kinds.get(at or "")
            if declared is None:
                break
            names += declared.attributes
            at = declared.parent
        return names
