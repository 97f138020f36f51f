"""The door for programs: load rules, read timelines, check them, walk the findings.

In: paths, sources, data or a builder. Out: immutable results that threads may share. A mistake in a text is a
diagnostic in the result; `ensure` turns it into a `GovrulesError` for programs that would rather catch one.
"""

import os
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from govrules import pipeline
from govrules.doors.building import TimelineBuilder, as_source
from govrules.files import FileFinder
from govrules.law.modules import Finder, Missing
from govrules.pipeline import Check, Rules, Scenario
from govrules.text.diagnostics import Diagnostic, Diagnostics
from govrules.text.source import Source, Sources, Span

TimelineLike = Source | str | Path | Mapping[str, object] | TimelineBuilder | Scenario
"""A timeline: a source (JSON if its path ends in `.json`), a path, data, a builder, or one that was read already."""
_Result = TypeVar("_Result", Rules, Scenario, Check)


class GovrulesError(Exception):
    """A text had a mistake. Carries all diagnostics of the result; `str` names the first error and its place."""

    def __init__(self, diagnostics: Sequence[Diagnostic], sources: Sources) -> None:
        self.diagnostics = tuple(diagnostics)
        errors = [each for each in self.diagnostics if each.severity == "error"]
        first = errors[0]
        path, line, column = sources.place(first.span)
        place = f"{path}:{line}:{column}: " if path else ""
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        help = f"; {first.help}" if first.help else ""
        super().__init__(f"{place}{first.message} [{first.code}]{help}{more}")


class TextFinder:
    """Finds modules among texts in memory, then among what the package ships. Reads no other file."""

    def __init__(self, modules: Mapping[str, str]) -> None:
        """`modules` are rule files by path: `use "./a.gov"` in `laws/b.gov` finds `laws/a.gov`.

        The timelines that variants rest on are among them too.
        """
        self._modules = dict(modules)
        self._shipped = FileFinder()

    def find(self, module: str, used_by: str) -> Source | Missing:
        """The text behind a `use` line."""
        if module in self._modules:
            return Source(module, self._modules[module])
        if not module.startswith("."):
            return self._shipped.find(module, used_by)
        name = posixpath.normpath(posixpath.join(posixpath.dirname(used_by), module))
        if name in self._modules:
            return Source(name, self._modules[name])
        return Missing("GR110", f"there is no module `{name}`", None)

    def names(self) -> list[str]:
        """The modules that a `use` line can name."""
        return [*self._modules, *self._shipped.names()]


def load_rules(rules: Source | str | Path, *, finder: Finder | None = None) -> Rules:
    """Load a rule file and all that it uses.

    `rules` is a text with the name that messages show for it (`Source("law.gov", text)`), or a path. `finder` finds
    what `use` lines name; without one they are files beside the one that uses them. Mistakes are in `.diagnostics`,
    and `.ok` says whether there are errors.
    """
    opened, finder = _open(rules, finder)
    if isinstance(opened, Missing):
        return Rules(None, (), (_missing(opened),), Sources(), finder)
    return pipeline.load_rules(opened, finder)


def read_timeline(timeline: TimelineLike, *, rules: Rules | None = None, finder: Finder | None = None) -> Scenario:
    """Read a timeline and what it uses, besides `rules` that are loaded already.

    Mistakes are in `.diagnostics`; `.timeline` is None after an error. A scenario can be checked any number of times.
    """
    if isinstance(timeline, Scenario):
        return timeline
    opened, finder = _opened(timeline, rules, finder, "timeline.json")
    if isinstance(opened, Missing):
        return Scenario(None, None, (), (_missing(opened),), Sources())
    return pipeline.load_timeline(opened, finder, rules)


def check(
    *timelines: TimelineLike,
    rules: Rules | None = None,
    finder: Finder | None = None,
    before: str | None = None,
    after: str | None = None,
    under: Iterable[str] = (),
    events: Iterable[str] = (),
    attribute: bool = False,
    explain: str | None = None,
    verify: bool = False,
) -> Check:
    """Check timelines; a path or source that ends in `.gov` is a rule file and is checked for mistakes.

    `before`, `after` and `under` name rule sets that take the place of those the timelines name. The result's
    `.findings` are all verdicts, `.timelines` has them by timeline and rule set, `.ok` is the outcome as a whole, and
    `.diagnostics` says what could not be checked. The same input gives the same result. No text raises; a float in
    data given as Python values is a `TypeError`. `events` are dated events that are asked about, as texts. With
    `attribute`, each timeline's `.flips` say which clauses make a verdict before a reform differ from the one after
    it; that takes longer. With `explain`, the name of a rule or `*` for every one, findings have a `.why`. With
    `verify`, the specification runs every timeline as well, and it is an error if it finds anything else.
    """
    if finder is None:
        finder = rules.finder if rules is not None else FileFinder()
    sources: list[Source | Missing | Scenario] = []
    texts: dict[str, str] = {}
    for at, timeline in enumerate(timelines, 1):
        if isinstance(timeline, Scenario):
            sources.append(timeline)
            continue
        opened, _ = _opened(timeline, rules, finder, f"timeline-{at}.json" if len(timelines) > 1 else "timeline.json")
        if isinstance(opened, Source) and texts.setdefault(opened.path, opened.text) != opened.text:
            stem, suffix = os.path.splitext(opened.path)
            opened = Source(f"{stem}-{at}{suffix}", opened.text)
        sources.append(opened)
    return pipeline.check(
        sources,
        finder=finder,
        rules=rules,
        before=before,
        after=after,
        under=tuple(under),
        events=tuple(events),
        attribute=attribute,
        explain=explain,
        verify=verify,
    )


def ensure(result: _Result) -> _Result:
    """The result itself if it has no errors. Raises `GovrulesError` with its diagnostics otherwise.

    A violated rule is no error: look at `.ok` and `.findings` of a check.
    """
    if any(each.severity == "error" for each in result.diagnostics):
        raise GovrulesError(result.diagnostics, result.sources)
    return result


def report_json(check: Check, *, fail_on: Iterable[str] = ()) -> str:
    """The report of a check as JSON, in the form that `docs/report.schema.json` describes."""
    from govrules.report import json

    return json.render(check, fail_on=tuple(fail_on))


def report_text(check: Check, *, why: bool = False, color: bool = False, width: int = 100) -> str:
    """The report of a check as the terminal shows it."""
    from govrules.report import text

    return text.render(check, why=why, color=color, width=width)


def _opened(
    timeline: TimelineLike, rules: Rules | None, finder: Finder | None, name: str
) -> tuple[Source | Missing, Finder]:
    if finder is None and rules is not None:
        finder = rules.finder
    if isinstance(timeline, TimelineBuilder):
        timeline = timeline.build()
    elif isinstance(timeline, Mapping):
        timeline = as_source(timeline, name)
    assert not isinstance(timeline, Scenario)
    return _open(timeline, finder)


def _open(named: Source | str | Path, finder: Finder | None) -> tuple[Source | Missing, Finder]:
    if isinstance(named, Source):
        return named, finder or FileFinder()
    files = finder if isinstance(finder, FileFinder) else FileFinder()
    return files.open(str(named)), finder or files


def _missing(missing: Missing) -> Diagnostic:
    found = Diagnostics()
    found.error(missing.code, missing.message, Span("", 0, 0), help=missing.help)
    return found.sorted()[0]
