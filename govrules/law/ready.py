"""Ready-made laws: what the rule sets that the wheel ships come to, so that a check need not resolve them again.

In: the files of a check, used ones first. Out: the law of the first of them, if the wheel holds it and the other files
add nothing by which the shipped ones could be read otherwise: no word of the vocabulary, no source, nothing to a
shipped rule set. A checkout holds none: there everything is resolved. The laws are made when the wheel is built, by
`grammar/make_ready_laws.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct
from msgspec.structs import replace

from govrules.law.model import Occurrence, RuleSet, Trigger, Vocabulary
from govrules.law.patch import Entry, Reading, Reform
from govrules.law.types import Type
from govrules.syntax import tree as t
from govrules.syntax.phrases import Phrase
from govrules.syntax.ready import is_ready
from govrules.text.diagnostics import Diagnostic
from govrules.text.source import Span

PACKAGE = "govrules.law.ready_laws"


class ReadyLaw(Struct, frozen=True):
    """What the shipped files make by themselves."""

    occurrences: dict[str, tuple[Occurrence, tuple[Phrase, ...]]]
    """Every event, act and fact, and all the ways to say it."""
    rulesets: dict[str, RuleSet]
    variables: dict[str, dict[str, dict[str, Type]]]
    """The variables that exceptions to the rules of each rule set may use."""
    reforms: dict[str, Reform]
    readings: dict[str, Reading]
    entries: dict[str, Entry]
    stated: dict[Span, str]
    diagnostics: tuple[Diagnostic, ...]
    common_givens: int
    """How many facts are stated outside of the rule sets; those of later files come after them."""
    outline: tuple[t.File, ...] = ()
    """What of these files those that read other files beside them still have to know, if it is known."""
    rules: int = 0
    """How many rules these files hold."""


_KEPT = (t.KindDeclaration, t.EntityDeclaration, t.SourceDeclaration, t.RuleSetDeclaration, t.Impossible)


def outline(files: list[t.File]) -> tuple[t.File, ...]:
    """Of files whose law is known: the things, kinds, sources, rule sets and reforms that they declare.

    It is enough for further files that declare no rule set of their own, which would take over whatever these say.
    """
    return tuple(t.File(file.path, tuple(_outlined(file.items)), ()) for file in files)


def _outlined(items: tuple[t.Item, ...]) -> Iterator[t.Item]:
    for item in items:
        if isinstance(item, t.ReformDeclaration):
            yield replace(item, clauses=tuple(_things_added(item.clauses)))
        elif isinstance(item, t.EntityDeclaration):
            yield replace(item, attributes=())
        elif isinstance(item, _KEPT):
            yield item


def _things_added(clauses: tuple[t.ReformClause, ...]) -> Iterator[t.ReformClause]:
    for clause in clauses:
        if isinstance(clause, t.AddClause) and isinstance(clause.what, t.EntityDeclaration):
            yield clause
        elif isinstance(clause, t.DatedClauses):
            yield replace(clause, clauses=tuple(_things_added(clause.clauses)))


class Made(Struct, frozen=True):
    """A law that the wheel holds, not yet built."""

    paths: tuple[str, ...]
    """The files that it was made from, in order."""
    names: frozenset[str]
    """What these files declare: things, rule sets and reforms."""
    module: str
    """The module that has it."""

    def build(self) -> ReadyLaw:
        """The law."""
        from importlib import import_module

        law: ReadyLaw = import_module(f"{PACKAGE}.{self.module}").build()
        return law


class Alone(Struct, frozen=True):
    """A law that was resolved in this process, and the files that make it."""

    files: tuple[t.File, ...]
    names: frozenset[str]
    law: ReadyLaw
    vocabulary: Vocabulary
    failed: frozenset[str]
    impossible: tuple[Trigger, ...]


def numbers(data: bytes) -> Iterable[int]:
    """The whole numbers that a module of a law holds as bytes, four for each."""
    if sys.byteorder == "little":
        return memoryview(data).cast("I")
    return [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]


def ready_law(files: list[t.File], known: Alone | None = None) -> tuple[ReadyLaw, list[t.File]] | None:
    """The law of the first files, if it is known or in the wheel and the others leave it as it is; and these others."""
    if known is not None and 0 < len(known.files) < len(files):
        others = files[len(known.files) :]
        same = all(one is other for one, other in zip(known.files, files, strict=False))
        if same and not _any_changes(others, known.names):
            return known.law, others
    laws = _laws()
    for count, file in enumerate(files, 1) if laws else ():
        made = laws.get(file.path)
        if made is not None and made.paths == tuple(each.path for each in files[:count]):
            others = files[count:]
            usable = all(is_ready(each) for each in files[:count]) and not _any_changes(others, made.names)
            return (made.build(), others) if usable else None
    return None


RULES = (t.RuleDeclaration, t.ExceptionDeclaration, t.PowerDeclaration, t.Let, t.Entrench, t.Reading)
"""What stands in a rule set."""
_HARMLESS = (*(t.Use, t.NotYet, t.TimelineDeclaration, t.Dated, t.Expectation, t.Given), *RULES)


_SAY_NOTHING = frozenset((t.Use, t.NotYet, t.TimelineDeclaration, t.Dated, t.Expectation))


def add_only_things(files: list[t.File]) -> bool:
    """Whether files, apart from what happens in them, only name things, and say nothing about these."""
    return all(
        type(item) in _SAY_NOTHING or (type(item) is t.EntityDeclaration and not item.attributes)
        for file in files
        for item in file.items
    )


def _any_changes(files: list[t.File], names: frozenset[str]) -> bool:
    return any(_may_change(item, names) for file in files for item in file.items)


def _may_change(item: t.Item, names: frozenset[str]) -> bool:
    """Whether an item of a later file may change how shipped files are read."""
    if isinstance(item, t.EntityDeclaration | t.RuleSetDeclaration):
        return item.name.text in names
    if isinstance(item, t.ReformDeclaration):
        return item.name.text in names or any(_declares(clause) for clause in item.clauses)
    return not isinstance(item, _HARMLESS)


def _declares(clause: t.ReformClause) -> bool:
    """Whether a clause of a reform declares a thing; or holds clauses with a day of their own, which might."""
    return isinstance(clause, t.DatedClauses) or (
        isinstance(clause, t.AddClause) and isinstance(clause.what, t.EntityDeclaration)
    )


@cache
def _laws() -> dict[str, Made]:
    from importlib import import_module

    try:
        laws: dict[str, Made] = import_module(PACKAGE).LAWS
    except ModuleNotFoundError:
        return {}
    return laws
