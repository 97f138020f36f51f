"""From the parse tree to the syntax tree: expressions and points in time.

In: a tree that the grammar accepted. Out: nodes of `govrules.syntax.tree`. Figures are read exactly here; a date or
a time of day that does not exist is reported and replaced by one that does, so that the rest can be read.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any, cast

from govrules.calendar import Anchor, DayMonth, Duration, NthWeekday, parse_clock, parse_date
from govrules.syntax import tree as t
from govrules.syntax.lalr import Token, Tree
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics
from govrules.text.source import Span

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905  # a list of twelve quoted names is harder to read
WEEKDAYS = ["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"]
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
CONFIDENCE = ("verified", "secondary", "computed", "recalled", "disputed", "unverified")
"""The words that say how sure a citation is."""
_DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Branch = Tree


def citation(text: str, span: Span) -> t.Citation:
    """`[K23 Art. 42.5, secondary]` taken apart. Whether its first word names a source is for the resolver."""
    inner = text.strip()[1:-1].strip()
    confidence = "verified"
    head, comma, tail = inner.rpartition(",")
    if comma and tail.strip() in CONFIDENCE:
        inner, confidence = head.strip(), tail.strip()
    elif inner in CONFIDENCE:
        inner, confidence = "", inner
    first = inner.split(" ", 1)[0]
    return t.Citation(span, inner, first or None, cast(t.Confidence, confidence))


class ExpressionBuilder:
    """Builds the expressions of one file."""

    def __init__(self, path: str, text: str, found: Diagnostics) -> None:
        self.path = path
        self.text = text
        self.found = found

    # ---- helpers --------------------------------------------------------------------------------------------------

    def span(self, node: Branch | Token) -> Span:
        """Where a node stands, without blanks at its end."""
        start = node.start_pos
        if start < 0:
            return Span(self.path, 0, 0)
        return Span(self.path, start, start + len(self.text[start : node.end_pos].rstrip()))

    @staticmethod
    def tokens(node: Branch, *kinds: str) -> list[Token]:
        """The tokens of these kinds among the children."""
        return [child for child in node.children if isinstance(child, Token) and child.type in kinds]

    def token(self, node: Branch, *kinds: str) -> Token:
        """The first token of these kinds."""
        return self.tokens(node, *kinds)[0]

    def maybe(self, node: Branch, *kinds: str) -> Token | None:
        """The first token of these kinds, if there is one."""
        found = self.tokens(node, *kinds)
        return found[0] if found else None

    @staticmethod
    def branches(node: Branch, *names: str) -> list[Branch]:
        """The branches of these names among the children, or all of them."""
        return [c for c in node.children if isinstance(c, Tree) and (not names or c.data in names)]

    @staticmethod
    def places(node: Branch) -> list[Branch | Token | None]:
        """All children of a node; None where an optional part was left out."""
        return cast("list[Branch | Token | None]", node.children)

    def present(self, node: Branch) -> list[Branch | Token]:
        """The children that are there."""
        return [child for child in self.places(node) if child is not None]

    def word(self, token: Token) -> t.Word:
        """A token as a word."""
        return t.Word(self.span(token), str(token))

    def quoted(self, token: Token | None) -> str | None:
        """The text of a quotation."""
        return None if token is None else str(token)[1:-1]

    def cite(self, node: Branch) -> t.Citation | None:
        """The citation among the children."""
        token = self.maybe(node, "CITE")
        return None if token is None else citation(str(token), self.span(token))

    def sentence(self, token: Token, *, owed: bool = False) -> t.Sentence:
        """A sentence, its blanks made single."""
        return t.Sentence(self.span(token), " ".join(str(token).split()), owed)

    def day(self, token: Token) -> date:
        """A day; one that does not exist is reported."""
        day = parse_date(str(token))
        if day is None:
            self.found.error("GR308", f"there is no day `{token}`", self.span(token), help=why_no_day(str(token)))
            return date(2000, 1, 1)
        return day

    def clock(self, token: Token) -> int:
        """A time of day; one that does not exist is reported."""
        minute = parse_clock(str(token))
        if minute is None:
            self.found.error(
                "GR308",
                f"there is no time of day `{token}`",
                self.span(token),
                help="times run from 00:00 to 23:59",
            )
            return 0
        return minute

    # ---- expressions ------------------------------------------------------------------------------------------------

    def expression(self, node: Branch | Token) -> t.Expression:
        """Any expression."""
        span = self.span(node)
        if isinstance(node, Token):
            return self._leaf(node, span)
        return cast(t.Expression, getattr(self, "_x_" + node.data)(node, span))

    def _overlong(self, text: str, span: Span) -> bool:
        if not overlong(text):
            return False
        message = f"the figure has more than {limits.DIGITS} digits"
        self.found.error("GR101", message, span, help="write it shorter")
        return True

    def _leaf(self, token: Token, span: Span) -> t.Expression:
        text = str(token)
        if self._overlong(text, span):
            return t.NumberLiteral(span, Fraction(1))
        match token.type:
            case "NUMBER" | "FRACTION":
                if text.endswith("/0") or re.fullmatch(r"\d+/0+", text):
                    self.found.error("GR314", f"`{text}` divides by zero", span)
                    text = "1"
                return t.NumberLiteral(span, Fraction(text))
            case "PERCENT":
                value = Fraction(text[:-1]) / 100
                if value > 1:
                    self.found.error("GR307", f"`{text}` is more than the whole", span, help="shares go up to 100%")
                return t.PercentLiteral(span, value)
            case "DURATION":
                return t.DurationLiteral(span, duration(text))
            case "DATE":
                return t.DateLiteral(span, self.day(token))
            case "CLOCK":
                return t.ClockLiteral(span, self.clock(token))
            case "MONEY":
                amount, currency = text.split()
                return t.MoneyLiteral(span, Fraction(amount), currency)
            case "STRING":
                return t.TextLiteral(span, text[1:-1])
            case "ZONE":
                return t.ZoneLiteral(span, text)
            case "YES" | "NO":
                return t.YesNoLiteral(span, text == "yes")
            case "VAR":
                return t.VariableReference(span, text)
            case "NAME":
                return t.NameReference(span, text)
        return t.ValueReference(span, text)

    def _x_property(self, node: Branch, span: Span) -> t.Expression:
        owner = self.expression(node.children[0])
        return t.PropertyOf(span, cast(Any, owner), self.word(self.token(node, "ID")))

    def _x_clock_in(self, node: Branch, span: Span) -> t.Expression:
        zone = self.maybe(node, "ZONE")
        if zone is not None:
            return t.ClockIn(span, t.ZoneLiteral(self.span(zone), str(zone)))
        variable, attribute = self.token(node, "VAR"), self.token(node, "ID")
        owner = t.VariableReference(self.span(variable), str(variable))
        return t.ClockIn(span, t.PropertyOf(owner.span.to(self.span(attribute)), owner, self.word(attribute)))

    def bracket(self, node: Branch) -> t.Bracket:
        """A bracket."""
        where = self.present(node)[1:]
        conditions = [c for c in where if not (isinstance(c, Token) and c.type == "WHERE")]
        return t.Bracket(
            self.span(node),
            self.sentence(self.token(node, "SENTENCE")),
            self.expression(conditions[0]) if conditions else None,
        )

    def _x_bracket(self, node: Branch, span: Span) -> t.Expression:
        return self.bracket(node)

    def _windows(self, node: Branch) -> tuple[tuple[t.Window, ...], bool]:
        windows: list[t.Window] = []
        counting_this = False
        names = {
            "in_the_last": "in the last",
            "since": "since",
            "before": "before",
            "on_day": "on",
            "as_of": "as of",
        }
        for branch in self.branches(node, *names, "counting_this"):
            if branch.data == "counting_this":
                counting_this = True
            else:
                operand = self.expression(branch.children[-1])
                windows.append(t.Window(self.span(branch), cast(Any, names[branch.data]), operand))
        return tuple(windows), counting_this

    def _x_last_event(self, node: Branch, span: Span) -> t.Expression:
        return t.Last(span, self.bracket(self.branches(node, "bracket")[0]), (), None, None)

    def _x_quantified(self, node: Branch, span: Span) -> t.Quantified:
        first = node.children[0]
        limit = None
        if isinstance(first, Tree):
            text = self.token(first, "NUMBER").split(".")[0]
            word, limit = "at most", 1 if self._overlong(text, span) else int(text)
        else:
            word = str(first)
        over = self.maybe(node, "VAR")
        windows, counting_this = self._windows(node)
        bracket = self.bracket(self.branches(node, "bracket")[0])
        over_word = self.word(over) if over is not None else None
        return t.Quantified(span, cast(Any, word), limit, over_word, bracket, windows, counting_this)

    def _x_every(self, node: Branch, span: Span) -> t.Expression:
        bracket, quantified = self.branches(node)
        return t.Every(span, self.bracket(bracket), self._x_quantified(quantified, self.span(quantified)))

    def _if_none(self, node: Branch) -> t.Expression | None:
        children = self.present(node)
        for at, child in enumerate(children):
            if isinstance(child, Token) and child.type == "IF_NONE":
                return self.expression(children[at + 1])
        return None

    def _x_last(self, node: Branch, span: Span) -> t.Expression:
        windows, _ = self._windows(node)
        slot = self.maybe(node, "ID")
        bracket = self.bracket(self.branches(node, "bracket")[0])
        return t.Last(span, bracket, windows, self.word(slot) if slot is not None else None, self._if_none(node))

    def _x_date_of_last(self, node: Branch, span: Span) -> t.Expression:
        windows, _ = self._windows(node)
        return t.DateOfLast(span, self.bracket(self.branches(node, "bracket")[0]), windows, self._if_none(node))

    def _x_measure(self, node: Branch, span: Span) -> t.Expression:
        word = str(node.children[0])
        return t.Measure(span, cast(Any, word), self.bracket(self.branches(node, "bracket")[0]))

    def _x_age(self, node: Branch, span: Span) -> t.Expression:
        return t.AgeOf(span, cast(Any, self.expression(self.token(node, "VAR", "NAME"))))

    def _x_aggregate(self, node: Branch, span: Span) -> t.Expression:
        word = str(node.children[0]).removeprefix("the ").removesuffix(" of")
        windows, _ = self._windows(node)
        names = [self.word(token) for token in self.tokens(node, "VAR", "ID")]
        bracket = self.bracket(self.branches(node, "bracket")[0])
        attribute = names[1] if len(names) > 1 else None
        return t.Aggregate(span, cast(Any, word), names[0], attribute, bracket, windows, self._if_none(node))

    def _x_binary(self, node: Branch, span: Span) -> t.Expression:
        left, operator, right = node.children
        return t.Binary(span, cast(Any, str(operator)), self.expression(left), self.expression(right))

    def _x_compare(self, node: Branch, span: Span) -> t.Expression:
        left, operator, right = node.children
        return t.Compare(span, cast(Any, str(operator)), self.expression(left), self.expression(right))

    def _x_is_anchor(self, node: Branch, span: Span) -> t.Expression:
        return t.IsDay(span, self.expression(node.children[0]), self.anchor(cast(Branch, node.children[1])))

    def _x_is_day_off(self, node: Branch, span: Span) -> t.Expression:
        return t.IsDay(span, self.expression(node.children[0]), None)

    def _x_touches(self, node: Branch, span: Span) -> t.Expression:
        variable = self.token(node, "VAR")
        reference = t.VariableReference(self.span(variable), str(variable))
        return t.Touches(span, reference, self.word(self.token(node, "ID")))

    def _x_negation(self, node: Branch, span: Span) -> t.Expression:
        return t.Not(span, self.expression(node.children[0]))

    def _x_conjunction(self, node: Branch, span: Span) -> t.Expression:
        return t.Logical(span, "and", tuple(self.expression(c) for c in node.children))

    def _x_disjunction(self, node: Branch, span: Span) -> t.Expression:
        if len(node.children) == 1:
            return self.expression(node.children[0])
        return t.Logical(span, "or", tuple(self.expression(c) for c in node.children))

    def _x_choice(self, node: Branch, span: Span) -> t.Expression:
        condition, then, otherwise = node.children
        return t.Conditional(span, self.expression(condition), self.expression(then), self.expression(otherwise))

    _x_yes_no_choice = _x_choice

    # ---- points in time ---------------------------------------------------------------------------------------------

    def _x_point(self, node: Branch, span: Span) -> t.Expression:
        day, clock = self.places(node)
        if clock is None:
            return self.expression(cast(Branch, day))
        return t.AtClock(span, self.expression(cast(Branch, day)), self.clock(cast(Token, clock)))

    def _x_day(self, node: Branch, span: Span) -> t.Expression:
        return self.expression(node.children[0])

    def _x_offset(self, node: Branch, span: Span) -> t.Expression:
        duration, side, base = node.children
        literal = self.expression(duration)
        return t.Binary(span, "-" if side == "before" else "+", self.expression(base), literal)

    def _x_anchor_day(self, node: Branch, span: Span) -> t.Expression:
        anchor, of = self.places(node)
        return t.AnchorDay(span, self.anchor(cast(Branch, anchor)), None if of is None else self.expression(of))

    def _x_nth_weekday(self, node: Branch, span: Span) -> t.Expression:
        return t.AnchorDay(span, self.anchor(node), None)

    _x_day_month = _x_nth_weekday

    def _x_neighbour(self, node: Branch, span: Span) -> t.Expression:
        direction, anchor, side, base = node.children
        if (direction == "next") != (side == "after"):
            self.found.error(
                "GR101",
                f"`{direction} … {side}` points both ways",
                span,
                help="write `next … after …` or `previous … before …`",
            )
        return t.Neighbour(span, cast(Any, str(direction)), self.anchor(cast(Branch, anchor)), self.expression(base))

    def anchor(self, node: Branch) -> Anchor:
        """An anchor."""
        if node.data == "day_month":
            return self.day_month(node)
        nth, weekday, month = (str(child) for child in node.children)
        number = None if month == "month" else _MONTHS.index(month) + 1
        return NthWeekday(_NTH[nth], WEEKDAYS.index(weekday.removesuffix("day")), number)

    def day_month(self, node: Branch) -> DayMonth:
        """A day of a month; one that does not exist is reported."""
        number, name = node.children
        month = _MONTHS.index(str(name)) + 1
        text = str(number)
        day = int(text) if text.isdigit() and len(text) < 3 else 0
        if not 1 <= day <= _DAYS_IN_MONTH[month - 1]:
            help = f"{name} has {_DAYS_IN_MONTH[month - 1] if month != 2 else '28 or 29'} days"
            self.found.error("GR308", f"there is no day `{number} {name}`", self.span(node), help=help)
            return DayMonth(1, month)
        return DayMonth(day, month)


def overlong(text: str) -> bool:
    """Whether a figure has more digits than the program reads."""
    return sum(map(str.isdigit, text)) > limits.DIGITS


def duration(text: str) -> Duration:
    """A duration; an empty one when its figure is overlong."""
    number, unit = "0" if overlong(text) else text.split()[0], text.split()[1]
    return Duration.of(int(number), unit)


def why_no_day(text: str) -> str:
    """What is wrong with a date that does not exist."""
    year, month, day = (int(part) for part in text.split("-"))
    if not 1 <= month <= 12:
        return "months run from 01 to 12; dates are written year-month-day"
    if month == 2 and day == 29:
        return f"{year} is no leap year"
    return f"{_MONTHS[month - 1]} has {_DAYS_IN_MONTH[month - 1] if month != 2 else '28 or 29'} days"
