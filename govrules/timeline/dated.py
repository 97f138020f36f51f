"""Dated lines of a timeline: their form, and what they say.

In: a line that has the form of an event. Out: its syntax node, and diagnostics for a day or time that does not exist.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from govrules.calendar import parse_clock, parse_date
from govrules.syntax import tree as t
from govrules.syntax.build_expressions import citation, why_no_day
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Source, Span
from govrules.timeline.edtf import PATTERN, padded, parse_edtf

EVENT = re.compile(
    rf"^(?:(?P<day>\d{{4}}-\d{{2}}-\d{{2}})(?![/~?%])|(?P<days>{PATTERN}))"
    r"(?:[ \t]+(?P<clock>\d{1,2}:\d{2})(?:[ \t]+(?P<zone>UTC|[A-Z]\w+/[A-Z][\w/+-]*))?)?"
    r"[ \t]*:[ \t]+(?P<sentence>(?:\"[^\"\n]*\"(?= +[^ \[#\n])|[^\W_])(?:\"[^\"\n]*\"|[^()\[\]\n\"#])*)"
    r"(?P<cite>\[[^\]\n]*\])?[ \t]*(?:\#[^\n]*)?$",
    re.MULTILINE,
)
_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
NO_SENTENCE = re.compile(r" (where|begins when|ends when|ends on|while)\b| (from|to) \d{4}| within (\d|[a-z]+_)")


@lru_cache(maxsize=65_536)
def plain_day(written: str) -> date | None:
    """The day that ten letters are, if they are one."""
    try:
        return date.fromisoformat(written) if _PLAIN_DAY.fullmatch(written) else None
    except ValueError:
        return None


def day_of(span: Span, source: Source, found: Diagnostics) -> date:
    """The day that is written at a place; one that does not exist is reported."""
    text = source.excerpt(span)
    day = parse_date(text)
    if day is None:
        found.error("GR308", f"there is no day `{text}`", span, help=why_no_day(text))
    return day or date(2000, 1, 1)


def _days(span: Span, text: str, found: Diagnostics) -> tuple[date, date | None]:
    """The first and the last day that an uncertain date may mean; the last is None if there is only one."""
    days = parse_edtf(text)
    if isinstance(days, str):
        right = padded(text)
        if right is not None and not isinstance(parse_edtf(right), str):
            help = f"write `{right}`"
        else:
            help = "an uncertain date is written as in `2022-11`, `2022-11-20~` or `2022-11-01/2022-11-20`"
        found.error("GR308", f"`{text}` is no date: {days}", span, help=help)
        return date(2000, 1, 1), None
    first, last = days.first or date.min, days.last or date.max
    return first, last if last != first else None


def dated(source: Source, match: re.Match[str], found: Diagnostics) -> t.Dated:
    """The event of a line that has the form of one."""
    path = source.path

    def span(group: str) -> Span:
        return Span(path, *match.span(group))

    minute = None
    if match["clock"]:
        minute = parse_clock(match["clock"])
        if minute is None:
            message = f"there is no time of day `{match['clock']}`"
            found.error("GR308", message, span("clock"), help="times run from 00:00 to 23:59")
    sentence = match["sentence"].rstrip()
    start = match.start("sentence")
    last = None
    if match["days"]:
        day, last = _days(span("days"), match["days"], found)
        if last is not None and match["clock"]:
            message = "a date that is uncertain has no time of day"
            found.error("GR308", message, span("clock"), help="leave the time out, or give the day")
    else:
        day = day_of(span("day"), source, found)
    return t.Dated(
        Span(path, match.start(), start + len(sentence)),
        day,
        minute,
        t.Word(span("zone"), match["zone"]) if match["zone"] else None,
        t.Sentence(Span(path, start, start + len(sentence)), " ".join(sentence.split())),
        citation(match["cite"], span("cite")) if match["cite"] else None,
        last,
        match["days"] if last is not None else None,
    )
