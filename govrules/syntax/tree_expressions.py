"""The syntax tree of expressions: anything that has a value, and the values that are written out.

Immutable, with the span each node was read from. Names are still words and sentences still text.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal as Choose

from msgspec import Struct

from govrules.calendar import Anchor, Duration
from govrules.text.source import Span

Confidence = Choose["verified", "secondary", "computed", "recalled", "disputed", "unverified"]


class Node(Struct, frozen=True):
    """Anything that was written somewhere."""

    span: Span


class Comment(Node, frozen=True):
    """A `#` comment, kept for formatters and editors."""

    text: str


class Word(Node, frozen=True):
    """A name or word as it was written."""

    text: str


class Sentence(Node, frozen=True):
    """A sentence that a phrase must match."""

    text: str
    owed: bool = False
    """Whether a duty owes it, so that a limit may stand at its end by mistake."""


class Citation(Node, frozen=True):
    """`[K23 Art. 42.5, secondary]`: the text in brackets, the source that it names, and how sure it is."""

    text: str
    source: str | None
    confidence: Confidence


# ---- expressions ---------------------------------------------------------------------------------------------------


class Expression(Node, frozen=True):
    """Anything that has a value."""


class NumberLiteral(Expression, frozen=True):
    """`62`, `2/3`."""

    value: Fraction


class PercentLiteral(Expression, frozen=True):
    """`81.31%`, as a share of one."""

    value: Fraction


class MoneyLiteral(Expression, frozen=True):
    """`3000000 KZT`."""

    amount: Fraction
    currency: str


class DurationLiteral(Expression, frozen=True):
    """`2 months`."""

    value: Duration


class DateLiteral(Expression, frozen=True):
    """`2022-11-20`."""

    value: date


class ClockLiteral(Expression, frozen=True):
    """`07:00`, in minutes of the day."""

    minute: int


class TextLiteral(Expression, frozen=True):
    """`"a text"`."""

    value: str


class ZoneLiteral(Expression, frozen=True):
    """`Asia/Almaty`."""

    value: str


class YesNoLiteral(Expression, frozen=True):
    """`yes` or `no`."""

    value: bool


class VariableReference(Expression, frozen=True):
    """`P`."""

    name: str


class NameReference(Expression, frozen=True):
    """`Prime Minister`."""

    name: str


class ValueReference(Expression, frozen=True):
    """A word in lower case: a `let`, or one of `date`, `year`, `month`, `clock`, `start`, `commencement`."""

    name: str


class PropertyOf(Expression, frozen=True):
    """`Majilis.seats`, `P.born`."""

    owner: VariableReference | NameReference
    attribute: Word


class ClockIn(Expression, frozen=True):
    """`clock in Asia/Oral`: the clock time of the event at hand in that zone."""

    zone: Expression


class Bracket(Expression, frozen=True):
    """`(P is elected President where P != Q)`."""

    sentence: Sentence
    where: Expression | None


class Window(Node, frozen=True):
    """A narrowing of the past, such as `in the last 1 year` or `since (the polls open)`."""

    word: Choose["in the last", "since", "before", "on", "as of"]
    operand: Expression


class Quantified(Expression, frozen=True):
    """`any (φ)`, `none of (φ)`, `no earlier (φ)`, `at most N earlier (φ)`, `count of (φ)`, `count of Q over (φ)`."""

    word: Choose["any", "none of", "no earlier", "at most", "count of"]
    limit: int | None
    over: Word | None
    bracket: Bracket
    windows: tuple[Window, ...]
    counting_this: bool


class Every(Expression, frozen=True):
    """`every (φ) has any (ψ)`."""

    bracket: Bracket
    has: Quantified


class Last(Expression, frozen=True):
    """`last (φ)`, `last (φ).share if none 0%`."""

    bracket: Bracket
    windows: tuple[Window, ...]
    slot: Word | None
    if_none: Expression | None


class DateOfLast(Expression, frozen=True):
    """`date of last (φ)`."""

    bracket: Bracket
    windows: tuple[Window, ...]
    if_none: Expression | None


class Measure(Expression, frozen=True):
    """`how long (F)`, `start of (F)`, `end of (F)`, `total time (F)`, `time since (φ)`."""

    word: Choose["how long", "start of", "end of", "total time", "time since"]
    bracket: Bracket


class AgeOf(Expression, frozen=True):
    """`age of P`."""

    subject: VariableReference | NameReference


class Aggregate(Expression, frozen=True):
    """`the largest of V over (φ)`, `sum of R.weight over (φ)`."""

    word: Choose["largest", "smallest", "sum"]
    value: Word
    attribute: Word | None
    bracket: Bracket
    windows: tuple[Window, ...]
    if_none: Expression | None


class Binary(Expression, frozen=True):
    """Arithmetic on two values."""

    operator: Choose["+", "-", "*", "/", "of"]
    left: Expression
    right: Expression


class Compare(Expression, frozen=True):
    """A comparison of two values."""

    operator: Choose["=", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


class IsDay(Expression, frozen=True):
    """`date is first Sunday of December`; without an anchor, `date is day off`."""

    subject: Expression
    anchor: Anchor | None


class Not(Expression, frozen=True):
    """`not e`."""

    operand: Expression


class Logical(Expression, frozen=True):
    """`e and f`, `e or f`."""

    operator: Choose["and", "or"]
    parts: tuple[Expression, ...]


class Conditional(Expression, frozen=True):
    """`if e then a else b`."""

    condition: Expression
    then: Expression
    otherwise: Expression


class AnchorDay(Expression, frozen=True):
    """`first Sunday of December of year + 5`; without a year, the one that the context gives."""

    anchor: Anchor
    of: Expression | None


class Neighbour(Expression, frozen=True):
    """`next second Wednesday of January after date`."""

    direction: Choose["next", "previous"]
    anchor: Anchor
    base: Expression


class AtClock(Expression, frozen=True):
    """A day `at 12:00`."""

    day: Expression
    minute: int


class Touches(Expression, frozen=True):
    """`R touches single_term`."""

    reform: VariableReference
    rule: Word
