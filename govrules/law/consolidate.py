"""Consolidated texts: the rules of one version written out as one rule file, as if no reform had ever been needed.

In: a library, its files and sources, and a version of the law. Out: a text that parses again, and under which
everything is judged as under that version. What a reform left alone is cut out as it was written; what it set has its
new value and citation; what it repealed is gone. `use` lines stay for modules of the prelude; all else is written out.

Some things can only be said by a reform: transition clauses, other clauses for a fact of the prelude, and powers that
other versions have, which make an act without a power void. They follow the rule set, in short reforms of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from govrules.law import model as m
from govrules.law import patch
from govrules.law.clauses import Clauses, indented
from govrules.law.excerpts import Headings, heading
from govrules.law.library import Library
from govrules.law.staging import (
    apart_from,
    entities_in,
    fits,
    former,
    living,
    reforms_in,
    rests_on_event,
    shows,
    transitions_by_reform,
    with_elsewhere,
)
from govrules.syntax import tree as t
from govrules.text.source import Sources, Span

_PRELUDE = "prelude/"
_NORMS = ("rule", "exception", "power", "reading")
_WEEKDAYS = ("Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays", "Sundays")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Consolidated(Struct, frozen=True):
    """A consolidated text, and what could not be said in it."""

    text: str
    notes: tuple[str, ...]


def consolidate(
    library: Library,
    files: Sequence[t.File],
    sources: Sources,
    version: m.RuleSet,
    *,
    remarks: Sequence[str] = (),
    commenced: Mapping[str, date] | None = None,
) -> Consolidated:
    """The text of a version, which is one of the library or composed of its reforms.

    `files` are the rule files of the library, in order of use. `remarks` become comments at the top. `commenced` says
    on which day reforms entered into force whose entry is an event, where that is known.
    """
    return _Printer(library, files, sources, version, commenced or {}).text(remarks)


class _Block(Struct, frozen=True):
    """A declaration as it is printed."""

    sort: str
    lines: list[str]
    intro: list[str]
    headings: Headings
    apart: bool
    """Whether a blank line stands above it in any case."""


class _Place(Struct, frozen=True):
    """Where something stands: the span of what says it there, and the headings above it."""

    span: Span
    headings: Headings


class _Printer:
    def __init__(
        self,
        library: Library,
        files: Sequence[t.File],
        sources: Sources,
        version: m.RuleSet,
        commenced: Mapping[str, date],
    ) -> None:
        self.library = library
        notes: list[str] = []
        self.version = living(version, notes)
        self.commenced = commenced
        self.clauses = Clauses(files, sources, library, self.version, commenced)
        self.clauses.notes += notes
        self.excerpts = self.clauses.excerpts
        self.files = [file for file in files if not file.path.startswith(_PRELUDE)]
        self.used = self._uses(files)
        self.chain = library.chain(version.name)
        self.declared: dict[str, t.RuleSetDeclaration | t.ReformDeclaration] = {}
        self.common: list[t.Item] = []
        self.own: list[t.Item] = []
        """What the rule set declares that the version rests on."""
        self._sort_items()
        self.laws: set[str] = set()
        """The rule sets and reforms that the text has."""
        self.late: list[list[str]] = []
        """Readings of what only the last reform says."""
        self.placed: set[str] = set()
        """The names of things that are declared by now."""

    def _uses(self, files: Sequence[t.File]) -> list[str]:
        paths = {file.path for file in files}
        uses = [item.module for file in self.files for item in file.items if isinstance(item, t.Use)]
        return list(dict.fromkeys(module for module in uses if f"{_PRELUDE}{module}.gov" in paths))

    def _sort_items(self) -> None:
        for file in self.files:
            owner: str | None = None
            for item in file.items:
                if isinstance(item, t.ReformDeclaration):
                    owner = None
                    self.declared.setdefault(item.name.text, item)
                elif isinstance(item, t.RuleSetDeclaration):
                    owner = item.name.text
                    if item.head.in_force is not None:
                        self.declared.setdefault(owner, item)
                elif owner is None:
                    self.common.append(item)
                elif owner == self.chain[0]:
                    self.own.append(item)

    # ---- the whole text ---------------------------------------------------------------------------------------------

    def text(self, remarks: Sequence[str]) -> Consolidated:
        stages = self._stages()
        name, law = stages[0]
        self.laws |= {each for each, _ in stages}
        body = self._body(law)
        vocabulary = self._vocabulary(law)
        lines = [*self._head(f"ruleset {name}", law), "", *_joined(body)]
        if len(stages) > 1:
            lines += ["", self._last_heading(body, "transitional provisions")]
        for (base, before), (reform, after) in pairwise(stages):
            title = self._title(reform)
            apart = [] if base == name else [""]
            clauses = self.clauses.changes(before, after)
            clauses += self.late if reform == self.version.name else []
            lines += [*apart, *self._reform(reform, base, title, clauses)]
        elsewhere = self._elsewhere()
        if elsewhere:
            lines += ["", self._last_heading(body, "what other versions of this law have"), *elsewhere]
        entry = self.library.entries.get(self.version.name)
        if self.version.name in self.library.reforms:
            entry = self.library.reforms[self.version.name].parts[0].entry
        norms = (*law.rules.values(), *law.powers.values(), *law.exceptions.values(), entry)
        for other in sorted(reforms_in(norms) - self.laws):
            self.clauses.notes.append(f"the text names {other}, which it does not have")
        cited = _cited([*lines, *(line for block in vocabulary for line in block.lines)])
        vocabulary = [b for b in vocabulary if b.sort != "source" or b.lines[0].split(" ")[1] in cited]
        top = ["language 1", *(f"# {remark}" for remark in remarks), *(f'use "{module}"' for module in self.used)]
        written = [*top, "", *_joined(vocabulary), "", *lines] if vocabulary else [*top, "", *lines]
        return Consolidated("\n".join(written) + "\n", tuple(self.clauses.notes))

    def _stages(self) -> list[tuple[str, m.RuleSet]]:
        """The rule set, and the reforms that say what only reforms can, each with the law that it makes."""
        name, law = self.version.name, self.version
        added = transitions_by_reform(self.library, law)
        own = [
            reform
            for reform in self.chain[1:-1]
            if any(law.transitions[each].keeps for each in added[reform])
            or (self.clauses.day_of(reform) is None and rests_on_event(law, reform))
        ]
        changed = [fact for fact in law.fact_clauses if self._is_of_prelude(fact) and self._is_changed(fact)]
        if not (law.transitions or own or changed):
            return [(name, law)]
        known = self.library.rulesets[self.chain[0]].fact_clauses
        start = replace(law, fact_clauses={**law.fact_clauses, **{fact: known[fact] for fact in changed}})
        stages = [(f"{name}_text", apart_from(start, own, ()))]
        for at, reform in enumerate(own):
            said = [each for done in own[: at + 1] for each in added[done]]
            stages += self._stage(reform, stages[-1][1], apart_from(start, own[at + 1 :], said))
        return [*stages, *self._stage(name, stages[-1][1], law)]

    def _stage(self, reform: str, before: m.RuleSet, after: m.RuleSet) -> Iterator[tuple[str, m.RuleSet]]:
        """A reform, and before it the law as it was, if some people are kept under it."""
        new = [each for name, each in after.transitions.items() if name not in before.transitions]
        was = former(self.library, before, reform, new)
        if was is not before:
            yield f"{reform}_former", was
        yield reform, after

    def _is_of_prelude(self, fact: str) -> bool:
        return self.library.vocabulary.occurrences[fact].span.path.startswith(_PRELUDE)

    def _is_changed(self, fact: str) -> bool:
        known = self.library.rulesets[self.chain[0]].fact_clauses
        return fact in known and self.version.fact_clauses[fact] != known[fact]

    # ---- heads and reforms ------------------------------------------------------------------------------------------

    def _head(self, start: str, law: m.RuleSet) -> list[str]:
        lines = [start]
        if law.title is not None:
            lines.append(f'  title "{law.title}"')
        lines.append(self._in_force(self.version.name))
        if law.timezone != "UTC":
            lines.append(f"  timezone {law.timezone}")
        off = [_WEEKDAYS[day] for day in sorted(law.days_off.weekdays)]
        off += [f"{day} {_MONTHS[month - 1]}" for month, day in sorted((d.month, d.day) for d in law.days_off.dates)]
        if off:
            lines.append(f"  days off {', '.join(off)}")
        if law.rounding is not None:
            lines.append(f"  rounding {law.rounding}")
        return lines

    def _in_force(self, name: str) -> str:
        declared = self.declared[name]
        said = declared.head.in_force
        assert said is not None
        citation = said.citation
        day = self.commenced.get(name) if said.on_event else None
        if citation is None and isinstance(declared, t.ReformDeclaration):
            citation = declared.citation
        text = f"in force from {day}" if day is not None else self.excerpts.text(said.span)
        if citation is not None and (day is not None or said.citation is None):
            text += " " + self.excerpts.text(citation.span)
        return "  " + text

    def _title(self, reform: str) -> str | None:
        if reform == self.version.name:
            return self.version.title
        if reform in self.library.reforms:
            return self.library.reforms[reform].title
        return f"The law before {reform.removesuffix('_former')}, for those who are kept under it"

    def _last_heading(self, body: list[_Block], text: str) -> str:
        return heading("=" if any(block.headings[0] for block in body) else "-", text)

    def _reform(self, name: str, base: str, title: str | None, clauses: list[list[str]]) -> list[str]:
        lines = [f"reform {name} of {base}"]
        if title is not None:
            lines.append(f'  title "{title}"')
        made = name.removesuffix("_former")
        lines.append(self._in_force(made if made in self.declared else self.version.name))
        for at, clause in enumerate(clauses):
            if len(clause) > 1 and at > 0:
                lines.append("")
            lines += indented(clause)
        return lines

    def _elsewhere(self) -> list[str]:
        """A last reform with the powers of other versions, under which an act without one is void."""
        after, things = with_elsewhere(self.library, self.version, self.clauses.notes)
        if after is self.version:
            return []
        name = self.version.name
        clauses = self.clauses.changes(self.version, after, [each for each in things if each not in self.placed])
        title = f"What other versions have: under {name} an act by one of these powers is void"
        return self._reform(f"{name}_elsewhere", name, title, clauses)

    # ---- vocabulary -------------------------------------------------------------------------------------------------

    def _vocabulary(self, law: m.RuleSet) -> list[_Block]:
        """The words that all files declare, and what stands above the rule sets."""
        blocks: list[_Block] = []
        common = {id(item) for item in self.common}
        for item in (item for file in self.files for item in file.items):
            place = self._place(item)
            match item:
                case t.SourceDeclaration():
                    blocks.append(self._block("source", self.excerpts.lines(item.span), place))
                case t.KindDeclaration():
                    blocks.append(self._block("kind", self.excerpts.lines(item.span), place))
                case t.EventDeclaration():
                    blocks.append(self._block(item.sort, self.excerpts.lines(item.span), place))
                case t.FactDeclaration():
                    blocks.append(self._block("fact", self.clauses.fact(item, law), place))
                case t.Impossible() if id(item) in common:
                    blocks.append(self._block("impossible", self.excerpts.lines(item.span), place))
                case t.EntityDeclaration() | t.Given() if id(item) in common:
                    blocks += self._declared(item, place, law, set())
        for name in sorted(entities_in(law) - self.placed):
            for written in self.excerpts.entities.get(name, [])[:1]:
                blocks += self._declared(written.node, _Place(written.outer, (None, None)), law, set())
        return blocks

    def _place(self, item: t.Item) -> _Place:
        return _Place(item.span, self.excerpts.headings[item.span])

    # ---- what belongs to the rule set -------------------------------------------------------------------------------

    def _body(self, law: m.RuleSet) -> list[_Block]:
        """What the rule set declares, in its order, and after it what reforms added."""
        blocks: list[_Block] = []
        done: set[Span] = set()
        for item in self.own:
            blocks += self._declared(item, self._place(item), law, done)
        chapters = any(block.headings[0] is not None for block in blocks)
        for reform in self.chain[1:]:
            for part in self._parts(reform):
                for node, outer in _added(part):
                    headings = self.excerpts.headings[outer]
                    chapters = chapters or headings[0] is not None
                    added = heading("=" if chapters else "-", f"added by {reform}")
                    for block in self._declared(node, _Place(outer, headings), law, done):
                        _insert(block, blocks, (added, None) if chapters else (None, added))
        return blocks

    def _parts(self, reform: str) -> Iterator[Sequence[t.ReformClause]]:
        """The clauses of a reform, and those with a day of their own if they are in force."""
        declared = self.declared[reform]
        assert isinstance(declared, t.ReformDeclaration)
        yield declared.clauses
        dated = [clause for clause in declared.clauses if isinstance(clause, t.DatedClauses)]
        for clause, part in zip(dated, self.library.reforms[reform].parts[1:], strict=True):
            if shows(part.changes, self.version):
                yield clause.clauses

    def _declared(self, node: t.Node, place: _Place, law: m.RuleSet, done: set[Span]) -> Iterator[_Block]:
        """What stands in the law where a node stood in the text, if anything does."""
        match node:
            case t.EntityDeclaration() if node.name.text not in self.placed:
                self.placed.add(node.name.text)
                lines, changed = self.clauses.entity(node, law)
                yield self._block("entity", lines, place, [] if changed else None)
            case t.Given() if any(given.span == node.span and self._can_say(given) for given in law.givens):
                yield self._block("given", self.excerpts.lines(node.span), place)
            case t.Reading():
                options = self._open_options(node.name.text)
                if options and all(fits(change, law) for option in options for change in option.changes):
                    yield self._block("reading", self.clauses.reading(node, options, law), place)
                elif options:
                    self.late.append(self.clauses.reading(node, options, law))
            case t.Let() | t.RuleDeclaration() | t.PowerDeclaration() | t.ExceptionDeclaration() | t.Entrench():
                sort, what = _current(node, law)
                if what is not None and what.span not in done:
                    done.add(what.span)
                    intro = self.excerpts.intro(self.excerpts.of(what.span).outer)
                    yield self._block(sort, self.clauses.norm(what), place, intro)

    def _can_say(self, given: m.Given) -> bool:
        """Whether a statement is about what the text has; one about another reform, which it has not, is left out."""
        return reforms_in(given) <= self.laws

    def _open_options(self, name: str) -> list[patch.Option]:
        """What the options of a reading still change; none if later reforms have settled all that it asks."""
        reading = self.library.readings.get(name)
        if reading is None or reading.owner not in self.chain:
            return []
        later = self.chain[self.chain.index(reading.owner) + 1 :]
        settled = {(c.kind, c.name) for reform in later for c in self.library.reforms[reform].changes}
        options = [
            replace(o, changes=tuple(c for c in o.changes if (c.kind, c.name) not in settled and fits(c, self.version)))
            for o in reading.options
        ]
        asks = any(option.changes for option in options) or not any(option.changes for option in reading.options)
        return options if asks else []

    def _block(self, sort: str, lines: list[str], place: _Place, intro: list[str] | None = None) -> _Block:
        """Without an `intro` of its own it has the comment that stands above the place."""
        above = self.excerpts.intro(place.span) if intro is None else intro
        return _Block(sort, lines, above, place.headings, self.excerpts.stands_apart(place.span))


def _added(clauses: Sequence[t.ReformClause]) -> Iterator[tuple[t.Node, Span]]:
    """What clauses add, each with the span of the clause."""
    for clause in clauses:
        if isinstance(clause, t.AddClause):
            yield clause.what, clause.span
        elif isinstance(clause, t.Entrench | t.Reading):
            yield clause, clause.span


def _current(node: t.Node, law: m.RuleSet) -> tuple[str, m.Let | m.Rule | m.Power | m.ExceptionTo | None]:
    """What goes by the name of a node under a version."""
    match node:
        case t.Let():
            return "let", law.lets.get(node.name.text)
        case t.Entrench():
            name = node.name.text if node.name is not None else f"entrenched_{node.names[0].text}"
            return "entrench", law.rules.get(name)
        case t.RuleDeclaration():
            return "rule", law.rules.get(node.name.text)
        case t.PowerDeclaration():
            return "power", law.powers.get(node.name.text)
        case t.ExceptionDeclaration():
            return "exception", law.exceptions.get(node.name.text)
    return "", None


# ---- layout ----------------------------------------------------------------------------------------------------------


def _insert(block: _Block, blocks: list[_Block], added: Headings) -> None:
    """Put what a reform added in its place: values, things and statements among their like, norms at the end.

    Those at the end are under the heading `added`, if they have none of their own.
    """
    order = ("let", "entity", "given")
    if block.sort not in order:
        own = block.headings != (None, None)
        blocks.append(block if own else replace(block, headings=added))
        return
    beside = [at + 1 for at, each in enumerate(blocks) if each.sort == block.sort]
    before = [at + 1 for at, each in enumerate(blocks) if each.sort in order[: order.index(block.sort)]]
    at = (beside or before or [0])[-1]
    if at > 0 and (beside or block.headings == (None, None)):
        block = replace(block, headings=blocks[at - 1].headings, apart=False)
    blocks.insert(at, block)


def _joined(blocks: Iterable[_Block]) -> list[str]:
    """Blocks one after the other, with blank lines where they help to read, and headings where sections start."""
    lines: list[str] = []
    chapter = section = last = None
    for block in blocks:
        new: list[str] = []
        if block.headings[0] not in (None, chapter):
            chapter, section = block.headings[0], None
            new.append(chapter or "")
        if block.headings[1] not in (None, section):
            section = block.headings[1]
            new.append(section or "")
        if lines and (new or block.apart or block.sort != last or block.sort in _NORMS):
            lines.append("")
        lines += [*new, *block.intro, *block.lines]
        last = block.sort
    return lines


def _cited(lines: Iterable[str]) -> set[str]:
    """The words that citations start with."""
    return {part.split("]")[0].split(" ")[0].strip(",") for line in lines for part in line.split("[")[1:]}
