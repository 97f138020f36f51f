"""A page of text for a terminal: its lines so far, how to wrap and to paint them, and the symbols of verdicts.

In: sentences. Out: lines of a given width. A symbol always comes with its word.
"""

import textwrap
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
        self.lines += textwrap.wrap(
            text,
            self.width,
            initial_indent=indent,
            subsequent_indent=indent if hanging is None else hanging,
            break_on_hyphens=False,
            break_long_words=False,
        )

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
