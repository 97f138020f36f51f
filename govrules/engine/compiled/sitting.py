"""Sittings: what belongs to one run while questions are answered that serve many."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from govrules.engine.compiled.history import History
from govrules.engine.law import Law, Stated


class Hearing(Protocol):
    """What has to hear of the values that are asked for."""

    def hear(self, name: str, rule: str | None) -> None:
        """A value is asked for, for a rule or for something else."""


class Sitting:
    """Of one run: what it is about, and what was noted on the way."""

    __slots__ = ("ambiguous", "asked", "asked_by", "history", "incomplete_before", "law", "steps", "unknown")

    def __init__(self, history: History, law: Law, incomplete_before: date | None) -> None:
        self.history = history
        self.law = law
        self.incomplete_before = incomplete_before
        self.steps = 0
        self.asked: set[str] = set()
        """The values and attributes that an answer rested on, and the norms that were looked at."""
        self.unknown: dict[tuple[object, ...], Stated] = {}
        """What was asked for and nobody states."""
        self.asked_by: dict[str, set[str | None]] = {}
        """The norms for which a value or attribute was asked; None where it was asked for something else."""
        self.ambiguous = False
        """Whether an answer hung on how a day that does not exist is rounded, and the law does not say."""
