"""Timelines as data: what machines write.

In: a JSON text. Out: the same syntax tree and `Timeline` that a text gives. Events and facts go by the names of their
declarations and slots, or by a sentence. No figure becomes a binary float: a number keeps the digits that it was
written with. What does not fit is a diagnostic that names its place (`events[3].office`) and what would be right.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from govrules.calendar import Moment
from govrules.law import model as m
from govrules.law.expressions import Reader
from govrules.law.library import Library
from govrules.law.norms import NormReader
from govrules.law.types import BUILT_IN, TEXT, Type, keyword
from govrules.law.vocabulary import collect
from govrules.syntax import tree as t
from govrules.syntax.build_expressions import citation
from govrules.syntax.phrases import is_capitalised
from govrules.text.diagnostics import Diagnostics, Label, did_you_mean, nearest
from govrules.text.source import Source, Span
from govrules.timeline.form import EventData, Figure, GivenData, given_as
from govrules.timeline.mending import SHOWN, Formed, form, listed
from govrules.timeline.model import Event
from govrules.timeline.places import Path, Places, clean, shown
from govrules.timeline.text import resolve_event, resolve_zone

_DIGITS = 100


class Stated(t.Dated, frozen=True, kw_only=True):
    """An event by its name and the values of its slots. Its sentence is what a text would say."""

    name: str
    values: tuple[m.Value, ...]


class Document:
    """A timeline as data, its form checked. What its names mean is decided when its rules are known."""

    def __init__(self, source: Source, formed: Formed, places: Places) -> None:
        self.source = source
        self.data = formed.data
        self.at = formed.at
        self.places = places

    def head(self) -> t.File:
        """A file that holds only the timeline's head: enough to load what it uses."""
        head, path = self.data.timeline, ("timeline",)
        span = self.places.span(path)
        uses = tuple(t.Use(self.places.span((*path, "use", at)), module) for at, module in enumerate(head.use))
        columns: list[t.Column] = []
        if head.before is not None:
            columns.append(self._column("before", head.before, (*path, "before")))
        if head.after is not None:
            columns.append(self._column("after", head.after, (*path, "after")))
        columns += [self._column("under", name, (*path, "under", at)) for at, name in enumerate(head.under)]
        zone = t.Word(self.places.span((*path, "timezone")), head.timezone) if head.timezone is not None else None
        declaration = t.TimelineDeclaration(
            span, head.title, uses, tuple(columns), head.until, head.incomplete_before, zone
        )
        return t.File(self.source.path, (declaration,), ())

    def _column(self, role: Any, ruleset: str, path: Path) -> t.Column:
        span = self.places.span(path)
        return t.Column(span, role, t.Word(span, ruleset))

    def file(self, used: list[t.File], found: Diagnostics) -> t.File | None:
        """The syntax tree, its events and facts read by what the used files declare; None if its things are wrong."""
        entities = t.File(self.source.path, tuple(self._entities(None, found)), ())
        vocabulary = collect([*used, entities], Diagnostics())
        reforms = {
            item.name.text
            for file in used
            for item in file.items
            if isinstance(item, t.ReformDeclaration | t.RuleSetDeclaration)
        }
        values = SlotValues(vocabulary, reforms, self.places, found)
        items: list[t.Item] = [*self.head().items, *self._entities(values, found)]
        if len([item for item in items if isinstance(item, t.EntityDeclaration)]) < len(self.data.entities):
            return None  # what names those things would be wrong for no reason of its own
        items += self._given(values)
        items += self._events(values)
        items += self.expectations()
        return t.File(self.source.path, tuple(items), ())

    # ---- sections ----------------------------------------------------------------------------------------------------

    def _entities(self, values: "SlotValues | None", found: Diagnostics) -> Iterator[t.Item]:
        """The declared things; without a vocabulary, their names alone."""
        declared = values.vocabulary.kinds.declared() if values is not None else []
        kinds = {keyword(kind): kind for kind in declared}
        for at, item in zip(self.at["entities"], self.data.entities, strict=True):
            path: Path = ("entities", at)
            span = self.places.span(path)
            attributes: list[t.AttributeValue] = []
            cited = None
            if values is not None:
                cited = _citation(item.source, span)
                if item.kind not in kinds:
                    found.error(
                        "GR508",
                        f"`{shown((*path, 'kind'))}`: there is no kind `{item.kind}`",
                        self.places.span((*path, "kind")),
                        help=did_you_mean(item.kind, kinds) or listed("the kinds are", kinds),
                    )
                    continue
                attributes = list(values.attributes(item.extra, kinds[item.kind], path))
            kind, name = t.Word(span, item.kind), t.Word(span, item.name)
            yield t.EntityDeclaration(span, kind, name, item.title, tuple(attributes), cited)

    def _given(self, values: "SlotValues") -> Iterator[t.Item]:
        for at, item in zip(self.at["given"], self.data.given, strict=True):
            path: Path = ("given", at)
            span = self.places.span(path)
            sentence = item.sentence
            if item.fact is not None:
                sentence, _ = values.sentence(item, item.fact, path)
            if sentence is not None:
                said = t.Sentence(span, sentence)
                yield t.Given(span, said, item.holds, item.begin, item.end, _citation(item.source, span))

    def _events(self, values: "SlotValues") -> Iterator[t.Item]:
        errors = values.found.errors
        for at, item in zip(self.at["events"], self.data.events, strict=True):
            path: Path = ("events", at)
            span = self.places.span(path)
            if values.found.errors >= errors + SHOWN:
                values.error(path, "the events from here on were not looked at", "mend those before it first")
                return
            zone = t.Word(self.places.span((*path, "zone")), item.zone) if item.zone is not None else None
            cited = _citation(item.source, span)
            if item.event is None:
                said = t.Sentence(span, " ".join((item.sentence or "").split()))
                yield t.Dated(span, item.on.day, item.at, zone, said, cited, *item.on[1:])
                continue
            sentence, read = values.sentence(item, item.event, path)
            if sentence is not None:
                said = t.Sentence(span, sentence)
                yield Stated(span, item.on.day, item.at, zone, said, cited, *item.on[1:], name=item.event, values=read)

    def expectations(self) -> Iterator[t.Item]:
        """What is expected."""
        for at, item in zip(self.at["expect"], self.data.expect, strict=True):
            path: Path = ("expect", at)
            span = self.places.span(path)
            rule = t.Word(self.places.span((*path, "rule")), item.rule) if item.rule is not None else None
            under = t.Word(self.places.span((*path, "under")), item.under) if item.under is not None else None
            yield t.Expectation(span, rule, item.status, item.on, under, item.in_force is not None)


