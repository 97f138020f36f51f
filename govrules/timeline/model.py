"""Timelines: dated events, what is expected of them, and under which rule sets they are checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, get_args

from msgspec import Struct

from govrules.law.library import Library
from govrules.law.model import Occurrence, Value
from govrules.syntax.tree import Citation
from govrules.text.source import Span

StatusWord = Literal[
    "satisfied", "violated", "void", "pending", "undetermined", "contested", "excused", "met", "concern"
]
STATUSES: tuple[str, ...] = get_args(StatusWord)
"""What can be expected of a rule."""


class Event(Struct, frozen=True, gc=False):
    """Something that happened on a day, perhaps at a clock time in a zone.

    Without a zone of its own, a clock time is that of the timeline, or of the rule set that judges it. Of an uncertain
    date, `day` is the first day that it may mean and `last` the last one.
    """

    day: date
    minute: int | None
    zone: str | None
    what: Occurrence
    values: tuple[Value, ...]
    sentence: str
    citation: Citation | None
    span: Span
    last: date | None = None
    written: str | None = None
    """The date as it is written, if it is uncertain."""

    def days(self) -> Iterator[date]:
        """The days on which it may have happened."""
        for more in range((self.last - self.day).days + 1 if self.last is not None else 1):
            yield self.day + timedelta(days=more)


class Column(Struct, frozen=True):
    """A rule set that is applied to the whole timeline."""

    role: Literal["before", "after", "under", "in force"]
    ruleset: str
    span: Span


class Expectation(Struct, frozen=True):
    """What the author expects: a status of a rule, or nothing violated.

    Of one rule set, of the law in force, or, with neither said, of every rule set that the timeline names.
    """

    rule: str | None
    status: str | None
    on: date | None
    under: str | None
    in_force: bool
    text: str
    span: Span


class Timeline(Struct, frozen=True):
    """One scenario."""

    title: str
    path: str
    columns: tuple[Column, ...]
    until: date
    incomplete_before: date | None
    timezone: str | None
    events: Sequence[Event]
    """A tuple, or what is equal to one."""
    expectations: tuple[Expectation, ...]
    span: Span
    asked: tuple[Span, ...] = ()
    """Where the events stand that are asked about, and are not of the timeline itself."""
    told_until: date | None = None
    """Where the timeline itself ends, if acts are asked about that lie beyond."""
    variant: VariantOf | None = None
    """Of which other timeline this is a variant, if it is one."""


class Alteration(Struct, frozen=True):
    """One thing that a variant does to its original, in words."""

    word: Literal["removed", "moved", "changed", "added", "set"]
    text: str
    """What it is done to, and how: `2022-11-20 to 2023-01-20: Tokayev is elected President`."""
    span: Span


class VariantOf(Struct, frozen=True):
    """What a variant rests on, and what it does to it."""

    original: Timeline
    library: Library
    """That of the original, which also knows the rule sets that the variant alone uses."""
    alterations: tuple[Alteration, ...]
    origins: dict[Span, Span]
    """For each event that is written anew, the event of the original that it stands for."""
