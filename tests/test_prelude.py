"""The prelude: no phrase that nothing uses, and every module stands on its own."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from govrules.files import PRELUDE, FileFinder
from govrules.pipeline import Workspace, load_rules
from govrules.syntax import tree
from govrules.syntax.parse import parse
from govrules.text.diagnostics import Diagnostics
from govrules.timeline.text import parse_timeline

ROOT = Path(__file__).parent.parent
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
