"""The forms of sentences: most events of a long timeline say with other names what one before them said.

In: the events of a timeline as syntax, one by one. Out: events, resolved. The first sentence of a form is matched
against the phrases; of those after it the names and figures are looked up. A form is a sentence in which words that
only a slot can hold are left open; what is matched never hangs on which words these are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from msgspec import Struct

from govrules.law import model as m
from govrules.law.norms import NormReader
from govrules.law.types import BUILT_IN, UNKNOWN_TYPE, Type
from govrules.syntax import tree as t
from govrules.syntax.phrases import PhraseBook
from govrules.text import limits
from govrules.text.source import Span
from govrules.timeline.lines import Plain, Run, as_item
from govrules.timeline.model import Event

if TYPE_CHECKING:
    from govrules.timeline.told import Events

_LONGEST_VARIABLE = 2
FIGURES = frozenset(("Number", "Percent", "Money", "Date", "Duration", "Clock"))
"""The types of which a text means the same in every timeline."""
_SHARE = re.compile(r"[0-9]+(\.[0-9]+)?%")
_OPEN: dict[str, m.Value] = {"any": m.UNKNOWN, "nobody": m.NOBODY}
_UNSAID: dict[str, m.Value] = {"": m.UNKNOWN}


class Gap(Struct, frozen=True):
    """Where in the sentences of a form the text for a slot stands: between two words, or nowhere."""

    slot: m.Field
    start: int = 0
    end: int = 0


class Shape(Struct, frozen=True):
    """What the sentences of a form say, whatever things there are."""

    what: m.Occurrence
    gaps: tuple[Gap, ...]


class Form(Struct):
    """A shape for the things of one timeline."""

    what: m.Occurrence
    known: tuple[tuple[dict[str, m.Value], int, int, str], ...]
    """For each slot what is known of what texts mean, and which word it is: or the first, and the one after the last;
    and the kind of the things that it holds, if it holds things.

    For a slot of which the sentence says nothing, an empty text is known.
    """


class _Classes(dict[str, str]):
    """What stands for a word in a form: itself, or for a name or whole number that is no word of a phrase, its sort."""

    def __init__(self, literal: frozenset[str]) -> None:
        self._literal = literal

    def __missing__(self, word: str) -> str:
        sort = word
        if word.isascii() and word.isalnum() and not {word, word.lower()} & self._literal:
            if word.isdigit():
                sort = "\0figure"
            elif word[0].isupper():
                sort = "\0currency" if len(word) == 3 and word.isupper() and word.isalpha() else "\0name"
        elif word[:1].isdigit() and _SHARE.fullmatch(word) and word not in self._literal:
            sort = "\0share"
        if len(self) < limits.SENTENCES_KNOWN:
            self[word] = sort
        return sort


class _Known(Struct):
    """What is known of a book of phrases: it is the same for every timeline that is read with it."""

    classes: _Classes
    shapes: dict[tuple[str, ...], Shape]
    figures: dict[Type, dict[str, m.Value]]
    """What texts mean in the slots of built-in types."""


_KNOWN: WeakKeyDictionary[PhraseBook, _Known] = WeakKeyDictionary()


class Forms:
    """Reads events with the help of the forms of those before them."""

    def __init__(self, reader: NormReader, read: Callable[[t.Dated], Event | None]) -> None:
        """`read` reads an event with care, and says what is wrong with it."""
        self.reader = reader
        self._read = read
        phrases = reader.vocabulary.phrases
        known = _KNOWN.get(phrases)
        if known is None:
            known = _KNOWN[phrases] = _Known(_Classes(phrases.literal_words()), {}, {})
        self.classes = known.classes
        self.shapes = known.shapes
        """What is known of the sentences of each form."""
        self._figures = known.figures
        self._forms: dict[tuple[str, ...], Form] = {}
        self._values: dict[Type, dict[str, m.Value]] = {}

    def events(self, path: str, given: Sequence[Plain | t.Dated | Run]) -> list[Event] | Events:
        """The events of a timeline from their sentences, without those in which there is a mistake.

        Those of runs are made when they are asked for, if each event of the timeline is on a known day, at no time of
        day, and on none before that of the one above it.
        """
        plain = [each for each in given if not isinstance(each, Run)]
        if len(plain) < len(given):
            from govrules.timeline.runs import read_runs  # which only long timelines need

            return read_runs(self, path, given)
        read = (self.plain(path, each) if isinstance(each, tuple) else self.event(each) for each in plain)
        return [event for event in read if event is not None]

    def plain(self, path: str, plain: Plain) -> Event | None:
        """An event that is a day and a sentence; None after an error."""
        start, end, day, said, cited = plain
        words = said.split(" ")
        form = self._forms.get(tuple(map(self.classes.__getitem__, words)))
        values = self.values_in(words, form) if form is not None and cited is None else None
        if form is None or values is None:
            return self.event(as_item(plain, path))
        return Event(day, None, None, form.what, values, said, None, Span(path, start, end))

    def values_in(self, words: list[str], form: Form) -> tuple[m.Value, ...] | None:
        """What stands in the slots, if all of it is known or a thing's name."""
        values: list[m.Value] = []
        for known, one, after, kind in form.known:
            text = words[one] if after < 0 else " ".join(words[one:after])
            value = known.get(text)
            if value is None:
                value = self._named(text, known, kind)
                if value is None:
                    return None
            values.append(value)
        return tuple(values)

    def event(self, item: t.Dated) -> Event | None:
        """One event from its sentence; None after an error."""
        said = item.sentence.text
        words = said.split(" ")
        shape = tuple(map(self.classes.__getitem__, words))
        form = self._forms.get(shape) or self._filled(shape)
        if form is not None and item.zone is None:
            values: list[m.Value] = []
            for at, (known, start, end, _) in enumerate(form.known):
                text = words[start] if end < 0 else " ".join(words[start:end])
                if text not in known and not self._learn(text, known, form.what.fields[at], item, words[:start]):
                    break
                values.append(known[text])
            else:
                cited = self.reader.cite(item.citation) if item.citation is not None else None
                return Event(
                    item.day,
                    item.minute,
                    None,
                    form.what,
                    tuple(values),
                    said,
                    cited,
                    item.span,
                    item.last,
                    item.written,
                )
        return self._with_care(item, words, shape)

    def _named(self, text: str, known: dict[str, m.Value], kind: str) -> m.Entity | None:
        """The thing of this name, if there is one and it is of the kind; else the text is looked at with care."""
        vocabulary = self.reader.vocabulary
        entity = vocabulary.entities.get(text)
        if entity is None or len(text) <= _LONGEST_VARIABLE or len(known) >= limits.SENTENCES_KNOWN:
            return None
        if not kind or not vocabulary.kinds.is_a(entity.kind, kind):
            return None
        known[text] = entity
        return entity

    def _learn(self, text: str, known: dict[str, m.Value], slot: m.Field, item: t.Dated, before_it: list[str]) -> bool:
        """Find out what a text in a slot means; False if it may be a variable, or something is wrong with it."""
        if len(text) <= _LONGEST_VARIABLE and not text[:1].isdigit():
            return False
        if len(known) >= limits.SENTENCES_KNOWN:
            known.clear()
        if text in _OPEN:  # a word of the form, with which a sentence was read
            known[text] = _OPEN[text]
            return True
        found = self.reader.found
        before = len(found)
        start = item.sentence.span.start + sum(len(word) + 1 for word in before_it)
        span = Span(item.span.path, start, start + len(text))
        value = self.reader.value(text, slot.type, span, slot.name)
        if len(found) != before:
            return False  # what is reported is reported again, at the same place and so once
        known[text] = value
        return True

    def _with_care(self, item: t.Dated, words: list[str], shape: tuple[str, ...]) -> Event | None:
        found = self.reader.found
        before = len(found)
        event = self._read(item)
        if event is None or len(found) != before or len(self.shapes) >= limits.SENTENCES_KNOWN:
            return event
        matched = self.reader.vocabulary.phrases.match(item.sentence.text)
        if matched is None:
            return event
        starts, ends, at = dict[int, int](), dict[int, int](), 0
        for number, word in enumerate(words):
            starts[at], ends[at + len(word)] = number, number + 1
            at += len(word) + 1
        gaps: list[Gap] = []
        for field, value in zip(event.what.fields, event.values, strict=True):
            term = matched.terms.get(field.name)
            if term is None:
                if value is not m.UNKNOWN:
                    return event
                gaps.append(Gap(field))
                continue
            start, end = starts.get(term.start), ends.get(term.end)
            if start is None or end is None or " ".join(words[start:end]) != term.text:
                return event
            gaps.append(Gap(field, start, end))
        self.shapes[shape] = Shape(event.what, tuple(gaps))
        return event

    def _filled(self, words: tuple[str, ...]) -> Form | None:
        """A form that is known of these phrases, for the things of this timeline."""
        shape = self.shapes.get(words)
        if shape is None:
            return None
        form = self._forms[words] = self.form(shape)
        return form

    def form(self, shape: Shape) -> Form:
        """A shape for the things of this timeline."""
        known = [
            (
                self._meanings(gap.slot.type),
                gap.start,
                gap.end if gap.end > gap.start + 1 else -1,
                kind_of_things(gap.slot.type),
            )
            if gap.end
            else (_UNSAID, 0, 0, "")
            for gap in shape.gaps
        ]
        return Form(shape.what, tuple(known))

    def _meanings(self, type: Type) -> dict[str, m.Value]:
        """What texts mean in the slots of a type; of things, each timeline may know others."""
        kept = self._figures if type.name in FIGURES else self._values
        return kept.setdefault(type, {})


def kind_of_things(type: Type) -> str:
    """The declared kind that a type is; nothing for the others."""
    return "" if type.name in BUILT_IN or type == UNKNOWN_TYPE else type.name
