"""Modules: the files that a file uses, found and parsed once each.

In: a first source and a `Finder`, which turns what a `use` line says into a text. Out: the syntax trees, the used ones
before the ones that use them. A circle of uses and a module that is not there are diagnostics.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from govrules.syntax.parse import parse
from govrules.syntax.ready import ReadyFile, ready_tree
from govrules.syntax.tree import File, TimelineDeclaration, Use, VariantDeclaration
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, Label, did_you_mean
from govrules.text.source import Source, Sources, Span


class Missing(Struct, frozen=True):
    """Why a module could not be had: a diagnostic code, a message and perhaps help."""

    code: str
    message: str
    help: str | None = None


class Finder(Protocol):
    """Finds the text behind a `use` line."""

    def find(self, module: str, used_by: str) -> Source | Missing:
        """The source of `module` as named in the file `used_by`."""

    def names(self) -> list[str]:
        """The modules that can be used by bare name, for suggestions."""


POINTED = frozenset(["GR106", "GR201", "GR202", "GR203", "GR217"])
"""The codes of what a module may declare that a file does not use."""
_LISTED = 50


class Modules:
    """Loads files and what they use. Files already loaded are kept, so that many timelines share them."""

    __slots__ = ("_finder", "_parsed", "sources")

    def __init__(self, finder: Finder, sources: Sources) -> None:
        self._finder = finder
        self._parsed: dict[str, File] = {}
        self.sources = sources

    def load(self, first: File, found: Diagnostics) -> list[File]:
        """All files that `first` rests on, in order of use, and `first` itself last."""
        order: list[File] = []
        done: set[str] = set()
        self._visit(first, [], done, order, found)
        return order

    def _visit(
        self,
        file: File,
        chain: list[tuple[str, Use | None]],
        done: set[str],
        order: list[File],
        found: Diagnostics,
    ) -> None:
        done.add(file.path)
        if len(chain) > limits.NESTING:
            message = f"files use each other more than {limits.NESTING} deep"
            found.error("GR902", message, Span(file.path, 0, 0), help="use them from one file")
            return
        for use in _uses(file):
            if not _can_be_a_name(use.module):
                example = "a module has a short name of letters; a file is named as in `./offices.gov`"
                found.error("GR212", "this cannot be the name of a module or file", use.span, help=example)
                continue
            source = self._finder.find(use.module, file.path)
            if isinstance(source, Missing):
                help = source.help
                if source.code == "GR212":
                    names = self._finder.names()
                    help = did_you_mean(use.module, names) or help or _listed(names)
                found.error(source.code, source.message, use.span, help=help)
                continue
            path = source.path
            if path.endswith(".timeline"):
                message = f"`{use.module}` is no rule file; those end in `.gov`"
                help = f'a variant of that timeline starts with `variant "…" of "{use.module}"`'
                found.error("GR111", message, use.span, help=help)
                continue
            on_the_way = [at for at, (name, _) in enumerate(chain) if name == path]
            if path == file.path or on_the_way:
                names = [name for name, _ in chain[on_the_way[0] if on_the_way else len(chain) :]]
                circle = " → ".join([*names, file.path, path])
                labels = [Label(via.span, "used here") for _, via in chain if via is not None]
                found.error(
                    "GR211",
                    f"these files use each other in a circle: {circle}",
                    use.span,
                    labels=labels,
                    help="move what both need into a file of its own",
                )
                continue
            if path in done:
                continue
            self._visit(self._parse(source, found), [*chain, (file.path, use)], done, order, found)
        order.append(file)

    def _parse(self, source: Source, found: Diagnostics) -> File:
        kept = self._parsed.get(source.path)
        if kept is not None:
            return kept
        self.sources.add(source)
        own = Diagnostics()
        file = ready_tree(source) or parse(source, own)
        for diagnostic in own.sorted():
            found.add(diagnostic)
        if not own.has_errors:
            self._parsed[source.path] = file
        return file


def _listed(names: list[str]) -> str | None:
    """Which modules there are."""
    shown = ", ".join(f"`{name}`" for name in names[:_LISTED])
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"there are {shown}{more}" if names else None


def _can_be_a_name(module: str) -> bool:
    """Whether any file system could have such a file."""
    longest = max(len(part.encode("utf-8", "replace")) for part in module.split("/"))
    return module.isprintable() and longest <= 250 and len(module) <= 1_000


def _uses(file: File) -> Sequence[Use]:
    if isinstance(file, ReadyFile):
        return file.uses
    uses: list[Use] = []
    for item in file.items:
        if isinstance(item, Use):
            uses.append(item)
        elif isinstance(item, TimelineDeclaration | VariantDeclaration):
            uses += item.uses
    return uses
