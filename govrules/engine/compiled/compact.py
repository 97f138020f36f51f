"""Compact timelines: events as tuples of whole numbers, which generated functions run over.

In: a timeline, and the library that it was read with. Out: a `Compact`. An event is `(kind, day, place, slots …)`: the
number of its name, its day counted as `date.toordinal` counts, its place in the order of the days, and what stands in
its slots, things by number, shares as parts of the timeline's `scale`. What no rule at hand speaks of has empty slots.
What keeps a timeline from being run is said in `reasons` and by `hindrances`.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import lcm
from typing import Any

from govrules.calendar import Moment
from govrules.engine.compiled.generate import OTHER, Generated, kind_of
from govrules.engine.compiled.generate_state import Table
from govrules.engine.compiled.generate_text import NOBODY_ID
from govrules.engine.compiled.memos import Attributes, UnclearError
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.model import NOBODY, UNKNOWN, Value
from govrules.timeline.model import Event, Timeline

_LONGEST_MONTH = 31
_LAST_DAY = date.max.toordinal()


class Compact:
    """A timeline, ready to be run over by the functions for some versions of the law."""

    __slots__ = (
        "_tables",
        "events",
        "givens",
        "kinds",
        "laws",
        "library",
        "order",
        "reasons",
        "scale",
        "things",
        "timeline",
        "unsaid",
        "until",
    )

    def __init__(self, timeline: Timeline, library: Library, forms: "Forms", names: Sequence[str]) -> None:
        """For functions for the versions of these names; `library` is the one that the timeline was read with."""
        self.timeline = timeline
        self.library = library
        self.laws = [library.rulesets[name] for name in names]
        self.givens = [given for law in self.laws for given in law.givens]
        self.things = dict(forms.things)
        self.order = _by_day(timeline)
        """The position in the timeline of the event at each place."""
        self.until = max([timeline.until.toordinal(), *(timeline.events[at].day.toordinal() for at in self.order[-1:])])
        self.unsaid: set[tuple[str, int]] = set()
        """The slots in which something unknown stands."""
        self.kinds: dict[str, int] = {}
        """The events that there are, by name, and how many."""
        self.scale = forms.scale(timeline)
        """In how many parts shares are counted."""
        given = tuple(timeline.events)
        self.events = [self._event(forms, given[at], place) for place, at in enumerate(self.order)]
        self.reasons = tuple(_reasons(timeline))
        """What keeps it from being run, whatever the law says."""
        self._tables: dict[Table, Any] = {}

    def _event(self, forms: "Forms", event: Event, place: int) -> tuple[Any, ...]:
        what = event.what
        kind, converters, rest = forms.of(what)
        self.kinds[what.name] = self.kinds.get(what.name, 0) + 1
        slots = [converter(self, value) for converter, value in zip(converters, event.values, strict=False)]
        if None in slots:
            self.unsaid.update((what.name, position) for position, slot in enumerate(slots) if slot is None)
        return (kind, event.day.toordinal(), place, *slots, *rest)

    @property
    def size(self) -> int:
        """A number above those of all things."""
        return len(self.things) + 1

    def thing(self, value: Value) -> int | None:
        """The number of a thing."""
        if value.__class__ is m.Entity:
            number = self.things.get(value.name)
            if number is None:
                number = self.things[value.name] = len(self.things)
            return number
        return NOBODY_ID if value is NOBODY else None

    # ---- what a function needs --------------------------------------------------------------------------------------

    def hindrances(self, made: Generated) -> tuple[str, ...]:
        """What keeps it from being run by a function."""
        found = list(self.reasons)
        if self.unsaid and not self.unsaid.isdisjoint(made.reads):
            found += [f"`{name}` does not say everything" for name in sorted({n for n, _ in self.unsaid & made.reads})]
        first = self.events[0][1] if self.events else self.until
        if first <= made.months * _LONGEST_MONTH or self.until + made.months * _LONGEST_MONTH >= _LAST_DAY:
            found.append("its days are too near the ends of the calendar")
        if self.givens:
            found += dict.fromkeys(said for given in self.givens if (said := _hindering(given, made)))
        return tuple(found)

    def table(self, table: Table) -> Any:
        """What a function needs to know of this timeline."""
        if table not in self._tables:
            self._tables[table] = self._made(table, self.laws[table.version])
        return self._tables[table]

    def _made(self, table: Table, law: m.RuleSet) -> Any:
        if table.sort == "kind":
            vocabulary = self.library.vocabulary
            return frozenset(self.thing(each) for each in vocabulary.of_kind(table.name))
        if table.sort == "attribute":
            stated = Attributes()
            for (thing, name), attribute in law.attributes.items():
                value = _fixed(attribute.value, law)
                if name == table.name and thing in self.things and value is not None:
                    made = _attribute(self, value)
                    if made is not None:
                        stated[self.things[thing]] = made
            return stated
        what = self.library.vocabulary.occurrences[table.name]
        known = Known(what.otherwise_no)
        for given in law.givens:
            if given.fact.name == table.name:
                values = tuple(_attribute(self, value) for value in given.values)
                known[values[0] if len(values) == 1 else values] = given.holds
        return known


def _hindering(given: m.Given, made: Generated) -> str:
    """What a statement has that a function does not follow."""
    fact = given.fact.name
    if fact in made.unstated:
        return f"it is stated that `{fact}` holds, or not, which the law says otherwise"
    if (given.begin is not None or given.end is not None) and (made.watches or fact in made.unmoved):
        return "it is stated from when, or until when, a fact holds"
    return ""


class Known(dict[Hashable, bool]):
    """What is stated of a fact, by what it is stated of."""

    def __init__(self, otherwise_no: bool) -> None:
        super().__init__()
        self.otherwise_no = otherwise_no

    def __missing__(self, key: Hashable) -> bool:
        if self.otherwise_no:
            return False
        raise UnclearError("nobody states whether a fact holds")


class Forms:
    """How the events of a vocabulary are made compact, for all that some rules speak of."""

    def __init__(self, library: Library, things: Mapping[str, int], relevant: frozenset[str]) -> None:
        self.library = library
        self.things = things
        self.relevant = relevant
        occurrences = library.vocabulary.occurrences
        self.width = max((len(occurrences[name].fields) for name in relevant), default=0)
        self._known: dict[str, tuple[int, tuple[Callable[[Compact, Value], Hashable], ...], tuple[None, ...]]] = {}
        self._shares: dict[str, tuple[int, ...]] = {}

    def of(self, what: m.Occurrence) -> tuple[int, tuple[Callable[[Compact, Value], Hashable], ...], tuple[None, ...]]:
        """The number of events of a name, how to convert what stands in their slots, and what fills the other slots."""
        known = self._known.get(what.name)
        if known is None:
            fields = what.fields if what.name in self.relevant else ()
            converters = tuple(_CONVERTERS.get(each.type.name, Compact.thing) for each in fields)
            kind = kind_of(self.library, what.name) if what.name in self.relevant else OTHER
            known = self._known[what.name] = (kind, converters, (None,) * (self.width - len(converters)))
        return known

    def scale(self, timeline: Timeline) -> int:
        """In how many parts the shares of a timeline are counted."""
        denominators: set[int] = {1}
        for event in timeline.events:
            what = event.what
            slots = self._shares.get(what.name)
            if slots is None:
                fields = what.fields if what.name in self.relevant else ()
                slots = tuple(at for at, each in enumerate(fields) if each.type.name == "Percent")
                self._shares[what.name] = slots
            for at in slots:
                if event.values[at] is not UNKNOWN:
                    denominators.add(event.values[at].denominator)
        return lcm(*denominators)


def _by_day(timeline: Timeline) -> list[int]:
    """The positions of the events in the order of their days."""
    days = [event.day for event in timeline.events]
    return sorted(range(len(days)), key=days.__getitem__)


def _reasons(timeline: Timeline) -> list[str]:
    found: list[str] = []
    if timeline.incomplete_before is not None:
        found.append("its beginnings are not all known")
    if any(event.minute is not None for event in timeline.events):
        found.append("its events have times of day")
    if any(event.last is not None for event in timeline.events):
        found.append("its dates are not all certain")
    return found


def _number(compact: Compact, value: Value) -> Hashable:
    if value is UNKNOWN:
        return None
    return value.numerator if value.denominator == 1 else value  # type: ignore[no-any-return]  # a Fraction


def _share(compact: Compact, value: Value) -> Hashable:
    return None if value is UNKNOWN else value.numerator * (compact.scale // value.denominator)


def _day(compact: Compact, value: Value) -> Hashable:
    return value.day.toordinal() if value is not UNKNOWN and value.minute is None else None


def _itself(compact: Compact, value: Value) -> Hashable:
    return None if value is UNKNOWN else value


def _unread(compact: Compact, value: Value) -> Hashable:
    return None if value is UNKNOWN else 0


_CONVERTERS: dict[str, Callable[[Compact, Value], Hashable]] = {
    "Number": _number,
    "Percent": _share,
    "Date": _day,
    "Text": _itself,
    "Zone": _itself,
    "YesNo": _itself,
    "Money": _unread,
    "Duration": _unread,
    "Clock": _unread,
}


def _fixed(expr: m.Expr, law: m.RuleSet) -> Value:
    """A value that the law says itself; None if it is worked out."""
    if isinstance(expr, m.LetValue):
        return _fixed(law.lets[expr.name].value, law) if expr.name in law.lets else None
    return expr.value if isinstance(expr, m.Constant) else None


def _attribute(compact: Compact, value: Value) -> Hashable:
    """A value as functions have it; None for what they do not read."""
    match value:
        case m.Entity() | m.Special():
            return compact.thing(value) if value is not UNKNOWN else None
        case bool() | str():
            return value
        case Moment():
            return _day(compact, value)
        case Fraction():
            return _number(compact, value)
    return None
