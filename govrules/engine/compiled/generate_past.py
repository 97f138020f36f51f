"""Questions about past events as pieces of source.

In: `any (φ)`, `count of (φ)`, `last (φ)` and `time since (φ)` with their windows. Out: pieces of source that look at
indexes: whether there was one is read from a counter, or from the day or place of the latest match; how many lie in a
window is found by halving in a list. What none of these answers is a `NotPlainError`.
"""

from bisect import bisect_left, bisect_right
from typing import NoReturn

from govrules.engine.compiled import generate_text as g
from govrules.engine.compiled.generate_state import COUNT, DAYS, LAST_DAY, LAST_PLACE, PLACES, Kept, Shape, State
from govrules.engine.compiled.generate_terms import Env, Terms
from govrules.engine.compiled.generate_text import Code, NotPlainError
from govrules.engine.compiled.memos import Later, UnclearError
from govrules.law import model as m

_NOTHING_LIKE = "two things are left out of a question"


class Past(State):
    """Questions about past events."""

    def happened(self, terms: Terms, past: m.Past, env: Env) -> str:
        """Whether there is a match."""
        shape = self.shape(terms, past.match, env)
        found = self._found(terms, shape, past.windows, env) if self._may_be_found(shape) else g.FALSE
        return g.any_of((found, self._this(terms, past, env)))

    def _may_be_found(self, shape: Shape) -> bool:
        return shape.guard != g.FALSE and shape.what.name in self.present

    def _found(self, terms: Terms, shape: Shape, windows: tuple[m.Narrowing, ...], env: Env) -> str:
        if not windows:
            return f"{self._number(terms, shape)} > 0"
        if all(window.word in ("in the last", "since") for window in windows):
            return g.all_of(self._reaches(terms, shape, window, env) for window in windows)
        return f"{self._within(terms, shape, windows, env)} > 0"

    def _reaches(self, terms: Terms, shape: Shape, window: m.Narrowing, env: Env) -> str:
        """Whether the latest match lies in a window that ends today."""
        if isinstance(window.operand, m.Match):
            return f"{self._last(terms, shape, LAST_PLACE)} > {self._place_of(terms, window.operand, env)}"
        latest = Code(self._last(terms, shape, LAST_DAY), "day")
        return self.lasts(terms, latest, window.word, terms.value(window.operand, env))

    def lasts(self, terms: Terms, latest: Code, word: str, value: Code) -> str:
        """Whether what was on a day lies in a window that ends today."""
        if word == "in the last":
            return g.compare("<=", terms.place.day, terms.later(latest, value))
        return g.compare(">=", latest, a_day(value))

    # ---- counts -----------------------------------------------------------------------------------------------------

    def number(self, terms: Terms, past: m.Past, over: str | None, env: Env) -> Code:
        """How many matches there are."""
        shape = self.shape(terms, past.match, env)
        this = self._this(terms, past, env)
        if over is not None:
            return Code(self._different(terms, shape, past, over, this), "number")
        text = "0"
        if self._may_be_found(shape):
            text = self._within(terms, shape, past.windows, env) if past.windows else self._number(terms, shape)
        more = {g.TRUE: " + 1", g.FALSE: ""}.get(this, f" + ({this})")
        return Code(text + more, "number")

    def _number(self, terms: Terms, shape: Shape) -> str:
        count = self.get(terms, COUNT, Shape(shape.what, shape.fixed, (), shape.guard, shape.free))
        if not shape.apart:
            return count
        if len(shape.apart) > 1:
            raise NotPlainError(_NOTHING_LIKE)
        return f"({count} - {self.get(terms, COUNT, shape.with_fixed(*shape.apart[0]))})"

    def _different(self, terms: Terms, shape: Shape, past: m.Past, over: str, this: str) -> str:
        if past.windows or this != g.FALSE or shape.apart or over not in shape.free:
            raise NotPlainError("different values are counted within a window, or but some")
        kept = Kept("o", "()", f"@.add(s{shape.free[over]})", "set()")
        return f"len({self.get(terms, kept, shape)})" if self._may_be_found(shape) else "0"

    def _within(self, terms: Terms, shape: Shape, windows: tuple[m.Narrowing, ...], env: Env) -> str:
        """How many matches lie in some windows."""
        if shape.apart:
            raise NotPlainError("a count in a window leaves something out")
        if any(isinstance(window.operand, m.Match) for window in windows):
            return self._around(terms, shape, windows, env)
        days = self.get(terms, DAYS, shape)
        self.names.bound["within"] = _within
        first, after = ["0"], [f"{terms.place.day.text} + 1"]
        for window in windows:
            assert not isinstance(window.operand, m.Match)
            value = terms.value(window.operand, env)
            if window.word == "in the last":
                first.append(self._first_in_the_last(terms, days, value))
                continue
            day = a_day(value).text
            if window.word in ("since", "on"):
                first.append(day)
            if window.word in ("on", "as of"):
                after.append(f"{day} + 1")
            elif window.word == "before":
                after.append(day)
        return f"within({days}, {_extreme('max', first)}, {_extreme('min', after)})"

    def _around(self, terms: Terms, shape: Shape, windows: tuple[m.Narrowing, ...], env: Env) -> str:
        """How many matches lie after, or before, the latest event that a window names."""
        window = windows[0]
        if len(windows) > 1 or not isinstance(window.operand, m.Match):
            raise NotPlainError("a window between events has a further one")
        places = self.get(terms, PLACES, shape)
        self.names.bound.update(before=bisect_left, after=bisect_right)
        place = self._place_of(terms, window.operand, env)
        if window.word == "since":
            return f"(len({places}) - after({places}, {place}))"
        return f"before({places}, {place})"

    def _first_in_the_last(self, terms: Terms, days: str, value: Code) -> str:
        if value.sort != "duration":
            raise NotPlainError("a window is as long as events decide")
        self.reach(terms, value.value)
        duration, today = g.in_days(value.value), terms.place.day.text
        if not duration.months:
            return f"{today} - {duration.days}" if duration.days >= 0 else f"{today} + {-duration.days}"
        self.names.bound["begin"] = _begin
        later = self.names.shared("m", (duration, terms.rounding), Later(duration, terms.rounding))
        return f"begin({days}, {today}, {later})"

    # ---- the latest -------------------------------------------------------------------------------------------------

    def _last(self, terms: Terms, shape: Shape, kept: Kept) -> str:
        """The day or place of the latest match."""
        if not self._may_be_found(shape):
            return kept.empty
        if not shape.apart:
            return self.get(terms, kept, shape)
        if len(shape.apart) > 1:
            raise NotPlainError(_NOTHING_LIKE)
        slot, value = shape.apart[0]
        new = f"(s{slot}, {kept.new}, @[1] if @[0] != s{slot} else @[2])"
        two = Kept("w", f"(0, {kept.empty}, {kept.empty})", new)
        latest = self.get(terms, two, Shape(shape.what, shape.fixed, (), shape.guard, shape.free))
        return f"({latest}[1] if {latest}[0] != {value.text} else {latest}[2])"

    def _place_of(self, terms: Terms, match: m.Match, env: Env) -> str:
        """The place of the latest event that a window names; -1 without one."""
        return self._last(terms, self.shape(terms, match, env), LAST_PLACE)

    def latest(self, terms: Terms, expr: m.Latest, env: Env) -> Code:
        """A slot, or the day, of the latest match."""
        past = expr.past
        shape = self.shape(terms, past.match, env)
        if shape.what.sort == "fact" or past.counting_this or shape.apart:
            raise NotPlainError("the latest of facts is asked for, or the latest but something")
        read = self.slot(shape.what, expr.read) if isinstance(expr.read, int) else Code("d", "day")
        self.names.bound["missing"] = _missing
        otherwise = "missing()"
        if expr.if_none is not None:
            none = terms.value(expr.if_none, env)
            if none.sort != read.sort or none.over != 1 or none.power > read.power:
                raise NotPlainError("what is taken if there is none is of another sort")
            otherwise = f"{none.text} * D" if none.power < read.power else none.text
        if not self._may_be_found(shape):
            return Code(otherwise, read.sort, power=read.power)
        slots = ", ".join(f"s{position}" for position in range(len(shape.what.fields)))
        last = self.get(terms, Kept("a", "None", f"(d, i, {slots},)" if slots else "(d, i)"), shape)
        inside = [f"{last} is not None", *(self._last_in(terms, last, window, env) for window in past.windows)]
        taken = f"{last}[{2 + expr.read}]" if isinstance(expr.read, int) else f"{last}[0]"
        return Code(f"({taken} if {' and '.join(inside)} else {otherwise})", read.sort, power=read.power)

    def _last_in(self, terms: Terms, last: str, window: m.Narrowing, env: Env) -> str:
        """Whether the latest match lies in a window that reaches up to now."""
        if isinstance(window.operand, m.Match):
            if window.word == "since":
                return f"{last}[1] > {self._place_of(terms, window.operand, env)}"
        else:
            value = terms.value(window.operand, env)
            if window.word in ("in the last", "since"):
                return self.lasts(terms, Code(f"{last}[0]", "day"), window.word, value)
            if value == terms.place.day and window.word == "on":
                return f"{last}[0] == {value.text}"
        raise NotPlainError("the latest is asked for that lies before something")

    def since(self, terms: Terms, match: m.Match, env: Env) -> Code:
        """How long ago something happened."""
        return Code(self._last(terms, self.shape(terms, match, env), LAST_DAY), "elapsed")

    # ---- the event at hand ------------------------------------------------------------------------------------------

    def _this(self, terms: Terms, past: m.Past, env: Env) -> str:
        """Whether the event at hand counts as well."""
        this = terms.place.this
        if not past.counting_this or this is None or this.name != past.match.pattern.what.name:
            return g.FALSE
        texts: list[str] = []
        inner = dict(env)
        for position, term in enumerate(past.match.pattern.terms):
            if isinstance(term, m.Anything):
                continue
            slot = self.slot(this, position)
            if isinstance(term, m.Variable) and term.name not in inner:
                texts.append(self.may_be(slot, this.fields[position].type, term.type))
                inner[term.name] = slot
            else:
                texts.append(terms.compare("=", slot, terms.value(term, inner)))
        texts.append(terms.fulfilled(past.match.where, inner))
        for window in past.windows:
            if isinstance(window.operand, m.Match):
                texts.append(g.TRUE if window.word == "since" else g.FALSE)
            else:
                texts.append(self._today_in(terms, window.word, terms.value(window.operand, env)))
        texts.append(g.negated(self.disregarded(terms, this)))
        return g.all_of(texts)

    def _today_in(self, terms: Terms, word: str, value: Code) -> str:
        today = terms.place.day
        if word == "in the last":
            return g.compare("<=", today, terms.later(today, value))
        return g.compare({"since": ">=", "before": "<", "on": "=", "as of": "<="}[word], today, a_day(value))


def a_day(value: Code) -> Code:
    """A value that has to be a day."""
    if value.sort != "day":
        raise NotPlainError("a window is bounded by what is no day")
    return value


def _extreme(word: str, texts: list[str]) -> str:
    kept = texts[1:] if texts[0] == "0" and len(texts) > 1 else texts
    return kept[0] if len(kept) == 1 else f"{word}({', '.join(kept)})"


def _within(days: list[int], first: int, after: int) -> int:
    """How many days of an ordered list lie between two."""
    return max(0, bisect_left(days, after) - bisect_left(days, first))


def _begin(days: list[int], today: int, later: Later) -> int:
    """The first day of an ordered list from which it is not too long until today."""
    at = bisect_left(days, today, key=later.__getitem__)
    return days[at] if at < len(days) else today + 1


def _missing() -> NoReturn:
    raise UnclearError("the latest is asked for of what has not happened")
