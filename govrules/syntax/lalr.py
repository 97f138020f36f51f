"""Text to parse tree, by ready-made tables.

In: a text, laid out. Out: the trees of its top-level blocks, or nothing when the text does not fit the grammar;
`complaints.py` says then what is wrong with it. Tokens, trees and places are those that Lark makes of the same grammar,
in a small part of the time: no state, pattern or production is looked at that the text does not ask for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from govrules.syntax import lean_tables as tables


class Token(str):
    """A word or sign of a text, with its kind and place."""

    __slots__ = ("end_pos", "start_pos", "type")

    type: str
    start_pos: int
    end_pos: int


class Tree:
    """A branch of a parse tree: what production it is, and its parts. An optional part that was left out is None."""

    __slots__ = ("children", "data", "end_pos", "outer_end", "outer_start", "start_pos")

    def __init__(self, data: str, children: list[Any]) -> None:
        self.data = data
        self.children = children
        self.start_pos = self.end_pos = self.outer_start = self.outer_end = -1
        """Where its own production stands, and the widest one that holds nothing else; -1 when it is empty."""


def read(text: str, start: int, end: int) -> list[Tree] | None:
    """The trees of the blocks between two offsets of a text; None when the grammar does not allow the text."""
    way, values, margins = [_state(tables.START)], list[Any](), [0]
    at = start
    while True:
        while at < end and text[at] == " ":
            at += 1
        if at >= end:
            break
        kind, stop = way[-1].scan(text, at, end)
        if kind < 0 or not _feed(kind, _token(kind, text[at:stop], at, stop), way, values):
            return None
        if kind == tables.LINE_END:
            width = stop - text.rindex("\n", at, stop) - 1
            for edge in _edges(width, margins):
                if not _feed(edge, _token(edge, "", at, stop), way, values):
                    return None
        at = stop
    for edge in _edges(0, margins):
        if not _feed(edge, _token(edge, "", at, at), way, values):
            return None
    if not _feed(tables.END, None, way, values):
        return None
    return [child for child in values[0].children if isinstance(child, Tree)]


def is_free_at_start(word: str) -> bool:
    """Whether a word at the start of a line is none of the language's, but the name of a kind."""
    kind, end = _state(tables.START).scan(word, 0, len(word))
    return kind >= 0 and tables.NAMES[kind] == "ID" and end == len(word)


def _edges(width: int, margins: list[int]) -> list[int]:
    """The blocks that begin or end with a line of this margin."""
    if width > margins[-1]:
        margins.append(width)
        return [tables.INDENT]
    edges: list[int] = []
    while width < margins[-1]:
        margins.pop()
        edges.append(tables.DEDENT)
    return edges


def _token(kind: int, text: str, start: int, end: int) -> Token:
    token = Token(text)
    token.type, token.start_pos, token.end_pos = tables.NAMES[kind], start, end
    return token


def _feed(kind: int, token: Token | None, way: list[_State], values: list[Any]) -> bool:
    """Carry out the productions that a token completes, and take it in; False when it cannot stand here."""
    while True:
        action = way[-1].actions.get(kind)
        if action is None:
            return False
        if action >= 0:
            way.append(_state(action))
            values.append(token)
            return True
        makes, size, name, inline, kept, left_out = tables.PRODUCTIONS[-1 - action]
        parts: list[Any] = []
        if size:
            parts = values[-size:]
            del values[-size:], way[-size:]
        values.append(_made(name, inline, kept, left_out, parts))
        following = way[-1].actions[makes]
        if kind == tables.END and following == tables.ACCEPTED:
            return True
        way.append(_state(following))


