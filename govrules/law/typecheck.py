"""Types: everything is checked before anything is evaluated.

In: resolved norms. Out: diagnostics; after this stage no comparison, sum or limit can meet a value of the wrong type.
"""

from __future__ import annotations

from fractions import Fraction

from govrules.calendar import Duration, NthWeekday
from govrules.law import model as m
from govrules.law.types import (
    CLOCK,
    DATE,
    DURATION,
    ELAPSED,
    NUMBER,
    PERCENT,
    PERSON_OR_NOBODY,
    REFORM,
    UNKNOWN_TYPE,
    YES_NO,
    ZONE,
    Kinds,
    Type,
)
from govrules.text import limits
from govrules.text.diagnostics import Diagnostics

Size = tuple[int, int, int]
"""The most digits that a figure can have: of its whole part, after its decimal point, and of what else divides it."""
_STATED: Size = (limits.DIGITS, limits.DIGITS, 0)
"""Of a figure that is stated with an event, or counted."""
_ORDERED = {"Number", "Percent", "Money", "Date", "Duration", "Clock", "Elapsed"}


class TypeChecker:
    """Checks norms under the `let` values of one rule set."""

    def __init__(
        self, kinds: Kinds, lets: dict[str, Type], found: Diagnostics, sizes: dict[str, Size] | None = None
    ) -> None:
        self.kinds = kinds
        self.lets = lets
        self.found = found
        self.sizes = {} if sizes is None else sizes

    # ---- norms ------------------------------------------------------------------------------------------------------

    def rule(self, rule: m.Rule) -> None:
        """Check a rule."""
        match rule.body:
            case m.WhenBody():
                for trigger in rule.body.triggers:
                    self.trigger(trigger)
                self._consequence(rule.body.consequence)
            case m.PointBody():
                if rule.body.point is not None:
                    self._expect(rule.body.point, DATE, "GR313")
                self._consequence(rule.body.consequence)
            case m.WhileBody():
                self._match(rule.body.match)
                self._condition(rule.body.where)
                for condition in rule.body.conditions:
                    self._condition(condition)

    def exception(self, exception: m.ExceptionTo) -> None:
        """Check an exception."""
        self._condition(exception.where)

    def power(self, power: m.Power) -> None:
        """Check a power."""
        self._match(power.match)
        self._condition(power.where)
        for condition in power.provided:
            self._condition(condition)

    def trigger(self, trigger: m.Trigger) -> None:
        """Check a trigger."""
        self._match(trigger.match)
        self._condition(trigger.where)

    def fact_clause(self, clause: m.FactClause) -> None:
        """Check what begins or ends a fact."""
        match clause:
            case m.FactWhenClause():
                for trigger in clause.triggers:
                    self.trigger(trigger)
            case m.FactEndsOnClause():
                self._expect(clause.point, DATE, "GR313")
                self._condition(clause.where)
            case m.FactWhileClause():
                self._condition(clause.condition)

    def transition(self, transition: m.Transition) -> None:
        """Check a transition clause."""
        for disregard in transition.disregards:
            self._match(disregard.match)
            self._expect(disregard.before, DATE, "GR313")
        for keep in transition.keeps:
            self._match(keep.match)
            self._expect(keep.before, DATE, "GR313")

    def attribute(self, attribute: m.Attribute, type: Type, name: str) -> None:
        """Check the value of an attribute."""
        found = self.type_of(attribute.value)
        if not self._fits(found, type):
            from govrules.law import advice  # which only a mistake needs

            self.found.error(
                "GR205",
                f"`{name}` is {type.in_words()}, and this is {found.in_words()}",
                attribute.value.span,
                help=advice.instead(attribute.value, type),
            )

    def _consequence(self, consequence: m.Consequence) -> None:
        match consequence:
            case m.RequireConsequence():
                for condition in consequence.conditions:
                    self._condition(condition)
            case m.DutyConsequence():
                for part in consequence.parts:
                    for act in part:
                        if act.within is not None:
                            self._expect(act.within, DURATION, "GR302")
                for limit in consequence.limits:
                    if limit.word == "within":
                        self._expect(limit.first, DURATION, "GR302", ("Date", "for a day write `by …`"))
                    else:
                        last = ("Duration", "for a length of time write `within …`")
                        self._expect(limit.first, DATE, "GR313", last)
                        if limit.last is not None:
                            self._expect(limit.last, DATE, "GR313")
                for still in consequence.stand_still:
                    if isinstance(still.what, m.Match):
                        self._match(still.what)
                for release in consequence.unless:
                    self._match(release.match)

    def _match(self, match: m.Match) -> None:
        self._condition(match.where)

    def _condition(self, condition: m.Expr | None) -> None:
        if condition is not None:
            self._expect(condition, YES_NO, "GR303")

    def _expect(self, expr: m.Expr, type: Type, code: str, often: tuple[str, str] | None = None) -> None:
        """Check that an expression is of a type; `often` is a kind that it often is instead, and what to write then."""
        found = self.type_of(expr)
        if self._fits(found, type):
            return
        from govrules.law import advice  # which only a mistake needs

        wanted = {"GR303": "a statement that is true or not", "GR313": "a point in time"}.get(code, type.in_words())
        if often is not None and found.name == often[0]:
            help: str | None = often[1]
        elif code == "GR303":
            help = advice.statement(found)
        else:
            help = advice.instead(expr, type) if found.name in ("Number", "Duration") else None
        self.found.error(code, f"{wanted} is expected here, and this is {found.in_words()}", expr.span, help=help)

    def _fits(self, found: Type, wanted: Type) -> bool:
        if UNKNOWN_TYPE in (found, wanted) or found.name == wanted.name:
            return True
        return self.kinds.is_a(found.name, wanted.name)

    # ---- expressions ------------------------------------------------------------------------------------------------

    def type_of(self, expr: m.Expr) -> Type:
        """The type of an expression; mistakes inside it are reported."""
        match expr:
            case m.Constant() | m.Variable():
                return expr.type
            case m.LetValue():
                return self.lets.get(expr.name, UNKNOWN_TYPE)
            case m.Today():
                return DATE if expr.part == "date" else NUMBER
            case m.ClockTime():
                if expr.zone is not None:
                    self._expect(expr.zone, ZONE, "GR302")
                return CLOCK
            case m.StretchStart() | m.Commencement():
                return DATE
            case m.AttributeOf():
                return expr.type
            case m.Touches():
                self._expect(expr.reform, REFORM, "GR301")
                return YES_NO
            case m.Exists():
                self._past(expr.past)
                return YES_NO
            case m.Count():
                self._past(expr.past)
                return NUMBER
            case m.EveryHas():
                self._match(expr.match)
                self._condition(expr.has)
                return YES_NO
            case m.Holds():
                self._match(expr.match)
                return YES_NO
            case m.Latest():
                self._past(expr.past)
                self._if_none(expr.if_none, expr.type)
                return expr.type
            case m.Measured():
                self._match(expr.match)
                return DATE if expr.word in ("start of", "end of") else ELAPSED
            case m.Age():
                return self._age(expr)
            case m.Aggregated():
                return self._aggregated(expr)
            case m.Arithmetic():
                return self._arithmetic(expr)
            case m.Comparison():
                self._comparison(expr)
                return YES_NO
            case m.DayTest():
                self._expect(expr.subject, DATE, "GR313")
                return YES_NO
            case m.Negation():
                self._condition(expr.operand)
                return YES_NO
            case m.Junction():
                for part in expr.parts:
                    self._condition(part)
                return YES_NO
            case m.Choice():
                return self._choice(expr)
            case m.AnchorDate():
                return self._anchor(expr)
            case m.NeighbourDate():
                self._expect(expr.base, DATE, "GR313")
                return DATE
            case m.WithClock():
                self._expect(expr.day, DATE, "GR313")
                return DATE
            case m.Nothing():
                return PERSON_OR_NOBODY
        return UNKNOWN_TYPE

    def _past(self, past: m.Past) -> None:
        self._match(past.match)
        for window in past.windows:
            if isinstance(window.operand, m.Match):
                self._match(window.operand)
            elif window.word == "in the last":
                self._expect(window.operand, DURATION, "GR302", ("Date", "for a day write `since …`"))
            else:
                last = "write `in the last …`, or count from a day, as in `since date - 30 days`"
                self._expect(window.operand, DATE, "GR313", ("Duration", last))

    def _if_none(self, expr: m.Expr | None, type: Type) -> None:
        if expr is not None:
            found = self.type_of(expr)
            if not self._fits(found, type) and found != PERSON_OR_NOBODY:
                from govrules.law import advice  # which only a mistake needs

                message = f"this is {found.in_words()}, where {type.in_words()} is read otherwise"
                self.found.error("GR301", message, expr.span, help=advice.instead(expr, type))

    def _age(self, expr: m.Age) -> Type:
        subject = self.type_of(expr.subject)
        born = self.kinds.attribute(subject.name, "born")
        if subject != UNKNOWN_TYPE and born != DATE:
            self.found.error(
                "GR204",
                f"the kind {subject.name} has no date `born`, so it has no age",
                expr.span,
                help=f"give `kind {subject.name}` an attribute `born: Date`",
            )
        return ELAPSED

    def _aggregated(self, expr: m.Aggregated) -> Type:
        self._past(expr.past)
        self._if_none(expr.if_none, expr.type)
        allowed = {"Number", "Percent", "Money"} if expr.word == "sum" else _ORDERED
        if expr.type.name not in allowed and expr.type != UNKNOWN_TYPE:
            wanted = "numbers, percentages and amounts" if expr.word == "sum" else "figures, dates and durations"
            help = f"it takes {wanted}"
            self.found.error("GR302", f"there is no `{expr.word}` of {expr.type.in_words()}", expr.span, help=help)
            return UNKNOWN_TYPE
        return expr.type

    def _choice(self, expr: m.Choice) -> Type:
        self._condition(expr.condition)
        then, otherwise = self.type_of(expr.then), self.type_of(expr.otherwise)
        if not (self._fits(then, otherwise) or self._fits(otherwise, then)):
            message = f"one side is {then.in_words()}, the other {otherwise.in_words()}"
            self.found.error("GR301", message, expr.span, help="let both be of one kind")
        return then if then != UNKNOWN_TYPE else otherwise

    def _anchor(self, expr: m.AnchorDate) -> Type:
        month_at_hand = isinstance(expr.anchor, NthWeekday) and expr.anchor.month is None
        if expr.of is not None and (month_at_hand or self.type_of(expr.of) != DATE):
            self._expect(expr.of, DATE if month_at_hand else NUMBER, "GR313" if month_at_hand else "GR302")
        return DATE

    def _arithmetic(self, expr: m.Arithmetic) -> Type:
        left, right = self.type_of(expr.left), self.type_of(expr.right)
        if UNKNOWN_TYPE in (left, right):
            return UNKNOWN_TYPE
        result = _result(expr.operator, left, right)
        if result is None:
            from govrules.law import advice  # which only a mistake needs

            bases = left.name == right.name == "Percent" and left.base != right.base
            self.found.error(
                "GR305" if bases else "GR302",
                f"`{expr.operator}` does not go with {left.in_words()} and {right.in_words()}",
                expr.span,
                help="percentages of different bases are shares of different things"
                if bases
                else advice.sum_of(expr.operator, (expr.left, left), (expr.right, right)),
            )
            return UNKNOWN_TYPE
        if expr.operator == "/" and isinstance(expr.right, m.Constant) and expr.right.value == 0:
            self.found.error("GR314", "this divides by zero", expr.span)
        if left == right == NUMBER:
            from govrules.law import advice  # which few calculations need

            multiplied = advice.multiplied(expr)
            if multiplied is not None:
                self.found.warning("GR603", multiplied[0], expr.span, help=multiplied[1])
        if result != DATE:
            self._measure(expr)
        return result

    def _measure(self, expr: m.Arithmetic) -> None:
        """Refuse what can come to a figure that nobody could read, nor a machine calculate with."""
        if sum(size_of(expr, self.sizes)) > limits.CALCULATED_DIGITS and all(
            sum(size_of(part, self.sizes)) <= limits.CALCULATED_DIGITS for part in (expr.left, expr.right)
        ):
            message = f"this can come to a figure of more than {limits.CALCULATED_DIGITS:,} digits"
            self.found.error("GR912", message, expr.span, help="multiply fewer figures, or shorter ones")

    def _comparison(self, expr: m.Comparison) -> None:
        left, right = self.type_of(expr.left), self.type_of(expr.right)
        if UNKNOWN_TYPE in (left, right):
            return
        if not self._comparable(left, right, expr):
            from govrules.law import advice  # which only a mistake needs

            bases = left.name == right.name == "Percent"
            help = advice.shares(left, right) if bases else None
            help = help or advice.comparison((expr.left, left), (expr.right, right), self.kinds)
            message = f"{left.in_words()} is compared with {right.in_words()}"
            self.found.error("GR305" if bases else "GR301", message, expr.span, help=help)
        elif expr.operator not in ("=", "!=") and not {left.name, right.name} <= _ORDERED:
            self.found.error(
                "GR301",
                f"{left.in_words()} is neither more nor less than {right.in_words()}",
                expr.span,
                help="compare with `=` or `!=`",
            )

    def _comparable(self, left: Type, right: Type, expr: m.Comparison) -> bool:
        names = {left.name, right.name}
        if left.name == right.name:
            return left != ELAPSED and not (left.base and right.base and left.base != right.base)
        if names == {"Elapsed", "Duration"}:
            return True
        if names == {"Number", "Percent"}:
            number = expr.left if left == NUMBER else expr.right
            percent = right if left == NUMBER else left
            if percent == PERCENT:
                figure = expr.right if left == NUMBER else expr.left
                return not (isinstance(figure, m.Constant) and isinstance(number, m.Variable | m.AttributeOf | m.Count))
            return not _is_whole_above_one(number)
        if "Nobody" in names:
            return expr.operator in ("=", "!=")
        return self.kinds.related(left.name, right.name)


