"""The grammar as Lark reads it: to say what is wrong with a text that `lalr.py` cannot read.

In: a text that the grammar does not allow. Out: Lark's complaint, which says where, and what could stand there. No text
without a mistake comes this way.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from lark import Lark, TextSlice, Token, UnexpectedInput


def complaint(text: str, start: int, end: int | None = None) -> UnexpectedInput | None:
    """What is wrong with the block that starts here and ends with the text, or before; None if nothing is."""
    try:
        parser().parse(TextSlice(text, start, len(text) if end is None else end))
    except UnexpectedInput as error:
        return error
    return None


@cache
def terminals() -> dict[str, str | None]:
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