def _made(
    name: str, inline: bool, kept: tuple[tuple[int, bool, int], ...] | None, left_out: int, parts: list[Any]
) -> Any:
    """What a production makes of its parts: a tree, or its only part if it is one that stands for that part."""
    children = parts
    if kept is not None:
        children = []
        for at, opened, before in kept:
            if before:
                children += [None] * before
            if not opened:
                children.append(parts[at])
            elif children:
                children += parts[at].children
            else:
                children = parts[at].children
        if left_out:
            children += [None] * left_out
    made = children[0] if inline and len(children) == 1 else Tree(name, children)
    if isinstance(made, Tree):
        start, end = _start(parts), _end(reversed(parts))
        if start >= 0:
            made.outer_start, made.outer_end = start, end
            if made.start_pos < 0:
                made.start_pos, made.end_pos = start, end
    return made


def _start(parts: Iterable[Any]) -> int:
    for part in parts:
        start: int = part.start_pos if isinstance(part, Token) else part.outer_start if part is not None else -1
        if start >= 0:
            return start
    return -1


def _end(parts: Iterable[Any]) -> int:
    for part in parts:
        end: int = part.end_pos if isinstance(part, Token) else part.outer_end if part is not None else -1
        if end >= 0:
            return end
    return -1


# ---- states, opened when they are first reached ----------------------------------------------------------------------


class _State:
    """A state of the parser: what may follow, and how it is told from the text."""

    __slots__ = ("_by_first", "_terminals", "actions")

    def __init__(self, row: str) -> None:
        numbers = [int(number) for number in row.split()]
        self.actions = dict(zip(numbers[::2], numbers[1::2], strict=True))
        """By symbol: the state that follows; or, below 0, the production that is complete."""
        self._terminals: list[int] = sorted({kind for kind in self.actions if kind < tables.COUNT} | {tables.LINE_END})
        self._by_first: dict[str, list[int]] = {}

    def scan(self, text: str, at: int, end: int) -> tuple[int, int]:
        """The kind of the token that starts at an offset and where it ends; a kind below 0 when there is none."""
        first = text[at]
        candidates = self._by_first.get(first)
        if candidates is None:
            candidates = self._by_first[first] = self._starting_with(first)
        for kind in candidates:
            stop = _terminal(kind)(text, at, end)
            if stop >= 0:
                words = tables.WORDS.get(kind)
                if words is not None:
                    word = words.get(text[at:stop], -1)
                    if word in self.actions:
                        return word, stop
                return kind, stop
        return -1, at

    def _starting_with(self, first: str) -> list[int]:
        """The kinds of tokens that may stand here and start with a character, the more telling ones first.

        A word that reads as a name is left to the name, and told from others when it has been read.
        """
        named = frozenset[int]().union(*[_words_of(kind) for kind in self._terminals if kind in tables.WORDS])
        starts = [kind for kind in self._terminals if kind not in named]
        if not first.isascii():
            return [kind for kind in starts if tables.TERMINALS[kind][3]]
        return [kind for kind in starts if first in tables.TERMINALS[kind][2]]


@cache
def _words_of(kind: int) -> frozenset[int]:
    return frozenset(tables.WORDS[kind].values())


@cache
def _state(number: int) -> _State:
    return _State(tables.STATES[number])


_IN_NAMES = "[\\w'’]*(?:-[\\w'’]*)*"
_AFTER_NAMES = "(?![\\w'’])(?!-)"
"""The same as in the grammar: a set of letters in three places takes ten times as long to compile as one in two."""


@cache
def _terminal(kind: int) -> Callable[[str, int, int], int]:
    """Reads a token of a kind: gives back where it ends, or -1."""
    pattern, is_word, _, _ = tables.TERMINALS[kind]
    if is_word:
        return lambda text, at, end: at + len(pattern) if text.startswith(pattern, at, end) else -1
    match = re.compile(pattern.replace("[\\w'’-]*", _IN_NAMES).replace("(?![\\w'’-])", _AFTER_NAMES)).match

    def read(text: str, at: int, end: int) -> int:
        found = match(text, at, end)
        return found.end() if found is not None else -1

    return read
