"""Many events as data: flat objects of names and slots, each of a form that was seen before.

In: the text of a list of objects, and a reader of single ones. Out: how they are made when they are asked for, if there
is nothing to say of any. Events of one name whose slots hold things of the same kinds, or figures, are all right, or
none is: one of them is read, and of the others it is only looked up what stands in their slots.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from keyword import iskeyword
from typing import Any, Union, cast

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import astuple

from govrules.law import model as m
from govrules.law.types import Type
from govrules.text import limits
from govrules.timeline.form import EventData
from govrules.timeline.forms import kind_of_things

FEWEST = 100
"""Events for which it is worth the while."""
LONGEST_FIGURE = 10**15
_FIRST = 0x100
_SORT = "sort_"
"""A field of every class that no text has, with the name of the event."""
_NAME = re.compile(r'"event"[ \t\n\r]*:[ \t\n\r]*"([a-z][a-z0-9_]*)"')
_SHARE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,9})?%")
_FIELDS = frozenset(EventData.model_fields)
_UNSIGNED, _FIGURE, _PART, _NOTHING, _END = "\0", "\1", "\2", "\3", "\n"


Flat = dict[str, str | int | float | bool]
"""An event as a flat object."""


class Told(Struct, frozen=True, gc=False):
    """An event: a class of its own for each name, with fields for the slots."""

    on: date


class Known:
    """What is known of the events of a vocabulary: it is the same for every timeline."""

    __slots__ = ("_classes", "_decoder", "_failed", "_letters", "signs")

    def __init__(self) -> None:
        self._classes: dict[str, type[Told]] = {}
        self._decoder: msgspec.json.Decoder[list[Told]] | None = None
        self._failed: set[str] = set()
        self._letters: dict[str | bytes, str] = {}
        self.signs: dict[str, int] = {}
        """Signs of events with which nothing is wrong, and how many quotes each of these has."""

    def letter(self, sort: str | bytes) -> str:
        """What stands for a thing of a kind, or for an event of a name."""
        return self._letters.setdefault(sort, chr(_FIRST + len(self._letters)))

    def read(self, text: str, vocabulary: m.Vocabulary) -> list[Told] | None:
        """The events of a list, if they have no fields but the slots that are declared."""
        try:
            return self._decoder.decode(text) if self._decoder is not None else self._learn(text, vocabulary)
        except msgspec.ValidationError:
            return self._learn(text, vocabulary)

    def _learn(self, text: str, vocabulary: m.Vocabulary) -> list[Told] | None:
        """Learn the names that are new."""
        new = {*_NAME.findall(text)} - self._classes.keys() - self._failed
        if not new:
            return None
        for name in sorted(new):
            made = _class(vocabulary.occurrences.get(name))
            if made is None:
                self._failed.add(name)
            else:
                self._classes[name] = made
        if len(self._failed) > limits.SENTENCES_KNOWN:
            self._failed.clear()
        if not self._classes:
            return None
        one_of: Any = Union[tuple(self._classes.values())]  # noqa: UP007 - of classes that are made here
        self._decoder = msgspec.json.Decoder(list[one_of])
        try:
            return self._decoder.decode(text)
        except msgspec.ValidationError:
            return None


def _class(what: m.Occurrence | None) -> type[Told] | None:
    """The class of the events of a name; None if there are none, or it has no such class."""
    if what is None or what.sort == "fact":
        return None
    slots = [each.name for each in what.fields]
    if not _FIELDS.isdisjoint(slots) or any(iskeyword(slot) or slot == _SORT for slot in slots):
        return None
    fields: list[Any] = [
        (each.name, str | int if each.needed else str | int | UnsetType, *(() if each.needed else (UNSET,)))
        for each in what.fields
    ]
    made = msgspec.defstruct(
        f"Told_{what.name}",
        [*sorted(fields, key=len), (_SORT, bytes, what.name.encode())],
        bases=(Told,),
        tag_field="event",
        tag=what.name,
        forbid_unknown_fields=True,
        frozen=True,
        gc=False,
    )
    return cast("type[Told]", made)


class Marks(dict[object, str]):
    """What stands for the values of slots: for a thing its kind, for a figure that it is one."""

    def __init__(self, known: Known, vocabulary: m.Vocabulary) -> None:
        letters = {kind: known.letter(kind) for kind in vocabulary.kinds.declared()}
        super().__init__(
            {
                name: letters.get(entity.kind, _UNSIGNED)
                for name, entity in vocabulary.entities.items()
                if " ," not in name
            }
        )
        self.update(dict.fromkeys(("any", "nobody", ""), _UNSIGNED))
        self[UNSET] = _NOTHING
        self._vocabulary = vocabulary
        self._known = known

    def __missing__(self, value: object) -> str:
        if isinstance(value, bytes):
            mark = self._known.letter(value)
        elif isinstance(value, int):
            mark = _FIGURE if 0 < value < LONGEST_FIGURE else _UNSIGNED
        else:
            mark = _PART if isinstance(value, str) and _SHARE.fullmatch(value) else _UNSIGNED
        self[value] = mark
        return mark

    def fit(self, told: Told, what: m.Occurrence) -> bool:
        """Whether the marks of what stands in the slots tell that it fits."""
        return all(self._fits(getattr(told, each.name), each.type) for each in what.fields)

    def _fits(self, value: object, type: Type) -> bool:
        mark = self[value]
        if mark == _FIGURE:
            return type.name == "Number"
        if mark == _PART:
            return type.name == "Percent"
        if mark in (_UNSIGNED, _NOTHING):
            return mark == _NOTHING
        kind = kind_of_things(type)
        entity = self._vocabulary.entities[str(value)]
        return bool(kind) and self._vocabulary.kinds.is_a(entity.kind, kind)


def as_fields(told: Told) -> Flat:
    """An event as the fields that the text has."""
    slots = zip(told.__struct_fields__, astuple(told), strict=True)
    said: Flat = {"event": str(told.__struct_config__.tag), "on": told.on.isoformat()}
    return said | {name: value for name, value in slots if name not in ("on", _SORT) and value is not UNSET}


Read = Callable[[Flat], int]


def quotes_in(all_told: Sequence[Told], known: Known, vocabulary: m.Vocabulary, read: Read) -> int:
    """How many quotes events have with which nothing is wrong. `read` reads one, and says how many that one has."""
    marks, signs = Marks(known, vocabulary), known.signs
    marks.update(dict.fromkeys([told.on for told in all_told], _END))
    own_signs = "".join(map(marks.__getitem__, chain.from_iterable(map(astuple, all_told)))).split(_END)[1:]
    quotes = list(map(signs.get, own_signs))
    if None not in quotes:
        return sum(quotes)  # type: ignore[arg-type]  # None is in none of them
    count = 0
    for told, sign, known_quotes in zip(all_told, own_signs, quotes, strict=True):
        own = known_quotes or signs.get(sign)
        if own is None:
            own = read(as_fields(told))
            if _UNSIGNED not in sign and marks.fit(told, vocabulary.occurrences[str(told.__struct_config__.tag)]):
                if len(signs) >= limits.SENTENCES_KNOWN:
                    signs.clear()
                signs[sign] = own
        count += own
    return count
