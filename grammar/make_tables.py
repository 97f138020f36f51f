"""Write the parser's ready-made tables from the grammar. Run by `make tables`.

`govrules/syntax/lean_tables.py` is what texts are read by. `govrules/syntax/parser_tables.py` holds the same tables in
Lark's own form; only the search for what is wrong with a text needs them.
"""

import re
import sys
from pathlib import Path
from typing import Any
from zlib import crc32

from lark.grammar import Rule
from lark.lexer import TerminalDef

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from govrules.syntax.complaints import build_parser  # noqa: E402  # the checkout has to be on the path first

HEADER = """\"\"\"{}, made from grammar/govrules.lark. Made by `make tables`; do not edit.\"\"\"
# fmt: off
MADE_FROM = {}
"""


def tables(grammar: str) -> tuple[dict[str, Any], dict[int, Any]]:
    """Lark's tables for a grammar, and what they share."""
    data, memo = build_parser(grammar, strict=False).memo_serialize([TerminalDef, Rule])
    data["options"]["postlex"] = None
    return data, memo


def lean(data: dict[str, Any], memo: dict[int, Any]) -> str:
    """The lean tables: the same in a fixed order, of constants only, the states as rows that nobody has read yet."""
    patterns = {t["name"]: t for t in memo.values() if t["__type__"] == "TerminalDef"}
    ignored = [patterns.pop(name) for name in data["parser"]["lexer_conf"]["ignore"]]
    assert [t["pattern"]["value"] for t in ignored] == [" +"], "blanks are left out, and nothing else"
    terminals = sorted(patterns.values(), key=_rank)
    tokens, states = data["parser"]["parser"]["tokens"], data["parser"]["parser"]["states"]
    symbols: list[str] = [t["name"] for t in terminals]
    symbols += sorted({*tokens.values(), "_INDENT", "_DEDENT", "$END"} - set(symbols))
    number = {name: at for at, name in enumerate(symbols)}
    rows = {
        state: sorted((number[tokens[token]], reduces, to) for token, (reduces, to) in row.items())
        for state, row in states.items()
    }
    start, accepted = (data["parser"]["parser"][which]["start"] for which in ("start_states", "end_states"))
    order = _reached(start, rows)
    rules = [rule for rule in memo.values() if rule["__type__"] == "Rule"]
    productions = sorted({repr(_production(rule, number)) for rule in rules})
    made = {at: productions.index(repr(_production(rule, number))) for at, rule in memo.items() if rule in rules}
    lines = [f"START = {order[start]}", f"ACCEPTED = {order[accepted]}", f"COUNT = {len(terminals)}"]
    named = {"LINE_END": "_NL", "INDENT": "_INDENT", "DEDENT": "_DEDENT", "END": "$END"}
    lines += [f"{name} = {number[symbol]}" for name, symbol in named.items()]
    lines.append(f"NAMES = {tuple(symbols[: number['_INDENT'] + 1])!r}")
    lines.append("TERMINALS = (")
    lines += [f"    {_terminal(t)!r}," for t in terminals]
    lines += [")", f"WORDS = {_words(terminals, number)!r}", "PRODUCTIONS = ("]
    lines += [f"    {production}," for production in productions]
    lines += [")", "STATES = ("]
    for state in order:
        said = ((symbol, -1 - made[to["@"]] if reduces else order[to]) for symbol, reduces, to in rows[state])
        lines.append("    " + repr(" ".join(f"{symbol} {action}" for symbol, action in said)) + ",")
    return "\n".join(lines) + "\n)\n"


def _rank(terminal: dict[str, Any]) -> tuple[int, int, int, str]:
    """The order in which Lark tries terminals."""
    pattern = terminal["pattern"]
    widest = pattern["_width"][1] if "_width" in pattern else len(pattern["value"])
    return -terminal["priority"], -widest, -len(pattern["value"]), terminal["name"]


def _reached(start: int, rows: dict[int, list[tuple[int, int, Any]]]) -> dict[int, int]:
    """New numbers for the states: in the order in which they are reached."""
    order, waiting = {start: 0}, [start]
    for state in waiting:
        for _, reduces, to in rows[state]:
            if not reduces and to not in order:
                order[to] = len(order)
                waiting.append(to)
    return order