def resolve_events(items: list[t.Dated], library: Library, found: Diagnostics) -> list[Event]:
    """The events of a timeline as data, in the order of the data."""
    reader = NormReader(library.vocabulary, {*library.rulesets, *library.failed}, found)
    events: list[Event] = []
    for item in items:
        if isinstance(item, Stated):
            what = library.vocabulary.occurrences[item.name]
            zone, cited = resolve_zone(item.zone, found), reader.cite(item.citation)
            said, dates = item.sentence.text, (item.last, item.written)
            events.append(Event(item.day, item.minute, zone, what, item.values, said, cited, item.span, *dates))
        else:
            event = resolve_event(item, reader, found)
            if event is not None:
                events.append(event)
    return events


class SlotValues:
    """Reads the values of slots and attributes against a vocabulary."""

    def __init__(self, vocabulary: m.Vocabulary, reforms: set[str], places: Places, found: Diagnostics) -> None:
        self.vocabulary = vocabulary
        self.reforms = reforms
        self.places = places
        self.found = found
        self._known: dict[tuple[str, Type], tuple[m.Value, str]] = {}

    def error(self, path: Path, message: str, help: str | None, labels: Iterable[Label] = ()) -> None:
        """Report what does not fit at a place in the data."""
        self.found.error("GR508", f"`{shown(path)}`: {message}", self.places.near(path), help=help, labels=labels)

    def sentence(self, item: EventData | GivenData, name: str, path: Path) -> tuple[str | None, tuple[m.Value, ...]]:
        """What a text would say for an event or fact with these slots, and their values; None after an error."""
        errors = self.found.errors
        is_fact = isinstance(item, GivenData)
        what = self._occurrence(name, is_fact, path)
        if what is None:
            return None, ()
        known = [each.name for each in what.fields]
        meant: set[str] = set()
        for slot in item.extra:
            if slot not in known:
                meant.update(nearest(slot, known))
                help = given_as("given" if is_fact else "events", slot)
                help = did_you_mean(slot, known) or help or listed("its slots are", known)
                self.error((*path, slot), f"`{name}` has no slot `{clean(slot)}`", help)
        values: list[m.Value] = []
        said: dict[str, str] = {}
        for each in what.fields:
            if each.name in item.extra:
                value, said[each.name] = self.read(item.extra[each.name], each, path)
                values.append(value)
            else:
                values.append(m.UNKNOWN)
                if each.needed and each.name not in meant:
                    self.error(path, f"`{each.name}` is missing", f'`{name}` is said as "{what.phrase.text}"')
        if self.found.errors > errors:
            return None, ()
        return what.phrase.say(said), tuple(values)

    def read(self, given: Any, slot: m.Field, path: Path) -> tuple[m.Value, str]:
        """The value in a slot, and how a sentence says it. What was read without a mistake is remembered."""
        known = self._known.get((given, slot.type)) if isinstance(given, str) else None
        if known is not None:
            return known
        errors = self.found.errors
        value = self.value(given, slot.type, slot.name, (*path, slot.name))
        term = _term(given, value, slot.type)
        if isinstance(given, str) and self.found.errors == errors:
            self._known[given, slot.type] = value, term
        return value, term

    def _occurrence(self, name: str, is_fact: bool, path: Path) -> m.Occurrence | None:
        word = "fact" if is_fact else "event"
        what = self.vocabulary.occurrences.get(name)
        if what is None:
            same = [n for n, o in self.vocabulary.occurrences.items() if (o.sort == "fact") == is_fact]
            self.error((*path, word), f"no {word} `{name}` is declared", did_you_mean(name, same))
        elif (what.sort == "fact") != is_fact:
            section = "events" if is_fact else "given"
            self.error((*path, word), f"`{name}` is declared as {_article(what.sort)}", f"put it under `{section}`")
        else:
            return what
        return None

    def attributes(self, given: dict[str, Any], kind: str, path: Path) -> Iterator[t.AttributeValue]:
        """The attributes of a declared thing, as the literals that a text would have."""
        for name, raw in given.items():
            place = (*path, name)
            type = self.vocabulary.kinds.attribute(kind, name)
            if type is None:
                known = self.vocabulary.kinds.attributes(kind)
                help = did_you_mean(name, known) or (listed("it has", known) if known else None)
                self.error(place, f"the kind {kind} has no attribute `{clean(name)}`", help)
                continue
            errors = self.found.errors
            value = self.value(raw, type, name, place)
            if self.found.errors == errors:
                span = self.places.span(place)
                yield t.AttributeValue(span, t.Word(span, name), _literal(value, type, span), None)

    def value(self, given: Any, type: Type, slot: str, path: Path) -> m.Value:
        """The value of a slot or attribute; unknown after a diagnostic."""
        if isinstance(given, bool):
            if type.name == "YesNo":
                return given
            self.error(path, f"`{'true' if given else 'false'}` does not fit; {_wanted(slot, type)}", _example(type))
            return m.UNKNOWN
        if isinstance(given, Figure):
            if type.name != "Number":
                self.error(
                    path, f"`{given.text}` is a bare number; {_wanted(slot, type)}", _figure_help(given.text, type)
                )
                return m.UNKNOWN
            given = given.text
        elif type == TEXT:
            if '"' in given:
                self.error(path, "a text holds no double quotes", "use `“…”` or `'…'` in it")
            return given
        elif given == "nobody":
            return m.NOBODY
        elif given == "any" or not given:
            self.error(path, f"`{given}` leaves open what `{slot}` is", "name it, or leave the slot out")
            return m.UNKNOWN
        if type.name in BUILT_IN and len(given) > _DIGITS:
            self.error(path, f"this is too long; {_wanted(slot, type)}", _example(type))
            return m.UNKNOWN
        own = Diagnostics()
        text = given if type.name in BUILT_IN else f'"{given}"'
        value = Reader(self.vocabulary, self.reforms, own).value(text, type, Span(self.places.source.path, 0, 0), slot)
        for problem in own.sorted() if len(own) else ():
            self.error(path, problem.message, problem.help or _example(type), problem.labels)
        return value


