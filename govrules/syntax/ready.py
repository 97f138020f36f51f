"""Ready-made syntax trees of the files that the wheel ships, so that a check need not parse them again.

In: a source. Out: its syntax tree, when the wheel holds one that was made from exactly this text; what it declares is
only built when it is asked for. A checkout holds none: there every file is parsed. The trees are made when the wheel is
built, by `grammar/make_ready.py`.
"""

from __future__ import annotations

from functools import cache
from zlib import crc32

from govrules.syntax.tree import Comment, File, Item, Use
from govrules.text.source import Source, Span

PACKAGE = "govrules.syntax.ready_trees"


class ReadyFile(File, frozen=True):
    """A file whose tree the wheel holds: what it uses is known, what it declares is built when it is asked for."""

    module: str = ""
    uses: tuple[Use, ...] = ()

    @property  # type: ignore[misc]  # in the place of the field
    def items(self) -> tuple[Item, ...]:
        """What the file declares, in order."""
        return _tree(self.module).items

    @property  # type: ignore[misc]  # as above
    def comments(self) -> tuple[Comment, ...]:
        """Its comments."""
        return _tree(self.module).comments


def ready_tree(source: Source) -> File | None:
    """The tree made from this very text, if there is one."""
    made = _trees().get(source.path)
    if made is None or made[0] != fingerprint(source.text):
        return None
    file = _given.get(source.path)
    if file is None:
        path = source.path
        uses = tuple(Use(Span(path, start, end), module) for module, start, end in made[1])
        file = _given[path] = ReadyFile(path, (), (), made[2], uses)
    return file


def is_ready(file: File) -> bool:
    """Whether a tree is a ready-made one."""
    return _given.get(file.path) is file


_given: dict[str, File] = {}
"""The trees that were asked for so far."""


def fingerprint(text: str) -> tuple[int, int]:
    """What tells a changed text from the one that a tree was made from."""
    data = text.encode("utf-8")
    return len(data), crc32(data)


Entry = tuple[tuple[int, int], tuple[tuple[str, int, int], ...], str]
"""Of a file: the fingerprint of its text, what it uses and where it says so, and the module with its tree."""


@cache
def _trees() -> dict[str, Entry]:
    from importlib import import_module

    try:
        trees: dict[str, Entry] = import_module(PACKAGE).TREES
    except ModuleNotFoundError:
        return {}
    return trees


@cache
def _tree(module: str) -> File:
    from importlib import import_module

    tree: File = import_module(f"{PACKAGE}.{module}").build()
    return tree
