"""The plain lines of a timeline: dated events, things that are declared, and expectations, which may be many.

In: the text of a timeline. Out: its events and the syntax tree of all else, if every plain line is read here, the
grammar reads the others, and nothing is wrong anywhere. Else nothing: then each line is looked at with care, and what
is wrong with it is said. Both ways make the same tree; that of a plain event is made when it is asked for.
"""

from __future__ import annotations

import re
from datetime import date

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
_LINE = re.compile(
    rf"^(?:(?P<day>{_DAY}): (?P<said>[^\W_][^\x00-\x1f\x7f()\[\]\"#]*)(?P<cite>\[[^\x00-\x1f\x7f\[\]\"#]*\])?"
    rf"|(?P<kind>[a-z][a-z0-9_]*) (?P<name>(?![A-Z][0-9]?(?![\w'’])(?!-)){_NAME}(?: {_NAME})*)"
    r"(?: \"(?P<title>[^\x00-\x1f\x7f\"#]*)\")?(?!\n[ \t])"
    r"|expect (?:nothing violated"
    rf"|(?P<rule>(?!nothing )[a-z][a-z0-9_]*) (?P<status>{'|'.join(STATUSES)})(?: on (?P<on>{_DAY}))?)"
    r"(?: under (?P<under>[a-z][a-z0-9_]*)|(?P<force> in force))?)$"
    r"|^(?P<other>.+)$",
    re.MULTILINE,
)
_SAID, _CITE, _NAMED, _TITLED, _OTHER = (_LINE.groupindex[name] for name in ("said", "cite", "name", "title", "other"))
_EVENT = (_SAID, _CITE)
_BEFORE = len("2022-11-20: ")
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
    return t.Dated(Span(path, start, end), day, None, None, t.Sentence(Span(path, start + _BEFORE, end), said), cited)


class Lines(Struct, frozen=True):
    """A timeline in which nothing is wrong: its events in the order of the text, and the tree of all else."""

    events: list[Plain | t.Dated]
    others: t.File

    def file(self) -> t.File:
        """The syntax tree of the whole text."""
        path = self.others.path
        events = [each if isinstance(each, t.Dated) else as_item(each, path) for each in self.events]
        items = sorted((*self.others.items, *events), key=lambda item: item.span.start)
        return t.File(path, tuple(items), self.others.comments)


def read_lines(source: Source) -> Lines | None:
    """What a timeline says; None when something may be wrong with it."""
    reader = _Reader(source)
    if not reader.read():
        return None
    file = read_whole(Source(source.path, reader.rest()), tuple(reader.skipped))
    if file is None:
        return None
    items = sorted((*file.items, *reader.items), key=lambda item: item.span.start)
    return Lines(reader.events, t.File(file.path, tuple(items), file.comments))


class _Reader:
    """Goes through the lines of one text."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.events: list[Plain | t.Dated] = []
        self.items: list[t.Item] = []
        self.skipped: list[tuple[int, int]] = []
        """Where the events are that are read here, and whose lines hold comments that are read elsewhere."""
        self._done: list[tuple[int, int]] = []
        """Where the lines are that nobody else need look at, those that follow each other together."""
        self._kinds: set[str] = set()
        self._citations: dict[str, t.Citation] = {}

    def rest(self) -> str:
        """The text in which what is done is blank."""
        text, parts, at = self.source.text, list[str](), 0
        for start, end in self._done:
            parts += [text[at:start], " " * (end - start)]
            at = end
        return "".join([*parts, text[at:]])

    def read(self) -> bool:
        """Read the plain lines; gives back whether the others can be left to the grammar."""
        text, items, events = self.source.text, self.items, self.events
        days: dict[str, date] = {}
        odd_blanks, in_doubt = not text.isascii(), NO_SENTENCE.search(text) is not None
        begun = -1
        plain_above = False
        last: re.Match[str] | None = None
        """The last of the plain lines that follow each other."""
        for match in _LINE.finditer(text):
            kind = match.lastindex
            if kind in _EVENT:
                written, said, cite = match.group(1, 2, 3)
                day = days.get(written)
                if day is None:
                    day = plain_day(written)
                    if day is None:
                        return False
                    days[written] = day
                if in_doubt and NO_SENTENCE.search(said):
                    return False
                start = match.start()
                said = said.rstrip()
                end = start + _BEFORE + len(said)
                if odd_blanks or "  " in said:
                    said = " ".join(said.split())
                events.append((start, end, day, said, self._cited(cite, match.end()) if cite is not None else None))
            elif kind == _OTHER:
                if not match[0].strip():
                    continue
                if last is not None:
                    self._done.append((begun, last.end()))
                    last = None
                left = self._leave(match[0], match.start(), plain_above)
                if left is None:
                    return False
                plain_above = plain_above and not left
                continue
            else:
                item = self._entity(match) if kind in (_NAMED, _TITLED) else self._expectation(match)
                if item is None:
                    return False
                items.append(item)
            if last is None:
                begun = match.start()
                plain_above = True
            last = match
        if last is not None:
            self._done.append((begun, last.end()))
        return len(events) <= limits.EVENTS

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
        if kind not in self._kinds:
            if not is_free_at_start(kind) or CONTINUATION.match(f"{kind} "):
                return None
            self._kinds.add(kind)
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
