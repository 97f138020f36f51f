"""Lines that begin with `expect` and cannot be read: what their author meant, and how that is said.

In: the text of a timeline. Out: diagnostics, and where the lines stand that are dealt with. What is not recognised
here is left to the grammar.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from govrules.text.diagnostics import Diagnostics, nearest
from govrules.text.source import Source, Span
from govrules.timeline.model import STATUSES

ALL_STATUSES = "the statuses are " + ", ".join(f"`{status}`" for status in STATUSES)
NO_FINDING = (
    "a rule that is not triggered has no finding to expect: leave the line out; "
    "`expect nothing violated` says that no rule is broken"
)
_LINE = re.compile(r"^expect[ \t]+(?P<rule>[A-Za-z][\w-]*)(?P<said>[^\n#]*)", re.MULTILINE)
_WORD = re.compile(r"[^\W\d][\w-]*|:|\d[\w.:/-]*|\S")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_PART = re.compile(r"\d{4}(-(0[1-9]|1[0-2]))?", re.ASCII)
EVERY = ("all", "any", "everything", "each", "every", "no", "none", "nobody")
_UNTRIGGERED = ("untriggered", "nottriggered", "inapplicable", "absent", "triggered", "applicable", "applied", "none")
_MEANT = {
    "violated": ("breached", "breach", "broken", "violation", "violates", "unlawful", "illegal", "failed", "fails"),
    "satisfied": (
        "ok",
        "kept",
        "lawful",
        "legal",
        "fulfilled",
        "met",
        "passed",
        "passes",
        "true",
        "respected",
        "valid",
    ),
    "void": ("invalid", "null", "voided", "annulled", "nullified", "forbidden"),
    "undetermined": ("unknown", "unclear", "uncertain", "undecided", "indeterminate"),
    "pending": ("open", "due", "running"),
    "excused": ("exempt", "exempted", "excepted"),
    "concern": ("concerns", "concerning"),
}


class _Wrong(NamedTuple):
    """What is wrong with a line: which of its characters, and what would be right."""

    start: int
    end: int
    message: str
    help: str


def misread(source: Source, found: Diagnostics) -> Iterator[tuple[int, int]]:
    """Report the `expect` lines whose mistake is known; gives where those stand."""
    for match in _LINE.finditer(source.text):
        if found.crowded:
            return
        wrong = _wrong(match["rule"], match["said"])
        if wrong is not None:
            base = match.start("said")
            span = Span(source.path, base + wrong.start, base + wrong.end)
            found.error("GR101", wrong.message, span, help=wrong.help)
            end = source.text.find("\n", match.start())
            yield match.start(), end if end >= 0 else len(source.text)


def meant_status(word: str) -> str:
    """How to say a status that is no word of the language."""
    plain = re.sub(r"[\W_]", "", word.lower()).removeprefix("is")
    if plain in _UNTRIGGERED or plain.removeprefix("not") in _UNTRIGGERED:
        return NO_FINDING
    near = next((status for status, words in _MEANT.items() if plain in words), None)
    near = plain if plain in STATUSES else near or next(iter(nearest(plain, STATUSES)), None)
    return f"did you mean `{near}`? {ALL_STATUSES}" if near is not None else ALL_STATUSES


def _wrong(rule: str, said: str) -> _Wrong | None:
    """What is wrong with a line, as characters after the rule's name; None if it is right or nothing is known."""
    words = list(_WORD.finditer(said))
    before = -len(rule)
    first = words[0].group() if words else ""
    if rule == "nothing":
        if first in ("", "violated"):
            return None
        help = "`expect nothing violated` also says that nothing is void or undetermined"
        return _Wrong(*words[0].span(), f"`nothing {first}` cannot be expected", help)
    if rule in EVERY and first not in STATUSES:
        return _Wrong(
            before, 0, f"`{rule}` is no name of a rule", "for all rules at once, write `expect nothing violated`"
        )
    name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", rule).replace("-", "_").lower()
    if first == "" and rule != name:
        return None
    if rule != name:
        help = f"names of rules are in lower case, with `_` between words: `{name}`"
        return _Wrong(before, 0, f"`{rule}` is no name of a rule", help)
    if rule in STATUSES and words and first not in STATUSES:
        return _Wrong(before, 0, f"the status `{rule}` stands before its rule", f"write `expect {first} {rule}`")
    if not words:
        return _Wrong(0, 1, f"`expect {rule}` does not say what of it is expected", f"add a status; {ALL_STATUSES}")
    if first not in STATUSES:
        return _wrong_status(words)
    return _wrong_rest(said, words[1:])


