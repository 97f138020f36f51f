"""The grammar is free of conflicts, its tables are current, and each of its productions is used by a file here."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lark import Lark, Token

from govrules.syntax import lean_tables, parser_tables
from govrules.syntax import tree as t
from govrules.syntax.complaints import Indentation, build_parser, parser
from govrules.syntax.layout import lay_out
from govrules.syntax.parse import parse
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source
from govrules.timeline.text import parse_timeline

ROOT = Path(__file__).resolve().parent.parent
GRAMMAR = (ROOT / "grammar/govrules.lark").read_text("utf-8")
EXAMPLES = sorted((ROOT / "tests/syntax").glob("every-construct.*"))
FILES = sorted(
    p
    for folder in ("govrules/prelude", "seeds", "scenarios", "tests/provisions")
    for p in (ROOT / folder).rglob("*.*")
    if p.suffix in (".gov", ".timeline")
)


@pytest.fixture(scope="module")
def strict() -> Lark:
    """The grammar, built with every conflict refused; that takes long."""
    pytest.importorskip("interegular")
    return build_parser(GRAMMAR, strict=True)


def text_of(path: Path) -> str:
    """What the grammar sees of a file."""
    return lay_out(Source(path.name, path.read_text("utf-8")), Diagnostics()).text


def test_tables_are_current() -> None:
    made_from = crc32(GRAMMAR.encode())
    assert made_from == parser_tables.MADE_FROM == lean_tables.MADE_FROM, "run `make tables`"


def test_grammar_has_no_conflict_and_reads_as_its_tables_do(strict: Lark) -> None:
    for path in EXAMPLES:
        assert strict.parse(text_of(path)) == parser().parse(text_of(path))


def test_every_production_is_used(strict: Lark, monkeypatch: pytest.MonkeyPatch) -> None:
    rules: set[str] = set()
    terminals = {"_INDENT", "_DEDENT"}
    process = Indentation.process

    def recorded(self: Indentation, stream: Iterator[Token]) -> Iterator[Token]:
        for token in process(self, stream):
            terminals.add(token.type)
            yield token

    monkeypatch.setattr(Indentation, "process", recorded)
    for path in EXAMPLES:
        rules |= {str(tree.data) for tree in strict.parse(text_of(path)).iter_subtrees()}
    named = {str(rule.alias or rule.origin.name) for rule in strict.rules if rule.alias or not rule.options.expand1}
    assert {name for name in named if not name.startswith("_")} - rules == set()
    assert {terminal.name for terminal in strict.terminals} - terminals - set(strict.ignore_tokens) == set()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_construct_has_a_syntax_tree(path: Path) -> None:
    found = Diagnostics()
    file = (parse_timeline if path.suffix == ".timeline" else parse)(Source(path.name, path.read_text("utf-8")), found)
    assert [d.message for d in found.sorted()] == []
    assert {type(item).__name__ for item in file.items} >= (
        {"VariantDeclaration", "Remove", "Move", "Shift", "Change", "Dated"}
        if path.name == "every-construct.variant.timeline"
        else {"TimelineDeclaration", "EntityDeclaration", "Dated", "Expectation"}
        if path.suffix == ".timeline"
        else {"Use", "KindDeclaration", "FactDeclaration", "Given", "RuleDeclaration", "ReformDeclaration", "NotYet"}
    )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_here_parses(path: Path) -> None:
    found = Diagnostics()
    source = Source(path.name, path.read_text("utf-8"))
    file = (parse_timeline if path.suffix == ".timeline" else parse)(source, found)
    assert [d.message for d in found.sorted()] == []
    for item in file.items:
        assert 0 <= item.span.start <= item.span.end <= len(source.text)


# ---- the two readers of event lines ---------------------------------------------------------------------------------

word = st.sampled_from(
    [
        "Ada",
        "Tokayev",
        "is",
        "elected",
        "President",
        "with",
        "81.31%",
        "7",
        "Vice-President",
        "d'Or",
        '"a # b"',
        "the",
        "2022-01-01",
        "Жанна",
        "at,",
        "or",
        "to",
        "3,000",
        "№",
        "where",
        "while",
        "within 2",
        "from 2001",
    ]
)
sentence = st.lists(word, min_size=1, max_size=6).map(" ".join)
blank = st.sampled_from([" ", "  "])


@st.composite
def event_lines(draw: st.DrawFn) -> str:
    day = date(1990, 1, 1) + timedelta(days=draw(st.integers(0, 20_000)))
    line = draw(st.sampled_from([str(day), "2001-02-30"]))
    if draw(st.booleans()):
        line += draw(blank) + draw(st.sampled_from(["07:00", "7:30", "25:00"]))
        if draw(st.booleans()):
            line += draw(blank) + draw(st.sampled_from(["Asia/Almaty", "UTC"]))
    line += draw(st.sampled_from([":", " :"])) + draw(blank) + draw(sentence)
    line += draw(st.sampled_from(["", "", " ", " [K23 Art. 1]", "  [computed] ", "[x]", " # note", " [a # b] # c"]))
    return line


@given(st.lists(event_lines(), min_size=1, max_size=3))
def test_line_matcher_and_grammar_read_the_same(lines: list[str]) -> None:
    source = Source("a.timeline", 'timeline "x"\n' + "\n".join(lines) + "\n")
    by_matcher, by_grammar = Diagnostics(), Diagnostics()
    one = [item for item in parse_timeline(source, by_matcher).items if isinstance(item, t.Dated)]
    two = [item for item in parse(source, by_grammar).items if isinstance(item, t.Dated)]
    said = [(d.code, d.message, d.span) for d in by_grammar.sorted()]
    assert [(d.code, d.message, d.span) for d in by_matcher.sorted()] == said
    if not said:
        assert one == two
