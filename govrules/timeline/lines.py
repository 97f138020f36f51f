"""The plain lines of a timeline: dated events, things that are declared, and expectations, which may be many.

In: the text of a timeline. Out: its events and the syntax tree of all else, if every plain line is read here, the
grammar reads the others, and nothing is wrong anywhere. Else nothing: then each line is looked at with care, and what
is wrong with it is said. Both ways make the same tree; that of a plain event is made when it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import Any, cast

from msgspec import Struct

from govrules.syntax import tree as t
from govrules.syntax.build_expressions import citation
from govrules.syntax.lalr import is_free_at_start
from govrules.syntax.layout import CONTINUATION
from govrules.syntax.parse import read_whole
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source, Span
from govrules.timeline.dated import EVENT, NO_SENTENCE, dated, plain_day
from govrules.timeline.model import STATUSES

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_NAME = r"(?![a-z])[^\W\d_][\w'’]*(?:-[\w'’]*)*"
_THING = r"(?![A-Z][0-9]?(?![\w'’])(?!-))" + f"{_NAME}(?: {_NAME})*"
_LINE = re.compile(
    rf"^(?:(?P<day>{_DAY}): (?P<said>[^\W_][^\x00-\x1f\x7f()\[\]\"#]*)(?P<cite>\[[^\x00-\x1f\x7f\[\]\"#]*\])?"
    rf"|(?P<kind>[a-z][a-z0-9_]*) (?P<name>{_THING})"
    r"(?: \"(?P<title>[^\x00-\x1f\x7f\"#]*)\")?(?!\n[ \t])"
    r"|expect (?:nothing violated"
    rf"|(?P<rule>(?!nothing )[a-z][a-z0-9_]*) (?P<status>{'|'.join(STATUSES)})(?: on (?P<on>{_DAY}))?)"
    r"(?: under (?P<under>[a-z][a-z0-9_]*)|(?P<force> in force))?)$"
    r"|^(?P<other>.+)$",
    re.MULTILINE,
)
_SAID, _CITE, _NAMED, _TITLED, _OTHER = (_LINE.groupindex[name] for name in ("said", "cite", "name", "title", "other"))
_EVENT = (_SAID, _CITE)
_RUN = rf"^(?:(?:{_DAY}: [^\W_][^\x00-\x1f\x7f()\[\]\"#]*\n)++|(?P<things>(?:[a-z][a-z0-9_]* {_THING}\n(?![ \t]))++))"
"""Lines that follow each other, each with a day and a sentence; or with a kind and a name."""
_HEAD = (
    r'\n*timeline "(?P<title>[ !$-Z^-~]*)"'
    rf'(?P<lines>(?:\n  (?:use "[ !$-Z^-~]*"|(?:before|after|under) [a-z][a-z0-9_]*|until {_DAY}))*+)'
    r"(?=\n+[a-z0-9]|\n*\Z)"
)
"""What is above the lines of most timelines, in full."""
LONG = 150
"""Lines of a text in which it is worth the while to look for runs, and for a head that is like most."""
SHORTEST_RUN = 16


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that only long texts need."""
    return re.compile(pattern, re.MULTILINE)


BEFORE = len("2022-11-20: ")
_DATE_STARTS = frozenset("0123456789X./")
LEADS = frozenset(
    (
        *("on", "On", "event", "date", "at", "-", "*", "•", "add", "insert"),
        *("delete", "drop", "cut", "cancel", "strike", "omit", "replace", "substitute", "alter", "edit"),
        *("shift", "postpone", "delay", "reschedule", "advance"),
    )
)
"""What is written by mistake before the day of an event."""


Plain = tuple[int, int, date, str, t.Citation | None]
"""An event that is a day and a sentence: where it begins, where its sentence ends, both, and what is cited."""


def as_item(plain: Plain, path: str) -> t.Dated:
    """The syntax of a plain event."""
    start, end, day, said, cited = plain
    return t.Dated(Span(path, start, end), day, None, None, t.Sentence(Span(path, start + BEFORE, end), said), cited)


class DoubtfulError(Exception):
    """A line of a run is not the plain event that it seemed to be."""


class Run(Struct, frozen=True):
    """Lines that follow each other, of which each seems to be a plain event."""

    text: str
    """The whole text, of which the lines are a part."""
    start: int
    end: int
    """Where the last line ends."""
    lines: list[str]
    days: list[date]

    def events(self) -> Iterator[Plain]:
        """The events one by one."""
        start = self.start
        for line, day in zip(self.lines, self.days, strict=True):
            yield as_plain(line, day, start)
            start += len(line) + 1


def as_plain(line: str, day: date, start: int) -> Plain:
    """What a line says that is a day and a sentence."""
    said = line[BEFORE:].rstrip()
    return start, start + BEFORE + len(said), day, " ".join(said.split()), None


