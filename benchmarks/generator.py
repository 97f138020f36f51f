"""Timelines of the common workload, made from a seed: the same on every machine and under every version of Python.

Out: stories in which each rule is kept and broken often, deadlines are met to the day and missed by one, and events
gather at the ends of months, on leap days and on one day. How dense they are does not depend on their length, so a
story of 20,000 events goes on for some four thousand years.
"""

from calendar import isleap, monthrange
from collections.abc import Iterator
from datetime import date
from heapq import heappop, heappush

from benchmarks import events as e
from benchmarks.events import Event, Story

SEED = 20260701
FIRST_YEAR = 1990
_LONGEST_GAP = 210
_POOL = 9
_WORD = (1 << 64) - 1


class Dice:
    """Whole numbers that look random: a linear congruential generator, of which the upper half is used."""

    def __init__(self, seed: int) -> None:
        self.state = (seed * 0x9E3779B97F4A7C15 + 0xD1B54A32D192ED03) & _WORD
        for _ in range(4):
            self.below(2)

    def below(self, limit: int) -> int:
        """A number from 0 to below the limit."""
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) & _WORD
        return (self.state >> 33) % limit

    def chance(self, percent: int) -> bool:
        """True so often in a hundred."""
        return self.below(100) < percent

    def one_of(self, *choices: int) -> int:
        """One of the choices."""
        return choices[self.below(len(choices))]


def months_later(day: int, months: int) -> int:
    """The day so many months later, or the last one of its month if there is no such day."""
    then = date.fromordinal(day)
    year, month = divmod(then.year * 12 + then.month - 1 + months, 12)
    return date(year, month + 1, min(then.day, monthrange(year, month + 1)[1])).toordinal()


def stories(count: int, events: int, seed: int = SEED) -> list[Story]:
    """So many timelines with so many events each."""
    return [story(number, events, seed) for number in range(count)]


def story(number: int, events: int, seed: int = SEED) -> Story:
    """The timeline of that number."""
    return _Course(Dice(seed * 1_000_003 + number)).story(number, events)


