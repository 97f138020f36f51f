"""Diagnostics: what is wrong with a text, as values.

A stage takes a `Diagnostics` collector and adds to it; it never raises for a mistake in a user's text. Rendering is
elsewhere. Every code has a page in `docs/diagnostics/` and a test.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from itertools import takewhile
from typing import Literal

from msgspec import Struct

from govrules.text import limits
from govrules.text.source import Span

Severity = Literal["error", "warning", "note"]

CODES: dict[str, str] = {
    "GR101": "this text cannot be read as a clause of the language",
    "GR102": "tabs and spaces are mixed in the indentation",
    "GR103": "the indentation does not fit the lines around it",
    "GR104": "a quotation is not closed on its line",
    "GR105": "a bracket is not closed, or closes nothing",
    "GR106": "a line starts with a word that no clause starts with",
    "GR107": "the file is empty",
    "GR108": "the file is not text",
    "GR109": "the file is not UTF-8",
    "GR110": "the file does not exist or cannot be read",
    "GR111": "a folder or another kind of file stands where a rule file or timeline is expected",
    "GR112": "the file asks for a version of the language that this program does not know",
    "GR201": "a sentence matches no declared phrase",
    "GR202": "a name is not declared",
    "GR203": "a kind is not declared",
    "GR204": "an attribute is not declared",
    "GR205": "a slot holds something of the wrong kind",
    "GR206": "a variable is used that nothing binds",
    "GR207": "a variable is named only once",
    "GR208": "a name is declared twice",
    "GR209": "two phrases could match the same sentence",
    "GR210": "a phrase is not well formed",
    "GR211": "files use each other in a circle",
    "GR212": "a used module is not found",
    "GR213": "a word names no value",
    "GR214": "a rule, exception, power or value stands outside a rule set",
    "GR215": "a variable is written with a letter of another script",
    "GR216": "a used file lies outside the root",
    "GR217": "a rule set or reform is named that does not exist",
    "GR218": "a source is cited that is not declared",
    "GR219": "an exception is made to a rule or power that does not exist",
    "GR220": "a name reads as a variable",
    "GR221": "a citation does not say how sure it is in a word that is read",
    "GR301": "two things are compared that are not of one kind",
    "GR302": "arithmetic or a measure of things that do not go together",
    "GR303": "a yes-or-no statement is expected here, or is not",
    "GR304": "an event stands where a fact is needed, or the reverse",
    "GR305": "percentages of different bases are mixed",
    "GR306": "the latest match may not exist, and nothing says what holds then",
    "GR307": "a percentage is over 100",
    "GR308": "a date or time of day does not exist",
    "GR309": "a value, a kind or a reform rests on itself",
    "GR310": "consequences that the law draws at once lead back to themselves",
    "GR311": "a derived fact depends on itself",
    "GR312": "a power is given for something that is not an act",
    "GR313": "a point in time is expected here",
    "GR314": "a division by zero",
    "GR315": "a stretch of time ends before it begins",
    "GR316": "something is made void that cannot be",
    "GR317": "a scheduled end depends on itself",
    "GR401": "a reform changes something that its base does not have",
    "GR402": "a reform adds something that its base already has",
    "GR403": "a reform or rule set does not say when it enters into force",
    "GR404": "an entrenchment, and no event is the adoption of a reform",
    "GR405": "a clause that cannot stand inside others",
    "GR406": "a reading with fewer than two options",
    "GR501": "a timeline does not say what it is checked under",
    "GR503": "events stand out of order",
    "GR504": "a clock time goes backward within its day",
    "GR505": "an event or given leaves a needed slot open",
    "GR506": "an event lies after the end of its timeline",
    "GR507": "an expectation names a rule that the rule set does not have",
    "GR508": "machine-made data does not fit the declared events",
    "GR509": "a clause stands in the wrong kind of file",
    "GR510": "a file holds nothing to check",
    "GR511": "an expectation that nothing can meet",
    "GR512": "a line of a variant does not fit one event of its original",
    "GR513": "a variant rests on itself",
    "GR514": "two lines of a variant say different things of the same event",
    "GR515": "something happens that cannot be",
    "GR516": "the law before comes after the law after",
    "GR517": "a fact is stated both to hold and not to hold",
    "GR518": "events cannot be followed as they happen",
    "GR601": "a rule can never apply",
    "GR602": "a rule is to disregard what it never looks at",
    "GR603": "`of` multiplies two whole numbers",
    "GR901": "the file is too large",
    "GR902": "the text is nested too deeply",
    "GR903": "there are too many rules",
    "GR904": "there are too many events",
    "GR905": "the check takes too many steps",
    "GR906": "there are too many mistakes to list",
    "GR907": "too many phrases are made of the same words",
    "GR908": "the explanation is too long",
    "GR909": "the engine and its specification differ",
    "GR910": "the check takes too long",
    "GR911": "the check needs too much memory",
    "GR912": "a figure can become too large",
}


_UNREAD = ("GR1", "GR9", "GR211", "GR212", "GR216")


class Label(Struct, frozen=True):
    """A second place that a diagnostic points at, and what it has to do with it."""

    span: Span
    text: str


class Diagnostic(Struct, frozen=True):
    """One thing to tell the author of a text.

    `message` is lower case and quotes the user's text in backticks; `help` says what would be right.
    """

    code: str
    message: str
    span: Span
    labels: tuple[Label, ...] = ()
    help: str | None = None
    severity: Severity = "error"


class Diagnostics:
    """A collector that stages add to."""

    __slots__ = ("_found", "_seen", "errors", "unread")

    def __init__(self) -> None:
        self._found: list[Diagnostic] = []
        self._seen: set[tuple[str, str, Span]] = set()
        self.errors = 0
        self.unread = 0
        """The errors that leave some text unread, so that what it declares is not there."""

    def error(
        self, code: str, message: str, span: Span, *, help: str | None = None, labels: Iterable[Label] = ()
    ) -> None:
        """Add an error: the check cannot be made."""
        self.add(Diagnostic(code, message, span, tuple(labels), help, "error"))

    def warning(
        self, code: str, message: str, span: Span, *, help: str | None = None, labels: Iterable[Label] = ()
    ) -> None:
        """Add a warning: the check is made, but the text is probably not what was meant."""
        self.add(Diagnostic(code, message, span, tuple(labels), help, "warning"))

    def note(
        self, code: str, message: str, span: Span, *, help: str | None = None, labels: Iterable[Label] = ()
    ) -> None:
        """Add a note: nothing is wrong, but the author may want to know."""
        self.add(Diagnostic(code, message, span, tuple(labels), help, "note"))

    def add(self, diagnostic: Diagnostic) -> None:
        """Add a diagnostic that is not there yet; a second one of the same words and place has nothing to add."""
        assert diagnostic.code in CODES, diagnostic.code
        said = (diagnostic.code, diagnostic.message, diagnostic.span)
        if said not in self._seen:
            self._seen.add(said)
            self._found.append(diagnostic)
            if diagnostic.severity == "error":
                self.errors += 1
                self.unread += diagnostic.code.startswith(_UNREAD)

    @property
    def has_errors(self) -> bool:
        """Whether any diagnostic so far is an error."""
        return self.errors > 0

    @property
    def crowded(self) -> bool:
        """Whether there are so many errors that looking for a suggestion for one more is not worth the time."""
        return self.errors > limits.MISTAKES

    def suggest(self, word: str, known: Iterable[str]) -> str | None:
        """As `did_you_mean`, as long as there are few errors."""
        return None if self.crowded else did_you_mean(word, known)

    def __len__(self) -> int:
        return len(self._found)

    def since(self, mark: int) -> list[Diagnostic]:
        """Those added since the collector's length was `mark`."""
        return self._found[mark:]

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All diagnostics by file, place and code."""
        return tuple(sorted(self._found, key=lambda d: (d.span.path, d.span.start, d.code, d.message)))


_COMPARED = 2_000


def nearest(word: str, known: Iterable[str], count: int = 1) -> list[str]:
    """The known words most like a misspelt one, best first; none when nothing is near."""
    import difflib  # only a text with a mistake needs it

    folded: dict[str, str] = {}
    for name in known:
        folded.setdefault(name.casefold(), name)
    if len(folded) > _COMPARED:  # of a huge vocabulary only look at the names that start most like the word
        start = word.casefold()
        alike = heapq.nlargest(_COMPARED, folded, key=lambda name: _shared_start(name, start))
        folded = {name: folded[name] for name in alike}
    found = difflib.get_close_matches(word.casefold(), list(folded), n=count, cutoff=0.6)
    return [folded[name] for name in found]


def _shared_start(one: str, two: str) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))


def did_you_mean(word: str, known: Iterable[str]) -> str | None:
    """A help line that suggests the nearest known word, if one is near."""
    near = nearest(word, known)
    return f"did you mean `{near[0]}`?" if near else None
