"""Grounds: the steps of an explanation, from a verdict down to dated events, given facts and values of the law.

An explanation is a tree, and it is a certificate: what each step comes to follows from its children, or from the event,
statement or clause that it names. `certificate.py` follows it step by step without knowing how it was made.
"""

from __future__ import annotations

from typing import Any, Literal

from msgspec import Struct

from govrules.calendar import Moment
from govrules.law.model import Value
from govrules.syntax.tree import Citation
from govrules.text.source import Span

Kind = Literal[
    # the verdict, and its parts
    "verdict",
    "reading",
    "law",
    "trigger",
    "requirement",
    "exception",
    "part",
    "deadline",
    "limit",
    "release",
    "deemed",
    "untriggered",
    # statements
    "all",
    "some",
    "not",
    "comparison",
    "exists",
    "holds",
    "every",
    "touches",
    "day",
    "choice",
    "plain",
    # what is looked at
    "event",
    "stretch",
    "derived",
    "window",
    "slot",
    "transition",
    "kept",
    "void",
    # values
    "count",
    "latest",
    "aggregate",
    "measured",
    "arithmetic",
    "anchor",
    "clock",
    "let",
    "attribute",
    "variable",
    "constant",
    "today",
    "commencement",
    # where it ends
    "given",
    "denial",
    "default",
    "gap",
    "more",
]
"""What sort of step it is; `certificate.py` says what each has to follow from."""


class Ground(Struct, frozen=True):
    """One step of an explanation."""

    kind: Kind
    text: str
    truth: Any = None
    """True, False or UNKNOWN; None for a step that is no statement."""
    value: Value = None
    """What an expression comes to; None for a step that has no value."""
    how: str = ""
    """How it follows from its children: an operator, a word of the language."""
    children: tuple[Ground, ...] = ()
    moment: Moment | None = None
    """The day of an event, or the day at hand."""
    span: Span | None = None
    """Where it is written."""
    citation: Citation | None = None
    about: tuple[Any, ...] = ()
    """What else a step is about, for whoever follows it: limits, slots, the ends of a stretch."""

    @property
    def is_cut(self) -> bool:
        """Whether it is a verdict whose explanation is too long to be shown."""
        return any(child.how == "too long" for child in self.children)


def size(ground: Ground) -> int:
    """How many steps an explanation has."""
    waiting, steps = [ground], 0
    while waiting:
        steps += 1
        waiting += waiting.pop().children
    return steps