class _Course:
    """The course of one story: what is bound to come, by day, and what comes of itself in between."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self.coming: list[tuple[int, int, Event]] = []
        self.order = 0
        self.persons = _POOL
        self.pool = list(range(_POOL))
        self.holders = [-1] * len(e.OFFICES)
        self.bills = 0

    def story(self, number: int, length: int) -> Story:
        made: list[Event] = []
        for event in self._events():
            made.append(event)
            if len(made) == length:
                break
        return Story(number, made[-1][0] + self.dice.below(40), self.persons, self.bills, made)

    def _events(self) -> Iterator[Event]:
        day = date(FIRST_YEAR, 1, 1).toordinal()
        while True:
            day = self._next_day(day)
            while self.coming and self.coming[0][0] <= day:
                event = heappop(self.coming)[2]
                if self._can_be(event):
                    self._follow(event)
                    yield event
            event = self._of_itself(day)
            if self._can_be(event):
                self._follow(event)
                yield event

    def _next_day(self, day: int) -> int:
        """Some days later; often on the last day of a month, and on a leap day if one is near."""
        if self.dice.chance(8):
            return day
        day += 1 + self.dice.below(_LONGEST_GAP)
        if self.dice.chance(12):
            then = date.fromordinal(day)
            return then.replace(day=monthrange(then.year, then.month)[1]).toordinal()
        if self.dice.chance(12):
            then = date.fromordinal(day)
            if isleap(then.year) and then.month <= 2:
                return date(then.year, 2, 29).toordinal()
        return day

    def _of_itself(self, day: int) -> Event:
        """An event that nothing else leads to."""
        dice = self.dice
        drawn = dice.below(100)
        if drawn < 24:
            office = dice.below(len(e.OFFICES))
            share = 500 + dice.one_of(-60, -1, 0, 1, 30, 49, 50, 51, 80, 120, 200)
            return (day, e.ELECTED, self._candidate(office), office, share)
        if drawn < 34:
            return (day, e.TAKES, self.pool[dice.below(len(self.pool))], dice.below(len(e.OFFICES)), 0)
        if drawn < 38:
            office = dice.below(len(e.OFFICES))
            return (day, e.LEAVES, self.holders[office], office, 0)
        if drawn < 40:
            return (day, e.DIES, self.pool[dice.below(len(self.pool))], 0, 0)
        if drawn < 58:
            return (day, e.CALLED, dice.below(len(e.OFFICES)), 0, 0)
        if drawn < 66:
            return (day, e.DISSOLVED, dice.below(len(e.CHAMBERS)), 0, 0)
        self.bills += 1
        chamber = dice.below(len(e.CHAMBERS))
        seats = e.SEATS[chamber]
        return (day, e.ADOPTED, chamber, self.bills - 1, seats // 2 + 1 + dice.below(seats // 2))

    def _candidate(self, office: int) -> int:
        """The holder, a known person or a new one."""
        if self.holders[office] >= 0 and self.dice.chance(35):
            return self.holders[office]
        at = self.dice.below(len(self.pool))
        if self.dice.chance(35):
            self._replace(at)
        return self.pool[at]

    def _replace(self, at: int) -> None:
        """Put a new person in the place of one in the pool."""
        self.pool[at] = self.persons
        self.persons += 1

    def _can_be(self, event: Event) -> bool:
        """Whether it is still possible: nobody who is dead acts, and nobody leaves what he does not hold."""
        _, kind, first, second, _ = event
        if kind == e.LEAVES:
            return first >= 0 and self.holders[second] == first
        if kind in (e.TAKES, e.ELECTED):
            return first in self.pool or first in self.holders
        return True

    def _later(self, day: int, kind: int, first: int, second: int = 0, number: int = 0) -> None:
        self.order += 1
        heappush(self.coming, (day, self.order, (day, kind, first, second, number)))

    def _follow(self, event: Event) -> None:
        """Let an event change who holds what, and lead to what comes later."""
        dice = self.dice
        day, kind, first, second, _ = event
        if kind == e.ELECTED:
            if dice.chance(75):
                self._later(day + dice.below(60), e.TAKES, first, second)
        elif kind == e.TAKES:
            self.holders[second] = first
            if dice.chance(60):
                end = months_later(day, dice.one_of(60, 60, 84)) + dice.one_of(-1, 0, 1, 2)
                self._later(end, e.LEAVES, first, second)
        elif kind == e.LEAVES:
            self.holders[second] = -1
            if dice.chance(40):
                then = months_later(day, dice.one_of(1, 6)) + dice.one_of(-1, 0, 1)
                self._later(then, e.TAKES, first, (second + 1) % len(e.OFFICES))
        elif kind == e.DIES:
            self.holders = [-1 if holder == first else holder for holder in self.holders]
            self._replace(self.pool.index(first))
        elif kind == e.CALLED:
            if dice.chance(85):
                self._later(self._window(day), e.HELD, first)
        elif kind == e.ADOPTED:
            self._later(day + dice.below(20), e.PRESENTED, second)
        elif kind == e.PRESENTED:
            if dice.chance(88):
                self._later(self._decision(day), dice.one_of(e.SIGNED, e.SIGNED, e.RETURNED), first)
        elif kind == e.SIGNED:
            if dice.chance(40):
                self._later(day + 1 + dice.below(10), e.PUBLISHED, first)
        elif kind == e.RETURNED:
            for chamber, seats in enumerate(e.SEATS):
                votes = dice.one_of(2 * seats // 3, 2 * seats // 3 + 1, 3 * seats // 4, 3 * seats // 4 + 1, seats - 5)
                self._later(day + 5 + dice.below(40), e.OVERRIDDEN, chamber, first, votes)
        elif kind == e.DISSOLVED and dice.chance(50):
            again = months_later(day, dice.one_of(12, 18)) + dice.one_of(-1, 0, 1)
            self._later(again, e.DISSOLVED, first)

    def _window(self, day: int) -> int:
        """When an early election is held: around the first or the last day of either setting, or at any time."""
        dice = self.dice
        near = dice.one_of(-1, 0, 0, 1)
        days = (
            day + 20 + near,
            day + 30 + near,
            months_later(day, 2) + near,
            months_later(day, 3) + near,
            day + 30 + dice.below(30),
            day + 5 + dice.below(100),
        )
        return days[dice.below(len(days))]

    def _decision(self, day: int) -> int:
        """When a bill is signed or returned: around the last day of either setting, or at any time."""
        dice = self.dice
        near = dice.one_of(-1, 0, 0, 1)
        days = (day + 15 + near, months_later(day, 1) + near, day + dice.below(15), day + 16 + dice.below(20))
        return days[dice.below(len(days))]
