"""Timelines as data in which nothing is unusual: what machines write most.

In: a JSON text. Out: its head, things and expectations as a syntax tree, and a way to make its events, if they are flat
objects of names and slots. On any doubt nothing: then the data is read with care, and what is wrong with it is said.
Both ways make the same timeline.
"""

import re
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType
from msgspec.structs import astuple

from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.types import Type
from govrules.syntax import tree as t
from govrules.syntax.phrases import PhraseBook
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source, Span
from govrules.timeline.data import Document, SlotValues, as_pairs
from govrules.timeline.dated import plain_day
from govrules.timeline.form import EventData, Figure, TimelineData
from govrules.timeline.forms import FIGURES
from govrules.timeline.many import FEWEST, LONGEST_FIGURE, Flat, Known, Told, as_fields, quotes_in
from govrules.timeline.mending import Formed
from govrules.timeline.model import Event
from govrules.timeline.places import Path, Places
from govrules.timeline.told import Events

_SECTIONS = msgspec.json.Decoder(dict[str, Raw])
_OBJECTS = msgspec.json.Decoder(list[Flat])
_UNUSUAL = re.compile(r"[\\\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BLANKS = " \t\n\r"
_BEFORE = {
    key: re.compile(rf'[ \t\n\r]*[,{{][ \t\n\r]*"{key}"[ \t\n\r]*:[ \t\n\r]*') for key in TimelineData.model_fields
}
_FIELDS = frozenset(EventData.model_fields)


class _DoubtError(Exception):
    """Something is unusual, or may be wrong."""


_DOUBTS = (_DoubtError, ValueError, KeyError, RecursionError, msgspec.MsgspecError)


class _Thing(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A thing of which nothing more is said."""

    kind: str
    name: str
    title: str | UnsetType = UNSET


_THINGS = msgspec.json.Decoder(list[_Thing])


class _Objects(Struct, frozen=True):
    """The objects of a section, and where each begins and ends in the text."""

    each: list[Flat]
    places: list[tuple[int, int]]


_Meanings = dict[object, tuple[m.Value, str]]
"""What texts and whole numbers mean in a slot, and how a sentence says them."""


class _Shape(Struct, frozen=True):
    """What events with the same fields say, whatever things there are."""

    what: m.Occurrence
    sentence: str
    quotes: int
    """How many quotes such an event has if its values stand in quotes."""
    filled: tuple[bool, ...]


class _Plan(Struct, frozen=True):
    """A shape for the things of one timeline."""

    what: m.Occurrence
    sentence: str
    quotes: int
    slots: tuple[tuple[str, m.Field, _Meanings | None], ...]
    """The slots, with what is known of their values; nothing for one that is not filled."""


class _Way(Struct, frozen=True):
    """A plan for events of one class, by the positions of their fields."""

    what: m.Occurrence
    sentence: str
    slots: tuple[tuple[int, m.Field, _Meanings | None], ...]


class _Shared(Struct, frozen=True):
    """What is the same for every timeline that is read with a book of phrases."""

    shapes: dict[tuple[object, ...], _Shape]
    figures: dict[Type, _Meanings]
    many: Known


_SHARED: "WeakKeyDictionary[PhraseBook, _Shared]" = WeakKeyDictionary()


def _objects(said: str, at: int) -> _Objects:
    """The objects of a section that stands here, each without others in it."""
    each = _OBJECTS.decode(said)
    if said.count("{") != len(each) or said.count("}") != len(each):
        raise _DoubtError
    return _Objects(each, _places(said, at))


def _places(said: str, at: int) -> list[tuple[int, int]]:
    """Where the objects of a section that stands here begin, with their first key, and end."""
    first, *pieces = said.split("{")
    places: list[tuple[int, int]] = []
    at += len(first) + 1
    for piece in pieces:
        start = at if piece[0] == '"' else at + len(piece) - len(piece.lstrip(_BLANKS))
        places.append((start, at + piece.index("}") + 1))
        at += len(piece) + 1
    return places


def _things(path: str, said: str, at: int) -> list[t.Item]:
    """The things of a section that stands here."""
    read = _THINGS.decode(said)
    quotes = 8 * len(read) + 4 * sum(thing.title is not UNSET for thing in read)
    if said.count("{") != len(read) or said.count("}") != len(read) or said.count('"') != quotes:
        raise _DoubtError
    things: list[t.Item] = []
    for thing, (start, end) in zip(read, _places(said, at), strict=True):
        kind, name, title = thing.kind, thing.name, thing.title
        if not kind.strip() or not name.strip() or (title is not UNSET and not title.strip()):
            raise _DoubtError
        span = Span(path, start, end)
        titled = title if title is not UNSET else None
        things.append(t.EntityDeclaration(span, t.Word(span, kind), t.Word(span, name), titled, (), None))
    return things


def _check_quotes(text: str, objects: _Objects, quotes: int) -> None:
    """A key that stands twice in an object shows in the number of quotes."""
    places = objects.places
    if places and text.count('"', places[0][0], places[-1][1]) != quotes:
        raise _DoubtError


class PlainData:
    """A timeline as data in which nothing is unusual, as far as can be told before its rules are known."""

    def __init__(self, source: Source) -> None:
        self.source = source
        text = source.text
        if "\\" in text or "\x7f" in text or (not text.isascii() and _UNUSUAL.search(text)):
            raise _DoubtError
        raw = _SECTIONS.decode(text)
        upper: dict[Path, Span] = {}
        places = Places(source)
        self._things: list[t.Item] = []
        self._events = "[]", 0
        rest: dict[str, object] = {}
        at = 0
        for key, value in raw.items():
            before = _BEFORE[key].match(text, at)
            said = str(memoryview(value), "utf-8")
            if before is None or not text.startswith(said, before.end()):
                raise _DoubtError
            at = before.end() + len(said)
            if key == "entities":
                self._things = _things(source.path, said, before.end())
            elif key == "events":
                self._events = said, before.end()
            else:
                rest[key] = as_pairs(said)
                places.note(before.end(), at, (key,), upper)
        if text[at:].strip(_BLANKS) != "}":
            raise _DoubtError
        data = TimelineData.model_validate(rest)
        if data.given:
            raise _DoubtError
        places.take(upper)
        expected = tuple(range(len(data.expect)))
        formed = Formed(data, {"entities": (), "given": (), "events": (), "expect": expected})
        self.document = Document(source, formed, places)
        self.places = places
        self.file = self._file()

    def _file(self) -> t.File:
        """The syntax tree of all but the events."""
        items = (*self.document.head().items, *self._things, *self.document.expectations())
        return t.File(self.source.path, items, ())

    def resolved(self, library: Library) -> list[Event] | Events | None:
        """The events, in the order of the data; None if anything in them is unusual."""
        said, at = self._events
        try:
            reader = _Events(self.source, library, self.places)
            count = said.count("{")
            many = reader.many(said, at, count) if count >= FEWEST else None
            return many if many is not None else reader.read(_objects(said, at))
        except _DOUBTS:
            return None


class _Events:
    """Makes events from flat objects."""

    def __init__(self, source: Source, library: Library, places: Places) -> None:
        self.source = source
        vocabulary = library.vocabulary
        self.occurrences = vocabulary.occurrences
        self.found = Diagnostics()
        self.values = SlotValues(vocabulary, {*library.rulesets, *library.failed}, places, self.found)
        shared = _SHARED.get(vocabulary.phrases)
        if shared is None:
            shared = _SHARED[vocabulary.phrases] = _Shared({}, {}, Known())
        self._shared = shared
        self._plans: dict[tuple[object, ...], _Plan] = {}
        self._known: dict[Type, _Meanings] = {}

    def many(self, said: str, at: int, count: int) -> list[Event] | Events | None:
        """The events of a list that stands here, made when they are asked for; None if these are better read singly.

        `count` is how many braces are opened in it.
        """
        vocabulary, known = self.values.vocabulary, self._shared.many
        all_told = known.read(said, vocabulary)
        if all_told is None:
            return None
        if count != len(all_told) or said.count("}") != len(all_told):
            raise _DoubtError
        if said.count('"') != quotes_in(all_told, known, vocabulary, lambda entry: self._said(entry)[0]):
            raise _DoubtError
        days = [told.on for told in all_told]
        if days != sorted(days):
            return self._made(all_told, said, at)
        return Events(len(days), days[-1], lambda: self._made(known.read(said, vocabulary) or [], said, at))

    def _made(self, all_told: Sequence[Told], said: str, at: int) -> list[Event]:
        """Events with which nothing is wrong."""
        path = self.source.path
        events: list[Event] = []
        ways: dict[object, _Way] = {}
        for told, (start, end) in zip(all_told, _places(said, at), strict=True):
            given = astuple(told)
            sort: object = told.__class__
            if UNSET in given:
                sort = sort, *(each is UNSET for each in given)
            way = ways.get(sort)
            if way is None:
                way = ways[sort] = self._way(told)
            values: list[m.Value] = []
            terms: list[str] = []
            for field, slot, known in way.slots:
                if known is None:
                    values.append(m.UNKNOWN)
                    continue
                each = given[field]
                value, term = known.get(each) or self._learn(each, slot, known)
                values.append(value)
                terms.append(term)
            sentence, span = way.sentence.format(*terms), Span(path, start, end)
            events.append(Event(told.on, None, None, way.what, tuple(values), sentence, None, span))
        return events

    def _way(self, told: Told) -> "_Way":
        """How to make events of the class of this one, of which the same slots are filled."""
        entry, at = as_fields(told), told.__struct_fields__.index
        plan = self._plans.get((entry["event"], *entry)) or self._plan(entry)
        slots = [(at(name) if known is not None else 0, slot, known) for name, slot, known in plan.slots]
        return _Way(plan.what, plan.sentence, tuple(slots))

    def read(self, objects: _Objects) -> list[Event]:
        """All events."""
        path = self.source.path
        events: list[Event] = []
        quotes = 0
        for entry, (start, end) in zip(objects.each, objects.places, strict=True):
            own, plan, values, terms = self._said(entry)
            quotes += own
            written = entry["on"]
            day = plain_day(written) if written.__class__ is str else None
            if day is None:
                raise _DoubtError
            said, span = plan.sentence.format(*terms), Span(path, start, end)
            events.append(Event(day, None, None, plan.what, tuple(values), said, None, span))
        _check_quotes(self.source.text, objects, quotes)
        return events

    def _said(self, entry: Flat) -> tuple[int, _Plan, list[m.Value], list[str]]:
        """How many quotes an event has, what it is, and what stands in its slots, as values and in words."""
        plan = self._plans.get((entry.get("event"), *entry)) or self._plan(entry)
        quotes = plan.quotes
        values: list[m.Value] = []
        terms: list[str] = []
        for name, slot, known in plan.slots:
            if known is None:
                values.append(m.UNKNOWN)
                continue
            given = entry[name]
            sort = given.__class__
            if sort is not str:
                quotes -= 2
            meant = known.get(given) if sort is str or sort is int else None  # `true` is like 1, and means another
            value, term = meant or self._learn(given, slot, known)
            values.append(value)
            terms.append(term)
        return quotes, plan, values, terms

    def _plan(self, entry: Flat) -> _Plan:
        """How to read events with the fields of this one."""
        key = (entry.get("event"), *entry)
        shape = self._shared.shapes.get(key)
        if shape is None:
            if len(self._shared.shapes) >= limits.SENTENCES_KNOWN:
                self._shared.shapes.clear()
            shape = self._shared.shapes[key] = self._shape(entry)
        slots = [
            (slot.name, slot, self._meanings(slot.type) if filled else None)
            for slot, filled in zip(shape.what.fields, shape.filled, strict=True)
        ]
        plan = self._plans[key] = _Plan(shape.what, shape.sentence, shape.quotes, tuple(slots))
        return plan

    def _shape(self, entry: Flat) -> _Shape:
        name = entry.get("event")
        what = self.occurrences.get(name) if isinstance(name, str) else None
        if what is None or what.sort == "fact" or "on" not in entry:
            raise _DoubtError
        slots = [slot.name for slot in what.fields]
        if not _FIELDS.isdisjoint(slots) or not entry.keys() <= {"event", "on", *slots}:
            raise _DoubtError
        if any(slot.needed and slot.name not in entry for slot in what.fields):
            raise _DoubtError
        marks = {slot: f"\0{at}\0" for at, slot in enumerate(slot for slot in slots if slot in entry)}
        sentence = what.phrase.say(marks).replace("{", "{{").replace("}", "}}")
        for mark in marks.values():
            sentence = sentence.replace(mark, "{" + mark.strip("\0") + "}")
        return _Shape(what, sentence, 4 * len(entry), tuple(slot in entry for slot in slots))

    def _meanings(self, type: Type) -> _Meanings:
        """What values mean in the slots of a type; of things, each timeline may know others."""
        kept = self._shared.figures if type.name in FIGURES else self._known
        return kept.setdefault(type, {})

    def _learn(self, given: object, slot: m.Field, known: _Meanings) -> tuple[m.Value, str]:
        if isinstance(given, bool):
            return self._read(given, slot)
        if isinstance(given, str):
            meant = self._read(given, slot)
        elif isinstance(given, int) and 0 < given < LONGEST_FIGURE:  # nought may be written with a minus
            meant = self._read(Figure(str(given)), slot)
        else:
            raise _DoubtError
        if len(known) >= limits.SENTENCES_KNOWN:
            known.clear()
        known[given] = meant
        return meant

    def _read(self, given: object, slot: m.Field) -> tuple[m.Value, str]:
        value, term = self.values.read(given, slot, ())
        if len(self.found) or " ," in term:
            raise _DoubtError
        return value, term


def read_plain(source: Source) -> PlainData | None:
    """A timeline from JSON; None if anything in it is unusual."""
    try:
        return PlainData(source)
    except _DOUBTS:
        return None
