"""Diagnostics as text: what is wrong, where, with the line itself, and what would be right.

In: a diagnostic and the sources. Out: lines of text, with or without colour. Columns are those that a terminal shows:
wide characters take two, combining ones none, and a tab is shown as one blank. What a terminal would not print, or
would take as an order to reverse or move the text, is shown as `�`.
"""

import unicodedata

from govrules.text.diagnostics import Diagnostic
from govrules.text.source import Sources, Span

_COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}
_SYMBOLS = {"error": "✗", "warning": "!", "note": "i"}
_LONGEST_LINE = 160


def render(diagnostic: Diagnostic, sources: Sources, *, color: bool = False, hint: bool = False) -> str:
    """One diagnostic as text without a final line end. `hint` adds the command that explains its code."""

    def paint(text: str, name: str | None = None, *, bold: bool = False, dim: bool = False) -> str:
        if not color:
            return text
        from click import style  # which plain text does not need

        return style(text, fg=name, bold=bold or None, dim=dim or None)

    tone = _COLORS[diagnostic.severity]
    head = paint(f"{_SYMBOLS[diagnostic.severity]} {diagnostic.severity}[{diagnostic.code}]", tone, bold=True)
    lines = [f"{head}: {paint(printable(diagnostic.message), bold=True)}"]
    shown = [(diagnostic.span, "", "^", tone)]
    shown += [(label.span, label.text, "-", "blue") for label in diagnostic.labels]
    gutter = max(len(str(sources.place(span)[1])) for span, *_ in shown)
    for position, (span, text, mark, name) in enumerate(shown):
        if not span.path:
            continue
        path, line, column = sources.place(span)
        arrow = "-->" if position == 0 else ":::"
        lines.append(paint(f"{' ' * gutter} {arrow} {printable(path)}:{line}:{column}", dim=True))
        source = sources.get(path)
        if not source.text:
            continue
        before, under, row = _excerpt(source.line(line), column, span)
        bar = paint("│", dim=True)
        lines.append(f"{paint(str(line).rjust(gutter), dim=True)} {bar} {row}")
        note = f" {printable(text)}" if text else ""
        lines.append(f"{' ' * gutter} {bar} {' ' * before}{paint(mark * under + note, name, bold=True)}")
    if diagnostic.help is not None:
        lines.append(f"{' ' * gutter} {paint('help', 'green', bold=True)}: {printable(diagnostic.help)}")
    if hint:
        lines.append(f"{' ' * gutter} {paint('more', 'green', bold=True)}: govrules explain {diagnostic.code}")
    return "\n".join(lines)


def _excerpt(line: str, column: int, span: Span) -> tuple[int, int, str]:
    """Columns before the marks, number of marks, and the line to show; a long line is cut around the place."""
    start = column - 1
    length = max(1, min(span.end - span.start, len(line) - start))
    first = 0
    if len(line) > _LONGEST_LINE:
        first = max(0, min(start - 40, len(line) - _LONGEST_LINE))
        line = line[: first + _LONGEST_LINE]
    row = ("…" if first else "") + line[first:].replace("\t", " ")
    before = width(line[first:start]) + (1 if first else 0)
    return before, max(1, width(line[start : start + length])), printable(row)


def printable(text: str) -> str:
    """The text with `�` for every character that a terminal would not print."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "�" for c in text)


def width(text: str) -> int:
    """The columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.category(c) in ("Mn", "Me") else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
