"""A page of text for a terminal: its lines so far, how to wrap and to paint them, and the symbols of verdicts.

In: sentences. Out: lines of a given width. A symbol always comes with its word.
"""

from __future__ import annotations

from datetime import date

from govrules.text.source import Sources, Span

SYMBOLS = {
    "violated": "✗",
    "void": "⊘",
    "concern": "!",
    "undetermined": "?",
    "contested": "≠",
    "pending": "…",
    "excused": "○",
    "satisfied": "✓",
    "met": "✓",
}
"""The statuses from the gravest to the lightest, each with its symbol."""
COLORS = {
    "violated": "red",
    "void": "red",
    "concern": "yellow",
    "undetermined": "magenta",
    "contested": "magenta",
    "pending": "cyan",
    "excused": "blue",
    "satisfied": "green",
    "met": "green",
}
GRAVITY = list(SYMBOLS)


class Page:
    """The lines so far, and how to paint and wrap them."""

    def __init__(self, sources: Sources, color: bool, width: int) -> None:
        self.sources = sources
        self.color = color
        self.width = width
        self.lines: list[str] = []
        self.moved: dict[Span, date] = {}
        """On which days the events of a variant's original were."""

    def add(self, line: str = "") -> None:
        """Add a line."""
        self.lines.append(line.rstrip())

    def wrap(self, text: str, indent: str, hanging: str | None = None) -> None:
        """Add a text, broken into lines of the page's width."""
        self.lines += wrapped(text, self.width, indent, indent if hanging is None else hanging)

    def paint(self, text: str, color: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
        """A text in colour, if there is any."""
        if not self.color:
            return text
        from click import style  # which plain text does not need

        return style(text, fg=color, bold=bold or None, dim=dim or None)

    def status(self, status: str) -> str:
        """A status with its symbol."""
        return self.paint(f"{SYMBOLS[status]} {status}", COLORS[status], bold=True)

    def place(self, span: Span | None) -> str:
        """A place as file and line."""
        if span is None or not span.path:
            return ""
        path, line, _ = self.sources.place(span)
        return f"{path}:{line}"


_BLANKS = str.maketrans("\t\n\x0b\x0c\r", " " * 5)


def wrapped(text: str, width: int, first: str, further: str) -> list[str]:
    """A text in lines of a width, with what they begin with; a word that is longer has a line of its own.

    It is what `textwrap.wrap` makes of it, which takes longer to import than all lines of a report to wrap.
    """
    if len(first) + len(text) <= width and text.isprintable() and text == text.strip() != "":
        return [first + text]
    chunks: list[str] = []
    """Words, and the blanks between them."""
    blanks = 0
    for word in text.expandtabs().translate(_BLANKS).split(" "):
        if word:
            chunks += [" " * blanks, word] if blanks else [word]
            blanks = 0
        blanks += 1
    if blanks > 1:
        chunks.append(" " * (blanks - 1))
    lines: list[str] = []
    at = 0
    while at < len(chunks):
        margin = further if lines else first
        room = width - len(margin)
        if lines and not chunks[at].strip():
            at += 1
        line: list[str] = []
        while at < len(chunks) and (not line or len(chunks[at]) <= room):
            line.append(chunks[at])
            room -= len(chunks[at])
            at += 1
        if line and not line[-1].strip():
            line.pop()
        if line:
            lines.append(margin + "".join(line))
    return lines
