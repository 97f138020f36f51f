"""Words for generated cases: what can be said in one, and which days and lengths of time it turns on.

Everything is drawn from one `Random`. A case is small and dense: few people, few events, and few days and durations that
rules and timelines share, so that what happens often falls on a boundary, or a day beside it.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from govrules.calendar import Moment, add, parse_duration

PEOPLE = ("Adams", "Brown", "Clark", "Dubois", "Evans")
OFFICES = ("President", "Speaker", "Mayor")
ZONES = ("UTC", "Europe/Paris", "Asia/Almaty", "America/New_York")
TEXTS = ('"amendment"', '"treaty"', '"fees"')
FIGURES = {
    "Number": ("0", "1", "2", "3", "34", "50", "51", "66", "67", "100"),
    "Percent of votes": ("0%", "33.3%", "50%", "50.1%", "66.7%", "100%"),
    "Percent of the roll": ("0%", "25%", "50%", "50.1%", "100%"),
    "Money": ("0 EUR", "99.5 EUR", "100 EUR", "200 EUR", "100 USD"),
    "Clock": ("00:00", "07:00", "08:30", "12:00", "18:00", "23:59"),
    "Zone": ZONES,
    "Text": TEXTS,
    "YesNo": ("yes", "no"),
}
HOT_DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        *("2003-12-31", "2004-01-01", "2004-01-29", "2004-01-30", "2004-01-31", "2004-02-27", "2004-02-28"),
        *("2004-02-29", "2004-03-01", "2004-03-28", "2004-03-31", "2004-04-30", "2004-05-31", "2004-10-31"),
        *("2004-12-31", "2005-01-31", "2005-02-28", "2005-03-01", "2005-03-31"),
    )
)
LENGTHS = ("1 day", "2 days", "10 days", "30 days", "2 weeks", "1 month", "2 months", "1 month", "36 hours", "12 hours")
LONG = ("6 months", "1 year", "11 months", "90 days", "1 year", "90 days", "2 years")
ANCHORS = (
    *("1 January", "29 February", "28 February", "1 March", "31 March", "30 April", "31 December"),
    *("first Sunday of March", "last Friday of February", "second Wednesday of January", "last Sunday of month"),
)
LETTERS = {
    **{
        "Person": "PQR",
        "Office": "OU",
        "Actor": "A",
        "Number": "NV",
        "Percent of votes": "S",
        "Percent of the roll": "T",
    },
    **{"Money": "M", "Date": "D", "Duration": "L", "Clock": "C", "Zone": "Z", "Text": "W", "YesNo": "Y", "Reform": "F"},
}
ATTRIBUTES = {
    "Person": {"born": "Date", "rank": "Number", "wealth": "Money", "deputy": "Person", "patience": "Duration"},
    "Office": {
        "seats": "Number",
        "term": "Duration",
        "elective": "YesNo",
        "zone": "Zone",
        "opens": "Clock",
        "motto": "Text",
    },
}
EVENT_VERBS = (
    *("is elected", "speaks", "signs", "resigns", "takes the oath", "reports", "votes", "is warned", "steps down"),
    *("is heard", "moves", "leaves"),
)
ACT_VERBS = ("pardons", "dissolves", "appoints", "vetoes")
PLAIN_EVENTS = ("the bell rings", "the house meets", "the roll is called")
FACT_WORDS = ("busy", "trusted", "ill", "known", "free", "abroad")
FACT_VERBS = ("holds", "follows", "guards", "serves")
PLAIN_FACTS = ("the house is open", "the peace is broken")
EXTRAS = {
    "Number": ("votes", "with {} votes"),
    "Percent of votes": ("share", "with {} of the vote"),
    "Percent of the roll": ("turnout", "at a turnout of {}"),
    "Money": ("amount", "for {}"),
    "Date": ("day", "dated {}"),
    "Duration": ("length", "lasting {}"),
    "Clock": ("hour", "at {}"),
    "Zone": ("zone", "by the clocks of {}"),
    "Text": ("matter", "about {}"),
    "YesNo": ("word", "saying {}"),
}


class Slot(NamedTuple):
    """A slot of a phrase."""

    name: str
    kind: str


Part = tuple[tuple[str | Slot, ...], bool]
"""Words and slots, and whether they may be left out."""


class Said(NamedTuple):
    """An event, act or fact, with the ways to say it."""

    name: str
    sort: str
    phrasings: tuple[tuple[Part, ...], ...]
    derived: bool = False
    stated: bool = False

    @property
    def slots(self) -> list[Slot]:
        return [each for elements, _ in self.phrasings[0] for each in elements if isinstance(each, Slot)]

    def declared(self) -> list[str]:
        """The phrases as they are declared."""
        return [_template(parts, full=position == 0) for position, parts in enumerate(self.phrasings)]


def _template(parts: tuple[Part, ...], *, full: bool) -> str:
    said = []
    for elements, optional in parts:
        words = [
            (f"{{{each.name}: {each.kind}}}" if full else f"{{{each.name}}}") if isinstance(each, Slot) else each
            for each in elements
        ]
        said.append(f"[{' '.join(words)}]" if optional else " ".join(words))
    return '"' + " ".join(said) + '"'


class Words:
    """What a case can speak of, drawn at random."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.people = PEOPLE[: self.count(2, 5)]
        self.in_rules = self.people[: self.count(1, 2)]
        """The people that the rule file declares; the timeline declares the others."""
        self.offices = OFFICES[: self.count(1, 3)]
        self.lengths = [self.one(LENGTHS), self.one(LENGTHS), self.one(LONG if self.chance(0.6) else LENGTHS)]
        self.days = self._hot_days()
        self.clocks = self.chance(0.2)
        """Whether times of day are told."""
        self.attributes = {
            kind: {name: type for name, type in known.items() if self.chance(0.7)} for kind, known in ATTRIBUTES.items()
        }
        self.reforms: list[str] = []
        """The names of rule sets and reforms."""
        self._verbs = {
            "event": list(EVENT_VERBS),
            "act": list(ACT_VERBS),
            "plain": list(PLAIN_EVENTS),
            "word": list(FACT_WORDS),
            "verb": list(FACT_VERBS),
            "state": list(PLAIN_FACTS),
        }
        self.events = self._draw_events()
        self.facts = [self._draw_fact(position) for position in range(self.count(1, 4))]
        self.adoption = Said("adopted", "adoption", (((("reform", Slot("reform", "Reform"), "is adopted"), False),),))
        self.publication = Said(
            "published", "event", (((("reform", Slot("reform", "Reform"), "is published"), False),),)
        )

    # ---- drawing ----------------------------------------------------------------------------------------------------

    def one(self, options: Sequence[Any]) -> Any:
        """One of some things."""
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        """Whether something comes about that does in such a share of the cases."""
        return self.random.random() < share

    def count(self, least: int, most: int) -> int:
        """A number between two, both included."""
        return self.random.randint(least, most)

    def some(self, options: Sequence[Any], most: int, least: int = 0) -> list[Any]:
        """A few different ones of some things."""
        number = min(len(options), self.count(least, most))
        return self.random.sample(list(options), number)

    def weighted(self, options: Sequence[tuple[float, Any]]) -> Any:
        """One of some things, by their weights."""
        return self.random.choices([each for _, each in options], [weight for weight, _ in options])[0]

    def _take(self, sort: str) -> str:
        verbs = self._verbs[sort]
        return verbs.pop(self.random.randrange(len(verbs)))

    # ---- days and lengths of time -----------------------------------------------------------------------------------

    def _hot_days(self) -> list[date]:
        first = self.one(HOT_DAYS[:12])
        days = [first]
        for length in self.lengths:
            days.append(later(self.one(days), length))
        days += self.some(HOT_DAYS, 2, 1)
        beside = [day + timedelta(days=self.one((-1, 1))) for day in self.some(days, 3)]
        return [day for day in (*days, *beside) if day <= date(2006, 6, 30)]

    def day(self) -> date:
        """A day that matters in this case."""
        return self.one(self.days)

    def length(self) -> str:
        """A duration that matters in this case."""
        return self.one(self.lengths) if self.chance(0.8) else self.one(LENGTHS)

    # ---- vocabulary -------------------------------------------------------------------------------------------------

    def _draw_events(self) -> list[Said]:
        events = [
            self._draw_event("act" if position == 0 and self.chance(0.6) else "event", position)
            for position in range(self.count(2, 6))
        ]
        return events

    def _draw_event(self, sort: str, position: int) -> Said:
        name = f"{sort}_{'abcdef'[position]}"
        if sort == "event" and self._verbs["plain"] and self.chance(0.12):
            return Said(name, sort, ((((self._take("plain"),), False), *self._extra(0.3)),))
        subject = Slot("person", "Person")
        if sort == "act":
            subject = self.one((Slot("office", "Office"), Slot("actor", "Actor")))
            target = (Slot("person", "Person"),) if self.chance(0.8) else ()
            parts: list[Part] = [((subject, self._take("act"), *target), False)]
        else:
            if self.chance(0.12):
                subject = Slot("office", "Office")
            elements: tuple[str | Slot, ...] = (subject, self._take("event"))
            if subject.kind == "Person" and self.chance(0.4):
                elements += ("as", Slot("office", "Office"))
            elif self.chance(0.2):
                elements += ("against", Slot("other", "Person"))
            parts = [(elements, False)]
        parts += self._extra(0.45)
        phrasings = [tuple(parts)]
        if self.chance(0.15) and self._verbs["event"]:
            first, *others = parts
            verb = self._take("event")
            alias = tuple(verb if each in (*EVENT_VERBS, *ACT_VERBS) else each for each in first[0])
            alias = tuple("towards" if verb == each and at > 1 else each for at, each in enumerate(alias))
            phrasings.append(((alias, False), *others))
        return Said(name, sort, tuple(phrasings))

    def _extra(self, share: float) -> list[Part]:
        """A figure of an event, which often may be left out."""
        parts: list[Part] = []
        for kind in self.some(list(EXTRAS), 2, 1) if self.chance(share) else ():
            name, words = EXTRAS[kind]
            before, _, after = words.partition("{}")
            elements = tuple(e for e in (before.strip(), Slot(name, kind), after.strip()) if e)
            parts.append((elements, self.chance(0.6)))
        return parts

    def _draw_fact(self, position: int) -> Said:
        roll = self.random.random()
        if roll < 0.45:
            parts: list[Part] = [((Slot("person", "Person"), f"is {self._take('word')}"), False)]
        elif roll < 0.75:
            parts = [((Slot("person", "Person"), self._take("verb"), Slot("office", "Office")), False)]
        elif roll < 0.85:
            parts = [((Slot("person", "Person"), self._take("verb"), Slot("other", "Person")), False)]
        elif roll < 0.92 and self._verbs["state"]:
            parts = [((self._take("state"),), False)]
        else:
            kind = self.one(("Number", "Duration", "Text"))
            parts = [((Slot("person", "Person"), f"is {self._take('word')} for", Slot(EXTRAS[kind][0], kind)), False)]
        sort = self.weighted(((5, "begun"), (3, "stated"), (2, "derived")))
        name = f"fact_{'abcd'[position]}"
        return Said(name, "fact", (tuple(parts),), derived=sort == "derived", stated=sort == "stated")

    # ---- values -----------------------------------------------------------------------------------------------------

    def literal(self, kind: str, people: Sequence[str] | None = None) -> str:
        """A value of a kind, as it is written."""
        match kind:
            case "Person":
                return self.one(people if people is not None else self.in_rules)
            case "Office":
                return self.one(self.offices)
            case "Actor":
                return self.one((*self.offices, *self.offices, *(people if people is not None else self.in_rules)))
            case "Date":
                return f"{self.day()}"
            case "Duration":
                return self.length()
            case "Reform":
                return self.one(self.reforms or ("base",))
        return self.one(FIGURES[kind])

    def is_a(self, kind: str, wanted: str) -> bool:
        """Whether one kind goes where another is wanted."""
        return kind == wanted or (wanted == "Actor" and kind in ("Person", "Office"))


def later(day: date, length: str, off: int = 0) -> date:
    """A day some time later, give or take some days."""
    duration = parse_duration(length)
    assert duration is not None
    total = add(Moment(day), duration, "down")
    assert isinstance(total, Moment)
    return total.day + timedelta(days=off)