def _wanted(slot: str, type: Type) -> str:
    return f"`{slot}` is {type.in_words()}"


def _term(given: Any, value: m.Value, type: Type) -> str:
    """How a sentence says a value: names that are not runs of capitalised words, and texts, in quotes."""
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, Figure):
        return given.text
    text = str(given)
    if type == TEXT or (isinstance(value, m.Entity) and type.name != "Reform" and not _is_name(text)):
        return '"' + text.strip('"') + '"'
    return text


def _is_name(text: str) -> bool:
    return all(is_capitalised(word) for word in text.split(" "))


def _literal(value: m.Value, type: Type, span: Span) -> t.Expression:
    match type.name:
        case "Number":
            return t.NumberLiteral(span, value)
        case "Percent":
            return t.PercentLiteral(span, value)
        case "Money":
            return t.MoneyLiteral(span, value.amount, value.currency)
        case "Duration":
            return t.DurationLiteral(span, value)
        case "Date" if isinstance(value, Moment):
            day = t.DateLiteral(span, value.day)
            return day if value.minute is None else t.AtClock(span, day, value.minute)
        case "Clock":
            return t.ClockLiteral(span, value)
        case "Zone":
            return t.ZoneLiteral(span, value)
        case "YesNo":
            return t.YesNoLiteral(span, value)
        case "Text":
            return t.TextLiteral(span, value)
    return t.NameReference(span, value.name if isinstance(value, m.Entity) else str(value))


