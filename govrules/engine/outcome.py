"""Outcomes: what one run of an engine found, and what it had to leave open."""

from __future__ import annotations

from msgspec import Struct

from govrules.engine.law import Stated
from govrules.engine.verdict import Judgement


class Outcome(Struct, frozen=True):
    """The judgement of one run, and what it had to leave open."""

    judgement: Judgement
    ambiguous: bool
    """Whether an answer hung on how a day that does not exist is rounded, and the law does not say."""
    doubtful: tuple[str, ...]
    """The reforms of which it is not known whether they were validly made."""
    asked: frozenset[str]
    """The values, attributes and norms that mattered."""
    made: dict[str, bool]
    """Of the reforms with effect for the past, whether they were validly adopted in the end."""
    steps: int
    """How many things were looked at."""
    unknown: tuple[Stated, ...]
    """What was asked for and nobody states."""
    asked_by: dict[str, set[str | None]]
    """The norms for which each value or attribute was asked; None where it was asked for something else."""