class Lines(Struct, frozen=True):
    """A timeline in which nothing is wrong: its events in the order of the text, and the tree of all else."""

    events: list[Plain | t.Dated | Run]
    others: t.File

    def file(self) -> t.File:
        """The syntax tree of the whole text."""
        path = self.others.path
        items = sorted((*self.others.items, *one_by_one(self.events, path)), key=lambda item: item.span.start)
        return t.File(path, tuple(items), self.others.comments)


def one_by_one(events: Iterable[Plain | t.Dated | Run], path: str) -> Iterator[t.Dated]:
    """The syntax of events."""
    for each in events:
        if isinstance(each, Run):
            yield from (as_item(plain, path) for plain in each.events())
        else:
            yield each if isinstance(each, t.Dated) else as_item(each, path)


def read_lines(source: Source) -> Lines | None:
    """What a timeline says; None when something may be wrong with it."""
    reader = _Reader(source)
    if not reader.read():
        return None
    head = reader.head() if not reader.has_others else None
    if head is not None:
        return Lines(reader.events, t.File(source.path, (head, *reader.items), ()))
    file = read_whole(Source(source.path, reader.rest()), tuple(reader.skipped))
    if file is None:
        return None
    items = sorted((*file.items, *reader.items), key=lambda item: item.span.start)
    return Lines(reader.events, t.File(file.path, tuple(items), file.comments))


