"""Runs of plain lines: most of a long timeline, whose sentences are known by their signs.

In: the events of a timeline as they are told, runs among them. Out: events, resolved; those of runs are made when they
are asked for. A sentence of which the sign is not known is read as any other.
"""

from collections.abc import Iterable
from datetime import date
from weakref import WeakKeyDictionary

from govrules.syntax import tree as t
from govrules.syntax.phrases import PhraseBook
from govrules.text.source import Span
from govrules.timeline.dated import NO_SENTENCE
from govrules.timeline.forms import Form, Forms, Shape
from govrules.timeline.lines import BEFORE, DoubtfulError, Plain, Run, as_item, as_plain
from govrules.timeline.model import Event
from govrules.timeline.signs import LINE_END, Alphabet, Marks
from govrules.timeline.told import Events

_AT_ONCE = 1_000
"""Lines of a run: more of them would only need more memory."""
_ALPHABETS: "WeakKeyDictionary[PhraseBook, Alphabet]" = WeakKeyDictionary()


class _Stretch:
    """What is known of the lines of a run: their shapes, or the events if they had to be looked at."""

    __slots__ = ("count", "days", "end", "start", "text", "told")

    def __init__(self, run: Run, told: list[Shape | Event | None]) -> None:
        self.text, self.start, self.end = run.text, run.start, run.end
        self.told = told
        self.count = len(told) - told.count(None)
        self.days = (run.days[0], run.days[-1]) if run.days == sorted(run.days) else None
        """The first and the last one, if they are in order."""


def read_runs(forms: Forms, path: str, given: Iterable[Plain | t.Dated | Run]) -> list[Event] | Events:
    """The events of a timeline from their sentences, without those in which there is a mistake."""
    vocabulary = forms.reader.vocabulary
    alphabet = _ALPHABETS.get(vocabulary.phrases)
    if alphabet is None or alphabet.full:
        alphabet = Alphabet(forms.classes.__getitem__, vocabulary.phrases.literal_words())
        _ALPHABETS[vocabulary.phrases] = alphabet
    marks = Marks(alphabet, vocabulary)
    parts: list[Event | _Stretch] = []
    for each in given:
        if isinstance(each, Run):
            parts.append(_stretch(forms, path, each, marks))
            continue
        event = forms.plain(path, each) if isinstance(each, tuple) else forms.event(each)
        if event is not None:
            parts.append(event)
    latest = _latest(parts)
    if latest is None:
        return _made(forms, path, parts)
    count = sum(each.count if isinstance(each, _Stretch) else 1 for each in parts)
    return Events(count, latest, lambda: _made(forms, path, parts))


def _stretch(forms: Forms, path: str, run: Run, marks: Marks) -> _Stretch:
    """What the lines of a run say. A sentence with a sign that is known is not looked at."""
    known, mark = marks.known, marks.__getitem__
    told: list[Shape | Event | None] = []
    start = run.start
    for first in range(0, len(run.lines), _AT_ONCE):
        lines = run.lines[first : first + _AT_ONCE]
        words = f" {LINE_END} ".join([line[BEFORE:] for line in lines]).split(" ")
        signs = "".join(map(mark, words)).split(LINE_END)
        told += map(known, signs)
        if None not in told[first:]:
            start += sum(map(len, lines)) + len(lines)
            continue
        for at, line in enumerate(lines, first):
            if told[at] is None:
                plain = as_plain(line, run.days[at], start)
                told[at] = _looked_at(forms, path, plain, line[BEFORE:], signs[at - first], marks)
            start += len(line) + 1
    return _Stretch(run, told)


def _looked_at(forms: Forms, path: str, plain: Plain, written: str, sign: str, marks: Marks) -> Shape | Event | None:
    """An event of a run that has to be looked at; its shape, if the sign has been learned from one before it."""
    shape = marks.known(sign)
    if shape is not None:
        return shape
    said, found = plain[3], forms.reader.found
    if NO_SENTENCE.search(said):
        raise DoubtfulError
    before = len(found)
    event = forms.plain(path, plain)
    if event is not None and len(found) == before and said == written:
        shape = forms.shapes.get(tuple(map(forms.classes.__getitem__, said.split(" "))))
        if shape is not None:
            marks.learn(sign, said, shape)
    return event


def _made(forms: Forms, path: str, parts: list[Event | _Stretch]) -> list[Event]:
    """All events."""
    events: list[Event] = []
    ways: dict[int, Form] = {}
    for part in parts:
        if isinstance(part, Event):
            events.append(part)
            continue
        start = part.start
        for line, told in zip(part.text[start : part.end].split("\n"), part.told, strict=True):
            end = start + len(line)
            if isinstance(told, Shape):
                form = ways.get(id(told))
                if form is None:
                    form = ways[id(told)] = forms.form(told)
                said = line[BEFORE:]
                day = date.fromisoformat(line[:10])
                values = forms.values_in(said.split(" "), form)
                if values is not None:
                    told = Event(day, None, None, form.what, values, said, None, Span(path, start, end))
                else:
                    told = forms.event(as_item((start, end, day, said, None), path))
            if told is not None:
                events.append(told)
            start = end + 1
    return events


def _latest(parts: list[Event | _Stretch]) -> date | None:
    """The last day, if every event is on a day that is known, without a time, and none before the one above it."""
    latest = date.min
    for part in parts:
        if isinstance(part, Event):
            first = last = part.day if part.minute is None and part.last is None else None
        else:
            first, last = part.days or (None, None)
        if first is None or last is None or first < latest:
            return None
        latest = last
    return latest
