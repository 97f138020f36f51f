"""Timelines as data in which nothing is unusual: what machines write most.

In: a JSON text. Out: its head, things and expectations as a syntax tree, and a way to make its events, if they are flat
objects of names and slots. On any doubt nothing: then the data is read with care, and what is wrong with it is said.
Both ways make the same timeline.
"""

import re
from collections.abc import Callable
from datetime import date

import msgspec
from msgspec import Raw, Struct

from govrules.calendar import parse_date
from govrules.law import model as m
from govrules.law.library import Library
from govrules.law.types import Type
from govrules.syntax import tree as t
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source, Span
from govrules.timeline.data import Document, SlotValues, as_pairs
from govrules.timeline.form import EventData, Figure, TimelineData
from govrules.timeline.mending import Formed
from govrules.timeline.model import Event
from govrules.timeline.places import Path, Places

_Flat = dict[str, str | int | float | bool]
_SECTIONS = msgspec.json.Decoder(dict[str, Raw])
_OBJECTS = msgspec.json.Decoder(list[_Flat])
_UNUSUAL = re.compile(r"[\\\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_EXACT = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MINUS = re.compile(r"[:,\[][ \t\n\r]*-")
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


class _Plan(Struct, frozen=True):
    """How events with the same fields are read."""

    what: m.Occurrence
    slots: tuple[tuple[m.Field, dict[str, tuple[m.Value, str]] | None], ...]
    """The slots, with what is known of the texts in each; for one that is not filled, nothing."""
    sentence: str
    quotes: int
    """How many quotes such an event has if its values stand in quotes."""


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
        self.occurrences = library.vocabulary.occurrences
        self.found = Diagnostics()
        self.values = SlotValues(library.vocabulary, {*library.rulesets, *library.failed}, places, self.found)
        self._plans: dict[tuple[object, ...], _Plan] = {}
        self._known: dict[Type, dict[str, tuple[m.Value, str]]] = {}
        self._days: dict[object, date] = {}

    def read(self, objects: _Objects, check_quotes: Callable[[str, int], None]) -> list[Event]:
        """All events."""
        path, plans, days = self.source.path, self._plans, self._days
        events: list[Event] = []
        quotes = 0
        for entry, (start, end) in zip(objects.each, objects.places, strict=True):
            plan = plans.get((entry.get("event"), *entry)) or self._plan(entry)
            quotes += plan.quotes
            values: list[m.Value] = []
            terms: list[str] = []
            for slot, known in plan.slots:
                if known is None:
                    values.append(m.UNKNOWN)
                    continue
                given = entry[slot.name]
                if isinstance(given, str):
                    value, term = known.get(given) or self._learn(given, slot, known)
                else:
                    quotes -= 2
                    value, term = self._figure(given, slot)
                values.append(value)
                terms.append(term)
            written = entry["on"]
            day = days.get(written) or self._day(written)
            said, span = plan.sentence.format(*terms), Span(path, start, end)
            events.append(Event(day, None, None, plan.what, tuple(values), said, None, span))
        check_quotes("events", quotes)
        return events

    def _plan(self, entry: _Flat) -> _Plan:
        """How to read events with the fields of this one."""
        name = entry.get("event")
        what = self.occurrences.get(name) if isinstance(name, str) else None
        if what is None or what.sort == "fact" or "on" not in entry:
            raise _DoubtError
        slots = {slot.name: slot for slot in what.fields}
        if not slots.keys().isdisjoint(_FIELDS) or not entry.keys() <= {"event", "on", *slots}:
            raise _DoubtError
        if any(slot.needed and slot.name not in entry for slot in what.fields):
            raise _DoubtError
        marks = {slot: f"\0{at}\0" for at, slot in enumerate(slot for slot in slots if slot in entry)}
        sentence = what.phrase.say(marks).replace("{", "{{").replace("}", "}}")
        for mark in marks.values():
            sentence = sentence.replace(mark, "{" + mark.strip("\0") + "}")
        filled = [(slot, self._known.setdefault(slot.type, {}) if slot.name in entry else None) for slot in what.fields]
        plan = self._plans[(name, *entry)] = _Plan(what, tuple(filled), sentence, 4 * len(entry))
        return plan

    def _learn(self, given: str, slot: m.Field, known: dict[str, tuple[m.Value, str]]) -> tuple[m.Value, str]:
        value, term = self._read(given, slot)
        if len(known) >= limits.SENTENCES_KNOWN:
            known.clear()
        known[given] = value, term
        return value, term

    def _figure(self, given: object, slot: m.Field) -> tuple[m.Value, str]:
        if isinstance(given, bool):
            return self._read(given, slot)
        if not isinstance(given, int) or not 0 <= given < _LONGEST_FIGURE:
            raise _DoubtError
        if given == 0 and _MINUS.search(self.source.text):
            raise _DoubtError
        return self._read(Figure(str(given)), slot)

    def _read(self, given: object, slot: m.Field) -> tuple[m.Value, str]:
        value, term = self.values.read(given, slot, ())
        if len(self.found) or " ," in term:
            raise _DoubtError
        return value, term

    def _day(self, written: object) -> date:
        day = parse_date(written) if isinstance(written, str) and _EXACT.fullmatch(written) else None
        if day is None:
            raise _DoubtError
        self._days[written] = day
        return day


def read_plain(source: Source) -> PlainData | None:
    """A timeline from JSON; None if anything in it is unusual."""
    try:
        return PlainData(source)
    except _DOUBTS:
        return None