def _is_whole_above_one(expr: m.Expr) -> bool:
    return not isinstance(expr, m.Constant) or (expr.value != m.UNKNOWN and expr.value > 1)


def _result(operator: str, left: Type, right: Type) -> Type | None:
    one, two = left.name, right.name
    if operator in ("+", "-"):
        if one == two and one in ("Number", "Duration", "Money"):
            return left
        if one == two == "Percent":
            if left.base and right.base and left.base != right.base:
                return None
            return left if left.base else right
        return DATE if one == "Date" and two == "Duration" else None
    scalars = ("Number", "Percent")
    if operator == "/":
        if one == two == "Money" or (one in scalars and two in scalars):
            return NUMBER
        return left if one == "Money" and two in scalars else None
    if one in scalars and two in scalars:
        return PERCENT if one == two == "Percent" else NUMBER
    if one == "Number" and two in ("Duration", "Money"):
        return right
    if two == "Number" and one in ("Duration", "Money") and operator == "*":
        return left
    return right if one == "Percent" and two == "Money" else None


def size_of(expr: m.Expr, lets: dict[str, Size]) -> Size:
    """How large a figure an expression can come to, with those of the `let` values."""
    match expr:
        case m.Constant():
            return _size_of_figure(expr.value)
        case m.LetValue():
            return lets.get(expr.name, _STATED)
        case m.Choice():
            then, otherwise = size_of(expr.then, lets), size_of(expr.otherwise, lets)
            return max(then[0], otherwise[0]), max(then[1], otherwise[1]), max(then[2], otherwise[2])
        case m.Arithmetic():
            (whole, places, parts), (other, places_2, parts_2) = size_of(expr.left, lets), size_of(expr.right, lets)
            if expr.operator in ("+", "-"):
                return max(whole, other) + 1, max(places, places_2), parts + parts_2
            if expr.operator == "/":
                return whole + places_2 + parts_2, places, parts + other + places_2 + parts_2
            return whole + other, places + places_2, parts + parts_2
    return _STATED


def _size_of_figure(value: m.Value) -> Size:
    if isinstance(value, Duration):
        return max(len(f"{part}") for part in value), 0, 0
    figure = value.amount if isinstance(value, m.Money) else value
    if not isinstance(figure, int | Fraction):
        return 0, 0, 0
    whole, divisor = len(f"{abs(int(figure))}"), figure.denominator
    places = len(f"{divisor}")
    if divisor == 1 or 10**places % divisor == 0:
        return whole, places if divisor > 1 else 0, 0
    return whole, 0, places
