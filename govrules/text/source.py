"""Source texts and places in them.

In: a display path and the decoded text of a file. Out: `Source`, which turns offsets into lines and columns, and
`Span`, a place in a named source. Lines and columns count from 1, in characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from msgspec import Struct


class Span(Struct, frozen=True, gc=False):
    """A half-open range of character offsets `[start, end)` in the source called `path`."""

    path: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The span from the start of this one to the end of `other`, in the same source."""
        return Span(self.path, self.start, max(self.end, other.end))


class Source:
    """One text under the name that messages show for it."""

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    def position(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset, both counted from 1."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line without its end; empty beyond the last line."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")

    def excerpt(self, span: Span) -> str:
        """The text that a span covers."""
        return self.text[span.start : span.end]

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            starts = [0]
            find = self.text.find
            at = find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = find("\n", at + 1)
            self._starts = starts
        return self._starts


class Sources:
    """All texts of one check, by path: what a report needs to show a place."""

    __slots__ = ("_by_path",)

    def __init__(self) -> None:
        self._by_path: dict[str, Source] = {}

    def add(self, source: Source) -> Source:
        """Remember a source under its path and give it back."""
        self._by_path[source.path] = source
        return source

    def get(self, path: str) -> Source:
        """The source of that path, or an empty one, so that a report never fails for want of an excerpt."""
        return self._by_path.get(path) or Source(path, "")

    def place(self, span: Span) -> tuple[str, int, int]:
        """Path, line and column at which a span starts."""
        line, column = self.get(span.path).position(span.start)
        return span.path, line, column

    def __contains__(self, path: str) -> bool:
        return path in self._by_path


_ORDERS = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
"""What a terminal may take as an order: to colour, move or reverse what it shows, or worse."""


def is_harmless(text: str) -> bool:
    """Whether a terminal shows the text in a line, and does nothing else."""
    return text.isprintable() or re.search(rf"\n|{_ORDERS}", text) is None


def shown(text: str, *, color: bool = False) -> str:
    """The text with `�` in place of what a terminal may take as an order; `color` leaves colours as they are."""
    if text.replace("\n", "").isprintable():
        return text
    if not color:
        return re.sub(_ORDERS, "�", text)
    return re.sub(rf"(\x1b\[[\d;]*m)|{_ORDERS}", lambda found: found[1] or "�", text)


def escaped(json: str) -> str:
    """The same JSON, with what a terminal may take as an order written as `\\u…`."""
    if json.replace("\n", "").isprintable():
        return json
    return re.sub(_ORDERS, lambda found: f"\\u{ord(found[0]):04x}", json)