def _production(rule: dict[str, Any], number: dict[str, int]) -> tuple[Any, ...]:
    """What a production makes, of how many parts, under what name, and which parts it keeps how.

    A production that stands for its only part is marked; of each part that is kept, its position, whether its own
    parts take its place, and how many optional parts were left out before it.
    """
    options, expansion = rule["options"], rule["expansion"]
    gaps = [len(run) for run in "".join("1" if empty else "0" for empty in options["empty_indices"]).split("0")]
    gaps = gaps if options["empty_indices"] else [0] * (len(expansion) + 1)
    kept: list[tuple[int, bool, int]] = []
    left_out = 0
    for at, symbol in enumerate(expansion):
        left_out += gaps[at]
        if not symbol.get("filter_out"):
            opened = symbol["__type__"] == "NonTerminal" and symbol["name"].startswith("_")
            kept.append((at, opened, left_out))
            left_out = 0
    left_out += gaps[len(expansion)]
    whole = left_out == 0 and kept == [(at, False, 0) for at in range(len(expansion))]
    name = rule["alias"] or rule["origin"]["name"]
    stands_for_part = options["expand1"] and not rule["alias"]
    said = None if whole else tuple(kept)
    return number[rule["origin"]["name"]], len(expansion), name, stands_for_part, said, left_out


def _terminal(terminal: dict[str, Any]) -> tuple[str, bool, str, bool]:
    """A pattern, whether it is a plain word, the ASCII characters that it may start with, and whether others may."""
    pattern = terminal["pattern"]
    if pattern["__type__"] == "PatternStr":
        return pattern["value"], True, pattern["value"][0], False
    starts, others = _starts(re._parser.parse(pattern["value"]))  # type: ignore[attr-defined]  # not in the stubs
    return pattern["value"], False, "".join(sorted(starts)), others


def _words(terminals: list[dict[str, Any]], number: dict[str, int]) -> dict[int, dict[str, int]]:
    """For each pattern, the plain words of its rank that it reads as well: they are told apart when they are read."""
    words: dict[int, dict[str, int]] = {}
    plain = [t for t in terminals if t["pattern"]["__type__"] == "PatternStr"]
    for each in terminals:
        if each["pattern"]["__type__"] == "PatternStr":
            continue
        pattern = re.compile(each["pattern"]["value"])
        for word in plain:
            text = word["pattern"]["value"]
            found = pattern.match(text)
            if word["priority"] == each["priority"] and found is not None and found[0] == text:
                words.setdefault(number[each["name"]], {})[text] = number[word["name"]]
    return words


_ASCII = [chr(code) for code in range(128)]


def _starts(nodes: Any) -> tuple[set[str], bool]:
    """The ASCII characters that a parsed pattern may start with, perhaps too many; and whether others may."""
    starts: set[str] = set()
    others = False
    for operation, value in nodes:
        inner: tuple[set[str], bool] | None
        needed = True
        match str(operation):
            case "LITERAL":
                inner = ({chr(value)}, False)
            case "IN":
                inner = _members(value)
            case "BRANCH":
                found = [_starts(branch) for branch in value[1]]
                inner = (set().union(*(some for some, _ in found)), any(more for _, more in found))
            case "SUBPATTERN":
                inner = _starts(value[3])
            case "MAX_REPEAT":
                inner, needed = _starts(value[2]), value[0] > 0
            case "ASSERT" | "ASSERT_NOT" | "AT":
                continue
            case unknown:
                raise SystemExit(f"what a pattern with {unknown} starts with is not known")
        starts |= inner[0]
        others = others or inner[1]
        if needed:
            break
    return starts, others


def _members(items: list[tuple[Any, Any]]) -> tuple[set[str], bool]:
    """The ASCII characters of a set in brackets, and whether others are in it."""
    members: set[str] = set()
    others = turned = False
    for operation, value in items:
        match str(operation), str(value):
            case "NEGATE", _:
                turned = True
            case "LITERAL", _:
                members.add(chr(value))
            case "RANGE", _:
                members |= {chr(code) for code in range(value[0], value[1] + 1)}
            case "CATEGORY", name:
                pattern = {"DIGIT": r"\d", "WORD": r"\w", "NOT_WORD": r"\W"}[name.removeprefix("CATEGORY_")]
                members |= {char for char in _ASCII if re.match(pattern, char)}
                others = True
            case unknown, _:
                raise SystemExit(f"what a set with {unknown} holds is not known")
    return (set(_ASCII) - members, True) if turned else (members, others)


if __name__ == "__main__":
    grammar = (ROOT / "grammar" / "govrules.lark").read_text(encoding="utf-8")
    data, memo = tables(grammar)
    for name, what, text in (
        ("lean_tables.py", "The tables of `lalr.py`", lean(data, memo)),
        ("parser_tables.py", "The parser tables of Lark", f"DATA = {data!r}\nMEMO = {memo!r}\n"),
    ):
        path = ROOT / "govrules" / "syntax" / name
        path.write_text(HEADER.format(what, crc32(grammar.encode())) + text, encoding="utf-8")
