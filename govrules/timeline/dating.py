"""Dated lines that cannot be read: what their author meant, and how that is said.

In: the text of a timeline. Out: diagnostics, and where the lines stand that are dealt with, each with its day and its
sentence as far as they are plain. What is not recognised here is left to the grammar.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source, Span
from govrules.timeline.lines import LEADS

_DAY = r"\d{4}-\d{2}-\d{2}"
_MEANT = {
    **dict.fromkeys(
        ("delete", "drop", "cut", "cancel", "strike", "omit"), "to take it out of a variant, write `remove {day}: …`"
    ),
    **dict.fromkeys(("replace", "substitute", "alter", "edit"), "in a variant, write `change {day}: … to …`"),
    **dict.fromkeys(
        ("shift", "postpone", "delay", "reschedule", "advance"), "in a variant, write `move {day}: … to 2022-11-20`"
    ),
}
"""How words that may stand before an event are said in a variant."""
_LEADS = "|".join(map(re.escape, sorted(LEADS)))
_LINE = re.compile(
    rf"^(?P<before>[ \t]*(?:(?:{_LEADS})[ \t]+)?)(?P<day>{_DAY})(?P<rest>[^\n]*)$",
    re.MULTILINE | re.ASCII,
)
_RIGHT = re.compile(r"(?:[ \t]+\d{1,2}:\d{2}(?:[ \t]+(?:UTC|[A-Z]\w+/[\w/+-]+))?)?[ \t]*:[ \t]+(?P<sentence>[^\W_].*)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_SPOKEN = re.compile(
    r"^(?P<lead>(?:(?:[Oo]n|[Ii]n|[Aa]t|[Dd]uring|[Ss]ome|[Aa]|(?:one )?day|time|[Aa]round|[Aa]bout"
    r"|[Cc]irca|[Ee]arly|[Ll]ate|mid|the|of)[ \t]+)*)"
    rf"(?:(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ \t]+(?:of[ \t]+)?)?{_MONTH}[ \t]+"
    r"(?:(?P<day_after>\d{1,2})(?:st|nd|rd|th)?,?[ \t]+)?)?"
    r"(?P<year>\d{4})[ \t]*(?P<colon>:)[ \t]+(?P<sentence>[^\W_][^\n#\[]*)[^\n]*$",
    re.MULTILINE | re.ASCII,
)
"""A date in words before the sentence of an event."""
_SENTENCE = r"(?P<sentence>[^\W_].*)"


class _Way(NamedTuple):
    """A way in which what follows the day is written wrongly; the group `wrong` is what is pointed at."""

    pattern: re.Pattern[str]
    message: str
    help: str


def _way(pattern: str, message: str, help: str) -> _Way:
    return _Way(re.compile(pattern), message, help)


_ZONE = r"[A-Za-z]{2,5}([+-]\d{1,2}(:?\d{2})?)?|[+-]\d{1,2}(:?\d{2})?"
_HALVES = r"[ap]\.?m\.?|[AP]\.?M\.?|o'clock|h|hrs?|Uhr"
_WAYS = (
    _way(
        rf"[ \t]*(?P<wrong>(to|until|till|through|and|or|[-–—/])[ \t]*{_DAY})[ \t]*:[ \t]*{_SENTENCE}",
        "an event has one day",
        "what lasts is a fact: state it with `given … from … to …`, or date the events that begin and end it",
    ),
    _way(
        r"(?P<wrong>T|,[ \t]*|[ \t]+at[ \t]+|[ \t]*[-–—][ \t]*)(?P<clock>\d{1,2}:\d{2})(:\d{2})?Z?[ \t]*:[ \t]*"
        + _SENTENCE,
        "`{wrong}` cannot stand before the time of day",
        "it follows the day after a blank: `{day} {clock}: …`",
    ),
    _way(
        rf"[ \t]+(?P<wrong>\d{{1,2}}([.h]\d{{2}}|(:\d{{2}}){{0,2}})[ \t]*({_HALVES})?)[ \t]*:[ \t]+{_SENTENCE}",
        "`{wrong}` is no time of day",
        "times are written with hours and minutes, as in `{day} 19:00: …`",
    ),
    _way(
        rf"[ \t]+\d{{1,2}}:\d{{2}}[ \t]+(?P<wrong>{_ZONE})[ \t]*:[ \t]+{_SENTENCE}",
        "`{wrong}` is no time zone",
        "zones are named by region and city, as in `Asia/Almaty`, or `UTC`",
    ),
    _way(
        rf"[ \t]*(?P<wrong>\[[^\]]*\])[ \t]*:[ \t]+{_SENTENCE}",
        "a citation cannot stand before the sentence",
        "write it behind: `{day}: {sentence} {wrong}`",
    ),
    _way(
        r"[ \t]*:[ \t]+(?P<wrong>[\"“„](?P<sentence>[^\W_][^\"“”„#]*)[\"”“])[ \t]*\.?",
        "the sentence of an event has no quotation marks around it",
        "write `{day}: {sentence}`",
    ),
    _way(
        r"(?P<wrong>[ \t]*[-–—,;.=][ \t]*|[ \t]+)(?P<sentence>[^\W\d_a-z][^:]*)",
        "a colon is missing after the date",
        "write `{day}: {sentence}`",
    ),
)
_SHOWN = 80


class Misdated(NamedTuple):
    """A line that has been reported, with the places of its day and sentence."""

    start: int
    end: int
    day: tuple[int, int]
    sentence: tuple[int, int] | None
    """None where the line is no event."""


def misdated(source: Source, known: set[int], found: Diagnostics) -> Iterator[Misdated]:
    """Report the dated lines whose mistake is known; `known` are the starts of lines that are right."""
    for line in _LINE.finditer(source.text):
        if line.start() in known:
            continue
        if found.crowded:
            return
        read = _before(source, line, found) if line["before"] else _after(source, line, found)
        if read is not None:
            base = line.start("rest")
            start = read.start("sentence")
            said = read["sentence"].partition("#")[0].partition("[")[0].rstrip()
            told = (base + start, base + start + len(said)) if line["before"].strip() not in _MEANT else None
            yield Misdated(line.start(), line.end(), line.span("day"), told)


def spoken(source: Source, found: Diagnostics) -> Iterator[tuple[int, int]]:
    """Report the lines whose date is in words, such as `some day in February 2019: …`; gives where they stand."""
    for line in _SPOKEN.finditer(source.text):
        if found.crowded:
            return
        month, day = line["month"], line["day"] or line["day_after"]
        if month is None and not line["lead"]:
            continue
        parts = [line["year"]]
        if month is not None:
            parts.append(f"{_MONTHS.index(month[:3]) + 1:02}")
        if day is not None:
            parts.append(f"{int(day):02}")
        about = "~" if re.search(r"about|around|circa", line["lead"].lower()) else ""
        shown = f"{'-'.join(parts)}{about}: {_short(line['sentence'].strip())}"
        day_known = "a day is written in figures" if day is not None else "a day that is not known is dated by its "
        said = day_known if day is not None else day_known + ("month" if month is not None else "year")
        start, end = line.start(), line.start("colon")
        message = f"`{source.text[start:end].strip()}` is no date"
        found.error("GR101", message, Span(source.path, start, end), help=f"{said}: `{shown}`")
        yield line.start(), line.end()


def _before(source: Source, line: re.Match[str], found: Diagnostics) -> re.Match[str] | None:
    """Something stands before the day: blanks, a bullet or a word."""
    read = _RIGHT.fullmatch(line["rest"])
    if read is None:
        return None
    what = line["before"].strip()
    if what in _MEANT:
        span = Span(source.path, *line.span("before"))
        found.error("GR106", f"no clause starts with `{what}`", span, help=_MEANT[what].format(day=line["day"]))
        return read
    if what:
        message = f"`{what}` cannot stand before the date of an event"
    else:
        message = "the date of an event stands at the margin"
    shown = _short(f"{line['day']}{line['rest']}")
    found.error("GR101", message, Span(source.path, *line.span("before")), help=f"start the line with it: `{shown}`")
    return read


def _after(source: Source, line: re.Match[str], found: Diagnostics) -> re.Match[str] | None:
    """What follows the day is no time, colon and sentence."""
    if _RIGHT.fullmatch(line["rest"]):
        return None  # the mistake is in the sentence
    for way in _WAYS:
        read = way.pattern.fullmatch(line["rest"].rstrip())
        if read is not None:
            said = {"day": line["day"], **{name: _short(text.strip()) for name, text in read.groupdict().items()}}
            base = line.start("rest")
            start, end = read.span("wrong")
            span = Span(source.path, base + start, base + end)
            found.error("GR101", way.message.format(**said), span, help=way.help.format(**said))
            return read
    return None


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
