"""What answers questions about a record: the specification, and the engine that checks use, each in its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from govrules.calendar import Duration, Moment
from govrules.engine.law import Law
from govrules.engine.record import At, Denial, Happening, Stretch
from govrules.engine.values import Between, Env, Truth
from govrules.law import model as m
from govrules.law.model import Value


class Recorded(Protocol):
    """What has happened and held."""

    def held(self, fact: str, place: int) -> Sequence[Stretch]:
        """The stretches of a fact that hold, or may hold, at a place, in the order in which they began."""

    def over(self, fact: str, place: int) -> Iterator[Stretch]:
        """The stretches of a fact that were over at a place, the one that began last first."""

    @property
    def denials(self) -> dict[str, list[Denial]]:
        """What is stated not to hold."""


class Answering(Protocol):
    """Answers questions from any place of a record."""

    @property
    def law(self) -> Law:
        """The law that judges."""

    @property
    def record(self) -> Recorded:
        """What has happened and held."""

    def truth(self, expr: m.Expr, env: Env, at: At) -> Truth:
        """Whether a statement is true."""

    def value(self, expr: m.Expr, env: Env, at: At) -> Value:
        """The value of an expression."""

    def fit(self, pattern: m.Pattern, values: tuple[Value, ...], env: Env, at: At) -> tuple[Env, Truth] | None:
        """Whether these values fit a pattern, and with which values of its variables."""

    def match(self, match: m.Match, values: tuple[Value, ...], env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which values fit a match, its condition included."""

    def events(self, match: m.Match, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which past events fit a match."""

    def facts(self, match: m.Match, env: Env, at: At) -> Iterator[tuple[Env, Truth]]:
        """The ways in which a fact holds, or may hold, at the place at hand."""

    def count(self, past: m.Past, over: str | None, env: Env, at: At) -> int | Between:
        """How many matches there are; with `over`, how many different values of that variable."""

    def found(self, past: m.Past, env: Env, at: At) -> list[Happening | Stretch]:
        """The events or stretches that a question about the past finds."""

    def disregarded(self, happening: Happening, at: At) -> Truth:
        """Whether a transition clause keeps the rule at hand from seeing an event."""

    def forward(self, start: Moment, duration: Duration, at: At) -> Value:
        """A moment and a duration later."""
