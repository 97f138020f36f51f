"""Ready-made syntax trees of the files that the wheel ships, so that a check need not parse them again.

In: a source. Out: its syntax tree, when the wheel holds one that was made from exactly this text. A checkout holds
none: there every file is parsed. The trees are made when the wheel is built, by `grammar/make_ready.py`.
"""

from collections.abc import Callable
from functools import cache
from zlib import crc32

from govrules.syntax.tree import File
from govrules.text.source import Source

MODULE = "govrules.syntax.ready_trees"


def ready_tree(source: Source) -> File | None:
    """The tree made from this very text, if there is one."""
    made = _trees().get(source.path)
    if made is None or made[0] != fingerprint(source.text):
        return None
    tree = _given.get(source.path)
    if tree is None:
        tree = _given[source.path] = made[1]()
    return tree


def is_ready(file: File) -> bool:
    """Whether a tree is a ready-made one."""
    return _given.get(file.path) is file


_given: dict[str, File] = {}
"""The trees that were asked for so far."""


def fingerprint(text: str) -> tuple[int, int]:
    """What tells a changed text from the one that a tree was made from."""
    data = text.encode("utf-8")
    return len(data), crc32(data)


@cache
def _trees() -> dict[str, tuple[tuple[int, int], Callable[[], File]]]:
    from importlib import import_module

    try:
        trees: dict[str, tuple[tuple[int, int], Callable[[], File]]] = import_module(MODULE).TREES
    except ModuleNotFoundError:
        return {}
    return trees
