"""Text to syntax tree, through the Lark grammar, which nothing after this stage knows of.

In: a source. Out: a `File` and diagnostics. When a top-level block cannot be read, it is reported and left out, and
the rest of the file is still read, so that one run shows the mistakes of all blocks.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from lark import Lark, Token, UnexpectedInput
from lark.exceptions import UnexpectedToken

from govrules.syntax.build import Builder
from govrules.syntax.layout import blank, lay_out
from govrules.syntax.tree import Dated, File, Item
from govrules.text.diagnostics import Diagnostics, did_you_mean
from govrules.text.source import Source, Span

_ERRORS_SHOWN = 20


def parse(source: Source, found: Diagnostics, *, skip: tuple[tuple[int, int], ...] = ()) -> File:
    """The syntax tree of a rule file or timeline.

    `skip` are ranges that another reader has taken care of (the event lines of a timeline).
    """
    layout = lay_out(source, found)
    text = layout.text
    for start, end in (*layout.broken, *skip):
        text = blank(text, start, end)
    builder = Builder(source.path, text, found)
    items: list[Item] = []
    for _ in range(_ERRORS_SHOWN):
        if not text.strip():
            break
        try:
            tree = parser().parse(text.rstrip() + "\n")
        except UnexpectedInput as error:
            at = _offset(error)
            if isinstance(error, UnexpectedToken) and error.token.type == "$END":
                at = len(text.rstrip()) - 1
            _report(source, text, error, found)
            start, end = _block_at(layout.blocks, at)
            text = blank(text, start, end)
            continue
        items = [builder.item(child) for child in tree.children if not isinstance(child, Token)]
        break
    return File(source.path, tuple(items), layout.comments)


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


# ---- what went wrong, in words --------------------------------------------------------------------------------------

_WORDS = {
    "STRING": "a quoted text",
    "CITE": "a citation in `[…]`",
    "SENTENCE": "a sentence",
    "ID": "a word in lower case",
    "NAME": "a name",
    "VAR": "a variable",
    "NUMBER": "a number",
    "DATE": "a date",
    "CLOCK": "a time of day",
    "DURATION": "a duration such as `2 months`",
    "OPERATOR": "a comparison",
    "_NL": "the end of the line",
    "_INDENT": "an indented line",
    "_DEDENT": "a line further out",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "MONTH": "a month",
    "WEEKDAY": "a weekday",
    "ZONE": "a time zone such as `Asia/Almaty`",
    "EDGE": "`begins` or `ends`",
    "STATUS": "a status such as `violated`",
    "$END": "the end of the file",
}
_LITERALS = {
    "EVENT_WORD": ("event", "act"),
    "NORM_WORD": ("rule", "principle"),
    "COLUMN": ("before", "after", "under"),
    "REPEALABLE": ("rule", "exception", "power", "transition"),
}
_OPERANDS = {"NUMBER", "FRACTION", "PERCENT", "DURATION", "VAR", "NAME", "ID", "LPAR"}


def _report(source: Source, text: str, error: UnexpectedInput, found: Diagnostics) -> None:
    expected = set(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())
    if isinstance(error, UnexpectedToken):
        token = error.token
        start = token.start_pos if token.start_pos is not None else len(text.rstrip())
        shown = str(token).strip()
        end = start + len(str(token).rstrip())
    else:
        start = _offset(error)
        shown = text[start : start + 20].split("\n")[0].split(" ")[0]
        end = start + max(len(shown), 1)
    at_end = not shown
    if at_end:
        start = end = len(text[:start].rstrip())
    span = Span(source.path, start, max(end, start))
    line_start = text.rfind("\n", 0, start) + 1
    keywords = _keywords(expected)
    choices = _in_words(expected)
    if at_end:
        found.error("GR101", "the clause stops short here", span, help=f"expected {choices}")
    elif not text[line_start:start].strip() and shown.isidentifier():
        word = text[start : start + 60].split("\n")[0].split(" ")[0]
        found.error(
            "GR106",
            f"no clause starts with `{word}` here",
            Span(source.path, start, start + len(word)),
            help=did_you_mean(word, keywords) or f"expected {choices}",
        )
    else:
        found.error("GR101", f"`{_short(shown)}` cannot stand here", span, help=f"expected {choices}")


def _offset(error: UnexpectedInput) -> int:
    """Where in the text an error stands; Lark leaves it open at the end."""
    at: int | None = error.pos_in_stream
    return at if at is not None else 0


def _short(text: str) -> str:
    text = text.split("\n")[0]
    return text if len(text) <= 60 else text[:57] + "…"


def _keywords(expected: set[str]) -> list[str]:
    words: list[str] = []
    patterns = {terminal.name: terminal.pattern for terminal in parser().terminals}
    for name in sorted(expected):
        if name in _LITERALS:
            words += _LITERALS[name]
        elif name in patterns and patterns[name].type == "str" and str(patterns[name].value).isalpha():
            words.append(str(patterns[name].value))
    return words


def _in_words(expected: set[str]) -> str:
    if expected >= _OPERANDS:
        expected = expected - _OPERANDS - {"DATE", "CLOCK", "MONEY", "STRING", "ZONE", "YES", "NO"}
        parts = ["a value"]
    else:
        parts = []
    parts += [_WORDS[name] for name in sorted(expected) if name in _WORDS]
    parts += [f"`{word}`" for word in _keywords(expected)]
    patterns = {terminal.name: terminal.pattern for terminal in parser().terminals}
    for name in sorted(expected):
        if name in _WORDS or name in _LITERALS or name not in patterns or name.startswith("_"):
            continue
        value = str(patterns[name].value)
        if patterns[name].type == "str":
            if not value.isalpha():
                parts.append(f"`{value}`")
        else:
            parts.append("`" + name.lower().replace("_", " ") + "`")
    parts = list(dict.fromkeys(parts))
    if len(parts) > 9:
        parts = [*parts[:8], "or another clause of this place"]
    return " or ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts) or "nothing more"


def _block_at(blocks: tuple[tuple[int, int], ...], at: int) -> tuple[int, int]:
    """The block that holds an offset, or the last one that starts before it."""
    best = (0, at + 1)
    for start, end in blocks:
        if start <= at:
            best = (start, max(end, at + 1))
    return best


__all__ = ["Dated", "build_parser", "parse", "parser"]
