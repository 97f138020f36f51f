"""Texts are read without Lark, and as Lark reads them: the same texts, tokens, trees and places."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import lark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govrules.syntax import lean_tables, parser_tables
from govrules.syntax.complaints import parser
from govrules.syntax.lalr import Token, Tree, read
from govrules.syntax.layout import lay_out
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(
    path
    for folder in ("govrules/prelude", "seeds", "scenarios", "tests/provisions", "tests/syntax", "tests/golden")
    for path in (ROOT / folder).rglob("*.*")
    if path.suffix in (".gov", ".timeline")
)


def text_of(path: Path) -> str:
    """What the grammar sees of a file."""
    return lay_out(Source(path.name, path.read_text("utf-8")), Diagnostics()).text.rstrip() + "\n"


def by_lark(text: str) -> list[Any] | None:
    """The trees of a text as Lark has them; None if it refuses the text."""
    try:
        return [plain(child) for child in parser().parse(text).children if isinstance(child, lark.Tree)]
    except lark.UnexpectedInput:
        return None


def plain(node: Any) -> Any:
    """A token or tree of either reader as lists and strings, with its place."""
    if isinstance(node, lark.Token | Token):
        return [node.type, str(node), node.start_pos, node.end_pos]
    if isinstance(node, lark.Tree):
        place = (-1, -1) if node.meta.empty else (node.meta.start_pos, node.meta.end_pos)
        return [str(node.data), *place, [plain(child) for child in node.children]]
    if isinstance(node, Tree):
        return [node.data, node.start_pos, node.end_pos, [plain(child) for child in node.children]]
    return node


def by_tables(text: str) -> list[Any] | None:
    trees = read(text, 0, len(text))
    return [plain(tree) for tree in trees] if trees is not None else None


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_read_as_lark_reads_it(path: Path) -> None:
    text = text_of(path)
    assert by_tables(text) == by_lark(text)


def blocks_of(path: Path) -> list[str]:
    layout = lay_out(Source(path.name, path.read_text("utf-8")), Diagnostics())
    return [layout.text[start:end].rstrip() for start, end in layout.blocks]


BLOCKS = sorted({block for path in FILES for block in blocks_of(path)})
LINES = sorted({line for block in BLOCKS for line in block.split("\n") if line.strip()})
WORDS = sorted({word for line in LINES for word in re.findall(r"\w+|\S", line)})


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Some blocks and lines of some files, a few of them with words taken out, put in or exchanged."""
    parts = []
    for part in draw(st.lists(st.sampled_from(BLOCKS) | st.sampled_from(LINES), min_size=1, max_size=4)):
        words = part.split(" ")
        for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
            at = draw(st.integers(0, len(words) - 1))
            words[at : at + draw(st.integers(0, 1))] = draw(st.lists(st.sampled_from(WORDS), max_size=2))
            words = words or [""]
        parts.append(" ".join(words))
    return "\n".join(parts) + "\n"


@settings(max_examples=500)
@given(texts())
def test_any_text_is_read_as_lark_reads_it_or_refused_by_both(text: str) -> None:
    assert by_tables(text) == by_lark(text)


@settings(max_examples=300)
@given(st.sampled_from(FILES), st.data())
def test_a_file_cut_anywhere_is_read_as_lark_reads_it_or_refused_by_both(path: Path, data: st.DataObject) -> None:
    lines = text_of(path).split("\n")
    first = data.draw(st.integers(0, len(lines) - 1))
    text = "\n".join(lines[first : first + data.draw(st.integers(1, 12))]) + "\n"
    if data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(text) - 1))
        text = text[:at] + data.draw(st.sampled_from('aA1 "()[]:,.-ж\n')) + text[at + 1 :]
    assert by_tables(text) == by_lark(text)


@pytest.mark.parametrize("terminal", lean_tables.TERMINALS, ids=lean_tables.NAMES[: lean_tables.COUNT])
@given(data=st.data())
@settings(max_examples=20)
def test_what_a_terminal_starts_with_is_known(terminal: tuple[str, bool, str, bool], data: st.DataObject) -> None:
    pattern, is_word, starts, others = terminal
    said = pattern if is_word else data.draw(st.from_regex(pattern))
    match = re.match(re.escape(pattern) if is_word else pattern, said)
    if match is not None:
        assert match[0][0] in starts or (others and not match[0].isascii())


def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_tables", ROOT / "grammar/make_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_both_tables_are_of_one_grammar() -> None:
    written = (ROOT / "govrules/syntax/lean_tables.py").read_text("utf-8")
    assert written.endswith(maker().lean(parser_tables.DATA, parser_tables.MEMO)), "run `make tables`"