_EXAMPLES = {
    "Number": 'a number, as in `62` or `"2/3"`',
    "Percent": '"81.31%"',
    "Money": '"3000000 KZT"',
    "Date": '"2022-11-20"',
    "Duration": '"2 months"',
    "Clock": '"07:00"',
    "Zone": '"Asia/Almaty"',
    "YesNo": "`true` or `false`",
}


def _example(type: Type) -> str | None:
    example = _EXAMPLES.get(type.name)
    return f"write {example}" if example and example[0] != '"' else f"as in `{example}`" if example else None


def _figure_help(text: str, type: Type) -> str | None:
    if type.name == "Percent" and re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text):
        whole, _, part = text.partition(".")
        if int(whole) > 1 or text == "1":
            return f'write `"{text}%"`'
        shifted = (whole + part.ljust(2, "0")[:2]).lstrip("0") or "0"
        rest = part[2:].rstrip("0")
        return f'if 1 is the whole, write `"{shifted}{"." + rest if rest else ""}%"`; if 100 is, `"{text}%"`'
    return _example(type) or "write it in quotes"


def _citation(text: str | None, span: Span) -> t.Citation | None:
    return citation(f"[{text}]", span) if text is not None else None


def _article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


# ---- from JSON to the document ---------------------------------------------------------------------------------------


class _TwiceError(ValueError):
    """A key stands twice in one object."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _TwiceError
    return made


def _not_finite(word: str) -> Any:
    return Figure(word)


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=Figure, parse_int=Figure, parse_constant=_not_finite)

_FORGIVING = json.JSONDecoder(parse_float=str, parse_int=str)


def as_pairs(text: str) -> Any:
    """What a JSON text says; a `ValueError` if it is none, or a key stands twice in one object."""
    return _DECODER.decode(text)


def read_document(source: Source, found: Diagnostics) -> Document | None:
    """A timeline from JSON; None after an error."""
    path = source.path
    if not source.text.strip():
        found.error("GR107", f"`{path}` is empty", Span(path, 0, 0), help="write a timeline into it")
        return None
    places = Places(source)
    try:
        try:
            raw = _DECODER.decode(source.text)
        except _TwiceError:
            _FORGIVING.decode(source.text)  # if it is no JSON behind that key, places in it cannot be told
            for twice in places.twice():
                found.error(
                    "GR508",
                    f"the key `{clean(twice.key)}` stands twice in one object",
                    twice.second,
                    labels=[Label(twice.first, "the first one")],
                    help="keep one of them",
                )
            return None
    except json.JSONDecodeError as error:
        message, help = f"this is no JSON: {error.msg.lower()}", _json_help(source.text, error.pos)
        found.error("GR508", message, Span(path, error.pos, error.pos + 1), help=help)
        return None
    except RecursionError:
        found.error("GR902", f"`{path}` is nested too deeply", Span(path, 0, 0))
        return None
    if not isinstance(raw, dict):
        message = "a timeline as data is an object"
        found.error("GR508", message, Span(path, 0, 1), help='as in `{"timeline": {"title": "…"}, "events": […]}`')
        return None
    formed = form(raw, places, found)
    return Document(source, formed, places) if formed is not None else None


def _json_help(text: str, at: int) -> str | None:
    """What is wrong where JSON ends to be JSON, if it is one of the usual things."""
    before = text[:at].rstrip()
    if before.endswith(",") and text[at : at + 1] in ("}", "]"):
        return f"take out the comma before `{text[at]}`"
    if text[at : at + 1] in ("'", "“", "”", "‘", "’", "„"):
        return 'texts stand between straight double quotes: `"…"`'
    if text[at : at + 1] in ("#", "/"):
        return "JSON has no comments"
    if text[at : at + 1] in ('"', "{") and before[-1:] in ('"', "}", "]"):
        return "a comma is missing before this"
    return None
