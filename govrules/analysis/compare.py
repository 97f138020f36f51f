"""The comparison of two versions of the law: what one says that the other does not, and by which reform.

In: a library and the names of two rule sets or reforms in it. Out: a `Comparison`. What differs is read off the two
rule sets as they are in the end; by whom it came, off the steps that lead from the one to the other.
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from govrules.analysis.way import Step, way
from govrules.analysis.wording import Clause, clauses, stated
from govrules.law import model as m
from govrules.law import patch
from govrules.law.library import Library
from govrules.law.touch import rests_on
from govrules.syntax.tree import Citation
from govrules.text.source import Span

Word = Literal[
    "added",
    "repealed",
    "dropped",
    "replaced",
    "set",
    "entrenched",
    "un-entrenched",
    "disregarded",
    "kept",
    "renumbered",
]
"""
What became of something. `dropped`: a new text, or another one, does not have it; `disregarded`, `kept`: a transition
clause came; `renumbered`: it says the same, in another article or under another name.
"""
Kind = Literal[
    "head", "value", "attribute", "rule", "principle", "exception", "power", "transition", "fact", "given", "reading"
]
WORDS: tuple[Word, ...] = get_args(Word)

_NORMS = ("rule", "power", "exception")
Key = tuple[str, str]
_Item = Any


class Said(Struct, frozen=True):
    """What one version says: the author's sentence, and the clauses."""

    kind: Kind
    name: str
    sentence: str | None
    citation: Citation | None
    clauses: tuple[Clause, ...]
    span: Span
    entrenches: tuple[str, ...] = ()
    """What no reform may touch, for a rule that `entrench` makes."""

    @property
    def meaning(self) -> tuple[object, ...]:
        """What it comes to, apart from its name and its article."""
        return self.kind, self.sentence, self.clauses


class Edit(Struct, frozen=True):
    """A clause that came, went, or reads otherwise."""

    before: Clause | None
    after: Clause | None


class Part(Struct, frozen=True):
    """A step of the way; of a reform whose clauses enter into force on several days, those of one day."""

    step: Step
    title: str | None
    citation: Citation | None
    entry: patch.Entry | None


class Change(Struct, frozen=True):
    """One difference."""

    word: Word
    kind: Kind
    name: str
    before: Said | None
    after: Said | None
    edits: tuple[Edit, ...]
    """How the clauses differ, for what both versions have."""
    part: int
    """The part of the way, by its place, that made it what it is."""
    earlier: tuple[str, ...]
    """The reforms before that part which changed it as well."""
    by: Citation | None
    """The citation of the clause that changed it."""
    bears_on: tuple[str, ...]
    """The rules, powers and exceptions whose meaning changes with it."""

    @property
    def citation(self) -> Citation | None:
        """Its article: in the later version, else in the earlier one."""
        said = self.after if self.after is not None and self.after.citation is not None else self.before
        return said.citation if said is not None and said.citation is not None else self.by


class Passing(Struct, frozen=True):
    """Something that changed on the way and is at the end as it was at the beginning."""

    kind: Kind
    name: str
    by: tuple[str, ...]
    there: bool
    """Whether both versions have it, or neither."""


class Comparison(Struct, frozen=True):
    """What differs between two versions."""

    before: m.RuleSet
    after: m.RuleSet
    entries: tuple[patch.Entry | None, patch.Entry | None]
    """Since when each of them is in force."""
    parts: tuple[Part, ...]
    changes: tuple[Change, ...]
    """By part of the way, then by article, then by name."""
    passing: tuple[Passing, ...]
    same: int
    """How many rules, powers and exceptions both have unchanged."""

    @property
    def counts(self) -> dict[Word, int]:
        """The number of changes of each sort, where there are any."""
        counted = Counter(change.word for change in self.changes)
        return {word: counted[word] for word in WORDS if counted[word]}


