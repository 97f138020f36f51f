"""The vocabulary of a set of files: kinds, phrases, names and sources, collected before anything is resolved.

In: syntax trees. Out: a `Vocabulary`. The order of files and of declarations does not matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from govrules.law.model import CitedSource, Entity, Field, Occurrence, Vocabulary
from govrules.law.types import BUILT_IN, UNKNOWN_TYPE, Kind, Type, keyword
from govrules.syntax import tree as t
from govrules.syntax.phrases import Phrase, read_phrase
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics, Label
from govrules.text.source import Span

_CLAUSES = (
    *("rule", "principle", "power", "exception", "given", "let", "ruleset", "reform", "use", "source", "kind"),
    *("event", "act", "fact", "timeline", "expect"),
)


_LONGEST_VARIABLE = 2
_BUILT_IN_BY_OTHER_NAMES = {
    **dict.fromkeys(("Integer", "Int", "Float", "Decimal", "Count", "Year"), "Number"),
    **dict.fromkeys(("Percentage", "Share"), "Percent"),
    **dict.fromkeys(("Boolean", "Bool", "Flag"), "YesNo"),
    **dict.fromkeys(("String", "Str"), "Text"),
    **dict.fromkeys(("Day", "Datetime", "DateTime"), "Date"),
    **dict.fromkeys(("Period", "Interval", "Timespan"), "Duration"),
    **dict.fromkeys(("Currency", "Amount", "Sum"), "Money"),
    **dict.fromkeys(("Time", "Hour"), "Clock"),
}


Known = Mapping[str, tuple[Occurrence, tuple[Phrase, ...]]]


def collect(files: list[t.File], found: Diagnostics, known: Known | None = None) -> Vocabulary:
    """The vocabulary that all files declare together.

    `known` are the events and facts that need not be read again: all that these files declare, if it says any.
    """
    vocabulary = Vocabulary()
    items = [item for file in files for item in file.items]
    spans: dict[str, Span] = {}
    _collect_kinds(items, vocabulary, spans, found)
    for name, (occurrence, phrases) in (known or {}).items():
        vocabulary.occurrences[name] = occurrence
        for phrase in phrases:
            vocabulary.phrases.add(name, phrase)
    for item in items if not known else ():
        if isinstance(item, t.EventDeclaration | t.FactDeclaration):
            _add_occurrence(item, vocabulary, spans, found)
    shared = _declared_by_several(files)
    keywords = {keyword(kind): kind for kind in vocabulary.kinds.declared()}
    for item in items:
        if isinstance(item, t.EntityDeclaration):
            _add_entity(item, keywords, vocabulary, shared, found)
        elif isinstance(item, t.ReformDeclaration):
            for what in _added(item.clauses):
                _add_entity(what, keywords, vocabulary, shared, found)
        elif isinstance(item, t.SourceDeclaration):
            _add_source(item, vocabulary, found)
    return vocabulary


def with_things(known: Vocabulary, files: list[t.File], found: Diagnostics) -> Vocabulary:
    """A vocabulary and the things that further files declare, under names that are new to it; these declare no more."""
    vocabulary = known.copy()
    entities, spans, titles = vocabulary.entities, vocabulary.entity_spans, vocabulary.titles
    keywords = {keyword(kind): kind for kind in vocabulary.kinds.declared()}
    shared = frozenset[str]()  # without rule sets, no two declare the same thing
    for file in files:
        for item in file.items:
            if not isinstance(item, t.EntityDeclaration):
                continue
            name, kind = item.name.text, keywords.get(item.kind.text)
            if kind is None or len(name) <= _LONGEST_VARIABLE or name in entities:
                _add_entity(item, keywords, vocabulary, shared, found)
                continue
            entities[name], spans[name] = Entity(name, kind), item.name.span
            if item.title is not None:
                titles[name] = item.title
    return vocabulary


def _added(clauses: tuple[t.ReformClause, ...]) -> Iterator[t.EntityDeclaration]:
    """The things that the clauses of a reform declare, those with a day of their own included."""
    for clause in clauses:
        if isinstance(clause, t.AddClause) and isinstance(clause.what, t.EntityDeclaration):
            yield clause.what
        elif isinstance(clause, t.DatedClauses):
            yield from _added(clause.clauses)


def _declared_by_several(files: list[t.File]) -> frozenset[str]:
    """The names that more than one rule set declares as its own: one thing in all of them."""
    owners: dict[str, set[str]] = {}
    for file in files:
        owner = ""
        for item in file.items:
            if isinstance(item, t.RuleSetDeclaration):
                owner = item.name.text
            elif isinstance(item, t.ReformDeclaration):
                owner = ""
                for what in _added(item.clauses):
                    owners.setdefault(what.name.text, set()).add(item.name.text)
            elif isinstance(item, t.EntityDeclaration):
                owners.setdefault(item.name.text, set()).add(owner)
    return frozenset(name for name, declared_by in owners.items() if len(declared_by) > 1)


def _collect_kinds(items: list[t.Item], vocabulary: Vocabulary, spans: dict[str, Span], found: Diagnostics) -> None:
    kinds = [item for item in items if isinstance(item, t.KindDeclaration)]
    for kind in kinds:
        name = kind.name.text
        if name in BUILT_IN:
            found.error("GR208", f"the kind `{name}` is built in", kind.name.span, help="choose another name")
            continue
        if name in spans:
            _twice("kind", kind.name, spans[name], found)
            continue
        spans[name] = kind.name.span
        attributes: dict[str, Type] = {}
        for attribute in kind.attributes:
            if attribute.name.text in attributes:
                found.error("GR208", f"the attribute `{attribute.name.text}` is declared twice", attribute.name.span)
            attributes[attribute.name.text] = Type(attribute.kind.text)
        vocabulary.kinds.add(Kind(name, kind.parent.text if kind.parent else None, attributes))
    _check_ancestors(kinds, vocabulary, found)
    for kind in kinds:
        if kind.parent is not None:
            check_kind(kind.parent, vocabulary, found, declared_only=True)
        for attribute in kind.attributes:
            check_kind(attribute.kind, vocabulary, found)


def _check_ancestors(kinds: list[t.KindDeclaration], vocabulary: Vocabulary, found: Diagnostics) -> None:
    """No kind is a kind of itself, and no line of kinds is longer than the nesting that is allowed."""
    settled: set[str] = set()
    for kind in kinds:
        line: list[str] = []
        at: str | None = kind.name.text
        while at is not None and at not in settled and at not in line and len(line) <= limits.NESTING:
            line.append(at)
            declared = vocabulary.kinds.get(at)
            at = declared.parent if declared is not None else None
        settled.update(line)
        if len(line) > limits.NESTING:
            message = f"`{kind.name.text}` is a kind of a kind more than {limits.NESTING} times over"
            found.error("GR902", message, kind.name.span, help="leave out some of the kinds between")
            vocabulary.kinds.add(Kind(kind.name.text, None, {}))
        elif at in line:
            way = " → ".join([*line[line.index(at) :], at])
            found.error("GR309", f"the kind `{at}` would be a kind of itself: {way}", kind.name.span)


def check_kind(word: t.Word, vocabulary: Vocabulary, found: Diagnostics, *, declared_only: bool = False) -> bool:
    """Report a kind that is not declared."""
    if vocabulary.kinds.get(word.text) is not None or (word.text in BUILT_IN and not declared_only):
        return True
    known = vocabulary.kinds.declared() if declared_only else vocabulary.kinds.names()
    if found.crowded:
        known = []
    built_in = _BUILT_IN_BY_OTHER_NAMES.get(word.text) if not declared_only else None
    help = (
        f"the built-in kind `{built_in}` may be meant; else declare it: `kind {word.text}`"
        if built_in is not None
        else found.suggest(word.text, known) or f"declare it: `kind {word.text}`"
    )
    found.error("GR203", f"there is no kind `{word.text}`", word.span, help=help)
    return False


def _twice(what: str, name: t.Word, first: Span, found: Diagnostics) -> None:
    found.error(
        "GR208",
        f"the {what} `{name.text}` is declared twice",
        name.span,
        labels=[Label(first, "declared here first")],
        help="rename one of them, or delete it",
    )


def _add_occurrence(
    item: t.EventDeclaration | t.FactDeclaration,
    vocabulary: Vocabulary,
    spans: dict[str, Span],
    found: Diagnostics,
) -> None:
    name = item.name.text
    sort: Literal["event", "act", "fact"] = (
        "fact" if isinstance(item, t.FactDeclaration) else "act" if item.sort == "act" else "event"
    )
    if name in vocabulary.occurrences:
        _twice(vocabulary.occurrences[name].sort, item.name, vocabulary.occurrences[name].span, found)
        return
    phrases: list[Phrase] = []
    known = None
    for written in item.phrases:
        phrase = read_phrase(written.text, known)
        if isinstance(phrase, str):
            found.error(
                "GR210",
                f"this phrase cannot be read: {phrase}",
                written.span,
                help='a phrase looks like `"{person: Person} dies"`',
            )
            continue
        known = known or {slot.name: slot for slot in phrase.slots}
        phrases.append(phrase)
    if not phrases:
        return
    first = phrases[0]
    fields: list[Field] = []
    for slot in first.slots:
        kind_at = item.phrases[0].span
        ok = check_kind(t.Word(kind_at, slot.kind), vocabulary, found)
        if slot.base is not None and slot.kind != "Percent":
            found.error("GR210", f"only a Percent has a base; `{slot.name}` is a {slot.kind}", kind_at)
        slot_type = Type(slot.kind, slot.base) if ok else UNKNOWN_TYPE
        fields.append(Field(slot.name, slot_type, slot.name in first.needed))
    otherwise_no = isinstance(item, t.FactDeclaration) and item.otherwise_no
    adopts = isinstance(item, t.EventDeclaration) and item.sort == "adoption"
    if adopts and not any(each.type.name == "Reform" for each in fields):
        help = 'as in `adoption adopted "reform {reform: Reform} is adopted"`'
        found.error("GR210", "an adoption is of a reform, and no slot here takes one", item.name.span, help=help)
        adopts = False
    occurrence = Occurrence(name, sort, tuple(fields), first, otherwise_no, item.name.span, adopts)
    vocabulary.occurrences[name] = occurrence
    for phrase in phrases:
        clash = vocabulary.phrases.add(name, phrase)
        if clash is not None and clash.sentence is None:
            message = f"more than {limits.PHRASES_ALIKE} phrases are made of the same words as `{phrase.text}`"
            found.error("GR907", message, item.span, help="tell them apart by a word in lower case")
        elif clash is not None:
            other = vocabulary.occurrences[clash.other]
            found.error(
                "GR209",
                f"`{phrase.text}` and `{other.phrase.text}` both match a sentence such as `{clash.sentence}`",
                item.span,
                labels=[Label(other.span, "the other phrase")],
                help="change a literal word of one of them",
            )


def _add_entity(
    item: t.EntityDeclaration,
    kinds: dict[str, str],
    vocabulary: Vocabulary,
    shared: frozenset[str],
    found: Diagnostics,
) -> None:
    """`kinds` are the declared kinds by the words that declare a thing of them."""
    kind = kinds.get(item.kind.text)
    name = item.name.text
    if kind is None:
        found.error(
            "GR106",
            f"`{item.kind.text}` starts no clause and is no declared kind",
            item.kind.span,
            help=found.suggest(item.kind.text, [*kinds, *_CLAUSES])
            or f"declare the kind: `kind {item.kind.text.title().replace('_', '')}`",
        )
        if len(name) > 2:
            vocabulary.entities.setdefault(name, Entity(name, UNKNOWN_TYPE.name))
            vocabulary.entity_spans.setdefault(name, item.name.span)
        return
    if len(name) <= 2 and name[0].isupper() and name[1:].isdigit() | (len(name) == 1):
        found.error(
            "GR220",
            f"`{name}` reads as a variable, not as a name",
            item.name.span,
            help="a name has at least two letters",
        )
        return
    known = vocabulary.entities.get(name)
    if known is not None and known.kind != UNKNOWN_TYPE.name:
        if (
            known.kind != kind
            or (item.title is not None and vocabulary.titles.get(name) not in (None, item.title))
            or name not in shared
        ):
            _twice("name", item.name, vocabulary.entity_spans[name], found)
        return
    vocabulary.entities[name] = Entity(name, kind)
    vocabulary.entity_spans[name] = item.name.span
    if item.title is not None:
        vocabulary.titles[name] = item.title


def _add_source(item: t.SourceDeclaration, vocabulary: Vocabulary, found: Diagnostics) -> None:
    name = item.name.text
    known = vocabulary.sources.get(name)
    if known is not None and known.title != item.title:
        _twice("source", item.name, known.span, found)
        return
    vocabulary.sources[name] = CitedSource(name, item.title, item.name.span)
