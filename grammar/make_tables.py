"""Write the parser's ready-made tables, `govrules/syntax/parser_tables.py`, from the grammar. Run by `make tables`."""

import sys
from pathlib import Path
from zlib import crc32

from lark.grammar import Rule
from lark.lexer import TerminalDef

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from govrules.syntax.parse import build_parser  # noqa: E402  # the checkout has to be on the path first

HEADER = '"""The parser tables that Lark made from grammar/govrules.lark. Made by `make tables`; do not edit."""\n'


def tables(grammar: str) -> str:
    """The text of the tables module for a grammar."""
    data, memo = build_parser(grammar, strict=False).memo_serialize([TerminalDef, Rule])
    data["options"]["postlex"] = None
    return f"{HEADER}# fmt: off\nMADE_FROM = {crc32(grammar.encode())}\nDATA = {data!r}\nMEMO = {memo!r}\n"


if __name__ == "__main__":
    text = tables((ROOT / "grammar" / "govrules.lark").read_text(encoding="utf-8"))
    (ROOT / "govrules" / "syntax" / "parser_tables.py").write_text(text, encoding="utf-8")
