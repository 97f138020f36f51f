"""What `diff` is asked on the command line: which rules, and which two versions of them.

In: words as typed. Out: the comparison of two versions, or the diagnostics that say why there is none.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from govrules.analysis.actors import Balance, balance
from govrules.analysis.compare import Comparison, compare
from govrules.files import FileFinder
from govrules.law.library import Library
from govrules.law.modules import Missing
from govrules.pipeline import Workspace
from govrules.text.diagnostics import Diagnostic, Diagnostics, did_you_mean
from govrules.text.source import Source, Sources, Span


class Difference(Struct, frozen=True):
    """Two versions, compared; both are None after an error."""

    comparison: Comparison | None
    balance: Balance | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


def difference(words: Sequence[str], rules: Sequence[str], by: str | None, finder: FileFinder) -> Difference:
    """Compare two versions. Of the words, files are rules; one name alone is compared with what it amends or replaces.

    `by` is `actor` for what each actor gains and loses, too.
    """
    found = Diagnostics()
    files = [word for word in words if _is_file(word)]
    names = [word for word in words if not _is_file(word)]
    named = [*rules, *files, *names[2:]] or [_shipped(names, finder)]
    workspace = Workspace(finder)
    library = _library(named, workspace, finder, found)
    made: Comparison | None = None
    weighed: Balance | None = None
    if library is not None and not found.has_errors:
        pair = _pair(names[:2], library, named, found)
        if pair is not None:
            made = compare(library, *pair)
            weighed = balance(library, *pair) if by == "actor" else None
    errors = [each for each in found.sorted() if each.severity == "error"]
    kept = errors if library is not None and not any(each.span.path for each in errors) else workspace.pointed(errors)
    return Difference(made, weighed, tuple(kept), workspace.sources)


def _shipped(names: Sequence[str], finder: FileFinder) -> str:
    """The shipped rules that have one of these versions; the first ones, if none have."""
    shipped: list[str] = []
    for module in finder.names():
        source = finder.find(module, "")
        if isinstance(source, Source) and source.path.startswith("seeds/"):
            shipped.append(module)
            library = Workspace(finder).library(source, Diagnostics()) if names else None
            if library is not None and any(name in library.rulesets for name in names):
                return module
    return shipped[0]


def _is_file(word: str) -> bool:
    return word.endswith(".gov") or "/" in word


def _library(named: Sequence[str], workspace: Workspace, finder: FileFinder, found: Diagnostics) -> Library | None:
    """The library of the rules that are named, all together."""
    sources: list[Source] = []
    for name in named:
        source = finder.open(name) if _is_file(name) else finder.find(name, "")
        if isinstance(source, Missing):
            near = None if _is_file(name) else did_you_mean(name, finder.names())
            help = source.help or near or "rules are a `.gov` file, or a module that `use` can name"
            found.error(source.code, source.message, Span("", 0, 0), help=help)
        else:
            sources.append(source)
    library = None
    for source in sources:
        library = workspace.library(source, found)
        workspace.ready = workspace.files
    return library


def _pair(names: Sequence[str], library: Library, rules: Sequence[str], found: Diagnostics) -> tuple[str, str] | None:
    """The two versions that are meant."""
    for name in names:
        if name not in library.rulesets:
            help = did_you_mean(name, library.rulesets) or f"there are {_listed(library.rulesets)}"
            if not any(_is_file(rule) for rule in rules):
                help += "; for rules of your own, write `--rules FILE.gov`"
            message = f"there is no rule set or reform `{name}` in {_listed(rules)}"
            found.error("GR217", message, Span("", 0, 0), help=help)
    if found.has_errors:
        return None
    if len(names) == 2:
        return names[0], names[1]
    ruleset = library.rulesets[names[0]] if names else None
    base = (ruleset.base or ruleset.replaces) if ruleset is not None else None
    if ruleset is None or base is None or base not in library.rulesets:
        message = "two versions are compared" if ruleset is None else f"`{names[0]}` amends and replaces nothing"
        help = f"name two of {_listed(library.rulesets)}"
        found.error("GR217", message, Span("", 0, 0), help=help)
        return None
    return base, ruleset.name


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
