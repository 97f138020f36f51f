"""The prelude: no phrase that nothing uses, every module stands on its own, and its page says what the modules say.

`python tests/test_prelude.py` writes the tables of facts and kinds anew.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from govrules.files import FileFinder
from govrules.pipeline import Workspace, load_rules
from govrules.syntax import tree
from govrules.syntax.parse import parse
from govrules.text.diagnostics import Diagnostics
from govrules.timeline.text import parse_timeline

ROOT = Path(__file__).parent.parent
PRELUDE = ROOT / "govrules/prelude"
MODULES = sorted(PRELUDE.glob("*.gov"))
SHIPPED = [
    path
    for folder in ("seeds", "scenarios", "tests/provisions")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in (".gov", ".timeline")
]


def sentences(node: object) -> Iterator[str]:
    if isinstance(node, tree.Sentence):
        yield node.text
    if isinstance(node, msgspec.Struct):
        for name in node.__struct_fields__:
            yield from sentences(getattr(node, name))
    elif isinstance(node, tuple | list):
        for each in node:
            yield from sentences(each)


def used_in(path: Path) -> set[str]:
    finder, found = FileFinder(ROOT), Diagnostics()
    source = finder.open(str(path))
    workspace = Workspace(finder)
    workspace.sources.add(source)
    file = parse_timeline(source, found) if path.suffix == ".timeline" else parse(source, found)
    library = workspace._resolve(file, found)
    assert library is not None, path
    matched = (library.vocabulary.phrases.match(sentence) for sentence in sentences(file))
    return {each.name for each in matched if each is not None}


def test_every_phrase_is_used() -> None:
    used = {name for path in SHIPPED for name in used_in(path)}
    unused = [
        f"{path.stem}: {item.name.text}"
        for path in MODULES
        for item in parse(FileFinder(ROOT).open(str(path)), Diagnostics()).items
        if isinstance(item, tree.EventDeclaration | tree.FactDeclaration) and item.name.text not in used
    ]
    assert unused == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_each_module_loads_alone(path: Path) -> None:
    finder = FileFinder(ROOT)
    rules = load_rules(finder.open(str(path)), finder)
    assert rules.ok
    assert rules.diagnostics == ()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.stem)
def test_no_country_in_the_prelude(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    words = ("kazakh", "majilis", "akim", "astana", "russia", "france", "french", "german", "ukrain", "american")
    assert [word for word in words if word in text] == []


# ---- the page -------------------------------------------------------------------------------------------------------

PAGE = PRELUDE / "README.md"
TABLES = re.compile(r"(?<=## What begins and ends the facts\n).*", re.DOTALL)
FACTS = """
As it is in the modules, `where` included. A fact that is not in this table is stated with `given`.

| module | fact | begins when | ends when |
| --- | --- | --- | --- |
"""
KINDS = """
## Kinds and their attributes

An attribute of a kind is one of every kind below it as well.

| kind | is a | attributes | module |
| --- | --- | --- | --- |
"""


def cell(trigger: tree.Trigger, text: str) -> str:
    return f"`{' '.join(text[trigger.span.start : trigger.span.end].split())}`"


def tables() -> str:
    facts, kinds = FACTS, KINDS
    for path in MODULES:
        source = FileFinder(ROOT).open(str(path))
        for item in parse(source, Diagnostics()).items:
            if isinstance(item, tree.FactDeclaration) and item.clauses:
                edges: dict[str, list[str]] = {"begins": [], "ends": []}
                for clause in item.clauses:
                    assert isinstance(clause, tree.FactWhen)  # another sort of clause wants another table
                    edges[clause.edge] += [cell(trigger, source.text) for trigger in clause.triggers]
                said = item.clauses[0].sentence.text
                facts += f"| {path.stem} | {said} | {'; '.join(edges['begins'])} | {'; '.join(edges['ends'])} |\n"
            elif isinstance(item, tree.KindDeclaration):
                parent = item.parent.text if item.parent is not None else ""
                attributes = ", ".join(f"`{each.name.text}`: {each.kind.text}" for each in item.attributes)
                kinds += f"| {item.name.text} | {parent} | {attributes} | {path.stem} |\n"
    return facts + kinds


def test_the_page_says_what_begins_and_ends_each_fact() -> None:
    assert TABLES.search(PAGE.read_text(encoding="utf-8"))[0] == tables()


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    if TABLES.search(text) is None:
        text += "\n## What begins and ends the facts\n"
    PAGE.write_text(TABLES.sub(lambda _: tables(), text), encoding="utf-8")
