"""Places in a JSON text: where each value stands.

In: a text that a JSON reader has accepted. Out: spans by path. A text without mistakes is only skimmed for the elements
of its outermost lists; one with a mistake is walked token by token, once.
"""

import json
import re
from collections.abc import Iterator
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
    """Where the values of a JSON text stand. Only a text with a mistake is walked character by character."""

    __slots__ = ("_every", "_twice", "_upper", "source")

    def __init__(self, source: Source) -> None:
        self.source = source
        self._upper: dict[Path, Span] | None = None
        self._every: dict[Path, Span] | None = None
        self._twice: list[Twice] = []

    def span(self, path: Path) -> Span:
        """Where a value stands, from its first key if it is an object; else where the nearest thing around it does."""
        if self._upper is None:
            self._upper = dict(self._skim())
        return self._upper.get(path) or self.near(path)

    def near(self, path: Path) -> Span:
        """Where the value stands, or the innermost thing around it that is there."""
        every = self._walk()
        while path and path not in every:
            path = path[:-1]
        return every.get(path, Span(self.source.path, 0, 1))

    def twice(self) -> list[Twice]:
        """The keys that stand twice in one object."""
        self._walk()
        return self._twice

    def _skim(self) -> Iterator[tuple[Path, Span]]:
        """The values of the outermost object, and the elements of its lists."""
        text, path = self.source.text, self.source.path
        at = _skip(text, _skip(text, 0) + 1)
        while text[at] != "}":
            key, at = _SKIMMER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
            if text[at] == "[":
                index, at = 0, _skip(text, at + 1)
                while text[at] != "]":
                    start = at
                    _, at = _SKIMMER.raw_decode(text, at)
                    yield (key, index), Span(path, _inside(text, start), at)
                    index, at = index + 1, _next(text, at)
                at += 1
            else:
                start = at
                _, at = _SKIMMER.raw_decode(text, at)
                yield (key,), Span(path, _inside(text, start), at)
            at = _next(text, at)

    def _walk(self) -> dict[Path, Span]:
        """Every value by its path."""
        if self._every is not None:
            return self._every
        every: dict[Path, Span] = {}
        keys: dict[Path, Span] = {}
        stack: list[tuple[str, int]] = []
        steps: list[Any] = []
        for token in _TOKEN.finditer(self.source.text):
            mark, start = token["mark"], token.start("token")
            span = Span(self.source.path, start, token.end())
            if mark in ("{", "["):
                stack.append((mark, start))
                steps.append(0 if mark == "[" else None)
            elif mark in ("}", "]"):
                _, start = stack.pop()
                steps.pop()
                every[tuple(steps)] = Span(self.source.path, _inside(self.source.text, start), token.end())
            elif mark == ",":
                steps[-1] = steps[-1] + 1 if stack[-1][0] == "[" else None
            elif mark is None and stack and stack[-1][0] == "{" and steps[-1] is None:
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
        self._every = every
        return every


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
