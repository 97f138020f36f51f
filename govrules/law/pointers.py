"""Pointers: which module declares what a file names and does not have.

In: the diagnostics of a file and of those that it uses, and the words of the modules that they could use. Out: the same
diagnostics, each missing module named once, in the file that all others rest on, at the first place that wants it.
"""

import os
import re
from collections.abc import Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from govrules.law.meant import plainer
from govrules.law.modules import POINTED
from govrules.law.types import keyword
from govrules.law.vocabulary import collect
from govrules.syntax import tree as t
from govrules.syntax.phrases import PhraseBook
from govrules.text.diagnostics import Diagnostic, Diagnostics
from govrules.text.source import Sources, Span

_QUOTED = re.compile(r"`([^`]*)`")
_USE = re.compile(r'^[ \t]*use "([^"\n]+)"', re.MULTILINE)
_PRELUDE = "prelude/"
_NOTHING_MEANT = ("declare one", "the nearest", "its words are")
"""How help begins that knows nothing better than the phrases at hand."""


class ModuleWords(Struct, frozen=True):
    """What one file of a module declares, under the name by which the module is used."""

    module: str
    uses: frozenset[str]
    phrases: PhraseBook
    kinds: frozenset[str]
    names: frozenset[str]
    rulesets: frozenset[str]
    general: bool
    """Whether it is of the prelude, and so of no country's law."""


def words_of(file: t.File, module: str) -> ModuleWords:
    """The words of one file."""
    names = {item.name.text for item in file.items if isinstance(item, t.EntityDeclaration)}
    rulesets = {item.name.text for item in file.items if isinstance(item, t.RuleSetDeclaration | t.ReformDeclaration)}
    uses = frozenset(item.module for item in file.items if isinstance(item, t.Use))
    return ModuleWords(
        module,
        uses,
        collect([file], Diagnostics()).phrases,
        kinds_of([file]),
        frozenset(names),
        frozenset(rulesets),
        file.path.startswith(_PRELUDE),
    )


def kinds_of(files: Iterable[t.File]) -> frozenset[str]:
    """The kinds that files declare."""
    return frozenset(item.name.text for file in files for item in file.items if isinstance(item, t.KindDeclaration))


def pointed(
    found: Sequence[Diagnostic], sources: Sources, modules: Sequence[ModuleWords], own_kinds: frozenset[str]
) -> list[Diagnostic]:
    """The diagnostics with what would be right; one that a single line mends for many places is given once."""
    told: list[Diagnostic] = []
    first: dict[tuple[str, str], int] = {}
    more: dict[int, int] = {}
    waiting: dict[tuple[str, str], int] = {}
    uses = _uses({diagnostic.span.path for diagnostic in found}, sources)
    at_hand = _at_hand(found, modules, {use for named in uses.values() for use in named})
    each_mended = [(diagnostic, *_point(diagnostic, sources, at_hand, own_kinds)) for diagnostic in found]
    wanted = {(diagnostic.span.path, remedy) for diagnostic, _, remedy in each_mended}
    by = _brought_by(modules)
    below = {path: _below(path, uses) for path in uses}
    for diagnostic, mended, remedy in each_mended:
        key = (diagnostic.span.path, remedy)
        if remedy and any((path, use) in wanted for path in below[key[0]] for use in (remedy, *by.get(remedy, ()))):
            continue  # a file that this one uses wants the same, and brings it along
        bringer = next((use for use in by.get(remedy, ()) if (diagnostic.span.path, use) in wanted), None)
        if bringer is not None:  # another module that is missing brings this one along
            waiting[(diagnostic.span.path, bringer)] = waiting.get((diagnostic.span.path, bringer), 0) + 1
            continue
        if remedy and key in first:
            at = first[key]
            more[at] = more.get(at, 0) + 1
            if _vague(told[at]) and not _vague(mended):
                told[at] = replace(told[at], help=mended.help)
            continue
        if remedy:
            first[key] = len(told)
        told.append(mended)
    for key, count in waiting.items():
        more[first[key]] = more.get(first[key], 0) + count
    for at, count in more.items():
        told[at] = replace(told[at], help=_of_many(told[at].help, count))
    return told


def _uses(paths: Iterable[str], sources: Sources) -> dict[str, list[str]]:
    """What each of these files uses, and the files that it uses, and so on: modules by name, other files by path."""
    uses: dict[str, list[str]] = {}
    todo = list(paths)
    while todo:
        path = todo.pop()
        if path not in uses and path in sources:
            named = _USE.findall(sources.get(path).text)
            uses[path] = [
                os.path.normpath(os.path.join(os.path.dirname(path), each)) if each[0] == "." else each
                for each in named
            ]
            todo += uses[path]
    return uses


