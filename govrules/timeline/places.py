"""Places in a JSON text: where each value stands.

In: a text that a JSON reader has accepted. Out: spans by path. The events of a text without mistakes are skimmed; one
with a mistake is walked token by token, once.
"""

import json
import re
from typing import Any, NamedTuple

from govrules.text.source import Source, Span

Path = tuple[str | int, ...]
_SKIMMER = json.JSONDecoder(parse_float=str, parse_int=str)
_TOKEN = re.compile(r'(?P<token>"(?:[^"\\]|\\.)*"|(?P<mark>[][{},:])|[^][{},:" \t\n\r]+)', re.DOTALL)
_BLANK = re.compile(r"[ \t\n\r]*")


class Twice(NamedTuple):
    """A key that stands twice, and where."""

    key: str
    first: Span
    second: Span


class Places:
    """Where the values of a JSON text stand. Only a text with a mistake is walked token by token."""

    __slots__ = ("_every", "_twice", "_upper", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self._upper: dict[Path, Span] | None = None
        self._every: dict[Path, Span] | None = None
        self._twice: list[Twice] = []

    def span(self, path: Path) -> Span:
        """Where a value stands, from its first key if it is an object; for a part of an event, where the event does."""
        if self._upper is None:
            self._upper = self._skim()
        return _innermost(self._upper, path, self.source)

    def take(self, upper: dict[Path, Span]) -> None:
        """Take it as known where things stand."""
        self._upper = upper

    def note(self, start: int, end: int, before: Path, every: dict[Path, Span]) -> None:
        """Note every value between two places, at paths that begin with `before`."""
        self._read(start, end, before, every)

    def near(self, path: Path) -> Span:
        """Where a value stands exactly, or the innermost thing around it that is there."""
        return _innermost(self._walk(), path, self.source)

    def twice(self) -> list[Twice]:
        """The keys that stand twice in one object."""
        self._walk()
        return self._twice

    def _skim(self) -> dict[Path, Span]:
        """Every value by its path, but for the inside of events, which are most of a timeline."""
        text, path = self.source.text, self.source.path
        every: dict[Path, Span] = {}
        at = _skip(text, _skip(text, 0) + 1)
        while text[at] != "}":
            key, at = _SKIMMER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
            start = at
            if key == "events" and text[at] == "[":
                index, at = 0, _skip(text, at + 1)
                while text[at] != "]":
                    begin = at
                    _, at = _SKIMMER.raw_decode(text, at)
                    every[key, index] = Span(path, _inside(text, begin), at)
                    index, at = index + 1, _next(text, at)
                at += 1
                every[key,] = Span(path, start, at)
            else:
                _, at = _SKIMMER.raw_decode(text, at)
                self._read(start, at, (key,), every)
            at = _next(text, at)
        return every

    def _walk(self) -> dict[Path, Span]:
        """Every value by its path."""
        if self._every is None:
            self._every = {}
            self._read(0, len(self.source.text), (), self._every)
        return self._every

    def _read(self, start: int, end: int, before: Path, every: dict[Path, Span]) -> None:
        """Note every value between two places, at paths that begin with `before`."""
        keys: dict[Path, Span] = {}
        opened: list[tuple[str, int]] = []
        steps: list[Any] = [*before]
        for token in _TOKEN.finditer(self.source.text, start, end):
            mark, begin = token["mark"], token.start("token")
            span = Span(self.source.path, begin, token.end())
            if mark in ("{", "["):
                opened.append((mark, begin))
                steps.append(0 if mark == "[" else None)
            elif mark in ("}", "]"):
                _, begin = opened.pop()
                steps.pop()
                every[tuple(steps)] = Span(self.source.path, _inside(self.source.text, begin), token.end())
            elif mark == ",":
                steps[-1] = steps[-1] + 1 if opened[-1][0] == "[" else None
            elif mark is None and opened and opened[-1][0] == "{" and steps[-1] is None:
                key = json.loads(token["token"])
                steps[-1] = key
                place = tuple(steps)
                if place in keys:
                    self._twice.append(Twice(key, keys[place], span))
                keys.setdefault(place, span)
            elif mark is None:
                every[tuple(steps)] = span
        for place, span in keys.items():
            every.setdefault(place, span)


def clean(text: str) -> str:
    """A text from the data, safe to show."""
    return "".join(c if c.isprintable() else "�" for c in text[:60])


def shown(path: Path) -> str:
    """A place as people write it: `events[3].office`."""
    said = ""
    for step in path:
        said += f"[{step}]" if isinstance(step, int) else f".{clean(step)}" if said else clean(step)
    return said


def _innermost(places: dict[Path, Span], path: Path, source: Source) -> Span:
    while path and path not in places:
        path = path[:-1]
    return places.get(path) or Span(source.path, 0, 1)


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match is not None else at


def _next(text: str, at: int) -> int:
    """The start of the next element, past its comma; or the closing bracket."""
    at = _skip(text, at)
    return _skip(text, at + 1) if text[at] == "," else at


def _inside(text: str, start: int) -> int:
    """Where an object's first key stands, so that the line shown for it says something."""
    return _skip(text, start + 1) if text[start] == "{" else start
