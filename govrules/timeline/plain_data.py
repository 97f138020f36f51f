"""Timelines as data in which nothing is unusual: what machines write most.

In: a JSON text. Out: its head, things and expectations as a syntax tree, and a way to make its events, if they are flat
objects of names and slots. On any doubt nothing: then the data is read with care, and what is wrong with it is said.
Both ways make the same timeline.
"""

import re
from collections.abc import Callable
from weakref import WeakKeyDictionary

import msgspec
from msgspec import Raw, Struct

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
from govrules.timeline.mending import Formed
from govrules.timeline.model import Event
from govrules.timeline.places import Path, Places

_Flat = dict[str, str | int | float | bool]
_SECTIONS = msgspec.json.Decoder(dict[str, Raw])
_OBJECTS = msgspec.json.Decoder(list[_Flat])
_UNUSUAL = re.compile(r"[\\\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BLANKS = " \t\n\r"
_BEFORE = {
    key: re.compile(rf'[ \t\n\r]*[,{{][ \t\n\r]*"{key}"[ \t\n\r]*:[ \t\n\r]*') for key in TimelineData.model_fields
}
_LONGEST_FIGURE = 10**15
_FIELDS = frozenset(EventData.model_fields)


class _DoubtError(Exception):
    """Something is unusual, or may be wrong."""


_DOUBTS = (_DoubtError, ValueError, KeyError, RecursionError, msgspec.MsgspecError)


class _Objects(Struct, frozen=True):
    """The objects of a section, and where each begins and ends in the text."""

    each: list[_Flat]
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


class _Shared(Struct, frozen=True):
    """What is the same for every timeline that is read with a book of phrases."""

    shapes: dict[tuple[object, ...], _Shape]
    figures: dict[Type, _Meanings]


_SHARED: "WeakKeyDictionary[PhraseBook, _Shared]" = WeakKeyDictionary()


class PlainData:
    """A timeline as data in which nothing is unusual, as far as can be told before its rules are known."""

    def __init__(self, source: Source) -> None:
        self.source = source
        text = source.text
        if _UNUSUAL.search(text):
            raise _DoubtError
        raw = _SECTIONS.decode(text)
        upper: dict[Path, Span] = {}
        places = Places(source)
        flat = {"entities": _Objects([], []), "events": _Objects([], [])}
        rest: dict[str, object] = {}
        at = 0
        for key, value in raw.items():
            before = _BEFORE[key].match(text, at)
            said = str(memoryview(value), "utf-8")
            if before is None or not text.startswith(said, before.end()):
                raise _DoubtError
            at = before.end() + len(said)
            if key in flat:
                flat[key] = self._objects(said, before.end())
            else:
                rest[key] = as_pairs(said)
                places.note(before.end(), at, (key,), upper)
        if text[at:].strip(_BLANKS) != "}":
            raise _DoubtError
        self.events, self.entities = flat["events"], flat["entities"]
        data = TimelineData.model_validate(rest)
        if data.given:
            raise _DoubtError
        places.take(upper)
        expected = tuple(range(len(data.expect)))
        formed = Formed(data, {"entities": (), "given": (), "events": (), "expect": expected})
        self.document = Document(source, formed, places)
        self.places = places
        self.file = self._file()

    @staticmethod
    def _objects(said: str, at: int) -> _Objects:
        """The objects of a section that stands here, each without others in it."""
        each = _OBJECTS.decode(said)
        first, *pieces = said.split("{")
        if len(pieces) != len(each) or said.count("}") != len(each):
            raise _DoubtError
        places: list[tuple[int, int]] = []
        at += len(first) + 1
        for piece in pieces:
            start = at if piece[0] == '"' else at + len(piece) - len(piece.lstrip(_BLANKS))
            places.append((start, at + piece.index("}") + 1))
            at += len(piece) + 1
        return _Objects(each, places)

    def _file(self) -> t.File:
        """The syntax tree of all but the events."""
        path = self.source.path
        things: list[t.Item] = []
        quotes = 0
        for entry, (start, end) in zip(self.entities.each, self.entities.places, strict=True):
            quotes += 4 * len(entry)
            kind, name, title = entry.get("kind"), entry.get("name"), entry.get("title")
            plain = isinstance(kind, str) and isinstance(name, str) and kind.strip() and name.strip()
            if not plain or len(entry) != (2 if title is None else 3):
                raise _DoubtError
            if title is not None and not (isinstance(title, str) and title.strip()):
                raise _DoubtError
            span = Span(path, start, end)
            things.append(t.EntityDeclaration(span, t.Word(span, str(kind)), t.Word(span, str(name)), title, (), None))
        self._check_quotes("entities", quotes)
        return t.File(path, (*self.document.head().items, *things, *self.document.expectations()), ())

    def _check_quotes(self, section: str, quotes: int) -> None:
        """A key that stands twice in an object shows in the number of quotes."""
        places = {"entities": self.entities, "events": self.events}[section].places
        if places and self.source.text.count('"', places[0][0], places[-1][1]) != quotes:
            raise _DoubtError

    def resolved(self, library: Library) -> list[Event] | None:
        """The events, in the order of the data; None if anything in them is unusual."""
        try:
            return _Events(self.source, library, self.places).read(self.events, self._check_quotes)
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
            shared = _SHARED[vocabulary.phrases] = _Shared({}, {})
        self._shared = shared
        self._plans: dict[tuple[object, ...], _Plan] = {}
        self._known: dict[Type, _Meanings] = {}

    def read(self, objects: _Objects, check_quotes: Callable[[str, int], None]) -> list[Event]:
        """All events."""
        path, plans = self.source.path, self._plans
        events: list[Event] = []
        quotes = 0
        for entry, (start, end) in zip(objects.each, objects.places, strict=True):
            plan = plans.get((entry.get("event"), *entry)) or self._plan(entry)
            quotes += plan.quotes
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
            written = entry["on"]
            day = plain_day(written) if written.__class__ is str else None
            if day is None:
                raise _DoubtError
            said, span = plan.sentence.format(*terms), Span(path, start, end)
            events.append(Event(day, None, None, plan.what, tuple(values), said, None, span))
        check_quotes("events", quotes)
        return events

    def _plan(self, entry: _Flat) -> _Plan:
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

    def _shape(self, entry: _Flat) -> _Shape:
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
        elif isinstance(given, int) and 0 < given < _LONGEST_FIGURE:  # nought may be written with a minus
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
