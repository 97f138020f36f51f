"""The history: what has happened and held so far, found by name and by what stands in a slot.

In: happenings and stretches as they come. Out: those that a question may be about, in the order in which they came. A
*place* is a whole number, as in `govrules.engine.record`; places are opened in the order of the days.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator
from datetime import date
from typing import Generic, Protocol, TypeVar

from govrules.engine.record import BEFORE_EVERYTHING, Denial, Happening, Stretch
from govrules.law.model import UNKNOWN, Value

_NONE: tuple[()] = ()
_NO_PLACES: list[int] = []


class Listener(Protocol):
    """What has to know of changes."""

    stale: bool


class Spell(Stretch, eq=False):
    """A stretch with its number: stretches are numbered in the order in which they begin."""

    number: int = 0


Item = TypeVar("Item", Happening, Spell)


class Shelf(Generic[Item]):
    """The events of one name, or the stretches of one fact, also by the values of the slots that were asked for."""

    __slots__ = ("by_slot", "items")

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.by_slot: dict[int, dict[Value, list[Item]]] = {}

    def add(self, item: Item) -> None:
        """Put a further item at the end."""
        self.items.append(item)
        for slot, values in self.by_slot.items():
            values.setdefault(item.values[slot], []).append(item)

    def with_value(self, slot: int, value: Value) -> list[Item]:
        """The items with this value in a slot; those in which it is not known are not among them."""
        values = self.by_slot.get(slot)
        if values is None:
            values = self.by_slot[slot] = {}
            for item in self.items:
                values.setdefault(item.values[slot], []).append(item)
        return values.get(value) or []

    def narrowed(self, known: list[tuple[int, Value]]) -> list[Item]:
        """The items that may have these values in these slots: as few as one slot can tell apart."""
        best = self.items
        for slot, value in known:
            some = self.with_value(slot, value)
            open_ = self.by_slot[slot].get(UNKNOWN)
            if open_:
                continue
            if len(some) < len(best):
                best = some
                if not best:
                    break
        return best


class Running:
    """The stretches of one fact that have not ended, by number, and by the values of the slots that were asked for."""

    __slots__ = ("by_slot", "changed", "ended", "spells")

    def __init__(self) -> None:
        self.spells: dict[int, Spell] = {}
        self.ended: list[Spell] = []
        """Those that have ended, in the order in which they did."""
        self.changed = BEFORE_EVERYTHING
        """The latest place at which one of them began or ended."""
        self.by_slot: dict[int, dict[Value, dict[int, Spell]]] = {}

    def begin(self, spell: Spell) -> None:
        """A stretch begins."""
        self.spells[spell.number] = spell
        self.changed = max(self.changed, spell.begun)
        for slot, values in self.by_slot.items():
            values.setdefault(spell.values[slot], {})[spell.number] = spell

    def end(self, spell: Spell) -> None:
        """A stretch has ended."""
        self.spells.pop(spell.number, None)
        insort(self.ended, spell, key=lambda each: BEFORE_EVERYTHING if each.ended is None else each.ended)
        if spell.ended is not None:
            self.changed = max(self.changed, spell.ended)
        for slot, values in self.by_slot.items():
            values[spell.values[slot]].pop(spell.number, None)

    def among(self, known: list[tuple[int, Value]]) -> list[Spell]:
        """The stretches running now that may have these values."""
        best = self.spells
        for slot, value in known:
            some = self._of_slot(slot, value)
            if some is not None and len(some) < len(best):
                best = some
        return list(best.values())

    def at(self, place: int, known: list[tuple[int, Value]] | tuple[()] = _NONE) -> list[Spell]:
        """The stretches that hold, or may hold, at a place, and may have these values, by number."""
        best = self.spells
        for slot, value in known:
            some = self._of_slot(slot, value)
            if some is not None and len(some) < len(best):
                best = some
        if place > self.changed:
            return list(best.values())
        found = [spell for spell in best.values() if spell.begun < place]
        recent: list[Spell] = []
        for spell in reversed(self.ended):
            if spell.ended is None or spell.ended < place:
                break
            if spell.begun < place:
                recent.append(spell)
        return sorted([*found, *recent], key=lambda spell: spell.number) if recent else found

    def _of_slot(self, slot: int, value: Value) -> dict[int, Spell] | None:
        values = self.by_slot.get(slot)
        if values is None:
            values = self.by_slot[slot] = {}
            for number, spell in self.spells.items():
                values.setdefault(spell.values[slot], {})[number] = spell
        return None if values.get(UNKNOWN) else values.get(value, {})


class History:
    """All that has happened and held so far."""

    def __init__(self) -> None:
        self.stretches: list[Spell] = []
        self._begun = 0
        self.denials: dict[str, list[Denial]] = {}
        self.place = 0
        self._days: list[date] = []
        self._after: list[int] = []
        """The days on which something happened or changed, and for each the first place after it."""
        self.events: dict[str, Shelf[Happening]] = {}
        self.facts: dict[str, Shelf[Spell]] = {}
        self.running: dict[str, Running] = {}
        self.listeners: dict[str, list[Listener]] = {}
        """What has to know when something happens under a name, or a fact begins, ends or perhaps ends."""
        self.tallies: dict[str, dict[tuple[int, ...], dict[tuple[Value, ...], list[int]]]] = {}
        """Of the events of a name, by the values of some slots, the places."""
        self.untold: dict[str, set[int]] = {}
        """Of the events of a name, the slots in which some value is not known; -1 if some event is not certain."""
        self.begun_at: dict[int, list[Spell]] = {}
        self.ended_at: dict[int, list[Spell]] = {}
        """What began, and what ended or perhaps ended, at the places of the moment at hand."""

    @property
    def days(self) -> list[tuple[int, date]]:
        """Every place with its day."""
        first = [0, *self._after]
        return [(place, day) for at, day in enumerate(self._days) for place in range(first[at], first[at + 1])]

    def next_place(self, day: date) -> int:
        """Open a new place on a day."""
        place = self.place
        self.place += 1
        if self._days and self._days[-1] == day:
            self._after[-1] = self.place
        else:
            self._days.append(day)
            self._after.append(self.place)
        return place

    def place_after(self, day: date) -> int:
        """The place at which everything of a day lies in the past."""
        at = bisect_right(self._days, day)
        return self._after[at - 1] if at else 0

    # ---- writing ----------------------------------------------------------------------------------------------------

    def happen(self, happening: Happening) -> None:
        """An event enters the record."""
        name = happening.what.name
        shelf = self.events.get(name)
        if shelf is None:
            shelf = self.events[name] = Shelf()
        shelf.add(happening)
        if not happening.certain:
            self.untold.setdefault(name, set()).add(-1)
        if UNKNOWN in happening.values:
            unknown = {slot for slot, value in enumerate(happening.values) if value is UNKNOWN}
            self.untold.setdefault(name, set()).update(unknown)
        for slots, places in self.tallies.get(name, {}).items():
            places.setdefault(tuple(happening.values[slot] for slot in slots), []).append(happening.place)
        self._changed(name)

    def begin(self, spell: Spell) -> None:
        """A stretch begins."""
        spell.number = self._begun
        self._begun += 1
        self.stretches.append(spell)
        shelf = self.facts.get(spell.fact)
        if shelf is None:
            shelf = self.facts[spell.fact] = Shelf()
            self.running[spell.fact] = Running()
        shelf.add(spell)
        running = self.running[spell.fact]
        if spell.ended is None:
            running.begin(spell)
        else:
            running.ended.append(spell)
        self.begun_at.setdefault(spell.begun, []).append(spell)
        self._changed(spell.fact)

    def end(self, spell: Spell) -> None:
        """A stretch has ended."""
        self.running[spell.fact].end(spell)
        if spell.ended is not None:
            self.ended_at.setdefault(spell.ended, []).append(spell)
        self._changed(spell.fact)

    def perhaps_end(self, spell: Spell, place: int) -> None:
        """A stretch may have ended at a place."""
        spell.perhaps_ended = place
        self.ended_at.setdefault(place, []).append(spell)
        self._changed(spell.fact)

    def _changed(self, name: str) -> None:
        for listener in self.listeners.get(name, ()):
            listener.stale = True

    def forget(self, keeps: Callable[[Happening], bool], keeps_ended: Callable[[Spell], bool]) -> int:
        """Forget the events, and the stretches that have ended, that need not be kept. Gives back how many are kept."""
        kept = 0
        for name, shelf in self.events.items():
            items = [happening for happening in shelf.items if keeps(happening)]
            kept += len(items)
            if len(items) < len(shelf.items):
                shelf.items, shelf.by_slot = items, {}
                self.tallies.pop(name, None)
        self.stretches = [spell for spell in self.stretches if spell.ended is None or keeps_ended(spell)]
        for shelf_of_fact in self.facts.values():
            spells = [spell for spell in shelf_of_fact.items if spell.ended is None or keeps_ended(spell)]
            if len(spells) < len(shelf_of_fact.items):
                shelf_of_fact.items, shelf_of_fact.by_slot = spells, {}
        for running in self.running.values():
            running.ended = [spell for spell in running.ended if keeps_ended(spell)]
        return kept + len(self.stretches)

    # ---- reading ----------------------------------------------------------------------------------------------------

    def of_event(self, name: str, place: int, known: list[tuple[int, Value]] | tuple[()] = _NONE) -> list[Happening]:
        """The events of a name before a place that may have these values in these slots."""
        shelf = self.events.get(name)
        if shelf is None:
            return []
        found = shelf.narrowed(known) if known else shelf.items
        if found and found[-1].place >= place:
            return found[: bisect_left(found, place, key=lambda happening: happening.place)]
        return found

    def tally(self, name: str, known: list[tuple[int, Value]]) -> list[int] | None:
        """The places of the events of a name that have these values; None if some may or may not have them."""
        slots = tuple(slot for slot, _ in known)
        untold = self.untold.get(name)
        if untold is not None and (-1 in untold or not untold.isdisjoint(slots)):
            return None
        by_slots = self.tallies.setdefault(name, {})
        places = by_slots.get(slots)
        if places is None:
            places = by_slots[slots] = {}
            for happening in self.events[name].items if name in self.events else ():
                places.setdefault(tuple(happening.values[slot] for slot in slots), []).append(happening.place)
        return places.get(tuple(value for _, value in known), _NO_PLACES)

    def of_fact(self, name: str, known: list[tuple[int, Value]] | tuple[()] = _NONE) -> list[Spell]:
        """The stretches of a fact so far, ended or not, that may have these values in these slots."""
        shelf = self.facts.get(name)
        if shelf is None:
            return []
        return shelf.narrowed(known) if known else shelf.items

    def holding(self, name: str, place: int, known: list[tuple[int, Value]] | tuple[()] = _NONE) -> list[Spell]:
        """The stretches of a fact that hold or may hold at a place, and may have these values."""
        running = self.running.get(name)
        return running.at(place, known) if running is not None else []

    def held(self, fact: str, place: int) -> list[Spell]:
        """The stretches of a fact that hold, or may hold, at a place."""
        return self.holding(fact, place)

    def over(self, fact: str, place: int) -> Iterator[Spell]:
        """The stretches of a fact that were over at a place, the one that began last first."""
        for spell in reversed(self.of_fact(fact)):
            if spell.begun < place and spell.end is not None and spell.holds(place) is False:
                yield spell

    def has_changed(self, places: list[int]) -> bool:
        """Whether something began, ended or perhaps ended at one of these places."""
        return not (self.begun_at.keys().isdisjoint(places) and self.ended_at.keys().isdisjoint(places))

    def changed_at(self, places: list[int]) -> Iterator[tuple[Spell, str, bool]]:
        """What ended, then what began, at these places: the stretch, which of the two, and whether it is certain."""
        ended = [spell for place in places for spell in self.ended_at.get(place, ())]
        seen: set[int] = set()
        for spell in sorted(ended, key=lambda each: each.number):
            if spell.number in seen:
                continue
            seen.add(spell.number)
            if spell.ended is not None and spell.ended in places:
                yield spell, "ends", spell.certain
            elif spell.perhaps_ended is not None and spell.perhaps_ended in places:
                yield spell, "ends", False
        for spell in sorted((s for place in places for s in self.begun_at.get(place, ())), key=lambda s: s.number):
            yield spell, "begins", spell.certain