def compare(library: Library, before: str, after: str) -> Comparison:
    """What differs between two versions that the library has."""
    steps = way(library, before, after)
    versions = [before, *(step.after for step in steps)]
    said = {name: contents(library, name) for name in dict.fromkeys(versions)}
    differing = [_differing(said[one], said[two]) for one, two in pairwise(versions)]
    net = _differing(said[before], said[after])
    pairs = _renamed(said[before], said[after], net)
    parts: list[Part] = []
    places: dict[tuple[int, int], int] = {}
    for at, step in enumerate(steps):
        for number, part in enumerate(_parts(library, step)):
            places[at, number] = len(parts)
            parts.append(part)
    grounds = [_Grounds(library.rulesets[name]) for name in (after, before)]
    changes = []
    for old, new in pairs:
        keys = {key for key in (old, new) if key is not None}
        touching = [at for at, keys_of in enumerate(differing) if keys & keys_of] or [len(steps) - 1]
        at = touching[-1]
        number, by = _clause(library, steps[at], keys)
        change = _change(said[before].get(old) if old else None, said[after].get(new) if new else None)
        if change.word == "repealed" and steps[at].sort not in ("reform", "undone"):
            change = replace(change, word="dropped")
        earlier = tuple(dict.fromkeys(steps[each].name for each in touching[:-1] if steps[each].name != steps[at].name))
        if change.kind in ("value", "attribute", "fact") and change.word in ("set", "replaced"):
            bears_on = dict.fromkeys(norm for each in grounds for norm in each.bears_on(change.name))
            change = replace(change, bears_on=tuple(bears_on))
        changes.append(replace(change, part=places[at, number], earlier=earlier, by=by))
    passed = sorted({key for keys in differing for key in keys} - net)
    shared = [key for key in said[before].keys() & said[after].keys() if key[0] in _NORMS]
    return Comparison(
        before=library.rulesets[before],
        after=library.rulesets[after],
        entries=(entry(library, before), entry(library, after)),
        parts=tuple(parts),
        changes=tuple(sorted(changes, key=lambda c: (c.part, article(c.citation), c.name, c.kind))),
        passing=tuple(
            Passing(
                _kind(said, key),
                key[1],
                tuple(steps[at].name for at, keys in enumerate(differing) if key in keys),
                key in said[after],
            )
            for key in passed
        ),
        same=sum(1 for key in shared if key not in net),
    )


def article(citation: Citation | None) -> tuple[object, ...]:
    """What sorts by article, of whatever source: `Art. 9` before `Art. 41.1`, and last what cites none."""
    if citation is None:
        return (1,)
    text = citation.text
    if citation.source is not None and text.startswith(citation.source):
        text = text[len(citation.source) :]
    pieces = re.findall(r"\d+|[^\d\s]+", text)
    return (0 if pieces else 1, *((1, int(piece), "") if piece.isdigit() else (0, 0, piece) for piece in pieces))


def entry(library: Library, name: str) -> patch.Entry | None:
    """Since when a version is in force; of a reform, its main part."""
    if name in library.reforms:
        return library.reforms[name].parts[0].entry
    return library.entries.get(name)


# ---- what a version says ---------------------------------------------------------------------------------------------


def contents(library: Library, name: str) -> dict[Key, Said]:
    """All that a version says, by sort and name."""
    ruleset = library.rulesets[name]
    said: dict[Key, Said] = {}
    for sort, each, what in _items(ruleset):
        said[sort, each] = _said(sort, each, what)
    for reading in library.readings.values():
        if reading.owner in ruleset.lineage:
            said["reading", reading.name] = _said("reading", reading.name, reading)
    return said


def _items(ruleset: m.RuleSet) -> Iterator[tuple[str, str, _Item]]:
    yield "head", "time zone", ruleset.timezone
    yield "head", "days off", ruleset.days_off
    yield "head", "rounding", ruleset.rounding or "not said"
    tables: dict[str, dict[str, Any]] = {
        "value": dict(ruleset.lets),
        "rule": dict(ruleset.rules),
        "exception": dict(ruleset.exceptions),
        "power": dict(ruleset.powers),
        "transition": dict(ruleset.transitions),
        "fact": dict(ruleset.fact_clauses),
    }
    for sort, table in tables.items():
        for name, what in table.items():
            yield sort, name, what
    for (owner, attribute), what in ruleset.attributes.items():
        yield "attribute", f"{owner}.{attribute}", what
    for given in ruleset.givens:
        yield "given", stated(replace(given, holds=True)), given


def _said(sort: str, name: str, what: _Item) -> Said:
    kind: Any = "principle" if isinstance(what, m.Rule) and what.is_principle else sort
    sentence = what.question if isinstance(what, patch.Reading) else getattr(what, "sentence", None)
    span = getattr(what, "span", None) or (
        what[0].span if isinstance(what, tuple) and what and sort == "fact" else None
    )
    entrenches = what.entrenches if isinstance(what, m.Rule) else ()
    cited = getattr(what, "citation", None)
    return Said(kind, name, sentence, cited, clauses(what), span or Span("", 0, 0), entrenches)


def _differing(one: dict[Key, Said], two: dict[Key, Said]) -> set[Key]:
    def differs(key: Key) -> bool:
        old, new = one.get(key), two.get(key)
        return old is None or new is None or (old.meaning, old.citation) != (new.meaning, new.citation)

    return {key for key in one.keys() | two.keys() if differs(key)}