class _Reader:
    """Goes through the lines of one text: the runs, and line by line what is between them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.events: list[Plain | t.Dated | Run] = []
        self.items: list[t.Item] = []
        self.skipped: list[tuple[int, int]] = []
        """Where the events are that are read here, and whose lines hold comments that are read elsewhere."""
        self._done: list[tuple[int, int]] = []
        """Where the lines are that nobody else need look at, those that follow each other together."""
        self.has_others = False
        """Whether anything stands there that is not read here, the head aside."""
        self._head: re.Match[str] | None = None
        self._begun = self._last = -1
        """Where the plain lines begin that follow each other now, and where the last of them ends; -1 if it is done."""
        self._plain_above = False
        self._count = 0
        """Of the events."""
        self._kinds: set[str] = set()
        self._citations: dict[str, t.Citation] = {}

    def head(self) -> t.TimelineDeclaration | None:
        """What the lines above all others say; None if they say more than the usual, or perhaps something wrong."""
        match, path = self._head, self.source.path
        if match is None:
            return None
        start, at = match.start("title") - len('timeline "'), match.start("lines")
        uses, columns, until = list[t.Use](), list[t.Column](), list[date | None]()
        for line in match["lines"].split("\n")[1:]:
            word, _, said = line[2:].partition(" ")
            span = Span(path, at + 3, at + 1 + len(line))
            if word == "use":
                uses.append(t.Use(span, said[1:-1]))
            elif word == "until":
                until.append(plain_day(said))
            elif is_free_at_start(said):
                columns.append(
                    t.Column(span, cast("Any", word), t.Word(Span(path, span.end - len(said), span.end), said))
                )
            else:
                return None
            at = span.end
        if None in until or len(until) > 1:
            return None
        span = Span(path, start, match.end())
        return t.TimelineDeclaration(
            span, match["title"], tuple(uses), tuple(columns), until[0] if until else None, None, None
        )

    def rest(self) -> str:
        """The text in which what is done is blank."""
        text, parts, at = self.source.text, list[str](), 0
        for start, end in self._done:
            parts += [text[at:start], " " * (end - start)]
            at = end
        return "".join([*parts, text[at:]])

    def read(self) -> bool:
        """Read the plain lines; gives back whether the others can be left to the grammar."""
        text = self.source.text
        is_long = text.count("\n") >= LONG
        self._head = _compiled(_HEAD).match(text) if is_long else None
        at = self._head.end() if self._head is not None else 0
        for match in _compiled(_RUN).finditer(text, at) if is_long else ():
            start, end = match.start(), match.end() - 1
            lines = text[start:end].split("\n")
            if len(lines) < SHORTEST_RUN:
                continue
            if not self._between(at, start):
                return False
            if not (self._events(start, end, lines) if match.lastindex is None else self._things(start, lines)):
                return False
            at = match.end()
            if self._last < 0:
                self._begun = start
            self._last, self._plain_above = end, True
        if not self._between(at, len(text)):
            return False
        if self._last >= 0:
            self._done.append((self._begun, self._last))
        return self._count <= limits.EVENTS

    def _events(self, start: int, end: int, lines: list[str]) -> bool:
        """Note a run of events; False if a day does not exist."""
        try:
            days = [date.fromisoformat(line[:10]) for line in lines]
        except ValueError:
            return False
        self.events.append(Run(self.source.text, start, end, lines, days))
        self._count += len(lines)
        return True

    def _things(self, start: int, lines: list[str]) -> bool:
        """Read a run of things; False if a line begins with a word of the language."""
        path, kinds, items = self.source.path, self._kinds, self.items
        for line in lines:
            kind, _, name = line.partition(" ")
            if kind not in kinds and not self._is_kind(kind):
                return False
            between, end = start + len(kind), start + len(line)
            word, named = t.Word(Span(path, start, between), kind), t.Word(Span(path, between + 1, end), name)
            items.append(t.EntityDeclaration(Span(path, start, end), word, named, None, (), None))
            start = end + 1
        return True

    def _is_kind(self, word: str) -> bool:
        """Whether a word at the start of a line may be that of a kind."""
        if not is_free_at_start(word) or CONTINUATION.match(f"{word} "):
            return False
        self._kinds.add(word)
        return True

    def _between(self, begin: int, end: int) -> bool:
        """Read the plain lines from here to there."""
        text, items, events = self.source.text, self.items, self.events
        odd_blanks = not text.isascii()
        for match in _LINE.finditer(text, begin, end):
            kind = match.lastindex
            if kind in _EVENT:
                written, said, cite = match.group(1, 2, 3)
                day = plain_day(written)
                if day is None or NO_SENTENCE.search(said):
                    return False
                start = match.start()
                said = said.rstrip()
                stop = start + BEFORE + len(said)
                if odd_blanks or "  " in said:
                    said = " ".join(said.split())
                events.append((start, stop, day, said, self._cited(cite, match.end()) if cite is not None else None))
                self._count += 1
            elif kind == _OTHER:
                if not match[0].strip():
                    self.has_others = self.has_others or match[0].strip(" ") != ""
                    continue
                self.has_others = True
                if self._last >= 0:
                    self._done.append((self._begun, self._last))
                    self._last = -1
                left = self._leave(match[0], match.start(), self._plain_above)
                if left is None:
                    return False
                self._plain_above = self._plain_above and not left
                continue
            else:
                item = self._entity(match) if kind in (_NAMED, _TITLED) else self._expectation(match)
                if item is None:
                    return False
                items.append(item)
            if self._last < 0:
                self._begun = match.start()
                self._plain_above = True
            self._last = match.end()
        return True

    def _leave(self, line: str, start: int, plain_above: bool) -> bool | None:
        """Whether a line is for the grammar; it is not if it is a comment, or an event. None if it may be wrong."""
        code = line.lstrip(" \t")
        if code[0] == "#":
            return False
        if code is not line:
            return None if plain_above or code[0].isdigit() or _is_led(code) else True
        if code[0] in _DATE_STARTS:
            return self._uncommon(start, start + len(line))
        if _is_led(code) or CONTINUATION.match(code):
            return None
        before_colon, colon, _ = code.partition(":")
        if colon and before_colon.rstrip(" \t")[-4:].isdigit():
            return None
        if code.startswith("expect"):
            plain = _LINE.fullmatch(code.partition("#")[0].rstrip(" \t"))
            return None if plain is None or plain.lastindex == _OTHER else True
        return True

    def _uncommon(self, start: int, end: int) -> bool | None:
        """Read an event that says more than a day and a sentence; None if it may be wrong."""
        match = EVENT.match(self.source.text, start)
        if match is None or match.end() != end or NO_SENTENCE.search(match["sentence"]):
            return None
        found = Diagnostics()
        self.events.append(dated(self.source, match, found))
        self._count += 1
        self.skipped.append((start, end))
        return False if not len(found) else None

    def _cited(self, text: str, end: int) -> t.Citation:
        span = Span(self.source.path, end - len(text), end)
        known = self._citations.get(text)
        if known is None:
            known = self._citations[text] = citation(text, span)
        return t.Citation(span, known.text, known.source, known.confidence)

    def _entity(self, match: re.Match[str]) -> t.EntityDeclaration | None:
        """A thing that is declared; None if the line begins with a word of the language."""
        kind, name, title = match.group("kind", "name", "title")
        if kind not in self._kinds and not self._is_kind(kind):
            return None
        path, start = self.source.path, match.start()
        between = start + len(kind)
        named = t.Word(Span(path, between + 1, between + 1 + len(name)), name)
        return t.EntityDeclaration(
            Span(path, start, match.end()), t.Word(Span(path, start, between), kind), named, title, (), None
        )

    def _expectation(self, match: re.Match[str]) -> t.Expectation | None:
        """What is expected; None if its day does not exist."""
        rule, status, on, under = match.group("rule", "status", "on", "under")
        day = plain_day(on) if on is not None else None
        if on is not None and day is None:
            return None
        return t.Expectation(
            Span(self.source.path, *match.span()),
            self._word(match, "rule") if rule is not None else None,
            status,
            day,
            self._word(match, "under") if under is not None else None,
            match["force"] is not None,
        )

    def _word(self, match: re.Match[str], group: str) -> t.Word:
        return t.Word(Span(self.source.path, *match.span(group)), match[group])


def _is_led(code: str) -> bool:
    """Whether a line seems to begin with a word that is written by mistake before the day of an event."""
    words = code.split(None, 2)
    return len(words) > 1 and words[0] in LEADS and words[1][0].isdigit()
