"""Layout: the checks on raw text that come before the grammar.

In: bytes or text. Out: text of the same length in which comments are blanked, the comments, and the top-level blocks.
After this stage the grammar sees no tab, no comment, no unclosed quote or bracket, and no nesting beyond the limit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from govrules.syntax.tree import Comment
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source, Span

CONTINUATION = re.compile(r"(or|and|within|by|on|between|not counting|unless) ")
_OPERATOR = re.compile(r"(?<!\d{4})(?<!\d{4}-\d{2})[-+*/]|\bof\b|\bnot\b|\belse\b")
_QUOTED = re.compile(r'"[^"]*"|\[[^][]*\]')
_INK = re.compile(r"[^\n]")
_INNERMOST = re.compile(r"\(([^()]*)\)")
_COMPARED = re.compile(r" (<=|>=|!=|<|>|=) ")
_CLAUSE_END = re.compile(
    r"^ *(?:when|while|then|or|and|require|deemed|provided|where|within|unless)\b.*[^ ,;:]([,;:]) *$"
)
_BLANKS = {
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u200b": "a blank of no width",
    "\ufeff": "a blank of no width",
    "\u2060": "a blank of no width",
}
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Layout(Struct, frozen=True):
    """A text made ready for the grammar."""

    text: str
    comments: tuple[Comment, ...]
    blocks: tuple[tuple[int, int], ...]
    """Start and end offsets of the top-level blocks: a line at the margin and the indented lines below it."""
    broken: tuple[tuple[int, int], ...]
    """The blocks whose indentation has an error already reported, which the grammar should not see."""
    spoilt: tuple[int, ...] = ()
    """Where the other lines start that have an error already reported."""


def decode(path: str, data: bytes, limit: int, found: Diagnostics) -> Source:
    """The text of a file: UTF-8, with or without a byte-order mark, any line ends. A file that is not text is empty."""
    nowhere = Span(path, 0, 0)
    if len(data) > limit:
        found.error(
            "GR901",
            f"`{path}` has {len(data):,} bytes; at most {limit:,} are read",
            nowhere,
            help="split the file, or give long histories as data",
        )
        return Source(path, "")
    if b"\x00" in data[:8192]:
        found.error("GR108", f"`{path}` is not a text file", nowhere, help="give a .gov or .timeline text file")
        return Source(path, "")
    try:
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8")  # which is there already
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        found.error(
            "GR109",
            f"`{path}` is not UTF-8: byte {data[error.start]:#04x} on line {line} cannot be read",
            nowhere,
            help="save the file as UTF-8",
        )
        return Source(path, "")
    return Source(path, text.replace("\r\n", "\n").replace("\r", "\n"))


def lay_out(source: Source, found: Diagnostics) -> Layout:
    """Check a text line by line and blank its comments."""
    path = source.path
    if not source.text.strip():
        found.error("GR107", f"`{path}` is empty", Span(path, 0, 0), help="write a rule set or a timeline into it")
        return Layout(source.text, (), (), ())
    lines = source.text.split("\n")
    comments: list[Comment] = []
    clean: list[str] = []
    blocks: list[tuple[int, int]] = []
    broken: list[tuple[int, int]] = []
    spoilt: list[int] = []
    indents = [0]
    indent_with = ""
    offset = 0
    block_start: int | None = None
    block_broken = False
    mistakes = len(found)
    for line in lines:
        end = offset + len(line)
        errors_before = len(found)
        code = line
        if "#" in line:
            at = _comment_start(line)
            if at >= 0:
                comments.append(Comment(Span(path, offset + at, end), line[at:]))
                code = line[:at] + " " * (len(line) - at)
        stripped = code.strip()
        if stripped and errors_before - mistakes >= limits.MISTAKES:
            too_many(path, offset, found)
            clean.append(" " * (len(source.text) - offset))
            break
        if stripped:
            indent = code[: len(code) - len(code.lstrip())]
            if not indent and not (CONTINUATION.match(stripped) and block_start is not None):
                if block_start is not None:
                    (broken if block_broken else blocks).append((block_start, offset))
                block_start, block_broken = offset, False
            indent_with = _check_indent(path, offset, indent, indent_with, found)
            if not (indent and CONTINUATION.match(stripped)) and len(found) == errors_before:
                _check_dedent(path, offset, len(indent), indents, found)
            block_broken = block_broken or len(found) > errors_before
            _check_line(path, offset, code, found)
            if len(found) > errors_before:
                spoilt.append(offset)
            if "\t" in code:
                code = code.replace("\t", " ")
        clean.append(code if stripped else " " * len(code))
        offset = end + 1
    if block_start is not None:
        (broken if block_broken else blocks).append((block_start, len(source.text)))
    if not blocks and not broken:
        found.error("GR107", f"`{path}` holds nothing but comments", Span(path, 0, 0))
    return Layout("\n".join(clean), tuple(comments), tuple(blocks), tuple(broken), tuple(spoilt))


def blank(text: str, ranges: Iterable[tuple[int, int]]) -> str:
    """The text with everything but line ends blanked in these ranges."""
    parts: list[str] = []
    at = 0
    for start, end in sorted(ranges):
        if end <= at:
            continue
        start = max(start, at)
        parts += [text[at:start], _INK.sub(" ", text[start:end])]
        at = end
    return "".join([*parts, text[at:]])


def blank_in_words(char: str) -> str | None:
    """What a character is that looks like a plain blank, or like nothing, and is neither."""
    if char in _BLANKS:
        return _BLANKS[char]
    import unicodedata

    return "an unusual blank" if unicodedata.category(char or " ") == "Zs" and char not in ("", " ") else None


def too_many(path: str, at: int, found: Diagnostics) -> None:
    """Say that a file has more mistakes than are listed."""
    found.error(
        "GR906",
        f"more than {limits.MISTAKES} mistakes; the file is not read beyond this line",
        Span(path, at, at),
        help="mend the mistakes above, then check again",
    )


def _comment_start(line: str) -> int:
    """Where a comment starts: a `#` outside quotes and citations."""
    quoted = cited = False
    for at, char in enumerate(line):
        if char == '"' and not cited:
            quoted = not quoted
        elif char == "[" and not quoted:
            cited = True
        elif char == "]" and not quoted:
            cited = False
        elif char == "#" and not quoted and not cited:
            return at
    return -1


def _check_indent(path: str, offset: int, indent: str, indent_with: str, found: Diagnostics) -> str:
    """Indentation is all tabs or all spaces in one file. Gives back what the file indents with."""
    used = set(indent)
    if not used:
        return indent_with
    if used - {" ", "\t"}:
        odd = next(char for char in indent if char not in " \t")
        at = offset + indent.index(odd)
        message = f"the line starts with {blank_in_words(odd) or 'an unusual blank'}"
        found.error("GR103", message, Span(path, at, at + 1), help="indent with plain blanks")
        return indent_with
    char = indent[0]
    if len(used) > 1 or (indent_with and char != indent_with):
        habit = "tabs" if indent_with == "\t" else "spaces"
        found.error(
            "GR102",
            "this line is indented with tabs and spaces mixed"
            if len(used) > 1
            else f"this line is indented with {'tabs' if char == chr(9) else 'spaces'}, lines above it with {habit}",
            Span(path, offset, offset + len(indent)),
            help="indent with spaces throughout",
        )
    return indent_with or char


def _check_dedent(path: str, offset: int, width: int, indents: list[int], found: Diagnostics) -> None:
    if width > indents[-1]:
        indents.append(width)
        if len(indents) > limits.NESTING:
            found.error("GR902", f"lines are nested more than {limits.NESTING} deep", Span(path, offset, offset + 1))
        return
    while indents[-1] > width:
        indents.pop()
    if indents[-1] != width:
        found.error(
            "GR103",
            f"this line is indented by {width}, which fits no line above it",
            Span(path, offset, offset + max(width, 1)),
            help=f"indent it by {indents[-1]} to belong to the same block, or deeper to belong to the line above",
        )
        indents.append(width)


def _check_conditions(path: str, offset: int, bare: str, found: Diagnostics) -> None:
    """No bracket holds a comparison, no clause ends with a comma, and `whenever` is not `when` with a sentence."""
    for bracket in _INNERMOST.finditer(bare):
        compared = _COMPARED.search(bracket[1].partition(" where ")[0])
        if compared is not None:
            start = offset + bracket.start()
            message = f"this bracket holds a comparison (`{compared[0].strip()}`), and brackets hold sentences"
            help = (
                "leave the brackets out; what `and` and `or` cannot say without them needs two `require` lines, "
                "a derived fact (`… while …`), or, without variables, a `let`"
            )
            found.error("GR101", message, Span(path, start, offset + bracket.end()), help=help)
            return
    if bare.lstrip().startswith("whenever "):
        at = offset + bare.index("w")
        found.error("GR106", "`whenever` is no word of the language", Span(path, at, at + 8), help="write `when`")
        return
    mark = _CLAUSE_END.search(bare)
    if mark is not None:
        at = offset + mark.start(1)
        found.error("GR101", f"no clause ends with `{mark[1]}`", Span(path, at, at + 1), help="leave it out")


def _check_line(path: str, offset: int, code: str, found: Diagnostics) -> None:
    control = _CONTROL.search(code)
    if control:
        at = offset + control.start()
        found.error("GR108", f"the line holds a control character ({ord(control[0]):#04x})", Span(path, at, at + 1))
    if code.count('"') % 2:
        at = offset + code.rindex('"')
        found.error(
            "GR104",
            "this quotation is not closed on its line",
            Span(path, at, offset + len(code.rstrip())),
            help='end it with `"`',
        )
        return
    bare = _QUOTED.sub(lambda m: " " * len(m[0]), code)
    depth = deepest = 0
    opened: list[int] = []
    for at, char in enumerate(bare):
        if char == "(":
            opened.append(at)
            depth += 1
            deepest = max(deepest, depth)
        elif char == ")":
            if not opened:
                found.error("GR105", "this `)` closes nothing", Span(path, offset + at, offset + at + 1))
                return
            opened.pop()
            depth -= 1
        elif char in "[]":
            found.error(
                "GR105",
                f"this `{char}` has no partner",
                Span(path, offset + at, offset + at + 1),
                help="a citation opens with `[` and closes with `]` on the same line",
            )
            return
    if opened:
        at = offset + opened[-1]
        found.error(
            "GR105",
            "this `(` is not closed on its line",
            Span(path, at, at + 1),
            help="a bracket holds one sentence and closes on the same line",
        )
        return
    if code[0].isdigit():
        return
    _check_conditions(path, offset, bare, found)
    depth = deepest + len(_OPERATOR.findall(bare))
    if depth > limits.NESTING:
        found.error(
            "GR902",
            f"this line is nested {depth} deep; at most {limits.NESTING} brackets and operators are read",
            Span(path, offset, offset + len(code.rstrip())),
            help="name parts of it with `let`, or use several `require` lines",
        )