def _below(path: str, uses: dict[str, list[str]]) -> set[str]:
    """All files that a file rests on, itself left out."""
    below: set[str] = set()
    todo = [path]
    while todo:
        new = [each for each in uses.get(todo.pop(), ()) if each not in below and each != path]
        below.update(new)
        todo += new
    return below


def _at_hand(found: Sequence[Diagnostic], modules: Sequence[ModuleWords], used: set[str]) -> list[ModuleWords]:
    """The modules that may be offered: the prelude's, and of shipped law only what is used or named already."""
    named = {word[1] for each in found if each.code == "GR217" for word in [_QUOTED.search(each.message)] if word}
    used = used | {each.module for each in modules if each.rulesets & named}
    return [each for each in modules if each.general or each.module in used]


def _brought_by(modules: Sequence[ModuleWords]) -> dict[str, list[str]]:
    """For the `use` line of each module the lines of those that bring it along, the ones that bring most first."""
    uses: dict[str, set[str]] = {}
    for each in modules:
        uses.setdefault(each.module, set()).update(each.uses)
    brings: dict[str, set[str]] = {}
    for module in uses:
        todo, brings[module] = [module], set()
        while todo:
            new = [name for name in uses.get(todo.pop(), ()) if name in uses and name not in brings[module]]
            brings[module].update(new)
            todo += new
    by: dict[str, list[str]] = {}
    for module in sorted(brings, key=lambda name: -len(brings[name])):
        for name in brings[module] - {module}:
            by.setdefault(_use(name), []).append(_use(module))
    return by


def _use(module: str) -> str:
    return f'use "{module}"'


def _of_many(help: str | None, count: int) -> str:
    """The help for a mistake that stands in further places."""
    places = "one more place" if count == 1 else f"{count} more places"
    if help is None or not (help.startswith("declare it") or "write `use " in help):
        return f"{help or ''} (also in {places} of this file)".lstrip()
    return f"{help}; {places} in this file {'wants' if count == 1 else 'want'} it"


def _point(
    diagnostic: Diagnostic, sources: Sources, modules: Sequence[ModuleWords], own_kinds: frozenset[str]
) -> tuple[Diagnostic, str]:
    """A diagnostic with its help, and the line that mends it and perhaps others."""
    if diagnostic.code not in POINTED:
        return diagnostic, ""
    quoted = _QUOTED.search(diagnostic.message)
    word = quoted[1] if quoted is not None else ""
    module = next((each for each in modules if _declares(each, diagnostic, word, sources)), None)
    declare = (diagnostic.help or "").startswith("declare it")
    remedy = f"{diagnostic.code} {word}" if declare or diagnostic.code in ("GR202", "GR217") else ""
    if module is None:
        return diagnostic, remedy
    use = _use(module.module)
    if diagnostic.code == "GR202":  # a name of one's own is as likely
        if not declare:
            return diagnostic, remedy
        return replace(diagnostic, help=f"{diagnostic.help}, or write `{use}`, which has one of that name"), remedy
    if diagnostic.code == "GR217":
        return replace(diagnostic, help=f"it is in `{module.module}`: write `{use}`"), use
    clash = sorted(own_kinds & {kind for each in modules if each.module == module.module for kind in each.kinds})
    help = f"the module `{module.module}` declares it: write `{use}`"
    if clash:
        help += f" in place of your own `kind {clash[0]}`"
    return replace(diagnostic, help=help), use


def _vague(diagnostic: Diagnostic) -> bool:
    """Whether a place leaves open of which kind a name is to be declared."""
    help = diagnostic.help or ""
    return help.startswith("declare it, or") or "or more narrowly" in help


def _declares(module: ModuleWords, diagnostic: Diagnostic, word: str, sources: Sources) -> bool:
    match diagnostic.code:
        case "GR106":
            return "declared kind" in diagnostic.message and any(keyword(kind) == word for kind in module.kinds)
        case "GR201":
            said = _sentence(sources, diagnostic.span)
            unknown = (diagnostic.help or "").startswith(_NOTHING_MEANT)
            return any(module.phrases.match(each) is not None for each in (plainer(said) if unknown else (said,)))
        case "GR202":
            return word in module.names
        case "GR203":
            return word in module.kinds
    return word in module.rulesets


def _sentence(sources: Sources, span: Span) -> str:
    return " ".join(sources.get(span.path).excerpt(span).split())