def _renamed(old: dict[Key, Said], new: dict[Key, Said], net: set[Key]) -> list[tuple[Key | None, Key | None]]:
    """The differences as pairs: before and after, by name; and by content where only one of the names is left."""
    gone = sorted(key for key in net if key not in new)
    came = sorted(key for key in net if key not in old)
    pairs: list[tuple[Key | None, Key | None]] = [(key, key) for key in sorted(net) if key in old and key in new]
    for key in came:
        alike = (
            each for each in gone if key[0] in _NORMS and each[0] == key[0] and old[each].clauses == new[key].clauses
        )
        was = next(alike, None)
        if was is not None:
            gone.remove(was)
        pairs.append((was, key))
    return pairs + [(key, None) for key in gone]


# ---- one change ------------------------------------------------------------------------------------------------------


def _change(before: Said | None, after: Said | None) -> Change:
    said = after or before
    assert said is not None
    edits = _edits(before.clauses, after.clauses) if before is not None and after is not None else ()
    return Change(_word(before, after), said.kind, said.name, before, after, edits, 0, (), None, ())


def _word(before: Said | None, after: Said | None) -> Word:
    if before is not None and after is not None:
        if before.meaning == after.meaning:
            return "renumbered"
        return "set" if after.kind in ("value", "attribute", "head", "given") else "replaced"
    said = after or before
    assert said is not None
    if said.entrenches:
        return "entrenched" if before is None else "un-entrenched"
    if said.kind == "transition" and before is None:
        words = {clause.word for clause in said.clauses}
        return "disregarded" if "disregard" in words else "kept" if "keep" in words else "added"
    return "added" if before is None else "repealed"


def _edits(before: Sequence[Clause], after: Sequence[Clause]) -> tuple[Edit, ...]:
    """Which clauses went, came, or were put otherwise; those that only stand elsewhere are none of these."""
    left, right = Counter(before), Counter(after)
    gone = [clause for clause in dict.fromkeys(before) if left[clause] > right[clause]]
    came = [clause for clause in dict.fromkeys(after) if right[clause] > left[clause]]
    edits: list[Edit] = []
    for clause in gone:
        alike = [each for each in came if each.word == clause.word]
        if len(alike) > 1 or sum(1 for each in gone if each.word == clause.word) > 1:
            alike = [each for each in alike if _likeness(each, clause) >= _ALIKE]
        near = max(alike, key=lambda each: _likeness(each, clause), default=None)
        if near is not None:
            came.remove(near)
        edits.append(Edit(clause, near))
    return (*edits, *(Edit(None, clause) for clause in came))


_ALIKE = 0.6


def _likeness(one: Clause, two: Clause) -> float:
    return difflib.SequenceMatcher(None, one.text.split(), two.text.split(), autojunk=False).ratio()


class _Grounds:
    """What the norms of a version rest on, looked up from below."""

    def __init__(self, ruleset: m.RuleSet) -> None:
        self.above: dict[str, list[str]] = {}
        for name, others in rests_on(ruleset).items():
            for other in sorted(others):
                self.above.setdefault(other, []).append(name)
        self.norms = dict.fromkeys((*ruleset.rules, *ruleset.powers, *ruleset.exceptions))

    def bears_on(self, name: str) -> list[str]:
        """The rules, powers and exceptions that rest on something, however far down, in the order of the law."""
        reached = {name}
        todo = [name]
        while todo:
            more = [each for each in self.above.get(todo.pop(), ()) if each not in reached]
            reached.update(more)
            todo += more
        reached.remove(name)
        return [norm for norm in self.norms if norm in reached]


# ---- by whom ---------------------------------------------------------------------------------------------------------


def _parts(library: Library, step: Step) -> list[Part]:
    reform = library.reforms.get(step.name)
    if reform is None or step.sort in ("text", "text undone", "other"):
        ruleset = library.rulesets[step.name]
        return [Part(step, ruleset.title, None, entry(library, step.name))]
    return [Part(step, reform.title, reform.citation, part.entry) for part in reform.parts]


def _clause(library: Library, step: Step, keys: set[Key]) -> tuple[int, Citation | None]:
    """In which part of a step something is changed, and what the clause that does it cites."""
    reform = library.reforms.get(step.name)
    found: tuple[int, Citation | None] = (0, None)
    if reform is None or step.sort not in ("reform", "undone"):
        return found
    for number, part in enumerate(reform.parts):
        for change in part.changes:
            name = change.name
            if change.kind == "given":
                name = stated(replace(change.what, holds=True))
            if (change.kind, _HEADS.get(name, name) if change.kind == "head" else name) in keys:
                found = (number, change.citation)
    return found


_HEADS = {"timezone": "time zone", "days_off": "days off"}


def _kind(said: dict[str, dict[Key, Said]], key: Key) -> Kind:
    return next(contents[key].kind for contents in said.values() if key in contents)
