"""Text to syntax tree, through the Lark grammar, which nothing after this stage knows of.

In: a source. Out: a `File` and diagnostics. When a top-level block cannot be read, it is reported and left out, and
the rest of the file is still read, so that one run shows the mistakes of all blocks.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from typing import Any

from lark import Lark, TextSlice, Token, UnexpectedInput

from govrules.syntax.build import Builder
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
    try:
        trees = _trees(text, 0, len(text)) if not layout.spoilt else None
    except UnexpectedInput:
        trees = None
    if trees is None:
        trees = list(_block_by_block(source, text, layout, found))
    return File(source.path, tuple(builder.item(tree) for tree in trees), layout.comments)


def _trees(text: str, start: int, end: int) -> list[Any]:
    tree = parser().parse(TextSlice(text, start, end))
    return [child for child in tree.children if not isinstance(child, Token)]


def _block_by_block(source: Source, text: str, layout: Layout, found: Diagnostics) -> Iterator[Any]:
    """The trees of the blocks that can be read; what is wrong with the others is reported."""
    from govrules.syntax.mistakes import report_mistakes, without_lines  # which a text without mistakes does not need

    known = found.errors
    for start, end in layout.blocks:
        first, last = bisect_left(layout.spoilt, start), bisect_left(layout.spoilt, end)
        end = min(end, len(text))
        if start >= end or not text[start:end].strip():
            continue
        if found.errors >= known + limits.MISTAKES:
            too_many(source.path, start, found)
            return
        if first == last:
            try:
                yield from _trees(text, start, end)
            except UnexpectedInput as error:
                report_mistakes(source, text[:end], start, error, _try, _terminals(), found)
            continue
        rest = without_lines(text[:end], start, list(layout.spoilt[first:last]))
        error_in_rest = _try(rest, start) if rest is not None else None
        if rest is not None and error_in_rest is not None:
            report_mistakes(source, rest, start, error_in_rest, _try, _terminals(), found, first=False)


def _try(text: str, start: int) -> UnexpectedInput | None:
    """What is wrong with the block that starts here and ends with the text, if anything is."""
    try:
        _trees(text, start, len(text))
    except UnexpectedInput as error:
        return error
    return None


@cache
def _terminals() -> dict[str, str | None]:
    """Every terminal by name, with its text if it has a fixed one."""
    return {t.name: str(t.pattern.value) if t.pattern.type == "str" else None for t in parser().terminals}


class Indentation:
    """Turns line ends into block starts and ends. The layout stage has made sure that they fit."""

    always_accept = ("_NL",)

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        """The tokens with `_INDENT` and `_DEDENT` put in."""
        levels = [0]
        for token in stream:
            yield token
            if token.type != "_NL":
                continue
            width = len(token) - token.rindex("\n") - 1
            if width > levels[-1]:
                levels.append(width)
                yield Token.new_borrow_pos("_INDENT", "", token)
            while width < levels[-1]:
                levels.pop()
                yield Token.new_borrow_pos("_DEDENT", "", token)
        while len(levels) > 1:
            levels.pop()
            yield Token("_DEDENT", "")


@cache
def parser() -> Lark:
    """The parser, read from its ready-made tables."""
    from govrules.syntax import parser_tables

    made: Any = Lark.__new__(Lark)
    # A fresh copy of the memo is not needed: Lark only reads it.
    return made._load(  # type: ignore[no-any-return]  # Lark's own loader, as its standalone parsers call it
        {"data": parser_tables.DATA, "memo": parser_tables.MEMO}, postlex=Indentation()
    )


def build_parser(grammar: str, *, strict: bool) -> Lark:
    """The parser, built from the grammar; `strict` refuses any conflict (it needs the package `interegular`)."""
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        strict=strict,
        postlex=Indentation(),
        propagate_positions=True,
        maybe_placeholders=True,
    )


__all__ = ["build_parser", "parse", "parser"]