def _wrong_status(words: list[re.Match[str]]) -> _Wrong:
    first = words[0].group()
    second = words[1].group() if len(words) > 1 else ""
    start, end = words[0].span()
    if first.lower() in ("is", "was", "be", "are", ":", "=", "to", "as") and second in STATUSES:
        return _Wrong(start, end, f"`{first}` cannot stand here", f"the status follows its rule: leave `{first}` out")
    if first.lower() in ("not", "never") and second:
        end = words[1].end()
        if second not in STATUSES:
            return _Wrong(start, end, f"`{first} {second}` is no status", meant_status(second))
        help = f"say which status the rule has instead; {ALL_STATUSES}"
        return _Wrong(start, end, f"`{first} {second}` is no status", help)
    return _Wrong(start, end, f"`{first}` is no status", meant_status(first))


def _wrong_rest(said: str, rest: list[re.Match[str]]) -> _Wrong | None:
    """What is wrong after the status."""
    if not rest:
        return None
    start, end = rest[0].span()
    texts = [word.group() for word in rest]
    first, second = texts[0], texts[1] if len(texts) > 1 else ""
    message = f"`{first}` cannot stand here"
    if _DATE.match(first):
        return _Wrong(start, end, message, f"the day stands after `on`: `on {first}`")
    if first in (",", "or", "and"):
        return _Wrong(start, end, message, "expect each status in a line of its own")
    if first == "on" and second and not _DATE.match(second):
        shown = re.sub(r" (in force|under \w+|before|after)$", "", said[rest[1].start() :].strip())
        help = "dates are written as in `on 2022-11-20`"
        if _PART.fullmatch(shown):
            day = f"{shown}-01-01"[:10]
            help = f"an expectation names one day, as in `on {day}`; of an uncertain date, the first that it may mean"
        return _Wrong(rest[1].start(), rest[1].end(), f"`{shown}` is no date", help)
    if first in ("at", "from", "by", "in", "since", "for") and _DATE.match(second):
        return _Wrong(start, end, message, f"the day of the verdict or of the trigger stands after `on`: `on {second}`")
    at = 2 if first == "on" else 0
    tail = texts[at:]
    if tail[:3] == ["under", "in", "force"]:
        return _Wrong(*rest[at].span(), "`under` cannot stand here", "leave `under` out: `in force`")
    names_ruleset = len(tail) > 1 and tail[:2] != ["in", "force"] and re.fullmatch(r"[a-z]\w*", tail[1])
    if names_ruleset and tail[0] in ("in", "before", "after", "for", "with", "by", "to"):
        help = f"the rule set stands after `under`: `under {tail[1]}`"
        return _Wrong(*rest[at].span(), f"`{tail[0]}` cannot stand here", help)
    if len(tail) == 1 and tail[0] in ("before", "after"):
        help = f"name the rule set: `under NAME`, with the name that follows `{tail[0]}` in the head of the timeline"
        return _Wrong(*rest[at].span(), f"`{tail[0]}` cannot stand here", help)
    if tail[:1] == ["under"] and len(tail) > 2:
        word = rest[at + 2]
        if tail[2] == "on":
            return _Wrong(*word.span(), "`on` cannot stand here", f"the day comes first: `on … under {tail[1]}`")
        if tail[2] in (",", "and", "or", "under"):
            return _Wrong(*word.span(), f"`{tail[2]}` cannot stand here", "write a line for each rule set")
    return None
