"""The road from text to report, stage by stage: this file is the table of contents.

In: paths, texts or sources. Out: `Library`, `Timeline` and `Check` values, with diagnostics beside them. Nothing is
raised for a mistake in a user's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Literal

from msgspec import Struct
from msgspec.structs import replace

from govrules.engine.columns import TimelineResult, check_timeline, unexpected
from govrules.engine.engines import Engine
from govrules.engine.law import by_dates
from govrules.engine.verdict import UNWELCOME, Finding
from govrules.files import FileFinder
from govrules.law.library import Library
from govrules.law.modules import POINTED, Finder, Missing, Modules
from govrules.law.resolve import resolve
from govrules.syntax.parse import parse
from govrules.syntax.tree import Dated, File
from govrules.text import limits
from govrules.text.diagnostics import Diagnostic, Diagnostics, Label
from govrules.text.source import Source, Sources, Span
from govrules.timeline.lines import DoubtfulError, Plain, Run
from govrules.timeline.model import Column, Timeline
from govrules.timeline.text import parse_apart, parse_with_care, read_question, read_timeline, variant_head

if TYPE_CHECKING:
    from govrules.law.pointers import ModuleWords
    from govrules.timeline.plain_data import PlainData

_DATES_SHOWN = 4


class Check(Struct, frozen=True):
    """The check of any number of timelines, with everything a report needs."""

    timelines: tuple[TimelineResult, ...]
    rule_files: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources

    @property
    def made(self) -> bool:
        """Whether the check could be made at all."""
        return not any(d.severity == "error" for d in self.diagnostics)

    def failures(self, also: Iterable[str] = ()) -> int:
        """The number of unmet expectations and unexpected unwelcome findings; `also` names further statuses."""
        unwelcome = UNWELCOME | set(also)
        unmet = sum(1 for t in self.timelines for e in t.expectations if not e.met)
        return unmet + sum(len(unexpected(t, c, unwelcome)) for t in self.timelines for c in t.columns)

    @property
    def ok(self) -> bool:
        """Whether the check was made, every expectation is met and nothing unexpected is violated or void."""
        return self.exit_code() == 0

    def exit_code(self, also: Iterable[str] = ()) -> Literal[0, 1, 2]:
        """2 when the check could not be made or there was nothing to check, 1 when it failed, else 0."""
        if not self.made or not (self.timelines or self.rule_files):
            return 2
        return 1 if self.failures(also) else 0

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, timeline by timeline and column by column."""
        return tuple(f for t in self.timelines for c in t.columns for f in c.findings)

    def __repr__(self) -> str:
        said = [_many(len(self.timelines), "timeline")]
        if self.rule_files:
            said.append(_many(len(self.rule_files), "rule file"))
        said.append(_many(sum(len(t.columns) for t in self.timelines), "column"))
        said.append(_many(len(self.findings), "finding"))
        code = self.exit_code()
        said.append(
            "ok" if code == 0 else _many(self.failures(), "failure") if code == 1 else _errors(self.diagnostics)
        )
        return f"<Check: {', '.join(said)}>"


class Rules(Struct, frozen=True):
    """A rule file and all it uses, loaded; the library is None after an error."""

    library: Library | None
    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources
    finder: Finder

    @property
    def ok(self) -> bool:
        """Whether there are no errors."""
        return self.library is not None

    @property
    def rulesets(self) -> tuple[str, ...]:
        """The names of the rule sets and reforms."""
        return tuple(self.library.rulesets) if self.library is not None else ()

    def __repr__(self) -> str:
        names = ", ".join(self.rulesets) or "no rule set"
        return f"<Rules: {names if self.ok else _errors(self.diagnostics)}>"


