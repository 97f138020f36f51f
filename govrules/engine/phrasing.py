"""Phrasing: how comparisons, questions about the past and lengths of time read in a sentence.

In: expressions with the values that they came to. Out: text. Nothing is asked here, so that reasons and explanations,
which ask, say the same in the same words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from govrules.calendar import Anchor, DayMonth, Duration, Moment, compare, elapsed_in_words
from govrules.engine import say
from govrules.engine.values import Between, Elapsed, Env, Truth
from govrules.engine.verdict import Happened
from govrules.law import model as m
from govrules.law.model import NOBODY, UNKNOWN
from govrules.law.types import CLOCK

_IS = {
    "=": "is",
    "!=": "is not",
    "<": "is below",
    "<=": "is at most",
    ">": "is over",
    ">=": "is at least",
}
_OPPOSITE = {
    "=": "is not",
    "!=": "is",
    "<": "is not below",
    "<=": "is over",
    ">": "is not over",
    ">=": "is below",
}


def is_(truth: Truth) -> str:
    """A truth in words."""
    return "is not known" if truth is UNKNOWN else "is true" if truth else "is false"


def which_day(anchor: Anchor | None, day: Moment, truth: Truth) -> str:
    """Which day a day is, or is not: `2029-12-02 is the first Sunday of December`, `2024-05-09 is not a day off`."""
    is_it = "is" if truth is True else "is not"
    if anchor is None:
        return f"{day.day}, a {day.day:%A}, {is_it} a day off"
    if isinstance(anchor, DayMonth):
        return f"{day.day} {is_it} {say.anchor(anchor)}"
    weekday = f", a {day.day:%A}," if truth is False else ""
    return f"{day.day}{weekday} {is_it} the {say.anchor(anchor)}"


def relation(operator: str, truth: Truth) -> str:
    """A comparison in words, as it turned out."""
    if truth is UNKNOWN:
        return "may or may not be" + _IS[operator].removeprefix("is").removesuffix(" not")
    return _IS[operator] if truth is True else _OPPOSITE[operator]


def compared(
    expr: m.Comparison,
    values: tuple[m.Value, m.Value],
    truth: Truth,
    env: Env,
    lets: dict[str, m.Let],
    days: tuple[str, str] = ("", ""),
) -> str:
    """A comparison with what its sides came to, and on which days what they count happened, where that is known."""
    opening = _opening(expr.left, values[0], env, days[0])
    said = with_value(expr.right, values[1], env, lets, days[1])
    if opening is not None and truth is not UNKNOWN:
        return f"{opening}, which {relation(expr.operator, truth)} {said}"
    return f"{with_value(expr.left, values[0], env, lets, days[0])} {relation(expr.operator, truth)} {said}"


def _opening(expr: m.Expr, value: m.Value, env: Env, days: str) -> str | None:
    """A count, an age or a length of time as a clause of its own; None where it is no such thing, or not known."""
    match expr:
        case m.Count() if not expr.over and isinstance(value, int | Fraction) and _is_event(expr.past):
            often = {0: "never happened", 1: "happened once", 2: "happened twice"}
            said = f"{quoted(expr.past.match, env)} {often.get(int(value), f'happened {say.number(value)} times')}"
            included = "this time included" if expr.past.counting_this and value else ""
            notes = ", ".join(note for note in (days, included) if note)
            return said + (f" ({notes})" if notes else "") + when(expr.past, env)
        case m.Age() if isinstance(value, Elapsed):
            return f"{say.expression(expr.subject, env)} is {say.value(value)} old"
        case m.Measured() if isinstance(value, Elapsed) and value.start is not None:
            if expr.word == "time since":
                return f"{say.value(value)} have passed since {quoted(expr.match, env)}"
            return f"{quoted(expr.match, env)} has lasted {say.value(value)}"
    return None


def with_value(expr: m.Expr, value: m.Value, env: Env, lets: dict[str, m.Let], days: str = "") -> str:
    """An expression and its value; a name alone needs no value."""
    named = lets.get(expr.name) if isinstance(expr, m.LetValue) else None
    type = named.type if named is not None else getattr(expr, "type", None)
    if isinstance(expr, m.ClockTime):
        type = CLOCK
    shown = say.value(value, type)
    text = expr.name if isinstance(expr, m.Variable) and value == NOBODY else say.expression(expr, env)
    return shown if shown == text else f"`{text}` ({shown}{f': {days}' if days else ''})"


def not_stated(owner: str, attribute: str) -> str:
    """That an attribute of somebody is not stated; of the one from which ages are counted, as a sentence."""
    return f"when {owner} was born is not stated" if attribute == "born" else f"`{owner}.{attribute}` is not stated"


def quoted(match: m.Match, env: Env) -> str:
    """What is asked for, as a quotation: who is left open is any person, or any person other than one."""
    asked, where = match.pattern, match.where
    open_ = {
        term.name: f"any {term.type.name.lower()}"
        for term in asked.terms
        if isinstance(term, m.Variable) and env.get(term.name, UNKNOWN) == UNKNOWN
    }
    if where is None:
        return f"`{say.pattern(asked, env, open_)}`"
    if isinstance(where, m.Comparison) and where.operator == "!=" and isinstance(where.left, m.Variable):
        name, other = where.left.name, where.right
        if name in open_ and not (isinstance(other, m.Variable) and other.name in open_):
            alone = f"{open_[name]} other than {say.expression(other, env)}"
            return f"`{say.pattern(asked, env, {**open_, name: alone})}`"
    return f"`{say.bracket(match, env)}`"


def when(past: m.Past, env: Env) -> str:
    """In what time the past is asked about, as it ends a sentence: ` since … last happened`, ` in the last 2 years`."""
    return "".join(f" {window(each, env)}" for each in past.windows)


def window(narrowing: m.Narrowing, env: Env) -> str:
    """A window in words: `in the last 2 years`; one that an event bounds, with the event as a quotation."""
    if isinstance(narrowing.operand, m.Today) and narrowing.operand.part == "date":
        return "on the same day" if narrowing.word == "on" else f"{narrowing.word} that day"
    if not isinstance(narrowing.operand, m.Match):
        return say.window(narrowing, env)
    fact = narrowing.operand.pattern.what.sort == "fact"
    return f"{narrowing.word} {quoted(narrowing.operand, env)} last {'held' if fact else 'happened'}"


def _is_event(past: m.Past) -> bool:
    return past.match.pattern.what.sort != "fact"


def passed(elapsed: Elapsed, duration: Duration, end: Moment) -> str:
    """A length of time and a duration, counted forward: `2001-01-01 + 5 years = 2006-01-01, before 2006-01-02`."""
    assert elapsed.start is not None
    start, now = elapsed.start, elapsed.end
    if not duration.hours:
        start, now, end = Moment(start.day), Moment(now.day), Moment(end.day)
    side = compare(end, now)
    stands = f"{'after' if side > 0 else 'before'} {now.in_words()}" if side else "this very day"
    if not side and duration.hours and now.minute is not None:
        stands = "this very moment"
    return f"{start.in_words()} + {duration.in_words()} = {end.in_words()}, {stands}"


def acts(patterns: Iterable[m.Pattern], env: Env) -> str:
    """What would do, as quotations: `the King signs Act` or `the King returns Act`."""
    return " or ".join(dict.fromkeys(f"`{say.pattern(each, env)}`" for each in patterns))


def due_days(first: Moment | None, last: Moment) -> str:
    """In which days an act is due: `due by 2022-11-21`."""
    if first is None:
        return f"due by {last.in_words()}"
    return f"due on {last.in_words()}" if first == last else f"due from {first.in_words()} to {last.in_words()}"


def counted_forward(start: Moment, duration: m.Value, plain: Moment | None, last: Moment) -> str:
    """How a last day comes about: `2022-09-21 + 2 months = 2022-11-21`. `plain` is the one if no clock stood still."""
    said = f"{start.in_words()} + {say.value(duration)}"
    still = (last.day - plain.day).days if plain is not None else 0
    if plain is None or still <= 0:
        return f"{said} = {last.in_words()}"
    days = "1 day that does" if still == 1 else f"{still} days that do"
    return f"{said} = {plain.in_words()}, moved to {last.in_words()} by {days} not count"


def days_apart(due: Moment, day: Moment) -> str:
    """How a day stands to a limit: `one day to spare`, `5 days late`."""
    days = (due.day - day.day).days
    if days == 0:
        return "on the last day"
    words = "one day" if abs(days) == 1 else f"{abs(days)} days"
    if abs(days) > 62:
        words = elapsed_in_words(*sorted((due.day, day.day)))
    return f"{words} to spare" if days > 0 else f"{words} late"


def how_often(
    expr: m.Exists,
    truth: Truth,
    count: m.Value,
    found: Sequence[Happened],
    env: Env,
    *,
    again: bool,
    some_ignored: bool = False,
) -> str:
    """Whether and when what is asked about the past happened.

    `again` is whether the question is about the sort of the act at hand; `some_ignored` whether a transition clause
    leaves something out of account.
    """
    asked, in_time = quoted(expr.past.match, env), when(expr.past, env)
    if truth is UNKNOWN and not (isinstance(count, Between) and count.least > 0):
        return f"whether {asked} happened{in_time} is not known"
    if count == 0:
        if some_ignored:
            return f"no earlier {asked} counts{in_time}"
        return f"{asked} has not happened" + (in_time or (" before" if again else ""))
    if isinstance(count, int):
        already = " already" if expr.word.startswith("no") and truth is False else ""
        most = f" (at most {expr.limit})" if expr.word == "at most" else ""
        if any(isinstance(each.operand, m.Match) for each in expr.past.windows):
            return f"{in_time.lstrip()}, {asked}{already} happened {times(count, found)}{most}"
        return f"{asked}{already} happened {times(count, found, in_time)}{most}"
    return f"{asked} happened {say.value(count)} times{in_time}"


def holding(past: m.Past, holds: Truth, env: Env) -> str:
    """Whether a fact that is asked for holds, or held in some time."""
    asked, in_time = quoted(past.match, env), when(past, env)
    if holds is UNKNOWN:
        return f"{asked} may or may not {'have held' if past.windows else 'hold'}{in_time}"
    if past.windows:
        return f"{asked} {'held' if holds else 'did not hold'}{in_time}"
    none = say.none_of(past.match.pattern, env) if past.match.where is None else None
    if holds is False and none is not None:
        return f"`{none}`"
    return f"{asked} {'holds' if holds else 'does not hold'}"


def times(count: int, found: Sequence[Happened], in_time: str = "") -> str:
    """How often something happened, in what time, and when: `twice in the last year, on 2001-01-01 and 2001-06-01`."""
    often = {1: "", 2: " twice"}.get(count, f" {count} times")
    if not found or not all(_day_of(each) for each in found):
        return f"{often or ' once'}{in_time}".lstrip()
    comma = "," if often or in_time else ""
    day = days_of(found) if len(found) >= count else _day_of(found[-1])
    return f"{often}{in_time}{comma} {'' if len(found) >= count else 'last '}on {day}".lstrip()


def days_of(found: Sequence[Happened]) -> str:
    """The days of some events: `2001-01-01, 2006-01-01 and 2011-01-01`."""
    days = [_day_of(each) for each in found]
    return f"{', '.join(days[:-1])} and {days[-1]}" if len(days) > 1 else days[0]


def _day_of(event: Happened) -> str:
    return event.written or (str(event.moment.day) if event.moment is not None else "")
