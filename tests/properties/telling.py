"""Timelines for generated cases: what happened, on which days, dense and often on the days that the rules turn on."""

from datetime import date, timedelta
from typing import NamedTuple

from tests.properties.amending import Amending
from tests.properties.drafting import Text
from tests.properties.words import Said, Slot, later

LAST_DAY = date(2006, 12, 31)


class Told(NamedTuple):
    """A dated line: its day, its time of day in minutes, and its text."""

    day: date
    minute: int | None
    written: str
    sentence: str


class Telling(Amending):
    """Writes timelines."""

    def declarations(self) -> list[str]:
        """What timelines of the rule file that was written declare and state beside it."""
        people = [each for each in self.people if each not in self.in_rules]
        lines: list[str] = []
        for name in people:
            lines += [
                f"person {name}",
                *("  " + line for line in self._attributes("Person", Text("told"), self.people)),
            ]
        for _ in range(self.weighted(((4, 0), (3, 1), (3, 2), (1, 3)))):
            lines.append(self._stated(self.given(self.people, stated_only=True)))
        return lines

    def timeline(self, declarations: list[str]) -> list[str]:
        """A timeline of the events of the rule file that was written."""
        events = self._events()
        head = ['timeline "told"\n  use "./law.gov"', *(f"  {line}" for line in self._columns())]
        last = max((each.day for each in events), default=self.days[0])
        if not events or self.chance(0.6):
            until = later(last, self.length()) if self.chance(0.5) else last + timedelta(days=self.one((0, 1, 30, 90)))
            head.append(f"  until {min(until, LAST_DAY)}")
        if self.chance(0.1):
            head.append(
                f"  incomplete before {min(each.day for each in events) if events and self.chance(0.5) else self.day()}"
            )
        if self.clocks and self.chance(0.3):
            head.append(f"  timezone {self.literal('Zone')}")
        lines = [*declarations]
        lines += [f"{each.written}: {each.sentence}{self.cited() if self.chance(0.3) else ''}" for each in events]
        return [part for line in (*head, *lines) for part in line.split("\n")]

    def _columns(self) -> list[str]:
        """Under which laws it is checked."""
        last = self.chain[-1]
        if len(self.chain) == 1 and not self.new_text:
            return ["under base"]
        if self.new_text and self.chance(0.6):
            return ["before base", "after renewed"]
        if len(self.chain) == 1:
            return ["under base", "under renewed"]
        return ["before base", f"after {last}", *(f"under {name}" for name in self.chain[1:-1] if self.chance(0.4))]

    def _events(self) -> list[Told]:
        number = self.weighted(((0.5, 0), (1, 1), (3, 3), (4, 4), (4, 6), (3, 8), (1, 11), (0.3, 14)))
        days: list[date] = []
        while len(days) < number:
            roll = self.random.random()
            if days and roll < 0.4:
                day = later(self.one(days), self.length(), self.one((0, 0, 0, -1, 1)))
            elif days and roll < 0.6:
                day = self.one(days)
            else:
                day = self.day()
            days.append(min(day, LAST_DAY))
        told = [self._told(day) for day in days]
        told += self._made()
        told.sort(key=lambda each: (each.day, -1 if each.minute is None else each.minute))
        return told

    def _told(self, day: date) -> Told:
        what = self.event()
        minute, written = None, f"{day}"
        if self.clocks and self.chance(0.6):
            minute = self.one((0, 420, 510, 720, 1080, 1439))
            written += f" {minute // 60:02}:{minute % 60:02}"
        elif self.chance(0.02):
            written = self.one((f"{day:%Y-%m}", f"{day}/{day + timedelta(days=3)}", f"{day}/{day + timedelta(days=1)}"))
            day = day.replace(day=1) if len(written) == 7 else day
        return Told(day, minute, written, self._sentence(what))

    def _sentence(self, what: Said) -> str:
        words: list[str] = []
        for elements, optional in self.one(what.phrasings):
            if optional and self.chance(0.4):
                continue
            for each in elements:
                words.append(self._value(each) if isinstance(each, Slot) else each)
        return " ".join(words)

    def _value(self, slot: Slot) -> str:
        if slot.kind == "Person" and self.chance(0.02):
            return "nobody"
        if slot.kind in ("Person", "Actor") and self.chance(0.6):
            return self.people[0] if slot.kind == "Person" else self.offices[0]
        return self.literal(slot.kind, self.people)

    def _made(self) -> list[Told]:
        """The making of reforms."""
        told: list[Told] = []
        for name in self.reforms:
            if self.chance(0.4):
                day = self.day()
                told.append(Told(day, None, f"{day}", f"reform {name} is adopted"))
            if self.chance(0.6):
                day = self.day()
                told.append(Told(day, None, f"{day}", f"reform {name} is published"))
        return told
