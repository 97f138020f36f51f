"""Text to syntax tree.

In: a source. Out: a `File` and diagnostics. When a top-level block cannot be read, it is reported and left out, and
the rest of the file is still read, so that one run shows the mistakes of all blocks.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from govrules.syntax.build import Builder
from govrules.syntax.lalr import Tree, read
from govrules.syntax.layout import Layout, blank, lay_out, too_many
from govrules.syntax.tree import File
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source


def parse(source: Source, found: Diagnostics, *, skip: tuple[tuple[int, int], ...] = ()) -> File:
    """The syntax tree of a rule file or timeline.

    `skip` are ranges that another reader has taken care of (the event lines of a timeline).
    """
    layout = lay_out(source, found)
    text = blank(layout.text, (*layout.broken, *skip)).rstrip() + "\n"
    builder = Builder(source.path, text, found)
    if not text.strip():
        return File(source.path, (), layout.comments)
    trees = read(text, 0, len(text)) if not layout.spoilt else None
    if trees is None:
        trees = list(_block_by_block(source, text, layout, found))
    return File(source.path, tuple(builder.item(tree) for tree in trees), layout.comments)


def read_whole(source: Source, skip: tuple[tuple[int, int], ...]) -> File | None:
    """The syntax tree of a text in which nothing is wrong; None if something is, and nothing is said of it."""
    found = Diagnostics()
    layout = lay_out(source, found)
    text = blank(layout.text, skip).rstrip(" \t\n") + "\n"  # of any other blank, the lexer has something to say
    trees = read(text, 0, len(text)) if not len(found) else None
    if trees is None:
        return None
    builder = Builder(source.path, text, found)
    items = tuple(builder.item(tree) for tree in trees)
    return File(source.path, items, layout.comments) if not len(found) else None


def _block_by_block(source: Source, text: str, layout: Layout, found: Diagnostics) -> Iterator[Tree]:
    """The trees of the blocks that can be read; what is wrong with the others is reported."""
    known = found.errors
    for start, end in layout.blocks:
        first, last = bisect_left(layout.spoilt, start), bisect_left(layout.spoilt, end)
        end = min(end, len(text))
        if start >= end or not text[start:end].strip():
            continue
        if found.errors >= known + limits.MISTAKES:
            too_many(source.path, start, found)
            return
        trees = read(text, start, end) if first == last else None
        if trees is None:
            _report(source, text[:end], start, layout.spoilt[first:last], found)
        yield from trees or ()


def _report(source: Source, text: str, start: int, spoilt: tuple[int, ...], found: Diagnostics) -> None:
    """Report what is wrong with the block that starts here and ends with the text, but for lines that are reported."""
    from govrules.syntax.complaints import complaint, terminals  # brings Lark, which only a text with a mistake needs
    from govrules.syntax.mistakes import report_mistakes, without_lines  # likewise

    rest = without_lines(text, start, list(spoilt)) if spoilt else text
    error = complaint(rest, start) if rest is not None else None
    if rest is not None and error is not None:
        report_mistakes(source, rest, start, error, complaint, terminals(), found, first=not spoilt)