class Scenario(Struct, frozen=True):
    """A timeline, read, and the library it rests on; both are None after an error."""

    timeline: Timeline | None
    library: Library | None
    files: tuple[File, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources

    @property
    def ok(self) -> bool:
        """Whether there are no errors."""
        return self.timeline is not None

    def __repr__(self) -> str:
        if self.timeline is None:
            return f"<Scenario: {_errors(self.diagnostics)}>"
        columns = ", ".join(f"{column.role} {column.ruleset}" for column in self.timeline.columns)
        return f'<Scenario "{self.timeline.title}": {_many(len(self.timeline.events), "event")}, {columns}>'


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _errors(diagnostics: tuple[Diagnostic, ...]) -> str:
    errors = sum(1 for each in diagnostics if each.severity == "error")
    return _many(errors, "error") if errors else "nothing to check"


class Workspace:
    """Loads rules and timelines through one finder; files used more than once are read once.

    Rules that are loaded already are there for every timeline, whether it uses them or not.
    """

    def __init__(self, finder: Finder | None = None, rules: Rules | None = None) -> None:
        self.finder: Finder = finder or (rules.finder if rules is not None else FileFinder())
        self.sources = Sources()
        self._books: list[ModuleWords] | None = None
        self.modules = Modules(self.finder, self.sources)
        self.ready = rules.files if rules is not None else ()
        self.alone = rules.library.alone if rules is not None and rules.library is not None else None
        self.files: tuple[File, ...] = ()
        """The files of what was read last, the used ones first."""
        for file in self.ready:
            self.sources.add(rules.sources.get(file.path) if rules is not None else Source(file.path, ""))

    def library(self, source: Source, found: Diagnostics) -> Library | None:
        """The library of a rule file and all it uses; None after an error."""
        file = parse(self.sources.add(source), found)
        return self._resolve(file, found)

    def timeline(self, source: Source, found: Diagnostics) -> tuple[Timeline, Library] | None:
        """A timeline and the library it rests on; None after an error."""
        self.sources.add(source)
        if source.path.endswith(".json"):
            return self._data(source, found)
        file, apart = parse_apart(source, found)
        if apart is None or not any(isinstance(each, Run) for each in apart):
            return self._read(file, found, apart)
        own = Diagnostics()
        for each in found.since(0):
            own.add(each)
        try:
            made = self._read(file, own, apart)
        except DoubtfulError:
            return self._read(parse_with_care(source, found), found, None)
        for each in own.since(0):
            found.add(each)
        return made

    def _read(
        self, file: File, found: Diagnostics, apart: list[Plain | Dated | Run] | None
    ) -> tuple[Timeline, Library] | None:
        """A timeline from its syntax tree; that of a variant tells what differs from its original."""
        if variant_head(file) is not None:
            return self._variant(file, found)
        library = self._resolve(file, found)
        timeline = read_timeline(file, library, found, None, apart) if library is not None else None
        if library is None or timeline is None or found.has_errors:
            return None
        return timeline, library

    def _variant(self, file: File, found: Diagnostics) -> tuple[Timeline, Library] | None:
        """A variant: its original, and the original of that, are read with it."""
        from govrules.timeline import variants  # which other timelines do not need

        files = variants.chain(file, self.finder, self.sources, found) or []
        used: dict[str, File] = {}
        for each in reversed(files):
            loaded = self._load(each, found) if not found.unread else None
            if loaded is None:
                return None
            for needed in loaded[:-1]:
                used.setdefault(needed.path, needed)
        self.files = (*used.values(), *reversed(files))
        return variants.read_variant(files, list(used.values()), self.sources, found) if files else None

    def _data(self, source: Source, found: Diagnostics) -> tuple[Timeline, Library] | None:
        """A timeline from JSON: its names are read by what the files it uses declare."""
        from govrules.timeline import data, plain_data  # bring pydantic, which a text does not need

        plain = plain_data.read_plain(source)
        made = self._plain(plain, found) if plain is not None and not found.has_errors else None
        if made is not None:
            return made
        document = data.read_document(source, found)
        used = self._load(document.head(), found) if document is not None else None
        if document is None or used is None:
            return None
        file = document.file(used[:-1], found)
        if file is None:
            return None
        library = resolve([*used[:-1], file], found, self.alone)
        timeline = read_timeline(file, library, found, data.resolve_events)
        return None if timeline is None or found.has_errors else (timeline, library)

    def _plain(self, plain: PlainData, found: Diagnostics) -> tuple[Timeline, Library] | None:
        """A timeline from JSON of which there is nothing to say; else None, and it is read with care."""
        own = Diagnostics()
        used = self._load(plain.document.head(), own)
        for each in own.since(0):
            if each.severity != "error":  # what is said of a used file is said once; one with an error is read again
                found.add(each)
        if used is None:
            return None
        library = resolve([*used[:-1], plain.file], own, self.alone)
        events = plain.resolved(library) if not own.has_errors else None
        if events is None:
            return None
        timeline = read_timeline(plain.file, library, own, lambda *_: events)
        said, path = own.since(0), plain.file.path
        if timeline is None or any(each.severity == "error" or each.span.path == path for each in said):
            return None
        for each in said:
            found.add(each)
        return timeline, library

    def pointed(self, diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The diagnostics of a file, where those on what a module declares name the module, once each."""
        if not any(diagnostic.code in POINTED for diagnostic in diagnostics):
            return list(diagnostics)
        from govrules.law.pointers import kinds_of, pointed  # which only a text with a mistake needs

        return pointed(diagnostics, self.sources, self._prelude(), kinds_of(self.files))

    def _prelude(self) -> list[ModuleWords]:
        """The words of each module of the prelude and of the shipped rule sets."""
        from govrules.law.pointers import words_of

        if self._books is None:
            self._books = []
            sources = {name: self.finder.find(name, "") for name in self.finder.names()}
            owners = {source.path: name for name, source in sources.items() if isinstance(source, Source)}
            done: set[str] = set()
            for name, source in sources.items():
                if not isinstance(source, Source) or source.path in done:
                    continue
                found = Diagnostics()
                for file in self.modules.load(parse(source, found), found):
                    if file.path not in done:
                        done.add(file.path)
                        self._books.append(words_of(file, owners.get(file.path, name)))
        return self._books

    def _load(self, file: File, found: Diagnostics) -> list[File] | None:
        """A file after all that it rests on; None after an error."""
        unread = found.unread
        used = self.modules.load(file, found)
        paths = {each.path for each in used}
        used = [*(each for each in self.ready if each.path not in paths), *used]
        self.files = tuple(used)
        return used if found.unread == unread else None

    def _resolve(self, file: File, found: Diagnostics) -> Library | None:
        """The library of a file; None when some text could not be read. Other mistakes do not hide what follows."""
        used = self._load(file, found) if not found.unread else None
        return resolve(used, found, self.alone) if used is not None else None


def load_rules(source: Source, finder: Finder | None = None) -> Rules:
    """A rule file and all that it uses."""
    workspace, found = Workspace(finder), Diagnostics()
    library = workspace.library(source, found)
    whole = library if not found.has_errors else None
    return Rules(whole, workspace.files, found.sorted(), workspace.sources, workspace.finder)


def load_timeline(source: Source, finder: Finder | None = None, rules: Rules | None = None) -> Scenario:
    """A timeline and all that it uses, besides rules that are loaded already."""
    workspace, found = Workspace(finder, rules), Diagnostics()
    timeline, library = workspace.timeline(source, found) or (None, None)
    return Scenario(timeline, library, workspace.files, found.sorted(), workspace.sources)


# ---- the text of a law -----------------------------------------------------------------------------------------------


class LawText(Struct, frozen=True):
    """The consolidated text of a version of the law. If there is none, the notes or diagnostics say why."""

    text: str | None
    notes: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: Sources


def law_text(
    name: str,
    source: Source | None = None,
    *,
    timeline: Source | None = None,
    on: date | None = None,
    finder: Finder | None = None,
) -> LawText:
    """The text of a rule set or reform: with all that leads to it, or as in force on a day.

    `source` is the rule file; without one it is what the timeline uses, or the shipped rule set that declares it. The
    timeline tells the events with which laws enter into force.
    """
    finder = finder or FileFinder()
    if source is None and timeline is None:
        source, known = _shipped(name, finder)
        if source is None:
            help = Diagnostics().suggest(name, known) or "name the rule file with `--rules`"
            return LawText(None, (f"no shipped rule set declares `{name}`; {help}",), (), Sources())
    rules = load_rules(source, finder) if source is not None else Rules(None, (), (), Sources(), finder)
    loaded: Rules | Scenario = rules
    if timeline is not None and (rules.ok or source is None):
        loaded = load_timeline(timeline, finder, rules if rules.ok else None)
    if loaded.library is None:
        return LawText(None, (), loaded.diagnostics, loaded.sources)
    if name not in loaded.library.rulesets:
        listed = ", ".join(f"`{known}`" for known in loaded.library.rulesets)
        help = Diagnostics().suggest(name, loaded.library.rulesets) or f"there are {listed}"
        return LawText(None, (f"there is no rule set `{name}`; {help}",), loaded.diagnostics, loaded.sources)
    events = loaded.timeline if isinstance(loaded, Scenario) else None
    text, notes = _law_text(loaded, loaded.library, name, events, on)
    return LawText(text, notes, loaded.diagnostics, loaded.sources)


def _shipped(name: str, finder: Finder) -> tuple[Source | None, list[str]]:
    """The shipped rule file with a rule set of this name; and the names that were met on the way."""
    known: list[str] = []
    for module in finder.names():
        source = finder.find(module, "")
        if isinstance(source, Source) and source.path.startswith("seeds/"):
            known += load_rules(source, finder).rulesets
            if name in known:
                return source, known
    return None, known


def _law_text(
    loaded: Rules | Scenario, library: Library, name: str, timeline: Timeline | None, on: date | None
) -> tuple[str | None, tuple[str, ...]]:
    from govrules.engine.reference import by_events
    from govrules.law.consolidate import consolidate  # a check does not need it

    files = [file for file in loaded.files if file.path.endswith(".gov")]
    day = on or (timeline.until if timeline is not None else None)
    if day is None:
        remarks = (f"The consolidated text of {name}, with all that leads to it.", _UNOFFICIAL)
        made = consolidate(library, files, loaded.sources, library.rulesets[name], remarks=remarks)
        return made.text, made.notes
    stands = by_dates(library, name, day) if timeline is None else by_events(library, name, timeline, day)
    if stands.version is None:
        return None, (f"nothing that leads to `{name}` is in force on {day}",)
    said = stands.version.name
    leads = f", which leads to {name}" if said != name else ""
    remarks = (f"The consolidated text of {said}{leads}, as in force on {day}.", _UNOFFICIAL)
    left_out = () if timeline is not None else tuple(_left_out(*each) for each in stands.left_out.items())
    made = consolidate(
        library, files, loaded.sources, stands.version, remarks=[*remarks, *left_out], commenced=stands.commenced
    )
    hint = ("a timeline tells of the event: name one with `--timeline`",) if left_out else ()
    return made.text, (*left_out, *hint, *made.notes)


def _left_out(name: str, rests_on: str | None) -> str:
    why = "enters into force with an event, not on a day" if rests_on is None else f"rests on {rests_on}"
    return f"{name} is left out: it {why}"


_UNOFFICIAL = "Put together by `govrules law`; no official text."


# ---- checking files --------------------------------------------------------------------------------------------------


def check(
    sources: Sequence[Source | Missing | Scenario],
    *,
    finder: Finder | None = None,
    rules: Rules | None = None,
    before: str | None = None,
    after: str | None = None,
    under: Sequence[str] = (),
    events: Sequence[str] = (),
    attribute: bool = False,
    explain: str | None = None,
    in_force: bool = False,
    verify: bool = False,
) -> Check:
    """Check rule files and timelines; a mistake in one does not keep the others from being checked.

    `before`, `after` and `under` take the place of the columns that the timelines name, but for those that their
    expectations name. `events` are dated events that
    are asked about, each added to every timeline. With `attribute`, the clauses are found that make verdicts before
    and after differ.
    The findings of the rule `explain`, or of every rule with `*`, are explained. With `in_force`, the law in force
    judges in any case. With `verify`, both engines run every timeline, and it is an error if they differ.
    """
    workspace = Workspace(finder, rules)
    found = Diagnostics()
    for diagnostic in rules.diagnostics if rules is not None else ():
        found.add(diagnostic)
    results: list[TimelineResult] = []
    rule_files: list[str] = []
    for source in sources:
        own = Diagnostics()
        if isinstance(source, Missing):
            own.error(source.code, source.message, Span("", 0, 0), help=source.help)
        elif isinstance(source, Source) and source.path.endswith(".gov"):
            workspace.library(source, own)
            rule_files.append(source.path)
        else:
            read = _read(source, workspace, own)
            if read is not None:
                chosen = _choose_columns(read[0], read[1], before, after, under, workspace.sources, own)
                for text in events:
                    question = workspace.sources.add(Source(f"--event {text}", text))
                    chosen = read_question(question, chosen, read[1], own)
                if not own.has_errors:
                    chosen = replace(chosen, events=tuple(chosen.events))  # an engine asks for each of them many times
                    engine = Engine(read[1], verify=verify)
                    result = check_timeline(
                        chosen, read[1], attribute=attribute, explain=explain, in_force=in_force, engine=engine
                    )
                    _tell_differences(engine, result, own)
                    if not _limited(result, own):
                        _warn_of_the_impossible(result, own)
                        _cut(result, own)
                        results.append(result)
        for diagnostic in workspace.pointed(own.sorted()):
            found.add(diagnostic)
    return Check(tuple(results), tuple(rule_files), found.sorted(), workspace.sources)


def _read(source: Source | Scenario, workspace: Workspace, found: Diagnostics) -> tuple[Timeline, Library] | None:
    if isinstance(source, Source):
        return workspace.timeline(source, found)
    for file in source.files:
        workspace.sources.add(source.sources.get(file.path))
    for diagnostic in source.diagnostics:
        found.add(diagnostic)
    return (source.timeline, source.library) if source.timeline and source.library else None


def _warn_of_the_impossible(result: TimelineResult, found: Diagnostics) -> None:
    """Say once for all columns what happens and cannot."""
    seen = {each: why for column in result.columns for each, why in column.judgement.impossible}
    for happened, why in seen.items():
        if happened.span is not None:
            message = f"`{happened.sentence}` cannot be: {why}" if why else f"`{happened.sentence}` cannot be"
            help = "mend the day or the name; it is judged as it stands"
            found.warning("GR515", message, happened.span, help=help)


def _tell_differences(engine: Engine, result: TimelineResult, found: Diagnostics) -> None:
    """Say where the two engines differ."""
    if engine.differences:
        more = len(engine.differences) - 1
        message = f"the engine and its specification differ: {engine.differences[0]}"
        message += f" (and in {more} more)" if more else ""
        help = "this is a mistake of govrules, not of your text: report it, and do not rest on the result"
        found.error("GR909", message, result.timeline.span, help=help)


def _limited(result: TimelineResult, found: Diagnostics) -> bool:
    """Whether a column could not be judged to the end, which is reported once for all columns."""
    reasons = dict.fromkeys(c.judgement.limited for c in result.columns if c.judgement.limited is not None)
    for reason in reasons:
        columns = [column for column in result.columns if column.judgement.limited == reason]
        message = f"under `{columns[0].ruleset}` {reason}" if len(columns) < len(result.columns) else f"{reason}"
        dates = columns[0].judgement.limited_by
        span, *others = dates or (result.timeline.span,)
        labels = [Label(each, "and here") for each in others[:_DATES_SHOWN]]
        help = "say these dates more exactly" if dates else "split the timeline, or narrow the rules"
        found.error("GR905", message, span, labels=labels, help=help)
    return bool(reasons)


def _cut(result: TimelineResult, found: Diagnostics) -> None:
    """Say of which rules the explanations are too long to be shown."""
    long = {f.rule for c in result.columns for f in c.findings if f.why is not None and f.why.is_cut}
    if long:
        rules = " and ".join(f"`{rule}`" for rule in sorted(long))
        message = f"why {rules} came out so takes more than {limits.EXPLANATION:,} steps to explain"
        help = "narrow the rules with `in the last …` or `since …`"
        found.warning("GR908", message, result.timeline.span, help=help)


def _choose_columns(
    timeline: Timeline,
    library: Library,
    before: str | None,
    after: str | None,
    under: Sequence[str],
    sources: Sources,
    found: Diagnostics,
) -> Timeline:
    """The timeline with the columns that are asked for, if any are."""
    from govrules.syntax.tree import Word
    from govrules.timeline.text import known_ruleset

    asked = [("before", before), ("after", after), *(("under", name) for name in under)]
    chosen = [(role, name) for role, name in asked if name is not None]
    columns: list[Column] = []
    for role, name in chosen:
        option = sources.add(Source(f"--{role} {name}", name))
        if known_ruleset(Word(Span(option.path, 0, len(name)), name), library, found):
            columns.append(Column(role, name, timeline.span))  # type: ignore[arg-type]  # one of the three roles
    if not chosen:
        return timeline
    if not under:
        kept = [c for c in timeline.columns if c.role not in {role for role, _ in chosen}]
        columns += [c for c in kept if c.ruleset not in {column.ruleset for column in columns}]
    order = {"before": 0, "after": 1, "under": 2}
    return replace(timeline, columns=tuple(sorted(columns, key=lambda c: order[c.role])))
