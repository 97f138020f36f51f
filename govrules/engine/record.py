"""The record: what has happened so far, and which facts held when.

A *place* in the record is a whole number: everything with a smaller number lies in the past. An event at place 7 sees
the state at place 7, in which it has not happened yet; the state after it is the one at place 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from govrules.calendar import Moment
from govrules.law.model import Occurrence, RuleSet, Value
from govrules.syntax.tree import Citation
from govrules.text.source import Span

BEFORE_EVERYTHING = -1


class Happening(Struct, eq=False):
    """An event that took place, or that the law deems to have taken place."""

    place: int
    moment: Moment
    what: Occurrence
    values: tuple[Value, ...]
    sentence: str
    citation: Citation | None
    span: Span | None
    deemed_by: str | None = None
    """The rule that deemed it to happen; None for an event of the timeline."""
    certain: bool = True
    """False when it is not known whether the event was valid."""
    void: bool = False
    written: str | None = None
    """Its date as it is written, if it is uncertain."""
    position: int | None = None
    """Its position among the events of the timeline; None for what the law deems to have happened."""

    @property
    def day(self) -> date:
        """Its civil day."""
        return self.moment.day


class Stretch(Struct, eq=False):
    """A time during which a fact held."""

    fact: str
    values: tuple[Value, ...]
    begun: int
    """The place of what began it."""
    start: Moment | None
    """Its first day; None when it held from before anything is known."""
    begun_by: Happening | None = None
    certain: bool = True
    ended: int | None = None
    end: Moment | None = None
    ended_by: Happening | None = None
    perhaps_ended: int | None = None
    stated: Span | None = None

    def holds(self, place: int) -> bool | None:
        """Whether the fact held at a place of the record; None when that is not known."""
        if place <= self.begun or (self.ended is not None and place > self.ended):
            return False
        if not self.certain or (self.perhaps_ended is not None and place > self.perhaps_ended):
            return None
        return True


class Denial(Struct, eq=False):
    """A statement that a fact does not hold, from a day to a day."""

    values: tuple[Value, ...]
    begin: date | None
    end: date | None
    span: Span

    def covers(self, day: date) -> bool:
        """Whether it speaks of that day."""
        return (self.begin is None or self.begin <= day) and (self.end is None or day <= self.end)


class At(Struct, frozen=True):
    """Where a question is asked from: a place in the record, the day at hand, and what judges."""

    place: int
    now: Moment
    law: RuleSet
    """The version of the law by which the question is answered."""
    this: Happening | None = None
    rule: str | None = None
    rounding: str | None = None
    start: Moment | None = None
    """The first day of the stretch, inside `F ends on …`."""


class Record:
    """Everything that has happened and held so far, in one list each: nothing is indexed, everything is looked at."""

    def __init__(self) -> None:
        self.happenings: list[Happening] = []
        self.stretches: list[Stretch] = []
        self.denials: dict[str, list[Denial]] = {}
        self.place = 0
        self.days: list[tuple[int, date]] = []

    def next_place(self, day: date) -> int:
        """Open a new place on a day."""
        place = self.place
        self.place += 1
        self.days.append((place, day))
        return place

    def held(self, fact: str, place: int) -> list[Stretch]:
        """The stretches of a fact that hold, or may hold, at a place."""
        return [stretch for stretch in self.stretches if stretch.fact == fact and stretch.holds(place) is not False]

    def over(self, fact: str, place: int) -> Iterator[Stretch]:
        """The stretches of a fact that were over at a place, the one that began last first."""
        for stretch in reversed(self.stretches):
            if (
                stretch.fact == fact
                and stretch.begun < place
                and stretch.end is not None
                and stretch.holds(place) is False
            ):
                yield stretch

    def place_after(self, day: date) -> int:
        """The place at which everything of a day lies in the past."""
        return 1 + max((place for place, on in self.days if on <= day), default=BEFORE_EVERYTHING)
